"""The search for free times: the next free start for a family of so many, by service."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from mhac.kernel.clock import day_of
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.scheduling import queries, rules
from mhac.scheduling.queries import hours_of
from mhac.scheduling.records import BookedSlot, Closure, OpeningHours, Room, Service
from mhac.scheduling.rules import OpenDay, Span
from mhac.scheduling.views import ClosureRow, Frame, FreeSlot

_S: Any = BookedSlot.__table__.c
Taken = dict[tuple[str, int], set[int]]


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


def free_starts(
    uow: UnitOfWork,
    *,
    service_id: int,
    persons: int,
    day: date,
    person_ids: Collection[int] = (),
    heed_capacity: bool = True,
) -> tuple[FreeSlot, ...]:
    """Every free start of one day for so many people by service, in every room of its kind; by time, then by room.

    Half hours that have their people already are left out, except for who may exceed the capacity.
    """
    uow.require("scheduling.see_book")
    service = uow.get(Service, service_id)
    needed = rules.minutes_for(service.minutes, service.minutes_each_more, persons) // rules.SLOT_MINUTES
    rooms = rooms_of_kind(uow, service.room_kind)
    taken = taken_in(uow, rules.day_span(day, uow.zone), [row.id for row in rooms], person_ids)
    opened = open_days(uow, day, 1)[0]
    full = full_half_hours(uow, service, persons, rules.day_span(day, uow.zone)) if heed_capacity else set()
    found: list[FreeSlot] = []
    for row in rooms:
        if row.id not in opened.rooms_closed:
            busy = busy_slots(taken, row.id, person_ids)
            starts = rules.free_starts(opened.spans, busy, needed, rules.slot_number(uow.now()), full)
            found.extend(slot_of(row, start, needed) for start in starts)
    return tuple(sorted(found, key=lambda slot: slot.span.starts_at))


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
    rooms = rooms_of_kind(uow, service.room_kind, room_id)
    first = day_of(after, uow.zone)
    horizon = Span(after, rules.at(first + timedelta(days=days), 0, uow.zone))
    taken = taken_in(uow, horizon, [row.id for row in rooms], person_ids)
    full = full_half_hours(uow, service, persons, horizon)
    found: list[FreeSlot] = []
    for opened_day in open_days(uow, first, days):
        starts: dict[int, FreeSlot] = {}
        for row in rooms:
            if row.id not in opened_day.rooms_closed:
                busy = busy_slots(taken, row.id, person_ids)
                for start in rules.free_stretches(opened_day.spans, busy, needed, rules.slot_number(after), full):
                    starts.setdefault(start, slot_of(row, start, needed))
        found.extend(starts[start] for start in sorted(starts))
        if len(found) >= count:
            break
    return tuple(found[:count])


def rooms_of_kind(uow: UnitOfWork, kind: str, room_id: int | None = None) -> Sequence[Any]:
    """The rooms in use of a kind, in the order of the book."""
    wanted = select(Room.id, Room.name).where(Room.kind == kind, Room.active.is_(True))
    if room_id is not None:
        wanted = wanted.where(Room.id == room_id)
    return uow.session.execute(wanted.order_by(Room.position, Room.id)).all()


def full_half_hours(uow: UnitOfWork, service: Service, persons: int, span: Span) -> set[int]:
    """The half hours in which no such family can begin, for the clinic or the service has its people already."""
    limit = queries.capacity(uow)
    if limit is None and service.capacity is None:
        return set()
    there: dict[int, list[int]] = {}
    for starts_at, service_id, people in queries.starts_between(uow, span):
        counted = there.setdefault(rules.half_hour(rules.slot_number(starts_at)), [0, 0])
        counted[0] += people
        counted[1] += people if service_id == service.id else 0
    return {
        half
        for half, (all_of_them, alike) in there.items()
        if rules.capacity_conflict(span, persons, limit, all_of_them)
        or rules.capacity_conflict(span, persons, service.capacity, alike)
    }


def busy_slots(taken: Taken, room_id: int, person_ids: Collection[int]) -> set[int]:
    """The quarter hours that a room or one of the people gives to something else."""
    return taken.get(("room", room_id), set()).union(*(taken.get(("person", i), set()) for i in person_ids))


def slot_of(room: Any, start: int, needed: int) -> FreeSlot:
    """A free stretch of a room, from a quarter hour on."""
    return FreeSlot(room.id, room.name, Span(rules.slot_start(start), rules.slot_start(start + needed)))


def open_days(uow: UnitOfWork, first: date, days: int) -> list[OpenDay]:
    """When the clinic is open on each of some days."""
    hours = {row.weekday: hours_of(row) for row in uow.session.scalars(select(OpeningHours))}
    last = first + timedelta(days=days)
    rows = uow.session.scalars(select(Closure).where(Closure.day >= first, Closure.day < last))
    book = Frame((), (), hours, tuple(ClosureRow(c.id, c.day, c.room_id, c.reason) for c in rows))
    return [book.open_day(first + timedelta(days=ahead), uow.zone) for ahead in range(days)]


def taken_in(uow: UnitOfWork, horizon: Span, room_ids: Collection[int], person_ids: Collection[int]) -> Taken:
    """Who gives which quarter hours away in a stretch, by kind and owner."""
    low, high = rules.slot_number(horizon.starts_at), rules.slot_number(horizon.ends_at)
    found: Taken = {}
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
