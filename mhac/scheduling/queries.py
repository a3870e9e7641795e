"""The questions of the appointment book: the frame of rooms and hours, one day, free times, and who did not come."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, or_, select

from mhac.kernel.clock import day_of
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.registration.names import display
from mhac.registration.records import Case, Person
from mhac.scheduling import rules
from mhac.scheduling.records import Appointment, AppointmentPerson, BookedSlot, Closure, OpeningHours, Room, Service
from mhac.scheduling.rules import RELEASED, DayHours, OpenDay, Span, Status

_A: Any = Appointment.__table__.c
_P: Any = AppointmentPerson.__table__.c
_N: Any = Person.__table__.c
_C: Any = Case.__table__.c
_S: Any = BookedSlot.__table__.c
_DAY_TABLES: Any = (
    Appointment.__table__.join(AppointmentPerson.__table__, _P.appointment_id == _A.id)
    .join(Person.__table__, _N.id == _P.person_id)
    .outerjoin(Case.__table__, _C.id == _A.case_id)
)


@dataclass(frozen=True, slots=True)
class RoomRow:
    """A column of the book."""

    id: int
    name: str
    kind: str
    active: bool
    version: int


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """What can be booked."""

    id: int
    code: str
    name: str
    translations: Mapping[str, str]
    minutes: int
    minutes_each_more: int
    room_kind: str
    stations: tuple[str, ...]
    active: bool
    version: int

    def minutes_for(self, persons: int) -> int:
        """How long a block for so many people is."""
        return rules.minutes_for(self.minutes, self.minutes_each_more, persons)


@dataclass(frozen=True, slots=True)
class ClosureRow:
    """A closed date, of the clinic or of one room."""

    id: int
    day: date
    room_id: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands still in the book: rooms, services, opening hours and closures; loaded once and kept by the screen."""

    rooms: tuple[RoomRow, ...]
    services: tuple[ServiceRow, ...]
    hours: Mapping[int, DayHours]
    closures: tuple[ClosureRow, ...]

    def room(self, room_id: int) -> RoomRow | None:
        """The room of that number."""
        return next((room for room in self.rooms if room.id == room_id), None)

    def service(self, service_id: int) -> ServiceRow | None:
        """The service of that number."""
        return next((service for service in self.services if service.id == service_id), None)

    def open_day(self, day: date, zone: ZoneInfo) -> OpenDay:
        """When the clinic is open on a day."""
        that_day = [closure for closure in self.closures if closure.day == day]
        whole = next((closure.reason for closure in that_day if closure.room_id is None), "")
        rooms = {closure.room_id: closure.reason for closure in that_day if closure.room_id is not None}
        return rules.open_day(day, self.hours.get(day.weekday()), zone, closed_reason=whole, rooms_closed=rooms)


@dataclass(frozen=True, slots=True)
class PersonInBlock:
    """One person of a block and where his or her appointment stands."""

    person_id: int
    family_name: str
    given_names: str
    status: Status


@dataclass(frozen=True, slots=True)
class Block:
    """An appointment as the book draws it."""

    id: int
    version: int
    room_id: int
    service_id: int
    starts_at: datetime
    ends_at: datetime
    case_id: int | None
    case_number: str
    country: str
    category: str
    label: str
    note: str
    walk_in: bool
    people: tuple[PersonInBlock, ...]

    @property
    def span(self) -> Span:
        """Its stretch of time."""
        return Span(self.starts_at, self.ends_at)

    @property
    def status(self) -> Status:
        """The state of the block as a whole."""
        return rules.block_status([person.status for person in self.people])

    @property
    def live(self) -> tuple[PersonInBlock, ...]:
        """The people for whom room and time are still held."""
        return tuple(person for person in self.people if person.status not in RELEASED)


@dataclass(frozen=True, slots=True)
class FreeSlot:
    """A free stretch, long enough for what was asked."""

    room_id: int
    room: str
    span: Span


@dataclass(frozen=True, slots=True)
class AppointmentRow:
    """One appointment of a person, as the file shows it."""

    id: int
    version: int
    starts_at: datetime
    ends_at: datetime
    room: str
    service_id: int
    service: str
    status: Status
    reason: str
    persons: int


