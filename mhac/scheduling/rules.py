"""The rules of the appointment book: quarter hours, opening hours, clashes and the ladder of states.

The book counts in quarter hours, so that a clash is a plain comparison of numbers and the database itself
can refuse a double booking. Times are UTC; opening hours are the wall clock of the clinic's zone, so a zone
with summer time keeps its hours on the days when the clock is changed.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum, StrEnum
from itertools import pairwise
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

SLOT_MINUTES = 15
SLOT = timedelta(minutes=SLOT_MINUTES)
DAY_MINUTES = 24 * 60
LATE_AFTER = timedelta(minutes=15)
LONGEST_MINUTES = 10 * 60

_DESK = ("receptionist", "nurse", "physician")
_EVERYBODY = ("receptionist", "nurse", "physician", "administrator")
PERMISSIONS: dict[str, tuple[str, ...]] = {
    "scheduling.see_book": _EVERYBODY,
    "scheduling.book": _DESK,
    "scheduling.book_now": _DESK,
    "scheduling.move": _DESK,
    "scheduling.cancel": _DESK,
    "scheduling.change_note": _DESK,
    "scheduling.mark_missed": _DESK,
    "scheduling.put_back": _DESK,
    "scheduling.book_series": _DESK,
    "scheduling.import_bookings": _DESK,
    "scheduling.exceed_capacity": ("nurse", "physician"),
    "scheduling.wait_for": _DESK,
    "scheduling.book_waiting": _DESK,
    "scheduling.wait_again": _DESK,
    "scheduling.stop_waiting": _DESK,
    "scheduling.define_room": ("administrator",),
    "scheduling.define_service": ("administrator",),
    "scheduling.define_hours": ("administrator",),
    "scheduling.close_day": ("administrator",),
    "scheduling.reopen_day": ("administrator",),
    "scheduling.define_capacity": ("administrator",),
}


CLINICIANS = ("nurse", "physician")
"""The roles that can be asked for by name."""


def takes(roles: Iterable[str], taken_by: Collection[str]) -> bool:
    """Whether somebody in these roles takes a service; a service that names no role is taken by every clinician."""
    return bool(set(roles) & set(taken_by or CLINICIANS))


class Keep(Enum):
    """That something is left as it is, where nothing would mean nobody."""

    AS_IT_IS = "as_it_is"


KEEP: Final = Keep.AS_IT_IS
WhoElse = int | None | Literal[Keep.AS_IT_IS]
"""A clinician, nobody in particular, or whoever it is already."""


class Status(StrEnum):
    """Where one person's appointment stands."""

    BOOKED = "booked"
    ARRIVED = "arrived"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    CANCELLED = "cancelled"
    MISSED = "missed"


# Forward only, except back to booked: a wrong click is taken back by beginning again.
_LADDER: Mapping[Status, frozenset[Status]] = {
    Status.BOOKED: frozenset({Status.ARRIVED, Status.CANCELLED, Status.MISSED}),
    Status.ARRIVED: frozenset({Status.IN_PROGRESS, Status.DONE, Status.CANCELLED, Status.BOOKED}),
    Status.IN_PROGRESS: frozenset({Status.DONE, Status.CANCELLED, Status.BOOKED}),
    Status.DONE: frozenset({Status.BOOKED}),
    Status.CANCELLED: frozenset({Status.BOOKED}),
    Status.MISSED: frozenset({Status.BOOKED}),
}
RELEASED = frozenset({Status.CANCELLED, Status.MISSED})
"""States in which the room and the person are free again."""

EXPECTED = frozenset({Status.BOOKED, Status.ARRIVED, Status.IN_PROGRESS})
"""States in which somebody still comes, or is here."""

# A block shows the state of the people in it: who is being seen counts before who is expected.
_BLOCK_ORDER = (Status.IN_PROGRESS, Status.ARRIVED, Status.BOOKED, Status.DONE, Status.MISSED, Status.CANCELLED)


def may_become(before: Status, after: Status) -> bool:
    """Whether a person's appointment may go from one state to the other."""
    return after in _LADDER[before]


def block_status(statuses: Iterable[Status]) -> Status:
    """The state of a whole block from the states of its people."""
    found = set(statuses)
    return next((status for status in _BLOCK_ORDER if status in found), Status.CANCELLED)


def is_late(status: Status, starts_at: datetime, now: datetime) -> bool:
    """Whether somebody who is expected should have been here by now."""
    return status is Status.BOOKED and now >= starts_at + LATE_AFTER


