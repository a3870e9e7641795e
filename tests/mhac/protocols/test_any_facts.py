"""Any mix of known and unknown facts, under every template: an answer without contradiction, and always for a reason.

The program of a category, with its numbers in their places and the rules of other categories gone, must say of every
rule exactly what the rule's own condition says.
"""

import json
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mhac.protocols.applicant_facts import ApplicantFacts
from mhac.protocols.cases import Case, read_case
from mhac.protocols.conditions import Unknown, compile_condition
from mhac.protocols.evaluation import evaluate
from mhac.protocols.program import as_told, program_for
from mhac.protocols.rules import ItemState
from mhac.protocols.template import Template
from tests.mhac.protocols.test_every_age import look_at
from tests.mhac.protocols.test_properties import TEMPLATES, births, facts_until, words_at

EXAMPLES = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
BY_NAME: dict[str, Template] = {template.name: template for template in TEMPLATES}


@st.composite
def mixes(draw: st.DrawFn) -> dict[str, Any]:
    template = BY_NAME[draw(st.sampled_from(sorted(BY_NAME)))]
    examined = template.valid_from + timedelta(days=draw(st.integers(0, 700)))
    return {
        **draw(words_at(template, "case")),
        "country": template.country,
        "category": draw(st.sampled_from(sorted(template.categories))),
        "exam_date": examined.isoformat(),
        "person": {**draw(words_at(template, "person")), "birth_date": draw(births())},
        "facts": {**draw(facts_until(template, examined)), **draw(st.sampled_from([{}, {"screened": True}]))},
    }


def read(mix: dict[str, Any]) -> Case:
    return read_case(json.loads(json.dumps(mix)), "")


@EXAMPLES
@given(mixes())
def test_an_answer_without_contradiction(mix: dict[str, Any]) -> None:
    case = read(mix)
    found = evaluate(case.template, case.applicant, case.facts)
    look_at(case.template, found)
    for result in found.items:
        assert bool(result.needs) == (result.state is ItemState.UNKNOWN)
    assert (found.classes is None) == bool(found.class_needs)
    assert all(found.class_needs.values())
    assert all(found.unknown_doses.values())
    assert not set(found.grades) & set(found.grade_needs)
    for grading in case.template.gradings:
        grade = found.grades.get(grading.item)
        if grade is not None:
            better = grading.order[: grading.order.index(grade)]
            assert not any(grading.may_become(grade, other) for other in better)


@EXAMPLES
@given(mixes())
def test_the_program_says_what_the_rules_say(mix: dict[str, Any]) -> None:
    case = read(mix)
    who = case.applicant
    known = ApplicantFacts(case.template, who, who.birth_earliest, case.facts, {})
    program = program_for(case.template, who.category, {})
    kept = [planned for item in program.items.values() for rules in item.rules.values() for planned in rules]
    kept += [planned for one in program.classes for planned in one.rules]
    kept += [planned for rules in program.notes.values() for planned in rules]
    kept += [planned for doses in program.doses.values() for rules in doses.values() for planned in rules]
    kept += [planned for one in program.gradings for planned in one.rules]
    by_id = {planned.rule.id: planned for planned in kept}
    for rule in case.template.rules:
        item = case.template.items.get(rule.target)
        own = item.results if item is not None and rule.effect in {"forbid", "defer"} else ()
        plain = compile_condition(as_told(rule.when, own))(known)
        told = by_id[rule.id].holds(known) if rule.id in by_id else False
        if isinstance(plain, Unknown):
            assert isinstance(told, Unknown), rule.id
            assert told.needs == plain.needs, rule.id
        else:
            assert told is plain, rule.id
