"""Beside the form: what wants a second look, the results so far, the history, and earlier readings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from mhac.exams.rules import StepState
from mhac.exams.views import Due, Reason, Requirement
from mhac.protocols.form import FormField
from ui.exams import doses_list, doses_words, words
from ui.exams.presenter import URGENT_SIGN, WARNING_SIGN, ExamPresenter, SecondLook
from ui.exams.reasons import add_reasons, clear
from ui.widgets import formats
from ui.widgets.basics import Pill, muted, row, rule, section, small
from ui.widgets.basics import words as label_words

MOST_READINGS = 3
WIDEST_BESIDE = 160
_QUIET = (StepState.NOT_REQUIRED, StepState.WAITING)


class ContextPanel(QFrame):
    """A column of quiet facts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self._content = QWidget()
        self._content.setProperty("ground", "clear")
        self._column = QVBoxLayout(self._content)
        self._column.setContentsMargins(14, 10, 14, 10)
        self._column.setSpacing(6)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self._content)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 1, 1, 1)
        whole.addWidget(area)
        self._shown: object = None

    def show_exam(self, presenter: ExamPresenter, section_key: str = "") -> None:
        """Show what the presenter knows; nothing is drawn anew where nothing changed. What is due stands beside the
        section that records it and beside a signed exam."""
        due, spared = presenter.due(section_key), presenter.spared()
        looks, history = presenter.second_looks(), presenter.history()
        results = tuple(step for step in presenter.view.requirements
                        if step.kind in ("imaging", "laboratory") and step.state not in _QUIET)
        scores = presenter.scores()
        state = (due, spared, looks, history, results, presenter.view.previous,
                 tuple((f.key, s) for f, s in scores))
        if state == self._shown:
            return
        self._shown = state
        clear(self._column)
        self._not_needed(spared)
        self._due(due, presenter)
        self._second_looks(looks)
        self._results(results)
        self._scores(scores)
        self._history(history)
        self._previous(presenter)
        self._column.addStretch(1)

    def _head(self, text: str) -> None:
        if self._column.count():
            self._column.addSpacing(4)
            self._column.addWidget(rule())
            self._column.addSpacing(4)
        self._column.addWidget(section(text))

    def _not_needed(self, reasons: Sequence[Reason] | None) -> None:
        if reasons is not None:
            self._head(self.tr("No examination is needed"))
            add_reasons(self._column, reasons)

    def _due(self, due: Sequence[Due], presenter: ExamPresenter) -> None:
        if due:
            self._head(doses_words.title(due))
            doses_list.add_doses(self._column, due, confirmed=presenter.view.confirmed_rules)

    def _second_looks(self, looks: Sequence[SecondLook]) -> None:
        self._head(self.tr("Needs a second look"))
        for look in looks:
            tone = "bad" if look.is_severe else "warning"
            pill = Pill(look.value or self._judged(look.judgement), tone)
            told = words.said(look.label) if look.value == "" else words.joined(
                (words.said(look.label), self._judged(look.judgement)))
            text = label_words(words.joined((told, look.note)), wrap=True)
            if pill.sizeHint().width() > WIDEST_BESIDE:
                self._column.addWidget(label_words(pill.text(), "strong", wrap=True, tone=tone))
                self._column.addWidget(text)
                continue
            line = row(spacing=6)
            line.addWidget(pill, 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(text, 1)
            self._column.addLayout(line)
        if not looks:
            self._column.addWidget(muted(self.tr("Nothing so far"), wrap=True))

    def _judged(self, judged: str) -> str:
        return {"high": self.tr("high"), "low": self.tr("low"), "implausible": self.tr("unusual"),
                "impossible": self.tr("not possible"),
                URGENT_SIGN: self.tr("warning sign"), WARNING_SIGN: self.tr("warning sign"),
                "severely_high": self.tr("severely high"), "severely_low": self.tr("severely low"),
                "abnormal": self.tr("abnormal")}.get(judged, judged)

    def _results(self, results: Sequence[Requirement]) -> None:
        if not results:
            return
        self._head(self.tr("Tests"))
        for step in results:
            text, tone = words.step(step.state)
            if step.result:
                text, tone = words.result(step.result), "bad" if step.abnormal else "ok"
            self._pair(words.said(step.label), text, tone)

    def _pair(self, label: str, text: str, tone: str = "") -> None:
        """A name at the left and what it came to at the right; both wrap."""
        line = row(spacing=8)
        line.addWidget(label_words(label, wrap=True), 3)
        told = label_words(text, "strong", wrap=True, tone=tone)
        told.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        line.addWidget(told, 2)
        self._column.addLayout(line)

    def _scores(self, scores: Sequence[tuple[FormField, Any]]) -> None:
        for asked, reached in scores:
            total = f"{reached.total} / {reached.highest}" if reached.total is not None else self.tr("open")
            self._pair(words.said(asked.label), words.joined((total, words.said(reached.band.label)
                                                              if reached.band else "")))

    def _history(self, history: Sequence[tuple[str, str]]) -> None:
        self._head(self.tr("From the history"))
        for label, note in history:
            self._column.addWidget(label_words(words.joined((words.said(label), note)), wrap=True))
        if not history:
            self._column.addWidget(muted(self.tr("Nothing reported"), wrap=True))

    def _previous(self, presenter: ExamPresenter) -> None:
        readings = presenter.view.previous[:MOST_READINGS]
        if not readings:
            return
        self._head(self.tr("Earlier readings"))
        fields = {field.key: field for one in presenter.sections() for field in one.fields}
        keys = [key for key in fields if any(key in reading.values for reading in readings)]
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(4)
        for column, reading in enumerate(readings, 1):
            grid.addWidget(small(formats.short_day(reading.exam_date)), 0, column)
        for place, key in enumerate(keys, 1):
            grid.addWidget(small(words.said(fields[key].label)), place, 0)
            for column, reading in enumerate(readings, 1):
                grid.addWidget(label_words(_value(fields[key], reading.values)), place, column)
        grid.setColumnStretch(0, 1)
        holder = QWidget()
        holder.setProperty("ground", "clear")
        holder.setLayout(grid)
        self._column.addWidget(holder)


def _value(asked: FormField, values: Mapping[str, Any]) -> str:
    return words.number(values[asked.key], asked.decimals) if asked.key in values else "—"

