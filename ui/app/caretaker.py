"""Looks after the clinic's data while somebody is signed in: an encrypted backup at least daily, read back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from mhac.kernel.paths import DataFolder
from ui.app.context import AppContext

if TYPE_CHECKING:
    from mhac.kernel.database import Database
    from mhac.kernel.unit_of_work import Actor

SOON_MS = 20_000
LATER_MS = 30 * 60_000


@dataclass(frozen=True)
class BackupState:
    """The newest verified backup, and whether one was made just now."""

    at: datetime | None
    made: bool


class Caretaker(QObject):
    """Checks soon after the sign-in and every half hour whether a backup is due, in the document lane."""

    state_known = Signal(object)  # BackupState
    failed = Signal(object)  # Exception

    def __init__(self, context: AppContext, folder: DataFolder, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._folder = folder
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.check)
        self._context.draw(partial(_newest, folder), self._known, owner=self, on_error=self._failed)
        self._timer.start(SOON_MS)

    @Slot()
    def check(self) -> None:
        """Make a backup when one is due."""
        self._context.draw(
            partial(_backup_when_due, self._folder, self._context.database, self._context.actor),
            self._known,
            owner=self,
            on_error=self._failed,
        )

    def _known(self, state: BackupState) -> None:
        self.state_known.emit(state)
        if not self._timer.isActive():
            self._timer.start(LATER_MS)

    def _failed(self, error: Exception) -> None:
        self.failed.emit(error)
        if not self._timer.isActive():
            self._timer.start(LATER_MS)


def _newest(folder: DataFolder) -> BackupState:
    from mhac.security import backup

    found = backup.list_backups(folder)
    return BackupState(found[0].made_at if found else None, made=False)


def _backup_when_due(folder: DataFolder, database: Database, actor: Actor) -> BackupState:
    from mhac.security import backup

    if not backup.is_due(folder, database.clock()):
        return _newest(folder)
    made = backup.make_backup(folder, database)
    backup.tell(database, actor, made)
    return BackupState(made.made_at, made=True)
