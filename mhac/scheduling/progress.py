"""How the people of a block go on from state to state: the ladder of the rules, applied to the stored block.

Used by the book's own verbs and by the clinic floor, which have checked their permission and act in their own
unit of work.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from mhac.kernel.errors import Invalid, Refused
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.scheduling import guard, rules
from mhac.scheduling.records import Appointment, AppointmentPerson
from mhac.scheduling.rules import RELEASED, Status


def hold(uow: UnitOfWork, appointment_ids: Iterable[int]) -> None:
    """Hold the blocks of an act, in one order everywhere, so that two desks never wait for each other in a ring."""
    ids = sorted(set(appointment_ids))
    uow.session.scalars(
        select(Appointment.id).where(Appointment.id.in_(ids)).order_by(Appointment.id).with_for_update()
    ).all()


def step(uow: UnitOfWork, appointment_id: int, person_id: int, after: Status, *, reason: str = "") -> None:
    """Let the clinic floor carry one person's appointment on: arrived, in progress, done, or back to booked."""
    # Locked, so that two desks that see to one family wait for each other instead of undoing each other's work.
    appointment = uow.session.get_one(Appointment, appointment_id, with_for_update=True, populate_existing=True)
    people = people_of(uow, appointment.id)
    chosen = next((p for p in people if p.person_id == person_id), None)
    if chosen is None:
        raise Invalid("scheduling.not_in_block", person_id=person_id)
    become(uow, chosen, after, reason)
    settle(uow, appointment, people)


def people_of(uow: UnitOfWork, appointment_id: int) -> list[AppointmentPerson]:
    """The people of a block, in the order in which they were booked."""
    wanted = select(AppointmentPerson).where(AppointmentPerson.appointment_id == appointment_id)
    return list(uow.session.scalars(wanted.order_by(AppointmentPerson.id)))


def become(uow: UnitOfWork, person: AppointmentPerson, after: Status, reason: str) -> None:
    """Change one person's state, if the ladder allows it."""
    before = Status(person.status)
    if not rules.may_become(before, after):
        raise Refused("scheduling.not_from_here", before=before.value, after=after.value)
    person.status, person.status_at, person.reason = after.value, uow.now(), reason


def settle(uow: UnitOfWork, appointment: Appointment, people: Sequence[AppointmentPerson]) -> None:
    """After a change of people: a new version, and exactly the quarter hours that are still needed."""
    touch(uow, appointment, people)
    guard.hold(uow, appointment, [p.person_id for p in people if Status(p.status) not in RELEASED])


def touch(uow: UnitOfWork, appointment: Appointment, people: Sequence[AppointmentPerson]) -> None:
    """Give the block a new version and tell the screens."""
    appointment.changed_at = uow.now()
    flag_modified(appointment, "changed_at")  # a clock that stands still must not hide the change from the version
    uow.session.flush()
    uow.about(people[0].person_id)
    uow.announce("appointments", appointment.id)
