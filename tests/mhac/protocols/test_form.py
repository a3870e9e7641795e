"""The examination form: who is asked what, how values are judged, and which facts the answers become."""

from typing import Any

import pytest

from mhac.protocols.evaluation import evaluate
from mhac.protocols.form import (
    FormField,
    FormSection,
    computed_answers,
    facts_from_answers,
    form_for,
    judge,
    progress,
)
from mhac.protocols.rules import FieldKind, Judgement
from tests.mhac.protocols.people import applicant, required, us

MAN, WOMAN, GIRL, BABY = (
    applicant("1990-02-15"),
    applicant("1990-05-20", "F"),
    applicant("2017-04-04", "F"),
    applicant("2025-06-15", "F"),
)


def fields(who: Any, answers: dict[str, Any] | None = None) -> dict[str, FormField]:
    return {field.key: field for section in form_for(us(), who, answers or {}) for field in section.fields}


def section(key: str, who: Any, answers: dict[str, Any]) -> FormSection:
    return next(one for one in form_for(us(), who, answers) if one.key == key)


def facts(who: Any, **answers: Any) -> dict[str, object]:
    return facts_from_answers(us(), who, answers)


EXAMINED = ("history", "tb", "vitals", "physical", "mental", "substances")


def well(who: Any, **found: Any) -> dict[str, Any]:
    """Answers of somebody who is asked and examined completely and has nothing; `found` says otherwise."""
    answers: dict[str, Any] = dict(found)
    usual = {
        "height_cm": 172.0, "weight_kg": 64.0, "bp_systolic": 118, "bp_diastolic": 76, "pulse": 70,
        "respiration": 14, "temperature_c": 36.6, "hx_tobacco": "never",
    }  # fmt: skip
    for _ in range(4):
        for part in form_for(us(), who, answers):
            if part.key not in EXAMINED:
                continue
            for field in part.fields:
                if field.required and not field.computed and field.key not in answers:
                    value: Any = {"state": "normal"} if field.kind is FieldKind.SYSTEM else False
                    answers[field.key] = usual.get(field.key, value)
    return answers


ADULT = applicant("1985-06-06")


def test_the_sections_stand_in_the_order_of_the_forms() -> None:
    keys = [one.key for one in form_for(us(), WOMAN, {})]
    assert keys == [
        "identity", "history", "tb", "vitals", "physical", "mental", "substances",
        "xray", "infection", "sputum", "syphilis", "gonorrhea", "hiv", "hepatitis", "other_results", "vaccination",
        "waiver", "smc",
    ]  # fmt: skip
    assert "vaccination" not in [one.key for one in form_for(us(), applicant("1990", category="K"), {})]


def test_who_is_asked_what() -> None:
    assert "pregnant" in fields(WOMAN)
    assert {"pregnant", "adoption", "head_circumference_cm"} & set(fields(MAN)) == set()
    assert {"adoption", "hx_milestones"} - set(fields(GIRL)) == {"hx_milestones"}
    assert {"head_circumference_cm", "hx_milestones"} <= set(fields(BABY))
    assert {"bp_systolic", "phq9", "gad7", "audit_c", "hx_tobacco", "acuity_left"} & set(fields(BABY)) == set()
    assert {"phq9", "gad7", "audit_c"} <= set(fields(WOMAN))


def test_a_question_appears_when_its_reason_does() -> None:
    assert "pregnancy_weeks" not in fields(WOMAN)
    assert "pregnancy_weeks" in fields(WOMAN, {"pregnant": True})
    assert "pregnancy_weeks" not in fields(WOMAN, {"pregnant": False})
    assert "xray_findings" in fields(MAN, {"xray_state": "done", "xray_result": "abnormal"})
    assert "xray_findings" not in fields(MAN, {"xray_state": "declined", "xray_result": "abnormal"})


