"""Booking from a list: every line ends as booked, there already, or not booked with its reason; nothing half written.

A rehearsal does the same acts and takes all of them back, so what it says is what will happen.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from mhac.kernel.clock import day_of
from mhac.kernel.errors import ClinicError, Invalid, Refused
from mhac.kernel.folding import fold
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.registration import queries as registration
from mhac.registration.rules import PersonRow
from mhac.scheduling import clinicians, free_times, rules, service
from mhac.scheduling.booking_list import BookingList, ListLine, day_of_text, time_of_text
from mhac.scheduling.records import Appointment, AppointmentPerson, Room, Service
from mhac.scheduling.rules import RELEASED
from mhac.scheduling.service import Booking
from mhac.scheduling.views import ClinicianRow


class Outcome(StrEnum):
    """How a line ended."""

    BOOKED = "booked"
    THERE = "there"
    NOT_BOOKED = "not_booked"


@dataclass(frozen=True)
class LineResult:
    """One line, how it ended, and the fault where it was not booked."""

    line: ListLine
    outcome: Outcome
    person: str = ""
    fault: ClinicError | None = None
    appointment_id: int | None = None


@dataclass(frozen=True)
class _House:
    """What lines can name: services and rooms in use, and the staff."""

    services: tuple[Service, ...]
    rooms: tuple[Room, ...]
    staff: tuple[ClinicianRow, ...]


class Rehearsed(ClinicError):
    """The end of a rehearsal: everything is taken back, and this is what would have happened."""

    def __init__(self, results: tuple[LineResult, ...]) -> None:
        super().__init__("scheduling.rehearsed")
        self.results = results


def rehearse_import(uow: UnitOfWork, *, table: BookingList) -> None:
    """Do the import and take it back. Always raises: `Rehearsed` with the result of every line."""
    uow.require("scheduling.import_bookings")
    raise Rehearsed(_run(uow, table))


def import_bookings(uow: UnitOfWork, *, table: BookingList) -> tuple[LineResult, ...]:
    """Book every line that can be booked, in one act, and say of every line how it ended."""
    uow.require("scheduling.import_bookings")
    results = _run(uow, table)
    booked = sum(result.outcome is Outcome.BOOKED for result in results)
    uow.note("bookings imported", lines=len(results), booked=booked)
    return results


def _run(uow: UnitOfWork, table: BookingList) -> tuple[LineResult, ...]:
    house = _House(
        tuple(uow.session.scalars(select(Service).where(Service.active.is_(True)))),
        tuple(uow.session.scalars(select(Room).where(Room.active.is_(True)))),
        clinicians.staff(uow),
    )
    return tuple(_line(uow, line, house) for line in table.lines)


def _line(uow: UnitOfWork, line: ListLine, house: _House) -> LineResult:
    person = ""
    try:
        wanted = _service(line, house.services)
        found = _person(uow, line)
        person = found.name
        request = _request(uow, line, wanted, found, house)
        if _is_there(uow, request):
            return LineResult(line, Outcome.THERE, person)
        return LineResult(line, Outcome.BOOKED, person, appointment_id=service.book(uow, request=request))
    except (Invalid, Refused) as fault:
        if isinstance(fault.__cause__, IntegrityError):
            raise  # another workstation was quicker while this line was written: all of it is taken back
        return LineResult(line, Outcome.NOT_BOOKED, person, fault)


def _service(line: ListLine, services: Sequence[Service]) -> Service:
    text = fold(line.get("service"))
    for found in services:
        if text and text in {fold(found.code), fold(found.name), *(fold(name) for name in found.translations.values())}:
            return found
    raise Invalid("scheduling.line_service", service=line.get("service"))


def _person(uow: UnitOfWork, line: ListLine) -> PersonRow:
    number = line.get("number")
    if number:
        found = _of_number(uow, number)
        if found is None:
            raise Invalid("scheduling.line_number", number=number)
        family = line.get("family_name")
        if family and fold(family) != fold(found.family_name):
            raise Invalid("scheduling.line_number_of_another", number=number, typed=family, person=found.name)
        return found
    family, given, birth = line.get("family_name"), line.get("given_names"), day_of_text(line.get("birth"))
    if not family or birth is None:
        raise Invalid("scheduling.line_person_missing")
    alike = [
        row
        for row in registration.search_people(uow, f"{family} {given}".strip(), limit=30)
        if fold(row.family_name) == fold(family)
        and (not given or fold(row.given_names) == fold(given))
        and row.birth is not None
        and row.birth.earliest <= birth <= row.birth.latest
    ]
    if not alike:
        raise Invalid("scheduling.line_person_unknown", person=f"{family} {given}".strip())
    if len(alike) > 1:
        raise Invalid("scheduling.line_person_several", person=f"{family} {given}".strip(), count=len(alike))
    return alike[0]


def _of_number(uow: UnitOfWork, number: str) -> PersonRow | None:
    """The one person with this file number, or with a document of this number."""
    plain = fold(number).replace(" ", "")
    rows = registration.search_people(uow, number, limit=10)
    documents = registration.identifiers(uow, [row.id for row in rows]) if rows else {}
    fits = [
        row
        for row in rows
        if any(
            fold(known).replace(" ", "") == plain
            for known in (row.file_number, *(document.value for document in documents.get(row.id, ())))
        )
    ]
    return fits[0] if len(fits) == 1 else None


def _request(uow: UnitOfWork, line: ListLine, wanted: Service, person: PersonRow, house: _House) -> Booking:
    day, clock = day_of_text(line.get("day")), time_of_text(line.get("time"))
    if day is None:
        raise Invalid("scheduling.line_day", typed=line.get("day"))
    if abs((day - uow.today()).days) > 3 * 366:
        raise Invalid("scheduling.day_too_far", day=day)
    if clock is None:
        raise Invalid("scheduling.line_time", typed=line.get("time"))
    starts_at = rules.at(day, clock.hour * 60 + clock.minute, uow.zone)
    minutes: int | None = None
    if line.get("minutes"):
        if not line.get("minutes").isascii() or not line.get("minutes").isdigit() or len(line.get("minutes")) > 3:
            raise Invalid("scheduling.line_minutes", typed=line.get("minutes"))
        minutes = int(line.get("minutes"))
    booking = Booking(
        0, wanted.id, starts_at, (person.id,), person.case_id, minutes, note=line.get("note"),
        clinician_id=_clinician(line, house.staff),
    )  # fmt: skip
    return replace(booking, room_id=_room(uow, line, wanted, booking, house.rooms))


def _clinician(line: ListLine, staff: Sequence[ClinicianRow]) -> int | None:
    """Whom a line asks for, by login or by name; that he takes the service is the booking's own question."""
    text = line.get("clinician")
    if not text:
        return None
    found = clinicians.named(staff, text)
    if not found:
        raise Invalid("scheduling.line_clinician", clinician=text)
    if len(found) > 1:
        raise Invalid("scheduling.line_clinician_several", clinician=text)
    return found[0].id


