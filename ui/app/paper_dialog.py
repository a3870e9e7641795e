"""A paper before it is printed: on the screen, to a printer, or into a file. Each room says which paper it is."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import Event
from typing import TypeVar

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from mhac.kernel.errors import Refused, Unavailable
from mhac.kernel.paths import write_durably
from mhac.kernel.unit_of_work import UnitOfWork
from ui.app.context import AppContext
from ui.app.dialogs import FormDialog
from ui.widgets import printing
from ui.widgets.basics import button
from ui.widgets.paper_preview import PaperPreview
from ui.widgets.progress import WorkBar

T = TypeVar("T")
MANY = 20
"""So many pages, and more, are drawn and printed with a bar that says how far it is."""
ChoosePrinter = Callable[[QWidget], printing.PrintTarget | None]
Drawn = tuple[bytes, str]
"""A paper's file, and the number that names it."""


def print_paper(pdf: bytes, target: printing.PrintTarget, step: Callable[[int, int], None] | None = None) -> None:
    """Print, and say a failure as one of the surroundings."""
    try:
        printing.print_pdf(pdf, target, step)
    except printing.PrintFailed as error:
        raise Unavailable(f"printing.{error.reason}", printer=target.printer) from error


class PaperDialog(FormDialog):
    """Shows a paper; Enter prints. A subclass says what stands on it and what draws it (`show_paper`)."""

    printed = Signal()
    _progress = Signal(int, int)  # from the document lane

    def __init__(self, context: AppContext, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, self.tr("&Print"), parent, width=520)
        self._context = context
        self.pdf = b""
        self._number = ""
        self.choose_printer: ChoosePrinter = printing.choose_printer
        self.preview = PaperPreview(name=self.tr("The slip as it is printed"))
        self.preview.setMinimumHeight(420)
        self.save_button = button(self.tr("&Save as PDF…"))
        self.save_button.clicked.connect(self._save)
        self.bar = WorkBar()
        self.bar.stopped.connect(self.reject)
        self._over = Event()
        self.finished.connect(self._over.set)
        self._progress.connect(self._show_progress, Qt.ConnectionType.QueuedConnection)
        self.body.addWidget(self.bar)
        self.body.addWidget(self.preview, 1)
        self.foot.insertWidget(0, self.save_button)
        self.submitted.connect(self._print)
        self.act_button.setEnabled(False)

    def show_paper(self, content: Callable[[UnitOfWork], T], draw: Callable[[T], Drawn]) -> None:
        """Ask for the content in the database lane, draw it in the document lane, and show the page."""
        self.pdf = b""
        self.preview.clear()
        self.act_button.setEnabled(False)
        self.save_button.setEnabled(False)
        self.problem.hide()
        self.bar.end()
        self._context.read(content, partial(self._draw, draw), owner=self, on_error=self.show_error, latest="paper")

    def _draw(self, draw: Callable[[T], Drawn], content: T) -> None:
        self._context.draw(partial(draw, content), self._show, owner=self, on_error=self.show_error)

    def _show(self, drawn: Drawn) -> None:
        self.pdf, self._number = drawn
        self.bar.end()
        self.preview.show_pdf(self.pdf)
        self.act_button.setEnabled(True)
        self.save_button.setEnabled(True)
        self.act_button.setFocus()

    def tell_progress(self, done: int, total: int) -> None:
        """Say how far drawing or printing is, in the document lane; who closed the dialog waits for nothing more."""
        if self._over.is_set():
            raise Refused("scheduling.nothing_to_print")
        if total >= MANY:
            with suppress(RuntimeError):  # the dialog is gone
                self._progress.emit(done, total)

    @Slot(int, int)
    def _show_progress(self, done: int, total: int) -> None:
        if done == total or self.act_button.isEnabled():
            return
        if not self.bar.isVisible():
            self.bar.begin(self.tr("Printing") if self.pdf else self.tr("Drawing"))
        self.bar.set_progress(done, total)

    def set_busy(self, busy: bool) -> None:
        """Print only what is shown: where the paper could not be made, there is none."""
        super().set_busy(busy or not self.pdf)

    @Slot()
    def _print(self) -> None:
        target = self.choose_printer(self)
        if target is None:
            self.set_busy(False)
            return
        self._context.draw(
            partial(print_paper, self.pdf, target, self.tell_progress),
            self._was_printed,
            owner=self,
            on_error=self._not_printed,
        )

    def _not_printed(self, error: Exception) -> None:
        self.bar.end()
        self.show_error(error)

    def _was_printed(self, _nothing: None) -> None:
        self.printed.emit()
        self.done_with()

    @Slot()
    def _save(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, self.tr("Save the slip"), f"{self._number}.pdf", "PDF (*.pdf)")
        if name:
            save = partial(write_durably, Path(name), self.pdf)
            self._context.draw(save, self.done_with, owner=self, on_error=self.show_error)
