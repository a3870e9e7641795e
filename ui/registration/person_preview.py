"""The person beside the list: face, facts, numbers, consent, and the families the person belongs to."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)

from mhac.registration.rules import CaseFile, MemberRow, NewPerson
from ui.app.context import AppContext
from ui.registration import words
from ui.registration.presenter import Whole
from ui.registration.side_panels import emptied
from ui.widgets import formats
from ui.widgets.basics import (
    Card,
    Pill,
    as_tip,
    breakable,
    button,
    heading,
    literal,
    muted,
    rule,
    section,
    small,
)
from ui.widgets.basics import words as label
from ui.widgets.pictures import PhotoBox

LINK_PADDING = 9
LEAST_PX = 60
NAMED_PX = 104


class NameLink(QPushButton):
    """A name that leads to its person; one that is longer than its place ends in an ellipsis."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(literal(name), parent)
        self._name = name
        self.setProperty("kind", "link")
        self.setProperty("compact", True)
        self.setAutoDefault(False)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        """Do with the room of a few letters."""
        whole = self.sizeHint()
        return QSize(min(LEAST_PX, whole.width()), whole.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw as much as there is room for; the tip has the rest."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        lacking = self.sizeHint().width() - self.width()
        if lacking > 0:
            room = self.fontMetrics().horizontalAdvance(self._name) - lacking
            option.text = literal(self.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, room))
        self.setToolTip(as_tip(self._name if lacking > 0 else ""))
        QStylePainter(self).drawControl(QStyle.ControlElement.CE_PushButton, option)


