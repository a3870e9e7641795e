"""Canada's examination form: who is asked what, which facts the answers become, and the whole way to the grades."""

from typing import Any

import pytest

from mhac.protocols import library
from mhac.protocols.assessment import Applicant
from mhac.protocols.evaluation import evaluate
from mhac.protocols.form import facts_from_answers, form_for, progress
from mhac.protocols.template import Template
from tests.mhac.protocols.filling import sections_of, well
from tests.mhac.protocols.people import EXAM, applicant, required

EXAMINED = ("history", "vitals", "physical", "mental")
MAN, WOMAN = applicant("1990-02-15", category="REF_GAR"), applicant("1990-05-20", "F", "REF_GAR")
GIRL, BABY = applicant("2017-04-04", "F", "REF_GAR"), applicant("2025-06-15", "F", "REF_GAR")
OLD, STUDENT = applicant("1946-01-01", category="PR_FAM_PGP"), applicant("2004-01-01", category="TR_STUDENT")
URINE = {"dipstick_protein": "negative", "dipstick_glucose": "negative", "dipstick_blood": "negative"}
RESULTS: dict[str, Any] = {
    **URINE, "menstruating": False, "egfr": 95, "creatinine_outside": False, "hiv_result": "negative",
    "syphilis_nontreponemal": "nonreactive", "syphilis_treponemal": "nonreactive", "xray_state": "done",
    "xray_on": "2026-03-10", "xray_result": "normal", "xray_tb_evidence": False,
}  # fmt: skip


def ca() -> Template:
    return library.choose("CA", EXAM).template


def asked(who: Applicant, **answers: Any) -> set[str]:
    return {field.key for section in form_for(ca(), who, answers) for field in section.fields}


def facts(who: Applicant, **answers: Any) -> dict[str, object]:
    return facts_from_answers(ca(), who, answers)


def examined(who: Applicant, **found: Any) -> dict[str, Any]:
    return well(ca(), who, EXAMINED, **found)


def test_the_sections_stand_in_the_order_of_the_form() -> None:
    assert list(sections_of(ca(), MAN, {})) == [
        "identity", "application", "history", "vitals", "physical", "mental", "development", "cognition", "living",
        "xray", "second_film", "urine", "kidney", "hiv", "syphilis", "infection", "sputum", "hepatitis", "sugar",
        "blood_count", "reports", "vaccination", "programme", "office",
    ]  # fmt: skip
    assert "programme" not in sections_of(ca(), OLD, {})
    assert "tb_decision" in sections_of(ca(), MAN, {"tb_history": True})


def test_who_is_asked_what() -> None:
    assert {"pregnant", "last_period_on", "em_breast"} <= asked(WOMAN)
    assert not {"pregnant", "em_breast", "hx_mother_hiv", "head_circumference_cm", "guardian_signs"} & asked(MAN)
    assert {"hx_mother_hiv", "hx_thrive", "hiv_risk", "guardian_signs", "adoption"} <= asked(GIRL)
    assert {"head_circumference_cm", "urine_indicated"} <= asked(BABY)
    assert not {"bp_systolic", "pulse", "acuity_left_best", "phq9", "audit_c"} & asked(BABY)
    assert {"bp_systolic", "pulse"} <= asked(GIRL, bp_indicated=True)
    assert {"stay_months", "occupation", "designated_residence"} <= asked(STUDENT)
    assert not {"stay_months", "occupation", "designated_residence"} & asked(MAN)
    assert "unbroken_months" in asked(STUDENT, absence_days=14)
    assert "unbroken_months" not in asked(STUDENT, absence_days=13)
    assert {"cost_year"} <= asked(OLD)
    assert "cost_year" not in asked(MAN)


def test_head_circumference_until_the_second_birthday() -> None:
    assert "head_circumference_cm" in asked(applicant("2024-03-11", category="REF_GAR"))
    assert "head_circumference_cm" not in asked(applicant("2024-03-10", category="REF_GAR"))


def test_screened_only_when_history_and_examination_are_whole() -> None:
    answers = examined(WOMAN)
    assert facts(WOMAN, **answers)["screened"] is True
    for key in ("em_seizures", "tb_cough", "pulse", "em_skin", "mse_mood", "ps_violence", "significant_finding"):
        assert "screened" not in facts(WOMAN, **{name: value for name, value in answers.items() if name != key})


