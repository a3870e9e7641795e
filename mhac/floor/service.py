"""What staff may do on the clinic floor: let people in, hand them over, take a step back, and end the visit."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any, NamedTuple

from sqlalchemy import insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from mhac.floor import rules
from mhac.floor.records import StationMove, TicketDay, Visit
from mhac.floor.rules import IdentityCheck, Outcome, VisitStatus
from mhac.floor.stations import first_station, station
from mhac.floor.visits import Seen, forget_call, forget_skip, in_order, locked, moves_of, name_of, tell, who_moved
from mhac.kernel.clock import day_of
from mhac.kernel.errors import Invalid, Refused
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.scheduling import progress
from mhac.scheduling import service as scheduling
from mhac.scheduling.records import Appointment, AppointmentPerson, Service
from mhac.scheduling.rules import RELEASED, Status, day_span
from mhac.scheduling.service import WalkIn

_TICKETS: Any = TicketDay.__table__
_INSIDE = frozenset({Status.ARRIVED, Status.IN_PROGRESS})
_OVER = frozenset({Status.DONE, Status.CANCELLED})


@dataclass(frozen=True, slots=True)
class Arriving:
    """A person who stands at the desk, and how the identity check came out."""

    person_id: int
    identity: IdentityCheck


@dataclass(frozen=True, slots=True)
class Ticket:
    """What the person gets: the number that is called."""

    visit_id: int
    person_id: int
    ticket: str


class Later(NamedTuple):
    """An appointment later on the day that the end of a visit leaves booked: when, and for what."""

    starts_at: datetime
    service: str
    service_words: Mapping[str, str]


def arrive(uow: UnitOfWork, *, appointment_id: int, people: tuple[Arriving, ...]) -> tuple[Ticket, ...]:
    """Let people of one block in and give each a ticket; a family shares the number.

    For who is inside already, an appointment that was booked meanwhile joins the visit. Raises `Refused`
    ("floor.already_here", "floor.not_your_day") or "scheduling.not_from_here".
    """
    uow.require("floor.arrive")
    return _arrive(uow, appointment_id, people)


def walk_in(uow: UnitOfWork, *, request: WalkIn, people: tuple[Arriving, ...]) -> tuple[Ticket, ...]:
    """Book people who came without an appointment for today, and let them in."""
    uow.require("floor.walk_in")
    appointment_id = scheduling.book_now(uow, request=request)
    return _arrive(uow, appointment_id, people)


def confirm_identity(uow: UnitOfWork, *, visit_id: int, version: int, identity: IdentityCheck) -> None:
    """Repeat the identity check of somebody who is already inside."""
    uow.require("floor.confirm_identity")
    visit = locked(uow, Seen(visit_id, version))
    _note_identity(uow, visit, identity)
    uow.session.flush()
    tell(uow, [visit])


def hand_over(uow: UnitOfWork, *, visits: tuple[Seen, ...], station_code: str) -> None:
    """Hand a person, or a family in one go, over to another station.

    Raises `StaleEdit` ("floor.already_moved", by whom and where to) and `Refused` ("floor.identity_not_confirmed").
    """
    uow.require("floor.hand_over")
    if station(station_code) is None:
        raise Invalid("floor.station_unknown", station=station_code)
    found = [locked(uow, seen) for seen in in_order(visits)]
    progress.hold(uow, (visit.appointment_id for visit in found))
    for visit in found:
        if visit.station == station_code:
            raise Refused("floor.same_station", station=station_code, ticket=visit.ticket)
        if visit.identity_outcome != Outcome.CONFIRMED.value and visit.station == first_station():
            raise Refused("floor.identity_not_confirmed", person=name_of(uow, visit.person_id), ticket=visit.ticket)
        if not moves_of(uow, visit.id):
            progress.step(uow, visit.appointment_id, visit.person_id, Status.IN_PROGRESS)
        _move(uow, visit, station_code)
    uow.session.flush()
    tell(uow, found)


def undo_move(uow: UnitOfWork, *, visits: tuple[Seen, ...], own: bool = False) -> None:
    """Take the last step back: the person is where he was, and his wait there goes on. The move stays on record.

    `own` takes back only what the actor did himself. Raises `Refused` ("floor.nothing_to_undo") when no step was made
    today, `StaleEdit` ("floor.already_moved", "floor.already_ended") when somebody else made the last step.
    """
    uow.require("floor.undo_move")
    found = [locked(uow, seen, ended=True) for seen in in_order(visits)]
    _hold_blocks(uow, found, _OVER | {Status.BOOKED})
    for visit in found:
        moves = moves_of(uow, visit.id)
        if not moves or visit.status == VisitStatus.UNDONE.value or day_of(moves[-1].at, uow.zone) != uow.today():
            raise Refused("floor.nothing_to_undo", ticket=visit.ticket)
        last = moves[-1]
        if own and last.by_id != uow.actor.user_id:
            raise who_moved(visit, last)
        last.undone_at, last.undone_by = uow.now(), uow.actor.name
        if not last.to_station:
            _reopen(uow, visit)
        visit.station, visit.station_since = last.from_station, last.since
        forget_skip(visit)
        visit.called_at, visit.called_by_id, visit.called_by = last.called_at, last.called_by_id, last.called_by
        visit.called_room = last.called_room
    uow.session.flush()
    tell(uow, found)


def finish_visit(
    uow: UnitOfWork, *, visits: tuple[Seen, ...], outcome: VisitStatus, reason: str = ""
) -> tuple[Later, ...]:
    """End the visit: done, or left before the end with the reason.

    What the people still come back for today is booked again, and returned.
    """
    uow.require("floor.finish_visit")
    if outcome not in {VisitStatus.DONE, VisitStatus.LEFT}:
        raise Invalid("floor.outcome_unknown", outcome=outcome.value)
    if outcome is VisitStatus.LEFT and not reason.strip():
        raise Invalid("floor.reason_missing", field="reason")
    found = [locked(uow, seen) for seen in in_order(visits)]
    _hold_blocks(uow, found, _INSIDE)
    still_booked: set[int] = set()
    for visit in found:
        if visit.identity_outcome != Outcome.CONFIRMED.value and outcome is VisitStatus.DONE:
            raise Refused("floor.identity_not_confirmed", person=name_of(uow, visit.person_id), ticket=visit.ticket)
        after = Status.DONE if outcome is VisitStatus.DONE else Status.CANCELLED
        others = _others(uow, visit.appointment_id, visit.person_id, visit.day, _INSIDE)
        apart = _apart(uow, visit.appointment_id, others)
        progress.step(uow, visit.appointment_id, visit.person_id, after, reason=reason.strip())
        for other in others:
            if other in apart:
                progress.step(uow, other, visit.person_id, Status.BOOKED)
            else:
                progress.step(uow, other, visit.person_id, after, reason=reason.strip())
        still_booked |= apart
        _move(uow, visit, "")
        visit.status, visit.ended_at, visit.end_reason = outcome.value, uow.now(), reason.strip()
        visit.open_person_id = None
    uow.session.flush()
    tell(uow, found)
    return _later(uow, still_booked)


def undo_arrival(uow: UnitOfWork, *, visit_id: int, version: int, reason: str) -> None:
    """Take an arrival back that was noted for the wrong person; the appointment is booked again.

    Raises `Refused` ("floor.already_on_the_way") when the visit has gone on.
    """
    uow.require("floor.undo_arrival")
    if not reason.strip():
        raise Invalid("floor.reason_missing", field="reason")
    visit = locked(uow, Seen(visit_id, version))
    if moves_of(uow, visit.id):
        raise Refused("floor.already_on_the_way", ticket=visit.ticket)
    _hold_blocks(uow, [visit], _INSIDE)
    for number in (visit.appointment_id, *_others(uow, visit.appointment_id, visit.person_id, visit.day, _INSIDE)):
        progress.step(uow, number, visit.person_id, Status.BOOKED)
    visit.status, visit.ended_at, visit.end_reason = VisitStatus.UNDONE.value, uow.now(), reason.strip()
    visit.open_person_id = None
    uow.session.flush()
    tell(uow, [visit])


def _arrive(uow: UnitOfWork, appointment_id: int, people: Sequence[Arriving]) -> tuple[Ticket, ...]:
    if not people:
        raise Invalid("scheduling.nobody", field="people")
    appointment = uow.get(Appointment, appointment_id)
    today = uow.today()
    if day_of(appointment.starts_at, uow.zone) != today:
        raise Refused("floor.not_your_day", starts_at=appointment.starts_at)
    inside = _inside(uow, [person.person_id for person in people], today)
    others = (_others(uow, appointment.id, person.person_id, today, {Status.BOOKED}) for person in people)
    progress.hold(uow, (appointment.id, *chain.from_iterable(others)))
    before = {each.person_id: each.status for each in progress.people_of(uow, appointment.id)}
    for person in people:
        if person.person_id not in inside or before.get(person.person_id) != Status.BOOKED.value:
            _check_not_here(uow, person.person_id)
    for person in people:
        progress.step(uow, appointment.id, person.person_id, Status.ARRIVED)
        for other in _others(uow, appointment.id, person.person_id, today, {Status.BOOKED}):
            progress.step(uow, other, person.person_id, Status.ARRIVED)
    booked = progress.people_of(uow, appointment.id)
    coming = [person for person in people if person.person_id not in inside]
    visits = dict(inside)
    if coming:
        number, letters = _number(uow, appointment, today, [p for p in booked if Status(p.status) not in RELEASED])
        for person in coming:
            visits[person.person_id] = _enter(uow, appointment, person, today, number, next(letters))
    for person in people:
        if person.person_id in inside:
            _note_identity(uow, inside[person.person_id], person.identity)
    uow.session.flush()
    tickets = []
    for person in people:
        visit = visits[person.person_id]
        tickets.append(Ticket(visit.id, person.person_id, visit.ticket))
    uow.about(people[0].person_id)
    uow.announce("floor", *(ticket.visit_id for ticket in tickets))
    return tuple(tickets)


def _hold_blocks(uow: UnitOfWork, visits: Sequence[Visit], states: Collection[Status]) -> None:
    """Hold the blocks of these visits, and those that the people have besides."""
    others = (_others(uow, each.appointment_id, each.person_id, each.day, states) for each in visits)
    progress.hold(uow, (*(each.appointment_id for each in visits), *chain.from_iterable(others)))


def _others(
    uow: UnitOfWork,
    appointment_id: int,
    person_id: int,
    day: date,
    states: Collection[Status],
    *,
    since: datetime | None = None,
) -> list[int]:
    """The person's other appointments of the day in these states: one arrival is for all of them."""
    whole = day_span(day, uow.zone)
    wanted = select(Appointment.id).join(AppointmentPerson, AppointmentPerson.appointment_id == Appointment.id)
    wanted = wanted.where(
        AppointmentPerson.person_id == person_id,
        AppointmentPerson.status.in_([state.value for state in states]),
        Appointment.id != appointment_id,
        Appointment.starts_at >= whole.starts_at,
        Appointment.starts_at < whole.ends_at,
    )
    if since is not None:
        # What ended with the visit, not what had ended before: the steps of one act lie within moments.
        wanted = wanted.where(AppointmentPerson.status_at >= since - timedelta(seconds=5))
        again = select(Visit.appointment_id).where(
            Visit.person_id == person_id, Visit.day == day, Visit.status != VisitStatus.UNDONE.value
        )
        wanted = wanted.where(Appointment.id.not_in(again))  # a second visit of the day stands for itself
    return list(uow.session.scalars(wanted.order_by(Appointment.id)))


