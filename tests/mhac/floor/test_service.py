"""The clinic floor on both engines: arrival with the identity check, tickets, hand-over, a step back, the end."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from mhac.floor import queries, service
from mhac.floor.queries import FloorView, VisitRow
from mhac.floor.rules import IdentityCheck, Means, Outcome, VisitStatus
from mhac.floor.service import Arriving, Ticket
from mhac.floor.visits import Seen
from mhac.kernel.errors import ClinicError, Invalid, NotAllowed, NotFound, Refused, StaleEdit
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.scheduling import rules as book
from mhac.scheduling import service as scheduling
from mhac.scheduling.records import Appointment
from mhac.scheduling.rules import Status
from mhac.scheduling.service import WalkIn
from tests.clinic import Clinic
from tests.mhac.scheduling.desk import TUESDAY, Desk, lay_down
from tests.mhac.scheduling.test_two_desks import WAITING, OtherDesk

SAME = IdentityCheck(Outcome.CONFIRMED)
DOUBT = IdentityCheck(Outcome.NOT_CONFIRMED, reason="The photo shows another person")


@pytest.fixture
def desk(clinic: Clinic) -> Desk:
    return lay_down(clinic)


def caught(kind: type[ClinicError], verb: Any, *arguments: Any, **named: Any) -> ClinicError:
    with pytest.raises(kind) as error:
        verb(*arguments, **named)
    return error.value


def arrive(desk: Desk, number: int, people: Sequence[int], check: IdentityCheck = SAME) -> tuple[Ticket, ...]:
    with desk.clinic.act("receptionist", action="floor.arrive") as uow:
        arriving = tuple(Arriving(person, check) for person in people)
        return service.arrive(uow, appointment_id=number, people=arriving)


def floor(desk: Desk, day: date = TUESDAY, **more: Any) -> FloorView:
    with desk.clinic.read("nurse") as uow:
        return queries.floor_view(uow, day, **more)


def visit(desk: Desk, ticket: str) -> VisitRow:
    return next(found for found in floor(desk).visits if found.ticket == ticket)


def seen(*visits: VisitRow) -> tuple[Seen, ...]:
    return tuple(Seen(found.id, found.version) for found in visits)


def hand_over(desk: Desk, station: str, *visits: VisitRow) -> None:
    with desk.clinic.act("nurse", action="floor.hand_over") as uow:
        service.hand_over(uow, visits=seen(*visits), station_code=station)


def undo(desk: Desk, *visits: VisitRow) -> None:
    with desk.clinic.act("nurse", action="floor.undo_move") as uow:
        service.undo_move(uow, visits=seen(*visits))


def finish(desk: Desk, *visits: VisitRow, outcome: VisitStatus = VisitStatus.DONE, reason: str = "") -> None:
    with desk.clinic.act("nurse", action="floor.finish_visit") as uow:
        service.finish_visit(uow, visits=seen(*visits), outcome=outcome, reason=reason)


def one_inside(desk: Desk, check: IdentityCheck = SAME) -> tuple[int, VisitRow]:
    person = desk.person("NSENGA", "Paul")
    block = desk.book(person)
    (ticket,) = arrive(desk, block.id, [person], check)
    return block.id, visit(desk, ticket.ticket)


# Arrival


def test_who_arrives_gets_a_ticket_and_stands_at_the_first_station(desk: Desk) -> None:
    number, row = one_inside(desk)
    assert (row.ticket, row.station, row.status, row.name) == ("A-01", "reception", VisitStatus.OPEN, "NSENGA Paul")
    assert row.identity is Outcome.CONFIRMED
    assert row.next_station == "vital_signs"
    assert desk.block(number).status is Status.ARRIVED


def test_a_family_shares_the_number(desk: Desk) -> None:
    case_id, members = desk.family()
    block = desk.book(*members, case_id=case_id)
    first = arrive(desk, block.id, members[:2])
    later = arrive(desk, block.id, members[2:])
    assert [t.ticket for t in (*first, *later)] == ["A-01a", "A-01b", "A-01c", "A-01d"]
    other = desk.person("NSENGA", "Paul")
    assert arrive(desk, desk.book(other, room="Nurse 2").id, [other])[0].ticket == "A-02"


def test_a_family_booked_one_by_one_shares_the_number_too(desk: Desk) -> None:
    case_id, members = desk.family()
    blocks = [desk.book(m, case_id=case_id, hour=9 + i) for i, m in enumerate(members[:3])]
    tickets = [arrive(desk, b.id, [m])[0].ticket for b, m in zip(blocks, members, strict=False)]
    assert tickets == ["A-01", "A-01b", "A-01c"]


def test_tickets_begin_anew_each_day(desk: Desk) -> None:
    one_inside(desk)
    wednesday = TUESDAY + timedelta(days=1)
    desk.clinic.clock.set(desk.at(8, day=wednesday))
    person = desk.person("UWERA", "Claudine", "F")
    assert arrive(desk, desk.book(person, day=wednesday).id, [person])[0].ticket == "A-01"
    assert [v.name for v in floor(desk, wednesday).visits] == ["UWERA Claudine"]


def test_nobody_arrives_twice(desk: Desk) -> None:
    number, row = one_inside(desk)
    error = caught(Refused, arrive, desk, number, [row.person_id])
    assert (error.code, error.values["person"], error.values["ticket"]) == ("floor.already_here", "NSENGA Paul", "A-01")


def test_nobody_arrives_on_another_day(desk: Desk) -> None:
    person = desk.person("NSENGA", "Paul")
    block = desk.book(person, day=TUESDAY + timedelta(days=1))
    assert caught(Refused, arrive, desk, block.id, [person]).code == "floor.not_your_day"


def test_who_is_cancelled_or_not_in_the_block_does_not_arrive(desk: Desk) -> None:
    person, stranger = desk.person("NSENGA", "Paul"), desk.person("UWERA", "Claudine", "F")
    block = desk.book(person)
    assert caught(Invalid, arrive, desk, block.id, [stranger]).code == "scheduling.not_in_block"
    assert caught(Invalid, arrive, desk, block.id, []).code == "scheduling.nobody"
    with desk.clinic.act("receptionist") as uow:
        scheduling.cancel(uow, appointment_id=block.id, version=block.version, reason="sick")
    assert caught(Refused, arrive, desk, block.id, [person]).code == "scheduling.not_from_here"
    assert floor(desk).visits == ()


def test_one_arrival_is_for_all_appointments_of_the_day(desk: Desk) -> None:
    person = desk.person("KAYITESI", "Aline", "F")
    first = desk.book(person, hour=9)
    later = desk.book(person, hour=10, room="Exam 1", service="physical_exam")
    tomorrow = desk.book(person, day=TUESDAY + timedelta(days=1))
    arrive(desk, first.id, [person])

    def states() -> list[Status]:
        return [desk.block(block.id).status for block in (first, later, tomorrow)]

    assert states() == [Status.ARRIVED, Status.ARRIVED, Status.BOOKED]
    hand_over(desk, "checkout", visit(desk, "A-01"))
    finish(desk, visit(desk, "A-01"))
    assert states() == [Status.DONE, Status.DONE, Status.BOOKED]
    undo(desk, visit(desk, "A-01"))
    assert states() == [Status.IN_PROGRESS, Status.ARRIVED, Status.BOOKED]
    finish(desk, visit(desk, "A-01"), outcome=VisitStatus.LEFT, reason="Called away")
    assert states() == [Status.CANCELLED, Status.CANCELLED, Status.BOOKED]


def test_an_identity_that_is_not_confirmed_needs_a_reason(desk: Desk) -> None:
    person = desk.person("NSENGA", "Paul")
    block = desk.book(person)
    error = caught(Invalid, arrive, desk, block.id, [person], IdentityCheck(Outcome.NOT_CONFIRMED))
    assert (error.code, error.field) == ("floor.identity_reason_missing", "reason")


def test_who_could_not_be_identified_waits_at_reception(desk: Desk) -> None:
    _, row = one_inside(desk, DOUBT)
    assert (row.identity, row.identity_reason) == (Outcome.NOT_CONFIRMED, "The photo shows another person")
    assert caught(Refused, hand_over, desk, "vital_signs", row).code == "floor.identity_not_confirmed"
    assert caught(Refused, finish, desk, row).code == "floor.identity_not_confirmed"
    with desk.clinic.act("nurse") as uow:
        again = IdentityCheck(Outcome.CONFIRMED, Means.PAPER, "Convention travel document seen")
        service.confirm_identity(uow, visit_id=row.id, version=row.version, identity=again)
    hand_over(desk, "vital_signs", visit(desk, "A-01"))
    assert visit(desk, "A-01").station == "vital_signs"


def test_a_walk_in_is_booked_and_let_in_at_once(desk: Desk) -> None:
    person = desk.person("UWERA", "Claudine", "F")
    with desk.clinic.act("receptionist", action="floor.walk_in") as uow:
        (ticket,) = service.walk_in(uow, request=WalkIn(desk.service(), (person,)), people=(Arriving(person, SAME),))
    assert ticket.ticket == "A-01"
    (block,) = desk.day()
    assert (block.walk_in, block.status, block.starts_at) == (True, Status.ARRIVED, desk.at(8))


def test_a_wrong_arrival_is_taken_back_with_the_reason(desk: Desk) -> None:
    number, row = one_inside(desk)
    with pytest.raises(Invalid), desk.clinic.act("receptionist") as uow:
        service.undo_arrival(uow, visit_id=row.id, version=row.version, reason="")
    with desk.clinic.act("receptionist") as uow:
        service.undo_arrival(uow, visit_id=row.id, version=row.version, reason="Clicked the wrong line")
    assert desk.block(number).status is Status.BOOKED
    assert visit(desk, "A-01").status is VisitStatus.UNDONE
    assert floor(desk).figures(desk.clinic.clock()).arrived == 0
    assert arrive(desk, number, [row.person_id])[0].ticket != "A-01"


def test_an_arrival_is_not_taken_back_once_the_visit_goes_on(desk: Desk) -> None:
    _, row = one_inside(desk)
    hand_over(desk, "vital_signs", row)
    row = visit(desk, "A-01")
    with desk.clinic.act("receptionist") as uow, pytest.raises(Refused) as error:
        service.undo_arrival(uow, visit_id=row.id, version=row.version, reason="Wrong line")
    assert error.value.code == "floor.already_on_the_way"


# Hand-over


def test_a_person_goes_from_station_to_station(desk: Desk) -> None:
    number, row = one_inside(desk)
    desk.clinic.clock.forward(minutes=9)
    assert row.minutes(desk.clinic.clock()) == 9
    hand_over(desk, row.next_station, row)
    row = visit(desk, "A-01")
    assert (row.station, row.minutes(desk.clinic.clock()), row.visited) == ("vital_signs", 0, ("reception",))
    assert desk.block(number).status is Status.IN_PROGRESS
    hand_over(desk, "physician", row)
    row = visit(desk, "A-01")
    assert (row.station, row.next_station) == ("physician", "checkout")
    assert row.visited == ("reception", "vital_signs")


def test_what_the_protocol_still_asks_decides_the_next_station(desk: Desk) -> None:
    _, row = one_inside(desk)
    asked = floor(desk, asked={row.person_id: frozenset({"imaging"})}).visits[0]
    assert asked.next_station == "imaging"


def test_a_family_is_handed_over_in_one_go_or_not_at_all(desk: Desk) -> None:
    case_id, members = desk.family()
    arrive(desk, desk.book(*members, case_id=case_id).id, members)
    hand_over(desk, "vital_signs", *floor(desk).visits)
    family = floor(desk).visits
    assert {row.station for row in family} == {"vital_signs"}
    hand_over(desk, "laboratory", family[0])
    assert caught(StaleEdit, hand_over, desk, "physician", *family).code == "floor.already_moved"
    assert sorted(row.station for row in floor(desk).visits) == ["laboratory", *["vital_signs"] * 3]


def test_somebody_else_was_quicker_says_who_and_where_to(desk: Desk) -> None:
    _, row = one_inside(desk)
    with desk.clinic.act("physician") as uow:
        service.hand_over(uow, visits=seen(row), station_code="laboratory")
    error = caught(StaleEdit, hand_over, desk, "vital_signs", row)
    assert error.code == "floor.already_moved"
    assert (error.values["by"], error.values["station"]) == ("Dr Claire Uwase", "laboratory")


def test_two_nurses_at_the_same_moment(desk: Desk) -> None:
    _, row = one_inside(desk)
    other = OtherDesk(lambda: hand_over(desk, "imaging", row))
    with desk.clinic.act("physician", action="floor.hand_over") as uow:
        service.hand_over(uow, visits=seen(row), station_code="laboratory")
        other.start()
        other.join(WAITING)
        assert other.is_alive(), "the second nurse must wait for the first"
    other.join(10)
    assert isinstance(other.error, StaleEdit)
    assert (other.error.code, other.error.values["by"]) == ("floor.already_moved", "Dr Claire Uwase")
    assert visit(desk, "A-01").station == "laboratory"


def test_two_desks_let_one_person_in_once(desk: Desk) -> None:
    person = desk.person("NSENGA", "Paul")
    block = desk.book(person)
    other = OtherDesk(lambda: arrive(desk, block.id, [person]))
    with desk.clinic.act("nurse", action="floor.arrive") as uow:
        service.arrive(uow, appointment_id=block.id, people=(Arriving(person, SAME),))
        other.start()
        other.join(WAITING)
    other.join(10)
    assert isinstance(other.error, ClinicError)
    assert len(floor(desk).visits) == 1


def test_two_desks_draw_different_numbers(desk: Desk) -> None:
    paul, claudine = desk.person("NSENGA", "Paul"), desk.person("UWERA", "Claudine", "F")
    first, second = desk.book(paul), desk.book(claudine, room="Nurse 2")
    other = OtherDesk(lambda: arrive(desk, second.id, [claudine]))
    with desk.clinic.act("nurse", action="floor.arrive") as uow:
        service.arrive(uow, appointment_id=first.id, people=(Arriving(paul, SAME),))
        other.start()
        other.join(WAITING)
    other.join(10)
    assert other.error is None
    assert sorted(row.ticket for row in floor(desk).visits) == ["A-01", "A-02"]


def test_impossible_hand_overs_are_refused(desk: Desk) -> None:
    _, row = one_inside(desk)
    assert caught(Invalid, hand_over, desk, "cafeteria", row).code == "floor.station_unknown"
    assert caught(Refused, hand_over, desk, "reception", row).code == "floor.same_station"
    assert caught(Invalid, hand_over, desk, "laboratory").code == "scheduling.nobody"
    with pytest.raises(NotFound), desk.clinic.act("nurse") as uow:
        service.hand_over(uow, visits=(Seen(4711, 1),), station_code="laboratory")


# A step back


def test_the_last_step_is_taken_back_and_the_wait_goes_on(desk: Desk) -> None:
    _, row = one_inside(desk)
    desk.clinic.clock.forward(minutes=5)
    hand_over(desk, "vital_signs", row)
    desk.clinic.clock.forward(minutes=5)
    undo(desk, visit(desk, "A-01"))
    back = visit(desk, "A-01")
    assert (back.station, back.minutes(desk.clinic.clock()), back.visited) == ("reception", 10, ())
    assert caught(Refused, undo, desk, back).code == "floor.nothing_to_undo"


def test_a_finished_visit_can_be_opened_again(desk: Desk) -> None:
    number, row = one_inside(desk)
    hand_over(desk, "checkout", row)
    finish(desk, visit(desk, "A-01"))
    over = visit(desk, "A-01")
    assert (over.status, desk.block(number).status) == (VisitStatus.DONE, Status.DONE)
    assert caught(Refused, hand_over, desk, "physician", over).code == "floor.already_ended"
    undo(desk, over)
    again = visit(desk, "A-01")
    assert (again.status, again.station, again.ended_at) == (VisitStatus.OPEN, "checkout", None)
    assert desk.block(number).status is Status.IN_PROGRESS


def test_yesterdays_steps_are_not_taken_back(desk: Desk) -> None:
    _, row = one_inside(desk)
    hand_over(desk, "vital_signs", row)
    desk.clinic.clock.forward(days=1)
    assert caught(Refused, undo, desk, visit(desk, "A-01")).code == "floor.nothing_to_undo"


# The end


def test_who_leaves_before_the_end_leaves_with_a_reason(desk: Desk) -> None:
    number, row = one_inside(desk)
    error = caught(Invalid, finish, desk, row, outcome=VisitStatus.LEFT)
    assert (error.code, error.field) == ("floor.reason_missing", "reason")
    finish(desk, row, outcome=VisitStatus.LEFT, reason="Child was sick")
    over = visit(desk, "A-01")
    assert (over.status, over.end_reason) == (VisitStatus.LEFT, "Child was sick")
    assert desk.block(number).people[0].status is Status.CANCELLED


def test_who_has_left_can_come_back_as_a_walk_in(desk: Desk) -> None:
    _, row = one_inside(desk)
    finish(desk, row, outcome=VisitStatus.LEFT, reason="Forgot the passport")
    desk.clinic.clock.set(desk.at(10))
    with desk.clinic.act("receptionist") as uow:
        request = WalkIn(desk.service(), (row.person_id,))
        (ticket,) = service.walk_in(uow, request=request, people=(Arriving(row.person_id, SAME),))
    assert ticket.ticket == "A-02"


# Questions


def test_the_floor_counts_the_day(desk: Desk) -> None:
    case_id, members = desk.family()
    arrive(desk, desk.book(*members, case_id=case_id).id, members[:2])
    desk.clinic.clock.forward(minutes=12)
    view = floor(desk)
    figures = view.figures(desk.clinic.clock())
    assert (figures.arrived, figures.expected, figures.inside, figures.longest_minutes) == (2, 4, 2, 12)
    with desk.clinic.read("nurse") as uow:
        assert queries.in_clinic(uow, TUESDAY) == 2
        assert queries.people_inside(uow, TUESDAY) == tuple(members[:2])


def find(desk: Desk, text: str) -> tuple[queries.Hit, ...]:
    with desk.clinic.read("receptionist") as uow:
        return queries.find_arrivals(uow, text, TUESDAY)


def test_the_slip_finds_the_whole_family(desk: Desk) -> None:
    case_id, members = desk.family()
    block = desk.book(*members, case_id=case_id)
    hits = find(desk, book.appointment_number(block.id))
    assert [hit.person.id for hit in hits] == list(members)
    assert {(hit.room, hit.service, hit.status) for hit in hits} == {("Nurse 1", "Health assessment", Status.BOOKED)}


def test_a_name_or_file_number_finds_one_person(desk: Desk) -> None:
    case_id, members = desk.family()
    desk.book(*members, case_id=case_id)
    (hit,) = find(desk, "grace habimana")
    assert hit.person.name == "HABIMANA Grâce"
    assert find(desk, hit.person.file_number)[0].person.id == hit.person.id


def test_who_has_no_appointment_today_is_found_as_well_and_last(desk: Desk) -> None:
    other = desk.person("HABIMANA", "Yves")
    booked = desk.person("HABIMANA", "Zacharie")
    desk.book(booked)
    desk.book(other, day=TUESDAY + timedelta(days=1))
    assert [(hit.person.id, hit.block is None) for hit in find(desk, "habimana")] == [(booked, False), (other, True)]


def test_who_is_inside_is_found_with_the_ticket(desk: Desk) -> None:
    number, row = one_inside(desk)
    (hit,) = find(desk, "nsenga")
    assert (hit.ticket, hit.status) == ("A-01", Status.ARRIVED)
    with desk.clinic.read("receptionist") as uow:
        assert queries.block_hits(uow, number) == (hit,)
        assert queries.person_hit(uow, row.person_id, TUESDAY) == hit
        assert queries.person_hit(uow, 4711, TUESDAY) is None
        assert queries.block_hits(uow, 4711) == ()


@pytest.mark.parametrize(
    ("role", "arrives", "hands_over"),
    [
        ("receptionist", True, True),
        ("nurse", True, True),
        ("physician", False, True),
        ("administrator", False, False),
    ],
)
def test_who_may_do_what(desk: Desk, role: str, arrives: bool, hands_over: bool) -> None:
    _, row = one_inside(desk)
    person = desk.person("UWERA", "Claudine", "F")
    block = desk.book(person, room="Nurse 2")

    def attempt(verb: Any, **named: Any) -> bool:
        try:
            with desk.clinic.act(role) as uow:
                verb(uow, **named)
        except NotAllowed:
            return False
        return True

    assert attempt(service.arrive, appointment_id=block.id, people=(Arriving(person, SAME),)) == arrives
    assert attempt(service.hand_over, visits=seen(row), station_code="laboratory") == hands_over
    assert [v.ticket for v in floor(desk).visits]


def test_desks_that_let_people_of_the_same_blocks_in_wait_in_one_order(desk: Desk) -> None:
    person = desk.person("NSENGA", "Paul")
    early, late = desk.book(person, hour=9), desk.book(person, hour=10)

    def lock(uow: UnitOfWork, number: int) -> None:
        uow.session.get_one(Appointment, number, with_for_update=True)

    other = OtherDesk(lambda: arrive(desk, late.id, [person]))
    with desk.clinic.act("nurse") as uow:
        lock(uow, early.id)
        other.start()
        other.join(WAITING)
        assert other.is_alive(), "the second desk must wait for the first"
        lock(uow, late.id)  # held by the other desk, each would wait for the other
    other.join(10)
    assert other.error is None
    assert [found.person_id for found in floor(desk).visits] == [person]
