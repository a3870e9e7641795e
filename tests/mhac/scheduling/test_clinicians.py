"""An appointment names who sees them: only who takes the service, never two at once, and everything carries it on."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from mhac.documents.lists import draw_call_list
from mhac.documents.sheets import draw_day_list
from mhac.documents.slips import draw_appointment_slip
from mhac.kernel.errors import ClinicError, Invalid, Refused
from mhac.scheduling import chains, free_times, importing, lists, queries, rules, series, service, setup, slips, waiting
from mhac.scheduling.booking_list import read_list
from mhac.scheduling.records import BookedSlot
from mhac.scheduling.rules import KEEP, WhoElse
from mhac.scheduling.service import Moved
from mhac.scheduling.views import Block
from mhac.scheduling.waiting import Wish
from mhac.security import service as security
from mhac.security.queries import audit_lines
from mhac.security.records import User
from mhac.security.service import NewUser
from tests.clinic import PASSWORD, Clinic
from tests.documents.papers import text
from tests.mhac.scheduling.desk import TUESDAY, Desk, lay_down
from tests.mhac.scheduling.test_two_desks import booked_at_once


@pytest.fixture
def desk(clinic: Clinic) -> Desk:
    return lay_down(clinic)


@pytest.fixture
def one_desk(sqlite_clinic: Clinic) -> Desk:
    return lay_down(sqlite_clinic)


def nurse(desk: Desk) -> int:
    return desk.clinic.user_ids["nurse"]


def physician(desk: Desk) -> int:
    return desk.clinic.user_ids["physician"]


def second_nurse(desk: Desk, login: str = "nurse2", name: str = "Nadine Umutoni") -> int:
    with desk.clinic.act("administrator", action="security.add_user") as uow:
        wanted = NewUser(login=login, name=name, roles=("nurse",), password=PASSWORD)
        return security.add_user(uow, request=wanted)


def leave(desk: Desk, user_id: int) -> None:
    with desk.clinic.act("administrator", action="security.remove_user") as uow:
        version = uow.get(User, user_id).version
        security.remove_user(uow, user_id=user_id, version=version, reason="moved away")


def move(desk: Desk, block: Block, hour: int, *, room: str = "Nurse 1", clinician: WhoElse = KEEP) -> Moved:
    with desk.clinic.act("receptionist", action="scheduling.move") as uow:
        return service.move(
            uow,
            appointment_id=block.id,
            version=block.version,
            room_id=desk.room(room),
            starts_at=desk.at(hour),
            clinician_id=clinician,
        )


def refusal(call: Any, *args: Any, **more: Any) -> ClinicError:
    with pytest.raises(ClinicError) as caught:
        call(*args, **more)
    return caught.value


def test_the_day_says_whom_an_appointment_names(desk: Desk) -> None:
    named = desk.book(desk.person("NSENGA", "Paul"), clinician_id=nurse(desk))
    anybody = desk.book(desk.person("UWERA", "Claudine", "F"), room="Nurse 2")
    assert [(block.id, block.clinician_id) for block in desk.day()] == [(named.id, nurse(desk)), (anybody.id, None)]
    assert {each.name for each in desk.frame.clinicians()} == {"Noella Ingabire", "Dr Claire Uwase"}
    wanted = desk.frame.service(desk.service("physical_exam"))
    assert [each.name for each in desk.frame.clinicians(wanted)] == ["Dr Claire Uwase"]


def test_only_who_is_here_and_takes_the_service_can_be_named(desk: Desk) -> None:
    paul = desk.person("NSENGA", "Paul")
    found = refusal(desk.book, paul, clinician_id=physician(desk))
    assert (type(found), found.code, found.field) == (Refused, "scheduling.clinician_role", "clinician")
    assert found.values == {"clinician": "Dr Claire Uwase", "service": "Health assessment"}
    assert refusal(desk.book, paul, clinician_id=desk.clinic.user_ids["receptionist"]).code == (
        "scheduling.clinician_role"
    )
    assert type(refusal(desk.book, paul, clinician_id=99_999)) is Invalid
    gone = second_nurse(desk)
    leave(desk, gone)
    found = refusal(desk.book, paul, clinician_id=gone)
    assert (found.code, found.values["clinician"]) == ("scheduling.clinician_left", "Nadine Umutoni")
    assert desk.day() == ()


def test_a_service_that_names_no_role_is_taken_by_every_clinician() -> None:
    assert rules.takes(["physician"], [])
    assert rules.takes(["receptionist", "nurse"], [])
    assert not rules.takes(["receptionist", "administrator"], [])
    assert not rules.takes(["physician"], ["nurse"])


def test_a_clinician_is_never_in_two_places(desk: Desk) -> None:
    paul, claudine = desk.person("NSENGA", "Paul"), desk.person("UWERA", "Claudine", "F")
    desk.book(paul, clinician_id=nurse(desk))
    found = refusal(desk.book, claudine, room="Nurse 2", minute=15, clinician_id=nurse(desk))
    assert found.code == "scheduling.clinician_taken"
    assert found.values == {
        "clinician": "Noella Ingabire", "room": "Nurse 1", "label": "NSENGA Paul",
        "starts_at": desk.at(9), "ends_at": desk.at(9, 30),
    }  # fmt: skip
    desk.book(claudine, room="Nurse 2", minute=30, clinician_id=nurse(desk))


def test_one_clinician_two_desks_one_winner(desk: Desk) -> None:
    paul, claudine = desk.person("NSENGA", "Paul"), desk.person("UWERA", "Claudine", "F")
    other = booked_at_once(
        desk,
        desk.booking(paul, clinician_id=nurse(desk)),
        desk.booking(claudine, room="Nurse 2", clinician_id=nurse(desk)),
    )
    assert isinstance(other.error, Refused)
    assert (other.error.code, other.error.values["label"]) == ("scheduling.clinician_taken", "NSENGA Paul")
    assert [block.people[0].name for block in desk.day()] == ["NSENGA Paul"]


def test_a_move_keeps_the_clinician_or_changes_him_and_gives_his_time_back(desk: Desk) -> None:
    other = second_nurse(desk)
    block = desk.book(desk.person("NSENGA", "Paul"), clinician_id=nurse(desk))
    moved = move(desk, block, 10)
    assert (desk.block(block.id).clinician_id, moved.before.clinician_id) == (nurse(desk), nurse(desk))
    changed = move(desk, desk.block(block.id), 10, clinician=other)
    assert desk.block(block.id).clinician_id == other
    assert changed.before.clinician_id == nurse(desk)
    desk.book(desk.person("UWERA", "Claudine", "F"), room="Nurse 2", hour=10, clinician_id=nurse(desk))
    move(desk, desk.block(block.id), 10, clinician=None)
    assert desk.block(block.id).clinician_id is None
    with desk.clinic.read("nurse") as uow:
        held = uow.session.scalars(select(BookedSlot.owner_id).where(BookedSlot.kind == "clinician"))
        assert set(held) == {nurse(desk)}


def test_a_move_that_the_clinician_cannot_make_is_refused(desk: Desk) -> None:
    desk.book(desk.person("UWERA", "Claudine", "F"), room="Nurse 2", hour=10, clinician_id=nurse(desk))
    block = desk.book(desk.person("NSENGA", "Paul"), clinician_id=nurse(desk))
    assert refusal(move, desk, block, 10).code == "scheduling.clinician_taken"
    assert refusal(move, desk, block, 9, clinician=physician(desk)).code == "scheduling.clinician_role"
    assert desk.block(block.id) == block


def test_who_left_keeps_what_he_has_until_somebody_takes_it_over(desk: Desk) -> None:
    other = second_nurse(desk)
    block = desk.book(desk.person("NSENGA", "Paul"), clinician_id=other)
    leave(desk, other)
    with desk.clinic.read("receptionist") as uow:
        row = queries.frame(uow).clinician(other)
    assert row is not None
    assert (row.name, row.active) == ("Nadine Umutoni", False)
    move(desk, block, 11)
    assert desk.block(block.id).clinician_id == other
    move(desk, desk.block(block.id), 11, clinician=nurse(desk))
    assert refusal(move, desk, desk.block(block.id), 11, clinician=other).code == "scheduling.clinician_left"


def test_a_cancelled_block_frees_the_clinician_and_comes_back_only_if_he_is_free(desk: Desk) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"), clinician_id=nurse(desk))
    with desk.clinic.act("receptionist", action="scheduling.cancel") as uow:
        service.cancel(uow, appointment_id=block.id, version=block.version, reason="ill")
    desk.book(desk.person("UWERA", "Claudine", "F"), room="Nurse 2", clinician_id=nurse(desk))

    def put_back() -> None:
        with desk.clinic.act("receptionist", action="scheduling.put_back") as uow:
            service.put_back(uow, appointment_id=block.id, version=desk.block(block.id).version)

    assert refusal(put_back).code == "scheduling.clinician_taken"


def test_free_times_can_be_those_of_one_clinician(desk: Desk) -> None:
    desk.book(desk.person("NSENGA", "Paul"), hour=8, minute=30, clinician_id=nurse(desk), minutes=90)
    asked: dict[str, Any] = {"service_id": desk.service(), "persons": 1}
    with desk.clinic.read("receptionist") as uow:
        anybody = free_times.next_free(uow, after=desk.at(8, 30), count=1, **asked)
        hers = free_times.next_free(uow, after=desk.at(8, 30), count=1, clinician_id=nurse(desk), **asked)
        starts = free_times.free_starts(uow, day=TUESDAY, clinician_id=nurse(desk), **asked)
    assert (anybody[0].room, anybody[0].span.starts_at) == ("Nurse 2", desk.at(8, 30))
    assert hers[0].span.starts_at == desk.at(10)
    assert {slot.room for slot in starts} == {"Nurse 1", "Nurse 2"}
    assert not any(desk.at(8, 15) <= slot.span.starts_at < desk.at(10) for slot in starts)


def test_a_whole_visit_and_a_series_wait_for_the_clinician(one_desk: Desk) -> None:
    desk = one_desk
    exam, check = desk.service("physical_exam"), desk.service()
    other = desk.person("UWERA", "Claudine", "F")
    desk.book(
        desk.person("NSENGA", "Paul"), service="physical_exam", room="Exam 1", hour=8, minutes=240,
        clinician_id=physician(desk),
    )  # fmt: skip
    with desk.clinic.read("receptionist") as uow:
        first = chains.next_chain(uow, service_ids=(check, exam), persons=1, after=desk.at(8), count=1)
        asked = chains.next_chain(
            uow, service_ids=(check, exam), persons=1, after=desk.at(8), count=1, clinicians={exam: physician(desk)}
        )
        visit = series.Visit("result", 1, 1, exam, "culture", "a source", "A", TUESDAY)
        planned = series.plan(uow, visits=[visit], person_ids=(other,), clinicians={exam: physician(desk)})
    assert first[0].steps[1][1].span.starts_at == desk.at(8, 30)
    assert asked[0].steps[1][1].span.starts_at == desk.at(13)
    assert planned[0].slot is not None
    assert planned[0].slot.span.starts_at == desk.at(13)


def test_who_waits_for_somebody_is_offered_only_his_time(one_desk: Desk) -> None:
    desk = one_desk
    paul = desk.person("NSENGA", "Paul")
    desk.book(desk.person("UWERA", "Claudine", "F"), room="Nurse 2", clinician_id=nurse(desk))
    with desk.clinic.act("receptionist", action="scheduling.wait_for") as uow:
        wish = Wish(desk.service(), (paul,), "knows her", clinician_id=nurse(desk))
        assert refusal(waiting.wait_for, uow, request=replace(wish, clinician_id=physician(desk))).code == (
            "scheduling.clinician_role"
        )
        waiting.wait_for(uow, request=wish)
    with desk.clinic.read("receptionist") as uow:
        (row,) = waiting.waiting_list(uow)
        hour = timedelta(minutes=30)
        busy = waiting.fitting(uow, room_id=desk.room("Nurse 1"), span=rules.Span(desk.at(9), desk.at(9) + hour))
        free = waiting.fitting(uow, room_id=desk.room("Nurse 1"), span=rules.Span(desk.at(11), desk.at(11) + hour))
    assert row.clinician_id == nurse(desk)
    assert not any(offer.slot.span.starts_at == desk.at(9) for offer in busy)
    assert [offer.slot.span.starts_at for offer in free] == [desk.at(11)]


def test_papers_name_the_clinician(one_desk: Desk) -> None:
    desk = one_desk
    block = desk.book(desk.person("NSENGA", "Paul"), clinician_id=nurse(desk))
    with desk.clinic.read("receptionist") as uow:
        day, calls = lists.day_list(uow, TUESDAY, "en"), lists.call_list(uow, TUESDAY, "fr")
        slip = slips.appointment_slip(uow, block.id, "en")
    for paper in (draw_day_list(day), draw_call_list(calls), draw_appointment_slip(slip)):
        assert "Noella Ingabire" in " ".join(text(paper).split())
    empty = replace(day, lines=tuple(replace(line, clinician="") for line in day.lines))
    assert "Clinician" in text(draw_day_list(day))
    assert "Clinician" not in text(draw_day_list(empty)), "a column of its own only where somebody is named"
    assert "Clinician" not in text(draw_appointment_slip(replace(slip, clinician="")))


def test_a_booking_list_names_clinicians_by_login_or_name(one_desk: Desk) -> None:
    desk = one_desk
    for given in ("Paul", "Jean", "Eric"):
        desk.person("NSENGA", given)
    second_nurse(desk, "twin", "Noélla INGABIRE")
    head = "Date;Time;Service;Family name;Given names;Birth date;Clinician"
    lines = (
        "2026-03-10;09:00;assessment;NSENGA;Paul;1990-03-14;nurse",
        "2026-03-10;10:00;assessment;NSENGA;Jean;1990-03-14;Dr Nobody",
        "2026-03-10;10:00;assessment;NSENGA;Jean;1990-03-14;noella ingabire",
        "2026-03-10;10:00;physical_exam;NSENGA;Jean;1990-03-14;dr claire uwase",
        "2026-03-10;09:00;assessment;NSENGA;Eric;1990-03-14;nurse",
    )
    table = read_list("\n".join((head, *lines)).encode())
    with desk.clinic.act("receptionist", action="scheduling.import_bookings") as uow:
        results = importing.import_bookings(uow, table=table)
    assert [result.fault.code if result.fault else result.outcome for result in results] == [
        "booked", "scheduling.line_clinician", "scheduling.line_clinician_several", "booked",
        "scheduling.clinician_taken",
    ]  # fmt: skip
    assert [block.clinician_id for block in desk.day()] == [nurse(desk), physician(desk)]


def test_a_list_with_kinyarwanda_columns_is_read() -> None:
    head = "Itariki;Isaha;Serivisi;Icyumba;Umuganga;Izina ry’umuryango;Amazina bwite;Itariki y'amavuko;Icyitonderwa"
    found = read_list(f"{head}\n2026-03-10;9h;assessment;Nurse 1;nurse;MUKAMANA;Béatrice;1984-05-02;vuba".encode())
    assert found.unknown == ()
    assert dict(found.lines[0].values) == {
        "day": "2026-03-10", "time": "9h", "service": "assessment", "room": "Nurse 1", "clinician": "nurse",
        "family_name": "MUKAMANA", "given_names": "Béatrice", "birth": "1984-05-02", "note": "vuba",
    }  # fmt: skip


def test_the_audit_tells_who_was_named_and_who_before(desk: Desk) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"), clinician_id=nurse(desk))
    move(desk, block, 9, clinician=None)
    with desk.clinic.read("administrator") as uow:
        told = next(line for line in audit_lines(uow) if line.action == "scheduling.move").content
    (change,) = told["changes"]
    assert (change["before"]["clinician_id"], change["after"]["clinician_id"]) == (nurse(desk), None)


def test_a_role_that_nobody_can_be_booked_in_is_refused(one_desk: Desk) -> None:
    plan = setup.ServicePlan("talk", "Talk", 15, 0, "nurse", (), taken_by=("administrator",))
    with one_desk.clinic.act("administrator", action="scheduling.define_service") as uow:
        assert refusal(setup.define_service, uow, request=plan).code == "scheduling.role_unknown"
        number = setup.define_service(uow, request=replace(plan, taken_by=("nurse", "physician")))
    with one_desk.clinic.read("receptionist") as uow:
        found = queries.frame(uow).service(number)
    assert found is not None
    assert found.taken_by == ("nurse", "physician")


def test_every_name_of_a_column_stands_under_one_column_only() -> None:
    import json

    from mhac.kernel.paths import RESOURCES
    from mhac.scheduling.booking_list import bare

    data = json.loads((RESOURCES / "codes" / "booking_columns.json").read_text(encoding="utf-8"))
    owners: dict[str, set[str]] = {}
    for column, spoken in data["columns"].items():
        assert set(spoken) == {"en", "fr", "rw"}
        for word in [column, *(each for words in spoken.values() for each in words)]:
            owners.setdefault(bare(word), set()).add(column)
    assert {word: columns for word, columns in owners.items() if len(columns) > 1} == {}
