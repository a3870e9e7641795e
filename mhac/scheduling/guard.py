"""The guard of the book: takes and gives back the quarter hours of rooms, clinicians and people.

The rows of `booked_slot` are unique, so of two workstations that book the same quarter hour at the same moment
one is refused by the database itself. The check before only serves to say who is there already.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import and_, bindparam, delete, insert, or_, select
from sqlalchemy.exc import IntegrityError

from mhac.kernel.errors import Refused
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.registration.names import display
from mhac.registration.records import Person
from mhac.scheduling.records import Appointment, AppointmentPerson, BookedSlot, Room
from mhac.scheduling.rules import Busy, Conflict, Span, busy_conflict, slots_of
from mhac.security.records import User

_SLOTS: Any = BookedSlot.__table__
_CLASHES: Any = (
    select(_SLOTS.c.kind, _SLOTS.c.owner_id, _SLOTS.c.appointment_id)
    .where(
        _SLOTS.c.slot >= bindparam("low"),
        _SLOTS.c.slot < bindparam("high"),
        _SLOTS.c.appointment_id != bindparam("itself"),
        or_(
            and_(_SLOTS.c.kind == "room", _SLOTS.c.owner_id == bindparam("room")),
            and_(_SLOTS.c.kind == "clinician", _SLOTS.c.owner_id == bindparam("clinician")),
            and_(_SLOTS.c.kind == "person", _SLOTS.c.owner_id.in_(bindparam("people", expanding=True))),
        ),
    )
    .distinct()
)
_HOLD = insert(_SLOTS).returning(_SLOTS.c.id)
Place = tuple[str, int, int]  # kind, owner, slot


def refuse(conflict: Conflict | None) -> None:
    """Raise what a rule found."""
    if conflict is not None:
        raise Refused(conflict.code, **conflict.values)


def block_label(names: Sequence[str]) -> str:
    """How a block is called in a message in any language: the first person, and how many more."""
    return f"{names[0]} + {len(names) - 1}" if len(names) > 1 else "".join(names)


def clash(
    uow: UnitOfWork,
    span: Span,
    room_id: int,
    person_ids: Collection[int],
    *,
    clinician_id: int | None = None,
    apart_from: int = 0,
) -> Conflict | None:
    """Who already has the room, the clinician or one of the people then; an appointment does not clash with itself."""
    wanted = slots_of(span)
    found = {
        "low": wanted.start, "high": wanted.stop, "itself": apart_from, "room": room_id,
        "clinician": clinician_id or 0, "people": sorted(person_ids),
    }  # fmt: skip
    rows = uow.rows(_CLASHES, found).all()
    if not rows:
        return None
    return busy_conflict(span, room_id, person_ids, _busy(uow, [tuple(row) for row in rows]), clinician_id)


def _busy(uow: UnitOfWork, rows: Sequence[tuple[Any, ...]]) -> Iterable[Busy]:
    ids = sorted({appointment_id for _, _, appointment_id in rows})
    blocks = {row.id: row for row in uow.session.execute(_blocks(ids))}
    names: dict[int, dict[int, str]] = {}
    for appointment_id, person_id, family, given in uow.session.execute(_people(ids)):
        names.setdefault(appointment_id, {})[person_id] = display(family, given)
    for kind, owner_id, appointment_id in rows:
        block = blocks[appointment_id]
        people = names[appointment_id]
        owner = {"room": block.name, "clinician": block.clinician or ""}.get(kind, people.get(owner_id, ""))
        label = block.label or block_label(list(people.values()))
        yield Busy(kind, owner_id, owner, appointment_id, label, block.name, Span(block.starts_at, block.ends_at))


def _blocks(ids: Sequence[int]) -> Any:
    return (
        select(
            Appointment.id,
            Appointment.starts_at,
            Appointment.ends_at,
            Appointment.label,
            Room.name,
            User.name.label("clinician"),
        )
        .join(Room, Room.id == Appointment.room_id)
        .outerjoin(User, User.id == Appointment.clinician_id)
        .where(Appointment.id.in_(ids))
    )


def _people(ids: Sequence[int]) -> Any:
    return (
        select(AppointmentPerson.appointment_id, Person.id, Person.family_name, Person.given_names)
        .join(Person, Person.id == AppointmentPerson.person_id)
        .where(AppointmentPerson.appointment_id.in_(ids))
        .order_by(AppointmentPerson.id)
    )


def hold(uow: UnitOfWork, appointment: Appointment, person_ids: Collection[int], *, fresh: bool = False) -> None:
    """Let an appointment own exactly the quarter hours of its room, its clinician and these people; nobody means none.

    A `fresh` block holds nothing yet.

    Raises `Refused` ("scheduling.room_taken", "scheduling.clinician_taken", "scheduling.person_taken") when somebody
    else was first.
    """
    span = Span(appointment.starts_at, appointment.ends_at)
    owners = [("room", appointment.room_id), *(("person", i) for i in person_ids)] if person_ids else []
    if person_ids and appointment.clinician_id is not None:
        owners.append(("clinician", appointment.clinician_id))
    wanted = {(kind, owner, slot) for kind, owner in owners for slot in slots_of(span)}
    c = _SLOTS.c
    held: dict[Place, int] = {}
    if not fresh:
        mine = select(c.id, c.kind, c.owner_id, c.slot).where(c.appointment_id == appointment.id)
        held = {(row.kind, row.owner_id, row.slot): row.id for row in uow.session.execute(mine)}
    if gone := [held[place] for place in held.keys() - wanted]:
        uow.session.execute(delete(_SLOTS).where(c.id.in_(sorted(gone))))
    if missing := sorted(wanted - held.keys()):
        _take(uow, appointment, missing, span, person_ids)


def _take(
    uow: UnitOfWork, appointment: Appointment, places: Sequence[Place], span: Span, people: Collection[int]
) -> None:
    # Sorted, so that two workstations ask for their rows in one order and never wait for each other in a ring.
    rows = [{"kind": k, "owner_id": o, "slot": s, "appointment_id": appointment.id} for k, o, s in places]
    try:
        with uow.connection.begin_nested():
            # "returning" makes it one statement on both engines, however many quarter hours there are.
            uow.connection.execute(_HOLD, rows)
    except IntegrityError as error:
        found = clash(
            uow, span, appointment.room_id, people, clinician_id=appointment.clinician_id, apart_from=appointment.id
        )
        found = found or Conflict("scheduling.taken_meanwhile")
        raise Refused(found.code, **found.values) from error
