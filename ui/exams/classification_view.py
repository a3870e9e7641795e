"""The classification: what the protocol proposes and why, what it still waits for, and what the physician decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from mhac.exams.grading import grading_of, reason_in_comments
from mhac.exams.rules import Decision, StepState
from mhac.exams.views import Decided, ExamView, ProposedClass, Said
from mhac.protocols.own_numbers import OwnNumber, own_numbers
from mhac.protocols.rules import OVER
from mhac.protocols.template import Template
from ui.app.dialogs import FormDialog
from ui.exams import doses_list, ways, words
from ui.exams.grades_editor import GradesEditor, tone_of
from ui.exams.note_words import named
from ui.exams.reasons import OwnNumbers, add_reasons, clear
from ui.exams.validity_words import outcome_line, over_words
from ui.widgets import formats
from ui.widgets.basics import Notice, Pill, button, heading, literal, muted, row, rule, small, strong
from ui.widgets.basics import section as group_heading
from ui.widgets.basics import words as label_words
from ui.widgets.check_boxes import WrappingCheckBox
from ui.widgets.fields import FieldRow


class ClassificationView(QScrollArea):
    """Shows the proposal with its trace; the buttons ask, the page acts."""

    confirm_wanted = Signal(object, str)  # the decision, and why a grade is worse than proposed
    override_wanted = Signal()
    way_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None, *, may_classify: bool) -> None:
        super().__init__(parent)
        self._may_classify = may_classify
        self._proposed: Decision | None = None
        self._typed = _Typed()
        self._own: OwnNumbers | None = None
        self._confirmed: frozenset[str] = frozenset()
        self.grades: GradesEditor | None = None
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        content = QWidget()
        content.setProperty("ground", "clear")
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(16, 12, 16, 12)
        self._column.setSpacing(6)
        self.setWidget(content)

    def show_exam(self, view: ExamView, template: Template, today: date) -> None:
        """Show what stands now."""
        clear(self._column)
        self._own = partial(_own_numbers, template, view.settings)
        self._confirmed = view.confirmed_rules
        verdict = view.verdict
        self._proposed, self.grades = verdict.proposed, None
        if self._proposed is None:
            self._waiting(view, template)
        else:
            self._column.addWidget(heading(self.tr("Proposed by the protocol")))
            if verdict.exam_needed is False:
                self._not_needed(view)
            elif template.classes:
                self._classes(verdict.classes or ())
        self._graded(view, template)
        if verdict.holds:
            self._notes(template, self.tr("Holds"), verdict.holds, "hold")
        if verdict.warnings:
            self._notes(template, self.tr("To be decided or watched"), verdict.warnings, "warning")
        self._validity(view, today)
        if view.decided is not None:
            self._decided(view, template)
        if self._proposed is not None:
            self._ask(view, template, self._proposed)
        doses_list.add_headed(self._column, verdict.due, self._own, self._confirmed)
        self._column.addStretch(1)

    def _not_needed(self, view: ExamView) -> None:
        self._column.addWidget(Notice(self.tr("No examination is needed."), "ok"))
        spared = (one for step in view.requirements if step.state is StepState.NOT_REQUIRED for one in step.reasons)
        add_reasons(self._column, {one.rule: one for one in spared}.values(), self._own, self._confirmed)

    def _waiting(self, view: ExamView, template: Template) -> None:
        self._column.addWidget(heading(self.tr("The proposal waits")))
        self._column.addWidget(muted(self.tr("The outcome cannot be said before these are known:"), wrap=True))
        for need in view.verdict.needs:
            line = row(spacing=8)
            what, way = ways.said(need), ways.way_to(need, template, view.sections)
            line.addWidget(label_words(what, wrap=True), 1)
            if way is not None:
                go = ways.go_button(way, what)
                go.clicked.connect(partial(self.way_wanted.emit, way))
                line.addWidget(go)
            self._column.addLayout(line)
        if view.verdict.certain:
            self._column.addSpacing(8)
            self._column.addWidget(group_heading(self.tr("Certain already")))
            self._classes(view.verdict.certain)

    def _classes(self, classes: Sequence[ProposedClass]) -> None:
        if not classes:
            self._column.addWidget(strong(self.tr("No class: no finding that the protocol gives a class for.")))
        for one in classes:
            line = row(spacing=8)
            line.addWidget(strong(words.said(one.label), wrap=True), 1)
            if one.blocks_travel:
                line.addWidget(Pill(self.tr("Holds travel"), "bad"))
            self._column.addLayout(line)
            add_reasons(self._column, one.reasons, self._own, self._confirmed)

    def _graded(self, view: ExamView, template: Template) -> None:
        """Each graded item with its proposed grade and why, or that it still waits."""
        verdict = view.verdict
        for grading in template.gradings:
            grade = verdict.grades.get(grading.item)
            if grade is None and grading.item not in verdict.grade_waits:
                continue
            line = row(spacing=8)
            line.addWidget(strong(words.said(template.items[grading.item].label), wrap=True), 1)
            if grade is None:
                line.addWidget(Pill(self.tr("Waits"), "neutral"))
            else:
                line.addWidget(Pill(self.tr("Grade {grade}").format(grade=grade), tone_of(grading, grade)))
            self._column.addLayout(line)
            reasons = verdict.grade_reasons.get(grading.item, ())
            add_reasons(self._column, reasons, self._own, self._confirmed)
            if grade is not None and not reasons:
                self._column.addWidget(
                    muted(self.tr("Nothing found for which the protocol gives a worse grade."), wrap=True)
                )

    def _notes(self, template: Template, title: str, notes: Sequence[Said], tone: str) -> None:
        self._column.addSpacing(6)
        self._column.addWidget(group_heading(title))
        for note in notes:
            self._column.addWidget(Notice(words.said(note.text), tone))
            about = named(template, note.reason)
            if about:
                self._column.addWidget(strong(about, wrap=True))
            add_reasons(self._column, [note.reason], self._own, self._confirmed)

    def _validity(self, view: ExamView, today: date) -> None:
        """Until when the proposal would hold, before anybody confirms it; and that it is over, where it is."""
        verdict, decided = view.verdict, view.decided
        until = decided.valid_until if decided is not None and decided.current else verdict.valid_until
        if self._proposed is not None and verdict.cleared is not None and verdict.exam_needed is not False:
            self._column.addSpacing(6)
            line = self.tr("As proposed: {outcome}").format(outcome=outcome_line(verdict.cleared, verdict.valid_until))
            self._column.addWidget(label_words(line, wrap=True))
        over = over_words(until, today)
        if over and not any(note.code == OVER for note in verdict.warnings):
            self._column.addWidget(Notice(over, "bad"))

    def _decided(self, view: ExamView, template: Template) -> None:
        decided = view.decided
        if decided is None:
            return
        self._column.addSpacing(6)
        self._column.addWidget(rule())
        self._column.addWidget(heading(self.tr("Decided")))
        labels = {one.code: one.label for one in template.classes}
        names = [words.said(labels.get(code, code)) for code in decided.decided.classes]
        if template.classes and not names:
            names = [self.tr("No class")]
        for name in names:
            self._column.addWidget(strong(name, wrap=True))
        self._decided_grades(decided, template)
        if decided.overridden:
            said_above = decided.reason == reason_in_comments(template, decided.proposed, decided.decided)
            text = (
                self.tr("Decided against the proposal; the comment says why.")
                if said_above
                else self.tr("Decided against the proposal: {reason}").format(reason=decided.reason)
            )
            self._column.addWidget(Notice(text, "warning"))
        self._column.addWidget(label_words(outcome_line(decided.cleared, decided.valid_until), wrap=True))
        self._column.addWidget(small(words.joined((decided.by, formats.moment(decided.at)))))
        if not decided.current:
            self._column.addWidget(Notice(self.tr("An answer was changed after this. Please decide again."), "warning"))

    def _decided_grades(self, decided: Decided, template: Template) -> None:
        comments = dict(decided.decided.comments)
        for item, grade in decided.decided.grades:
            known = template.items.get(item)
            line = row(spacing=8)
            line.addWidget(strong(words.said(known.label) if known else item, wrap=True), 1)
            tone = tone_of(grading_of(template, item), grade)
            line.addWidget(Pill(self.tr("Grade {grade}").format(grade=grade), tone))
            self._column.addLayout(line)
            if comments.get(item):
                self._column.addWidget(label_words(comments[item], wrap=True))

    def _ask(self, view: ExamView, template: Template, proposed: Decision) -> None:
        if not self._may_classify:
            self._column.addSpacing(8)
            text = self.tr("The physician confirms the proposal or decides otherwise.")
            self._column.addWidget(muted(text, wrap=True))
            return
        settled = view.decided is not None and view.decided.current
        if settled and view.decided is not None and not view.decided.overridden and not proposed.grades:
            return
        self._column.addSpacing(10)
        if proposed.grades:
            self._ask_grades(view, template, proposed)
        line = QHBoxLayout()
        line.setSpacing(8)
        act = self.tr("&Record the grades") if proposed.grades else self.tr("Confirm the &proposal")
        self.confirm_button = button(act, kind="" if settled else "primary")
        self.confirm_button.clicked.connect(self._confirm)
        self.override_button = button(self.tr("Decide &otherwise…"))
        self.override_button.clicked.connect(self.override_wanted)
        line.addWidget(self.confirm_button)
        if template.classes:
            line.addWidget(self.override_button)
        line.addStretch(1)
        self._column.addLayout(line)

    def _ask_grades(self, view: ExamView, template: Template, proposed: Decision) -> None:
        """The grades to give, begun with what was typed, what is decided, or what is proposed."""
        self._column.addWidget(rule())
        self._column.addWidget(heading(self.tr("Your grades")))
        self._column.addWidget(muted(self.tr("A grade may be made worse than proposed, never better."), wrap=True))
        decided = view.decided
        typed = self._typed.decision if self._typed.exam_id == view.id else None
        chosen = typed or (decided.decided if decided is not None else proposed)
        self.grades = GradesEditor(template, proposed, chosen)
        reason = self._typed.reason if typed else decided.reason if decided is not None else ""
        self.grades.set_reason(reason)
        self.grades.changed.connect(partial(self._keep_typed, view.id))
        self._column.addWidget(self.grades)

    def _keep_typed(self, exam_id: int) -> None:
        """What is chosen and typed stays when the page is loaded again in between."""
        if self.grades is not None:
            self._typed = _Typed(exam_id, self.grades.decision(), self.grades.why.toPlainText())

    def forget_typed(self) -> None:
        """After the decision is recorded, the record counts."""
        self._typed = _Typed()

    @Slot()
    def _confirm(self) -> None:
        if self.grades is not None:
            if self.grades.check():
                self.confirm_wanted.emit(self.grades.decision(), self.grades.reason())
        elif self._proposed is not None:
            self.confirm_wanted.emit(self._proposed, "")

    def chosen(self) -> Decision | None:
        """Return the decision as it is chosen now, for deciding otherwise about the classes."""
        return self.grades.decision() if self.grades is not None else self._proposed


def _own_numbers(template: Template, settings: Mapping[str, object], rule_id: str) -> Sequence[OwnNumber]:
    return own_numbers(template, rule_id, settings)


@dataclass(frozen=True)
class _Typed:
    """What was chosen and typed for one exam and not recorded yet."""

    exam_id: int = 0
    decision: Decision | None = None
    reason: str = ""


class OverrideDialog(FormDialog):
    """Decide otherwise: the classes, and the reason that the record keeps beside the proposal."""

    def __init__(self, template: Template, proposed: Decision, parent: QWidget | None = None) -> None:
        super().__init__(
            QCoreApplication.translate("OverrideDialog", "Decide otherwise"),
            QCoreApplication.translate("OverrideDialog", "Record the decision"),
            parent,
            text=QCoreApplication.translate("OverrideDialog", "The proposal is kept beside your decision."),
            width=520,
        )
        self._grades, self._comments = dict(proposed.grades), dict(proposed.comments)
        self._boxes: dict[str, WrappingCheckBox] = {}
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setMinimumHeight(260)
        inside = QWidget()
        inside.setProperty("ground", "clear")
        column = QVBoxLayout(inside)
        column.setSpacing(4)
        for one in sorted(template.classes, key=lambda each: each.code not in proposed.classes):  # the proposed first
            box = WrappingCheckBox(literal(words.said(one.label)))
            box.setChecked(one.code in proposed.classes)
            self._boxes[one.code] = box
            column.addWidget(box)
        column.addStretch(1)
        area.setWidget(inside)
        self.reason = QPlainTextEdit()
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(72)
        self._reason_row = FieldRow(self.tr("&Reason"), self.reason, required=True)
        self.reason.textChanged.connect(self._reason_typed)
        self.body.addWidget(area, 1)
        self.body.addWidget(self._reason_row)

    def decision(self) -> Decision:
        """Return what is chosen."""
        return Decision.of((code for code, box in self._boxes.items() if box.isChecked()), self._grades, self._comments)

    def box(self, code: str) -> WrappingCheckBox:
        """Return the box of a class."""
        return self._boxes[code]

    @Slot()
    def _reason_typed(self) -> None:
        self._reason_row.set_fault("")

    def check(self) -> bool:
        """A decision against the proposal needs its reason."""
        if self.reason.toPlainText().strip():
            return True
        self._reason_row.set_fault(self.tr("Please say why; the record keeps it."))
        self.reason.setFocus()
        return False
