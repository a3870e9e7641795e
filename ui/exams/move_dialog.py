"""An exam, or a section, that was entered on the wrong person: to whom it belongs, and why it was moved."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QPlainTextEdit, QRadioButton, QWidget

from mhac.exams.views import Member
from mhac.registration.names import display
from ui.app.dialogs import FormDialog
from ui.widgets.basics import literal, muted
from ui.widgets.fields import FieldRow


class MoveDialog(FormDialog):
    """Choose among the other members of the case; both histories keep the reason."""

    def __init__(self, name: str, others: Sequence[Member], parent: QWidget | None = None, *,
                 section: str = "") -> None:
        super().__init__(*_words(section), parent, text=_question(section).format(name=name, section=section))
        self._choices: dict[int, QRadioButton] = {}
        for member in others:
            choice = QRadioButton(literal(display(member.family_name, member.given_names)))
            self._choices[member.person_id] = choice
            self.body.addWidget(choice)
        if not others:
            self.body.addWidget(muted(self.tr("Nobody else of this case has an open exam.") if section else self.tr(
                "Nobody else is in this case. Void the exam and begin it on the right person."), wrap=True))
        self.reason = QPlainTextEdit()
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(72)
        self._row = FieldRow(self.tr("&Reason"), self.reason, required=True)
        self.body.addWidget(self._row)
        self.act_button.setEnabled(bool(others))

    def person_id(self) -> int:
        """Return the chosen person."""
        return next((person_id for person_id, choice in self._choices.items() if choice.isChecked()), 0)

    def choice(self, person_id: int) -> QRadioButton:
        """Return the button of a person."""
        return self._choices[person_id]

    def reason_text(self) -> str:
        """Return the reason."""
        return self.reason.toPlainText().strip()

    def check(self) -> bool:
        """A person must be chosen and a reason given."""
        if not self.person_id():
            self.problem.setText(self.tr("Please choose the person."))
            self.problem.show()
            return False
        if self.reason_text():
            return True
        self._row.set_fault(self.tr("Please say why; the record keeps it."))
        self.reason.setFocus()
        return False


def _words(section: str) -> tuple[str, str]:
    """Title and act."""
    if section:
        return (QCoreApplication.translate("MoveDialog", "Move the section"),
                QCoreApplication.translate("MoveDialog", "Move section"))
    return (QCoreApplication.translate("MoveDialog", "Move the exam"),
            QCoreApplication.translate("MoveDialog", "Move exam"))


def _question(section: str) -> str:
    if section:
        return QCoreApplication.translate(
            "MoveDialog", "“{section}” was entered under {name}. To whom does it belong?")
    return QCoreApplication.translate("MoveDialog", "The exam was entered under {name}. To whom does it belong?")
