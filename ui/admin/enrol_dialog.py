"""The enrolment paper of a user: the file that is carried to the other workstation, and the code that is not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from mhac.kernel.errors import Unavailable
from mhac.kernel.paths import write_durably
from ui.app.dialogs import FormDialog
from ui.app.paper_dialog import ChoosePrinter
from ui.app.translation import translate
from ui.widgets import formats, printing
from ui.widgets.basics import Notice, button, muted, words

if TYPE_CHECKING:
    from mhac.security.enrolment import Invitation


@dataclass(frozen=True)
class Sheet:
    """What the printed sheet says besides the code: for whom, of which clinic, by whom, and in whose language."""

    name: str
    language: str
    clinic: str
    made_by: str
    made_at: datetime


class EnrolDialog(FormDialog):
    """Shows the code once; the file is saved where it can be carried over."""

    def __init__(self, paper: Invitation, sheet: Sheet, parent: QWidget) -> None:
        name = sheet.name
        super().__init__(
            translate("EnrolDialog", "One more workstation for {name}").format(name=name),
            translate("EnrolDialog", "Save the enrolment file…"),
            parent,
            text=translate(
                "EnrolDialog",
                "At the other workstation {name} chooses “Join a clinic server”, gives this file, this code and the "
                "password. It is good once, until {until}.",
            ).format(name=name, until=formats.moment_near(paper.expires_at)),
            width=580,
        )
        self._paper = paper
        self._sheet = sheet
        self.choose_printer: ChoosePrinter = printing.choose_printer
        shown = words(paper.code, "title")
        shown.setAccessibleName(self.tr("Code"))
        flags = Qt.TextInteractionFlag
        shown.setTextInteractionFlags(flags.TextSelectableByKeyboard | flags.TextSelectableByMouse)
        self.body.addWidget(shown)
        self.body.addWidget(
            muted(
                self.tr(
                    "Print the sheet or write the code down. Let it not travel with the file; it is not shown again."
                ),
                wrap=True,
            )
        )
        self.saved = Notice("", "ok")
        self.saved.hide()
        self.body.addWidget(self.saved)
        self.print_button = button(self.tr("&Print the sheet…"), icon="printer")
        self.print_button.clicked.connect(self._print)
        self.foot.insertWidget(0, self.print_button)
        self.back_button.setText(self.tr("Close"))
        self.submitted.connect(self._save)

    @Slot()
    def _save(self) -> None:
        usual = str(Path.home() / f"{self._paper.login}.enrol")
        chosen, _ = QFileDialog.getSaveFileName(self, self.tr("Save the enrolment file"), usual)
        if chosen:
            self.save_to(Path(chosen))

    @Slot()
    def _print(self) -> None:
        """Print the code on its sheet. It is drawn and printed in memory, and never saved."""
        target = self.choose_printer(self)
        if target is None:
            return
        if target.file:
            self.problem.setText(self.tr("This sheet carries a code, so it is printed and not saved into a file."))
            self.problem.show()
            return
        try:
            printing.print_pdf(self.sheet(), target)
        except printing.PrintFailed:
            self.problem.setText(self.tr("The printer did not take it. Try again, or write the code down by hand."))
            self.problem.show()
            return
        self.problem.hide()
        self.saved.say(self.tr("Printed: destroy the sheet when it has been used."))
        self.saved.show()

    def sheet(self) -> bytes:
        """Return the sheet as PDF. What draws is heavy to load: only now."""
        from mhac.documents.content import Clinic, EnrolmentSheet
        from mhac.documents.sheets import draw_enrolment_sheet

        known, paper = self._sheet, self._paper
        return draw_enrolment_sheet(
            EnrolmentSheet(
                clinic=Clinic(known.clinic),
                name=known.name,
                login=paper.login,
                code=paper.code,
                file_name=f"{paper.login}.enrol",
                until=formats.local(paper.expires_at),
                made_at=formats.local(known.made_at),
                made_by=known.made_by,
                language=known.language,
            )
        )

    def save_to(self, place: Path) -> None:
        """Write the file there, or say why not."""
        try:
            write_durably(place, self._paper.file)
        except Unavailable as error:
            self.show_error(error)
            return
        self.problem.hide()
        self.saved.say(self.tr("Saved: {place}").format(place=place))
        self.saved.show()
