"""One act of one person: a session, who acts, the clinic's clock, and one commit at the end.

Every change of an audited record is collected here, so that no service can forget it, and written as one audit
entry in the same transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, cached_property
from typing import Any, Protocol, TypeVar, cast
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, CursorResult, Executable, Select, bindparam, event, insert, inspect, select, update
from sqlalchemy.orm import Session, class_mapper
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.util import identity_key

from mhac.kernel import audit
from mhac.kernel.changes import Change
from mhac.kernel.clock import Clock, day_of
from mhac.kernel.errors import NotAllowed, NotFound, StaleEdit
from mhac.kernel.records import Keyed, Record, Versioned

_ACT = "act"
R = TypeVar("R", bound=Record)
K = TypeVar("K", bound=Keyed)


@dataclass(frozen=True)
class Actor:
    """The person at the screen, as the services need him: what he may do, and how the papers name him."""

    user_id: int | None
    name: str
    permissions: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    licence: str = ""


class Home(Protocol):
    """What a unit of work knows of the database it lives in: the open vault, and the clinic's zone."""

    vault: Any
    zone: ZoneInfo
    watch: Any


@dataclass
class UnitOfWork:
    """What a service verb gets as its first argument."""

    source: Session | Connection
    """The session of an act; of a reading the connection, for most questions need no more."""
    actor: Actor
    database: Home
    action: str
    zone: ZoneInfo
    clock: Clock
    workstation: str
    changes: dict[str, set[int]] = field(default_factory=dict)
    _entries: list[dict[str, Any]] = field(default_factory=list)
    _reads: list[tuple[int, str]] = field(default_factory=list)
    _person: int | None = None
    shown_before: bool = False
    """Whether what was read stands on the screen already, so that the log of reads has it."""
    after_commit: list[Callable[[], None]] = field(default_factory=list)
    beside_commit: list[tuple[Callable[[], None], Callable[[], None]]] = field(default_factory=list)
    """What is written outside the database, and how it is taken back: done last before the commit, so that a full
    disk undoes the whole act, and taken back where the commit itself fails."""

    def __post_init__(self) -> None:
        """Let the session of an act know whose it is: what it flushes is what the audit tells."""
        if isinstance(self.source, Session):
            self.source.info[_ACT] = self

    @cached_property
    def session(self) -> Session:
        """The session, for who asks for records; a reading begins one only when it is wanted."""
        return self.source if isinstance(self.source, Session) else Asking(self.source, expire_on_commit=False)

    def let_go(self) -> None:
        """End a reading: records that it found are on their own from here."""
        if "session" in vars(self):
            self.session.close()

    def now(self) -> datetime:
        """Return this moment, aware, in UTC."""
        return self.clock()

    def today(self) -> date:
        """Return today's date at the clinic."""
        return day_of(self.clock(), self.zone)

    def may(self, permission: str) -> bool:
        """Tell whether the actor has a permission; what is not granted is denied."""
        return permission in self.actor.permissions

    def require(self, permission: str) -> None:
        """Raise `NotAllowed` unless the actor has the permission."""
        if not self.may(permission):
            raise NotAllowed("security.not_allowed", permission=permission)

    def about(self, person_id: int | None) -> None:
        """Say whose record this act concerns; the audit can then be asked by person."""
        self._person = person_id

    def log_read(self, person_id: int, what: str) -> None:
        """Note that a person's clinical record was read; the entry is committed before the answer is handed out."""
        self._person = person_id
        self._reads.append((person_id, what))

    def add(self, record: R) -> R:
        """Add a record and flush, so that it has its id."""
        self.session.add(record)
        self.session.flush()
        return record

    def insert(self, kind: type[Keyed], rows: Sequence[dict[str, Any]]) -> list[int]:
        """Write records of one kind that are never changed again, past the session; returns their ids in order."""
        if not rows:
            return []
        plain: Any = kind
        ids = list(self.connection.execute(_inserting(plain), list(rows)).scalars())
        if plain.__audited__:
            for own, row in zip(ids, rows, strict=True):
                after = {key: value for key, value in row.items() if value is not None}
                self._entries.append({"record": plain.__tablename__, "id": own, "before": None, "after": after})
        return ids

    def derive(self, record: Versioned, **values: Any) -> None:
        """Keep what was worked out from other records: nothing for the audit to tell, but a new version.

        Raises `StaleEdit` when the record is no longer what was read.
        """
        kind: Any = type(record)
        assert values.keys() <= kind.__derived__
        statement = _deriving(kind, tuple(values))
        kept = {f"new_{name}": value for name, value in values.items()}
        result = self.connection.execute(statement, {"one": record.id, "seen": record.version, **kept})
        if result.rowcount != 1:
            raise StaleEdit("kernel.stale", kind=kind.__name__, seen=record.version)
        for name, value in {**values, "version": record.version + 1}.items():
            set_committed_value(record, name, value)

    def get(self, kind: type[K], record_id: int) -> K:
        """Return a record by its id, or raise `NotFound`."""
        found: Any = self.session.identity_map.get(identity_key(kind, record_id))
        if found is None:
            found = self.session.scalars(_by_id(cast("Any", kind)), {"one": record_id}).one_or_none()
        if found is None:
            raise NotFound("kernel.not_found", kind=kind.__name__)
        return cast("K", found)

    def rows(self, statement: Executable, values: Mapping[str, Any]) -> CursorResult[Any]:
        """Ask for rows of the tables, past the session's identity map; for statements that were built once."""
        return self.connection.execute(statement, values)

    @cached_property
    def connection(self) -> Connection:
        """The one connection of this act or reading, asked of the session once: an act has one transaction.

        What must be undone alone is put into `connection.begin_nested()`: a nested transaction of the session begins
        only when the session itself is asked for something.
        """
        return self.source.connection() if isinstance(self.source, Session) else self.source

    def check_version(self, record: Versioned, version: int) -> None:
        """Raise `StaleEdit` when the record is no longer what the person saw."""
        if record.version != version:
            raise StaleEdit("kernel.stale", kind=type(record).__name__, seen=version, now=record.version)

    def announce(self, topic: str, *ids: int) -> None:
        """Tell the screens, after the commit, that things of a topic changed."""
        self.changes.setdefault(topic, set()).update(ids)

    def announced(self) -> tuple[Change, ...]:
        """Return what was announced."""
        return tuple(Change(topic, tuple(sorted(ids))) for topic, ids in self.changes.items())

    def note(self, what: str, **values: Any) -> None:
        """Add a line of its own to the audit entry, for acts that change no audited record."""
        self._entries.append({"note": what, **values})

    @property
    def to_audit(self) -> bool:
        """Whether there is anything that the audit must tell."""
        return bool(self._entries or self._reads)

    def write_audit(self, connection: Connection) -> str:
        """Write the one audit entry of this act, in the transaction of the given connection; returns its hash."""
        entry: dict[str, Any] = {
            "action": self.action,
            "actor": {"id": self.actor.user_id, "name": self.actor.name},
            "workstation": self.workstation,
            "person": self._person,
        }
        if self._entries:
            entry["changes"] = self._entries
        if self._reads:
            entry["reads"] = self._reads
        return audit.append(connection, self.workstation, entry, at=self.now())

    def collect(self, session: Session) -> None:
        """Take what a session has just written into the audit entry of this act."""
        for record in session.new:
            self._note_change(record, None, _values(record))
        for record in session.dirty:
            before, after = _difference(record)
            if after or before:
                self._note_change(record, before, after)
        for record in session.deleted:
            self._note_change(record, _values(record), None)

    def _note_change(self, record: object, before: dict[str, Any] | None, after: dict[str, Any] | None) -> None:
        if isinstance(record, Record) and record.__audited__:
            name, own = record.__tablename__, getattr(record, "id", None)
            self._entries.append({"record": name, "id": own, "before": before, "after": after})


