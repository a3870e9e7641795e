"""The search for free times: the next free start for a family of so many, by service."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Date, bindparam, select

from mhac.kernel.clock import day_of
from mhac.kernel.records import NUMBERS, one_of
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.scheduling import queries, rules
from mhac.scheduling.queries import closure_of, hours_of
from mhac.scheduling.records import BookedSlot, Closure, OpeningHours, Room, Service
from mhac.scheduling.rules import OpenDay, Span
from mhac.scheduling.views import ClosureRow, FreeSlot, open_day

_S: Any = BookedSlot.__table__.c
_H: Any = OpeningHours.__table__.c
_X: Any = Closure.__table__.c
_R: Any = Room.__table__.c
# Built once: building a statement takes longer than running it.
_HOURS: Any = select(_H.weekday, _H.opens, _H.closes, _H.break_from, _H.break_to)
_CLOSURES: Any = select(_X.id, _X.day, _X.room_id, _X.reason, _X.closed_from, _X.closed_to).where(
    _X.day >= bindparam("first", type_=Date), _X.day < bindparam("last", type_=Date)
)
_TAKEN: Any = select(_S.owner_id, _S.slot).where(
    _S.kind == bindparam("kind"),
    one_of(_S.owner_id, bindparam("owners", type_=NUMBERS)),
    _S.slot >= bindparam("low"),
    _S.slot < bindparam("high"),
)
_ROOMS: Any = (
    select(_R.id, _R.name).where(_R.kind == bindparam("kind"), _R.active.is_(True)).order_by(_R.position, _R.id)
)
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
    clinician_id: int | None = None,
) -> tuple[FreeSlot, ...]:
    """The next free times for so many people by service: the start of each free stretch, one room per start.

    People and a clinician who are named must be free themselves.
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
        clinician_id=clinician_id,
    )


def free_starts(
    uow: UnitOfWork,
    *,
    service_id: int,
    persons: int,
    day: date,
    person_ids: Collection[int] = (),
    heed_capacity: bool = True,
    clinician_id: int | None = None,
) -> tuple[FreeSlot, ...]:
    """Every free start of one day for so many people by service, in every room of its kind; by time, then by room.

    Half hours that have their people already are left out, except for who may exceed the capacity.
    """
    uow.require("scheduling.see_book")
    service = uow.get(Service, service_id)
    needed = rules.minutes_for(service.minutes, service.minutes_each_more, persons) // rules.SLOT_MINUTES
    rooms = rooms_of_kind(uow, service.room_kind)
    taken = taken_in(uow, rules.day_span(day, uow.zone), [row.id for row in rooms], person_ids, clinician_id)
    opened = next(open_days(uow, day, 1))
    full = full_half_hours(uow, service, persons, rules.day_span(day, uow.zone)) if heed_capacity else set()
    found: list[FreeSlot] = []
    for row in rooms:
        busy = busy_slots(taken, row.id, person_ids, clinician_id)
        starts = rules.free_starts(opened.spans_of(row.id), busy, needed, rules.slot_number(uow.now()), full)
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
    clinician_id: int | None = None,
) -> tuple[FreeSlot, ...]:
    """The search behind `next_free`, for services that have checked their own permission."""
    service = uow.get(Service, service_id)
    needed = rules.minutes_for(service.minutes, service.minutes_each_more, persons) // rules.SLOT_MINUTES
    rooms = rooms_of_kind(uow, service.room_kind, room_id)
    first = day_of(after, uow.zone)
    horizon = Span(after, rules.at(first + timedelta(days=days), 0, uow.zone))
    taken = taken_in(uow, horizon, [row.id for row in rooms], person_ids, clinician_id)
    full = full_half_hours(uow, service, persons, horizon)
    busy = {row.id: busy_slots(taken, row.id, person_ids, clinician_id) for row in rooms}
    begin = rules.slot_number(after)
    found: list[FreeSlot] = []
    for opened_day in open_days(uow, first, days):
        starts: dict[int, FreeSlot] = {}
        for row in rooms:
            for start in rules.free_stretches(opened_day.spans_of(row.id), busy[row.id], needed, begin, full):
                starts.setdefault(start, slot_of(row, start, needed))
        found.extend(starts[start] for start in sorted(starts))
        if len(found) >= count:
            break
    return tuple(found[:count])


def rooms_of_kind(uow: UnitOfWork, kind: str, room_id: int | None = None) -> Sequence[Any]:
    """The rooms in use of a kind, in the order of the book."""
    found = uow.rows(_ROOMS, {"kind": kind}).all()
    return [row for row in found if room_id is None or row.id == room_id]


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


def busy_slots(taken: Taken, room_id: int, person_ids: Collection[int], clinician_id: int | None = None) -> set[int]:
    """The quarter hours that a room, the clinician or one of the people gives to something else."""
    owners: list[tuple[str, int]] = [("person", number) for number in person_ids]
    if clinician_id is not None:
        owners.append(("clinician", clinician_id))
    return taken.get(("room", room_id), set()).union(*(taken.get(owner, set()) for owner in owners))


def slot_of(room: Any, start: int, needed: int) -> FreeSlot:
    """A free stretch of a room, from a quarter hour on."""
    return FreeSlot(room.id, room.name, Span(rules.slot_start(start), rules.slot_start(start + needed)))


def open_days(uow: UnitOfWork, first: date, days: int) -> Iterator[OpenDay]:
    """When the clinic is open on each of some days, one after the other: a search seldom needs them all."""
    hours = {row.weekday: hours_of(row) for row in uow.rows(_HOURS, {})}
    closures: dict[date, list[ClosureRow]] = {}
    for row in uow.rows(_CLOSURES, {"first": first, "last": first + timedelta(days=days)}):
        closures.setdefault(row.day, []).append(closure_of(row, row.day))
    for day in (first + timedelta(days=ahead) for ahead in range(days)):
        yield open_day(day, hours.get(day.weekday()), closures.get(day, ()), uow.zone)


def taken_in(
    uow: UnitOfWork,
    horizon: Span,
    room_ids: Collection[int],
    person_ids: Collection[int],
    *clinician_ids: int | None,
) -> Taken:
    """Who gives which quarter hours away in a stretch, by kind and owner."""
    low, high = rules.slot_number(horizon.starts_at), rules.slot_number(horizon.ends_at)
    found: Taken = {}
    asked_for = [number for number in clinician_ids if number is not None]
    for kind, owners in (("room", room_ids), ("person", person_ids), ("clinician", asked_for)):
        if owners:
            asked: dict[str, Any] = {"kind": kind, "owners": sorted(owners), "low": low, "high": high}
            rows: Any = uow.rows(_TAKEN, asked)
            for owner_id, slot in rows:
                found.setdefault((kind, owner_id), set()).add(slot)
    return found
