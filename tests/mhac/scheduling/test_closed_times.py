"""A power cut from 13 to 17, a staff meeting: the clinic or a room is closed for a part of a day only."""

from datetime import date
from typing import Any

import pytest

from mhac.kernel.errors import Invalid, NotFound, Refused
from mhac.scheduling import chains, free_times, importing, progress, queries, series, service, setup, standing, waiting
from mhac.scheduling.booking_list import read_list
from mhac.scheduling.rules import Span, Status
from mhac.scheduling.series import Visit
from mhac.scheduling.service import WalkIn
from mhac.scheduling.views import Block
from mhac.scheduling.waiting import Wish
from tests.clinic import Clinic
from tests.mhac.scheduling.desk import TUESDAY, Desk, lay_down
from tests.mhac.scheduling.test_two_desks import WAITING, OtherDesk

WEDNESDAY = date(2026, 3, 11)
AFTERNOON = (13 * 60, 17 * 60)


@pytest.fixture
def desk(clinic: Clinic) -> Desk:
    return lay_down(clinic)


def close(
    desk: Desk,
    *,
    room: str = "",
    times: tuple[int | None, int | None] = AFTERNOON,
    day: date = TUESDAY,
    although: bool = False,
) -> int:
    """The power is cut: the administrator closes the clinic, or one room."""
    room_id = desk.room(room) if room else None
    with desk.clinic.act("administrator", action="scheduling.close_day") as uow:
        return setup.close_day(uow, day=day, reason="Power cut", room_id=room_id, times=times, although_booked=although)


def refusal(desk: Desk, *people: int, **wanted: Any) -> Refused | None:
    try:
        desk.book(*people, **wanted)
    except Refused as error:
        return error
    return None


def to_move(desk: Desk) -> list[str]:
    with desk.clinic.read("receptionist") as uow:
        return [block.people[0].name for block in standing.standing_closed(uow)]


def first_free(desk: Desk, **wanted: Any) -> list[Any]:
    with desk.clinic.read("receptionist") as uow:
        found = free_times.next_free(
            uow, service_id=desk.service(), persons=1, after=uow.now(), **{"count": 3, **wanted}
        )
    return [(slot.room, slot.span.starts_at) for slot in found]


def test_nobody_is_booked_while_the_clinic_is_closed_and_everybody_before_and_after(desk: Desk) -> None:
    close(desk, times=(9 * 60, 10 * 60 + 30))
    paul = desk.person("NSENGA", "Paul")
    for hour, minute in ((9, 0), (8, 45), (10, 15)):
        error = refusal(desk, paul, hour=hour, minute=minute)
        assert error is not None, (hour, minute)
        assert error.code == "scheduling.part_closed"
        assert error.values == {"starts_at": desk.at(9), "ends_at": desk.at(10, 30), "reason": "Power cut"}
    assert refusal(desk, paul, hour=8, minute=30) is None
    assert refusal(desk, paul, hour=10, minute=30) is None
    assert refusal(desk, paul, hour=9, day=WEDNESDAY) is None


def test_a_room_closed_for_part_of_a_day_leaves_the_others_open(desk: Desk) -> None:
    close(desk, room="Nurse 1")
    paul = desk.person("NSENGA", "Paul")
    error = refusal(desk, paul, hour=14)
    assert error is not None
    assert error.code == "scheduling.room_part_closed"
    assert refusal(desk, paul, hour=14, room="Nurse 2") is None
    assert refusal(desk, paul, hour=11) is None


def test_a_block_is_not_moved_or_stretched_into_a_closed_time(desk: Desk) -> None:
    close(desk)
    block = desk.book(desk.person("NSENGA", "Paul"), hour=11, minutes=30)

    def move(**place: Any) -> str:
        with desk.clinic.act("receptionist") as uow, pytest.raises(Refused) as caught:
            service.move(uow, appointment_id=block.id, version=block.version, room_id=block.room_id, **place)
        return caught.value.code

    assert move(starts_at=desk.at(15)) == "scheduling.part_closed"
    assert move(starts_at=desk.at(16, 30)) == "scheduling.part_closed"


