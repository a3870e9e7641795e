"""Named applicants, each with exactly what Canada asks of them, and why it asks nothing of others."""

from datetime import date
from typing import Any

import pytest

from mhac.protocols import library
from mhac.protocols.assessment import Applicant, Assessment
from mhac.protocols.evaluation import evaluate
from mhac.protocols.outlook import outlook
from mhac.protocols.rules import ItemState
from mhac.protocols.template import Template
from tests.mhac.protocols.people import CLEAR, EXAM, applicant, required

ADULT = "chest_xray urinalysis creatinine hiv syphilis"
NORMAL: dict[str, Any] = {
    "chest_xray": "normal", "hiv": "negative", "syphilis": CLEAR, "egfr": 95,
    "dipstick_protein": "negative", "dipstick_blood": "negative", "dipstick_glucose": "negative",
}  # fmt: skip
PRIOR = {"medical_exam": date(2025, 11, 1), "category": "PR_FAM_SPOUSE", "profile": "M1"}
Row = tuple[str, Applicant, dict[str, Any], str]


def ca() -> Template:
    return library.choose("CA", EXAM).template


def somebody(born: str, sex: str = "M", category: str = "REF_GAR", **more: Any) -> Applicant:
    return applicant(born, sex, category, **more)


def assess(who: Applicant, settings: dict[str, Any] | None = None, **facts: Any) -> Assessment:
    return evaluate(ca(), who, {"screened": True, "pregnant": False, **facts}, settings=settings)


# name, person, facts beside "examined, not pregnant, all results normal", and what is required beside the examination
APPLICANTS: list[Row] = [
    ("Aline, refugee of 4 months", somebody("2025-11-01", "F"), {}, "milestones"),
    ("Jean, the day before 5", somebody("2021-03-11"), {}, "milestones"),
    ("Jean, 5 today", somebody("2021-03-10"), {}, "urinalysis"),
    ("Grace, the day before 11", somebody("2015-03-11", "F"), {}, "urinalysis"),
    ("Grace, 11 today", somebody("2015-03-10", "F"), {}, "urinalysis chest_xray"),
    ("Eric, the day before 15", somebody("2011-03-11"), {}, "urinalysis chest_xray"),
    ("Eric, 15 today", somebody("2011-03-10"), {}, ADULT),
    ("Claude, the day before 75", somebody("1951-03-11"), {}, ADULT),
    ("Claude, 75 today", somebody("1951-03-10"), {}, f"{ADULT} cognitive_screen adl"),
    ("Olive, economic class", somebody("1986-01-01", "F", "PR_ECON"), {}, ADULT),
    ("Marie, sponsored parent of 80", somebody("1946-01-01", "F", "PR_FAM_PGP"), {}, f"{ADULT} cognitive_screen adl"),
    ("Rose, super visa", somebody("1960-01-01", "F", "TR_SUPER", stay_months=2), {}, ADULT),
    ("Denis, follows a refugee", somebody("1999-01-01", category="REF_OYW"), {}, ADULT),
    ("Sent by an officer", somebody("1999-01-01", category="OFFICER"), {}, ADULT),
    ("Diane, child carer", somebody("1999-01-01", "F", "TR_OCC", occupation="childcare", stay_months=1), {}, ADULT),
    (
        "Felix, farm worker from a designated country",
        somebody("1999-01-01", category="TR_OCC", occupation="agriculture", stay_months=3, designated_residence=True),
        {},
        ADULT,
    ),
    (
        "Alice, student of 10 months, lived in Rwanda",
        somebody("2004-01-01", "F", "TR_STUDENT", stay_months=10),
        {"residence_country": "RW"},
        ADULT,
    ),
    (
        "Kevin, 6, father has TB",
        somebody("2019-08-19"),
        {"tb_contact": True, "igra": "negative"},
        "urinalysis chest_xray igra",
    ),
    ("Lea, 3, cough and fever", somebody("2022-08-19", "F"), {"tb_symptoms": True}, "milestones chest_xray hiv"),
    (
        "Peter, baby with HIV",
        somebody("2025-01-20"),
        {"hiv_known": True, "hiv": "positive", "igra": "negative"},
        "milestones chest_xray hiv hiv_counselling igra",
    ),
    ("Paul, 8, congenital heart, refugee", somebody("2018-01-22"), {"heart_disease": True}, "urinalysis"),
    (
        "Paul, 8, congenital heart, economic class",
        somebody("2018-01-22", category="PR_ECON"),
        {"heart_disease": True},
        "urinalysis chest_xray",
    ),
    ("Ines, 14, other infection", somebody("2011-06-01", "F"), {"sti_signs": True}, "urinalysis chest_xray syphilis"),
    ("Ines, 14, tattooed", somebody("2011-06-01", "F"), {"hiv_risk": True}, "urinalysis chest_xray hiv"),
    ("Yves, 12, 142 over 84", somebody("2013-06-01"), {"bp_systolic": 142}, "urinalysis chest_xray creatinine"),
    (
        "Yves, 12, 140 over 90",
        somebody("2013-06-01"),
        {"bp_systolic": 140, "bp_diastolic": 90},
        "urinalysis chest_xray",
    ),
    ("Ange, 9, slow at school", somebody("2016-09-01", "F"), {"development_concern": True}, "urinalysis milestones"),
    (
        "Bosco, 50, transplant",
        somebody("1976-01-01"),
        {"transplant": True, "igra": "negative"},
        f"{ADULT} igra",
    ),
    (
        "Chantal, 40, protein that stays",
        somebody("1986-01-01", "F"),
        {"dipstick_protein": "1+", "repeat_dipstick_protein": "1+", "repeat_dipstick_blood": "negative"},
        f"{ADULT} repeat_urinalysis urine_microscopy urine_protein_ratio",
    ),
    (
        "Theo, 40, asked for sputum and a second film",
        somebody("1986-01-01", requested=["sputum_set", "repeat_chest_xray"]),
        {"chest_xray": "suggests_tb", "sputum_cultures": "pending"},
        f"{ADULT} sputum_set repeat_chest_xray",
    ),
    ("Esther, before her flight", somebody("1995-06-06", "F", departure="2026-06-01"), {}, f"{ADULT} departure_check"),
]


