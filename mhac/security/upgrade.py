"""Bringing a clinic's tables to the shape that this program knows: an administrator's act, never done silently.

The encrypted file is backed up, a copy is migrated and checked (row counts, audit, integrity), and swapped in one
rename: interrupted at any moment, the old file is still the clinic. PostgreSQL migrates in one transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from mhac.kernel import audit, copying, schema
from mhac.kernel.clock import Clock, system_clock
from mhac.kernel.database import Database, open_postgresql, open_sqlite, require_alone
from mhac.kernel.errors import NotAllowed, Unavailable
from mhac.kernel.paths import DataFolder, sync_folder
from mhac.kernel.unit_of_work import Actor
from mhac.security import backup
from mhac.security.records import User
from mhac.security.rules import Role, checked_login
from mhac.security.sign_in import workstation_name
from mhac.security.vault import Vault

Progress = Callable[[str], None]
"""Told which step begins: "backup", "migrate", "check", "swap"."""


def upgrade(
    folder: DataFolder,
    *,
    login: str,
    password: str,
    clock: Clock = system_clock,
    progress: Progress = lambda _step: None,
) -> str:
    """Upgrade the clinic of this data folder; returns the revision it had before.

    Raises `Refused` for a wrong password, `NotAllowed` unless an active administrator asks, `Unavailable`
    ("storage.newer", "upgrade.not_whole", or what the disk says): the clinic is then as it was.
    """
    vault = Vault.load(folder.slots)
    vault.open(checked_login(login), password)
    place = vault.content["database"]
    on_server = place["kind"] == "postgresql"
    database = _open(folder, vault, clock)
    try:
        before = schema.revision(database)
        if before is None or before > schema.HEAD:
            raise Unavailable("storage.newer" if before else "storage.not_a_clinic", found=before, known=schema.HEAD)
        actor = administrator_of(database, login)
        if before == schema.HEAD:
            return before
        if on_server:
            progress("migrate")
            schema.upgrade(database)
        else:
            progress("backup")
            backup.make_backup(folder, database)
    finally:
        database.close()
    if not on_server:
        _migrate_copy(folder, bytes.fromhex(place["key"]), clock, progress)
    _tell(_open(folder, vault, clock), actor, before)
    return before


def _open(folder: DataFolder, vault: Vault, clock: Clock) -> Database:
    place = vault.content["database"]
    options: dict[str, Any] = {"clock": clock, "workstation": workstation_name()}
    if place["kind"] == "postgresql":
        database = open_postgresql(place["url"], **options)
    else:
        database = open_sqlite(folder.database, bytes.fromhex(place["key"]), **options)
    database.vault = vault
    return database


def administrator_of(database: Database, login: str) -> Actor:
    """Return who asks, read with the few columns that every revision has."""
    with database.engine.connect() as connection:
        found = connection.execute(
            select(User.id, User.name, User.roles, User.active).where(User.login == checked_login(login))
        ).first()
    if found is None or not found.active or Role.ADMINISTRATOR not in found.roles:
        raise NotAllowed("security.not_allowed", permission="upgrade")
    return Actor(found.id, found.name)


def _migrate_copy(folder: DataFolder, key: bytes, clock: Clock, progress: Progress) -> None:
    fresh = folder.database.with_name("clinic.db.upgraded")
    fresh.unlink(missing_ok=True)
    progress("migrate")
    old = open_sqlite(folder.database, key, clock=clock)
    try:
        require_alone(old)
        counted = copying.counts(old)
        _copy(old, folder, key, fresh.name)
    finally:
        old.close()
    copy = open_sqlite(fresh, key, clock=clock)
    try:
        schema.upgrade(copy)
        progress("check")
        _check(copy, counted)
    finally:
        copy.close()
    progress("swap")
    for ending in ("-wal", "-shm"):
        folder.database.with_name(folder.database.name + ending).unlink(missing_ok=True)
    fresh.replace(folder.database)
    sync_folder(folder.root)


def _copy(old: Database, folder: DataFolder, key: bytes, name: str) -> None:
    """Copy the pages as they are, under the same key."""
    target = open_sqlite(folder.root / name, key, create=True)
    try:
        copying.copy_pages(old, target)
    finally:
        target.close()


def _check(copy: Database, counted: dict[str, int]) -> None:
    now = copying.counts(copy)
    with copy.engine.connect() as connection:
        whole = connection.exec_driver_sql("PRAGMA cipher_integrity_check").first() is None
        whole = whole and connection.exec_driver_sql("PRAGMA foreign_key_check").first() is None
    with copy.reading(Actor(None, "upgrade")) as uow:
        faults = audit.verify(uow.session).faults
    if not whole or faults or any(now[name] != rows for name, rows in counted.items()):
        raise Unavailable("upgrade.not_whole")


def _tell(database: Database, actor: Actor, before: str) -> None:
    with database.unit_of_work(actor, action="security.upgrade") as uow:
        uow.note("tables upgraded", before=before, after=schema.HEAD)
    database.close()
