"""Puts together what a certificate will say, from the decision, the person and the clinic, at the moment of issue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from mhac.certificates.rules import initials
from mhac.documents.content import (
    CertificateContent,
    CertifiedPerson,
    Clinic,
    Journey,
    PartialDate,
    Signatory,
)
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.registration import codes
from mhac.registration.birth import AgeUnit, BirthDate, age_on
from mhac.registration.names import display
from mhac.registration.queries import person_file, photo
from mhac.registration.records import Person
from mhac.registration.rules import IdentifierEntry, NameEntry, NameKind, NewPerson
from mhac.security.queries import clinic_profile
from mhac.security.records import StaffSignature, User
from mhac.travel.codes import travel_codes
from mhac.travel.views import DecisionPaper

# Papers that a border or an airline asks for, the likeliest first.
_TRAVEL_PAPERS = ("passport", "ctd", "laissez_passer", "national_id", "refugee_id", "proof_of_registration", "unhcr")


def draft(uow: UnitOfWork, paper: DecisionPaper, *, number: str, key_name: str) -> tuple[CertificateContent, str, int]:
    """Return the content of a certificate, the person's initials and year of birth (0: not known) for its code."""
    file = person_file(uow, paper.person_id)
    facts = file.facts
    examined = paper.screened_at or paper.decided_at
    valid_until = paper.valid_until or paper.departs_at
    content = CertificateContent(
        number=number,
        clinic=clinic_head(uow),
        person=certified_person(
            facts, case_number=paper.case_number, examined_on=_local(uow, examined).date(),
            departs_on=paper.departs_at.date(), photo=photo(uow, file.id)),
        journey=Journey(
            country_name(paper.destination), departs_on=_local(uow, paper.departs_at).date(), flight=paper.flight
        ),
        decision=paper.outcome.value,
        conditions=tuple(travel_codes().condition_text(each) for each in paper.conditions),
        examined_at=_local(uow, examined),
        issued_at=_local(uow, uow.now()),
        valid_until=_local(uow, valid_until),
        physician=signatory(uow, paper.physician_id, paper.physician_name, paper.physician_licence),
        key_id=key_name,
    )
    return content, initials(*latin_name(facts)), birth_year(facts.birth)


def birth_year(birth: BirthDate | None) -> int:
    """Return the year of birth for the code of a certificate, 0 where it is not known."""
    return birth.earliest.year if birth and birth.earliest.year == birth.latest.year else 0


def clinic_head(uow: UnitOfWork) -> Clinic:
    """Return how the clinic calls itself on paper."""
    profile = clinic_profile(uow)
    return Clinic(profile.name, place=profile.place, phone=profile.phone, logo=profile.logo)


def _local(uow: UnitOfWork, moment: datetime) -> datetime:
    """Bring a moment into the clinic's zone, to the minute that the paper shows."""
    return moment.astimezone(uow.zone).replace(second=0, microsecond=0)


def certified_person(
    facts: NewPerson, *, case_number: str, examined_on: date, departs_on: date, photo: bytes | None
) -> CertifiedPerson:
    """Return whom a certificate is about, as he is on file."""
    age = age_on(facts.birth, examined_on)
    known = age is not None and age.unit is AgeUnit.YEARS and age.least == age.most and not age.estimated
    who = named(facts, _on_document(facts), facts.birth)
    return CertifiedPerson(
        name=who.name,
        latin_name=who.latin_name,
        birth=who.birth,
        age=age.least if age is not None and known else None,
        sex=who.sex,
        nationality=who.nationality,
        document=_document(facts.identifiers, departs_on),
        case_number=case_number,
        photo=photo,
    )


@dataclass(frozen=True)
class Named:
    """Who a paper says that its person is."""

    name: str
    latin_name: str
    sex: str
    birth: PartialDate | None
    nationality: str


def named(person: NewPerson | Person, on_document: NameEntry | None, birth: BirthDate | None) -> Named:
    """Return how papers name somebody who is on file like this."""
    written = on_document or person
    known = PartialDate.between(birth.earliest, birth.latest, birth.precision.value, birth.estimated) if birth else None
    return Named(
        display(person.family_name, person.given_names), display(written.family_name, written.given_names), person.sex,
        known, _nationality(person.citizenship, person.travel_status))


def latin_name(facts: NewPerson) -> tuple[str, str]:
    """Return the name as the machine-readable zone writes it, where registration has it; else the name on file."""
    written = _on_document(facts)
    return (written.family_name, written.given_names) if written else (facts.family_name, facts.given_names)


def _on_document(facts: NewPerson) -> NameEntry | None:
    return next((each for each in facts.other_names if each.kind == NameKind.DOCUMENT), None)


def _nationality(citizenship: str | None, status: str | None) -> str:
    named = codes.travel_statuses().get(status or "")
    return named.name() if named else country_name(citizenship or "")


def country_name(code: str) -> str:
    """Return a country as papers name it."""
    entry = codes.countries().get(code)
    return entry.name() if entry else code


def _document(identifiers: tuple[IdentifierEntry, ...], day: date) -> str:
    """Return the paper to travel on: the likeliest kind, one that is still good on the day of departure first."""

    def rank(entry: IdentifierEntry) -> tuple[bool, int]:
        return (entry.expires_on is not None and entry.expires_on < day, _TRAVEL_PAPERS.index(entry.kind))

    carried = sorted((each for each in identifiers if each.kind in _TRAVEL_PAPERS), key=rank)
    if not carried:
        return ""
    return document_words(carried[0])


def document_words(entry: IdentifierEntry) -> str:
    """Return a document as papers say it."""
    kind = codes.identifier_kinds().get(entry.kind)
    return f"{kind.name() if kind else entry.kind} {entry.value}"


def signatory(uow: UnitOfWork, physician_id: int | None, name: str, licence: str) -> Signatory:
    """Return the physician as he signs on paper."""
    user = uow.session.get(User, physician_id) if physician_id else None
    image = select(StaffSignature.png).where(StaffSignature.user_id == user.id) if user else None
    return Signatory(
        name=name,
        title=user.job_title if user else "",
        licence=licence,
        signature=uow.session.scalar(image) if image is not None else None,
    )