@pytest.mark.parametrize(("name", "who", "facts", "wanted"), APPLICANTS, ids=[name for name, *_ in APPLICANTS])
def test_exactly_this_is_required(name: str, who: Applicant, facts: dict[str, Any], wanted: str) -> None:
    grown = "hiv" in wanted.split() or "creatinine" in wanted.split()
    results = {key: value for key, value in NORMAL.items() if key not in {"hiv", "syphilis", "egfr"} or grown}
    found = assess(who, **{**results, **facts})
    assert required(found) == {"medical_exam", *wanted.split()}
    # only the susceptibility test may wait, for a culture that still grows
    assert {result.item for result in found.unknown} <= {"dst"}
    assert found.exam_needed is True


def test_there_are_at_least_twenty() -> None:
    assert len({name for name, *_ in APPLICANTS}) >= 20


SPARED: list[tuple[str, Applicant, dict[str, Any], set[str]]] = [
    ("tourist of 6 months", somebody("1985-09-09", category="TR_VISITOR", stay_months=6), {}, {"CA-X-SHORT"}),
    (
        "office worker who lived elsewhere",
        somebody("1985-09-09", category="TR_LONG", stay_months=18, designated_residence=False),
        {},
        {"CA-X-ELSEWHERE"},
    ),
    (
        "farm worker who lived elsewhere, 3 months",
        somebody("1985-09-09", category="TR_OCC", stay_months=3, occupation="agriculture", designated_residence=False),
        {},
        {"CA-X-SHORT", "CA-X-ELSEWHERE"},
    ),
    ("refugee's daughter who stays", somebody("2008-12-05", "F", accompanying=False), {}, {"CA-X-BEHIND"}),
    ("family of a refugee who stays", somebody("2008-12-05", category="REF_FAM_NONACC"), {}, {"CA-X-BEHIND"}),
    ("official", somebody("1975-12-05", category="DIPLO"), {"works_beside": False}, {"CA-X-DIPLO"}),
    ("examined four months ago", somebody("1989-09-30", category="PR_ECON", prior=PRIOR), {}, {"CA-X-PRIOR"}),
    (
        "examined a year ago to the day",
        somebody("1989-09-30", category="PR_ECON", prior={**PRIOR, "medical_exam": date(2025, 3, 10)}),
        {},
        {"CA-X-PRIOR"},
    ),
]


