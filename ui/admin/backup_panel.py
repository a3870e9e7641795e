"""Backups and the key: which encrypted backups were read back, one more now, and a new key for the data."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog

from mhac.security import backup
from mhac.security.backup import Backup
from ui.admin.panel import Panel
from ui.admin.renew_key import RenewKeyNotice
from ui.app.context import AppContext
from ui.app.messages import words_of
from ui.app.translation import translate
from ui.widgets import formats
from ui.widgets.basics import Card, Notice, button
from ui.widgets.progress import WorkBar
from ui.widgets.tables import Column, DataTable

if TYPE_CHECKING:
    from mhac.kernel.database import Database
    from mhac.kernel.paths import DataFolder
    from mhac.kernel.unit_of_work import Actor


class BackupPanel(Panel):
    """Only what was read back is listed; everything is encrypted and carries the slots of the passwords."""

    def __init__(self, context: AppContext) -> None:
        super().__init__(
            context,
            translate("BackupPanel", "Backups and key"),
            translate(
                "BackupPanel",
                "A backup is made every day while somebody is signed in. Only what was read "
                "back is listed. Keep a copy "
                "outside this computer.",
            ),
        )
        self.table: DataTable[Backup] = DataTable(
            _columns(), key=lambda made: made.folder.name, name=self.tr("Backups"), empty=self.tr("No backup yet.")
        )
        self.now_button = button(self.tr("Back up now"), kind="primary", icon="save")
        self.copy_button = button(self.tr("Back up to a folder…"))
        self.head.addWidget(self.copy_button)
        self.head.addWidget(self.now_button)
        self.now_button.clicked.connect(self._now)
        self.copy_button.clicked.connect(self._choose_folder)
        self.work = WorkBar()
        self.work.stop_button.hide()
        self.result = Notice("", "ok")
        self.result.hide()
        card = Card(padding=0)
        card.body.addWidget(self.table)
        self.body.addWidget(self.work)
        self.body.addWidget(self.result)
        self.body.addWidget(card, 1)
        self.renew = RenewKeyNotice(context)
        self.body.addWidget(self.renew)
        on_file = context.database.dialect_name == "sqlite" and context.folder is not None
        self.now_button.setVisible(on_file)
        self.copy_button.setVisible(on_file)
        if not on_file:
            self.table.set_empty(self.tr("The server that holds the data is backed up by whoever runs it."))

    def load(self) -> None:
        """Look into the backup folder."""
        if self.context.folder is not None:
            self.context.draw(partial(backup.list_backups, self.context.folder), self.table.set_rows, owner=self)

    @Slot()
    def _now(self) -> None:
        self.back_up(None)

    @Slot()
    def _choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Folder for the backup"))
        if folder:
            self.back_up(Path(folder))

    def back_up(self, to: Path | None) -> None:
        """Make a backup and read it back."""
        if self.context.folder is None:
            return
        self.now_button.setEnabled(False)
        self.copy_button.setEnabled(False)
        self.result.hide()
        self.work.begin(self.tr("Making a backup and reading it back…"))
        self.context.draw(
            partial(_back_up, self.context.folder, self.context.database, self.context.actor, to),
            self._made,
            owner=self,
            on_error=self._failed,
        )

    def _made(self, made: Backup) -> None:
        self._end()
        self.result.say(
            self.tr("Backup of {when} is read back: {rows} rows, in {folder}").format(
                when=formats.moment(made.made_at), rows=formats.number(made.rows), folder=made.folder
            ),
            "ok",
        )
        self.result.show()
        self.context.backup_made.emit(made.made_at)
        self.load()

    def _failed(self, error: Exception) -> None:
        self._end()
        self.result.say(words_of(error), "bad")
        self.result.show()

    def _end(self) -> None:
        self.work.end()
        self.now_button.setEnabled(True)
        self.copy_button.setEnabled(True)


def _columns() -> tuple[Column[Backup], ...]:
    return (
        Column(
            translate("BackupPanel", "Made"),
            lambda made: formats.moment(made.made_at),
            200,
            strong=True,
            sort=lambda made: made.made_at,
        ),
        Column(
            translate("BackupPanel", "State"),
            lambda made: translate("BackupPanel", "read back"),
            120,
            tone=lambda made: "ok",
        ),
        Column(
            translate("BackupPanel", "Rows"),
            lambda made: formats.number(made.rows),
            120,
            quiet=True,
            sort=lambda made: made.rows,
            right=True,
        ),
        Column(translate("BackupPanel", "Folder"), lambda made: str(made.folder), quiet=True),
    )


def _back_up(folder: DataFolder, database: Database, actor: Actor, to: Path | None) -> Backup:
    made = backup.make_backup(folder, database, to=to)
    backup.tell(database, actor, made)
    return made
