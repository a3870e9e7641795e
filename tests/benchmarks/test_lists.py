"""What is looked at all day: the day of 150 appointments and a case file, beside their raw statements; encryption."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from mhac.exams.casefile import casefile
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.scheduling import queries as scheduling
from mhac.scheduling import service
from mhac.scheduling.service import Booking
from tests.benchmarks.conftest import Ratio
from tests.benchmarks.replay import Recorder, Twin, placed, plain_copy
from tests.clinic import Clinic
from tests.mhac.exams.examined import begin, family, fill
from tests.mhac.scheduling.desk import lay_down
from tests.postgres import PostgresServer

AIM = 3
TUESDAY = date(2026, 3, 10)


def full_day(clinic: Clinic, appointments: int = 150, rooms: int = 12) -> None:
    """Book a day full: every room, every quarter of an hour."""
    from mhac.scheduling.setup import RoomPlan, define_room

    desk = lay_down(clinic)
    found = next(s for s in desk.frame.services if s.minutes == min(each.minutes for each in desk.frame.services))
    with clinic.act("administrator") as uow:
        made = [define_room(uow, request=RoomPlan(f"Room {n}", found.room_kind)) for n in range(rooms)]
    starts = [datetime(2026, 3, 10, 6, 15, tzinfo=UTC) + timedelta(minutes=15 * n) for n in range(13)]
    people = [desk.person("HABIMANA", f"No {n}") for n in range(appointments)]
    places = [(room, start) for start in starts for room in made][:appointments]
    assert len(places) == appointments
    with clinic.act("receptionist") as uow:
        for (room, start), person in zip(places, people, strict=True):
            service.book(uow, request=Booking(room, found.id, start, (person,), minutes=15))


def looked_at(clinic: Clinic, tmp_path: Path, request: pytest.FixtureRequest, question: Callable[[UnitOfWork], object],
              role: str, name: str, beside: Callable[..., Ratio], *, aim: float = AIM) -> Ratio:
    clone = None
    if clinic.database.dialect_name == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres")
        source = str(clinic.database.engine.url.database)
        clinic.database.engine.dispose()

        def clone() -> str:
            return server.clone(source)

    twin = Twin(clinic, tmp_path, clone)

    def ours() -> None:
        with clinic.read(role) as uow:
            question(uow)

    ours()
    recorder = Recorder(clinic.database)
    ours()
    asked = recorder.taken()
    recorder.stop()  # who listens makes each statement of ours slower
    writing = next((n for n, s in enumerate(asked) if "audit_chain" in s[0]), len(asked))
    places = count(1_000_000)

    def floor() -> None:
        twin.ask(asked[:writing])
        if asked[writing:]:
            twin.play(placed(asked[writing:], next(places)))

    ratio = beside(f"{name}, {clinic.database.dialect_name}", ours, floor, aim=aim, rounds=30)
    twin.close()
    return ratio


def test_a_day_of_150_appointments(clinic: Clinic, tmp_path: Path, request: pytest.FixtureRequest,
                                   beside: Callable[..., Ratio]) -> None:
    full_day(clinic)
    with clinic.read("receptionist") as uow:
        assert len(scheduling.day_view(uow, TUESDAY)) == 150
    ratio = looked_at(clinic, tmp_path, request, lambda uow: scheduling.day_view(uow, TUESDAY), "receptionist",
                      "a day of 150 appointments", beside)
    assert ratio.stands


def test_a_case_file(clinic: Clinic, tmp_path: Path, request: pytest.FixtureRequest,
                     beside: Callable[..., Ratio]) -> None:
    household = family(clinic)
    exam_id = begin(clinic, household)
    for section in ("identity", "history", "tb", "vitals", "physical"):
        fill(clinic, exam_id, section)
    ratio = looked_at(clinic, tmp_path, request, lambda uow: casefile(uow, household.mother), "physician",
                      "a case file, with its read-log row", beside)
    assert ratio.stands


def test_what_encryption_costs(sqlite_clinic: Clinic, tmp_path: Path, beside: Callable[..., Ratio]) -> None:
    """Reported, not judged: the same day from the encrypted file and from a plain one."""
    full_day(sqlite_clinic)
    plain = plain_copy(sqlite_clinic, tmp_path / "plain.db")
    actor = sqlite_clinic.actor("receptionist")

    def encrypted() -> None:
        with sqlite_clinic.database.reading(actor) as uow:
            scheduling.day_view(uow, TUESDAY)

    def unencrypted() -> None:
        with plain.reading(actor) as uow:
            scheduling.day_view(uow, TUESDAY)

    ratio = beside("encrypted beside plain SQLite, day of 150", encrypted, unencrypted, rounds=30)
    plain.close()
    assert ratio.ratio > 0
