"""The questions of the appointment book: the frame of rooms and hours, one day, one person, and who did not come."""

import re
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Date, bindparam, case, func, or_, select

from mhac.kernel.records import moment_of, stored
from mhac.kernel.settings import Setting
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.registration.records import Case, Person
from mhac.scheduling import clinicians, rules
from mhac.scheduling.records import Appointment, AppointmentPerson, Closure, OpeningHours, Room, Service
from mhac.scheduling.rules import RELEASED, DayHours, OpenDay, Span, Status
from mhac.scheduling.views import (
    Absent,
    AppointmentRow,
    Block,
    ClosureRow,
    Frame,
    Load,
    PersonInBlock,
    RoomRow,
    ServiceRow,
    open_day,
)

_A: Any = Appointment.__table__.c
_P: Any = AppointmentPerson.__table__.c
_N: Any = Person.__table__.c
_C: Any = Case.__table__.c
_H: Any = OpeningHours.__table__.c
_X: Any = Closure.__table__.c
_ROWS: Any = select(
    _A.id, _A.version, _A.room_id, _A.service_id, stored(_A.starts_at), stored(_A.ends_at), _A.case_id, _C.number,
    _C.country, _C.category, _A.label, _A.note, stored(_A.walk_in), _P.person_id, _N.family_name, _N.given_names,
    _P.status, _A.clinician_id,
).select_from(
    Appointment.__table__.join(AppointmentPerson.__table__, _P.appointment_id == _A.id)
    .join(Person.__table__, _N.id == _P.person_id)
    .outerjoin(Case.__table__, _C.id == _A.case_id)
)  # fmt: skip
_DAY: Any = _ROWS.where(_A.starts_at >= bindparam("begin"), _A.starts_at < bindparam("end")).order_by(
    _A.starts_at, _A.id, _P.id
)
_EXPECTED: Any = (
    select(func.count())
    .select_from(Appointment.__table__.join(AppointmentPerson.__table__, _P.appointment_id == _A.id))
    .where(_A.starts_at >= bindparam("begin"), _A.starts_at < bindparam("end"), _P.status != Status.CANCELLED.value)
)
FURTHEST_DAYS = 3 * 366
CAPACITY_KEY = "scheduling.capacity"
# The clinic's limit comes along with the hours, so that a booking asks nothing more than before.
_CAPACITY: Any = select(Setting.value).where(Setting.key == CAPACITY_KEY).scalar_subquery()
_LIMIT: Any = select(Setting.value).where(Setting.key == CAPACITY_KEY)
_OPENED: Any = (
    select(
        _H.weekday,
        _H.opens,
        _H.closes,
        _H.break_from,
        _H.break_to,
        _X.id,
        _X.room_id,
        _X.reason,
        _X.closed_from,
        _X.closed_to,
        _CAPACITY.label("capacity"),
    )
    .select_from(OpeningHours.__table__.outerjoin(Closure.__table__, _X.day == bindparam("day", type_=Date)))
    .where(_H.weekday == bindparam("weekday"))
)
_STATUS = {status.value: status for status in Status}
_CANCELLED = Status.CANCELLED.value


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
        tuple(closure_of(c, c.day) for c in closures),
        capacity(uow),
        clinicians.staff(uow),
    )


def capacity(uow: UnitOfWork) -> int | None:
    """How many people may begin in one half hour in the whole clinic; nothing is no limit."""
    uow.require("scheduling.see_book")
    row: Any = uow.rows(_LIMIT, {}).first()
    return int(row[0]) if row and row[0] else None


def day_view(uow: UnitOfWork, day: date) -> tuple[Block, ...]:
    """All blocks of one day in order of time, in one statement; fully cancelled ones are left out."""
    uow.require("scheduling.see_book")
    return _blocks(uow.rows(_DAY, _day(day, uow)).all())


