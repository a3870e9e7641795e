"""The compiled form of a template, and the answers of one examination as the conditions of the form see them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from mhac.kernel.canonical import canonical
from mhac.protocols.applicant_facts import ApplicantFacts
from mhac.protocols.assessment import Applicant
from mhac.protocols.conditions import NOT_DONE, Condition, Unknown, compile_condition, terms_of
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


PERSONAL = frozenset(
    {
        "age", "age_months", "age_days", "birth_date", "birth_country", "category", "citizenship", "exam_country",
        "exam_date", "sex",
    }
)  # fmt: skip
NO_SETTINGS: Mapping[str, object] = MappingProxyType({})
WIDE_DAYS = 4 * 365


@dataclass(frozen=True, slots=True)
class PlannedField:
    """A field before it is fitted to a person.

    What rests on the person alone, and on no answer, is decided once for a person: `shown_by_person`,
    `ranged_by_person`.
    """

    row: Mapping[str, Any]
    shown_when: Condition | None
    ranges: tuple[tuple[Condition, Range | None, Range | None, Range | None], ...]
    shown_by_person: bool
    ranged_by_person: bool

    def range_place(self, view: FormAnswers) -> int:
        """Which of the ranges holds for this person; -1 where none does."""
        return next((place for place, (when, *_) in enumerate(self.ranges) if when(view) is True), -1)


@dataclass(frozen=True, slots=True)
class PlannedFact:
    """How answers become one fact; each case has its condition and the row that says its value."""

    row: Mapping[str, Any]
    cases: tuple[tuple[Condition, Mapping[str, Any]], ...]


@dataclass(frozen=True, slots=True)
class FormPlan:
    """The compiled form of a template.

    `heard` are the questions whose answer, not only its being there, can change what is asked or what a fact is.
    """

    fields: Mapping[str, PlannedField]
    sections: tuple[tuple[Mapping[str, Any], Condition | None], ...]
    instruments: Mapping[str, Instrument]
    facts: tuple[PlannedFact, ...]
    fact_of_field: Mapping[str, str]
    heard: frozenset[str]


@lru_cache(maxsize=32)
def plan_of(template: Template) -> FormPlan:
    """The form of a template, compiled once."""
    form = template.data["form"]
    asked = frozenset(row["key"] for row in form["fields"])
    return FormPlan(
        fields={row["key"]: _planned(row, asked) for row in form["fields"]},
        sections=tuple((row, _optional(row["shown_when"])) for row in form["sections"]),
        instruments={row["key"]: Instrument.from_data(row) for row in form["instruments"]},
        facts=tuple(_planned_fact(row) for row in form["facts"]),
        fact_of_field={row["key"]: row["fact"] for row in form["fields"] if row["fact"]},
        heard=frozenset(_heard(form)),
    )


def _heard(form: Mapping[str, Any]) -> Iterator[str]:
    """Every word that a condition or a fact of the form names, and what is whole only in its parts."""
    for row in form["fields"]:
        if row["fact"] or row["kind"] in (FieldKind.SYSTEM, FieldKind.INSTRUMENT):
            yield row["key"]
        yield from words_in([row["shown_when"], [one["when"] for one in row["ranges"]]])
    yield from words_in([row["shown_when"] for row in form["sections"]])
    yield from words_in(form["facts"])


def words_in(data: object) -> Iterator[str]:
    """Every word in nested data, keys included; of an operand `@term` the term."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            yield str(key)
            yield from words_in(value)
    elif isinstance(data, list | tuple):
        for each in data:
            yield from words_in(each)
    elif isinstance(data, str):
        yield data.removeprefix("@")


class FormAnswers:
    """The environment of a form's conditions: the answers so far, and what is known of the person.

    The answers stand still for as long as this is used, so that each question is looked at once.
    """

    def __init__(
        self, plan: FormPlan, known: ApplicantFacts, answers: Mapping[str, object], fitting: Fitting | None = None
    ) -> None:
        self.plan = plan
        self.known = known
        self.answers = answers
        self._values: dict[str, object] = {}
        self._shown: dict[str, bool] = dict(fitting.shown) if fitting else {}
        self._places: Mapping[str, int] = fitting.places if fitting else {}
        self.fitting = fitting

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

    def range_place(self, key: str) -> int:
        """Which of a question's ranges holds for this person; -1 where none does."""
        place = self._places.get(key)
        return self.plan.fields[key].range_place(self) if place is None else place

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


