"""`mhac server`: looks after a clinic's PostgreSQL server and the workstations that share it."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from typing import TYPE_CHECKING

from mhac import rooms
from mhac.kernel.clock import system_clock
from mhac.kernel.database import open_postgresql
from mhac.kernel.errors import Invalid, NotFound, Refused, Unavailable
from mhac.kernel.paths import write_durably
from mhac.security import enrolment, queries, server_check, server_roles
from ui.app.messages import words_for
from ui.commands import keeping

if TYPE_CHECKING:
    from mhac.kernel.database import Database

MARKS = {server_check.MEND: "MEND", server_check.NOTE: "note", server_check.GOOD: "good"}
ORDER = (server_check.MEND, server_check.NOTE, server_check.GOOD)


def check(chosen: Namespace) -> int:
    """Examine the clinic's server, or the one of the address file; exit status 1 where something is to be mended."""
    database = _looked_at(chosen)
    try:
        login = chosen.app or server_check.usual_login(database)
        findings = server_check.examine(database, workstations=chosen.workstations, now=database.clock(), login=login)
    finally:
        database.close()
    for finding in sorted(findings, key=lambda found: ORDER.index(found.level)):
        print(f"{MARKS[finding.level]:<5} {words_for(finding.code, finding.values)}")
    to_mend = sum(finding.level == server_check.MEND for finding in findings)
    print(f"{to_mend} to mend" if to_mend else "Nothing to mend.")
    return 1 if to_mend else 0


def _looked_at(chosen: Namespace) -> Database:
    if chosen.address_file is not None:
        return _by_address(chosen)
    if chosen.user is None:
        raise Invalid("server.whom")
    entered = keeping.enter(chosen)
    if entered.database.dialect_name != "postgresql":
        entered.database.close()
        raise Refused("enrolment.only_server")
    return entered.database


def _by_address(chosen: Namespace) -> Database:
    """Open the server by an address that somebody wrote down: a wrong login is in that file, in no vault."""
    try:
        return open_postgresql(keeping.address(chosen))
    except Unavailable as error:
        if error.code != "storage.refused":
            raise
        raise Refused("server.login_refused") from None


def setup(chosen: Namespace) -> int:
    """Print the SQL that makes the two logins and the database."""
    print(
        server_roles.setup_sql(
            database=chosen.database, owner=chosen.owner, app=chosen.app, workstations=chosen.workstations
        ),
        end="",
    )
    return 0


def prepare(chosen: Namespace) -> int:
    """Make or upgrade the tables by the owner's address, and grant the clinic's login its rights."""
    rooms.load_records()
    database = _by_address(chosen)
    try:
        before = server_roles.prepare(database, app=chosen.app, drop_unfinished=chosen.drop_unfinished)
    finally:
        database.close()
    print(f"The tables are there, and {chosen.app} may work in them (before: {before or 'no tables'}).")
    return 0


def record(chosen: Namespace) -> int:
    """Record what protects the server's disk."""
    entered = keeping.enter(chosen)
    try:
        with entered.database.unit_of_work(entered.actor, action="security.record_server") as uow:
            server_check.record_protection(uow, disk=chosen.disk, words=chosen.words)
    finally:
        entered.database.close()
    print("Recorded.")
    return 0


def invite(chosen: Namespace) -> int:
    """Make an enrolment paper: the file is carried over, the code is written down or told."""
    entered = keeping.enter(chosen)
    try:
        with entered.database.unit_of_work(entered.actor, action="security.invite") as uow:
            known = [person.id for person in queries.staff(uow) if person.login == chosen.login]
            if not known:
                raise NotFound("kernel.not_found")
            paper = enrolment.invite(uow, user_id=known[0])
            uow.beside_commit.append((lambda: write_durably(chosen.to, paper.file), lambda: chosen.to.unlink()))
        until = paper.expires_at.astimezone(entered.database.zone)
    finally:
        entered.database.close()
    print(f"Enrolment file for {paper.login}: {chosen.to}")
    print(f"Code, not to travel with the file: {paper.code}")
    print(f"Good once, until {until:%Y-%m-%d %H:%M}.")
    return 0


def join(chosen: Namespace) -> int:
    """Join the clinic at this workstation."""
    folder = keeping.folder_of(chosen)
    try:
        file = chosen.file.read_bytes()
    except OSError as error:
        raise Unavailable("cases.unreadable", file=str(chosen.file), why=error.strerror or "") from error
    entered = enrolment.join(
        folder,
        file=file,
        code=keeping.secret(chosen.code_file, "code", "Code of the paper: "),
        login=chosen.user,
        password=keeping.password(chosen),
        granted=rooms.granted(),
        clock=system_clock,
    )
    entered.database.close()
    print(f"{entered.actor.name} can sign in here now.")
    return 0


VERBS: dict[str, Callable[[Namespace], int]] = {
    "check": check,
    "setup": setup,
    "prepare": prepare,
    "record": record,
    "invite": invite,
    "join": join,
}
