"""What this person must have, as the case file lists it: each thing with its reason, its source and how far it is.

Pure: it joins what the protocol says with the answers and the requests. The result is kept beside the exam as plain
data, so that a case file need not evaluate again.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from mhac.exams.assessing import Asked, CurrentAnswer, Standing, plain, plain_outcome
from mhac.exams.content import words
from mhac.exams.doses import doses_of, due_from, kept_due
from mhac.exams.needs import Need, needs_of
from mhac.exams.reasons import kept_reason, mark_of, reason, reason_of
from mhac.exams.rules import StepState
from mhac.exams.views import Alert, ProposedClass, Reason, Requirement, Said, Verdict
from mhac.protocols.assessment import Assessment, ItemResult
from mhac.protocols.form import FormField, FormSection
from mhac.protocols.rules import FieldKind, ItemState

REQUESTED_KINDS = ("laboratory", "imaging")
STEP_OF_STATE = {
    ItemState.REQUIRED: StepState.NEXT,
    ItemState.UNKNOWN: StepState.WAITING,
    ItemState.DEFERRED: StepState.DEFERRED,
    ItemState.OPTIONAL: StepState.OPTIONAL,
    ItemState.FORBIDDEN: StepState.FORBIDDEN,
    ItemState.NOT_REQUIRED: StepState.NOT_REQUIRED,
}
# Facts that give away no finding: a reason that rests on nothing else may be shown to everybody.
OPEN_FACTS = frozenset(
    {"age", "age_months", "age_days", "sex", "exam_country", "high_burden", "category", "birth_country", "citizenship"}
)


_Row = dict[str, Any]


@dataclass(frozen=True)
class StandingRequest:
    """A slip that was printed and not withdrawn."""

    id: int
    item: str
    number: str
    requested_at: datetime


@dataclass(frozen=True, slots=True)
class _Line:
    """A thing that is asked, before the answers: with the sections that record it, and the places of its reasons.

    `in_parts`: each of the sections is a line of its own.
    """

    item: str
    words: Mapping[str, Any]
    homes: tuple[FormSection, ...]
    in_parts: bool
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Outline:
    """What of the list rests on the protocol's answer alone; one rule asks for many things, its reason stands once."""

    lines: tuple[_Line, ...]
    reasons: tuple[Reason, ...]
    kept: Mapping[str, Any]


def summary_of(standing: Standing) -> dict[str, Any]:
    """Return what is kept beside the exam: the outcome, the list of requirements with their reasons, and the alerts.

    The requirements name the places of their reasons.
    """
    outline = _outline_of(standing)
    return {**outline.kept, "steps": [_kept_step(row, places) for row, places in _rows(outline, standing)]}


def requirements_of(standing: Standing) -> tuple[Requirement, ...]:
    """Return every thing asked, put off, waiting or not to be done, in the protocol's order."""
    outline = _outline_of(standing)
    return tuple(
        Requirement(**row, reasons=tuple(outline.reasons[place] for place in places))
        for row, places in _rows(outline, standing)
    )


def _rows(outline: _Outline, standing: Standing) -> Iterator[tuple[_Row, tuple[int, ...]]]:
    """Put what was answered beside what is asked."""
    for line in outline.lines:
        if line.in_parts:
            for section in line.homes:
                yield {**line.words, **_section_row(section, standing)}, line.places
        elif line.homes:
            yield {**line.words, **_item_row(line.item, line.homes[0], standing)}, line.places
        else:
            yield {**line.words}, line.places


def _outline_of(standing: Standing) -> _Outline:
    return _outline(_Protocol(standing.asked, standing.sections, standing))


@dataclass(frozen=True, slots=True)
class _Protocol:
    """What the protocol was asked and where its things are recorded; the answers themselves tell nothing apart."""

    asked: Asked
    sections: tuple[FormSection, ...]
    standing: Standing = field(compare=False)


@lru_cache(maxsize=32)  # most answers change no fact: the list is the same but for what was answered
def _outline(protocol: _Protocol) -> _Outline:
    standing = protocol.standing
    places_of: dict[str, list[FormSection]] = {}
    for section in protocol.sections:
        for code in section.items:
            places_of.setdefault(code, []).append(section)
    reasons = _Reasons()
    lines = []
    for item in standing.assessment.items:
        if item.state is ItemState.NOT_REQUIRED and not item.reasons:
            continue
        places = reasons.places([reason(trace, standing) for trace in item.reasons])
        homes = tuple(places_of.get(item.item, ()))
        in_parts = len(homes) > 1 and item.state is ItemState.REQUIRED
        lines.append(_Line(item.item, _words_of(item, standing), homes, in_parts, places))
    due = [kept_due(one, reasons.places(one.reasons)) for one in doses_of(standing)]
    told = reasons.told
    kept = {
        "assessment": plain_outcome(standing.assessment),
        "exam_needed": standing.assessment.exam_needed,
        "reasons": [kept_reason(each) for each in told],
        **({"due": due} if due else {}),
        "needs": plain(needs_of(standing.template, protocol.sections, missing_facts(standing.assessment))),
        "alerts": plain(_alerts(standing)),
    }
    return _Outline(tuple(lines), told, kept)


