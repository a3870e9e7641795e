"""The pre-departure screening on the screen: built from the form's data, answered by keys, findings shown at once."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from mhac.kernel.errors import ClinicError, Invalid
from mhac.registration.birth import AgeUnit, age_on
from mhac.travel.codes import words as words_in
from mhac.travel.forms import Finding, Subject, screening_form
from mhac.travel.views import DepartureRow, KeptScreening, TravellerRow
from ui.app.dialogs import FormDialog
from ui.app.messages import words_of
from ui.travel.answers import Question
from ui.travel.words import language
from ui.widgets import formats
from ui.widgets.basics import Notice, button, column, holder, row, section

WIDTH, HEIGHT = 820, 780


class ScreeningDialog(FormDialog):
    """Record a screening made now. N and Y answer and go on to the next question; Enter records."""

    typed = Signal()

    def __init__(self, traveller: TravellerRow, departure: DepartureRow, today: date, departs_on: date,
                 parent: QWidget | None = None) -> None:
        super().__init__(
            self.tr("Screening of {name}").format(name=traveller.person.name), self.tr("&Record screening"), parent,
            text=self.tr("{flight}, {departs}. N answers no, Y yes, Tab goes on. Questions with * must be answered.")
            .format(flight=departure.flight, departs=formats.moment(departure.departs_at)), width=WIDTH)
        self.traveller = traveller
        self._today, self._departs_on = today, departs_on
        self._subject = subject_of(traveller, today)
        self._form_data = screening_form()
        self.questions: dict[str, Question] = {}
        self._findings = Notice("", "ok")
        self._findings.hide()
        self.restored = self._restored_line()
        self.body.addWidget(self.restored)
        self.body.addWidget(self._scrolling(), 1)
        self.body.addWidget(self._findings)
        window = parent.window().height() if parent is not None else HEIGHT
        self.resize(WIDTH, min(HEIGHT, max(420, window - 48)))
        self._show_asked()
        first = next(iter(self.questions.values()))
        first.editor.setFocus()

    def _restored_line(self) -> Notice:
        made = Notice("", "accent")
        self.anew_button = button(self.tr("Start &anew"), small=True)
        self.anew_button.setToolTip(self.tr("Empty all answers"))
        self.anew_button.setAutoDefault(False)
        self.anew_button.clicked.connect(self._start_anew)
        made.line.addWidget(self.anew_button)
        made.hide()
        return made

    def _scrolling(self) -> QScrollArea:
        left, right = column(spacing=6), column(spacing=6)
        for each in self._form_data.sections:
            side = left if each.code in ("vitals", "conditions") else right
            side.addWidget(section(words_in(each.label, language())))
            for field in each.fields:
                made = Question(field)
                made.changed.connect(self._answered)
                made.next_wanted.connect(self._go_on)
                made.sure.toggled.connect(self.typed)
                self.questions[field.code] = made
                side.addWidget(made)
            side.addSpacing(8)
        left.addStretch(1)
        right.addStretch(1)
        both = row(spacing=28, margins=(2, 2, 14, 2))
        both.addWidget(holder(left), 1)
        both.addWidget(holder(right), 1)
        inside = holder(both)
        inside.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        self._area = area
        return area

    def answers(self) -> dict[str, Any]:
        """Return the answers to the questions that are asked."""
        given = {code: question.value() for code, question in self.questions.items() if not question.isHidden()}
        return {code: value for code, value in given.items() if value is not None}

    def confirmed(self) -> frozenset[str]:
        """Return the measures that were checked although they look impossible."""
        return frozenset(code for code, question in self.questions.items() if question.sure.isChecked())

    def content(self) -> dict[str, Any]:
        """Return what stands in every question, right or not yet right, as it is kept against a crash."""
        answers = {code: question.typed() for code, question in self.questions.items() if question.typed()}
        return {"answers": answers, "sure": sorted(self.confirmed())} if answers else {}

    def restore(self, kept: KeptScreening) -> None:
        """Show again what was answered before; a question that was answered meanwhile stays as it is."""
        answers = kept.content.get("answers", {})
        for code, question in self.questions.items():
            if code in answers and not question.typed():
                question.set_typed(str(answers[code]))
        text = self.tr("What you answered until {time} is back. Record the screening to keep it.")
        self.restored.say(text.format(time=formats.moment(kept.saved_at)))
        self.restored.show()
        self._look()
        for code in kept.content.get("sure", ()):
            if code in self.questions:
                self.questions[code].set_fault("", confirmable=True)
                self.questions[code].sure.setChecked(True)

    @Slot()
    def _start_anew(self) -> None:
        for question in self.questions.values():
            question.set_typed("")
            question.set_fault("")
        self.restored.hide()
        self._answered()
        next(iter(self.questions.values())).editor.setFocus()

    def findings(self) -> tuple[Finding, ...]:
        """Return what the answers so far mean for this flight."""
        usable: dict[str, Any] = {}
        for code, value in self.answers().items():
            kind = self.questions[code].field.kind
            if kind == "date" and isinstance(value, date):
                usable[code] = value.isoformat()
            elif kind not in ("date", "measure") or isinstance(value, float):
                usable[code] = value
        return self._form_data.findings(usable, screened_on=self._today, departs_on=self._departs_on)

    def check(self) -> bool:
        """Show the first question that cannot stand, before anything is sent."""
        for question in self.questions.values():
            question.set_fault("", confirmable=question.sure.isChecked())
        try:
            self._form_data.clean(self.answers(), self._subject, on=self._today, confirmed=self.confirmed())
        except Invalid as fault:
            self.show_error(fault)
            return False
        return True

    def show_error(self, error: Exception) -> None:
        """Show an error beside its question and go there."""
        field = error.field if isinstance(error, ClinicError) else None
        question = self.questions.get(field or "")
        if question is None or not isinstance(error, ClinicError):
            super().show_error(error)
            return
        self.set_busy(False)
        question.set_fault(words_of(error), confirmable=error.code == "travel.screening_implausible")
        question.editor.setFocus()
        self._area.ensureWidgetVisible(question)

    @Slot()
    def _answered(self) -> None:
        self._look()
        self.typed.emit()

    def _look(self) -> None:
        """Ask what the answers so far bring up, and say what they mean."""
        self._show_asked()
        found = self.findings()
        self._findings.setVisible(bool(found))
        if found:
            lines = [words_in(each.text, language()) for each in found]
            held = any(each.holds for each in found)
            lead = self.tr("Holds:") if held else self.tr("To be judged:")
            self._findings.say(f"{lead} {' · '.join(lines)}", "bad" if held else "warning")

    def _show_asked(self) -> None:
        """Ask what applies to this person; a yes may bring the next question."""
        answers = {code: question.value() for code, question in self.questions.items()}
        for question in self.questions.values():
            question.setVisible(question.field.is_asked(self._subject, answers, self._today))

    @Slot(object)
    def _go_on(self, question: Question) -> None:
        """Go to the next question that is shown; at the end to the button that records."""
        shown = [each for each in self.questions.values() if not each.isHidden()]
        place = shown.index(question) + 1
        target: QWidget = shown[place].editor if place < len(shown) else self.act_button
        target.setFocus(Qt.FocusReason.TabFocusReason)
        if place < len(shown):
            self._area.ensureWidgetVisible(shown[place])


def subject_of(traveller: TravellerRow, on: date) -> Subject:
    """Return who is screened, as far as questions depend on it."""
    age = age_on(traveller.person.birth, on)
    if age is None:
        return Subject(traveller.person.sex, None)
    return Subject(traveller.person.sex, age.least if age.unit is AgeUnit.YEARS else 0)
