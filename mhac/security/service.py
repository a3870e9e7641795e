"""What is done about the staff: add, change, reset, remove, sign; and the clinic's own profile."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from mhac.kernel import settings
from mhac.kernel.errors import Invalid, Refused, StaleEdit
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.security.queries import PROFILE, ClinicProfile, clinic_profile
from mhac.security.records import StaffSignature, User
from mhac.security.rules import (
    Attempt,
    Role,
    checked_login,
    checked_password,
    checked_roles,
    refuse_while_locked,
)

if TYPE_CHECKING:
    from mhac.security.vault import Vault

LARGEST_IMAGE = 200_000
LARGEST_PICTURE = 4_000_000  # pixels; a small file can claim to be enormous


@dataclass(frozen=True)
class NewUser:
    """What is asked about somebody who starts to work here.

    A `provisional` password was chosen by somebody else: it is changed at the first sign-in.
    """

    login: str
    name: str
    roles: tuple[str, ...]
    password: str
    job_title: str = ""
    licence: str = ""
    language: str = "en"
    provisional: bool = False


@dataclass(frozen=True)
class Confirmation:
    """Proof that the person at the screen gave his password again, in this very unit of work."""

    user_id: int
    at: str


def add_user(uow: UnitOfWork, *, request: NewUser) -> int:
    """Add somebody to the staff and give him a slot in the vault; returns the user's id.

    Raises `Invalid` for login, name, roles or password, `Refused` ("security.login_taken").
    """
    uow.require("security.add_user")
    return _add(uow, request)


def _add(uow: UnitOfWork, request: NewUser) -> int:
    login = checked_login(request.login)
    password = checked_password(request.password, login=login)
    if not request.name.strip():
        raise Invalid("security.name_missing", field="name")
    if uow.session.scalar(select(User.id).where(User.login == login)) is not None:
        raise Refused("security.login_taken", field="login", login=login)
    user = uow.add(User(login=login, name=request.name.strip(), roles=list(checked_roles(request.roles)),
                        job_title=request.job_title.strip(), licence=request.licence.strip(),
                        language=request.language, must_change_password=request.provisional))
    vault = _vault(uow)
    _write_slots(uow, vault, lambda: vault.put_slot(login, password))
    uow.announce("users", user.id)
    return user.id


def change_user(uow: UnitOfWork, *, user_id: int, version: int, name: str, roles: Iterable[str], job_title: str = "",
                licence: str = "", language: str = "en") -> None:
    """Change what is known of a user; the last active administrator stays one.

    Raises `StaleEdit`, `Invalid`, or `Refused` ("security.last_administrator").
    """
    uow.require("security.change_user")
    user = uow.get(User, user_id)
    uow.check_version(user, version)
    wanted = list(checked_roles(roles))
    if Role.ADMINISTRATOR not in wanted:
        _keep_an_administrator(uow, user)
    if not name.strip():
        raise Invalid("security.name_missing", field="name")
    user.name, user.roles, user.job_title, user.licence = name.strip(), wanted, job_title.strip(), licence.strip()
    user.language = language
    uow.announce("users", user.id)


def reset_password(uow: UnitOfWork, *, user_id: int, password: str) -> None:
    """Give a user a new password, to be changed at the next sign-in; his slot is wrapped anew.

    His slots on other workstations are no way in any more, from their next contact with the clinic on.
    """
    uow.require("security.reset_password")
    user = uow.get(User, user_id)
    checked_password(password, login=user.login)
    user.must_change_password = True
    user.slot_epoch += 1
    uow.note("password reset", user=user.id)
    vault, login, epoch = _vault(uow), user.login, user.slot_epoch
    _write_slots(uow, vault, lambda: vault.put_slot(login, password, epoch=epoch))
    uow.announce("users", user.id)


def choose_language(uow: UnitOfWork, *, language: str) -> None:
    """Remember in which language the person at the screen works; it is the same on every workstation."""
    uow.require("security.choose_language")
    _self(uow).language = language[:5]


def change_own_password(uow: UnitOfWork, *, old: str, new: str) -> None:
    """Change the password of the person at the screen.

    Raises `Refused` ("security.wrong_password", field "old"), `Invalid` for the new one, "security.password_same" too:
    who set the old one could act in this person's name.
    """
    uow.require("security.change_own_password")
    user = _self(uow)
    vault, login = _vault(uow), user.login
    _check_own_password(uow, login, old, field="old")
    checked_password(new, login=login)
    if new == old:
        raise Invalid("security.password_same", field="password")
    user.must_change_password = False
    uow.note("password changed", user=user.id)
    epoch = user.slot_epoch
    _write_slots(uow, vault, lambda: vault.put_slot(login, new, epoch=epoch))


def confirm_password(uow: UnitOfWork, *, password: str) -> Confirmation:
    """Make sure that the person at the screen is who signed in, before a signature.

    Raises `Refused` ("security.wrong_password", "security.locked_out" after repeated failures).
    """
    uow.require("security.confirm_password")
    user = _self(uow)
    _check_own_password(uow, user.login, password, field="password")
    return Confirmation(user.id, uow.now().isoformat())


def _check_own_password(uow: UnitOfWork, login: str, password: str, *, field: str) -> None:
    """Refuse a wrong password; at a screen that was left open nobody tries one after the other."""
    vault, now = _vault(uow), uow.now()
    slot = vault.slot_id(login)
    refuse_while_locked(vault.attempts, slot, now, field)
    fits = vault.fits(login, password)
    vault.attempts.append(Attempt(now, slot, opened=fits))
    if not fits:
        raise Refused("security.wrong_password", field=field)


def remove_user(uow: UnitOfWork, *, user_id: int, version: int, reason: str) -> None:
    """End somebody's access: he stays in the records, inactive, and loses the slot. A new key is then offered.

    Raises `Invalid` ("kernel.reason_missing"), `Refused` ("security.last_administrator", "security.not_yourself").
    """
    uow.require("security.remove_user")
    user = uow.get(User, user_id)
    uow.check_version(user, version)
    if not reason.strip():
        raise Invalid("kernel.reason_missing", field="reason")
    if user.id == uow.actor.user_id:
        raise Refused("security.not_yourself")
    _keep_an_administrator(uow, user)
    user.active = False
    uow.note("user removed", user=user.id, reason=reason.strip())
    vault, login = _vault(uow), user.login
    _write_slots(uow, vault, lambda: vault.remove_slot(login))
    uow.announce("users", user.id)


def set_signature(uow: UnitOfWork, *, user_id: int, png: bytes) -> None:
    """Keep the image of a signature (PNG, at most 200 kB), as papers print it.

    Raises `Invalid` ("security.signature_image").
    """
    uow.require("security.set_signature")
    _check_png(png, "signature")
    user = uow.get(User, user_id)
    found = uow.session.scalar(select(StaffSignature).where(StaffSignature.user_id == user.id))
    if found is None:
        uow.add(StaffSignature(user_id=user.id, png=png))
    else:
        found.png = png
    flag_modified(user, "name")  # who saw another signature saw another user: a new version
    uow.announce("users", user.id)


def set_clinic_profile(uow: UnitOfWork, *, profile: ClinicProfile, seen: ClinicProfile | None = None) -> None:
    """Set how the clinic calls itself; the zone must be one that exists. `seen` is the profile that was on screen.

    Raises `Invalid`: "clinic.name_missing", "clinic.zone", "clinic.site_code", "security.signature_image" (logo);
    `StaleEdit` when the profile is no longer what was seen.
    """
    uow.require("security.set_clinic_profile")
    settings.hold(uow, PROFILE)
    if seen is not None and clinic_profile(uow) != seen:
        raise StaleEdit("kernel.stale")
    if not profile.name.strip():
        raise Invalid("clinic.name_missing", field="name")
    if not (profile.site_code.isascii() and profile.site_code.isalnum() and 2 <= len(profile.site_code) <= 8):
        raise Invalid("clinic.site_code", field="site_code")
    try:
        zone = ZoneInfo(profile.zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise Invalid("clinic.zone", field="zone", zone=profile.zone) from error
    if profile.logo is not None:
        _check_png(profile.logo, "logo")
    kept = {**asdict(profile), "site_code": profile.site_code.upper(),
            "logo": profile.logo.hex() if profile.logo else None}
    settings.put(uow, PROFILE, kept)
    database = uow.database

    def use_zone() -> None:
        database.zone = zone

    uow.after_commit.append(use_zone)


def finish_founding(uow: UnitOfWork) -> None:
    """Note that the clinic that was founded is laid out: the first run is over, and its recovery code on paper."""
    uow.require("security.finish_founding")
    if settings.get(uow.session, settings.TO_LAY_OUT):
        settings.put(uow, settings.TO_LAY_OUT, False)


def renew_recovery_code(uow: UnitOfWork) -> str:
    """Make the printed recovery code anew and return it, to be shown and printed once; the old one stops working."""
    uow.require("security.renew_recovery_code")
    uow.note("recovery code renewed")
    return _vault(uow).new_recovery_code()


def lock(uow: UnitOfWork) -> None:
    """Note that the screen was locked."""
    uow.require("security.lock")
    uow.note("screen locked")


def _check_png(png: bytes, field: str) -> None:
    """Refuse what no paper could be drawn with: another kind of file, a damaged one, one of enormous dimensions."""
    from PIL import Image

    try:
        if len(png) > LARGEST_IMAGE:
            raise ValueError
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            opened = Image.open(io.BytesIO(png), formats=("PNG",))
            if opened.width * opened.height > LARGEST_PICTURE:
                raise ValueError
            opened.load()
    except (OSError, ValueError, SyntaxError, MemoryError, Warning, Image.DecompressionBombError):
        raise Invalid("security.signature_image", field=field, largest_kb=LARGEST_IMAGE // 1000) from None


def _vault(uow: UnitOfWork) -> Vault:
    vault: Vault | None = uow.database.vault
    if vault is None:
        raise Refused("vault.closed")
    return vault


def _write_slots(uow: UnitOfWork, vault: Vault, write: Callable[[], None]) -> None:
    """Change the slot file with the act: where it cannot be written, nothing of the act is kept."""
    before = vault.slots()
    uow.beside_commit.append((write, lambda: vault.put_back(before)))


def _self(uow: UnitOfWork) -> User:
    if uow.actor.user_id is None:
        raise Refused("security.wrong_password")
    return uow.get(User, uow.actor.user_id)


def _keep_an_administrator(uow: UnitOfWork, user: User) -> None:
    others = uow.session.scalars(select(User).where(User.active.is_(True), User.id != user.id))
    if Role.ADMINISTRATOR in user.roles and not any(Role.ADMINISTRATOR in other.roles for other in others):
        raise Refused("security.last_administrator")
