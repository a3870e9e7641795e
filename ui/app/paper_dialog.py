"""A paper before it is printed: on the screen, to a printer, or into a file. Each room says which paper it is."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from mhac.kernel.errors import Unavailable
from mhac.kernel.paths import write_durably
from mhac.kernel.unit_of_work import UnitOfWork
from ui.app.context import AppContext
from ui.app.dialogs import FormDialog
from ui.widgets import printing
from ui.widgets.basics import button
from ui.widgets.paper_preview import PaperPreview

T = TypeVar("T")
ChoosePrinter = Callable[[QWidget], printing.PrintTarget | None]
Drawn = tuple[bytes, str]
"""A paper's file, and the number that names it."""


def print_paper(pdf: bytes, target: printing.PrintTarget) -> None:
    """Print, and say a failure as one of the surroundings."""
    try:
        printing.print_pdf(pdf, target)
    except printing.PrintFailed as error:
        raise Unavailable(f"printing.{error.reason}", printer=target.printer) from error


class PaperDialog(FormDialog):
    """Shows a paper; Enter prints. A subclass says what stands on it and what draws it (`show_paper`)."""

    printed = Signal()

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
        self.body.addWidget(self.preview, 1)
        self.foot.insertWidget(0, self.save_button)
        self.submitted.connect(self._print)
        self.act_button.setEnabled(False)

    def show_paper(self, content: Callable[[UnitOfWork], T], draw: Callable[[T], Drawn]) -> None:
        """Ask for the content in the database lane, draw it in the document lane, and show the page."""
        self._context.read(content, partial(self._draw, draw), owner=self, on_error=self.show_error, latest="paper")

    def _draw(self, draw: Callable[[T], Drawn], content: T) -> None:
        self._context.draw(partial(draw, content), self._show, owner=self, on_error=self.show_error)

    def _show(self, drawn: Drawn) -> None:
        self.pdf, self._number = drawn
        self.preview.show_pdf(self.pdf)
        self.act_button.setEnabled(True)
        self.act_button.setFocus()

    @Slot()
    def _print(self) -> None:
        target = self.choose_printer(self)
        if target is None:
            self.set_busy(False)
            return
        self._context.draw(
            partial(print_paper, self.pdf, target), self._was_printed, owner=self, on_error=self.show_error
        )

    def _was_printed(self, _nothing: None) -> None:
        self.printed.emit()
        self.done_with()

    @Slot()
    def _save(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, self.tr("Save the slip"), f"{self._number}.pdf", "PDF (*.pdf)")
        if name:
            save = partial(write_durably, Path(name), self.pdf)
            self._context.draw(save, self.done_with, owner=self, on_error=self.show_error)
