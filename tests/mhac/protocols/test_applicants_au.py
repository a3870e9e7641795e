"""Named applicants, each with exactly what Australia asks of them, and the form that asks it."""

from dataclasses import replace
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

SETTLES = "medical_exam chest_xray hiv creatinine"
HIGH: dict[str, Any] = {"risk": {"tb_high": True, "hepb_high": True}}
LOW: dict[str, Any] = {"risk": {"tb_high": False, "hepb_high": False}}
SPUTUM: dict[str, Any] = {"sputum_smears": "negative", "sputum_cultures": "negative", "sputum_molecular": "negative"}
NORMAL: dict[str, Any] = {
    "chest_xray": "normal", "igra": "negative", "hiv": "negative", "hbsag": "negative", "hcv": "negative",
    "syphilis": CLEAR, "egfr": 95,
}  # fmt: skip
FLIGHT: dict[str, Any] = {"visa_approved": True, "departure": "2026-03-12T22:00", "check_at": "2026-03-10T09:00"}
Row = tuple[str, Applicant, dict[str, Any], str]


def au() -> Template:
    return library.choose("AU", EXAM).template


def somebody(born: str, sex: str = "M", category: str = "PERM", **more: Any) -> Applicant:
    if category == "HUM":
        more.setdefault("unaccompanied_minor", False)
    return applicant(born, sex, category, **{**HIGH, **more})


def assess(who: Applicant, settings: dict[str, Any] | None = None, **facts: Any) -> Assessment:
    return evaluate(au(), who, {"screened": True, "pregnant": False, **facts}, settings=settings)


def told(who: Applicant, **facts: Any) -> Assessment:
    """The assessment with normal results, but for what is said."""
    return assess(who, **{key: value for key, value in {**NORMAL, **facts}.items() if value is not None})


