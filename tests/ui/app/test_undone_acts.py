"""An act that the server undid to let another one pass is done again; only what fails again and again is told."""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from PySide6.QtCore import QObject
from sqlalchemy import text

from mhac.kernel import settings
from mhac.kernel.errors import Undone
from mhac.kernel.unit_of_work import UnitOfWork
from tests.clinic import Clinic
from ui.app.bus import ChangeBus
from ui.app.context import AppContext
from ui.app.lanes import Lanes

PATIENCE = 20.0


@pytest.fixture
def context(server_clinic: Clinic, lanes: Lanes) -> AppContext:
    return AppContext(server_clinic.database, server_clinic.actor("nurse"), lanes, ChangeBus())


@pytest.fixture
def neighbour(server_clinic: Clinic) -> Iterator[psycopg.Connection[Any]]:
    """Another workstation's connection; it never gives way, so that the act does."""
    address = server_clinic.database.engine.url.set(drivername="postgresql")
    with psycopg.connect(address.render_as_string(hide_password=False)) as connection:
        connection.execute("SET deadlock_timeout = '60s'")
        yield connection


def written(clinic: Clinic, key: str) -> object:
    with clinic.read("nurse") as uow:
        return settings.get(uow.session, key)


def entries(clinic: Clinic) -> int:
    with clinic.database.engine.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM audit_entry")).scalar_one())


class Crossing:
    """Two acts that want the same two settings in opposite order: ours, and that of another connection."""

    def __init__(self, clinic: Clinic, neighbour: psycopg.Connection[Any]) -> None:
        self.runs = 0
        self._clinic, self._neighbour = clinic, neighbour
        with clinic.act("nurse") as uow:
            settings.put(uow, "test.one", "before")
            settings.put(uow, "test.two", "before")
        self._thread = threading.Thread(target=self._go_on)
        self._neighbour.execute("UPDATE setting SET version = version + 1 WHERE key = 'test.two'")

    def _go_on(self) -> None:
        self._neighbour.execute("UPDATE setting SET version = version + 1 WHERE key = 'test.one'")
        self._neighbour.commit()

    def act(self, uow: UnitOfWork) -> str:
        """Change both; at the first time the other connection stands in the way, and we in its."""
        self.runs += 1
        settings.put(uow, "test.one", "ours")
        uow.session.flush()
        if self.runs == 1:
            self._thread.start()
            self._wait_until_it_waits()
        settings.put(uow, "test.two", "ours")
        uow.session.flush()
        return "done"

    def _wait_until_it_waits(self) -> None:
        with self._clinic.database.engine.connect() as connection:
            waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            asked = text(f"{waiting} AND wait_event_type = 'Lock'")
            for _ in range(1000):
                if connection.execute(asked).scalar_one():
                    return
                connection.rollback()  # what the server tells of others stands still within a transaction
                time.sleep(0.01)
        raise AssertionError("nobody waits")

    def end(self) -> None:
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()


def test_an_act_that_a_deadlock_undid_is_done_again(
    server_clinic: Clinic, neighbour: psycopg.Connection[Any], context: AppContext, settled: Callable[[], None]
) -> None:
    crossing = Crossing(server_clinic, neighbour)
    before, owner, done, heard, errors = entries(server_clinic), QObject(), [], [], []
    context.bus.changed.connect(lambda topic, _ids: heard.append(topic))
    context.act("test.cross", crossing.act, done.append, owner=owner, on_error=errors.append)
    settled()
    crossing.end()
    assert (done, errors, crossing.runs) == (["done"], [], 2)
    assert (written(server_clinic, "test.one"), written(server_clinic, "test.two")) == ("ours", "ours")
    assert heard == ["clinic"]
    assert entries(server_clinic) == before + 1


def test_what_is_undone_again_and_again_is_told_after_the_third_time(
    server_clinic: Clinic, context: AppContext, settled: Callable[[], None]
) -> None:
    runs, owner, done, errors = [], QObject(), [], []

    def never_in_order(uow: UnitOfWork) -> None:
        settings.put(uow, "test.one", "ours")
        uow.session.flush()
        runs.append(1)
        uow.session.execute(text("DO $$ BEGIN RAISE EXCEPTION 'not in order' USING ERRCODE = '40001'; END $$"))

    context.act("test.cross", never_in_order, done.append, owner=owner, on_error=errors.append)
    settled()
    assert (len(runs), done) == (3, [])
    assert [type(error) for error in errors] == [Undone]
    assert errors[0].code == "storage.locked"
    assert written(server_clinic, "test.one") is None
