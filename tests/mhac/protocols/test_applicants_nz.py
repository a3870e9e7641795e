"""Named applicants, each with exactly what New Zealand asks of them, and the form that asks it."""

from datetime import date
from typing import Any

import pytest

from mhac.protocols import library
from mhac.protocols.assessment import Applicant, Assessment
from mhac.protocols.evaluation import evaluate
from mhac.protocols.form import facts_from_answers, form_for, progress
from mhac.protocols.rules import ItemState
from mhac.protocols.template import Template
from tests.mhac.protocols.filling import sections_of, well
from tests.mhac.protocols.people import CLEAR, EXAM, applicant, required

BLOOD = "hiv hbsag hcv syphilis fbc creatinine hba1c"
FULL = f"medical_exam chest_xray urinalysis {BLOOD}"
RISK = {"risk": {"tb_high": True, "hiv_high": True}}
SPUTUM = {"sputum_smears": "negative", "sputum_cultures": "negative", "sputum_molecular": "negative"}
NORMAL: dict[str, Any] = {
    "chest_xray": "normal", "hiv": "negative", "hbsag": "negative", "hcv": "negative", "syphilis": CLEAR,
    "fbc": "normal", "egfr": 95, "hba1c_mmol_mol": 36, "dipstick_protein": "negative", "dipstick_blood": "negative",
    "dipstick_glucose": "negative",
}  # fmt: skip
PRIOR = {"medical_exam": "2024-07-10", "chest_xray": "2024-07-10", "accepted": True, "high_tb_months": 0}
Row = tuple[str, Applicant, dict[str, Any], str]


def nz() -> Template:
    return library.choose("NZ", EXAM).template


def somebody(born: str, sex: str = "M", category: str = "RES", **more: Any) -> Applicant:
    return applicant(born, sex, category, **{**RISK, **more})


def assess(who: Applicant, settings: dict[str, Any] | None = None, **facts: Any) -> Assessment:
    return evaluate(nz(), who, {"screened": True, "pregnant": False, **facts}, settings=settings)


