"""What the reception desk may do: register and correct people, add photos and consent, open and keep family cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import flag_modified

from mhac.kernel import search, settings
from mhac.kernel.errors import Invalid, NotFound, Refused
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.registration import codes, drafts, names, papers, photos, rules
from mhac.registration.birth import Precision
from mhac.registration.drafts import Draft
from mhac.registration.queries import birth_of
from mhac.registration.records import (
    Case,
    CaseMember,
    Consent,
    Identifier,
    Person,
    PersonName,
    Photo,
    RegistrationDraft,
)
from mhac.registration.rules import IdentifierEntry, Joining, NameEntry, NewCase, NewConsent, NewPerson

DEFAULT_SITE = "MHAC"
CORRECTED = "corrected"


def register_person(uow: UnitOfWork, *, request: NewPerson, another_because: str = "") -> int:
    """Put a person on file and give the file number; return the person's id.

    Raises `Refused` ("registration.paper_on_file", values person_id, name, file_number, number) where a paper made out
    to one person is on another's file; `another_because` says why both have it, and the audit keeps it.
    """
    uow.require("registration.register_person")
    request = _checked(uow, request)
    papers.ask_about(uow, request.identifiers, None, another_because)
    person = Person(registered_at=uow.now(), registered_by=uow.actor.name)
    _fill(person, request)
    uow.add(person)
    person.file_number = rules.file_number(_site(uow), person.id)
    uow.session.add_all(_name_record(person.id, entry) for entry in dict.fromkeys(request.other_names))
    uow.session.add_all(_identifier_record(person.id, entry) for entry in request.identifiers)
    uow.session.flush()
    spelled = [text for entry in request.other_names for text in (entry.family_name, entry.given_names)]
    _index(uow, person, spelled, [entry.value for entry in request.identifiers])
    uow.about(person.id)
    uow.announce("people", person.id)
    return person.id


def correct_person(
    uow: UnitOfWork, *, person_id: int, version: int, request: NewPerson, another_because: str = ""
) -> int:
    """Replace what is on file by what the desk now says; return the new version. The audit keeps what was.

    A paper that is new here is asked about as at the registration.
    """
    uow.require("registration.correct_person")
    request = _checked(uow, request)
    person = uow.get(Person, person_id)
    uow.check_version(person, version)
    papers.ask_about(uow, request.identifiers, person_id, another_because)
    _fill(person, request)
    flag_modified(person, "name_key")
    _keep_names(uow, person_id, request.other_names)
    _keep_identifiers(uow, person_id, request.identifiers)
    uow.session.flush()
    _index_person(uow, person)
    uow.about(person_id)
    uow.announce("people", person_id)
    return person.version


def save_draft(uow: UnitOfWork, *, draft: Draft, typed_at: datetime | None = None) -> None:
    """Keep what is being typed of a person who is not registered yet; the last draft of each user counts.

    `typed_at` is when it was typed, for one that waited until the server was back: a newer one is left as it is.
    """
    uow.require("registration.save_draft")
    if uow.actor.user_id is None:
        return
    kept = uow.session.scalar(select(RegistrationDraft).where(RegistrationDraft.user_id == uow.actor.user_id))
    if kept is not None and typed_at is not None and kept.saved_at > typed_at:
        return
    if kept is None:
        kept = RegistrationDraft(user_id=uow.actor.user_id)
        uow.session.add(kept)
    kept.content, kept.saved_at = drafts.content_of(draft), uow.now()


def discard_draft(uow: UnitOfWork) -> None:
    """Forget what was being typed: the person is registered, or will not be."""
    uow.require("registration.discard_draft")
    uow.session.execute(delete(RegistrationDraft).where(RegistrationDraft.user_id == uow.actor.user_id))


def add_photo(uow: UnitOfWork, *, person_id: int, image: bytes) -> int:
    """Keep a photo, made small and free of hidden data; the one before stays on record. Return its id."""
    uow.require("registration.add_photo")
    person = uow.get(Person, person_id)
    picture = photos.prepare(image)
    current = uow.session.scalars(select(Photo).where(Photo.person_id == person_id, Photo.replaced_at.is_(None))).all()
    for old in current:
        old.replaced_at = uow.now()
    uow.session.flush()
    kept = uow.add(
        Photo(
            person_id=person.id,
            jpeg=picture.jpeg,
            width=picture.width,
            height=picture.height,
            taken_at=uow.now(),
        )
    )
    uow.about(person_id)
    uow.announce("people", person_id)
    return kept.id


def record_consent(uow: UnitOfWork, *, person_id: int, request: NewConsent) -> int:
    """Record what the person agreed to or refused, the language, who interpreted and which guardian signed."""
    uow.require("registration.record_consent")
    person = uow.get(Person, person_id)
    _raise_first(rules.consent_problems(request, birth_of(person), uow.today(), codes.lists()))
    kept = uow.add(
        Consent(
            person_id=person_id,
            decision=request.decision,
            language=request.language,
            interpreter=names.tidy(request.interpreter),
            guardian_name=names.tidy(request.guardian_name),
            guardian_relationship=request.guardian_relationship,
            note=request.note.replace("\x00", "").strip(),
            given_at=uow.now(),
            recorded_by=uow.actor.name,
        )
    )
    uow.about(person_id)
    uow.announce("people", person_id)
    return kept.id


def open_case(uow: UnitOfWork, *, request: NewCase, members: Sequence[Joining]) -> int:
    """Open a case for a family or a single person; return its id."""
    uow.require("registration.open_case")
    _raise_first(rules.case_problems(request))
    _raise_first(rules.member_problems(members, codes.lists()))
    case = Case(opened_at=uow.now(), country=request.country, category=request.category)
    _fill_case(uow, case, request)
    if not case.number:
        case.number = rules.case_number(_site(uow), uow.today().year, case.id)
        case.normal = rules.normal_number(case.number)
    for member in members:
        _join(uow, case.id, member)
    _settle_case(uow, case, {member.person_id for member in members})
    return case.id


def correct_case(
    uow: UnitOfWork,
    *,
    case_id: int,
    version: int,
    request: NewCase,
    members: Sequence[Joining],
    removed: Mapping[int, str] | None = None,
) -> int:
    """Replace a case's head and the arrangement of its people in one act; return the new version.

    Who is on file in the case and not among `members` must be in `removed`, with a reason.
    """
    uow.require("registration.correct_case")
    _raise_first(rules.case_problems(request))
    _raise_first(rules.member_problems(members, codes.lists()))
    case = uow.get(Case, case_id)
    uow.check_version(case, version)
    removed = removed or {}
    staying = {member.person_id for member in members}
    inside = set(_inside(uow, case_id))
    if unexplained := inside - staying - {person for person, reason in removed.items() if reason.strip()}:
        raise Invalid("registration.reason_missing", field="members", people=len(unexplained))
    for person_id in inside - staying:
        _leave(uow, case_id, person_id, removed[person_id])
    for member in members:
        _join(uow, case_id, member)
    _fill_case(uow, case, request)
    flag_modified(case, "normal")
    _settle_case(uow, case, inside | staying)
    return case.version


def close_case(uow: UnitOfWork, *, case_id: int, version: int, reason: str) -> None:
    """Close a case with the reason; it stays on file."""
    uow.require("registration.close_case")
    case = uow.get(Case, case_id)
    uow.check_version(case, version)
    if not reason.strip():
        raise Invalid("registration.reason_missing", field="reason", people=0)
    case.closed_at = uow.now()
    case.closed_reason = names.tidy(reason)[:300]
    _settle_case(uow, case, set())


def add_to_case(uow: UnitOfWork, *, case_id: int, joining: Joining) -> None:
    """Add a person to a case that has a principal applicant already."""
    uow.require("registration.add_to_case")
    case = _held(uow, case_id)
    _check_dependent(joining)
    _join(uow, case_id, joining)
    _settle_case(uow, case, {joining.person_id})


def set_relationship(uow: UnitOfWork, *, case_id: int, person_id: int, relationship: str, travels: bool) -> None:
    """Say how a person is related to the principal applicant and whether the two travel together."""
    uow.require("registration.set_relationship")
    case = _held(uow, case_id)
    member = _inside(uow, case_id).get(person_id)
    if member is None:
        raise NotFound("kernel.not_found", kind="CaseMember")
    if not member.principal:
        _check_dependent(Joining(person_id, relationship))
        member.relationship = relationship
    member.travels = travels
    _settle_case(uow, case, set())


def remove_from_case(uow: UnitOfWork, *, case_id: int, person_id: int, reason: str) -> None:
    """Take a person out of a case with the reason; the principal applicant can only be exchanged."""
    uow.require("registration.remove_from_case")
    case = _held(uow, case_id)
    member = _inside(uow, case_id).get(person_id)
    if member is None:
        raise NotFound("kernel.not_found", kind="CaseMember")
    if member.principal:
        raise Refused("registration.case_needs_principal", field="members")
    if not reason.strip():
        raise Invalid("registration.reason_missing", field="reason", people=1)
    _leave(uow, case_id, person_id, reason)
    _settle_case(uow, case, {person_id})


# -- people ---------------------------------------------------------------------------------------------------------


def _checked(uow: UnitOfWork, request: NewPerson) -> NewPerson:
    tidied = request.tidied()
    kept = tuple(replace(each, issuer=codes.issuer_code(each.issuer or "") or None) for each in tidied.identifiers)
    tidied = replace(tidied, identifiers=kept)
    _raise_first(rules.person_problems(tidied, uow.today(), codes.lists()))
    return tidied


def _raise_first(problems: Iterable[Invalid]) -> None:
    for problem in problems:
        raise problem


def _site(uow: UnitOfWork) -> str:
    profile = settings.get(uow.session, "clinic.profile", {}) or {}
    return str(profile.get("site_code") or DEFAULT_SITE)


def _fill(person: Person, request: NewPerson) -> None:
    person.family_name, person.given_names = request.family_name, request.given_names
    person.name_key = names.key(request.family_name, request.given_names)
    person.sex = request.sex
    born = request.birth
    person.birth_earliest, person.birth_latest = (born.earliest, born.latest) if born else (None, None)
    person.birth_precision = str(born.precision if born else Precision.UNKNOWN)
    person.birth_estimated = born.estimated if born else False
    person.citizenship, person.origin_country = request.citizenship, request.origin_country
    person.birth_country, person.travel_status = request.birth_country, request.travel_status
    person.phone, person.camp, person.address = request.phone, request.camp, request.address
    person.languages = list(request.languages)
    person.needs_interpreter = request.needs_interpreter
    person.interpreter_language = request.interpreter_language
    person.note = request.note


def _keep_names(uow: UnitOfWork, person_id: int, wanted: Sequence[NameEntry]) -> None:
    on_file = uow.session.scalars(
        select(PersonName).where(PersonName.person_id == person_id, PersonName.void_reason.is_(None))
    ).all()
    known = {NameEntry(row.kind, row.family_name, row.given_names): row for row in on_file}
    for entry, row in known.items():
        if entry not in wanted:
            row.void_reason = CORRECTED
    uow.session.add_all(_name_record(person_id, entry) for entry in dict.fromkeys(wanted) if entry not in known)


def _name_record(person_id: int, entry: NameEntry) -> PersonName:
    return PersonName(
        person_id=person_id, kind=entry.kind, family_name=entry.family_name, given_names=entry.given_names
    )


def _keep_identifiers(uow: UnitOfWork, person_id: int, wanted: Sequence[IdentifierEntry]) -> None:
    on_file = uow.session.scalars(
        select(Identifier).where(Identifier.person_id == person_id, Identifier.void_reason.is_(None))
    ).all()
    known = {IdentifierEntry(row.kind, row.value, row.issuer, row.expires_on): row for row in on_file}
    for entry, row in known.items():
        if entry not in wanted:
            row.void_reason = CORRECTED
    uow.session.add_all(_identifier_record(person_id, entry) for entry in wanted if entry not in known)


def _identifier_record(person_id: int, entry: IdentifierEntry) -> Identifier:
    return Identifier(
        person_id=person_id,
        kind=entry.kind,
        value=entry.value,
        normal=entry.normal,
        issuer=entry.issuer,
        expires_on=entry.expires_on,
    )


def _index_person(uow: UnitOfWork, person: Person) -> None:
    session = uow.session
    session.flush()
    others = session.execute(
        select(PersonName.family_name, PersonName.given_names).where(
            PersonName.person_id == person.id, PersonName.void_reason.is_(None)
        )
    )
    numbers = session.scalars(
        select(Identifier.value).where(Identifier.person_id == person.id, Identifier.void_reason.is_(None))
    )
    cases = session.scalars(
        select(Case.number)
        .join(CaseMember, CaseMember.case_id == Case.id)
        .where(CaseMember.person_id == person.id, CaseMember.left_at.is_(None))
    )
    spelled = [text for row in others for text in row]
    _index(uow, person, spelled, [*numbers, *(number or "" for number in cases)])


def _index(uow: UnitOfWork, person: Person, spelled: Iterable[str], numbers: Iterable[str]) -> None:
    search.replace_terms(
        uow.session,
        "person",
        person.id,
        names=[person.family_name, person.given_names, *spelled],
        numbers=[person.file_number or "", *numbers, *_phone_forms(person.phone)],
    )


def _phone_forms(phone: str) -> list[str]:
    """Return a phone number as typed and in the national form, so that both are found."""
    digits = "".join(c for c in phone if c.isdigit())
    return [digits, f"0{digits[-9:]}"] if len(digits) > 9 else [digits]


# -- cases ----------------------------------------------------------------------------------------------------------


def _inside(uow: UnitOfWork, case_id: int) -> dict[int, CaseMember]:
    rows = uow.session.scalars(
        select(CaseMember).where(CaseMember.case_id == case_id, CaseMember.left_at.is_(None))
    ).all()
    return {row.person_id: row for row in rows}


def _fill_case(uow: UnitOfWork, case: Case, request: NewCase) -> None:
    number = names.tidy(request.number)
    case.country, case.category, case.programme = request.country, request.category, names.tidy(request.programme)
    if number or case.id is None:
        case.number, case.normal = number or None, rules.normal_number(number)
    if number and uow.session.scalar(select(Case.id).where(Case.normal == case.normal, Case.id != (case.id or 0))):
        raise Refused("registration.case_number_taken", field="number", number=number)
    try:
        uow.add(case)
    except IntegrityError:
        raise Refused("registration.case_number_taken", field="number", number=number) from None


def _check_dependent(joining: Joining) -> None:
    if joining.relationship not in codes.relationships():
        raise Invalid("registration.relationship", field="members", typed=joining.relationship)
    if joining.principal or joining.relationship == rules.PRINCIPAL:
        raise Refused("registration.case_one_principal", field="members")


def _join(uow: UnitOfWork, case_id: int, joining: Joining) -> None:
    uow.get(Person, joining.person_id)
    member = uow.session.scalar(
        select(CaseMember).where(CaseMember.case_id == case_id, CaseMember.person_id == joining.person_id)
    )
    if member is None:
        member = CaseMember(case_id=case_id, person_id=joining.person_id, joined_at=uow.now())
        uow.session.add(member)
    elif member.left_at is not None:
        member.joined_at, member.left_at, member.left_reason = uow.now(), None, ""
    member.relationship, member.principal, member.travels = joining.relationship, joining.principal, joining.travels


def _leave(uow: UnitOfWork, case_id: int, person_id: int, reason: str) -> None:
    member = _inside(uow, case_id)[person_id]
    member.left_at, member.left_reason = uow.now(), names.tidy(reason)[:300]
    member.principal = False


def _held(uow: UnitOfWork, case_id: int) -> Case:
    """Return a case whose people change, held for this act, so that two desks wait for each other.

    It gets a new version: who saw other people in it has seen another case.
    """
    case = uow.session.get(Case, case_id, with_for_update=True, populate_existing=True)
    if case is None:
        raise NotFound("kernel.not_found", kind="Case")
    flag_modified(case, "normal")
    return case


def _settle_case(uow: UnitOfWork, case: Case, touched: set[int]) -> None:
    """Write, index anew and announce after any change of a case."""
    uow.session.flush()
    search.replace_terms(uow.session, "case", case.id, names=[case.programme], numbers=[case.number or ""])
    for person_id in touched:
        _index_person(uow, uow.get(Person, person_id))
    uow.announce("cases", case.id)
    if touched:
        uow.announce("people", *touched)