_LOADS: Any = (
    select(_A.id, _A.room_id, stored(_A.starts_at), stored(_A.ends_at), _P.status, func.count())
    .select_from(Appointment.__table__.join(AppointmentPerson.__table__, _P.appointment_id == _A.id))
    .where(_A.starts_at >= bindparam("begin"), _A.starts_at < bindparam("end"), _P.status != Status.CANCELLED.value)
    .group_by(_A.id, _A.room_id, _A.starts_at, _A.ends_at, _P.status)
    .order_by(_A.starts_at, _A.id)
)


def loads(uow: UnitOfWork, first: date, days: int) -> tuple[Load, ...]:
    """The blocks of some days without names, in one statement: what a week or a month shows."""
    uow.require("scheduling.see_book")
    begin = rules.day_span(first, uow.zone).starts_at
    end = rules.day_span(first + timedelta(days=days), uow.zone).starts_at
    blocks: list[Load] = []
    last = 0
    rows: Any = uow.rows(_LOADS, {"begin": begin, "end": end})
    # A block whose people stand differently has several rows, one after the other.
    for number, room_id, starts_at, ends_at, text, persons in rows:
        status = _STATUS[text]
        if number == last:
            before = blocks[-1]
            status = rules.block_status((before.status, status))
            blocks[-1] = before._replace(persons=before.persons + persons, status=status)
        else:
            last = number
            blocks.append(Load(room_id, moment_of(starts_at), moment_of(ends_at), persons, status))
    return tuple(blocks)


def block(uow: UnitOfWork, appointment_id: int) -> Block | None:
    """One block, whatever its state."""
    uow.require("scheduling.see_book")
    found = _blocks(uow.session.execute(_ROWS.where(_A.id == appointment_id).order_by(_P.id)).all(), cancelled=True)
    return found[0] if found else None


def blocks_that(uow: UnitOfWork, condition: Any) -> tuple[Block, ...]:
    """The blocks of which a condition on the appointment is true, in order of time (used by other questions)."""
    uow.require("scheduling.see_book")
    return _blocks(uow.session.execute(_ROWS.where(condition).order_by(_A.starts_at, _A.id, _P.id)).all())


def opened(uow: UnitOfWork, day: date) -> OpenDay:
    """When the clinic is open on one day (used by the service; one statement)."""
    uow.require("scheduling.see_book")
    rows = uow.rows(_OPENED, {"day": day, "weekday": day.weekday()}).all()
    if not rows:
        return rules.open_day(day, None, uow.zone)
    closures = [closure_of(row, day) for row in rows if row.reason is not None]
    limit = rows[0].capacity
    return open_day(day, hours_of(rows[0]), closures, uow.zone, int(limit) if limit else None)


_BEGINNING: Any = (
    select(func.count(), func.coalesce(func.sum(case((_A.service_id == bindparam("service"), 1), else_=0)), 0))
    .select_from(Appointment.__table__.join(AppointmentPerson.__table__, _P.appointment_id == _A.id))
    .where(
        _A.starts_at >= bindparam("begin"),
        _A.starts_at < bindparam("end"),
        _A.id != bindparam("itself"),
        _P.status.not_in([status.value for status in RELEASED]),
    )
)


def beginning(uow: UnitOfWork, span: Span, service_id: int, *, apart_from: int = 0) -> tuple[int, int]:
    """How many people begin in a stretch: in the whole clinic, and for one service (used by the service)."""
    uow.require("scheduling.see_book")
    found = {"begin": span.starts_at, "end": span.ends_at, "service": service_id, "itself": apart_from}
    row: Any = uow.rows(_BEGINNING, found).one()
    return int(row[0]), int(row[1])