# name, person, facts beside "examined, not pregnant, all results normal", and all that is required
APPLICANTS: list[Row] = [
    (
        "Keza, baby of 4 months, residence",
        somebody("2025-11-01", "F"),
        {},
        "medical_exam milestones guardian_signature",
    ),
    ("Ganza, the day before 5", somebody("2021-03-11"), {}, "medical_exam milestones guardian_signature"),
    ("Ganza, 5 today", somebody("2021-03-10"), {}, "medical_exam urinalysis guardian_signature"),
    ("Ineza, the day before 11", somebody("2015-03-11", "F"), {}, "medical_exam urinalysis guardian_signature"),
    ("Ineza, 11 today", somebody("2015-03-10", "F"), {}, "medical_exam chest_xray urinalysis guardian_signature"),
    ("Hugo, the day before 15", somebody("2011-03-11"), {}, "medical_exam chest_xray urinalysis guardian_signature"),
    ("Hugo, 15 today", somebody("2011-03-10"), {}, f"{FULL} guardian_signature"),
    ("Aimee, the day before 18", somebody("2008-03-11", "F"), {}, f"{FULL} guardian_signature"),
    ("Aimee, 18 today", somebody("2008-03-10", "F"), {}, FULL),
    ("Beata, residence, 60", somebody("1966-01-01", "F"), {}, FULL),
    ("Faustin, 75, residence", somebody("1951-01-01"), {}, FULL),
    (
        "Solange, pregnant, residence",
        somebody("1995-12-01", "F"),
        {"pregnant": True, "chest_xray": None, "egfr": None, "creatinine_umol": 60},
        f"medical_exam urinalysis {BLOOD}",
    ),
    (
        "Solange, pregnant, film asked for",
        somebody("1995-12-01", "F", requested=["chest_xray"]),
        {"pregnant": True, "egfr": None, "creatinine_umol": 60},
        FULL,
    ),
    ("Tite, visitor of 6 months", somebody("1980-09-09", category="TEMP", stay_months=6), {}, ""),
    ("Tite, worker of 7 months", somebody("1980-09-09", category="TEMP", stay_months=7), {}, "chest_xray"),
    ("Tite, worker of 12 months", somebody("1980-09-09", category="TEMP", stay_months=12), {}, "chest_xray"),
    ("Tite, worker of 13 months", somebody("1980-09-09", category="TEMP", stay_months=13), {}, FULL),
    ("Boy of 10, 9 months", somebody("2015-09-09", category="TEMP", stay_months=9), {}, ""),
    (
        "Sina of Tonga, 9 months",
        low_tb := somebody("1990-09-09", "F", "TEMP", stay_months=9, risk={}, citizenship="TO", months_in_high_tb_5y=3),
        {},
        "",
    ),
    (
        "Sina of Tonga, 4 months away",
        somebody("1990-09-09", "F", "TEMP", stay_months=9, risk={}, citizenship="TO", months_in_high_tb_5y=4),
        {},
        "chest_xray",
    ),
    (
        "Sina of Tonga, two years",
        somebody("1990-09-09", "F", "TEMP", stay_months=24, risk={}, citizenship="TO"),
        {},
        FULL,
    ),
    ("Diane, student, two years", somebody("2006-01-01", "F", "STUDENT", stay_months=24), {}, "chest_xray"),
    ("Diane, doctoral student", somebody("1996-01-01", "F", "STUDENT_PHD", stay_months=24), {}, FULL),
    ("Callixte, seasonal worker", somebody("2000-10-10", category="RSE", stay_months=7), {}, "chest_xray hiv"),
    (
        "Callixte, no HIV risk",
        somebody("2000-10-10", category="RSE", stay_months=7, risk={"tb_high": True, "hiv_high": False}),
        {},
        "chest_xray",
    ),
    ("Odile, limited certificate", somebody("1990-09-09", "F", "LMC"), {}, "medical_exam chest_xray"),
    ("Odile's son of 9", somebody("2017-02-01", category="LMC"), {}, "medical_exam guardian_signature"),
    ("Pierre, quota refugee of 40", somebody("1986-02-01", category="QUOTA"), {}, "medical_exam chest_xray"),
    ("Pierre's baby", somebody("2025-02-01", category="QUOTA"), {}, "medical_exam milestones guardian_signature"),
    ("Rex, diplomat", somebody("1980-02-01", category="EXEMPT"), {}, ""),
    ("Rex, film asked for", somebody("1980-02-01", category="EXEMPT", requested=["chest_xray"]), {}, "chest_xray"),
    ("Joy, permanent resident visa", somebody("1980-02-01", "F", "RESIDENT"), {}, ""),
    ("Marthe, accepted 20 months ago", somebody("1991-08-14", "F", prior=PRIOR), {}, ""),
    ("Marthe, worse since then", somebody("1991-08-14", "F", prior=PRIOR), {"health_worse": True}, FULL),
    ("Marthe, 6 months away", somebody("1991-08-14", "F", prior={**PRIOR, "high_tb_months": 6}), {}, "chest_xray"),
    ("Marthe, 5 months away", somebody("1991-08-14", "F", prior={**PRIOR, "high_tb_months": 5}), {}, ""),
    ("Damas, eGFR 29", somebody("1982-05-05"), {"egfr": 29}, f"{FULL} nephrologist_report"),
    ("Damas, eGFR 30", somebody("1982-05-05"), {"egfr": 30}, FULL),
    ("Gloria, HbA1c 81", somebody("1975-05-05", "F"), {"hba1c_mmol_mol": 81}, f"{FULL} endocrinologist_report"),
    ("Gloria, HbA1c 80", somebody("1975-05-05", "F"), {"hba1c_mmol_mol": 80}, FULL),
    ("Felix, hepatitis B", somebody("1975-05-05"), {"hbsag": "positive"}, f"{FULL} hepatitis_b_tests"),
    ("Felix, hepatitis C", somebody("1975-05-05"), {"hcv": "positive"}, f"{FULL} hcv_rna"),
    (
        "Esperance, blood in the urine",
        somebody("1975-05-05", "F"),
        {"dipstick_blood": "1+"},
        f"{FULL} repeat_urinalysis",
    ),
    ("Esperance, a trace", somebody("1975-05-05", "F"), {"dipstick_blood": "trace"}, FULL),
    (
        "Theo, film suggests TB",
        somebody("1975-05-05"),
        {**SPUTUM, "chest_xray": "suggests_tb"},
        f"{FULL} sputum_set specialist_report",
    ),
    (
        "Yvonne, coughs",
        somebody("1975-05-05", "F"),
        {**SPUTUM, "tb_symptoms": True},
        f"{FULL} sputum_set specialist_report",
    ),
    (
        "Theo, culture positive",
        somebody("1975-05-05"),
        {"chest_xray": "suggests_tb", "sputum_cultures": "positive"},
        f"{FULL} sputum_set specialist_report dst",
    ),
]


