"""A whole visit in one day: services in their order, for a family, around what is booked already."""

from datetime import timedelta

import pytest

from mhac.kernel.errors import Invalid
from mhac.scheduling import chains, service
from mhac.scheduling.chains import ChainTime
from mhac.scheduling.service import Booking
from tests.clinic import Clinic
from tests.mhac.scheduling.desk import TUESDAY, Desk, lay_down

WHOLE = ("assessment", "physical_exam", "vaccination")


@pytest.fixture
def desk(clinic: Clinic) -> Desk:
    return lay_down(clinic)


def search(desk: Desk, persons: int = 1, *, people: tuple[int, ...] = (), count: int = 3) -> tuple[ChainTime, ...]:
    with desk.clinic.read("receptionist") as uow:
        return chains.next_chain(uow, service_ids=[desk.service(code) for code in WHOLE], persons=persons,
                                 after=desk.at(8), count=count, person_ids=people)  # fmt: skip


def times(desk: Desk, visit: ChainTime) -> list[tuple[str, str]]:
    zone = desk.clinic.database.zone
    return [(slot.room, f"{slot.span.starts_at.astimezone(zone):%H:%M}") for _, slot in visit.steps]


def test_services_follow_each_other_without_a_gap(desk: Desk) -> None:
    first = search(desk)[0]
    assert times(desk, first) == [("Nurse 1", "08:00"), ("Exam 1", "08:30"), ("Vaccination", "09:00")]
    assert first.span.minutes == 75


def test_a_family_takes_longer_at_each_service(desk: Desk) -> None:
    first = search(desk, persons=4)[0]
    assert times(desk, first) == [("Nurse 1", "08:00"), ("Exam 1", "09:15"), ("Vaccination", "13:00")] or (
        first.span.minutes >= 75 + 120 + 60
    )
    for (_, before), (_, after) in zip(first.steps, first.steps[1:], strict=False):
        assert before.span.ends_at <= after.span.starts_at


def test_what_is_booked_delays_the_chain_or_moves_it(desk: Desk) -> None:
    for room in ("Exam 1", "Exam 2"):
        desk.book(desk.person("GASANA", room), room=room, service="physical_exam", hour=8, minute=30, minutes=90)
    first = search(desk)[0]
    assert times(desk, first)[1] == ("Exam 1", "10:00")
    assert first.steps[1][1].span.starts_at - first.steps[0][1].span.ends_at <= timedelta(minutes=90)


def test_the_people_themselves_must_be_free(desk: Desk) -> None:
    person = desk.person("NSENGA", "Paul")
    desk.book(person, room="Exam 2", service="follow_up", hour=8)
    first = search(desk, people=(person,))[0]
    assert times(desk, first)[0] == ("Nurse 1", "08:15")


def test_a_day_too_full_gives_way_to_the_next(desk: Desk) -> None:
    desk.book(desk.person("GASANA", "Eric"), room="Vaccination", service="vaccination", hour=8, minutes=240)
    desk.book(desk.person("UWERA", "Claudine"), room="Vaccination", service="vaccination", hour=13, minutes=240)
    first = search(desk)[0]
    assert first.span.starts_at == desk.at(8, day=TUESDAY + timedelta(days=1))


def test_the_chain_that_was_found_can_be_booked(desk: Desk) -> None:
    case_id, members = desk.family()
    visit = search(desk, persons=len(members), people=members)[0]
    requests = tuple(
        Booking(slot.room_id, service_id, slot.span.starts_at, members, case_id) for service_id, slot in visit.steps
    )
    with desk.clinic.act("receptionist", action="scheduling.book_series") as uow:
        numbers = service.book_series(uow, requests=requests)
    assert [desk.block(number).ends_at for number in numbers] == [slot.span.ends_at for _, slot in visit.steps]


def test_the_clinics_chains_name_services_that_exist(desk: Desk) -> None:
    codes = {row.code for row in desk.frame.services}
    assert chains.chains()
    assert all(set(chain.services) <= codes and chain.name("fr") for chain in chains.chains())
    with pytest.raises(Invalid), desk.clinic.read("receptionist") as uow:
        chains.next_chain(uow, service_ids=[], persons=1, after=desk.at(8))
