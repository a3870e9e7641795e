"""The form of Australia: its sections, who is asked what, and which facts the answers become."""

from typing import Any

import pytest

from mhac.protocols.assessment import Applicant
from mhac.protocols.evaluation import evaluate
from mhac.protocols.form import facts_from_answers, form_for, progress
from tests.mhac.protocols.applicants_au import au, somebody
from tests.mhac.protocols.filling import sections_of, well

EXAMINED = ("visa", "history", "tb", "vitals", "physical", "mental")
MAN, WOMAN, BABY, VISITOR, REFUGEE = (
    somebody("1990-02-15"),
    somebody("1995-05-20", "F"),
    somebody("2024-06-15", "F", "HUM"),
    somebody("1990-02-15", category="TEMP"),
    somebody("2012-02-15", category="HUM"),
)


def test_the_sections_stand_in_the_order_of_the_screen() -> None:
    assert [section.key for section in form_for(au(), MAN, {})] == [
        "identity", "visa", "history", "tb", "vitals", "physical", "mental", "xray", "infection", "sputum", "kidney",
        "hiv", "hepatitis_b", "syphilis", "hepatitis_c", "urine", "reports", "other_results", "papers",
    ]  # fmt: skip
    assert "departure" in sections_of(au(), REFUGEE, {})
    assert "further" in sections_of(au(), MAN, {"further_mental": True})
    assert "further" in sections_of(au(), somebody("1951-03-10"), {})


def test_who_is_asked_what() -> None:
    def keys(who: Applicant, section: str, **answers: Any) -> set[str]:
        return {field.key for field in sections_of(au(), who, answers)[section].fields}

    assert "pregnant" in keys(WOMAN, "history")
    assert not {"pregnant", "adoption", "mother_hiv"} & keys(MAN, "history")
    assert {"adoption", "state_care", "mother_hiv", "hiv_evidence"} <= keys(BABY, "history")
    assert "head_circumference_cm" in keys(BABY, "vitals")
    assert not {"bp_systolic", "em_acuity_right"} & keys(BABY, "vitals")
    assert "bp_systolic" in keys(MAN, "vitals")
    assert "bp2_systolic" not in keys(MAN, "vitals", bp_systolic=140, bp_diastolic=90)
    assert "bp2_systolic" in keys(MAN, "vitals", bp_systolic=141, bp_diastolic=80)
    assert "em_mobility" in keys(somebody("1965-03-10"), "physical")
    assert "em_mobility" not in keys(somebody("1965-03-11"), "physical")
    assert "dev_language" in keys(somebody("2021-03-11"), "mental")
    assert "dev_language" not in keys(somebody("2021-03-10"), "mental")
    assert "guardian_consent" in keys(BABY, "identity")
    assert {"stay_months", "hospital_environment"} <= keys(VISITOR, "visa")
    assert not {"stay_months", "hospital_environment", "unaccompanied_minor"} & keys(MAN, "visa")
    assert {"unaccompanied_minor", "visa_approved"} <= keys(REFUGEE, "visa")
    assert "privileges_stream" in keys(VISITOR, "visa", subclass="403")
    assert "guardian_signed" in keys(BABY, "papers")


def filled(who: Applicant, **found: Any) -> dict[str, Any]:
    results = {
        "xray_state": "done", "xray_result": "normal", "xray_tb_evidence": False, "hiv_result": "negative",
        "hbsag_result": "negative", "egfr": 91, "creatinine_umol": 70, "igra_kind": "qft", "igra_result": "negative",
        "syphilis_nontreponemal": "nonreactive", "syphilis_treponemal": "nonreactive",
    }  # fmt: skip
    return well(au(), who, EXAMINED, **{"stay_months": 12, "occupation": "other", **results, **found})


@pytest.mark.parametrize("who", [MAN, WOMAN, BABY, VISITOR, REFUGEE])
def test_a_whole_examination_is_screened_and_graded_a(who: Applicant) -> None:
    answers = filled(who)
    for key in EXAMINED:
        assert progress(sections_of(au(), who, answers)[key], answers).missing == ()
    facts = facts_from_answers(au(), who, answers)
    assert (facts["screened"], facts["abnormal_finding"], facts["significant_history"]) == (True, False, False)
    found = evaluate(au(), who, facts)
    graded = {"medical_exam": "A"} if who is BABY else {"medical_exam": "A", "chest_xray": "A"}
    assert (dict(found.grades), found.complete, found.cleared) == (graded, True, True)
    assert str(found.valid_until) == "2027-03-10"
    for key in ("tb_history", "tb_cough", "height_cm", "em_ent", "em_mental_state"):
        assert "screened" not in facts_from_answers(au(), who, {k: v for k, v in answers.items() if k != key})


@pytest.mark.parametrize(
    "found",
    [
        {"tb_history": True},
        {"em_cancer": True},
        {"em_heart": True},
        {"em_blood": True},
        {"tb_cough": True},
        {"em_eyes": {"state": "abnormal", "note": "cataract"}},
        {"em_mental_state": {"state": "abnormal"}},
        {"em_drugs": "present"},
        {"hansen_found": True, "hansen_form": "paucibacillary"},
        {"bp_systolic": 150, "bp2_systolic": 150, "bp2_diastolic": 80},
        {"hbsag_result": "positive"},
        {"egfr": 45},
        {
            "em_acuity_right": "6/24",
            "em_acuity_left": "6/18",
            "em_acuity_right_corrected": "6/18",
            "em_acuity_left_corrected": "6/18",
        },
    ],
)
def test_one_finding_makes_grade_b(found: dict[str, Any]) -> None:
    facts = facts_from_answers(au(), MAN, filled(MAN, **found))
    assert dict(evaluate(au(), MAN, facts).grades) == {"medical_exam": "B", "chest_xray": "A"}


