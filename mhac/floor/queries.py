"""The questions of the clinic floor: who is where and for how long, and who stands at the arrival desk."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, select

from mhac.floor import rules
from mhac.floor.records import StationMove, Visit
from mhac.floor.rules import Figures, Outcome, Stay, VisitStatus, Waiting
from mhac.floor.stations import concluding_stations
from mhac.kernel import search
from mhac.kernel.clock import day_of
from mhac.kernel.records import moment_of, stored
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.registration import queries as registration
from mhac.registration.birth import BirthDate, Precision
from mhac.registration.names import display
from mhac.registration.records import Case, Person
from mhac.registration.rules import PersonRow
from mhac.scheduling import queries as scheduling
from mhac.scheduling.records import Appointment, Room, Service
from mhac.scheduling.rules import Status
from mhac.scheduling.views import Block

BlockNames = tuple[str, str, Mapping[str, str]]  # the room, the service, the service in the clinic's languages

_V: Any = Visit.__table__.c
_M: Any = StationMove.__table__.c
_N: Any = Person.__table__.c
_C: Any = Case.__table__.c
_A: Any = Appointment.__table__.c
_TABLES: Any = (
    Visit.__table__.join(Person.__table__, _N.id == _V.person_id)
    .join(Appointment.__table__, _A.id == _V.appointment_id)
    .outerjoin(Case.__table__, _C.id == _V.case_id)
)


# Asked at every change of the floor: built once, with the day left open, and read as the driver gives it.
_COLUMNS: tuple[Any, ...] = (
    _V.id, _V.version, _V.person_id, _V.appointment_id, _V.case_id, _V.number, _V.member, _V.ticket,
    _N.family_name, _N.given_names, _N.sex, stored(_N.birth_earliest), stored(_N.birth_latest), _N.birth_precision,
    stored(_N.birth_estimated), _C.number.label("case_number"), _C.country, _C.category, _A.service_id,
    stored(_V.arrived_at), _V.identity_outcome, _V.identity_reason, _V.station, stored(_V.station_since), _V.status,
    stored(_V.ended_at), _V.end_reason, stored(_V.called_at), _V.called_by_id, _V.called_by, _V.called_room, _V.calls,
    stored(_V.skipped_until), _V.skip_reason,
)  # fmt: skip
_DAY: Any = bindparam("day", type_=_V.day.type)
_ROWS: Any = (
    select(*_COLUMNS).select_from(_TABLES).where(_V.day == _DAY).order_by(_V.station_since, _V.id)
)  # fmt: skip
_VISITED: Any = (
    select(_M.visit_id, _M.from_station)
    .select_from(StationMove.__table__.join(Visit.__table__, _V.id == _M.visit_id))
    .where(_V.day == _DAY, _M.undone_at.is_(None))
    .order_by(_M.id)
)
_INSIDE: Any = select(_V.person_id).where(_V.day == _DAY, _V.status == VisitStatus.OPEN.value)
_CALLED: Any = select(_V.number, _V.member, _V.station, _V.called_at, _V.called_room).where(
    _V.day == _DAY, _V.status == VisitStatus.OPEN.value
)
_ORDERS: Any = select(Service.__table__.c.id, Service.__table__.c.stations)
_PLACES: Any = (
    select(Room.__table__.c.name, Room.__table__.c.kind)
    .where(Room.__table__.c.active)
    .order_by(Room.__table__.c.position, Room.__table__.c.id)
)
_OUTCOME = {outcome.value: outcome for outcome in Outcome}
_STATUS = {status.value: status for status in VisitStatus}


class VisitRow(NamedTuple):
    """One person on the floor."""

    id: int
    version: int
    person_id: int
    appointment_id: int
    case_id: int | None
    number: int
    member: str
    ticket: str
    family_name: str
    given_names: str
    sex: str
    birth: BirthDate | None
    case_number: str
    country: str
    category: str
    service_id: int
    arrived_at: datetime
    identity: Outcome
    identity_reason: str
    station: str
    station_since: datetime
    status: VisitStatus
    ended_at: datetime | None
    end_reason: str
    visited: tuple[str, ...]
    next_station: str
    asked: frozenset[str] | None = None  # the stations that something is still wanted from, where that is known
    called_at: datetime | None = None
    called_by_id: int | None = None
    called_by: str = ""
    called_room: str = ""
    calls: int = 0
    skipped_until: datetime | None = None
    skip_reason: str = ""

    @property
    def name(self) -> str:
        """The name as the clinic writes it."""
        return display(self.family_name, self.given_names)

    def minutes(self, now: datetime) -> int:
        """How long the person has been at the station."""
        return rules.waited(self.station_since, now)


class CallRoom(NamedTuple):
    """A room that a call can name."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class FloorView:
    """The whole floor of a day."""

    day: date
    visits: tuple[VisitRow, ...]
    expected: int

    def figures(self, now: datetime) -> Figures:
        """The figures above the floor, at this moment."""
        stays = [Stay(v.status, v.station, v.station_since, v.arrived_at, v.ended_at) for v in self.visits]
        return rules.figures(stays, self.expected, now)


