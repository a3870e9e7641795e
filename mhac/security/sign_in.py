"""How a clinic is founded and how somebody gets in: password, vault, database, user, audit."""

from __future__ import annotations

import socket
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select

from mhac.kernel import audit, schema, settings
from mhac.kernel.clock import Clock, ServerClock, system_clock
from mhac.kernel.database import Database, open_postgresql, open_sqlite, translated_errors
from mhac.kernel.errors import Invalid, Refused, Unavailable
from mhac.kernel.paths import DataFolder
from mhac.kernel.unit_of_work import Actor, UnitOfWork
from mhac.security import service
from mhac.security.journal import Journal
from mhac.security.presence import Presence
from mhac.security.queries import PROFILE, ClinicProfile
from mhac.security.records import User
from mhac.security.rules import (
    ADMINISTRATORS,
    Attempt,
    Role,
    checked_login,
    checked_password,
    permissions_of,
    refuse_while_locked,
)
from mhac.security.vault import Cost, Vault

Granted = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class SignedIn:
    """An open clinic and the person at the screen."""

    database: Database
    actor: Actor
    user_id: int
    login: str
    language: str
    must_change_password: bool
    last_head: str = ""
    to_lay_out: bool = False
    """Whether the first run ended before its end, and this person may go on with it."""


@dataclass(frozen=True)
class Founded:
    """A new clinic, with the recovery code that is shown and printed once."""

    signed_in: SignedIn
    recovery_code: str


def workstation_name() -> str:
    """Return how the audit names this machine."""
    return socket.gethostname()[:80] or "workstation"


def exists(folder: DataFolder) -> bool:
    """Tell whether a clinic was founded, or enrolled, on this workstation."""
    return folder.slots.exists()


def found_clinic(
    folder: DataFolder, *, administrator: service.NewUser, profile: ClinicProfile, granted: Granted,
    postgresql_url: str | None = None, clock: Clock = system_clock, cost: Cost | None = None, laid_out: bool = True,
) -> Founded:
    """Make a new clinic: vault, tables, profile and first administrator; nothing is left behind where that fails.

    Without `laid_out` it is remembered that the rest (recovery code on paper, hours, rooms, staff) is still to come.

    Raises `Invalid` for what was typed, `Refused` ("security.clinic_exists"), `Unavailable` for disk or server.
    """
    import secrets

    folder.make()
    if exists(folder) or folder.database.exists():
        raise Refused("security.clinic_exists", folder=str(folder.root))
    key = secrets.token_hex(32)
    place = {"kind": "postgresql", "url": postgresql_url} if postgresql_url else {"kind": "sqlite", "key": key}
    vault = Vault.create(folder.slots, {"database": place}, cost=cost)
    database = open_clinic(folder, vault, clock=clock, create=True)
    try:
        if schema.revision(database) is None:
            schema.upgrade(database)
        elif postgresql_url and not _is_prepared(database):
            raise Refused("security.server_has_clinic", field="postgresql_url")
        recovery = vault.new_recovery_code()
        actor = Actor(None, administrator.name, permissions_of(ADMINISTRATORS, granted), frozenset(ADMINISTRATORS))
        with database.unit_of_work(actor, action="security.found_clinic") as uow:
            service.set_clinic_profile(uow, profile=profile)
            service.add_user(uow, request=administrator)
            if not laid_out:
                settings.put(uow, settings.TO_LAY_OUT, True)
    except BaseException:
        database.close()
        for leftover in folder.clinic_files():
            leftover.unlink(missing_ok=True)
        raise
    database.close()
    signed_in = sign_in(folder, login=administrator.login, password=administrator.password, granted=granted,
                        clock=clock)
    return Founded(signed_in, recovery)


def try_server(url: str) -> None:
    """Make sure that a clinic may be founded at this address, before anything more is asked of the person.

    Raises `Invalid` ("storage.server_address"), `Refused` ("security.server_has_clinic"), `Unavailable` with the reason
    why there is no way in.
    """
    server = open_postgresql(url)
    try:
        if schema.revision(server) is not None and not _is_prepared(server):
            raise Refused("security.server_has_clinic", field="postgresql_url")
    finally:
        server.close()


def _is_prepared(database: Database) -> bool:
    """Tell whether a server's owner made the tables for a clinic that is yet to be founded."""
    schema.check(database)
    with database.reading(Actor(None, "founder")) as uow:
        return uow.session.execute(select(User.id).limit(1)).first() is None


