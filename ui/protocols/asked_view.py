"""What would be asked: describe somebody at the left, see at every keystroke what the protocol asks and why."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from mhac.kernel.errors import NotFound
from mhac.protocols.own_numbers import OwnNumber, own_numbers
from ui.app.context import AppContext
from ui.app.messages import words_of
from ui.protocols import words
from ui.protocols.asked import Answer, Question, answer, facts_of
from ui.protocols.asked_facts import FactList
from ui.protocols.asked_lines import Line
from ui.protocols.presenter import Shelf
from ui.protocols.reasons_box import ReasonsBox
from ui.protocols.tables import line_columns
from ui.widgets import formats
from ui.widgets.basics import Card, Notice, button, row, section
from ui.widgets.basics import section as group_heading
from ui.widgets.dates import DateEdit
from ui.widgets.fields import Form
from ui.widgets.phrases import ChoiceField
from ui.widgets.segmented import Choice, Segmented
from ui.widgets.tables import DataTable

LEFT_PX, NARROW_LEFT_PX, NARROW = 356, 320, 980
FAST_ENOUGH = 0.005
SCREENED = "screened"


def _timed(asked: Question, shelf: Shelf) -> tuple[Answer, float]:
    """Return the answer and how long it took."""
    begun = time.perf_counter()
    found = answer(asked, shelf)
    return found, time.perf_counter() - begun


class AskedView(QWidget):
    """The question at the left, the answer at the right; nobody's record is read or written."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._shelf = Shelf(())
        self._digest = ""
        self._slow = False
        self.answer: Answer | None = None
        self._build_question()
        self._build_answer()
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(12)
        self._card = self._left()
        whole.addWidget(self._card)
        whole.addLayout(self._right(), 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the question less room on a narrow screen."""
        super().resizeEvent(event)
        narrow = self.width() < NARROW
        self._card.setFixedWidth(NARROW_LEFT_PX if narrow else LEFT_PX)
        for table in self.tables.values():
            table.setColumnHidden(table.model().columnCount() - 1, narrow)  # the mark stands below, with the source

    # -- making -------------------------------------------------------------------------------------------------

    def _build_question(self) -> None:
        today = self._context.today
        self.country = ChoiceField()
        self.category = ChoiceField()
        self.born = DateEdit(partial=True, today=today)
        self.sex = Segmented([Choice(code, code, code) for code in ("F", "M", "X")], name=self.tr("Sex"))
        self.citizenship = ChoiceField(words.countries())
        self.birth_country = ChoiceField(words.countries())
        self.exam_country = ChoiceField(words.countries())
        self.exam_date = DateEdit(today=today)
        self.exam_date.set_day(today())
        self.travel = DateEdit(today=today)
        self.screened = Segmented(
            [Choice("yes", words.yes(), "Y"), Choice("no", words.no(), "N")],
            name=self.tr("Examined, nothing else found"),
        )
        self.facts = FactList(self._context)
        self.form = Form(columns=2)
        for name, label, field, span in self._fields():
            self.form.add(name, label, field, span=span)
        for choice in (self.country, self.category, self.citizenship, self.birth_country, self.exam_country):
            choice.changed.connect(self.refresh)
        for day in (self.born, self.exam_date, self.travel):
            day.changed.connect(self.refresh)
        for switch in (self.sex, self.screened):
            switch.changed.connect(self.refresh)
        self.facts.changed.connect(self.refresh)

    def _fields(self) -> tuple[tuple[str, str, QWidget, int], ...]:
        return (
            ("country", self.tr("&Country"), self.country, 1),
            ("exam_country", self.tr("&Examined in"), self.exam_country, 1),
            ("category", self.tr("Ca&tegory"), self.category, 2),
            ("born", self.tr("&Birth date or age"), self.born, 1),
            ("sex", self.tr("&Sex"), self.sex, 1),
            ("citizenship", self.tr("Citi&zenship"), self.citizenship, 1),
            ("birth_country", self.tr("Country of bi&rth"), self.birth_country, 1),
            ("exam_date", self.tr("E&xamined on"), self.exam_date, 1),
            ("travel", self.tr("Tra&vels on"), self.travel, 1),
            (SCREENED, self.tr("Examined, &nothing else found"), self.screened, 2),
        )

    def _build_answer(self) -> None:
        self.headline = Notice("", "accent")
        self.first = Notice("", "warning")
        self.first.hide()
        self.edition = section("")
        self.edition.setWordWrap(True)
        self.tables = {travel: self._table(travel) for travel in (False, True)}
        self.reasons = ReasonsBox()

    def _table(self, travel: bool) -> DataTable[Line]:
        table: DataTable[Line] = DataTable(
            line_columns(travel=travel),
            key=lambda line: line.key,
            name=self.tr("What would be asked"),
            empty=self.tr("Nothing would be asked."),
            sortable=False,
        )
        table.picked.connect(self._picked)
        table.setVisible(not travel)
        return table

    def _left(self) -> QWidget:
        card = Card(padding=12, spacing=10)
        card.setFixedWidth(LEFT_PX)
        card.body.addWidget(self.form)
        line = row()
        line.addWidget(group_heading(self.tr("What is known")), 1)
        self.clear_button = button(self.tr("Forget a&ll"), kind="link", small=True)
        self.clear_button.clicked.connect(self.facts.clear)
        line.addWidget(self.clear_button)
        card.body.addLayout(line)
        card.body.addWidget(self.facts, 1)
        return card

    def _right(self) -> QVBoxLayout:
        body, below = Card(padding=0, spacing=0), Card(padding=0)
        for table in self.tables.values():
            body.body.addWidget(table)
        below.body.addWidget(self.reasons)
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addWidget(self.headline)
        column.addWidget(self.first)
        column.addWidget(self.edition)
        column.addWidget(body, 1)
        column.addWidget(below)
        return column

    # -- asking -------------------------------------------------------------------------------------------------

    def show_shelf(self, shelf: Shelf) -> None:
        """Offer the countries of the shelf; the clinic's own country is where people are examined."""
        self._shelf = shelf
        countries = sorted({row.edition.country for row in shelf.rows})
        named = sorted(((code, words.country(code)) for code in countries), key=lambda one: one[1].casefold())
        self.country.set_options(named)
        if not self.country.value() and named:
            self.country.set_value(named[0][0])
        if not self.exam_country.value():
            self.exam_country.set_value(shelf.home)
        self.refresh()

    def question(self) -> Question | None:
        """Return what is described; None while country or day are not there."""
        country, on = self.country.value(), self.exam_date.day()
        if not country or on is None:
            return None
        typed = self.born.value()
        told = dict(self.facts.values())
        if self.screened.value():
            told[SCREENED] = self.screened.value() == "yes"
        return Question(
            country=country,
            category=self.category.value(),
            exam_date=on,
            born=(typed.earliest, typed.latest) if typed is not None else None,
            sex=self.sex.value(),
            exam_country=self.exam_country.value(),
            citizenship=self.citizenship.value(),
            birth_country=self.birth_country.value(),
            travel=self.travel.day(),
            facts=told,
        )

    @Slot()
    def refresh(self) -> None:
        """Answer what is described now."""
        asked = self.question()
        if asked is None:
            self._show_open(self.tr("Choose a country and the day of the examination."))
            return
        if self._slow:
            make = partial(_timed, asked, self._shelf)
            self._context.lanes.documents.submit(
                make, self._answered, owner=self, on_error=self._failed, latest="asked"
            )
            return
        try:
            self._answered(_timed(asked, self._shelf))
        except NotFound as error:
            self._failed(error)

    def _answered(self, found: tuple[Answer, float]) -> None:
        """Show the answer; where it took long the next one is made in a lane, until it is fast again."""
        self._slow = found[1] > FAST_ENOUGH
        self._show(found[0])

    def _failed(self, error: Exception) -> None:
        self._show_open(words_of(error))

    def _show_open(self, text: str) -> None:
        self.answer = None
        self.headline.say(text, "warning")
        self.edition.setText("")
        self.first.hide()
        for table in self.tables.values():
            table.set_rows(())
        self.reasons.show_reasons("", ())

    # -- answering ----------------------------------------------------------------------------------------------

    def _show(self, found: Answer) -> None:
        self.answer = found
        template = found.template
        if template.digest != self._digest:
            self._digest = template.digest
            self.category.set_options([(one.code, words.said(one.label)) for one in template.categories.values()])
            self.facts.set_facts(facts_of(template))
            if self.category.value() not in template.categories:
                self.category.set_value(next(iter(template.categories)))
                self.refresh()
                return
        self.facts.point_at(found.needs)
        self.headline.say(found.headline, found.tone)
        self.first.say(found.first)
        self.first.setVisible(bool(found.first))
        self.edition.setText(self._edition_words(found))
        travel = self.travel.day() is not None
        for with_travel, table in self.tables.items():
            table.setVisible(with_travel is travel)
        table = self.tables[travel]
        table.set_rows(found.lines)
        chosen = table.current_row()
        if chosen is not None:
            self._picked(chosen)
        else:
            title = self.tr("Why none is needed") if found.why_not else ""
            self.reasons.show_reasons(title, found.why_not, self._own, self._confirmed())

    def _edition_words(self, found: Answer) -> str:
        template = found.template
        first = self.tr("before the first edition known") if found.before_first else ""
        until = found.assessment.valid_until
        valid = self.tr("valid until {day}").format(day=formats.day(until)) if until else ""
        return words.joined(words.said(template.title), template.edition, first, valid)

    @Slot(object)
    def _picked(self, line: Line) -> None:
        self.reasons.show_reasons(line.label, line.reasons, self._own, self._confirmed())

    def _confirmed(self) -> tuple[str, ...]:
        """The rules that the panel physician confirmed when adopting the edition."""
        rows = [row for row in self._shelf.rows if self.answer and row.key == self.answer.template.digest]
        return rows[0].adoption.confirmed_rules if rows and rows[0].adoption else ()

    def _own(self, rule_id: str) -> Sequence[OwnNumber]:
        """The numbers behind a rule that the clinic changed."""
        if self.answer is None:
            return ()
        template = self.answer.template
        return own_numbers(template, rule_id, self._shelf.overrides.get(template.digest, {}))

    def focus_first(self) -> None:
        """Begin with the age."""
        self.born.setFocus(Qt.FocusReason.OtherFocusReason)