def with_normal(facts: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in {**NORMAL, **facts}.items() if value is not None}


@pytest.mark.parametrize(("name", "who", "facts", "wanted"), APPLICANTS, ids=[name for name, *_ in APPLICANTS])
def test_exactly_this_is_required(name: str, who: Applicant, facts: dict[str, Any], wanted: str) -> None:
    found = assess(who, **with_normal(facts))
    assert required(found) == set(wanted.split())
    assert [(result.item, result.needs) for result in found.unknown] == []
    examined = [one for one in found.items if one.state is ItemState.REQUIRED and one.stage == "examination"]
    assert found.exam_needed is bool(examined)


def test_there_are_at_least_twenty() -> None:
    assert len({name.split(",")[0] for name, *_ in APPLICANTS}) >= 20


@pytest.mark.parametrize(
    ("prior", "needed"),
    [
        ({"medical_exam": "2025-12-11", "chest_xray": "2025-12-11", "accepted": False}, ""),
        ({"medical_exam": "2025-12-10", "chest_xray": "2025-12-10", "accepted": False}, "medical_exam chest_xray"),
        ({**PRIOR, "medical_exam": "2023-03-11", "chest_xray": "2023-03-11"}, ""),
        ({**PRIOR, "medical_exam": "2023-03-10", "chest_xray": "2023-03-11"}, "medical_exam"),
        ({**PRIOR, "medical_exam": "2023-03-11", "chest_xray": "2023-03-10"}, "chest_xray"),
    ],
)
def test_a_certificate_serves_below_its_age_and_not_on_the_day(prior: dict[str, Any], needed: str) -> None:
    found = assess(somebody("1991-08-14", "F", prior=prior))
    assert required(found) & {"medical_exam", "chest_xray"} == set(needed.split())


def test_the_application_counts_where_it_is_known() -> None:
    prior = {"medical_exam": "2025-12-01", "chest_xray": "2025-12-01", "accepted": False}
    late = assess(somebody("1991-08-14", "F", prior=prior))
    in_time = assess(somebody("1991-08-14", "F", prior=prior, application_date="2026-02-20"))
    assert ("medical_exam" in required(late), "medical_exam" in required(in_time)) == (True, False)


def test_an_accepted_certificate_says_why_it_serves_and_residence_asks_the_officer() -> None:
    found = assess(somebody("1991-08-14", "F", prior=PRIOR))
    assert [reason.rule for reason in found.item_states["medical_exam"].reasons] == ["WHY-SERVES"]
    assert [note.code for note in found.warnings] == ["reuse_for_residence"]
    assert (found.exam_needed, found.complete) == (False, True)


@pytest.mark.parametrize(
    ("who", "item", "rules"),
    [
        (somebody("1980-09-09", category="TEMP", stay_months=6), "medical_exam", ["WHY-STAY"]),
        (somebody("1980-09-09", category="TEMP", stay_months=6), "chest_xray", ["WHY-FILM-STAY"]),
        (low_tb, "chest_xray", ["WHY-FILM-LOW"]),
        (somebody("2015-09-09"), "chest_xray", ["WHY-FILM-AGE"]),
        (somebody("1980-09-09", category="RESIDENT"), "medical_exam", ["WHY-RESIDENT"]),
        (somebody("1980-09-09", category="EXEMPT"), "chest_xray", ["WHY-EXEMPT-FILM"]),
        (somebody("2006-01-01", category="STUDENT", stay_months=24), "medical_exam", ["WHY-STUDENT"]),
        (somebody("2000-01-01", category="RSE", stay_months=7), "medical_exam", ["WHY-SEASONAL"]),
    ],
)
def test_who_is_not_asked_is_told_why(who: Applicant, item: str, rules: list[str]) -> None:
    found = assess(who).item_states[item]
    assert (found.state, [reason.rule for reason in found.reasons]) == (ItemState.NOT_REQUIRED, rules)


def test_egfr_waits_in_pregnancy_while_creatinine_is_done() -> None:
    who = somebody("1995-12-01", "F")
    found = assess(who, **with_normal({"pregnant": True, "chest_xray": None, "egfr": None}))
    assert [result.item for result in found.deferred] == ["egfr"]
    assert (found.item_states["creatinine"].done, found.complete) == (False, False)
    found = assess(who, **with_normal({"pregnant": True, "chest_xray": None, "egfr": None, "creatinine_umol": 60}))
    assert (found.item_states["creatinine"].done, found.item_states["nephrologist_report"].state) == (
        True,
        "not_required",
    )