@pytest.mark.parametrize(
    ("answers", "fact"),
    [
        ({"xray_state": "declined"}, "declined"),
        ({"xray_state": "deferred"}, "deferred"),
        ({"xray_state": "done", "xray_result": "normal", "xray_tb_evidence": False}, "normal"),
        ({"xray_findings": ["2.1", "3.3"]}, "suggests_tb"),
        ({"xray_findings": ["4.7"]}, "suggests_tb"),
        ({"xray_findings": ["1.1", "2.3"]}, "not_tb_no_class"),
        ({"xray_findings": ["1.1"], "xray_tb_evidence": True}, "suggests_tb"),
        ({"xray_findings": ["5"]}, None),
        ({"xray_findings": ["5"], "xray_other_significant": "significant"}, "other_abnormal"),
        ({"xray_findings": ["5"], "xray_other_significant": "minor"}, "not_tb_no_class"),
    ],
)
def test_the_film(answers: dict[str, Any], fact: str | None) -> None:
    reading = {"xray_state": "done", "xray_result": "abnormal", "xray_tb_evidence": False, **answers}
    assert facts(MAN, **reading).get("chest_xray") == fact


def test_a_cavity_or_a_strong_suspicion_is_suspected_active_tb() -> None:
    read = {"xray_state": "done", "xray_result": "abnormal", "xray_tb_evidence": True}
    assert facts(MAN, **read, xray_tb_active=False, xray_findings=["4.7"])["active_tb_suspected"] is True
    assert facts(MAN, **read, xray_tb_active=True, xray_findings=["4.2"])["active_tb_suspected"] is True
    assert facts(MAN, **read, xray_tb_active=False, xray_findings=["4.2"])["active_tb_suspected"] is False


@pytest.mark.parametrize(
    ("millimetres", "more", "fact"),
    [
        (4, {"tb_contact": True}, "negative"),
        (5, {"tb_contact": True}, "positive"),
        (5, {"em_hiv": True}, "positive"),
        (9, {"em_transplant": False, "em_hiv": False, "tb_contact": False, "hiv_result": "negative"}, "negative"),
        (10, {}, "positive"),
    ],
)
def test_the_skin_test_is_read_by_risk(millimetres: int, more: dict[str, Any], fact: str) -> None:
    known = {"em_transplant": False, "em_hiv": False, "tb_contact": False, "hiv_result": "negative", **more}
    assert facts(MAN, igra_kind="tst", tst_mm=millimetres, **known)["igra"] == fact


def test_daily_living_is_dependent_as_soon_as_help_is_needed() -> None:
    keys = ("bathing", "dressing", "toileting", "transfer", "continence", "feeding")
    answers: dict[str, Any] = {f"adl_{key}": "independent" for key in keys}
    assert "adl" not in facts(OLD, **answers)
    answers["adl_result"] = "independent"
    assert facts(OLD, **answers)["adl"] == "independent"
    assert facts(OLD, **{**answers, "adl_result": "dependent"})["adl"] == "dependent"
    assert facts(OLD, **answers, adl_money="help")["adl"] == "dependent"
    assert facts(OLD, **{**answers, "adl_feeding": "dependent"})["adl"] == "dependent"
    assert "adl" not in facts(OLD, adl_bathing="independent")


def test_doses_given_are_known_once_the_record_was_looked_at() -> None:
    assert "vaccines_given" not in facts(MAN)
    assert evaluate(ca(), MAN, facts(MAN, **examined(MAN))).vaccines_due == ()
    found = facts(MAN, **examined(MAN), vaccine_record=True, vx_mmr_1="2025-11-03", vx_mmr_2="2026-01-05")
    none = ("td_tdap", "polio", "hepb", "varicella", "yellow_fever", "dtap", "hib", "pneumococcal")
    assert found["vaccines_given"] == {"mmr": ["2025-11-03", "2026-01-05"], **{code: [] for code in none}}
    assert set(evaluate(ca(), MAN, found).vaccines_due) == {"td_tdap", "polio", "hepb"}
    assert {"vx_dtap_1", "vx_hib_1"} <= asked(BABY, vaccine_record=True)
    assert not {"vx_dtap_1", "vx_hib_1"} & asked(MAN, vaccine_record=True)


def test_the_application_becomes_facts() -> None:
    found = facts(
        STUDENT,
        stay_months=10,
        designated_residence=True,
        occupation="other",
        prior_exam_on="2025-11-01",
        prior_profile="M1",
        prior_category="TR_LONG",
        requested=["sputum_set"],
    )
    assert found["prior"] == {"medical_exam": "2025-11-01", "profile": "M1", "category": "TR_LONG"}
    assert (found["stay_months"], found["designated_residence"], found["requested"]) == (10, True, ["sputum_set"])
    who = applicant("2004-01-01", category="TR_STUDENT")
    assert evaluate(ca(), who, found).exam_needed is True  # the request of the medical office stands by itself
    found.pop("requested")
    assert evaluate(ca(), who, found).exam_needed is False


