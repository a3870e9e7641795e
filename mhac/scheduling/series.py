"""A series of visits as the book plans it: plain days, gaps and reasons are given, free times are found for each.

Why a visit is needed is another room's answer; here it is only kept beside the time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from mhac.kernel.clock import day_of
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.scheduling import free_times, rules
from mhac.scheduling.rules import PartOfDay
from mhac.scheduling.views import FreeSlot

SEARCHED = 60
DAYS_AHEAD = 90


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit that is needed: for what, in which service, from and until which day, and how far from the last."""

    what: str
    number: int
    of: int
    service_id: int
    reason: str
    source: str
    confidence: str
    earliest: date
    latest: date | None = None
    gap_days: int | None = None
    """At least so many days after the visit before it in the list; nothing where it stands alone."""
    morning: bool = False


@dataclass(frozen=True, slots=True)
class Planned:
    """A visit with the first time that is free for it; nothing where there is none in time."""

    visit: Visit
    earliest: date
    slot: FreeSlot | None


def plan(
    uow: UnitOfWork,
    *,
    visits: Sequence[Visit],
    person_ids: Sequence[int],
    clinicians: Mapping[int, int] | None = None,
) -> tuple[Planned, ...]:
    """Find a free time for each visit, one after the other: never before its day, its gap, or the visit before.

    `clinicians` says for which service somebody is asked for by name.
    """
    uow.require("scheduling.see_book")
    asked = clinicians or {}
    planned: list[Planned] = []
    before: date | None = None
    taken: list[FreeSlot] = []
    for visit in visits:
        earliest = max(visit.earliest, uow.today())
        if visit.gap_days is not None:
            if before is None:
                planned.append(Planned(visit, earliest, None))
                continue
            earliest = max(earliest, before + timedelta(days=visit.gap_days))
        slot = _first(uow, visit, earliest, person_ids, taken, asked.get(visit.service_id))
        planned.append(Planned(visit, earliest, slot))
        before = day_of(slot.span.starts_at, uow.zone) if slot else None
        if slot is not None:
            taken.append(slot)
    return tuple(planned)


def _first(
    uow: UnitOfWork,
    visit: Visit,
    earliest: date,
    person_ids: Sequence[int],
    taken: Sequence[FreeSlot],
    clinician_id: int | None,
) -> FreeSlot | None:
    last = visit.latest or earliest + timedelta(days=DAYS_AHEAD)
    days = (last - earliest).days + 1
    if days < 1:
        return None
    found = free_times.free_slots(
        uow,
        service_id=visit.service_id,
        persons=len(person_ids),
        after=max(rules.at(earliest, 0, uow.zone), uow.now()),
        count=SEARCHED,
        days=min(days, DAYS_AHEAD),
        person_ids=person_ids,
        room_id=None,
        clinician_id=clinician_id,
    )
    part = PartOfDay.MORNING if visit.morning else PartOfDay.ANY
    return next(
        (
            slot
            for slot in found
            if rules.suits(part, visit.latest, slot.span, uow.zone)
            and not any(slot.span.overlaps(other.span) for other in taken)
        ),
        None,
    )