@dataclass(frozen=True, slots=True)
class Hit:
    """What a scan or a search at the arrival desk found: somebody with an appointment today, or without one."""

    person: PersonRow
    block: Block | None
    room: str
    service: str
    status: Status | None
    ticket: str
    other_day: datetime | None = None  # when the appointment of the scanned slip is, if it is not today
    service_words: Mapping[str, str] = field(default_factory=dict)  # the service in the clinic's languages


def floor_view(uow: UnitOfWork, day: date, *, asked: Mapping[int, frozenset[str]] | None = None) -> FloorView:
    """Everybody who has arrived on a day, with the proposed next station.

    `asked` names, by person, the stations that something is still wanted from; where that is not known, the next
    station follows from the order of the service.
    """
    uow.require("floor.see_floor")
    services: Any = uow.rows(_ORDERS, {}).all()
    orders = {number: tuple(stations) for number, stations in services}
    visited = _visited(uow, day)
    known = asked or {}
    visits = tuple(_visit_row(row, orders, visited, known) for row in uow.rows(_ROWS, {"day": day}).all())
    return FloorView(day, visits, scheduling.waiting_today(uow, day))


def rooms(uow: UnitOfWork) -> tuple[CallRoom, ...]:
    """The rooms of the clinic's own list that somebody can be called to."""
    uow.require("floor.see_floor")
    found: Any = uow.rows(_PLACES, {}).all()
    return tuple(CallRoom(name, kind) for name, kind in found)


def people_inside(uow: UnitOfWork, day: date) -> tuple[int, ...]:
    """Return who is on the floor, for the rooms that know what is still asked of them."""
    uow.require("floor.see_floor")
    return tuple(uow.rows(_INSIDE, {"day": day}).scalars().all())


def called(uow: UnitOfWork, day: date) -> tuple[Waiting, ...]:
    """Who is inside and who of them is called, for the wall of the waiting room; it reads no name."""
    uow.require("floor.see_floor")
    rows: Any = uow.rows(_CALLED, {"day": day})
    return tuple(Waiting(*row) for row in rows)


def in_clinic(uow: UnitOfWork, day: date) -> int:
    """How many people are inside, for the mark beside the name of the screen."""
    uow.require("floor.see_floor")
    inside = select(func.count()).where(_V.day == day, _V.status == VisitStatus.OPEN.value)
    return int(uow.session.scalar(inside) or 0)


def find_arrivals(uow: UnitOfWork, text: str, day: date, *, limit: int = 12) -> tuple[Hit, ...]:
    """Who may be standing at the desk: by any part of a name, any number, or the barcode of the slip.

    A slip finds everybody in its block, also on the wrong day; people with an appointment today come first.
    """
    uow.require("floor.arrive")
    slip = scheduling.appointment_by_number(text)
    slips = [slip] if slip is not None else []
    other_day = None
    if slip is None:
        person_ids = [key for _, key in search.find(uow.connection, text, limit=limit)]
    else:
        person_ids, other_day = _of_another_day(uow, slip, day)
    blocks = scheduling.find_blocks(uow, day, person_ids=person_ids, appointment_ids=slips)
    by_slip = [person.person_id for block in blocks if block.id in slips for person in block.people]
    wanted = list(dict.fromkeys([*by_slip, *person_ids]))
    people = registration.people(uow, wanted)
    tickets = _open_tickets(uow, wanted)
    names = _names(uow, blocks)
    hits = [_hit(people[i], blocks, names, tickets) for i in wanted if i in people]
    if other_day is not None:
        hits = [replace(hit, other_day=other_day) for hit in hits]
    return tuple(sorted(hits, key=lambda hit: hit.block is None))


def _of_another_day(uow: UnitOfWork, slip: int, day: date) -> tuple[list[int], datetime | None]:
    """Who is on a slip that is not for today, and for when it is; people come on the wrong day every day."""
    block = scheduling.block(uow, slip)
    if block is None or day_of(block.starts_at, uow.zone) == day:
        return [], None
    return [person.person_id for person in block.live or block.people], block.starts_at


