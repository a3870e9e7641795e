"""The departure health check of Australia: its window, vaccines, treatment, alerts."""

from typing import Any

import pytest

from mhac.protocols.assessment import Applicant
from mhac.protocols.rules import ItemState
from tests.mhac.protocols.applicants_au import FLIGHT, somebody, told


def leaves(born: str = "1990-01-01", sex: str = "M", **more: Any) -> Applicant:
    return somebody(born, sex, "HUM", **{**FLIGHT, **more})


@pytest.mark.parametrize(
    ("check", "codes"),
    [
        ("2026-03-09T22:00", []),
        ("2026-03-09T21:59", ["check_too_early"]),
        ("2026-03-05T22:00", ["check_too_early"]),
        ("2026-03-05T21:59", ["check_outside"]),
        ("2026-03-12T22:01", ["check_after_departure"]),
    ],
)
def test_the_check_belongs_within_72_hours_and_never_outside_a_week(check: str, codes: list[str]) -> None:
    assert [note.code for note in told(leaves(check_at=check)).warnings] == codes


def test_the_check_is_offered_to_humanitarian_visa_holders_only() -> None:
    assert told(leaves()).item_states["departure_check"].state is ItemState.OPTIONAL
    for who in (somebody("1990-01-01", **FLIGHT), leaves(visa_approved=False)):
        assert told(who).item_states["departure_check"].state is ItemState.NOT_REQUIRED


@pytest.mark.parametrize(
    ("born", "facts", "due"),
    [
        ("2025-06-11", {}, []),
        ("2025-06-10", {}, ["mmr"]),
        ("1971-03-11", {}, ["mmr"]),
        ("1971-03-10", {}, []),
        ("1990-01-01", {"mmr_record": True}, []),
        ("1990-01-01", {"mmr_record": False, "vaccines_given": {"mmr": ["2010-01-01", "2010-03-01"]}}, ["mmr"]),
        ("1990-01-01", {"vaccines_given": {"mmr": ["2026-02-11"]}}, []),
        ("1990-01-01", {"vaccines_given": {"mmr": ["2026-02-10"]}}, ["mmr"]),
        ("1990-01-01", {"vaccines_given": {"mmr": ["2010-01-01", "2010-03-01"]}}, []),
        ("1990-01-01", {"dhc_outcome": "declined"}, []),
    ],
)
def test_mmr_from_9_months_to_54_years(born: str, facts: dict[str, Any], due: list[str]) -> None:
    found = told(leaves(born), **{"vaccines_given": {}, **facts})
    assert list(found.vaccines_due) == due


def test_no_mmr_in_pregnancy() -> None:
    found = told(leaves(sex="F"), pregnant=True, chest_xray="deferred", vaccines_given={})
    assert "mmr" not in found.vaccines_due


@pytest.mark.parametrize(
    ("lived", "facts", "due", "codes"),
    [
        (["SO"], {"vaccines_given": {}}, ["polio"], ["polio_certificate"]),
        (["SO"], {"vaccines_given": {"polio": ["2026-02-12"]}}, [], []),
        (["SO"], {"vaccines_given": {"polio": ["2026-02-13"]}}, ["polio"], ["polio_certificate"]),
        (["SO"], {"vaccines_given": {"polio": ["2025-03-12"]}}, [], []),
        (["SO"], {"vaccines_given": {"polio": ["2025-03-11"]}}, ["polio"], ["polio_certificate"]),
    ],
)
def test_polio_between_four_weeks_and_a_year_before_departure(
    lived: list[str], facts: dict[str, Any], due: list[str], codes: list[str]
) -> None:
    found = told(leaves(lived_in=lived), mmr_record=True, **facts)
    assert list(found.vaccines_due) == due
    assert [note.code for note in found.warnings] == codes


def test_a_country_on_no_polio_list_is_unknown_not_free() -> None:
    found = told(leaves(lived_in=["RW"]), mmr_record=True, vaccines_given={})
    assert "list.au_polio_countries.RW" in found.unknown_doses["polio"]


@pytest.mark.parametrize(
    ("born", "sex", "facts", "doses"),
    [
        ("2025-03-11", "M", {}, {}),
        ("2025-03-10", "M", {}, {"albendazole": {"total_mg": 200}}),
        ("2024-03-11", "M", {}, {"albendazole": {"total_mg": 200}}),
        ("2024-03-10", "M", {}, {"albendazole": {"total_mg": 400}}),
        ("1995-01-01", "F", {"pregnant": True, "pregnancy_weeks": 13}, {}),
        ("1995-01-01", "F", {"pregnant": True, "pregnancy_weeks": 14}, {"albendazole": {"total_mg": 400}}),
        ("1995-01-01", "M", {"drug_allergy": ["albendazole"]}, {}),
        ("1995-01-01", "M", {"dhc_outcome": "declined"}, {}),
        (
            "1995-01-01",
            "M",
            {"malaria_test": "positive", "weight_kg": 61},
            {"albendazole": {"total_mg": 400}, "artemether_lumefantrine": {"total_tablets": 24}},
        ),
        (
            "2024-01-01",
            "M",
            {"malaria_test": "positive", "weight_kg": 14.9},
            {"albendazole": {"total_mg": 400}, "artemether_lumefantrine": {"total_tablets": 6}},
        ),
        ("1995-01-01", "M", {"malaria_test": "negative", "weight_kg": 61}, {"albendazole": {"total_mg": 400}}),
    ],
)
def test_treatment_at_the_check(born: str, sex: str, facts: dict[str, Any], doses: dict[str, Any]) -> None:
    found = told(leaves(born, sex), **facts)
    assert {dose.drug: dict(dose.amounts) for dose in found.treatments} == doses


def test_alerts_and_escorts() -> None:
    assert told(leaves(), escort="none").forms == ()
    assert told(leaves(), escort="medical").forms == ("CMI",)
    assert told(leaves(), followup_soon=True).forms == ("CMI",)
    assert told(somebody("1990-01-01", category="HUM"), medical_issue=True).forms == ("PMI",)
    assert told(somebody("1990-01-01"), medical_issue=True, escort="medical").forms == ()
    codes = [note.code for note in told(leaves(subclass="202"), escort="medical").warnings]
    assert codes == ["escort_not_arranged"]
    assert told(leaves(subclass="200"), escort="medical").warnings == ()


def test_travel_that_is_put_off_is_held() -> None:
    assert [note.code for note in told(leaves(), dhc_outcome="delay_travel").holds] == ["travel_delayed"]
    assert told(leaves(), dhc_outcome="fit_with_conditions").holds == ()
