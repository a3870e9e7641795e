"""One more workstation on the clinic's server: an administrator makes a paper, its user joins with it, once.

What the user brings is a file, sealed by the code on the paper; inside, the way to the server is sealed by the user's
own password, as in the vault of the workstation that made it. So the file alone, the file with the code, or the
password alone open nothing. The clinic knows each paper: it is good for one user, once, for a day.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography.exceptions import InvalidTag

from mhac.kernel.clock import Clock, system_clock
from mhac.kernel.database import Database
from mhac.kernel.errors import Invalid, NotFound, Refused, StaleEdit, Unavailable
from mhac.kernel.paths import DataFolder
from mhac.kernel.unit_of_work import Actor, UnitOfWork
from mhac.security import sign_in, vault
from mhac.security.journal import Journal
from mhac.security.records import Enrolment, User
from mhac.security.rules import Attempt, checked_login, refuse_while_locked
from mhac.security.vault import Cost, Vault

GOOD_FOR = timedelta(hours=24)
FORMAT = 1
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_SIGNS = 16
_BOUND = "mhac enrolment"
_LARGEST = 200_000
_COST = Cost()
ATTEMPTS_OF = "enrolment"


@dataclass(frozen=True)
class Invitation:
    """A paper: its number in the clinic, the code that is printed, and the file that is carried over."""

    number: int
    login: str
    code: str
    file: bytes
    expires_at: datetime


def invite(uow: UnitOfWork, *, user_id: int) -> Invitation:
    """Make a paper for a user who is to work at one more workstation.

    Raises `Refused`: "enrolment.only_server" (a clinic in a file has one workstation), "enrolment.no_slot" (the user
    has no way in at this workstation: set a first password here), "security.no_access".
    """
    uow.require("security.invite")
    own: Vault | None = uow.database.vault
    if own is None or own.content["database"]["kind"] != "postgresql":
        raise Refused("enrolment.only_server")
    user = uow.get(User, user_id)
    if not user.active:
        raise Refused("security.no_access")
    if own.slot_epoch(user.login) != user.slot_epoch:
        raise Refused("enrolment.no_slot", login=user.login)
    now = uow.now()
    paper = uow.add(Enrolment(user_id=user.id, made_at=now, made_by=uow.actor.name, expires_at=now + GOOD_FOR))
    uow.note("enrolment paper made", user=user.id, number=paper.id)
    body = "".join(secrets.choice(_ALPHABET) for _ in range(_SIGNS))
    salt = os.urandom(16)
    inner = {"number": paper.id, "expires": paper.expires_at.isoformat(),
             "vault": own.file_content(only=user.login).decode()}
    sealed = vault.locked(vault.stretched(body, salt, _COST), json.dumps(inner).encode(), _BOUND)
    file = {"format": FORMAT, "what": _BOUND, "salt": _text(salt), "sealed": _text(sealed)}
    code = "-".join(body[i:i + 4] for i in range(0, _SIGNS, 4))
    return Invitation(paper.id, user.login, code, json.dumps(file, indent=1).encode(), paper.expires_at)


def join(
    folder: DataFolder, *, file: bytes, code: str, login: str, password: str, granted: sign_in.Granted,
    clock: Clock = system_clock,
) -> sign_in.SignedIn:
    """Let a user in at this workstation from now on, by his paper and his password, and sign him in.

    Raises `Refused`: "enrolment.code", "enrolment.expired", "enrolment.used", "security.wrong_password",
    "security.clinic_exists" where another clinic lies here, `Invalid` ("enrolment.file"), `Unavailable` for disk or
    server ("storage.refused": the server's password was changed since the paper was made).
    """
    folder.make()
    journal, now, known = Journal(folder.journal), clock(), checked_login(login)
    refuse_while_locked(journal.attempts(), ATTEMPTS_OF, now, "code")
    try:
        number, expires, arriving = _opened(folder, file, code)
        arriving.open(known, password)
    except Refused:
        journal.add(Attempt(now, ATTEMPTS_OF, opened=False))
        raise
    if now >= expires:
        raise Refused("enrolment.expired", field="code", at=expires)
    fresh = _vault_here(folder, arriving)
    database = sign_in.open_clinic(folder, fresh, clock=clock)
    try:
        _use(database, number, known, fresh)
    finally:
        database.close()
    journal.add(Attempt(now, ATTEMPTS_OF, opened=True))
    return sign_in.sign_in(folder, login=known, password=password, granted=granted, clock=clock)


def _opened(folder: DataFolder, file: bytes, code: str) -> tuple[int, datetime, Vault]:
    typed = "".join(c for c in code.upper() if c.isalnum()).translate(str.maketrans("OIL", "011"))
    try:
        if len(file) > _LARGEST:
            raise ValueError
        found = json.loads(file)
        salt, sealed = base64.b64decode(found["salt"]), base64.b64decode(found["sealed"])
        if found["format"] != FORMAT or found["what"] != _BOUND or len(salt) != 16:
            raise ValueError
        inner = json.loads(vault.unlocked(vault.stretched(typed, salt, _COST), sealed, _BOUND))
        expires = datetime.fromisoformat(inner["expires"]).astimezone(UTC)
        return int(inner["number"]), expires, Vault.read(folder.slots, inner["vault"])
    except InvalidTag:
        raise Refused("enrolment.code", field="code") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, Unavailable):
        raise Invalid("enrolment.file", field="file") from None


def _vault_here(folder: DataFolder, arriving: Vault) -> Vault:
    """Return the vault that this workstation will have: its own with one slot more, or the one that was brought.

    A vault of an earlier master secret (the clinic's key was renewed since) is replaced: its other users are enrolled
    anew, as their slots lead to a password that the server does not take any more.
    """
    if not sign_in.exists(folder):
        return arriving
    here = Vault.load(folder.slots)
    if here.take_in(arriving):
        return here
    if here.vault_id != arriving.vault_id:
        raise Refused("security.clinic_exists", folder=str(folder.root))
    return arriving


def _use(database: Database, number: int, login: str, fresh: Vault) -> None:
    """Use the paper up; the vault is written with that act, so that a paper is never used up in vain."""
    before = fresh.path.read_bytes() if fresh.path.exists() else None

    def take_back() -> None:
        if before is None:
            fresh.path.unlink(missing_ok=True)
        else:
            fresh.path.write_bytes(before)

    try:
        with database.unit_of_work(Actor(None, "enrolment"), action="security.enrol") as uow:
            paper = uow.session.get(Enrolment, number, with_for_update=True)
            user = uow.session.get(User, paper.user_id) if paper else None
            if paper is None or user is None or user.login != login:
                raise NotFound("enrolment.unknown")
            if paper.used_at is not None:
                raise Refused("enrolment.used", field="code", workstation=paper.workstation, at=paper.used_at)
            if uow.now() >= paper.expires_at:
                raise Refused("enrolment.expired", field="code", at=paper.expires_at)
            if not user.active:
                raise Refused("security.no_access")
            if fresh.slot_epoch(login) != user.slot_epoch:
                raise Refused("security.slot_ended")
            paper.used_at, paper.workstation = uow.now(), uow.workstation
            uow.note("workstation enrolled", user=user.id, number=number)
            uow.beside_commit.append((fresh.save, take_back))
    except StaleEdit:
        raise Refused("enrolment.used", field="code", workstation="", at=database.clock()) from None


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


