"""What an act changed, said in topics, so that every screen can decide whether it is concerned."""

from __future__ import annotations

from dataclasses import dataclass

TOPICS = ("people", "cases", "appointments", "floor", "exams", "departures", "certificates", "clinic", "users",
          "protocols", "audit")


@dataclass(frozen=True)
class Change:
    """Things of one topic that a committed unit of work changed; no ids means: any of them."""

    topic: str
    ids: tuple[int, ...] = ()