def _room(uow: UnitOfWork, line: ListLine, wanted: Service, booking: Booking, rooms: Sequence[Room]) -> int:
    text = line.get("room")
    if text:
        named = next((room for room in rooms if fold(room.name) == fold(text)), None)
        if named is None:
            raise Invalid("scheduling.line_room", room=text)
        return named.id
    kind = [room for room in rooms if room.kind == wanted.room_kind]
    if not kind:
        raise Refused("scheduling.no_room_today", service=wanted.name)
    moment = rules.slot_start(rules.slot_number(booking.starts_at))
    free = free_times.free_starts(
        uow, service_id=wanted.id, persons=1, day=day_of(moment, uow.zone), person_ids=booking.person_ids
    )
    found = next((slot.room_id for slot in free if slot.span.starts_at == moment), None)
    return found if found is not None else kind[0].id  # where none is free, booking says why not


def _is_there(uow: UnitOfWork, request: Booking) -> bool:
    statement = (
        select(Appointment.id)
        .join(AppointmentPerson, AppointmentPerson.appointment_id == Appointment.id)
        .where(
            Appointment.service_id == request.service_id,
            Appointment.starts_at == request.starts_at,
            AppointmentPerson.person_id == request.person_ids[0],
            AppointmentPerson.status.not_in([status.value for status in RELEASED]),
        )
    )
    return uow.session.scalar(statement) is not None
