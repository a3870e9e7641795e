"""Doses on record that count: from the vaccine's lowest age, and no sooner after the dose before than its interval."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mhac.protocols.assessment import Applicant, Assessment
from mhac.protocols.counted import counting
from mhac.protocols.evaluation import evaluate
from mhac.protocols.form import form_for
from tests.mhac.protocols.people import EXAM, applicant, us


def ago(days: int) -> str:
    return (EXAM - timedelta(days=days)).isoformat()


def aged(days: int, category: str = "IV") -> Applicant:
    return applicant(ago(days), "M", category, flu_season=True)


def looked_at(who: Applicant, doses: dict[str, list[int]], **facts: Any) -> Assessment:
    """The assessment after doses so many days ago."""
    told = {code: [ago(days) for days in many] for code, many in doses.items()}
    return evaluate(us(), who, {"screened": True, "vaccines_given": told, **facts})


def left_out(found: Assessment) -> set[str]:
    notes = [dict(note.reason.facts) for note in found.warnings if note.code == "dose_too_early"]
    return {str(dose) for facts in notes if isinstance(many := facts["doses_left_out"], tuple) for dose in many}


ADULT, CHILD = 12000, 1700
# vaccine, age in days, doses (days ago), how many of them do not count, whether one more is due
DOSES: list[tuple[str, int, tuple[int, ...], int, bool]] = [
    ("mmr", ADULT, (106, 96), 1, True),
    ("mmr", ADULT, (106, 79), 1, True),
    ("mmr", ADULT, (106, 78), 0, False),
    ("mmr", CHILD, (CHILD - 364, 700), 1, True),
    ("mmr", CHILD, (CHILD - 366, 700), 0, False),
    ("varicella", ADULT, (106, 105), 1, True),
    ("varicella", ADULT, (106, 78), 0, False),
    ("varicella", CHILD, (300, 211), 1, True),
    ("varicella", CHILD, (300, 210), 0, False),
    ("hepb", ADULT, (327, 326, 325), 2, True),
    ("hepb", ADULT, (327, 299, 244), 1, True),
    ("hepb", ADULT, (327, 299, 216), 1, True),
    ("hepb", ADULT, (327, 299, 215), 0, False),
    ("hepb", 400, (400, 340, 240), 1, True),
    ("hepb", 400, (400, 340, 230), 0, False),
    ("td_tdap", ADULT, (115, 115, 114), 2, True),
    ("td_tdap", ADULT, (800, 772, 593), 1, True),
    ("td_tdap", ADULT, (800, 772, 592), 0, False),
    ("td_tdap", 3000, (500,), 1, True),
    ("polio", ADULT, (327, 326, 325), 2, True),
    ("polio", CHILD, (CHILD, CHILD - 42, CHILD - 70, CHILD - 98), 1, True),
    ("polio", CHILD, (1600, 1500, 1400, 250), 1, True),
    ("polio", CHILD, (1600, 1500, 1400, 230), 0, False),
    ("dtap", CHILD, (1699, 1698, 1697, 1696, 1695), 5, True),
    ("dtap", CHILD, (1658, 1630, 1602, 1422, 300), 0, False),
    ("dtap", CHILD, (1658, 1630, 1602, 1423, 300), 1, True),
    ("hepa", CHILD, (600, 421), 1, True),
    ("hepa", CHILD, (600, 420), 0, False),
    ("hib", 300, (200, 190, 180), 2, True),
    ("hib", 800, (770,), 1, True),
    ("rotavirus", 200, (150, 140), 1, True),
    ("pneumococcal", 800, (770,), 1, True),
    ("menacwy", 5000, (4950,), 1, True),
]


@pytest.mark.parametrize(("vaccine", "age", "doses", "out", "due"), DOSES)
def test_a_dose_inside_its_interval_or_below_its_age_does_not_count(
    vaccine: str, age: int, doses: tuple[int, ...], out: int, due: bool
) -> None:
    found = looked_at(aged(age), {vaccine: list(doses)})
    assert len(left_out(found)) == len({dose for dose in left_out(found) if dose.startswith(vaccine)})
    assert bool(left_out(found)) is (out > 0)
    assert (vaccine in found.vaccines_due) is due


def test_what_does_not_count_is_named() -> None:
    found = looked_at(aged(ADULT), {"mmr": [106, 96], "varicella": [106]})
    assert left_out(found) == {f"mmr {ago(96)}"}


@pytest.mark.parametrize(("category", "doses", "due"), [("REF", (106, 96), True), ("REF", (106, 78), False)])
def test_the_programme_counts_as_the_law_does(category: str, doses: tuple[int, ...], due: bool) -> None:
    found = looked_at(aged(ADULT, category), {"mmr": list(doses)})
    assert ("mmr" in found.vaccines_due) is due
    assert bool(left_out(found)) is due


def test_the_next_dose_waits_from_the_last_one_also_where_that_did_not_count() -> None:
    found = looked_at(aged(ADULT), {"mmr": [40, 20]})
    assert left_out(found)
    assert "mmr" not in found.vaccines_due
    assert "mmr" in looked_at(aged(ADULT), {"mmr": [48, 28]}).vaccines_due


def test_an_influenza_dose_below_its_age_is_none() -> None:
    assert "influenza" in looked_at(aged(250), {"influenza": [100]}).vaccines_due
    assert "influenza" not in looked_at(aged(400), {"influenza": [100]}).vaccines_due


DAYS = st.lists(st.integers(0, 4000), max_size=8)
STEPS = st.lists(
    st.fixed_dictionaries(
        {},
        optional={"apart": st.integers(0, 200), "from_days": st.integers(0, 900), "after_first": st.integers(0, 300)},
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=200, deadline=None)
@given(DAYS, STEPS)
def test_what_counts_keeps_every_distance(offsets: list[int], steps: list[dict[str, float]]) -> None:
    born = date(2010, 1, 1)
    days = sorted(born + timedelta(days=offset) for offset in offsets)
    verdicts = counting(days, born, steps)
    assert len(verdicts) == len(days)
    kept: list[date] = []
    for place, (day, good) in enumerate(zip(days, verdicts, strict=True)):
        step = steps[min(len(kept), len(steps) - 1)]
        further = steps[min(max(len(kept), 1), len(steps) - 1)]
        enough = (day - born).days >= step.get("from_days", 0)
        if place:
            enough &= (day - days[place - 1]).days >= further.get("apart", 0)
        if kept:
            enough &= (day - kept[0]).days >= further.get("after_first", 0)
        assert good is enough
        kept += [day] if good else []


# Tetanus from 7 years: do the doses of the child's series count?

BOY = applicant("2016-05-01", "M", "IV", flu_season=True)
SERIES = ["2016-07-01", "2016-09-01", "2016-11-01", "2018-02-01", "2020-06-01"]


def tetanus(**facts: Any) -> Assessment:
    return evaluate(us(), BOY, {"screened": True, "vaccines_given": {"dtap": SERIES}, **facts})


def test_doses_of_the_childs_series_are_asked_about_and_not_forgotten() -> None:
    found = tetanus()
    assert "td_tdap" not in found.vaccines_due
    assert found.unknown_doses["td_tdap"] == ("dtap_counts",)


@pytest.mark.parametrize(("counts", "due"), [(True, False), (False, True)])
def test_the_physician_says_whether_they_count(counts: bool, due: bool) -> None:
    assert ("td_tdap" in tetanus(dtap_counts=counts).vaccines_due) is due


@pytest.mark.parametrize(
    ("days", "due"),
    [
        (["2016-07-01"], True),
        (["2016-07-01", "2016-07-29"], True),
        (["2016-07-01", "2016-07-29", "2017-02-01"], False),
        (["2016-07-01", "2016-07-02", "2016-07-03"], True),
    ],
)
def test_a_series_that_was_begun_early_is_gone_on_with(days: list[str], due: bool) -> None:
    facts = {"screened": True, "dtap_counts": True, "vaccines_given": {"dtap": days}}
    assert ("td_tdap" in evaluate(us(), BOY, facts).vaccines_due) is due


def test_ten_years_after_the_last_dose_of_either_a_booster_is_due() -> None:
    young = applicant("2008-05-01", "M", "IV")
    early = ["2008-07-01", "2008-09-01", "2008-11-01", "2010-02-01"]
    for last, due in (("2016-03-11", False), ("2016-03-10", True)):
        facts = {"screened": True, "dtap_counts": True, "vaccines_given": {"dtap": early, "td_tdap": [last]}}
        assert ("td_tdap" in evaluate(us(), young, facts).vaccines_due) is due


def test_the_form_asks_it_of_those_from_7_with_such_doses() -> None:
    def keys(who: Applicant, **answers: Any) -> set[str]:
        return {field.key for section in form_for(us(), who, answers) for field in section.fields}

    seen = {"vaccine_record": True, "vx_dtap_1": SERIES[0]}
    assert "vx_dtap_counts" in keys(BOY, **seen)
    assert "vx_dtap_counts" not in keys(BOY, vaccine_record=True)
    assert "vx_dtap_counts" not in keys(applicant("2020-05-01", "M", "IV"), **seen)
