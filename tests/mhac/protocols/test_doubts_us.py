"""Where answers contradict each other, or the texts that were read do not decide: asked or warned, never passed over.

Mental health, tests that are too old, a test after finished treatment, and reviews of vaccinations.
"""

from datetime import date, timedelta
from typing import Any

import pytest

from mhac.protocols.assessment import Assessment
from mhac.protocols.evaluation import evaluate
from mhac.protocols.form import facts_from_answers, form_for
from mhac.protocols.outlook import outlook
from tests.mhac.protocols.people import CLEAR, EXAM, applicant, assess, us

WELL: dict[str, Any] = {"screened": True, "pregnant": False, "chest_xray": "normal", "syphilis": CLEAR}
NEGATIVE = {"sputum_smears": "negative", "sputum_cultures": "negative"}
MAN = applicant("1985-06-06")
IMMIGRANT = applicant("1985-06-06", category="IV", flu_season=True)


def codes(found: Assessment) -> set[str]:
    return {note.code for note in found.warnings}


def classes(found: Assessment) -> set[str] | None:
    return None if found.classes is None else {one.code for one in found.classes}


# Mental disorders and substances


@pytest.mark.parametrize("substance", [None, "csa", "alcohol", "other"])
@pytest.mark.parametrize("months", [0, 11, 12, 60])
def test_harmful_behaviour_of_today_is_class_a_whatever_the_substance(substance: str | None, months: int) -> None:
    mental = {"disorder": "schizophrenia", "harmful_behaviour": "current", "months_since_criteria": months}
    found = assess(MAN, **WELL, mental=mental | ({"substance": substance} if substance else {}))
    assert "MENTAL_A" in (classes(found) or ())
    assert (found.cleared, found.valid_until) == (False, None)
    if substance == "csa":
        assert classes(found) == {"MENTAL_A", "SUBST_A" if months < 12 else "SUBST_B"}


@pytest.mark.parametrize(
    ("criteria", "harm", "wanted", "warned"),
    [
        (11, 30, {"MENTAL_A", "SUBST_A"}, False),
        (12, 30, {"SUBST_B"}, False),
        (12, 11, {"SUBST_B"}, True),
        (12, 12, {"SUBST_B"}, False),
    ],
)
def test_past_harm_beside_a_controlled_substance(criteria: int, harm: int, wanted: set[str], warned: bool) -> None:
    mental = {
        "disorder": "opioid use disorder", "substance": "csa", "harmful_behaviour": "past",
        "months_since_criteria": criteria, "months_since_harm": harm,
    }  # fmt: skip
    found = assess(MAN, **WELL, mental=mental)
    assert classes(found) == wanted
    assert ("harm_after_remission" in codes(found)) is warned


def test_a_controlled_substance_without_a_word_on_harm_waits() -> None:
    mental = {"disorder": "opioid use disorder", "substance": "csa", "months_since_criteria": 12}
    found = assess(MAN, **WELL, mental=mental)
    assert classes(found) is None
    assert found.cleared is None
    assert found.class_needs["MENTAL_A"] == ("mental.harmful_behaviour",)


def test_harm_without_a_disorder_is_no_class_but_is_questioned() -> None:
    found = assess(MAN, **WELL, mental={"disorder": "none", "harmful_behaviour": "current"})
    assert classes(found) == set()
    assert "harm_without_disorder" in codes(found)


HISTORY = ["hx_violence", "hx_suicide", "hx_legal", "hx_drugs", "hx_dependence", "hx_alcohol", "hx_mental"]


def from_form(**answers: Any) -> Assessment:
    """The evaluation of a healthy man with these answers about his mind."""
    said = {**dict.fromkeys(HISTORY, False), "mental_disorder": False, **answers}
    return evaluate(us(), MAN, {**WELL, **facts_from_answers(us(), MAN, said)})


@pytest.mark.parametrize("key", HISTORY)
def test_a_yes_of_the_history_is_not_forgotten_where_no_disorder_is_found(key: str) -> None:
    quiet, told = from_form(), from_form(**{key: True})
    assert classes(quiet) == classes(told) == set()
    assert codes(quiet) == set()
    assert len(codes(told)) == 1


def test_what_the_physician_has_judged_is_not_questioned_again() -> None:
    judged = {"mental_disorder": True, "mental_diagnosis": "alcohol use disorder", "substance": "alcohol"}
    harm = {"harmful_behaviour": "past", "harm_last_on": "2020-01-01", "criteria_last_on": "2020-01-01"}
    found = from_form(hx_violence=True, hx_alcohol=True, hx_mental=True, **judged, **harm)
    assert (classes(found), codes(found)) == ({"MENTAL_B"}, set())
    unsaid = from_form(hx_violence=True, **{**judged, "harmful_behaviour": "none", "criteria_last_on": "2020-01-01"})
    assert codes(unsaid) == {"harm_in_history"}


# Validity


