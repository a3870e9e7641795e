"""Each vaccine of the immigrants' table and of the refugee programme: due, too early, due again, complete, never."""

from datetime import timedelta
from typing import Any

import pytest

from mhac.protocols.assessment import Applicant
from mhac.protocols.evaluation import evaluate
from mhac.protocols.form import facts_from_answers, form_for
from tests.mhac.protocols.people import EXAM, applicant, assess, us

ROUTINE = {"flu_season": True}


def ago(days: int) -> str:
    """The day so many days before the examination."""
    return (EXAM - timedelta(days=days)).isoformat()


def aged(days: int, category: str = "IV", sex: str = "M", **more: Any) -> Applicant:
    """Somebody of that age in days."""
    return applicant(ago(days), sex, category, **{**ROUTINE, **more})


def due(who: Applicant, *doses: int, vaccine: str, **facts: Any) -> bool:
    """Whether a dose is due after doses given so many days ago."""
    given = {vaccine: [ago(days) for days in doses]} if doses else {}
    found = assess(who, screened=True, pregnant=False, vaccines_given=given, **facts)
    return vaccine in found.vaccines_due


BABY, INFANT, TODDLER, CHILD, TEEN, ADULT, OLD = 100, 300, 800, 2200, 5000, 12000, 26000
# vaccine, age in days, doses so far (days ago, latest last), whether a dose is due
SERIES: list[tuple[str, int, tuple[int, ...], bool]] = [
    ("dtap", INFANT, (), True),
    ("dtap", INFANT, (27,), False),
    ("dtap", INFANT, (28,), True),
    ("dtap", INFANT, (80, 27), False),
    ("dtap", INFANT, (80, 28), True),
    ("dtap", TODDLER, (700, 600, 179), False),
    ("dtap", TODDLER, (700, 600, 180), True),
    ("dtap", CHILD, (1900, 1800, 1700, 179), False),
    ("dtap", CHILD, (1900, 1800, 1700, 180), True),
    ("dtap", CHILD, (1900, 1800, 1700, 1000, 400), False),
    ("td_tdap", ADULT, (), True),
    ("td_tdap", ADULT, (27,), False),
    ("td_tdap", ADULT, (28,), True),
    ("td_tdap", ADULT, (400, 179), False),
    ("td_tdap", ADULT, (400, 180), True),
    ("td_tdap", ADULT, (4500, 4400, 3651), False),
    ("td_tdap", ADULT, (4500, 4400, 3652), True),
    ("polio", INFANT, (), True),
    ("polio", INFANT, (27,), False),
    ("polio", INFANT, (28,), True),
    ("polio", INFANT, (120, 27), False),
    ("polio", INFANT, (120, 28), True),
    ("polio", 1459, (1300, 1200, 1100), False),
    ("polio", 1462, (1300, 1200, 1100), True),
    ("polio", CHILD, (1300, 1200, 179), False),
    ("polio", CHILD, (1300, 1200, 180), True),
    ("polio", CHILD, (1900, 1800, 1700, 400), False),
    ("polio", ADULT, (), True),
    ("polio", ADULT, (27,), False),
    ("polio", ADULT, (28,), True),
    ("polio", ADULT, (300, 200, 100), False),
    ("mmr", CHILD, (), True),
    ("mmr", CHILD, (27,), False),
    ("mmr", CHILD, (28,), True),
    ("mmr", CHILD, (900, 100), False),
    ("rotavirus", BABY, (), True),
    ("rotavirus", BABY, (27,), False),
    ("rotavirus", BABY, (28,), True),
    ("rotavirus", BABY, (58, 27), False),
    ("rotavirus", BABY, (58, 28), True),
    ("rotavirus", 200, (150, 100, 60), False),
    ("rotavirus", 200, (), False),
    ("hib", INFANT, (), True),
    ("hib", INFANT, (27,), False),
    ("hib", INFANT, (28,), True),
    ("hib", INFANT, (200, 150, 100), False),
    ("hib", TODDLER, (), True),
    ("hib", TODDLER, (700,), False),
    ("hepa", CHILD, (), True),
    ("hepa", CHILD, (179,), False),
    ("hepa", CHILD, (180,), True),
    ("hepa", CHILD, (700, 400), False),
    ("hepb", ADULT, (), True),
    ("hepb", ADULT, (27,), False),
    ("hepb", ADULT, (28,), True),
    ("hepb", ADULT, (200, 55), False),
    ("hepb", ADULT, (200, 56), True),
    ("hepb", ADULT, (111, 80), False),
    ("hepb", ADULT, (112, 80), True),
    ("hepb", ADULT, (400, 300, 200), False),
    ("hepb", 167, (167, 100), False),
    ("hepb", 168, (168, 100), True),
    ("menacwy", TEEN, (), True),
    ("menacwy", TEEN, (700,), False),
    ("varicella", CHILD, (), True),
    ("varicella", CHILD, (89,), False),
    ("varicella", CHILD, (90,), True),
    ("varicella", CHILD, (700, 400), False),
    ("varicella", ADULT, (27,), False),
    ("varicella", ADULT, (28,), True),
    ("varicella", ADULT, (700, 400), False),
    ("pneumococcal", INFANT, (), True),
    ("pneumococcal", INFANT, (27,), False),
    ("pneumococcal", INFANT, (28,), True),
    ("pneumococcal", INFANT, (240, 200, 150, 100), False),
    ("pneumococcal", TODDLER, (), True),
    ("pneumococcal", TODDLER, (700,), False),
    ("pneumococcal", OLD, (), True),
    ("pneumococcal", OLD, (400,), False),
    ("influenza", ADULT, (), True),
    ("influenza", ADULT, (179,), False),
    ("influenza", ADULT, (180,), True),
]


