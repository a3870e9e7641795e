"""The words of the papers, in the applicant's language, and dates as people read them (05 Mar 2026)."""

from __future__ import annotations

import json
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from mhac.documents.content import PartialDate
from mhac.kernel.paths import RESOURCES

LANGUAGES = ("en", "fr", "rw")
LISTS = "lists"  # the words of a day's lists


@lru_cache(maxsize=16)
def _file(paper: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((RESOURCES / "papers" / f"{paper}.json").read_text(encoding="utf-8"))
    return read


def words(paper: str, language: str) -> dict[str, Any]:
    """Return the words of a paper; a word that a language lacks is given in English."""
    found = _file(paper)
    return {**found["en"], **found.get(language, {})}


def needs_native_reader(paper: str, language: str) -> bool:
    """Tell whether nobody who grew up with the language has read this paper's words yet."""
    return language in _file(paper).get("needs_native_reader", ())


def day_text(day: date, language: str = "en") -> str:
    """Return a day as 05 Mar 2026."""
    return f"{day.day:02d} {words('calendar', language)['months'][day.month - 1]} {day.year}"


def weekday_text(day: date, language: str = "en") -> str:
    """Return a day with its weekday."""
    return f"{words('calendar', language)['days'][day.weekday()]} {day_text(day, language)}"


def moment_text(moment: datetime, language: str = "en") -> str:
    """Return a moment as 05 Mar 2026, 09:40."""
    return f"{day_text(moment.date(), language)}, {moment:%H:%M}"


def birth_text(birth: PartialDate | None, language: str = "en", age: int | None = None) -> str:
    """Return a birth date as far as it is known, saying where it is estimated, with the age where it is given."""
    if birth is None:
        return str(words("calendar", language)["unknown"])
    calendar = words("calendar", language)
    parts = [f"{birth.year}–{birth.until_year}" if birth.until_year else str(birth.year)]
    if birth.month:
        parts.insert(0, calendar["months"][birth.month - 1])
        if birth.day:
            parts.insert(0, f"{birth.day:02d}")
    text = " ".join(parts)
    if birth.estimated:
        text = calendar["estimated"].format(date=text)
    return text if age is None else str(calendar["with_age"].format(date=text, age=age))
