"""What the United States asks beyond the tests of infection: papers, programme, outbreaks, intervals of tests."""

from typing import Any

import pytest

from mhac.protocols.form import facts_from_answers, form_for
from mhac.protocols.rules import ItemState
from tests.mhac.protocols.people import CLEAR, applicant, assess, required, us

NEGATIVE = {"sputum_smears": "negative", "sputum_cultures": "negative", "sputum_molecular": "negative"}
WELL: dict[str, Any] = {"screened": True, "pregnant": False, "chest_xray": "normal", "syphilis": CLEAR}
MAN, WOMAN = applicant("1985-06-06"), applicant("1985-06-06", "F")


def codes(found: Any) -> list[str]:
    return [note.code for note in found.warnings]


def classes(found: Any) -> set[str]:
    return {one.code for one in found.classes or ()}


def test_papers_of_a_refugee_and_of_an_immigrant() -> None:
    refugee = assess(MAN, **WELL)
    assert refugee.forms == ("DS2054", "DS3026", "DS3030", "DS3025")
    assert assess(applicant("1985-06-06", category="K"), **WELL).forms == ("DS2054", "DS3026", "DS3030")
    pregnant = assess(WOMAN, **{**WELL, "pregnant": True})
    assert "SMC" in pregnant.forms
    assert "SMC" in assess(MAN, **WELL, hypertension=True).forms
    assert "SMC" not in assess(applicant("1985-06-06", category="IV"), **WELL, hypertension=True).forms


@pytest.mark.parametrize(("benefits", "wanted"), [(True, ItemState.REQUIRED), (False, ItemState.NOT_REQUIRED)])
def test_a_special_immigrant_who_elects_refugee_benefits_is_in_the_programme(benefits: bool, wanted: str) -> None:
    who = applicant("1985-06-06", category="SIV", departure="2026-04-10T10:00")
    found = assess(who, **WELL, refugee_benefits=benefits, weight_kg=60, lived_in=["RW"])
    assert found.item_states["departure_check"].state == wanted
    assert bool(found.treatments) is benefits


@pytest.mark.parametrize(
    ("refused", "smears", "wanted"),
    [
        ("2025-03-11", "negative", {"TB_A"}),
        ("2025-03-10", "negative", {"TB_B1_PULM"}),
        ("2025-03-10", "positive", {"TB_A"}),
    ],
)
def test_who_declined_treatment_is_examined_again_after_a_year(refused: str, smears: str, wanted: set[str]) -> None:
    facts = {**WELL, **NEGATIVE, "sputum_smears": smears, "tb_disease": True, "dot_complete": False, "hiv": "negative"}
    assert classes(assess(MAN, **facts, dot_refused_on=refused)) == wanted


@pytest.mark.parametrize(
    ("contact", "mm", "wanted"), [(False, 9, False), (False, 10, True), (True, 4, False), (True, 5, True)]
)
def test_a_skin_test_over_its_limit_is_not_negative(contact: bool, mm: int, wanted: bool) -> None:
    who = applicant("2024-06-06")
    found = assess(who, screened=True, tb_contact=contact, tb_symptoms=True, igra="negative", tst_mm=mm)
    assert ("skin_test_over_limit" in codes(found)) is wanted


@pytest.mark.parametrize(("day", "wanted"), [("2026-02-25", True), ("2026-02-26", False)])
def test_the_second_test_of_a_contact_waits_eight_weeks(day: str, wanted: bool) -> None:
    facts = {"tb_contact": True, "igra": "negative", "repeat_igra": "negative", "repeat_igra_on": day}
    found = assess(applicant("2016-06-06"), screened=True, **facts, tb_contact_ended_on="2026-01-01")
    assert ("second_test_too_early" in codes(found)) is wanted


@pytest.mark.parametrize(("born", "more", "wanted"), [("2022-03-11", {}, True), ("2022-03-10", {}, False),
                                                      ("2016-03-10", {"immunosuppressed": True}, True)])  # fmt: skip
