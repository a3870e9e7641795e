"""Roles, permissions, and the rules for logins, passwords and lock-out: pure, times are arguments."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from mhac.kernel.errors import Invalid, Refused


class Role(StrEnum):
    """What somebody works as; one person may have several roles."""

    RECEPTIONIST = "receptionist"
    NURSE = "nurse"
    PHYSICIAN = "physician"
    ADMINISTRATOR = "administrator"


EVERYBODY = tuple(role.value for role in Role)
ADMINISTRATORS = (Role.ADMINISTRATOR.value,)

PERMISSIONS: dict[str, tuple[str, ...]] = {
    "security.add_user": ADMINISTRATORS,
    "security.change_user": ADMINISTRATORS,
    "security.reset_password": ADMINISTRATORS,
    "security.remove_user": ADMINISTRATORS,
    "security.invite": ADMINISTRATORS,
    "security.record_server": ADMINISTRATORS,
    "security.set_signature": ADMINISTRATORS,
    "security.set_clinic_profile": ADMINISTRATORS,
    "security.rekey": ADMINISTRATORS,
    "security.renew_recovery_code": ADMINISTRATORS,
    "security.finish_founding": ADMINISTRATORS,
    "security.list_users": ADMINISTRATORS,
    "security.read_audit": ADMINISTRATORS,
    "security.change_own_password": EVERYBODY,
    "security.choose_language": EVERYBODY,
    "security.confirm_password": EVERYBODY,
    "security.lock": EVERYBODY,
}

SHORTEST_PASSWORD = 10
SHORTEST_NUMBER = 16
"""A password of digits only is a telephone number or a date, unless it is as long as this."""
LARGEST_ROW = 0.6
"""The part of a password's steps that may follow each other in the alphabet or on a keyboard."""
LONGEST_REPEATED = 6
LEAST_BESIDE_A_WORD = 6
USUAL_WORDS = (
    "password", "passwort", "motdepasse", "ijambobanga", "administrator", "admin", "welcome", "bienvenue", "murakaza",
    "clinic", "clinique", "hospital", "kigali", "rwanda", "mhac", "letmein", "iloveyou", "secret",
)  # fmt: skip
KEYBOARD_ROWS = (
    "1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn", "qwertzuiop", "yxcvbnm",
)  # fmt: skip
FAILURES_BEFORE_LOCK = 5
FIRST_LOCK = timedelta(minutes=5)
LONGEST_LOCK = timedelta(hours=1)
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,29}")


def permissions_of(roles: Iterable[str], granted: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """Return what somebody with these roles may do; what no table grants is denied."""
    mine = set(roles)
    return frozenset(permission for permission, holders in granted.items() if mine & set(holders))


def checked_login(typed: str) -> str:
    """Return a login as it is kept: lower case, 2 to 30 letters, digits, dots, hyphens or underscores.

    Raises `Invalid` ("security.login").
    """
    login = unicodedata.normalize("NFKC", typed).strip().casefold()
    if not _LOGIN.fullmatch(login):
        raise Invalid("security.login", field="login")
    return login


def checked_password(password: str, *, login: str) -> str:
    """Return a password that may be used.

    Raises `Invalid`: "security.password_short", or "security.password_easy" for what is guessed first: the login, a
    few characters again and again, a row of keys, digits only, a usual word with a few digits. Whoever holds a copy of
    the vault's file can try without end, so that the password is the encryption.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise Invalid("security.password_short", field="password", shortest=SHORTEST_PASSWORD)
    lowered = password.casefold()
    if login in lowered or len(set(lowered)) < 4 or _is_guessed_first(lowered):
        raise Invalid("security.password_easy", field="password")
    return password


def _is_guessed_first(password: str) -> bool:
    if password.isdigit() and len(password) < SHORTEST_NUMBER:
        return True
    pairs = list(pairwise(password))
    if sum(_are_neighbours(*pair) for pair in pairs) > LARGEST_ROW * len(pairs):
        return True
    if any(password == (password[:length] * len(password))[: len(password)] for length in range(1, LONGEST_REPEATED)):
        return True
    left = password
    for word in USUAL_WORDS:
        left = left.replace(word, "")
    return left != password and len(left) < LEAST_BESIDE_A_WORD


def _are_neighbours(one: str, other: str) -> bool:
    """Tell whether two characters follow each other in the alphabet, among the digits or on a keyboard."""
    if ord(other) - ord(one) in (-1, 0, 1):
        return True
    return any(one + other in row or other + one in row for row in KEYBOARD_ROWS)


def checked_roles(roles: Iterable[str]) -> tuple[str, ...]:
    """Return known roles in their order, at least one; raises `Invalid` ("security.roles")."""
    wanted = set(roles)
    if not wanted or not wanted <= set(EVERYBODY):
        raise Invalid("security.roles", field="roles")
    return tuple(role for role in EVERYBODY if role in wanted)


@dataclass(frozen=True)
class Attempt:
    """One try to sign in: when, by which slot of the vault, and whether it opened."""

    at: datetime
    slot: str
    opened: bool


def locked_until(attempts: Sequence[Attempt], slot: str) -> datetime | None:
    """Return until when a slot is locked after repeated failures, or None.

    The lock lasts 5 minutes after the fifth failure in a row and doubles with each further one, up to an hour.
    """
    failures: list[Attempt] = []
    for attempt in attempts:
        if attempt.slot == slot:
            failures = [] if attempt.opened else [*failures, attempt]
    if len(failures) < FAILURES_BEFORE_LOCK:
        return None
    doublings: int = min(len(failures) - FAILURES_BEFORE_LOCK, 10)
    length = min(FIRST_LOCK * (1 << doublings), LONGEST_LOCK)
    return failures[-1].at + length


def refuse_while_locked(attempts: Sequence[Attempt], slot: str, now: datetime, field: str = "password") -> None:
    """Raise `Refused` ("security.locked_out", value `minutes`) while a slot is locked after repeated failures."""
    until = locked_until(attempts, slot)
    # More than the longest lock ahead: the clock was wrong when that was written, and nobody waits a year for it.
    if until is not None and timedelta(0) < until - now <= LONGEST_LOCK:
        minutes = max(1, -int(-(until - now).total_seconds() // 60))
        raise Refused("security.locked_out", field=field, minutes=minutes)
