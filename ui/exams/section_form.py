"""A section of the form on the screen, built from the template and nothing else.

Measured values stand side by side, systems under each other with their own keys, questionnaires as a whole,
everything else line by line. When an answer opens or closes a question, the rows change and the cursor stays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from mhac.exams.rules import How
from mhac.exams.views import OpenFlag
from mhac.protocols.form import FormField, FormSection
from mhac.protocols.rules import FieldKind, Judgement
from ui.exams import words
from ui.exams.instrument import InstrumentBox
from ui.exams.question import Question
from ui.exams.questions import LineQuestion, MeasureCell, SystemRow
from ui.widgets.basics import button, holder, muted, row, rule, strong
from ui.widgets.basics import section as group_heading
from ui.widgets.layouts import empty

MEASURES = (FieldKind.NUMBER, FieldKind.INTEGER)
CELL_WIDTH = 122
SIDE = 16


class SectionForm(QScrollArea):
    """The middle of the examination page. `typed` carries key, value and how."""

    typed = Signal(str, object, str)
    rest_normal_wanted = Signal()
    acknowledge_wanted = Signal(object)
    end_reached = Signal()

    def __init__(self, today: Callable[[], date], *, may_mark_rest: bool, may_acknowledge: bool, sex: str | None = None,
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._may_mark_rest = may_mark_rest
        self._may_acknowledge = may_acknowledge
        self.sex = sex
        self._section: FormSection | None = None
        self._rows: dict[str, Question] = {}
        self._asked: dict[str, FormField] = {}
        self._decor: list[QWidget] = []
        self._columns = 0
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._content = QWidget()
        self._content.setProperty("ground", "clear")
        self._whole = QVBoxLayout(self._content)
        self._whole.setContentsMargins(SIDE, 12, SIDE, 12)
        self._whole.setSpacing(0)
        self.setWidget(self._content)
        self._relay = QTimer(self)
        self._relay.setSingleShot(True)
        self._relay.setInterval(0)
        self._relay.timeout.connect(self._lay_out)
        self._glance = QTimer(self)
        self._glance.setSingleShot(True)
        self._glance.setInterval(0)
        self._glance.timeout.connect(self._see_cursor)

    # -- what is shown ------------------------------------------------------------------------------------------

    def show_section(self, section: FormSection, may_enter: Callable[[FormField], bool]) -> None:
        """Show a section; rows that it has already stay as they are."""
        if self._section is None or self._section.key != section.key:
            self._forget()
            self.verticalScrollBar().setValue(0)
        self._section = section
        wanted = {asked.key: asked for asked in section.fields}
        for key in [key for key in self._rows if key not in wanted or _differs(self._asked[key], wanted[key])]:
            gone = self._rows.pop(key)
            gone.hide()
            gone.deleteLater()
        for key, asked in wanted.items():
            if key not in self._rows:
                self._rows[key] = self._made(asked, may_enter(asked))
        self._asked = wanted
        self._rows = {key: self._rows[key] for key in wanted}
        self._lay_out()

    def show_answers(self, values: Mapping[str, Any], judgement: Callable[[FormField, Any], Judgement],
                     marks: Mapping[str, str]) -> None:
        """Show the answers, and what is said about each."""
        for key, shown in self._rows.items():
            value = values.get(key)
            shown.show_answers(values)
            if isinstance(shown, MeasureCell):
                shown.show_confirmed(marks.get(key) == How.CONFIRMED)
            shown.show_state(value is not None, judgement(self._asked[key], value))

    def show_states(self, values: Mapping[str, Any], judgement: Callable[[FormField, Any], Judgement]) -> None:
        """After typing: show only what is said about the answers, not the answers themselves."""
        for key, shown in self._rows.items():
            asked = self._asked[key]
            if asked.computed:
                shown.show_answers(values)
            shown.show_state(values.get(key) is not None, judgement(asked, values.get(key)))

    def show_flags(self, flags: tuple[OpenFlag, ...]) -> None:
        """Show the warning signs at their questionnaires."""
        for shown in self._rows.values():
            if isinstance(shown, InstrumentBox):
                shown.show_flags(flags)

    def show_fault(self, key: str, text: str) -> bool:
        """Show beside a question why it could not be saved; False when it is not here."""
        shown = self._rows.get(key) or next((one for one in self._rows.values() if one.asked.note_key == key), None)
        if shown is None:
            return False
        shown.set_fault(text)
        self.focus_on(shown)
        return True

    def wrong(self) -> str | None:
        """Return the key of the first question with something typed that is no answer."""
        return next((key for key, shown in self._rows.items() if shown.wrong()), None)

    def question(self, key: str) -> Question:
        """Return the question of a key."""
        return self._rows[key]

    def focus_first(self, missing: tuple[str, ...] = ()) -> bool:
        """Put the cursor into the first question that is still open, else into the first; False if there is none."""
        open_ones = [shown for key, shown in self._rows.items() if shown.may_enter and key in missing]
        first = next(iter(open_ones or [shown for shown in self._rows.values() if shown.may_enter]), None)
        if first is not None:
            self.focus_on(first)
        return first is not None

    def focus_named(self, labels: tuple[str, ...]) -> None:
        """Put the cursor into the first question of these names, one that may stay empty included."""
        named = (shown for shown in self._rows.values() if shown.may_enter and shown.asked.label in labels)
        if (first := next(named, None)) is not None:
            self.focus_on(first)

    def focus_on(self, shown: Question) -> None:
        """Put the cursor into a question and bring it into view."""
        shown.first_field().setFocus(Qt.FocusReason.OtherFocusReason)
        self.ensureWidgetVisible(shown, 20, 40)

    # -- laying out ---------------------------------------------------------------------------------------------

    def _made(self, asked: FormField, may_enter: bool) -> Question:
        if asked.kind is FieldKind.INSTRUMENT:
            box = InstrumentBox(asked, may_enter=may_enter, may_acknowledge=self._may_acknowledge, sex=self.sex)
            box.acknowledge_wanted.connect(self.acknowledge_wanted)
            shown: Question = box
        elif asked.kind is FieldKind.SYSTEM:
            shown = SystemRow(asked, may_enter=may_enter)
        elif asked.kind in MEASURES and self._stands_beside(asked):
            shown = MeasureCell(asked, may_enter=may_enter)
        else:
            shown = LineQuestion(asked, self._today, may_enter=may_enter)
        shown.setParent(self._content)
        shown.set_room(self._room())
        shown.typed.connect(self.typed)
        shown.next_wanted.connect(self._go)
        return shown

    def _stands_beside(self, asked: FormField) -> bool:
        """Two measured values or more in a row stand side by side; a single one has its own line."""
        fields = self._section.fields if self._section else ()
        place = next((i for i, one in enumerate(fields) if one.key == asked.key), 0)
        beside = fields[max(0, place - 1):place] + fields[place + 1:place + 2]
        return any(one.kind in MEASURES and one.group == asked.group for one in beside)

    def _forget(self) -> None:
        for shown in self._rows.values():
            shown.hide()
            shown.deleteLater()
        self._rows, self._asked = {}, {}

    @Slot()
    def _lay_out(self) -> None:
        """Put the rows in their order; widgets stay, only their places change."""
        empty(self._whole)
        for widget in self._decor:
            widget.hide()
            widget.deleteLater()
        self._decor = []
        self._columns = max(1, self._room() // CELL_WIDTH)
        if self._section is not None and self._section.help:
            self._decorate(muted(words.said(self._section.help), wrap=True))
            self._whole.addSpacing(8)
        group, kind = "", ""
        cells: list[MeasureCell] = []
        for shown in self._rows.values():
            new_group = shown.asked.group
            if cells and not (isinstance(shown, MeasureCell) and new_group == group):
                self._place_cells(cells)
                cells = []
            if new_group and new_group != group:
                self._whole.addSpacing(10)
                self._decorate(group_heading(words.said(new_group)))
                self._whole.addSpacing(2)
            group = new_group
            if isinstance(shown, MeasureCell):
                cells.append(shown)
            else:
                self._place_row(shown, kind)
            kind = shown.asked.kind.value
            shown.show()
        if cells:
            self._place_cells(cells)
        self._whole.addStretch(1)
        self._chain_tabs()
        self._glance.start()

    @Slot()
    def _see_cursor(self) -> None:
        """Keep the question with the cursor in view after the rows have moved."""
        held = QApplication.focusWidget()
        if held is not None and self._content.isAncestorOf(held):
            self.ensureWidgetVisible(held, 20, 60)

    def _place_row(self, shown: Question, kind_before: str) -> None:
        if shown is next((one for one in self._rows.values() if one.asked.kind is FieldKind.SYSTEM), None):
            self._decorate(self._systems_head())
        elif kind_before:
            self._decorate(rule())
        self._whole.addWidget(shown)

    def _place_cells(self, cells: list[MeasureCell]) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(0, 4, 0, 10)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(10)
        columns = min(self._columns, len(cells))
        room = self._room() // columns - 14
        deepest = max(cell.title.heightForWidth(room) for cell in cells)  # the longest title pushes no field down alone
        for cell in cells:
            cell.title.setMinimumHeight(deepest)
        for place, cell in enumerate(cells):
            grid.addWidget(cell, place // columns, place % columns)
        for column in range(columns):
            grid.setColumnStretch(column, 1)
        self._whole.addLayout(grid)

    def _systems_head(self) -> QWidget:
        line = row(margins=(0, 8, 0, 4))
        kind = self._section.kind if self._section else ""
        line.addWidget(strong(self.tr("Systems") if kind == "systems" else self.tr("State on examination")))
        line.addStretch(1)
        if self._may_mark_rest:
            mark = button(self.tr("&Mark the rest normal"), kind="link")
            mark.setToolTip(self.tr("After you have examined: sets the systems that are still open to normal"))
            mark.clicked.connect(self.rest_normal_wanted)
            line.addWidget(mark)
        return holder(line)

    def _decorate(self, widget: QWidget) -> None:
        self._decor.append(widget)
        self._whole.addWidget(widget)

    def _chain_tabs(self) -> None:
        """Tab visits every field in the order of the form: all questions of a questionnaire, all boxes of a choice."""
        before: QWidget | None = None
        for shown in self._rows.values():
            for field in shown.findChildren(QWidget):
                if field.focusPolicy() & Qt.FocusPolicy.TabFocus:
                    if before is not None:
                        QWidget.setTabOrder(before, field)
                    before = field

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put more or fewer measured values side by side."""
        super().resizeEvent(event)
        for shown in self._rows.values():
            shown.set_room(self._room())
        if self._rows and max(1, self._room() // CELL_WIDTH) != self._columns:
            self._relay.start()

    def _room(self) -> int:
        return self.viewport().width() - 2 * SIDE

    @Slot(object, int)
    def _go(self, shown: object, way: int) -> None:
        """Go to the next question that this role enters; after the last one the section is at its end."""
        rows = [one for one in self._rows.values() if one.may_enter and not one.asked.computed]
        place = rows.index(shown) + way if shown in rows else 0
        if 0 <= place < len(rows):
            self.focus_on(rows[place])
        elif place >= len(rows):
            self.end_reached.emit()


def _differs(before: FormField, now: FormField) -> bool:
    """Whether a question must be drawn anew: its kind, choices or ranges are others."""
    return before != now