def starts_between(uow: UnitOfWork, span: Span) -> list[tuple[datetime, int, int]]:
    """When blocks begin in a stretch, for which service and how many people (used by the search for free times)."""
    uow.require("scheduling.see_book")
    statement = (
        select(_A.starts_at, _A.service_id, func.count())
        .select_from(Appointment.__table__.join(AppointmentPerson.__table__, _P.appointment_id == _A.id))
        .where(
            _A.starts_at >= span.starts_at,
            _A.starts_at < span.ends_at,
            _P.status.not_in([status.value for status in RELEASED]),
        )
        .group_by(_A.id, _A.starts_at, _A.service_id)
    )
    return [(row[0], row[1], row[2]) for row in uow.session.execute(statement)]


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
        _ROWS.add_columns(_N.phone, _P.reason)
        .where(
            _A.starts_at >= whole.starts_at,
            _A.starts_at < whole.ends_at,
            or_(_P.status == Status.MISSED.value, _P.status == Status.BOOKED.value),
            ~rebooked,
        )
        .order_by(_A.starts_at, _A.id, _P.id)
    ).all()
    phones: dict[int, str] = {}
    reasons: dict[int, str] = {}
    for row in rows:
        phones[row.id] = phones.get(row.id) or row.phone
        reasons[row.id] = reasons.get(row.id) or row.reason
    return tuple(
        Absent(b.id, b.version, day, b.service_id, b.case_id, b.label, b.people, phones[b.id], reasons[b.id])
        for b in _blocks(rows)
    )


def waiting_today(uow: UnitOfWork, day: date) -> int:
    """How many people are booked for a day, for the mark beside the name of the screen."""
    uow.require("scheduling.see_book")
    return int(uow.rows(_EXPECTED, _day(day, uow)).scalar() or 0)


def find_blocks(
    uow: UnitOfWork, day: date, *, person_ids: Collection[int], appointment_ids: Collection[int]
) -> tuple[Block, ...]:
    """The blocks of a day that hold one of the people or carry one of the numbers; for the arrival desk."""
    uow.require("scheduling.see_book")
    theirs = select(_P.appointment_id).where(_P.person_id.in_(sorted(person_ids)))
    wanted = _DAY.where(or_(_A.id.in_(theirs), _A.id.in_(sorted(appointment_ids))))
    return _blocks(uow.session.execute(wanted, _day(day, uow)).all())


def appointment_by_number(text: str) -> int | None:
    """The appointment of a slip's number, as scanned or typed; nothing for any other text."""
    found = re.fullmatch(r"AP[-\s]?0*(\d{1,12})", text.strip(), re.IGNORECASE)
    return int(found[1]) if found else None


def _day(day: date, uow: UnitOfWork) -> dict[str, Any]:
    whole = rules.day_span(day, uow.zone)
    return {"begin": whole.starts_at, "end": whole.ends_at}


def _blocks(rows: Sequence[Any], *, cancelled: bool = False) -> tuple[Block, ...]:
    """Rows of `_ROWS`, in order of blocks and people, as blocks; wholly cancelled ones only when asked for."""
    heads: list[Any] = []
    people: list[list[PersonInBlock]] = []
    standing: list[bool] = []
    last = None
    for row in rows:
        number, status = row[0], row[16]
        if number != last:
            last = number
            heads.append(row)
            people.append([])
            standing.append(cancelled)
        people[-1].append(PersonInBlock(row[13], row[14], row[15], _STATUS[status]))
        standing[-1] = standing[-1] or status != _CANCELLED
    return tuple(_block(row, inside) for row, inside, stands in zip(heads, people, standing, strict=True) if stands)


def _block(row: Any, people: Sequence[PersonInBlock]) -> Block:
    (
        number, version, room_id, service_id, starts_at, ends_at, case_id, case_number, country, category, label, note,
        walk_in, _person, _family, _given, _status, clinician_id, *_
    ) = row  # fmt: skip
    return Block(
        number, version, room_id, service_id, moment_of(starts_at), moment_of(ends_at), case_id, case_number or "",
        country or "", category or "", label, note, bool(walk_in), tuple(people), clinician_id,
    )  # fmt: skip


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
        service.capacity,
        tuple(service.taken_by),
    )


def hours_of(row: Any) -> DayHours:
    """The opening hours of a stored weekday."""
    return DayHours(row.weekday, row.opens, row.closes, row.break_from, row.break_to)


def closure_of(row: Any, day: date) -> ClosureRow:
    """A stored closure of a day."""
    return ClosureRow(row.id, day, row.room_id, row.reason, row.closed_from, row.closed_to)