class PersonPreview(QWidget):
    """What the desk needs to know before it opens, corrects or adds somebody."""

    open_wanted = Signal(int)
    correct_wanted = Signal(object)
    case_wanted = Signal(object, object)
    person_wanted = Signal(int)

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.whole: Whole | None = None
        self._room = QVBoxLayout(self)
        self._room.setContentsMargins(0, 0, 0, 0)
        self._room.setSpacing(10)
        self.show_nobody()

    def show_nobody(self) -> None:
        """Show that nobody is chosen."""
        self.whole = None
        self._empty()
        card = Card()
        card.body.addWidget(muted(self.tr("Choose a person to see the file and the family."), wrap=True))
        self._room.addWidget(card)
        self._room.addStretch(1)

    def show_person(self, whole: Whole) -> None:
        """Show somebody."""
        self.whole = whole
        self._empty()
        self._room.addWidget(self._person_card(whole))
        for case in whole.cases:
            self._room.addWidget(self._case_card(case))
        if not whole.cases:
            self._room.addWidget(self._no_case_card())
        self._room.addStretch(1)

    def _empty(self) -> None:
        emptied(self._room)

    def _person_card(self, whole: Whole) -> QWidget:
        card = Card()
        face = PhotoBox(72, 88, name=self.tr("Photo of {name}").format(name=whole.row.name))
        face.set_picture(whole.photo)
        beside = QVBoxLayout()
        beside.setSpacing(3)
        name = heading(breakable(whole.row.name))
        name.setWordWrap(True)
        name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        beside.addWidget(name)
        beside.addWidget(muted(words.facts(whole.row, self._context.today()), wrap=True))
        beside.addWidget(muted(whole.row.file_number))
        beside.addStretch(1)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(face, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(beside, 1)
        card.body.addLayout(top)
        card.body.addWidget(rule())
        card.body.addLayout(self._facts(whole.file.facts))
        card.body.addLayout(self._consent(whole))
        acts = QHBoxLayout()
        self.open_button = button(self.tr("Open case file"), icon="file-text")
        self.open_button.clicked.connect(partial(self._emit, self.open_wanted.emit, whole.row.id))
        self.correct_button = button(self.tr("Correct"), icon="pencil")
        self.correct_button.clicked.connect(partial(self._emit, self.correct_wanted.emit, whole))
        for act in (self.open_button, self.correct_button):
            acts.addWidget(act)
        acts.addStretch(1)
        card.body.addLayout(acts)
        return card

    def _facts(self, facts: NewPerson) -> QGridLayout:
        lines = [(words.kind(entry.kind), self._paper(entry.value, entry.issuer, formats.day(entry.expires_on)))
                 for entry in facts.identifiers]  # fmt: skip
        lines += [
            (self.tr("Status"), words.status(facts.travel_status)),
            (self.tr("Origin"), words.country(facts.origin_country)),
            (self.tr("Born in"), words.country(facts.birth_country)),
            (self.tr("Telephone"), facts.phone),
            (self.tr("Home"), words.joined((words.camp(facts.camp), facts.address))),
            (self.tr("Languages"), ", ".join(words.language(code) for code in facts.languages)),
            (
                self.tr("Further names"),
                ", ".join(f"{n.family_name} {n.given_names}".strip() for n in facts.other_names),
            ),
            (self.tr("Note"), facts.note),
        ]
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for title, text in lines:
            if text:
                place = grid.rowCount()
                named = small(title, wrap=True)
                named.setFixedWidth(NAMED_PX)
                grid.addWidget(named, place, 0, Qt.AlignmentFlag.AlignTop)
                grid.addWidget(label(breakable(text), wrap=True), place, 1)
        return grid

    def _paper(self, value: str, issuer: str | None, until: str) -> str:
        valid = self.tr("until {day}").format(day=until) if until else ""
        return words.joined((value, words.issuer(issuer), valid))

    def _consent(self, whole: Whole) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(6)
        last = whole.file.consents[0] if whole.file.consents else None
        if last is None:
            line.addWidget(Pill(self.tr("Consent not recorded"), "warning"))
        elif last.decision == "given":
            line.addWidget(Pill(self.tr("Consent given"), "ok"))
            line.addWidget(small(formats.day(formats.local(last.given_at).date())))
        else:
            line.addWidget(Pill(self.tr("Consent refused or withdrawn"), "bad"))
        if whole.file.facts.needs_interpreter:
            line.addWidget(Pill(self.tr("Interpreter"), "accent"))
        line.addStretch(1)
        return line

    def _case_card(self, case: CaseFile) -> QWidget:
        card = Card(self.tr("Family and case"))
        open_case = button(self.tr("Edit family"), small=True, icon="users")
        open_case.clicked.connect(partial(self._edit_case, case))
        card.head.addWidget(open_case)
        category = words.category(case.country, case.category, self._context.today())
        number = words.joined((case.number, words.country(case.country), category, case.programme))
        card.body.addWidget(muted(number, wrap=True))
        if case.closed_at is not None:
            card.body.addWidget(Pill(self.tr("Closed"), "neutral"))
        for member in case.members:
            card.body.addWidget(self._member(member))
        return card

    def _member(self, member: MemberRow) -> QWidget:
        line = QWidget()
        room = QGridLayout(line)
        room.setContentsMargins(0, 0, 0, 0)
        room.setVerticalSpacing(0)
        room.setColumnStretch(0, 1)
        name = NameLink(member.person.name)
        name.clicked.connect(partial(self._emit, self.person_wanted.emit, member.person.id))
        held = QHBoxLayout()  # a place in the grid alone would ask for the whole name's width
        held.addWidget(name)
        held.addStretch(1)
        room.addLayout(held, 0, 0)
        age = words.age(member.person.birth, self._context.today())
        about = small(words.joined((member.person.sex, age, words.relationship(member.relationship))), wrap=True)
        about.setContentsMargins(LINK_PADDING, 0, 0, 0)
        room.addWidget(about, 1, 0)
        if not member.travels:
            room.addWidget(Pill(self.tr("travels apart"), "neutral"), 0, 1, 2, 1)
        return line

    def _no_case_card(self) -> QWidget:
        card = Card()
        card.body.addWidget(section(self.tr("Family and case")))
        card.body.addWidget(muted(self.tr("In no case yet."), wrap=True))
        made = button(self.tr("Open a case"), small=True, icon="plus")
        made.clicked.connect(partial(self._edit_case, None))
        acts = QHBoxLayout()
        acts.addWidget(made)
        acts.addStretch(1)
        card.body.addLayout(acts)
        self.case_button = made
        return card

    def _edit_case(self, case: CaseFile | None, _checked: bool = False) -> None:
        if self.whole is not None:
            self.case_wanted.emit(case, self.whole.row)

    @Slot()
    def _emit(self, emit: Callable[..., None], value: object, _checked: bool = False) -> None:
        emit(value)
