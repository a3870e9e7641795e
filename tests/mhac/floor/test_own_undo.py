"""Taking back what one did oneself: never what somebody else has done since; on both engines."""

import pytest

from mhac.floor import calling, service
from mhac.floor.queries import VisitRow
from mhac.floor.rules import VisitStatus
from mhac.kernel.errors import StaleEdit
from tests.clinic import Clinic
from tests.mhac.floor.test_calling import act, caught, visits
from tests.mhac.floor.test_calling import family as family  # noqa: PLC0414 - the fixture
from tests.mhac.scheduling.desk import Desk, lay_down


@pytest.fixture
def desk(clinic: Clinic) -> Desk:
    return lay_down(clinic)


def test_a_step_of_ones_own_comes_back_and_that_of_a_colleague_stays(desk: Desk, family: tuple[VisitRow, ...]) -> None:
    act(desk, service.hand_over, family[0], station_code="laboratory")
    act(desk, service.undo_move, visits(desk)[0], own=True)
    assert visits(desk)[0].station == "vital_signs"
    act(desk, service.hand_over, visits(desk)[0], station_code="laboratory")
    act(desk, service.hand_over, visits(desk)[0], role="physician", station_code="imaging")
    late = caught(StaleEdit, desk, service.undo_move, visits(desk)[0], own=True)
    assert (late.code, late.values["by"], late.values["station"]) == (
        "floor.already_moved", "Dr Claire Uwase", "imaging",
    )  # fmt: skip
    assert visits(desk)[0].station == "imaging"
    act(desk, service.undo_move, visits(desk)[0])
    assert visits(desk)[0].station == "laboratory", "whoever asks for it by name may take it back"


def test_an_end_that_a_colleague_noted_stays(desk: Desk, family: tuple[VisitRow, ...]) -> None:
    act(desk, service.finish_visit, family[0], role="physician", outcome=VisitStatus.LEFT, reason="Ill")
    assert caught(StaleEdit, desk, service.undo_move, visits(desk)[0], own=True).code == "floor.already_ended"
    assert visits(desk)[0].status is VisitStatus.LEFT


def test_a_call_that_a_colleague_took_over_stays(desk: Desk, family: tuple[VisitRow, ...]) -> None:
    act(desk, calling.call, family[0], room="Nurse 1")
    act(desk, calling.call, visits(desk)[0], role="physician", room="Nurse 2")
    late = caught(StaleEdit, desk, calling.take_call_back, visits(desk)[0], own=True)
    assert (late.code, late.values["room"]) == ("floor.already_called", "Nurse 2")
    act(desk, calling.take_call_back, visits(desk)[0], role="physician", own=True)
    assert visits(desk)[0].called_at is None
