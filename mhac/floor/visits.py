"""A visit as the acts of the floor take hold of it: locked, as it was seen, or with who was quicker."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from mhac.floor.records import StationMove, Visit
from mhac.floor.rules import VisitStatus
from mhac.kernel.errors import ClinicError, Invalid, NotFound, Refused, StaleEdit
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.registration.names import display
from mhac.registration.records import Person


@dataclass(frozen=True, slots=True)
class Seen:
    """A visit as somebody saw it when he decided; a later version means that somebody else was quicker."""

    visit_id: int
    version: int


def in_order(visits: Iterable[Seen]) -> list[Seen]:
    """In one order everywhere, so that two workstations that move one family never wait for each other in a ring."""
    found = sorted(set(visits), key=lambda seen: seen.visit_id)
    if not found:
        raise Invalid("scheduling.nobody", field="people")
    return found


def locked(uow: UnitOfWork, seen: Seen, *, ended: bool = False) -> Visit:
    """Return the visit, held for this act; `StaleEdit` says who was quicker."""
    visit = uow.session.get(Visit, seen.visit_id, with_for_update=True, populate_existing=True)
    if visit is None:
        raise NotFound("kernel.not_found", kind="Visit")
    if visit.version != seen.version:
        quicker = _who_was_quicker(uow, visit)
        if quicker is not None:
            raise quicker
        uow.check_version(visit, seen.version)
    if visit.status != VisitStatus.OPEN.value and not ended:
        raise Refused("floor.already_ended", ticket=visit.ticket, at=visit.ended_at)
    return visit


def moves_of(uow: UnitOfWork, visit_id: int) -> list[StationMove]:
    """The moves of a visit that stand, in their order."""
    wanted = select(StationMove).where(StationMove.visit_id == visit_id, StationMove.undone_at.is_(None))
    return list(uow.session.scalars(wanted.order_by(StationMove.id)))


def forget_call(visit: Visit) -> None:
    """Nobody is called any more."""
    visit.called_at, visit.called_by_id, visit.called_by, visit.calls = None, None, "", 0
    visit.called_room = ""


def forget_skip(visit: Visit) -> None:
    """Nobody was passed over any more."""
    visit.skipped_at, visit.skipped_until, visit.skipped_by, visit.skip_reason = None, None, "", ""


def name_of(uow: UnitOfWork, person_id: int) -> str:
    """A person's name as the clinic writes it."""
    person = uow.get(Person, person_id)
    return display(person.family_name, person.given_names)


def tell(uow: UnitOfWork, visits: Sequence[Visit]) -> None:
    """Say whom the act concerns, and which visits changed."""
    uow.about(visits[0].person_id)
    uow.announce("floor", *(visit.id for visit in visits))


def who_moved(visit: Visit, last: StationMove) -> StaleEdit:
    """Somebody else handed the ticket over, or ended the visit, in words that name him."""
    code = "floor.already_moved" if last.to_station else "floor.already_ended"
    return StaleEdit(code, ticket=visit.ticket, by=last.by_name, station=last.to_station, at=last.at)


def who_called(visit: Visit) -> StaleEdit:
    """Somebody else called the ticket, and where to."""
    there = {"station": visit.station, "room": visit.called_room}
    return StaleEdit("floor.already_called", ticket=visit.ticket, by=visit.called_by, at=visit.called_at, **there)


def _who_was_quicker(uow: UnitOfWork, visit: Visit) -> ClinicError | None:
    """The newest of what others did to the visit, in words that name them; None where it was none of these."""
    # A move ends calls and skips: of what happened at one moment, the one named first here is the newer.
    found: list[tuple[datetime, ClinicError]] = []
    if visit.skipped_at is not None:
        reason, at = visit.skip_reason, visit.skipped_at
        late = StaleEdit("floor.already_skipped", ticket=visit.ticket, by=visit.skipped_by, reason=reason, at=at)
        found.append((at, late))
    if visit.called_at is not None:
        found.append((visit.called_at, who_called(visit)))
    moves = moves_of(uow, visit.id)
    if moves:
        found.append((moves[-1].at, who_moved(visit, moves[-1])))
    return max(found, key=lambda each: each[0])[1] if found else None
