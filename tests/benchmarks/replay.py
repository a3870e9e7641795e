"""The floor of the data layer: exactly the statements that a unit of work sent, sent again by the driver alone.

They are sent to a twin of the clinic, so that every row, index, constraint and trigger is met again, and end in one
durable commit. What the program adds (objects, audit text, permission, rules) is the difference.
"""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import event

from mhac.kernel.database import Database, open_sqlite, prepare_sqlite
from tests.clinic import KEY, Clinic

Statement = tuple[str, Any, bool]


class Recorder:
    """Writes down what goes to the database."""

    def __init__(self, database: Database) -> None:
        self.statements: list[Statement] = []
        self._engine = database.engine
        event.listen(self._engine, "before_cursor_execute", self._note)

    def _note(self, _c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        self.statements.append((statement, parameters, many))

    def stop(self) -> None:
        event.remove(self._engine, "before_cursor_execute", self._note)

    def taken(self) -> list[Statement]:
        """Return what was written since the last call."""
        found, self.statements = self.statements, []
        return [s for s in found if not s[0].startswith("BEGIN")]


class Twin:
    """A copy of a clinic's database, reached by the driver alone."""

    def __init__(self, clinic: Clinic, tmp_path: Path, clone: Callable[[], str] | None = None) -> None:
        self.is_sqlite = clinic.database.dialect_name == "sqlite"
        self.connection: Any
        if self.is_sqlite:
            from sqlcipher3 import dbapi2

            with clinic.database.engine.connect() as connection:
                connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
            copy = tmp_path / "twin.db"
            shutil.copy(clinic.folder.database, copy)
            self.connection = dbapi2.connect(str(copy), isolation_level=None, check_same_thread=False)
            prepare_sqlite(self.connection, KEY)
        else:
            import psycopg

            assert clone is not None
            self.connection = psycopg.connect(clone().replace("+psycopg", ""), autocommit=True)

    def play(self, statements: list[Statement]) -> None:
        """Send the statements and commit once, durably."""
        run = self.connection.cursor()
        run.execute("BEGIN IMMEDIATE" if self.is_sqlite else "BEGIN")
        for statement, parameters, many in statements:
            if many and isinstance(parameters, list):
                run.executemany(statement, parameters)
            else:
                run.execute(statement, parameters)
                if run.description:
                    run.fetchall()
        run.execute("COMMIT")
        run.close()

    def ask(self, statements: list[Statement]) -> None:
        """Send the questions of a reading and fetch every row."""
        run = self.connection.cursor()
        for statement, parameters, _ in statements:
            run.execute(statement, parameters)
            run.fetchall()
        run.close()

    def close(self) -> None:
        self.connection.close()


def placed(statements: list[Statement], place: int) -> list[Statement]:
    """The statements of a read entry, at another place in the audit's chain, so that they can be sent again."""
    return [(sql, _with_place(given, place), many) if "INSERT INTO audit_entry" in sql else (sql, given, many)
            for sql, given, many in statements]


def _with_place(given: Any, place: int) -> Any:
    if isinstance(given, dict):
        return {**given, "seq": place}
    chain, _, *rest = given
    return (chain, place, *rest)


def plain_copy(clinic: Clinic, path: Path) -> Database:
    """Return the clinic's tables in an unencrypted file, to say what encryption costs."""
    with clinic.database.engine.connect() as connection:
        raw = connection.connection.driver_connection
        raw.execute(f"ATTACH DATABASE '{path}' AS plain KEY ''")  # type: ignore[union-attr]
        raw.execute("SELECT sqlcipher_export('plain')")  # type: ignore[union-attr]
        raw.execute("DETACH DATABASE plain")  # type: ignore[union-attr]
    return open_sqlite(path, None, clock=clinic.clock, workstation="Exam 2")