class _Reasons:
    """Each reason once, with its place."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str, str], tuple[int, Reason]] = {}

    def places(self, reasons: Sequence[Reason]) -> tuple[int, ...]:
        """Where reasons stand; new ones come at the end."""
        return tuple(self._found.setdefault(mark_of(one), (len(self._found), one))[0] for one in reasons)

    @property
    def told(self) -> tuple[Reason, ...]:
        """The reasons in their places."""
        return tuple(one for _, one in self._found.values())


def _words_of(item: ItemResult, standing: Standing) -> _Row:
    """What a line says of its thing whatever was answered."""
    needs = needs_of(standing.template, standing.sections, item.needs) if item.needs else ()
    return {
        "item": item.item,
        "label": item.label,
        "kind": item.kind,
        "stage": item.stage.value,
        "state": StepState.DONE if item.done and item.state in _DOABLE else STEP_OF_STATE[item.state],
        "needs": tuple(need.label for need in needs),
        "can_be_requested": item.kind in REQUESTED_KINDS and not item.done and item.state in _DOABLE,
    }


_DOABLE = (ItemState.REQUIRED, ItemState.OPTIONAL, ItemState.DEFERRED, ItemState.UNKNOWN)


def _kept_step(row: _Row, places: tuple[int, ...]) -> _Row:
    """What differs from nothing; a request is joined when the list is read."""
    kept: _Row = {"state": row["state"].value, "reasons": list(places)}
    for name in _KEPT:
        value = row.get(name)
        if value:
            kept[name] = value
    if row["needs"]:
        kept["needs"] = list(row["needs"])
    if row.get("done_at"):
        kept["done_at"] = row["done_at"].isoformat()
    return kept


_KEPT = ("item", "label", "kind", "stage", "section", "result", "abnormal", "done_by", "can_be_requested")


def missing_facts(assessment: Assessment) -> list[str]:
    """Return what classes and grades still wait for, in a fixed order."""
    waiting = (*assessment.class_needs.values(), *assessment.grade_needs.values())
    return sorted({need for needs in waiting for need in needs})


def with_requests(steps: Sequence[Requirement], requests: Sequence[StandingRequest]) -> tuple[Requirement, ...]:
    """Return the requirements with the slips that stand."""
    by_item = {request.item: request for request in requests}
    found = []
    for step in steps:
        request = by_item.get(step.item)
        if request is not None and step.kind in REQUESTED_KINDS:
            waits = step.state in (StepState.NEXT, StepState.OPTIONAL, StepState.WAITING)
            found.append(
                replace(
                    step,
                    state=StepState.REQUESTED if waits else step.state,
                    request_id=request.id,
                    request_number=request.number,
                    requested_at=request.requested_at,
                )
            )
        else:
            found.append(step)
    return tuple(found)


def with_confirmed(steps: Sequence[Requirement], confirmed: Collection[str]) -> tuple[Requirement, ...]:
    """Return the requirements with the word of the physician who adopted the edition beside each reason."""
    if not confirmed:
        return tuple(steps)
    return tuple(
        replace(step, reasons=tuple(replace(each, confirmed=each.rule in confirmed) for each in step.reasons))
        for step in steps
    )


@dataclass(frozen=True, slots=True)
class Kept:
    """What stands beside an exam, read back: its plain data, the requirements and the verdict."""

    summary: Mapping[str, Any]
    steps: tuple[Requirement, ...]
    verdict: Verdict

    @classmethod
    def of(cls, summary: Mapping[str, Any]) -> Kept:
        """Read plain data."""
        return cls(summary, steps_from(summary), verdict_of(summary))


@lru_cache(maxsize=64)  # a case file is looked at again at every change that somebody announces
def read_kept(text: str) -> Kept:
    """Read what stands beside an exam, by its stored text."""
    return Kept.of(json.loads(text))


def steps_from(summary: Mapping[str, Any]) -> tuple[Requirement, ...]:
    """Read the kept requirements back."""
    reasons = [reason_of(row) for row in summary["reasons"]]
    return tuple(_step_from(row, reasons) for row in summary["steps"])


def _step_from(row: Mapping[str, Any], reasons: Sequence[Reason]) -> Requirement:
    done_at = row.get("done_at")
    read = {
        "state": StepState(row["state"]),
        "needs": tuple(row.get("needs", ())),
        "reasons": tuple(reasons[place] for place in row["reasons"]),
        "done_at": datetime.fromisoformat(done_at) if done_at else None,
    }
    return Requirement(**{**row, **read})


def verdict_of(summary: Mapping[str, Any]) -> Verdict:
    """Return what the protocol says of the whole exam."""
    said = summary["assessment"]
    classes = said["classes"]
    due = summary.get("due", ())
    reasons = [reason_of(row) for row in summary["reasons"]] if due else ()
    return Verdict(
        classes=None if classes is None else _classes(classes),
        certain=_classes(said["decided_classes"]),
        needs=tuple(Need(**{**need, "questions": tuple(need.get("questions", ()))}) for need in summary["needs"]),
        grades=dict(said["grades"]),
        complete=said["complete"],
        cleared=said["cleared"],
        valid_until=day_of(said["valid_until"]),
        holds=said_of(said["holds"]),
        warnings=said_of(said["warnings"]),
        grade_reasons={
            item: tuple(reason_of(each) for each in rows) for item, rows in said.get("grade_reasons", {}).items()
        },
        grade_waits=tuple(said.get("grade_needs", ())),
        exam_needed=summary.get("exam_needed"),
        due=tuple(due_from(row, reasons) for row in due),
    )


def alerts_of(person: Any, summary: Mapping[str, Any] | None) -> tuple[Alert, ...]:
    """Return what everybody should know first; without the clinical summary only the interpreter."""
    spoken = (Alert("interpreter", person.interpreter_language or ""),) if person.needs_interpreter else ()
    return spoken + tuple(Alert(**alert) for alert in (summary["alerts"] if summary else ()))


def percent_of(standing: Standing) -> int:
    """Return how far an exam is: questions answered and things done, the signature being one more."""
    parts = [standing.progress(section) for section in standing.sections]
    answered, asked = sum(part.answered for part in parts), sum(part.asked for part in parts)
    return 100 * answered // (asked + 1)


def day_of(text: str | None) -> date | None:
    """Return the day that stands in plain data."""
    return date.fromisoformat(text) if text else None


def masked(steps: Sequence[Requirement]) -> tuple[Requirement, ...]:
    """Return what somebody without the clinical permission sees: what must be done, and done or not done."""
    return tuple(_masked(step) for step in steps if step.state in _KNOWN_NEEDS)


_KNOWN_NEEDS = (StepState.DONE, StepState.PARTLY, StepState.NEXT, StepState.REQUESTED)


def _masked(step: Requirement) -> Requirement:
    harmless = all(name in OPEN_FACTS for reason in step.reasons for name, _ in reason.facts)
    return Requirement(
        item=step.item,
        label=step.label,
        kind=step.kind,
        stage=step.stage,
        state=StepState.DONE if step.state is StepState.DONE else StepState.NOT_DONE,
        reasons=tuple(replace(reason, facts=()) for reason in step.reasons) if harmless else (),
        section=step.section,
    )


def said_of(rows: Sequence[Mapping[str, Any]]) -> tuple[Said, ...]:
    """Return warnings or holds from plain data."""
    return tuple(Said(one["code"], one["text"], reason_of(one["reason"])) for one in rows)


def _classes(rows: Sequence[Mapping[str, Any]]) -> tuple[ProposedClass, ...]:
    return tuple(
        ProposedClass(
            one["code"], one["label"], one["blocks_travel"], tuple(reason_of(each) for each in one["reasons"])
        )
        for one in rows
    )


def _section_row(section: FormSection, standing: Standing) -> _Row:
    far = standing.progress(section)
    given = _given(section.fields, standing)
    state = StepState.DONE if far.answered == far.asked else StepState.PARTLY if given else StepState.NEXT
    return {
        "label": section.label,
        "section": section.key,
        "state": state,
        "can_be_requested": False,
        "result": f"{far.answered} / {far.asked}" if state is StepState.PARTLY else "",
        **_latest(given),
    }


def _item_row(item: str, home: FormSection, standing: Standing) -> _Row:
    facts = set(standing.template.items[item].results)
    fields = [field for field in home.fields if field.fact in facts]
    if not fields and home.items[:1] == (item,):
        fields = list(home.fields)
    shown = [f for f in fields if f.kind in (FieldKind.CHOICE, FieldKind.BOOL) and f.key in standing.values]
    told = shown if any(field.fact for field in shown) else shown[-1:]
    results = dict.fromkeys(" ".join(words(field, standing.values[field.key])) for field in told)
    return {
        "section": home.key,
        "result": ", ".join(results),
        "abnormal": any(_is_abnormal(field, standing.values[field.key]) for field in shown),
        **_latest(_given(fields, standing)),
    }


def _given(fields: Sequence[FormField], standing: Standing) -> list[CurrentAnswer]:
    answers = [standing.answers[field.key] for field in fields if field.key in standing.answers]
    return [answer for answer in answers if answer.value is not None]


def _latest(given: Sequence[CurrentAnswer]) -> _Row:
    if not given:
        return {}
    latest = max(given, key=lambda answer: (answer.at, answer.id))
    return {"done_at": latest.at, "done_by": latest.by_name}


def _is_abnormal(field: FormField, value: Any) -> bool:
    return any(choice.abnormal for choice in field.choices if choice.key == value)


def _alerts(standing: Standing) -> tuple[Alert, ...]:
    """What everybody who touches this person should know first."""
    found = []
    allergies = standing.facts.get("drug_allergy")
    if isinstance(allergies, list) and allergies:
        found.append(Alert("allergy", ", ".join(str(each).replace("_", " ") for each in allergies)))
    if standing.facts.get("pregnant") is True:
        weeks = standing.facts.get("pregnancy_weeks")
        found.append(Alert("pregnancy", str(weeks) if weeks is not None else ""))
    return tuple(found)
