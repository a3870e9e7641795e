"""PHQ-9, GAD-7 and AUDIT-C: totals, bands, missing questions, flags."""

import pytest

from mhac.protocols.form import form_for
from mhac.protocols.instruments import Instrument, score
from tests.mhac.protocols.people import applicant, us


def instrument(key: str) -> Instrument:
    sections = form_for(us(), applicant("1990-05-20"), {})
    found = {field.key: field.instrument for section in sections for field in section.fields}
    wanted = found[key]
    assert wanted is not None
    return wanted


def answers(*values: int) -> dict[str, int]:
    return {str(number): value for number, value in enumerate(values, start=1)}


@pytest.mark.parametrize(
    ("total", "band"),
    [(0, "none"), (4, "none"), (5, "mild"), (9, "mild"), (10, "moderate"), (14, "moderate"),
     (15, "moderately_severe"), (19, "moderately_severe"), (20, "severe"), (27, "severe")],
)  # fmt: skip
def test_phq9_bands(total: int, band: str) -> None:
    spread = [min(3, max(0, total - 3 * place)) for place in range(9)]
    found = score(instrument("phq9"), answers(*spread, 1))
    assert (found.total, found.complete, found.highest) == (total, True, 27)
    assert found.band is not None
    assert found.band.key == band


def test_thoughts_of_death_raise_a_flag_at_once_that_only_a_physician_closes() -> None:
    found = score(instrument("phq9"), {"9": 1})
    assert found.total is None
    assert found.band is None
    assert [(flag.key, flag.physician_only) for flag in found.flags] == [("phq9_self_harm", True)]


def test_ten_is_the_screening_cut_of_phq9_and_gad7() -> None:
    assert [flag.key for flag in score(instrument("phq9"), answers(3, 3, 3, 1, 0, 0, 0, 0, 0, 0)).flags] == [
        "phq9_positive"
    ]
    assert score(instrument("phq9"), answers(3, 3, 3, 0, 0, 0, 0, 0, 0, 0)).flags == ()
    assert [flag.key for flag in score(instrument("gad7"), answers(3, 3, 3, 1, 0, 0, 0, 0)).flags] == ["gad7_positive"]
    assert score(instrument("gad7"), answers(3, 3, 3, 0, 0, 0, 0, 0)).flags == ()


def test_missing_questions_give_no_band() -> None:
    found = score(instrument("phq9"), answers(1, 1, 1, 1, 1, 1, 1, 1))
    assert (found.total, found.band, found.complete) == (None, None, False)
    assert found.missing == ("9",)


def test_difficulty_is_asked_only_when_there_is_something() -> None:
    assert score(instrument("phq9"), answers(*[0] * 9)).complete
    assert score(instrument("phq9"), answers(*[0] * 8, 1)).missing == ("10",)


@pytest.mark.parametrize("wrong", [4, -1, True, "2", None, 1.5])
def test_what_is_no_answer_of_the_scale_is_missing(wrong: object) -> None:
    assert "1" in score(instrument("gad7"), {**answers(*[0] * 7), "1": wrong}).missing


@pytest.mark.parametrize(
    ("total", "band"), [(4, "minimal"), (5, "mild"), (10, "moderate"), (15, "severe"), (21, "severe")]
)
def test_gad7_bands(total: int, band: str) -> None:
    spread = [min(3, max(0, total - 3 * place)) for place in range(7)]
    found = score(instrument("gad7"), answers(*spread, 0))
    assert found.band is not None
    assert (found.total, found.band.key) == (total, band)


def test_the_zero_answer_of_gad7_is_not_at_all() -> None:
    assert all(question.options[0] == (0, "Not at all") for question in instrument("gad7").questions[:7])


def test_audit_c_differs_by_sex_and_skips_after_never() -> None:
    audit = instrument("audit_c")
    assert score(audit, {"1": 0}).complete
    assert [flag.key for flag in score(audit, answers(1, 1, 1), "F").flags] == ["audit_c_women"]
    assert score(audit, answers(1, 1, 1), "M").flags == ()
    assert [flag.key for flag in score(audit, answers(2, 1, 1), "M").flags] == ["audit_c_men"]


def test_every_instrument_says_its_licence_and_source() -> None:
    for key in ("phq9", "gad7", "audit_c"):
        assert instrument(key).licence.startswith("Public domain")
        assert instrument(key).source
