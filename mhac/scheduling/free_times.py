"""The search for free times: the next free start for a family of so many, by service."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from mhac.kernel.clock import day_of
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.scheduling import rules
from mhac.scheduling.queries import hours_of
from mhac.scheduling.records import BookedSlot, Closure, OpeningHours, Room, Service
from mhac.scheduling.rules import OpenDay, Span
from mhac.scheduling.views import ClosureRow, Frame, FreeSlot

_S: Any = BookedSlot.__table__.c


def next_free(
    uow: UnitOfWork,
    *,
    service_id: int,
    persons: int,
    after: datetime,
    count: int = 3,
    days: int = 60,
    person_ids: Collection[int] = (),
    room_id: int | None = None,
) -> tuple[FreeSlot, ...]:
    """The next free times for so many people by service: the start of each free stretch, one room per start.

    People who are named must be free themselves.
    """
    uow.require("scheduling.see_book")
    return free_slots(
        uow,
        service_id=service_id,
        persons=persons,
        after=after,
        count=count,
        days=days,
        person_ids=person_ids,
        room_id=room_id,
    )


def free_slots(
    uow: UnitOfWork,
    *,
    service_id: int,
    persons: int,
    after: datetime,
    count: int,
    days: int,
    person_ids: Collection[int],
    room_id: int | None,
) -> tuple[FreeSlot, ...]:
    """The search behind `next_free`, for services that have checked their own permission."""
    service = uow.get(Service, service_id)
    needed = rules.minutes_for(service.minutes, service.minutes_each_more, persons) // rules.SLOT_MINUTES
    wanted = select(Room.id, Room.name).where(Room.kind == service.room_kind, Room.active.is_(True))
    if room_id is not None:
        wanted = wanted.where(Room.id == room_id)
    rooms = uow.session.execute(wanted.order_by(Room.position, Room.id)).all()
    first = day_of(after, uow.zone)
    horizon = Span(after, rules.at(first + timedelta(days=days), 0, uow.zone))
    taken = _taken(uow, horizon, [row.id for row in rooms], person_ids)
    busy_people = set().union(*(taken.get(("person", i), set()) for i in person_ids)) if person_ids else set()
    days_open = _open_days(uow, first, days)
    found: list[FreeSlot] = []
    for opened_day in days_open:
        starts: dict[int, FreeSlot] = {}
        for row in rooms:
            if row.id in opened_day.rooms_closed:
                continue
            busy = taken.get(("room", row.id), set()) | busy_people
            for start in rules.free_stretches(opened_day.spans, busy, needed, rules.slot_number(after)):
                span = Span(rules.slot_start(start), rules.slot_start(start + needed))
                starts.setdefault(start, FreeSlot(row.id, row.name, span))
        found.extend(starts[start] for start in sorted(starts))
        if len(found) >= count:
            break
    return tuple(found[:count])


def _open_days(uow: UnitOfWork, first: date, days: int) -> list[OpenDay]:
    hours = {row.weekday: hours_of(row) for row in uow.session.scalars(select(OpeningHours))}
    last = first + timedelta(days=days)
    rows = uow.session.scalars(select(Closure).where(Closure.day >= first, Closure.day < last))
    book = Frame((), (), hours, tuple(ClosureRow(c.id, c.day, c.room_id, c.reason) for c in rows))
    return [book.open_day(first + timedelta(days=ahead), uow.zone) for ahead in range(days)]


def _taken(
    uow: UnitOfWork, horizon: Span, room_ids: Collection[int], person_ids: Collection[int]
) -> dict[tuple[str, int], set[int]]:
    low, high = rules.slot_number(horizon.starts_at), rules.slot_number(horizon.ends_at)
    found: dict[tuple[str, int], set[int]] = {}
    for kind, owners in (("room", room_ids), ("person", person_ids)):
        if not owners:
            continue
        rows = uow.session.execute(
            select(_S.owner_id, _S.slot).where(
                _S.kind == kind, _S.owner_id.in_(sorted(owners)), _S.slot >= low, _S.slot < high
            )
        )
        for owner_id, slot in rows:
            found.setdefault((kind, owner_id), set()).add(slot)
    return found