# name, person, facts beside "examined, not pregnant, all results normal", and all that is required
APPLICANTS: list[Row] = [
    ("Keza, baby of 4 months", somebody("2025-11-01", "F", "HUM"), {}, "medical_exam"),
    ("Ganza, the day before 2", somebody("2024-03-11", category="HUM"), {}, "medical_exam"),
    ("Ganza, 2 today", somebody("2024-03-10", category="HUM"), {}, "medical_exam igra"),
    ("Ganza, 2 today, low risk, permanent", somebody("2024-03-10", **LOW), {}, "medical_exam"),
    ("Ganza, 2 today, low risk, humanitarian", somebody("2024-03-10", "M", "HUM", **LOW), {}, "medical_exam igra"),
    (
        "Ineza, 6, low risk, her uncle had TB",
        somebody("2020-01-10", "F", **LOW),
        {"tb_contact": True, "tb_contact_family": True},
        "medical_exam igra",
    ),
    ("Hugo, the day before 11", somebody("2015-03-11"), {}, "medical_exam igra"),
    ("Hugo, 11 today", somebody("2015-03-10"), {}, "medical_exam chest_xray"),
    (
        "Hugo, 9, infected, an undertaking is expected",
        somebody("2017-03-10"),
        {"igra": "positive"},
        "medical_exam igra chest_xray guardian_signature",
    ),
    (
        "Hugo, 9, film indicated",
        somebody("2017-03-10"),
        {"indicated": ["chest_xray", "urinalysis"], "dipstick_protein": "negative"},
        "medical_exam igra chest_xray urinalysis",
    ),
    ("Aimee, the day before 15", somebody("2011-03-11", "F", "HUM"), {}, "medical_exam chest_xray"),
    ("Aimee, 15 today", somebody("2011-03-10", "F", "HUM"), {}, f"{SETTLES} hbsag syphilis"),
    (
        "Aimee, 14, without parents",
        somebody("2011-03-11", "F", "HUM", unaccompanied_minor=True),
        {},
        "medical_exam chest_xray hiv hbsag",
    ),
    ("Beata, permanent, 34", somebody("1991-06-12", "F"), {}, f"{SETTLES} hbsag"),
    ("Beata, low hepatitis B risk", somebody("1991-06-12", "F", **LOW), {}, SETTLES),
    ("Beata, provisional", somebody("1991-06-12", "F", "PROV"), {}, f"{SETTLES} hbsag"),
    (
        "Beata, applied before 1 July 2024",
        somebody("1991-06-12", "F", application_date="2024-06-30"),
        {},
        SETTLES,
    ),
    (
        "Solange, pregnant, low risk, will give birth in Australia",
        somebody("1995-12-01", "F", "PROV", **LOW),
        {"pregnant": True, "birth_planned_in_country": True},
        f"{SETTLES} hbsag",
    ),
    (
        "Claire, nurse, skilled visa",
        somebody("1990-01-01", "F", occupation="health"),
        {},
        f"{SETTLES} hbsag hcv igra",
    ),
    ("Noah, 8, for adoption", somebody("2018-01-01"), {"adoption": True}, "medical_exam igra hbsag hiv"),
    ("Noah, 8, in state care", somebody("2018-01-01"), {"state_care": True}, "medical_exam igra hbsag"),
    ("Noah, 8, his mother has HIV", somebody("2018-01-01"), {"mother_hiv": True}, "medical_exam igra hiv"),
    ("Noah, 8, transfused", somebody("2018-01-01"), {"transfusion": True}, "medical_exam igra hiv"),
    ("Noah, 8, evidence of HIV", somebody("2018-01-01"), {"hiv_evidence": True}, "medical_exam igra hiv"),
    ("Jean, resident return", somebody("1980-01-01", subclass="155"), {}, ""),
    (
        "Jean, 403 as a diplomat",
        somebody("1980-01-01", category="TEMP", subclass="403"),
        {"privileges_stream": True},
        "",
    ),
    ("Tite, 5 months", somebody("1980-09-09", category="TEMP", stay_months=5), {}, ""),
    (
        "Tite, 6 months",
        somebody("1980-09-09", category="TEMP", stay_months=6),
        {},
        "medical_exam chest_xray creatinine",
    ),
    ("Tite, 2 years, low risk", somebody("1980-09-09", category="TEMP", stay_months=24, **LOW), {}, ""),
    ("Tite's son of 14", somebody("2011-09-09", category="TEMP", stay_months=24), {}, "medical_exam chest_xray"),
    ("Tite's son of 10", somebody("2015-09-09", category="TEMP", stay_months=24), {}, "medical_exam"),
    (
        "Girl of 5, two months, her father had TB",
        somebody("2020-09-09", "F", "TEMP", stay_months=2),
        {"tb_contact": True, "tb_contact_family": True},
        "medical_exam igra",
    ),
    (
        "Diane, doctor for two months",
        somebody("1980-09-09", "F", "TEMP", stay_months=2, occupation="health"),
        {},
        "medical_exam chest_xray creatinine hiv hbsag hcv igra",
    ),
    (
        "Diane, doctor of a low-risk country",
        somebody("1980-09-09", "F", "TEMP", stay_months=2, occupation="health", **LOW),
        {},
        "medical_exam chest_xray creatinine hiv hbsag hcv",
    ),
    (
        "Odile cares for the old",
        somebody("1980-09-09", "F", "TEMP", stay_months=2, occupation="care"),
        {},
        "medical_exam chest_xray creatinine igra",
    ),
    (
        "Odile works in a creche",
        somebody("1980-09-09", "F", "TEMP", stay_months=2, occupation="childcare", **LOW),
        {},
        "medical_exam chest_xray creatinine",
    ),
    (
        "Odile goes to hospital",
        somebody("1980-09-09", "F", "TEMP", stay_months=2),
        {"hospital_environment": True},
        "medical_exam chest_xray creatinine",
    ),
    (
        "Odile goes to hospital, low risk",
        somebody("1980-09-09", "F", "TEMP", stay_months=2, **LOW),
        {"hospital_environment": True},
        "",
    ),
    (
        "Odile gives birth in Australia",
        somebody("1995-09-09", "F", "TEMP", stay_months=4),
        {"pregnant": True, "birth_planned_in_country": True},
        "hbsag",
    ),
    ("Marthe, visitor, the day before 75", somebody("1951-03-11", "F", "TEMP", stay_months=2, subclass="600"), {}, ""),
    (
        "Marthe, visitor, 75 today",
        somebody("1951-03-10", "F", "TEMP", stay_months=2, subclass="600"),
        {},
        "medical_exam",
    ),
    ("Marthe, 75, not a visitor", somebody("1951-03-10", "F", "TEMP", stay_months=2, subclass="408"), {}, ""),
    (
        "Visitor of whom the letter asks a film",
        somebody("1980-09-09", category="TEMP", stay_months=2, requested=["medical_exam", "chest_xray"]),
        {},
        "medical_exam chest_xray",
    ),
    ("A brother who stays at home", somebody("1980-09-09", category="NONMIG"), {}, ""),
    (
        "A brother who stays at home, asked for",
        somebody("1980-09-09", category="NONMIG", requested=["medical_exam", "hiv"]),
        {},
        "medical_exam hiv",
    ),
    (
        "Girl of 15, undertaking asked for",
        somebody("2011-03-10", "F", "HUM", requested=["FORM815"]),
        {},
        f"{SETTLES} hbsag syphilis guardian_signature",
    ),
    (
        "Girl of 16, undertaking asked for",
        somebody("2010-03-10", "F", "HUM", requested=["FORM815"]),
        {},
        f"{SETTLES} hbsag syphilis",
    ),
    (
        "Theo, film suggests TB",
        somebody("1975-05-05"),
        {"chest_xray": "suggests_tb", **SPUTUM},
        f"{SETTLES} hbsag sputum_set",
    ),
    (
        "Theo, culture positive",
        somebody("1975-05-05"),
        {"chest_xray": "suggests_tb", **SPUTUM, "sputum_cultures": "positive", "dst_on": "2026-03-09"},
        f"{SETTLES} hbsag sputum_set dst",
    ),
    ("Felix, HIV", somebody("1975-05-05"), {"hiv": "positive"}, f"{SETTLES} hbsag specialist_report"),
    ("Felix, eGFR 29", somebody("1975-05-05"), {"egfr": 29}, f"{SETTLES} hbsag nephrologist_report"),
    ("Felix, eGFR 30", somebody("1975-05-05"), {"egfr": 30}, f"{SETTLES} hbsag"),
    (
        "Felix sees little",
        somebody("1975-05-05"),
        {"vision_poor": True},
        f"{SETTLES} hbsag specialist_report",
    ),
    (
        "Esther before her flight",
        somebody("1995-06-06", "F", "HUM", **FLIGHT),
        {},
        f"{SETTLES} hbsag syphilis malaria_test",
    ),
    (
        "Esther before her flight, coughs",
        somebody("1995-06-06", "F", "HUM", **FLIGHT),
        {"tb_symptoms": True},
        f"{SETTLES} hbsag syphilis malaria_test tb_evaluation",
    ),
    (
        "Esther declines the check",
        somebody("1995-06-06", "F", "HUM", **FLIGHT),
        {"tb_history": True, "dhc_outcome": "declined"},
        f"{SETTLES} hbsag syphilis",
    ),
]


