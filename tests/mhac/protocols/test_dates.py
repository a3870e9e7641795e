"""Ages and calendar months."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mhac.protocols.dates import add_months, completed_months, completed_years, reaches_months

DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31))


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        ("2011-03-11", "2026-03-10", 14),
        ("2011-03-11", "2026-03-11", 15),
        ("2024-02-29", "2026-02-28", 1),
        ("2024-02-29", "2026-03-01", 2),
        ("2024-02-29", "2028-02-28", 3),
        ("2024-02-29", "2028-02-29", 4),
    ],
)
def test_age_is_completed_years(born: str, on: str, years: int) -> None:
    assert completed_years(date.fromisoformat(born), date.fromisoformat(on)) == years


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2026-03-31", 6, "2026-09-30"),
        ("2027-08-31", 6, "2028-02-29"),
        ("2026-08-29", 6, "2027-02-28"),
        ("2026-12-31", 6, "2027-06-30"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-03-10", -15, "2024-12-10"),
        ("2026-01-31", 0, "2026-01-31"),
    ],
)
def test_months_are_added_and_clamped(day: str, months: int, expected: str) -> None:
    assert add_months(date.fromisoformat(day), months) == date.fromisoformat(expected)


@given(DAYS, st.integers(0, 1500))
def test_somebody_reaches_an_age_on_one_day(born: date, months: int) -> None:
    if born.year + months // 12 > 2200:
        return
    day = reaches_months(born, months)
    assert completed_months(born, day) == months
    assert months == 0 or completed_months(born, day - timedelta(days=1)) == months - 1


@given(DAYS, DAYS)
def test_a_day_older_is_never_younger(born: date, on: date) -> None:
    assert completed_months(born, on + timedelta(days=1)) >= completed_months(born, on)


def test_a_number_beyond_all_reason_ends_with_the_calendar() -> None:
    assert add_months(date(2026, 3, 31), 10**9) == date(9999, 12, 31)
    assert add_months(date(2026, 3, 31), -(10**9)) == date(1, 1, 31)
    assert reaches_months(date(2026, 3, 31), 10**9).year == 9999
