"""What this person must have, as the case file lists it: each thing with its reason, its source and how far it is.

Pure: it joins what the protocol says with the answers and the requests.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from mhac.exams.assessing import CurrentAnswer, values_of
from mhac.exams.content import words
from mhac.exams.rules import StepState
from mhac.exams.views import ProposedClass, Reason, Requirement, Said, Verdict
from mhac.protocols.form import FormField, FormSection, progress
from mhac.protocols.rules import FieldKind, ItemState
from mhac.protocols.template import Item, Template

REQUESTED_KINDS = ("laboratory", "imaging")


@dataclass(frozen=True)
class StandingRequest:
    """A slip that was printed and not withdrawn."""

    id: int
    item: str
    number: str
    requested_at: datetime


def requirements_of(
    template: Template,
    assessment: Mapping[str, Any],
    sections: Sequence[FormSection],
    answers: Mapping[str, CurrentAnswer],
    requests: Sequence[StandingRequest],
) -> tuple[Requirement, ...]:
    """Return every thing asked, put off, waiting or not to be done, in the protocol's order."""
    found: list[Requirement] = []
    by_item = {request.item: request for request in requests}
    for said in assessment.get("items", ()):
        homes = [section for section in sections if said["item"] in section.items]
        base = _requirement(said, by_item.get(said["item"]))
        if len(homes) > 1 and base.state in (StepState.NEXT, StepState.DONE):
            found += [_section_row(base, section, answers) for section in homes]
        else:
            home = homes[0] if homes else None
            found.append(_item_row(base, template.items.get(said["item"]), home, answers))
    return tuple(found)


def verdict_of(assessment: Mapping[str, Any]) -> Verdict:
    """Return what the protocol says of the whole exam."""
    classes = assessment.get("classes")
    return Verdict(
        classes=None if classes is None else _classes(classes),
        certain=_classes(assessment.get("decided_classes", ())),
        class_needs={code: tuple(needs) for code, needs in assessment.get("class_needs", {}).items()},
        grades=dict(assessment.get("grades", {})),
        complete=assessment.get("complete"),
        cleared=assessment.get("cleared"),
        valid_until=day_of(assessment.get("valid_until")),
        holds=_said(assessment.get("holds", ())),
        warnings=_said(assessment.get("warnings", ())),
    )


def percent_of(assessment: Mapping[str, Any], signed: bool) -> int:
    """Return how far an exam is: the things done of those asked for, the signature being one more."""
    if signed:
        return 100
    asked = [
        each
        for each in assessment.get("items", ())
        if each["state"] == ItemState.REQUIRED and each["stage"] == "examination"
    ]
    return round(100 * sum(each["done"] for each in asked) / (len(asked) + 1))


def day_of(text: str | None) -> date | None:
    """Return the day that stands in plain data."""
    return date.fromisoformat(text) if text else None


def masked(requirement: Requirement) -> Requirement:
    """Return what somebody without the clinical permission sees: the thing, and done or not done."""
    done = requirement.state is StepState.DONE
    reasons = tuple(replace(reason, facts=()) for reason in requirement.reasons[:1])
    return Requirement(
        item=requirement.item,
        label=requirement.label,
        kind=requirement.kind,
        stage=requirement.stage,
        state=StepState.DONE if done else StepState.NEXT,
        reasons=reasons if _tells_nothing(requirement) else (),
    )


def _tells_nothing(requirement: Requirement) -> bool:
    """Whether the reason rests on age, sex or place only and so gives away no finding."""
    open_facts = {"age", "age_months", "sex", "exam_country", "category", "birth_country", "citizenship"}
    return all(name in open_facts for reason in requirement.reasons for name, _ in reason.facts)


def _requirement(said: Mapping[str, Any], request: StandingRequest | None) -> Requirement:
    state = ItemState(said["state"])
    requested = request is not None and not said["done"]
    step = {
        ItemState.REQUIRED: StepState.DONE if said["done"] else StepState.NEXT,
        ItemState.UNKNOWN: StepState.WAITING,
        ItemState.DEFERRED: StepState.DEFERRED,
        ItemState.OPTIONAL: StepState.DONE if said["done"] else StepState.OPTIONAL,
        ItemState.FORBIDDEN: StepState.FORBIDDEN,
        ItemState.NOT_REQUIRED: StepState.NOT_REQUIRED,
    }[state]
    if requested and step in (StepState.NEXT, StepState.OPTIONAL, StepState.WAITING):
        step = StepState.REQUESTED
    return Requirement(
        item=said["item"],
        label=said["label"],
        kind=said["kind"],
        stage=said["stage"],
        state=step,
        reasons=tuple(reason_of(each) for each in said["reasons"]),
        needs=tuple(said["needs"]),
        request_id=request.id if request else None,
        request_number=request.number if request else "",
        requested_at=request.requested_at if request else None,
        can_be_requested=said["kind"] in REQUESTED_KINDS and not said["done"] and state is not ItemState.FORBIDDEN,
    )


def _section_row(base: Requirement, section: FormSection, answers: Mapping[str, CurrentAnswer]) -> Requirement:
    far = progress(section, values_of(answers))
    given = [answers[field.key] for field in section.fields if field.key in answers]
    state = StepState.DONE if far.answered == far.asked else StepState.PARTLY if given else StepState.NEXT
    row = replace(base, label=section.label, section=section.key, state=state, can_be_requested=False)
    result = f"{far.answered} / {far.asked}" if state is StepState.PARTLY else ""
    return replace(_with_latest(row, given), result=result)


def _item_row(
    base: Requirement, item: Item | None, home: FormSection | None, answers: Mapping[str, CurrentAnswer]
) -> Requirement:
    if home is None or item is None:
        return base
    row = replace(base, section=home.key)
    results = {name.split(".")[0] for name in item.results}
    fields = [
        field
        for field in home.fields
        if field.key in answers and any(fact.split(".")[0] in results for fact in field.facts)
    ]
    given = [answers[field.key] for field in fields if answers[field.key].value is not None]
    shown = [field for field in fields if field.kind in (FieldKind.CHOICE, FieldKind.BOOL)]
    if not given:
        return row
    return replace(
        _with_latest(row, given),
        result=", ".join(_result(field, answers) for field in shown),
        abnormal=any(_is_abnormal(field, answers[field.key].value) for field in shown),
    )


def _with_latest(row: Requirement, given: Sequence[CurrentAnswer]) -> Requirement:
    if not given:
        return row
    latest = max(given, key=lambda answer: answer.at)
    return replace(row, done_at=latest.at, done_by=latest.by_name)


def _result(field: FormField, answers: Mapping[str, CurrentAnswer]) -> str:
    return " ".join(words(field, answers[field.key].value))


def _is_abnormal(field: FormField, value: Any) -> bool:
    return any(choice.abnormal for choice in field.choices if choice.key == value)


def reason_of(trace: Mapping[str, Any]) -> Reason:
    """Return a trace entry as a reason."""
    return Reason(
        trace["rule"],
        trace["because"],
        trace["source"],
        trace["confidence"],
        tuple((name, value) for name, value in trace.get("facts", ())),
    )


def _classes(plain: Sequence[Mapping[str, Any]]) -> tuple[ProposedClass, ...]:
    return tuple(
        ProposedClass(
            one["code"], one["label"], one["blocks_travel"], tuple(reason_of(each) for each in one["reasons"])
        )
        for one in plain
    )


def _said(plain: Sequence[Mapping[str, Any]]) -> tuple[Said, ...]:
    return tuple(Said(one["code"], one["text"], reason_of(one["reason"])) for one in plain)
