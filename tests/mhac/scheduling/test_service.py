"""Booking at the desk, on both engines: what is taken, what is refused and in which words, and how states go on."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, select

from mhac.kernel import audit
from mhac.kernel.errors import ClinicError, Invalid, NotAllowed, Refused, StaleEdit
from mhac.scheduling import free_times, progress, queries, rules, service, setup
from mhac.scheduling.records import BookedSlot
from mhac.scheduling.rules import Status
from mhac.scheduling.service import Booking, WalkIn
from tests.clinic import Clinic
from tests.mhac.scheduling.desk import TUESDAY, Desk, lay_down


@pytest.fixture
def desk(clinic: Clinic) -> Desk:
    return lay_down(clinic)


def slots_held(desk: Desk, number: int) -> int:
    with desk.clinic.read("receptionist") as uow:
        statement = select(func.count()).select_from(BookedSlot).where(BookedSlot.appointment_id == number)
        return int(uow.session.scalar(statement) or 0)


def caught(kind: type[ClinicError], verb: Any, *arguments: Any, **named: Any) -> ClinicError:
    with pytest.raises(kind) as error:
        verb(*arguments, **named)
    return error.value


def refusal(desk: Desk, *people: int, **wanted: Any) -> ClinicError:
    return caught(ClinicError, desk.book, *people, **wanted)


def test_a_person_is_booked_for_the_length_of_the_service(desk: Desk) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"))
    assert (block.starts_at, block.ends_at) == (desk.at(9), desk.at(9, 30))
    assert [(p.name, p.status) for p in block.people] == [("NSENGA Paul", Status.BOOKED)]
    assert desk.day() == (block,)
    assert desk.day(TUESDAY + timedelta(days=1)) == ()


def test_a_whole_family_is_booked_in_one_go(desk: Desk) -> None:
    case_id, members = desk.family()
    block = desk.book(*members, case_id=case_id)
    assert (block.ends_at - block.starts_at) == timedelta(minutes=75)
    assert [person.person_id for person in block.people] == list(members)
    assert (block.case_number, block.country, block.category) == ("KGL-2026-001", "US", "refugee")
    assert slots_held(desk, block.id) == 5 * (1 + 4)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("AP-000123", 123),
        (" ap 123 ", 123),
        ("AP000007", 7),
        (rules.appointment_number(4_000_000), 4_000_000),
        ("AP-", None),
        ("A-000123", None),
        ("KGL-0000123", None),
        ("AP-12x", None),
        ("", None),
    ],
)
def test_the_number_of_a_slip_is_the_appointment(text: str, number: int | None) -> None:
    assert queries.appointment_by_number(text) == number


def test_a_room_that_is_taken_says_by_whom_and_until_when(desk: Desk) -> None:
    case_id, members = desk.family()
    desk.book(*members, case_id=case_id)
    error = refusal(desk, desk.person("NSENGA", "Paul"), hour=10)
    assert isinstance(error, Refused)
    assert error.code == "scheduling.room_taken"
    assert error.values == {
        "room": "Nurse 1",
        "label": "MUKAMANA Béatrice + 3",
        "starts_at": desk.at(9),
        "ends_at": desk.at(10, 15),
    }


def test_a_person_cannot_be_in_two_rooms_at_once(desk: Desk) -> None:
    case_id, members = desk.family()
    desk.book(members[2], hour=9, room="Nurse 2")
    error = refusal(desk, *members, case_id=case_id, hour=8, minute=30)
    assert error.code == "scheduling.person_taken"
    assert error.values["person"] == "HABIMANA Eric"
    assert error.values["room"] == "Nurse 2"
    assert error.values["starts_at"] == desk.at(9)


def test_blocks_that_touch_do_not_clash(desk: Desk) -> None:
    person = desk.person("NSENGA", "Paul")
    desk.book(person, hour=9)
    desk.book(person, hour=9, minute=30, room="Exam 1", service="physical_exam")
    desk.book(desk.person("UWERA", "Claudine", "F"), hour=8, minute=30)
    assert len(desk.day()) == 3


def _nothing(desk: Desk) -> None:
    """Leave the book as it is."""


def _holiday(desk: Desk) -> None:
    with desk.clinic.act("administrator") as uow:
        setup.close_day(uow, day=TUESDAY, reason="Holiday")


def _painters(desk: Desk) -> None:
    with desk.clinic.act("administrator") as uow:
        setup.close_day(uow, day=TUESDAY, reason="Painting", room_id=desk.room("Nurse 1"))


REFUSALS: list[tuple[str, Any, dict[str, Any], str]] = [
    ("before opening", _nothing, {"hour": 7, "day": date(2026, 3, 11)}, "scheduling.outside_hours"),
    ("after closing", _nothing, {"hour": 16, "minute": 45}, "scheduling.outside_hours"),
    ("into lunch", _nothing, {"hour": 11, "minute": 45}, "scheduling.pause"),
    ("in lunch", _nothing, {"hour": 12}, "scheduling.pause"),
    ("on Sunday", _nothing, {"day": date(2026, 3, 15)}, "scheduling.weekday_closed"),
    ("yesterday", _nothing, {"day": date(2026, 3, 9)}, "scheduling.in_the_past"),
    ("on a holiday", _holiday, {}, "scheduling.day_closed"),
    ("in a closed room", _painters, {}, "scheduling.room_closed"),
    ("in a room of another kind", _nothing, {"room": "Exam 1"}, "scheduling.room_kind"),
    ("off the quarter hour", _nothing, {"minute": 10}, "scheduling.not_on_quarter_hour"),
    ("too long", _nothing, {"minutes": 615}, "scheduling.length_impossible"),
    ("of no length", _nothing, {"minutes": -15}, "scheduling.length_impossible"),
]


@pytest.mark.parametrize(("prepare", "wanted", "code"), [r[1:] for r in REFUSALS], ids=[r[0] for r in REFUSALS])
def test_what_cannot_be_booked_is_refused(desk: Desk, prepare: Any, wanted: dict[str, Any], code: str) -> None:
    person = desk.person("NSENGA", "Paul")
    prepare(desk)
    assert refusal(desk, person, **wanted).code == code
    assert desk.day() == ()


def test_a_booking_needs_people_that_exist_and_belong_to_the_case(desk: Desk) -> None:
    case_id, members = desk.family()
    stranger = desk.person("NSENGA", "Paul")
    assert refusal(desk).code == "scheduling.nobody"
    assert refusal(desk, stranger, stranger).code == "scheduling.person_twice"
    assert refusal(desk, 9999).code == "scheduling.person_unknown"
    outside = refusal(desk, members[0], stranger, case_id=case_id)
    assert (outside.code, outside.values["person"]) == ("scheduling.not_in_case", "NSENGA Paul")


@pytest.mark.parametrize("role", ["receptionist", "nurse", "physician", "administrator"])
def test_only_the_desk_and_clinicians_book(desk: Desk, role: str) -> None:
    person = desk.person("NSENGA", "Paul")
    with desk.clinic.act(role, action="scheduling.book") as uow:
        if role == "administrator":
            with pytest.raises(NotAllowed):
                service.book(uow, request=desk.booking(person))
        else:
            assert service.book(uow, request=desk.booking(person)) > 0


def test_a_booking_is_one_entry_of_the_audit(desk: Desk) -> None:
    person = desk.person("NSENGA", "Paul")
    with desk.clinic.read("receptionist") as uow:
        before = uow.session.scalar(select(func.count()).select_from(audit.AuditEntry))
    desk.book(person)
    with desk.clinic.read("receptionist") as uow:
        entries = uow.session.scalars(select(audit.AuditEntry).order_by(audit.AuditEntry.id)).all()
        assert audit.verify(uow.session).faults == ()
        assert len(entries) == (before or 0) + 1
        assert (entries[-1].action, entries[-1].person_id) == ("scheduling.book", person)
        assert '"record":"appointment_person"' in entries[-1].text
        assert "booked_slot" not in entries[-1].text


# Moving


def move(desk: Desk, number: int, version: int, room: str, hour: int, minute: int = 0, **more: Any) -> service.Moved:
    with desk.clinic.act("receptionist", action="scheduling.move") as uow:
        return service.move(
            uow,
            appointment_id=number,
            version=version,
            room_id=desk.room(room),
            starts_at=desk.at(hour, minute),
            **more,
        )


def test_a_block_is_moved_to_another_room_and_time_and_back(desk: Desk) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"))
    moved = move(desk, block.id, block.version, "Nurse 2", 10, 30)
    after = desk.block(block.id)
    assert (after.room_id, after.starts_at, after.ends_at) == (desk.room("Nurse 2"), desk.at(10, 30), desk.at(11))
    assert moved.version == after.version == block.version + 1
    assert slots_held(desk, block.id) == 4
    desk.book(desk.person("UWERA", "Claudine", "F"), hour=8, minute=45)  # the old place is free in part
    error = caught(Refused, move, desk, block.id, after.version, "Nurse 1", 9)
    assert error.code == "scheduling.room_taken"
    assert error.values["label"] == "UWERA Claudine"
    assert desk.block(block.id) == after
    assert moved.before.room_id == desk.room("Nurse 1")
    assert moved.before.starts_at == desk.at(9)


def test_a_block_does_not_clash_with_itself(desk: Desk) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"))
    move(desk, block.id, block.version, "Nurse 1", 9, 15)
    assert desk.block(block.id).starts_at == desk.at(9, 15)


def test_a_block_can_be_made_longer_until_the_next_one(desk: Desk) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"))
    desk.book(desk.person("UWERA", "Claudine", "F"), hour=10)
    moved = move(desk, block.id, block.version, "Nurse 1", 9, minutes=60)
    assert desk.block(block.id).ends_at == desk.at(10)
    assert caught(Refused, move, desk, block.id, moved.version, "Nurse 1", 9, minutes=75).code == (
        "scheduling.room_taken"
    )


def test_a_move_of_what_somebody_else_moved_is_a_stale_edit(desk: Desk) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"))
    move(desk, block.id, block.version, "Nurse 1", 10)
    with pytest.raises(StaleEdit):
        move(desk, block.id, block.version, "Nurse 1", 11)
    assert desk.block(block.id).starts_at == desk.at(10)


@pytest.mark.parametrize(
    ("room", "hour", "code"),
    [
        ("Exam 1", 9, "scheduling.room_kind"),
        ("Nurse 1", 12, "scheduling.pause"),
        ("Nurse 1", 17, "scheduling.outside_hours"),
        ("Nurse 1", 8, "scheduling.in_the_past"),
    ],
)
def test_a_move_keeps_the_rules_of_the_book(desk: Desk, room: str, hour: int, code: str) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"), hour=10)
    desk.clinic.clock.set(desk.at(8, 45))
    assert caught(Refused, move, desk, block.id, block.version, room, hour).code == code


def test_a_late_block_may_change_the_room_at_its_own_time(desk: Desk) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"), hour=9)
    desk.clinic.clock.set(desk.at(9, 40))
    move(desk, block.id, block.version, "Nurse 2", 9)
    assert desk.block(block.id).room_id == desk.room("Nurse 2")


# Cancelling, missing, putting back


def cancel(desk: Desk, number: int, reason: str = "sick", people: Any = None) -> None:
    with desk.clinic.act("receptionist", action="scheduling.cancel") as uow:
        version = desk.block(number).version
        service.cancel(uow, appointment_id=number, version=version, reason=reason, person_ids=people)


def put_back(desk: Desk, number: int, people: Any = None) -> None:
    with desk.clinic.act("receptionist", action="scheduling.put_back") as uow:
        service.put_back(uow, appointment_id=number, version=desk.block(number).version, person_ids=people)


def missed(desk: Desk, number: int) -> None:
    with desk.clinic.act("receptionist", action="scheduling.mark_missed") as uow:
        service.mark_missed(uow, appointment_id=number, version=desk.block(number).version)


def test_a_cancelled_block_is_gone_from_the_book_and_its_place_is_free(desk: Desk) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"))
    cancel(desk, block.id)
    assert desk.day() == ()
    assert slots_held(desk, block.id) == 0
    desk.book(desk.person("UWERA", "Claudine", "F"))
    with desk.clinic.read("receptionist") as uow:
        (row,) = queries.appointments_of(uow, block.people[0].person_id)
    assert (row.status, row.reason) == (Status.CANCELLED, "sick")


def test_a_cancellation_needs_its_reason(desk: Desk) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"))
    error = caught(Invalid, cancel, desk, block.id, "  ")
    assert (error.code, error.field) == ("scheduling.reason_missing", "reason")


def test_one_member_of_a_family_can_be_cancelled_alone(desk: Desk) -> None:
    case_id, members = desk.family()
    block = desk.book(*members, case_id=case_id)
    cancel(desk, block.id, people=[members[3]])
    after = desk.block(block.id)
    assert [p.status for p in after.people] == [*[Status.BOOKED] * 3, Status.CANCELLED]
    assert after.status is Status.BOOKED
    assert slots_held(desk, block.id) == 5 * (1 + 3)
    desk.book(members[3], room="Nurse 2")


def test_who_was_cancelled_is_put_back_if_the_place_is_still_free(desk: Desk) -> None:
    first = desk.book(desk.person("NSENGA", "Paul"))
    cancel(desk, first.id)
    put_back(desk, first.id)
    assert desk.block(first.id).status is Status.BOOKED
    cancel(desk, first.id)
    desk.book(desk.person("UWERA", "Claudine", "F"))
    error = caught(Refused, put_back, desk, first.id)
    assert (error.code, error.values["label"]) == ("scheduling.room_taken", "UWERA Claudine")
    assert desk.block(first.id).status is Status.CANCELLED


def test_nobody_is_missed_before_the_time(desk: Desk) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"))
    assert caught(Refused, missed, desk, block.id).code == "scheduling.not_yet_due"
    desk.clinic.clock.set(desk.at(9, 20))
    missed(desk, block.id)
    assert desk.block(block.id).status is Status.MISSED
    assert slots_held(desk, block.id) == 0


def test_who_is_in_the_building_is_not_cancelled_from_the_book(desk: Desk) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"))
    with desk.clinic.act("receptionist") as uow:
        progress.step(uow, block.id, block.people[0].person_id, Status.ARRIVED)
    assert caught(Refused, cancel, desk, block.id).code == "scheduling.is_in_the_clinic"
    assert desk.block(block.id).status is Status.ARRIVED


def test_cancelling_twice_says_what_it_is_already(desk: Desk) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"))
    cancel(desk, block.id)
    error = caught(Refused, cancel, desk, block.id)
    assert (error.code, error.values["before"]) == ("scheduling.not_from_here", "cancelled")


# Walk-ins


def walk_in(desk: Desk, *people: int, **more: Any) -> int:
    with desk.clinic.act("receptionist", action="scheduling.book_now") as uow:
        return service.book_now(uow, request=WalkIn(desk.service(), people, **more))


def test_a_walk_in_gets_the_running_quarter_hour_of_the_first_free_room(desk: Desk) -> None:
    desk.book(desk.person("NSENGA", "Paul"), hour=9)
    desk.clinic.clock.set(desk.at(9, 10))
    block = desk.block(walk_in(desk, desk.person("UWERA", "Claudine", "F")))
    assert (block.room_id, block.starts_at, block.walk_in) == (desk.room("Nurse 2"), desk.at(9), True)


def test_a_walk_in_waits_for_the_first_gap_when_all_rooms_are_taken(desk: Desk) -> None:
    desk.book(desk.person("NSENGA", "Paul"), hour=9)
    desk.book(desk.person("BIZIMANA", "Eric"), hour=9, room="Nurse 2", minutes=45)
    desk.clinic.clock.set(desk.at(9, 10))
    block = desk.block(walk_in(desk, desk.person("UWERA", "Claudine", "F")))
    assert (block.room_id, block.starts_at) == (desk.room("Nurse 1"), desk.at(9, 30))


def test_a_walk_in_after_the_last_gap_of_today_is_refused(desk: Desk) -> None:
    desk.clinic.clock.set(desk.at(16, 46))
    person = desk.person("UWERA", "Claudine", "F")
    assert caught(Refused, walk_in, desk, person).code == "scheduling.no_room_today"


def test_who_is_expected_today_is_no_walk_in(desk: Desk) -> None:
    person = desk.person("NSENGA", "Paul")
    desk.book(person, hour=14)
    error = caught(Refused, walk_in, desk, person)
    assert error.code == "scheduling.already_booked_today"
    assert (error.values["person"], error.values["starts_at"]) == ("NSENGA Paul", desk.at(14))


# Free times, absences


def next_free(desk: Desk, persons: int, **more: Any) -> list[tuple[str, Any]]:
    with desk.clinic.read("receptionist") as uow:
        found = queries_free(uow, desk, persons, **more)
    return [(slot.room, slot.span.starts_at) for slot in found]


def queries_free(uow: Any, desk: Desk, persons: int, **more: Any) -> Any:
    after = more.pop("after", desk.clinic.clock())
    return free_times.next_free(uow, service_id=desk.service(), persons=persons, after=after, **more)


def test_the_next_free_times_of_a_family_are_real(desk: Desk) -> None:
    for room in ("Nurse 1", "Nurse 2"):
        desk.book(desk.person("NSENGA", room), hour=8, minutes=180, room=room)
    desk.book(desk.person("BIZIMANA", "Eric"), hour=13, minutes=60)
    found = next_free(desk, 4, count=4)
    wednesday = date(2026, 3, 11)
    assert found == [
        ("Nurse 2", desk.at(13)),
        ("Nurse 1", desk.at(14)),
        ("Nurse 1", desk.at(8, day=wednesday)),
        ("Nurse 1", desk.at(13, day=wednesday)),
    ]
    case_id, members = desk.family()
    desk.book(*members, case_id=case_id, room="Nurse 2", hour=13)


def test_free_times_mind_closed_days_rooms_and_the_people_themselves(desk: Desk) -> None:
    person = desk.person("NSENGA", "Paul")
    desk.book(person, hour=8, room="Exam 1", service="physical_exam", minutes=240)
    with desk.clinic.act("administrator") as uow:
        setup.close_day(uow, day=date(2026, 3, 11), reason="Training")
        setup.close_day(uow, day=TUESDAY, reason="Painting", room_id=desk.room("Nurse 1"))
    assert next_free(desk, 1, person_ids=[person], count=3) == [
        ("Nurse 2", desk.at(13)),
        ("Nurse 1", desk.at(8, day=date(2026, 3, 12))),
        ("Nurse 1", desk.at(13, day=date(2026, 3, 12))),
    ]


def test_a_full_book_has_no_free_time_within_the_horizon(desk: Desk) -> None:
    with desk.clinic.act("administrator") as uow:
        setup.define_hours(uow, week=())
    assert next_free(desk, 1) == []


def test_who_did_not_come_is_listed_until_rebooked(desk: Desk) -> None:
    marked, unmarked = desk.person("GASANA", "Eric", phone="+250 788 000 114"), desk.person("INGABIRE", "Rose", "F")
    first = desk.book(marked, hour=9)
    desk.book(unmarked, hour=10)
    came = desk.book(desk.person("NSENGA", "Paul"), hour=11)
    with desk.clinic.act("receptionist") as uow:
        progress.step(uow, came.id, came.people[0].person_id, Status.ARRIVED)
    desk.clinic.clock.set(desk.at(16))
    missed(desk, first.id)
    desk.clinic.clock.set(desk.at(8, day=date(2026, 3, 11)))
    assert [(a.people[0].name, a.phone) for a in absent(desk)] == [
        ("GASANA Eric", "+250 788 000 114"),
        ("INGABIRE Rose", ""),
    ]
    desk.book(marked, hour=9, day=date(2026, 3, 12))
    assert [a.people[0].name for a in absent(desk)] == ["INGABIRE Rose"]


def absent(desk: Desk) -> Any:
    with desk.clinic.read("receptionist") as uow:
        return queries.did_not_come(uow, TUESDAY)


def test_the_badge_counts_people_not_blocks(desk: Desk) -> None:
    case_id, members = desk.family()
    block = desk.book(*members, case_id=case_id)
    cancel(desk, block.id, people=[members[0]])
    with desk.clinic.read("receptionist") as uow:
        assert queries.waiting_today(uow, TUESDAY) == 3


def test_a_day_is_one_statement(desk: Desk) -> None:
    case_id, members = desk.family()
    desk.book(*members, case_id=case_id)
    statements: list[str] = []

    def count(*args: Any) -> None:
        statements.append(args[2])

    with desk.clinic.read("receptionist") as uow:
        event.listen(desk.clinic.database.engine, "before_cursor_execute", count)
        queries.day_view(uow, TUESDAY)
        event.remove(desk.clinic.database.engine, "before_cursor_execute", count)
    assert len([text for text in statements if text.startswith("SELECT")]) == 1


def test_text_from_people_is_only_text(desk: Desk) -> None:
    person = desk.person("O'BRIEN\"; DROP TABLE appointment;--", "<b>Zoë</b>")
    block = desk.book(person, label="<script>alert(1)</script>", note="'); DELETE FROM person;--")
    assert block.label == "<script>alert(1)</script>"
    assert desk.day()[0].note == "'); DELETE FROM person;--"


def test_a_request_is_plain_and_comparable(desk: Desk) -> None:
    assert desk.booking(1) == Booking(desk.room("Nurse 1"), desk.service(), desk.at(9), (1,))
