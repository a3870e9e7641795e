"""A clinic's tables from one database into another, whichever the engines, with counts to compare."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, Table, func, inspect, select, text
from sqlalchemy import table as sql_table

from mhac.kernel.canonical import canonical, digest
from mhac.kernel.database import Database, only_reading, translated_errors
from mhac.kernel.records import Record
from mhac.kernel.settings import OF_THE_PLACE, Setting

BITE = 2000
MIGRATION = "alembic_version"


def counts(database: Database) -> dict[str, int]:
    """Return how many rows each table holds that is there, whatever part of the program is loaded."""
    with database.engine.connect() as connection:
        return {
            name: connection.execute(select(func.count()).select_from(sql_table(name))).scalar_one()
            for name in _there(connection)
        }


def tables() -> list[Table]:
    """Return all tables, those that others refer to first."""
    return list(Record.metadata.sorted_tables)


def _there(connection: Connection) -> list[str]:
    """The clinic's tables in a database; the number of its migration is none."""
    return sorted(set(inspect(connection).get_table_names()) - {MIGRATION})


def _refuse_part(connection: Connection) -> None:
    """Refuse to work on a part of the clinic: every room's records must be loaded before all tables are gone over."""
    unknown = set(_there(connection)) - {table.name for table in tables()}
    if unknown:
        raise RuntimeError(f"no record describes {', '.join(sorted(unknown))}")


def copy_pages(source: Database, target: Database) -> None:
    """Copy an encrypted file page by page into another one under the same key.

    Raises `Unavailable` when the disk is full or fails.
    """
    with translated_errors():
        old, new = source.engine.raw_connection(), target.engine.raw_connection()
        try:
            old.driver_connection.backup(new.driver_connection, pages=2000)  # type: ignore[union-attr]
        finally:
            new.close()
            old.close()


def copy_clinic(
    source: Database, target: Database, *, last: Callable[[Connection], None] = lambda _new: None
) -> dict[str, int]:
    """Copy every row into the empty tables of another database, in one transaction; returns the counts.

    The rows are read at one moment of the source, so that they belong together. `last` is done at the end, in the
    same transaction.
    """
    reader = source.engine
    if source.dialect_name == "postgresql":
        reader = reader.execution_options(isolation_level="REPEATABLE READ")
    with reader.connect() as old:
        with only_reading():
            old.begin()
        _refuse_part(old)
        with target.engine.begin() as new:
            copied = {table.name: _copy_table(old, new, table) for table in tables()}
            _set_counters(new)
            last(new)
    return copied


def digests(database: Database) -> dict[str, tuple[int, str]]:
    """Return of each table how many rows it holds and a digest over them, the same on both engines.

    The digest is the sum of the digests of the rows, so that the order in which an engine gives them does not count.
    What tells where the clinic lies is no part of it.
    """
    with translated_errors(), database.engine.connect() as connection:
        with only_reading():
            connection.begin()
        _refuse_part(connection)
        return {table.name: _digest_table(connection, table) for table in tables()}


def digest_of(found: Mapping[str, tuple[int, str]]) -> str:
    """Return one digest over the digests of all tables."""
    return digest(canonical({name: list(each) for name, each in found.items()}))


def _digest_table(connection: Connection, table: Table) -> tuple[int, str]:
    number = total = 0
    asked = select(table)
    if table is Setting.__table__:
        asked = asked.where(table.c.key.not_in(OF_THE_PLACE))
    names = [column.name for column in table.columns]
    for rows in connection.execution_options(yield_per=BITE).execute(asked).partitions(BITE):
        for row in rows:
            total += int(digest(canonical(dict(zip(names, row, strict=True)))), 16)
        number += len(rows)
    return number, f"{total % 2**256:064x}"


def _copy_table(old: Connection, new: Connection, table: Table) -> int:
    """Copy one table in bites; typed columns carry every value over unchanged."""
    number = 0
    result = old.execution_options(yield_per=BITE).execute(select(table))
    for rows in result.mappings().partitions(BITE):
        new.execute(table.insert(), [dict(row) for row in rows])
        number += len(rows)
    return number


def _set_counters(new: Connection) -> None:
    """Let PostgreSQL number on behind the highest copied id; SQLite does so by itself."""
    if new.dialect.name != "postgresql":
        return
    for table in tables():
        key: Any = table.primary_key.columns.get("id")
        if key is None or inspect(new).get_pk_constraint(table.name)["constrained_columns"] != ["id"]:
            continue
        new.execute(text(
            f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), "  # noqa: S608 - names of our own tables
            f"(SELECT coalesce(max(id), 0) + 1 FROM {table.name}), false)"
        ))
