"""The stations of the clinic floor and their waiting thresholds, as data."""

import json
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from mhac.kernel.paths import RESOURCES


@dataclass(frozen=True, slots=True)
class Station:
    """A column of the floor.

    `items` and `sections` are the kinds of things, and of parts of the form, that are done there; `concludes` says
    that an exam ends there. `room_kinds` are the kinds of rooms in which the station usually works.
    """

    code: str
    names: MappingProxyType[str, str]
    warn_minutes: int
    long_minutes: int
    items: frozenset[str] = frozenset()
    sections: frozenset[str] = frozenset()
    concludes: bool = False
    room_kinds: frozenset[str] = frozenset()

    def name(self, language: str) -> str:
        """Its name in the language of the reader."""
        return self.names.get(language) or self.names["en"]


@cache
def stations() -> tuple[Station, ...]:
    """All stations in their usual order; arrivals begin at the first, visits end at the last."""
    data: dict[str, Any] = json.loads((RESOURCES / "codes" / "stations.json").read_text(encoding="utf-8"))
    return tuple(
        Station(
            s["code"], MappingProxyType(s["names"]), s["warn_minutes"], s["long_minutes"],
            frozenset(s.get("items", ())), frozenset(s.get("sections", ())), s.get("concludes", False),
            frozenset(s.get("room_kinds", ())),
        )
        for s in data["stations"]
    )  # fmt: skip


def station(code: str) -> Station | None:
    """The station of that code."""
    return next((found for found in stations() if found.code == code), None)


def first_station() -> str:
    """Where a visit begins."""
    return stations()[0].code


@cache
def concluding_stations() -> frozenset[str]:
    """Where exams end."""
    return frozenset(found.code for found in stations() if found.concludes)
