"""From answers to what the protocol says: the evaluation of one exam, and its plain form that is stored and frozen.

Pure: the template, the person and the answers are arguments.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Any

from mhac.exams.rules import Decision
from mhac.exams.sparing import NOT_ASKED, asked_sections
from mhac.kernel.canonical import canonical, digest
from mhac.protocols.assessment import Applicant, Assessment, ItemResult
from mhac.protocols.evaluation import evaluate
from mhac.protocols.form import FormField, FormSection, Progress, progress, read_form
from mhac.protocols.form_answers import plan_of
from mhac.protocols.instruments import Flag, score
from mhac.protocols.rules import FieldKind, ItemState
from mhac.protocols.template import Template

OLDEST_YEARS = 120
RESULTS = "results"
SUMMARY = 2  # what is kept beside an exam: since 2 also vaccines, drugs, and whether an examination is needed
GRADED = "grade "  # how the evaluation's trace begins the outcome of a graded item
NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class CurrentAnswer:
    """The answer that counts now, with who gave it and how."""

    id: int
    section: str
    field: str
    number: int
    value: Any
    how: str
    at: Any
    by_id: int | None
    by_name: str


@dataclass(frozen=True)
class Standing:
    """Everything about one exam at one moment: form, answers, facts and what the protocol says.

    The form and the evaluation are made when they are asked for, once: who only enters answers needs the form alone.
    """

    template: Template
    applicant: Applicant
    settings: Mapping[str, object]
    answers: Mapping[str, CurrentAnswer]
    values: Mapping[str, Any]
    """The answers as the form reads them, with what is being typed on top: question to value."""

    @cached_property
    def _person(self) -> list[Any]:
        return [plain(self.applicant), dict(self.settings)]

    @cached_property
    def _read(self) -> tuple[tuple[FormSection, ...], Mapping[str, object]]:
        heard = plan_of(self.template).heard
        said = {key: value for key, value in self.values.items() if key in heard}
        there = sorted(key for key, value in self.values.items() if key not in heard and value not in ("", []))
        try:
            text = canonical([*self._person, said, there])
        except (TypeError, ValueError):  # something typed is no answer at all: its check will say so beside the field
            return read_form(self.template, self.applicant, self.values, self.settings)
        return _form_read(_Given(self.template, text, self.applicant, self.values, self.settings))

    @property
    def facts(self) -> Mapping[str, object]:
        """What the answers say, in the words of the protocol."""
        return self._read[1]

    @cached_property
    def asked(self) -> Asked:
        """The question to the protocol; whatever rests on nothing else may be kept with it."""
        text = canonical([*self._person, self.facts])
        return Asked(self.template, text, self.applicant, self.facts, self.settings)

    @cached_property
    def assessment(self) -> Assessment:
        """What the protocol says of these facts."""
        return _evaluated(self.asked)

    @cached_property
    def states(self) -> Mapping[str, ItemResult]:
        """What the protocol says of each item, by its code."""
        return self.assessment.item_states

    @cached_property
    def sections(self) -> tuple[FormSection, ...]:
        """The sections that this person is asked, without those of an examination that is not asked for."""
        shown = tuple(section for section in self._read[0] if self._is_shown(section))
        return asked_sections(self.template, shown, self.assessment, self.values)

    @cached_property
    def _progress(self) -> dict[str, Progress]:
        return {}

    def progress(self, section: FormSection) -> Progress:
        """How far a section of this form is."""
        found = self._progress.get(section.key)
        if found is None:
            found = self._progress[section.key] = progress(section, self.values)
        return found

    def section(self, key: str) -> FormSection | None:
        """Return a section that this person is asked."""
        return next((one for one in self.sections if one.key == key), None)

    def section_entered(self, key: str) -> FormSection | None:
        """Return a section that answers may be entered in: also one that is no longer asked since somebody began it."""
        found = next((one for one in self._read[0] if one.key == key), None)
        return found if found is not None and self._is_shown(found) else None

    def _is_shown(self, section: FormSection) -> bool:
        """Results are asked for where the test is; everything else always."""
        if not (section.kind == RESULTS and section.items):
            return True
        return any(self.states[item].state not in NOT_ASKED for item in section.items) or any(
            asked.key in self.values for asked in section.fields
        )

    @property
    def proposed(self) -> Decision | None:
        """What the protocol proposes; None while a fact is missing."""
        if self.assessment.classes is None or self.assessment.grade_needs:
            return None
        return Decision.of((one.code for one in self.assessment.classes), self.assessment.grades)

    @property
    def digest(self) -> str:
        """The digest of what the evaluation says: another one means that a classification is out of date."""
        return digest(canonical(plain_assessment(self.assessment)))


@dataclass(frozen=True)
class _Given:
    """The answers as far as a form listens to them; two with the same text are asked the same and say the same."""

    template: Template
    text: str
    applicant: Applicant = field(compare=False)
    values: Mapping[str, Any] = field(compare=False)
    settings: Mapping[str, object] = field(compare=False)


@lru_cache(maxsize=32)  # of a pulse the form needs to know only that it is there
def _form_read(given: _Given) -> tuple[tuple[FormSection, ...], Mapping[str, object]]:
    return read_form(given.template, given.applicant, given.values, given.settings)


@dataclass(frozen=True)
class Asked:
    """A question to the protocol; two with the same text have the same answer."""

    template: Template
    text: str
    applicant: Applicant = field(compare=False)
    facts: Mapping[str, object] = field(compare=False)
    settings: Mapping[str, object] = field(compare=False)


@lru_cache(maxsize=16)  # what the screen has just shown is saved next; most answers change no fact
def _evaluated(asked: Asked) -> Assessment:
    return evaluate(asked.template, asked.applicant, asked.facts, settings=asked.settings)


def values_of(answers: Mapping[str, CurrentAnswer]) -> dict[str, Any]:
    """Return the answered fields with their values."""
    return {key: answer.value for key, answer in answers.items() if answer.value is not None}


def assess(
    template: Template,
    applicant: Applicant,
    answers: Mapping[str, CurrentAnswer],
    settings: Mapping[str, object],
    typed: Mapping[str, Any] = NOTHING,
) -> Standing:
    """Look at an exam with the answers that it has and, on a screen, with what is being typed."""
    values = {key: value for key, value in {**values_of(answers), **typed}.items() if value is not None}
    return Standing(template, applicant, settings, answers, values)


def outcome_of(standing: Standing, decided: Decision) -> Assessment:
    """Return the evaluation with the physician's classes and grades in place of the proposed ones."""
    if standing.proposed is not None and decided.classes == standing.proposed.classes:
        return standing.assessment  # a worse grade changes neither clearance nor validity
    return evaluate(
        standing.template, standing.applicant, standing.facts, settings=standing.settings, decided=decided.classes
    )


