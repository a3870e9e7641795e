"""What staff may do with the appointment book: book, move, cancel, mark as missed, and put back.

Every verb checks the permission first and leaves the commit to its unit of work. The rooms and people of a live
block are held by the guard, so that two workstations cannot both have them.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Integer, and_, bindparam, select

from mhac.kernel.clock import day_of
from mhac.kernel.errors import ClinicError, Invalid, Refused
from mhac.kernel.records import NUMBERS, one_of
from mhac.kernel.settings import Setting
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.registration.names import display
from mhac.registration.records import CaseMember, Person
from mhac.scheduling import clinicians, free_times, guard, progress, queries, rules
from mhac.scheduling.records import Appointment, AppointmentPerson, Room, Service
from mhac.scheduling.rules import RELEASED, OpenDay, Span, Status
from mhac.scheduling.texts import LONGEST_LABEL, LONGEST_NOTE, checked

# What the book changes. A person who is in the building is the floor's: it ends the visit, and the appointment with it.
_AT_THE_DESK = {
    Status.CANCELLED: frozenset({Status.BOOKED}),
    Status.MISSED: frozenset({Status.BOOKED}),
    Status.BOOKED: RELEASED,
}


@dataclass(frozen=True, slots=True)
class Booking:
    """A wanted block: one room, one start, one person or a whole family; without minutes, the service's own length."""

    room_id: int
    service_id: int
    starts_at: datetime
    person_ids: tuple[int, ...]
    case_id: int | None = None
    minutes: int | None = None
    label: str = ""
    note: str = ""
    over_capacity: bool = False
    """Somebody who may has confirmed that more people come in that half hour than the clinic wants."""
    clinician_id: int | None = None
    """Who is asked for by name; without, whoever is there sees them."""


@dataclass(frozen=True, slots=True)
class WalkIn:
    """People who came without an appointment; without a room, the first free one of the service's kind."""

    service_id: int
    person_ids: tuple[int, ...]
    case_id: int | None = None
    room_id: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """Where a block stood before, so that the move can be taken back; and its version now."""

    appointment_id: int
    version: int
    before: Booking


def book(uow: UnitOfWork, *, request: Booking) -> int:
    """Book a block and return its number.

    Raises `Refused` with the clash, the closed hours, a room of another kind or a clinician who does not take this;
    `Invalid` for a bad request.
    """
    uow.require("scheduling.book")
    return _book(uow, request, walk_in=False)


def book_series(uow: UnitOfWork, *, requests: tuple[Booking, ...]) -> tuple[int, ...]:
    """Book several visits in one go: all of them, or none.

    Raises what `book` raises, with the place of the visit in the series (`visit`, from 1) among the values.
    """
    uow.require("scheduling.book_series")
    if not requests:
        raise Invalid("scheduling.nobody", field="people")
    numbers: list[int] = []
    for place, request in enumerate(requests, start=1):
        try:
            numbers.append(_book(uow, request, walk_in=False))
        except ClinicError as error:
            error.values["visit"] = place
            raise
    return tuple(numbers)


def book_now(uow: UnitOfWork, *, request: WalkIn) -> int:
    """Book people who came without an appointment into the first free time of today, and return the block's number.

    Raises `Refused` ("scheduling.no_room_today", "scheduling.already_booked_today").
    """
    uow.require("scheduling.book_now")
    service = uow.get(Service, request.service_id)
    _check_people(uow, request.person_ids, request.case_id)
    _check_not_expected(uow, service, request.person_ids)
    free = free_times.free_slots(
        uow,
        service_id=service.id,
        persons=len(request.person_ids),
        after=uow.now(),
        count=1,
        days=1,
        person_ids=request.person_ids,
        room_id=request.room_id,
    )
    if not free:
        raise Refused("scheduling.no_room_today", service=service.name)
    wanted = Booking(
        room_id=free[0].room_id,
        service_id=service.id,
        starts_at=free[0].span.starts_at,
        person_ids=request.person_ids,
        case_id=request.case_id,
        note=request.note,
    )
    return _book(uow, wanted, walk_in=True)


