"""The acts of the appointment book as the page asks for them: each returns what its undo must know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mhac.kernel.unit_of_work import UnitOfWork
from mhac.scheduling import notes, queries, service, waiting
from mhac.scheduling.rules import KEEP, Span, WhoElse
from mhac.scheduling.service import Booking, Moved
from mhac.scheduling.views import Block, Offer, WaitingRow


@dataclass(frozen=True)
class Place:
    """Where a block is to go: a room, a start, and its length and its clinician where they change."""

    room_id: int
    starts_at: datetime
    minutes: int | None = None
    clinician_id: WhoElse = KEEP


@dataclass(frozen=True)
class Released:
    """A block whose people are not expected any more, and whom its time would fit."""

    version: int
    offers: tuple[Offer, ...]


@dataclass(frozen=True)
class Displaced:
    """A block that was moved, and whom the time that it left would fit."""

    moved: Moved
    offers: tuple[Offer, ...]


def book(request: Booking, uow: UnitOfWork) -> int:
    """Book a block; who waits for this very service waits no more."""
    entry = waiting.waits_for(uow, request=request)
    if entry is not None:
        return waiting.book_waiting(uow, entry_id=entry[0], version=entry[1], request=request)
    return service.book(uow, request=request)


def book_waiting(entry: WaitingRow, request: Booking, uow: UnitOfWork) -> int:
    """Book people from the waiting list."""
    return waiting.book_waiting(uow, entry_id=entry.id, version=entry.version, request=request)


def take_booking_back(reason: str, entry_id: int | None, appointment_id: int, version: int, uow: UnitOfWork) -> int:
    """Take a booking back: it is cancelled with the reason, and who came from the waiting list waits again."""
    service.cancel(uow, appointment_id=appointment_id, version=version, reason=reason)
    if entry_id is None:
        entry_id = waiting.entry_of(uow, appointment_id=appointment_id)
    if entry_id is not None:
        waiting.wait_again(uow, entry_id=entry_id)
    return _version(appointment_id, uow)


def take_series_back(reason: str, numbers: tuple[int, ...], version: int, uow: UnitOfWork) -> int:
    """Take visits back that were booked in one go: all of them, or none when one was changed since."""
    for place, number in enumerate(numbers):
        service.cancel(uow, appointment_id=number, version=version if place == 0 else 1, reason=reason)
    return _version(numbers[0], uow)


def move(block: Block, place: Place, over_capacity: bool, uow: UnitOfWork) -> Displaced:
    """Move or stretch a block as it was seen, and look whom the time that it left fits."""
    moved = service.move(
        uow,
        appointment_id=block.id,
        version=block.version,
        room_id=place.room_id,
        starts_at=place.starts_at,
        minutes=place.minutes,
        over_capacity=over_capacity,
        clinician_id=place.clinician_id,
    )
    return Displaced(moved, _fitting(block.room_id, block.span, uow))


def move_back(before: Booking, appointment_id: int, version: int, uow: UnitOfWork) -> int:
    """Take a move or a stretch back."""
    moved = service.move(
        uow,
        appointment_id=appointment_id,
        version=version,
        room_id=before.room_id,
        starts_at=before.starts_at,
        minutes=before.minutes,
        over_capacity=uow.may("scheduling.exceed_capacity"),
        clinician_id=before.clinician_id,
        taking_back=True,
    )
    return moved.version


def cancel(block: Block, reason: str, person_ids: tuple[int, ...], uow: UnitOfWork) -> Released:
    """Cancel people of a block, and look whom the time fits."""
    service.cancel(uow, appointment_id=block.id, version=block.version, reason=reason, person_ids=person_ids)
    return Released(_version(block.id, uow), _fitting(block.room_id, block.span, uow))


def mark_missed(block: Block, reason: str, person_ids: tuple[int, ...], uow: UnitOfWork) -> Released:
    """Note that people of a block did not come, and why, and look whom what is left of the time fits."""
    service.mark_missed(uow, appointment_id=block.id, version=block.version, reason=reason, person_ids=person_ids)
    return Released(_version(block.id, uow), _fitting(block.room_id, block.span, uow))


def newest(appointment_id: int, uow: UnitOfWork) -> Block | None:
    """Read a block as it is now."""
    return queries.block(uow, appointment_id)


def newest_entry(entry_id: int, uow: UnitOfWork) -> WaitingRow | None:
    """Read an entry of the waiting list as it is now; nothing where these people do not wait any more."""
    return next((row for row in waiting.waiting_list(uow) if row.id == entry_id), None)


def change_note(block: Block, label: str, note: str, uow: UnitOfWork) -> int:
    """Change the name or the note of a block."""
    return notes.change_note(uow, appointment_id=block.id, version=block.version, label=label, note=note)


def put_back(appointment_id: int, person_ids: tuple[int, ...] | None, version: int, uow: UnitOfWork) -> int:
    """Book people of a block again, or all of them, as this workstation left it."""
    service.put_back(uow, appointment_id=appointment_id, version=version, person_ids=person_ids)
    return _version(appointment_id, uow)


def _version(appointment_id: int, uow: UnitOfWork) -> int:
    block = queries.block(uow, appointment_id)
    return block.version if block else 0


def _fitting(room_id: int, span: Span, uow: UnitOfWork) -> tuple[Offer, ...]:
    if span.ends_at <= uow.now():
        return ()
    return waiting.fitting(uow, room_id=room_id, span=span)