@dataclass(frozen=True, slots=True)
class Conflict:
    """Why a time cannot be taken: a code and what the words need; the words live with the screens."""

    code: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of time, from the first moment to the first moment after it (UTC)."""

    starts_at: datetime
    ends_at: datetime

    @property
    def minutes(self) -> int:
        """How long it is."""
        return int((self.ends_at - self.starts_at).total_seconds()) // 60

    def overlaps(self, other: "Span") -> bool:
        """Whether both share at least a moment."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def holds(self, other: "Span") -> bool:
        """Whether the other lies wholly inside."""
        return self.starts_at <= other.starts_at and other.ends_at <= self.ends_at

    def without(self, other: "Span") -> "tuple[Span, ...]":
        """What is left of it before and after the other."""
        if not self.overlaps(other):
            return (self,)
        parts = (Span(self.starts_at, other.starts_at), Span(other.ends_at, self.ends_at))
        return tuple(part for part in parts if part.starts_at < part.ends_at)


def appointment_number(appointment_id: int) -> str:
    """The number on the slip and in its barcode."""
    return f"AP-{appointment_id:06d}"


def slot_number(moment: datetime) -> int:
    """The quarter hour in which a moment lies, counted from the epoch."""
    return int(moment.timestamp()) // (SLOT_MINUTES * 60)


def slot_start(number: int) -> datetime:
    """The first moment of a quarter hour."""
    return datetime.fromtimestamp(number * SLOT_MINUTES * 60, UTC)