def test_small_contacts_are_treated_in_the_window(born: str, more: dict[str, Any], wanted: bool) -> None:
    found = assess(applicant(born), screened=True, tb_contact=True, igra="negative", **more)
    assert ("window_treatment" in codes(found)) is wanted


def test_sputum_days_and_the_time_of_a_culture() -> None:
    suspect = {**WELL, **NEGATIVE, "chest_xray": "suggests_tb", "tb_disease": False}
    three = {"sputum_on_1": "2026-01-05", "sputum_on_2": "2026-01-06", "sputum_on_3": "2026-01-07"}
    assert codes(assess(MAN, **suspect, **three, final_culture_on="2026-02-18")) == []
    assert codes(assess(MAN, **suspect, **three, final_culture_on="2026-02-17")) == ["culture_too_early"]
    assert codes(assess(MAN, **suspect, **{**three, "sputum_on_2": "2026-01-05"})) == ["sputum_too_close"]


def test_a_quarantinable_disease_is_class_a_and_an_exposure_a_warning() -> None:
    found = assess(MAN, **WELL, quarantinable_disease=True)
    assert (classes(found), found.cleared, found.valid_until) == ({"COMM_A"}, False, None)
    exposed = assess(MAN, **WELL, outbreak_exposure=True)
    assert (codes(exposed), exposed.cleared) == (["outbreak_exposure"], True)


@pytest.mark.parametrize(
    ("waived", "cleared", "until"), [(["TB_A"], True, "2026-05-18"), (["SYPH_A"], False, None), ([], False, None)]
)
def test_a_waiver_lets_class_a_travel_for_three_months(waived: list[str], cleared: bool, until: str | None) -> None:
    facts = {**WELL, **NEGATIVE, "chest_xray": "suggests_tb", "sputum_cultures": "positive", "hiv": "negative"}
    more = {"dst_on": "2026-02-20", "final_culture_on": "2026-02-18", "waiver_granted": waived}
    found = assess(MAN, **facts, **more)
    assert classes(found) == {"TB_A"}
    assert [one.blocks_travel for one in found.classes or ()] == [not cleared]
    assert bool(found.holds) is not cleared
    assert (found.cleared, None if found.valid_until is None else str(found.valid_until)) == (cleared, until)


COURSE = {**WELL, "weight_kg": 60, "lived_in": ["RW"]}


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        ({}, set()),
        ({"malaria_symptoms": True}, {"artemether_lumefantrine"}),
        ({"qt_risk": True}, {"artemether_lumefantrine"}),
        ({"breastfeeding_newborn": True}, {"ivermectin"}),
        ({"seizures": True}, {"albendazole", "praziquantel"}),
        ({"lived_in": ["RW", "CD"]}, {"ivermectin"}),
        ({"weight_kg": 14}, {"ivermectin"}),
        ({"weight_kg": 4}, {"ivermectin", "artemether_lumefantrine"}),
    ],
)
def test_the_drugs_of_the_programme(facts: dict[str, Any], missing: set[str]) -> None:
    who = applicant("1985-06-06", birth_country="RW")
    given = {dose.drug for dose in assess(who, **{**COURSE, **facts}).treatments}
    assert given == {"albendazole", "praziquantel", "ivermectin", "artemether_lumefantrine"} - missing


@pytest.mark.parametrize(("examined_in", "born_in"), [("TD", "SD"), ("CD", "RW"), ("SS", "UG")])
def test_who_departs_from_a_country_of_loa_loa_gets_no_ivermectin(examined_in: str, born_in: str) -> None:
    who = applicant("1990-05-20", exam_country=examined_in, birth_country=born_in, lived_in=[born_in])
    found = assess(who, **WELL, weight_kg=60)
    assert {dose.drug for dose in found.treatments} == {"albendazole", "praziquantel", "artemether_lumefantrine"}


