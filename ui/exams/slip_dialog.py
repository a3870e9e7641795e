"""A request slip before it is printed: on the screen, to a printer or into a file."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from mhac.documents.content import RequestSlip
from mhac.exams import slips
from mhac.kernel.errors import Unavailable
from mhac.kernel.paths import write_durably
from mhac.kernel.unit_of_work import UnitOfWork
from ui.app.context import AppContext
from ui.app.dialogs import FormDialog
from ui.app.languages import current_language
from ui.widgets import printing
from ui.widgets.basics import button
from ui.widgets.paper_preview import PaperPreview

ChoosePrinter = Callable[[QWidget], printing.PrintTarget | None]


def load_slip(uow: UnitOfWork, *, request_id: int, language: str) -> RequestSlip:
    """Read what the slip says."""
    return slips.request_slip(uow, request_id, language)


def draw_slip(slip: RequestSlip) -> tuple[bytes, str]:
    """Draw the slip; its number names the file. What draws is heavy to load: only now."""
    from mhac.documents.slips import draw_request_slip

    return draw_request_slip(slip), slip.number


def print_paper(pdf: bytes, target: printing.PrintTarget) -> None:
    """Print, and say a failure as one of the surroundings."""
    try:
        printing.print_pdf(pdf, target)
    except printing.PrintFailed as error:
        raise Unavailable(f"printing.{error.reason}", printer=target.printer) from error


class RequestSlipDialog(FormDialog):
    """Shows the slip with its barcode; Enter prints."""

    printed = Signal()

    def __init__(self, context: AppContext, request_id: int, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Request slip"), self.tr("&Print"), parent, width=520)
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
        query = partial(load_slip, request_id=request_id, language=current_language())
        context.read(query, self._draw, owner=self, on_error=self.show_error, latest="slip")

    def _draw(self, slip: RequestSlip) -> None:
        self._context.draw(partial(draw_slip, slip), self._show, owner=self, on_error=self.show_error)

    def _show(self, drawn: tuple[bytes, str]) -> None:
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
        act = partial(print_paper, self.pdf, target)
        self._context.draw(act, self._was_printed, owner=self, on_error=self.show_error)

    def _was_printed(self, _nothing: None) -> None:
        self.printed.emit()
        self.done_with()

    @Slot()
    def _save(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, self.tr("Save the slip"), f"{self._number}.pdf", "PDF (*.pdf)")
        if name:
            save = partial(write_durably, Path(name), self.pdf)
            self._context.draw(save, self.done_with, owner=self, on_error=self.show_error)
