"""An exam, or a section, that was entered on the wrong person: to whom it belongs, and why it was moved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QCoreApplication, Slot
from PySide6.QtWidgets import QButtonGroup, QPlainTextEdit, QRadioButton, QVBoxLayout, QWidget

from mhac.exams.views import Member
from mhac.registration.names import display
from ui.app.dialogs import FormDialog
from ui.exams import people_words
from ui.exams.other_exam import OtherExam
from ui.widgets.basics import column, literal, muted, small
from ui.widgets.fields import FieldRow

INDENT = 24


class MoveDialog(FormDialog):
    """Choose among the other members of the case, or with `elsewhere` among everybody whose exam is open; both
    histories keep the reason."""

    def __init__(self, name: str, others: Sequence[Member], parent: QWidget | None = None, *,
                 today: date, section: str = "", elsewhere: OtherExam | None = None) -> None:
        super().__init__(*_words(section), parent, text=_question(section).format(name=name, section=section),
                         width=460 if elsewhere is None else 700)
        self._choices: dict[int, QRadioButton] = {}
        self._others = tuple(others)
        self._group = QButtonGroup(self)
        self.elsewhere = elsewhere
        for member in others:
            self.body.addLayout(self._offered(member, people_words.member_facts(member, today)))
        if not others:
            self.body.addWidget(muted(self.tr("Nobody else of this case has an open exam.") if section else self.tr(
                "Nobody else is in this case. Void the exam and begin it on the right person."), wrap=True))
        if elsewhere is not None:
            elsewhere.chosen.connect(self._stranger_chosen)
            self.body.addWidget(elsewhere)
        self.reason = QPlainTextEdit()
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(72)
        self._row = FieldRow(self.tr("&Reason"), self.reason, required=True)
        self.body.addWidget(self._row)
        self.act_button.setEnabled(bool(others) or elsewhere is not None)
        self._begin()

    def _offered(self, member: Member, facts: str) -> QVBoxLayout:
        """A member to choose: the name, and below it what tells two of one name apart."""
        choice = QRadioButton(literal(display(member.family_name, member.given_names)))
        choice.setAccessibleDescription(facts)
        choice.clicked.connect(self._member_chosen)
        self._group.addButton(choice)
        self._choices[member.person_id] = choice
        line = small(facts, wrap=True)
        line.setContentsMargins(INDENT, 0, 0, 0)
        both = column(spacing=0)
        both.addWidget(choice)
        both.addWidget(line)
        return both

    def _begin(self) -> None:
        """Begin where a person is chosen, not on the act."""
        if self._choices:
            next(iter(self._choices.values())).setFocus()
        elif self.elsewhere is not None:
            self.elsewhere.picker.setFocus()

    def person_id(self) -> int:
        """Return the chosen person."""
        return next((person_id for person_id, choice in self._choices.items() if choice.isChecked()), 0)

    def exam_id(self) -> int:
        """Return the exam of the chosen person, inside the case or elsewhere; 0 for nobody."""
        found = next((one.exam_id for one in self._others if one.person_id == self.person_id()), None)
        return found or (self.elsewhere.exam_id() if self.elsewhere else 0)

    @Slot()
    def _member_chosen(self) -> None:
        if self.elsewhere is not None:
            self.elsewhere.clear()

    @Slot()
    def _stranger_chosen(self) -> None:
        self._group.setExclusive(False)  # an exclusive group keeps one of its buttons checked
        for choice in self._choices.values():
            choice.setChecked(False)
        self._group.setExclusive(True)

    def choice(self, person_id: int) -> QRadioButton:
        """Return the button of a person."""
        return self._choices[person_id]

    def reason_text(self) -> str:
        """Return the reason."""
        return self.reason.toPlainText().strip()

    def check(self) -> bool:
        """A person must be chosen and a reason given."""
        if not (self.person_id() or self.exam_id()):
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
