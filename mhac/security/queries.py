"""What screens ask about the staff and the audit."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from mhac.kernel import audit, settings
from mhac.kernel.audit import AuditEntry, AuditReport
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.security.records import StaffSignature, User

PROFILE = "clinic.profile"


@dataclass(frozen=True)
class Staff:
    """One user, as the list of staff shows him."""

    id: int
    login: str
    name: str
    roles: tuple[str, ...]
    job_title: str
    licence: str
    language: str
    active: bool
    has_slot: bool
    has_signature: bool
    version: int


@dataclass(frozen=True)
class ClinicProfile:
    """How the clinic calls itself on screens and papers; `logo` is PNG bytes."""

    name: str = "Migration Health Assessment Center"
    place: str = ""
    site_code: str = "MHAC"
    zone: str = "Africa/Kigali"
    country: str = "RW"
    phone: str = ""
    demo: bool = False
    logo: bytes | None = None


@dataclass(frozen=True)
class AuditLine:
    """One entry of the audit, ready to be read."""

    id: int
    chain: str
    seq: int
    at: datetime
    actor: str
    action: str
    person_id: int | None
    content: dict[str, Any]


def staff(uow: UnitOfWork) -> tuple[Staff, ...]:
    """Return all users, those who left too, by name."""
    uow.require("security.list_users")
    signed = set(uow.session.scalars(select(StaffSignature.user_id)))
    vault = uow.database.vault
    return tuple(
        Staff(u.id, u.login, u.name, tuple(u.roles), u.job_title, u.licence, u.language, u.active,
              vault is not None and vault.has_slot(u.login), u.id in signed, u.version)
        for u in uow.session.scalars(select(User).order_by(User.name))
    )


def signature_of(uow: UnitOfWork, user_id: int) -> bytes | None:
    """Return the image of somebody's signature, for those who keep it; papers that carry it are drawn elsewhere."""
    uow.require("security.set_signature")
    return uow.session.scalar(select(StaffSignature.png).where(StaffSignature.user_id == user_id))


def clinic_profile(uow: UnitOfWork) -> ClinicProfile:
    """Return the clinic's profile; every signed-in user may know it."""
    stored = dict(settings.get(uow.session, PROFILE, {}))
    logo = stored.pop("logo", None)
    return ClinicProfile(**stored, logo=bytes.fromhex(logo) if logo else None)


def audit_lines(uow: UnitOfWork, *, person_id: int | None = None, limit: int = 200) -> tuple[AuditLine, ...]:
    """Return the newest entries, of one person's record or of all."""
    uow.require("security.read_audit")
    wanted = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(limit)
    if person_id is not None:
        wanted = wanted.where(AuditEntry.person_id == person_id)
    return tuple(_line(entry) for entry in uow.session.scalars(wanted))


def verify_audit(uow: UnitOfWork) -> AuditReport:
    """Check the whole audit chain."""
    uow.require("security.read_audit")
    return audit.verify(uow.session)


def _line(entry: AuditEntry) -> AuditLine:
    content = json.loads(entry.text)
    return AuditLine(entry.id, entry.chain, entry.seq, entry.at, content["actor"]["name"], entry.action,
                     entry.person_id, content)