@pytest.mark.parametrize(("name", "who", "facts", "why"), SPARED, ids=[name for name, *_ in SPARED])
def test_nothing_is_asked_and_the_trace_says_why(
    name: str, who: Applicant, facts: dict[str, Any], why: set[str]
) -> None:
    found = assess(who, **facts)
    assert (found.exam_needed, required(found), found.unknown) == (False, set(), ())
    reasons = found.item_states["medical_exam"].reasons
    assert {entry.rule for entry in reasons} == why
    assert {entry.outcome for entry in reasons} == {"not_required"}


def test_an_earlier_examination_ends_serving() -> None:
    who = somebody("1989-09-30", category="PR_ECON", prior={**PRIOR, "medical_exam": date(2025, 3, 9)})
    assert "medical_exam" in required(assess(who))
    away = somebody("1989-09-30", category="PR_ECON", prior={**PRIOR, "high_tb_months": 7})
    assert "medical_exam" in required(assess(away))
    stayed = somebody("1989-09-30", category="PR_ECON", prior={**PRIOR, "high_tb_months": 6})
    assert assess(stayed).exam_needed is False


def test_the_cost_exempt_result_serves_only_the_exempt() -> None:
    exempt_only = {**PRIOR, "profile": "EDE_ONLY"}
    assert assess(somebody("1989-09-30", category="PR_FAM_SPOUSE", prior=exempt_only)).exam_needed is False
    assert assess(somebody("1989-09-30", category="PR_ECON", prior=exempt_only)).exam_needed is True


def test_what_the_medical_office_reviews_waits_for_its_answer() -> None:
    who = somebody("1989-09-30", category="PR_ECON", prior={**PRIOR, "category": "TR_LONG", "profile": "M3"})
    open_ = assess(who)
    assert open_.exam_needed is None
    assert open_.item_states["medical_exam"].needs == ("prior_review",)
    assert [note.code for note in open_.warnings] == ["prior_review"]
    assert assess(who, prior_review="usable").exam_needed is False
    assert assess(who, prior_review="new_exam").exam_needed is True


def test_an_absence_of_fourteen_days_breaks_the_stay() -> None:
    stay: dict[str, Any] = {"category": "TR_LONG", "stay_months": 9, "designated_residence": True}
    assert assess(somebody("1988-07-05", **stay, absence_days=13)).exam_needed is True
    broken = somebody("1988-07-05", **stay, absence_days=14)
    assert assess(broken).item_states["medical_exam"].needs == ("unbroken_months",)
    assert assess(broken, unbroken_months=6).exam_needed is False
    assert assess(broken, unbroken_months=7).exam_needed is True


def test_a_country_on_no_list_is_unknown_until_the_clinic_completes_it() -> None:
    who = somebody("2004-02-03", category="TR_STUDENT", stay_months=10)
    assert assess(who).item_states["medical_exam"].needs == ("designated_residence", "residence_country")
    found = assess(who, residence_country="ZM")
    assert found.item_states["medical_exam"].state is ItemState.UNKNOWN
    assert "list.ca_designated.ZM" in found.item_states["medical_exam"].needs
    completed = {"list.ca_designated.ZM": True}
    assert assess(who, completed, residence_country="ZM").exam_needed is True
    assert assess(who, {"list.ca_designated.ZM": False}, residence_country="ZM").exam_needed is False


