"""Ages and calendar months as every protocol counts them.

Age is completed years or months on the examination date; who was born on 29 February becomes older on 1 March of a
common year. Adding months keeps the day of the month and clamps it to the month's end.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date

FIRST, LAST = date.min.year * 12, date.max.year * 12 + 11


def completed_months(born: date, on: date) -> int:
    """Completed calendar months from birth to a day; a day that a month lacks (29, 30, 31) is the first of the next."""
    months = (on.year - born.year) * 12 + on.month - born.month
    return months - 1 if on.day < born.day else months


def completed_years(born: date, on: date) -> int:
    """Completed years from birth to a day."""
    return completed_months(born, on) // 12


def add_months(day: date, months: int) -> date:
    """The same day of the month so many months later, or the last day of that month; never beyond the calendar."""
    index = min(max(day.year * 12 + day.month - 1 + months, FIRST), LAST)
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def add_days(day: date, days: int) -> date:
    """So many days later; never beyond the calendar."""
    return date.fromordinal(min(max(day.toordinal() + days, date.min.toordinal()), date.max.toordinal()))


def reaches_months(born: date, months: int) -> date:
    """The first day on which somebody is so many months old; never beyond the calendar."""
    index = min(max(born.year * 12 + born.month - 1 + months, FIRST), LAST - 1)
    year, month = index // 12, index % 12 + 1
    if born.day <= monthrange(year, month)[1]:
        return date(year, month, born.day)
    return date(year + month // 12, month % 12 + 1, 1)
