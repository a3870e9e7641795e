"""Which shape the clinic's tables have, and how a database is brought to the shape that this program knows.

Alembic is imported only where tables are made or changed: it takes longer to load than a sign-in may.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from sqlalchemy import inspect, text

from mhac.kernel.errors import Unavailable
from mhac.kernel.paths import RESOURCES

if TYPE_CHECKING:
    from alembic.config import Config

    from mhac.kernel.database import Database

HEAD = "0015"
MIGRATIONS = RESOURCES.parent / "migrations"


def revision(database: Database) -> str | None:
    """Return the revision of a database's tables, None for a database without any."""
    with database.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def check(database: Database) -> None:
    """Make sure that this program fits the database.

    Raises `Unavailable`: "storage.not_a_clinic" (no clinic's tables), "storage.older" (an administrator upgrades),
    or "storage.newer" (a newer program wrote it: refused, nothing is touched).
    """
    found = revision(database)
    if found is None:
        raise Unavailable("storage.not_a_clinic")
    if found != HEAD:
        raise Unavailable("storage.older" if found < HEAD else "storage.newer", found=found, known=HEAD)


def config(connection: Any = None) -> Config:
    """Return Alembic's configuration for a connection."""
    from alembic.config import Config

    made = Config(stdout=sys.stdout)  # else what it was when Alembic was imported, which may be closed since
    made.set_main_option("script_location", str(MIGRATIONS))
    made.attributes["connection"] = connection
    return made


def upgrade(database: Database) -> None:
    """Bring the tables to `HEAD` in one transaction: all of it or nothing."""
    from alembic import command

    with database.engine.begin() as connection:
        if database.dialect_name == "postgresql":
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0")  # a large table may take its time
        command.upgrade(config(connection), HEAD)
