"""Birth dates as people know them: a day, a month, a year, a span or an estimate; and the age that follows.

A birth date is kept as the earliest and the latest day that it can be. Whoever computes with it looks at both ends.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from mhac.kernel.errors import Invalid
from mhac.kernel.folding import fold

OLDEST = 130
FIELD = "birth_date"


class Precision(StrEnum):
    """How much of a birth date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    RANGE = "range"
    UNKNOWN = "unknown"


class AgeUnit(StrEnum):
    """In what an age is told: years, and for the small ones months and days."""

    YEARS = "years"
    MONTHS = "months"
    DAYS = "days"


@dataclass(frozen=True)
class BirthDate:
    """The earliest and the latest day of birth, and whether somebody estimated it."""

    earliest: date
    latest: date
    precision: Precision = Precision.DAY
    estimated: bool = False

    @property
    def is_exact(self) -> bool:
        """Whether the day itself is known."""
        return self.earliest == self.latest


@dataclass(frozen=True)
class Age:
    """An age on a day: `least` to `most` of a unit; both are the same when the birth date is known well enough."""

    unit: AgeUnit
    least: int
    most: int
    estimated: bool = False


def on_day(day: date, *, estimated: bool = False) -> BirthDate:
    """Return the birth date of somebody whose day of birth is known."""
    return BirthDate(day, day, Precision.DAY, estimated)


def in_month(year: int, month: int, *, estimated: bool = False) -> BirthDate:
    """Return the birth date of somebody of whom month and year are known."""
    last = calendar.monthrange(year, month)[1]
    return BirthDate(date(year, month, 1), date(year, month, last), Precision.MONTH, estimated)


def in_years(first: int, last: int, *, estimated: bool = False) -> BirthDate:
    """Return the birth date of somebody born in a year, or in one of several."""
    precision = Precision.YEAR if first == last else Precision.RANGE
    return BirthDate(date(first, 1, 1), date(last, 12, 31), precision, estimated)


def completed_months(born: date, on: date) -> int:
    """Return the completed months between two days; a month is complete on the same day of the next one."""
    return (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)


