"""The rules of the clinic floor: tickets, identity at arrival, waiting times, and which station comes next."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median

_EVERYBODY = ("receptionist", "nurse", "physician", "administrator")
_DESK = ("receptionist", "nurse")
_STAFF = ("receptionist", "nurse", "physician")
PERMISSIONS: dict[str, tuple[str, ...]] = {
    "floor.see_floor": _EVERYBODY,
    "floor.arrive": _DESK,
    "floor.walk_in": _DESK,
    "floor.confirm_identity": _STAFF,
    "floor.undo_arrival": _DESK,
    "floor.hand_over": _STAFF,
    "floor.undo_move": _STAFF,
    "floor.finish_visit": _STAFF,
    "floor.call": _STAFF,
    "floor.take_call_back": _STAFF,
    "floor.skip": _STAFF,
    "floor.resume": _STAFF,
}

SERIES = "A"
SKIP_MINUTES = 10
LONGEST_SKIP = 240
WALL_MINUTES = 20
"""How long a called number stays on the wall of the waiting room, as long as it is not handed on."""


GAP_OF_VISITS = timedelta(hours=1)
"""Appointments of one day that lie further apart than this are visits of their own: the person goes and comes back."""


class Outcome(StrEnum):
    """What the comparison of a face with the photo gave."""

    CONFIRMED = "confirmed"
    NOT_CONFIRMED = "not_confirmed"


class Means(StrEnum):
    """What the person was compared with."""

    PHOTO = "photo"
    PAPER = "paper"


class VisitStatus(StrEnum):
    """Where a visit stands."""

    OPEN = "open"
    DONE = "done"
    LEFT = "left"
    UNDONE = "undone"


class Wait(StrEnum):
    """How a waiting time is marked."""

    FINE = "fine"
    WARN = "warn"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class IdentityCheck:
    """The identity check at arrival: what was compared, what came out, and why it could not be confirmed."""

    outcome: Outcome
    means: Means = Means.PHOTO
    reason: str = ""


def member_letter(index: int) -> str:
    """The letter of a family member on a ticket: a, b ... z, aa, ab ..."""
    letters = ""
    index += 1
    while index > 0:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters


def ticket_text(number: int, member: str = "") -> str:
    """What is printed and called: A-07, and A-07b for the second of a family."""
    return f"{SERIES}-{number:02d}{member}"


def waited(since: datetime, now: datetime) -> int:
    """Whole minutes since a moment, never less than none (two workstations' clocks may differ)."""
    return max(0, int((now - since).total_seconds()) // 60)


def wait_mark(minutes: int, warn_minutes: int, long_minutes: int) -> Wait:
    """How a wait is marked by the thresholds of its station."""
    if minutes >= long_minutes:
        return Wait.LONG
    return Wait.WARN if minutes >= warn_minutes else Wait.FINE


def next_station(
    order: Sequence[str],
    current: str,
    *,
    visited: Collection[str] = (),
    asked: Collection[str] | None = None,
    concluding: Collection[str] = (),
) -> str:
    """The proposed next station: the first one of the order that was not visited and comes after the present one.

    `asked` are the stations that something is still wanted from, where that is known; the first and the last
    station of the order (reception, checkout) always count. Nobody is sent to the last one while an earlier station
    that was not visited still has something to do; where an exam ends (`concluding`) one comes back to as long as it
    is asked. Empty when nothing is left.
    """
    begin = order.index(current) + 1 if current in order else 0
    ends = {order[0], order[-1]} if order else set()
    gone = set(visited) - (set(concluding) & set(asked or ()))
    fit = [s for s in order if s != current and s not in gone and (asked is None or s in asked or s in ends)]
    ahead = next((s for s in fit if s in order[begin:]), "")
    if asked is not None and order and ahead == order[-1]:
        return next((s for s in fit if s not in ends and s in asked), ahead)
    return ahead


def is_passed_over(skipped_until: datetime | None, now: datetime) -> bool:
    """Whether somebody who was passed over still lets the others go first."""
    return skipped_until is not None and skipped_until > now


@dataclass(frozen=True, slots=True)
class Call:
    """A number that was called: no name goes with it."""

    ticket: str
    station: str
    at: datetime
    room: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the wall needs of one person inside: family number, letter, station, and the call if there is one."""

    number: int
    member: str
    station: str
    called_at: datetime | None
    room: str = ""


def calls_for_the_wall(inside: Collection[Waiting], now: datetime, *, most: int = 8) -> tuple[Call, ...]:
    """The numbers to show, the last called first; a family that was called as one is one number."""
    families: dict[tuple[int, str], list[Waiting]] = {}
    for each in inside:
        families.setdefault((each.number, each.station), []).append(each)
    found: list[Call] = []
    for (number, station), members in families.items():
        moments = {(each.called_at, each.room) for each in members}
        at, room = next(iter(moments))
        if len(members) > 1 and len(moments) == 1 and at is not None:
            found.append(Call(ticket_text(number), station, at, room))
        else:
            called = [(each, each.called_at) for each in members if each.called_at is not None]
            found.extend(Call(ticket_text(number, each.member), station, since, each.room) for each, since in called)
    recent = [call for call in found if waited(call.at, now) < WALL_MINUTES]
    return tuple(sorted(recent, key=lambda call: (call.at, call.ticket), reverse=True)[:most])


@dataclass(frozen=True, slots=True)
class Stay:
    """What the figures above the floor need of one visit."""

    status: VisitStatus
    station: str
    station_since: datetime
    arrived_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures above the floor."""

    arrived: int
    expected: int
    inside: int
    longest_minutes: int | None
    longest_station: str
    median_minutes: int | None
    finished: int


def figures(stays: Collection[Stay], expected: int, now: datetime) -> Figures:
    """Count the day: who came of whom was expected, who is inside, the longest wait, the median of finished visits."""
    came = [stay for stay in stays if stay.status is not VisitStatus.UNDONE]
    inside = [stay for stay in came if stay.status is VisitStatus.OPEN]
    over = [stay for stay in came if stay.ended_at is not None]
    longest = min(inside, key=lambda stay: stay.station_since, default=None)
    lengths = [waited(stay.arrived_at, stay.ended_at) for stay in over if stay.ended_at is not None]
    return Figures(
        arrived=len(came),
        expected=max(expected, len(came)),
        inside=len(inside),
        longest_minutes=waited(longest.station_since, now) if longest else None,
        longest_station=longest.station if longest else "",
        median_minutes=int(median(lengths)) if lengths else None,
        finished=len(over),
    )


def visits_to_come(
    own: tuple[datetime, datetime], others: Mapping[int, tuple[datetime, datetime]], now: datetime
) -> tuple[int, ...]:
    """Which other appointments of the day, from moment to moment, are not part of the visit that ends now.

    What has begun belongs to the visit, and so does what follows closely on it: people are seen early.
    """
    reach = own[1]
    to_come = []
    for key, (starts_at, ends_at) in sorted(others.items(), key=lambda each: (each[1], each[0])):
        if starts_at <= now or starts_at - reach <= GAP_OF_VISITS:
            reach = max(reach, ends_at)
        else:
            to_come.append(key)
    return tuple(to_come)
