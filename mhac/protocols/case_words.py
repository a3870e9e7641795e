"""Reads single values of a case: each word of the vocabulary says what it may hold; a wrong value names its field."""

from __future__ import annotations

import math
import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import NoReturn

from mhac.kernel.errors import Invalid
from mhac.protocols.template import Word

COUNTRY = re.compile(r"[A-Z]{2}\Z")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
MONTH = re.compile(r"\d{4}-\d{2}\Z")
YEAR = re.compile(r"\d{4}\Z")
OLDEST = 130
YEARS = range(1800, 2201)  # far enough for every life and every deadline; behind it calendars end


def read_word(name: str, value: object, words: Mapping[str, Word], at: str) -> object:
    """The value of a word as what it is; raises `Invalid` naming the field."""
    word = words[name]
    if word.kind == "record":
        return _record(name, value, words, at)
    return _READERS[word.kind](word, value, at)


def read_day(value: object, at: str) -> date:
    """A day from ISO text."""
    if not isinstance(value, str) or not DAY.match(value):
        _wrong(at, "date as YYYY-MM-DD")
    try:
        day = date.fromisoformat(value)
    except ValueError:
        _wrong(at, "a day that exists, as YYYY-MM-DD")
    _check_year(day, at)
    return day


def _check_year(day: date, at: str) -> None:
    if day.year not in YEARS:
        _wrong(at, f"a year from {YEARS.start} to {YEARS.stop - 1}")


def birth_span(value: object, exam_date: date, at: str) -> tuple[date, date]:
    """The earliest and the latest day of a birth date: a day, a month (YYYY-MM), a year (YYYY), or not known at all."""
    if value is None:
        return date(exam_date.year - OLDEST, 1, 1), exam_date
    if isinstance(value, str) and YEAR.match(value) and value != "0000":
        span = date(int(value), 1, 1), date(int(value), 12, 31)
    elif isinstance(value, str) and MONTH.match(value):
        first = read_day(f"{value}-01", at)
        span = first, date(first.year, first.month, monthrange(first.year, first.month)[1])
    else:
        day = read_day(value, at)
        span = day, day
    if span[0] > exam_date or span[1].year < exam_date.year - OLDEST:
        _wrong(at, "a birth date before the examination, not more than 130 years ago")
    return span[0], min(span[1], exam_date)


def _wrong(at: str, expected: str) -> NoReturn:
    raise Invalid("evaluate.bad_value", field=at, expected=expected)


def _record(name: str, value: object, words: Mapping[str, Word], at: str) -> dict[str, object]:
    if not isinstance(value, Mapping):
        _wrong(at, "object")
    found: dict[str, object] = {}
    for key, inner in value.items():
        full = f"{name}.{key}"
        if full not in words:
            raise Invalid("evaluate.unknown_key", field=f"{at}.{key}", key=key)
        if inner is not None:
            found[key] = read_word(full, inner, words, f"{at}.{key}")
    return found


def _bool(word: Word, value: object, at: str) -> bool:
    if not isinstance(value, bool):
        _wrong(at, "true or false")
    return value


def _choice(word: Word, value: object, at: str) -> object:
    if not isinstance(value, str) or value not in word.values:
        _wrong(at, f"one of {', '.join(str(one) for one in word.values)}")
    return value


def _number(word: Word, value: object, at: str) -> float | int:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        _wrong(at, "number")
    if (word.at_least is not None and value < word.at_least) or (word.up_to is not None and value > word.up_to):
        _wrong(at, f"number from {word.at_least:g} to {word.up_to:g}")
    return value


def _date(word: Word, value: object, at: str) -> date:
    return read_day(value, at)


def _moment(word: Word, value: object, at: str) -> datetime:
    if not isinstance(value, str) or not DAY.match(value[:10]):
        _wrong(at, "date or date and time (ISO 8601)")
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        _wrong(at, "date or date and time (ISO 8601)")
    _check_year(moment, at)
    return moment


def _country(word: Word, value: object, at: str) -> str:
    if not isinstance(value, str) or not COUNTRY.match(value):
        _wrong(at, "country code of two capital letters")
    return value


def _countries(word: Word, value: object, at: str) -> tuple[str, ...]:
    return tuple(_country(word, one, f"{at}[{number}]") for number, one in enumerate(_list(value, at)))


def _words(word: Word, value: object, at: str) -> tuple[str, ...]:
    return tuple(_text(word, one, f"{at}[{number}]") for number, one in enumerate(_list(value, at)))


def _list(value: object, at: str) -> list[object]:
    if not isinstance(value, list):
        _wrong(at, "list")
    return value


def _text(word: Word, value: object, at: str) -> str:
    if not isinstance(value, str):
        _wrong(at, "text")
    return value


def _dates_by_code(word: Word, value: object, at: str) -> dict[str, tuple[date, ...]]:
    if not isinstance(value, Mapping):
        _wrong(at, "object")
    return {
        code: tuple(read_day(day, f"{at}.{code}[{number}]") for number, day in enumerate(_list(days, f"{at}.{code}")))
        for code, days in value.items()
    }


_READERS: dict[str, Callable[[Word, object, str], object]] = {
    "bool": _bool,
    "choice": _choice,
    "number": _number,
    "date": _date,
    "moment": _moment,
    "country": _country,
    "countries": _countries,
    "words": _words,
    "word": _text,
    "text": _text,
    "dates_by_code": _dates_by_code,
}
