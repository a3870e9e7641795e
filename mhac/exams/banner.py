"""Who the examined person is: the banner above the case file, the examination and the request slips."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mhac.exams import statements
from mhac.exams.rules import ExamStatus
from mhac.exams.views import Alert, Banner, SignatureLine
from mhac.kernel.canonical import digest
from mhac.kernel.errors import NotFound
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.protocols.template import Template
from mhac.registration.queries import birth_of, last_consent
from mhac.registration.records import Case
from mhac.registration.rules import Decision


def person_row(uow: UnitOfWork, person_id: int) -> Any:
    """Return a person with the current photo, in one statement."""
    row = uow.rows(statements.PERSON, {"one": person_id}).first()
    if row is None:
        raise NotFound("kernel.not_found", kind="Person")
    return row


def identifiers_of(uow: UnitOfWork, person_id: int) -> tuple[tuple[str, str], ...]:
    """Return the person's valid numbers: kind and value."""
    rows = uow.rows(statements.IDENTIFIERS, {"one": person_id})
    return tuple((row.kind, row.value) for row in rows)


def banner_of(
    person: Any, identifiers: tuple[tuple[str, str], ...], case: Case | Any | None, template: Template | None
) -> Banner:
    """Put a banner together from what was read."""
    category = template.categories.get(case.category) if template and case else None
    return Banner(
        person_id=person.id,
        file_number=person.file_number or "",
        family_name=person.family_name,
        given_names=person.given_names,
        sex=person.sex,
        birth=birth_of(person),
        citizenship=person.citizenship,
        camp=person.camp,
        languages=tuple(person.languages or ()),
        interpreter_language=person.interpreter_language,
        needs_interpreter=person.needs_interpreter,
        identifiers=identifiers,
        photo=person.jpeg,
        case_id=case.id if case else None,
        case_number=(case.number or "") if case else "",
        country=case.country if case else "",
        category=case.category if case else "",
        category_label=category.label if category else (case.category if case else ""),
        programme=case.programme if case else "",
    )


def consent_alert(uow: UnitOfWork, person_id: int) -> tuple[Alert, ...]:
    """Return what to know first where consent was not given: refused, withdrawn, or not recorded."""
    uow.require("exams.read_casefile")
    consent = last_consent(uow, person_id)
    return () if consent == Decision.GIVEN else (Alert("consent", consent),)


def signed_otherwise(person: Any, row: Any, signed: Mapping[int, Sequence[SignatureLine]]) -> tuple[Alert, ...]:
    """Whether the exam was signed for a name, sex or birth date that was changed since."""
    if row is None or row.status != ExamStatus.SIGNED or not signed.get(row.id):
        return ()
    last = signed[row.id][-1]
    if last.is_for(identity_of(person)):
        return ()
    was = dict(last.identity or {})
    return (Alert("signed_otherwise", f"{was['family_name']} {was['given_names']}".strip()),)


def case_alert(exam: Any, case: Case | Any | None, template: Template) -> tuple[Alert, ...]:
    """Return what to know first where the case has another country or category than it was examined for."""
    if case is None or (case.country, case.category) == (exam.country, exam.category):
        return ()
    known = template.categories.get(exam.category)
    return (Alert("case_changed", known.label if known else exam.category),)


def identity_of(person: Any) -> dict[str, Any]:
    """Return what makes an examined person this person: name, sex, birth dates. A signature holds for no other."""
    return {
        "family_name": person.family_name,
        "given_names": person.given_names,
        "sex": person.sex,
        "born": [day.isoformat() if day else None for day in (person.birth_earliest, person.birth_latest)],
    }


def frozen_person(banner: Banner) -> dict[str, Any]:
    """Return the person as a signature freezes him; the photo by its digest."""
    birth = banner.birth
    return {
        "id": banner.person_id,
        "file_number": banner.file_number,
        "family_name": banner.family_name,
        "given_names": banner.given_names,
        "sex": banner.sex,
        "citizenship": banner.citizenship,
        "birth": None
        if birth is None
        else {
            "earliest": birth.earliest.isoformat(),
            "latest": birth.latest.isoformat(),
            "precision": birth.precision.value,
            "estimated": birth.estimated,
        },
        "identifiers": [list(each) for each in banner.identifiers],
        "case_number": banner.case_number,
        "photo_sha256": digest(banner.photo) if banner.photo else None,
    }
