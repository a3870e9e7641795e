"""One of two hands on the same record: reads it, changes it, and writes down what came of it.

    python -m tests.simulation.hand PLAN.json
"""

import json
import sys
from datetime import date
from pathlib import Path

from sqlalchemy import select

from mhac import rooms
from mhac.kernel.database import open_postgresql, open_sqlite
from mhac.kernel.errors import StaleEdit, Unavailable
from mhac.kernel.unit_of_work import Actor
from mhac.registration import service as registration
from mhac.registration.birth import on_day
from mhac.registration.records import Person
from mhac.registration.rules import NewPerson
from mhac.security.rules import permissions_of
from tests.clinic import KEY

BORN = date(1990, 1, 1)


def main(plan_file: Path) -> None:
    """Change the person's note as often as the plan says."""
    plan = json.loads(plan_file.read_text())
    rooms.load_records()
    station = f"Hand {plan['hand']}"
    database = (
        open_postgresql(plan["url"], workstation=station)
        if plan["url"]
        else open_sqlite(Path(plan["file"]), KEY, workstation=station)
    )
    granted = permissions_of(("receptionist",), rooms.granted())
    actor = Actor(plan["user_id"], station, granted, frozenset({"receptionist"}))
    journal: list[tuple[str, int, str]] = []
    for turn in range(plan["changes"]):
        with database.reading(actor) as uow:
            version = uow.session.scalars(select(Person.version).where(Person.id == plan["person"])).one()
        note = f"{plan['hand']}-{turn}"
        changed = NewPerson(family_name="UWASE", given_names="Aline", sex="F", birth=on_day(BORN), note=note)
        try:
            with database.unit_of_work(actor, action="registration.correct_person") as uow:
                now = registration.correct_person(uow, person_id=plan["person"], version=version, request=changed)
            journal.append(("done", now, note))
        except StaleEdit:
            journal.append(("conflict", version, note))
        except Unavailable as error:
            journal.append((error.code, version, note))
    database.close()
    plan_file.with_suffix(".journal").write_text(json.dumps(journal))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
