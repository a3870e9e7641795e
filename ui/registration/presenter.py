"""What registration shows and does, without widgets: questions, acts, and how a document meets what was typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date

from mhac.kernel.unit_of_work import UnitOfWork
from mhac.registration import codes, names, queries, service
from mhac.registration.birth import BirthDate, is_minor
from mhac.registration.drafts import Draft
from mhac.registration.duplicates import Draft as Sought
from mhac.registration.lookalikes import Duplicate, likely_duplicates
from mhac.registration.mrz import Document, Reading
from mhac.registration.rules import (
    CaseFile,
    IdentifierEntry,
    Joining,
    NewCase,
    NewConsent,
    NewPerson,
    PeopleCounts,
    PersonFile,
    PersonRow,
)


@dataclass(frozen=True)
class Listing:
    """The answer to what was typed into the search field."""

    text: str
    rows: tuple[PersonRow, ...]
    counts: PeopleCounts


@dataclass(frozen=True)
class Whole:
    """A person with photo and families, for the preview and for the form."""

    row: PersonRow
    file: PersonFile
    photo: bytes | None
    cases: tuple[CaseFile, ...]


@dataclass(frozen=True)
class Registration:
    """Everything that one press of "Register" puts on file."""

    person: NewPerson
    photo: bytes | None = None
    consent: NewConsent | None = None
    case: NewCase | None = None
    joins: tuple[int, str, bool] | None = None  # case, relationship, travels
    another_because: str = ""  # why a paper that is on somebody else's file stands on this one too


@dataclass(frozen=True)
class Registered:
    """Who was put on file, and in which case."""

    person_id: int
    case_id: int | None


@dataclass(frozen=True)
class Unfinished:
    """What was typed when the program ended, and the family's case that the person was to join."""

    draft: Draft
    joins: CaseFile | None = None


@dataclass(frozen=True)
class Difference:
    """A field in which the document and the form disagree."""

    name: str
    typed: object
    document: object


@dataclass(frozen=True)
class Comparison:
    """What a document adds to the form, and where the two differ."""

    adds: dict[str, object] = field(default_factory=dict)
    differs: tuple[Difference, ...] = ()


def listing(text: str, uow: UnitOfWork) -> Listing:
    """Find people for the list."""
    return Listing(text, queries.search_people(uow, text), queries.counts(uow))


def whole(person_id: int, uow: UnitOfWork) -> Whole:
    """Read a person's file; the reading is logged."""
    file = queries.person_file(uow, person_id)
    row = queries.people(uow, [person_id])[person_id]
    return Whole(row, file, queries.photo(uow, person_id), queries.cases_of(uow, person_id))


def unfinished(uow: UnitOfWork) -> Unfinished | None:
    """Read what this user was typing when the program ended; a case that was closed meanwhile is joined no more."""
    draft = queries.draft(uow)
    if draft is None:
        return None
    case = queries.case_file(uow, draft.case_id) if draft.case_id is not None else None
    return Unfinished(draft, case if case is not None and case.closed_at is None else None)


def save_draft(draft: Draft, uow: UnitOfWork) -> None:
    """Keep what is being typed."""
    service.save_draft(uow, draft=draft)


def discard_draft(uow: UnitOfWork) -> None:
    """Forget what was being typed."""
    service.discard_draft(uow)


def duplicates(draft: Sought, uow: UnitOfWork) -> tuple[Duplicate, ...]:
    """Find who may be the person that is being typed."""
    return likely_duplicates(uow, draft)


def register(request: Registration, uow: UnitOfWork) -> Registered:
    """Put a person on file with photo, consent and case in one act: all of it, or nothing."""
    person_id = service.register_person(uow, request=request.person, another_because=request.another_because)
    _attach(request, person_id, uow)
    case_id: int | None = None
    if request.joins is not None:
        case_id, relationship, travels = request.joins
        service.add_to_case(uow, case_id=case_id, joining=Joining(person_id, relationship, travels=travels))
    elif request.case is not None:
        case_id = service.open_case(
            uow, request=request.case, members=[Joining(person_id, "principal", principal=True)]
        )
    service.discard_draft(uow)
    return Registered(person_id, case_id)


def correct(person_id: int, version: int, request: Registration, uow: UnitOfWork) -> Registered:
    """Correct what is on file of a person, with a new photo or consent where there is one."""
    service.correct_person(
        uow, person_id=person_id, version=version, request=request.person, another_because=request.another_because
    )
    _attach(request, person_id, uow)
    return Registered(person_id, None)


def _attach(request: Registration, person_id: int, uow: UnitOfWork) -> None:
    if request.photo is not None:
        service.add_photo(uow, person_id=person_id, image=request.photo)
    if request.consent is not None:
        service.record_consent(uow, person_id=person_id, request=request.consent)


def save_case(
    case: CaseFile | None, request: NewCase, members: Sequence[Joining], removed: dict[int, str], uow: UnitOfWork
) -> int:
    """Open a case, or arrange an existing one anew."""
    if case is None:
        return service.open_case(uow, request=request, members=members)
    service.correct_case(uow, case_id=case.id, version=case.version, request=request, members=members, removed=removed)
    return case.id


