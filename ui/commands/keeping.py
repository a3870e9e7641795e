"""`mhac demo`, `audit verify`, `backup`, `restore`, `upgrade`, `move`: what keeps a clinic safe, from the command line.

Passwords are asked for, or read from a file; never an argument, which other users of the machine could read.
"""

from __future__ import annotations

import getpass
import sys
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

from mhac import rooms
from mhac.kernel import audit
from mhac.kernel.errors import Invalid, NotFound, Unavailable
from mhac.kernel.paths import DataFolder, default_folder
from mhac.security import backup
from mhac.security.sign_in import SignedIn, exists, look_in, sign_in


def folder_of(chosen: Namespace) -> DataFolder:
    """Return the data folder that was named, or the usual one."""
    return DataFolder(chosen.data.absolute()) if chosen.data else default_folder()


def demo(chosen: Namespace) -> int:
    """Make a demo clinic, with progress on the error stream."""
    from mhac.demo.making import make

    folder = folder_of(chosen)
    made = make(folder, people=chosen.people, seed=chosen.seed, progress=_progress)
    if sys.stderr.isatty():
        sys.stderr.write("\r" + " " * 60 + "\r")
    print(f"Demo clinic with {made.people} people in {folder.root}")
    for user in made.users:
        print(f"  {user.login:<14} {user.password:<18} {', '.join(user.roles)}")
    return 0


def audit_verify(chosen: Namespace) -> int:
    """Check the audit chain; exit status 0 when it is whole, 1 when a bad entry was found."""
    entered = enter(chosen, look_in)
    try:
        with entered.database.reading(entered.actor) as uow:
            uow.require("security.read_audit")
            report = audit.verify(uow.session)
    finally:
        entered.database.close()
    for fault in report.faults:
        if fault.what == "emptied":
            print("The audit was emptied: not even the entry of the clinic's founding is there.")
        else:
            print(f"First bad entry: workstation {fault.chain}, entry {fault.seq}: {fault.what}")
    if not report.faults:
        print(f"The audit is whole: {report.entries} entries of {report.chains} workstations.")
    return 1 if report.faults else 0


def make_backup(chosen: Namespace) -> int:
    """Make a backup and say where it lies."""
    entered = enter(chosen)
    try:
        backup.check_keeper(entered.actor)
        made = backup.make_backup(folder_of(chosen), entered.database, to=chosen.to)
        backup.tell(entered.database, entered.actor, made)
    finally:
        entered.database.close()
    print(f"Backup read back, {made.rows} rows: {made.folder}")
    return 0


def upgrade_tables(chosen: Namespace) -> int:
    """Bring the tables of an older clinic up to date."""
    from mhac.security.upgrade import upgrade

    rooms.load_records()
    before = upgrade(folder_of(chosen), login=chosen.user, password=password(chosen), progress=_step)
    print(f"The tables are up to date (before: {before}).")
    return 0


def restore(chosen: Namespace) -> int:
    """Bring a backup back."""
    folder = folder_of(chosen)
    rows = backup.restore(chosen.backup, folder, login=chosen.user, password=password(chosen), replace=chosen.replace)
    print(f"Restored {rows} rows into {folder.root}")
    return 0


def move_clinic(chosen: Namespace) -> int:
    """Move the clinic to a server or into a file, and say what both places agreed on."""
    from mhac.security.moving import move

    rooms.load_records()
    folder = folder_of(chosen)
    _find_clinic(folder)
    server = address(chosen) if chosen.place == "server" else None
    made = move(folder, login=chosen.user, password=password(chosen), server=server, progress=_step)
    print(f"Moved {sum(made.rows.values())} rows of {len(made.rows)} tables; both places agree on {made.digest}")
    return 0


def _find_clinic(folder: DataFolder) -> None:
    if not exists(folder) and folder.database.exists():
        raise Unavailable("vault.missing")
    if not exists(folder):
        raise NotFound("storage.no_clinic", folder=str(folder.root))


def enter(chosen: Namespace, way: Callable[..., SignedIn] = sign_in) -> SignedIn:
    """Sign in as the login that was given, with the records of every room; `look_in` is the way that writes nothing."""
    rooms.load_records()
    folder = folder_of(chosen)
    _find_clinic(folder)
    return way(folder, login=chosen.user, password=password(chosen), granted=rooms.granted())


def password(chosen: Namespace) -> str:
    """Read the password from its file, or ask for it."""
    return secret(chosen.password_file, "password", "Password: ")


def address(chosen: Namespace) -> str:
    """The server's address; it holds a password, and so it is no argument either."""
    return secret(chosen.address_file, "address", "Address of the server (postgresql://user:password@host/clinic): ")


def secret(source: Path | None, what: str, question: str) -> str:
    """Read a secret from a file, or ask for it where somebody can answer."""
    if source is None:
        if not sys.stdin.isatty():
            raise Invalid(f"storage.{what}_needed")
        return getpass.getpass(question)
    try:
        return source.read_text(encoding="utf-8-sig").rstrip("\r\n")  # an editor may put a mark before the first letter
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "not a text file"
        raise Unavailable(f"storage.{what}_file", file=str(source), why=why) from error


def _step(what: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"{what}\n")


def _progress(_what: str, done: int, total: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{done:>8,} / {total:,}")
        sys.stderr.flush()
