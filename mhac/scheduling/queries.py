"""The questions of the appointment book: the frame of rooms and hours, one day, one person, and who did not come."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Select, func, or_, select

from mhac.kernel.unit_of_work import UnitOfWork
from mhac.registration.records import Case, Person
from mhac.scheduling import rules
from mhac.scheduling.records import Appointment, AppointmentPerson, Closure, OpeningHours, Room, Service
from mhac.scheduling.rules import RELEASED, DayHours, OpenDay, Span, Status
from mhac.scheduling.views import Absent, AppointmentRow, Block, ClosureRow, Frame, PersonInBlock, RoomRow, ServiceRow

_A: Any = Appointment.__table__.c
_P: Any = AppointmentPerson.__table__.c
_N: Any = Person.__table__.c
_C: Any = Case.__table__.c
_DAY_TABLES: Any = (
    Appointment.__table__.join(AppointmentPerson.__table__, _P.appointment_id == _A.id)
    .join(Person.__table__, _N.id == _P.person_id)
    .outerjoin(Case.__table__, _C.id == _A.case_id)
)


def frame(uow: UnitOfWork) -> Frame:
    """Everything of the book that does not change during a day."""
    uow.require("scheduling.see_book")
    rooms = uow.session.scalars(select(Room).order_by(Room.position, Room.id))
    services = uow.session.scalars(select(Service).order_by(Service.position, Service.id))
    closures = uow.session.scalars(select(Closure).order_by(Closure.day, Closure.id))
    hours = {row.weekday: hours_of(row) for row in uow.session.scalars(select(OpeningHours))}
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
    return rules.open_day(day, hours_of(row) if row else None, uow.zone, closed_reason=whole, rooms_closed=rooms)


def appointments_of(uow: UnitOfWork, person_id: int, *, limit: int = 50) -> tuple[AppointmentRow, ...]:
    """A person's appointments, the newest first."""
    uow.require("scheduling.see_book")
    together = select(func.count()).where(_P.appointment_id == _A.id).correlate(Appointment.__table__).scalar_subquery()
    rows = uow.session.execute(
        select(
            _A.id,
            _A.version,
            _A.starts_at,
            _A.ends_at,
            Room.name,
            Service.id,
            Service.name,
            _P.status,
            _P.reason,
            together,
        )
        .select_from(Appointment.__table__.join(AppointmentPerson.__table__, _P.appointment_id == _A.id))
        .join(Room, Room.id == _A.room_id)
        .join(Service, Service.id == _A.service_id)
        .where(_P.person_id == person_id)
        .order_by(_A.starts_at.desc(), _A.id.desc())
        .limit(limit)
    )
    return tuple(AppointmentRow(*[*row[:-3], Status(row[-3]), *row[-2:]]) for row in rows)


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


def find_blocks(
    uow: UnitOfWork, day: date, *, person_ids: Collection[int], appointment_ids: Collection[int]
) -> tuple[Block, ...]:
    """The blocks of a day that hold one of the people or carry one of the numbers; for the arrival desk."""
    uow.require("scheduling.see_book")
    whole = rules.day_span(day, uow.zone)
    theirs = select(_P.appointment_id).where(_P.person_id.in_(sorted(person_ids)))
    wanted = _day(whole).where(or_(_A.id.in_(theirs), _A.id.in_(sorted(appointment_ids))))
    return tuple(found for found in _blocks(uow.session.execute(wanted)) if found.status is not Status.CANCELLED)


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
    head: Any = ()
    people: list[PersonInBlock] = []

    def close() -> None:
        if head:
            number, country, category = (text or "" for text in head[7:10])
            found.append(Block(*[*head[:7], number, country, category, *head[10:], tuple(people)]))

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


def hours_of(row: OpeningHours) -> DayHours:
    """The opening hours of a stored weekday."""
    return DayHours(row.weekday, row.opens, row.closes, row.break_from, row.break_to)
