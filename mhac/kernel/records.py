"""The base of all mapped records: names of constraints, keys, versions, and column types that serve both engines."""

from __future__ import annotations

import json
import zlib
from base64 import b85decode, b85encode
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, ClassVar

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    DateTime,
    Index,
    Integer,
    MetaData,
    Text,
    event,
    text,
    type_coerce,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NullType, TypeDecorator, TypeEngine

from mhac.kernel.canonical import canonical

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Record(DeclarativeBase):
    """Everything that the clinic's database keeps.

    `__audit_exclude__` names columns whose content is too large for the audit; their digest is kept instead.
    `__derived__` names columns that are worked out anew from other records, and so have nothing to tell the audit.
    `__audited__ = False` leaves a record out of the audit (search index, drafts, the audit itself).
    """

    metadata = MetaData(naming_convention=NAMING)
    __audit_exclude__: ClassVar[frozenset[str]] = frozenset()
    __derived__: ClassVar[frozenset[str]] = frozenset()
    __audited__: ClassVar[bool] = True


def unique_while(name: str, *columns: str, holds: str) -> Index:
    """Return an index by which the database itself refuses a second row of these columns while a condition holds.

    PostgreSQL hears of the condition when the tables are made: naming it here would load the whole of that engine's
    dialect at every workstation that keeps its clinic in a file.
    """
    return Index(name, *columns, unique=True, sqlite_where=text(holds), info={"holds": holds})


@event.listens_for(Record.metadata, "before_create")
def _made(metadata: MetaData, connection: Connection, **_more: Any) -> None:
    if connection.dialect.name == "postgresql":
        name_conditions(metadata)


def name_conditions(metadata: MetaData) -> None:
    """Tell PostgreSQL too while what the indexes of `unique_while` hold."""
    for table in metadata.tables.values():
        for index in table.indexes:
            if "holds" in index.info:
                index.dialect_options["postgresql"]["where"] = text(index.info["holds"])


class Keyed:
    """A record with a number of its own."""

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-10)


class Versioned(Keyed):
    """A record that people edit: its version counts up, and a save over an unseen change is refused."""

    version: Mapped[int] = mapped_column(sort_order=90, nullable=False)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - declared_attr passes the class
        """Let SQLAlchemy compare and count the version at each update."""
        return {"version_id_col": cls.__table__.c.version}  # type: ignore[attr-defined]


class UtcTime(TypeDecorator[datetime]):
    """A moment: aware in Python, UTC in the database, on both engines."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a moment without zone; SQLite keeps naive UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its zone")
        in_utc = value.astimezone(UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment back aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def stored(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return a column that is read as the driver gives it, for long lists; `moment_of` makes moments of it."""
    return type_coerce(column, NullType())


def moment_of(value: str | datetime) -> datetime:
    """Return the moment of a stored value: text on SQLite, a moment on PostgreSQL."""
    return _moment_of_text(value) if isinstance(value, str) else value.astimezone(UTC)


@lru_cache(maxsize=4096)  # in a list the same quarter hours come again and again
def _moment_of_text(value: str) -> datetime:
    return datetime.fromisoformat(value).replace(tzinfo=UTC)


class _Many(TypeDecorator[Sequence[Any]]):
    """Many values in one parameter: an array on PostgreSQL, JSON on SQLite."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: type[TypeEngine[Any]]) -> None:
        super().__init__()
        self.kind = kind

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the form of the engine."""
        return Text() if dialect.name == "sqlite" else ARRAY(self.kind)

    def process_bind_param(self, value: Sequence[Any] | None, dialect: Dialect) -> Any:
        """Write the values."""
        return json.dumps(value) if dialect.name == "sqlite" else value


NUMBERS, WORDS = _Many(Integer), _Many(Text)


class one_of(FunctionElement[Any]):  # noqa: N801 - reads as a condition
    """Say that a column is one of many numbers: `one_of(Person.id, bindparam("ids", type_=NUMBERS))`.

    However many they are, the statement stays the same, so that neither SQLAlchemy nor the server works it out anew.
    """

    name = "one_of"
    type = NullType()  # with a boolean one, SQLite would be asked whether it equals 1, and would not use its index
    inherit_cache = True


@compiles(one_of, "sqlite")
def _one_of_sqlite(element: Any, compiler: Any, **more: Any) -> str:
    column, numbers = (compiler.process(clause, **more) for clause in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({numbers}))"  # noqa: S608 - compiled clauses, no values


@compiles(one_of, "postgresql")
def _one_of_postgresql(element: Any, compiler: Any, **more: Any) -> str:
    column, numbers = (compiler.process(clause, **more) for clause in element.clauses)
    return f"{column} = ANY ({numbers})"


PACKED, WORTH_PACKING = "z:", 1024


class PackedText(TypeDecorator[str]):
    """A long text that is read rarely and kept for good: packed in the database, whole in Python, as its digest is.

    A text begins with no "z:" of its own; where the packed form was tampered with, an empty JSON object is read, whose
    digest fits nothing.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Pack what is long."""
        if value is None or len(value) < WORTH_PACKING:
            return value
        return PACKED + b85encode(zlib.compress(value.encode(), 6)).decode("ascii")

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Give the text back, also one that was kept before texts were packed."""
        if value is None or not value.startswith(PACKED):
            return value
        try:
            return zlib.decompress(b85decode(value.removeprefix(PACKED))).decode()
        except (ValueError, zlib.error):
            return "{}"


class JsonText(TypeDecorator[Any]):
    """A value kept as canonical JSON text, the same bytes on both engines, so that digests agree."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Write the canonical text."""
        return None if value is None else canonical(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Read the value."""
        return None if value is None else json.loads(value)
