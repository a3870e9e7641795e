"""Which decisions may become paper, how papers are numbered, and what a reason must say."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mhac.certificates.code import Code, read_code, write_code
from mhac.certificates.rules import (
    LONGEST_CONDITIONS,
    MOST_CONDITIONS,
    check_certifiable,
    check_conditions,
    check_reason,
    initials,
    key_name,
    number_of,
)
from mhac.kernel.errors import Invalid, Refused
from tests.mhac.certificates.test_code import KEY

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("outcome", "holds", "why_not", "hours", "code"),
    [
        ("temporarily_unfit", True, "", 72, "certificates.not_fit"),
        ("unfit", True, "", 72, "certificates.not_fit"),
        ("fit", False, "flight_changed", 72, "certificates.decision_gone"),
        ("fit", False, "superseded", 72, "certificates.decision_gone"),
        ("fit_with_conditions", True, "", 0, "certificates.expired"),
        ("fit", True, "", None, "certificates.no_validity"),
    ],
)
def test_a_decision_that_carries_no_certificate(
    outcome: str, holds: bool, why_not: str, hours: int | None, code: str
) -> None:
    until = None if hours is None else NOW + timedelta(hours=hours)
    with pytest.raises(Refused) as refused:
        check_certifiable(outcome, holds=holds, why_not=why_not, valid_until=until, now=NOW)
    assert refused.value.code == code


@pytest.mark.parametrize("outcome", ["fit", "fit_with_conditions"])
def test_fit_and_fit_with_conditions_may_be_certified(outcome: str) -> None:
    check_certifiable(outcome, holds=True, why_not="", valid_until=NOW + timedelta(hours=1), now=NOW)


def test_numbers_and_keys_name_the_site() -> None:
    assert number_of("MHAC", 2026, 4814) == "MHAC-26-004814"
    assert number_of("kgl ", 2031, 1_000_000) == "KGL-31-1000000"
    assert number_of("?", 2026, 1) == "MHAC-26-000001"
    assert key_name("KGL", 3) == "KGL-3"


@given(site=st.text(max_size=12), year=st.integers(2020, 2099), serial=st.integers(1, 99_999_999),
       family=st.text(max_size=30), given_names=st.text(max_size=30), born=st.integers(0, 2099))  # fmt: skip
def test_whatever_the_clinic_and_the_person_are_called_the_code_can_be_read(
    site: str, year: int, serial: int, family: str, given_names: str, born: int
) -> None:
    code = Code(number_of(site, year, serial), key_name(site, 1), NOW, initials(family, given_names), born, "fit",
                "00" * 32)  # fmt: skip
    found = read_code(write_code(code, KEY))
    assert found is not None
    assert found[0] == code


@pytest.mark.parametrize(
    ("family", "given_names", "letters"),
    [("NDAYISHIMIYE", "Pascal", "PN"), ("ÉLISE", "", "E"), ("’t Hooft", "Åse", "AT"), ("李", "小龙", "X")],
)
def test_initials_are_plain_letters(family: str, given_names: str, letters: str) -> None:
    assert initials(family, given_names) == letters


def test_more_conditions_than_a_paper_holds_are_refused() -> None:
    check_conditions(("x" * (LONGEST_CONDITIONS // MOST_CONDITIONS),) * MOST_CONDITIONS)
    for conditions in (("x",) * (MOST_CONDITIONS + 1), ("x" * (LONGEST_CONDITIONS + 1),)):
        with pytest.raises(Refused):
            check_conditions(conditions)


@pytest.mark.parametrize("reason", ["", "    ", "....", "ok", "123456"])
def test_a_reason_must_say_something(reason: str) -> None:
    with pytest.raises(Invalid):
        check_reason(reason)


def test_a_reason_is_kept_tidy() -> None:
    assert check_reason("  name   misspelt\n") == "name misspelt"