def test_a_partly_known_birth_date_is_asked_what_any_possible_age_is_asked() -> None:
    assert "adoption" in fields(applicant("2008"))
    assert "phq9" in fields(applicant("2008"))


def test_a_nurse_cannot_fill_in_what_a_physician_judges() -> None:
    shown = fields(MAN, {"xray_state": "done"})
    assert shown["weight_kg"].entered_by == ("nurse", "physician")
    for key in ("sys_heart", "mse_mood", "mental_disorder", "xray_result"):
        assert shown[key].entered_by == ("physician",)


@pytest.mark.parametrize(
    ("who", "key", "value", "judgement"),
    [
        (MAN, "bp_systolic", 118, Judgement.NORMAL),
        (MAN, "bp_systolic", 164, Judgement.HIGH),
        (MAN, "bp_systolic", 82, Judgement.LOW),
        (MAN, "bp_systolic", 1180, Judgement.IMPOSSIBLE),
        (MAN, "bp_systolic", 300, Judgement.IMPLAUSIBLE),
        (MAN, "weight_kg", 6.4, Judgement.IMPLAUSIBLE),
        (BABY, "weight_kg", 6.4, Judgement.NOT_JUDGED),
        (MAN, "pulse", 120, Judgement.HIGH),
        (BABY, "pulse", 120, Judgement.NORMAL),
        (MAN, "temperature_c", 37.7, Judgement.NORMAL),
        (MAN, "temperature_c", 37.8, Judgement.HIGH),
        (MAN, "temperature_c", 98.6, Judgement.IMPOSSIBLE),
        (MAN, "temperature_c", None, Judgement.NOT_JUDGED),
    ],
)
def test_values_are_judged_by_age(who: Any, key: str, value: float | None, judgement: Judgement) -> None:
    assert judge(fields(who)[key], value) is judgement


def test_ranges_without_a_source_are_marked_as_the_clinics_own() -> None:
    field = fields(MAN)["bp_systolic"]
    assert field.range_confidence == "unverified"
    assert field.range_source.startswith("Clinic default")


def test_body_mass_index_follows_from_weight_and_height() -> None:
    assert computed_answers(us(), ADULT, {"weight_kg": 64, "height_cm": 172}) == {"bmi": 21.6}
    assert computed_answers(us(), ADULT, {"weight_kg": 64}) == {}
    assert computed_answers(us(), ADULT, {"weight_kg": 64, "height_cm": 0}) == {}


def test_progress_counts_required_questions_only() -> None:
    vitals = section("vitals", MAN, {})
    assert progress(vitals, {}).asked == 7
    done = progress(vitals, well(MAN))
    assert (done.answered, done.missing) == (7, ())


def test_a_system_needs_its_state_and_false_is_an_answer() -> None:
    physical = section("physical", MAN, {})
    answers = {"sys_heart": {"note": "murmur"}, "sys_lungs": {"state": "abnormal"}, "hansen_found": False}
    missing = progress(physical, answers).missing
    assert "sys_heart" in missing
    assert not {"sys_lungs", "hansen_found"} & set(missing)


def test_screened_only_when_history_and_examination_are_whole() -> None:
    answers = well(WOMAN, pregnant=False)
    assert facts_from_answers(us(), WOMAN, answers)["screened"] is True
    for key in ("hx_seizures", "tb_cough", "pulse", "sys_skin", "mse_mood", "hx_drugs"):
        assert "screened" not in facts_from_answers(us(), WOMAN, {k: v for k, v in answers.items() if k != key})


def test_nothing_is_guessed_from_open_questions() -> None:
    assert facts(MAN) == {}
    assert facts(MAN, tb_cough=False, tb_fever=False) == {}
    assert facts(MAN, tb_cough=True)["tb_symptoms"] is True
    questions = ("tb_cough", "tb_fever", "tb_sweats", "tb_weight_loss", "tb_chest_pain", "tb_fatigue")
    answers = dict.fromkeys(questions, False)
    assert facts(MAN, **answers)["tb_symptoms"] is False
    assert "tb_symptoms" not in facts(GIRL, **answers)


