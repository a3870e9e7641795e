"""Beside the requirements: why the chosen one is asked, how long the exam holds, what to know first, last visits."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from mhac.exams.rules import StepState
from mhac.exams.views import CaseFile, Requirement
from ui.exams import doses_words, tables, words
from ui.exams.casefile_presenter import CLOSING, due_behind
from ui.exams.frozen_view import cleared_words
from ui.exams.people_words import alert as alert_words
from ui.exams.reasons import add_reasons, clear
from ui.widgets import formats
from ui.widgets.basics import Notice, Pill, button, muted, row, rule, section, strong
from ui.widgets.basics import words as label_words


class WhyPanel(QFrame):
    """Four quiet parts under each other; the buttons ask, the page acts."""

    section_wanted = Signal(str)
    request_wanted = Signal(str)
    slip_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None, *, may_request: bool) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self._may_request = may_request
        self._file: CaseFile | None = None
        self._step: Requirement | None = None
        content = QWidget()
        content.setProperty("ground", "clear")
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(14, 10, 14, 10)
        self._column.setSpacing(6)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(content)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 1, 1, 1)
        whole.addWidget(area)

    def show_file(self, file: CaseFile, step: Requirement | None) -> None:
        """Show a case file and the requirement that is chosen."""
        self._file, self._step = file, step
        clear(self._column)
        if step is not None:
            self._why(step)
        if file.verdict is not None or file.decided is not None:
            self._validity(file)
        self._alerts(file)
        self._visits(file)
        self._column.addStretch(1)

    def _head(self, text: str) -> None:
        if self._column.count():
            self._column.addSpacing(4)
            self._column.addWidget(rule())
            self._column.addSpacing(4)
        self._column.addWidget(section(text))

    def _why(self, step: Requirement) -> None:
        self._head(self.tr("Why"))
        self._column.addWidget(strong(tables.step_label(step), wrap=True))
        if step.item == CLOSING:
            self._column.addWidget(muted(tables.step_reason(step), wrap=True))
        add_reasons(self._column, step.reasons)
        due = due_behind(self._file, step) if self._file is not None else None
        if due is not None and due.next_on is not None:
            self._column.addWidget(label_words(doses_words.next_words(due) or doses_words.coming(due), wrap=True))
        if step.needs and step.state is StepState.WAITING:
            text = self.tr("It is not known yet whether it is needed. It depends on:")
            self._column.addWidget(muted(text, wrap=True))
            for need in step.needs:
                self._column.addWidget(label_words(f"· {words.said(need)}", wrap=True))
        self._acts(step)

    def _acts(self, step: Requirement) -> None:
        line = row(spacing=8)
        clinical = self._file is not None and self._file.clinical
        open_exam = self._file is not None and self._file.exam is not None and self._file.exam.status.is_open
        if clinical and step.section:
            go = button(self.tr("&Open section") if open_exam else self.tr("&Read"), small=True)
            go.clicked.connect(self._go)
            line.addWidget(go)
        if clinical and step.request_id is not None:
            slip = button(self.tr("&Request slip"), icon="printer", small=True)
            slip.clicked.connect(self._slip)
            line.addWidget(slip)
        elif clinical and self._may_request and open_exam and step.can_be_requested:
            ask = button(self.tr("&Request…"), icon="printer", small=True)
            ask.setToolTip(self.tr("Ask the laboratory or the X-ray room, and print the slip"))
            ask.clicked.connect(self._ask)
            line.addWidget(ask)
        line.addStretch(1)
        self._column.addLayout(line)

    def _validity(self, file: CaseFile) -> None:
        self._head(self.tr("Validity"))
        cleared = file.decided.cleared if file.decided else file.verdict.cleared if file.verdict else None
        until = file.decided.valid_until if file.decided else file.verdict.valid_until if file.verdict else None
        signed = file.exam is not None and file.exam.signed_at is not None
        needless = file.verdict is not None and file.verdict.exam_needed is False
        told = self.tr("No examination is needed.") if needless else cleared_words(cleared)
        self._column.addWidget(label_words(told, wrap=True))
        if until is not None:
            line = row(spacing=6)
            line.addWidget(muted(self.tr("Valid until")))
            line.addStretch(1)
            line.addWidget(strong(formats.day(until)))
            self._column.addLayout(line)
        if not signed:
            self._column.addWidget(muted(self.tr("As the facts stand; it counts once the exam is signed."), wrap=True))
        for hold in file.verdict.holds if file.verdict else ():
            self._column.addWidget(Notice(words.said(hold.text), "hold"))
        for warning in file.verdict.warnings if file.verdict else ():
            self._column.addWidget(Notice(words.said(warning.text), "warning"))

    def _alerts(self, file: CaseFile) -> None:
        if not file.alerts:
            return
        self._head(self.tr("To know first"))
        for alert in file.alerts:
            text, tone = alert_words(alert)
            line = row()
            line.addWidget(Pill(text, tone))
            line.addStretch(1)
            self._column.addLayout(line)

    def _visits(self, file: CaseFile) -> None:
        self._head(self.tr("Last visits"))
        for visit in file.visits:
            text = self.tr("{when}, ticket {ticket}").format(when=formats.moment(visit.at), ticket=visit.ticket)
            self._column.addWidget(label_words(text, "small", wrap=True))
        if not file.visits:
            self._column.addWidget(muted(self.tr("No visit yet")))

    @Slot()
    def _go(self) -> None:
        if self._step is not None:
            self.section_wanted.emit(self._step.section)

    @Slot()
    def _ask(self) -> None:
        if self._step is not None:
            self.request_wanted.emit(self._step.item)

    @Slot()
    def _slip(self) -> None:
        if self._step is not None and self._step.request_id is not None:
            self.slip_wanted.emit(self._step.request_id)
