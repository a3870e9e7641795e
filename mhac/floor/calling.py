"""Calling to a station: who is asked in, who is passed over for now, and the way back from both."""

from datetime import timedelta

from sqlalchemy import select

from mhac.floor.rules import LONGEST_SKIP, SKIP_MINUTES
from mhac.floor.visits import Seen, forget_call, forget_skip, in_order, locked, tell, who_called
from mhac.kernel.errors import Invalid, Refused
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.scheduling.records import Room


def call(uow: UnitOfWork, *, visits: tuple[Seen, ...], room: str = "") -> None:
    """Call a person, or a family as one, to the station where they wait; a second call is counted.

    `room` is the name of the room where somebody expects them, where the station has several. Raises `StaleEdit`
    ("floor.already_called") when another desk was quicker, `Refused` ("floor.room_unknown") for a room given up.
    """
    uow.require("floor.call")
    if room and uow.session.scalar(select(Room.id).where(Room.name == room, Room.active)) is None:
        raise Refused("floor.room_unknown", room=room)
    found = [locked(uow, seen) for seen in in_order(visits)]
    now = uow.now()
    for visit in found:
        forget_skip(visit)
        visit.called_at, visit.called_by_id, visit.called_by = now, uow.actor.user_id, uow.actor.name
        visit.calls += 1
        visit.called_room = room
    uow.session.flush()
    tell(uow, found)


def take_call_back(uow: UnitOfWork, *, visits: tuple[Seen, ...], own: bool = False) -> None:
    """Take a call back: the person waits on, and the wait counts from where it began.

    `own` takes back only the actor's own call. Raises `Refused` ("floor.not_called"), `StaleEdit`
    ("floor.already_called") when somebody else has called since.
    """
    uow.require("floor.take_call_back")
    found = [locked(uow, seen) for seen in in_order(visits)]
    for visit in found:
        if visit.called_at is None:
            raise Refused("floor.not_called", ticket=visit.ticket)
        if own and visit.called_by_id != uow.actor.user_id:
            raise who_called(visit)
        forget_call(visit)
    uow.session.flush()
    tell(uow, found)


def skip(uow: UnitOfWork, *, visits: tuple[Seen, ...], reason: str, minutes: int = SKIP_MINUTES) -> None:
    """Pass somebody over for some minutes, with the reason; then he has his old place in the queue again."""
    uow.require("floor.skip")
    if not reason.strip():
        raise Invalid("floor.reason_missing", field="reason")
    if not 1 <= minutes <= LONGEST_SKIP:
        raise Invalid("floor.skip_too_long", field="minutes", most=LONGEST_SKIP)
    found = [locked(uow, seen) for seen in in_order(visits)]
    now = uow.now()
    for visit in found:
        forget_call(visit)
        visit.skipped_at, visit.skipped_until = now, now + timedelta(minutes=minutes)
        visit.skipped_by, visit.skip_reason = uow.actor.name, reason.strip()[:300]
    uow.session.flush()
    tell(uow, found)


def resume(uow: UnitOfWork, *, visits: tuple[Seen, ...]) -> None:
    """Let somebody who was passed over have his place again at once.

    Raises `Refused` ("floor.not_skipped").
    """
    uow.require("floor.resume")
    found = [locked(uow, seen) for seen in in_order(visits)]
    for visit in found:
        if visit.skipped_until is None:
            raise Refused("floor.not_skipped", ticket=visit.ticket)
        forget_skip(visit)
    uow.session.flush()
    tell(uow, found)
