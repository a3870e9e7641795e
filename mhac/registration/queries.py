"""What the screens ask about people and families. Lists take two statements; reading a file is logged."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased

from mhac.kernel import search
from mhac.kernel.errors import NotFound
from mhac.kernel.records import NUMBERS, one_of
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.registration.birth import BirthDate, Precision
from mhac.registration.drafts import Draft, draft_of
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
from mhac.registration.rules import (
    CaseFile,
    CaseRow,
    ConsentEntry,
    IdentifierEntry,
    MemberRow,
    NameEntry,
    NameKind,
    NewPerson,
    PeopleCounts,
    PersonFile,
    PersonRow,
)

SEE = "registration.search_people"
FILE = "registration.person_file"
_PRECISION = {each.value: each for each in Precision}


def search_people(uow: UnitOfWork, text: str, limit: int = 50) -> tuple[PersonRow, ...]:
    """Return people by any part of any name or number, best first; without a text the newest on file."""
    uow.require(SEE)
    if not text.strip():
        newest = uow.session.scalars(select(Person.id).order_by(Person.id.desc()).limit(limit))
        ids = list(newest)
    else:
        ids = [person_id for _, person_id in search.find(uow.connection, text, subjects=("person",), limit=limit)]
    rows = _rows(uow, "ids", ids) if ids else {}
    return tuple(rows[person_id] for person_id in ids if person_id in rows)


def people(uow: UnitOfWork, ids: Collection[int]) -> dict[int, PersonRow]:
    """Return people by id, for the lists of other rooms."""
    uow.require(SEE)
    return _rows(uow, "ids", ids) if ids else {}


def person_file(uow: UnitOfWork, person_id: int) -> PersonFile:
    """Return everything that registration knows of a person; the reading is logged."""
    uow.require(FILE)
    person = uow.get(Person, person_id)
    uow.log_read(person_id, "registration")
    return PersonFile(
        id=person.id,
        file_number=person.file_number or "",
        version=person.version,
        facts=facts_of(uow, person),
        photo_id=uow.session.scalar(select(Photo.id).where(Photo.person_id == person_id, Photo.replaced_at.is_(None))),
        registered_at=person.registered_at,
        registered_by=person.registered_by,
        consents=_consents(uow, person_id),
    )


def facts_of(uow: UnitOfWork, person: Person) -> NewPerson:
    """Return what is on file of a person in the form in which it is asked for and corrected."""
    uow.require(SEE)
    return NewPerson(
        family_name=person.family_name,
        given_names=person.given_names,
        sex=person.sex,
        birth=birth_of(person),
        birth_unknown=person.birth_earliest is None,
        citizenship=person.citizenship,
        origin_country=person.origin_country,
        birth_country=person.birth_country,
        travel_status=person.travel_status,
        phone=person.phone,
        camp=person.camp,
        address=person.address,
        languages=tuple(person.languages),
        needs_interpreter=person.needs_interpreter,
        interpreter_language=person.interpreter_language,
        note=person.note,
        other_names=_names(uow, person.id),
        identifiers=identifiers(uow, [person.id]).get(person.id, ()),
    )


def birth_of(row: Any) -> BirthDate | None:
    """Return the birth date of a row of `person`."""
    if row.birth_earliest is None or row.birth_latest is None:
        return None
    return BirthDate(row.birth_earliest, row.birth_latest, Precision(row.birth_precision), row.birth_estimated)


def identifiers(uow: UnitOfWork, ids: Collection[int]) -> dict[int, tuple[IdentifierEntry, ...]]:
    """Return the valid numbers of people."""
    uow.require(SEE)
    found: dict[int, tuple[IdentifierEntry, ...]] = {}
    table = Identifier
    rows = uow.session.execute(
        select(table.person_id, table.kind, table.value, table.issuer, table.expires_on)
        .where(table.person_id.in_(ids), table.void_reason.is_(None))
        .order_by(table.id)
    )
    for row in rows:
        entry = IdentifierEntry(row.kind, row.value, row.issuer, row.expires_on)
        found[row.person_id] = (*found.get(row.person_id, ()), entry)
    return found


def document_names(uow: UnitOfWork, ids: Collection[int]) -> dict[int, NameEntry]:
    """Return the names that stand on people's papers, where these are other than the names on file."""
    uow.require(SEE)
    wanted = select(PersonName.person_id, PersonName.kind, PersonName.family_name, PersonName.given_names).where(
        PersonName.person_id.in_(ids), PersonName.kind == NameKind.DOCUMENT, PersonName.void_reason.is_(None))
    rows = uow.session.execute(wanted.order_by(PersonName.id.desc())).all() if ids else ()
    return {row.person_id: NameEntry(row.kind, row.family_name, row.given_names) for row in rows}  # the first one