def sign_in(folder: DataFolder, *, login: str, password: str, granted: Granted,
            clock: Clock = system_clock) -> SignedIn:
    """Open the clinic with a user's own password.

    Raises `Refused`: "security.wrong_password", "security.locked_out" (value `minutes`), "security.no_access" for
    somebody who left; `Unavailable` when vault or database cannot be opened.
    """
    vault, journal, known = _prove(folder, login, password, clock)
    database = open_clinic(folder, vault, clock=clock)
    try:
        return _enter(database, journal, known, granted)
    except BaseException:
        database.close()
        raise


def look_in(folder: DataFolder, *, login: str, password: str, granted: Granted,
            clock: Clock = system_clock) -> SignedIn:
    """Open the clinic as `sign_in` does, but write nothing into it: to examine a clinic that may be damaged.

    Raises the same.
    """
    vault, _, known = _prove(folder, login, password, clock)
    database = open_clinic(folder, vault, clock=clock)
    try:
        with database.reading(Actor(None, "sign-in")) as uow:
            user = uow.session.execute(_user(known)).first()
        if user is None or not user.active:
            raise Refused("security.no_access")
        return _signed_in(database, user, granted)
    except BaseException:
        database.close()
        raise


def _prove(folder: DataFolder, login: str, password: str, clock: Clock) -> tuple[Vault, Journal, str]:
    """Open the vault with a user's password; every try stands in the journal. Returns the login as it is kept."""
    vault, journal, now = Vault.load(folder.slots), Journal(folder.journal), clock()
    try:
        known = checked_login(login)
    except Invalid:  # a login that cannot exist is answered like a wrong password
        known = login.strip().casefold()
    slot = vault.slot_id(known)
    refuse_while_locked(journal.attempts(), slot, now)
    try:
        vault.open(known, password)
    except Refused:
        journal.add(Attempt(now, slot, opened=False))
        refuse_while_locked(journal.attempts(), slot, now)
        raise
    journal.add(Attempt(now, slot, opened=True))
    return vault, journal, known


def recover(folder: DataFolder, *, recovery_code: str, login: str, new_password: str, granted: Granted,
            clock: Clock = system_clock) -> SignedIn:
    """Let an administrator back in by the printed code, with a new password; the audit tells it.

    Raises `Refused`: "vault.recovery_typing", "vault.recovery_wrong", "security.locked_out",
    "security.recovery_administrator".
    """
    vault, journal, now = Vault.load(folder.slots), Journal(folder.journal), clock()
    slot = vault.slot_id("recovery code")
    refuse_while_locked(journal.attempts(), slot, now)
    try:
        vault.open_by_recovery_code(recovery_code)
    except Refused:
        journal.add(Attempt(now, slot, opened=False))
        raise
    journal.add(Attempt(now, slot, opened=True))
    known = checked_login(login)
    checked_password(new_password, login=known)
    database = open_clinic(folder, vault, clock=clock)
    with database.reading(Actor(None, "recovery")) as uow:
        user = uow.session.execute(_user(known)).first()
    database.close()
    if user is None or not user.active or Role.ADMINISTRATOR not in user.roles:
        raise Refused("security.recovery_administrator", field="login")
    vault.put_slot(known, new_password, epoch=user.slot_epoch)
    signed_in = sign_in(folder, login=known, password=new_password, granted=granted, clock=clock)
    with signed_in.database.unit_of_work(signed_in.actor, action="security.recover") as uow:
        uow.note("let in by the recovery code, password set anew", user=signed_in.user_id)
    return signed_in


def unlock(signed_in: SignedIn, folder: DataFolder, password: str, *, clock: Clock = system_clock) -> None:
    """Open the locked screen again for the same user; failures count like those of a sign-in.

    Raises `Refused`: "security.wrong_password", "security.locked_out"; `NotSignedIn` for who is let in no more.
    """
    _still_let_in(signed_in)
    vault: Vault = signed_in.database.vault
    journal, now, slot = Journal(folder.journal), clock(), vault.slot_id(signed_in.login)
    refuse_while_locked(journal.attempts(), slot, now)
    fits = vault.fits(signed_in.login, password)
    journal.add(Attempt(now, slot, opened=fits))
    if not fits:
        refuse_while_locked(journal.attempts(), slot, now)
        raise Refused("security.wrong_password", field="password")


