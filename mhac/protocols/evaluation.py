"""What one applicant must have, and what the facts say about class, travel and validity: pure, three-valued, traced."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from mhac.protocols.applicant_facts import ApplicantFacts, ItemVerdict, Verdicts
from mhac.protocols.assessment import Applicant, Assessment, ClassResult, ItemResult, Note, Trace
from mhac.protocols.conditions import NotDone, Truth, Unknown, any_of
from mhac.protocols.doses import treatments_due, vaccines_due
from mhac.protocols.possible_births import births_to_try
from mhac.protocols.rules import BY_WORD, DECIDED, Confidence, ItemState, Stage
from mhac.protocols.template import Item, OutcomeClass, Rule, Template, ValidityRule
from mhac.protocols.uncertain_age import agreed

SHOWN_BY_STATE = {
    ItemState.REQUIRED: ("require",),
    ItemState.DEFERRED: ("defer", "require"),
    ItemState.FORBIDDEN: ("forbid",),
    ItemState.OPTIONAL: ("offer",),
    ItemState.UNKNOWN: ("require", "forbid", "defer"),
    ItemState.NOT_REQUIRED: (),
}


def evaluate(
    template: Template,
    applicant: Applicant,
    facts: Mapping[str, object],
    *,
    settings: Mapping[str, object] | None = None,
    decided: Collection[str] | None = None,
) -> Assessment:
    """Assess one applicant under one template. `settings` are a clinic's signed overrides of template numbers.

    `decided` are the classes that a physician gave instead of the proposed ones: holds, clearance and validity
    follow from them.

    A partial birth date is tried at its earliest and latest day and at every age limit between; where the answers
    differ, the answer is unknown and needs the birth date.
    """
    chosen = settings or {}
    births = births_to_try(template, applicant, chosen)
    given = None if decided is None else frozenset(decided)
    assessed = [_assess(ApplicantFacts(template, applicant, born, facts, chosen, given)) for born in births]
    return assessed[0] if len(assessed) == 1 else agreed(assessed)


def _assess(known: ApplicantFacts) -> Assessment:
    template = known.template
    items = tuple(_item_result(known, item) for item in template.items.values())
    truths = {outcome.code: known.value(f"class.{outcome.code}") for outcome in template.classes}
    decided = tuple(_class_result(known, one) for one in template.classes if truths[one.code] is True)
    class_needs = {code: tuple(sorted(t.needs)) for code, t in truths.items() if isinstance(t, Unknown)}
    complete = _complete(items)
    blocks = _notes(known, "block")
    cleared = _cleared(template, truths, complete, bool(blocks), _open(known, "block"))
    last_day, rule = known.valid_until()
    valid_until = last_day if isinstance(last_day, date) else None
    warnings = _notes(known, "warn")
    holds = (*_class_holds(known, decided), *blocks, *_notes(known, "hold"))
    forms, form_traces = _forms(known)
    grades, grade_traces, grade_needs = _grades(known, items)
    drugs, open_drugs = treatments_due(known)
    vaccines, vaccine_traces, open_vaccines = vaccines_due(known)
    trace = (
        *(reason for result in items for reason in result.reasons),
        *(reason for result in decided for reason in result.reasons),
        *(note.reason for note in (*warnings, *holds)),
        *form_traces,
        *grade_traces,
        *(dose.reason for dose in drugs),
        *vaccine_traces,
        *(() if rule is None or valid_until is None else (_validity_trace(known, rule, valid_until),)),
    )
    return Assessment(
        country=template.country,
        edition=template.edition,
        digest=template.digest,
        items=items,
        classes=None if class_needs else decided,
        decided_classes=decided,
        class_needs=class_needs,
        exam_needed=_exam_needed(items),
        complete=complete,
        cleared=cleared,
        valid_until=valid_until,
        warnings=warnings,
        holds=holds,
        forms=forms,
        grades=grades,
        treatments=drugs,
        vaccines_due=vaccines,
        unknown_doses={**open_drugs, **open_vaccines},
        trace=tuple(dict.fromkeys(trace)),
        grade_needs=grade_needs,
    )


def reason(known: ApplicantFacts, rule: Rule | ValidityRule, about: str, outcome: str, truth: Truth = True) -> Trace:
    """The trace entry of a rule that holds, or that cannot be decided yet."""
    used = ((term, known.value(term)) for term in rule.terms)
    return Trace(
        about=about,
        rule=rule.id,
        outcome=outcome,
        because=known.said(rule.sentence),
        source=rule.source,
        confidence=rule.confidence,
        facts=tuple((term, _plain(value)) for term, value in used if not isinstance(value, Unknown | NotDone)),
        needs=tuple(sorted(truth.needs)) if isinstance(truth, Unknown) else (),
    )


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return tuple((key, _plain(inner)) for key, inner in sorted(value.items()))
    return tuple(_plain(one) for one in value) if isinstance(value, list | tuple) else value


def _item_result(known: ApplicantFacts, item: Item) -> ItemResult:
    verdict = known.item(item.code)
    return ItemResult(
        item=item.code,
        label=item.label,
        kind=item.kind,
        stage=item.stage,
        state=verdict.state,
        done=known.is_done(item),
        reasons=tuple(_item_reasons(known, item, verdict)),
        needs=tuple(sorted(verdict.needs)),
    )


def _item_reasons(known: ApplicantFacts, item: Item, verdict: ItemVerdict) -> Iterable[Trace]:
    """The rules that made the state, or that say why not; of an unknown item also those that wait for a fact."""
    for effect in SHOWN_BY_STATE[verdict.state]:
        for rule, truth in verdict.verdicts[effect]:
            if isinstance(truth, Unknown):
                if verdict.state is ItemState.UNKNOWN:
                    yield reason(known, rule, item.code, "unknown", truth)
            elif truth:
                yield reason(known, rule, item.code, effect)
    if verdict.state is ItemState.NOT_REQUIRED:
        for rule, truth in known.verdicts("spare", item.code):
            if truth is True:
                yield reason(known, rule, item.code, ItemState.NOT_REQUIRED.value)


def _class_result(known: ApplicantFacts, outcome: OutcomeClass) -> ClassResult:
    found = known.verdicts("class", outcome.code)
    reasons = tuple(reason(known, rule, outcome.code, "class") for rule, truth in found if truth is True)
    return ClassResult(outcome.code, outcome.label, outcome.blocks_travel, reasons)


def _class_holds(known: ApplicantFacts, decided: tuple[ClassResult, ...]) -> tuple[Note, ...]:
    texts = {one.code: known.said(one.hold) for one in known.template.classes if one.blocks_travel}
    return tuple(Note(one.code, texts[one.code], _why(one)) for one in decided if one.code in texts)


def _why(given: ClassResult) -> Trace:
    """The rule behind a class; a class that a physician gave against the rules rests on his word."""
    by_word = Trace(given.code, DECIDED, "class", BY_WORD, "", Confidence.UNVERIFIED)
    return given.reasons[0] if given.reasons else by_word


def _notes(known: ApplicantFacts, effect: str) -> tuple[Note, ...]:
    return tuple(
        Note(rule.target, known.said(rule.text), reason(known, rule, rule.target, effect))
        for rule in known.template.rules
        if rule.effect == effect and known.rule_truth(rule) is True
    )


def _open(known: ApplicantFacts, effect: str) -> bool:
    """Whether a rule of this effect cannot be decided yet."""
    rules = (rule for rule in known.template.rules if rule.effect == effect)
    return any(isinstance(known.rule_truth(rule), Unknown) for rule in rules)


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
    template: Template, truths: Mapping[str, object], complete: bool | None, blocked: bool, open_block: bool
) -> bool | None:
    """Whether the examination clears travel: complete, and no class or rule that holds it."""
    blocking = [truths[outcome.code] for outcome in template.classes if outcome.blocks_travel]
    if complete is False or blocked or any(truth is True for truth in blocking):
        return False
    if complete is None or open_block or any(isinstance(truth, Unknown) for truth in blocking):
        return None
    return True


def _forms(known: ApplicantFacts) -> tuple[tuple[str, ...], tuple[Trace, ...]]:
    true = [rule for rule in known.template.rules if rule.effect == "form" and known.rule_truth(rule) is True]
    traces = tuple(reason(known, rule, rule.target, "form") for rule in true)
    return tuple(dict.fromkeys(rule.target for rule in true)), traces


def _grades(
    known: ApplicantFacts, items: tuple[ItemResult, ...]
) -> tuple[dict[str, str], tuple[Trace, ...], dict[str, tuple[str, ...]]]:
    """The grade of each graded item that is done: the worst that a rule gives, else the best; and what others need."""
    states = {result.item: result for result in items}
    grades: dict[str, str] = {}
    traces: list[Trace] = []
    needs: dict[str, tuple[str, ...]] = {}
    for grading in known.template.gradings:
        result = states[grading.item]
        if result.state is ItemState.UNKNOWN:
            needs[grading.item] = result.needs
        if result.state is not ItemState.REQUIRED:
            continue
        if not result.done:
            needs[grading.item] = (f"item.{grading.item}",)
            continue
        found = known.verdicts("grade", grading.item)
        grade = _worst(grading.order, found)
        if isinstance(grade, Unknown):
            needs[grading.item] = tuple(sorted(grade.needs))
            continue
        grades[grading.item] = grade
        given = [rule for rule, truth in found if truth is True and rule.more["grade"] == grade]
        traces += [reason(known, rule, grading.item, f"grade {grade}") for rule in given]
    return grades, tuple(traces), needs


def _worst(order: tuple[str, ...], found: Verdicts) -> str | Unknown:
    for grade in reversed(order):
        truth = any_of([truth for rule, truth in found if rule.more["grade"] == grade])
        if isinstance(truth, Unknown):
            return truth
        if truth:
            return grade
    return order[0]


def _validity_trace(known: ApplicantFacts, rule: ValidityRule, last_day: date) -> Trace:
    found = reason(known, rule, "valid_until", "valid_until")
    days = tuple((term, day) for term in (*rule.first_known, *rule.earliest) if (day := known.given(term)) is not None)
    return Trace(
        found.about,
        found.rule,
        found.outcome,
        found.because,
        found.source,
        found.confidence,
        (*found.facts, *days, ("valid_until", last_day)),
    )
