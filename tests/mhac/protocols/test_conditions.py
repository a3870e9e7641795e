"""The language of conditions: true, false, or unknown with what is missing."""

from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mhac.protocols import conditions
from mhac.protocols.conditions import (
    NOT_DONE,
    Truth,
    Unknown,
    all_of,
    any_of,
    compile_condition,
    negation,
    terms_of,
)


class Words:
    """An environment with fixed words."""

    def __init__(self, **words: Any) -> None:
        self.words = words

    def value(self, term: str) -> object:
        return self.words.get(term, Unknown(frozenset({term})))

    def given(self, term: str) -> object:
        found = self.words.get(term)
        return None if found is NOT_DONE else found

    def setting(self, key: str) -> object:
        return {"limit": 15}[key]


def truth(condition: object, **words: Any) -> Truth:
    return compile_condition(condition)(Words(**words))


def needs(found: Truth) -> set[str]:
    assert isinstance(found, Unknown)
    return set(found.needs)


@pytest.mark.parametrize(
    ("condition", "words", "expected"),
    [
        ({"age": {"from": 15}}, {"age": 15}, True),
        ({"age": {"over": 15}}, {"age": 15}, False),
        ({"age": {"from": 2, "below": 15}}, {"age": 15}, False),
        ({"age": {"up_to": 15}}, {"age": 15}, True),
        ({"age": {"from": "$limit"}}, {"age": 14}, False),
        ({"film": ["declined", "deferred"]}, {"film": "deferred"}, True),
        ({"film": {"other_than": ["normal"]}}, {"film": "bad"}, True),
        ({"film": {"other_than": "normal"}}, {"film": NOT_DONE}, False),
        ({"film": "normal"}, {"film": NOT_DONE}, False),
        ({"flag": True}, {"flag": 1}, False),
        ({"age": 1}, {"age": True}, False),
        ({"film": {"known": True}}, {}, False),
        ({"film": {"known": False}}, {}, True),
        ({"film": {"known_to_be": "normal"}}, {}, False),
        ({"film": {"known_to_be": ["normal", "bad"]}}, {"film": "bad"}, True),
        ({"asked": {"includes": "film"}}, {"asked": ["film", "igra"]}, True),
        ({"asked": {"includes_any": ["hiv", "igra"]}}, {"asked": ["film"]}, False),
        ({"gaps": {"some": {"over": 0, "below": 28}}}, {"gaps": (0, 28)}, False),
        ({"gaps": {"some": {"over": 0, "below": 28}}}, {"gaps": (0, 27)}, True),
        ({"doses": {"fewer_than": 2}}, {"doses": ["2026-01-01"]}, True),
        ({"doses": {"none_within": 28}}, {"doses": [date(2026, 2, 10)], "exam_date": date(2026, 3, 10)}, True),
        ({"doses": {"none_within": 28}}, {"doses": [date(2026, 2, 11)], "exam_date": date(2026, 3, 10)}, False),
        ({"day": {"over": "@end"}}, {"day": date(2026, 3, 11), "end": date(2026, 3, 10)}, True),
        ({"day": {"from": "2026-03-11"}}, {"day": date(2026, 3, 10)}, False),
        ({"day": {"from": "@end"}}, {"day": date(2026, 3, 10), "end": NOT_DONE}, False),
        (True, {}, True),
        ([{"a": 1}, {"b": 2}], {"a": 1, "b": 2}, True),
        ({"a": 1, "not": {"b": 2}}, {"a": 1, "b": 2}, False),
        ({"any": [{"a": 1}, {"b": 2}]}, {"a": 1}, True),
        ({"all": [{"a": 1}, {"b": 2}]}, {"a": 2}, False),
    ],
)
def test_a_condition(condition: object, words: dict[str, Any], expected: bool) -> None:
    assert truth(condition, **words) is expected


def test_unknown_names_everything_that_is_missing_and_nothing_that_does_not_matter() -> None:
    assert needs(truth({"all": [{"a": 1}, {"b": 2}, {"c": 3}]}, c=3)) == {"a", "b"}
    assert needs(truth({"any": [{"a": 1}, {"b": 2}]}, b=3)) == {"a"}
    assert needs(truth({"not": {"a": 1}})) == {"a"}
    assert needs(truth({"day": {"over": "@end"}}, day=date(2026, 1, 1))) == {"end"}


def test_a_wrong_shape_is_no_condition() -> None:
    with pytest.raises(TypeError):
        compile_condition(7)


def test_terms_and_tests_are_listed() -> None:
    condition = {"any": [{"age": {"from": "$limit"}}, {"not": {"day": {"over": "@end"}}}], "film": ["a", "b"]}
    assert terms_of(condition) == ("age", "day", "end", "film")
    assert next(iter(conditions.tests_of(condition))) == ("age", "from", "$limit")


KLEENE = [True, False, Unknown(frozenset({"x"}))]


def rank(value: Truth) -> float:
    return 0.5 if isinstance(value, Unknown) else float(value)


@pytest.mark.parametrize(("a", "b"), list(product(KLEENE, KLEENE)))
def test_the_tables_of_three_values(a: Truth, b: Truth) -> None:
    assert rank(all_of([a, b])) == min(rank(a), rank(b))
    assert rank(any_of([a, b])) == max(rank(a), rank(b))
    assert rank(negation(a)) == 1 - rank(a)


WORDS = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 2))
CONDITIONS = st.recursive(
    st.dictionaries(st.sampled_from("abcd"), st.integers(0, 2), min_size=1, max_size=2),
    lambda inner: st.one_of(
        st.builds(lambda parts: {"all": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda parts: {"any": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda part: {"not": part}, inner),
    ),
    max_leaves=8,
)


@given(CONDITIONS, WORDS, st.sampled_from("abcd"), st.integers(0, 2))
def test_more_facts_never_turn_what_is_decided(condition: Any, words: dict[str, int], more: str, value: int) -> None:
    before = truth(condition, **words)
    after = truth(condition, **{more: value, **words})
    if not isinstance(before, Unknown):
        assert after is before
