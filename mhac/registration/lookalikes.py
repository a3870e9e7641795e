"""People on file who may be the one being registered: found while typing, with the reasons for each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from mhac.kernel import search
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.registration import names, queries
from mhac.registration.duplicates import LIKELY, Draft, Known, Likeness, likeness
from mhac.registration.records import Identifier, Person, PersonName
from mhac.registration.rules import IdentifierEntry, PersonRow

WORTH_COMPARING = 72
CANDIDATES = 40
WIDEST_SPAN = 5  # years


@dataclass(frozen=True)
class Duplicate:
    """Somebody on file who may be the same person, how sure that is, and why."""

    person: PersonRow
    score: float
    reasons: tuple[Likeness, ...]
    identifiers: tuple[IdentifierEntry, ...]


def likely_duplicates(uow: UnitOfWork, draft: Draft, limit: int = 6) -> tuple[Duplicate, ...]:
    """Return who may be the same person, the likeliest first."""
    uow.require("registration.search_people")
    if not draft.is_worth_asking:
        return ()
    ids = {*_by_number(uow, draft), *_by_birth(uow, draft), *_by_name(uow, draft)} - {draft.exclude}
    found = []
    rows = queries.people(uow, ids)
    numbers = queries.identifiers(uow, ids)
    others = _other_names(uow, ids)
    for person_id, row in rows.items():
        entries = numbers.get(person_id, ())
        known = Known(
            name_keys=(names.key(row.family_name, row.given_names), *others.get(person_id, ())),
            sex=row.sex,
            birth=row.birth,
            phone=row.phone,
            numbers=frozenset(entry.normal for entry in entries),
        )
        score, reasons = likeness(draft, known)
        if score >= LIKELY:
            found.append(Duplicate(row, score, reasons, entries))
    return tuple(sorted(found, key=lambda duplicate: (-duplicate.score, duplicate.person.id))[:limit])


def _by_number(uow: UnitOfWork, draft: Draft) -> Iterable[int]:
    if not draft.numbers:
        return ()
    return uow.session.scalars(
        select(Identifier.person_id)
        .where(Identifier.normal.in_(draft.numbers), Identifier.void_reason.is_(None))
        .limit(CANDIDATES)
    ).all()


def _by_birth(uow: UnitOfWork, draft: Draft) -> Iterable[int]:
    """Compare with everybody born about then: some thousands of names, a matter of milliseconds."""
    from rapidfuzz import fuzz, process

    if draft.birth is None or len(draft.name_key) < len("abc"):
        return ()
    if draft.birth.latest.year - draft.birth.earliest.year > WIDEST_SPAN:
        return ()  # half the clinic would be compared at each keystroke; the search by name answers then
    first, last = date(draft.birth.earliest.year - 1, 1, 1), date(draft.birth.latest.year + 1, 12, 31)
    statement = select(Person.id, Person.name_key).where(Person.birth_earliest >= first, Person.birth_earliest <= last)
    keys = {row.id: row.name_key for row in uow.session.execute(statement)}
    best = process.extract(
        draft.name_key, keys, scorer=fuzz.token_sort_ratio, score_cutoff=WORTH_COMPARING, limit=CANDIDATES
    )
    return [person_id for _, _, person_id in best]


def _by_name(uow: UnitOfWork, draft: Draft) -> Iterable[int]:
    text = f"{draft.family_name} {draft.given_names}"
    return [person_id for _, person_id in search.find(uow.connection, text, subjects=("person",), limit=CANDIDATES)]


def _other_names(uow: UnitOfWork, ids: set[int]) -> dict[int, tuple[str, ...]]:
    other = PersonName
    found: dict[int, tuple[str, ...]] = {}
    statement = select(other.person_id, other.family_name, other.given_names).where(
        other.person_id.in_(ids), other.void_reason.is_(None)
    )
    for row in uow.session.execute(statement):
        found[row.person_id] = (*found.get(row.person_id, ()), names.key(row.family_name, row.given_names))
    return found
