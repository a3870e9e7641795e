"""The clinic's database: an encrypted SQLite file, or PostgreSQL where several workstations share it.

The same records and queries serve both. Connection details, transactions and the translation of driver errors
into words for people stand here and nowhere else.
"""

from __future__ import annotations

import secrets
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import URL, Engine, create_engine, make_url, text
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.pool import QueuePool

from mhac.kernel.audit import APPEND_ONLY, append_only_statements, came_about
from mhac.kernel.changes import CHANNEL, to_notice
from mhac.kernel.clock import DEFAULT_ZONE, Clock, ServerClock, system_clock
from mhac.kernel.errors import Invalid, StaleEdit, Unavailable, Undone
from mhac.kernel.records import Record
from mhac.kernel.unit_of_work import Actor, ActSession, UnitOfWork

BUSY_MILLISECONDS = 5000
# How long a server may keep an act waiting for what somebody else holds, and how long one question may take at all: a
# workstation is not held up for ever by another one that hangs.
_PATIENCE = "-c lock_timeout=10s -c statement_timeout=120s"
CONNECT_SECONDS = 5
"""How long a workstation waits for a server that does not answer; a screen says so then."""
# How a connection notices that the network is gone though nobody said so: 10 s + 3 * 5 s of silence, or 15 s without an
# answer to what was sent.
_WATCH_NETWORK = {
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
_ASK_AGAIN = (0.0, 0.5, 1.0, 2.0, 4.0)
"""Pauses in seconds before asking a server whether an act was committed: it may be starting again."""
_OWN_ENTRIES = 2000
CACHE_KIB = 64000  # each page of a smaller cache is decrypted again: searches get 2 to 5 times slower

# Where every SQLite connection in WAL mode holds its shared lock (SQLite's os.h: PENDING_BYTE + 2, SHARED_SIZE).
_FIRST_SHARED_BYTE = 0x40000002
_SHARED_BYTES = 510

_SQLITE_WORDS = (
    ("is locked", "storage.locked"),
    ("is full", "storage.full"),
    ("readonly", "storage.read_only"),
    ("not a database", "storage.wrong_key"),
    ("malformed", "storage.damaged"),
    ("unable to open", "storage.cannot_open"),
    ("disk i/o", "storage.failing"),
    ("no such table", "storage.other_schema"),
)

_UNDONE = ("40001", "40P01")
"""What PostgreSQL says of an act that it undid as a whole: it could not be put in order with others, or a deadlock."""

_READING: dict[str, dict[str, Any]] = {"sqlite": {}, "postgresql": {"postgresql_readonly": True}}
_only_reading: ContextVar[bool] = ContextVar("only_reading", default=False)


@contextmanager
def only_reading() -> Iterator[None]:
    """Transactions of an encrypted file that begin in here take no lock; they must not write."""
    token = _only_reading.set(True)
    try:
        yield
    finally:
        _only_reading.reset(token)


class ClinicSqlite(SQLiteDialect_pysqlite):
    """SQLite as the clinic uses it: who writes takes the lock at once, so that nobody finds out too late.

    An event of the engine could begin transactions too, but then each statement would look for events.
    """

    supports_statement_cache = True

    def do_begin(self, dbapi_connection: Any) -> None:
        """Begin a transaction."""
        dbapi_connection.driver_connection.execute("BEGIN" if _only_reading.get() else "BEGIN IMMEDIATE")


registry.register("sqlite.clinic", __name__, "ClinicSqlite")


@contextmanager
def _beside(steps: Iterable[tuple[Callable[[], None], Callable[[], None]]]) -> Iterator[None]:
    """Write what belongs to an act outside the database; take it back when the act does not come about."""
    done: list[Callable[[], None]] = []
    try:
        for write, take_back in steps:
            write()
            done.append(take_back)
        yield
    except BaseException:
        for take_back in reversed(done):
            with suppress(Unavailable):  # the reason why the act failed is what is told
                take_back()
        raise


class Database:
    """An open clinic database."""

    def __init__(
        self,
        engine: Engine,
        *,
        zone: ZoneInfo = DEFAULT_ZONE,
        clock: Clock = system_clock,
        workstation: str = "workstation",
    ) -> None:
        self.engine = engine
        self.zone = zone
        self.clock = clock
        self.workstation = workstation
        self.vault: Any = None  # the open vault of security, where there is one; seals what must not lie in clear
        self.origin = secrets.token_hex(4)  # tells this window's own news from those of others
        self.watch: Callable[[UnitOfWork], None] | None = None  # refuses who was let in once, and is no more
        self.closing: list[Callable[[], None]] = []  # what must let go before the connections are given back
        self._own: deque[str] = deque(maxlen=_OWN_ENTRIES)
        self._open = True
        self._reader = engine.execution_options(**_READING[engine.dialect.name])

    @property
    def dialect_name(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.engine.dialect.name

    @contextmanager
    def unit_of_work(self, actor: Actor, *, action: str) -> Iterator[UnitOfWork]:
        """Run one act: commit at the end with its audit entry, roll everything back on any exception.

        Raises `StaleEdit` when a version moved on meanwhile, `Unavailable` when the surroundings fail, and what the
        `watch` raises.
        """
        self._refuse_when_closed()
        with translated_errors(), ActSession(self.engine, expire_on_commit=False) as session:
            uow = UnitOfWork(session, actor, self, action, self.zone, self.clock, self.workstation)
            self._watch(uow)
            yield uow
            session.flush()
            own = uow.write_audit(session.connection()) if uow.to_audit else ""
            self._own.append(own)
            self._tell_others(uow)
            with _beside(uow.beside_commit):
                self._commit(session, own)
            for step in uow.after_commit:
                step()

    @contextmanager
    def reading(self, actor: Actor, *, action: str = "read") -> Iterator[UnitOfWork]:
        """Answer a question without holding the write lock; reads of clinical records are logged before it ends."""
        self._refuse_when_closed()
        with translated_errors():
            with self._reader.connect() as connection:
                with only_reading():
                    connection.begin()
                uow = UnitOfWork(connection, actor, self, action, self.zone, self.clock, self.workstation)
                try:
                    yield uow
                    if uow.to_audit:
                        self._watch(uow)  # who is let in no more reads nobody's record
                finally:
                    uow.let_go()
                if self.dialect_name == "postgresql":
                    connection.commit()  # nothing to keep; but at a rollback the driver forgets its plans
            if uow.to_audit and not uow.shown_before:
                with self.engine.begin() as connection:
                    self._own.append(uow.write_audit(connection))

    def _watch(self, uow: UnitOfWork) -> None:
        if self.watch is not None:
            self.watch(uow)

    def hear_time(self, now: datetime) -> None:
        """Take the server's time, where this workstation goes by it."""
        if isinstance(self.clock, ServerClock):
            self.clock.tell(now)

    def connect_apart(self) -> Any:
        """Return a connection of the driver, beside those of the pool; who asked for it closes it."""
        self._refuse_when_closed()
        lent = self.engine.raw_connection()
        connection: Any = lent.driver_connection
        lent.detach()
        if self.dialect_name == "postgresql":
            connection.autocommit = True
        return connection

    def wrote(self, own: str) -> bool:
        """Tell whether an entry of the audit is of this window."""
        return own in self._own

    def _tell_others(self, uow: UnitOfWork) -> None:
        """Say to the other workstations what changes; the server tells it when, and only if, it is committed."""
        if self.dialect_name == "postgresql" and uow.changes:
            notice = to_notice(self.origin, uow.announced())
            uow.session.connection().exec_driver_sql("SELECT pg_notify(%s, %s)", (CHANNEL, notice))

    def _commit(self, session: Session, own: str) -> None:
        """Commit; where the connection is lost meanwhile, ask whether the act came about.

        Raises `Unavailable`: "storage.connection_lost" when it did not, "storage.unsure" when nobody can say.
        """
        try:
            session.commit()
        except DBAPIError as error:
            if not own or self.dialect_name == "sqlite" or environment_code(error) != "storage.connection_lost":
                raise
            if not self._came_about(own):
                raise

    def _came_about(self, own: str) -> bool:
        for pause in _ASK_AGAIN:
            time.sleep(pause)
            try:
                with self.engine.begin() as connection:
                    connection.execute(text("SET LOCAL lock_timeout = '10s'"))
                    return came_about(connection, self.workstation, own)
            except DBAPIError:
                continue
        raise Unavailable("storage.unsure")

    def create_schema(self) -> None:
        """Create all tables and the append-only guards; used for tests, migrations do it for clinics."""
        with self.engine.begin() as connection:
            Record.metadata.create_all(connection)
            for table in APPEND_ONLY:
                for statement in append_only_statements(table, self.dialect_name):
                    connection.exec_driver_sql(statement)

    def close(self) -> None:
        """Give all connections back; whoever still asks afterwards is refused instead of opening a new one."""
        self._open = False
        for let_go in self.closing:
            let_go()
        self.closing.clear()
        self.engine.dispose()

    def open_again(self) -> None:
        """Go on after a close that turned out to be for nothing; who let go of it takes it up again himself."""
        self._open = True

    def _refuse_when_closed(self) -> None:
        if not self._open:
            raise Unavailable("storage.closed")


@contextmanager
def translated_errors() -> Iterator[None]:
    """Turn the environment's database errors into `Unavailable`, a lost race into `StaleEdit`; keep our own.

    Errors that the SQLite driver raises itself, outside SQLAlchemy, are turned too.
    """
    from sqlcipher3 import dbapi2

    try:
        yield
    except StaleDataError as error:
        raise StaleEdit("kernel.stale") from error
    except (DBAPIError, dbapi2.Error) as error:
        code = environment_code(error)
        if code is None:
            raise
        kind = Undone if code == "storage.locked" and _sqlstate(error) in _UNDONE else Unavailable
        raise kind(code) from None  # the statement's values may be personal: no chain to them


def environment_code(error: Exception) -> str | None:
    """Return the code of an error that the surroundings caused, or None when it is a mistake of ours."""
    original = getattr(error, "orig", error)
    words = str(original).lower()
    if _refuses(original, words):
        return "storage.refused"
    if getattr(error, "connection_invalidated", False):
        return "storage.connection_lost"
    for part, code in _SQLITE_WORDS:
        if part in words:
            return code
    state = _sqlstate(error)
    if state in ("53100", "53200"):
        return "storage.full"
    if state.startswith(("08", "57P")) or "connection" in words:
        return "storage.connection_lost"
    if isinstance(error, IntegrityError) and "audit_entry" in words:
        return "storage.audit_broken"
    if state in (*_UNDONE, "55P03", "57014"):
        return "storage.locked"
    if state == "42501":
        return "storage.not_permitted"
    return None


def _sqlstate(error: Exception) -> str:
    """Return the server's own code of an error, empty where it has none."""
    return getattr(getattr(error, "orig", error), "sqlstate", None) or ""


def _refuses(original: Any, words: str) -> bool:
    """Tell whether a server answers, but lets this login in no more (the driver gives no state while it connects)."""
    if (getattr(original, "sqlstate", None) or "").startswith("28"):
        return True
    return any(
        part in words for part in ("authentication failed", "no pg_hba.conf entry", "is not permitted to log in")
    )


def open_sqlite(path: Path, key: bytes | None, *, create: bool = False, **options: Any) -> Database:
    """Open the encrypted file with its raw 32-byte key (None: a plain file, for measurements only).

    Raises `Unavailable`: "storage.missing" when there is no file, "storage.wrong_key" when the key does not fit.
    """
    from sqlcipher3 import dbapi2

    if not create and not path.exists():
        raise Unavailable("storage.missing", file=path.name)

    with suppress(OSError):  # before the first connection: the files beside it are made readable for the same people
        if create:
            path.touch(mode=0o600)
        path.chmod(0o600)

    def connect() -> Any:
        try:
            connection = dbapi2.connect(
                str(path), isolation_level=None, check_same_thread=False, timeout=BUSY_MILLISECONDS / 1000
            )
        except dbapi2.OperationalError as error:
            raise Unavailable("storage.cannot_open", file=path.name) from error
        prepare_sqlite(connection, key)
        return connection

    engine = create_engine(
        "sqlite+clinic://", module=dbapi2, creator=connect, poolclass=QueuePool, pool_size=5, hide_parameters=True
    )
    database = Database(engine, **options)
    with translated_errors(), engine.connect() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM sqlite_master")
    path.chmod(0o600)
    return database


def prepare_sqlite(connection: Any, key: bytes | None) -> None:
    """Unlock a fresh connection and set what the clinic relies on: WAL, durable commits, foreign keys, patience."""
    from sqlcipher3 import dbapi2

    run = connection.execute
    if key is not None:
        run("PRAGMA cipher_log_level = NONE")  # a wrong key is told by us, not on the console
        run(f"PRAGMA key = \"x'{key.hex()}'\"")
    try:
        run(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        run("PRAGMA journal_mode = WAL")
        run("PRAGMA synchronous = FULL")
        run("PRAGMA foreign_keys = ON")
        run("PRAGMA recursive_triggers = ON")  # else REPLACE deletes without asking the guards of the audit
        run(f"PRAGMA cache_size = -{CACHE_KIB}")
        run("PRAGMA temp_store = MEMORY")  # nothing of a person in a temporary file
    except dbapi2.DatabaseError as error:
        connection.close()
        wording = str(error).lower()
        code = next((c for part, c in _SQLITE_WORDS if part in wording), "storage.wrong_key")
        raise Unavailable(code) from None


def require_alone(database: Database) -> None:
    """Make sure that nobody else has the encrypted file open, before it is replaced by another.

    Who has it open would go on writing into the file that was replaced. Raises `Unavailable` ("storage.locked").
    """
    database.close()
    with translated_errors():
        connection = database.engine.raw_connection()
        try:
            run = connection.cursor().execute
            run("PRAGMA busy_timeout = 300")
            run("PRAGMA journal_mode = DELETE")  # SQLite leaves WAL only for a connection that is alone
            run("PRAGMA journal_mode = WAL")
        finally:
            connection.invalidate()


def is_open_elsewhere(path: Path) -> bool:
    """Tell whether another program has the encrypted file open; works without its key, by SQLite's own lock bytes."""
    try:
        import fcntl
    except ImportError:
        return False  # Windows itself refuses to move a file that is open
    with path.open("r+b") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, _SHARED_BYTES, _FIRST_SHARED_BYTE)
        except OSError:
            return True
    return False


def _server_address(url: str) -> URL:
    """Return a typed address, or raise `Invalid` ("storage.server_address") for what is none."""
    try:
        address = make_url(url.strip())
    except ArgumentError:
        raise Invalid("storage.server_address", field="postgresql_url") from None  # it may hold a password
    if address.get_backend_name() != "postgresql" or not address.database:
        raise Invalid("storage.server_address", field="postgresql_url")
    return address.set(drivername="postgresql+psycopg")


def open_postgresql(url: str, **options: Any) -> Database:
    """Open a PostgreSQL database by its URL (`postgresql://user:password@host/name`).

    Raises `Invalid` ("storage.server_address"), `Unavailable` with the reason when there is no way in:
    "storage.certificate", "storage.refused", "storage.no_such_host", "storage.no_such_database",
    "storage.nobody_answers", "storage.connection_lost".
    """
    address = _server_address(url)
    engine = create_engine(
        address,
        pool_size=5,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={
            "options": f"-c TimeZone=UTC {_PATIENCE}",
            "connect_timeout": CONNECT_SECONDS,
            "application_name": "mhac",
            **_WATCH_NETWORK,
        },
    )
    database = Database(engine, **options)
    try:
        with engine.connect():
            pass
    except DBAPIError as error:
        engine.dispose()
        raise _no_way_in(address, error) from None  # the driver's words may hold the address
    return database


def _out_of_date(file: str) -> Unavailable | None:
    """Say that the certificate is not valid at the time of this computer's clock; the driver keeps that to itself."""
    from cryptography import x509

    now = datetime.now(UTC)
    with suppress(OSError, ValueError):
        for each in x509.load_pem_x509_certificates(Path(file).expanduser().read_bytes()):
            begins, ends = each.not_valid_before_utc, each.not_valid_after_utc
            if not begins <= now <= ends:
                return Unavailable("storage.certificate_time", now=now, begins=begins.date(), ends=ends.date())
    return None


def _no_way_in(address: URL, error: DBAPIError) -> Unavailable:
    """Say why a server cannot be reached at all: at set-up the reason is mostly one that can be mended at once."""
    words = str(error.orig).lower()
    if "certificate" in words or "ssl error" in words:
        file = str(address.query.get("sslrootcert", "")) or "~/.postgresql/root.crt"
        return _out_of_date(file) or Unavailable("storage.certificate", file=file)
    if _refuses(error.orig, words):
        return Unavailable("storage.refused")
    if any(part in words for part in ("translate host name", "name or service not known", "failed to resolve")):
        return Unavailable("storage.no_such_host", host=address.host or "")
    if "database" in words and "does not exist" in words:
        return Unavailable("storage.no_such_database", name=address.database or "")
    if any(part in words for part in ("connection refused", "timeout expired", "no route to host", "timed out")):
        return Unavailable("storage.nobody_answers", host=address.host or "", port=address.port or 5432)
    return Unavailable(environment_code(error) or "storage.connection_lost")