def case_file(case_id: int, uow: UnitOfWork) -> CaseFile:
    """Read a case as it is now."""
    return queries.case_file(uow, case_id)


def close_case(case: CaseFile, reason: str, uow: UnitOfWork) -> int:
    """Close a case with the reason."""
    service.close_case(uow, case_id=case.id, version=case.version, reason=reason)
    return case.id


def search(text: str, uow: UnitOfWork) -> tuple[PersonRow, ...]:
    """Find people for a picker."""
    return queries.search_people(uow, text, limit=9)


# -- document and form ----------------------------------------------------------------------------------------------


def facts_of_document(reading: Reading) -> dict[str, object]:
    """Return what a document says, by the names of the form's fields; fields that failed their check are left out."""
    document = reading.document
    if document is None:
        return {}
    wrong = {remark.field for remark in reading.errors}
    if "composite_check" in wrong:
        return {}
    found: dict[str, object] = {}
    if "names" not in wrong:
        found["family_name"], found["given_names"] = document.family_name, document.given_names
    if "sex" not in wrong and document.sex:
        found["sex"] = document.sex
    if "birth_date" not in wrong and document.birth is not None:
        found["birth"] = document.birth
    found |= _belonging(document)
    if "number" not in wrong and document.number:
        found["paper"] = _paper(document, expiry_known="expiry" not in wrong)
    return found


def _belonging(document: Document) -> dict[str, object]:
    country = codes.country_of(document.nationality)
    if country is not None:
        return {"citizenship": country}
    if document.nationality in codes.travel_statuses():
        return {"travel_status": document.nationality}
    return {}


def _paper(document: Document, *, expiry_known: bool) -> IdentifierEntry:
    kind = codes.kind_of_document(document.document_code, nationality=document.nationality)
    issuer = codes.issuer_code(document.issuer)
    return IdentifierEntry(kind, document.number, issuer, document.expires_on if expiry_known else None)


def compare(reading: Reading, typed: NewPerson) -> Comparison:
    """Say what a document adds to what was typed, and what would overwrite it."""
    said = facts_of_document(reading)
    truncated = reading.document is not None and reading.document.names_truncated
    paper = said.pop("paper", None)
    adds: dict[str, object] = {}
    differs: list[Difference] = []
    for name, theirs in said.items():
        ours = getattr(typed, name)
        if ours in (None, "") and theirs not in (None, ""):
            adds[name] = theirs
        elif not _agrees(name, ours, theirs, truncated=truncated):
            differs.append(Difference(name, ours, theirs))
    if isinstance(paper, IdentifierEntry):
        _compare_paper(paper, typed.identifiers, adds, differs)
    if not typed.family_name and typed.given_names and "family_name" in adds:
        differs = [difference for difference in differs if difference.name != "given_names"]
        differs.append(Difference("given_names", typed.given_names, said["given_names"]))
    return Comparison(adds, tuple(differs))


def _agrees(name: str, ours: object, theirs: object, *, truncated: bool) -> bool:
    if name in {"family_name", "given_names"}:
        return names.same_as_document(str(ours or ""), str(theirs or ""), truncated=truncated)
    if name == "birth" and isinstance(ours, BirthDate) and isinstance(theirs, BirthDate):
        return (ours.earliest, ours.latest) == (theirs.earliest, theirs.latest)
    return ours == theirs


def _compare_paper(
    paper: IdentifierEntry, known: Sequence[IdentifierEntry], adds: dict[str, object], differs: list[Difference]
) -> None:
    same = next((entry for entry in known if entry.normal == paper.normal), None)
    if same is None:
        adds["paper"] = paper
    elif same != paper:
        differs.append(Difference("paper", same, paper))


def differences_on_file(typed: NewPerson, on_file: NewPerson) -> tuple[Difference, ...]:
    """Say in which fields the form and the file differ, after somebody else changed the file meanwhile."""
    typed, on_file = typed.tidied(), on_file.tidied()
    pairs = ((known.name, getattr(typed, known.name), getattr(on_file, known.name)) for known in fields(NewPerson))
    return tuple(
        Difference(name, ours, theirs)
        for name, ours, theirs in pairs
        if ours != theirs and name not in {"interpreter_language", "birth_unknown"}
    )


def draft_of(person: NewPerson, exclude: int | None = None) -> Sought:
    """Return what is compared with people on file."""
    return Sought(
        family_name=person.family_name,
        given_names=person.given_names,
        sex=person.sex,
        birth=person.birth,
        phone=person.phone,
        numbers=frozenset(entry.normal for entry in person.identifiers if entry.normal),
        exclude=exclude,
    )


def family_member_of(person: NewPerson) -> NewPerson:
    """Return what a further member of the same family begins with: family name, home, languages and origin."""
    return replace(
        NewPerson(),
        family_name=person.family_name,
        phone=person.phone,
        camp=person.camp,
        address=person.address,
        languages=person.languages,
        needs_interpreter=person.needs_interpreter,
        interpreter_language=person.interpreter_language,
        citizenship=person.citizenship,
        origin_country=person.origin_country,
        travel_status=person.travel_status,
    )


def minor_on(birth: BirthDate | None, today: date) -> bool | None:
    """Tell whether a guardian must sign; None where the birth date leaves it open."""
    return is_minor(birth, today)