def draft(uow: UnitOfWork) -> Draft | None:
    """Return what this user was typing when the program ended, if anything."""
    uow.require("registration.register_person")
    kept = uow.session.scalar(select(RegistrationDraft.content).where(RegistrationDraft.user_id == uow.actor.user_id))
    return draft_of(kept) if kept is not None else None


def photo(uow: UnitOfWork, person_id: int) -> bytes | None:
    """Return the current photo of a person, to compare the face with."""
    uow.require(SEE)
    return photos(uow, [person_id]).get(person_id)


def photos(uow: UnitOfWork, ids: Collection[int]) -> dict[int, bytes]:
    """Return the current photos of people."""
    uow.require(SEE)
    rows = uow.session.execute(
        select(Photo.person_id, Photo.jpeg).where(Photo.person_id.in_(ids), Photo.replaced_at.is_(None))
    )
    return {row.person_id: row.jpeg for row in rows}


def with_photo(uow: UnitOfWork, ids: Collection[int]) -> frozenset[int]:
    """Return who of these people has a photo on file."""
    uow.require(SEE)
    wanted = select(Photo.person_id).where(Photo.person_id.in_(ids), Photo.replaced_at.is_(None))
    return frozenset(uow.session.scalars(wanted)) if ids else frozenset()


def case_file(uow: UnitOfWork, case_id: int) -> CaseFile:
    """Return a case with the people who are in it, principal applicant first."""
    uow.require(SEE)
    found = _cases(uow, [case_id])
    if not found:
        raise NotFound("kernel.not_found", kind="Case")
    return found[0]


def cases_of(uow: UnitOfWork, person_id: int) -> tuple[CaseFile, ...]:
    """Return the cases of a person: open ones first, then the newest first."""
    uow.require(SEE)
    ids = uow.session.scalars(
        select(CaseMember.case_id).where(CaseMember.person_id == person_id, CaseMember.left_at.is_(None))
    ).all()
    return _cases(uow, ids)


def find_cases(uow: UnitOfWork, text: str, limit: int = 20) -> tuple[CaseRow, ...]:
    """Return cases by a part of their number or of a name of a member; without a text the newest open ones."""
    uow.require(SEE)
    statement = select(Case.id).order_by(Case.id.desc()).limit(limit)
    if text.strip():
        found = search.find(uow.connection, text, subjects=("case", "person"), limit=limit)
        cases = [key for subject, key in found if subject == "case"]
        persons = [key for subject, key in found if subject == "person"]
        mine = exists().where(
            CaseMember.case_id == Case.id, CaseMember.person_id.in_(persons), CaseMember.left_at.is_(None)
        )
        statement = statement.where(or_(Case.id.in_(cases), mine))
    else:
        statement = statement.where(Case.closed_at.is_(None))
    return _case_rows(uow, uow.session.scalars(statement).all())


def counts(uow: UnitOfWork) -> PeopleCounts:
    """Return how many people and open cases are on file."""
    uow.require(SEE)
    persons = select(func.count()).select_from(Person).scalar_subquery()
    cases = select(func.count()).select_from(Case).where(Case.closed_at.is_(None)).scalar_subquery()
    row = uow.session.execute(select(persons, cases)).one()
    return PeopleCounts(people=row[0], cases=row[1])


# -- rows ---------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=8)
def _person_select(condition: str) -> Select[Any]:
    """Made once for each condition: building the statement takes longer than answering it."""
    newest = aliased(CaseMember)
    mine = (
        select(func.max(newest.id))
        .where(newest.person_id == Person.id, newest.left_at.is_(None))
        .correlate(Person)
        .scalar_subquery()
    )
    conditions = {
        "ids": one_of(Person.id, bindparam("ids", type_=NUMBERS)),
        "file_number": Person.file_number == bindparam("file_number"),
    }
    columns: tuple[Any, ...] = (
        Person.id, Person.file_number, Person.family_name, Person.given_names, Person.sex, Person.birth_earliest,
        Person.birth_latest, Person.birth_precision, Person.birth_estimated, Person.citizenship, Person.camp,
        Person.phone, Person.version, Case.id.label("case_id"), Case.number.label("case_number"), Case.country,
        Case.category,
    )  # fmt: skip
    return (
        select(*columns)
        .select_from(Person)
        .outerjoin(CaseMember, CaseMember.id == mine)
        .outerjoin(Case, Case.id == CaseMember.case_id)
        .where(conditions[condition])
    )