@pytest.mark.parametrize(
    ("answers", "fact"),
    [
        ({"xray_state": "declined"}, "declined"),
        ({"xray_state": "deferred"}, "deferred"),
        ({"xray_state": "done", "xray_result": "normal"}, "normal"),
        (
            {"xray_state": "done", "xray_result": "abnormal", "xray_findings": ["smooth_pleura", "cavity"]},
            "suggests_tb",
        ),
        ({"xray_state": "done", "xray_result": "abnormal", "xray_findings": ["cardiac"]}, "other_abnormal"),
        ({"xray_state": "done", "xray_result": "abnormal", "xray_findings": ["smooth_pleura"]}, "not_tb_no_class"),
        ({"xray_state": "done", "xray_result": "abnormal"}, None),
        ({"xray_state": "done"}, None),
    ],
)
def test_the_film(answers: dict[str, Any], fact: str | None) -> None:
    assert facts(MAN, **answers).get("chest_xray") == fact


@pytest.mark.parametrize(
    ("values", "fact"),
    [
        (("negative", "negative", "negative"), "negative"),
        (("negative", "pending", "negative"), "pending"),
        (("mtb", "pending", "negative"), "positive"),
        (("negative", "ntm", "negative"), "negative"),
        (("negative", "negative", None), None),
    ],
)
def test_three_cultures_make_one_fact(values: tuple[str | None, ...], fact: str | None) -> None:
    answers = {f"culture_{number}": value for number, value in enumerate(values, start=1)}
    assert facts(MAN, **answers).get("sputum_cultures") == fact


def test_a_disorder_becomes_months_since_its_events() -> None:
    found = facts(
        MAN,
        mental_disorder=True,
        mental_diagnosis="alcohol use disorder",
        harmful_behaviour="past",
        harm_last_on="2024-10-10",
        substance="alcohol",
        criteria_last_on="2025-03-11",
    )
    assert found["mental"] == {
        "disorder": "alcohol use disorder",
        "harmful_behaviour": "past",
        "months_since_harm": 17,
        "substance": "alcohol",
        "months_since_criteria": 11,
    }
    assert facts(MAN, mental_disorder=False)["mental"] == {"disorder": "none"}


def test_an_answer_that_is_no_longer_asked_counts_for_nothing() -> None:
    found = facts(MAN, mental_disorder=False, mental_diagnosis="old", harmful_behaviour="current", substance="csa")
    assert found["mental"] == {"disorder": "none"}
    assert "syphilis" not in facts(MAN, syphilis_stage="primary", syphilis_treated=True)


def test_the_whole_way_from_answers_to_a_clean_assessment() -> None:
    answers = well(
        WOMAN,
        pregnant=False,
        xray_state="done",
        xray_result="normal",
        xray_on="2026-03-09",
        syphilis_nontreponemal="nonreactive",
        syphilis_treponemal="nonreactive",
    )
    found = evaluate(us(), WOMAN, facts_from_answers(us(), WOMAN, answers))
    assert required(found) == {"medical_exam", "chest_xray", "syphilis"}
    assert (found.classes, found.complete, found.cleared) == ((), True, True)
    assert str(found.valid_until) == "2026-09-09"


def test_the_whole_way_to_class_a() -> None:
    answers = well(
        MAN,
        xray_state="done",
        xray_result="abnormal",
        xray_findings=["cavity"],
        smear_1="positive",
        culture_1="mtb",
        molecular="positive",
        syphilis_nontreponemal="nonreactive",
        syphilis_treponemal="nonreactive",
    )
    found = evaluate(us(), MAN, facts_from_answers(us(), MAN, answers))
    assert [result.code for result in found.classes or ()] == ["TB_A"]
    assert found.cleared is False
    assert found.valid_until is None
    assert [note.code for note in found.holds] == ["TB_A"]
