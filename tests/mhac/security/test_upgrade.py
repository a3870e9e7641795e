"""From every earlier shape of the tables to today's: rows kept, a backup made, nothing half done."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import func, select, text

from mhac import rooms
from mhac.kernel import audit, schema
from mhac.kernel.database import open_postgresql, open_sqlite
from mhac.kernel.errors import NotAllowed, Refused, Unavailable
from mhac.kernel.paths import DataFolder
from mhac.kernel.unit_of_work import Actor
from mhac.scheduling import queries as book
from mhac.security import backup, queries, sign_in
from mhac.security.records import User
from mhac.security.upgrade import upgrade
from mhac.security.vault import Vault
from tests.clinic import CHEAP, PASSWORD, TurnableClock
from tests.postgres import PostgresServer

EARLIER = [f"{number:04}" for number in range(1, int(schema.HEAD))]
CLOCK = TurnableClock(datetime(2026, 3, 10, 6, tzinfo=UTC))


def older_clinic(root: Path, revision: str, url: str | None = None) -> DataFolder:
    """A clinic as a program of that revision left it: an administrator, a nurse, an audit of some entries."""
    rooms.load_records()
    folder = DataFolder(root)
    folder.make()
    key = os.urandom(32)
    database = open_postgresql(url) if url else open_sqlite(folder.database, key, create=True)
    with database.engine.begin() as connection:
        command.upgrade(schema.config(connection), revision)
    place = {"kind": "postgresql", "url": url} if url else {"kind": "sqlite", "key": key.hex()}
    vault = Vault.create(folder.slots, {"database": place}, cost=CHEAP)
    actor = Actor(None, "an older program")
    for login, role in (("admin", "administrator"), ("nurse", "nurse")):
        with database.unit_of_work(actor, action="security.add_user") as uow:
            columns = "login, name, roles, job_title, licence, language, active, must_change_password, version"
            uow.session.execute(  # the columns that every revision has
                text(
                    f"INSERT INTO user_account ({columns})"
                    " VALUES (:login, :name, :roles, '', '', 'en', true, false, 1)"
                ),
                {"login": login, "name": login.title(), "roles": f'["{role}"]'},
            )
            uow.note("user added", login=login)
        vault.put_slot(login, PASSWORD)
    database.close()
    return folder


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
@pytest.mark.parametrize("revision", EARLIER)
def test_every_earlier_clinic_comes_up_to_date(
    tmp_path: Path, revision: str, engine: str, postgres: PostgresServer
) -> None:
    folder = older_clinic(tmp_path / "data", revision, postgres.database() if engine == "postgresql" else None)
    with pytest.raises(Unavailable) as caught:
        sign_in.sign_in(folder, login="admin", password=PASSWORD, granted=rooms.granted(), clock=CLOCK)
    assert caught.value.code == "storage.older"
    assert upgrade(folder, login="admin", password=PASSWORD, clock=CLOCK) == revision
    entered = sign_in.sign_in(folder, login="admin", password=PASSWORD, granted=rooms.granted(), clock=CLOCK)
    with entered.database.reading(entered.actor) as uow:
        assert uow.session.scalar(select(func.count()).select_from(User)) == 2
        assert audit.verify(uow.session).faults == ()
        assert "security.upgrade" in {line.action for line in queries.audit_lines(uow)}
    with entered.database.engine.begin() as connection:
        command.check(schema.config(connection))
    entered.database.close()
    assert len(backup.list_backups(folder)) == (1 if engine == "sqlite" else 0)


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_what_was_closed_stays_closed_for_the_whole_day(tmp_path: Path, engine: str, postgres: PostgresServer) -> None:
    url = postgres.database() if engine == "postgresql" else None
    folder = older_clinic(tmp_path / "data", "0014", url)
    vault = Vault.load(folder.slots)
    vault.open("admin", PASSWORD)
    old = open_postgresql(url) if url else open_sqlite(folder.database, bytes.fromhex(vault.content["database"]["key"]))
    with old.engine.begin() as connection:
        connection.execute(text("INSERT INTO closure (day, room_id, reason) VALUES ('2026-03-11', NULL, 'Training')"))
    old.close()
    upgrade(folder, login="admin", password=PASSWORD, clock=CLOCK)
    entered = sign_in.sign_in(folder, login="admin", password=PASSWORD, granted=rooms.granted(), clock=CLOCK)
    with entered.database.reading(entered.actor) as uow:
        (closure,) = book.frame(uow).closures
    entered.database.close()
    assert (closure.reason, closure.whole_day) == ("Training", True)


def test_only_an_administrator_upgrades(tmp_path: Path) -> None:
    folder = older_clinic(tmp_path / "data", "0003")
    before = folder.database.read_bytes()
    with pytest.raises(NotAllowed):
        upgrade(folder, login="nurse", password=PASSWORD, clock=CLOCK)
    with pytest.raises(Refused, match="wrong_password"):
        upgrade(folder, login="admin", password="something else", clock=CLOCK)
    assert folder.database.read_bytes() == before


def test_an_upgrade_that_fails_leaves_the_clinic_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The copy is damaged before it is checked: the old file stays the clinic."""
    folder = older_clinic(tmp_path / "data", "0002")

    def damage(step: str) -> None:
        if step == "check":
            copy = open_sqlite(folder.root / "clinic.db.upgraded", key)
            with copy.engine.begin() as connection:
                connection.execute(text("DELETE FROM user_account"))
            copy.close()

    vault = Vault.load(folder.slots)
    vault.open("admin", PASSWORD)
    key = bytes.fromhex(vault.content["database"]["key"])
    with pytest.raises(Unavailable, match="not_whole"):
        upgrade(folder, login="admin", password=PASSWORD, clock=CLOCK, progress=damage)
    old = open_sqlite(folder.database, key)
    assert schema.revision(old) == "0002"
    old.close()
    assert upgrade(folder, login="admin", password=PASSWORD, clock=CLOCK) == "0002"


def test_a_clinic_up_to_date_is_left_alone(tmp_path: Path) -> None:
    folder = older_clinic(tmp_path / "data", schema.HEAD)
    assert upgrade(folder, login="admin", password=PASSWORD, clock=CLOCK) == schema.HEAD
    assert backup.list_backups(folder) == []