def test_the_whole_way_from_answers_to_grade_a() -> None:
    found = evaluate(ca(), WOMAN, facts(WOMAN, **examined(WOMAN, **RESULTS)))
    assert required(found) == {"medical_exam", "chest_xray", "urinalysis", "creatinine", "hiv", "syphilis"}
    assert (found.grades, found.complete, found.cleared) == ({"medical_exam": "A", "chest_xray": "A"}, True, True)
    assert (str(found.valid_until), found.holds, found.warnings) == ("2027-03-10", (), ())


def test_the_whole_way_to_grade_b() -> None:
    answers = examined(
        MAN,
        **{
            **RESULTS,
            "tb_contact": True,
            "tb_contact_family": True,
            "tb_contact_on": "2024-01-01",
            "xray_result": "abnormal",
            "xray_findings": ["4.1"],
            "xray_tb_evidence": True,
            "xray_tb_active": False,
            "igra_kind": "igra",
            "igra_reading": "positive",
        },
    )
    found = evaluate(ca(), MAN, facts(MAN, **answers))
    assert found.grades == {"medical_exam": "B", "chest_xray": "B"}
    assert [note.code for note in found.holds] == ["tb_work_up"]
    assert (found.complete, "igra" in required(found)) == (True, True)


def test_a_child_whose_development_lags() -> None:
    answers = examined(BABY)
    first = evaluate(ca(), BABY, facts(BABY, **answers))
    assert (required(first), first.complete) == ({"medical_exam", "milestones"}, False)
    after = evaluate(ca(), BABY, facts(BABY, **answers, dev_delayed=True))
    assert (after.forms, after.grades, after.complete) == (("IMM5738",), {"medical_exam": "B"}, True)


def test_the_old_are_complete_with_score_and_daily_living() -> None:
    answers = well(ca(), OLD, (*EXAMINED, "living"), **RESULTS)
    assert evaluate(ca(), OLD, facts(OLD, **answers)).complete is False
    found = evaluate(ca(), OLD, facts(OLD, **answers, mmse_score=27))
    assert (found.complete, found.grades["medical_exam"]) == (True, "A")
    assert evaluate(ca(), OLD, facts(OLD, **answers, mmse_score=23)).grades["medical_exam"] == "B"


def test_after_a_positive_hiv_test_the_counselling_is_asked_for() -> None:
    answers = examined(MAN, **{**RESULTS, "hiv_result": "positive", "igra_kind": "igra", "igra_reading": "negative"})
    found = evaluate(ca(), MAN, facts(MAN, **answers))
    assert ([r.item for r in found.missing], found.forms) == (["hiv_counselling"], ("IMM5728",))
    done = evaluate(ca(), MAN, facts(MAN, **answers, counselled_after_on="2026-03-12"))
    assert done.complete is True
    hiv = sections_of(ca(), MAN, answers)["hiv"]
    assert {"counselled_after_on", "imm5728_signed"} <= set(progress(hiv, answers).missing)


def test_every_fact_of_the_rules_can_be_entered_somewhere() -> None:
    """What a rule reads is an answer of the form, or comes from registration and travel."""
    template = ca()
    form = template.data["form"]
    entered = {row["fact"] for row in form["fields"] if row["fact"]} | {row["fact"] for row in form["facts"]}
    entered |= {fact.partition(".")[0] for fact in entered}
    elsewhere = {"departure", "check_at", "exam_date", "category", "age", "age_months", "age_days"}
    read: set[str] = set()
    waiting = [term for rule in (*template.all_rules, *template.disabled) for term in rule.terms]
    for definition in template.definitions.values():
        waiting += [*_named(definition.data)]
    for term in waiting:
        root = term.partition(".")[0]
        if root not in {"flag", "item", "class", "valid_until", "sex"} and root not in template.definitions:
            read.add(term)
    wanted = {term for term in read if term in template.words}
    assert sorted(wanted - entered - elsewhere) == []


def _named(data: Any) -> list[str]:
    """Every word that stands in a definition, as key or value."""
    if isinstance(data, dict):
        return [*data, *(name for value in data.values() for name in _named(value))]
    if isinstance(data, list | tuple):
        return [name for value in data for name in _named(value)]
    return [data] if isinstance(data, str) else []