@pytest.mark.parametrize(("vaccine", "days", "doses", "wanted"), SERIES)
def test_each_dose_of_each_series(vaccine: str, days: int, doses: tuple[int, ...], wanted: bool) -> None:
    assert due(aged(days), *doses, vaccine=vaccine) is wanted


def test_every_vaccine_that_the_protocol_knows_is_in_the_series() -> None:
    assert {row[0] for row in SERIES} == {rule.target for rule in us().rules if rule.effect == "vaccinate"}


# The refugee programme: at most two doses, 28 days apart
PROGRAMME: list[tuple[str, int, tuple[int, ...], bool]] = [
    ("hepb", ADULT, (), True),
    ("hepb", ADULT, (27,), False),
    ("hepb", ADULT, (28,), True),
    ("hepb", ADULT, (100, 50), False),
    ("rotavirus", BABY, (), True),
    ("rotavirus", BABY, (27,), False),
    ("rotavirus", BABY, (28,), True),
    ("rotavirus", BABY, (58, 29), False),
    ("hib", INFANT, (27,), False),
    ("hib", INFANT, (28,), True),
    ("hib", INFANT, (100, 50), False),
    ("hib", TODDLER, (), True),
    ("hib", TODDLER, (100,), False),
    ("pneumococcal", INFANT, (27,), False),
    ("pneumococcal", INFANT, (28,), True),
    ("pneumococcal", INFANT, (100, 50), False),
    ("pneumococcal", TODDLER, (), True),
    ("pneumococcal", TODDLER, (100,), False),
    ("dtap", INFANT, (27,), False),
    ("dtap", INFANT, (28,), True),
    ("dtap", INFANT, (100, 50), False),
    ("polio", CHILD, (27,), False),
    ("polio", CHILD, (28,), True),
    ("polio", CHILD, (100, 50), False),
    ("td_tdap", ADULT, (27,), False),
    ("td_tdap", ADULT, (28,), True),
    ("td_tdap", ADULT, (100, 50), False),
    ("mmr", ADULT, (27,), False),
    ("mmr", ADULT, (28,), True),
    ("mmr", ADULT, (100, 50), False),
    ("varicella", ADULT, (), False),
    ("influenza", ADULT, (), False),
]


@pytest.mark.parametrize(("vaccine", "days", "doses", "wanted"), PROGRAMME)
def test_each_dose_of_the_programme(vaccine: str, days: int, doses: tuple[int, ...], wanted: bool) -> None:
    assert due(aged(days, "REF"), *doses, vaccine=vaccine) is wanted


@pytest.mark.parametrize(("vaccine", "other"), [("mmr", "varicella"), ("varicella", "mmr")])
@pytest.mark.parametrize(("days", "wanted"), [(0, True), (1, False), (27, False), (28, True)])
def test_two_live_vaccines_are_given_on_one_day_or_four_weeks_apart(
    vaccine: str, other: str, days: int, wanted: bool
) -> None:
    facts = {"screened": True, "vaccines_given": {other: [ago(days)]}}
    assert (vaccine in assess(aged(ADULT), **facts).vaccines_due) is wanted