def test_a_film_put_off_in_pregnancy_leaves_the_file_open() -> None:
    who = somebody("1998-08-08", "F", "PR_FAM_SPOUSE")
    found = assess(who, **{**NORMAL, "pregnant": True, "chest_xray": "deferred"})
    assert [result.item for result in found.deferred] == ["chest_xray"]
    assert (found.complete, found.cleared, str(found.valid_until)) == (False, False, "2027-03-10")
    assert [note.code for note in found.holds] == ["film_put_off"]
    later = {key: value for key, value in NORMAL.items() if key != "chest_xray"}
    found = assess(who, **later, pregnancy_choice="postpone", pregnant=True)
    assert {result.item for result in found.deferred} == {"medical_exam", "chest_xray"}


@pytest.mark.parametrize(
    ("facts", "grades"),
    [
        ({}, {"medical_exam": "A", "chest_xray": "A"}),
        ({"chest_xray": "not_tb_no_class"}, {"medical_exam": "A", "chest_xray": "A"}),
        ({"chest_xray": "other_abnormal"}, {"medical_exam": "B", "chest_xray": "B"}),
        ({"radiologist_grade": "A"}, {"medical_exam": "A", "chest_xray": "A"}),
        ({"radiologist_grade": "B"}, {"medical_exam": "B", "chest_xray": "B"}),
        ({"egfr": 60}, {"medical_exam": "A", "chest_xray": "A"}),
        ({"egfr": 59}, {"medical_exam": "B", "chest_xray": "A"}),
        ({"bp_systolic": 140, "bp_diastolic": 90}, {"medical_exam": "A", "chest_xray": "A"}),
        ({"bp_systolic": 141, "bp_diastolic": 90}, {"medical_exam": "B", "chest_xray": "A"}),
        ({"bp_systolic": 140, "bp_diastolic": 91}, {"medical_exam": "B", "chest_xray": "A"}),
        ({"dipstick_protein": "trace", "dipstick_glucose": "trace"}, {"medical_exam": "A", "chest_xray": "A"}),
        ({"dipstick_protein": "1+"}, {"chest_xray": "A"}),
        (
            {"dipstick_protein": "1+", "repeat_dipstick_protein": "trace", "repeat_dipstick_blood": "negative"},
            {"medical_exam": "A", "chest_xray": "A"},
        ),
        ({"tb_contact": True, "tb_contact_months": 60}, {"chest_xray": "A", "medical_exam": "B"}),
        ({"tb_contact": True, "tb_contact_months": 61}, {"chest_xray": "A", "medical_exam": "A"}),
    ],
)
def test_grades(facts: dict[str, Any], grades: dict[str, str]) -> None:
    assert assess(somebody("1986-01-01"), **{**NORMAL, **facts}).grades == grades


def test_a_comment_belongs_to_b_and_never_to_a_and_a_grade_only_gets_worse() -> None:
    for grading in ca().gradings:
        assert dict(grading.comments) == {"A": "forbidden", "B": "required"}
        assert (grading.may_become("A", "B"), grading.may_become("B", "A")) == (True, False)


