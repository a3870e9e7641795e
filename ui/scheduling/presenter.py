"""What the appointment book shows and asks for: one reading of a day, its picture in minutes and columns, and the acts.

Plain Python without widgets: the page runs the functions with `uow` in the database lane, the board asks the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from mhac.documents.content import AppointmentSlip
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.registration import queries as registration
from mhac.registration.rules import PersonRow
from mhac.scheduling import chains, free_times, queries, rules, slips, standing, waiting
from mhac.scheduling.chains import ChainTime
from mhac.scheduling.rules import KEEP, Busy, Conflict, OpenDay, Span, Status
from mhac.scheduling.views import Absent, AppointmentRow, Block, Frame, FreeSlot, WaitingRow
from ui.scheduling import period
from ui.scheduling.columns import By, Column
from ui.scheduling.deeds import Place
from ui.scheduling.period import Period, View

USUAL_DAY = (8 * 60, 17 * 60)
ROOM_ONLY = frozenset({"scheduling.room_taken", "scheduling.room_closed", "scheduling.room_part_closed"})


@dataclass(frozen=True)
class Wanted:
    """What the page asks for: a day, and the family for which the next free times are sought."""

    day: date
    persons: int = 1
    service_id: int | None = None
    view: View = View.DAY
    chain: str = ""
    """Several services in one visit, in place of one service."""
    by: By = By.ROOMS
    clinician_id: int | None = None
    """For whom the next free times are sought; nothing is anybody."""


@dataclass(frozen=True)
class Book:
    """One reading of the book."""

    wanted: Wanted
    frame: Frame
    opened: OpenDay
    blocks: tuple[Block, ...]
    absent_day: date
    absent: tuple[Absent, ...]
    free: tuple[FreeSlot, ...]
    service_id: int | None
    waiting: tuple[WaitingRow, ...] = ()
    period: Period | None = None
    visits: tuple[ChainTime, ...] = ()
    standing: tuple[Block, ...] = ()
    """What stands in a time for which the clinic or its room was closed: to be moved."""


@dataclass(frozen=True)
class Band:
    """A stretch of the day that is closed, in minutes after midnight."""

    begin: int
    end: int
    pause: bool
    reason: str = ""
    room_id: int | None = None
    """The room that is closed then; without a room the whole clinic."""


@dataclass(frozen=True)
class Tile:
    """A block with its place on the board: column, minutes after midnight, and the lane where blocks overlap."""

    block: Block
    column: int
    begin: int
    end: int
    lane: int
    lanes: int
    late: bool


@dataclass(frozen=True)
class Group:
    """People who may be booked together, which of them are proposed, and what is booked for them already."""

    case_id: int | None
    case_number: str
    people: tuple[PersonRow, ...]
    proposed: frozenset[int]
    coming: tuple[tuple[str, AppointmentRow], ...]


def load(wanted: Wanted, uow: UnitOfWork) -> Book:
    """Read everything that the page shows of a day."""
    frame = queries.frame(uow)
    blocks = queries.day_view(uow, wanted.day)
    today = uow.today()
    absent_day = frame.last_open_day(today, uow.zone)
    offered = [found.id for found in frame.services if found.active]
    service_id = wanted.service_id if wanted.service_id in offered else next(iter(offered), None)
    chain = chain_services(wanted.chain, frame)
    return Book(
        wanted,
        frame,
        frame.open_day(wanted.day, uow.zone),
        blocks,
        absent_day,
        queries.did_not_come(uow, absent_day),
        next_free(service_id, wanted, frame, uow) if service_id is not None and not chain else (),
        service_id,
        waiting.waiting_list(uow),
        period.load(wanted.view, wanted.day, frame, uow) if wanted.view is not View.DAY else None,
        next_visits(chain, wanted.persons, (), asked_for(frame, wanted.clinician_id, chain), uow) if chain else (),
        standing.standing_closed(uow) if any(closure.day >= today for closure in frame.closures) else (),
    )


def chain_services(code: str, frame: Frame) -> tuple[int, ...]:
    """The services of a chain that the clinic offers, in their order; none when one of them is not offered."""
    chain = next((each for each in chains.chains() if each.code == code), None)
    if chain is None:
        return ()
    offered = {row.code: row.id for row in frame.services if row.active}
    return tuple(offered[each] for each in chain.services) if set(chain.services) <= set(offered) else ()


def asked_for(frame: Frame, clinician_id: int | None, service_ids: Iterable[int]) -> dict[int, int]:
    """For which of some services a clinician can be asked for."""
    who = frame.clinician(clinician_id)
    rows = [row for row in (frame.service(number) for number in service_ids) if row is not None]
    return {row.id: who.id for row in rows if who.takes(row)} if who is not None else {}


def next_visits(
    service_ids: tuple[int, ...],
    persons: int,
    person_ids: tuple[int, ...],
    clinicians: dict[int, int],
    uow: UnitOfWork,
    after: datetime | None = None,
) -> tuple[ChainTime, ...]:
    """The next three visits in which a family gets through a chain of services."""
    return chains.next_chain(
        uow,
        service_ids=service_ids,
        persons=persons,
        after=max(after or uow.now(), uow.now()),
        person_ids=person_ids,
        clinicians=clinicians,
    )


def next_free(service_id: int, wanted: Wanted, frame: Frame, uow: UnitOfWork) -> tuple[FreeSlot, ...]:
    """The next three free times for a family, of one clinician where he takes the service."""
    return free_times.next_free(
        uow,
        service_id=service_id,
        persons=wanted.persons,
        after=uow.now(),
        clinician_id=asked_for(frame, wanted.clinician_id, (service_id,)).get(service_id),
    )


def starts(
    service_id: int,
    persons: int,
    day: date,
    person_ids: tuple[int, ...],
    clinician_id: int | None,
    uow: UnitOfWork,
) -> tuple[FreeSlot, ...]:
    """Every free start of a day, for everybody who is named."""
    return free_times.free_starts(
        uow,
        service_id=service_id,
        persons=persons,
        day=day,
        person_ids=person_ids,
        heed_capacity=not uow.may("scheduling.exceed_capacity"),
        clinician_id=clinician_id,
    )


def find_people(text: str, uow: UnitOfWork) -> tuple[PersonRow, ...]:
    """Who fits what was typed."""
    return registration.search_people(uow, text, limit=12)


def group_of(person_id: int, uow: UnitOfWork) -> Group:
    """A person with everybody of the newest open case who travels."""
    cases = [case for case in registration.cases_of(uow, person_id) if case.closed_at is None]
    if not cases:
        return group((person_id,), None, uow)
    members = cases[0].members
    proposed = frozenset(m.person.id for m in members if m.travels or m.person.id == person_id)
    people = tuple(member.person for member in members)
    return Group(cases[0].id, cases[0].number, people, proposed, _coming(people, uow))


def group(person_ids: tuple[int, ...], case_id: int | None, uow: UnitOfWork) -> Group:
    """The same people again, for a new appointment after one that they missed."""
    rows = registration.people(uow, person_ids)
    people = tuple(rows[i] for i in person_ids)
    number = registration.case_file(uow, case_id).number if case_id is not None else ""
    return Group(case_id, number, people, frozenset(person_ids), _coming(people, uow))


def _coming(people: Iterable[PersonRow], uow: UnitOfWork) -> tuple[tuple[str, AppointmentRow], ...]:
    found: dict[int, tuple[str, AppointmentRow]] = {}
    for person in people:
        for row in queries.appointments_of(uow, person.id):
            if row.ends_at > uow.now() and row.status not in rules.RELEASED:
                found.setdefault(row.id, (person.name, row))
    return tuple(sorted(found.values(), key=lambda pair: pair[1].starts_at))


def day_of_block(appointment_id: int, uow: UnitOfWork) -> date | None:
    """The day on which an appointment lies, to show it."""
    block = queries.block(uow, appointment_id)
    return block.starts_at.astimezone(uow.zone).date() if block else None


def slip(appointment_id: int, language: str, uow: UnitOfWork) -> AppointmentSlip:
    """What the slip says."""
    return slips.appointment_slip(uow, appointment_id, language)


def minutes_of(moment: datetime, day: date, zone: ZoneInfo) -> int:
    """Minutes between the day's midnight and a moment."""
    return int((moment - rules.day_span(day, zone).starts_at).total_seconds()) // 60