class Asking(Session):
    """A session for questions: a change in it is a mistake of ours, and never reaches the database."""

    def flush(self, objects: Sequence[Any] | None = None) -> None:
        """Refuse to write."""
        if self.new or self.dirty or self.deleted:
            raise RuntimeError("a question must not change the record")


class ActSession(Session):
    """The session of an act; whatever it writes, its unit of work hears of."""


@event.listens_for(ActSession, "after_flush")
def _written(session: Session, _context: object) -> None:
    session.info[_ACT].collect(session)


@cache  # one for each kind of record: building a statement takes longer than running it
def _by_id(kind: Any) -> Select[Any]:
    return select(kind).where(kind.id == bindparam("one")).execution_options(autoflush=False)


@cache
def _inserting(kind: Any) -> Any:
    return insert(kind.__table__).returning(kind.__table__.c.id, sort_by_parameter_order=True)


@cache
def _deriving(kind: Any, names: tuple[str, ...]) -> Any:
    table = kind.__table__
    new = {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in names}
    return (
        update(table)
        .where(table.c.id == bindparam("one"), table.c.version == bindparam("seen"))
        .values(**new, version=table.c.version + 1)
    )


@cache
def _columns(kind: Any) -> tuple[str, ...]:
    """The columns of a record whose changes the audit tells."""
    silent = {"id", *kind.__derived__}
    return tuple(key for key in class_mapper(kind).column_attrs.keys() if key not in silent)  # noqa: SIM118 - not a dict


def _kept(record: Any, key: str, value: Any) -> Any:
    """Leave large content out of the audit's text: its digest stands for it."""
    from mhac.kernel.canonical import digest

    if value is not None and key in record.__audit_exclude__:
        return {"sha256": digest(value if isinstance(value, bytes | str) else str(value))}
    return value


def _values(record: Any) -> dict[str, Any]:
    state, columns = record.__dict__, _columns(cast("Any", type(record)))
    return {key: _kept(record, key, state[key]) for key in columns if state.get(key) is not None}


def _difference(record: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    attributes = inspect(record).attrs
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for key in _columns(cast("Any", type(record))):
        history = attributes[key].history
        if history.has_changes() and key != "version":
            before[key] = _kept(record, key, history.deleted[0] if history.deleted else None)
            after[key] = _kept(record, key, history.added[0] if history.added else None)
    return before, after
