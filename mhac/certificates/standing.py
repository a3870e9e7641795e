"""May an issued paper still be relied on? Its decision must cover the journey, and it must say whom the file says.

A name, sex, birth date, nationality or document that was corrected since leaves a paper that fits no passport: the
exam that is signed again gives it no new worth, a new paper does.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import select

from mhac.certificates.drafting import Named, document_words, named
from mhac.certificates.records import Certificate
from mhac.certificates.rules import OTHER_ON_FILE, Status
from mhac.documents.content import PartialDate
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.registration.queries import birth_of, document_names, identifiers
from mhac.registration.records import Person
from mhac.travel.queries import decision_papers


def why_not(uow: UnitOfWork, found: Sequence[Certificate]) -> dict[int, str]:
    """Return why papers must not be relied on, by the certificate; asked where one stands and is not over."""
    asked = _asked(uow, found)
    if not asked:
        return {}
    decided = decision_papers(uow, decision_ids=[each.decision_id for each in asked])
    otherwise = other_on_file(uow, asked)
    reasons = {each.id: decided[each.decision_id].why_not for each in asked}
    return {key: why or (OTHER_ON_FILE if key in otherwise else "") for key, why in reasons.items()}


def other_on_file(uow: UnitOfWork, found: Sequence[Certificate]) -> frozenset[int]:
    """Return which papers, of those that stand and are not over, say something else of their person than the file."""
    asked = _asked(uow, found)
    if not asked:
        return frozenset()
    ids = {each.person_id for each in asked}
    on_file = {person.id: person for person in uow.session.scalars(select(Person).where(Person.id.in_(ids)))}
    written, carried = document_names(uow, ids), identifiers(uow, ids)
    different = set()
    for each in asked:
        says, document = _says(each)
        person = on_file[each.person_id]
        known = {document_words(entry) for entry in carried.get(person.id, ())}
        if says != named(person, written.get(person.id), birth_of(person)) or (document and document not in known):
            different.add(each.id)
    return frozenset(different)


def _asked(uow: UnitOfWork, found: Sequence[Certificate]) -> list[Certificate]:
    return [each for each in found if each.status == Status.ISSUED.value and each.valid_until > uow.now()]


def _says(found: Certificate) -> tuple[Named, str]:
    """Return whom a paper names, and with which document; a document that is still on file is not the wrong one."""
    person = json.loads(found.frozen)["content"]["person"]
    birth = PartialDate(**person["birth"]) if person["birth"] else None
    who = Named(person["name"], person["latin_name"], person["sex"], birth, person["nationality"])
    return who, person["document"]
