"""A week or a month of the appointment book in figures: for each day, and in a week for each room, what is taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from mhac.kernel.unit_of_work import UnitOfWork
from mhac.scheduling import queries, rules
from mhac.scheduling.rules import RELEASED, OpenDay, Shut, Span
from mhac.scheduling.views import Frame, Load, RoomRow

WEEK = 7


class View(StrEnum):
    """How much of the book is shown."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True)
class Cell:
    """One day, in a week one room of one day."""

    day: date
    room_id: int | None
    opened: OpenDay
    loads: tuple[Load, ...]
    minutes_open: int
    minutes_taken: int
    free_from: datetime | None
    """The first quarter hour to come that is still free; nothing when there is none, or when the day is past."""

    @property
    def persons(self) -> int:
        """How many people are booked."""
        return sum(load.persons for load in self.loads)

    @property
    def share(self) -> float:
        """How much of the opening hours is taken, from 0 to 1."""
        return min(1.0, self.minutes_taken / self.minutes_open) if self.minutes_open else 0.0

    @property
    def closed_reason(self) -> str:
        """Why nobody can come, where it is said."""
        if self.opened.closed_reason:
            return self.opened.closed_reason
        if self.room_id is not None and self.room_id in self.opened.rooms_closed:
            return self.opened.rooms_closed[self.room_id]
        return next((each.reason for each in self.shut if self.opened.spans), "")

    @property
    def closed(self) -> bool:
        """Whether nobody can be booked here."""
        return not self.opened.spans_of(self.room_id)

    @property
    def shut(self) -> tuple[Shut, ...]:
        """For which parts of the day the clinic, or this room, is closed."""
        return tuple(each for each in self.opened.shut if each.room_id in (None, self.room_id))


@dataclass(frozen=True)
class Period:
    """One reading of a week or a month."""

    view: View
    wanted: date
    first: date
    days: int
    rooms: tuple[RoomRow, ...]
    cells: tuple[Cell, ...]
    """In a week room after room, each with its days; in a month day after day."""


def first_and_days(view: View, day: date) -> tuple[date, int]:
    """The first day that is shown, and how many: whole weeks from Monday."""
    if view is View.WEEK:
        return day - timedelta(days=day.weekday()), WEEK
    first = day.replace(day=1)
    monday = first - timedelta(days=first.weekday())
    last = next_month(first) - timedelta(days=1)
    weeks = ((last - monday).days // WEEK) + 1
    return monday, weeks * WEEK


def next_month(day: date, steps: int = 1) -> date:
    """The same day some months on; the last day where the month is too short."""
    months = day.year * 12 + day.month - 1 + steps
    year, month = divmod(months, 12)
    for number in range(day.day, 0, -1):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    return day


def load(view: View, day: date, frame: Frame, uow: UnitOfWork) -> Period:
    """Read a week or a month."""
    first, days = first_and_days(view, day)
    found = queries.loads(uow, first, days)
    used = {each.room_id for each in found}
    rooms = tuple(room for room in frame.rooms if room.active or room.id in used)
    by_day: dict[date, list[Load]] = {}
    for each in found:
        by_day.setdefault(each.starts_at.astimezone(uow.zone).date(), []).append(each)
    cells: list[Cell] = []
    dates = [first + timedelta(days=ahead) for ahead in range(days)]
    opened = {one: frame.open_day(one, uow.zone) for one in dates}
    if view is View.MONTH:
        cells.extend(_cell(one, None, opened[one], by_day.get(one, ()), rooms, uow.now()) for one in dates)
    else:
        for room in rooms:
            for day_shown in dates:
                mine = [one for one in by_day.get(day_shown, ()) if one.room_id == room.id]
                cells.append(_cell(day_shown, room.id, opened[day_shown], mine, (room,), uow.now()))
    return Period(view, day, first, days, rooms, tuple(cells))


def _cell(
    day: date, room_id: int | None, opened: OpenDay, loads: Sequence[Load], rooms: Sequence[RoomRow], now: datetime
) -> Cell:
    usable = [room.id for room in rooms if room.active]
    minutes_open = sum(span.minutes for room in usable for span in opened.spans_of(room))
    holding = [one for one in loads if one.status not in RELEASED]
    taken = sum(Span(one.starts_at, one.ends_at).minutes for one in holding)
    free = (_first_free(opened.spans_of(room), [one for one in holding if one.room_id == room], now) for room in usable)
    return Cell(
        day,
        room_id,
        opened,
        tuple(loads),
        minutes_open,
        taken,
        min((moment for moment in free if moment is not None), default=None),
    )


def _first_free(spans: Sequence[Span], loads: Sequence[Load], now: datetime) -> datetime | None:
    taken: set[int] = set()
    for one in loads:
        taken.update(rules.slots_of(Span(one.starts_at, one.ends_at)))
    # The running quarter hour can still be booked, but nobody would read a time that is gone as free.
    begun = now > rules.slot_start(rules.slot_number(now))
    found = next(iter(rules.free_starts(spans, taken, 1, rules.slot_number(now) + begun)), None)
    return rules.slot_start(found) if found is not None else None
