"""Understands a date as people write it: 5.3.2026, 05/03/2026, 5 Mar 26, 2026-03-05, Mar 1990, 1990, about 1990.

Days come before months, as in the clinic's countries; a form that starts with four figures is year first. Pure
Python, so that it can be tested with any text.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = (  # English, French and Kinyarwanda, whole and short
    ("jan", "january", "janv", "janvier", "mutarama", "mut"),
    ("feb", "february", "fev", "fevr", "fevrier", "gashyantare", "gas"),
    ("mar", "march", "mars", "werurwe", "wer"),
    ("apr", "april", "avr", "avril", "mata", "mat"),
    ("may", "mai", "gicurasi", "gic"),
    ("jun", "june", "juin", "kamena", "kam"),
    ("jul", "july", "juil", "juillet", "nyakanga", "nya"),
    ("aug", "august", "aou", "aout", "kanama", "kan"),
    ("sep", "sept", "september", "septembre", "nzeri", "nzeli", "nze"),
    ("oct", "october", "octobre", "ukwakira", "ukw"),
    ("nov", "november", "novembre", "ugushyingo", "ugu"),
    ("dec", "december", "decembre", "ukuboza", "uku"),
)
_MONTH_OF = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names}
_FOLD = str.maketrans("éèêûôâàù", "eeeuoaau")
_ABOUT = re.compile(r"^(?:~|≈|about|abt|circa|ca\.?|c\.|est\.?|environ|vers|hafi)\s*")
_AGE = re.compile(r"^(?:age\s*)?(?:(?P<a>\d{1,3})\s*(?P<au>[a-z]*)|(?P<bu>[a-z]+)\s*(?P<b>\d{1,3}))\.?$")
_AGES = {  # in what an age is told, in English, French and Kinyarwanda
    "years": ("", "y", "yr", "yrs", "yo", "year", "years", "an", "ans", "imyaka", "umwaka", "age"),
    "months": ("m", "mo", "mos", "mth", "mths", "month", "months", "mois", "amezi", "ukwezi"),
    "weeks": ("w", "wk", "wks", "week", "weeks", "sem", "semaine", "semaines", "icyumweru", "ibyumweru"),
    "days": ("d", "day", "days", "j", "jour", "jours", "umunsi", "iminsi"),
}
_AGE_UNIT = {name: unit for unit, names in _AGES.items() for name in names}
_AHEAD = re.compile(r"^([+-]\d{1,3})\s*([dwmj]?)$")
_UNKNOWN = re.compile(r"^(?:\?+|x+|0+|-+|_+)$")
_TODAY = {"today": 0, "t": 0, "aujourd'hui": 0, "tomorrow": 1, "demain": 1, "yesterday": -1, "hier": -1, "ejo": 1}
_NOT_KNOWN = {"unknown", "not known", "unk", "inconnu", "inconnue", "ntizwi", "ntibizwi", "itazwi"}
OLDEST = 1900


@dataclass(frozen=True)
class TypedDate:
    """A date as far as it is known: every day from `earliest` to `latest` is possible."""

    earliest: date
    latest: date
    precision: str  # day, month, year, range
    estimated: bool = False

    @property
    def exact(self) -> date | None:
        """The day, where it is known to the day."""
        return self.earliest if self.precision == "day" else None


def says_unknown(text: str) -> bool:
    """Return whether a text says that a date is not known at all: "?", "unknown", "inconnue", "itazwi"."""
    plain = " ".join(text.strip().lower().translate(_FOLD).split())
    return plain in _NOT_KNOWN or bool(re.fullmatch(r"\?+", plain))


def understand(text: str, *, today: date, ages: bool = True) -> TypedDate | None:
    """Return what a text means, or None when it is no date; `ages` says that an age ("34", "3 months") is one."""
    plain = " ".join(text.strip().lower().translate(_FOLD).split())
    if not plain:
        return None
    estimated = bool(_ABOUT.match(plain))
    plain = _ABOUT.sub("", plain)
    age = _age(plain, today) if ages else None
    found = _relative(plain, today) or age or _span(plain) or _parts(plain, today)
    if found is not None and estimated:
        found = TypedDate(found.earliest, found.latest, found.precision, estimated=True)
    return found


def _relative(plain: str, today: date) -> TypedDate | None:
    if plain in _TODAY:
        return _one(today + timedelta(days=_TODAY[plain]))
    if match := _AHEAD.match(plain):
        count, unit = int(match[1]), match[2]
        days = count * {"w": 7, "m": 30}.get(unit, 1)
        return _one(today + timedelta(days=days))
    return None


def _age(plain: str, today: date) -> TypedDate | None:
    """Someone of N years was born within the twelve months that end today, N years ago; so are months and weeks of
    a small child. An age is an estimate."""
    match = _AGE.match(plain)
    unit = _AGE_UNIT.get(match["au"] or match["bu"] or "") if match else None
    if match is None or unit is None:
        return None
    number = int(match["a"] or match["b"])
    if unit in ("years", "months"):
        months, one = (number * 12, 12) if unit == "years" else (number, 1)
        if months > 120 * 12:
            return None
        return TypedDate(_back(today, months + one) + timedelta(days=1), _back(today, months), "range", estimated=True)
    if unit == "days":
        born = today - timedelta(days=number)
        return TypedDate(born, born, "day", estimated=True)
    first, last = today - timedelta(weeks=number + 1) + timedelta(days=1), today - timedelta(weeks=number)
    return TypedDate(first, last, "range", estimated=True)


def _back(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _span(plain: str) -> TypedDate | None:
    """A span of years, "1988-1992", or of months as the field itself writes one: "Jul–Aug 2026"."""
    months = re.fullmatch(r"([a-z]+)\.?\s*(\d{4})?\s*[-–]\s*([a-z]+)\.?\s*(\d{4})", plain)
    if months is not None:
        first, last = _month_number(months[1]), _month_number(months[3])
        if first is None or last is None:
            return None
        begins, ends = _month(int(months[2] or months[4]), first), _month(int(months[4]), last)
        fits = begins is not None and ends is not None and begins.earliest <= ends.latest
        return TypedDate(begins.earliest, ends.latest, "range", estimated=True) if fits and begins and ends else None
    match = re.fullmatch(r"(\d{4})\s*[-–/]\s*(\d{4})", plain)
    if match is None or not OLDEST <= int(match[1]) <= int(match[2]) <= 2200:
        return None
    return TypedDate(date(int(match[1]), 1, 1), date(int(match[2]), 12, 31), "range", estimated=True)


def _parts(plain: str, today: date) -> TypedDate | None:
    if re.fullmatch(r"\d{8}", plain):
        return _eight(plain)
    if re.fullmatch(r"\d{6}", plain):
        return _three(plain[:2], plain[2:4], plain[4:], today)
    pieces = re.findall(r"[a-z']+|\d+|[?]+|(?<=[/. ])-+(?=[/. ])|_+", re.sub(r"(?<=\d)(?:st|nd|rd|th|er)\b", "", plain))
    if len(pieces) == 3:
        return _three(pieces[0], pieces[1], pieces[2], today)
    if len(pieces) == 2:
        return _two(pieces[0], pieces[1], today)
    if len(pieces) == 1 and re.fullmatch(r"\d{4}", pieces[0]):
        return _year(int(pieces[0]))
    return None


def _eight(figures: str) -> TypedDate | None:
    """05032026 or 20260305: the reading that is a date; day first when both are."""
    for day_text, month, year in ((figures[:2], figures[2:4], figures[4:]), (figures[6:], figures[4:6], figures[:4])):
        if OLDEST <= int(year) <= 2200 and (found := _day(int(year), int(month), int(day_text))):
            return found
    return None


def _three(first: str, second: str, third: str, today: date) -> TypedDate | None:
    if len(first) == 4 and first.isdigit():
        first, third = third, first
    elif first in _MONTH_OF:
        first, second = second, first
    year = _year_number(third, today)
    if year is None:
        return None
    month = _month_number(second)
    if _UNKNOWN.match(second):
        return _year(year) if _UNKNOWN.match(first) else None
    if month is None:
        return None
    if _UNKNOWN.match(first):
        return _month(year, month)
    return _day(year, month, int(first)) if first.isdigit() else None


def _two(first: str, second: str, today: date) -> TypedDate | None:
    if len(first) == 4 and first.isdigit():
        first, second = second, first
    if second in _MONTH_OF and first.isdigit() and len(first) <= 2:
        return _day(today.year, _MONTH_OF[second], int(first))
    month = _month_number(first)
    year = int(second) if second.isdigit() and len(second) == 4 else None
    if year is None and second.isdigit() and first.isdigit():
        number = _month_number(second)
        return _day(today.year, number, int(first)) if number else None
    if year is None:
        return None
    if _UNKNOWN.match(first):
        return _year(year)
    return _month(year, month) if month else None


def _month_number(text: str) -> int | None:
    if text.isdigit():
        return int(text) if 1 <= int(text) <= 12 else None
    return _MONTH_OF.get(text) or _MONTH_OF.get(text[:3])


def _year_number(text: str, today: date) -> int | None:
    """A year of two figures is the nearest one that is not more than ten years ahead."""
    if not text.isdigit():
        return None
    if len(text) == 4:
        return int(text) if OLDEST <= int(text) <= 2200 else None
    if len(text) != 2:
        return None
    year = today.year // 100 * 100 + int(text)
    return year if year <= today.year + 10 else year - 100


def _one(day: date) -> TypedDate:
    return TypedDate(day, day, "day")


def _day(year: int, month: int, day: int) -> TypedDate | None:
    if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return _one(date(year, month, day))


def _month(year: int, month: int) -> TypedDate | None:
    return TypedDate(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), "month")


def _year(year: int) -> TypedDate | None:
    if not OLDEST <= year <= 2200:
        return None
    return TypedDate(date(year, 1, 1), date(year, 12, 31), "year")
