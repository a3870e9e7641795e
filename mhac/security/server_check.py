"""What is to be mended at a clinic's server: encryption on the way, rights, limits, durability, backup, its disk.

The server is only asked, nothing is changed. What SQL cannot see (what protects the server's disk) an administrator
records; the check says when nobody did.
"""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import URL, Connection, text
from sqlalchemy.exc import DBAPIError

from mhac.kernel import settings
from mhac.kernel.audit import APPEND_ONLY
from mhac.kernel.clock import Clock, system_clock
from mhac.kernel.database import Database, translated_errors
from mhac.kernel.errors import Invalid
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.security.server_roles import connections

PROTECTION = "clinic.server_protection"
OLDEST_VERSION = 15
NEWEST_TLS = ("TLSv1.2", "TLSv1.3")
CLOCKS_APART = timedelta(minutes=1)
BACKUP_WITHIN = timedelta(hours=48)
ASKED_AGAIN_AFTER = timedelta(days=365)
DISKS = ("encrypted", "not_encrypted")
USUAL_LOGIN = "clinic_app"
MEND, NOTE, GOOD = "mend", "note", "good"


@dataclass(frozen=True)
class Finding:
    """One thing looked at: whether it is to be mended, and what was found."""

    level: str
    code: str
    values: dict[str, Any]


def record_protection(uow: UnitOfWork, *, disk: str, words: str) -> None:
    """Record what protects the server's disk, which only people know: "encrypted" or "not_encrypted", and how.

    Raises `Invalid` ("server.disk_kind", "kernel.reason_missing").
    """
    uow.require("security.record_server")
    if disk not in DISKS:
        raise Invalid("server.disk_kind", field="disk")
    if not words.strip():
        raise Invalid("kernel.reason_missing", field="words")
    kept = {"disk": disk, "words": words.strip()[:500], "by": uow.actor.name, "at": uow.now().isoformat()}
    settings.put(uow, PROTECTION, kept)


def examine(
    server: Database, *, workstations: int, now: datetime, own: Clock = system_clock, login: str = ""
) -> tuple[Finding, ...]:
    """Look at everything; what a login may not see is said as a note, never passed over as good.

    `own` is the clock of this computer, which is compared with the server's. `login` is the clinic's, whose rights are
    judged; without it they are those of who asks. A superuser asks because only he may read who can come in.
    """
    with translated_errors(), server.engine.connect() as connection:
        asks = str(connection.execute(text("SELECT current_user")).scalar_one())
        known = connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :login"), {"login": login}).first()
        if login and known is None:
            return (Finding(MEND, "server.no_role", {"app": login}),)
        looked = _Look(connection, server.engine.url, workstations, now.astimezone(UTC), own, login or asks)
        return tuple(looked.everything())


def usual_login(server: Database) -> str:
    """Return the clinic's login where a superuser asks, who only reads; else nothing: who asks is judged himself."""
    asked = (
        "SELECT 1 FROM pg_roles AS own, pg_roles AS app WHERE own.rolname = current_user AND own.rolsuper"
        " AND app.rolname = :app AND NOT app.rolsuper"
    )
    with translated_errors(), server.engine.connect() as connection:
        return USUAL_LOGIN if connection.execute(text(asked), {"app": USUAL_LOGIN}).first() else ""


