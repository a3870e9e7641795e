"""What one applicant must have, and what the facts say about class, travel and validity: pure, three-valued, traced."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date

from mhac.protocols.applicant_facts import ApplicantFacts, ItemVerdict, Verdicts
from mhac.protocols.assessment import Applicant, Assessment, ClassResult, ItemResult, Note, Trace
from mhac.protocols.conditions import Unknown, any_of
from mhac.protocols.doses import treatments_due, vaccines_due
from mhac.protocols.possible_births import births_to_try
from mhac.protocols.program import Planned, PlannedClass, PlannedItem
from mhac.protocols.rules import BY_WORD, DECIDED, OVER, OVER_BEFORE, Confidence, ItemState, Stage
from mhac.protocols.template import Rule, Template, ValidityRule
from mhac.protocols.uncertain_age import agreed

SHOWN_BY_STATE = {
    ItemState.REQUIRED: ("require",),
    ItemState.DEFERRED: ("defer", "require"),
    ItemState.FORBIDDEN: ("forbid",),
    ItemState.OPTIONAL: ("offer",),
    ItemState.UNKNOWN: ("require", "forbid", "defer"),
    ItemState.NOT_REQUIRED: ("spare",),
}
OUTCOMES = {"spare": ItemState.NOT_REQUIRED.value}


def evaluate(
    template: Template,
    applicant: Applicant,
    facts: Mapping[str, object],
    *,
    settings: Mapping[str, object] | None = None,
    decided: Collection[str] | None = None,
    valid_until: date | None = None,
) -> Assessment:
    """Assess one applicant under one template. `settings` are a clinic's signed overrides of template numbers.

    `decided` are the classes that a physician gave instead of the proposed ones: holds, clearance and validity
    follow from them. `valid_until` is the last day of an examination whose facts are looked at again on a later day.

    A partial birth date is tried at its earliest and latest day and at every age limit between; where the answers
    differ, the answer is unknown and needs the birth date.
    """
    chosen = settings or {}
    births = births_to_try(template, applicant, chosen)
    given = None if decided is None else frozenset(decided)
    assessed = [
        _assess(ApplicantFacts(template, applicant, born, facts, chosen, given, valid_until)) for born in births
    ]
    return assessed[0] if len(assessed) == 1 else agreed(assessed)


def _assess(known: ApplicantFacts) -> Assessment:
    program, template = known.program, known.template
    items = tuple([_item_result(known, planned) for planned in program.items.values()])
    truths: dict[str, object] = {}
    decided: list[ClassResult] = []
    class_needs: dict[str, tuple[str, ...]] = {}
    for planned in program.classes:
        code = planned.outcome.code
        truth = truths[code] = known.value(f"class.{code}")
        if truth is True:
            decided.append(_class_result(known, planned))
        elif isinstance(truth, Unknown):
            class_needs[code] = tuple(sorted(truth.needs))
    classes = tuple(decided)
    complete = _complete(items)
    blocks, open_block = _blocks(known)
    last_day, rule = known.valid_until()
    valid_until = last_day if isinstance(last_day, date) else None
    over = _over(known, rule, valid_until)
    warnings = (*over, *_notes(known, "warn"))
    class_holds = _class_holds(known, classes)
    holds = (*blocks, *_notes(known, "hold"))
    forms, form_traces = _forms(known)
    grades, grade_traces, grade_needs = _grades(known, items)
    drugs, open_drugs = treatments_due(known)
    vaccines, vaccine_traces, open_vaccines = vaccines_due(known)
    trace = [entry for result in items for entry in result.reasons]
    trace += [entry for result in decided for entry in result.reasons]
    trace += [note.reason for note in warnings]
    trace += [note.reason for note in class_holds if note.reason.rule == DECIDED]
    trace += [note.reason for note in holds]
    trace += [*form_traces, *grade_traces, *(dose.reason for dose in drugs), *vaccine_traces]
    if rule is not None and valid_until is not None:
        trace.append(_validity_trace(known, rule, valid_until))
    return Assessment(
        country=template.country,
        edition=template.edition,
        digest=template.digest,
        items=items,
        classes=None if class_needs else classes,
        decided_classes=classes,
        class_needs=class_needs,
        exam_needed=_exam_needed(items),
        complete=complete,
        cleared=_cleared(known, truths, complete, bool(blocks or over), open_block),
        valid_until=valid_until,
        warnings=warnings,
        holds=(*class_holds, *holds),
        forms=forms,
        grades=grades,
        treatments=drugs,
        vaccines_due=vaccines,
        unknown_doses=open_drugs | open_vaccines,
        trace=tuple(trace),
        grade_needs=grade_needs,
    )


def _item_result(known: ApplicantFacts, planned: PlannedItem) -> ItemResult:
    if planned.idle is not None:
        return planned.idle
    item = planned.item
    verdict = known.item(item.code)
    return ItemResult(
        item.code,
        item.label,
        item.kind,
        item.stage,
        verdict.state,
        known.is_done(planned),
        tuple(_item_reasons(known, item.code, verdict)) if verdict.verdicts else (),
        tuple(sorted(verdict.needs)),
    )


def _item_reasons(known: ApplicantFacts, code: str, verdict: ItemVerdict) -> Iterable[Trace]:
    """The rules that made the state, or that say why not; of an unknown item also those that wait for a fact."""
    for effect in SHOWN_BY_STATE[verdict.state]:
        for planned, truth in verdict.verdicts.get(effect, ()):
            if truth is True:
                yield known.reason(planned, code, OUTCOMES.get(effect, effect))
            elif truth is not False and verdict.state is ItemState.UNKNOWN:
                yield known.reason(planned, code, "unknown", truth)


def _class_result(known: ApplicantFacts, planned: PlannedClass) -> ClassResult:
    outcome = planned.outcome
    reasons = [known.reason(rule, outcome.code, "class") for rule in planned.rules if rule.holds(known) is True]
    return ClassResult(outcome.code, outcome.label, known.blocks(planned), tuple(reasons))


def _class_holds(known: ApplicantFacts, decided: tuple[ClassResult, ...]) -> tuple[Note, ...]:
    of = known.program.class_of
    return tuple([Note(one.code, of[one.code].hold, _why(one)) for one in decided if one.blocks_travel])


def _why(given: ClassResult) -> Trace:
    """The rule behind a class; a class that a physician gave against the rules rests on his word."""
    by_word = Trace(given.code, DECIDED, "class", BY_WORD, "", Confidence.UNVERIFIED)
    return given.reasons[0] if given.reasons else by_word


def _notes(known: ApplicantFacts, effect: str) -> tuple[Note, ...]:
    return tuple([_note(known, rule, effect) for rule in known.program.notes[effect] if rule.holds(known) is True])


def _over(known: ApplicantFacts, planned: Planned | None, last_day: date | None) -> tuple[Note, ...]:
    """The warning of an examination that is over before it is made; on a later day it is simply over."""
    if planned is None or last_day is None or known.later or last_day >= known.applicant.exam_date:
        return ()
    return (Note(OVER, OVER_BEFORE, replace(_validity_trace(known, planned, last_day), about=OVER, outcome="warn")),)


def _note(known: ApplicantFacts, planned: Planned, effect: str) -> Note:
    target = _target(planned)
    return Note(target, planned.text, known.reason(planned, target, effect))


def _target(planned: Planned) -> str:
    assert isinstance(planned.rule, Rule)
    return planned.rule.target


def _blocks(known: ApplicantFacts) -> tuple[tuple[Note, ...], bool]:
    """What blocks travel, and whether a rule that would cannot be decided yet."""
    rules = known.program.notes["block"]
    if not rules:
        return (), False
    return _notes(known, "block"), any(isinstance(rule.holds(known), Unknown) for rule in rules)


def _complete(items: tuple[ItemResult, ...]) -> bool | None:
    """Whether all that the examination asks for is done; None while it is not known what it asks for."""
    asked = [result for result in items if result.stage is Stage.EXAMINATION]
    if any(result.state is ItemState.DEFERRED for result in asked):
        return False
    if any(result.state is ItemState.REQUIRED and not result.done for result in asked):
        return False
    return None if any(result.state is ItemState.UNKNOWN for result in asked) else True


def _exam_needed(items: tuple[ItemResult, ...]) -> bool | None:
    asked = [result for result in items if result.stage is Stage.EXAMINATION]
    if any(result.state is ItemState.REQUIRED for result in asked):
        return True
    return None if any(result.state is ItemState.UNKNOWN for result in asked) else False


def _cleared(
    known: ApplicantFacts, truths: Mapping[str, object], complete: bool | None, blocked: bool, open_block: bool
) -> bool | None:
    """Whether the examination clears travel: complete, and no class or rule that holds it."""
    blocking = [truths[planned.outcome.code] for planned in known.program.classes if known.blocks(planned)]
    if complete is False or blocked or any(truth is True for truth in blocking):
        return False
    if complete is None or open_block or any(isinstance(truth, Unknown) for truth in blocking):
        return None
    return True


def _forms(known: ApplicantFacts) -> tuple[tuple[str, ...], tuple[Trace, ...]]:
    true = [rule for rule in known.program.notes["form"] if rule.holds(known) is True]
    traces = tuple([known.reason(rule, _target(rule), "form") for rule in true])
    return tuple(dict.fromkeys(_target(rule) for rule in true)), traces


def _grades(
    known: ApplicantFacts, items: tuple[ItemResult, ...]
) -> tuple[dict[str, str], tuple[Trace, ...], dict[str, tuple[str, ...]]]:
    """The grade of each graded item that is done: the worst that a rule gives, else the best; and what others need."""
    grades: dict[str, str] = {}
    traces: list[Trace] = []
    needs: dict[str, tuple[str, ...]] = {}
    if not known.program.gradings:
        return grades, (), needs
    states = {result.item: result for result in items}
    for planned in known.program.gradings:
        item = planned.grading.item
        result = states[item]
        if result.state is ItemState.UNKNOWN:
            needs[item] = result.needs
        if result.state is not ItemState.REQUIRED:
            continue
        if not result.done:
            needs[item] = (f"item.{item}",)
            continue
        found = known.verdicts(planned.rules)
        grade = _worst(planned.grading.order, found)
        if isinstance(grade, Unknown):
            needs[item] = tuple(sorted(grade.needs))
            continue
        grades[item] = grade
        given = [rule for rule, truth in found if truth is True and _gives(rule, grade)]
        traces += [known.reason(rule, item, f"grade {grade}") for rule in given]
    return grades, tuple(traces), needs


def _gives(planned: Planned, grade: str) -> bool:
    return isinstance(planned.rule, Rule) and planned.rule.more["grade"] == grade


def _worst(order: tuple[str, ...], found: Verdicts) -> str | Unknown:
    for grade in reversed(order):
        truth = any_of([truth for rule, truth in found if _gives(rule, grade)])
        if isinstance(truth, Unknown):
            return truth
        if truth:
            return grade
    return order[0]


def _validity_trace(known: ApplicantFacts, planned: Planned, last_day: date) -> Trace:
    found, rule = known.reason(planned, "valid_until", "valid_until"), planned.rule
    assert isinstance(rule, ValidityRule)
    days = [(term, day) for term in (*rule.first_known, *rule.earliest) if (day := known.given(term)) is not None]
    facts = (*found.facts, *days, ("valid_until", last_day))
    return Trace(found.about, found.rule, found.outcome, found.because, found.source, found.confidence, facts)