def test_free_times_begin_after_it_and_in_another_room(desk: Desk) -> None:
    close(desk, times=(8 * 60, 12 * 60))
    close(desk, room="Nurse 1", times=(13 * 60, 14 * 60))
    assert first_free(desk) == [
        ("Nurse 2", desk.at(13)),
        ("Nurse 1", desk.at(14)),
        ("Nurse 1", desk.at(8, day=WEDNESDAY)),
    ]
    with desk.clinic.read("receptionist") as uow:
        day = free_times.free_starts(uow, service_id=desk.service(), persons=1, day=TUESDAY)
    assert min(slot.span.starts_at for slot in day) == desk.at(13)
    assert min(slot.span.starts_at for slot in day if slot.room == "Nurse 1") == desk.at(14)


def test_a_whole_visit_and_a_series_are_planned_around_it(desk: Desk) -> None:
    close(desk, times=(8 * 60, 12 * 60))
    paul = desk.person("NSENGA", "Paul")
    wanted = [desk.service(code) for code in ("assessment", "physical_exam")]
    with desk.clinic.read("receptionist") as uow:
        chain = chains.next_chain(uow, service_ids=wanted, persons=1, after=desk.at(8), count=1)[0]
        visit = Visit("Reading", 1, 1, wanted[0], "skin test", "clinic", "high", TUESDAY)
        (planned,) = series.plan(uow, visits=(visit,), person_ids=(paul,))
    assert chain.span.starts_at == desk.at(13)
    assert planned.slot is not None
    assert planned.slot.span.starts_at == desk.at(13)


def test_walk_ins_and_the_waiting_list_mind_it(desk: Desk) -> None:
    close(desk, times=(8 * 60, 12 * 60))
    paul, rose = desk.person("NSENGA", "Paul"), desk.person("INGABIRE", "Rose", "F")
    with desk.clinic.act("receptionist") as uow:
        waiting.wait_for(uow, request=Wish(desk.service(), (rose,), "wishes an early date"))
        now = service.book_now(uow, request=WalkIn(desk.service(), (paul,)))
    assert desk.block(now).starts_at == desk.at(13)
    with desk.clinic.read("receptionist") as uow:
        inside = waiting.fitting(uow, room_id=desk.room("Nurse 2"), span=Span(desk.at(9), desk.at(10)))
        after = waiting.fitting(uow, room_id=desk.room("Nurse 2"), span=Span(desk.at(14), desk.at(15)))
    assert (inside, len(after)) == ((), 1)


def test_an_import_says_line_by_line_what_is_closed(desk: Desk) -> None:
    close(desk)
    desk.person("NSENGA", "Paul")
    head = "Date;Time;Service;Room;Family name;Given names;Birth date"
    lines = [f"2026-03-10;{time};assessment;{room};NSENGA;Paul;1990-03-14"
             for time, room in (("14:00", "Nurse 1"), ("15:00", ""), ("11:00", ""))]  # fmt: skip
    with desk.clinic.act("receptionist", action="scheduling.import_bookings") as uow:
        results = importing.import_bookings(uow, table=read_list("\r\n".join([head, *lines]).encode()))
    said = [result.fault.code if result.fault else result.outcome.value for result in results]
    assert said == ["scheduling.part_closed", "scheduling.part_closed", "booked"]


def test_what_stands_in_it_is_told_before_and_listed_until_somebody_moves_it(desk: Desk) -> None:
    paul = desk.book(desk.person("NSENGA", "Paul"), hour=14)
    desk.book(desk.person("UWERA", "Claudine", "F"), hour=11)
    with pytest.raises(Refused) as caught:
        close(desk)
    assert (caught.value.code, caught.value.values["count"]) == ("scheduling.people_are_booked", 1)
    assert to_move(desk) == []
    close(desk, although=True)
    assert to_move(desk) == ["NSENGA Paul"]
    with desk.clinic.act("receptionist") as uow:
        service.move(uow, appointment_id=paul.id, version=paul.version, room_id=paul.room_id, starts_at=desk.at(10, 15))
    assert to_move(desk) == []


def test_a_whole_day_is_closed_although_people_are_booked_where_it_must_be(desk: Desk) -> None:
    desk.book(desk.person("NSENGA", "Paul"), hour=14)
    desk.book(desk.person("UWERA", "Claudine", "F"), hour=11, room="Nurse 2")
    close(desk, room="Nurse 2", times=(None, None), although=True)
    assert to_move(desk) == ["UWERA Claudine"]
    close(desk, times=(None, None), although=True)
    assert to_move(desk) == ["UWERA Claudine", "NSENGA Paul"]


