"""The family's case: where it goes, who is in it, how they are related, who is the principal applicant, who travels."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from mhac.kernel.errors import ClinicError, Invalid, StaleEdit
from mhac.registration import codes, rules
from mhac.registration.rules import CaseFile, Joining, MemberRow, PersonRow
from ui.app.context import AppContext
from ui.app.dialogs import ReasonDialog, icon_button
from ui.app.messages import words_of
from ui.app.stale import LookAgain
from ui.registration import case_versions, presenter, words
from ui.registration.boxes import CaseForm
from ui.widgets.basics import Card, breakable, button, rule, said_of, small, strong
from ui.widgets.basics import words as label
from ui.widgets.fields import FieldRow
from ui.widgets.picker import Found, Picker, PickerRow
from ui.widgets.two_versions import TwoVersions


class MemberLine(QWidget):
    """One person of the case."""

    principal_chosen = Signal(object)
    removed = Signal(object)

    def __init__(self, person: PersonRow, facts: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.person = person
        self.principal = QRadioButton(self.tr("Principal"))
        self.relationship = QComboBox()
        self.relationship.addItem(self.tr("Choose"), "")
        for code in codes.relationships():
            self.relationship.addItem(words.relationship(code), code)
        self.relationship.setAccessibleName(self.tr("Relationship of {name}").format(name=person.name))
        self.principal.setAccessibleName(self.tr("{name} is the principal applicant").format(name=person.name))
        self.travels = QCheckBox(self.tr("Travels with the family"))
        self.travels.setChecked(True)
        remove = icon_button("x", self.tr("Take {name} out of the case").format(name=person.name))
        remove.clicked.connect(lambda: self.removed.emit(self))
        who = QVBoxLayout()
        who.setSpacing(1)
        who.addWidget(strong(breakable(person.name), wrap=True))
        who.addWidget(small(facts, wrap=True))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 4, 0, 4)
        line.setSpacing(12)
        line.addLayout(who, 1)
        self.relationship.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.relationship.setMinimumWidth(180)
        for widget in (self.principal, self.relationship, self.travels, remove):
            line.addWidget(widget)
        self.relationship.currentIndexChanged.connect(self._relationship_changed)
        self.principal.toggled.connect(self._principal_toggled)

    def set_place(self, relationship: str, *, principal: bool, travels: bool) -> None:
        """Show the person's place in the case."""
        with QSignalBlocker(self.relationship), QSignalBlocker(self.principal):
            self.relationship.setCurrentIndex(max(0, self.relationship.findData(relationship)))
            self.principal.setChecked(principal)
        self.relationship.setEnabled(not principal)
        self.travels.setChecked(travels)

    def value(self) -> Joining:
        """Return the person's place in the case."""
        principal = self.principal.isChecked()
        relationship = rules.PRINCIPAL if principal else str(self.relationship.currentData())
        return Joining(self.person.id, relationship, principal, self.travels.isChecked())

    @Slot()
    def _relationship_changed(self) -> None:
        if self.relationship.currentData() == rules.PRINCIPAL:
            self.principal.setChecked(True)

    @Slot(bool)
    def _principal_toggled(self, on: bool) -> None:
        with QSignalBlocker(self.relationship):
            self.relationship.setCurrentIndex(self.relationship.findData(rules.PRINCIPAL if on else ""))
        self.relationship.setEnabled(not on)


