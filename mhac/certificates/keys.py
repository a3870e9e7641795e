"""The clinic's signing keys: made at the first certificate, sealed by the vault, opened only to sign."""

from __future__ import annotations

from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import func, select

from mhac.certificates.records import SigningKey
from mhac.certificates.rules import key_name
from mhac.kernel.errors import Unavailable
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.security.queries import clinic_profile


class Sealer(Protocol):
    """Who keeps secrets that must not stand in clear even inside the encrypted database: the vault."""

    def seal(self, content: bytes) -> bytes:
        """Close."""

    def unseal(self, sealed: bytes) -> bytes:
        """Open what was closed, or raise `Unavailable`."""


def sealer(uow: UnitOfWork) -> Sealer:
    """Return the open vault; raise `Unavailable` ("certificates.no_vault") where there is none."""
    vault: Sealer | None = uow.database.vault
    if vault is None:
        raise Unavailable("certificates.no_vault")
    return vault


def current_key(uow: UnitOfWork) -> SigningKey:
    """Return the key that signs now; the first one is made when it is first needed."""
    wanted = select(SigningKey).where(SigningKey.retired_at.is_(None)).order_by(SigningKey.id.desc()).limit(1)
    return uow.session.scalar(wanted) or new_key(uow)


def new_key(uow: UnitOfWork) -> SigningKey:
    """Make a key; what earlier keys signed stays good."""
    private = Ed25519PrivateKey.generate()
    count = uow.session.scalar(select(func.count()).select_from(SigningKey)) or 0
    name = key_name(clinic_profile(uow).site_code, count + 1)
    public = private.public_key().public_bytes_raw()
    sealed = sealer(uow).seal(private.private_bytes_raw())
    return uow.add(SigningKey(name=name, public=public, sealed=sealed, made_at=uow.now()))


def private_half(uow: UnitOfWork, key: SigningKey) -> Ed25519PrivateKey:
    """Open the private half of a key."""
    return Ed25519PrivateKey.from_private_bytes(sealer(uow).unseal(key.sealed))


def key_named(uow: UnitOfWork, name: str) -> SigningKey:
    """Return a key by its name."""
    return uow.session.scalars(select(SigningKey).where(SigningKey.name == name)).one()


def public_keys(uow: UnitOfWork) -> dict[str, bytes]:
    """Return all public keys of the clinic, retired ones too."""
    rows = uow.session.execute(select(SigningKey.name, SigningKey.public).order_by(SigningKey.id))
    return {row.name: bytes(row.public) for row in rows}