def test_closed_and_booked_at_one_moment_is_refused_or_listed_never_overlooked(desk: Desk) -> None:
    paul = desk.person("NSENGA", "Paul")
    other = OtherDesk(lambda: close(desk))
    with desk.clinic.act("receptionist", action="scheduling.book") as uow:
        service.book(uow, request=desk.booking(paul, hour=14))
        other.start()
        other.join(WAITING)
    other.join(10)
    assert not other.is_alive()
    if other.error is None:
        assert to_move(desk) == ["NSENGA Paul"]
    else:
        assert other.error.code == "scheduling.people_are_booked"


def seen(desk: Desk, block: Block, *steps: Status) -> None:
    for step in steps:
        with desk.clinic.act("nurse") as uow:
            progress.step(uow, block.id, block.people[0].person_id, step)


def test_who_is_being_seen_was_seen_or_comes_no_more_needs_no_other_time(desk: Desk) -> None:
    inside, done, gone, here = (
        desk.book(desk.person("NSENGA", name), hour=hour) for hour, name in enumerate(("A", "B", "C", "D"), start=13)
    )
    seen(desk, inside, Status.ARRIVED, Status.IN_PROGRESS)
    seen(desk, done, Status.ARRIVED, Status.IN_PROGRESS, Status.DONE)
    seen(desk, here, Status.ARRIVED)
    with desk.clinic.act("receptionist") as uow:
        service.cancel(uow, appointment_id=gone.id, version=gone.version, reason="moved away")
    close(desk, although=True)
    assert to_move(desk) == ["NSENGA D"]


def test_yesterdays_closure_asks_for_nothing_any_more(desk: Desk) -> None:
    desk.book(desk.person("NSENGA", "Paul"), hour=14)
    close(desk, although=True)
    desk.clinic.clock.set(desk.at(8, day=WEDNESDAY))
    assert to_move(desk) == []


def test_an_opened_time_can_be_booked_again(desk: Desk) -> None:
    closure = close(desk)
    with desk.clinic.act("administrator", action="scheduling.reopen_day") as uow:
        setup.reopen_day(uow, closure_id=closure)
    assert refusal(desk, desk.person("NSENGA", "Paul"), hour=14) is None


def test_a_closed_afternoon_does_not_make_a_holiday_already_closed(desk: Desk) -> None:
    close(desk)
    with desk.clinic.act("administrator", action="scheduling.close_day") as uow:
        assert len(setup.close_days(uow, days=((TUESDAY, "Public holiday"),))) == 1
    with desk.clinic.read("receptionist") as uow:
        opened = queries.frame(uow).open_day(TUESDAY, uow.zone)
    assert (opened.spans, opened.closed_reason) == ((), "Public holiday")


def test_a_day_closed_in_two_parts_is_no_working_day(desk: Desk) -> None:
    close(desk, times=(8 * 60, 13 * 60))
    close(desk)
    with desk.clinic.read("receptionist") as uow:
        assert queries.frame(uow).last_open_day(WEDNESDAY, uow.zone) == date(2026, 3, 9)


@pytest.mark.parametrize(
    ("times", "code"),
    [
        ((13 * 60, None), "scheduling.closed_half_given"),
        ((None, 13 * 60), "scheduling.closed_half_given"),
        ((13 * 60 + 10, 17 * 60), "scheduling.not_on_quarter_hour"),
        ((17 * 60, 13 * 60), "scheduling.closed_out_of_order"),
        ((13 * 60, 13 * 60), "scheduling.closed_out_of_order"),
        ((-15, 13 * 60), "scheduling.closed_out_of_order"),
        ((13 * 60, 24 * 60 + 15), "scheduling.closed_out_of_order"),
    ],
)
def test_times_with_a_fault_are_refused_beside_their_field(
    desk: Desk, times: tuple[int | None, int | None], code: str
) -> None:
    with pytest.raises(Invalid) as caught:
        close(desk, times=times)
    assert (caught.value.code, caught.value.field) == (code, "times")


def test_a_reason_that_is_too_long_and_a_room_that_is_none_are_refused(desk: Desk) -> None:
    with desk.clinic.act("administrator") as uow:
        with pytest.raises(Invalid, match="note_too_long"):
            setup.close_day(uow, day=TUESDAY, reason="x" * 121)
        with pytest.raises(NotFound):
            setup.close_day(uow, day=TUESDAY, reason="Painting", room_id=999)
