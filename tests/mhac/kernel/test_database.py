"""What the surroundings do to a database, and what people are told: one code each, nothing half written."""

import os
import threading
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError

from mhac.kernel import settings
from mhac.kernel.database import Database, open_postgresql, open_sqlite
from mhac.kernel.errors import NotAllowed, NotFound, StaleEdit, Unavailable
from mhac.kernel.settings import Setting
from mhac.kernel.unit_of_work import Actor
from tests.clinic import KEY, Clinic
from tests.postgres import PostgresServer

NOBODY = Actor(None, "nobody")


def value(database: Database) -> object:
    with database.reading(NOBODY) as uow:
        return settings.get(uow.session, "test.value")


def put(database: Database, what: object) -> None:
    with database.unit_of_work(NOBODY, action="test") as uow:
        settings.put(uow, "test.value", what)


def test_sqlite_is_durable_encrypted_and_guarded(sqlite_clinic: Clinic) -> None:
    with sqlite_clinic.database.engine.connect() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "temp_store")
        }
    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 5000,
        "temp_store": 2,
    }


def test_nothing_of_the_clinic_lies_on_disk_in_clear(sqlite_clinic: Clinic) -> None:
    put(sqlite_clinic.database, "MUKAMANA Béatrice")
    written = b"".join(p.read_bytes() for p in sqlite_clinic.folder.root.rglob("*") if p.is_file())
    assert len(written) > 50_000
    for secret in (b"MUKAMANA", b"Noella", b"user_account", b"SQLite format", KEY.hex().encode(), KEY):
        assert secret not in written


def test_the_file_is_its_owners_alone(sqlite_clinic: Clinic) -> None:
    assert oct(sqlite_clinic.folder.database.stat().st_mode)[-3:] == "600"


@pytest.mark.parametrize("content", [b"", b"not a database" * 100, os.urandom(8192)])
def test_a_file_that_is_no_clinic_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "clinic.db"
    path.write_bytes(content)
    if content:
        with pytest.raises(Unavailable) as caught:
            open_sqlite(path, KEY)
        assert caught.value.code == "storage.wrong_key"
        assert path.read_bytes() == content
    else:
        from mhac.kernel import schema

        database = open_sqlite(path, KEY)
        with pytest.raises(Unavailable, match="not_a_clinic"):
            schema.check(database)
        database.close()


def test_another_key_opens_nothing(sqlite_clinic: Clinic) -> None:
    with pytest.raises(Unavailable, match="wrong_key"):
        open_sqlite(sqlite_clinic.folder.database, bytes(32))


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="storage.missing"):
        open_sqlite(tmp_path / "none.db", KEY)
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_the_state_before(sqlite_clinic: Clinic) -> None:
    put(sqlite_clinic.database, "before")
    with sqlite_clinic.database.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        connection.rollback()
    with pytest.raises(Unavailable) as caught:
        put(sqlite_clinic.database, "x" * 200_000)
    assert caught.value.code == "storage.full"
    assert value(sqlite_clinic.database) == "before"


def test_a_locked_file_is_said_to_be_locked(sqlite_clinic: Clinic) -> None:
    put(sqlite_clinic.database, "before")
    impatient = open_sqlite(sqlite_clinic.folder.database, KEY)
    with impatient.engine.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA busy_timeout = 50")  # type: ignore[union-attr]
    with sqlite_clinic.database.engine.begin() as other:
        other.execute(text("SELECT 1"))
        with pytest.raises(Unavailable) as caught:
            put(impatient, "after")
    impatient.close()
    assert caught.value.code == "storage.locked"
    assert value(sqlite_clinic.database) == "before"


def test_a_read_only_database_is_said_to_be_read_only(sqlite_clinic: Clinic) -> None:
    put(sqlite_clinic.database, "before")
    with sqlite_clinic.database.engine.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA query_only = ON")  # type: ignore[union-attr]
    with pytest.raises(Unavailable) as caught:
        put(sqlite_clinic.database, "after")
    assert caught.value.code == "storage.read_only"


def test_a_server_that_does_not_answer_is_said_so() -> None:
    with pytest.raises(Unavailable) as caught:
        open_postgresql("postgresql://nobody:secret-word@127.0.0.1:1/none")
    assert caught.value.code == "storage.nobody_answers"
    assert "secret-word" not in repr(caught.value)