def slots_of(span: Span) -> range:
    """The quarter hours that a stretch touches."""
    return range(slot_number(span.starts_at), -(-int(span.ends_at.timestamp()) // (SLOT_MINUTES * 60)))


def starts_on_a_slot(moment: datetime) -> bool:
    """Whether a time is a whole quarter hour."""
    return moment == slot_start(slot_number(moment))


def minutes_for(minutes: int, minutes_each_more: int, persons: int) -> int:
    """How long a block for so many people is, in whole quarter hours."""
    wanted = minutes + minutes_each_more * max(0, persons - 1)
    return max(SLOT_MINUTES, -(-wanted // SLOT_MINUTES) * SLOT_MINUTES)


def at(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """The moment (UTC) at which the clinic's clock shows so many minutes after midnight.

    A time that the clock skips is the moment of the skip; of a time that it shows twice, the first counts.
    """
    wall = datetime.combine(day, time(0)) + timedelta(minutes=minutes)
    moment = wall.replace(tzinfo=zone).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == wall:
        return moment
    step = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    offset_after = moment.astimezone(zone).utcoffset()
    while step.astimezone(zone).utcoffset() != offset_after:
        step += SLOT
    return slot_start(slot_number(step))


def day_span(day: date, zone: ZoneInfo) -> Span:
    """The clinic's whole day, midnight to midnight."""
    return Span(at(day, 0, zone), at(day, DAY_MINUTES, zone))


@dataclass(frozen=True, slots=True)
class DayHours:
    """Opening hours of one weekday (Monday is 0), in minutes after midnight on the clinic's clock."""

    weekday: int
    opens: int
    closes: int
    break_from: int | None = None
    break_to: int | None = None


def hours_fault(hours: DayHours) -> Conflict | None:
    """What is wrong with typed opening hours, or nothing."""
    if not 0 <= hours.weekday <= 6:
        return Conflict("scheduling.weekday_unknown", {"weekday": hours.weekday})
    marks = [hours.opens, hours.closes]
    if (hours.break_from is None) != (hours.break_to is None):
        return Conflict("scheduling.break_half_given")
    if hours.break_from is not None and hours.break_to is not None:
        marks = [hours.opens, hours.break_from, hours.break_to, hours.closes]
    if any(mark % SLOT_MINUTES for mark in marks):
        return Conflict("scheduling.not_on_quarter_hour", {"minutes": next(m for m in marks if m % SLOT_MINUTES)})
    if marks[0] < 0 or marks[-1] > DAY_MINUTES or any(a >= b for a, b in pairwise(marks)):
        return Conflict("scheduling.hours_out_of_order", {"opens": hours.opens, "closes": hours.closes})
    return None


def closed_times_fault(begins: int | None, ends: int | None) -> Conflict | None:
    """What is wrong with the times of a closure, in minutes after midnight; without any it is the whole day."""
    if begins is None and ends is None:
        return None
    if begins is None or ends is None:
        return Conflict("scheduling.closed_half_given")
    if odd := [mark for mark in (begins, ends) if mark % SLOT_MINUTES]:
        return Conflict("scheduling.not_on_quarter_hour", {"minutes": odd[0]})
    if not 0 <= begins < ends <= DAY_MINUTES:
        return Conflict("scheduling.closed_out_of_order")
    return None


@dataclass(frozen=True, slots=True)
class Shut:
    """A stretch of a day in which the clinic, or one room, is closed all the same, and why."""

    span: Span
    reason: str
    room_id: int | None = None

    def touches(self, span: Span, room_id: int | None) -> bool:
        """Whether a stretch in a room falls into it."""
        return self.room_id in (None, room_id) and self.span.overlaps(span)


@dataclass(frozen=True, slots=True)
class OpenDay:
    """When the clinic is open on one day, and what is closed all the same."""

    day: date
    spans: tuple[Span, ...]
    closed_reason: str = ""
    rooms_closed: Mapping[int, str] = field(default_factory=dict)
    capacity: int | None = None
    """How many people may begin in one half hour, in the whole clinic; nothing is no limit."""
    shut: tuple[Shut, ...] = ()
    """The parts of the day for which the clinic or a room is closed; `spans` are the hours without them."""

    def spans_of(self, room_id: int | None = None) -> tuple[Span, ...]:
        """When a room can be booked; without a room, when the clinic is open at all."""
        if room_id is not None and room_id in self.rooms_closed:
            return ()
        left = self.spans
        for closed in self.shut:
            if closed.room_id in (None, room_id):
                left = tuple(part for span in left for part in span.without(closed.span))
        return left

    @property
    def pause(self) -> Span | None:
        """The lunch closure, if there is one."""
        return Span(self.spans[0].ends_at, self.spans[1].starts_at) if len(self.spans) > 1 else None


def open_day(
    day: date,
    hours: DayHours | None,
    zone: ZoneInfo,
    *,
    closed_reason: str = "",
    rooms_closed: Mapping[int, str] | None = None,
    capacity: int | None = None,
    shut: Iterable[Shut] = (),
) -> OpenDay:
    """One day of the book from the weekday's hours and the closures of that date."""
    if hours is None or closed_reason:
        return OpenDay(day, (), closed_reason, rooms_closed or {}, capacity)
    marks = [hours.opens, hours.closes]
    if hours.break_from is not None and hours.break_to is not None:
        marks = [hours.opens, hours.break_from, hours.break_to, hours.closes]
    moments = [at(day, mark, zone) for mark in marks]
    pairs = zip(moments[::2], moments[1::2], strict=True)
    spans = tuple(Span(a, b) for a, b in pairs if a < b)
    return OpenDay(day, spans, "", rooms_closed or {}, capacity, tuple(shut))


def hours_conflict(span: Span, opened: OpenDay, room_id: int | None = None) -> Conflict | None:
    """Why the clinic, or that room, is not open for the whole stretch."""
    if not opened.spans and not opened.closed_reason:
        return Conflict("scheduling.weekday_closed", {"day": opened.day})
    if not opened.spans:
        return Conflict("scheduling.day_closed", {"day": opened.day, "reason": opened.closed_reason})
    if room_id is not None and room_id in opened.rooms_closed:
        return Conflict("scheduling.room_closed", {"day": opened.day, "reason": opened.rooms_closed[room_id]})
    for closed in opened.shut:
        if closed.touches(span, room_id):
            code = "scheduling.part_closed" if closed.room_id is None else "scheduling.room_part_closed"
            begins, ends = closed.span.starts_at, closed.span.ends_at
            return Conflict(code, {"starts_at": begins, "ends_at": ends, "reason": closed.reason})
    if any(open_span.holds(span) for open_span in opened.spans):
        return None
    first, last = opened.spans[0].starts_at, opened.spans[-1].ends_at
    if span.starts_at < first or span.ends_at > last:
        return Conflict("scheduling.outside_hours", {"opens": first, "closes": last})
    pause = opened.pause
    assert pause is not None, "inside the day and in no open stretch: it touches the pause"
    return Conflict("scheduling.pause", {"pause_from": pause.starts_at, "pause_to": pause.ends_at})


def past_conflict(starts_at: datetime, now: datetime) -> Conflict | None:
    """The running quarter hour can still be taken, an earlier one cannot."""
    if slot_number(starts_at) < slot_number(now):
        return Conflict("scheduling.in_the_past", {"starts_at": starts_at})
    return None


@dataclass(frozen=True, slots=True)
class Busy:
    """A stretch that a room, a person or a clinician already gives to an appointment."""

    kind: str  # "room", "clinician" or "person"
    owner_id: int
    owner: str
    appointment_id: int
    label: str
    room: str
    span: Span


_FIRST_SAID = ("room", "clinician", "person")


def busy_conflict(
    span: Span, room_id: int, person_ids: Collection[int], busy: Iterable[Busy], clinician_id: int | None = None
) -> Conflict | None:
    """The first clash of a wanted block with what is booked: the room's, then the clinician's, then a person's."""
    wanted = {("room", room_id), ("clinician", clinician_id), *(("person", number) for number in person_ids)}
    clashes = [other for other in busy if (other.kind, other.owner_id) in wanted and other.span.overlaps(span)]
    if not clashes:
        return None
    first = min(clashes, key=lambda other: (_FIRST_SAID.index(other.kind), other.span.starts_at, other.owner))
    values: dict[str, Any] = {
        "room": first.room,
        "starts_at": first.span.starts_at,
        "ends_at": first.span.ends_at,
        "label": first.label,
    }
    if first.kind == "room":
        return Conflict("scheduling.room_taken", values)
    if first.kind == "clinician":
        return Conflict("scheduling.clinician_taken", {**values, "clinician": first.owner})
    return Conflict("scheduling.person_taken", {**values, "person": first.owner})


def free_stretches(
    spans: Sequence[Span], taken: Collection[int], needed: int, not_before: int, full: Collection[int] = ()
) -> Iterator[int]:
    """The first quarter hour of every free stretch that is long enough, in order of time.

    No block may begin in a half hour that is `full`.
    """
    return (start for start, fresh in _free(spans, taken, needed, not_before, full) if fresh)


def free_starts(
    spans: Sequence[Span], taken: Collection[int], needed: int, not_before: int, full: Collection[int] = ()
) -> Iterator[int]:
    """Every quarter hour at which a block of that length can begin, in order of time."""
    return (start for start, _ in _free(spans, taken, needed, not_before, full))


def _free(
    spans: Sequence[Span], taken: Collection[int], needed: int, not_before: int, full: Collection[int]
) -> Iterator[tuple[int, bool]]:
    for span in spans:
        run, fresh = 0, True
        for slot in slots_of(span):
            if slot < not_before or slot in taken:
                run, fresh = 0, True
                continue
            run += 1
            start = slot - needed + 1
            if run >= needed and half_hour(start) not in full:
                yield start, fresh
                fresh = False


def half_hour(slot: int) -> int:
    """The half hour in which a quarter hour lies, counted from the epoch."""
    return slot // 2


def half_hour_span(moment: datetime) -> Span:
    """The half hour in which a moment lies."""
    first = slot_start(half_hour(slot_number(moment)) * 2)
    return Span(first, first + 2 * SLOT)


def capacity_conflict(span: Span, coming: int, limit: int | None, there: int) -> Conflict | None:
    """Why so many more people cannot begin in the half hour of a block: the limit, and how many are there already.

    A family that is larger than the limit itself may begin where nobody else does.
    """
    if limit is None or there + coming <= limit or not there:
        return None
    begins = half_hour_span(span.starts_at).starts_at
    return Conflict("scheduling.over_capacity", {"starts_at": begins, "limit": limit, "there": there, "coming": coming})


class PartOfDay(StrEnum):
    """When somebody on the waiting list can come."""

    ANY = "any"
    MORNING = "morning"
    AFTERNOON = "afternoon"


class WaitingStatus(StrEnum):
    """Where an entry of the waiting list stands."""

    WAITING = "waiting"
    BOOKED = "booked"
    ENDED = "ended"


NOON = 12 * 60


def suits(part: PartOfDay, by_day: date | None, span: Span, zone: ZoneInfo) -> bool:
    """Whether a time suits who waits: in that part of the day, and not later than the last day that helps."""
    begins = span.starts_at.astimezone(zone)
    if by_day is not None and begins.date() > by_day:
        return False
    before_noon = begins.hour * 60 + begins.minute < NOON
    return part is PartOfDay.ANY or (part is PartOfDay.MORNING) == before_noon


def urgency(by_day: date | None, added_at: datetime) -> tuple[bool, date, datetime]:
    """The order of the waiting list: what expires first, then who has waited longest."""
    return (by_day is None, by_day or date.max, added_at)


def in_language(name: str, translations: Mapping[str, str], language: str) -> str:
    """A name of the clinic's own data in the language of the reader, or as the clinic calls it."""
    return translations.get(language) or name
