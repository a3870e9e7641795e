"""Dates as people write them: what each form means, and that no text at all upsets the reader."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.widgets.date_text import TypedDate, understand

TODAY = date(2026, 11, 24)
FIFTH = TypedDate(date(2026, 3, 5), date(2026, 3, 5), "day")
YEAR = TypedDate(date(1990, 1, 1), date(1990, 12, 31), "year")
MARCH = TypedDate(date(1990, 3, 1), date(1990, 3, 31), "month")
ABOUT = TypedDate(date(1990, 1, 1), date(1990, 12, 31), "year", estimated=True)


@pytest.mark.parametrize(
    "text",
    [
        "5.3.2026",
        "05/03/2026",
        "5-3-2026",
        "5 3 26",
        "050326",
        "05032026",
        "20260305",
        "2026-03-05",
        "2026/3/5",
        "5 Mar 2026",
        "5mar2026",
        "05 MARCH 26",
        "March 5, 2026",
        "5th March 2026",
        "5 mars 2026",
        "5 Werurwe 2026",
        "5 wer. 2026",
    ],
)
def test_a_full_date_in_any_sane_form(text: str) -> None:
    assert understand(text, today=TODAY) == FIFTH


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1990", YEAR),
        ("??/??/1990", YEAR),
        ("00/00/1990", YEAR),
        ("xx xx 1990", YEAR),
        ("Mar 1990", MARCH),
        ("03/1990", MARCH),
        ("1990-03", MARCH),
        ("?/3/1990", MARCH),
        ("00.03.1990", MARCH),
        ("about 1990", ABOUT),
        ("~1990", ABOUT),
        ("≈ 1990", ABOUT),
        ("vers 1990", ABOUT),
        ("1988-1992", TypedDate(date(1988, 1, 1), date(1992, 12, 31), "range", estimated=True)),
        ("36 y", TypedDate(date(1989, 11, 25), date(1990, 11, 24), "range", estimated=True)),
        ("36", TypedDate(date(1989, 11, 25), date(1990, 11, 24), "range", estimated=True)),
        ("3 months", TypedDate(date(2026, 7, 25), date(2026, 8, 24), "range", estimated=True)),
        ("6 mois", TypedDate(date(2026, 4, 25), date(2026, 5, 24), "range", estimated=True)),
        ("amezi 3", TypedDate(date(2026, 7, 25), date(2026, 8, 24), "range", estimated=True)),
        ("0 months", TypedDate(date(2026, 10, 25), date(2026, 11, 24), "range", estimated=True)),
        ("2 weeks", TypedDate(date(2026, 11, 4), date(2026, 11, 10), "range", estimated=True)),
        ("ibyumweru 2", TypedDate(date(2026, 11, 4), date(2026, 11, 10), "range", estimated=True)),
        ("12 jours", TypedDate(date(2026, 11, 12), date(2026, 11, 12), "day", estimated=True)),
        ("Jul–Aug 2026", TypedDate(date(2026, 7, 1), date(2026, 8, 31), "range", estimated=True)),
        ("déc. 2025–janv. 2026", TypedDate(date(2025, 12, 1), date(2026, 1, 31), "range", estimated=True)),
        ("age 0", TypedDate(date(2025, 11, 25), date(2026, 11, 24), "range", estimated=True)),
    ],
)
def test_what_is_not_known_stays_open(text: str, meant: TypedDate) -> None:
    assert understand(text, today=TODAY) == meant


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", TODAY),
        ("tomorrow", date(2026, 11, 25)),
        ("demain", date(2026, 11, 25)),
        ("+3", date(2026, 11, 27)),
        ("-1", date(2026, 11, 23)),
        ("+2w", date(2026, 12, 8)),
        ("25 dec", date(2026, 12, 25)),
        ("25/12", date(2026, 12, 25)),
        ("29.2.2024", date(2024, 2, 29)),
        ("01 01 36", date(2036, 1, 1)),
        ("01 01 37", date(1937, 1, 1)),
    ],
)
def test_short_forms_for_the_desk(text: str, day: date) -> None:
    found = understand(text, today=TODAY)
    assert found is not None
    assert found.exact == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "hello",
        "31/2/1990",
        "29.2.2023",
        "1/13/2020",
        "32 jan 2020",
        "1899",
        "99999999",
        "3000-01-01",
        "age 200",
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert understand(text, today=TODAY) is None


@given(st.text(max_size=30))
def test_no_text_upsets_the_reader(text: str) -> None:
    found = understand(text, today=TODAY)
    assert found is None or found.earliest <= found.latest


@given(st.dates(min_value=date(1937, 1, 1), max_value=date(2036, 12, 31)))
def test_the_form_that_is_shown_is_understood_again(day: date) -> None:
    for shown in (f"{day:%d %b %Y}", f"{day:%d.%m.%Y}", f"{day:%d/%m/%y}", day.isoformat(), f"{day:%Y%m%d}"):
        found = understand(shown, today=TODAY)
        assert found is not None
        assert found.exact == day or shown == f"{day:%Y%m%d}"


@given(st.integers(min_value=0, max_value=110))
def test_who_is_of_an_age_was_born_within_the_right_year(years: int) -> None:
    found = understand(f"{years} y", today=TODAY)
    assert found is not None
    assert found.latest + timedelta(days=0) <= TODAY
    assert TODAY.year - found.latest.year == years
    assert (found.latest - found.earliest).days in (364, 365)
