"""What the book refuses however it is asked: another day for who is here, a far year, texts without end."""

from datetime import date, timedelta

import pytest

from mhac.kernel.errors import Invalid, Refused
from mhac.scheduling import progress, service
from mhac.scheduling.rules import Status
from tests.clinic import Clinic
from tests.mhac.scheduling.desk import TUESDAY, Desk, lay_down


@pytest.fixture
def desk(clinic: Clinic) -> Desk:
    return lay_down(clinic)


def test_who_is_in_the_clinic_stays_in_this_day(desk: Desk) -> None:
    case_id, members = desk.family()
    block = desk.book(*members, case_id=case_id)
    with desk.clinic.act("nurse") as uow:
        progress.step(uow, block.id, members[0], Status.ARRIVED)
    wednesday = TUESDAY + timedelta(days=1)

    def go(hour: int, day: date) -> None:
        with desk.clinic.act("receptionist", action="scheduling.move") as uow:
            service.move(
                uow,
                appointment_id=block.id,
                version=desk.block(block.id).version,
                room_id=block.room_id,
                starts_at=desk.at(hour, day=day),
            )

    with pytest.raises(Refused) as refused:
        go(9, wednesday)
    assert refused.value.code == "scheduling.here_today"
    go(10, TUESDAY)
    assert desk.block(block.id).starts_at == desk.at(10)


def test_nobody_is_booked_beyond_three_years(desk: Desk) -> None:
    paul = desk.person("NSENGA", "Paul")
    for far in (TUESDAY + timedelta(days=7 * 160), date(9999, 12, 28)):
        with pytest.raises(Invalid) as refused:
            desk.book(paul, day=far)
        assert (refused.value.code, refused.value.field) == ("scheduling.day_too_far", "day")
    assert desk.book(paul, day=TUESDAY + timedelta(days=7 * 100))


@pytest.mark.parametrize(("field", "longest"), [("note", 300), ("label", 80)])
def test_texts_are_as_long_as_there_is_room_and_hold_no_odd_signs(desk: Desk, field: str, longest: int) -> None:
    paul = desk.person("NSENGA", "Paul")
    with pytest.raises(Invalid) as refused:
        desk.book(paul, **{field: "n" * (longest + 1)})
    assert (refused.value.code, refused.value.field, refused.value.values) == (
        "scheduling.note_too_long", field, {"longest": longest},
    )  # fmt: skip
    block = desk.book(paul, **{field: "n" * (longest - 1) + "\x00 "})
    assert getattr(block, field) == "n" * (longest - 1)
    with desk.clinic.act("receptionist", action="scheduling.cancel") as uow, pytest.raises(Invalid):
        service.cancel(uow, appointment_id=block.id, version=block.version, reason="r" * 301)
