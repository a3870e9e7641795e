"""Days and times as every screen shows them."""

from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import QLocale

from ui.widgets import formats

pytestmark = pytest.mark.usefixtures("look")


def test_every_english_month_has_three_letters() -> None:
    days = [date(2026, month, 5) for month in range(1, 13)]
    for shown in (formats.day, formats.short_day, formats.weekday):
        months = [next(word for word in reversed(shown(day).split()) if word.isalpha()) for day in days]
        assert {len(month) for month in months} == {3}
    assert formats.moment(datetime(2026, 9, 5, 7, 0, tzinfo=UTC)) == "05 Sep 2026, 09:00"
    assert formats.partial_date(date(2026, 9, 1), date(2026, 9, 30), "month") == "Sep 2026"
    assert formats.long_day(date(2026, 9, 5)) == "Saturday 5 September"


def test_other_languages_keep_their_own_months() -> None:
    formats.show_in(locale=QLocale("fr"))
    assert formats.day(date(2026, 9, 5)) == "05 sept. 2026"
