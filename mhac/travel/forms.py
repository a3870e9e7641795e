"""The pre-departure screening as data: which questions are asked of whom, and what an answer means for the flight.

Read from `resources/codes/screening.json`. Evaluation is pure: days and weeks are counted against the day of
departure, never against today, as the airlines do.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from mhac.kernel.canonical import canonical, digest
from mhac.kernel.errors import Invalid
from mhac.kernel.paths import RESOURCES

SOURCE = RESOURCES / "codes" / "screening.json"

Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Subject:
    """Who is screened, as far as questions depend on it; `age` is None where the birth date is not known."""

    sex: str
    age: int | None


@dataclass(frozen=True)
class Field:
    """One question of the screening."""

    code: str
    kind: str
    label: Mapping[str, str]
    unit: str = ""
    decimals: int = 0
    plausible: tuple[float, float] | None = None
    required: bool = False
    raw: Mapping[str, Any] | None = None

    def is_asked(self, subject: Subject, answers: Answers, on: date) -> bool:
        """Whether this question is put to this person on this day, given the other answers."""
        raw = self.raw or {}
        shown = raw.get("show_if")
        if shown is not None and answers.get(shown["field"]) != shown["is"]:
            return False
        starts, ends = raw.get("from"), raw.get("until")
        if (starts and on < date.fromisoformat(starts)) or (ends and on > date.fromisoformat(ends)):
            return False
        only = raw.get("only_for")
        if only is None:
            return True
        if subject.sex not in (only["sex"], "X", ""):
            return False
        return subject.age is None or only["age_from"] <= subject.age <= only["age_to"]


@dataclass(frozen=True)
class Section:
    """A group of questions under one heading."""

    code: str
    label: Mapping[str, str]
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Finding:
    """What an answer means for the journey, with the source of that rule."""

    code: str
    field: str
    holds: bool
    text: Mapping[str, str]
    source: str
    confidence: str
    until: date | None = None
    """The first day on which it no longer holds, where the rule counts days."""


@dataclass(frozen=True)
class ScreeningForm:
    """The whole form and its edition."""

    edition: str
    digest: str
    title: Mapping[str, str]
    sections: tuple[Section, ...]

    @property
    def fields(self) -> tuple[Field, ...]:
        """All questions, in order."""
        return tuple(field for section in self.sections for field in section.fields)

    def clean(self, answers: Answers, subject: Subject, *, on: date,
              confirmed: frozenset[str] = frozenset()) -> dict[str, Any]:
        """Return the answers as they are kept, or refuse the first that cannot stand.

        An implausible measure is refused with "travel.screening_implausible" until it is among `confirmed`.
        Raises `Invalid` with the field.
        """
        known = {field.code for field in self.fields}
        for name in answers:
            if name not in known:
                raise Invalid("travel.screening_unknown_field", field=name)
        kept: dict[str, Any] = {}
        for field in self.fields:
            if not field.is_asked(subject, answers, on):
                continue
            value = _read(field, answers.get(field.code), on)
            if value is None:
                if field.required:
                    raise Invalid("travel.screening_missing", field=field.code)
                continue
            if field.code not in confirmed:
                _check_plausible(field, value)
            kept[field.code] = value
        return kept

    def findings(self, answers: Answers, *, screened_on: date, departs_on: date) -> tuple[Finding, ...]:
        """Return what the answers mean for a departure on that day, holds first."""
        found = [each for field in self.fields for each in _findings(field, answers, screened_on, departs_on)]
        return tuple(sorted(found, key=lambda each: not each.holds))


def _check_plausible(field: Field, value: Any) -> None:
    if field.plausible and not field.plausible[0] <= value <= field.plausible[1]:
        low, high = field.plausible
        raise Invalid("travel.screening_implausible", field=field.code, value=value, low=low, high=high)


def _read(field: Field, value: Any, on: date) -> Any:
    if value is None or value == "":
        return None
    if field.kind == "measure":
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise Invalid("travel.screening_not_a_number", field=field.code)
        return round(float(value), field.decimals) if field.decimals else round(float(value))
    if field.kind == "yes_no":
        if not isinstance(value, bool):
            raise Invalid("travel.screening_yes_or_no", field=field.code)
        return value
    if field.kind == "date":
        return _read_date(field, value, on)
    return str(value).strip() or None


def _read_date(field: Field, value: Any, on: date) -> str:
    try:
        day = value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        raise Invalid("travel.screening_not_a_date", field=field.code) from None
    if day > on:
        raise Invalid("travel.screening_date_in_future", field=field.code, typed=day)
    return day.isoformat()


def _findings(field: Field, answers: Answers, screened_on: date, departs_on: date) -> list[Finding]:
    value = answers.get(field.code)
    found: list[Finding] = []
    if value is None:
        return found
    for check in (field.raw or {}).get("checks", ()):
        fires, until = _fires(check, value, answers, screened_on, departs_on)
        if fires:
            found.append(Finding(check["code"], field.code, check["action"] == "hold", check["text"],
                                 check["source"], check["confidence"], until))
    return found


def _fires(check: Mapping[str, Any], value: Any, answers: Answers, screened_on: date,
           departs_on: date) -> tuple[bool, date | None]:
    """Return whether a check fires, and from which day on it no longer does."""
    only_if, unless = check.get("only_if"), check.get("unless")
    if only_if and answers.get(only_if["field"]) != only_if["is"]:
        return False, None
    if unless and answers.get(unless["field"]) == unless["is"]:
        return False, None
    if "is" in check:
        return _fires_contact(check, value, answers, departs_on)
    if "days_before_departure_below" in check:
        free_on = date.fromisoformat(value) + timedelta(days=check["days_before_departure_below"])
        return departs_on < free_on, free_on
    if "weeks_at_departure" in check:
        weeks = value + (departs_on - screened_on).days // 7
        return weeks >= check["weeks_at_departure"], None
    low, high, below = check.get("at_least"), check.get("at_most"), check.get("below")
    return ((low is None or value >= low) and (high is None or value <= high)
            and (below is None or value < below)), None


def _fires_contact(check: Mapping[str, Any], value: Any, answers: Answers,
                   departs_on: date) -> tuple[bool, date | None]:
    """A yes fires; where a day of last contact is known, only until the days of exclusion are over."""
    if value != check["is"]:
        return False, None
    last = answers.get(check.get("exclusion_field", ""))
    if last is None:
        return True, None
    free_on = date.fromisoformat(last) + timedelta(days=check["exclusion_days"] + 1)
    return departs_on < free_on, free_on


def read_screening_form(path: Path) -> ScreeningForm:
    """Read a screening form from its file."""
    raw = json.loads(path.read_text("utf-8"))
    sections = tuple(Section(each["code"], each["label"], tuple(_field(item) for item in each["fields"]))
                     for each in raw["sections"])
    return ScreeningForm(raw["edition"], digest(canonical(raw)), raw["title"], sections)


def _field(raw: Mapping[str, Any]) -> Field:
    plausible = raw.get("plausible")
    return Field(raw["code"], raw["kind"], raw["label"], raw.get("unit", ""), raw.get("decimals", 0),
                 (float(plausible[0]), float(plausible[1])) if plausible else None, raw.get("required", False), raw)


@lru_cache(maxsize=1)
def screening_form() -> ScreeningForm:
    """Return the screening form that is shipped with the program."""
    return read_screening_form(SOURCE)