@dataclass(frozen=True, slots=True, eq=False)
class Fitting:
    """What of a form rests on the person alone: which questions are shown or not, and which ranges hold.

    `open_questions` are, for each section, the questions that wait for an answer to be shown or ranged.
    """

    shown: Mapping[str, bool]
    places: Mapping[str, int]
    open_questions: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class _Person:
    """Who is asked, as far as a form can depend on it; two with the same words are asked the same."""

    template: Template
    words: tuple[object, ...]
    known: ApplicantFacts = field(compare=False)


@lru_cache(maxsize=256)  # one person's form is read many times while the answers come in
def _fitting(person: _Person) -> Fitting:
    plan = plan_of(person.template)
    view = FormAnswers(plan, person.known, {})
    shown = {key: view.is_shown(key) for key, one in plan.fields.items() if one.shown_by_person}
    places = {key: one.range_place(view) for key, one in plan.fields.items() if one.ranged_by_person}
    waiting = tuple(
        tuple(key for key in row["fields"] if key not in shown or (shown[key] and key not in places))
        for row, _ in plan.sections
    )
    return Fitting(shown, places, waiting)


def views_of(
    template: Template,
    applicant: Applicant,
    answers: Mapping[str, object],
    settings: Mapping[str, object] = NO_SETTINGS,
) -> tuple[FormAnswers, ...]:
    """The answers seen with the likeliest, the earliest and the latest birth date; `settings` are the clinic's own.

    Of whom only a wide span is known, or nothing, years between are looked at too: what any age asks is asked.
    """
    plan = plan_of(template)
    earliest = applicant.birth_earliest
    latest = max(earliest, min(applicant.birth_latest, applicant.exam_date))
    middle = earliest + timedelta(days=(latest - earliest).days // 2)
    between = (latest - timedelta(days=days) for days in range(WIDE_DAYS, (latest - earliest).days, WIDE_DAYS))
    own = canonical(dict(settings)) if settings else ""
    return tuple(
        _view(plan, template, applicant, born, settings, own, answers)
        for born in dict.fromkeys((middle, earliest, latest, *between))
    )


def _view(
    plan: FormPlan,
    template: Template,
    applicant: Applicant,
    born: date,
    settings: Mapping[str, object],
    own: str,
    answers: Mapping[str, object],
) -> FormAnswers:
    known = ApplicantFacts(template, applicant, born, {}, settings)
    words = (
        born, applicant.exam_date, applicant.category, applicant.sex, applicant.exam_country, applicant.citizenship,
        applicant.birth_country, own,
    )  # fmt: skip
    return FormAnswers(plan, known, answers, _fitting(_Person(template, words, known)))


def _planned(row: Mapping[str, Any], asked: frozenset[str]) -> PlannedField:
    ranges = tuple(
        (compile_condition(one["when"]), _range(one["plausible"]), _range(one["normal"]), _range(one.get("severe")))
        for one in row["ranges"]
    )
    return PlannedField(
        row,
        _optional(row["shown_when"]),
        ranges,
        _rests_on_person([row["shown_when"]], asked),
        _rests_on_person([one["when"] for one in row["ranges"]], asked),
    )


def _rests_on_person(conditions: list[Any], asked: frozenset[str]) -> bool:
    """Whether no answer can change these conditions; there may be none."""
    terms = {term for one in conditions if one is not None for term in terms_of(one)}
    return all((term in PERSONAL or term.startswith("flag.")) and term not in asked for term in terms)


def _planned_fact(row: Mapping[str, Any]) -> PlannedFact:
    return PlannedFact(row, tuple((compile_condition(case["when"]), case) for case in row["cases"] or ()))


def _optional(condition: object) -> Condition | None:
    return None if condition is None else compile_condition(condition)


def _range(limits: list[float | None] | None) -> Range | None:
    return None if limits is None else Range(limits[0], limits[1])
