"""Closing the clinic or a room: what is asked of the book, and how a closure is said in the list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mhac.kernel.unit_of_work import UnitOfWork
from mhac.scheduling import setup, standing
from mhac.scheduling.views import Block, ClosureRow
from ui.widgets.times import clock_of


@dataclass(frozen=True)
class Closing:
    """What is to be closed, when and why."""

    day: date
    reason: str
    room_id: int | None
    times: tuple[int | None, int | None]


def close_day(wanted: Closing, although_booked: bool, uow: UnitOfWork) -> int:
    """Close, where asked to although somebody is booked then."""
    return setup.close_day(
        uow,
        day=wanted.day,
        reason=wanted.reason,
        room_id=wanted.room_id,
        times=wanted.times,
        although_booked=although_booked,
    )


def standing_then(wanted: Closing, uow: UnitOfWork) -> tuple[Block, ...]:
    """What stands in the time that is to be closed."""
    closure = ClosureRow(0, wanted.day, wanted.room_id, wanted.reason, *wanted.times)
    return standing.standing_in(uow, closure.span(uow.zone), wanted.room_id)


def times(row: ClosureRow) -> str:
    """From when to when a closure lasts; nothing for a whole day."""
    if row.closed_from is None or row.closed_to is None:
        return ""
    return f"{clock_of(row.closed_from)}–{clock_of(row.closed_to)}"


def order(row: ClosureRow) -> tuple[date, int]:
    """By day, then by time."""
    return row.day, row.closed_from or 0