def test_the_tests_of_the_limited_certificate_are_offered_and_not_asserted() -> None:
    who = somebody("1990-09-09", "F", "LMC")
    offered = {one.item for one in assess(who).items if one.state is ItemState.OPTIONAL}
    assert offered == {*BLOOD.split(), "urinalysis"}
    exam = {"medical_exam", "chest_xray"}
    assert required(assess(who, {"limited_creatinine": True}, **NORMAL)) == exam | {"creatinine"}
    assert required(assess(who, {"limited_blood": True}, **NORMAL)) == exam | set(BLOOD.split())
    assert required(assess(who, {"limited_urine": True}, **NORMAL)) == exam | {"urinalysis"}


def test_a_country_that_nobody_has_read_is_unknown_until_the_clinic_completes_the_list() -> None:
    more: dict[str, Any] = {"stay_months": 9, "risk": {}, "citizenship": "FR", "months_in_high_tb_5y": 0}
    who = somebody("1990-09-09", category="TEMP", **more)
    film = assess(who).item_states["chest_xray"]
    assert (film.state, film.needs) == (ItemState.UNKNOWN, ("list.nz_low_tb.FR", "risk.tb_high"))
    low = assess(who, {"list.nz_low_tb.FR": True}).item_states["chest_xray"]
    high = assess(who, {"list.nz_low_tb.FR": False}).item_states["chest_xray"]
    assert (low.state, high.state) == (ItemState.NOT_REQUIRED, ItemState.REQUIRED)


def test_the_list_names_what_was_read() -> None:
    names = nz().lists["nz_low_tb"].values
    assert {code for code, low in names.items() if low} == {"AX", "AL", "AS", "AD", "WS", "TO", "VU"}
    assert {code for code, low in names.items() if not low} == {"DM", "LY", "RW", "BI", "CD", "UG", "KE", "TZ"}


@pytest.mark.parametrize(
    ("facts", "grades"),
    [
        ({}, {"medical_exam": "A", "chest_xray": "A"}),
        ({"tb_history": True}, {"medical_exam": "B", "chest_xray": "A"}),
        ({"abnormal_finding": True}, {"medical_exam": "B", "chest_xray": "A"}),
        ({"rudas": 22}, {"medical_exam": "B", "chest_xray": "A"}),
        ({"rudas": 23}, {"medical_exam": "A", "chest_xray": "A"}),
        ({"hiv": "positive"}, {"medical_exam": "B", "chest_xray": "A"}),
        (
            {"syphilis": {"nontreponemal": "reactive", "treponemal": "reactive"}},
            {"medical_exam": "B", "chest_xray": "A"},
        ),
        ({"fbc": "abnormal"}, {"medical_exam": "B", "chest_xray": "A"}),
        ({"egfr": 29}, {"medical_exam": "B", "chest_xray": "A"}),
        ({"dipstick_protein": "1+"}, {"chest_xray": "A"}),
        (
            {"dipstick_protein": "1+", "repeat_dipstick_protein": "negative", "repeat_dipstick_blood": "negative"},
            {"medical_exam": "A", "chest_xray": "A"},
        ),
        (
            {"dipstick_protein": "1+", "repeat_dipstick_protein": "1+", "repeat_dipstick_blood": "negative"},
            {"medical_exam": "B", "chest_xray": "A"},
        ),
        ({"chest_xray": "other_abnormal"}, {"medical_exam": "A", "chest_xray": "B"}),
        ({"significant_conditions": ["heart"]}, {"medical_exam": "B", "chest_xray": "A"}),
    ],
)
def test_grades(facts: dict[str, Any], grades: dict[str, str]) -> None:
    assert assess(somebody("1950-01-01"), **{**NORMAL, **facts}).grades == grades


def test_a_grade_is_only_made_worse_and_a_comment_belongs_to_b_alone() -> None:
    for grading in nz().gradings:
        assert [grading.may_become("B", chosen) for chosen in "AB"] == [False, True]
        assert grading.may_become("A", "B")
        assert dict(grading.comments) == {"A": "forbidden", "B": "required"}


