"""Moving a clinic from its encrypted file to a PostgreSQL server, or back: one act of an administrator.

A backup is made, every row is copied in one transaction while nobody else may write, rows and digests of both places
are compared, and only then does this workstation's vault point to the new place. Stopped at any moment, the clinic
opens at the old place or at the new one, and is whole there. The old place is kept: the file is put aside with its
keys, a server's database is marked, so that nobody goes on working in it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, text

from mhac.kernel import audit, copying, schema, settings
from mhac.kernel.clock import Clock, system_clock
from mhac.kernel.database import Database, open_postgresql, open_sqlite, require_alone, translated_errors
from mhac.kernel.errors import Refused, Unavailable
from mhac.kernel.paths import DataFolder, sync_folder, write_durably
from mhac.kernel.unit_of_work import Actor
from mhac.security import backup, rekey, server_roles
from mhac.security.rules import checked_login
from mhac.security.sign_in import workstation_name
from mhac.security.upgrade import administrator_of
from mhac.security.vault import Vault

Progress = Callable[[str], None]
"""Told which step begins: "backup", "copy", "compare", "switch"."""

FRESH = "clinic.db.moving"


@dataclass(frozen=True)
class Move:
    """What was moved: rows by table, and the digest over all of them, which both places gave."""

    rows: dict[str, int]
    digest: str


def move(
    folder: DataFolder,
    *,
    login: str,
    password: str,
    server: str | None,
    clock: Clock = system_clock,
    progress: Progress = lambda _step: None,
) -> Move:
    """Move the clinic of this data folder to a server (its PostgreSQL address), or, with None, into a file.

    Raises `Refused` ("security.wrong_password", "move.already_there", "move.not_empty", "move.unfinished_copy" where a
    move was broken off and only the tables' owner can take its copy away), `NotAllowed` unless an active
    administrator asks, `Unavailable` ("storage.locked", "move.in_use" while somebody else has the clinic open,
    "move.differs", or what disk and server say): the clinic is then where it was.
    """
    vault = Vault.load(folder.slots)
    vault.open(checked_login(login), password)
    place = vault.content["database"]
    if (place["kind"] == "postgresql") is bool(server):
        raise Refused("move.already_there")
    if place["kind"] == "sqlite":
        rekey.finish_interrupted(folder, vault)
    source = _opened_alone(folder, vault, login, clock, progress)
    try:
        if server:
            target, new = _server(server, vault, clock), {"kind": "postgresql", "url": server}
        else:
            target, new = _file(folder, clock)
        return _carry(folder, vault, source, target, new, _Asker(login, clock, progress))
    finally:
        source.close()


@dataclass(frozen=True)
class _Asker:
    login: str
    clock: Clock
    progress: Progress


def _opened_alone(folder: DataFolder, vault: Vault, login: str, clock: Clock, progress: Progress) -> Database:
    """Open the clinic where it is, back it up, and make sure that nobody else has it open."""
    source = _source(folder, vault, clock)
    try:
        schema.check(source)
        administrator_of(source, login)
        progress("backup")
        backup.make_backup(folder, source)
        if source.dialect_name == "postgresql":
            _refuse_while_others_are_connected(source)
            return source
        require_alone(source)  # closes it
        return _source(folder, vault, clock)
    except BaseException:
        source.close()
        raise


def _source(folder: DataFolder, vault: Vault, clock: Clock) -> Database:
    place = vault.content["database"]
    options: dict[str, Any] = {"clock": clock, "workstation": workstation_name()}
    if place["kind"] == "postgresql":
        source = open_postgresql(place["url"], **options)
    else:
        source = open_sqlite(folder.database, bytes.fromhex(place["key"]), **options)
    source.vault = vault
    return source


def _refuse_while_others_are_connected(server: Database) -> None:
    with translated_errors(), server.engine.connect() as connection:
        others = connection.execute(text(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND coalesce(backend_type, 'client backend') = 'client backend'"
        )).scalar_one()
    if others:
        raise Unavailable("move.in_use", others=others)


def _server(url: str, vault: Vault, clock: Clock) -> Database:
    """Open the server's database, empty, with our tables; what an interrupted move left there is taken away."""
    target = open_postgresql(url, clock=clock, workstation=workstation_name())
    try:
        if schema.revision(target) is not None and any(copying.counts(target).values()):
            with target.engine.connect() as connection:
                unfinished = settings.standing(connection, settings.MOVING)
            if unfinished != vault.vault_id:
                raise Refused("move.not_empty")
            _drop_copy(target)
        if schema.revision(target) not in (None, schema.HEAD):
            _drop_copy(target)
        schema.upgrade(target)
    except BaseException:
        target.close()
        raise
    return target


def _drop_copy(target: Database) -> None:
    """Take away a copy that no vault ever pointed to; where the clinic's login may not, its owner does it."""
    try:
        server_roles.drop_tables(target)
    except Unavailable as error:
        if error.code != "storage.not_permitted":
            raise
        raise Refused("move.unfinished_copy") from None


def _file(folder: DataFolder, clock: Clock) -> tuple[Database, dict[str, str]]:
    fresh = folder.database.with_name(FRESH)
    for ending in ("", "-wal", "-shm"):
        fresh.with_name(fresh.name + ending).unlink(missing_ok=True)
    key = secrets.token_hex(32)
    target = open_sqlite(fresh, bytes.fromhex(key), create=True, clock=clock, workstation=workstation_name())
    schema.upgrade(target)
    return target, {"kind": "sqlite", "key": key}


def _carry(
    folder: DataFolder, vault: Vault, source: Database, target: Database, new: dict[str, str], asker: _Asker
) -> Move:
    """Copy, compare, tell, and let the vault point to the new place, while nobody may write at the old one."""
    try:
        with _closed_to_others(source) as held:
            asker.progress("copy")
            copying.copy_clinic(source, target, last=lambda arriving: _mark(arriving, settings.MOVING, vault.vault_id))
            asker.progress("compare")
            made = _compared(source, target)
            with target.unit_of_work(administrator_of(target, asker.login), action="security.move") as uow:
                uow.note("clinic moved", to=new["kind"], rows=sum(made.rows.values()), digest=made.digest)
            if new["kind"] == "sqlite":
                target.close()  # folds its write-ahead log into the file that is renamed
            asker.progress("switch")
            _mark(held, settings.MOVED, {"at": asker.clock().astimezone(UTC).isoformat(), "to": new["kind"]})
            aside = _switch(folder, vault, new)
            held.commit()
            if new["kind"] == "postgresql":
                with translated_errors(), target.engine.begin() as arrived:
                    settings.forget(arrived, settings.MOVING)
    finally:
        target.close()
    if new["kind"] == "postgresql":
        source.close()
        with suppress(OSError):  # a file that cannot be moved stays where it is, and no vault points to it
            _put_aside(folder, aside)
    return made


@contextmanager
def _closed_to_others(source: Database) -> Iterator[Connection]:
    """Hold the old place so that it can be read, but written by nobody else; what is not committed is undone."""
    with translated_errors(), source.engine.connect() as connection:
        connection.begin()  # of a file: with its write lock
        if source.dialect_name == "postgresql":
            # The clinic's login may not lock what it may only add to; whoever adds there holds a row of audit_chain.
            names = ", ".join(f'"{t.name}"' for t in copying.tables() if t.name not in audit.APPEND_ONLY)
            connection.execute(text(f"LOCK TABLE {names} IN EXCLUSIVE MODE"))
        yield connection


def _mark(connection: Connection, key: str, value: Any) -> None:
    connection.execute(insert(settings.Setting), {"key": key, "value": value, "version": 1})


def _compared(source: Database, target: Database) -> Move:
    before, after = copying.digests(source), copying.digests(target)
    wrong = sorted(name for name in before if before[name] != after.get(name))
    with target.reading(Actor(None, "move")) as uow:
        faults = audit.verify(uow.session).faults
    if wrong or faults:
        raise Unavailable("move.differs", table=", ".join(wrong) or "audit_entry")
    return Move({name: rows for name, (rows, _) in after.items()}, copying.digest_of(after))


def _switch(folder: DataFolder, vault: Vault, new: dict[str, str]) -> Path:
    """Turn the vault to the new place; returns where the keys of the old place are kept."""
    aside = folder.root / f"before-move-{datetime.now(UTC).strftime('%Y%m%d%H%M%S%f')}"
    try:
        aside.mkdir(mode=0o700)
        write_durably(aside / "vault.json", vault.file_content())
        if new["kind"] == "sqlite":
            _put_aside(folder, aside)  # a file that the clinic left before
            folder.database.with_name(FRESH).replace(folder.database)
            sync_folder(folder.root)
    except OSError as error:
        raise Unavailable("storage.write", file=aside.name, why=error.strerror or "") from error
    vault.set_content(database=new)
    return aside


def _put_aside(folder: DataFolder, aside: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        path = folder.database.with_name(folder.database.name + ending)
        if path.exists():
            path.replace(aside / path.name)
    sync_folder(folder.root)
