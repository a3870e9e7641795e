"""How many people may begin in one half hour: said in words, exceeded only by who may, and heeded by the search."""

from dataclasses import replace

import pytest

from mhac.kernel import audit
from mhac.kernel.errors import Invalid, NotAllowed, Refused
from mhac.scheduling import free_times, rules, service, setup
from mhac.scheduling.rules import Span, capacity_conflict
from mhac.scheduling.setup import ServicePlan
from tests.clinic import Clinic
from tests.mhac.scheduling.desk import Desk, lay_down
from tests.mhac.scheduling.test_two_desks import booked_at_once


@pytest.fixture
def desk(clinic: Clinic) -> Desk:
    return lay_down(clinic)


def limit(desk: Desk, persons: int | None) -> None:
    with desk.clinic.act("administrator", action="scheduling.define_capacity") as uow:
        setup.define_capacity(uow, persons=persons)


def test_more_people_than_the_clinic_wants_are_refused_with_the_figures(desk: Desk) -> None:
    limit(desk, 2)
    desk.book(desk.person("NSENGA", "Paul"), hour=9)
    desk.book(desk.person("UWERA", "Claudine"), room="Exam 1", service="follow_up", hour=9, minute=15)
    with pytest.raises(Refused) as caught:
        desk.book(desk.person("GASANA", "Eric"), room="Nurse 2", hour=9)
    assert caught.value.code == "scheduling.over_capacity"
    assert caught.value.values == {"starts_at": desk.at(9), "limit": 2, "there": 2, "coming": 1}
    assert desk.book(desk.person("MUGISHA", "Ange"), room="Nurse 2", hour=9, minute=30)


def test_who_may_confirms_it_and_the_audit_says_so(desk: Desk) -> None:
    limit(desk, 1)
    desk.book(desk.person("NSENGA", "Paul"))
    wanted = desk.booking(desk.person("UWERA", "Claudine"), room="Nurse 2", over_capacity=True)
    with pytest.raises(NotAllowed), desk.clinic.act("receptionist", action="scheduling.book") as uow:
        service.book(uow, request=wanted)
    with desk.clinic.act("nurse", action="scheduling.book") as uow:
        service.book(uow, request=wanted)
    with desk.clinic.read("administrator") as uow:
        assert audit.verify(uow.session).faults == ()
    assert len(desk.day()) == 2


def test_a_family_larger_than_the_limit_comes_alone(desk: Desk) -> None:
    limit(desk, 3)
    case_id, members = desk.family()
    desk.book(*members, case_id=case_id, hour=9)
    with pytest.raises(Refused, match="over_capacity"):
        desk.book(desk.person("NSENGA", "Paul"), room="Nurse 2", hour=9, minute=15)


def test_a_limit_of_one_service_leaves_the_others_alone(desk: Desk) -> None:
    plan = next(s for s in setup.defaults().services if s.code == "assessment")
    row = desk.frame.service(desk.service())
    assert row is not None
    with desk.clinic.act("administrator", action="scheduling.define_service") as uow:
        setup.define_service(
            uow,
            request=ServicePlan(
                plan.code,
                plan.name,
                plan.minutes,
                plan.minutes_each_more,
                plan.room_kind,
                plan.stations,
                service_id=row.id,
                version=row.version,
                capacity=1,
            ),
        )
    desk.book(desk.person("NSENGA", "Paul"))
    desk.book(desk.person("UWERA", "Claudine"), room="Exam 1", service="follow_up")
    with pytest.raises(Refused, match="over_capacity"):
        desk.book(desk.person("GASANA", "Eric"), room="Nurse 2")


def test_a_move_within_the_half_hour_counts_nobody_twice(desk: Desk) -> None:
    limit(desk, 1)
    block = desk.book(desk.person("NSENGA", "Paul"))
    desk.book(desk.person("UWERA", "Claudine"), room="Nurse 2", hour=10)
    with desk.clinic.act("receptionist", action="scheduling.move") as uow:
        moved = service.move(
            uow, appointment_id=block.id, version=block.version, room_id=desk.room("Nurse 2"), starts_at=desk.at(9, 15)
        )
    with pytest.raises(Refused, match="over_capacity"), desk.clinic.act("receptionist") as uow:
        service.move(
            uow, appointment_id=block.id, version=moved.version, room_id=desk.room("Nurse 1"), starts_at=desk.at(10)
        )


def test_the_next_free_time_is_one_that_can_be_booked(desk: Desk) -> None:
    limit(desk, 1)
    desk.book(desk.person("NSENGA", "Paul"), room="Exam 1", service="follow_up", hour=8)
    with desk.clinic.read("receptionist") as uow:
        found = free_times.next_free(uow, service_id=desk.service(), persons=1, after=desk.at(8), count=1)
        starts = free_times.free_starts(uow, service_id=desk.service(), persons=1, day=desk.at(8).date())
    assert [slot.span.starts_at for slot in found] == [desk.at(8, 30)]
    assert starts[0].span.starts_at == desk.at(8, 30)


@pytest.mark.parametrize("persons", [0, -1, 501])
def test_an_impossible_limit_is_refused(desk: Desk, persons: int) -> None:
    with pytest.raises(Invalid, match="capacity_impossible"):
        limit(desk, persons)
    limit(desk, 500)
    limit(desk, None)


def test_a_search_without_limits_finds_each_stretch_once(desk: Desk) -> None:
    hour = Span(desk.at(8), desk.at(9))
    first = rules.slot_number(desk.at(8))
    assert list(rules.free_stretches([hour], {first + 2}, 1, 0)) == [first, first + 3]
    assert list(rules.free_starts([hour], {first + 2}, 1, 0, {rules.half_hour(first)})) == [first + 3]
    assert capacity_conflict(hour, 5, 3, 0) is None


def test_two_desks_at_once_do_not_exceed_the_limit(desk: Desk) -> None:
    limit(desk, 1)
    paul, claudine = desk.person("NSENGA", "Paul"), desk.person("UWERA", "Claudine", "F")
    other = booked_at_once(desk, desk.booking(paul), desk.booking(claudine, room="Nurse 2"))
    assert other.error is not None
    assert (other.error.code, other.error.values["there"]) == ("scheduling.over_capacity", 1)
    assert len(desk.day()) == 1


def test_two_desks_at_once_do_not_exceed_the_limit_of_a_service(desk: Desk) -> None:
    plan = next(s for s in setup.defaults().services if s.code == "assessment")
    row = desk.frame.service(desk.service())
    assert row is not None
    with desk.clinic.act("administrator", action="scheduling.define_service") as uow:
        setup.define_service(uow, request=replace(plan, service_id=row.id, version=row.version, capacity=1))
    paul, claudine = desk.person("NSENGA", "Paul"), desk.person("UWERA", "Claudine", "F")
    other = booked_at_once(desk, desk.booking(paul), desk.booking(claudine, room="Nurse 2"))
    assert other.error is not None
    assert other.error.code == "scheduling.over_capacity"
    assert len(desk.day()) == 1