def test_papers_of_each_certificate() -> None:
    assert assess(somebody("1980-01-01"), **NORMAL).forms == ("INZ1007", "INZ1096")
    assert assess(somebody("1980-01-01", category="LMC"), **NORMAL).forms == ("INZ1201", "INZ1096")
    assert assess(somebody("2000-01-01", category="RSE", stay_months=7), **NORMAL).forms == ("INZ1096", "INZ1143")
    approved = somebody("1980-01-01", category="QUOTA", visa_approved=True, departure="2026-04-10T10:00")
    accepted = assess(approved, settlement_consent="accepted", vaccination_papers=False, **NORMAL)
    assert accepted.forms == ("INZ1201", "INZ1096", "INZ1260", "INZ1251", "INZ1253", "INZ1262")
    assert {one.item for one in accepted.items if one.state is ItemState.OPTIONAL} >= {
        "vaccination_review", "cognitive_screen", "departure_check",
    }  # fmt: skip
    absent = assess(approved, settlement_consent="declined_in_absentia", **NORMAL)
    assert absent.forms == ("INZ1201", "INZ1096", "INZ1254")
    joining = somebody("1980-01-01", category="LMC", visa_approved=True)
    assert "INZ1260" not in assess(joining, **NORMAL).forms
    assert "INZ1260" in assess(joining, family_reunification=True, **NORMAL).forms


@pytest.mark.parametrize(("check", "codes"), [("2026-04-07T10:00", []), ("2026-04-07T09:59", ["check_too_early"])])
def test_the_departure_check_holds_72_hours(check: str, codes: list[str]) -> None:
    who = somebody("1980-01-01", category="QUOTA", visa_approved=True, departure="2026-04-10T10:00", check_at=check)
    assert [note.code for note in assess(who, **NORMAL).warnings] == codes


def test_active_tuberculosis_waits_for_its_treatment() -> None:
    facts: dict[str, Any] = {
        **NORMAL,
        "chest_xray": "suggests_tb",
        "sputum_smears": "positive",
        "sputum_cultures": "negative",
    }
    more: dict[str, Any] = {"sputum_molecular": "negative", "specialist_report_on": "2026-03-01"}
    who = somebody("1980-01-01")
    found = assess(who, **facts, **more)
    assert ([note.code for note in found.holds], found.cleared, found.valid_until) == (["tb_active"], False, None)
    treated = assess(who, tb_disease=True, dot_complete=True, **facts, **more)
    assert (treated.holds, treated.cleared) == ((), True)


def test_seasonal_workers_are_eighteen() -> None:
    codes = [
        [note.code for note in assess(somebody(born, category="RSE", stay_months=7)).warnings]
        for born in ("2008-03-11", "2008-03-10")
    ]
    assert codes == [["seasonal_worker_too_young"], []]


def test_what_the_sheet_leaves_open_is_there_and_does_not_fire() -> None:
    names = {rule.id for rule in nz().disabled}
    assert names == {
        "ME-STUDENT-RISK", "LAB-LIVER", "LAB-LIVER-HEPATITIS", "OLD-COGNITION-COMPULSORY", "SET-1364", "SET-MALARIA",
        "ASH-COST", "ASH-WAIVER",
    }  # fmt: skip
    assert not names & nz().rule_ids


# The form

EXAMINED = ("history", "tb", "vitals", "physical", "mental", "development")
MAN, WOMAN, BABY, OLD = (
    somebody("1990-02-15"),
    somebody("1995-05-20", "F"),
    somebody("2024-06-15", "F"),
    somebody("1950-01-01"),
)


def test_the_sections_stand_in_the_order_of_the_screen() -> None:
    assert [section.key for section in form_for(nz(), MAN, {})] == [
        "identity", "visa", "history", "tb", "vitals", "physical", "mental", "cognition", "urine", "hiv", "hepatitis",
        "syphilis", "blood_count", "kidney", "sugar", "xray", "sputum", "reports", "summary",
    ]  # fmt: skip
    assert "development" in sections_of(nz(), BABY, {})
    assert "cognition" not in sections_of(nz(), BABY, {})
    approved = somebody("1990-02-15", category="QUOTA", visa_approved=True)
    assert "settlement" in sections_of(nz(), approved, {"visa_approved": True})


def test_who_is_asked_what() -> None:
    def keys(who: Applicant, section: str, **answers: Any) -> set[str]:
        return {field.key for field in sections_of(nz(), who, answers)[section].fields}

    assert "pregnant" in keys(WOMAN, "history")
    assert "pregnant" not in keys(MAN, "history")
    assert "head_circumference_cm" in keys(BABY, "vitals")
    assert "bp_systolic" not in keys(BABY, "vitals")
    assert "guardian_signed" in keys(BABY, "identity")
    assert {"rudas_score", "adl_bathing"} <= keys(OLD, "cognition")
    assert not {"rudas_score", "adl_bathing"} & keys(MAN, "cognition")
    assert "rudas_score" in keys(MAN, "cognition", cog_concern=True)
    assert "egfr" not in keys(WOMAN, "kidney", pregnant=True)


