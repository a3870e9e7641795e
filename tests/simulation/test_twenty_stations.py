"""Twenty workstations on one clinic at the same time: nothing lost, nothing doubled, nothing silently overwritten."""

import json
import statistics
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from mhac.exams import service as exams
from mhac.exams.records import Answer
from mhac.floor.records import StationMove, Visit
from mhac.floor.stations import stations
from mhac.kernel import audit
from mhac.registration import service as registration
from mhac.registration.records import Person
from mhac.registration.rules import Joining, NewCase
from mhac.scheduling.records import Appointment, AppointmentPerson, BookedSlot
from mhac.scheduling.rules import RELEASED, Span, slots_of
from tests.clinic import Clinic
from tests.mhac.scheduling.desk import lay_down
from tests.postgres import PostgresServer

pytestmark = pytest.mark.slow
STATIONS, SECONDS, PEOPLE, EXAMS = 20, 40, 60, 6
ROLES = (("receptionist",), ("nurse",), ("physician", "administrator"))
SAID_IN_WORDS = {  # what an act may come to beside being done: somebody was quicker, or a rule of the clinic
    "scheduling.room_taken", "scheduling.person_taken", "scheduling.taken_meanwhile", "scheduling.closed_hours",
    "scheduling.pause",
    "scheduling.past", "scheduling.already_started", "scheduling.not_from_here", "floor.already_here",
    "floor.already_moved", "floor.same_station", "kernel.stale", "exams.answer_changed",
    "nothing to do",
}  # fmt: skip
Journal = list[dict[str, Any]]


def plans(clinic: Clinic, url: str, folder: Path) -> list[Path]:
    """Lay the clinic down and say what each station works on."""
    desk = lay_down(clinic)
    people = [desk.person(f"PERSON {n:03}", "Jean") for n in range(PEOPLE)]
    exam_ids = []
    for n in range(EXAMS):
        who = desk.person(f"EXAMINED {n}", "Aline", "F", date(1990, 1, 1))
        with clinic.act("receptionist") as uow:
            case = NewCase(country="US", category="REF", number=f"KGL-2026-{n + 500}")
            case_id = registration.open_case(uow, request=case, members=(Joining(who, "principal", principal=True),))
        with clinic.act("nurse") as uow:
            exam_ids.append(exams.begin_exam(uow, person_id=who, case_id=case_id, without_consent="On paper"))
    rooms = [
        {"id": room.id, "service": service.id}
        for room in desk.frame.rooms
        for service in desk.frame.services
        if service.room_kind == room.kind
    ]
    rooms = list({each["id"]: each for each in rooms}.values())
    made = []
    for number in range(STATIONS):
        roles = ROLES[number % len(ROLES)]
        plan = {
            "url": url, "number": number, "seed": 4711 + number, "seconds": SECONDS, "roles": roles,
            "user_id": clinic.user_ids[roles[0]], "people": people, "exams": exam_ids, "rooms": rooms,
            "stations": [each.code for each in stations()],
        }  # fmt: skip
        path = folder / f"station-{number:02}.json"
        path.write_text(json.dumps(plan))
        made.append(path)
    return made


def worked(made: list[Path]) -> Journal:
    """Let all stations work at once; returns what they did."""
    command = [sys.executable, "-m", "tests.simulation.station"]
    running = [subprocess.Popen([*command, str(path)], stderr=subprocess.PIPE, text=True) for path in made]
    for each in running:
        _, err = each.communicate(timeout=SECONDS + 240)
        assert each.returncode == 0, err
    return [line for path in made for line in json.loads(path.with_suffix(".journal").read_text())]


def done(journal: Journal, act: str) -> Journal:
    return [line for line in journal if line["act"] == act and line["came"] == "done"]


def test_twenty_stations(server_clinic: Clinic, tmp_path: Path, postgres: PostgresServer) -> None:
    clinic, server = server_clinic, postgres
    url = clinic.database.engine.url.render_as_string(hide_password=False)
    server.durable(True)
    try:
        journal = worked(plans(clinic, url, tmp_path))
    finally:
        server.durable(False)
    tell(journal)
    strange = Counter(line["came"] for line in journal if line["came"] != "done")
    assert set(strange) <= SAID_IN_WORDS, strange
    assert all(done(journal, act) for act in ("register", "book", "move", "arrive", "hand over", "vitals"))
    nothing_is_lost_or_doubled(clinic, journal)
    nothing_is_silently_overwritten(clinic, journal)
    with clinic.database.reading(clinic.actor("administrator")) as uow:
        report = audit.verify(uow.session)
    assert (report.faults, report.chains) == ((), STATIONS + 1)


