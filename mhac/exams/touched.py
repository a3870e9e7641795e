"""The open exams that another edition of their country's protocol touches, and what would differ under it.

An exam stays pinned to the edition that it began with: this only tells, so that somebody can look at the case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from mhac.exams.assessing import CurrentAnswer, Standing, assess
from mhac.exams.loading import answers_of, applicant_for, template_of
from mhac.exams.records import Exam
from mhac.exams.rules import ExamStatus
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.protocols import queries as protocol_queries
from mhac.protocols.rules import ItemState
from mhac.protocols.template import Template
from mhac.registration.records import Case, Person

OPEN = tuple(status.value for status in ExamStatus if status.is_open)


@dataclass(frozen=True)
class ItemDifference:
    """An item of which the editions say something else; None where an edition does not know it."""

    item: str
    label: str
    before: ItemState | None
    after: ItemState | None


@dataclass(frozen=True)
class TouchedExam:
    """An open exam under another edition, with what would differ; the outcome as codes of classes and grades."""

    exam_id: int
    person_id: int
    family_name: str
    given_names: str
    file_number: str
    case_number: str
    category: str
    exam_date: date
    edition: str
    items: tuple[ItemDifference, ...]
    outcome_before: tuple[str, ...] | None
    outcome_after: tuple[str, ...] | None
    knows_category: bool = True

    @property
    def differs(self) -> bool:
        """Whether the other edition says anything else of this person."""
        return bool(self.items) or self.outcome_before != self.outcome_after or not self.knows_category


def touched_by(uow: UnitOfWork, country: str, edition: str, digest: str) -> tuple[TouchedExam, ...]:
    """Return the open exams of a country that are pinned to another text; the reading of each record is logged."""
    uow.require("exams.read_clinical")
    other = protocol_queries.template(uow, country, edition, digest)
    rows = uow.session.execute(
        select(Exam, Person, Case.number)
        .join(Person, Person.id == Exam.person_id)
        .join(Case, Case.id == Exam.case_id)
        .where(Exam.country == country, Exam.status.in_(OPEN), Exam.template_digest != digest)
        .order_by(Exam.exam_date, Exam.id)
    ).all()
    answers = answers_of(uow, [exam.id for exam, _, _ in rows])
    settings = {
        name: protocol_queries.overrides(uow, country, name) for name in {edition, *(e.edition for e, _, _ in rows)}
    }
    found = []
    for exam, person, number in rows:
        uow.log_read(person.id, "open exams of another edition")
        given = answers.get(exam.id, {})
        found.append(_compared(template_of(uow, exam), exam, person, number or "", other, given, settings))
    return tuple(sorted(found, key=lambda one: not one.differs))


def _compared(
    pinned: Template,
    exam: Exam,
    person: Person,
    case_number: str,
    other: Template,
    answers: Mapping[str, CurrentAnswer],
    settings: Mapping[str, Mapping[str, object]],
) -> TouchedExam:
    applicant = applicant_for(exam, person)
    now = assess(pinned, applicant, answers, settings[exam.edition])
    then = assess(other, applicant, answers, settings[other.edition])
    return TouchedExam(
        exam_id=exam.id,
        person_id=person.id,
        family_name=person.family_name,
        given_names=person.given_names,
        file_number=person.file_number or "",
        case_number=case_number,
        category=exam.category,
        exam_date=exam.exam_date,
        edition=exam.edition,
        items=_items(now, then),
        outcome_before=_outcome(now),
        outcome_after=_outcome(then),
        knows_category=exam.category in other.categories,
    )


def _items(now: Standing, then: Standing) -> tuple[ItemDifference, ...]:
    before, after = now.assessment.item_states, then.assessment.item_states
    found = []
    for code in dict.fromkeys((*before, *after)):
        was, will = before.get(code), after.get(code)
        states = tuple(one.state if one else ItemState.NOT_REQUIRED for one in (was, will))
        if states[0] is not states[1]:
            shown: Any = will or was
            found.append(ItemDifference(code, shown.label, was.state if was else None, will.state if will else None))
    return tuple(found)


def _outcome(standing: Standing) -> tuple[str, ...] | None:
    proposed = standing.proposed
    if proposed is None:
        return None
    return (*proposed.classes, *(f"{item} {grade}" for item, grade in proposed.grades))
