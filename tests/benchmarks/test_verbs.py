"""Register, book, record vital signs: beside one durable commit of the same rows by the driver, audit included."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from mhac.exams import service as exams
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.registration import service as registration
from mhac.registration.birth import on_day
from mhac.registration.rules import Joining, NewCase, NewPerson
from mhac.scheduling import service as scheduling
from mhac.scheduling import setup
from mhac.scheduling.queries import frame
from mhac.scheduling.service import Booking
from tests.benchmarks.conftest import Ratio
from tests.benchmarks.replay import Recorder, Twin
from tests.clinic import Clinic
from tests.mhac.exams.examined import COUNTRY
from tests.postgres import PostgresServer

VITALS = {"height_cm": 162, "weight_kg": 58.4, "bp_systolic": 118, "bp_diastolic": 76, "pulse": 72}
AIM = 5


@pytest.fixture
def durable(clinic: Clinic, request: pytest.FixtureRequest) -> Iterator[Clinic]:
    """The clinic on an engine whose commits wait for the disk."""
    if clinic.database.dialect_name == "sqlite":
        yield clinic
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    server.durable(True)
    yield clinic
    server.durable(False)


def side_by_side(clinic: Clinic, tmp_path: Path, request: pytest.FixtureRequest, verb: Callable[[UnitOfWork], object],
                 role: str, name: str, beside: Callable[..., Ratio]) -> Ratio:
    """Time a verb, and its own statements sent again to a twin."""
    clone = None
    if clinic.database.dialect_name == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres")
        source = clinic.database.engine.url.database
        clinic.database.engine.dispose()

        def clone() -> str:
            return server.clone(str(source))

    twin = Twin(clinic, tmp_path, clone)
    recorder = Recorder(clinic.database)

    def ours() -> None:
        with clinic.act(role, action=name) as uow:
            verb(uow)

    def floor() -> None:
        twin.play([s for s in recorder.taken() if not s[0].lstrip().startswith("SELECT")])

    recorder.taken()
    ratio = beside(f"{name}, {clinic.database.dialect_name}", ours, floor, aim=AIM, rounds=30)
    recorder.stop()
    twin.close()
    return ratio


def test_register(durable: Clinic, tmp_path: Path, request: pytest.FixtureRequest,
                  beside: Callable[..., Ratio]) -> None:
    numbers = count(1)

    def register(uow: UnitOfWork) -> None:
        registration.register_person(uow, request=NewPerson(
            family_name=f"Mukamana {next(numbers)}", given_names="Béatrice", sex="F", birth=on_day(date(1990, 3, 14)),
            citizenship="CD", phone="+250788000114", camp="mahama", languages=("rw",)))

    ratio = side_by_side(durable, tmp_path, request, register, "receptionist", "register a person", beside)
    assert ratio.stands


def test_book(durable: Clinic, tmp_path: Path, request: pytest.FixtureRequest, beside: Callable[..., Ratio]) -> None:
    with durable.act("administrator") as uow:
        setup.install_defaults(uow)
    with durable.act("receptionist") as uow:
        people = [registration.register_person(uow, request=NewPerson(
            family_name="Habimana", given_names=f"No {n}", sex="M", birth=on_day(date(1990, 1, 1)))) for n in range(60)]
        known = frame(uow)
    service = known.services[0]
    rooms = [room for room in known.rooms if room.kind == service.room_kind]
    slots = iter([(room, day, hour) for day in range(1, 60) for hour in (6, 7, 8, 9) for room in rooms])
    turn = count()

    def book(uow: UnitOfWork) -> None:
        while True:
            room, day, hour = next(slots)
            start = datetime(2026, 3, 10, hour, tzinfo=UTC) + timedelta(days=day)
            if start.weekday() < 5:
                break
        scheduling.book(uow, request=Booking(room.id, service.id, start, (people[next(turn) % 60],)))

    ratio = side_by_side(durable, tmp_path, request, book, "receptionist", "book an appointment", beside)
    assert ratio.stands


def test_record_vitals(durable: Clinic, tmp_path: Path, request: pytest.FixtureRequest,
                       beside: Callable[..., Ratio]) -> None:
    with durable.act("receptionist") as uow:
        person = registration.register_person(uow, request=NewPerson(
            family_name="Uwase", given_names="Aline", sex="F", birth=on_day(date(1990, 1, 1))))
        case_id = registration.open_case(uow, request=NewCase(country=COUNTRY, category="REF"),
                                         members=(Joining(person, "principal", principal=True),))
    with durable.act("nurse") as uow:
        exam_id = exams.begin_exam(uow, person_id=person, case_id=case_id, without_consent="On paper")
    pulse = count(60)
    base: dict[str, int] = {}

    def record(uow: UnitOfWork) -> None:
        durable.clock.forward(minutes=1)  # as in a clinic, so that what is kept beside the exam changes each time
        values: dict[str, Any] = {**VITALS, "pulse": 60 + next(pulse) % 40}
        saved = exams.save_section(uow, exam_id=exam_id, section="vitals", values=values, base=base)
        base.update(saved.numbers)

    ratio = side_by_side(durable, tmp_path, request, record, "nurse", "record vital signs", beside)
    assert ratio.stands
