"""Backups: the encrypted database with the slot file, called untested until it has been read back.

A backup is a folder with `clinic.db`, `vault.json` and `manifest.json`. It opens with the passwords and the recovery
code that were good when it was made. A clinic on PostgreSQL is copied into the same encrypted form.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from mhac.kernel import audit, copying, schema
from mhac.kernel.audit import AuditChain
from mhac.kernel.clock import Clock, system_clock
from mhac.kernel.database import Database, is_open_elsewhere, open_sqlite, translated_errors
from mhac.kernel.errors import NotAllowed, Refused, Unavailable
from mhac.kernel.paths import DataFolder, sync_folder, write_durably
from mhac.kernel.unit_of_work import Actor
from mhac.security.records import User
from mhac.security.rules import Role, checked_login
from mhac.security.vault import Vault

EVERY = timedelta(hours=20)  # at least daily, also where the clinic opens a little earlier than yesterday
KEPT_DAYS = 14
KEPT_ALWAYS = 3  # the newest, however old: a clock that jumps ahead must not make all of them too old
UNTESTED = ".untested"
INCOMING = "restoring"


@dataclass(frozen=True)
class Backup:
    """A backup that was read back: where it lies, when it was made, how many rows it holds."""

    folder: Path
    made_at: datetime
    rows: int


def list_backups(folder: DataFolder) -> list[Backup]:
    """Return the verified backups, newest first; what was not read back is not among them."""
    found = []
    for path in folder.backups.glob("*/manifest.json"):
        if path.parent.suffix != UNTESTED:
            with suppress(Unavailable):  # something else that lies there must not end the daily backup
                manifest = _manifest(path.parent)
                rows = sum(manifest["tables"].values())
                found.append(Backup(path.parent, datetime.fromisoformat(manifest["made_at"]), rows))
    return sorted(found, key=lambda b: b.made_at, reverse=True)


def is_due(folder: DataFolder, now: datetime) -> bool:
    """Tell whether there is no fresh verified backup; one from the future (the clock was wrong) is not fresh."""
    return all(abs(now - found.made_at) >= EVERY for found in list_backups(folder))


def make_backup(folder: DataFolder, database: Database, *, to: Path | None = None) -> Backup:
    """Make a backup, read it back, and only then give it its name; an old one is thinned out.

    Raises `Unavailable` (disk full, not writable, damaged). What was not read back is called `.untested`, and is
    taken away when making it fails, so that a full disk is not filled further by the next try.
    """
    now = database.clock()
    place = to or folder.backups
    name = _free_name(place, now.astimezone(database.zone).strftime("%Y-%m-%d_%H%M%S"))
    untested = place / (name + UNTESTED)
    try:
        with translated_errors():
            untested.mkdir(parents=True, mode=0o700)
            _copy_database(database, untested / "clinic.db")
            write_durably(untested / "vault.json", database.vault.file_content())
            _write_manifest(database, untested, now)
            rows = read_back(untested, _key(database.vault), clock=database.clock)
            final = untested.rename(place / name)
            sync_folder(place)
    except OSError as error:
        raise Unavailable("backup.not_written", why=error.strerror or "") from error
    finally:
        shutil.rmtree(untested, ignore_errors=True)  # gone already where it was renamed
    if to is None:
        _thin_out(folder, now)
    return Backup(final, now, rows)


def check_keeper(actor: Actor) -> None:
    """Raise `NotAllowed` unless somebody may take a copy of the whole clinic away, or set the clinic back to one.

    The program's own daily backup needs nobody's permission: it stays where the clinic lies.
    """
    if Role.ADMINISTRATOR not in actor.roles:
        raise NotAllowed("security.not_allowed", permission="security.backup")


def read_back(path: Path, key: bytes, *, clock: Clock = system_clock, name: str = "") -> int:
    """Open a backup and compare it with its manifest; returns the number of rows. `name` is what errors call it.

    Raises `Unavailable`: "backup.damaged" (bytes changed or cut), "storage.wrong_key", "storage.newer",
    "backup.incomplete" (row counts or audit chain differ).
    """
    name = name or path.name
    manifest = _manifest(path, name)
    if _sha256(path / "clinic.db", name) != manifest["sha256"]:
        raise Unavailable("backup.damaged", folder=name)
    database = open_sqlite(path / "clinic.db", key, clock=clock)
    try:
        if manifest["revision"] > schema.HEAD:
            raise Unavailable("storage.newer", found=manifest["revision"], known=schema.HEAD)
        with database.engine.connect() as connection:
            if connection.exec_driver_sql("PRAGMA cipher_integrity_check").first() is not None:
                raise Unavailable("backup.damaged", folder=name)
        if manifest["revision"] == schema.HEAD:
            _compare(database, manifest, name)
    finally:
        database.close()
        for ending in ("-wal", "-shm"):
            path.joinpath("clinic.db" + ending).unlink(missing_ok=True)
    return sum(manifest["tables"].values())


def restore(backup: Path, folder: DataFolder, *, login: str, password: str, replace: bool = False) -> int:
    """Bring a backup back as this workstation's clinic; the clinic that was there is moved aside, not deleted.

    The backup is copied and read back here first (it may lie on a medium that cannot be written), and only then is
    the clinic that was there touched. The audit of what comes back tells who did it. Raises `Refused`
    ("security.wrong_password", "backup.clinic_exists"), `NotAllowed` to who was no administrator when the backup was
    made, `Unavailable` as in `read_back`, and "storage.locked" while a program has the clinic open.
    """
    _manifest(backup)
    vault = Vault.load(backup / "vault.json")
    vault.open(login, password)
    if not replace and (folder.slots.exists() or folder.database.exists()):
        raise Refused("backup.clinic_exists", folder=str(folder.root))
    there = [place for place in (folder.root, folder.backups) if place.exists()]
    folder.make()
    incoming = folder.root / INCOMING
    try:
        shutil.rmtree(incoming, ignore_errors=True)
        incoming.mkdir(mode=0o700)
        for name in ("manifest.json", "clinic.db"):
            shutil.copyfile(backup / name, incoming / name)
            (incoming / name).chmod(0o600)
        rows = read_back(incoming, _key(vault), name=backup.name)
        _tell_of_return(incoming, _key(vault), login, backup.name)
        _move_aside(folder)
        (incoming / "clinic.db").replace(folder.database)
        vault.path = folder.slots
        vault.set_content(database={"kind": "sqlite", "key": _key(vault).hex()}, backup_key=None)
        sync_folder(folder.root)
    except FileNotFoundError as error:
        raise Unavailable("backup.not_a_backup", folder=backup.name) from error
    except OSError as error:
        raise Unavailable("backup.not_written", why=error.strerror or "") from error
    finally:
        shutil.rmtree(incoming, ignore_errors=True)
        for place in (folder.backups, folder.root):  # nothing came: no folder is left that was not there before
            if place not in there and not folder.database.exists():
                with suppress(OSError):
                    place.rmdir()
    return rows


def tell(database: Database, actor: Actor, backup: Backup) -> None:
    """Let the audit know of a backup."""
    with database.unit_of_work(actor, action="security.backup") as uow:
        uow.note("backup verified", name=backup.folder.name, rows=backup.rows)


def _free_name(place: Path, wanted: str) -> str:
    """Return a name that no backup has yet, also where two are made in one second."""
    names = [wanted, *(f"{wanted}-{n}" for n in range(2, 100))]
    return next(n for n in names if not (place / n).exists() and not (place / (n + UNTESTED)).exists())


def _key(vault: Vault) -> bytes:
    place = vault.content["database"]
    if place["kind"] == "sqlite":
        return bytes.fromhex(place["key"])
    if "backup_key" not in vault.content:
        import secrets

        vault.set_content(backup_key=secrets.token_hex(32))
    return bytes.fromhex(vault.content["backup_key"])


def _copy_database(database: Database, target: Path) -> None:
    key = _key(database.vault)
    copy = open_sqlite(target, key, create=True)
    try:
        if database.dialect_name == "sqlite":
            copying.copy_pages(database, copy)
        else:
            schema.upgrade(copy)
            copying.copy_clinic(database, copy)
    finally:
        _close_whole(copy)


def _write_manifest(database: Database, path: Path, now: datetime) -> None:
    copy = open_sqlite(path / "clinic.db", _key(database.vault))
    try:
        manifest = {
            "made_at": now.astimezone(UTC).isoformat(), "engine": database.dialect_name,
            "revision": schema.revision(copy) or "", "tables": copying.counts(copy), "audit": _chains(copy),
        }
    finally:
        copy.close()
    manifest["sha256"] = _sha256(path / "clinic.db")
    write_durably(path / "manifest.json", json.dumps(manifest, indent=1, sort_keys=True).encode())


def _chains(database: Database) -> dict[str, list[Any]]:
    with database.engine.connect() as connection:
        rows = connection.execute(select(AuditChain.chain, AuditChain.seq, AuditChain.hash)).all()
    return {chain: [seq, own] for chain, seq, own in rows}


def _tell_of_return(path: Path, key: bytes, login: str, name: str) -> None:
    """Let only an administrator bring a backup back, and let its audit tell who did."""
    database = open_sqlite(path / "clinic.db", key)
    try:
        with database.reading(Actor(None, "restore")) as uow:
            asked = select(User.id, User.name, User.roles, User.active).where(User.login == checked_login(login))
            user = uow.session.execute(asked).first()
        roles = frozenset(user.roles) if user is not None and user.active else frozenset()
        actor = Actor(user.id if user else None, user.name if user else login, roles=roles)
        check_keeper(actor)
        with database.unit_of_work(actor, action="security.restore") as uow:
            uow.note("backup brought back", name=name, user=actor.user_id)
    finally:
        _close_whole(database)


def _close_whole(database: Database) -> None:
    """Close a file so that everything stands in the file itself."""
    with database.engine.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
    database.close()


def _compare(database: Database, manifest: dict[str, Any], name: str) -> None:
    with database.reading(Actor(None, "backup")) as uow:
        report = audit.verify(uow.session)
    found = copying.counts(database)
    same = all(found.get(table) == rows for table, rows in manifest["tables"].items())
    if report.faults or not same or _chains(database) != manifest["audit"]:
        raise Unavailable("backup.incomplete", folder=name)


def _manifest(path: Path, name: str = "") -> dict[str, Any]:
    """Return what a backup says of itself; raises `Unavailable` ("backup.not_a_backup") for anything else."""
    try:
        found: dict[str, Any] = json.loads((path / "manifest.json").read_text(encoding="utf-8"))
        whole = (
            datetime.fromisoformat(found["made_at"]).tzinfo is not None
            and isinstance(found["sha256"], str) and isinstance(found["revision"], str)
            and isinstance(found["audit"], dict) and all(isinstance(rows, int) for rows in found["tables"].values())
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Unavailable("backup.not_a_backup", folder=name or path.name) from error
    if not whole:
        raise Unavailable("backup.not_a_backup", folder=name or path.name)
    return found


def _sha256(path: Path, name: str = "") -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise Unavailable("backup.not_a_backup", folder=name or path.parent.name) from error


def _move_aside(folder: DataFolder) -> None:
    """Move what is there into a folder of its own, all of it; nothing to do where no clinic is."""
    files = folder.clinic_files()
    if not files:
        return
    if folder.database.exists() and is_open_elsewhere(folder.database):
        raise Unavailable("storage.locked")
    stamp = datetime.now(UTC).strftime("%Y%m%d%H%M%S%f")
    aside = folder.root / f"before-restore-{stamp}"
    aside.mkdir(mode=0o700)
    for path in files:
        path.rename(aside / path.name)


def _thin_out(folder: DataFolder, now: datetime) -> None:
    """Keep every backup of the last 14 days, the first of each month before, and the newest in any case."""
    months: set[str] = set()
    newest = list_backups(folder)
    for backup in reversed(newest[KEPT_ALWAYS:]):
        month = backup.made_at.strftime("%Y-%m")
        first = month not in months
        months.add(month)
        if not first and now - backup.made_at > timedelta(days=KEPT_DAYS):
            shutil.rmtree(backup.folder)