def moment_at(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """The moment so many minutes after the day's midnight."""
    return rules.day_span(day, zone).starts_at + timedelta(minutes=minutes)


def shown_hours(book: Book, zone: ZoneInfo) -> tuple[int, int]:
    """From which to which minute the board reaches: the opening hours and whatever is booked, in whole hours."""
    day = book.wanted.day
    spans = [*book.opened.spans, *(block.span for block in book.blocks)]
    if not book.opened.spans:
        spans += [Span(moment_at(day, USUAL_DAY[0], zone), moment_at(day, USUAL_DAY[1], zone))]
    begin = min(minutes_of(span.starts_at, day, zone) for span in spans)
    end = max(minutes_of(span.ends_at, day, zone) for span in spans)
    return begin // 60 * 60, -(-end // 60) * 60


def closed_bands(book: Book, zone: ZoneInfo) -> list[Band]:
    """What of the board is closed: before and after hours, the pause, or the whole day."""
    begin, end = shown_hours(book, zone)
    day = book.wanted.day
    edges = [(minutes_of(s.starts_at, day, zone), minutes_of(s.ends_at, day, zone)) for s in book.opened.spans]
    if not edges:
        return [Band(begin, end, pause=False)]
    bands = [Band(begin, edges[0][0], pause=False)]
    bands += [Band(before[1], after[0], pause=True) for before, after in pairwise(edges)]
    bands.append(Band(edges[-1][1], end, pause=False))
    return [band for band in bands if band.begin < band.end]


def shut_bands(book: Book, zone: ZoneInfo) -> list[Band]:
    """For which parts of the day the clinic or a room is closed, as far as the board reaches."""
    begin, end = shown_hours(book, zone)
    day = book.wanted.day
    bands = [
        Band(
            max(begin, minutes_of(closed.span.starts_at, day, zone)),
            min(end, minutes_of(closed.span.ends_at, day, zone)),
            pause=False,
            reason=closed.reason,
            room_id=closed.room_id,
        )
        for closed in book.opened.shut
    ]
    return [band for band in bands if band.begin < band.end]


def tiles(book: Book, columns: Sequence[Column], zone: ZoneInfo, now: datetime) -> list[Tile]:
    """Every block with its place; blocks that overlap in one column (one was missed) stand side by side."""
    placed: list[Tile] = []
    for column, stands in enumerate(columns):
        mine = sorted((b for b in book.blocks if stands.holds(b)), key=lambda b: (b.starts_at, b.id))
        for group in _overlapping(mine):
            lanes = _lanes(group)
            count = max(lanes) + 1
            for block, lane in zip(group, lanes, strict=True):
                begin = minutes_of(block.starts_at, book.wanted.day, zone)
                end = minutes_of(block.ends_at, book.wanted.day, zone)
                late = any(rules.is_late(person.status, block.starts_at, now) for person in block.people)
                placed.append(Tile(block, column, begin, end, lane, count, late))
    return placed


def _overlapping(blocks: Iterable[Block]) -> list[list[Block]]:
    groups: list[list[Block]] = []
    reach: datetime | None = None
    for block in blocks:
        if reach is None or block.starts_at >= reach:
            groups.append([])
            reach = block.ends_at
        groups[-1].append(block)
        reach = max(reach, block.ends_at)
    return groups


def _lanes(group: Sequence[Block]) -> list[int]:
    ends: list[datetime] = []
    lanes: list[int] = []
    for block in group:
        lane = next((i for i, end in enumerate(ends) if end <= block.starts_at), len(ends))
        ends[lane : lane + 1] = [block.ends_at]
        lanes.append(lane)
    return lanes


def conflict(book: Book, block: Block, place: Place, now: datetime) -> Conflict | None:
    """Why a block cannot be dropped there, by the same rules that the service holds; nothing when it can."""
    room, offered = book.frame.room(place.room_id), book.frame.service(block.service_id)
    if room is None or offered is None:
        return None
    length = timedelta(minutes=place.minutes) if place.minutes else block.ends_at - block.starts_at
    span = Span(place.starts_at, place.starts_at + length)
    clinician_id = block.clinician_id if place.clinician_id is KEEP else place.clinician_id
    who = book.frame.clinician(clinician_id)
    if who is not None and clinician_id != block.clinician_id and not who.takes(offered):
        code = "scheduling.clinician_role" if who.active else "scheduling.clinician_left"
        return Conflict(code, {"clinician": who.name, "service": offered.name})
    if not room.active or room.kind != offered.room_kind:
        return Conflict("scheduling.room_kind", {"room": room.name, "service": offered.name})
    another_day = all(other.id != block.id for other in book.blocks)
    if another_day and any(person.status is Status.ARRIVED for person in block.live):
        return Conflict("scheduling.here_today")
    past = None if place.starts_at == block.starts_at else rules.past_conflict(place.starts_at, now)
    people = {person.person_id for person in block.live}
    return (
        past
        or rules.hours_conflict(span, book.opened, room.id)
        or rules.busy_conflict(span, room.id, people, _busy(book, apart_from=block.id), clinician_id)
    )


def closed_then(frame: Frame, moment: datetime, room_id: int | None, zone: ZoneInfo) -> Conflict | None:
    """Why the clinic, or the room, is closed in a quarter hour."""
    opened = frame.open_day(moment.astimezone(zone).date(), zone)
    return rules.hours_conflict(Span(moment, moment + rules.SLOT), opened, room_id)


def in_a_free_room(book: Book, block: Block, place: Place, now: datetime) -> Place:
    """The same place in the first free room of its kind, where only the block's own room is taken or closed then."""
    found = conflict(book, block, place, now)
    if found is None or found.code not in ROOM_ONLY:
        return place
    own = book.frame.room(place.room_id)
    others = [
        replace(place, room_id=room.id)
        for room in book.frame.rooms
        if own is not None and room.active and room.kind == own.kind and room.id != own.id
    ]
    return next((other for other in others if conflict(book, block, other, now) is None), place)


def _busy(book: Book, *, apart_from: int) -> Iterable[Busy]:
    for other in book.blocks:
        if other.id == apart_from or not other.live:
            continue
        room = book.frame.room(other.room_id)
        name = room.name if room else ""
        label = other.label or (
            f"{other.live[0].name} + {len(other.live) - 1}" if len(other.live) > 1 else other.live[0].name
        )
        yield Busy("room", other.room_id, name, other.id, label, name, other.span)
        who = book.frame.clinician(other.clinician_id)
        if who is not None:
            yield Busy("clinician", who.id, who.name, other.id, label, name, other.span)
        for person in other.live:
            yield Busy("person", person.person_id, person.name, other.id, label, name, other.span)


def may_move(block: Block) -> bool:
    """Whether a block can be taken up: somebody is still expected or just arrived, and nobody has been seen."""
    states = {person.status for person in block.live}
    return bool(states) and not states & {Status.IN_PROGRESS, Status.DONE}


@dataclass(frozen=True)
class Counts:
    """The figures beside the date."""

    booked: int
    arrived: int
    late: int


def counts(book: Book, now: datetime) -> Counts:
    """How many people are booked, have arrived, and are late."""
    states = [(person.status, block.starts_at) for block in book.blocks for person in block.people]
    here = {Status.ARRIVED, Status.IN_PROGRESS, Status.DONE}
    return Counts(
        booked=sum(status is not Status.CANCELLED for status, _ in states),
        arrived=sum(status in here for status, _ in states),
        late=sum(rules.is_late(status, starts_at, now) for status, starts_at in states),
    )