def _apart(uow: UnitOfWork, appointment_id: int, others: Collection[int]) -> set[int]:
    """Which appointments are a visit of their own, still to come."""
    if not others:
        return set()
    wanted = select(Appointment.id, Appointment.starts_at, Appointment.ends_at)
    rows = uow.session.execute(wanted.where(Appointment.id.in_([appointment_id, *others]))).all()
    spans = {row.id: (row.starts_at, row.ends_at) for row in rows}
    return set(rules.visits_to_come(spans.pop(appointment_id), spans, uow.now()))


def _later(uow: UnitOfWork, appointment_ids: Collection[int]) -> tuple[Later, ...]:
    if not appointment_ids:
        return ()
    wanted = select(Appointment.starts_at, Service.name, Service.translations)
    wanted = wanted.join(Service, Service.id == Appointment.service_id).where(Appointment.id.in_(appointment_ids))
    return tuple(Later(*row) for row in uow.session.execute(wanted.order_by(Appointment.starts_at, Appointment.id)))


def _enter(
    uow: UnitOfWork, appointment: Appointment, arriving: Arriving, today: date, number: int, member: str
) -> Visit:
    now = uow.now()
    visit = Visit(
        person_id=arriving.person_id,
        appointment_id=appointment.id,
        case_id=appointment.case_id,
        day=today,
        number=number,
        member=member,
        ticket=rules.ticket_text(number, member),
        arrived_at=now,
        station=first_station(),
        station_since=now,
        status=VisitStatus.OPEN.value,
        end_reason="",
        open_person_id=arriving.person_id,
    )
    _note_identity(uow, visit, arriving.identity)
    try:
        return uow.add(visit)
    except IntegrityError as error:
        # Two desks let the same person in at the same moment: the other one was first.
        raise Refused("floor.already_here", person="", ticket="") from error