def test_a_lost_connection_is_said_and_the_next_act_works(postgres_url: str) -> None:
    database = open_postgresql(postgres_url)
    database.create_schema()
    put(database, "before")
    with pytest.raises(Unavailable) as caught, database.unit_of_work(NOBODY, action="test") as uow:
        settings.put(uow, "test.value", "lost")
        own = uow.session.scalar(text("SELECT pg_backend_pid()"))
        other = open_postgresql(postgres_url)
        with other.engine.connect() as connection:
            connection.execute(text(f"SELECT pg_terminate_backend({own})"))
        other.close()
        settings.put(uow, "test.other", "lost")
    assert caught.value.code == "storage.connection_lost"
    assert value(database) == "before"
    put(database, "after")
    assert value(database) == "after"
    database.close()


def test_errors_carry_no_values_of_the_statement(clinic: Clinic) -> None:
    with pytest.raises(IntegrityError) as caught, clinic.database.engine.begin() as connection:
        statement = insert(Setting)
        connection.execute(statement, {"key": "MUKAMANA", "value": "secret", "version": 1})
        connection.execute(statement, {"key": "MUKAMANA", "value": "secret", "version": 1})
    assert "secret" not in str(caught.value)


def test_what_is_not_granted_is_denied(clinic: Clinic) -> None:
    with pytest.raises(NotAllowed), clinic.act("administrator") as uow:
        uow.require("somewhere.no_such_verb")


def test_a_missing_record_is_named_by_kind(clinic: Clinic) -> None:
    with pytest.raises(NotFound), clinic.act("nurse") as uow:
        uow.get(Setting, 4711)


def test_of_two_who_edit_the_same_record_the_second_is_told(clinic: Clinic) -> None:
    put(clinic.database, "first")
    both = threading.Barrier(2)
    outcomes: list[str] = []

    def edit(what: str) -> None:
        try:
            with clinic.database.unit_of_work(NOBODY, action="test") as uow:
                found = uow.session.scalar(select(Setting).where(Setting.key == "test.value"))
                assert found is not None
                if clinic.database.dialect_name == "postgresql":
                    both.wait(5)
                found.value = what
            outcomes.append(what)
        except StaleEdit:
            outcomes.append("stale")

    threads = [threading.Thread(target=edit, args=(name,)) for name in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if clinic.database.dialect_name == "postgresql":
        assert sorted(outcomes)[1] == "stale"
        assert value(clinic.database) in outcomes
    else:  # one writer at a time: the second sees what the first wrote
        assert sorted(outcomes) == ["a", "b"]


def test_the_audit_chain_is_whole_after_many_writers(clinic: Clinic) -> None:
    from mhac.kernel import audit

    def write(start: int) -> None:
        for number in range(start, start + 10):
            with clinic.database.unit_of_work(NOBODY, action="test") as uow:
                settings.put(uow, f"test.{number}", number)

    threads = [threading.Thread(target=write, args=(start,)) for start in (0, 100, 200, 300)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with clinic.database.reading(NOBODY) as uow:
        report = audit.verify(uow.session)
    assert report.faults == ()
    assert report.entries >= 40


def test_a_closed_database_opens_no_new_connection(clinic: Clinic) -> None:
    clinic.database.close()
    for work in (clinic.read("nurse"), clinic.act("nurse")):
        with pytest.raises(Unavailable, match="closed"), work:
            pass


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("postgresql://a:b@127.0.0.1:9/clinic", "storage.nobody_answers"),
        ("postgresql://a:b@no-such-host.invalid/clinic", "storage.no_such_host"),
    ],
)
def test_why_there_is_no_way_in_is_said_without_the_password(address: str, code: str) -> None:
    with pytest.raises(Unavailable) as caught:
        open_postgresql(address)
    assert caught.value.code == code
    assert ":b@" not in str(caught.value.values)


def test_a_database_that_is_not_there_is_named(postgres: PostgresServer) -> None:
    with pytest.raises(Unavailable, match="no_such_database") as caught:
        open_postgresql(postgres.url("not_there"))
    assert caught.value.values == {"name": "not_there"}
