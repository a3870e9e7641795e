"""What comes first on the Today page, and why: pure, from what waits, the clock, and the flights of the next days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING

from mhac.floor.rules import Wait, ticket_text, wait_mark, waited
from mhac.floor.stations import station
from mhac.reporting.rules import Work

if TYPE_CHECKING:
    from mhac.reporting.queries import Task, Waiting

MOST_FIRST = 6
AT_ONCE = timedelta(hours=24)
SOON = timedelta(hours=48)
ON_THE_FLOOR = frozenset({Work.DESK, Work.VITALS, Work.STATIONS, Work.PHYSICIAN})
EXAMS = frozenset({Work.TO_CLASSIFY, Work.TO_SIGN, Work.STILL_OPEN})
JOURNEYS = frozenset({Work.TO_SCREEN, Work.TO_DECIDE})


class Urgency(IntEnum):
    """How much something presses; within one step, what has waited longest or is due first comes first."""

    NOW = 0
    SOON = 1
    TODAY = 2
    LATER = 3


class Why(StrEnum):
    """Why something stands where it stands."""

    WAITS = "waits"
    WAITS_LONGER = "waits_longer"
    WAITS_TOO_LONG = "waits_too_long"
    TO_SEND_ON = "to_send_on"
    PASSED_OVER = "passed_over"
    IN_HAND = "in_hand"
    ARRIVES = "arrives"
    NOT_COME = "not_come"
    LATE = "late"
    DUE = "due"
    FLIES = "flies"
    HELD = "held"
    WHOLE = "whole"
    DECIDED = "decided"
    OPEN_SINCE = "open_since"
    FAILED = "failed"
    QUEUED = "queued"
    SIGNED = "signed"


@dataclass(frozen=True)
class First:
    """One thing to do, how much it presses, why, and the moment that the reason names."""

    work: Work
    waiting: Waiting
    urgency: Urgency
    why: Why
    moment: datetime | None
    others: int = 0  # so many more of the family stand there for the same


def first_of(tasks: Iterable[Task], now: datetime, flights: Mapping[int, datetime]) -> tuple[First, ...]:
    """Return what to do first, most pressing first; at equal urgency the order of the role decides."""
    weighed = [
        (found.urgency, place, found.moment or now, found)
        for place, task in enumerate(tasks)
        for found in (weigh(task.work, each, now, flights) for each in task.waiting)
    ]
    weighed.sort(key=lambda each: each[:3])
    return _families(found for *_, found in weighed)[:MOST_FIRST]


def _families(weighed: Iterable[First]) -> tuple[First, ...]:
    """A family that stands together on the floor is one thing to do."""
    found: dict[object, First] = {}
    for place, each in enumerate(weighed):
        waiting = each.waiting
        key = (each.work, waiting.station, waiting.family, each.why) if waiting.family else place
        if key not in found:
            found[key] = each
        else:
            first = found[key]
            whole = replace(first.waiting, remark=ticket_text(waiting.family))
            found[key] = replace(first, waiting=whole, others=first.others + 1)
    return tuple(found.values())


def weigh(work: Work, waiting: Waiting, now: datetime, flights: Mapping[int, datetime]) -> First:
    """Return how much one thing presses."""
    urgency, why, moment = _weigh(work, waiting, now, flights)
    return First(work, waiting, urgency, why, moment)


def _weigh(
    work: Work, waiting: Waiting, now: datetime, flights: Mapping[int, datetime]
) -> tuple[Urgency, Why, datetime | None]:
    if work in ON_THE_FLOOR:
        return _on_the_floor(waiting, now)
    if work is Work.ARRIVALS:
        return Urgency.TODAY, Why.ARRIVES, waiting.at
    if work is Work.NOT_COME:
        return Urgency.SOON, Why.NOT_COME, waiting.at
    if work in JOURNEYS:
        return _by_when(waiting, now)
    if work is Work.CERTIFICATES:
        return _flight(waiting.at, now)
    if work in EXAMS:
        return _exam(work, waiting, now, flights)
    if work is Work.PRINTS:
        return (Urgency.SOON, Why.FAILED, waiting.at) if waiting.pressing else (Urgency.TODAY, Why.QUEUED, waiting.at)
    return Urgency.LATER, Why.SIGNED, waiting.at


def _on_the_floor(waiting: Waiting, now: datetime) -> tuple[Urgency, Why, datetime | None]:
    here = station(waiting.station)
    if waiting.in_hands_of:
        return Urgency.LATER, Why.IN_HAND, waiting.at
    if waiting.later:
        return Urgency.LATER, Why.PASSED_OVER, waiting.at
    if here is None or waiting.at is None:
        return Urgency.TODAY, Why.WAITS, waiting.at
    mark = wait_mark(waited(waiting.at, now), here.warn_minutes, here.long_minutes)
    urgency, why = {
        Wait.LONG: (Urgency.NOW, Why.WAITS_TOO_LONG),
        Wait.WARN: (Urgency.SOON, Why.WAITS_LONGER),
        Wait.FINE: (Urgency.TODAY, Why.WAITS),
    }[mark]
    return urgency, Why.TO_SEND_ON if waiting.done_here else why, waiting.at


def _by_when(waiting: Waiting, now: datetime) -> tuple[Urgency, Why, datetime | None]:
    if waiting.at is None:
        return Urgency.TODAY, Why.DUE, None
    if now > waiting.at:
        return Urgency.NOW, Why.LATE, waiting.at
    left = waiting.at - now
    return (Urgency.SOON if left <= AT_ONCE else Urgency.TODAY), Why.DUE, waiting.at


def _flight(departs_at: datetime | None, now: datetime) -> tuple[Urgency, Why, datetime | None]:
    if departs_at is None:
        return Urgency.LATER, Why.FLIES, None
    left = departs_at - now
    urgency = Urgency.NOW if left <= AT_ONCE else Urgency.SOON if left <= SOON else Urgency.TODAY
    return urgency, Why.FLIES, departs_at


def _exam(
    work: Work, waiting: Waiting, now: datetime, flights: Mapping[int, datetime]
) -> tuple[Urgency, Why, datetime | None]:
    departs_at = flights.get(waiting.person_id or 0)
    if departs_at is not None:
        return _flight(departs_at, now)
    if work is Work.STILL_OPEN:
        return (
            (Urgency.TODAY, Why.HELD, waiting.at) if waiting.pressing else (Urgency.LATER, Why.OPEN_SINCE, waiting.at)
        )
    return Urgency.TODAY, Why.DECIDED if work is Work.TO_SIGN else Why.WHOLE, waiting.at