def _note_identity(uow: UnitOfWork, visit: Visit, identity: IdentityCheck) -> None:
    if identity.outcome is Outcome.NOT_CONFIRMED and not identity.reason.strip():
        raise Invalid("floor.identity_reason_missing", field="reason")
    visit.identity_outcome, visit.identity_means = identity.outcome.value, identity.means.value
    visit.identity_reason = identity.reason.strip()
    visit.identity_by, visit.identity_at = uow.actor.name, uow.now()


def _inside(uow: UnitOfWork, person_ids: Collection[int], today: date) -> dict[int, Visit]:
    """The open visits of people, held: an appointment that was booked meanwhile joins them."""
    wanted = select(Visit).where(Visit.open_person_id.in_(person_ids), Visit.day == today)
    return {v.person_id: v for v in uow.session.scalars(wanted.order_by(Visit.id).with_for_update())}


def _check_not_here(uow: UnitOfWork, person_id: int) -> None:
    ticket = uow.session.scalar(select(Visit.ticket).where(Visit.open_person_id == person_id))
    if ticket is not None:
        raise Refused("floor.already_here", person=name_of(uow, person_id), ticket=ticket)


def _number(uow: UnitOfWork, appointment: Appointment, today: date, booked: Sequence[object]) -> tuple[int, Any]:
    """The number of the family, or the next one of the day, and the letters that are still free."""
    theirs = [Visit.appointment_id == appointment.id]
    if appointment.case_id is not None:
        theirs.append(Visit.case_id == appointment.case_id)
    taken = uow.session.execute(
        select(Visit.number, Visit.member).where(Visit.day == today, or_(*theirs)).order_by(Visit.number.desc())
    ).all()
    if taken:
        number = taken[0].number
        used = {row.member or "a" for row in taken if row.number == number}
        return number, (letter for index in range(1000) if (letter := rules.member_letter(index)) not in used)
    number = _draw(uow, today)
    if len(booked) == 1:
        return number, iter([""])
    return number, (rules.member_letter(index) for index in range(1000))


