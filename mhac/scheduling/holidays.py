"""The official holidays of a year as proposals for closed days: computed from a dated list, confirmed by nobody yet.

The list (resources/codes/holidays.json) carries its source. Days that are announced each year have no date here:
the administrator enters them.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from mhac.kernel.paths import RESOURCES

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Holiday:
    """One proposed day; without a day it is announced each year and must be entered."""

    code: str
    names: Mapping[str, str]
    day: date | None
    in_lieu: bool = False
    """The working day that is given for a holiday on a weekend."""

    def name(self, language: str) -> str:
        """The name in a language."""
        return self.names.get(language) or self.names["en"]


@dataclass(frozen=True, slots=True)
class HolidayList:
    """Where the proposals come from."""

    as_of: str
    document: str
    url: str
    confidence: str


@cache
def _data() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((RESOURCES / "codes" / "holidays.json").read_text(encoding="utf-8"))
    return found


def origin() -> HolidayList:
    """The source of the list and its day."""
    source = _data()["source"]
    return HolidayList(_data()["as_of"], source["document"], source["url"], source["confidence"])


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous computus)."""
    golden, century = year % 19, year // 100
    correction = century - century // 4 - (8 * century + 13) // 25
    epact = (19 * golden + correction + 15) % 30
    epact -= 1 if epact > 28 or (epact == 28 and golden > 10) else 0
    weekday = (year + year // 4 + epact + 2 - century + century // 4) % 7
    offset = epact - weekday
    month = 3 + (offset + 40) // 44
    day = offset + 28 - 31 * (month // 4)
    return date(year, month, day)


def of_year(year: int) -> tuple[Holiday, ...]:
    """The holidays of a year in order of their days, days in lieu included; what is announced stands last."""
    fixed = [Holiday(entry["code"], entry["names"], _day(entry, year)) for entry in _data()["holidays"]]
    taken = {holiday.day for holiday in fixed if holiday.day is not None}
    lieu: list[Holiday] = []
    for entry, holiday in zip(_data()["holidays"], fixed, strict=True):
        if holiday.day is not None and holiday.day.weekday() >= SATURDAY and entry.get("day_in_lieu"):
            given = next_working_day(holiday.day, taken)
            taken.add(given)
            lieu.append(Holiday(holiday.code, holiday.names, given, in_lieu=True))
    return tuple(sorted([*fixed, *lieu], key=lambda holiday: (holiday.day is None, holiday.day or date.max)))


def next_working_day(day: date, taken: set[date]) -> date:
    """The first day after a date that is neither on a weekend nor taken by another holiday."""
    following = day + timedelta(days=1)
    while following.weekday() >= SATURDAY or following in taken:
        following += timedelta(days=1)
    return following


def _day(entry: Mapping[str, Any], year: int) -> date | None:
    if entry.get("announced"):
        return None
    if "easter" in entry:
        return easter(year) + timedelta(days=entry["easter"])
    if "first_weekday" in entry:
        first = date(year, entry["month"], 1)
        return first + timedelta(days=(entry["first_weekday"] - first.weekday()) % 7)
    return date(year, entry["month"], entry["day"])
