"""The appointment book when it is full: a day of 200, the next free time in a full month, the month's picture."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from mhac.scheduling import free_times, rules
from mhac.scheduling import queries as scheduling
from mhac.scheduling.records import Appointment, AppointmentPerson, BookedSlot
from tests.benchmarks.conftest import Ratio
from tests.benchmarks.test_lists import full_day, looked_at
from tests.clinic import Clinic
from tests.mhac.scheduling.desk import TUESDAY, lay_down

FULL_DAYS = 31
SEARCH_AIM = 6  # the floor fetches the month's quarter hours; the search also walks through them, day by day


def full_month(clinic: Clinic) -> int:
    """Fill both nurses' rooms for a month, every quarter of an hour, by rows; return the service."""
    desk = lay_down(clinic)
    service = desk.service("specimen")
    people = [desk.person("HABIMANA", f"No {n}") for n in range(40)]
    rooms = [desk.room("Nurse 1"), desk.room("Nurse 2")]
    now = datetime(2026, 3, 10, 6, tzinfo=UTC)
    with clinic.act("receptionist") as uow:
        turn = 0
        for ahead in range(FULL_DAYS):
            day = TUESDAY + timedelta(days=ahead)
            for span in desk.frame.open_day(day, clinic.database.zone).spans:
                for slot in rules.slots_of(span):
                    for place, room in enumerate(rooms):
                        starts = rules.slot_start(slot)
                        block = Appointment(
                            room_id=room, service_id=service, starts_at=starts, ends_at=starts + rules.SLOT,
                            case_id=None, label="", note="", walk_in=False, changed_at=now,
                        )  # fmt: skip
                        uow.session.add(block)
                        uow.session.flush()
                        person = people[(turn + place * 20) % 40]
                        uow.session.add(AppointmentPerson(
                            appointment_id=block.id, person_id=person, status="booked", status_at=now, reason="",
                        ))  # fmt: skip
                        uow.session.add(BookedSlot(kind="room", owner_id=room, slot=slot, appointment_id=block.id))
                        uow.session.add(BookedSlot(kind="person", owner_id=person, slot=slot, appointment_id=block.id))
                    turn += 1
        uow.session.flush()
    return service


def test_a_day_of_200_appointments(clinic: Clinic, tmp_path: Path, request: pytest.FixtureRequest,
                                   beside: Callable[..., Ratio]) -> None:
    full_day(clinic, rooms=16, appointments=200)
    with clinic.read("receptionist") as uow:
        assert len(scheduling.day_view(uow, TUESDAY)) == 200
    ratio = looked_at(clinic, tmp_path, request, lambda uow: scheduling.day_view(uow, TUESDAY), "receptionist",
                      "a day of 200 appointments", beside)
    assert ratio.stands


def test_the_next_free_time_in_a_full_month(clinic: Clinic, tmp_path: Path, request: pytest.FixtureRequest,
                                            beside: Callable[..., Ratio]) -> None:
    service = full_month(clinic)
    after = datetime(2026, 3, 10, 6, tzinfo=UTC)

    def next_free(uow: object) -> object:
        return free_times.next_free(uow, service_id=service, persons=1, after=after)  # type: ignore[arg-type]

    with clinic.read("receptionist") as uow:
        found = free_times.next_free(uow, service_id=service, persons=1, after=after)
    assert found[0].span.starts_at.date() == date(2026, 4, 10)
    ratio = looked_at(clinic, tmp_path, request, next_free, "receptionist", "the next free time in a full month",
                      beside, aim=SEARCH_AIM)
    assert ratio.stands


def test_the_picture_of_a_full_month(clinic: Clinic, tmp_path: Path, request: pytest.FixtureRequest,
                                     beside: Callable[..., Ratio]) -> None:
    full_month(clinic)
    ratio = looked_at(clinic, tmp_path, request, lambda uow: scheduling.loads(uow, date(2026, 2, 23), 42),
                      "receptionist", "the blocks of a full month", beside)
    assert ratio.stands
