"""Dates, times and figures as every screen shows them: 05 Mar 2026, 09:42, never a guess which number is the month."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import QDate, QDateTime, QLocale, QTime

ENGLISH = QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)
DEFAULT_ZONE = ZoneInfo("Africa/Kigali")
_SEPT = re.compile(r"\bSept\b")
MONTHS_SHOWN = 62  # days: a span no longer than two months is told by its months


class _Shown:
    """The language and zone in which the screens show time; set once after sign-in and on a change of language."""

    locale: QLocale = ENGLISH
    zone: ZoneInfo = DEFAULT_ZONE


def show_in(*, locale: QLocale | None = None, zone: ZoneInfo | None = None) -> None:
    """Set the language of month names and the zone of all times shown."""
    if locale is not None:
        _Shown.locale = locale
    if zone is not None:
        _Shown.zone = zone


def locale() -> QLocale:
    """Return the locale of the screens."""
    return _Shown.locale


def day(value: date | None) -> str:
    """Return "05 Mar 2026"; an empty text for no date."""
    if value is None:
        return ""
    return _dated(value, "dd MMM yyyy")


def short_day(value: date | None) -> str:
    """Return "05 Mar", for dates near today."""
    if value is None:
        return ""
    return _dated(value, "dd MMM")


def long_day(value: date) -> str:
    """Return "Tuesday 24 November", the heading of a day."""
    return _dated(value, "dddd d MMMM")


def weekday(value: date) -> str:
    """Return "Tue 24 Nov 2026"."""
    return _dated(value, "ddd dd MMM yyyy")


def partial_date(earliest: date | None, latest: date | None, precision: str = "day", *, estimated: bool = False) -> str:
    """Return a birth date as known: "14 Mar 1990", "Mar 1990", "Jul–Aug 2026", "1990", "about 1990", "1988–1992"."""
    if earliest is None or latest is None:
        return "—"
    if precision == "day" and earliest == latest:
        text = day(earliest)
    elif precision == "month":
        text = _month(earliest)
    elif precision == "range" and (latest - earliest).days <= MONTHS_SHOWN:
        begins = _month(earliest, "MMM" if earliest.year == latest.year else "MMM yyyy")
        text = _month(latest) if earliest.replace(day=1) == latest.replace(day=1) else f"{begins}–{_month(latest)}"
    elif earliest.year == latest.year:
        text = str(earliest.year)
    else:
        text = f"{earliest.year}–{latest.year}"
    return f"≈ {text}" if estimated else text


def _month(day: date, how: str = "MMM yyyy") -> str:
    return _dated(day.replace(day=1), how)


def clock(value: datetime) -> str:
    """Return "09:42", in the clinic's zone."""
    local = value.astimezone(_Shown.zone)
    return _Shown.locale.toString(QTime(local.hour, local.minute), "HH:mm")


def moment(value: datetime | None) -> str:
    """Return "24 Nov 2026, 09:42", in the clinic's zone; an empty text for none."""
    if value is None:
        return ""
    local = value.astimezone(_Shown.zone)
    shown = QDateTime(QDate(local.year, local.month, local.day), QTime(local.hour, local.minute))
    return _three_letters(_Shown.locale.toString(shown, "dd MMM yyyy, HH:mm"))


def moment_near(value: datetime) -> str:
    """Return "09:42" for today, "24 Nov, 09:42" for another day of this year, else the whole moment."""
    there, now = value.astimezone(_Shown.zone), datetime.now(_Shown.zone)
    if there.date() == now.date():
        return clock(value)
    return f"{short_day(there.date())}, {clock(value)}" if there.year == now.year else moment(value)


def span(value: timedelta) -> str:
    """Return "31 min" or "2 h 48"."""
    minutes = max(0, int(value.total_seconds() // 60))
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60:02d}"


def number(value: int) -> str:
    """Return "18,700" with the separators of the language."""
    return _Shown.locale.toString(value)


def local(value: datetime) -> datetime:
    """Return a moment in the clinic's zone."""
    return value.astimezone(_Shown.zone)


def weekday_name(weekday: int, *, short: bool = False) -> str:
    """Return "Monday" (or "Mon") for 0, in the language of the screens."""
    length = QLocale.FormatType.ShortFormat if short else QLocale.FormatType.LongFormat
    return _Shown.locale.standaloneDayName(weekday + 1, length).capitalize()


def _dated(value: date, how: str) -> str:
    return _three_letters(_Shown.locale.toString(QDate(value.year, value.month, value.day), how))


def _three_letters(text: str) -> str:
    """English months in one form: "05 Sep" as "24 Nov", where British usage has one month of four letters."""
    return _SEPT.sub("Sep", text) if _Shown.locale.language() == QLocale.Language.English else text
