"""The recovery code on paper: shown once, printed, and typed again, so that it is known to be legible."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.app.dialogs import FormDialog
from ui.app.languages import current_language
from ui.widgets import printing
from ui.widgets.basics import Card, Notice, button, muted, row, words
from ui.widgets.fields import FieldRow


def plain_code(text: str) -> str:
    """Return a code without hyphens, spaces and case, with the letters that look like digits read as digits."""
    return "".join(sign for sign in text.upper() if sign.isalnum()).translate(str.maketrans("OIL", "011"))


class RecoveryCode(Card):
    """Shows the code; `confirmed` is emitted when it was typed again rightly."""

    confirmed = Signal()

    def __init__(self, code: str, clinic: str, parent: QWidget | None = None) -> None:
        super().__init__("", parent, padding=20, spacing=12)
        self._code = code
        self._clinic = clinic
        self.body.addWidget(
            muted(
                self.tr(
                    "If every administrator's password is lost, this code is the only way back "
                    "to the clinic's data. Print it, "
                    "put it into an envelope and lock it away. It is not shown again."
                ),
                wrap=True,
            )
        )
        shown = words(code, "title")
        shown.setAccessibleName(self.tr("Recovery code"))
        flags = Qt.TextInteractionFlag
        shown.setTextInteractionFlags(flags.TextSelectableByKeyboard | flags.TextSelectableByMouse)
        self.body.addWidget(shown)
        self.print_button = button(self.tr("Print…"), icon="printer")
        self.print_button.clicked.connect(self._print)
        acts = row()
        acts.addWidget(self.print_button)
        acts.addStretch(1)
        self.body.addLayout(acts)
        self.again = QLineEdit()
        self._row = FieldRow(self.tr("Type it again from the &paper"), self.again, required=True)
        self.body.addWidget(self._row)
        self._good = Notice(self.tr("This is the code. Keep the paper safe."), "ok")
        self._good.hide()
        self.body.addWidget(self._good)
        self.body.addStretch(1)
        self.again.textEdited.connect(self._typed)

    def is_confirmed(self) -> bool:
        """Return whether it was typed again rightly."""
        return plain_code(self.again.text()) == plain_code(self._code)

    def complain(self) -> None:
        """Say that it was not yet typed again."""
        self._row.set_fault(self.tr("Please type the code as it stands on the paper; hyphens may be left out."))
        self.again.setFocus()

    @Slot(str)
    def _typed(self, text: str) -> None:
        self._row.set_fault("")
        good = self.is_confirmed()
        self._good.setVisible(good)
        if good:
            self.confirmed.emit()
        elif len(plain_code(text)) >= len(plain_code(self._code)):
            self._row.set_fault(self.tr("This is not the code; compare it sign by sign."))

    @Slot()
    def _print(self) -> None:
        target = printing.choose_printer(self)
        if target is not None:
            try:
                printing.print_pdf(self.paper(), target)
            except printing.PrintFailed:
                self._row.set_fault(self.tr("The printer did not take it. Try again, or write the code down by hand."))

    def paper(self) -> bytes:
        """Return the sheet as PDF. What draws is heavy to load: only now."""
        from mhac.documents.content import Clinic, RecoverySheet
        from mhac.documents.sheets import draw_recovery_sheet

        made_at = datetime.now().astimezone()
        sheet = RecoverySheet(Clinic(self._clinic), self._code, made_at, self.tr("Administrator"), current_language())
        return draw_recovery_sheet(sheet)


class NewRecoveryCode(FormDialog):
    """The code that was just made anew; closed by the act only after it was typed again."""

    def __init__(self, code: str, clinic: str, parent: QWidget | None = None) -> None:
        super().__init__(
            self.tr("New recovery code"),
            self.tr("&Done"),
            parent,
            text=self.tr("The code before it opens nothing any more: destroy that paper."),
            width=620,
        )
        self.card = RecoveryCode(code, clinic)
        self.body.addWidget(self.card)
        self.back_button.hide()
        self.submitted.connect(self.accept)
        self.card.again.setFocus()

    def check(self) -> bool:
        """The code must have been typed again from the paper."""
        if self.card.is_confirmed():
            return True
        self.card.complain()
        return False