def move(
    uow: UnitOfWork,
    *,
    appointment_id: int,
    version: int,
    room_id: int,
    starts_at: datetime,
    minutes: int | None = None,
    over_capacity: bool = False,
    clinician_id: rules.WhoElse = rules.KEEP,
    taking_back: bool = False,
) -> Moved:
    """Move a block to another room, time or clinician, or make it longer or shorter.

    A clinician who has left since keeps what he has until somebody else is chosen. Who takes a move back
    (`taking_back`) may put the block where it stood although that time has come and gone meanwhile.

    Raises `Refused` with the clash, "scheduling.already_started", or "scheduling.here_today" where people who are in
    the clinic would go to another day; `StaleEdit` when somebody changed it meanwhile.
    """
    uow.require("scheduling.move")
    appointment, people = _open(uow, appointment_id, version)
    live = [p for p in people if Status(p.status) not in RELEASED]
    here = any(Status(p.status) is Status.ARRIVED for p in live)
    if here and day_of(starts_at, uow.zone) != day_of(appointment.starts_at, uow.zone):
        raise Refused("scheduling.here_today")
    if not live or any(Status(p.status) in {Status.IN_PROGRESS, Status.DONE} for p in live):
        raise Refused("scheduling.already_started", status=rules.block_status([Status(p.status) for p in people]).value)
    before = Booking(
        appointment.room_id,
        appointment.service_id,
        appointment.starts_at,
        tuple(p.person_id for p in live),
        minutes=Span(appointment.starts_at, appointment.ends_at).minutes,
        clinician_id=appointment.clinician_id,
    )
    wanted = replace(
        before,
        room_id=room_id,
        starts_at=starts_at,
        minutes=minutes or before.minutes,
        over_capacity=over_capacity,
        clinician_id=before.clinician_id if clinician_id is rules.KEEP else clinician_id,
    )
    offered = uow.get(Service, appointment.service_id)
    span = _span(wanted, offered)
    if wanted.clinician_id != before.clinician_id:
        clinicians.check(uow, wanted.clinician_id, offered)
    stays = span.starts_at if taking_back else appointment.starts_at
    _check_place(uow, wanted, span, stays=stays, itself=appointment.id)
    appointment.room_id, appointment.starts_at, appointment.ends_at = room_id, span.starts_at, span.ends_at
    appointment.clinician_id = wanted.clinician_id
    progress.touch(uow, appointment, people)
    guard.hold(uow, appointment, [p.person_id for p in live])
    return Moved(appointment.id, appointment.version, before)


def cancel(
    uow: UnitOfWork, *, appointment_id: int, version: int, reason: str, person_ids: Collection[int] | None = None
) -> None:
    """Cancel a block, or some of its people, with the reason; the room is free again when nobody is left."""
    uow.require("scheduling.cancel")
    if not reason.strip():
        raise Invalid("scheduling.reason_missing", field="reason")
    _set(uow, appointment_id, version, Status.CANCELLED, person_ids, checked(reason, LONGEST_NOTE, "reason"))


def mark_missed(
    uow: UnitOfWork, *, appointment_id: int, version: int, reason: str = "", person_ids: Collection[int] | None = None
) -> None:
    """Note that people did not come. Raises `Refused` ("scheduling.not_yet_due") before the time of the appointment."""
    uow.require("scheduling.mark_missed")
    appointment = uow.get(Appointment, appointment_id)
    if uow.now() < appointment.starts_at:
        raise Refused("scheduling.not_yet_due", starts_at=appointment.starts_at)
    _set(uow, appointment_id, version, Status.MISSED, person_ids, checked(reason, LONGEST_NOTE, "reason"))


