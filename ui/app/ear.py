"""What other workstations say, brought to this window: changes to the bus, a lost connection to the status line."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from mhac.kernel.listening import Listener
from ui.app.context import AppContext
from ui.app.translation import translate

if TYPE_CHECKING:
    from mhac.kernel.changes import Change
    from ui.app.status_line import StatusLine


LOOK_EVERY_MS = 500
ASK_AGAIN_MS = 2000
"""Milliseconds until a question that found no server is asked again, while the server still talks to this window."""
ASK_AFTER = 2.0
"""Seconds that an act or a question may wait before the server is asked whether it is there at all."""
SILENT_AFTER = 2.5
"""Seconds without an answer after which the person at the screen is told."""


class Ear(QObject):
    """Listens while somebody is signed in; what the listening thread hears is told on the main thread."""

    lost = Signal()
    back = Signal()
    silence = Signal(bool)  # the server is there and does not answer, or answers again
    _heard = Signal(object)
    _reached = Signal(bool)

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.in_reach = True
        self.silent = False
        self._owed = False  # something could not be read, and is to be read again
        context.not_reached.connect(self._missed)
        self._heard.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        self._reached.connect(self._note, Qt.ConnectionType.QueuedConnection)
        self._listener = self._listen()
        context.database_renewed.connect(self._listen_anew)
        self._watch = QTimer(self)
        self._watch.timeout.connect(self._look)
        if context.database.dialect_name == "postgresql":
            self._watch.start(LOOK_EVERY_MS)

    @Slot()
    def _missed(self) -> None:
        """Ask for the server although nothing was lost here: only one of the connections may have been cut."""
        if self.in_reach and not self._owed:
            self._owed = True
            QTimer.singleShot(ASK_AGAIN_MS, self, self._ask_again)

    @Slot()
    def _ask_again(self) -> None:
        self._listener.ask()

    @Slot()
    def _look(self) -> None:
        """Notice a server that hangs: it neither refuses nor answers, and what is asked of it waits."""
        if self._context.lanes.database.waiting_for() > ASK_AFTER:
            self._listener.ask()
        silent = self._listener.silent_for() > SILENT_AFTER
        if silent != self.silent:
            self.silent = silent
            self.silence.emit(silent)

    def _listen(self) -> Listener:
        listener = Listener(self._context.database, self._hear, self._reach)
        listener.start()
        return listener

    def _hear(self, changes: tuple[Change, ...]) -> None:
        """Hand changes to the main thread; runs on the listening thread."""
        with suppress(RuntimeError):  # the window was closed meanwhile
            self._heard.emit(changes)

    def _reach(self, reached: bool) -> None:
        with suppress(RuntimeError):
            self._reached.emit(reached)

    @Slot()
    def _listen_anew(self) -> None:
        """Listen to the database as it was opened anew; the one before has ended its listener as it was closed."""
        self._listener = self._listen()

    def say(self, status: StatusLine) -> None:
        """Say in the status line whether the clinic's server is there."""
        if self.in_reach and self.silent:
            status.set_database(
                translate("Window", "The clinic's server does not answer; what you asked for is not saved yet"), "bad"
            )
        elif self.in_reach:
            status.show_database_well()
        else:
            status.set_database(
                translate("Window", "No connection to the clinic's server; nothing is saved, what you type is kept"),
                "bad",
            )

    @Slot(object)
    def _tell(self, changes: tuple[Change, ...]) -> None:
        self._context.bus.announce(changes)

    @Slot(bool)
    def _note(self, reached: bool) -> None:
        if reached == self.in_reach and not (reached and self._owed):
            return
        self._owed = False
        self.in_reach = reached
        (self.back if reached else self.lost).emit()