def _rows(uow: UnitOfWork, condition: str, value: object) -> dict[int, PersonRow]:
    wanted = list(value) if isinstance(value, Collection) and not isinstance(value, str) else value
    rows = uow.connection.execute(_person_select(condition), {condition: wanted}).all()
    return {row[0]: _person_row(row) for row in rows}


def _person_row(row: Any) -> PersonRow:
    """Read a row of `_person_select`, by place: lists are long and are read at every keystroke."""
    (
        key, file_number, family, given, sex, earliest, latest, precision, estimated, citizenship, camp, phone, version,
        case_id, case_number, country, category,
    ) = row  # fmt: skip
    birth = BirthDate(earliest, latest, _PRECISION[precision], estimated) if earliest and latest else None
    return PersonRow(
        key, file_number or "", family, given, sex, birth, citizenship, camp, phone, case_id, case_number or "",
        country or "", category or "", version,
    )  # fmt: skip


def _names(uow: UnitOfWork, person_id: int) -> tuple[NameEntry, ...]:
    rows = uow.session.execute(
        select(PersonName.kind, PersonName.family_name, PersonName.given_names)
        .where(PersonName.person_id == person_id, PersonName.void_reason.is_(None))
        .order_by(PersonName.id)
    )
    return tuple(NameEntry(row.kind, row.family_name, row.given_names) for row in rows)


def last_consent(uow: UnitOfWork, person_id: int) -> str:
    """Return what was decided last about the examination: given, refused, withdrawn; "" where nothing is recorded."""
    uow.require(SEE)
    newest = select(Consent.decision).where(Consent.person_id == person_id).order_by(Consent.id.desc()).limit(1)
    return uow.session.scalar(newest) or ""


def _consents(uow: UnitOfWork, person_id: int) -> tuple[ConsentEntry, ...]:
    rows = uow.session.scalars(select(Consent).where(Consent.person_id == person_id).order_by(Consent.id.desc()))
    return tuple(
        ConsentEntry(
            decision=row.decision,
            language=row.language,
            interpreter=row.interpreter,
            guardian_name=row.guardian_name,
            guardian_relationship=row.guardian_relationship,
            note=row.note,
            given_at=row.given_at,
            recorded_by=row.recorded_by,
        )
        for row in rows
    )


def _cases(uow: UnitOfWork, ids: Sequence[int]) -> tuple[CaseFile, ...]:
    cases = uow.session.scalars(select(Case).where(Case.id.in_(ids))).all()
    members = uow.session.execute(
        select(CaseMember.case_id, CaseMember.person_id, CaseMember.relationship, CaseMember.principal,
               CaseMember.travels)
        .where(CaseMember.case_id.in_(ids), CaseMember.left_at.is_(None))
        .order_by(CaseMember.principal.desc(), CaseMember.id)
    ).all()  # fmt: skip
    rows = _rows(uow, "ids", {member.person_id for member in members}) if members else {}
    inside: dict[int, list[MemberRow]] = {}
    for member in members:
        entry = MemberRow(rows[member.person_id], member.relationship, member.principal, member.travels)
        inside.setdefault(member.case_id, []).append(entry)
    files = [
        CaseFile(
            id=case.id,
            number=case.number or "",
            country=case.country,
            category=case.category,
            programme=case.programme,
            opened_at=case.opened_at,
            closed_at=case.closed_at,
            version=case.version,
            members=tuple(inside.get(case.id, ())),
        )
        for case in cases
    ]
    return tuple(sorted(files, key=lambda case: (case.closed_at is not None, -case.id)))


def _case_rows(uow: UnitOfWork, ids: Sequence[int]) -> tuple[CaseRow, ...]:
    principal, counted = aliased(CaseMember), aliased(CaseMember)
    inside = (
        select(func.count())
        .where(counted.case_id == Case.id, counted.left_at.is_(None))
        .correlate(Case)
        .scalar_subquery()
    )
    leads = and_(principal.case_id == Case.id, principal.principal, principal.left_at.is_(None))
    rows = uow.session.execute(
        select(Case.id, Case.number, Case.country, Case.category, Case.programme, Case.opened_at, Case.closed_at,
               inside.label("people"), Person.family_name, Person.given_names)
        .select_from(Case)
        .outerjoin(principal, leads)
        .outerjoin(Person, Person.id == principal.person_id)
        .where(Case.id.in_(ids))
        .order_by(Case.id.desc())
    )  # fmt: skip
    return tuple(
        CaseRow(
            id=row.id,
            number=row.number or "",
            country=row.country,
            category=row.category,
            programme=row.programme,
            opened_at=row.opened_at,
            closed_at=row.closed_at,
            people=row.people,
            principal=f"{(row.family_name or '').upper()} {row.given_names or ''}".strip(),
        )
        for row in rows
    )
