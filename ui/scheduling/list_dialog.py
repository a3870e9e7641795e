"""The papers of a day before they are printed: the day list, whom to call, the slips; in any of the three languages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from mhac.documents.content import AppointmentSlip, CallList, DayList
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.scheduling import lists, slips
from ui.app.context import AppContext
from ui.app.languages import LANGUAGES, current_language
from ui.app.paper_dialog import Drawn, PaperDialog
from ui.widgets.basics import row, small
from ui.widgets.dates import DateEdit
from ui.widgets.fields import FieldRow
from ui.widgets.segmented import Choice, Segmented

DAY, CALLS, SLIPS = "day", "calls", "slips"

Slips = tuple[AppointmentSlip, ...]
Step = Callable[[int, int], None]


def draw(step: Step, content: DayList | CallList | Slips) -> Drawn:
    """Draw a list or the slips; what draws is heavy to load: only now."""
    from mhac.documents.lists import draw_call_list
    from mhac.documents.sheets import draw_day_list
    from mhac.documents.slips import draw_appointment_slips

    if isinstance(content, tuple):
        name = f"slips-{content[0].starts_at.date().isoformat()}"
        return draw_appointment_slips(content, name, step=step), name
    if isinstance(content, CallList):
        return draw_call_list(content), f"calls-{content.day.isoformat()}"
    return draw_day_list(content), f"day-{content.day.isoformat()}"


class ListDialog(PaperDialog):
    """Which list, which day, which language; Enter prints."""

    def __init__(self, context: AppContext, day: date, kind: str = DAY, parent: QWidget | None = None) -> None:
        super().__init__(context, self.tr("Lists of the day"), parent)
        self.kind = Segmented(
            [
                Choice(DAY, self.tr("Day list"), "D"),
                Choice(CALLS, self.tr("Call list"), "C"),
                Choice(SLIPS, self.tr("Slips of this day"), "S"),
            ],
            name=self.tr("Which list"),
            clearable=False,
        )
        self.kind.set_value(kind)
        self.language = Segmented(
            [Choice(code, name, code[0].upper()) for code, name in LANGUAGES.items()],
            name=self.tr("Language of the list"),
            clearable=False,
        )
        self.language.set_value(current_language())
        self.day = DateEdit(today=context.today)
        self.day.set_day(day)
        self.day.setFixedWidth(130)
        self.kind.changed.connect(self._load)
        self.language.changed.connect(self._load)
        self.day.changed.connect(self._load)
        head = row(spacing=10)
        head.addWidget(FieldRow(self.tr("&List"), self.kind))
        head.addWidget(FieldRow(self.tr("&Day"), self.day))
        head.addStretch(1)
        self.body.insertLayout(0, head)
        self.body.insertWidget(1, FieldRow(self.tr("L&anguage of the list"), self.language))
        self.own_language = small(
            self.tr("Each slip is in the family's own language where it is one of the three, else in this one."),
            wrap=True,
        )
        self.body.insertWidget(2, self.own_language)
        self.preview.setAccessibleName(self.tr("The list as it is printed"))
        self._load()

    @Slot()
    def _load(self) -> None:
        day = self.day.day()
        if day is None:
            return
        language = self.language.value() or current_language()
        kind = self.kind.value() or DAY
        self.own_language.setVisible(kind == SLIPS)
        self.show_paper(partial(_content, kind, day, language), partial(draw, self.tell_progress))


def _content(kind: str, day: date, language: str, uow: UnitOfWork) -> DayList | CallList | Slips:
    if kind == SLIPS:
        return slips.day_slips(uow, day, language)
    if kind == CALLS:
        return lists.call_list(uow, day, language)
    return lists.day_list(uow, day, language)