def _draw(uow: UnitOfWork, today: date) -> int:
    count_up = update(_TICKETS).where(_TICKETS.c.day == today).values(last=_TICKETS.c.last + 1)
    if not _touched(uow, count_up):
        try:
            with uow.session.begin_nested():
                uow.session.execute(insert(_TICKETS), {"day": today, "last": 1})
        except IntegrityError:  # another desk drew the first number of the day meanwhile
            _touched(uow, count_up)
    return int(uow.session.scalar(select(_TICKETS.c.last).where(_TICKETS.c.day == today)) or 0)


def _touched(uow: UnitOfWork, statement: Any) -> bool:
    result: Any = uow.session.execute(statement)
    return bool(result.rowcount)


def _move(uow: UnitOfWork, visit: Visit, to_station: str) -> None:
    now = uow.now()
    uow.session.add(
        StationMove(
            visit_id=visit.id,
            from_station=visit.station,
            to_station=to_station,
            since=visit.station_since,
            at=now,
            by_id=uow.actor.user_id,
            by_name=uow.actor.name,
            workstation=uow.workstation,
            undone_by="",
            called_at=visit.called_at,
            called_by_id=visit.called_by_id,
            called_by=visit.called_by,
            called_room=visit.called_room,
        )
    )
    forget_call(visit)
    forget_skip(visit)
    if to_station:
        visit.station, visit.station_since = to_station, now


def _reopen(uow: UnitOfWork, visit: Visit) -> None:
    _check_not_here(uow, visit.person_id)
    # Forward only, except back to booked: so the appointment begins again and goes on to where it was.
    after = (Status.BOOKED, Status.ARRIVED, Status.IN_PROGRESS)
    for status in after if len(moves_of(uow, visit.id)) > 0 else after[:2]:
        progress.step(uow, visit.appointment_id, visit.person_id, status)
    for other in _others(uow, visit.appointment_id, visit.person_id, visit.day, _OVER, since=visit.ended_at):
        for status in after[:2]:
            progress.step(uow, other, visit.person_id, status)
    for other in _others(uow, visit.appointment_id, visit.person_id, visit.day, {Status.BOOKED}, since=visit.ended_at):
        progress.step(uow, other, visit.person_id, Status.ARRIVED)
    visit.status, visit.ended_at, visit.end_reason = VisitStatus.OPEN.value, None, ""
    visit.open_person_id = visit.person_id
