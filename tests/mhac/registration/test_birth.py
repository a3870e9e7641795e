"""Birth dates as people say them, and the ages that follow."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mhac.kernel.errors import Invalid
from mhac.registration.birth import (
    Age,
    AgeUnit,
    BirthDate,
    Precision,
    age_on,
    completed_months,
    completed_years,
    full_year,
    in_month,
    in_years,
    is_minor,
    on_day,
    read_birth,
    written,
)

TODAY = date(2026, 3, 10)
MARCH_14 = on_day(date(1990, 3, 14))


@pytest.mark.parametrize(
    "text",
    [
        "14 Mar 1990",
        "14 march 1990",
        "Mar 14, 1990",
        "March 14 1990",
        "14/03/1990",
        "14.3.1990",
        "14-3-90",
        "1990-03-14",
        "1990/3/14",
        "19900314",
        "14 mars 1990",
        "14 Werurwe 1990",
        "14-Mar-1990",
        "03/14/1990",
        "  14  03  1990 ",
    ],
)
def test_a_day_in_any_sane_form(text: str) -> None:
    assert read_birth(text, TODAY) == MARCH_14


@pytest.mark.parametrize(
    "text", ["Mar 1990", "03/1990", "1990-03", "00/03/1990", "xx/03/1990", "--/03/1990", "?? mars 1990"]
)
def test_a_month(text: str) -> None:
    assert read_birth(text, TODAY) == in_month(1990, 3)


@pytest.mark.parametrize("text", ["1990", "00/00/1990", "xx/xx/1990", "--/--/1990"])
def test_a_year(text: str) -> None:
    assert read_birth(text, TODAY) == in_years(1990, 1990)


@pytest.mark.parametrize("text", ["~1990", "about 1990", "1990?", "ca 1990", "vers 1990", "hafi 1990", "1990 est"])
def test_an_estimated_year(text: str) -> None:
    assert read_birth(text, TODAY) == in_years(1990, 1990, estimated=True)


@pytest.mark.parametrize("text", ["1988-1992", "1988 – 1992", "1988/1992", "1988 to 1992", "1988 à 1992"])
def test_a_span_of_years(text: str) -> None:
    assert read_birth(text, TODAY) == in_years(1988, 1992)


@pytest.mark.parametrize("text", ["34 years", "34y", "34 ans", "imyaka 34", "34 yo"])
def test_an_age_is_an_estimate_that_gives_this_age_today(text: str) -> None:
    birth = read_birth(text, TODAY)
    assert birth == BirthDate(date(1991, 3, 11), date(1992, 3, 10), Precision.RANGE, estimated=True)
    assert age_on(birth, TODAY) == Age(AgeUnit.YEARS, 34, 34, estimated=True)


@pytest.mark.parametrize("text", ["2 weeks", "2 semaines", "ibyumweru 2"])
def test_an_age_in_weeks(text: str) -> None:
    birth = read_birth(text, TODAY)
    assert birth == BirthDate(date(2026, 2, 18), date(2026, 2, 24), Precision.RANGE, estimated=True)


def test_an_age_in_months() -> None:
    assert age_on(read_birth("8 mois", TODAY), TODAY) == Age(AgeUnit.MONTHS, 8, 8, estimated=True)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("31 Feb 1990", "impossible"),
        ("29/02/1999", "impossible"),
        ("13/1990", "impossible"),
        ("00/13/1990", "impossible"),
        ("32 Mar 1990", "impossible"),
        ("1 Jan 0000", "impossible"),
        ("1992-1988", "impossible"),
        ("11 Mar 2026", "future"),
        ("2027", "future"),
        ("1850", "too_old"),
        ("14 Foo 1990", "unreadable"),
        ("hello", "unreadable"),
        ("", "unreadable"),
        ("90", "unreadable"),
        ("14/00/1990", "unreadable"),
        ("1/2/3/4", "unreadable"),
        ("'; DROP TABLE person; --", "unreadable"),
    ],
)
def test_what_cannot_be_a_birth_date_says_why(text: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_birth(text, TODAY)
    assert caught.value.code == f"registration.birth_date_{code}"
    assert caught.value.field == "birth_date"


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        (date(1990, 3, 14), date(2026, 3, 13), Age(AgeUnit.YEARS, 35, 35)),
        (date(1990, 3, 14), date(2026, 3, 14), Age(AgeUnit.YEARS, 36, 36)),
        (date(2004, 2, 29), date(2026, 2, 28), Age(AgeUnit.YEARS, 21, 21)),
        (date(2004, 2, 29), date(2026, 3, 1), Age(AgeUnit.YEARS, 22, 22)),
        (date(2025, 4, 10), date(2026, 3, 10), Age(AgeUnit.MONTHS, 11, 11)),
        (date(2024, 3, 11), date(2026, 3, 10), Age(AgeUnit.MONTHS, 23, 23)),
        (date(2024, 3, 10), date(2026, 3, 10), Age(AgeUnit.YEARS, 2, 2)),
        (date(2026, 3, 1), date(2026, 3, 10), Age(AgeUnit.DAYS, 9, 9)),
        (date(2026, 3, 10), date(2026, 3, 10), Age(AgeUnit.DAYS, 0, 0)),
    ],
)
def test_ages(born: date, on: date, age: Age) -> None:
    assert age_on(on_day(born), on) == age


def test_the_age_of_a_partial_birth_date_is_a_span() -> None:
    assert age_on(in_years(1990, 1990), TODAY) == Age(AgeUnit.YEARS, 35, 36)
    assert age_on(in_years(1988, 1992, estimated=True), TODAY) == Age(AgeUnit.YEARS, 33, 38, estimated=True)


def test_there_is_no_age_before_birth_or_without_birth_date() -> None:
    assert age_on(None, TODAY) is None
    assert age_on(on_day(date(2026, 3, 11)), TODAY) is None


def test_a_minor_is_known_where_both_ends_agree() -> None:
    assert is_minor(on_day(date(2010, 1, 1)), TODAY) is True
    assert is_minor(MARCH_14, TODAY) is False
    assert is_minor(in_years(2008, 2008), TODAY) is None
    assert is_minor(None, TODAY) is None


@given(st.dates(date(1900, 1, 1), TODAY), st.dates(TODAY, date(2100, 1, 1)))
def test_years_and_months_agree(born: date, on: date) -> None:
    assert completed_months(born, on) // 12 == completed_years(born, on)


@given(st.integers(0, 99), st.dates(date(1950, 1, 1), date(2090, 1, 1)))
def test_two_digits_are_the_latest_year_that_is_not_ahead(two: int, today: date) -> None:
    year = full_year(two, today)
    assert year % 100 == two
    assert today.year - 100 < year <= today.year


BIRTHS = st.one_of(
    st.dates(date(1900, 1, 1), TODAY).map(on_day),
    st.dates(date(1900, 1, 1), date(2025, 12, 31)).map(lambda d: in_month(d.year, d.month)),
    st.integers(1900, 2025).map(lambda y: in_years(y, y, estimated=True)),
    st.tuples(st.integers(1900, 2000), st.integers(1, 20)).map(lambda t: in_years(t[0], t[0] + t[1])),
)


@given(BIRTHS)
def test_what_is_written_is_read_back(birth: BirthDate) -> None:
    assert read_birth(written(birth), TODAY) == birth


@given(st.one_of(st.text(max_size=30), st.text(alphabet="0123456789/-. ~?xyJan", max_size=14)))
@settings(max_examples=500)
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(Invalid):
        birth = read_birth(text, TODAY)
        assert birth.earliest <= birth.latest <= TODAY