@pytest.mark.parametrize(("drawn", "cleared"), [("2025-09-10", True), ("2025-09-09", False)])
def test_an_examination_that_is_over_before_it_is_made_clears_nobody(drawn: str, cleared: bool) -> None:
    child = applicant("2013-01-01")
    found = assess(child, screened=True, igra="negative", igra_on=drawn)
    assert (found.cleared, found.valid_until is not None) == (cleared, True)
    assert ("validity_over" in codes(found)) is not cleared
    note = next((note for note in found.warnings if note.code == "validity_over"), None)
    assert note is None or (note.reason.rule, note.text != "") == ("VAL-6", True)


def test_the_outlook_tells_a_validity_that_ended_before_the_examination() -> None:
    child = applicant("2013-01-01")
    facts = {"screened": True, "igra": "negative", "igra_on": "2025-07-01"}
    found = outlook(us(), child, facts, end=EXAM + timedelta(days=60))
    assert [(one.day, one.after) for one in found.changes if one.what == "validity"] == [(date(2026, 1, 2), "ended")]
    assert found.first is not None
    assert found.first.what == "validity"


# Tuberculosis after treatment

TREATED = {**WELL, **NEGATIVE, "hiv": "negative", "tb_disease": True, "dot_complete": True}


def test_a_molecular_test_after_finished_treatment_is_asked_about() -> None:
    found = assess(MAN, **TREATED, sputum_molecular="positive", dot_completed_on="2026-02-28")
    assert classes(found) is None
    assert found.cleared is None
    assert "molecular_remnant" in found.class_needs["TB_A"]
    assert "molecular_after_treatment" in codes(found)


@pytest.mark.parametrize(("remnant", "wanted", "cleared"), [(True, {"TB_B0"}, True), (False, {"TB_A"}, False)])
def test_the_physician_says_whether_it_is_dead_bacilli(remnant: bool, wanted: set[str], cleared: bool) -> None:
    found = assess(MAN, **TREATED, sputum_molecular="positive", molecular_remnant=remnant, dst_on="2026-01-01")
    assert (classes(found), found.cleared) == (wanted, cleared)
    assert "molecular_after_treatment" in codes(found)


@pytest.mark.parametrize("more", [{"dot_complete": False}, {"sputum_smears": "positive"}, {"tb_disease": False}])
def test_a_molecular_test_counts_as_ever_where_treatment_is_not_finished_or_not_clean(more: dict[str, Any]) -> None:
    found = assess(MAN, **{**TREATED, "sputum_molecular": "positive", "molecular_remnant": True, **more})
    assert classes(found) == {"TB_A"}


def test_the_form_asks_what_the_molecular_test_means_where_it_matters() -> None:
    def keys(**answers: Any) -> set[str]:
        return {field.key for section in form_for(us(), MAN, answers) for field in section.fields}

    assert "molecular_remnant" in keys(molecular="positive", tb_disease=True, dot_complete=True)
    assert "molecular_remnant" not in keys(molecular="positive", tb_disease=True, dot_complete=False)
    assert "molecular_remnant" not in keys(molecular="negative", tb_disease=True, dot_complete=True)


# Vaccinations


def test_a_review_is_not_complete_while_vaccines_are_due() -> None:
    found = assess(IMMIGRANT, **WELL, vaccination="complete", vaccines_given={})
    assert {"td_tdap", "polio", "mmr"} <= set(found.vaccines_due)
    assert "review_with_open_doses" in codes(found)
    (note,) = [note for note in found.warnings if note.code == "review_with_open_doses"]
    assert dict(note.reason.facts)["vaccine.mmr"] is True


TODAY = {key: [EXAM.isoformat()] for key in ("td_tdap", "polio", "mmr", "hepb", "varicella", "influenza")}


@pytest.mark.parametrize(
    ("result", "given", "status", "warned"),
    [
        ("complete", TODAY, {}, False),
        ("complete", {**TODAY, "polio": []}, {}, True),
        ("complete", {**TODAY, "polio": []}, {"polio": "immune_lab"}, False),
        ("complete", {**TODAY, "polio": []}, {"polio": "nra"}, True),
        ("blanket_waiver", {**TODAY, "polio": []}, {"polio": "nra"}, False),
        ("blanket_waiver", {**TODAY, "polio": []}, {}, True),
        ("refused", {}, {}, False),
    ],
)
def test_each_vaccine_that_is_due_needs_a_dose_or_its_reason(
    result: str, given: dict[str, list[str]], status: dict[str, str], warned: bool
) -> None:
    found = assess(IMMIGRANT, **WELL, vaccination=result, vaccines_given=given, vaccine_status=status)
    assert ("review_with_open_doses" in codes(found)) is warned


def test_a_refugee_is_offered_vaccines_and_not_held_to_a_review() -> None:
    assert "review_with_open_doses" not in codes(assess(MAN, **WELL, vaccination="complete", vaccines_given={}))
