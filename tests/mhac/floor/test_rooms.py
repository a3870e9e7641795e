"""Calling to a room: two hands at one station call different people, and everybody sees where each goes."""

from typing import Any

import pytest

from mhac.floor import calling, queries, rules, service
from mhac.floor.queries import VisitRow
from mhac.floor.stations import stations
from mhac.kernel.audit import AuditEntry
from mhac.kernel.errors import Refused, StaleEdit
from mhac.scheduling.setup import RoomPlan, defaults, define_room
from tests.clinic import Clinic
from tests.mhac.floor.test_calling import act, caught, visits
from tests.mhac.floor.test_calling import family as family  # noqa: PLC0414 - the fixture
from tests.mhac.scheduling.desk import TUESDAY, Desk, lay_down


@pytest.fixture
def desk(clinic: Clinic) -> Desk:
    return lay_down(clinic)


def wall(desk: Desk) -> list[tuple[str, str, str]]:
    with desk.clinic.read("receptionist") as uow:
        found = rules.calls_for_the_wall(queries.called(uow, TUESDAY), uow.now())
    return [(call.ticket, call.station, call.room) for call in found]


def test_two_nurses_in_two_rooms_call_different_people(desk: Desk, family: tuple[VisitRow, ...]) -> None:
    act(desk, calling.call, family[0], room="Nurse 1")
    desk.clinic.clock.forward(minutes=1)
    act(desk, calling.call, family[1], role="physician", room="Nurse 2")
    found = visits(desk)
    assert [(row.called_by, row.called_room) for row in found[:3]] == [
        ("Noella Ingabire", "Nurse 1"), ("Dr Claire Uwase", "Nurse 2"), ("", ""),
    ]  # fmt: skip
    assert wall(desk) == [("A-01b", "vital_signs", "Nurse 2"), ("A-01a", "vital_signs", "Nurse 1")]


def test_a_family_called_as_one_goes_to_one_room(desk: Desk, family: tuple[VisitRow, ...]) -> None:
    act(desk, calling.call, *family, room="Nurse 2")
    assert wall(desk) == [("A-01", "vital_signs", "Nurse 2")]
    act(desk, calling.call, *visits(desk)[:2], room="Nurse 1")
    assert ("A-01c", "vital_signs", "Nurse 2") in wall(desk)


def test_a_call_without_a_room_names_the_station(desk: Desk, family: tuple[VisitRow, ...]) -> None:
    act(desk, calling.call, family[0])
    assert wall(desk) == [("A-01a", "vital_signs", "")]


def test_nobody_is_called_to_a_room_that_the_clinic_gave_up(desk: Desk, family: tuple[VisitRow, ...]) -> None:
    with desk.clinic.act("administrator") as uow:
        define_room(uow, request=RoomPlan("Nurse 2", "nurse", active=False, room_id=desk.room("Nurse 2"), version=1))
    for name in ("Nurse 2", "Broom closet"):
        late = caught(Refused, desk, calling.call, family[0], room=name)
        assert (late.code, late.values["room"]) == ("floor.room_unknown", name)
    assert visits(desk)[0].called_at is None
    with desk.clinic.read("nurse") as uow:
        assert [room.name for room in queries.rooms(uow)] == ["Nurse 1", "Exam 1", "Exam 2", "Vaccination"]


def test_who_calls_too_late_is_told_the_room(desk: Desk, family: tuple[VisitRow, ...]) -> None:
    act(desk, calling.call, family[0], room="Nurse 1")
    late = caught(StaleEdit, desk, calling.call, family[0], room="Nurse 2")
    assert (late.code, late.values["room"]) == ("floor.already_called", "Nurse 1")


@pytest.mark.parametrize("verb", [calling.take_call_back, calling.skip, service.hand_over])
def test_the_room_is_forgotten_with_the_call_and_comes_back_with_it(
    desk: Desk, family: tuple[VisitRow, ...], verb: Any
) -> None:
    more = {calling.skip: {"reason": "Feeds the baby"}, service.hand_over: {"station_code": "laboratory"}}
    act(desk, calling.call, family[0], room="Nurse 1")
    act(desk, verb, visits(desk)[0], **more.get(verb, {}))
    assert visits(desk)[0].called_room == ""
    if verb is service.hand_over:
        act(desk, service.undo_move, visits(desk)[0])
        assert (visits(desk)[0].called_room, visits(desk)[0].station) == ("Nurse 1", "vital_signs")


def test_the_audit_tells_the_room(desk: Desk, family: tuple[VisitRow, ...]) -> None:
    act(desk, calling.call, family[0], room="Nurse 1")
    act(desk, service.hand_over, visits(desk)[0], station_code="laboratory")
    with desk.clinic.database.reading(desk.clinic.actor("administrator")) as uow:
        called, moved = uow.session.query(AuditEntry).order_by(AuditEntry.id.desc()).limit(2).all()[::-1]
    assert '"called_room":"Nurse 1"' in called.text
    assert '"called_room":"Nurse 1"' in moved.text


def test_stations_name_kinds_of_rooms_that_there_are() -> None:
    kinds = {kind.code for kind in defaults().room_kinds}
    named = {kind for here in stations() for kind in here.room_kinds}
    assert named
    assert named <= kinds
