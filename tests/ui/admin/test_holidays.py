"""The holidays dialog begins with the year of which a holiday is still to be closed."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from pytestqt.qtbot import QtBot

from mhac.scheduling import holidays
from tests.clinic import Clinic
from ui.admin.holidays_dialog import HolidaysDialog
from ui.app.context import AppContext

CHRISTMAS, BOXING = date(2026, 12, 25), date(2026, 12, 26)
REST = frozenset(each.day for each in holidays.of_year(2026) if each.day is not None and each.day > date(2026, 11, 24))


@pytest.mark.parametrize(
    ("today", "closed", "year"),
    [
        (date(2026, 3, 10), frozenset(), 2026),
        (date(2026, 11, 24), frozenset(), 2026),
        (date(2026, 11, 24), REST - {BOXING}, 2026),
        (date(2026, 11, 24), REST, 2027),
        (date(2026, 12, 31), frozenset(), 2027),
    ],
)
def test_the_year_is_that_of_the_next_holiday_to_be_closed(
    sqlite_clinic: Clinic,
    context_for: Callable[..., AppContext],
    qtbot: QtBot,
    today: date,
    closed: frozenset[date],
    year: int,
) -> None:
    assert {CHRISTMAS, BOXING} <= REST
    sqlite_clinic.clock.set(datetime(today.year, today.month, today.day, 8, tzinfo=UTC))
    dialog = HolidaysDialog(context_for("administrator"), closed=closed)
    qtbot.addWidget(dialog)
    assert dialog.year.value() == year
    assert all(holiday.day is not None and holiday.day >= today for holiday, _ in dialog.ticks)
