"""What the clinic may write about a journey: travel needs, time limits and early screenings, as data with sources.

The content is `resources/codes/travel.json`; a template or the clinic may give other numbers for the settings.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from mhac.kernel.errors import Invalid
from mhac.kernel.paths import RESOURCES
from mhac.travel.rules import Condition

SOURCE = RESOURCES / "codes" / "travel.json"

Words = Mapping[str, str]


def words(table: Words, language: str) -> str:
    """Return the words of a label in a language, in English where that language has none."""
    return table.get(language) or table["en"]


@dataclass(frozen=True)
class TravelNeed:
    """Help that a traveller may need on the way, with the airlines' code where there is one."""

    code: str
    group: str
    label: Words
    source: str
    confidence: str
    detail_label: Words | None = None
    suffix: str = ""
    needs_one_of: tuple[str, ...] = ()

    def text(self, detail: str, language: str) -> str:
        """Return the need in words, with its detail: "In-flight oxygen (OXYG) 2 L/min"."""
        said = " ".join(part for part in (detail.strip(), self.suffix if detail.strip() else "") if part)
        return f"{words(self.label, language)} {said}".strip()


@dataclass(frozen=True)
class TravelSettings:
    """The numbers that decide when a screening counts and by when everybody is settled."""

    screening_window_hours: int
    settle_hours: int
    certificate_hours: int


@dataclass(frozen=True)
class EarlyScreening:
    """A screening weeks before departure that some classes ask for."""

    code: str
    days_before: int
    classes: frozenset[str]
    label: Words
    source: str
    confidence: str


EXCLUSIVE_GROUPS = frozenset({"wheelchair"})
"""A person has one answer to how far he can walk, so one code of this group."""


@dataclass(frozen=True)
class TravelCodes:
    """Everything of `travel.json`, checked once when it is read."""

    edition: str
    needs: Mapping[str, TravelNeed]
    defaults: TravelSettings
    from_template: Mapping[str, str]
    """Which of the settings a country's template may give, and under which name."""
    early: tuple[EarlyScreening, ...]

    def condition_text(self, condition: Condition, language: str = "en") -> str:
        """Return a condition in words; free words stay as they were typed."""
        need = self.needs.get(condition.code)
        return need.text(condition.detail, language) if need else condition.detail.strip()

    def settings(self, given: Mapping[str, Any]) -> TravelSettings:
        """Return the settings, each as the template or the clinic gives it, else the default."""
        values = {name: given.get(name, getattr(self.defaults, name)) for name in self.defaults.__dataclass_fields__}
        return TravelSettings(**{name: int(value) for name, value in values.items()})

    def check_needs(self, needs: Iterable[Condition]) -> tuple[Condition, ...]:
        """Return the needs trimmed, or refuse unknown codes, two answers to one question, a stretcher alone.

        Raises `Invalid` on the field "needs".
        """
        kept = tuple(Condition(each.code, each.detail.strip()) for each in needs)
        seen: set[str] = set()
        for each in kept:
            need = self.needs.get(each.code)
            if each.code and need is None:
                raise Invalid("travel.need_unknown", field="needs", need=each.code)
            if need is None and not each.detail:
                raise Invalid("travel.condition_empty", field="needs")
            key = need.group if need and need.group in EXCLUSIVE_GROUPS else f"{each.code}:{each.detail}"
            if key in seen:
                raise Invalid("travel.need_twice", field="needs", need=each.code)
            seen.add(key)
        self._check_company(kept)
        return kept

    def _check_company(self, needs: tuple[Condition, ...]) -> None:
        groups = {self.needs[each.code].group for each in needs if each.code}
        for each in needs:
            asked = self.needs[each.code].needs_one_of if each.code else ()
            if asked and not groups.intersection(asked):
                raise Invalid("travel.need_wants_company", field="needs", need=each.code, wants=asked[0])


def read_travel_codes(path: Path) -> TravelCodes:
    """Read and check a file of travel codes."""
    raw = json.loads(path.read_text("utf-8"))
    needs = {each["code"]: _need(each) for each in raw["needs"]}
    defaults = TravelSettings(**{each["code"]: int(each["value"]) for each in raw["settings"]})
    early = tuple(
        EarlyScreening(each["code"], int(each["days_before"]), frozenset(each["classes"]), each["label"],
                       each["source"], each["confidence"])
        for each in raw["early_screening"])
    from_template = {each["code"]: each["template_setting"] for each in raw["settings"] if "template_setting" in each}
    return TravelCodes(raw["edition"], needs, defaults, from_template, early)


def _need(raw: Mapping[str, Any]) -> TravelNeed:
    return TravelNeed(raw["code"], raw["group"], raw["label"], raw["source"], raw["confidence"], raw.get("detail"),
                      raw.get("suffix", ""), tuple(raw.get("needs_one_of", ())))


@lru_cache(maxsize=1)
def travel_codes() -> TravelCodes:
    """Return the travel codes that are shipped with the program."""
    return read_travel_codes(SOURCE)
