"""Find or scan anything: people, cases, appointments, requests, sheets and certificates behind one box."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mhac.certificates import queries as certificates
from mhac.exams import queries as exams
from mhac.kernel import search
from mhac.kernel.errors import ClinicError
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.registration import queries as registration
from mhac.registration.rules import PersonRow
from mhac.scheduling import queries as scheduling
from mhac.scheduling.guard import block_label
from mhac.scheduling.views import Block
from mhac.submissions import queries as submissions

EACH = 20
_CODE = "MHAC1."  # how the text of a certificate's code begins


@dataclass(frozen=True)
class FoundPerson:
    """A person whose name or number fits."""

    person: PersonRow


@dataclass(frozen=True)
class FoundAppointment:
    """An appointment slip was scanned."""

    id: int
    label: str
    starts_at: datetime


@dataclass(frozen=True)
class FoundRequest:
    """A laboratory or X-ray request was scanned."""

    id: int
    person: PersonRow


@dataclass(frozen=True)
class FoundCertificate:
    """An issued paper."""

    id: int
    number: str
    name: str
    status: str


@dataclass(frozen=True)
class FoundSheet:
    """A sheet that is entered at an authority, by its bars or the authority's number."""

    exam_id: int
    paper: str
    person: PersonRow


@dataclass(frozen=True)
class FoundCode:
    """The text of a certificate's code, to be checked."""

    text: str


Found = FoundPerson | FoundAppointment | FoundRequest | FoundCertificate | FoundSheet | FoundCode


def find(uow: UnitOfWork, text: str) -> tuple[Found, ...]:
    """Return what fits a typed or scanned text, of what the asking person may see; people first."""
    uow.require("reporting.find")
    if text.strip().upper().startswith(_CODE):
        return (FoundCode(text.strip()),)
    found: list[Found] = [FoundPerson(row) for row in registration.search_people(uow, text, EACH)]
    found += _by_case(uow, text, {each.person.id for each in found if isinstance(each, FoundPerson)})
    slip = scheduling.appointment_by_number(text)
    if slip is not None and (appointment := _one(uow, "appointment", slip)) is not None:
        found.append(appointment)
    hits = search.find(uow.connection, text, subjects=("request", "certificate", "submission"), limit=5)
    if len(text.strip()) >= 4:
        found += [one for subject, number in hits if (one := _one(uow, subject, number)) is not None]
    return tuple(found)


def _by_case(uow: UnitOfWork, text: str, known: set[int]) -> Sequence[FoundPerson]:
    """The people of a case whose number fits."""
    numbers = [number for _, number in search.find(uow.connection, text, subjects=("case",), limit=5)]
    members = [m.person.id for number in numbers for m in registration.case_file(uow, number).members]
    fresh = [member for member in members if member not in known]
    rows = registration.people(uow, fresh)
    return [FoundPerson(rows[member]) for member in fresh if member in rows]


def _label(block: Block) -> str:
    return block.label or block_label([person.name for person in block.live or block.people])


def _one(uow: UnitOfWork, subject: str, number: int) -> Found | None:
    """Return one scanned thing, or None where it is not for the asking person's eyes."""
    try:
        if subject == "appointment":
            block = scheduling.block(uow, number)
            return FoundAppointment(number, _label(block), block.starts_at) if block else None
        if subject == "request":
            person_id = exams.person_of_request(uow, number)
            return FoundRequest(number, registration.people(uow, [person_id])[person_id])
        if subject == "submission":
            return FoundSheet(*submissions.exam_of_submission(uow, number))
        issued = certificates.certificate(uow, number)
        return FoundCertificate(issued.id, issued.number, issued.name, issued.status.value)
    except ClinicError:
        return None