def test_active_tb_and_untreated_syphilis_hold_and_void_the_validity() -> None:
    who = somebody("1986-01-01")
    for facts, code in (
        ({"tb_disease": True}, "active_tb"),
        ({"syphilis": {"nontreponemal": "reactive", "treponemal": "reactive"}}, "syphilis_untreated"),
        ({"chest_xray": "suggests_tb", "active_tb_suspected": True}, "active_tb_suspected"),
    ):
        found = assess(who, **{**NORMAL, **facts})
        assert code in [note.code for note in found.holds]
        assert (found.cleared, found.valid_until) == (False, None)
    treated = {"syphilis": {"nontreponemal": "reactive", "treponemal": "reactive", "treated": True}}
    found = assess(who, **{**NORMAL, **treated})
    assert (found.cleared, str(found.valid_until), found.grades["medical_exam"]) == (True, "2027-03-10", "B")
    cured = {"tb_disease": True, "dot_complete": True, "after_treatment_clear": True}
    assert assess(who, **{**NORMAL, **cured}).cleared is True


def test_validity_and_its_warnings_around_the_departure() -> None:
    def on(departure: str) -> tuple[list[str], list[str]]:
        found = assess(somebody("1986-01-01", category="PR_ECON", departure=departure), **NORMAL)
        return [note.code for note in found.holds], [note.code for note in found.warnings]

    assert on("2026-12-09") == ([], [])
    assert on("2026-12-10") == ([], ["validity_first"])
    assert on("2027-01-09") == ([], ["validity_second"])
    assert on("2027-02-08") == ([], ["validity_last_days"])
    assert on("2027-03-10") == ([], ["validity_last_days"])
    assert on("2027-03-11") == (["validity_ended"], ["reassessment"])
    assert on("2027-06-10") == (["validity_ended"], ["reassessment"])
    assert on("2027-06-11") == (["validity_ended"], [])


def test_the_day_that_ircc_names_comes_before_the_clinics_count() -> None:
    found = assess(somebody("1986-01-01"), **NORMAL, ircc_valid_until=date(2027, 1, 31))
    assert str(found.valid_until) == "2027-01-31"


def test_waiting_times_are_told_on_the_day_after_the_last() -> None:
    who = somebody("1986-01-01")
    for name, early, late, code in (
        ("instructed_on", date(2026, 2, 8), date(2026, 2, 7), "attended_late"),
        ("asked_on", date(2026, 2, 24), date(2026, 2, 23), "appointment_late"),
        ("investigations_on", date(2026, 3, 17), date(2026, 3, 18), "investigations_late"),
    ):
        in_time, too_late = {**NORMAL, name: early}, {**NORMAL, name: late}
        assert assess(who, **in_time).warnings == ()
        assert [note.code for note in assess(who, **too_late).warnings] == [code]


def test_excessive_demand_is_the_table_of_the_year_and_spares_the_exempt() -> None:
    def warned(category: str, exam: date, cost: int) -> bool:
        who = applicant("1986-01-01", category=category, exam=exam)
        return bool(assess(who, **NORMAL, cost_year=cost).warnings)

    assert warned("PR_ECON", date(2025, 6, 1), 27163)
    assert not warned("PR_ECON", date(2025, 6, 1), 27162)
    assert not warned("PR_ECON", date(2026, 6, 1), 28878)
    assert warned("PR_ECON", date(2026, 6, 1), 28879)
    assert not warned("REF_GAR", date(2026, 6, 1), 999999)


SERIES = [
    ("mmr", "1990-01-01"), ("td_tdap", "1990-01-01"), ("polio", "1990-01-01"), ("hepb", "1990-01-01"),
    ("dtap", "2024-01-01"), ("hib", "2024-01-01"), ("pneumococcal", "2024-01-01"),
]  # fmt: skip


@pytest.mark.parametrize(("vaccine", "born"), SERIES)
def test_a_vaccine_series_by_its_interval(vaccine: str, born: str) -> None:
    """None given: due. A dose 27 days ago: wait. 28 days ago: due. Two doses: complete."""

    def due(*days: date) -> bool:
        return vaccine in assess(somebody(born), vaccines_given={vaccine: list(days)}).vaccines_due

    assert due()
    assert not due(date(2026, 2, 11))
    assert due(date(2026, 2, 10))
    assert not due(date(2025, 12, 1), date(2026, 1, 15))


