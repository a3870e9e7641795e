"""What an act changed, said in topics, so that every screen can decide whether it is concerned.

Between workstations the same is said by the server, in the transaction of the act: topics and ids, nothing of a
person. What would not fit is said by its topic alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

TOPICS = (
    "people",
    "cases",
    "appointments",
    "floor",
    "exams",
    "departures",
    "certificates",
    "clinic",
    "users",
    "protocols",
    "audit",
)
CHANNEL = "mhac_changes"
LONGEST_NOTICE = 7900
"""A notice of PostgreSQL holds less than 8000 bytes; a longer one would make the act itself fail."""


@dataclass(frozen=True)
class Change:
    """Things of one topic that a committed unit of work changed; no ids means: any of them."""

    topic: str
    ids: tuple[int, ...] = ()


def everything() -> tuple[Change, ...]:
    """Return what is said when it is not known what others changed meanwhile."""
    return tuple(Change(topic) for topic in TOPICS)


def to_notice(origin: str, changes: Iterable[Change]) -> str:
    """Return what a workstation tells the others: who tells it (a random word), and what changed."""
    said = {change.topic: list(change.ids) for change in changes}
    notice = _text(origin, said)
    while len(notice) > LONGEST_NOTICE:
        longest = max(said, key=lambda topic: len(said[topic]))
        said[longest] = []
        notice = _text(origin, said)
    return notice


def from_notice(notice: str) -> tuple[str, tuple[Change, ...]]:
    """Return who told what; what cannot be read may be about everything, from nobody."""
    try:
        found = json.loads(notice)
        said = [Change(topic, tuple(ids)) for topic, ids in found["changed"].items() if topic in TOPICS]
        if any(type(number) is not int for change in said for number in change.ids):
            raise ValueError
        return str(found["by"]), tuple(said)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return "", everything()


def _text(origin: str, said: dict[str, list[int]]) -> str:
    return json.dumps({"by": origin, "changed": said}, separators=(",", ":"))
