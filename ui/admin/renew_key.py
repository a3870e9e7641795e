"""The offer of a new key for the clinic's data, after somebody left who may have kept a copy of the old file."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Slot

from ui.app.context import AppContext
from ui.app.messages import words_of
from ui.widgets.basics import Notice, button

if TYPE_CHECKING:
    from mhac.kernel.database import Database
    from mhac.kernel.paths import DataFolder
    from mhac.kernel.unit_of_work import Actor


class RenewKeyNotice(Notice):
    """A strip with one button; it says when the key was renewed."""

    def __init__(self, context: AppContext) -> None:
        super().__init__("", "warning")
        self.context = context
        self.renew_button = button(self.tr("Renew the key now"))
        self.renew_button.clicked.connect(self.renew)
        self.line.addWidget(self.renew_button)
        self.say_plainly()

    def say_plainly(self) -> None:
        """Say what renewing does, without an occasion."""
        if self.context.database.dialect_name == "postgresql":
            self.say(
                self.tr(
                    "The clinic gets a new password at its server. Every other workstation is cut off at once; its "
                    "users join again with an enrolment paper."
                ),
                "accent",
            )
            return
        self.say(self.tr("All data gets a new key; every password goes on working. It takes a moment."), "accent")

    def offer(self, name: str) -> None:
        """Offer it because somebody left."""
        if self.context.can("security.rekey"):
            if self.context.database.dialect_name == "postgresql":
                self.say(
                    self.tr(
                        "{name} no longer has access. Who kept a copy of a workstation's keys could still reach the "
                        "server: renew its password. Every other workstation then joins again with a paper."
                    ).format(name=name),
                    "warning",
                )
                self.renew_button.show()
                self.show()
                return
            self.say(
                self.tr(
                    "{name} no longer has access. A copy of the old file could still be opened with the old "
                    "password: renew the key of the data."
                ).format(name=name),
                "warning",
            )
            self.renew_button.show()
            self.show()

    @Slot()
    def renew(self) -> None:
        """Renew the key, in the database lane, so that nothing else writes meanwhile."""
        if self.context.folder is None:
            return
        self.renew_button.setEnabled(False)
        work = partial(_rekey, self.context.folder, self.context.database, self.context.actor)
        self.context.lanes.database.submit(work, self._renewed, owner=self, on_error=self._failed)

    def _renewed(self, database: Any) -> None:
        self.context.renew_database(database)
        self.renew_button.setEnabled(True)
        self.renew_button.hide()
        self.say(self.tr("The data has a new key. The next backup uses it too."), "ok")

    def _failed(self, error: Exception) -> None:
        self.renew_button.setEnabled(True)
        if not self.context.database.closing:  # it was closed for the change: listen to it again
            self.context.renew_database(self.context.database)
        self.say(words_of(error), "bad")


def _rekey(folder: DataFolder, database: Database, actor: Actor) -> Database:
    from mhac.security import rekey

    return rekey.rekey(folder, database, actor)
