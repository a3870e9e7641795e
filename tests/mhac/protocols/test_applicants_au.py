"""What Australia asks of whom, and what the results come to."""

from dataclasses import replace
from typing import Any

import pytest

from mhac.protocols.assessment import Applicant
from mhac.protocols.rules import ItemState
from tests.mhac.protocols.applicants_au import APPLICANTS, LOW, NORMAL, SPUTUM, assess, au, somebody, told
from tests.mhac.protocols.people import EXAM, required


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


def test_what_the_sheet_leaves_open_is_there_and_does_not_fire() -> None:
    names = {rule.id for rule in au().disabled}
    assert names == {"HUM-HCV", "HCW-719-LOW", "T-75-704", "DHC-IVM", "YELLOW-FEVER", "DHC-CATCH-UP"}
    assert not names & au().rule_ids