@pytest.mark.parametrize(
    ("kilograms", "tablets"),
    [(5, 6), (14.9, 6), (15, 12), (24.9, 12), (25, 18), (34.9, 18), (35, 24), (80, 24)],
)
def test_the_bands_of_artemether_lumefantrine(kilograms: float, tablets: int) -> None:
    found = assess(applicant("2010-06-06"), **{**COURSE, "weight_kg": kilograms})
    amounts = {dose.drug: dict(dose.amounts) for dose in found.treatments}
    assert amounts["artemether_lumefantrine"] == {"total_tablets": tablets}


@pytest.mark.parametrize(
    ("born", "total"), [("2025-03-11", None), ("2025-03-10", 200), ("2024-03-11", 200), ("2024-03-10", 400)]
)
def test_albendazole_by_age(born: str, total: int | None) -> None:
    found = assess(applicant(born), screened=True, weight_kg=12, lived_in=["RW"])
    amounts = {dose.drug: dict(dose.amounts) for dose in found.treatments}
    assert amounts.get("albendazole") == (None if total is None else {"total_mg": total})


def test_a_pregnant_woman_may_be_tested_for_syphilis_where_the_site_does_it() -> None:
    woman = applicant("1979-06-06", "F")
    found = assess(woman, screened=True, pregnant=True, chest_xray="normal")
    assert found.item_states["syphilis"].state is ItemState.OPTIONAL
    assert "syphilis" not in required(found)


def test_what_the_sheet_leaves_open_is_there_and_does_not_fire() -> None:
    names = {rule.id for rule in us().disabled}
    assert names == {
        "TB-05-ADULT", "OB-POLIO", "OB-MARBURG-2024", "OB-MPOX-2024", "VI-FLU-CHILD", "VI-PNEUMO-50", "VI-MENACWY-TWO",
        "VI-COVID", "VR-VARICELLA", "VR-MENACWY", "VR-FLU", "VR-HEPA", "PT-IVM-LOA", "VAL-ALERT", "HOLD-EXPOSURE",
        "HOLD-FEVER", "HOLD-PREGNANCY", "HOLD-ANAEMIA", "HOLD-SURGERY", "HOLD-MIND",
    }  # fmt: skip
    assert not names & us().rule_ids


def test_what_is_new_is_asked_of_those_whom_it_concerns() -> None:
    def keys(who: Any, **answers: Any) -> set[str]:
        return {field.key for section in form_for(us(), who, answers) for field in section.fields}

    refugee, immigrant = keys(MAN), keys(applicant("1985-06-06", category="IV"))
    assert {"malaria_symptoms", "qt_risk", "smc_diagnosis"} <= refugee
    assert not {"malaria_symptoms", "qt_risk", "smc_diagnosis", "outbreak_vaccination"} & immigrant
    assert "refugee_benefits" in keys(applicant("1985-06-06", category="SIV"))
    assert "dev_card" in keys(applicant("2023-06-06"))
    assert "dev_card" not in keys(applicant("2016-06-06"))
    assert "xray_lateral" in keys(applicant("2016-06-06"), xray_state="done")
    assert "dot_refused_on" in keys(MAN, tb_disease=True, dot_complete=False)
    assert {"harm_kind", "harm_likelihood"} <= keys(MAN, mental_disorder=True, harmful_behaviour="past")


def test_new_answers_become_facts() -> None:
    answers = {
        "tb_disease": True, "dot_complete": False, "dot_refused_on": "2025-01-01", "tst_mm": 7, "igra_kind": "tst",
        "sputum_on_1": "2026-01-05", "outbreak_exposure": True, "immunosuppressed": False, "flu_season": True,
    }  # fmt: skip
    facts = facts_from_answers(us(), MAN, answers)
    assert (facts["dot_refused_on"], facts["tst_mm"], facts["sputum_on_1"]) == ("2025-01-01", 7, "2026-01-05")
    assert (facts["outbreak_exposure"], facts["immunosuppressed"], facts["flu_season"]) == (True, False, True)
