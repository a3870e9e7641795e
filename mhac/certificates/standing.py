"""May an issued paper still be relied on? Its decision must cover the journey, and it must name whom the file names.

A name, sex or birth date that was corrected since leaves a paper that fits no passport: the exam that is signed again
gives it no new worth, a new paper does.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from mhac.certificates.drafting import Named, named
from mhac.certificates.records import Certificate
from mhac.certificates.rules import NAMES_ANOTHER, Status
from mhac.documents.content import PartialDate
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.registration.queries import document_names, people
from mhac.travel.queries import decision_papers


def why_not(uow: UnitOfWork, found: Sequence[Certificate]) -> dict[int, str]:
    """Return why papers must not be relied on, by the certificate; asked where one stands and is not over."""
    asked = _asked(uow, found)
    if not asked:
        return {}
    decided = decision_papers(uow, decision_ids=[each.decision_id for each in asked])
    otherwise = names_another(uow, asked)
    reasons = {each.id: decided[each.decision_id].why_not for each in asked}
    return {key: why or (NAMES_ANOTHER if key in otherwise else "") for key, why in reasons.items()}


def names_another(uow: UnitOfWork, found: Sequence[Certificate]) -> frozenset[int]:
    """Return which papers, of those that stand and are not over, name their person otherwise than the file now does."""
    asked = _asked(uow, found)
    ids = {each.person_id for each in asked}
    on_file, written = people(uow, ids), document_names(uow, ids)
    different = set()
    for each in asked:
        row = on_file[each.person_id]
        now = named(row.family_name, row.given_names, written.get(row.id), row.sex, row.birth)
        if _says(each) != now:
            different.add(each.id)
    return frozenset(different)


def _asked(uow: UnitOfWork, found: Sequence[Certificate]) -> list[Certificate]:
    return [each for each in found if each.status == Status.ISSUED.value and each.valid_until > uow.now()]


def _says(found: Certificate) -> Named:
    person = json.loads(found.frozen)["content"]["person"]
    birth = PartialDate(**person["birth"]) if person["birth"] else None
    return Named(person["name"], person["latin_name"], person["sex"], birth)
