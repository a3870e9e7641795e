"""What an administrator lays down for the book: rooms, services, hours and closed days, checked and versioned."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from mhac.kernel.errors import ClinicError, Invalid, NotAllowed, Refused, StaleEdit
from mhac.scheduling import queries, service, setup
from mhac.scheduling.rules import DayHours, hours_fault
from mhac.scheduling.setup import RoomPlan, ServicePlan
from mhac.scheduling.views import Frame
from tests.clinic import Clinic
from tests.mhac.scheduling.desk import TUESDAY, Desk, lay_down


@pytest.fixture
def desk(clinic: Clinic) -> Desk:
    return lay_down(clinic)


def frame(desk: Desk) -> Frame:
    with desk.clinic.read("receptionist") as uow:
        return queries.frame(uow)


def administer(desk: Desk, verb: Any, **named: Any) -> Any:
    with desk.clinic.act("administrator") as uow:
        return verb(uow, **named)


def caught(kind: type[ClinicError], desk: Desk, verb: Any, **named: Any) -> ClinicError:
    with pytest.raises(kind) as error:
        administer(desk, verb, **named)
    return error.value


def test_a_new_clinic_starts_with_rooms_services_and_hours_that_fit(desk: Desk) -> None:
    start = setup.defaults()
    kinds = {kind.code for kind in start.room_kinds}
    assert {room.kind for room in start.rooms} <= kinds
    assert {found.room_kind for found in start.services} <= kinds
    assert not [day for day in start.hours if hours_fault(day)]
    assert all({"en", "fr", "rw"} <= set(found.translations) for found in start.services)
    laid = frame(desk)
    assert [room.name for room in laid.rooms] == ["Nurse 1", "Nurse 2", "Exam 1", "Exam 2", "Vaccination"]
    assert [found.code for found in laid.services] == [found.code for found in start.services]
    assert laid.hours == {day.weekday: day for day in start.hours}


def test_every_station_of_a_service_exists(desk: Desk) -> None:
    from mhac.floor.stations import stations

    known = [station.code for station in stations()]
    for found in frame(desk).services:
        assert [code for code in known if code in found.stations] == list(found.stations), found.code
        assert (found.stations[0], found.stations[-1]) == (known[0], known[-1])


def test_a_room_is_renamed_and_given_up_by_version(desk: Desk) -> None:
    room = frame(desk).rooms[2]
    plan = RoomPlan("Exam 1 · Dr Nkusi", room.kind, room_id=room.id, version=room.version)
    administer(desk, setup.define_room, request=plan)
    assert caught(StaleEdit, desk, setup.define_room, request=plan).code == "kernel.stale"
    changed = frame(desk).rooms[2]
    assert changed.name == "Exam 1 · Dr Nkusi"
    administer(desk, setup.define_room, request=replace(plan, active=False, version=changed.version))
    assert not frame(desk).rooms[2].active


def test_a_room_with_people_still_to_come_is_not_given_up(desk: Desk) -> None:
    desk.book(desk.person("NSENGA", "Paul"))
    room = frame(desk).rooms[0]
    for plan in (
        RoomPlan(room.name, room.kind, active=False, room_id=room.id, version=room.version),
        RoomPlan(room.name, "physician", room_id=room.id, version=room.version),
    ):
        error = caught(Refused, desk, setup.define_room, request=plan)
        assert (error.code, error.values) == ("scheduling.still_booked", {"name": "Nurse 1", "count": 1})
    desk.clinic.clock.set(desk.at(10))
    administer(
        desk,
        setup.define_room,
        request=RoomPlan(room.name, room.kind, active=False, room_id=room.id, version=room.version),
    )


def test_a_given_up_room_and_service_cannot_be_booked(desk: Desk) -> None:
    person = desk.person("NSENGA", "Paul")
    room, offered = frame(desk).rooms[0], frame(desk).services[0]
    administer(
        desk,
        setup.define_room,
        request=RoomPlan(room.name, room.kind, active=False, room_id=room.id, version=room.version),
    )
    with pytest.raises(Refused) as error:
        desk.book(person)
    assert error.value.code == "scheduling.room_kind"
    administer(desk, setup.define_service, request=replace(plan_of(offered), active=False))
    with pytest.raises(Refused) as error:
        desk.book(person, room="Nurse 2")
    assert error.value.code == "scheduling.service_not_offered"


def plan_of(row: Any) -> ServicePlan:
    return ServicePlan(
        row.code,
        row.name,
        row.minutes,
        row.minutes_each_more,
        row.room_kind,
        row.stations,
        dict(row.translations),
        service_id=row.id,
        version=row.version,
    )


def test_a_longer_service_leaves_what_is_booked_as_it_is(desk: Desk) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"))
    administer(desk, setup.define_service, request=replace(plan_of(frame(desk).services[0]), minutes=60))
    assert desk.block(block.id).ends_at == block.ends_at
    assert desk.book(desk.person("UWERA", "Claudine", "F"), hour=10).ends_at == desk.at(11)


FAULTS: list[tuple[Any, dict[str, Any], str]] = [
    (setup.define_room, {"request": RoomPlan("  ", "nurse")}, "scheduling.name_missing"),
    (setup.define_room, {"request": RoomPlan("nurse 1", "nurse")}, "scheduling.name_taken"),
    (setup.define_service, {"request": ServicePlan("x", "", 15, 0, "nurse", ())}, "scheduling.name_missing"),
    (setup.define_service, {"request": ServicePlan("assessment", "X", 15, 0, "nurse", ())}, "scheduling.name_taken"),
    (setup.define_service, {"request": ServicePlan("x", "X", 0, 0, "nurse", ())}, "scheduling.length_impossible"),
    (setup.define_service, {"request": ServicePlan("x", "X", 15, -1, "nurse", ())}, "scheduling.length_impossible"),
    (setup.define_hours, {"week": (DayHours(0, 480, 960), DayHours(0, 480, 960))}, "scheduling.weekday_twice"),
    (setup.define_hours, {"week": (DayHours(0, 960, 480),)}, "scheduling.hours_out_of_order"),
    (setup.close_day, {"day": TUESDAY, "reason": " "}, "scheduling.reason_missing"),
]


@pytest.mark.parametrize(("verb", "named", "code"), FAULTS, ids=[f"{f[0].__name__} {f[2]}" for f in FAULTS])
def test_a_plan_with_a_fault_is_refused_beside_its_field(desk: Desk, verb: Any, named: Any, code: str) -> None:
    before = frame(desk)
    error = caught(Invalid, desk, verb, **named)
    assert error.code == code
    assert error.field
    assert frame(desk) == before


def test_new_hours_replace_the_whole_week(desk: Desk) -> None:
    administer(desk, setup.define_hours, week=(DayHours(1, 600, 720), DayHours(5, 540, 660)))
    assert frame(desk).hours == {1: DayHours(1, 600, 720), 5: DayHours(5, 540, 660)}
    assert frame(desk).open_day(date(2026, 3, 11), desk.clinic.database.zone).spans == ()


def test_a_day_is_closed_only_when_nobody_is_booked(desk: Desk) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"))
    error = caught(Refused, desk, setup.close_day, day=TUESDAY, reason="Training")
    assert (error.code, error.values["count"]) == ("scheduling.people_are_booked", 1)
    administer(desk, setup.close_day, day=TUESDAY, reason="Painting", room_id=desk.room("Exam 2"))
    with desk.clinic.act("receptionist") as uow:
        service.cancel(uow, appointment_id=block.id, version=block.version, reason="moved")
    closure = administer(desk, setup.close_day, day=TUESDAY, reason="Training")
    assert frame(desk).open_day(TUESDAY, desk.clinic.database.zone).closed_reason == "Training"
    administer(desk, setup.reopen_day, closure_id=closure)
    assert frame(desk).open_day(TUESDAY, desk.clinic.database.zone).spans


@pytest.mark.parametrize("role", ["receptionist", "nurse", "physician"])
def test_only_an_administrator_lays_the_book_down(desk: Desk, role: str) -> None:
    acts: list[tuple[Any, dict[str, Any]]] = [
        (setup.define_room, {"request": RoomPlan("New", "nurse")}),
        (setup.define_service, {"request": ServicePlan("x", "X", 15, 0, "nurse", ())}),
        (setup.define_hours, {"week": ()}),
        (setup.close_day, {"day": TUESDAY, "reason": "Holiday"}),
        (setup.reopen_day, {"closure_id": 1}),
    ]
    for verb, named in acts:
        with desk.clinic.act(role) as uow, pytest.raises(NotAllowed):
            verb(uow, **named)


def test_the_last_working_day_skips_the_weekend(desk: Desk) -> None:
    zone = desk.clinic.database.zone
    assert frame(desk).last_open_day(date(2026, 3, 16), zone) == date(2026, 3, 13)
    assert frame(desk).last_open_day(date(2026, 3, 11), zone) == TUESDAY
