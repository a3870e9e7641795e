"""The recovery code on paper: shown once, printed, and typed again, so that it is known to be legible."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QWidget

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
        from PySide6.QtGui import QTextDocument
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self)
        if dialog.exec():
            page = QTextDocument()
            page.setHtml(self.paper())
            page.print_(printer)

    def paper(self) -> str:
        """Return the page as HTML."""
        from html import escape

        title = escape(self.tr("Recovery code"))
        text = escape(
            self.tr(
                "With this code and an administrator's login, a new password can be set on the sign-in "
                "screen (Lost password). Keep it locked away from the computers."
            )
        )
        return (
            f"<h2>{escape(self._clinic)}</h2><h3>{title}</h3>"
            f"<p style='font-family:monospace;font-size:18pt'>{escape(self._code)}</p><p>{text}</p>"
        )
