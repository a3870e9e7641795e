"""Several appointments of one person on one day, on both engines: one visit, or one in the morning and one later."""

import pytest

from mhac.floor import service
from mhac.floor.rules import VisitStatus
from mhac.kernel.errors import Refused
from mhac.scheduling.rules import Status
from tests.clinic import Clinic
from tests.mhac.floor.test_service import arrive, caught, find, finish, floor, hand_over, one_inside, seen, undo, visit
from tests.mhac.scheduling.desk import Desk, lay_down


@pytest.fixture
def desk(clinic: Clinic) -> Desk:
    return lay_down(clinic)


@pytest.mark.parametrize("outcome", [VisitStatus.DONE, VisitStatus.LEFT])
def test_who_comes_back_in_the_afternoon_keeps_the_appointment(desk: Desk, outcome: VisitStatus) -> None:
    person = desk.person("KAYITESI", "Aline", "F")
    morning = desk.book(person, hour=10, minute=30, room="Exam 2", service="physical_exam")
    afternoon = desk.book(person, hour=15, room="Exam 1", service="follow_up")
    ended = Status.DONE if outcome is VisitStatus.DONE else Status.CANCELLED

    def states() -> tuple[Status, Status]:
        return desk.block(morning.id).status, desk.block(afternoon.id).status

    desk.clinic.clock.set(desk.at(10, 19))
    arrive(desk, morning.id, [person])
    hand_over(desk, "checkout", visit(desk, "A-01"))
    with desk.clinic.act("nurse", action="floor.finish_visit") as uow:
        later = service.finish_visit(uow, visits=seen(visit(desk, "A-01")), outcome=outcome, reason="Called away")
    assert states() == (ended, Status.BOOKED)
    assert [(each.starts_at, each.service) for each in later] == [(afternoon.starts_at, "Results and follow-up")]
    undo(desk, visit(desk, "A-01"))
    assert states() == (Status.IN_PROGRESS, Status.ARRIVED)
    finish(desk, visit(desk, "A-01"), outcome=outcome, reason="Called away")
    desk.clinic.clock.set(desk.at(14, 50))
    (hit,) = find(desk, "kayitesi")
    assert (hit.status, hit.block is not None and hit.block.id) == (Status.BOOKED, afternoon.id)
    (ticket,) = arrive(desk, afternoon.id, [person])
    assert (ticket.ticket, states()) == ("A-02", (ended, Status.ARRIVED))


def test_a_visit_that_lasts_into_the_afternoon_ends_that_appointment_too(desk: Desk) -> None:
    person = desk.person("KAYITESI", "Aline", "F")
    morning = desk.book(person, hour=10, room="Exam 2", service="physical_exam")
    afternoon = desk.book(person, hour=15, room="Exam 1", service="follow_up")
    arrive(desk, morning.id, [person])
    hand_over(desk, "checkout", visit(desk, "A-01"))
    desk.clinic.clock.set(desk.at(15, 5))
    finish(desk, visit(desk, "A-01"))
    assert [desk.block(block.id).status for block in (morning, afternoon)] == [Status.DONE, Status.DONE]


def test_an_appointment_booked_for_somebody_inside_joins_the_visit(desk: Desk) -> None:
    number, row = one_inside(desk)
    hand_over(desk, "vital_signs", row)
    more = desk.book(row.person_id, hour=11, room="Exam 1", service="physical_exam")
    (ticket,) = arrive(desk, more.id, [row.person_id])
    assert (ticket.visit_id, ticket.ticket) == (row.id, "A-01")
    assert [desk.block(block).status for block in (number, more.id)] == [Status.IN_PROGRESS, Status.ARRIVED]
    assert [(found.ticket, found.station) for found in floor(desk).visits] == [("A-01", "vital_signs")]
    assert caught(Refused, arrive, desk, more.id, [row.person_id]).code == "floor.already_here"
    stranger = desk.person("UWERA", "Claudine", "F")
    assert arrive(desk, desk.book(stranger, room="Nurse 2").id, [stranger])[0].ticket == "A-02"
