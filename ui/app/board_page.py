"""A page with a board whose times go on by themselves: the day of the book, the floor of the clinic."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QWidget

from mhac.kernel.unit_of_work import UnitOfWork
from ui.app.context import AppContext
from ui.app.dialogs import ReasonDialog
from ui.app.page import Page

TICK_MS = 30_000


class Board(Protocol):
    """What is drawn anew as time passes."""

    def tick(self) -> None:
        """Draw the times of now."""


class BoardPage(Page):
    """Keeps the times of its board right while it is shown, and asks for reasons."""

    board: Any  # a Board that is a widget

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self._time_passes)
        self._tick.start()

    @Slot()
    def _time_passes(self) -> None:
        if self.isVisible():
            board: Board = self.board
            board.tick()
            self.count()

    def count(self) -> None:
        """Say the figures of now above the board."""

    def not_read(self, error: Exception) -> None:
        """Say that the board could not be read; what stands there already stays."""
        if self.is_read():
            self.show_problem(error)
        else:
            self.show_error(error)

    def is_read(self) -> bool:
        """Whether the board has been read once."""
        return False

    def act_with_reason(self, dialog: ReasonDialog, action: str, verb: Callable[[str], Callable[[UnitOfWork], Any]],
                        done: Callable[[], None]) -> None:
        """Open a dialog that asks why; the act is done with the reason, and an error is shown in the dialog."""
        dialog.submitted.connect(partial(self._act_with_reason, dialog, action, verb, done))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        dialog.reason.setFocus()

    def _act_with_reason(self, dialog: ReasonDialog, action: str,
                         verb: Callable[[str], Callable[[UnitOfWork], Any]], done: Callable[[], None]) -> None:
        def did(_result: object) -> None:
            dialog.done_with()
            done()

        self.context.act(action, verb(dialog.text()), did, owner=self, on_error=dialog.show_error)
