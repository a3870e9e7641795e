"""The compiled form of a template, and the answers of one examination as the conditions of the form see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from mhac.protocols.applicant_facts import ApplicantFacts
from mhac.protocols.assessment import Applicant
from mhac.protocols.conditions import NOT_DONE, Condition, Unknown, compile_condition
from mhac.protocols.instruments import Instrument
from mhac.protocols.rules import FieldKind
from mhac.protocols.template import Template


@dataclass(frozen=True, slots=True)
class Range:
    """From low to high, both included; None is open."""

    low: float | None
    high: float | None

    def holds(self, value: float) -> bool:
        """Whether a value lies within."""
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


@dataclass(frozen=True, slots=True)
class PlannedField:
    """A field before it is fitted to a person."""

    row: Mapping[str, Any]
    shown_when: Condition | None
    ranges: tuple[tuple[Condition, Range | None, Range | None], ...]


@dataclass(frozen=True, slots=True)
class PlannedFact:
    """How answers become one fact; each case has its condition and the row that says its value."""

    row: Mapping[str, Any]
    cases: tuple[tuple[Condition, Mapping[str, Any]], ...]


@dataclass(frozen=True, slots=True)
class FormPlan:
    """The compiled form of a template."""

    fields: Mapping[str, PlannedField]
    sections: tuple[tuple[Mapping[str, Any], Condition | None], ...]
    instruments: Mapping[str, Instrument]
    facts: tuple[PlannedFact, ...]
    fact_of_field: Mapping[str, str]


@lru_cache(maxsize=32)
def plan_of(template: Template) -> FormPlan:
    """The form of a template, compiled once."""
    form = template.data["form"]
    return FormPlan(
        fields={row["key"]: _planned(row) for row in form["fields"]},
        sections=tuple((row, _optional(row["shown_when"])) for row in form["sections"]),
        instruments={row["key"]: Instrument.from_data(row) for row in form["instruments"]},
        facts=tuple(_planned_fact(row) for row in form["facts"]),
        fact_of_field={row["key"]: row["fact"] for row in form["fields"] if row["fact"]},
    )


class FormAnswers:
    """The environment of a form's conditions: the answers so far, and what is known of the person.

    The answers stand still for as long as this is used, so that each question is looked at once.
    """

    def __init__(self, plan: FormPlan, known: ApplicantFacts, answers: Mapping[str, object]) -> None:
        self.plan = plan
        self.known = known
        self.answers = answers
        self._values: dict[str, object] = {}
        self._shown: dict[str, bool] = {}

    def setting(self, key: str) -> object:
        """A number of the settings."""
        return self.known.setting(key)

    def given(self, term: str) -> object:
        """The answer to a question that is shown, or what is known of the person."""
        found = self.value(term)
        return None if found is NOT_DONE or isinstance(found, Unknown) else found

    def value(self, term: str) -> object:
        """The answer; nothing for a question that is not asked; unknown while it is open."""
        if term not in self._values:
            self._values[term] = self._value(term)
        return self._values[term]

    def is_shown(self, key: str) -> bool:
        """Whether a question is asked of this person, given the answers so far."""
        found = self._shown.get(key)
        if found is None:
            shown_when = self.plan.fields[key].shown_when
            found = self._shown[key] = shown_when is None or shown_when(self) is True
        return found

    def _value(self, term: str) -> object:
        if term not in self.plan.fields:
            return self.known.value(term)
        if not self.is_shown(term):
            return NOT_DONE
        answer = self.answers.get(term)
        if answer is None or answer == "":
            return Unknown(frozenset({term}))
        if self.plan.fields[term].row["kind"] == FieldKind.DATE and isinstance(answer, str):
            return date.fromisoformat(answer)
        return answer


def views_of(template: Template, applicant: Applicant, answers: Mapping[str, object]) -> tuple[FormAnswers, ...]:
    """The answers seen with the likeliest, the earliest and the latest birth date."""
    plan = plan_of(template)
    earliest = applicant.birth_earliest
    latest = max(earliest, min(applicant.birth_latest, applicant.exam_date))
    middle = earliest + timedelta(days=(latest - earliest).days // 2)
    births = dict.fromkeys((middle, earliest, latest))
    return tuple(FormAnswers(plan, ApplicantFacts(template, applicant, born, {}, {}), answers) for born in births)


def _planned(row: Mapping[str, Any]) -> PlannedField:
    ranges = tuple(
        (compile_condition(one["when"]), _range(one["plausible"]), _range(one["normal"])) for one in row["ranges"]
    )
    return PlannedField(row, _optional(row["shown_when"]), ranges)


def _planned_fact(row: Mapping[str, Any]) -> PlannedFact:
    return PlannedFact(row, tuple((compile_condition(case["when"]), case) for case in row["cases"] or ()))


def _optional(condition: object) -> Condition | None:
    return None if condition is None else compile_condition(condition)


def _range(limits: list[float | None] | None) -> Range | None:
    return None if limits is None else Range(limits[0], limits[1])