def tell(journal: Journal) -> None:
    """Print how long the acts took."""
    delays = defaultdict(list)
    for line in journal:
        if line["came"] == "done":
            delays[line["act"]].append(line["ms"])
    print(f"\n{len(journal)} acts of {STATIONS} stations in {SECONDS} s; done, with the delay in ms")
    for act, times in sorted(delays.items()):
        middle, late = statistics.median(times), statistics.quantiles(times, n=20)[18]
        print(f"  {act:<10} {len(times):>6}  median {middle:>7.1f}  95 % {late:>7.1f}  max {max(times):>7.1f}")
    print("  not done:", dict(Counter(f"{line['act']}: {line['came']}" for line in journal if line["came"] != "done")))


def nothing_is_lost_or_doubled(clinic: Clinic, journal: Journal) -> None:
    """What the stations did is what the clinic holds, each once."""
    with clinic.database.reading(clinic.actor("administrator")) as uow:
        ask = uow.session
        names = Counter(ask.scalars(select(Person.family_name).where(Person.family_name.like("STATION %"))))
        assert names == Counter(line["name"] for line in done(journal, "register"))
        assert sorted(ask.scalars(select(Appointment.id))) == sorted(line["id"] for line in done(journal, "book"))
        let_in = [(line["id"], *each) for line in done(journal, "arrive") for each in line["let_in"]]
        assert max(Counter((block, person) for block, _visit, person in let_in).values()) == 1
        visits = {(row.id, row.person_id) for row in ask.execute(select(Visit.id, Visit.person_id))}
        assert visits == {(visit, person) for _block, visit, person in let_in}  # a later block joins an open visit
        open_twice = ask.execute(
            select(Visit.person_id).where(Visit.status == "open").group_by(Visit.person_id).having(func.count() > 1)
        ).all()
        assert open_twice == []
        tickets = Counter(ask.scalars(select(Visit.ticket)))
        assert max(tickets.values()) == 1
        moves = Counter(ask.scalars(select(StationMove.visit_id)))
        assert sum(moves.values()) == len(done(journal, "hand over"))
        slots_are_held_by_whom_they_belong_to(ask)


def slots_are_held_by_whom_they_belong_to(ask: Any) -> None:
    """The guard of the book and the appointments tell the same."""
    wanted = set()
    people = defaultdict(list)
    for row in ask.scalars(select(AppointmentPerson)):
        if row.status not in {each.value for each in RELEASED}:
            people[row.appointment_id].append(row.person_id)
    for block in ask.scalars(select(Appointment)):
        for slot in slots_of(Span(block.starts_at, block.ends_at)):
            if people[block.id]:
                wanted.add(("room", block.room_id, slot, block.id))
            wanted |= {("person", person, slot, block.id) for person in people[block.id]}
    held = {(s.kind, s.owner_id, s.slot, s.appointment_id) for s in ask.scalars(select(BookedSlot))}
    assert held == wanted


def nothing_is_silently_overwritten(clinic: Clinic, journal: Journal) -> None:
    """Every change rests on exactly the state before it: each number was given once, and to whom had seen the last."""
    saved: dict[int, dict[int, int]] = defaultdict(dict)
    found_there: Journal = []  # the pulse stood there, or somebody else had entered it meanwhile: nothing was written
    for line in done(journal, "vitals"):
        if line["number"] != line["seen"] + 1:
            found_there.append(line)
            continue
        taken = saved[line["exam"]].setdefault(line["number"], line["pulse"])
        assert taken == line["pulse"], "two answers took one place"  # the same number counted twice is no overwrite
    for line in found_there:
        assert saved[line["exam"]].get(line["number"]) == line["pulse"], line
    with clinic.database.reading(clinic.actor("administrator")) as uow:
        for exam_id, numbers in saved.items():
            rows = uow.session.execute(
                select(Answer.number, Answer.value).where(Answer.exam_id == exam_id, Answer.field == "pulse")
            )
            assert {row.number: row.value for row in rows} == numbers
            assert sorted(numbers) == list(range(1, len(numbers) + 1))
        last: dict[int, dict[str, Any]] = {}
        for line in done(journal, "move"):
            assert line["version"] == line["seen"] + 1
            if line["version"] > last.get(line["id"], {"version": 0})["version"]:
                last[line["id"]] = line
        seen = Counter((line["id"], line["seen"]) for line in done(journal, "move"))
        assert max(seen.values()) == 1, "two moves took one place"