@pytest.mark.parametrize(("name", "who", "facts", "wanted"), APPLICANTS, ids=[name for name, *_ in APPLICANTS])
def test_exactly_this_is_required(name: str, who: Applicant, facts: dict[str, Any], wanted: str) -> None:
    found = told(who, **facts)
    assert required(found) == set(wanted.split())
    assert [(result.item, result.needs) for result in found.unknown] == []
    examined = [one for one in found.items if one.state is ItemState.REQUIRED and one.stage == "examination"]
    assert found.exam_needed is bool(examined)


def test_there_are_at_least_twenty() -> None:
    assert len({name for name, *_ in APPLICANTS}) >= 20


@pytest.mark.parametrize(
    ("who", "rule"),
    [
        (somebody("1980-09-09", category="TEMP", stay_months=24, **LOW), "T1"),
        (somebody("1980-09-09", category="TEMP", stay_months=5), "T2"),
        (somebody("1980-09-09", category="TEMP", subclass="444", stay_months=5), "NO-REQUIREMENT"),
        (somebody("1980-09-09", subclass="157"), "NO-REQUIREMENT"),
    ],
)
def test_the_program_says_why_nothing_is_asked(who: Applicant, rule: str) -> None:
    found = told(who)
    assert found.exam_needed is False
    assert [reason.rule for reason in found.item_states["medical_exam"].reasons] == [rule]


def test_the_program_says_why_a_test_is_not_asked() -> None:
    found = told(somebody("2018-01-01", **LOW)).item_states
    reasons = {item: [reason.rule for reason in found[item].reasons] for item in ("chest_xray", "hbsag", "urinalysis")}
    assert reasons == {"chest_xray": ["NO-502"], "hbsag": ["NO-708"], "urinalysis": ["NO-URINE"]}
    assert [reason.rule for reason in told(somebody("1980-01-01")).item_states["igra"].reasons] == ["NO-719"]


def test_a_family_member_who_stays_may_be_examined() -> None:
    offered = told(somebody("1980-09-09", category="NONMIG")).item_states["medical_exam"]
    assert (offered.state, [reason.rule for reason in offered.reasons]) == (ItemState.OPTIONAL, ["NONMIG-OFFER"])


