"""What an administrator lays down for the book (rooms, services, hours), and what a new clinic starts with."""

import json
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import func, select

from mhac.kernel import settings
from mhac.kernel.errors import Invalid, Refused, StaleEdit
from mhac.kernel.paths import RESOURCES
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.scheduling import queries, rules, standing
from mhac.scheduling.queries import CAPACITY_KEY
from mhac.scheduling.records import Appointment, AppointmentPerson, Closure, OpeningHours, Room, Service
from mhac.scheduling.rules import DayHours, Status
from mhac.scheduling.texts import LONGEST_REASON, checked

MOST_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class RoomPlan:
    """A room as the administrator describes it; without a number it is a new one."""

    name: str
    kind: str
    position: int | None = None
    active: bool = True
    room_id: int | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class ServicePlan:
    """A service as the administrator describes it; without a number it is a new one."""

    code: str
    name: str
    minutes: int
    minutes_each_more: int
    room_kind: str
    stations: tuple[str, ...]
    translations: dict[str, str] = field(default_factory=dict)
    position: int | None = None
    active: bool = True
    service_id: int | None = None
    version: int = 0
    capacity: int | None = None
    taken_by: tuple[str, ...] = ()
    """The roles whose members can be asked for by name; none means every clinician."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of room, or a station, with its names by language."""

    code: str
    names: dict[str, str]


@dataclass(frozen=True, slots=True)
class Defaults:
    """What a new clinic starts with, for the first-run wizard to show and change."""

    room_kinds: tuple[Kind, ...]
    rooms: tuple[RoomPlan, ...]
    services: tuple[ServicePlan, ...]
    hours: tuple[DayHours, ...]


@cache
def defaults() -> Defaults:
    """Read resources/codes/services.json."""
    data: dict[str, Any] = json.loads((RESOURCES / "codes" / "services.json").read_text(encoding="utf-8"))
    return Defaults(
        tuple(Kind(kind["code"], kind["names"]) for kind in data["room_kinds"]),
        tuple(RoomPlan(room["name"], room["kind"]) for room in data["rooms"]),
        tuple(_service_plan(service) for service in data["services"]),
        tuple(
            DayHours(day["weekday"], *(_minutes(day[key]) for key in ("opens", "closes", "break_from", "break_to")))
            for day in data["hours"]
        ),
    )


def _service_plan(entry: dict[str, Any]) -> ServicePlan:
    return ServicePlan(
        entry["code"],
        entry["names"]["en"],
        entry["minutes"],
        entry["minutes_each_more"],
        entry["room_kind"],
        tuple(entry["stations"]),
        translations=dict(entry["names"]),
        taken_by=tuple(entry["taken_by"]),
    )


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def define_room(uow: UnitOfWork, *, request: RoomPlan) -> int:
    """Add a room or change one; a room with appointments still to come cannot be given up or change its kind."""
    uow.require("scheduling.define_room")
    name = request.name.strip()
    if not name:
        raise Invalid("scheduling.name_missing", field="name")
    twin = select(Room.id).where(func.lower(Room.name) == name.lower(), Room.id != (request.room_id or 0))
    if uow.session.scalar(twin) is not None:
        raise Invalid("scheduling.name_taken", field="name", name=name)
    if request.room_id is None:
        position = request.position if request.position is not None else _next_position(uow, Room)
        room = uow.add(Room(name=name, kind=request.kind, position=position, active=request.active))
    else:
        room = uow.get(Room, request.room_id)
        uow.check_version(room, request.version)
        if (not request.active and room.active) or request.kind != room.kind:
            _check_unused(uow, Appointment.room_id == room.id, room.name)
        room.name, room.kind, room.active = name, request.kind, request.active
        room.position = room.position if request.position is None else request.position
        uow.session.flush()
    uow.announce("clinic")
    return room.id


def define_service(uow: UnitOfWork, *, request: ServicePlan) -> int:
    """Add a service or change one; what is already booked keeps its time."""
    uow.require("scheduling.define_service")
    name, code = request.name.strip(), request.code.strip()
    if not name:
        raise Invalid("scheduling.name_missing", field="name")
    if not 0 < request.minutes <= rules.LONGEST_MINUTES or request.minutes_each_more < 0:
        raise Invalid("scheduling.length_impossible", field="minutes", minutes=request.minutes)
    strange = next((role for role in request.taken_by if role not in rules.CLINICIANS), None)
    if strange is not None:
        raise Invalid("scheduling.role_unknown", field="taken_by", role=strange)
    twin = select(Service.id).where(Service.code == code, Service.id != (request.service_id or 0))
    if not code or uow.session.scalar(twin) is not None:
        raise Invalid("scheduling.name_taken", field="code", name=code)
    if request.service_id is None:
        position = request.position if request.position is not None else _next_position(uow, Service)
        service = Service(code=code, position=position)
    else:
        service = uow.get(Service, request.service_id)
        uow.check_version(service, request.version)
        if request.room_kind != service.room_kind:
            _check_unused(uow, Appointment.service_id == service.id, service.name)
        service.code = code
        service.position = service.position if request.position is None else request.position
    service.name, service.translations, service.active = name, dict(request.translations), request.active
    service.minutes, service.minutes_each_more = request.minutes, request.minutes_each_more
    service.room_kind, service.stations = request.room_kind, list(request.stations)
    service.capacity, service.taken_by = _checked_capacity(request.capacity), list(request.taken_by)
    uow.add(service)
    uow.announce("clinic")
    return service.id