@pytest.mark.parametrize("vaccine", ["mmr", "varicella"])
def test_live_vaccines_are_not_for_everybody(vaccine: str) -> None:
    assert due(aged(ADULT), vaccine=vaccine)
    assert not due(aged(ADULT), vaccine=vaccine, immunosuppressed=True)
    found = assess(aged(ADULT, sex="F"), screened=True, pregnant=True, vaccines_given={})
    assert vaccine not in found.vaccines_due
    assert not due(aged(ADULT, departure="2026-03-20"), vaccine=vaccine)
    assert due(aged(ADULT, departure="2026-03-20"), vaccine=vaccine, outbreak_vaccination=True)
    assert due(aged(ADULT, departure="2026-04-07"), vaccine=vaccine)


@pytest.mark.parametrize("vaccine", sorted({row[0] for row in SERIES} - {"rotavirus"}))
def test_immunity_and_contraindication_take_a_vaccine_away(vaccine: str) -> None:
    age = next(days for name, days, doses, wanted in SERIES if name == vaccine and not doses and wanted)
    assert not due(aged(age), vaccine=vaccine, vaccine_status={vaccine: "immune_lab"})
    assert not due(aged(age), vaccine=vaccine, vaccine_status={vaccine: "ci"})


def test_hepatitis_b_is_not_given_to_somebody_who_has_it() -> None:
    assert not due(aged(ADULT), vaccine="hepb", hbsag="positive")
    assert due(aged(ADULT), vaccine="hepb", hbsag="negative")


def test_out_of_season_nobody_has_influenza_vaccine_and_a_fiancee_has_none_at_all() -> None:
    assert not due(aged(ADULT, flu_season=False), vaccine="influenza")
    assert assess(aged(ADULT, "K"), screened=True, vaccines_given={}).vaccines_due == ()


def test_the_clinic_can_change_an_interval() -> None:
    who = aged(ADULT)
    facts = {"screened": True, "pregnant": False, "vaccines_given": {"hepb": [ago(30)]}}
    assert "hepb" in evaluate(us(), who, facts).vaccines_due
    assert "hepb" not in evaluate(us(), who, facts, settings={"four_weeks": 35}).vaccines_due


def test_doses_are_entered_one_after_the_other() -> None:
    who = aged(CHILD)

    def keys(**answers: Any) -> set[str]:
        return {field.key for section in form_for(us(), who, answers) for field in section.fields}

    assert "vx_mmr_1" not in keys()
    assert {"vx_mmr_1", "vx_dtap_1"} <= keys(vaccine_record=True)
    assert "vx_rotavirus_1" not in keys(vaccine_record=True)
    assert "vx_mmr_2" not in keys(vaccine_record=True)
    assert "vx_mmr_2" in keys(vaccine_record=True, vx_mmr_1="2024-01-01")


def test_doses_become_facts_once_the_record_was_seen() -> None:
    who = aged(CHILD)
    answers = {
        "vaccine_record": True,
        "vx_mmr_1": "2024-01-01",
        "vx_mmr_2": "2024-06-01",
        "vx_hepa_status": "immune_lab",
    }
    facts = facts_from_answers(us(), who, answers)
    given = facts["vaccines_given"]
    assert isinstance(given, dict)
    assert given["mmr"] == ["2024-01-01", "2024-06-01"]
    assert given["polio"] == []
    assert facts["vaccine_status"] == {"hepa": "immune_lab"}
    assert "vaccines_given" not in facts_from_answers(us(), who, {"vx_mmr_1": "2024-01-01"})
    found = evaluate(us(), who, {"screened": True, **facts})
    assert "mmr" not in found.vaccines_due
    assert "hepa" not in found.vaccines_due
    assert {"dtap", "polio", "hepb", "varicella"} <= set(found.vaccines_due)


@pytest.mark.parametrize(("day", "wanted"), [("2023-12-31", True), ("2024-01-01", False)])
def test_a_live_vaccine_before_the_first_birthday_is_questioned(day: str, wanted: bool) -> None:
    found = assess(applicant("2023-01-01", category="IV"), screened=True, vaccines_given={"varicella": [day]})
    assert ("dose_too_early" in [note.code for note in found.warnings]) is wanted