def _still_let_in(signed_in: SignedIn) -> None:
    """Ask the clinic; where its server cannot be reached, the acts that follow are asked about."""
    database = signed_in.database
    if database.watch is not None:
        with suppress(Unavailable), database.reading(signed_in.actor) as uow:
            database.watch(uow)


def _user(login: str) -> Select[Any, Any, Any, Any, Any, Any, Any, Any, Any]:
    """Ask for what of a user the frame needs, as plain values."""
    return select(User.id, User.login, User.name, User.roles, User.licence, User.language, User.active,
                  User.must_change_password, User.slot_epoch).where(User.login == login)


def _end_slots(database: Database, login: str) -> None:
    """Take away what the clinic ended meanwhile: slots of who left, and of who was given a new password elsewhere.

    Raises `Refused`: "security.no_access" where it is his own slot and he left, "security.slot_ended" where his
    password was set anew at another workstation.
    """
    vault: Vault = database.vault
    with database.reading(Actor(None, "sign-in")) as uow:
        known = uow.session.execute(select(User.login, User.active, User.slot_epoch)).all()
    ended = [each for each in known
             if (epoch := vault.slot_epoch(each.login)) is not None and (not each.active or epoch < each.slot_epoch)]
    if ended:
        vault.remove_slot(*(each.login for each in ended))
    for each in ended:
        if each.login == login:
            raise Refused("security.slot_ended" if each.active else "security.no_access")


def open_clinic(folder: DataFolder, vault: Vault, *, clock: Clock, create: bool = False) -> Database:
    """Open the database that the vault points to; checks its tables unless it is being made."""
    place: dict[str, Any] = vault.content["database"]
    options = {"clock": clock, "workstation": workstation_name()}
    from mhac.security import rekey

    if place["kind"] == "postgresql":
        if clock is system_clock:
            options["clock"] = ServerClock()
        database = rekey.open_server(vault, **options)
        _set_clock(database)
    else:
        rekey.finish_interrupted(folder, vault)
        database = open_sqlite(folder.database, bytes.fromhex(place["key"]), create=create, **options)
    database.vault = vault
    if not create:
        try:
            schema.check(database)
        except BaseException:
            database.close()
            raise
    return database


def _set_clock(database: Database) -> None:
    """Go by the server's time from the first act on."""
    with translated_errors(), database.engine.connect() as connection:
        database.hear_time(connection.exec_driver_sql("SELECT clock_timestamp()").scalar_one())


def _enter(database: Database, journal: Journal, login: str, granted: Granted) -> SignedIn:
    """Find the user, let the journal join the audit, close the day before, and tell the audit of the sign-in."""
    nobody = Actor(None, "sign-in")
    with database.reading(nobody) as uow:
        user = uow.session.execute(_user(login)).first()
        zone = settings.get(uow.session, PROFILE, {}).get("zone")
        to_lay_out = bool(settings.get(uow.session, settings.TO_LAY_OUT))
    if zone:
        database.zone = ZoneInfo(zone)
    _end_slots(database, login)
    if user is None or not user.active:
        raise Refused("security.no_access")
    entered = _signed_in(database, user, granted)
    with database.unit_of_work(entered.actor, action="security.sign_in") as uow:
        _arrive(uow)
        audit.close_day(uow.session, uow.today().isoformat())
        _join_journal(uow, journal)
        uow.note("signed in", user=user.id)
    database.watch = Presence(user.id, user.slot_epoch, tuple(user.roles)).check
    to_lay_out = to_lay_out and Role.ADMINISTRATOR in user.roles
    return replace(entered, to_lay_out=to_lay_out)


def _signed_in(database: Database, user: Any, granted: Granted) -> SignedIn:
    actor = Actor(user.id, user.name, permissions_of(user.roles, granted), frozenset(user.roles), user.licence)
    return SignedIn(database, actor, user.id, user.login, user.language, user.must_change_password)


def _arrive(uow: UnitOfWork) -> None:
    """Refuse a place that the clinic has left; the first who signs in at a new place makes it the clinic's own."""
    if settings.get(uow.session, settings.MOVED):
        raise Unavailable("storage.moved")
    settings.forget(uow.connection, settings.MOVING)


def _join_journal(uow: UnitOfWork, journal: Journal) -> None:
    attempts = journal.hand_over(uow.now())
    failed = [{"at": a.at, "slot": a.slot} for a in attempts if not a.opened]
    if failed:
        uow.note("failed sign-ins since the last entry", attempts=failed)