def test_vaccines_are_offered_to_resettled_refugees_only_and_live_ones_keep_apart() -> None:
    assert assess(somebody("1990-01-01", category="PR_ECON"), vaccines_given={}).vaccines_due == ()
    woman = somebody("1998-01-01", "F")
    assert "mmr" not in assess(woman, pregnant=True, vaccines_given={}).vaccines_due
    assert "mmr" in assess(woman, vaccines_given={"varicella": [date(2026, 3, 10)]}).vaccines_due
    assert "mmr" not in assess(woman, vaccines_given={"varicella": [date(2026, 3, 9)]}).vaccines_due
    assert "mmr" in assess(woman, vaccines_given={"varicella": [date(2026, 2, 10)]}).vaccines_due
    assert "mmr" not in assess(somebody("2025-03-11"), vaccines_given={}).vaccines_due
    assert "mmr" in assess(somebody("2025-03-10"), vaccines_given={}).vaccines_due


def test_what_is_open_is_shown_and_never_fires() -> None:
    disabled = {rule.id for rule in ca().disabled}
    assert {"CA-I-HIV-ADOPTION", "CA-E-STREAMLINED-BODY", "CA-T-SECOND-LONG", "CA-F-ADL", "CA-V-ASSESSED"} <= disabled
    found = assess(somebody("2015-06-01"), adoption=True)
    assert required(found) == {"medical_exam", "urinalysis"}


@pytest.mark.parametrize(
    ("born", "due"),
    [
        ("2026-01-28", {"hepb"}),  # 41 days
        ("2026-01-27", {"hepb", "dtap", "polio", "hib", "pneumococcal"}),  # 42 days
        ("2021-03-11", {"hepb", "dtap", "polio", "hib", "pneumococcal", "mmr"}),  # the day before 5
        ("2021-03-10", {"hepb", "dtap", "polio", "mmr"}),
        ("2019-03-11", {"hepb", "dtap", "polio", "mmr"}),  # the day before 7
        ("2019-03-10", {"hepb", "td_tdap", "polio", "mmr"}),
    ],
)
def test_which_vaccines_belong_to_which_age(born: str, due: set[str]) -> None:
    assert set(assess(somebody(born), vaccines_given={}).vaccines_due) == due


def test_pregnancy_is_asked_between_its_two_ages() -> None:
    for born, asked in (("2015-03-11", False), ("2015-03-10", True), ("1970-03-11", True), ("1969-03-10", False)):
        woman = evaluate(
            ca(), somebody(born, "F", departure="2026-06-01"), {"screened": True, "chest_xray": "deferred"}
        )
        assert ("pregnant" in woman.item_states["chest_xray"].needs) is asked
    # below the age of the film nothing waits for the answer
    assert required(evaluate(ca(), somebody("2015-03-11", "F"), {"screened": True})) == {"medical_exam", "urinalysis"}


def test_that_a_woman_might_put_it_off_is_no_doubt_whether_it_is_asked() -> None:
    nobody_asked = evaluate(ca(), somebody("1990-01-01", "F", "PR_ECON"), {})
    states = {code: nobody_asked.item_states[code].state for code in ("medical_exam", "chest_xray")}
    assert set(states.values()) == {ItemState.REQUIRED}
    pregnant = evaluate(ca(), somebody("1990-01-01", "F", "PR_ECON"), {"pregnant": True})
    assert pregnant.item_states["chest_xray"].state is ItemState.UNKNOWN  # she chooses first


def test_a_girl_who_turns_11_before_she_travels_is_told_of_the_film() -> None:
    found = outlook(ca(), somebody("2016-01-01", "F"), {}, end=date(2027, 3, 1)).changes
    films = [(one.day, one.after) for one in found if one.code == "chest_xray"]
    assert films == [(date(2027, 1, 1), "required")]
    assert "medical_exam" not in {one.code for one in found}
