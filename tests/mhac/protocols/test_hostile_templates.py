"""Whatever somebody writes into a template, it is refused in words or it works: the program never stumbles over it."""

import copy
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from mhac.protocols.evaluation import evaluate
from mhac.protocols.form import form_for
from mhac.protocols.outlook import outlook
from mhac.protocols.own import check_template
from mhac.protocols.rules import DECIDED, LARGEST_NUMBER
from mhac.protocols.template import Template
from mhac.protocols.yaml_source import read
from tests.mhac.protocols.people import applicant, us

SOURCE = read(Path(__file__).with_name("united_kingdom.yaml")).data
JUNK: list[Any] = [
    None, True, False, 0, -1, 3.5, 10**30, "", "x", "$xray_from", "$nothing", "@exam_date", "@age", "@nothing", "{age}",
    "{", "2026-02-30", [], [None], ["x", 1], {}, {"age": {}}, {"age": {"from": "x"}}, {"age": {"from": [1]}},
    {"any": []}, {"not": []}, {"all": {"age": 3}}, {"residence": {"some": {"from": 1}}},
    {"stay_months": {"none_within": 3}},
    {"tb_contact": {"known": "yes"}}, {"chest_xray": {"includes": "x"}}, {"called": {"known_to_be": True}},
    {"valid_until": 1}, {"tb_symptoms": {"fewer_than": 2}}, {"age": {"in": 3}}, {"flag": True}, {"flag.": True},
    {"item.x": True}, {"": True},
]  # fmt: skip
WORDS = [
    "when",
    "unless",
    "list",
    "of",
    "months",
    "first_known",
    "overrides",
    "enabled",
    "source",
    "dose",
    "treat",
    "class",
]


def places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The place of everything in a template."""
    if at:
        yield at
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(inner, (*at, key))


PLACES = sorted(places(SOURCE), key=str)


def changed(changes: list[tuple[tuple[Any, ...], str, Any]]) -> bytes:
    """The template with some places overwritten, removed, or given another key."""
    data = copy.deepcopy(SOURCE)
    for place, act, value in changes:
        inner = data
        try:
            for part in place[:-1]:
                inner = inner[part]
            if act == "remove":
                del inner[place[-1]]
            elif act == "add" and isinstance(inner, dict):
                inner[WORDS[sum(map(ord, str(place))) % len(WORDS)]] = value
            else:
                inner[place[-1]] = value
        except (KeyError, IndexError, TypeError):
            continue
    return yaml.safe_dump(data, allow_unicode=True).encode()


PEOPLE = [
    (applicant("1990-01-01", "F", category="VISA"),
     {"screened": True, "stay_months": 24, "residence": "RW", "pregnant": True}),
    (applicant("2020", "M", category="VISITOR"), {}),
    (applicant("2015-03-10", "M", category="DIPLOMAT", lived_in=["RW"]),
     {"screened": True, "residence": "BI", "chest_xray": "suggests_tb", "chest_xray_on": "2026-03-01"}),
]  # fmt: skip


def use(template: Template) -> None:
    """Whoever comes, he is assessed and asked."""
    for who, facts in PEOPLE:
        evaluate(template, who, facts)
        form_for(template, who, {"pregnant": True})


CHANGES = st.tuples(st.sampled_from(PLACES), st.sampled_from(["put", "put", "remove", "add"]), st.sampled_from(JUNK))


@settings(max_examples=120, deadline=None)
@given(st.lists(CHANGES, min_size=1, max_size=3))
def test_a_spoilt_template_is_refused_or_works(changes: list[tuple[tuple[Any, ...], str, Any]]) -> None:
    checked = check_template(changed(changes), "spoilt.yaml")
    if checked.template is None:
        assert checked.problems
        assert all(problem.partition(":")[0].endswith(".yaml") for problem in checked.problems)
    else:
        use(checked.template)


def test_the_template_as_it_is_works() -> None:
    checked = check_template(changed([]), "whole.yaml")
    assert checked.template is not None, checked.problems
    use(checked.template)


def test_no_number_that_a_clinic_may_sign_breaks_an_assessment() -> None:
    numbers = {key: one.value for key, one in us().settings.items() if isinstance(one.value, int | float)}
    for value in (0, LARGEST_NUMBER):
        for born in ("1990", "2025-12", "2026-03-10"):
            for category in us().categories:
                who = applicant(born, "F", category=category)
                facts = {"screened": True, "chest_xray": "normal", "chest_xray_on": "2026-03-01"}
                signed = dict.fromkeys(numbers, value)
                found = evaluate(us(), who, facts, settings=signed)
                assert {entry.rule for entry in found.trace} <= {*us().rule_ids, DECIDED}
                ahead = outlook(us(), who, facts, end=date(2026, 9, 1), settings=signed)
                lapses = [change.day for change in ahead.changes if change.what == "validity"]
                others = [change.day for change in ahead.changes if change.what != "validity"]
                assert all(day <= date(2026, 9, 1) for day in lapses)
                assert all(who.exam_date < day <= date(2026, 9, 1) for day in others)
