"""Booking from a list: every line ends as booked, there already, or not booked with its reason; nothing half written.

A rehearsal does the same acts and takes all of them back, so what it says is what will happen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from mhac.kernel.clock import day_of
from mhac.kernel.errors import ClinicError, Invalid, Refused
from mhac.kernel.folding import fold
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.registration import queries as registration
from mhac.registration.rules import PersonRow
from mhac.scheduling import clinicians, free_times, rules, service
from mhac.scheduling.booking_list import BookingList, ListLine, day_of_text, in_two_ways, month_first, time_of_text
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
    month_first: int = 0
    """A line that writes the month before the day: then a day of this list that can be read in two ways is asked."""


@dataclass(frozen=True)
class _Asked:
    """What a line asks for, before a place is sought for it."""

    place: int
    line: ListLine
    person: PersonRow
    service: Service
    starts_at: datetime
    minutes: int | None
    clinician_id: int | None
    room_id: int | None

    @property
    def together(self) -> tuple[Any, ...]:
        """What the lines of one block have in common; who has no case comes alone."""
        alone = self.place if self.person.case_id is None else None
        wanted = (self.service.id, self.starts_at, self.minutes, self.clinician_id, self.room_id)
        return (self.person.case_id, alone, *wanted)


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
        month_first(table),
    )
    results: list[LineResult | None] = []
    parties: dict[tuple[Any, ...], list[_Asked]] = {}
    for place, line in enumerate(table.lines):
        read = _line(uow, place, line, house)
        results.append(read if isinstance(read, LineResult) else None)
        if isinstance(read, _Asked):
            parties.setdefault(read.together, []).append(read)
    for party in parties.values():
        for asked, result in zip(party, _book(uow, party, house), strict=True):
            results[asked.place] = result
    return tuple(result for result in results if result is not None)


def _line(uow: UnitOfWork, place: int, line: ListLine, house: _House) -> LineResult | _Asked:
    person = ""
    try:
        wanted = _service(line, house.services)
        found = _person(uow, line)
        person = found.name
        return _asked(uow, place, line, wanted, found, house)
    except (Invalid, Refused) as fault:
        return LineResult(line, Outcome.NOT_BOOKED, person, fault)


def _book(uow: UnitOfWork, party: Sequence[_Asked], house: _House) -> list[LineResult]:
    """Book the lines of one party: those of a case that come at one time for one service are one block, or none is."""
    coming: dict[int, _Asked] = {}
    for asked in party:
        if asked.person.id not in coming and not _is_there(uow, asked):
            coming[asked.person.id] = asked
    number: int | None = None
    fault: ClinicError | None = None
    if coming:
        try:
            number = service.book(uow, request=_request(uow, list(coming.values()), house))
        except (Invalid, Refused) as error:
            if isinstance(error.__cause__, IntegrityError):
                raise  # another workstation was quicker while this was written: all of it is taken back
            fault = error
    results: list[LineResult] = []
    for asked in party:
        if coming.get(asked.person.id) is not asked:
            results.append(LineResult(asked.line, Outcome.THERE, asked.person.name))
        elif fault is not None:
            results.append(LineResult(asked.line, Outcome.NOT_BOOKED, asked.person.name, fault))
        else:
            results.append(LineResult(asked.line, Outcome.BOOKED, asked.person.name, appointment_id=number))
    return results


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


def _asked(uow: UnitOfWork, place: int, line: ListLine, wanted: Service, person: PersonRow, house: _House) -> _Asked:
    day, clock = day_of_text(line.get("day")), time_of_text(line.get("time"))
    if day is None:
        raise Invalid("scheduling.line_day", typed=line.get("day"))
    if house.month_first and in_two_ways(line.get("day")):
        raise Invalid("scheduling.line_day_two_ways", typed=line.get("day"), line=house.month_first)
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
    clinician_id = _clinician(line, house.staff)
    return _Asked(place, line, person, wanted, starts_at, minutes, clinician_id, _named_room(line, house.rooms))


def _request(uow: UnitOfWork, coming: Sequence[_Asked], house: _House) -> Booking:
    first = coming[0]
    notes = dict.fromkeys(asked.line.get("note") for asked in coming if asked.line.get("note"))
    people = tuple(asked.person.id for asked in coming)
    return Booking(
        first.room_id if first.room_id is not None else _free_room(uow, first, people, house.rooms),
        first.service.id,
        first.starts_at,
        people,
        first.person.case_id,
        first.minutes,
        note="; ".join(notes),
        clinician_id=first.clinician_id,
    )


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


def _named_room(line: ListLine, rooms: Sequence[Room]) -> int | None:
    text = line.get("room")
    if not text:
        return None
    named = next((room for room in rooms if fold(room.name) == fold(text)), None)
    if named is None:
        raise Invalid("scheduling.line_room", room=text)
    return named.id


def _free_room(uow: UnitOfWork, asked: _Asked, people: tuple[int, ...], rooms: Sequence[Room]) -> int:
    kind = [room for room in rooms if room.kind == asked.service.room_kind]
    if not kind:
        raise Refused("scheduling.no_room_today", service=asked.service.name)
    moment = rules.slot_start(rules.slot_number(asked.starts_at))
    free = free_times.free_starts(
        uow, service_id=asked.service.id, persons=len(people), day=day_of(moment, uow.zone), person_ids=people
    )
    found = next((slot.room_id for slot in free if slot.span.starts_at == moment), None)
    return found if found is not None else kind[0].id  # where none is free, booking says why not


def _is_there(uow: UnitOfWork, asked: _Asked) -> bool:
    statement = (
        select(Appointment.id)
        .join(AppointmentPerson, AppointmentPerson.appointment_id == Appointment.id)
        .where(
            Appointment.service_id == asked.service.id,
            Appointment.starts_at == asked.starts_at,
            AppointmentPerson.person_id == asked.person.id,
            AppointmentPerson.status.not_in([status.value for status in RELEASED]),
        )
    )
    return uow.session.scalar(statement) is not None
