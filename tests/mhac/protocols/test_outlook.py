"""What does not last until the flight: found at the boundaries, and the same as by looking at every single day."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mhac.protocols import library
from mhac.protocols.assessment import Applicant, Assessment
from mhac.protocols.dates import reaches_months
from mhac.protocols.evaluation import evaluate
from mhac.protocols.outlook import Change, Milestone, outlook
from mhac.protocols.program import program_for
from mhac.protocols.template import Template
from tests.mhac.protocols.people import CLEAR, EXAM, applicant, us

SCREENED = {"screened": True, "pregnant": False}
ADULT = {**SCREENED, "chest_xray": "normal", "syphilis": {"nontreponemal": "nonreactive", "treponemal": "nonreactive"}}
FLIGHT = date(2026, 8, 1)


def changes(who: Applicant, facts: dict[str, Any], end: date = FLIGHT) -> list[Change]:
    return list(outlook(us(), who, facts, end=end).changes)


def one(found: list[Change], code: str) -> Change:
    return next(change for change in found if change.code == code)


def test_who_turns_15_before_the_flight_needs_a_film() -> None:
    found = changes(applicant("2011-06-03"), {**SCREENED, "igra": "negative"})
    film = one(found, "chest_xray")
    assert (film.day, film.before, film.after) == (date(2026, 6, 3), "not_required", "required")
    assert (film.rule, film.milestone) == ("TB-04", Milestone(15, "age"))
    assert film.because
    assert film.source


def test_who_turns_2_needs_an_igra() -> None:
    found = changes(applicant("2024-05-01", "F"), SCREENED)
    assert (one(found, "igra").day, one(found, "igra").after) == (date(2026, 5, 1), "required")


def test_a_birthday_that_asks_for_nothing_is_not_told() -> None:
    assert [c for c in changes(applicant("1986-05-05"), ADULT) if c.what == "item"] == []


def test_validity_that_lapses_before_the_flight_is_told_with_its_rule() -> None:
    found = outlook(us(), applicant("1985-06-06"), ADULT, end=date(2026, 12, 1))
    lapse = one(list(found.changes), "valid_until")
    assert (found.valid_until, lapse.day, lapse.after) == (date(2026, 9, 10), date(2026, 9, 11), "ended")
    assert lapse.rule == "VAL-6"
    assert found.first is not None


def test_a_later_day_does_not_make_the_examination_hold_longer() -> None:
    who = applicant("1981-06-01", "M", departure="2026-12-01")
    facts = {"screened": True, "chest_xray": "normal", "syphilis": CLEAR}
    before = evaluate(us(), who, facts)
    assert [note.code for note in before.holds] == ["validity_ended"]
    later = applicant("1981-06-01", "M", exam=date(2026, 8, 1), departure="2026-12-01")
    after = evaluate(us(), later, facts, valid_until=before.valid_until)
    assert [note.code for note in after.holds] == ["validity_ended"]
    assert after.valid_until == before.valid_until


def test_a_flight_on_the_last_day_is_in_time() -> None:
    assert not [c for c in changes(applicant("1985-06-06"), ADULT, date(2026, 9, 10)) if c.what == "validity"]


def test_a_dose_becomes_due_when_its_interval_has_passed() -> None:
    facts = {**ADULT, "vaccines_given": {"mmr": ["2026-03-01"]}}
    found = one(changes(applicant("1985-06-06"), facts), "mmr")
    assert (found.day, found.after, found.what) == (date(2026, 3, 29), "due", "vaccine")


def test_a_partial_birth_date_becomes_unknown_first_and_then_sure() -> None:
    who = applicant("2011-05")
    found = [c for c in changes(who, {**SCREENED, "igra": "negative"}) if c.code == "chest_xray"]
    assert [(c.day, c.after) for c in found] == [(date(2026, 5, 1), "unknown"), (date(2026, 5, 31), "required")]


def test_nothing_changes_when_the_flight_is_on_the_day() -> None:
    assert changes(applicant("2011-06-03"), SCREENED, EXAM) == []


TEMPLATES = {t.name: t for t in (library.pinned(e.country, e.edition, e.digest) for e in library.editions())}
FACTS = st.sampled_from(
    [
        SCREENED,
        {"screened": True},
        {**SCREENED, "igra": "negative", "vaccines_given": {}, "flu_season": True},
        {
            **ADULT,
            "vaccines_given": {"mmr": ["2026-02-20"], "dtap": ["2025-12-01", "2026-01-20"], "hepb": ["2026-03-01"]},
        },
        {**ADULT, "tb_contact": True, "igra_on": "2026-03-01", "chest_xray_on": "2026-02-10"},
    ]
)


@st.composite
def situations(draw: st.DrawFn) -> tuple[str, Applicant]:
    """Somebody who reaches an age that the template asks for within the days to come."""
    name = draw(st.sampled_from(sorted(TEMPLATES)))
    template = TEMPLATES[name]
    category = draw(st.sampled_from(sorted(template.categories)))
    ages = [(t, n) for t, n in program_for(template, category, {}).age_limits if isinstance(n, int) and t != "age_days"]
    term, number = draw(st.sampled_from(ages or [("age", 18)]))
    months = number * (12 if term == "age" else 1)
    born = date(EXAM.year - months // 12 - 1, 12, 1) + timedelta(days=draw(st.integers(0, 500)))
    born = min(born, EXAM)
    span = draw(st.sampled_from([0, 0, 0, 20]))
    who = Applicant(
        category, EXAM, born, min(EXAM, born + timedelta(days=span)), draw(st.sampled_from("FM")), "RW", "CD", "CD"
    )
    return name, who


def states(found: Assessment) -> tuple[object, ...]:
    return (
        tuple((r.item, r.state) for r in found.items if not r.done),
        frozenset(found.vaccines_due), frozenset(found.forms), frozenset(d.drug for d in found.treatments),
        frozenset(note.code for note in found.warnings),
    )  # fmt: skip


@settings(max_examples=12, deadline=None)
@given(situations(), FACTS, st.integers(20, 60))
def test_the_days_are_those_of_looking_at_every_day(
    situation: tuple[str, Applicant], facts: dict[str, Any], length: int
) -> None:
    template, who = TEMPLATES[situation[0]], situation[1]
    end = EXAM + timedelta(days=length)
    found = outlook(template, who, facts, end=end)
    stepped, before = set(), states(evaluate(template, who, facts))
    for number in range(1, length + 1):
        day = EXAM + timedelta(days=number)
        moved = Applicant(who.category, day, who.birth_earliest, who.birth_latest, who.sex, "RW", "CD", "CD")
        after = states(evaluate(template, moved, facts, valid_until=found.valid_until))
        if after != before:
            stepped.add(day)
        before = after
    assert {change.day for change in found.changes if change.what != "validity"} == stepped


@pytest.mark.slow
@pytest.mark.parametrize("template", TEMPLATES.values(), ids=list(TEMPLATES))
def test_a_whole_year_of_every_category(template: Template) -> None:
    """Somebody of each category who reaches each age within the year, day by day."""
    for category in template.categories:
        ages = [n * 12 for t, n in program_for(template, category, {}).age_limits if t == "age" and isinstance(n, int)]
        for months in ages[:6]:
            born = reaches_months(EXAM, 100) if months == 0 else date(EXAM.year - months // 12, 9, 1)
            born = min(born, EXAM)
            who = Applicant(category, EXAM, born, born, "F", "RW", "CD", "CD")
            found = outlook(template, who, ADULT, end=EXAM + timedelta(days=365))
            before, stepped = states(evaluate(template, who, ADULT)), set()
            for number in range(1, 366):
                day = EXAM + timedelta(days=number)
                moved = Applicant(category, day, born, born, "F", "RW", "CD", "CD")
                after = states(evaluate(template, moved, ADULT, valid_until=found.valid_until))
                if after != before:
                    stepped.add(day)
                before = after
            assert {change.day for change in found.changes if change.what != "validity"} == stepped
