"""Appointments that stand in a time for which the clinic, or their room, was closed: somebody moves them."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, or_, select

from mhac.kernel.unit_of_work import UnitOfWork
from mhac.scheduling import queries, rules
from mhac.scheduling.records import Appointment, AppointmentPerson, Closure
from mhac.scheduling.rules import Span, Status
from mhac.scheduling.views import Block

_A: Any = Appointment.__table__.c
_P: Any = AppointmentPerson.__table__.c
_X: Any = Closure.__table__.c
_TO_MOVE = (Status.BOOKED.value, Status.ARRIVED.value)
_BEGUN = frozenset({Status.IN_PROGRESS, Status.DONE})
Stretch = tuple[Span, int | None]
"""From when to when, and the room; without a room the whole clinic."""


def standing_closed(uow: UnitOfWork) -> tuple[Block, ...]:
    """What stands in a closed time from today on and has not begun, in order of time."""
    uow.require("scheduling.see_book")
    closures = [
        queries.closure_of(row, row.day)
        for row in uow.session.execute(
            select(_X.id, _X.day, _X.room_id, _X.reason, _X.closed_from, _X.closed_to)
            .where(_X.day >= uow.today(), _X.day <= uow.today() + timedelta(days=queries.FURTHEST_DAYS))
            .order_by(_X.day, _X.id)
        )
    ]
    return _standing(uow, [(closure.span(uow.zone), closure.room_id) for closure in closures])


def standing_in(uow: UnitOfWork, span: Span, room_id: int | None) -> tuple[Block, ...]:
    """What stands in a stretch that is about to be closed and has not begun."""
    uow.require("scheduling.see_book")
    return _standing(uow, [(span, room_id)])


def _standing(uow: UnitOfWork, stretches: Sequence[Stretch]) -> tuple[Block, ...]:
    if not stretches:
        return ()
    inside = or_(*(_touching(span, room_id) for span, room_id in stretches))
    expected = select(_P.appointment_id).where(_P.status.in_(_TO_MOVE))
    found = queries.blocks_that(uow, and_(inside, _A.id.in_(expected)))
    return tuple(block for block in found if not {person.status for person in block.people} & _BEGUN)


def _touching(span: Span, room_id: int | None) -> Any:
    # An appointment takes ten hours at most: both bounds of its beginning let the index be used.
    longest = timedelta(minutes=rules.LONGEST_MINUTES)
    touching = and_(_A.starts_at < span.ends_at, _A.starts_at > span.starts_at - longest, _A.ends_at > span.starts_at)
    return touching if room_id is None else and_(touching, _A.room_id == room_id)
