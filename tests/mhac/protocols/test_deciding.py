"""What the program says of conditions before a template is used: "never" is certain, and what is plain is found."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mhac.protocols.case_words import OLDEST
from mhac.protocols.conditions import NOT_DONE, compile_condition
from mhac.protocols.dates import completed_months
from mhac.protocols.deciding import Decider

EXAMINED = date(2026, 3, 10)
WORDS = [
    {"name": "sex", "kind": "choice", "values": ["F", "M"]},
    {"name": "film", "kind": "choice", "values": ["normal", "bad", "deferred"]},
    {"name": "ill", "kind": "bool", "values": []},
    {"name": "weight", "kind": "number", "values": [], "at_least": 0, "up_to": 400},
    {"name": "drugs", "kind": "words", "values": []},
    {"name": "seen_on", "kind": "date", "values": []},
]
DEFINITIONS: list[dict[str, Any]] = [
    {"name": "suspected", "kind": "when", "when": {"any": [{"ill": True}, {"film": "bad"}]}},
    {"name": "heavy", "kind": "when", "when": {"weight": {"from": "$limit"}}},
    {
        "name": "high",
        "kind": "lookup",
        "lookup": "x",
        "table": [{"is": True, "for": ["RW"]}, {"is": "low", "for": ["US"]}],
    },
]
DATA: dict[str, Any] = {
    "words": WORDS,
    "definitions": DEFINITIONS,
    "lists": [],
    "categories": [
        {"code": "IV", "flags": {"needed": True, "offered": False}},
        {"code": "REF", "flags": {"needed": False, "offered": True}},
        {"code": "NIV", "flags": {"needed": False, "offered": False}},
    ],
    "settings": [{"key": "limit", "value": 15}],
    "form": {"fields": []},
}
DERIVED = {row["name"]: compile_condition(row["when"]) for row in DEFINITIONS if row["kind"] == "when"}
FLAGS = {row["code"]: row["flags"] for row in DATA["categories"]}


class World:
    """One applicant in whom everything is known, or was not done."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        self.words = words

    def value(self, term: str) -> object:
        root, _, rest = term.partition(".")
        if root == "flag":
            return FLAGS[self.words["category"]][rest]
        if term in DERIVED:
            return DERIVED[term](self)
        return self.words[term]

    def given(self, term: str) -> object:
        found = self.value(term)
        return None if found is NOT_DONE else found

    def setting(self, key: str) -> object:
        return {"limit": 15}[key]


def worlds() -> Iterator[World]:
    """Every combination that the conditions of this test can tell apart."""
    births = [
        date(2026, 3, 1),
        date(2025, 2, 20),
        date(2024, 3, 10),
        date(2011, 3, 10),
        date(2011, 3, 11),
        date(1990, 1, 1),
    ]
    people = [
        {
            "age_days": (EXAMINED - born).days,
            "age_months": completed_months(born, EXAMINED),
            "age": completed_months(born, EXAMINED) // 12,
        }
        for born in births
    ]
    others = product(
        people,
        ["IV", "REF", "NIV"],
        ["F", "M", NOT_DONE],
        ["normal", "bad", "deferred", NOT_DONE],
        [True, False, NOT_DONE],
        [3, 15, 16, NOT_DONE],
        [[], ["a"], ["a", "b"], NOT_DONE],
        [date(2026, 1, 1), EXAMINED, NOT_DONE],
    )
    for person, category, sex, film, ill, weight, drugs, seen in others:
        more = {"category": category, "sex": sex, "film": film, "ill": ill, "weight": weight, "drugs": drugs}
        yield World({**person, **more, "seen_on": seen, "exam_date": EXAMINED, "high": NOT_DONE})


WORLDS = list(worlds())[::7]
NUMBERS = st.sampled_from([0, 1, 2, 12, 14, 15, 16, 24, 180, 182, "$limit"])
ORDER = st.dictionaries(st.sampled_from(["from", "over", "below", "up_to"]), NUMBERS, min_size=1, max_size=2)


def choices(*values: object) -> st.SearchStrategy[object]:
    """A value, some values, none of some, given or not."""
    one = st.sampled_from(values)
    some = st.lists(one, min_size=1, max_size=2)
    return st.one_of(
        one,
        some,
        some.map(lambda found: {"other_than": found}),
        st.booleans().map(lambda found: {"known": found}),
        some.map(lambda found: {"known_to_be": found}),
    )


