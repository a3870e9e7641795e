"""Two hands change one record ten thousand times: every overwrite is the newest, or a conflict that was shown."""

import json
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from mhac.kernel import audit
from mhac.kernel.audit import AuditEntry
from mhac.registration import service as registration
from mhac.registration.birth import on_day
from mhac.registration.records import Person
from mhac.registration.rules import NewPerson
from tests.clinic import Clinic

pytestmark = pytest.mark.slow
CHANGES = 5_000  # of each hand


def test_every_overwrite_is_the_newest_or_a_shown_conflict(clinic: Clinic, tmp_path: Path) -> None:
    with clinic.act("receptionist") as uow:
        who = NewPerson(family_name="UWASE", given_names="Aline", sex="F", birth=on_day(date(1990, 1, 1)), note="first")
        person = registration.register_person(uow, request=who)
        first = uow.get(Person, person).version
    on_server = clinic.database.dialect_name == "postgresql"
    plan = {
        "url": clinic.database.engine.url.render_as_string(hide_password=False) if on_server else "",
        "file": str(clinic.folder.database), "person": person, "changes": CHANGES,
        "user_id": clinic.user_ids["receptionist"],
    }  # fmt: skip
    running = []
    for hand in (1, 2):
        path = tmp_path / f"hand-{hand}.json"
        path.write_text(json.dumps({**plan, "hand": hand}))
        command = [sys.executable, "-m", "tests.simulation.hand", str(path)]
        running.append((path, subprocess.Popen(command, stderr=subprocess.PIPE, text=True)))
    journal: list[tuple[str, int, str]] = []
    for path, hand_process in running:
        _, err = hand_process.communicate(timeout=900)
        assert hand_process.returncode == 0, err
        journal += [tuple(line) for line in json.loads(path.with_suffix(".journal").read_text())]
    came = Counter(line[0] for line in journal)
    print("\n", clinic.database.dialect_name, dict(came))
    assert len(journal) == 2 * CHANGES
    assert set(came) <= {"done", "conflict"} and min(came.values()) > 0
    done = {line[1]: line[2] for line in journal if line[0] == "done"}
    assert len(done) == came["done"], "two changes took one version"
    assert sorted(done) == list(range(first + 1, first + came["done"] + 1))
    with clinic.database.reading(clinic.actor("administrator")) as uow:
        now = uow.session.scalars(select(Person).where(Person.id == person)).one()
        assert (now.version, now.note) == (max(done), done[max(done)])
        told = {}
        wanted = select(AuditEntry.text).where(AuditEntry.action == "registration.correct_person")
        for text in uow.session.scalars(wanted):
            change = next(each for each in json.loads(text)["changes"] if each["record"] == "person")
            told[change["after"]["note"]] = change["before"]["note"]
        assert told == {note: done.get(version - 1, "first") for version, note in done.items()}
        assert audit.verify(uow.session).faults == ()