def block_hits(uow: UnitOfWork, appointment_id: int) -> tuple[Hit, ...]:
    """Everybody of one block, for letting them in from the book."""
    uow.require("floor.arrive")
    block = scheduling.block(uow, appointment_id)
    if block is None:
        return ()
    ids = [person.person_id for person in block.people]
    people, tickets, names = registration.people(uow, ids), _open_tickets(uow, ids), _names(uow, [block])
    return tuple(_hit(people[i], [block], names, tickets) for i in ids if i in people)


def person_hit(uow: UnitOfWork, person_id: int, day: date) -> Hit | None:
    """One person at the desk, with the appointment of the day if there is one."""
    uow.require("floor.arrive")
    people = registration.people(uow, [person_id])
    if person_id not in people:
        return None
    blocks = scheduling.find_blocks(uow, day, person_ids=[person_id], appointment_ids=[])
    return _hit(people[person_id], blocks, _names(uow, blocks), _open_tickets(uow, [person_id]))


def _hit(
    person: PersonRow, blocks: Iterable[Block], names: Mapping[int, BlockNames], tickets: Mapping[int, str]
) -> Hit:
    states = {(b.id, p.person_id): p.status for b in blocks for p in b.people}
    mine = [block for block in blocks if states.get((block.id, person.id)) not in {None, Status.CANCELLED}]
    # The block that is still to come counts; else the one that shows what became of it.
    mine.sort(key=lambda block: (states[block.id, person.id] is not Status.BOOKED, block.starts_at))
    block = mine[0] if mine else None
    room, service, spoken = names[block.id] if block else ("", "", {})
    status = states[block.id, person.id] if block else None
    return Hit(person, block, room, service, status, tickets.get(person.id, ""), service_words=spoken)


def _names(uow: UnitOfWork, blocks: Iterable[Block]) -> dict[int, BlockNames]:
    blocks = list(blocks)
    if not blocks:
        return {}
    book = scheduling.frame(uow)
    named = {}
    for block in blocks:
        room, service = book.room(block.room_id), book.service(block.service_id)
        spoken = service.translations if service else {}
        named[block.id] = (room.name if room else "", service.name if service else "", spoken)
    return named


def _open_tickets(uow: UnitOfWork, person_ids: list[int]) -> dict[int, str]:
    if not person_ids:
        return {}
    rows = uow.session.execute(select(_V.person_id, _V.ticket).where(_V.open_person_id.in_(person_ids)))
    return {row.person_id: row.ticket for row in rows}


def _visited(uow: UnitOfWork, day: date) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    rows: Any = uow.rows(_VISITED, {"day": day}).all()
    for visit_id, station in rows:
        found[visit_id] = (*found.get(visit_id, ()), station)
    return found


def _visit_row(
    row: Any,
    orders: Mapping[int, tuple[str, ...]],
    visited: Mapping[int, tuple[str, ...]],
    asked: Mapping[int, frozenset[str]],
) -> VisitRow:
    (
        key, version, person_id, appointment_id, case_id, number, member, ticket, family_name, given_names, sex,
        earliest, latest, precision, estimated, case_number, country, category, service_id, arrived_at, outcome,
        identity_reason, station, station_since, status, ended_at, end_reason, called_at, called_by_id, called_by,
        called_room, calls, skipped_until, skip_reason,
    ) = row  # fmt: skip
    gone, wanted = visited.get(key, ()), asked.get(person_id)
    return VisitRow(
        key, version, person_id, appointment_id, case_id, number, member, ticket, family_name, given_names, sex,
        _birth(earliest, latest, precision, estimated), case_number or "", country or "", category or "", service_id,
        moment_of(arrived_at), _OUTCOME[outcome], identity_reason, station, moment_of(station_since), _STATUS[status],
        ended_at and moment_of(ended_at), end_reason, gone, _next(orders.get(service_id, ()), station, gone, wanted),
        wanted, called_at and moment_of(called_at), called_by_id, called_by, called_room, calls,
        skipped_until and moment_of(skipped_until), skip_reason,
    )  # fmt: skip


@lru_cache(maxsize=1024)  # many people stand at one station with the same still to do
def _next(order: tuple[str, ...], current: str, visited: tuple[str, ...], asked: frozenset[str] | None) -> str:
    return rules.next_station(order, current, visited=visited, asked=asked, concluding=concluding_stations())


@lru_cache(maxsize=2048)
def _birth(
    earliest: str | date | None, latest: str | date | None, precision: str, estimated: bool | int
) -> BirthDate | None:
    """The birth date of stored values: text on SQLite, dates on PostgreSQL."""
    if earliest is None or latest is None:
        return None
    return BirthDate(_day(earliest), _day(latest), Precision(precision), bool(estimated))


def _day(value: str | date) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value
