"""Named applicants, each with exactly what the US protocol asks of them."""

from datetime import date
from typing import Any

import pytest

from mhac.protocols import library
from mhac.protocols.assessment import Applicant
from mhac.protocols.evaluation import evaluate
from mhac.protocols.rules import DECIDED
from mhac.protocols.template import Grading
from tests.mhac.protocols.people import CLEAR, EXAM, applicant, assess, required, us

FILM = {"chest_xray": "normal"}
NEGATIVE = {"sputum_smears": "negative", "sputum_cultures": "negative", "sputum_molecular": "negative"}
SUSPECT = {"chest_xray": "suggests_tb"}
Row = tuple[str, Applicant, dict[str, Any], str]

# name, person, facts beside "examined, not pregnant", and what is required beside the medical examination
APPLICANTS: list[Row] = [
    ("Aline, refugee of 4 months", applicant("2025-11-01", "F"), {}, ""),
    ("Jean, refugee of 23 months", applicant("2024-03-11"), {}, ""),
    ("Grace, refugee, 2 today", applicant("2024-03-10", "F"), {"igra": "negative"}, "igra"),
    ("Eric, refugee of 9", applicant("2016-11-02"), {"igra": "positive"}, "igra chest_xray"),
    ("Divine, refugee of 14", applicant("2011-03-11", "F"), {"igra": "negative"}, "igra"),
    ("Claude, refugee, 15 today", applicant("2011-03-10"), FILM, "chest_xray"),
    ("Olive, refugee of 17", applicant("2008-03-11", "F"), FILM, "chest_xray"),
    ("Patrick, refugee, 18 today", applicant("2008-03-10"), FILM, "chest_xray syphilis gonorrhea"),
    ("Chantal, refugee of 24", applicant("2001-03-11", "F"), FILM, "chest_xray syphilis gonorrhea"),
    ("Emmanuel, refugee, 25 today", applicant("2001-03-10"), FILM, "chest_xray syphilis"),
    ("Vestine, refugee of 44", applicant("1981-03-11", "F"), FILM, "chest_xray syphilis"),
    ("Innocent, refugee, 45 today", applicant("1981-03-10"), FILM, "chest_xray"),
    ("Marie, immigrant of 80", applicant("1946-01-01", "F", "IV"), FILM, "chest_xray vaccination_review"),
    ("Samuel, immigrant baby", applicant("2026-01-15", category="IV"), {}, "vaccination_review"),
    (
        "Farid, special immigrant",
        applicant("1995-06-06", category="SIV"),
        FILM,
        "chest_xray syphilis vaccination_review",
    ),
    ("Alice, fiancée of 23", applicant("2002-06-06", "F", "K"), FILM, "chest_xray syphilis gonorrhea"),
    ("Bosco, joins an asylee", applicant("1970-06-06", category="V92"), FILM, "chest_xray"),
    ("Theo, film suggests TB", applicant("1985-06-06"), SUSPECT, "chest_xray syphilis sputum_set"),
    (
        "Theo, culture positive",
        applicant("1985-06-06"),
        {**SUSPECT, **NEGATIVE, "sputum_cultures": "positive"},
        "chest_xray syphilis sputum_set dst hiv",
    ),
    ("Yvonne, 50, cough", applicant("1976-01-01", "F"), {**FILM, "tb_symptoms": True}, "chest_xray sputum_set"),
    ("Kevin, 6, contact", applicant("2019-08-19"), {"tb_contact": True, "igra": "negative"}, "igra repeat_igra"),
    ("Rose, baby, contact", applicant("2025-08-19", "F"), {"tb_contact": True, "igra": "negative"}, "igra repeat_igra"),
    ("Peter, baby with HIV", applicant("2025-01-20"), {"hiv_known": True}, "igra chest_xray sputum_set"),
    ("Lucie, 9, low burden", applicant("2016-09-30", "F", exam_country="CA"), {}, ""),
    ("Daniel, 16, infection", applicant("2009-06-06"), {**FILM, "sti_history": True}, "chest_xray syphilis gonorrhea"),
    (
        "Esther, before her flight",
        applicant("1995-06-06", "F", departure="2026-04-10T10:00"),
        {**FILM, "syphilis": CLEAR},
        "chest_xray syphilis departure_check",
    ),
    (
        "Joseph, class B1, before his flight",
        applicant("1985-06-06", departure="2026-06-10"),
        {**SUSPECT, **NEGATIVE, "syphilis": CLEAR},
        "chest_xray syphilis sputum_set departure_check tb_evaluation",
    ),
]


@pytest.mark.parametrize(("name", "who", "facts", "wanted"), APPLICANTS, ids=[name for name, *_ in APPLICANTS])
def test_exactly_this_is_required(name: str, who: Applicant, facts: dict[str, Any], wanted: str) -> None:
    found = assess(who, **{"screened": True, "pregnant": False, **facts})
    assert required(found) == {"medical_exam", *wanted.split()}
    assert [(result.item, result.needs) for result in found.unknown if result.item in wanted.split()] == []


def test_there_are_at_least_twenty() -> None:
    assert len({name for name, *_ in APPLICANTS}) >= 20