def put_back(uow: UnitOfWork, *, appointment_id: int, version: int, person_ids: Collection[int] | None = None) -> None:
    """Take a cancellation or a no-show back: the people are booked again, if their time is still free."""
    uow.require("scheduling.put_back")
    _set(uow, appointment_id, version, Status.BOOKED, person_ids, "")


_N: Any = Person.__table__.c
_M: Any = CaseMember.__table__.c
_IN_CASE = (
    select(_N.id, _N.family_name, _N.given_names, _M.id.label("member_id"))
    .select_from(
        Person.__table__.outerjoin(
            CaseMember.__table__,
            and_(_M.person_id == _N.id, _M.case_id == bindparam("case", type_=Integer), _M.left_at.is_(None)),
        )
    )
    .where(one_of(_N.id, bindparam("people", type_=NUMBERS)))
)


def _book(uow: UnitOfWork, request: Booking, *, walk_in: bool) -> int:
    service = uow.get(Service, request.service_id)
    if not service.active:
        raise Refused("scheduling.service_not_offered", service=service.name)
    _check_people(uow, request.person_ids, request.case_id)
    clinicians.check(uow, request.clinician_id, service)
    span = _span(request, service)
    _check_place(uow, request, span)
    now = uow.now()
    appointment = uow.add(
        Appointment(
            room_id=request.room_id,
            service_id=service.id,
            starts_at=span.starts_at,
            ends_at=span.ends_at,
            case_id=request.case_id,
            label=checked(request.label, LONGEST_LABEL, "label"),
            note=checked(request.note, LONGEST_NOTE, "note"),
            walk_in=walk_in,
            clinician_id=request.clinician_id,
            changed_at=now,
        )
    )
    uow.session.add_all(
        AppointmentPerson(
            appointment_id=appointment.id, person_id=i, status=Status.BOOKED.value, status_at=now, reason=""
        )
        for i in request.person_ids
    )
    uow.session.flush()
    guard.hold(uow, appointment, request.person_ids, fresh=True)
    uow.about(request.person_ids[0])
    uow.announce("appointments", appointment.id)
    return appointment.id


def _check_people(uow: UnitOfWork, person_ids: Sequence[int], case_id: int | None) -> None:
    if not person_ids:
        raise Invalid("scheduling.nobody", field="people")
    if len(set(person_ids)) != len(person_ids):
        raise Invalid("scheduling.person_twice", field="people")
    rows = uow.rows(_IN_CASE, {"people": list(person_ids), "case": case_id}).all()
    if len(rows) != len(person_ids):
        raise Invalid("scheduling.person_unknown", field="people")
    strangers = [row for row in rows if row.member_id is None]
    if case_id is not None and strangers:
        name = display(strangers[0].family_name, strangers[0].given_names)
        raise Invalid("scheduling.not_in_case", field="people", person=name)


def _check_not_expected(uow: UnitOfWork, service: Service, person_ids: Sequence[int]) -> None:
    today = rules.day_span(uow.today(), uow.zone)
    row = uow.session.execute(
        select(Appointment.starts_at, Room.name, Person.family_name, Person.given_names)
        .join(AppointmentPerson, AppointmentPerson.appointment_id == Appointment.id)
        .join(Room, Room.id == Appointment.room_id)
        .join(Person, Person.id == AppointmentPerson.person_id)
        .where(
            AppointmentPerson.person_id.in_(person_ids),
            AppointmentPerson.status.in_((Status.BOOKED.value, Status.ARRIVED.value, Status.IN_PROGRESS.value)),
            Appointment.service_id == service.id,
            Appointment.starts_at >= today.starts_at,
            Appointment.starts_at < today.ends_at,
        )
        .order_by(Appointment.starts_at)
    ).first()
    if row is not None:
        name = display(row.family_name, row.given_names)
        raise Refused("scheduling.already_booked_today", person=name, room=row.name, starts_at=row.starts_at)


