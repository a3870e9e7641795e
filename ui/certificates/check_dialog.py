"""Checking certificates in hand: scan one after the other, or open a file; signature and register in one verdict."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QLineEdit, QWidget

from mhac.certificates.checking import read_file
from mhac.certificates.views import Checked
from mhac.kernel.errors import ClinicError
from ui.app.context import AppContext
from ui.app.dialogs import is_enter, lock_by_key, press_focused
from ui.app.messages import words_of
from ui.certificates import presenter
from ui.certificates.words import decision_words, verdict
from ui.widgets import formats
from ui.widgets.basics import Card, button, column, heading, muted, row, set_property, words
from ui.widgets.fields import FieldRow


class CheckDialog(QDialog):
    """Stays open for the next paper. Enter (or the scanner's) checks, Esc closes."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.setWindowTitle(self.tr("Check a certificate"))
        self.setMinimumWidth(520)
        lock_by_key(self)
        self.code = QLineEdit()
        self.code.setPlaceholderText(self.tr("MHAC1.…, or a number"))
        self.code.returnPressed.connect(self._check)
        self.check_button = button(self.tr("&Check"), kind="primary")
        self.check_button.clicked.connect(self._check)
        self.file_button = button(self.tr("Open a &file…"), icon="file-text")
        self.file_button.clicked.connect(self._choose_file)
        self.close_button = button(self.tr("Close"))
        self.close_button.clicked.connect(self.reject)
        whole = column(spacing=12, margins=(20, 18, 20, 16))
        whole.addWidget(heading(self.tr("Check a certificate")))
        whole.addWidget(muted(self.tr("Scan the square code of the paper, type its number, or open the PDF file."),
                              wrap=True))
        whole.addWidget(FieldRow(self.tr("C&ode or number"), self.code))
        whole.addWidget(self._answer())
        foot = row()
        foot.addWidget(self.file_button)
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        foot.addWidget(self.check_button)
        whole.addLayout(foot)
        self.setLayout(whole)

    def _answer(self) -> Card:
        self.card = Card(padding=14, spacing=4)
        self.verdict = words("", "title", wrap=True)
        self.why = words("", wrap=True)
        self.details = muted("", wrap=True)
        for each in (self.verdict, self.why, self.details):
            self.card.body.addWidget(each)
        self.card.hide()
        return self.card

    def check(self, text: str) -> None:
        """Check a text at once, as after a scan elsewhere in the program."""
        self.code.setText(text)
        self._check()

    def check_path(self, path: Path) -> None:
        """Check a file."""
        try:
            content = read_file(path)
        except ClinicError as error:
            self._failed(error)
            return
        self.context.read(partial(presenter.check_file, content), self._show, owner=self, on_error=self._failed,
                          latest="check", action="certificates.check")

    @Slot()
    def _check(self) -> None:
        text = self.code.text().strip()
        if not text:
            self.code.setFocus()
            return
        self.context.read(partial(presenter.check, text), self._show, owner=self, on_error=self._failed, latest="check",
                          action="certificates.check")

    @Slot()
    def _choose_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, self.tr("Open a certificate"), "",
                                                self.tr("Certificates (*.pdf *.txt)"))
        if chosen:
            self.check_path(Path(chosen))

    def _show(self, found: Checked) -> None:
        title, why, tone = verdict(found)
        self._say(title, why, tone, self._details(found))
        self.code.selectAll()
        self.code.setFocus()

    def _failed(self, error: Exception) -> None:
        self._say(self.tr("This could not be checked"), words_of(error), "bad", "")

    def _say(self, title: str, why: str, tone: str, details: str) -> None:
        self.verdict.setText(title)
        set_property(self.verdict, "tone", tone)
        self.why.setText(why)
        self.details.setText(details)
        self.details.setVisible(bool(details))
        self.card.setAccessibleName(f"{title}. {why}")
        self.card.show()
        self.adjustSize()

    def _details(self, found: Checked) -> str:
        """Say what the paper must show, so that the eye can compare."""
        code, row_found = found.verification.code, found.row
        if row_found is not None:
            return self.tr("The paper must say: {name}, {decision}, {destination}, flight {flight}, number {number}."
                           ).format(name=row_found.name, decision=decision_words(row_found.decision)[0],
                                    destination=row_found.destination, flight=row_found.flight or "—",
                                    number=row_found.number)
        if code is not None and found.verification.holds:
            return self.tr("The paper must say: initials {initials}, born {year}, {decision}, valid until {until}, "
                           "number {number}.").format(
                initials=code.initials, year=code.birth_year or "—", decision=decision_words(code.decision)[0],
                until=formats.moment(code.valid_until), number=code.number)
        return ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter checks, or presses the button that has the ring; a scanner's second Enter never closes."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif is_enter(event) and not event.isAutoRepeat():
            press_focused(self)

    def showEvent(self, event: QShowEvent) -> None:
        """Be ready for the scanner."""
        super().showEvent(event)
        self.code.setFocus()