class _Look:
    def __init__(
        self, connection: Connection, url: URL, workstations: int, now: datetime, own: Clock, login: str
    ) -> None:
        self._connection, self._url, self._workstations, self._now = connection, url, workstations, now
        self._own, self._login = own, login

    def everything(self) -> Iterator[Finding]:
        """All findings, the way of the data first."""
        for part in (self._way, self._doors, self._role, self._tables, self._limits, self._durability, self._kind,
                     self._clock, self._backup, self._disk):
            yield from part()

    # --- asking -----------------------------------------------------------------------------------------------------

    def _one(self, sql: str, **values: Any) -> Any:
        return self._connection.execute(text(sql), values).scalar()

    def _shown(self, name: str) -> str:
        """A setting of the server, empty where this login may not see it."""
        return str(self._one("SELECT setting FROM pg_settings WHERE name = :name", name=name) or "")

    # --- TLS and who may come in ------------------------------------------------------------------------------------

    def _way(self) -> Iterator[Finding]:
        far = not is_near(self._url)
        encrypted = self._one("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
        mode = str(self._url.query.get("sslmode", "prefer"))
        if far and not encrypted:
            yield Finding(MEND, "server.no_tls", {"host": self._url.host})
        elif far and mode != "verify-full":
            yield Finding(MEND, "server.tls_not_verified", {"mode": mode})
        elif encrypted:
            version = self._one("SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
            yield Finding(GOOD, "server.tls", {"version": version, "mode": mode})
        if self._shown("ssl") != "on":
            yield Finding(MEND if self._listens_far() else NOTE, "server.tls_off", {})
        elif self._shown("ssl_min_protocol_version") not in ("", *NEWEST_TLS):
            yield Finding(MEND, "server.tls_old", {"version": self._shown("ssl_min_protocol_version")})

    def _listens_far(self) -> bool:
        places = [place.strip() for place in self._shown("listen_addresses").split(",")]
        return any(place and not _is_loopback(place) for place in places)

    def _doors(self) -> Iterator[Finding]:
        if self._shown("password_encryption") not in ("", "scram-sha-256"):
            yield Finding(MEND, "server.passwords_weak", {"kept": self._shown("password_encryption")})
        if not self._one("SELECT has_function_privilege('pg_hba_file_rules()', 'EXECUTE')"):
            yield Finding(NOTE, "server.doors_unseen", {})
            return
        rules = self._connection.execute(text(
            "SELECT type, coalesce(address, '') AS address, auth_method AS method, line_number AS line"
            " FROM pg_hba_file_rules WHERE error IS NULL AND type LIKE 'host%' AND auth_method <> 'reject'")).all()
        for rule in rules:
            far = not _is_loopback(rule.address)
            if far and rule.type not in ("hostssl", "hostgssenc"):
                yield Finding(MEND, "server.door_without_tls", {"line": rule.line, "address": rule.address})
            if rule.method in ("trust", "password", "md5", "ident"):
                yield Finding(MEND, "server.door_weak", {"line": rule.line, "method": rule.method})

    # --- rights -----------------------------------------------------------------------------------------------------

    def _role(self) -> Iterator[Finding]:
        role = self._connection.execute(text(
            "SELECT rolname, rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls FROM pg_roles"
            " WHERE rolname = :login"), {"login": self._login}).one()
        strong = [word for word, has in (("SUPERUSER", role.rolsuper), ("CREATEROLE", role.rolcreaterole),
                                         ("CREATEDB", role.rolcreatedb), ("REPLICATION", role.rolreplication),
                                         ("BYPASSRLS", role.rolbypassrls)) if has]
        if strong:
            yield Finding(MEND, "server.role_too_strong", {"role": role.rolname, "rights": ", ".join(strong)})
        if self._one("SELECT has_schema_privilege(:login, 'public', 'CREATE')", login=self._login):
            yield Finding(MEND, "server.role_may_create", {"role": role.rolname})
        owned = self._one("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
                          " AND pg_has_role(:login, tableowner, 'MEMBER')", login=self._login)
        if owned:
            yield Finding(MEND, "server.role_owns", {"role": role.rolname, "tables": owned})
        if not strong and not owned:
            yield Finding(GOOD, "server.role", {"role": role.rolname})
        if self._one("SELECT has_database_privilege('public', current_database(), 'CONNECT')"):
            yield Finding(MEND, "server.open_to_all", {})

    def _tables(self) -> Iterator[Finding]:
        there = set(self._connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
                    .scalars())
        if not set(APPEND_ONLY) <= there:
            yield Finding(MEND, "server.no_tables", {})
            return
        for table in APPEND_ONLY:
            rights = [right for right in ("UPDATE", "DELETE", "TRUNCATE")
                      if self._one("SELECT has_table_privilege(:login, :table, :right)",
                                   login=self._login, table=table, right=right)]
            if rights:
                yield Finding(MEND, "server.audit_changeable", {"table": table, "rights": ", ".join(rights)})
            guards = self._one("SELECT count(*) FROM pg_trigger WHERE tgrelid = to_regclass(:table)"
                               " AND tgenabled IN ('O', 'A') AND NOT tgisinternal", table=table)
            if guards < 2:
                yield Finding(MEND, "server.audit_unguarded", {"table": table})
        missing = [table for table in sorted(there - {"alembic_version"})
                   if not self._one("SELECT has_table_privilege(:login, :table, 'SELECT, INSERT')",
                                    login=self._login, table=f'"{table}"')]
        if missing:
            yield Finding(MEND, "server.rights_missing", {"tables": ", ".join(missing)})

    # --- limits -----------------------------------------------------------------------------------------------------

    def _limits(self) -> Iterator[Finding]:
        needed = connections(self._workstations)
        offered = int(self._shown("max_connections")) - int(self._shown("superuser_reserved_connections"))
        own = (self._one("SELECT rolconnlimit FROM pg_roles WHERE rolname = :login", login=self._login),
               self._one("SELECT datconnlimit FROM pg_database WHERE datname = current_database()"))
        offered = min([offered, *(limit for limit in own if limit is not None and limit >= 0)])
        values = {"needed": needed, "offered": offered, "workstations": self._workstations}
        yield Finding(GOOD if offered >= needed else MEND, "server.connections", values)
        if self._idle_timeout() in ("0", ""):
            yield Finding(MEND, "server.no_idle_timeout", {})

    def _idle_timeout(self) -> str:
        """After how long the server ends a transaction that the judged login left open; "0" or empty for never."""
        if self._login == self._one("SELECT current_user"):
            return self._shown("idle_in_transaction_session_timeout")
        own = self._one(
            "SELECT split_part(one, '=', 2) FROM pg_db_role_setting, unnest(setconfig) AS one"
            " WHERE setrole = (SELECT oid FROM pg_roles WHERE rolname = :login)"
            " AND setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))"
            " AND one LIKE 'idle_in_transaction_session_timeout=%' ORDER BY setdatabase DESC LIMIT 1",
            login=self._login)  # fmt: skip
        standing = self._one("SELECT reset_val FROM pg_settings WHERE name = 'idle_in_transaction_session_timeout'")
        return str(own or standing or "")

    def _durability(self) -> Iterator[Finding]:
        off = [name for name in ("fsync", "full_page_writes", "synchronous_commit") if self._shown(name) == "off"]
        if off:
            yield Finding(MEND, "server.not_durable", {"settings": ", ".join(off)})
        else:
            yield Finding(GOOD, "server.durable", {})
        if self._shown("data_checksums") != "on":
            yield Finding(NOTE, "server.no_checksums", {})

    def _kind(self) -> Iterator[Finding]:
        version = int(self._shown("server_version_num")) // 10000
        level = GOOD if version >= OLDEST_VERSION else MEND
        yield Finding(level, "server.version", {"version": self._shown("server_version"), "oldest": OLDEST_VERSION})
        encoding = self._shown("server_encoding")
        if encoding != "UTF8":
            yield Finding(MEND, "server.encoding", {"encoding": encoding})
        order = self._one("SELECT datcollate FROM pg_database WHERE datname = current_database()")
        yield Finding(NOTE, "server.locale", {"locale": order, "encoding": encoding})

    def _clock(self) -> Iterator[Finding]:
        apart = self._one("SELECT clock_timestamp()") - self._own()
        if abs(apart) > CLOCKS_APART:
            yield Finding(NOTE, "server.clocks_differ", {"minutes": round(apart.total_seconds() / 60)})

    # --- what people do ---------------------------------------------------------------------------------------------

    def _backup(self) -> Iterator[Finding]:
        own = self._last("SELECT max(at) FROM audit_entry WHERE action = 'security.backup'")
        archived = self._last("SELECT last_archived_time FROM pg_stat_archiver WHERE last_failed_time IS NULL"
                              " OR last_archived_time > last_failed_time")
        newest = max((moment for moment in (own, archived) if moment is not None), default=None)
        if newest is None:
            yield Finding(MEND, "server.no_backup", {})
        else:
            fresh = self._now - newest <= BACKUP_WITHIN
            yield Finding(GOOD if fresh else MEND, "server.backup" if fresh else "server.backup_old", {"at": newest})

    def _last(self, sql: str) -> datetime | None:
        with suppress(DBAPIError), self._connection.begin_nested():
            found = self._one(sql)
            if isinstance(found, datetime):
                return found if found.tzinfo else found.replace(tzinfo=UTC)
        return None

    def _disk(self) -> Iterator[Finding]:
        kept: Any = None
        with suppress(DBAPIError), self._connection.begin_nested():
            kept = self._one("SELECT value FROM setting WHERE key = :key", key=PROTECTION)
        kept = json.loads(kept) if isinstance(kept, str) else kept
        if not kept:
            yield Finding(MEND, "server.disk_unknown", {})
            return
        at = datetime.fromisoformat(kept["at"])
        values = {"words": kept["words"], "by": kept["by"], "at": at}
        if kept["disk"] != "encrypted":
            yield Finding(MEND, "server.disk_open", values)
        elif self._now - at > ASKED_AGAIN_AFTER:
            yield Finding(MEND, "server.disk_long_ago", values)
        else:
            yield Finding(GOOD, "server.disk", values)


def is_near(url: URL) -> bool:
    """Tell whether an address leads to this very machine: then the data crosses no cable."""
    host = url.host or str(url.query.get("host", ""))
    return not host or host.startswith("/") or _is_loopback(host)


def _is_loopback(place: str) -> bool:
    if place in ("localhost", "samehost") or place.startswith("/"):
        return True
    with suppress(ValueError):
        return ipaddress.ip_address(place.partition("/")[0]).is_loopback
    return False