def _span(request: Booking, service: Service) -> Span:
    if not rules.starts_on_a_slot(request.starts_at):
        raise Invalid("scheduling.not_on_quarter_hour", field="starts_at", minutes=request.starts_at.minute)
    minutes = request.minutes or rules.minutes_for(service.minutes, service.minutes_each_more, len(request.person_ids))
    if minutes % rules.SLOT_MINUTES or not 0 < minutes <= rules.LONGEST_MINUTES:
        raise Invalid("scheduling.length_impossible", field="minutes", minutes=minutes)
    return Span(request.starts_at, request.starts_at + timedelta(minutes=minutes))


def _check_place(
    uow: UnitOfWork, request: Booking, span: Span, *, stays: datetime | None = None, itself: int = 0
) -> None:
    room = uow.get(Room, request.room_id)
    service = uow.get(Service, request.service_id)
    if not room.active or room.kind != service.room_kind:
        raise Refused("scheduling.room_kind", room=room.name, service=service.name)
    if span.starts_at != stays:
        guard.refuse(rules.past_conflict(span.starts_at, uow.now()))
    day = day_of(span.starts_at, uow.zone)
    if (day - uow.today()).days > queries.FURTHEST_DAYS:
        raise Invalid("scheduling.day_too_far", field="day", day=day)
    opened = queries.opened(uow, day)
    guard.refuse(rules.hours_conflict(span, opened, room.id))
    guard.refuse(
        guard.clash(uow, span, room.id, request.person_ids, clinician_id=request.clinician_id, apart_from=itself)
    )
    if span.starts_at != stays and (opened.capacity is not None or service.capacity is not None):
        _check_capacity(uow, request, span, opened, service, itself)


def _check_capacity(
    uow: UnitOfWork, request: Booking, span: Span, opened: OpenDay, service: Service, itself: int
) -> None:
    # One desk after the other, so that the second one counts whom the first one has booked.
    if opened.capacity is not None:
        uow.session.scalars(select(Setting.key).where(Setting.key == queries.CAPACITY_KEY).with_for_update()).all()
    else:
        uow.session.scalars(select(Service.id).where(Service.id == service.id).with_for_update()).all()
    there, alike = queries.beginning(uow, rules.half_hour_span(span.starts_at), service.id, apart_from=itself)
    coming = len(request.person_ids)
    found = rules.capacity_conflict(span, coming, service.capacity, alike) or rules.capacity_conflict(
        span, coming, opened.capacity, there
    )
    if found is None:
        return
    if not request.over_capacity:
        guard.refuse(found)
    uow.require("scheduling.exceed_capacity")
    uow.note("over capacity", starts_at=span.starts_at, there=there, coming=coming)


def _open(uow: UnitOfWork, appointment_id: int, version: int) -> tuple[Appointment, list[AppointmentPerson]]:
    appointment = uow.get(Appointment, appointment_id)
    uow.check_version(appointment, version)
    return appointment, progress.people_of(uow, appointment.id)


def _set(
    uow: UnitOfWork, appointment_id: int, version: int, after: Status, person_ids: Collection[int] | None, reason: str
) -> None:
    appointment, people = _open(uow, appointment_id, version)
    chosen = [p for p in people if person_ids is None or p.person_id in person_ids]
    if not chosen:
        raise Invalid("scheduling.nobody", field="people")
    fit = [p for p in chosen if Status(p.status) in _AT_THE_DESK[after]]
    if not fit or (person_ids is not None and len(fit) < len(chosen)):
        odd = next(p for p in chosen if p not in fit)
        inside = Status(odd.status) in {Status.ARRIVED, Status.IN_PROGRESS}
        code = "scheduling.is_in_the_clinic" if inside else "scheduling.not_from_here"
        raise Refused(code, before=odd.status, after=after.value)
    for person in fit:
        progress.become(uow, person, after, reason)
    progress.settle(uow, appointment, people)
