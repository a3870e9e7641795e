"""The appointment slip before it is printed: in the language of the family, on the screen, to a printer or a file."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from mhac.documents.content import AppointmentSlip
from ui.app.context import AppContext
from ui.app.languages import LANGUAGES, current_language
from ui.app.paper_dialog import Drawn, PaperDialog
from ui.scheduling import presenter
from ui.widgets.basics import row
from ui.widgets.fields import FieldRow
from ui.widgets.segmented import Choice, Segmented


def draw(slip: AppointmentSlip) -> Drawn:
    """Draw the slip; its number names the file. What draws is heavy to load: only now."""
    from mhac.documents.slips import draw_appointment_slip

    return draw_appointment_slip(slip), slip.barcode


class SlipDialog(PaperDialog):
    """Shows the slip in a language that can be changed; Enter prints."""

    def __init__(self, context: AppContext, appointment_id: int, parent: QWidget | None = None) -> None:
        super().__init__(context, self.tr("Appointment slip"), parent)
        self._appointment_id = appointment_id
        self.language = Segmented(
            [Choice(code, name, code[0].upper()) for code, name in LANGUAGES.items()],
            name=self.tr("Language of the slip"),
            clearable=False,
        )
        self.language.set_value(current_language())
        self.language.changed.connect(self._load)
        head = row()
        head.addWidget(FieldRow(self.tr("&Language of the slip"), self.language))
        head.addStretch(1)
        self.body.insertLayout(0, head)
        self._load()

    @Slot()
    def _load(self) -> None:
        language = self.language.value() or current_language()
        self.show_paper(partial(presenter.slip, self._appointment_id, language), draw)
