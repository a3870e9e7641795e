"""The two logins of a clinic server, with no more rights than they need: one owns the tables, one works in them.

The owner makes and upgrades the tables; no workstation knows its password. The clinic's login reads and writes rows,
adds to the audit without ever changing it, and can make, alter or drop nothing.
"""

from __future__ import annotations

import re

from sqlalchemy import Connection, inspect, text

from mhac.kernel import schema, settings
from mhac.kernel.audit import APPEND_ONLY
from mhac.kernel.database import Database, translated_errors
from mhac.kernel.errors import Invalid, Refused
from mhac.kernel.records import Record

_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")
IDLE_MINUTES = 5
"""After which the server ends a transaction that a dead workstation left open, with its locks."""


def setup_sql(*, database: str = "clinic", owner: str = "clinic_owner", app: str = "clinic_app",
              workstations: int = 10) -> str:
    """Return what the server's superuser runs once, in psql; passwords are asked for there and stand nowhere.

    Raises `Invalid` ("server.name") for a name that would have to be quoted, and "server.one_login" where the owner of
    the tables and the clinic's login would be the same.
    """
    for name in (database, owner, app):
        checked_name(name)
    if owner == app:
        raise Invalid("server.one_login", name=app)
    plain = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
    return f"""\
-- Run once as the server's superuser:  psql -f setup.sql
CREATE ROLE {owner} {plain};
CREATE ROLE {app} {plain} CONNECTION LIMIT {connections(workstations)};
\\password {owner}
\\password {app}
CREATE DATABASE {database} OWNER {owner} ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE {database} FROM PUBLIC;
GRANT CONNECT ON DATABASE {database} TO {app};
ALTER ROLE {app} IN DATABASE {database} SET idle_in_transaction_session_timeout = '{IDLE_MINUTES}min';
ALTER ROLE {app} IN DATABASE {database} SET tcp_keepalives_idle = 60;
\\connect {database}
REVOKE ALL ON SCHEMA public FROM PUBLIC;
ALTER SCHEMA public OWNER TO {owner};
GRANT USAGE ON SCHEMA public TO {app};
"""


def connections(workstations: int) -> int:
    """Return how many connections so many workstations may need: two lanes, one that listens, one to spare."""
    return 4 * workstations + 2


def prepare(server: Database, *, app: str, drop_unfinished: bool = False) -> str | None:
    """Make or upgrade the tables as their owner, and grant the clinic's login its rights; returns the revision before.

    With `drop_unfinished` the copy of a move that was broken off is taken away first: no vault points to it.

    Raises `Invalid` ("server.name", "server.no_role"), `Refused` ("server.no_unfinished_copy"), `Unavailable`
    ("storage.newer", "storage.not_permitted").
    """
    checked_name(app)
    if drop_unfinished:
        _drop_unfinished(server)
    before = schema.revision(server)
    with translated_errors():
        with server.engine.connect() as connection:
            known = connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :app"), {"app": app}).first()
        if known is None:
            raise Invalid("server.no_role", field="app", app=app)
        if before != schema.HEAD:
            if before is not None and before > schema.HEAD:
                schema.check(server)
            schema.upgrade(server)
        with server.engine.begin() as connection:
            _grant(connection, app)
    return before


def _drop_unfinished(server: Database) -> None:
    with translated_errors(), server.engine.connect() as connection:
        there = inspect(connection).has_table(settings.Setting.__tablename__)
        unfinished = settings.standing(connection, settings.MOVING) if there else None
    if unfinished is None:
        raise Refused("server.no_unfinished_copy")
    drop_tables(server)


def drop_tables(server: Database) -> None:
    """Take all tables of a clinic away, for a copy that no vault ever pointed to."""
    with translated_errors(), server.engine.begin() as connection:
        Record.metadata.drop_all(connection)
        connection.execute(text("DROP TABLE alembic_version"))


def _grant(connection: Connection, app: str) -> None:
    for table in inspect(connection).get_table_names():
        rights = "SELECT, INSERT, UPDATE, DELETE"
        if table in APPEND_ONLY:
            rights = "SELECT, INSERT"
        elif table == "alembic_version":
            rights = "SELECT"
        connection.execute(text(f'REVOKE ALL ON "{table}" FROM "{app}"'))
        connection.execute(text(f'GRANT {rights} ON "{table}" TO "{app}"'))
    connection.execute(text(f'GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO "{app}"'))


def checked_name(name: str) -> str:
    """Return a plain name of a role or database; raises `Invalid` ("server.name")."""
    if not _NAME.fullmatch(name):
        raise Invalid("server.name", name=name)
    return name
