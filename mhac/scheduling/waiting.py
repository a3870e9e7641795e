"""The waiting list: who waits for a time that is not free yet, and whom a time that became free fits best.

What expires first comes first. An entry ends when it is booked from the list, or when somebody says why it is not
needed any more; both can be taken back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from mhac.kernel.clock import day_of
from mhac.kernel.errors import Invalid, Refused
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.registration.names import display
from mhac.registration.records import Case, CaseMember, Person
from mhac.scheduling import clinicians, free_times, queries, rules, service
from mhac.scheduling.records import Appointment, AppointmentPerson, Room, Service, WaitingEntry, WaitingPerson
from mhac.scheduling.rules import RELEASED, PartOfDay, Span, WaitingStatus
from mhac.scheduling.service import Booking
from mhac.scheduling.texts import LONGEST_WISH, checked
from mhac.scheduling.views import FreeSlot, Offer, WaitingName, WaitingRow

_E: Any = WaitingEntry.__table__.c
_W: Any = WaitingPerson.__table__.c
_A: Any = Appointment.__table__.c
_P: Any = AppointmentPerson.__table__.c


@dataclass(frozen=True, slots=True)
class Wish:
    """What people wait for: a service, why, the last day that helps and why, and the part of the day that suits."""

    service_id: int
    person_ids: tuple[int, ...]
    reason: str
    case_id: int | None = None
    by_day: date | None = None
    by_reason: str = ""
    part_of_day: PartOfDay = PartOfDay.ANY
    clinician_id: int | None = None
    """Whom they want to see, where it matters."""


def wait_for(uow: UnitOfWork, *, request: Wish) -> int:
    """Put people on the waiting list and return the number of the entry.

    Raises `Invalid` for a missing reason or a day that is past, `Refused` ("scheduling.waits_already").
    """
    uow.require("scheduling.wait_for")
    _check(uow, request)
    entry = uow.add(
        WaitingEntry(
            service_id=request.service_id,
            case_id=request.case_id,
            reason=checked(request.reason, LONGEST_WISH, "reason"),
            by_day=request.by_day,
            by_reason=checked(request.by_reason, LONGEST_WISH, "by_reason") if request.by_day else "",
            part_of_day=PartOfDay(request.part_of_day).value,
            status=WaitingStatus.WAITING.value,
            added_at=uow.now(),
            clinician_id=request.clinician_id,
        )
    )
    uow.session.add_all(WaitingPerson(entry_id=entry.id, person_id=person_id) for person_id in request.person_ids)
    uow.session.flush()
    _changed(uow, entry, request.person_ids[0])
    return entry.id


def book_waiting(uow: UnitOfWork, *, entry_id: int, version: int, request: Booking) -> int:
    """Book people from the waiting list; the entry ends with the appointment. Raises what `book` raises."""
    uow.require("scheduling.book_waiting")
    entry = _waiting(uow, entry_id, version)
    number = service.book(uow, request=request)
    entry.status, entry.ended_at, entry.appointment_id = WaitingStatus.BOOKED.value, uow.now(), number
    uow.session.flush()
    _changed(uow, entry, request.person_ids[0])
    return number


def waits_for(uow: UnitOfWork, *, request: Booking) -> tuple[int, int] | None:
    """The entry, and its version, of exactly these people who wait for this service; whoever books them ends it."""
    uow.require("scheduling.see_book")
    wanted = select(WaitingEntry).where(
        WaitingEntry.status == WaitingStatus.WAITING.value, WaitingEntry.service_id == request.service_id
    )
    for entry in uow.session.scalars(wanted.order_by(WaitingEntry.id)):
        if set(_people_of(uow, entry.id)) == set(request.person_ids):
            return entry.id, entry.version
    return None


def entry_of(uow: UnitOfWork, *, appointment_id: int) -> int | None:
    """The entry that a booking has ended."""
    uow.require("scheduling.see_book")
    return uow.session.scalar(select(WaitingEntry.id).where(WaitingEntry.appointment_id == appointment_id))


def stop_waiting(uow: UnitOfWork, *, entry_id: int, version: int, reason: str) -> None:
    """Take people off the waiting list and say why."""
    uow.require("scheduling.stop_waiting")
    if not reason.strip():
        raise Invalid("scheduling.reason_missing", field="reason")
    ended = checked(reason, LONGEST_WISH, "reason")
    entry = _waiting(uow, entry_id, version)
    entry.status, entry.ended_at, entry.end_reason = WaitingStatus.ENDED.value, uow.now(), ended
    uow.session.flush()
    _changed(uow, entry, _people_of(uow, entry.id)[0])


def wait_again(uow: UnitOfWork, *, entry_id: int) -> None:
    """Let people wait again who were booked from the list, or taken off it, by mistake."""
    uow.require("scheduling.wait_again")
    entry = uow.get(WaitingEntry, entry_id)
    if entry.status == WaitingStatus.WAITING.value:
        return
    people = _people_of(uow, entry.id)
    _check_not_waiting(uow, entry.service_id, people)
    entry.status, entry.ended_at, entry.end_reason, entry.appointment_id = WaitingStatus.WAITING.value, None, "", None
    uow.session.flush()
    _changed(uow, entry, people[0])


def waiting_list(uow: UnitOfWork) -> tuple[WaitingRow, ...]:
    """Everybody who waits: what expires first, then who has waited longest."""
    uow.require("scheduling.see_book")
    booked = (
        select(func.min(_A.starts_at))
        .select_from(Appointment.__table__.join(AppointmentPerson.__table__, _P.appointment_id == _A.id))
        .where(
            _P.person_id == _W.person_id,
            _A.service_id == _E.service_id,
            _A.starts_at > uow.now(),
            _P.status.not_in([status.value for status in RELEASED]),
        )
        .correlate(WaitingPerson.__table__, WaitingEntry.__table__)
        .scalar_subquery()
    )
    rows = uow.session.execute(
        select(
            WaitingEntry, Case.number, Person.id, Person.family_name, Person.given_names, Person.phone,
            booked.label("booked"),
        )
        .select_from(WaitingEntry)
        .join(WaitingPerson, WaitingPerson.entry_id == WaitingEntry.id)
        .join(Person, Person.id == WaitingPerson.person_id)
        .outerjoin(Case, Case.id == WaitingEntry.case_id)
        .where(WaitingEntry.status == WaitingStatus.WAITING.value)
        .order_by(WaitingEntry.id, WaitingPerson.id)
    ).all()  # fmt: skip
    grouped: dict[int, list[Any]] = {}
    for row in rows:
        grouped.setdefault(row[0].id, []).append(row)
    found = (_row(members) for members in grouped.values())
    return tuple(sorted(found, key=lambda row: (*rules.urgency(row.by_day, row.added_at), row.id)))


def fitting(uow: UnitOfWork, *, room_id: int, span: Span) -> tuple[Offer, ...]:
    """Whom a time that became free fits: long enough with what is free around it, in time, and the people free."""
    uow.require("scheduling.see_book")
    room = uow.get(Room, room_id)
    day = day_of(span.starts_at, uow.zone)
    offered = {row.id: row for row in uow.session.scalars(select(Service).where(Service.room_kind == room.kind))}
    offers: list[Offer] = []
    for entry in waiting_list(uow):
        wanted = offered.get(entry.service_id)
        if wanted is None or not wanted.active:
            continue
        people = tuple(person.person_id for person in entry.people)
        slots = free_times.free_starts(
            uow,
            service_id=wanted.id,
            persons=len(people),
            day=day,
            person_ids=people,
            clinician_id=entry.clinician_id,
        )
        fits = [
            slot for slot in slots
            if slot.room_id == room_id and slot.span.overlaps(span)
            and rules.suits(entry.part_of_day, entry.by_day, slot.span, uow.zone)
        ]  # fmt: skip
        if fits:
            offers.append(Offer(entry, _nearest(fits, span)))
    return tuple(offers)


def _nearest(slots: Sequence[FreeSlot], span: Span) -> FreeSlot:
    """The start that lies nearest to what became free, so that no gap is left."""
    return min(slots, key=lambda slot: (abs(slot.span.starts_at - span.starts_at), slot.span.starts_at))


def _row(members: Sequence[Any]) -> WaitingRow:
    entry: WaitingEntry = members[0][0]
    phone = next((row.phone for row in members if row.phone), "")
    booked: list[datetime] = [row.booked for row in members if row.booked is not None]
    return WaitingRow(
        entry.id,
        entry.version,
        entry.service_id,
        entry.case_id,
        members[0].number or "",
        entry.reason,
        entry.by_day,
        entry.by_reason,
        PartOfDay(entry.part_of_day),
        entry.added_at,
        tuple(WaitingName(row[2], row.family_name, row.given_names) for row in members),
        phone,
        min(booked, default=None),
        entry.clinician_id,
    )


def _check(uow: UnitOfWork, request: Wish) -> None:
    if not request.person_ids:
        raise Invalid("scheduling.nobody", field="people")
    if len(set(request.person_ids)) != len(request.person_ids):
        raise Invalid("scheduling.person_twice", field="people")
    if not request.reason.strip():
        raise Invalid("scheduling.reason_missing", field="reason")
    if request.by_day is not None and request.by_day < uow.today():
        raise Invalid("scheduling.day_is_past", field="by_day", day=request.by_day)
    if request.by_day is not None and request.by_day > uow.today() + timedelta(days=queries.FURTHEST_DAYS):
        raise Invalid("scheduling.day_too_far", field="by_day", day=request.by_day)
    wanted = uow.get(Service, request.service_id)
    if not wanted.active:
        raise Refused("scheduling.service_not_offered", service=wanted.name)
    clinicians.check(uow, request.clinician_id, wanted)
    known = set(uow.session.scalars(select(Person.id).where(Person.id.in_(request.person_ids))))
    if known != set(request.person_ids):
        raise Invalid("scheduling.person_unknown", field="people")
    if request.case_id is not None:
        members = select(CaseMember.person_id).where(
            CaseMember.case_id == request.case_id, CaseMember.left_at.is_(None)
        )
        strangers = sorted(known - set(uow.session.scalars(members)))
        if strangers:
            odd = uow.get(Person, strangers[0])
            raise Invalid("scheduling.not_in_case", field="people", person=display(odd.family_name, odd.given_names))
    _check_not_waiting(uow, request.service_id, request.person_ids)


def _check_not_waiting(uow: UnitOfWork, service_id: int, person_ids: Sequence[int]) -> None:
    row = uow.session.execute(
        select(Person.family_name, Person.given_names, WaitingEntry.added_at)
        .join(WaitingPerson, WaitingPerson.person_id == Person.id)
        .join(WaitingEntry, WaitingEntry.id == WaitingPerson.entry_id)
        .where(
            WaitingEntry.status == WaitingStatus.WAITING.value,
            WaitingEntry.service_id == service_id,
            Person.id.in_(person_ids),
        )
    ).first()
    if row is not None:
        raise Refused("scheduling.waits_already", person=display(row.family_name, row.given_names), since=row.added_at)


def _waiting(uow: UnitOfWork, entry_id: int, version: int) -> WaitingEntry:
    entry = uow.get(WaitingEntry, entry_id)
    if entry.status != WaitingStatus.WAITING.value:
        raise Refused("scheduling.waits_no_more")
    uow.check_version(entry, version)
    return entry


def _people_of(uow: UnitOfWork, entry_id: int) -> list[int]:
    wanted = select(WaitingPerson.person_id).where(WaitingPerson.entry_id == entry_id).order_by(WaitingPerson.id)
    return list(uow.session.scalars(wanted))


def _changed(uow: UnitOfWork, entry: WaitingEntry, person_id: int) -> None:
    uow.about(person_id)
    uow.announce("appointments", entry.id)
