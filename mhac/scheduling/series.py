"""A series of visits as the book plans it: plain days, gaps and reasons are given, free times are found for each.

Why a visit is needed is another room's answer; here it is only kept beside the time.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from mhac.kernel.clock import day_of
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.scheduling import free_times, rules
from mhac.scheduling.records import Appointment, AppointmentPerson
from mhac.scheduling.rules import EXPECTED, PartOfDay
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
    """A visit with the first time that is free for it, or the one that is booked; nothing where none is in time."""

    visit: Visit
    earliest: date
    slot: FreeSlot | None
    booked_at: datetime | None = None
    """When they come already for the same service on a day that serves this visit: nothing is sought for it."""


def plan(
    uow: UnitOfWork,
    *,
    visits: Sequence[Visit],
    person_ids: Sequence[int],
    clinicians: Mapping[int, int] | None = None,
) -> tuple[Planned, ...]:
    """Find a free time for each visit, one after the other: never before its day, its gap, or the visit before.

    What is booked already stands for the visit that it serves, so that a plan made again asks for nothing twice.
    `clinicians` says for which service somebody is asked for by name.
    """
    uow.require("scheduling.see_book")
    asked = clinicians or {}
    coming = _coming(uow, {visit.service_id for visit in visits}, person_ids)
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
        booked_at = _serving(coming, visit, earliest, uow.zone)
        if booked_at is not None:
            coming.remove((visit.service_id, booked_at))
            planned.append(Planned(visit, earliest, None, booked_at))
            before = day_of(booked_at, uow.zone)
            continue
        slot = _first(uow, visit, earliest, person_ids, taken, asked.get(visit.service_id))
        planned.append(Planned(visit, earliest, slot))
        before = day_of(slot.span.starts_at, uow.zone) if slot else None
        if slot is not None:
            taken.append(slot)
    return tuple(planned)


def _coming(uow: UnitOfWork, service_ids: Collection[int], person_ids: Sequence[int]) -> list[tuple[int, datetime]]:
    """For which of these services all of these people come already, and when; from today on, in order of time."""
    rows = uow.session.execute(
        select(Appointment.service_id, Appointment.starts_at)
        .join(AppointmentPerson, AppointmentPerson.appointment_id == Appointment.id)
        .where(
            Appointment.service_id.in_(sorted(service_ids)),
            Appointment.starts_at >= rules.day_span(uow.today(), uow.zone).starts_at,
            AppointmentPerson.person_id.in_(person_ids),
            AppointmentPerson.status.in_([status.value for status in EXPECTED]),
        )
        .group_by(Appointment.id, Appointment.service_id, Appointment.starts_at)
        .having(func.count() == len(person_ids))
        .order_by(Appointment.starts_at, Appointment.id)
    )
    return [(row.service_id, row.starts_at) for row in rows]


def _serving(coming: Sequence[tuple[int, datetime]], visit: Visit, earliest: date, zone: ZoneInfo) -> datetime | None:
    for service_id, starts_at in coming:
        day = day_of(starts_at, zone)
        if service_id == visit.service_id and earliest <= day and (visit.latest is None or day <= visit.latest):
            return starts_at
    return None


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
