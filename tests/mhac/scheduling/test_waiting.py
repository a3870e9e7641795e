"""The waiting list, on both engines: what expires first, whom a free time fits, and the way on and back."""

from datetime import timedelta
from typing import Any

import pytest

from mhac.kernel.errors import ClinicError, NotAllowed, Refused
from mhac.scheduling import service, waiting
from mhac.scheduling.rules import PartOfDay, Status
from mhac.scheduling.views import Offer, WaitingRow
from mhac.scheduling.waiting import Wish
from tests.clinic import Clinic
from tests.mhac.scheduling.desk import TUESDAY, Desk, lay_down


@pytest.fixture
def desk(clinic: Clinic) -> Desk:
    return lay_down(clinic)


def put(desk: Desk, *people: int, reason: str = "no time was free", **wish: Any) -> int:
    code = wish.pop("service", "assessment")
    with desk.clinic.act("receptionist", action="scheduling.wait_for") as uow:
        return waiting.wait_for(uow, request=Wish(desk.service(code), people, reason, **wish))


def listed(desk: Desk) -> tuple[WaitingRow, ...]:
    with desk.clinic.read("receptionist") as uow:
        return waiting.waiting_list(uow)


def offers(desk: Desk, room: str, hour: int, minutes: int = 30) -> tuple[Offer, ...]:
    from mhac.scheduling.rules import Span

    with desk.clinic.read("receptionist") as uow:
        span = Span(desk.at(hour), desk.at(hour) + timedelta(minutes=minutes))
        return waiting.fitting(uow, room_id=desk.room(room), span=span)


def refused(desk: Desk, *people: int, **wish: Any) -> ClinicError:
    with pytest.raises(ClinicError) as caught:
        put(desk, *people, **wish)
    return caught.value


def test_what_expires_first_stands_first(desk: Desk) -> None:
    names = ("UWERA", "NSENGA", "MUGISHA", "NIYONZIMA")
    uwera, nsenga, mugisha, niyonzima = (desk.person(name, "Paul", phone="+250788000114") for name in names)
    put(desk, uwera)
    desk.clinic.clock.forward(minutes=1)
    put(desk, nsenga, by_day=TUESDAY + timedelta(days=20))
    put(desk, mugisha)
    put(desk, niyonzima, by_day=TUESDAY + timedelta(days=5), by_reason="medical expires 15 Mar")
    rows = listed(desk)
    assert [row.people[0].family_name for row in rows] == ["NIYONZIMA", "NSENGA", "UWERA", "MUGISHA"]
    assert (rows[0].by_reason, rows[0].phone) == ("medical expires 15 Mar", "+250788000114")


def test_a_family_waits_as_one(desk: Desk) -> None:
    case_id, members = desk.family()
    put(desk, *members, case_id=case_id)
    (row,) = listed(desk)
    assert [person.person_id for person in row.people] == list(members)
    assert row.case_number == "KGL-2026-001"
    error = refused(desk, members[2])
    assert (error.code, error.values["person"]) == ("scheduling.waits_already", "HABIMANA Eric")


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({"reason": "  "}, "scheduling.reason_missing"),
        ({"by_day": TUESDAY - timedelta(days=1)}, "scheduling.day_is_past"),
        ({"by_day": TUESDAY + timedelta(days=4000)}, "scheduling.day_too_far"),
        ({"case_id": 1}, "scheduling.not_in_case"),
    ],
)
def test_a_wish_that_cannot_be_is_refused(desk: Desk, wish: dict[str, Any], code: str) -> None:
    desk.family()
    assert refused(desk, desk.person("NSENGA", "Paul"), **wish).code == code
    assert refused(desk).code == "scheduling.nobody"
    assert refused(desk, 4711).code == "scheduling.person_unknown"
    assert listed(desk) == ()