class CaseView(QWidget):
    """Opens or arranges a case; everything is saved in one act, or nothing."""

    saved = Signal(int, int)
    cancelled = Signal()
    member_wanted = Signal(object, object)

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.case: CaseFile | None = None
        self._newest: CaseFile
        self._lines: list[MemberLine] = []
        self._removed: dict[int, str] = {}
        self._then_register = False
        self._group = QButtonGroup(self)
        self._lay_out()

    def _lay_out(self) -> None:
        self.form = CaseForm(self.context.today)
        head = Card(self.tr("Case"))
        head.body.addWidget(self.form)
        self.people = Card(self.tr("People in the case"))
        self._room = QVBoxLayout()
        self._room.setSpacing(0)
        self.fault = label("", "error", wrap=True)
        self.fault.hide()
        self.picker = Picker(self._search, nothing=self.tr("Nobody is found by this."))
        self.picker.setPlaceholderText(self.tr("Find somebody on file to add"))
        self.picker.chosen.connect(self._add)
        self.new_button = button(self.tr("Register a new member"), icon="user-plus")
        self.new_button.clicked.connect(self._register_member)
        find = QHBoxLayout()
        find.setSpacing(8)
        find.addWidget(FieldRow(self.tr("&Add"), self.picker), 1)
        find.addWidget(self.new_button, 0, Qt.AlignmentFlag.AlignBottom)
        self.people.body.addLayout(self._room)
        self.people.body.addWidget(self.fault)
        self.people.body.addLayout(find)
        self.both = TwoVersions()
        self.both.chosen.connect(self._take)
        inside = QWidget()
        inside.setProperty("ground", "page")
        parts = QVBoxLayout(inside)
        parts.setContentsMargins(0, 0, 8, 0)
        parts.setSpacing(10)
        parts.addWidget(self.both)
        parts.addWidget(head)
        parts.addWidget(self.people)
        parts.addStretch(1)
        self.area = area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(10)
        whole.addWidget(area, 1)
        whole.addLayout(self._foot())

    def _foot(self) -> QHBoxLayout:
        self.problem = label("", "error", wrap=True)
        self.problem.hide()
        self.close_button = button(self.tr("Close case…"))
        self.close_button.clicked.connect(self._ask_close)
        self.back_button = button(self.tr("Cancel"))
        self.back_button.clicked.connect(self.cancelled)
        self.save_button = button(self.tr("Save case"), kind="primary", icon="check")
        self.save_button.setToolTip(self.tr("Ctrl+Enter"))
        self.save_button.clicked.connect(lambda: self.save())
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.close_button)
        foot.addWidget(self.problem, 1)
        foot.addStretch(0)
        foot.addWidget(self.back_button)
        foot.addWidget(self.save_button)
        for keys, act in (("Ctrl+Return", self.save_button), ("Esc", self.back_button)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act.click)
        return foot

    # -- what is shown ------------------------------------------------------------------------------------------

    def show_case(self, case: CaseFile | None, first: PersonRow | None) -> None:
        """Show a case, or begin one with its first person."""
        self.case = case
        self._removed = {}
        self.both.show_versions(())
        self._say("")
        self._say_people("")
        for line in list(self._lines):
            self._drop(line)
        self.form.set_case(case)
        for member in case.members if case else ():
            self._line(member.person, member)
        if case is None and first is not None:
            self._line(first, MemberRow(first, rules.PRINCIPAL, principal=True, travels=True))
        self.close_button.setVisible(case is not None and case.closed_at is None)
        self.close_button.setEnabled(self.context.can("registration.close_case"))
        self._busy(False)
        self.form.country.setFocus(Qt.FocusReason.OtherFocusReason)

    def lines(self) -> tuple[MemberLine, ...]:
        """Return the lines of the people shown."""
        return tuple(self._lines)

    def _line(self, person: PersonRow, member: MemberRow | None = None) -> MemberLine:
        line = MemberLine(person, words.facts(person, self.context.today()))
        if member is not None:
            line.set_place(member.relationship, principal=member.principal, travels=member.travels)
        line.removed.connect(self._remove)
        self._group.addButton(line.principal)
        self._lines.append(line)
        self._room.addWidget(line)
        self._room.addWidget(rule())
        return line

    def _drop(self, line: MemberLine) -> None:
        place = self._room.indexOf(line)
        below = self._room.itemAt(place + 1)
        for widget in (below.widget() if below is not None else None, line):
            if widget is not None:
                self._room.removeWidget(widget)
                widget.hide()
                widget.deleteLater()
        self._group.removeButton(line.principal)
        self._lines.remove(line)

    # -- adding and taking out ----------------------------------------------------------------------------------

    def _search(self, text: str, found: Found) -> None:
        self.context.read(
            partial(presenter.search, text), partial(self._offer, found), owner=self, latest="registration.picker"
        )

    def _offer(self, found: Found, rows: Sequence[PersonRow]) -> None:
        inside = {line.person.id for line in self._lines}
        self._offered = {row.id: row for row in rows if row.id not in inside}
        today = self.context.today()
        found(
            [
                PickerRow(row.id, row.name, words.joined((words.facts(row, today), row.file_number)), row.case_number)
                for row in self._offered.values()
            ]
        )

    @Slot(int)
    def _add(self, person_id: int) -> None:
        self.picker.set_row(None)
        self._removed.pop(person_id, None)
        line = self._line(self._offered[person_id])
        line.relationship.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def _remove(self, line: MemberLine) -> None:
        """Who is on file in the case leaves with a reason; who was only added here leaves without."""
        on_file = {member.person.id for member in self.case.members} if self.case else set()
        if line.person.id not in on_file:
            self._drop(line)
            return
        dialog = ReasonDialog(
            self.tr("Take {name} out of the case").format(name=line.person.name), self.tr("Take out"), self,
            text=self.tr("It is saved with the case."))  # fmt: skip
        dialog.submitted.connect(partial(self._removed_with, dialog, line))
        dialog.open()

    def _removed_with(self, dialog: ReasonDialog, line: MemberLine) -> None:
        self._removed[line.person.id] = dialog.text()
        self._drop(line)
        dialog.done_with()

    @Slot()
    def _register_member(self) -> None:
        """Save the case first, so that the new member has something to join."""
        self._then_register = True
        self.save()

    # -- saving -------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Save everything, or say what is missing."""
        if not self.save_button.isEnabled():
            return
        self._say("")
        self._say_people("")
        members = [line.value() for line in self._lines]
        if not self._is_whole(members):
            self._then_register = False
            return
        request = self.form.value()
        assert request is not None
        self._busy(True)
        action = "registration.open_case" if self.case is None else "registration.correct_case"
        self.context.act(action, partial(presenter.save_case, self.case, request, members, dict(self._removed)),
                         self._saved, owner=self, on_error=self._refused)  # fmt: skip

    def _is_whole(self, members: Sequence[Joining]) -> bool:
        request = self.form.value()
        problems = list(rules.case_problems(request)) if request else [
            Invalid("registration.case_country", field="country")]  # fmt: skip
        self.form.show_faults({problem.field or "": words_of(problem) for problem in reversed(problems)})
        people = next(rules.member_problems(members, codes.lists()), None)
        if people is not None:
            self._say_people(words_of(people))
        return not problems and people is None

    def _saved(self, case_id: int) -> None:
        self._busy(False)
        first = self._lines[0].person if self._lines else None
        if self._then_register and first is not None:
            self._then_register = False
            self.member_wanted.emit(case_id, first.id)
            return
        self.saved.emit(case_id, first.id if first else 0)

    def _refused(self, error: Exception) -> None:
        self._busy(False)
        self._then_register = False
        if isinstance(error, StaleEdit) and self.case is not None:
            query = partial(presenter.case_file, self.case.id)
            self.context.read(query, self._show_both, owner=self, on_error=self._refused)
        name = error.field if isinstance(error, ClinicError) else None
        if name == "members":
            self._say_people(words_of(error))
        elif name is not None and name in self.form.names():
            self.form.show_faults({name: words_of(error)})
        else:
            self._say(words_of(error))

    # -- somebody else was quicker ------------------------------------------------------------------------------

    def _show_both(self, newest: CaseFile) -> None:
        """Show where the case as somebody else saved it differs from what stands here."""
        self._newest = newest
        here = {line.person.id: (line.person.name, line.value()) for line in self._lines}
        differing = case_versions.versions(self.form.value(), here, newest, self._label, self.context.today())
        self.both.show_versions(differing)
        if differing:
            self._say("")  # the panel says the same
            self.area.ensureWidgetVisible(self.both)
            return
        self._take({})
        self.save()

    def _label(self, name: str) -> str:
        return said_of(self.form.row(name).label.text()).removesuffix(" *")

    @Slot(dict)
    def _take(self, choice: dict[str, bool]) -> None:
        """Put what was chosen into the view; what is saved next changes the newest version."""
        newest = self._newest
        self.case = newest
        self.form.set_case(case_versions.chosen_head(self.form.value(), newest, choice))
        self._say("")
        there = {member.person.id: member for member in newest.members}
        for person_id, mine in case_versions.people_in(choice):
            line = next((each for each in self._lines if each.person.id == person_id), None)
            member = there.get(person_id)
            if mine and (line is not None or person_id in self._removed):
                continue
            if member is None and line is not None:
                self._drop(line)
            elif member is not None:
                self._removed.pop(person_id, None)
                shown = line or self._line(member.person)
                shown.set_place(member.relationship, principal=member.principal, travels=member.travels)
                if mine:  # not in the case, says who stands here: that needs a reason
                    self._remove(shown)

    # -- closing ------------------------------------------------------------------------------------------------

    @Slot()
    def _ask_close(self) -> None:
        if self.case is None:
            return
        dialog = ReasonDialog(
            self.tr("Close case {number}").format(number=self.case.number), self.tr("Close case"), self, danger=True,
            text=self.tr("A closed case stays on file and leaves the lists of open cases."))  # fmt: skip
        query = partial(presenter.case_file, self.case.id)
        facts = partial(case_versions.facts, self.context.today())
        again = LookAgain(dialog, self.context, self.case, query, facts)
        dialog.submitted.connect(partial(self._close, dialog, again))
        dialog.open()

    def _close(self, dialog: ReasonDialog, again: LookAgain[CaseFile]) -> None:
        verb = partial(presenter.close_case, again.now, dialog.text())
        done = partial(self._closed, dialog)
        self.context.act("registration.close_case", verb, done, owner=self, on_error=again.refused)

    def _closed(self, dialog: ReasonDialog, case_id: int) -> None:
        dialog.done_with()
        self.saved.emit(case_id, self._lines[0].person.id if self._lines else 0)

    def _say(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    def _say_people(self, text: str) -> None:
        self.fault.setText(text)
        self.fault.setVisible(bool(text))

    def _busy(self, busy: bool) -> None:
        self.save_button.setEnabled(not busy)
        self.new_button.setEnabled(not busy)
