"""Several services in one visit, one after the other: the first hours in which a family gets through them all."""

import json
from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from mhac.kernel.clock import day_of
from mhac.kernel.errors import Invalid
from mhac.kernel.paths import RESOURCES
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.scheduling import free_times, rules
from mhac.scheduling.records import Service
from mhac.scheduling.rules import OpenDay, Span
from mhac.scheduling.views import FreeSlot

LONGEST_WAIT = 6  # quarter hours between two services of one visit; who has seen the lunch pause waits through it


@dataclass(frozen=True, slots=True)
class Chain:
    """Services that are done in one visit, in their order; the clinic's own list, no clinical rule."""

    code: str
    names: Mapping[str, str]
    services: tuple[str, ...]

    def name(self, language: str) -> str:
        """The name in a language."""
        return self.names.get(language) or self.names["en"]


@dataclass(frozen=True, slots=True)
class ChainTime:
    """A whole visit: each service with its room and time."""

    steps: tuple[tuple[int, FreeSlot], ...]

    @property
    def span(self) -> Span:
        """From the first beginning to the last end, with the waits between."""
        return Span(self.steps[0][1].span.starts_at, self.steps[-1][1].span.ends_at)


@cache
def chains() -> tuple[Chain, ...]:
    """The chains of resources/codes/services.json."""
    data: dict[str, Any] = json.loads((RESOURCES / "codes" / "services.json").read_text(encoding="utf-8"))
    return tuple(Chain(entry["code"], entry["names"], tuple(entry["services"])) for entry in data["chains"])


def next_chain(
    uow: UnitOfWork,
    *,
    service_ids: Sequence[int],
    persons: int,
    after: datetime,
    count: int = 3,
    days: int = 30,
    person_ids: Collection[int] = (),
    clinicians: Mapping[int, int] | None = None,
) -> tuple[ChainTime, ...]:
    """The next visits in which so many people get through all services in their order on one day.

    `clinicians` says for which service somebody is asked for by name.
    """
    uow.require("scheduling.see_book")
    if not service_ids:
        raise Invalid("scheduling.nobody", field="service")
    services = [uow.get(Service, service_id) for service_id in service_ids]
    first = day_of(after, uow.zone)
    horizon = Span(after, rules.at(first + timedelta(days=days), 0, uow.zone))
    rooms = {service.id: free_times.rooms_of_kind(uow, service.room_kind) for service in services}
    asked = clinicians or {}
    room_ids = {row.id for found in rooms.values() for row in found}
    taken = free_times.taken_in(uow, horizon, room_ids, person_ids, *set(asked.values()))
    full = {service.id: free_times.full_half_hours(uow, service, persons, horizon) for service in services}
    found: list[ChainTime] = []
    for opened in free_times.open_days(uow, first, days):
        starts = [
            _starts(
                opened,
                [
                    (row, free_times.busy_slots(taken, row.id, person_ids, asked.get(service.id)))
                    for row in rooms[service.id]
                ],
                _needed(service, persons),
                after,
                full[service.id],
            )
            for service in services
        ]
        found.extend(_visits(services, starts, persons, count - len(found)))
        if len(found) >= count:
            break
    return tuple(found)


def _needed(service: Service, persons: int) -> int:
    return rules.minutes_for(service.minutes, service.minutes_each_more, persons) // rules.SLOT_MINUTES


def _starts(
    opened: OpenDay,
    rooms: Sequence[tuple[Any, set[int]]],
    needed: int,
    after: datetime,
    full: Collection[int],
) -> list[tuple[int, Any]]:
    """Every quarter hour at which the service can begin on a day, with the first room that is free for it."""
    found: dict[int, Any] = {}
    for row, busy in rooms:
        for start in rules.free_starts(opened.spans_of(row.id), busy, needed, rules.slot_number(after), full):
            found.setdefault(start, row)
    return sorted(found.items(), key=lambda pair: pair[0])


def _visits(
    services: Sequence[Service], starts: Sequence[list[tuple[int, Any]]], persons: int, count: int
) -> list[ChainTime]:
    visits: list[ChainTime] = []
    not_before = 0
    for begin, row in starts[0]:
        if begin < not_before or len(visits) >= count:
            continue
        steps = [(services[0].id, free_times.slot_of(row, begin, _needed(services[0], persons)))]
        end = begin + _needed(services[0], persons)
        for service, possible in zip(services[1:], starts[1:], strict=True):
            at = bisect_left(possible, end, key=lambda pair: pair[0])
            if at == len(possible) or possible[at][0] - end > LONGEST_WAIT:
                break
            steps.append((service.id, free_times.slot_of(possible[at][1], possible[at][0], _needed(service, persons))))
            end = possible[at][0] + _needed(service, persons)
        if len(steps) == len(services):
            visits.append(ChainTime(tuple(steps)))
            not_before = begin + _needed(services[0], persons)
    return visits