@dataclass(frozen=True, slots=True)
class Absent:
    """A block whose people did not come and have no later appointment."""

    appointment_id: int
    version: int
    day: date
    service_id: int
    case_id: int | None
    label: str
    people: tuple[PersonInBlock, ...] = field(default=())
    phone: str = ""


def frame(uow: UnitOfWork) -> Frame:
    """Everything of the book that does not change during a day."""
    uow.require("scheduling.see_book")
    rooms = uow.session.scalars(select(Room).order_by(Room.position, Room.id))
    services = uow.session.scalars(select(Service).order_by(Service.position, Service.id))
    closures = uow.session.scalars(select(Closure).order_by(Closure.day, Closure.id))
    hours = {row.weekday: _hours(row) for row in uow.session.scalars(select(OpeningHours))}
    return Frame(
        tuple(RoomRow(r.id, r.name, r.kind, r.active, r.version) for r in rooms),
        tuple(_service_row(s) for s in services),
        hours,
        tuple(ClosureRow(c.id, c.day, c.room_id, c.reason) for c in closures),
    )


def day_view(uow: UnitOfWork, day: date) -> tuple[Block, ...]:
    """All blocks of one day in order of time, in one statement; fully cancelled ones are left out."""
    uow.require("scheduling.see_book")
    whole = rules.day_span(day, uow.zone)
    rows = uow.session.execute(_day(whole))
    return tuple(block for block in _blocks(rows) if block.status is not Status.CANCELLED)


def block(uow: UnitOfWork, appointment_id: int) -> Block | None:
    """One block, whatever its state."""
    uow.require("scheduling.see_book")
    found = _blocks(uow.session.execute(_rows().where(_A.id == appointment_id)))
    return found[0] if found else None


def opened(uow: UnitOfWork, day: date) -> OpenDay:
    """When the clinic is open on one day (used by the service; two statements)."""
    row = uow.session.scalar(select(OpeningHours).where(OpeningHours.weekday == day.weekday()))
    closures = uow.session.execute(select(Closure.room_id, Closure.reason).where(Closure.day == day)).all()
    whole = next((reason for room_id, reason in closures if room_id is None), "")
    rooms = {room_id: reason for room_id, reason in closures if room_id is not None}
    return rules.open_day(day, _hours(row) if row else None, uow.zone, closed_reason=whole, rooms_closed=rooms)


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


def appointments_of(uow: UnitOfWork, person_id: int, *, limit: int = 50) -> tuple[AppointmentRow, ...]:
    """A person's appointments, the newest first."""
    uow.require("scheduling.see_book")
    together = select(func.count()).where(_P.appointment_id == _A.id).correlate(Appointment.__table__).scalar_subquery()
    rows = uow.session.execute(
        select(_A.id, _A.version, _A.starts_at, _A.ends_at, Room.name, Service.id, Service.name, _P.status, _P.reason, together)
        .select_from(Appointment.__table__.join(AppointmentPerson.__table__, _P.appointment_id == _A.id))
        .join(Room, Room.id == _A.room_id)
        .join(Service, Service.id == _A.service_id)
        .where(_P.person_id == person_id)
        .order_by(_A.starts_at.desc(), _A.id.desc())
        .limit(limit)
    )
    return tuple(AppointmentRow(*row[:7], Status(row[7]), row[8], row[9]) for row in rows)


def did_not_come(uow: UnitOfWork, day: date) -> tuple[Absent, ...]:
    """Who did not come on a day, marked or not, and has no later appointment; with a phone number to call."""
    uow.require("scheduling.see_book")
    whole = rules.day_span(day, uow.zone)
    later_a, later_p = Appointment.__table__.alias("later"), AppointmentPerson.__table__.alias("later_person")
    rebooked = (
        select(later_p.c.id)
        .select_from(later_p.join(later_a, later_a.c.id == later_p.c.appointment_id))
        .where(
            later_p.c.person_id == _P.person_id,
            later_a.c.starts_at >= whole.ends_at,
            later_p.c.status.not_in([status.value for status in RELEASED]),
        )
        .exists()
    )
    rows = uow.session.execute(
        _rows(_N.phone)
        .where(
            _A.starts_at >= whole.starts_at,
            _A.starts_at < whole.ends_at,
            or_(_P.status == Status.MISSED.value, _P.status == Status.BOOKED.value),
            ~rebooked,
        )
        .order_by(_A.starts_at, _A.id, _P.id)
    ).all()
    phones: dict[int, str] = {}
    for row in rows:
        phones[row.id] = phones.get(row.id) or row.phone
    return tuple(
        Absent(b.id, b.version, day, b.service_id, b.case_id, b.label, b.people, phones[b.id]) for b in _blocks(rows)
    )


