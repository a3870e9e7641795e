"""What holds for everybody: no exception, always the same answer, ages counted to the day, unknown is never false."""

import json
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mhac.protocols import library
from mhac.protocols.assessment import Applicant, Assessment
from mhac.protocols.cases import evaluate_text
from mhac.protocols.conditions import NotDone, Unknown
from mhac.protocols.dates import add_months, reaches_months
from mhac.protocols.evaluation import evaluate
from mhac.protocols.rules import ItemState
from mhac.protocols.template import Template, Word
from tests.mhac.protocols.people import us

TEMPLATES = [library.pinned(e.country, e.edition, e.digest) for e in library.editions()]
DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2035, 12, 31))
EXAMPLES = settings(max_examples=80, deadline=None)
WHOLE_CASES = settings(max_examples=30, deadline=None)


def a_value(word: Word, words: dict[str, Word]) -> st.SearchStrategy[Any]:
    """Any value that a word may have."""
    if word.kind == "record":
        inner = {name.partition(".")[2]: w for name, w in words.items() if name.startswith(f"{word.name}.")}
        return st.fixed_dictionaries({}, optional={key: a_value(w, words) for key, w in inner.items()})
    days = DAYS.map(date.isoformat)
    low, high = int(word.at_least or 0), int(word.up_to or 100)
    return {
        "bool": st.booleans(),
        "choice": st.sampled_from(word.values or ("x",)),
        "number": st.integers(max(low, 1), high),
        "date": days,
        "moment": st.one_of(days, days.map(lambda day: f"{day}T09:30")),
        "country": st.sampled_from(["RW", "CD", "SS", "US", "FR", "ZM"]),
        "countries": st.lists(st.sampled_from(["RW", "CD", "FR"]), max_size=3),
        "words": st.lists(st.sampled_from(["chest_xray", "albendazole", "hiv"]), max_size=2),
        "word": st.sampled_from(["x", "600"]),
        "text": st.sampled_from(["none", "alcohol use disorder"]),
        "dates_by_code": st.dictionaries(st.sampled_from(["mmr", "polio", "hepb"]), st.lists(days, max_size=3)),
    }[word.kind]


def words_at(template: Template, place: str) -> st.SearchStrategy[dict[str, Any]]:
    words = {word.name: word for word in template.words.values() if word.place == place}
    roots = {name: word for name, word in words.items() if "." not in name and word.kind != "birth"}
    return st.fixed_dictionaries({}, optional={name: a_value(word, words) for name, word in roots.items()})


def facts_until(template: Template, examined: date) -> st.SearchStrategy[dict[str, Any]]:
    """Any facts; no dose was given after the examination."""

    def lived(facts: dict[str, Any]) -> dict[str, Any]:
        last = examined.isoformat()
        return {
            name: {code: [day for day in days if day <= last] for code, days in value.items()}
            if template.words[name].kind == "dates_by_code" else value
            for name, value in facts.items()
        }  # fmt: skip

    return words_at(template, "facts").map(lived)


@st.composite
def births(draw: st.DrawFn) -> str | None:
    day = draw(st.dates(min_value=date(1930, 1, 1), max_value=date(2020, 1, 1)))
    return draw(st.sampled_from([*[day.isoformat()] * 6, f"{day:%Y-%m}", f"{day:%Y}", None]))


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    template = draw(st.sampled_from(TEMPLATES))
    person = draw(words_at(template, "person"))
    examined = draw(DAYS)
    return {
        **draw(words_at(template, "case")),
        "country": template.country,
        "category": draw(st.sampled_from(sorted(template.categories))),
        "exam_date": examined.isoformat(),
        "person": {**person, "birth_date": draw(births())},
        "facts": draw(facts_until(template, examined)),
    }


@WHOLE_CASES
@given(cases())
def test_every_case_gets_an_answer_and_always_the_same(case: dict[str, Any]) -> None:
    text = json.dumps(case)
    answer = evaluate_text(text)
    assert evaluate_text(text) == answer
    result = json.loads(answer)
    states = [result["required"], result["deferred"], result["optional"], result["forbidden"]]
    everything = [item for state in states for item in state] + [row["item"] for row in result["unknown"]]
    assert len(everything) == len(set(everything))
    assert all(row["needs"] for row in result["unknown"])


@WHOLE_CASES
@given(cases())
def test_cleared_means_complete_and_known(case: dict[str, Any]) -> None:
    result = json.loads(evaluate_text(json.dumps(case)))
    if result["cleared"]:
        assert result["complete"] is True
        assert not result["deferred"]
    if result["complete"]:
        assert result["exam_needed"] is not None
        assert not any(row["item"] in us().items for row in result["unknown"])


def _limits() -> list[tuple[str, int]]:
    """The age limits of the template, in years and months."""
    found = set()
    for term, mark in us().age_marks:
        value = us().settings[mark[1:]].value if isinstance(mark, str) and mark.startswith("$") else mark
        if term in {"age", "age_months"} and isinstance(value, int):
            found.add((term, value))
    return sorted(found)