@pytest.mark.parametrize(
    ("citizenship", "months", "state"),
    [
        ("FR", 2, ItemState.NOT_REQUIRED),
        ("FR", 3, ItemState.REQUIRED),
        ("FR", None, ItemState.UNKNOWN),
        ("ER", 0, ItemState.REQUIRED),
        ("RW", 0, ItemState.REQUIRED),
        ("ZM", 0, ItemState.UNKNOWN),
        ("ZM", 3, ItemState.REQUIRED),
    ],
)
def test_risk_goes_by_citizenship_or_three_months_on_end(citizenship: str, months: int | None, state: str) -> None:
    more: dict[str, Any] = {} if months is None else {"consecutive_months_in_high_tb_5y": months}
    who = somebody("1980-09-09", category="TEMP", stay_months=12, risk={}, **more)
    assert told(replace(who, citizenship=citizenship)).item_states["medical_exam"].state is state


def test_the_lists_name_what_was_read_and_the_clinic_completes_them() -> None:
    lists = au().lists
    low = lists["au_tb_lower_risk"].values
    assert {code for code, is_low in low.items() if is_low} == {"AL", "AS", "KM", "CR", "HR", "EG", "EE", "FR"}
    assert {"BI", "CD", "ER", "ET"} <= {code for code, is_low in low.items() if not is_low}
    assert not lists["au_hepb_lower_risk"].values
    born = somebody("1980-01-01").birth_earliest
    one = Applicant("PERM", EXAM, born, born, "M", "RW", "RW", "RW", {"risk": {}})
    assert told(one).item_states["hbsag"].needs == ("list.au_hepb_lower_risk.RW", "risk.hepb_high")
    key = "list.au_hepb_lower_risk.RW"
    assert "hbsag" in required(assess(one, {key: False}, **NORMAL))
    assert "hbsag" not in required(assess(one, {key: True}, **NORMAL))


def test_birth_and_citizenship_can_be_chosen_for_the_risk_of_hepatitis_b() -> None:
    born = somebody("1980-01-01").birth_earliest
    one = Applicant("PERM", EXAM, born, born, "M", "RW", "FR", "RW", {})
    lists = {"list.au_hepb_lower_risk.RW": False, "list.au_hepb_lower_risk.FR": True}
    assert "hbsag" in required(assess(one, lists, **NORMAL))
    assert "hbsag" not in required(assess(one, {**lists, "hepb_by_birth": False}, **NORMAL))
    assert "hbsag" not in required(assess(one, {**lists, "list.au_hepb_lower_risk.RW": True}, **NORMAL))


def test_a_pregnant_woman_may_put_off_the_film() -> None:
    found = told(somebody("1995-01-01", "F"), pregnant=True, chest_xray="declined")
    assert [result.item for result in found.deferred] == ["chest_xray"]
    assert (found.complete, found.cleared, str(found.valid_until)) == (False, False, "2027-03-10")
    assert "chest_xray" in required(told(somebody("1995-01-01"), chest_xray="declined"))


def test_symptoms_offer_sputum() -> None:
    found = told(somebody("1980-01-01"), tb_symptoms=True)
    assert found.item_states["sputum_set"].state is ItemState.OPTIONAL


@pytest.mark.parametrize(
    ("facts", "medical", "film"),
    [
        ({}, "A", "A"),
        ({"tb_history": True}, "B", "A"),
        ({"tb_contact_family": True}, "B", "A"),
        ({"diabetes": True}, "B", "A"),
        ({"significant_history": True}, "B", "A"),
        ({"abnormal_finding": True}, "B", "A"),
        ({"bp_systolic": 150}, "A", "A"),
        ({"bp_systolic": 150, "bp2_systolic": 140}, "A", "A"),
        ({"bp_systolic": 150, "bp2_systolic": 141}, "B", "A"),
        ({"bp_diastolic": 91, "bp2_diastolic": 91}, "B", "A"),
        ({"egfr": 60}, "A", "A"),
        ({"egfr": 59}, "B", "A"),
        ({"hiv": "positive"}, "B", "A"),
        ({"hbsag": "positive"}, "B", "A"),
        ({"chest_xray": "other_abnormal"}, "A", "B"),
        ({"chest_xray": "not_tb_no_class"}, "A", "A"),
        ({"chest_xray": "suggests_tb", **SPUTUM}, "A", "B"),
        ({"hiv": None}, None, "A"),
    ],
)
def test_grades(facts: dict[str, Any], medical: str | None, film: str) -> None:
    grades = {"medical_exam": medical, "chest_xray": film}
    assert told(somebody("1975-01-01"), **facts).grades == {item: one for item, one in grades.items() if one}


def test_a_grade_is_only_made_worse_and_a_comment_belongs_to_b_alone() -> None:
    assert [grading.item for grading in au().gradings] == ["medical_exam", "chest_xray"]
    for grading in au().gradings:
        assert [grading.may_become("B", chosen) for chosen in "AB"] == [False, True]
        assert grading.may_become("A", "B")
        assert dict(grading.comments) == {"A": "forbidden", "B": "required"}


