"""A new key for the clinic's database, offered after somebody left.

The encrypted file is exported under the new key beside the old one, checked, and swapped in one rename. Until the
swap is known to be done, the vault holds both keys, so that a power cut at any moment leaves a clinic that opens.
"""

from __future__ import annotations

import secrets
from typing import Any

from sqlalchemy import make_url

from mhac.kernel.database import (
    Database,
    open_postgresql,
    open_sqlite,
    prepare_sqlite,
    require_alone,
    translated_errors,
)
from mhac.kernel.errors import Unavailable
from mhac.kernel.paths import DataFolder, sync_folder
from mhac.kernel.unit_of_work import Actor
from mhac.security.vault import Vault


def rekey(folder: DataFolder, database: Database, actor: Actor) -> Database:
    """Renew the master secret and the database key; returns the database opened anew, the old one is closed.

    On PostgreSQL the password of the clinic's login at the server is renewed, and every other workstation is cut off:
    its users join again by a paper. Raises `NotAllowed`, `Unavailable` (nothing changed, and the database goes on;
    "vault.others_open" while another window has the file open).
    """
    with database.reading(actor) as uow:
        uow.require("security.rekey")
    vault: Vault = database.vault
    place = vault.content["database"]
    if place["kind"] != "sqlite":
        return _told(_renew_password(database, vault, place["url"]), actor)
    old, new = place["key"], secrets.token_hex(32)
    try:
        _require_alone(database)
        with translated_errors():
            _export(folder, database, new)
        vault.renew(database={"kind": "sqlite", "key": new, "key_before": old})
    except BaseException:
        database.open_again()  # nothing changed: whoever works here goes on
        raise
    database.close()
    _swap(folder)
    vault.set_content(database={"kind": "sqlite", "key": new})
    opened = open_sqlite(folder.database, bytes.fromhex(new), zone=database.zone, clock=database.clock,
                         workstation=database.workstation)
    opened.vault = vault
    return _told(opened, actor)


def _require_alone(database: Database) -> None:
    try:
        require_alone(database)
    except Unavailable as error:
        raise Unavailable("vault.others_open") if error.code == "storage.locked" else error from None


def _renew_password(database: Database, vault: Vault, old: str) -> Database:
    """Give the clinic's login a new password at the server; until that is done, the vault holds both."""
    password = secrets.token_urlsafe(24)
    with translated_errors():
        connection = database.connect_apart()
        try:
            user: str = connection.execute("SELECT current_user").fetchone()[0]
            new = make_url(old).set(username=user, password=password).render_as_string(hide_password=False)
            # Only what the server checks by goes over: the password itself never stands in its log.
            checked_by = connection.pgconn.encrypt_password(password.encode(), user.encode(), b"scram-sha-256").decode()
            vault.renew(database={"kind": "postgresql", "url": new, "url_before": old})
            try:
                connection.execute(f"ALTER ROLE CURRENT_USER PASSWORD '{checked_by}'")
            except BaseException:
                vault.set_content(database={"kind": "postgresql", "url": old})
                raise
            database.close()
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                               "WHERE datname = current_database() AND usename = current_user "
                               "AND pid <> pg_backend_pid()")
        finally:
            connection.close()
    vault.set_content(database={"kind": "postgresql", "url": new})
    opened = open_postgresql(new, zone=database.zone, clock=database.clock, workstation=database.workstation)
    opened.vault = vault
    return opened


def open_server(vault: Vault, **options: Any) -> Database:
    """Open the clinic's server; bring a change of password that was interrupted to its end, or back."""
    place = vault.content["database"]
    before = place.get("url_before")
    try:
        opened, good = open_postgresql(place["url"], **options), place["url"]
    except Unavailable as error:
        if before is None or error.code != "storage.refused":
            raise
        opened, good = open_postgresql(before, **options), before
    if before is not None:
        vault.set_content(database={"kind": "postgresql", "url": good})
    return opened


def finish_interrupted(folder: DataFolder, vault: Vault) -> None:
    """Bring a change of key that a power cut interrupted to its end, or back to its beginning."""
    place = vault.content["database"]
    fresh = folder.database.with_name("clinic.db.rekeyed")
    before = place.get("key_before")
    if before is None:
        fresh.unlink(missing_ok=True)
        return
    if _opens(folder, place["key"]):
        fresh.unlink(missing_ok=True)
    elif fresh.exists():
        _swap(folder)
    else:
        raise Unavailable("storage.damaged")
    vault.set_content(database={"kind": "sqlite", "key": place["key"]})


def _export(folder: DataFolder, database: Database, new: str) -> None:
    fresh = folder.database.with_name("clinic.db.rekeyed")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600)
    connection = database.engine.raw_connection()
    try:
        run = connection.cursor().execute
        run("PRAGMA wal_checkpoint(TRUNCATE)")
        run(f"ATTACH DATABASE ? AS fresh KEY \"x'{new}'\"", (str(fresh),))
        run("SELECT sqlcipher_export('fresh')")
        run("DETACH DATABASE fresh")
    finally:
        connection.close()
    _check(fresh, new)


def _check(fresh: object, key: str) -> None:
    from sqlcipher3 import dbapi2

    connection = dbapi2.connect(str(fresh), isolation_level=None)
    try:
        prepare_sqlite(connection, bytes.fromhex(key))
        if connection.execute("PRAGMA quick_check").fetchone()[0] != "ok":
            raise Unavailable("storage.damaged")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()


def _opens(folder: DataFolder, key: str) -> bool:
    try:
        open_sqlite(folder.database, bytes.fromhex(key)).close()
    except Unavailable:
        return False
    return True


def _swap(folder: DataFolder) -> None:
    for ending in ("-wal", "-shm"):
        folder.database.with_name(folder.database.name + ending).unlink(missing_ok=True)
    folder.database.with_name("clinic.db.rekeyed").replace(folder.database)
    sync_folder(folder.root)


def _told(database: Database, actor: Actor) -> Database:
    with database.unit_of_work(actor, action="security.rekey") as uow:
        uow.note("database key renewed")
    return database