LIMITS = _limits()
FACTS = st.sampled_from(
    [
        {"screened": True},
        {"screened": True, "tb_symptoms": True},
        {"screened": True, "igra": "positive", "vaccines_given": {}},
        {"screened": True, "chest_xray": "normal", "vaccines_given": {}},
    ]
)


def said(found: Assessment) -> tuple[object, ...]:
    return ({r.item: r.state for r in found.items}, found.vaccines_due, [d.drug for d in found.treatments])


@EXAMPLES
@given(
    st.sampled_from(LIMITS),
    st.dates(min_value=date(1960, 1, 1), max_value=date(2026, 1, 1)),
    st.sampled_from(sorted(us().categories)),
    st.sampled_from(["F", "M", "X"]),
    FACTS,
)
def test_nothing_changes_between_the_birthdays_that_matter(
    limit: tuple[str, int], born: date, category: str, sex: str, facts: dict[str, Any]
) -> None:
    """Two days before an age limit are alike, and so are the two days from it on."""
    months = limit[1] * (12 if limit[0] == "age" else 1)
    day = reaches_months(born, months)
    more = {"weight_kg": 20, "lived_in": ["RW"], "flu_season": True}

    def on(exam: date) -> tuple[object, ...]:
        who = Applicant(category, exam, born, born, sex, "RW", "RW", "RW", more)
        return said(evaluate(us(), who, facts))

    others = {reaches_months(born, n * (12 if term == "age" else 1)) for term, n in LIMITS}
    others |= {born + timedelta(days=n) for n in (0, 42, 105)}
    for before, after in ((day - timedelta(days=2), day - timedelta(days=1)), (day, day + timedelta(days=1))):
        if before >= born and after not in others:
            assert on(before) == on(after)


@EXAMPLES
@given(st.dates(min_value=date(1940, 1, 1), max_value=date(2026, 3, 10)), st.integers(0, 800), FACTS)
def test_a_partial_birth_date_says_only_what_every_day_says(born: date, span: int, facts: dict[str, Any]) -> None:
    exam = date(2026, 3, 10)
    latest = min(exam, born + timedelta(days=span))
    whole = evaluate(us(), Applicant("REF", exam, born, latest, "M", "RW"), facts)
    for day in {born, latest, born + (latest - born) // 2}:
        one = evaluate(us(), Applicant("REF", exam, day, day, "M", "RW"), facts)
        for told, known in zip(whole.items, one.items, strict=True):
            assert told.state in {known.state, ItemState.UNKNOWN}
            if told.state is ItemState.UNKNOWN and known.state is not ItemState.UNKNOWN:
                assert "birth_date" in told.needs
        if whole.classes is not None:
            assert {r.code for r in whole.classes} == {r.code for r in one.classes or ()}
        assert whole.valid_until in {None, one.valid_until}
        assert whole.complete in {None, one.complete}


BOOLS = sorted(w.name for w in us().words.values() if w.place == "facts" and w.kind == "bool" and w.name != "screened")
UNSCREENED = st.fixed_dictionaries({}, optional=dict.fromkeys(BOOLS, st.booleans()))


@EXAMPLES
@given(
    UNSCREENED,
    st.sampled_from(BOOLS),
    st.booleans(),
    st.dates(min_value=date(1950, 1, 1), max_value=date(2026, 3, 10)),
)
def test_unknown_is_not_false(facts: dict[str, bool], more: str, value: bool, born: date) -> None:
    """A new fact never turns a decided answer into another, unless the answer said that it needs that fact."""
    who = Applicant("REF", date(2026, 3, 10), born, born, "M", "RW")
    before = evaluate(us(), who, facts)
    after = evaluate(us(), who, {more: value, **facts})
    for told, now in zip(before.items, after.items, strict=True):
        if told.state is not ItemState.UNKNOWN:
            assert now.state == told.state
        elif now.state is not ItemState.UNKNOWN and more not in facts:
            assert more in told.needs
    if before.classes is not None:
        assert after.classes == before.classes
    assert {c.code for c in before.decided_classes} <= {c.code for c in after.decided_classes}


@given(st.sampled_from(sorted(us().categories)), DAYS, st.integers(0, 1100))
def test_validity_counts_calendar_months(category: str, exam: date, age_months: int) -> None:
    born = add_months(exam, -age_months)
    facts = {
        "screened": True, "pregnant": False, "chest_xray": "normal", "igra": "negative", "gonorrhea": "negative",
        "syphilis": {"nontreponemal": "nonreactive", "treponemal": "nonreactive"}, "vaccination": "complete",
    }  # fmt: skip
    found = evaluate(us(), Applicant(category, exam, born, born, "F", "RW"), facts)
    assert (found.complete, found.classes) == (True, ())
    assert found.valid_until == add_months(exam, 6)


def test_unknown_and_not_done_are_told_apart() -> None:
    assert repr(Unknown(frozenset({"b", "a"}))) == "Unknown(a, b)"
    assert repr(NotDone()) == "NOT_DONE"
