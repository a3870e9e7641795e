"""The floor with 40 families inside, as the page asks for it at every change, beside its raw statements."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from mhac.exams import service as exams
from mhac.exams.stations import stations_asked
from mhac.floor import calling, queries, service
from mhac.floor.rules import IdentityCheck, Outcome, calls_for_the_wall
from mhac.floor.service import Arriving
from mhac.floor.visits import Seen
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.registration import service as registration
from mhac.registration.birth import on_day
from mhac.registration.rules import Joining, NewCase, NewPerson
from mhac.scheduling import service as scheduling
from mhac.scheduling.service import Booking
from mhac.scheduling.setup import RoomPlan, define_room
from tests.benchmarks.conftest import Ratio
from tests.benchmarks.test_lists import looked_at
from tests.clinic import Clinic
from tests.mhac.scheduling.desk import lay_down

AIM = 5  # objects, ages, waits and proposals for 120 people beside the bare rows
FAMILIES, MEMBERS = 40, 3
TUESDAY = date(2026, 3, 10)


def full_floor(clinic: Clinic) -> None:
    """Let 40 families of three in; every family has moved once, each principal has an open exam, some are called."""
    desk = lay_down(clinic)
    found = next(s for s in desk.frame.services if s.code == "assessment")
    with clinic.act("administrator") as uow:
        rooms = [define_room(uow, request=RoomPlan(f"Room {n}", found.room_kind)) for n in range(FAMILIES)]
    start = datetime(2026, 3, 10, 6, 15, tzinfo=UTC)
    for number, room in enumerate(rooms):
        with clinic.act("receptionist") as uow:
            people = tuple(_person(uow, f"FAMILY{number}", born) for born in (1984, 1986, 2016))
            kinds = ("principal", "spouse", "child")
            joining = [Joining(i, kind, principal=i == people[0]) for i, kind in zip(people, kinds, strict=True)]
            wanted = NewCase(country="US", category="refugee", number=f"RW-{number}")
            case_id = registration.open_case(uow, request=wanted, members=joining)
            block = scheduling.book(uow, request=Booking(room, found.id, start, people, case_id=case_id, minutes=60))
            same = IdentityCheck(Outcome.CONFIRMED)
            tickets = service.arrive(uow, appointment_id=block, people=tuple(Arriving(i, same) for i in people))
        seen = tuple(Seen(ticket.visit_id, 1) for ticket in tickets)
        code = ("vital_signs", "laboratory", "imaging", "physician")[number % 4]
        with clinic.act("physician") as uow:
            service.hand_over(uow, visits=seen, station_code=code)
            exams.begin_exam(uow, person_id=people[0], case_id=case_id, without_consent="On paper")
        clinic.clock.forward(seconds=20)
    with clinic.act("nurse") as uow:
        rows = [row for row in queries.floor_view(uow, TUESDAY).visits if row.number % 4 == 0]
        calling.call(uow, visits=tuple(Seen(row.id, row.version) for row in rows))


def _person(uow: UnitOfWork, family: str, born: int) -> int:
    wanted = NewPerson(family_name=family, given_names=f"Born {born}", sex="F", birth=on_day(date(born, 5, 2)))
    return registration.register_person(uow, request=wanted)


def whole_floor(uow: UnitOfWork) -> None:
    """What the page asks: everybody, and where each is still wanted."""
    asked = stations_asked(uow, queries.people_inside(uow, TUESDAY))
    view = queries.floor_view(uow, TUESDAY, asked=asked)
    assert len(view.visits) == FAMILIES * MEMBERS
    assert view.figures(uow.now()).inside == FAMILIES * MEMBERS


def test_the_floor_with_40_families(
    clinic: Clinic, tmp_path: Path, request: pytest.FixtureRequest, beside: Callable[..., Ratio]
) -> None:
    full_floor(clinic)
    ratio = looked_at(clinic, tmp_path, request, whole_floor, "nurse", "the floor with 40 families", beside, aim=AIM)
    assert ratio.stands


def test_the_wall_with_40_families(
    clinic: Clinic, tmp_path: Path, request: pytest.FixtureRequest, beside: Callable[..., Ratio]
) -> None:
    full_floor(clinic)

    def wall(uow: UnitOfWork) -> None:
        assert len(calls_for_the_wall(queries.called(uow, TUESDAY), uow.now() + timedelta(seconds=1))) == 8

    ratio = looked_at(
        clinic, tmp_path, request, wall, "nurse", "the waiting-room screen with 40 families", beside, aim=2 * AIM
    )
    assert ratio.stands
