"""The holidays of a year, to be confirmed: each proposed day with a tick, and days that are announced to be entered."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QFrame, QScrollArea, QWidget

from mhac.kernel.unit_of_work import UnitOfWork
from mhac.scheduling import holidays, setup
from mhac.scheduling.holidays import Holiday
from ui.app.context import AppContext
from ui.app.dialogs import FormDialog
from ui.app.languages import current_language
from ui.widgets import formats
from ui.widgets.basics import column, holder, literal, muted, row, small
from ui.widgets.dates import DateEdit
from ui.widgets.fields import FieldRow
from ui.widgets.number_box import NumberBox

YEARS_AHEAD = 10


class HolidaysDialog(FormDialog):
    """Closes the ticked days in one go; nothing is closed without the administrator's word."""

    def __init__(self, context: AppContext, parent: QWidget | None = None, *, closed: Collection[date] = ()) -> None:
        origin = holidays.origin()
        super().__init__(
            self.tr("Holidays of Rwanda"),
            self.tr("&Close the ticked days"),
            parent,
            text=self.tr("Proposals of {date}, to be confirmed by you: untick what is not a holiday this year.").format(
                date=formats.day(date.fromisoformat(origin.as_of))
            ),
            width=620,
        )
        self._context = context
        today = context.today()
        self.year = NumberBox()
        self.year.setRange(today.year, today.year + YEARS_AHEAD)
        # This year while a holiday of it lies ahead and is not closed yet; who comes in November wants Christmas too.
        ahead = (each.day for each in holidays.of_year(today.year) if each.day is not None and each.day >= today)
        self.year.setValue(today.year if any(day not in closed for day in ahead) else today.year + 1)
        self.year.valueChanged.connect(self._fill)
        self.body.addWidget(FieldRow(self.tr("&Year"), self.year))
        self._lines = column(spacing=6, margins=(2, 2, 2, 2))
        listed = QScrollArea()
        listed.setWidget(holder(self._lines))
        listed.setWidgetResizable(True)
        listed.setFrameShape(QFrame.Shape.NoFrame)
        listed.setMinimumHeight(330)
        listed.setAccessibleName(self.tr("Holidays of the year"))
        self.body.addWidget(listed, 1)
        self.body.addWidget(small(self.tr("Source: {document}").format(document=origin.document), wrap=True))
        self.ticks: list[tuple[Holiday, QCheckBox]] = []
        self.announced: list[tuple[Holiday, DateEdit]] = []
        self.submitted.connect(self._close)
        self._fill()

    @Slot()
    def _fill(self) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.ticks, self.announced = [], []
        today = self._context.today()
        for holiday in holidays.of_year(self.year.value()):
            if holiday.day is None:
                self._add_announced(holiday)
            elif holiday.day >= today:
                self._add_tick(holiday, holiday.day)
        self._lines.addStretch(1)

    def _add_tick(self, holiday: Holiday, day: date) -> None:
        name = _name(holiday, self.tr("{name} (day in lieu)"))
        tick = QCheckBox(literal(f"{formats.weekday(day)}   {name}"))
        tick.setAccessibleName(f"{formats.weekday(day)} {name}")
        tick.setChecked(True)
        self.ticks.append((holiday, tick))
        self._lines.addWidget(tick)

    def _add_announced(self, holiday: Holiday) -> None:
        line = row(spacing=10)
        name = holiday.name(current_language())
        field = DateEdit(today=self._context.today)
        field.setFixedWidth(150)
        field.setAccessibleName(name)
        self.announced.append((holiday, field))
        line.addWidget(field)
        line.addWidget(muted(self.tr("{name}: enter the day that was announced").format(name=name), wrap=True), 1)
        self._lines.addWidget(holder(line))

    def days(self) -> tuple[tuple[date, str], ...]:
        """What is ticked or entered, with the words that the book will show."""
        found = [
            (holiday.day, _name(holiday, self.tr("{name} (day in lieu)")))
            for holiday, tick in self.ticks
            if tick.isChecked() and holiday.day is not None
        ]
        for holiday, field in self.announced:
            day = field.day()
            if day is not None:
                found.append((day, holiday.name(current_language())))
        return tuple(found)

    @Slot()
    def _close(self) -> None:
        self._context.act(
            "scheduling.close_day", partial(_close_days, self.days()), self.done_with, owner=self,
            on_error=self.show_error,
        )  # fmt: skip


def _name(holiday: Holiday, in_lieu: str) -> str:
    name = holiday.name(current_language())
    return in_lieu.format(name=name) if holiday.in_lieu else name


def _close_days(days: tuple[tuple[date, str], ...], uow: UnitOfWork) -> tuple[int, ...]:
    return setup.close_days(uow, days=days)