def test_active_tuberculosis_waits_for_its_treatment() -> None:
    who = somebody("1975-01-01")
    waiting = told(who, chest_xray="suggests_tb")
    assert ([note.code for note in waiting.holds], waiting.cleared) == (["tb_open"], False)
    clear = told(who, chest_xray="suggests_tb", **SPUTUM)
    assert (clear.holds, clear.cleared, clear.forms) == ((), True, ("FORM815",))
    facts = {**SPUTUM, "sputum_cultures": "positive", "dst_on": "2026-03-01", "chest_xray": "suggests_tb"}
    active = told(who, **facts)
    assert ([note.code for note in active.holds], active.cleared, active.valid_until) == (["tb_active"], False, None)
    assert active.forms == ()
    treated = told(who, chest_xray="suggests_tb", **SPUTUM, tb_disease=True, dot_complete=True)
    assert ([note.code for note in treated.warnings], treated.cleared) == (["tb_treated"], True)
    assert told(who, tb_disease=True, dot_complete=False).cleared is False


@pytest.mark.parametrize(
    ("facts", "rules"),
    [
        ({}, []),
        ({"tb_history": True}, ["F815-TB"]),
        ({"hiv": "positive"}, ["F815-OTHER"]),
        ({"hbsag": "positive"}, ["F815-OTHER"]),
        ({"hansens": {"form": "paucibacillary"}}, ["F815-OTHER"]),
        ({"syphilis": {"nontreponemal": "reactive", "treponemal": "reactive"}}, ["F815-SYPHILIS"]),
        ({"syphilis": {"nontreponemal": "nonreactive", "treponemal": "reactive"}}, []),
    ],
)
def test_when_the_undertaking_is_expected(facts: dict[str, Any], rules: list[str]) -> None:
    found = told(somebody("1975-01-01", category="HUM"), **facts)
    assert [entry.rule for entry in found.trace if entry.about == "FORM815"] == rules


def test_an_undertaking_that_is_not_signed_holds_the_journey() -> None:
    who = somebody("1975-01-01", requested=["FORM815"])
    assert [note.code for note in told(who, undertaking_signed=False).holds] == ["undertaking_unsigned"]
    assert told(who, undertaking_signed=True).holds == ()


def test_the_list_in_emedical_prevails_and_differences_are_shown() -> None:
    who = somebody("1980-01-01", requested=["medical_exam", "chest_xray", "creatinine", "hiv"])
    assert [note.reason.rule for note in told(who).warnings] == ["LETTER-708"]
    assert told(somebody("1980-01-01", requested=["FORM815"])).warnings == ()


@pytest.mark.parametrize(("letter", "codes"), [("2026-02-10", []), ("2026-02-09", ["letter_late"])])
def test_the_letter_gives_28_days(letter: str, codes: list[str]) -> None:
    assert [note.code for note in told(somebody("1980-01-01"), letter_on=letter).warnings] == codes


@pytest.mark.parametrize(
    ("kind", "vaccine", "given", "codes"),
    [
        ("tst", "2026-02-12", {}, ["skin_test_after_live_vaccine"]),
        ("tst", "2026-02-11", {}, []),
        ("qft", "2026-02-12", {}, []),
        ("tst", "2026-01-12", {"mmr": ["2026-02-20"]}, ["skin_test_after_live_vaccine"]),
        ("tst", "2026-01-12", {"mmr": ["2026-02-11"]}, []),
    ],
)
def test_no_skin_test_within_a_month_after_a_live_vaccine(
    kind: str, vaccine: str, given: dict[str, list[str]], codes: list[str]
) -> None:
    facts = {"tb_test_kind": kind, "igra_on": "2026-03-11", "live_vaccine_on": vaccine, "vaccines_given": given}
    assert [note.code for note in told(somebody("2019-01-01"), **facts).warnings] == codes


@pytest.mark.parametrize(
    ("facts", "until"),
    [({}, "2027-03-10"), ({"validity_extended": True}, "2027-09-10"), ({"validity_shortened": True}, "2026-09-10")],
)
def test_how_long_the_examination_holds(facts: dict[str, Any], until: str) -> None:
    assert str(told(somebody("1980-01-01"), **facts).valid_until) == until


# The departure health check


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


def test_what_the_sheet_leaves_open_is_there_and_does_not_fire() -> None:
    names = {rule.id for rule in au().disabled}
    assert names == {"HUM-HCV", "HCW-719-LOW", "T-75-704", "DHC-IVM", "YELLOW-FEVER", "DHC-CATCH-UP"}
    assert not names & au().rule_ids


# The form

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