def completed_years(born: date, on: date) -> int:
    """Return the completed years; who was born on 29 February grows older on 1 March of a common year."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def age_on(birth: BirthDate | None, on: date) -> Age | None:
    """Return the age on a day: years from two years on, below it months, in the first month days."""
    if birth is None or birth.earliest > on:
        return None
    latest = min(birth.latest, on)
    estimated = birth.estimated
    if completed_years(birth.earliest, on) >= 2:
        return Age(AgeUnit.YEARS, completed_years(latest, on), completed_years(birth.earliest, on), estimated)
    if completed_months(birth.earliest, on) >= 1:
        return Age(AgeUnit.MONTHS, completed_months(latest, on), completed_months(birth.earliest, on), estimated)
    return Age(AgeUnit.DAYS, (on - latest).days, (on - birth.earliest).days, estimated)


def is_minor(birth: BirthDate | None, on: date, *, adult_at: int = 18) -> bool | None:
    """Tell whether a person is under age on a day; None where the birth date does not say."""
    if birth is None:
        return None
    surely, possibly = completed_years(birth.earliest, on) < adult_at, completed_years(birth.latest, on) < adult_at
    return surely if surely == possibly else None


# Month names of the clinic's three languages, folded; their first three letters do where they are clear.
_MONTHS = {
    name: number
    for names in (
        "january february march april may june july august september october november december",
        "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
        "mutarama gashyantare werurwe mata gicurasi kamena nyakanga kanama nzeri ukwakira ugushyingo ukuboza",
    )
    for number, name in enumerate(names.split(), start=1)
}
_SHORT = {
    name: number
    for names in (
        "jan feb mar apr may jun jul aug sep oct nov dec",
        "janv fevr mars avr mai juin juil aout sept oct nov dec",
    )
    for number, name in enumerate(names.split(), start=1)
}
_ABOUT = {"about", "around", "ca", "c", "circa", "est", "estimated", "env", "environ", "vers", "hafi"}
_UNITS = {
    AgeUnit.YEARS: {"y", "yr", "yrs", "year", "years", "yo", "an", "ans", "imyaka", "umwaka"},
    AgeUnit.MONTHS: {"m", "mo", "mos", "month", "months", "mois", "amezi", "ukwezi"},
    AgeUnit.DAYS: {"d", "day", "days", "j", "jour", "jours", "iminsi", "umunsi"},
}
_WEEKS = {"w", "wk", "wks", "week", "weeks", "sem", "semaine", "semaines", "icyumweru", "ibyumweru"}
_UNKNOWN_PART = re.compile(r"^(0{1,2}|[x?_*-]{1,2})$")


def read_birth(text: str, today: date) -> BirthDate:
    """Read a birth date in any sane form; raise `Invalid` with the reason where there is none.

    Known forms: 14 Mar 1990, 14/03/1990, 1990-03-14, 19900314, Mar 1990, 03/1990, 00/00/1990, 1990, 1988-1992,
    ~1990, about 1990, 34 years, 8 months, 2 weeks; month names in English, French and Kinyarwanda.
    """
    typed = text.strip()
    try:
        found = _read(typed, today)
    except ValueError:
        raise Invalid("registration.birth_date_impossible", field=FIELD, typed=typed) from None
    if found is None:
        raise Invalid("registration.birth_date_unreadable", field=FIELD, typed=typed)
    return checked(found, today, typed=typed)


def checked(birth: BirthDate, today: date, *, typed: str = "") -> BirthDate:
    """Return the birth date, or raise `Invalid` where it lies in the future, too far back, or its ends are swapped."""
    if birth.earliest > birth.latest:
        raise Invalid("registration.birth_date_impossible", field=FIELD, typed=typed or birth.earliest.isoformat())
    if birth.earliest > today:
        raise Invalid("registration.birth_date_future", field=FIELD, typed=typed or birth.earliest.isoformat())
    if today.year - birth.latest.year > OLDEST:
        raise Invalid("registration.birth_date_too_old", field=FIELD, typed=typed or birth.earliest.isoformat())
    return BirthDate(birth.earliest, min(birth.latest, today), birth.precision, birth.estimated)


def written(birth: BirthDate) -> str:
    """Return a birth date in a form that `read_birth` reads back, the same in every language."""
    mark = "~" if birth.estimated else ""
    if birth.precision is Precision.DAY:
        return mark + birth.earliest.isoformat()
    if birth.precision is Precision.MONTH:
        return f"{mark}{birth.earliest:%Y-%m}"
    if birth.precision is Precision.YEAR:
        return f"{mark}{birth.earliest.year:04d}"
    return f"{mark}{birth.earliest.isoformat()}..{birth.latest.isoformat()}"


def _read(typed: str, today: date) -> BirthDate | None:
    estimated = typed.startswith("~") or (typed.endswith("?") and not typed.endswith("??"))
    words = fold(typed).split()
    if words and words[0] in _ABOUT:
        estimated, typed, words = True, typed.split(maxsplit=1)[-1], words[1:]
    elif words and words[-1] in _ABOUT:
        estimated, typed, words = True, typed.rsplit(maxsplit=1)[0], words[:-1]
    typed = typed.strip("~ ").removesuffix("?") if estimated else typed
    by_age = _read_age(words, today)
    if by_age is not None:
        return by_age
    ends = re.fullmatch(r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})", typed)
    if ends:
        return BirthDate(date.fromisoformat(ends[1]), date.fromisoformat(ends[2]), Precision.RANGE, estimated)
    years = re.fullmatch(r"(\d{4})\s*(?:-|–|/|\.\.|to|a|à|or|ou)\s*(\d{4})", typed)
    if years:
        return in_years(int(years[1]), int(years[2]), estimated=estimated)
    return _read_calendar(typed, today, estimated=estimated)


def _read_age(words: list[str], today: date) -> BirthDate | None:
    joined = re.fullmatch(r"(?:(?P<a>\d{1,3}) ?(?P<au>[a-z]+)|(?P<bu>[a-z]+) ?(?P<b>\d{1,3}))", " ".join(words))
    if joined is None:
        return None
    number, word = int(joined["a"] or joined["b"]), joined["au"] or joined["bu"]
    if word in _WEEKS:
        last = today - timedelta(weeks=number)
        return BirthDate(last - timedelta(days=6), last, Precision.RANGE, estimated=True)
    unit = next((unit for unit, names in _UNITS.items() if word in names), None)
    if unit is None:
        return None
    if unit is AgeUnit.DAYS:
        return BirthDate(today - timedelta(days=number), today - timedelta(days=number), Precision.DAY, estimated=True)
    months = number * 12 if unit is AgeUnit.YEARS else number
    span = 12 if unit is AgeUnit.YEARS else 1
    return BirthDate(
        _months_before(today, months + span) + timedelta(days=1),
        _months_before(today, months),
        Precision.RANGE,
        estimated=True,
    )


def _months_before(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _read_calendar(typed: str, today: date, *, estimated: bool) -> BirthDate | None:
    if re.fullmatch(r"\d{8}", typed):
        return _complete(typed[:4], typed[4:6], typed[6:], today, estimated=estimated)
    parts = [part for part in re.split(r"[\s/.,\\]+|(?<=[0-9A-Za-zéûÉÛ])-|-(?=[0-9A-Za-z])", typed) if part]
    if len(parts) == 1:
        return _complete(parts[0], "", "", today, estimated=estimated)
    if len(parts) == 2:
        month, year = (parts[1], parts[0]) if len(parts[0]) == 4 and parts[0].isdigit() else parts
        return _complete(year, month, "", today, estimated=estimated)
    if len(parts) != 3:
        return None
    if len(parts[0]) == 4 and parts[0].isdigit():
        return _complete(parts[0], parts[1], parts[2], today, estimated=estimated)
    day, month, year = parts
    american = month.isdigit() and day.isdigit() and int(month) > 12 >= int(day) >= 1
    if _month(day) is None and not american:
        return _complete(year, month, day, today, estimated=estimated)
    named_first = not day.isdigit() and not _UNKNOWN_PART.match(day)
    if american or named_first:
        return _complete(year, day, month, today, estimated=estimated)
    return _complete(year, month, day, today, estimated=estimated)


def _month(text: str) -> int | None:
    if text.isdigit():
        return int(text)
    word = fold(text)
    return _MONTHS.get(word) or _SHORT.get(word)


def _complete(year: str, month: str, day: str, today: date, *, estimated: bool) -> BirthDate | None:
    if not year.isdigit() or len(year) not in {2, 4} or (len(year) == 2 and not month):
        return None
    number = int(year) if len(year) == 4 else full_year(int(year), today)
    day_known = bool(day) and not _UNKNOWN_PART.match(day.lower())
    if not month or _UNKNOWN_PART.match(month.lower()):
        return in_years(number, number, estimated=estimated) if not day_known else None
    month_number = _month(month)
    if month_number is None or (day_known and not day.isdigit()):
        return None
    if not 1 <= month_number <= 12:
        raise ValueError(month)
    if not day_known:
        return in_month(number, month_number, estimated=estimated)
    return on_day(date(number, month_number, int(day)), estimated=estimated)


def full_year(two_digits: int, today: date) -> int:
    """Return the year of birth that two digits mean: the latest one that is not in the future."""
    year = today.year - today.year % 100 + two_digits
    return year if year <= today.year else year - 100