HAS = st.lists(st.sampled_from(["a", "b"]), min_size=1, max_size=2).map(lambda found: {"includes_any": found})
DAYS = st.sampled_from(["from", "over", "below", "up_to"]).map(lambda sign: {sign: "@exam_date"})
TESTS = st.one_of(
    st.fixed_dictionaries({}, optional={"age": ORDER, "age_months": ORDER, "age_days": ORDER, "weight": ORDER}),
    st.fixed_dictionaries({}, optional={"sex": choices("F", "M"), "film": choices("normal", "bad", "deferred")}),
    st.fixed_dictionaries(
        {}, optional={"ill": choices(True, False), "suspected": st.booleans(), "heavy": st.booleans()}
    ),
    st.fixed_dictionaries({}, optional={"category": choices("IV", "REF", "NIV"), "flag.needed": st.booleans()}),
    st.fixed_dictionaries({}, optional={"flag.offered": st.booleans(), "drugs": HAS, "seen_on": DAYS}),
).filter(bool)
CONDITIONS = st.recursive(
    TESTS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"all": parts}),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts}),
        inner.map(lambda part: {"not": part}),
    ),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(CONDITIONS, CONDITIONS)
def test_what_holds_for_somebody_is_never_called_impossible(one: Any, other: Any) -> None:
    first, second = compile_condition(one), compile_condition(other)
    decider = Decider(DATA)
    found = {(first(world), second(world)) for world in WORLDS}
    for wanted in found:
        assert decider.possible((one, wanted[0] is True), (other, wanted[1] is True)), (one, other, wanted)


@settings(max_examples=200, deadline=None)
@given(st.lists(ORDER, min_size=1, max_size=3))
def test_ages_that_exclude_each_other_are_always_found(tests: list[dict[str, Any]]) -> None:
    holds = [compile_condition({"age": test}) for test in tests]
    anybody = any(all(one(World({"age": age})) is True for one in holds) for age in range(OLDEST + 1))
    assert Decider(DATA).possible(*(({"age": test}, True) for test in tests)) is anybody


IMPOSSIBLE: list[Any] = [
    {"age": {"from": 15, "below": 15}},
    {"age": {"over": 14, "below": 15}},
    {"age": {"from": "$limit"}, "age_months": {"below": 180}},
    {"age_days": {"below": 20}, "age_months": {"from": 1}},
    {"age_days": {"over": 2000}, "age": {"below": 5}},
    {"age": {"below": 0}},
    {"sex": "F", "film": "bad", "not": {"sex": ["F", "M"]}},
    {"all": [{"film": "bad"}, {"film": "normal"}]},
    {"all": [{"film": "bad"}, {"film": {"other_than": ["bad"]}}]},
    {"film": {"other_than": ["bad", "normal", "deferred"]}},
    {"all": [{"film": "bad"}, {"film": {"known_to_be": "normal"}}]},
    {"all": [{"film": {"known": True}}, {"film": {"known": False}}]},
    {"flag.needed": True, "category": ["REF", "NIV"]},
    {"flag.needed": True, "flag.offered": True},
    {"suspected": True, "ill": False, "not": {"film": "bad"}},
    {"suspected": False, "any": [{"ill": True}, {"film": "bad"}]},
    {"heavy": True, "weight": {"below": 10}},
    {"weight": {"over": 400}},
    {"all": [{"drugs": {"includes": "a"}}, {"not": {"drugs": {"includes_any": ["a", "b"]}}}]},
    {"all": [{"seen_on": {"over": "@exam_date"}}, {"seen_on": {"up_to": "@exam_date"}}]},
    {"all": [{"doses.mmr": {"fewer_than": 1}}, {"not": {"doses.mmr": {"fewer_than": 3}}}]},
    {"all": [{"doses.mmr": {"fewer_than": 1, "none_within": 10}}, {"doses.mmr": {"fewer_than": 0}}]},
    {"all": [{"gaps": {"some": {"over": 5, "below": 3}}}]},
    {"all": [{"gaps": {"some": {"over": 5, "below": 9}}}, {"not": {"gaps": {"some": {"over": 0, "below": 28}}}}]},
    {"class.A": True, "not": {"class.A": True}},
    {
        "all": [
            {"any": [{"sex": "F"}, {"ill": True}]},
            {"any": [{"sex": "M"}, {"ill": False}]},
            {"sex": "F"},
            {"ill": True},
        ]
    },
    {"high": True, "all": [{"high": "low"}]},
    False,
]


@pytest.mark.parametrize("condition", IMPOSSIBLE, ids=str)
def test_a_plain_contradiction_is_found(condition: Any) -> None:
    assert not Decider(DATA).possible((condition, True))


def test_what_is_too_tangled_to_follow_is_let_through() -> None:
    tangle = {"all": [{"any": [{f"word{n}": True}, {f"other{n}": True}]} for n in range(400)]}
    assert Decider(DATA).possible((tangle, True))
