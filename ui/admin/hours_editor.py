"""The opening hours of the week, one line for each day: open or not, from, to, and the pause."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from mhac.scheduling.rules import DayHours, hours_fault
from ui.app.messages import words_for
from ui.widgets import formats
from ui.widgets.basics import as_tip, section, words
from ui.widgets.times import TimeField

OPENS, CLOSES = 8 * 60, 17 * 60


@dataclass(frozen=True)
class _Line:
    """The fields of one weekday."""

    open_box: QCheckBox
    opens: TimeField
    break_from: TimeField
    break_to: TimeField
    closes: TimeField

    def times(self) -> tuple[TimeField, ...]:
        return self.opens, self.break_from, self.break_to, self.closes


class HoursEditor(QWidget):
    """Edit the week; `week()` gives it when `fault()` is empty."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: list[_Line] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        heads = (self.tr("Open on"), self.tr("From"), self.tr("Pause"), self.tr("to"), self.tr("Until"))
        for column, head in enumerate(heads):
            grid.addWidget(section(head), 0, column)
        for weekday in range(7):
            self._add_line(grid, weekday, heads)
        grid.setColumnStretch(5, 1)
        self._problem = words("", "error", wrap=True)
        grid.addWidget(self._problem, 8, 0, 1, 6)

    def _add_line(self, grid: QGridLayout, weekday: int, heads: tuple[str, ...]) -> None:
        day = formats.weekday_name(weekday)
        box = QCheckBox(formats.weekday_name(weekday, short=True))
        box.setAccessibleName(day)
        box.setToolTip(as_tip(day))
        line = _Line(box, TimeField(), TimeField(), TimeField(), TimeField())
        self._lines.append(line)
        grid.addWidget(box, weekday + 1, 0)
        box.toggled.connect(self._toggled)
        for column, field in enumerate(line.times(), start=1):
            field.setAccessibleName(f"{day}, {heads[column]}")
            field.changed.connect(self._edited)
            grid.addWidget(field, weekday + 1, column)

    def set_week(self, week: Iterable[DayHours]) -> None:
        """Show opening hours; days that are not named are closed."""
        known = {day.weekday: day for day in week}
        for weekday, line in enumerate(self._lines):
            day = known.get(weekday)
            line.open_box.blockSignals(True)
            line.open_box.setChecked(day is not None)
            line.open_box.blockSignals(False)
            values = (day.opens, day.break_from, day.break_to, day.closes) if day else (None, None, None, None)
            for field, value in zip(line.times(), values, strict=True):
                field.set_minutes(value)
                field.setEnabled(day is not None)

    def week(self) -> tuple[DayHours, ...]:
        """Return the days that are open."""
        return tuple(
            DayHours(
                weekday,
                line.opens.minutes() or 0,
                line.closes.minutes() or 0,
                line.break_from.minutes(),
                line.break_to.minutes(),
            )
            for weekday, line in enumerate(self._lines)
            if line.open_box.isChecked()
        )

    def fault(self) -> str:
        """Return what is wrong, and show it; an empty text when all is well."""
        text = self._find_fault()
        self._problem.setText(text)
        return text

    def _find_fault(self) -> str:
        for weekday, line in enumerate(self._lines):
            if not line.open_box.isChecked():
                continue
            day = formats.weekday_name(weekday)
            if (
                any(field.is_wrong() for field in line.times())
                or line.opens.minutes() is None
                or line.closes.minutes() is None
            ):
                return self.tr("{day}: give times such as 8:00 and 17:00.").format(day=day)
        for hours in self.week():
            conflict = hours_fault(hours)
            if conflict is not None:
                said = words_for(conflict.code, dict(conflict.values))
                return f"{formats.weekday_name(hours.weekday)}: {said}"
        return ""

    @Slot(bool)
    def _toggled(self, on: bool) -> None:
        for line in self._lines:
            if line.open_box is self.sender():
                for field in line.times():
                    field.setEnabled(on)
                if on and line.opens.minutes() is None:
                    line.opens.set_minutes(OPENS)
                    line.closes.set_minutes(CLOSES)
        self._edited()

    @Slot()
    def _edited(self) -> None:
        self._problem.setText("")
        self.changed.emit()
