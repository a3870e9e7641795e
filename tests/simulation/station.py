"""One simulated workstation: a process with its own connection that does what people at a desk do, and keeps a journal.

    python -m tests.simulation.station PLAN.json

The plan says where the clinic is, who sits here, for how long, and what there is to work on. The journal holds one line
for each act: what was done, what came of it, and how long it took.
"""

import json
import random
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from mhac import rooms
from mhac.exams import service as exams
from mhac.exams.loading import current_answers
from mhac.floor import queries as floor_queries
from mhac.floor import service as floor
from mhac.floor.rules import IdentityCheck, Outcome, VisitStatus
from mhac.floor.service import Arriving
from mhac.floor.visits import Seen
from mhac.kernel.database import Database, open_postgresql
from mhac.kernel.errors import ClinicError
from mhac.kernel.unit_of_work import Actor
from mhac.registration import service as registration
from mhac.registration.birth import on_day
from mhac.registration.rules import NewPerson
from mhac.scheduling import queries as scheduling_queries
from mhac.scheduling import service as scheduling
from mhac.scheduling.service import Booking
from mhac.security.rules import permissions_of

DAY = date(2026, 3, 10)
OPENED = datetime(2026, 3, 10, 6, tzinfo=UTC)
THINKS = 0.15  # seconds between looking and acting, in which somebody else may act
SECTION = "vitals"


class Station:
    """Somebody at a workstation."""

    def __init__(self, plan: dict[str, Any], database: Database) -> None:
        self.plan, self.database = plan, database
        self.number: int = plan["number"]
        self.chance = random.Random(plan["seed"])
        roles = tuple(plan["roles"])
        granted = permissions_of(roles, rooms.granted())
        self.actor = Actor(plan["user_id"], f"Person at {self.number}", granted, frozenset(roles))
        self.journal: list[dict[str, Any]] = []
        self.made = 0

    def work(self) -> None:
        """Act until the time is over."""
        end = time.monotonic() + self.plan["seconds"]
        all_acts: list[tuple[str, str, Callable[[], dict[str, Any]]]] = [
            ("register", "registration.register_person", self.register), ("book", "scheduling.book", self.book),
            ("move", "scheduling.move", self.move), ("arrive", "floor.arrive", self.arrive),
            ("hand over", "floor.hand_over", self.hand_over), ("vitals", "exams.save_section", self.vitals),
            ("vitals", "exams.save_section", self.vitals),
        ]  # fmt: skip
        acts = [(name, act) for name, permission, act in all_acts if permission in self.actor.permissions]
        while time.monotonic() < end:
            name, act = self.chance.choice(acts)
            self.took = 0.0
            line: dict[str, Any] = {"act": name, "station": self.number}
            try:
                line |= {"came": "done", **act()}
            except ClinicError as error:
                line |= {"came": error.code}
            except LookupError:
                line |= {"came": "nothing to do"}
            self.journal.append(line | {"ms": round(self.took * 1000, 1)})

    def do(self, action: str, verb: Callable[..., Any], **request: Any) -> Any:
        """Carry out one act and time it, its commit included."""
        time.sleep(self.chance.random() * THINKS)
        started = time.perf_counter()
        try:
            with self.database.unit_of_work(self.actor, action=action) as uow:
                return verb(uow, **request)
        finally:
            self.took = time.perf_counter() - started

    def register(self) -> dict[str, Any]:
        """Register somebody nobody has seen before."""
        self.made += 1
        name = f"STATION {self.number:02}-{self.made:04}"
        person = NewPerson(family_name=name, given_names="Aline", sex="F", birth=on_day(date(1990, 1, 1)))
        found = self.do("registration.register_person", registration.register_person, request=person)
        return {"id": found, "name": name}

    def book(self) -> dict[str, Any]:
        """Book one or two of the people for a quarter hour that may be taken."""
        known, people = self.plan["rooms"], self.chance.sample(self.plan["people"], self.chance.randint(1, 2))
        room = self.chance.choice(known)
        start = OPENED + timedelta(days=self.chance.randint(0, 1), minutes=15 * self.chance.randint(2, 30))
        wanted = Booking(room["id"], room["service"], start, tuple(people), minutes=15)
        return {"id": self.do("scheduling.book", scheduling.book, request=wanted), "people": people}

    def _blocks(self) -> list[Any]:
        with self.database.reading(self.actor) as uow:
            return list(scheduling_queries.day_view(uow, DAY))

    def move(self) -> dict[str, Any]:
        """Move a block that somebody else may move at the same moment."""
        block = self.chance.choice(self._blocks()[:40])
        room = next(each for each in self.plan["rooms"] if each["id"] == block.room_id)
        start = OPENED + timedelta(minutes=15 * self.chance.randint(2, 20))
        moved = self.do("scheduling.move", scheduling.move, appointment_id=block.id, version=block.version,
                        room_id=room["id"], starts_at=start)  # fmt: skip
        return {"id": block.id, "seen": block.version, "version": moved.version, "start": start.isoformat()}

    def arrive(self) -> dict[str, Any]:
        """Let somebody in who may just have been let in at the next desk."""
        block = self.chance.choice([b for b in self._blocks() if all(p.status == "booked" for p in b.people)])
        people = tuple(Arriving(p.person_id, IdentityCheck(Outcome.CONFIRMED)) for p in block.people)
        tickets = self.do("floor.arrive", floor.arrive, appointment_id=block.id, people=people)
        return {"id": block.id, "let_in": [(t.visit_id, t.person_id) for t in tickets]}

    def hand_over(self) -> dict[str, Any]:
        """Hand somebody over who may just have been handed over."""
        with self.database.reading(self.actor) as uow:
            inside = [v for v in floor_queries.floor_view(uow, DAY).visits if v.status is VisitStatus.OPEN]
        visit = self.chance.choice(inside)
        to = self.chance.choice(self.plan["stations"])
        self.do("floor.hand_over", floor.hand_over, visits=(Seen(visit.id, visit.version),), station_code=to)
        return {"id": visit.id, "seen": visit.version, "to": to}

    def vitals(self) -> dict[str, Any]:
        """Change a pulse that somebody else may be changing."""
        exam_id = self.chance.choice(self.plan["exams"])
        with self.database.reading(self.actor) as uow:
            seen = {key: a.number for key, a in current_answers(uow, exam_id).items()}
        self.made += 1
        pulse = 40 + (self.number * 7 + self.made) % 80
        saved = self.do("exams.save_section", exams.save_section, exam_id=exam_id, section=SECTION,
                        values={"pulse": pulse}, base=seen)  # fmt: skip
        return {"exam": exam_id, "seen": seen.get("pulse", 0), "number": saved.numbers["pulse"], "pulse": pulse}


def main(plan_file: Path) -> None:
    """Work as the plan says, and write the journal beside it."""
    plan = json.loads(plan_file.read_text())
    rooms.load_records()
    began = time.monotonic()
    database = open_postgresql(
        plan["url"], workstation=f"W{plan['number']:02}",
        clock=lambda: OPENED + timedelta(seconds=time.monotonic() - began),
    )  # fmt: skip
    station = Station(plan, database)
    station.work()
    database.close()
    plan_file.with_suffix(".journal").write_text(json.dumps(station.journal))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