def test_a_film_put_off_in_pregnancy_leaves_the_examination_open() -> None:
    found = assess(applicant("1997-09-14", "F"), screened=True, pregnant=True, syphilis=CLEAR, chest_xray="declined")
    assert [result.item for result in found.deferred] == ["chest_xray"]
    assert required(found) == {"medical_exam", "syphilis"}
    assert {result.item for result in found.unknown} == {"sputum_set", "dst", "hiv"}
    assert found.item_states["sputum_set"].needs == ("chest_xray",)
    assert (found.complete, found.cleared, found.valid_until) == (False, False, None)
    assert [result.code for result in found.decided_classes] == ["PREG_B"]
    assert found.classes is None


def test_a_film_that_somebody_else_declines_is_still_required() -> None:
    found = assess(applicant("1985-06-06"), screened=True, syphilis=CLEAR, chest_xray="declined")
    assert "chest_xray" in required(found)
    assert found.complete is False


def test_holds_clearance_and_validity_follow_from_what_the_physician_decided() -> None:
    facts = {"screened": True, "chest_xray": "normal", "syphilis": CLEAR}
    who = applicant("1985-06-06")
    worse = evaluate(us(), who, facts, decided=["TB_A"])
    assert (worse.cleared, worse.valid_until) == (False, None)
    assert [(note.code, note.reason.rule) for note in worse.holds] == [("TB_A", DECIDED)]
    shorter = evaluate(us(), who, facts, decided=["TB_B1_PULM"])
    assert (shorter.cleared, str(shorter.valid_until)) == (True, "2026-06-10")
    better = evaluate(us(), who, {**facts, "hypertension": True}, decided=[])
    assert (better.classes, better.cleared) == ((), True)


@pytest.mark.parametrize(
    ("country", "category", "more"),
    [
        ("CA", "TR_LONG", {"stay_months": 6, "departure": "2027-12-01"}),
        ("NZ", "STUDENT", {"stay_months": 5, "departure": "2027-12-01"}),
        ("AU", "TEMP", {"stay_months": 2, "risk": {"tb_high": False}, "departure": "2027-12-01"}),
    ],
)
def test_where_nothing_is_examined_nothing_ends(country: str, category: str, more: dict[str, Any]) -> None:
    template = library.choose(country, EXAM).template
    found = evaluate(template, applicant("1990-05-20", "M", category, **more), {"screened": True})
    assert found.exam_needed is False
    assert found.valid_until is None
    assert [note.code for note in (*found.holds, *found.warnings)] == []


def test_the_last_day_that_the_authority_named_is_told_though_nothing_is_examined() -> None:
    template = library.choose("CA", EXAM).template
    who = applicant("1990-05-20", "M", "TR_LONG", stay_months=6)
    found = evaluate(template, who, {"screened": True, "ircc_valid_until": date(2026, 9, 1)})
    assert (found.exam_needed, found.valid_until) == (False, date(2026, 9, 1))


def test_a_grade_may_be_made_worse_never_better() -> None:
    grading = Grading("medical_exam", ("A", "B", "C"))
    assert [grading.may_become("B", chosen) for chosen in "ABC"] == [False, True, True]


def test_a_country_on_no_list_is_unknown_not_low_burden() -> None:
    found = assess(applicant("2016-09-30", exam_country="ZM"), screened=True)
    assert found.item_states["igra"].state == "unknown"
    assert found.item_states["igra"].needs == ("list.tb_incidence.ZM",)


def test_a_year_of_birth_is_enough_where_every_day_of_it_says_the_same() -> None:
    found = assess(applicant("1985"), screened=True, chest_xray="normal", syphilis=CLEAR)
    assert required(found) == {"medical_exam", "chest_xray", "syphilis"}
    assert (found.complete, found.classes) == (True, ())


def test_a_year_of_birth_leaves_open_what_its_days_decide_differently() -> None:
    found = assess(applicant("1981"), screened=True, chest_xray="normal")
    assert required(found) == {"medical_exam", "chest_xray"}
    assert [(result.item, result.needs) for result in found.unknown] == [("syphilis", ("birth_date",))]
    assert found.complete is None
    unknown = [entry for entry in found.trace if entry.outcome == "unknown"]
    assert [(entry.about, entry.rule) for entry in unknown] == [("syphilis", "SY-1")]


def test_ages_between_the_ends_of_a_span_count_too() -> None:
    """Below 2 and above 14 nobody needs an IGRA; somebody between them does."""
    who = Applicant("REF", EXAM, date.fromisoformat("2005-01-01"), date.fromisoformat("2025-01-01"), "M", "RW")
    assert "igra" in [result.item for result in assess(who, screened=True, chest_xray="normal").unknown]


def test_somebody_without_birth_date_is_told_only_what_holds_at_every_age() -> None:
    who = Applicant("REF", EXAM, date.fromisoformat("1896-01-01"), date.fromisoformat("2026-03-10"), "M", "RW")
    found = assess(who, screened=True)
    assert required(found) == {"medical_exam"}
    assert {"igra", "chest_xray", "syphilis", "gonorrhea"} <= {result.item for result in found.unknown}
