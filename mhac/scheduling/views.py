"""What the appointment book hands to screens and papers: plain frozen values, no rows of the database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from mhac.registration.names import display
from mhac.scheduling import rules
from mhac.scheduling.rules import RELEASED, DayHours, OpenDay, PartOfDay, Span, Status


@dataclass(frozen=True, slots=True)
class RoomRow:
    """A column of the book."""

    id: int
    name: str
    kind: str
    active: bool
    version: int


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """What can be booked."""

    id: int
    code: str
    name: str
    translations: Mapping[str, str]
    minutes: int
    minutes_each_more: int
    room_kind: str
    stations: tuple[str, ...]
    active: bool
    version: int
    capacity: int | None = None
    taken_by: tuple[str, ...] = ()
    """The roles that take it; none means every clinician."""

    def minutes_for(self, persons: int) -> int:
        """How long a block for so many people is."""
        return rules.minutes_for(self.minutes, self.minutes_each_more, persons)


@dataclass(frozen=True, slots=True)
class ClosureRow:
    """A closed date, of the clinic or of one room; with times only a part of the day, in minutes after midnight."""

    id: int
    day: date
    room_id: int | None
    reason: str
    closed_from: int | None = None
    closed_to: int | None = None

    @property
    def whole_day(self) -> bool:
        """Whether it is closed from morning to evening."""
        return self.closed_from is None or self.closed_to is None

    def span(self, zone: ZoneInfo) -> Span:
        """From when to when it is closed."""
        if self.closed_from is None or self.closed_to is None:
            return rules.day_span(self.day, zone)
        return Span(rules.at(self.day, self.closed_from, zone), rules.at(self.day, self.closed_to, zone))


@dataclass(frozen=True, slots=True)
class ClinicianRow:
    """Somebody of the house, who can be asked for by name while he is active and in such a role."""

    id: int
    name: str
    login: str
    roles: tuple[str, ...]
    active: bool

    def takes(self, service: ServiceRow) -> bool:
        """Whether he can be booked for a service."""
        return self.active and rules.takes(self.roles, service.taken_by)


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands still in the book: rooms, services, hours, closures and staff; kept by the screen."""

    rooms: tuple[RoomRow, ...]
    services: tuple[ServiceRow, ...]
    hours: Mapping[int, DayHours]
    closures: tuple[ClosureRow, ...]
    capacity: int | None = None
    staff: tuple[ClinicianRow, ...] = ()

    def clinician(self, clinician_id: int | None) -> ClinicianRow | None:
        """The clinician of that number, also one who left."""
        return next((each for each in self.staff if each.id == clinician_id), None)

    def clinicians(self, service: ServiceRow | None = None) -> tuple[ClinicianRow, ...]:
        """Who can be asked for by name: for a service, or for any that is offered."""
        wanted = [each for each in self.services if each.active] if service is None else [service]
        return tuple(each for each in self.staff if any(each.takes(one) for one in wanted))

    def room(self, room_id: int) -> RoomRow | None:
        """The room of that number."""
        return next((room for room in self.rooms if room.id == room_id), None)

    def service(self, service_id: int) -> ServiceRow | None:
        """The service of that number."""
        return next((service for service in self.services if service.id == service_id), None)

    def last_open_day(self, before: date, zone: ZoneInfo) -> date:
        """The clinic's last working day before a date; the day before when none is near."""
        days = [before - timedelta(days=back) for back in range(1, 15)]
        return next((day for day in days if self.open_day(day, zone).spans_of()), days[0])

    def open_day(self, day: date, zone: ZoneInfo) -> OpenDay:
        """When the clinic is open on a day."""
        return open_day(day, self.hours.get(day.weekday()), self.closures, zone, self.capacity)


def open_day(
    day: date, hours: DayHours | None, closures: Iterable[ClosureRow], zone: ZoneInfo, capacity: int | None = None
) -> OpenDay:
    """When the clinic is open on a day, from the hours of its weekday and what is closed."""
    that_day = [closure for closure in closures if closure.day == day]
    whole = next((each.reason for each in that_day if each.room_id is None and each.whole_day), "")
    rooms = {each.room_id: each.reason for each in that_day if each.room_id is not None and each.whole_day}
    parts = sorted((each for each in that_day if not each.whole_day), key=lambda each: (each.closed_from or 0, each.id))
    shut = [rules.Shut(each.span(zone), each.reason, each.room_id) for each in parts]
    return rules.open_day(day, hours, zone, closed_reason=whole, rooms_closed=rooms, capacity=capacity, shut=shut)


class PersonInBlock(NamedTuple):
    """One person of a block and where his or her appointment stands."""

    person_id: int
    family_name: str
    given_names: str
    status: Status

    @property
    def name(self) -> str:
        """The name as the clinic writes it."""
        return display(self.family_name, self.given_names)


class Block(NamedTuple):
    """An appointment as the book draws it; a named tuple, for a day has hundreds and is read at every change."""

    id: int
    version: int
    room_id: int
    service_id: int
    starts_at: datetime
    ends_at: datetime
    case_id: int | None
    case_number: str
    country: str
    category: str
    label: str
    note: str
    walk_in: bool
    people: tuple[PersonInBlock, ...]
    clinician_id: int | None = None

    @property
    def span(self) -> Span:
        """Its stretch of time."""
        return Span(self.starts_at, self.ends_at)

    @property
    def status(self) -> Status:
        """The state of the block as a whole."""
        return rules.block_status([person.status for person in self.people])

    @property
    def live(self) -> tuple[PersonInBlock, ...]:
        """The people for whom room and time are still held."""
        return tuple(person for person in self.people if person.status not in RELEASED)


@dataclass(frozen=True, slots=True)
class FreeSlot:
    """A free stretch, long enough for what was asked."""

    room_id: int
    room: str
    span: Span


@dataclass(frozen=True, slots=True)
class AppointmentRow:
    """One appointment of a person, as the file shows it."""

    id: int
    version: int
    starts_at: datetime
    ends_at: datetime
    room: str
    service_id: int
    service: str
    status: Status
    reason: str
    persons: int


@dataclass(frozen=True, slots=True)
class Absent:
    """A block whose people did not come and have no later appointment."""

    appointment_id: int
    version: int
    day: date
    service_id: int
    case_id: int | None
    label: str
    people: tuple[PersonInBlock, ...]
    phone: str
    reason: str = ""


class WaitingName(NamedTuple):
    """One of the people of an entry of the waiting list."""

    person_id: int
    family_name: str
    given_names: str

    @property
    def name(self) -> str:
        """The name as the clinic writes it."""
        return display(self.family_name, self.given_names)


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """People who wait for a time: for what, why, and until when it helps."""

    id: int
    version: int
    service_id: int
    case_id: int | None
    case_number: str
    reason: str
    by_day: date | None
    by_reason: str
    part_of_day: PartOfDay
    added_at: datetime
    people: tuple[WaitingName, ...]
    phone: str
    booked_at: datetime | None
    """When one of them is booked for the same service already: the entry may be settled."""
    clinician_id: int | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """A free time that fits somebody who waits."""

    entry: WaitingRow
    slot: FreeSlot


class Load(NamedTuple):
    """A block as a week or a month counts it; a named tuple, for a month has thousands."""

    room_id: int
    starts_at: datetime
    ends_at: datetime
    persons: int
    status: Status