def test_a_child_behind_in_development_is_graded_b() -> None:
    facts = facts_from_answers(au(), BABY, filled(BABY, dev_language="not_yet", dev_delayed=True))
    assert dict(evaluate(au(), BABY, facts).grades) == {"medical_exam": "B"}


@pytest.mark.parametrize(
    ("answers", "poor"),
    [
        ({"em_acuity_right": "6/6", "em_acuity_left": "6/60"}, False),
        ({"em_acuity_right": "6/18", "em_acuity_left": "6/18"}, None),
        ({"em_acuity_right": "6/18", "em_acuity_left": "6/18", "em_acuity_right_corrected": "6/9"}, False),
    ],
)
def test_the_better_eye_counts(answers: dict[str, Any], poor: bool | None) -> None:
    assert facts_from_answers(au(), MAN, answers).get("vision_poor") is poor


@pytest.mark.parametrize(
    ("answers", "fact"),
    [
        ({"igra_kind": "qft", "igra_result": "indeterminate"}, "indeterminate"),
        ({"igra_kind": "tst", "tst_mm": 9}, "negative"),
        ({"igra_kind": "tst", "tst_mm": 10}, "positive"),
        ({"igra_kind": "tst", "tst_mm": 5, "tb_contact": True}, "positive"),
        ({"igra_kind": "tst", "tst_mm": 4, "tb_contact": True}, "negative"),
        ({"igra_kind": "tst", "tst_mm": 5, "em_hiv": True}, "positive"),
        ({"igra_kind": "tst", "tst_mm": 5, "tb_contact": False, "em_hiv": False}, "negative"),
        ({"igra_kind": "tst"}, None),
    ],
)
def test_a_skin_test_counts_by_its_induration(answers: dict[str, Any], fact: str | None) -> None:
    found = facts_from_answers(au(), BABY, answers)
    assert (found.get("igra"), found["tb_test_kind"]) == (fact, answers["igra_kind"])


@pytest.mark.parametrize(
    ("answers", "fact"),
    [
        ({"xray_state": "declined"}, "declined"),
        ({"xray_state": "deferred"}, "deferred"),
        ({"xray_state": "done", "xray_result": "normal"}, "normal"),
        (
            {
                "xray_state": "done",
                "xray_result": "abnormal",
                "xray_tb_evidence": False,
                "xray_findings": ["2.1", "4.1"],
            },
            "suggests_tb",
        ),
        (
            {"xray_state": "done", "xray_result": "abnormal", "xray_tb_evidence": True, "xray_findings": ["3.1"]},
            "suggests_tb",
        ),
        (
            {"xray_state": "done", "xray_result": "abnormal", "xray_tb_evidence": False, "xray_findings": ["3.1"]},
            "other_abnormal",
        ),
        (
            {"xray_state": "done", "xray_result": "abnormal", "xray_tb_evidence": False, "xray_findings": ["1.1"]},
            "not_tb_no_class",
        ),
    ],
)
def test_the_film(answers: dict[str, Any], fact: str) -> None:
    assert facts_from_answers(au(), MAN, answers)["chest_xray"] == fact


def test_what_the_letter_the_visa_and_the_stays_say_is_entered_in_the_window() -> None:
    answers = {
        "subclass": "600", "application_date": "2026-02-01", "letter_on": "2026-02-20", "stay_months": 9,
        "requested": ["medical_exam", "FORM815"], "occupation": "care", "hospital_environment": True,
        "consecutive_months_in_high_tb_5y": 4, "risk_tb_high": True, "risk_hepb_high": False,
        "undertaking_signed": True, "validity_extended": True,
    }  # fmt: skip
    facts = facts_from_answers(au(), VISITOR, answers)
    assert facts["risk"] == {"tb_high": True, "hepb_high": False}
    for key in set(answers) - {"risk_tb_high", "risk_hepb_high"}:
        assert facts[key] == answers[key]


def test_the_departure_health_check_is_entered_in_the_window() -> None:
    who = somebody("1990-02-15", category="HUM")
    answers = filled(
        who,
        visa_approved=True,
        departure_on="2026-03-12",
        check_on="2026-03-10",
        malaria_test="positive",
        record_seen=True,
        mmr_1_on="2010-01-10",
        polio_on="2026-01-10",
        escort="medical",
        followup_soon=False,
        infestation=True,
        dhc_outcome="fit_with_escort",
        lived_in=["SO"],
    )
    facts = facts_from_answers(au(), who, answers)
    assert facts["vaccines_given"] == {"mmr": ["2010-01-10"], "polio": ["2026-01-10"]}
    assert "vaccines_given" not in facts_from_answers(au(), who, {**answers, "record_seen": False})
    found = evaluate(au(), who, facts)
    assert found.item_states["departure_check"].done
    assert [dose.drug for dose in found.treatments] == ["artemether_lumefantrine", "albendazole"]
    assert (found.vaccines_due, found.forms) == (("mmr",), ("CMI",))
    assert [note.code for note in found.warnings] == ["infestation"]
