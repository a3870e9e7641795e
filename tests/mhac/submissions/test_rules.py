"""When two entries say the same, which numbers and times can be, and the code on a sheet."""

from datetime import UTC, date, datetime

import pytest

from mhac.kernel.errors import Invalid
from mhac.submissions.rules import (
    NumberFormat,
    RowState,
    TickHow,
    as_day,
    check_moment,
    check_number,
    check_reason,
    code_of,
    exam_of_code,
    says_the_same,
    tasks_left,
)

MARCH = date(1990, 3, 14)


@pytest.mark.parametrize(
    "typed", ["14 Mar 1990", "14 March 1990", "mar 14, 1990", "1990-03-14", "14/03/1990", "03-14-1990", "14.3.1990"]
)
def test_a_date_is_understood_in_any_form_that_has_one_meaning(typed):
    assert as_day(typed) == MARCH


@pytest.mark.parametrize("typed", ["03/04/1990", "1990", "", "31 Feb 1990", "14 Foo 1990", "1 2 3 4", "14-13-1990"])
def test_a_date_of_two_meanings_or_none_is_not_guessed(typed):
    assert as_day(typed) is None


def test_the_same_day_and_month_leaves_one_meaning():
    assert as_day("03/03/1990") == date(1990, 3, 3)


@pytest.mark.parametrize(
    ("kind", "kept", "copied", "typed", "same"),
    [
        ("date", "1990-03-14", "03-14-1990", "14 mar 1990", True),
        ("date", "1990-03-14", "03-14-1990", "14 mar 1991", False),
        ("date", "1990-03-04", "03-04-1990", "03-04-1990", True),  # as it is copied
        ("date", "1990-03-04", "03-04-1990", "04-03-1990", False),
        ("number", "172.0", "172.0", "172", True),
        ("number", "5.5", "5.5", "5,5", True),
        ("number", "5.5", "5.5", "55", False),
        ("text", "Béatrice", "Béatrice", "BEATRICE", True),
        ("text", "Nyira-Ngirimana", "Nyira-Ngirimana", "nyira ngirimana", True),
        ("text", "OP0904417", "OP0904417", "OP 090 4417", True),
        ("text", "OP0904417", "OP0904417", "OP0904471", False),
        ("text", "Negative", "Negative", "Positive", False),
        ("text", "አበበ", "አበበ", "አበበ", True),
        ("text", "አበበ", "አበበ", "በበአ", False),
    ],
)
def test_what_says_the_same(kind, kept, copied, typed, same):
    assert says_the_same(kind, kept, copied, typed) is same


def test_a_number_is_kept_in_capitals_and_must_have_digits():
    assert check_number("  em   0047 ") == "EM 0047"
    for wrong in ("", "   ", "pending", "1" * 41, "12\x0034", "<b>abc</b> 123", "{12345678}"):
        with pytest.raises(Invalid):
            check_number(wrong)


def test_an_unusual_number_is_doubted_not_refused():
    known = NumberFormat("HAP ID", "[0-9]{7,10}", "12345678", "", "unverified")
    assert known.fits("12345678")
    assert not known.fits("HAP 12345678")
    assert NumberFormat("Number", "", "", "", "unverified").fits("anything 1")


def test_it_was_submitted_between_its_preparation_and_now():
    prepared, now = datetime(2026, 3, 10, 8, 0, 30, tzinfo=UTC), datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
    same_minute = datetime(2026, 3, 10, 8, 0, tzinfo=UTC)
    assert check_moment(same_minute, prepared_at=prepared, now=now) == same_minute
    for wrong in (datetime(2026, 3, 10, 9, 1, tzinfo=UTC), datetime(2026, 3, 9, 9, 0, tzinfo=UTC)):
        with pytest.raises(Invalid):
            check_moment(wrong, prepared_at=prepared, now=now)


def test_a_reason_says_something():
    assert check_reason(" typing  slip ") == "typing slip"
    for empty in ("", "....", "ok"):
        with pytest.raises(Invalid):
            check_reason(empty)


def test_the_code_of_a_sheet_leads_back_to_its_exam():
    assert code_of(47, 2) == "EX000047-2"
    assert exam_of_code(" ex000047-2 ") == 47
    assert exam_of_code("RQ00004702") is None


def test_only_lines_with_something_to_enter_are_left():
    rows = {"a": RowState.GIVEN, "b": RowState.EMPTY, "c": RowState.NOT_ASKED, "d": RowState.GIVEN}
    assert tasks_left(rows, {"a": TickHow.NO_PLACE}) == ("d",)
