"""Z-scores of children beside the WHO standards; what is not known gives none, and says so."""

import subprocess
import sys
from datetime import date, timedelta

import pytest

from mhac.protocols.form import computed_answers, form_for, judge, not_computed
from mhac.protocols.growth import Child, Measure, WhyNot, z_score
from mhac.protocols.rules import Judgement
from tests.mhac.protocols.people import EXAM, applicant, us


def child(days: int, sex: str | None = "M", span: int = 0) -> Child:
    born = EXAM - timedelta(days=days)
    return Child(sex, born, born + timedelta(days=span), EXAM)


# Medians of the WHO tables give 0; the boy of 390 days and 9.0 kg is the example of the package's own documentation.
@pytest.mark.parametrize(
    ("measure", "who", "values", "expected"),
    [
        (Measure.WEIGHT, child(390), (9.0,), -0.81),
        (Measure.HEIGHT, child(0), (49.8842,), 0),
        (Measure.WEIGHT, child(0, "F"), (3.2322,), 0),
        (Measure.HEAD, child(0, "F"), (33.8787,), 0),
        (Measure.BMI, child(0), (13.4069,), 0),
    ],
)
def test_a_score(measure: Measure, who: Child, values: tuple[float, ...], expected: float) -> None:
    found = z_score(measure, who, values)
    assert isinstance(found, float)
    assert found == pytest.approx(expected, abs=0.02)


@pytest.mark.parametrize(
    ("measure", "who", "values"),
    [
        (Measure.WEIGHT, child(4000), (30,)),
        (Measure.HEAD, child(2000), (50,)),
        (Measure.HEIGHT, child(7000), (170,)),
        (Measure.WEIGHT_FOR_HEIGHT, child(1500), (20, 130)),
        (Measure.WEIGHT_FOR_HEIGHT, child(30), (3, 44)),
    ],
)
def test_beyond_the_tables_is_said(measure: Measure, who: Child, values: tuple[float, ...]) -> None:
    assert z_score(measure, who, values) is WhyNot.BEYOND


def test_an_inexact_birth_date_and_an_unknown_sex_give_no_score() -> None:
    assert z_score(Measure.WEIGHT, child(400, span=1), (9.0,)) is WhyNot.BIRTH_DATE
    assert z_score(Measure.WEIGHT, child(400, "X"), (9.0,)) is WhyNot.SEX


@pytest.mark.parametrize("sex", ["F", "M"])
def test_every_day_of_childhood_has_an_answer(sex: str) -> None:
    for days in [*range(0, 760, 19), *range(1820, 1900), *range(1900, 7300, 97)]:
        for measure, values in [(Measure.WEIGHT, (20.0,)), (Measure.HEIGHT, (100.0,)), (Measure.BMI, (16.0,))]:
            assert z_score(measure, child(days, sex), values) is not None


def test_a_heavier_child_of_the_same_age_scores_higher() -> None:
    scores = [z_score(Measure.WEIGHT, child(700), (kg / 2,)) for kg in range(10, 50)]
    assert scores == sorted(scores)


def test_the_form_of_a_child_computes_them_and_flags_wasting() -> None:
    who = applicant("2023-03-10", "F")
    answers = {"weight_kg": 9.5, "height_cm": 95}
    found = computed_answers(us(), who, answers)
    assert {"bmi", "zscore_weight", "zscore_height", "zscore_bmi", "zscore_weight_for_height"} <= set(found)
    vitals = next(section for section in form_for(us(), who, answers) if section.key == "vitals")
    wasting = next(field for field in vitals.fields if field.key == "zscore_weight_for_height")
    assert judge(wasting, found["zscore_weight_for_height"]) is Judgement.SEVERELY_LOW
    assert judge(wasting, -3) is Judgement.LOW
    assert judge(wasting, 0.3) is Judgement.NORMAL
    assert judge(wasting, -7) is Judgement.IMPLAUSIBLE


def test_every_score_beyond_its_limits_is_flagged() -> None:
    who = applicant("2021-09-10", "M")
    answers = {"weight_kg": 9.5, "height_cm": 88}
    found = computed_answers(us(), who, answers)
    vitals = next(section for section in form_for(us(), who, answers) if section.key == "vitals")
    scores = [field for field in vitals.fields if field.key.startswith("zscore")]
    assert {field.key for field in scores} == {
        f"zscore_{of}" for of in ("weight", "height", "bmi", "weight_for_height")
    }
    for field in scores:
        severe = found[field.key] < -3
        assert judge(field, found[field.key]) is (Judgement.SEVERELY_LOW if severe else Judgement.LOW), field.key
        assert judge(field, 0.5) is Judgement.NORMAL
        assert judge(field, 3.4) is Judgement.SEVERELY_HIGH
        assert field.help


def test_the_form_says_why_there_is_none() -> None:
    answers = {"weight_kg": 9.5, "height_cm": 95}
    assert not_computed(us(), applicant("2023", "F"), answers)["zscore_weight"] is WhyNot.BIRTH_DATE
    assert not_computed(us(), applicant("2023-03-10", "F"), {}) == {}


def test_an_adult_is_asked_and_told_nothing_of_growth() -> None:
    who = applicant("1985-06-06")
    assert set(computed_answers(us(), who, {"weight_kg": 64, "height_cm": 172})) == {"bmi"}
    assert not_computed(us(), who, {"weight_kg": 64, "height_cm": 172}) == {}
    vitals = next(section for section in form_for(us(), who, {}) if section.key == "vitals")
    assert [field.key for field in vitals.fields if field.key.startswith("zscore")] == []


def test_the_tables_are_read_when_a_child_is_measured_and_not_before() -> None:
    script = "import sys, mhac.protocols.form; print([m for m in sys.modules if m.startswith('pygrowup')])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_exam_day_counts_not_today() -> None:
    assert child(10).measured_on == date(2026, 3, 10)