def filled(who: Applicant, **found: Any) -> dict[str, Any]:
    film = {"xray_state": "done", "xray_result": "normal", "xray_tb_evidence": False}
    blood = {
        "hiv_result": "negative", "hbsag_result": "negative", "hcv_result": "negative", "egfr": 91,
        "syphilis_nontreponemal": "nonreactive", "syphilis_treponemal": "nonreactive", "fbc_result": "normal",
        "creatinine_umol": 70, "hba1c_mmol_mol": 36, "dipstick_protein": "negative", "dipstick_blood": "negative",
        "dipstick_glucose": "negative",
    }  # fmt: skip
    return well(nz(), who, EXAMINED, **{**film, **blood, **found})


@pytest.mark.parametrize("who", [MAN, WOMAN, BABY, OLD])
def test_a_whole_examination_is_screened_and_graded_a(who: Applicant) -> None:
    answers = filled(who, prior_exam_on=None)
    for key in EXAMINED:
        if key in sections_of(nz(), who, answers):
            assert progress(sections_of(nz(), who, answers)[key], answers).missing == ()
    facts = facts_from_answers(nz(), who, answers)
    assert (facts["screened"], facts["abnormal_finding"], facts["significant_history"]) == (True, False, False)
    found = evaluate(nz(), who, facts)
    graded = {"medical_exam": "A"} if who is BABY else {"medical_exam": "A", "chest_xray": "A"}
    assert (found.grades, found.complete, found.cleared) == (graded, True, True)
    assert found.valid_until is not None
    open_key = "em_ent" if who is not BABY else "dev_delayed"
    assert "screened" not in facts_from_answers(nz(), who, {k: v for k, v in answers.items() if k != open_key})


@pytest.mark.parametrize(
    "found",
    [
        {"em_heart": True},
        {"em_cancer": True},
        {"em_eyes": {"state": "abnormal", "note": "cataract"}},
        {"em_drugs": "present"},
        {"mse_mood": {"state": "abnormal"}},
        {"tb_contact": True},
        {"significant_conditions": ["nervous"]},
        {"hbsag_result": "positive"},
    ],
)
def test_one_finding_makes_grade_b(found: dict[str, Any]) -> None:
    facts = facts_from_answers(nz(), MAN, filled(MAN, **found))
    assert evaluate(nz(), MAN, facts).grades == {"medical_exam": "B", "chest_xray": "A"}


def test_a_child_behind_in_development_is_grade_b() -> None:
    facts = facts_from_answers(nz(), BABY, filled(BABY, dev_language="not_yet", dev_delayed=True))
    assert facts["milestones_delayed"] is True
    assert evaluate(nz(), BABY, facts).grades == {"medical_exam": "B"}


@pytest.mark.parametrize(
    ("answers", "fact"),
    [
        ({"xray_state": "declined"}, "declined"),
        ({"xray_state": "done", "xray_result": "normal", "xray_tb_evidence": False}, "normal"),
        (
            {"xray_state": "done", "xray_result": "abnormal", "xray_tb_evidence": False, "xray_findings": ["4.1"]},
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
    assert facts_from_answers(nz(), MAN, answers)["chest_xray"] == fact


def test_the_letter_and_the_earlier_examination_are_entered_in_the_window() -> None:
    answers = {
        "application_date": "2026-03-01", "stay_months": 9, "requested": ["chest_xray"], "risk_tb_high": True,
        "prior_exam_on": "2024-07-10", "prior_accepted": True, "prior_high_tb_months": 7, "health_worse": False,
    }  # fmt: skip
    worker = somebody("1990-02-15", category="TEMP")
    assert "stay_months" in {field.key for field in sections_of(nz(), worker, {})["visa"].fields}
    assert "stay_months" not in {field.key for field in sections_of(nz(), MAN, {})["visa"].fields}
    facts = facts_from_answers(nz(), worker, answers)
    assert facts["requested"] == ["chest_xray"]
    assert facts["prior"] == {"medical_exam": "2024-07-10", "accepted": True, "high_tb_months": 7}
    assert (facts["stay_months"], facts["risk"], facts["health_worse"]) == (9, {"tb_high": True}, False)


def test_the_certificate_is_younger_than_three_months_on_its_last_day() -> None:
    assert assess(somebody("1980-01-01"), **NORMAL).valid_until == date(2026, 6, 9)
