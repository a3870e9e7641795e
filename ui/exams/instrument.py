"""A screening questionnaire: the questions with their scale, the score as it grows, and the warning signs it raises."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from mhac.exams.views import OpenFlag
from mhac.protocols.form import FormField
from mhac.protocols.instruments import Instrument, Score, score
from mhac.protocols.instruments import Question as Asked
from mhac.protocols.rules import Judgement
from ui.exams import words
from ui.exams.inputs import KeyedSegments
from ui.exams.question import Question
from ui.widgets.basics import Notice, Pill, PlainLabel, button, muted, set_property, small, strong
from ui.widgets.formats import clock
from ui.widgets.segmented import Choice

BAND_TONES = ("ok", "neutral", "warning", "bad", "bad")


class InstrumentBox(Question):
    """A questionnaire answered by the digits of its scale; the cursor goes on to the next question by itself."""

    acknowledge_wanted = Signal(object)

    def __init__(self, asked: FormField, *, may_enter: bool, may_acknowledge: bool, sex: str | None = None,
                 parent: QWidget | None = None) -> None:
        super().__init__(asked, may_enter=may_enter, parent=parent)
        if asked.instrument is None:
            raise ValueError(f"the question {asked.key} has no instrument")
        self.instrument: Instrument = asked.instrument
        self._may_acknowledge = may_acknowledge
        self._sex = sex
        self._flags: tuple[OpenFlag, ...] = ()
        self._answers: dict[str, int] = {}
        self.rows = [_QuestionRow(one, number, may_enter) for number, one in enumerate(self.instrument.questions, 1)]
        self._title = strong(words.said(self.instrument.title))
        self._total = strong("")
        self._band = Pill()
        self._build()
        self._show_score()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._total)
        head.addWidget(self._band)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 10, 0, 8)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(muted(words.said(self.instrument.lead), wrap=True))
        shared = {question.options for question in self.instrument.questions if question.scored}
        if len(shared) == 1:
            column.addWidget(small(_legend(next(iter(shared))), wrap=True))
        for row in self.rows:
            row.show_legend(len(shared) != 1 or not row.question.scored)
            row.changed.connect(self._typed)
            row.step.connect(self._go)
            column.addWidget(row)
        self._strips = QVBoxLayout()
        self._strips.setSpacing(6)
        column.addLayout(self._strips)

    def show_answers(self, values: Mapping[str, Any]) -> None:
        """Show the answers."""
        given = values.get(self.asked.key) or {}
        if given != self._answers:
            self._answers = dict(given)
            for row in self.rows:
                row.segments.set_value(str(given[row.question.key]) if row.question.key in given else "")
                row.show_words()
        self._show_score()

    def show_flags(self, flags: tuple[OpenFlag, ...]) -> None:
        """Show which warning signs stand in the finished answers, and what was done about each."""
        self._flags = tuple(flag for flag in flags if flag.raised.field == self.asked.key)
        self._show_score()

    def first_field(self) -> QWidget:
        """Return where the cursor goes."""
        return self.rows[0].segments

    def reached(self) -> Score:
        """Return the score of the answers so far."""
        return score(self.instrument, self._answers, self._sex)

    def show_state(self, answered: bool, judged: Judgement) -> None:
        """Show which questions are still open once somebody began."""
        missing = set(self.reached().missing) if self._answers else set()
        for row in self.rows:
            row.show_missing(row.question.key in missing)

    def _show_score(self) -> None:
        reached = self.reached()
        if not self._answers:
            self._total.setText("")
            self._band.hide()
        elif reached.total is None or not reached.complete:
            self._total.setText(self.tr("%n question(s) open", "", len(reached.missing)))
            self._band.hide()
        else:
            self._total.setText(f"{reached.total} / {reached.highest}")
            self._band.setVisible(reached.band is not None)
            if reached.band is not None:
                place = min(self.instrument.bands.index(reached.band), len(BAND_TONES) - 1)
                self._band.say(words.said(reached.band.label), BAND_TONES[place])
        self._show_strips(reached)

    def _show_strips(self, reached: Score) -> None:
        while self._strips.count():
            item = self._strips.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        stored = {flag.raised.flag.key: flag for flag in self._flags}
        for flag in reached.flags:
            self._strips.addWidget(self._strip(words.said(flag.label), words.said(flag.act), flag.physician_only,
                                               stored.get(flag.key)))

    def _strip(self, label: str, act: str, urgent: bool, flag: OpenFlag | None) -> Notice:
        if flag is not None and not flag.is_open and flag.acknowledged_at is not None:
            done = self.tr("{flag}: {action} ({who}, {time})").format(
                flag=label, action=flag.action, who=flag.acknowledged_by, time=clock(flag.acknowledged_at))
            return Notice(done, "ok")
        strip = Notice(f"{label}. {act}", "bad" if urgent else "warning")
        if flag is None:
            return strip
        if self._may_acknowledge:
            act_button = button(self.tr("Say what was done…"), small=True)
            act_button.setProperty("flag", flag.raised.flag.key)
            act_button.clicked.connect(self._acknowledge)
            strip.line.addWidget(act_button)
        else:
            strip.line.addWidget(small(self.tr("Waits for the physician")))
        return strip

    @Slot()
    def _acknowledge(self) -> None:
        key = self.sender().property("flag")
        found = next((flag for flag in self._flags if flag.raised.flag.key == key), None)
        if found is not None:
            self.acknowledge_wanted.emit(found)

    @Slot(str, object)
    def _typed(self, key: str, value: object) -> None:
        if value is None:
            self._answers.pop(key, None)
        else:
            self._answers[key] = int(str(value))
        self._show_score()
        self.typed.emit(self.asked.key, dict(self._answers) or None, "")

    @Slot(object, int)
    def _go(self, row: object, way: int) -> None:
        place = self.rows.index(row) + way if row in self.rows else 0
        if 0 <= place < len(self.rows):
            self.rows[place].segments.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.next_wanted.emit(self, way)


class _QuestionRow(QWidget):
    """One question of the questionnaire with the digits of its scale."""

    changed = Signal(str, object)
    step = Signal(object, int)

    def __init__(self, question: Asked, number: int, may_enter: bool) -> None:
        super().__init__()
        self.question = question
        text = words.said(question.text)
        self.segments = KeyedSegments([Choice(str(value), str(value), str(value), "accent")
                                       for value, _ in question.options], name=text)
        self.segments.setEnabled(may_enter)
        self._chosen = small("")
        self._chosen.setFixedWidth(138)
        self._legend = small(_legend(question.options), wrap=True)
        label = PlainLabel(f"{number}. {text}")
        label.setWordWrap(True)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 3, 0, 3)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(1)
        grid.addWidget(label, 0, 0)
        grid.addWidget(self.segments, 0, 1, 2, 1, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self._chosen, 0, 2, 2, 1, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self._legend, 1, 0)
        grid.setColumnStretch(0, 1)
        self.segments.changed.connect(self._typed)
        self.segments.stepped.connect(self._stepped)
        self.segments.left.connect(self._left)

    def show_legend(self, shown: bool) -> None:
        """Show the words of the scale under a question that has a scale of its own."""
        self._legend.setVisible(shown)

    def show_words(self) -> None:
        """Write the chosen digit's words beside it."""
        labels = {str(value): label for value, label in self.question.options}
        self._chosen.setText(words.said(labels.get(self.segments.value(), "")))
        set_property(self._chosen, "words", "small")

    def show_missing(self, missing: bool) -> None:
        """Say that this question is still open."""
        if missing and not self.segments.value():
            self._chosen.setText(self.tr("Open"))
        elif not missing and not self.segments.value():
            self._chosen.setText("")

    @Slot()
    def _typed(self) -> None:
        self.show_words()
        chosen = self.segments.value()
        self.changed.emit(self.question.key, int(chosen) if chosen else None)

    @Slot()
    def _stepped(self) -> None:
        self.step.emit(self, 1)

    @Slot(int)
    def _left(self, way: int) -> None:
        self.step.emit(self, way)


def _legend(options: tuple[tuple[int, str], ...]) -> str:
    return "   ".join(f"{value}\u00a0= {words.said(label)}" for value, label in options)  # "0 1 or 2" would be a riddle