def define_hours(uow: UnitOfWork, *, week: tuple[DayHours, ...], seen: tuple[DayHours, ...] | None = None) -> None:
    """Lay down the opening hours of the whole week; a weekday that is not named is closed.

    What is already booked stays booked: the book shows it outside the hours, and somebody moves it. `seen` is the
    week that was on screen; `StaleEdit` is raised when it is another one now.
    """
    uow.require("scheduling.define_hours")
    if len({day.weekday for day in week}) != len(week):
        raise Invalid("scheduling.weekday_twice", field="hours")
    for day in week:
        fault = rules.hours_fault(day)
        if fault is not None:
            raise Invalid(fault.code, field="hours", **{"weekday": day.weekday, **fault.values})
    held = select(OpeningHours).with_for_update().execution_options(populate_existing=True)
    known = {row.weekday: row for row in uow.session.scalars(held)}
    if seen is not None and {_hours(row) for row in known.values()} != set(seen):
        raise StaleEdit("kernel.stale")
    for weekday, row in known.items():
        if weekday not in {day.weekday for day in week}:
            uow.session.delete(row)
    for day in week:
        found = known.get(day.weekday) or OpeningHours(weekday=day.weekday)
        found.opens, found.closes = day.opens, day.closes
        found.break_from, found.break_to = day.break_from, day.break_to
        uow.session.add(found)
    uow.session.flush()
    uow.announce("clinic")


_NOT_SEEN = -1


def define_capacity(uow: UnitOfWork, *, persons: int | None, seen: int | None = _NOT_SEEN) -> None:
    """Say how many people may begin in one half hour in the whole clinic; nothing takes the limit away.

    `seen` is the limit that was on screen; `StaleEdit` is raised when it is another one now.
    """
    uow.require("scheduling.define_capacity")
    settings.hold(uow, CAPACITY_KEY)
    if seen not in (_NOT_SEEN, settings.get(uow.session, CAPACITY_KEY)):
        raise StaleEdit("kernel.stale")
    settings.put(uow, CAPACITY_KEY, _checked_capacity(persons))


def _hours(row: OpeningHours) -> DayHours:
    return DayHours(row.weekday, row.opens, row.closes, row.break_from, row.break_to)


def _checked_capacity(persons: int | None) -> int | None:
    if persons is not None and not 0 < persons <= MOST_AT_ONCE:
        raise Invalid("scheduling.capacity_impossible", field="capacity", persons=persons)
    return persons


def close_days(uow: UnitOfWork, *, days: tuple[tuple[date, str], ...]) -> tuple[int, ...]:
    """Close the clinic on several dates in one go (the holidays of a year); what is closed already is left as it is."""
    uow.require("scheduling.close_day")
    wanted = sorted(dict(days).items())
    closed = select(Closure.day).where(
        Closure.room_id.is_(None), Closure.closed_from.is_(None), Closure.day.in_([day for day, _ in wanted])
    )
    there = set(uow.session.scalars(closed))
    return tuple(close_day(uow, day=day, reason=reason) for day, reason in wanted if day not in there)


def close_day(
    uow: UnitOfWork,
    *,
    day: date,
    reason: str,
    room_id: int | None = None,
    times: tuple[int | None, int | None] = (None, None),
    although_booked: bool = False,
) -> int:
    """Close the clinic, or one room, on a date; with `times` (minutes after midnight) only from one to the other.

    Raises `Refused` ("scheduling.people_are_booked") while somebody is booked there, unless it is closed although
    they are: what stands there then is listed for somebody to move.
    """
    uow.require("scheduling.close_day")
    if not reason.strip():
        raise Invalid("scheduling.reason_missing", field="reason")
    fault = rules.closed_times_fault(*times)
    if fault is not None:
        raise Invalid(fault.code, field="times", **fault.values)
    if room_id is not None:
        uow.get(Room, room_id)
    closure = Closure(
        day=day,
        room_id=room_id,
        reason=checked(reason, LONGEST_REASON, "reason"),
        closed_from=times[0],
        closed_to=times[1],
    )
    span = queries.closure_of(closure, day).span(uow.zone)
    booked = sum(len(block.live) for block in standing.standing_in(uow, span, room_id))
    if booked and not although_booked:
        raise Refused("scheduling.people_are_booked", count=booked, day=day)
    uow.add(closure)
    uow.announce("clinic")
    if booked:
        uow.announce("appointments")
    return closure.id


def reopen_day(uow: UnitOfWork, *, closure_id: int) -> None:
    """Take a closure back."""
    uow.require("scheduling.reopen_day")
    uow.session.delete(uow.get(Closure, closure_id))
    uow.session.flush()
    uow.announce("clinic")


def install_defaults(uow: UnitOfWork) -> None:
    """Lay down everything a new clinic starts with (the demo and tests; the wizard calls the verbs one by one)."""
    start = defaults()
    for room in start.rooms:
        define_room(uow, request=room)
    for service in start.services:
        define_service(uow, request=service)
    define_hours(uow, week=start.hours)


def _next_position(uow: UnitOfWork, kind: type[Room] | type[Service]) -> int:
    return int(uow.session.scalar(select(func.coalesce(func.max(kind.position), -1))) or 0) + 1


def _booked(uow: UnitOfWork, *where: Any) -> int:
    statement = (
        select(func.count())
        .select_from(Appointment)
        .join(AppointmentPerson, AppointmentPerson.appointment_id == Appointment.id)
        .where(AppointmentPerson.status == Status.BOOKED.value, *where)
    )
    return int(uow.session.scalar(statement) or 0)


def _check_unused(uow: UnitOfWork, where: Any, name: str) -> None:
    booked = _booked(uow, Appointment.ends_at > uow.now(), where)
    if booked:
        raise Refused("scheduling.still_booked", name=name, count=booked)
