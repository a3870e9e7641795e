"""Exams for a clinic of thousands: each kind of exam is answered and evaluated once and then poured out again.

A mould is a real exam of an invented person of one category, sex, span of ages and finding. What differs from person
to person (who it is, the day, until when it is valid) is written over it; nothing else is.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from mhac.demo.answers import Answering
from mhac.demo.exam_writing import answered
from mhac.demo.hands import Hands
from mhac.exams.assessing import Standing, applicant_of, basis_key, outcome_of, plain, plain_assessment
from mhac.exams.content import exam_content
from mhac.exams.steps import percent_of, summary_of
from mhac.kernel.canonical import canonical, digest
from mhac.protocols import library
from mhac.protocols.assessment import Applicant
from mhac.protocols.dates import add_months
from mhac.protocols.rules import FieldKind
from mhac.protocols.template import Template
from mhac.travel.forms import Subject

DAY = date(2013, 7, 17)
"""The day of every mould; its text is written over by the day of the exam."""
EXAM_ID = 987_654_321
PERSON = "@person@"
VARIANTS = 3
"""So many moulds of a kind, so that not every blood pressure is the same."""


@dataclass(frozen=True)
class Mould:
    """A whole exam as texts and rows."""

    answers: tuple[Mapping[str, Any], ...]
    dated: tuple[str, ...]
    summary: str
    assessment: str
    content: str
    decided: Mapping[str, Any]
    outcome: Mapping[str, Any]
    cleared: bool | None
    months: int
    percent: int
    template: Template

    def valid_until(self, on: date) -> date | None:
        """Return until when an exam of that day is valid."""
        return add_months(on, self.months) if self.months else None

    def poured(self, text: str, on: date, more: Mapping[str, str] | None = None) -> str:
        """Return a text of the mould for an exam of that day."""
        until = self.valid_until(on)
        if until is not None:
            text = text.replace(add_months(DAY, self.months).isoformat(), until.isoformat())
        text = text.replace(DAY.isoformat(), on.isoformat())
        text = text.replace((DAY + timedelta(days=1)).isoformat(), (on + timedelta(days=1)).isoformat())
        for mark, words in (more or {}).items():
            text = text.replace(mark, words)
        return text

    def summary_key(self, applicant: Applicant) -> str:
        """Return what the summary of this person rests on."""
        return basis_key(self.template, applicant, {})


@dataclass
class Moulds:
    """Makes moulds when they are first needed."""

    hands: Hands
    chance: random.Random
    country: str
    exam_country: str
    made: dict[tuple[Any, ...], Mould] = field(default_factory=dict)
    first: dict[int, int] = field(default_factory=dict)
    """By mould, the first exam that was poured from it: its answers are copied inside the database."""

    def __post_init__(self) -> None:
        """Find the ages at which the country's protocol asks something else."""
        self.template = library.choose(self.country, DAY).template
        self.limits = age_limits(self.template)

    def _floor(self, age: int) -> int:
        return max(limit for limit in self.limits if limit <= max(age, 0))

    def mould(self, category: str, sex: str, age: int, finding: Mapping[str, Any]) -> Mould:
        """Return a mould for a person of that category, sex and age with that finding."""
        key = (category, sex, self._floor(age), finding["code"], self.chance.randrange(VARIANTS))
        if key not in self.made:
            self.made[key] = self._make(category, sex, age, finding)
        return self.made[key]

    def _make(self, category: str, sex: str, age: int, finding: Mapping[str, Any]) -> Mould:
        born = DAY - timedelta(days=age * 365 + age // 4 + 120)
        applicant = applicant_of(category=category, exam_date=DAY, exam_country=self.exam_country, earliest=born,
                                 latest=born, sex=sex, citizenship=None, birth_country=self.exam_country)
        answering = Answering(self.chance, Subject(sex, age), DAY, (self.exam_country,), finding["answers"])
        at = datetime.combine(DAY, time(7, 0), tzinfo=UTC)
        standing = answered(self.template, applicant, answering, self.hands.staff, at)
        assert standing.proposed is not None, "an invented exam lacks an answer"
        return self._poured_once(standing, at)

    def _poured_once(self, standing: Standing, at: datetime) -> Mould:
        proposed = standing.proposed
        assert proposed is not None
        outcome = outcome_of(standing, proposed)
        until = outcome.valid_until
        decided = {"cleared": outcome.cleared, "valid_until": plain(until), "holds": plain(outcome.holds)}
        kinds = {field.key: field.kind for section in standing.sections for field in section.fields}
        return Mould(
            answers=tuple({"section": each.section, "field": each.field, "value": each.value, "how": each.how,
                           "by_id": each.by_id, "by_name": each.by_name} for each in standing.answers.values()),
            dated=tuple(key for key in standing.answers if kinds.get(key) is FieldKind.DATE),
            summary=canonical(summary_of(standing)), assessment=canonical(plain_assessment(standing.assessment)),
            content=self._content(standing, proposed.plain(), decided, at), decided=proposed.plain(), outcome=decided,
            cleared=outcome.cleared, months=_months(until), percent=percent_of(standing), template=self.template)

    def _content(self, standing: Standing, decided: Mapping[str, Any], outcome: Mapping[str, Any],
                 at: datetime) -> str:
        doctor = self.hands.staff["doctor"]
        signed = (at + timedelta(days=1)).isoformat()
        applicant = standing.applicant
        return canonical(exam_content(
            exam={"id": EXAM_ID, "country": self.country, "category": applicant.category, "exam_date": DAY.isoformat(),
                  "exam_country": self.exam_country, "version": 1, "amendment_reason": ""},
            person={"is": PERSON}, standing=standing,
            classification={"proposed": decided, "decided": decided, "reason": "", "outcome": outcome,
                            "by": doctor.name, "at": signed},
            acknowledgements=[],
            physician={"id": doctor.user_id, "name": doctor.name, "licence": doctor.licence}))


def age_limits(template: Template) -> tuple[int, ...]:
    """Return the ages at which a protocol may ask something else, from its own settings."""
    years = {int(each.value) for each in template.settings.values()
             if each.unit == "years" and not isinstance(each.value, str)}
    return tuple(sorted({0, 1, *years, *(each + 1 for each in years)}))


def frozen(mould: Mould, on: date, exam_id: int, person: Mapping[str, Any]) -> tuple[str, str]:
    """Return the content that the signature of a poured exam freezes, and its digest."""
    marks = {f'"id":{EXAM_ID}': f'"id":{exam_id}', canonical({"is": PERSON}): canonical(person)}
    text = mould.poured(mould.content, on, marks)
    return text, digest(text)


def _months(until: date | None) -> int:
    """Return after how many calendar months a mould ends; 0 where it has no end."""
    if until is None:
        return 0
    return next(months for months in range(1, 61) if add_months(DAY, months) == until)