def last_open_day(book: Frame, before: date, zone: ZoneInfo) -> date:
    """The clinic's last working day before a date (used for "did not come"); the day before when none is near."""
    for back in range(1, 15):
        day = before - timedelta(days=back)
        if book.open_day(day, zone).spans:
            return day
    return before - timedelta(days=1)


def waiting_today(uow: UnitOfWork, day: date) -> int:
    """How many people are booked for a day, for the mark beside the name of the screen."""
    uow.require("scheduling.see_book")
    whole = rules.day_span(day, uow.zone)
    statement = (
        select(func.count())
        .select_from(Appointment.__table__.join(AppointmentPerson.__table__, _P.appointment_id == _A.id))
        .where(_A.starts_at >= whole.starts_at, _A.starts_at < whole.ends_at, _P.status != Status.CANCELLED.value)
    )
    return int(uow.session.scalar(statement) or 0)


def find_blocks(uow: UnitOfWork, day: date, *, person_ids: Collection[int], appointment_ids: Collection[int]) -> tuple[Block, ...]:
    """The blocks of a day that hold one of the people or carry one of the numbers; for the arrival desk."""
    uow.require("scheduling.see_book")
    whole = rules.day_span(day, uow.zone)
    theirs = select(_P.appointment_id).where(_P.person_id.in_(sorted(person_ids)))
    wanted = _day(whole).where(or_(_A.id.in_(theirs), _A.id.in_(sorted(appointment_ids))))
    return tuple(found for found in _blocks(uow.session.execute(wanted)) if found.status is not Status.CANCELLED)


def person_label(person: PersonInBlock) -> str:
    """A person's name as the clinic writes it."""
    return display(person.family_name, person.given_names)


def _rows(*more: Any) -> Select[Any]:
    return select(
        _A.id,
        _A.version,
        _A.room_id,
        _A.service_id,
        _A.starts_at,
        _A.ends_at,
        _A.case_id,
        _C.number,
        _C.country,
        _C.category,
        _A.label,
        _A.note,
        _A.walk_in,
        _P.person_id,
        _N.family_name,
        _N.given_names,
        _P.status,
        *more,
    ).select_from(_DAY_TABLES)


def _day(whole: Span) -> Select[Any]:
    return (
        _rows()
        .where(_A.starts_at >= whole.starts_at, _A.starts_at < whole.ends_at)
        .order_by(_A.starts_at, _A.id, _P.id)
    )


def _blocks(rows: Any) -> list[Block]:
    found: list[Block] = []
    head: tuple[Any, ...] = ()
    people: list[PersonInBlock] = []

    def close() -> None:
        if head:
            number, country, category = (text or "" for text in head[7:10])
            found.append(Block(*head[:7], number, country, category, *head[10:13], tuple(people)))

    for row in rows:
        if not head or row[0] != head[0]:
            close()
            head, people = tuple(row[:13]), []
        people.append(PersonInBlock(row[13], row[14], row[15], Status(row[16])))
    close()
    return found


def _service_row(service: Service) -> ServiceRow:
    return ServiceRow(
        service.id,
        service.code,
        service.name,
        service.translations,
        service.minutes,
        service.minutes_each_more,
        service.room_kind,
        tuple(service.stations),
        service.active,
        service.version,
    )


def _hours(row: OpeningHours) -> DayHours:
    return DayHours(row.weekday, row.opens, row.closes, row.break_from, row.break_to)


def _open_days(uow: UnitOfWork, first: date, days: int) -> list[OpenDay]:
    hours = {row.weekday: _hours(row) for row in uow.session.scalars(select(OpeningHours))}
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
