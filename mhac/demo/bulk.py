"""Writes many rows at once, on both engines: texts that are canonical already are not made canonical again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import MetaData, Table, Text, insert
from sqlalchemy.orm import Session

from mhac.kernel.records import JsonText, Record

Rows = Sequence[Mapping[str, Any]]


@cache
def bare(kind: type[Record]) -> Table:
    """Return a record's table with its JSON columns as plain text."""
    table = Table(kind.__tablename__, MetaData())
    for column in kind.__table__.columns:
        copy = column._copy()
        if isinstance(column.type, JsonText):
            copy.type = Text()
        copy.foreign_keys.clear()
        copy.constraints.clear()
        table.append_column(copy)
    return table


def pour(session: Session, kind: type[Record], rows: Rows) -> None:
    """Insert rows whose JSON columns hold canonical text."""
    if rows:
        session.connection().execute(insert(bare(kind)), rows)


def pour_with_ids(session: Session, kind: type[Record], rows: Rows) -> list[int]:
    """Insert rows and return their numbers, in the order of the rows."""
    if not rows:
        return []
    table = bare(kind)
    made = session.connection().execute(
        insert(table).returning(table.c.id, sort_by_parameter_order=True), rows)
    return [row.id for row in made]
