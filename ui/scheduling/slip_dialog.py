"""The appointment slip before it is printed: in the language of the family, on the screen, to a printer or a file."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from mhac.documents.content import AppointmentSlip
from mhac.kernel.errors import Unavailable
from mhac.kernel.paths import write_durably
from ui.app.context import AppContext
from ui.app.dialogs import FormDialog
from ui.app.languages import LANGUAGES, current_language
from ui.scheduling import presenter
from ui.widgets import printing
from ui.widgets.basics import button, row
from ui.widgets.fields import FieldRow
from ui.widgets.paper_preview import PaperPreview
from ui.widgets.segmented import Choice, Segmented

ChoosePrinter = Callable[[QWidget], printing.PrintTarget | None]


def draw(slip: AppointmentSlip) -> tuple[bytes, str]:
    """Draw the slip; its number names the file. What draws is heavy to load: only now."""
    from mhac.documents.slips import draw_appointment_slip

    return draw_appointment_slip(slip), slip.barcode


def print_paper(pdf: bytes, target: printing.PrintTarget) -> None:
    """Print, and say a failure as one of the surroundings."""
    try:
        printing.print_pdf(pdf, target)
    except printing.PrintFailed as error:
        raise Unavailable(f"printing.{error.reason}", printer=target.printer) from error


class SlipDialog(FormDialog):
    """Shows the slip; Enter prints."""

    printed = Signal()

    def __init__(self, context: AppContext, appointment_id: int, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Appointment slip"), self.tr("&Print"), parent, width=520)
        self._context = context
        self._appointment_id = appointment_id
        self._pdf = b""
        self._number = ""
        self.choose_printer: ChoosePrinter = printing.choose_printer
        self.language = Segmented(
            [Choice(code, name, code[0].upper()) for code, name in LANGUAGES.items()],
            name=self.tr("Language of the slip"),
            clearable=False,
        )
        self.language.set_value(current_language())
        self.language.changed.connect(self._load)
        self.preview = PaperPreview(name=self.tr("The slip as it is printed"))
        self.preview.setMinimumHeight(420)
        self.save_button = button(self.tr("&Save as PDF…"))
        self.save_button.clicked.connect(self._save)
        head = row()
        head.addWidget(FieldRow(self.tr("&Language of the slip"), self.language))
        head.addStretch(1)
        self.body.addLayout(head)
        self.body.addWidget(self.preview, 1)
        self.foot.insertWidget(0, self.save_button)
        self.submitted.connect(self._print)
        self.act_button.setEnabled(False)
        self._load()

    @Slot()
    def _load(self) -> None:
        query = partial(presenter.slip, self._appointment_id, self.language.value() or current_language())
        self._context.read(query, self._draw, owner=self, on_error=self.show_error, latest="slip")

    def _draw(self, slip: AppointmentSlip) -> None:
        self._context.draw(partial(draw, slip), self._show, owner=self, on_error=self.show_error)

    def _show(self, drawn: tuple[bytes, str]) -> None:
        self._pdf, self._number = drawn
        self.preview.show_pdf(self._pdf)
        self.act_button.setEnabled(True)
        self.act_button.setFocus()

    @Slot()
    def _print(self) -> None:
        target = self.choose_printer(self)
        if target is None:
            self.set_busy(False)
            return
        self._context.draw(
            partial(print_paper, self._pdf, target), self._was_printed, owner=self, on_error=self.show_error
        )

    def _was_printed(self, _nothing: None) -> None:
        self.printed.emit()
        self.done_with()

    @Slot()
    def _save(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, self.tr("Save the slip"), f"{self._number}.pdf", "PDF (*.pdf)")
        if name:
            save = partial(write_durably, Path(name), self._pdf)
            self._context.draw(save, self.done_with, owner=self, on_error=self.show_error)
