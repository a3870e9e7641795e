"""Two desks at the same moment: the database itself lets only one of them have a quarter hour."""

import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select

from mhac.kernel.errors import ClinicError, Refused, StaleEdit
from mhac.scheduling import service
from mhac.scheduling.records import BookedSlot
from mhac.scheduling.rules import slots_of
from mhac.scheduling.service import Booking
from tests.clinic import Clinic
from tests.mhac.scheduling.desk import Desk, lay_down

WAITING = 0.3  # seconds for the second desk to reach the row that the first one holds


@pytest.fixture
def desk(clinic: Clinic) -> Desk:
    return lay_down(clinic)


class OtherDesk(threading.Thread):
    """A second workstation that does one thing and keeps what came of it."""

    def __init__(self, act: Callable[[], Any]) -> None:
        super().__init__()
        self.act = act
        self.error: ClinicError | None = None
        self.result: Any = None

    def run(self) -> None:
        try:
            self.result = self.act()
        except ClinicError as error:
            self.error = error


def booked_at_once(desk: Desk, first: Booking, second: Booking) -> OtherDesk:
    """The first desk has booked but not finished when the second one books."""

    def book_second() -> int:
        with desk.clinic.act("receptionist", action="scheduling.book") as uow:
            return service.book(uow, request=second)

    other = OtherDesk(book_second)
    with desk.clinic.act("nurse", action="scheduling.book") as uow:
        service.book(uow, request=first)
        other.start()
        other.join(WAITING)
        assert other.is_alive(), "the second desk must wait for the first"
    other.join(10)
    return other


def test_one_room_two_desks_one_winner(desk: Desk) -> None:
    paul, claudine = desk.person("NSENGA", "Paul"), desk.person("UWERA", "Claudine", "F")
    other = booked_at_once(desk, desk.booking(paul, hour=9), desk.booking(claudine, hour=9, minute=15))
    assert isinstance(other.error, Refused)
    assert (other.error.code, other.error.values["label"]) == ("scheduling.room_taken", "NSENGA Paul")
    assert other.error.values["starts_at"] == desk.at(9)
    assert [block.people[0].name for block in desk.day()] == ["NSENGA Paul"]


def test_one_person_two_rooms_two_desks_one_winner(desk: Desk) -> None:
    case_id, members = desk.family()
    other = booked_at_once(
        desk,
        desk.booking(*members, case_id=case_id, hour=9),
        desk.booking(members[1], hour=10, room="Exam 1", service="physical_exam"),
    )
    assert isinstance(other.error, Refused)
    assert (other.error.code, other.error.values["person"]) == ("scheduling.person_taken", "HABIMANA Jean")
    assert other.error.values["room"] == "Nurse 1"
    assert len(desk.day()) == 1


def test_different_rooms_and_people_do_not_hinder_each_other(desk: Desk) -> None:
    paul, claudine = desk.person("NSENGA", "Paul"), desk.person("UWERA", "Claudine", "F")
    with ThreadPoolExecutor(2) as desks:
        list(desks.map(lambda who: desk.book(who[0], room=who[1]), [(paul, "Nurse 1"), (claudine, "Nurse 2")]))
    assert len(desk.day()) == 2


def test_two_desks_that_move_one_block_do_not_overwrite_each_other(desk: Desk) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"))

    def move(hour: int) -> Callable[[], Any]:
        def act() -> Any:
            with desk.clinic.act("receptionist", action="scheduling.move") as uow:
                return service.move(
                    uow,
                    appointment_id=block.id,
                    version=block.version,
                    room_id=block.room_id,
                    starts_at=desk.at(hour),
                )

        return act

    other = OtherDesk(move(11))
    with desk.clinic.act("nurse", action="scheduling.move") as uow:
        service.move(uow, appointment_id=block.id, version=block.version, room_id=block.room_id, starts_at=desk.at(10))
        other.start()
        other.join(WAITING)
    other.join(10)
    assert isinstance(other.error, StaleEdit)
    assert desk.block(block.id).starts_at == desk.at(10)


def test_many_desks_never_make_a_double_booking(desk: Desk) -> None:
    people = [desk.person("UMUTONI", f"Aline {n}", "F") for n in range(6)]

    def work(seed: int) -> list[str]:
        chance = random.Random(seed)
        outcomes = []
        for _ in range(8):
            who = chance.sample(people, chance.choice((1, 1, 2)))
            try:
                desk.book(*who, room=chance.choice(("Nurse 1", "Nurse 2")), hour=chance.randint(8, 11))
                outcomes.append("booked")
            except Refused as error:
                outcomes.append(error.code)
        return outcomes

    with ThreadPoolExecutor(4) as desks:
        outcomes = [outcome for found in desks.map(work, range(4)) for outcome in found]
    booked = desk.day()
    assert outcomes.count("booked") == len(booked) > 0
    assert set(outcomes) <= {"booked", "scheduling.room_taken", "scheduling.person_taken"}
    for kind in ("room", "person"):
        places = [
            (owner, slot)
            for block in booked
            for owner in ([block.room_id] if kind == "room" else [p.person_id for p in block.people])
            for slot in slots_of(block.span)
        ]
        assert len(places) == len(set(places))
        with desk.clinic.read("receptionist") as uow:
            held = uow.session.execute(select(BookedSlot.owner_id, BookedSlot.slot).where(BookedSlot.kind == kind))
            assert sorted(tuple(row) for row in held) == sorted(places)