def test_a_time_that_became_free_is_offered_to_whom_it_fits(desk: Desk) -> None:
    nsenga, uwera, late = desk.person("NSENGA", "Paul"), desk.person("UWERA", "Claudine"), desk.person("GASANA", "Eric")
    _, members = desk.family()
    put(desk, nsenga, part_of_day=PartOfDay.AFTERNOON)
    put(desk, uwera, by_day=TUESDAY + timedelta(days=2))
    put(desk, *members)  # 75 minutes
    put(desk, late, service="vaccination")  # another kind of room
    desk.book(late, hour=8)
    desk.book(desk.person("MUGISHA", "Ange"), hour=9, minute=30)
    fits = offers(desk, "Nurse 1", 9)
    assert [(o.entry.people[0].family_name, o.slot.span.starts_at) for o in fits] == [("UWERA", desk.at(9))]
    assert [o.entry.people[0].family_name for o in offers(desk, "Nurse 1", 14)] == ["UWERA", "NSENGA", "MUKAMANA"]


def test_nobody_is_offered_a_time_when_he_is_booked_elsewhere(desk: Desk) -> None:
    nsenga = desk.person("NSENGA", "Paul")
    desk.book(nsenga, room="Exam 1", service="physical_exam", hour=9)
    put(desk, nsenga)
    (offer,) = offers(desk, "Nurse 1", 9, 60)
    assert offer.slot.span.starts_at == desk.at(9, 30)
    assert offers(desk, "Nurse 1", 9, 30) == ()


def test_who_is_booked_from_the_list_waits_no_more_and_again_when_it_is_taken_back(desk: Desk) -> None:
    nsenga = desk.person("NSENGA", "Paul")
    put(desk, nsenga)
    (row,) = listed(desk)
    with desk.clinic.act("receptionist", action="scheduling.book_waiting") as uow:
        number = waiting.book_waiting(uow, entry_id=row.id, version=row.version, request=desk.booking(nsenga))
    assert listed(desk) == ()
    assert desk.block(number).people[0].status is Status.BOOKED
    again = desk.clinic.act("receptionist", action="scheduling.book_waiting")
    with pytest.raises(Refused, match="waits_no_more"), again as uow:
        waiting.book_waiting(uow, entry_id=row.id, version=row.version, request=desk.booking(nsenga, hour=14))
    block = desk.block(number)
    with desk.clinic.act("receptionist", action="scheduling.cancel") as uow:
        service.cancel(uow, appointment_id=number, version=block.version, reason="booked by mistake")
        waiting.wait_again(uow, entry_id=row.id)
    assert [entry.id for entry in listed(desk)] == [row.id]


def test_a_clash_leaves_the_entry_on_the_list(desk: Desk) -> None:
    nsenga = desk.person("NSENGA", "Paul")
    desk.book(desk.person("UWERA", "Claudine"))
    put(desk, nsenga)
    (row,) = listed(desk)
    with pytest.raises(Refused, match="room_taken"), desk.clinic.act("nurse", action="scheduling.book_waiting") as uow:
        waiting.book_waiting(uow, entry_id=row.id, version=row.version, request=desk.booking(nsenga))
    assert listed(desk) == (row,)


def test_who_is_booked_otherwise_is_marked(desk: Desk) -> None:
    nsenga = desk.person("NSENGA", "Paul")
    put(desk, nsenga)
    desk.book(nsenga, hour=14)
    assert [row.booked_at for row in listed(desk)] == [desk.at(14)]


def test_an_entry_ends_with_a_reason_only(desk: Desk) -> None:
    put(desk, desk.person("NSENGA", "Paul"))
    (row,) = listed(desk)
    with pytest.raises(ClinicError, match="reason_missing"), desk.clinic.act("nurse") as uow:
        waiting.stop_waiting(uow, entry_id=row.id, version=row.version, reason=" ")
    with desk.clinic.act("nurse", action="scheduling.stop_waiting") as uow:
        waiting.stop_waiting(uow, entry_id=row.id, version=row.version, reason="went to another clinic")
    assert listed(desk) == ()
    with desk.clinic.act("nurse", action="scheduling.wait_again") as uow:
        waiting.wait_again(uow, entry_id=row.id)
        waiting.wait_again(uow, entry_id=row.id)
    assert [entry.id for entry in listed(desk)] == [row.id]


def test_an_administrator_keeps_no_waiting_list(desk: Desk) -> None:
    person = desk.person("NSENGA", "Paul")
    with pytest.raises(NotAllowed), desk.clinic.act("administrator") as uow:
        waiting.wait_for(uow, request=Wish(desk.service(), (person,), "no time was free"))