def applicant_of(
    *,
    category: str,
    exam_date: date,
    exam_country: str,
    earliest: date | None,
    latest: date | None,
    sex: str,
    citizenship: str | None,
    birth_country: str | None,
) -> Applicant:
    """Return the person as the protocol sees him; an unknown birth date is any day of a human life."""
    return Applicant(
        category=category,
        exam_date=exam_date,
        birth_earliest=earliest or exam_date.replace(year=exam_date.year - OLDEST_YEARS, day=min(exam_date.day, 28)),
        birth_latest=latest or exam_date,
        sex=sex,
        exam_country=exam_country,
        citizenship=citizenship,
        birth_country=birth_country,
    )


def basis_key(template: Template, applicant: Applicant, settings: Mapping[str, object]) -> str:
    """Return the digest of everything but the answers that a kept summary rests on, and of what a summary holds."""
    return digest(canonical([SUMMARY, template.digest, plain(applicant), dict(settings)]))


def plain(value: Any) -> Any:
    """Return frozen values as plain data that JSON can hold."""
    if value is None or type(value) in _PLAIN:
        return value
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(each) for each in value]
    if is_dataclass(value):
        kind: Any = type(value)
        return {name: plain(getattr(value, name)) for name in _names_of(kind)}
    return value


_PLAIN = frozenset({str, int, float, bool})


@lru_cache(maxsize=64)
def _names_of(kind: Any) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind))


def plain_assessment(assessment: Assessment) -> dict[str, Any]:
    """Return what is kept of an evaluation: all that was said, without the items that nothing was said about."""
    said = [item for item in assessment.items if item.state is not ItemState.NOT_REQUIRED or item.reasons]
    return {
        "items": [_plain_item(item) for item in said],
        "class_needs": plain(assessment.class_needs),
        "exam_needed": assessment.exam_needed,
        "forms": list(assessment.forms),
        **plain_outcome(assessment),
    }


def plain_outcome(assessment: Assessment) -> dict[str, Any]:
    """Return what an evaluation says of the exam as a whole: classes, clearance, validity, warnings and holds."""
    return {
        "classes": plain(assessment.classes),
        "decided_classes": plain(assessment.decided_classes),
        "grades": dict(assessment.grades),
        "complete": assessment.complete,
        "cleared": assessment.cleared,
        "valid_until": plain(assessment.valid_until),
        "warnings": plain(assessment.warnings),
        "holds": plain(assessment.holds),
        **_plain_grading(assessment),
    }


def _plain_grading(assessment: Assessment) -> dict[str, Any]:
    """Return why grades are as they are and what others wait for; nothing where the country has no grades."""
    reasons: dict[str, list[Any]] = {}
    for item, grade in assessment.grades.items():
        given = f"{GRADED}{grade}"
        reasons[item] = [plain(each) for each in assessment.trace if (each.about, each.outcome) == (item, given)]
    found = {"grade_reasons": reasons, "grade_needs": plain(assessment.grade_needs)}
    return {name: told for name, told in found.items() if told}


def _plain_item(item: ItemResult) -> dict[str, Any]:
    return {
        "item": item.item,
        "label": item.label,
        "kind": item.kind,
        "stage": item.stage.value,
        "state": item.state.value,
        "done": item.done,
        "needs": list(item.needs),
        "reasons": plain(item.reasons),
    }


@dataclass(frozen=True)
class RaisedFlag:
    """A warning sign in an answer of a questionnaire."""

    section: str
    field: str
    answer_id: int
    flag: Flag


def raised_flags(standing: Standing) -> tuple[RaisedFlag, ...]:
    """Return every warning sign that the answers raise."""
    found = []
    for section in standing.sections:
        for asked in section.fields:
            answer = standing.answers.get(asked.key)
            if asked.kind is FieldKind.INSTRUMENT and asked.instrument and answer and answer.value:
                flags = score(asked.instrument, answer.value, standing.applicant.sex).flags
                found += [RaisedFlag(section.key, asked.key, answer.id, flag) for flag in flags]
    return tuple(found)


def unanswered(standing: Standing) -> dict[str, tuple[FormField, ...]]:
    """Return the required questions still open, by section; of results only those of tests that are required."""
    states = standing.states
    found: dict[str, tuple[FormField, ...]] = {}
    for section in standing.sections:
        if section.kind == RESULTS and not any(states[i].state is ItemState.REQUIRED for i in section.items):
            continue
        missing = set(standing.progress(section).missing)
        if missing:
            found[section.key] = tuple(asked for asked in section.fields if asked.key in missing)
    return found
