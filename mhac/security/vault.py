"""The vault: the random key of the clinic's database, opened by each user's own password or the printed recovery code.

The slot file holds, for each user, a key pair whose private half is wrapped by a key derived from the password
(Argon2id), and the master secret sealed to the public half. So the master secret can be renewed for everybody who
stays (after somebody left) without knowing anybody's password. The payload (database key or server address) is
sealed under the master secret. No name, password or key stands in the file in clear.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import secrets
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from mhac.kernel.errors import Refused, Unavailable
from mhac.kernel.paths import write_durably
from mhac.security.rules import Attempt

FORMAT = 1
RECOVERY = "recovery code"
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no letter that is read as a digit
_NONCE = 12


@dataclass(frozen=True)
class Cost:
    """What one guess of a password costs (Argon2id): passes, memory in KiB, lanes."""

    passes: int = 3
    memory_kib: int = 65536
    lanes: int = 4


# What this program would ever write; a slot file that asks for more was tampered with, or is no slot file.
_COSTS = {"passes": range(1, 65), "memory_kib": range(8, 1_048_577), "lanes": range(1, 65)}
_LONGEST_FILE = 4_000_000
_LATEST_EPOCH = 1_000_000


@dataclass(frozen=True)
class Slot:
    """One way in: a user's password or the recovery code.

    `epoch` counts how often the user's password was set anew by somebody else: a slot of an earlier epoch, which may
    lie on another workstation, is no way in any more. It is bound into the slot, so that nobody raises it in the file.
    """

    id: str
    salt: bytes
    private: bytes = field(repr=False)
    public: bytes = field(repr=False)
    sealed: bytes = field(repr=False)
    epoch: int = 0


def _encode(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _stretch(secret: str, salt: bytes, cost: Cost) -> bytes:
    text = unicodedata.normalize("NFKC", secret).encode()
    return hash_secret_raw(text, salt, cost.passes, cost.memory_kib, cost.lanes, 32, Type.ID)


def _derived(secret: bytes, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"mhac {purpose}".encode()).derive(secret)


def _lock(key: bytes, content: bytes, bound_to: str) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, content, bound_to.encode())


def _unlock(key: bytes, locked: bytes, bound_to: str) -> bytes:
    return AESGCM(key).decrypt(locked[:_NONCE], locked[_NONCE:], bound_to.encode())


def _seal_to(public: bytes, content: bytes, bound_to: str) -> bytes:
    """Seal to a public key: only the private half opens it."""
    ephemeral = X25519PrivateKey.generate()
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(public))
    return ephemeral.public_key().public_bytes_raw() + _lock(_derived(shared, "slot"), content, bound_to)


def _open_sealed(private: bytes, sealed: bytes, bound_to: str) -> bytes:
    shared = X25519PrivateKey.from_private_bytes(private).exchange(X25519PublicKey.from_public_bytes(sealed[:32]))
    return _unlock(_derived(shared, "slot"), sealed[32:], bound_to)


def _decode(text: str, least: int, most: int | None) -> bytes:
    """Return what a field of the slot file holds; raise ValueError where it cannot be what it stands for."""
    raw = base64.b64decode(text, validate=True)
    if len(raw) < least or (most is not None and len(raw) > most):
        raise ValueError
    return raw


def _read_cost(found: dict[str, int]) -> Cost:
    if set(found) != set(_COSTS):
        raise ValueError
    if any(type(found[name]) is not int or found[name] not in allowed for name, allowed in _COSTS.items()):
        raise ValueError
    return Cost(**found)


def _read_slot(found: dict[str, str]) -> Slot:
    epoch: Any = found.get("epoch", 0)
    if type(epoch) is not int or not 0 <= epoch <= _LATEST_EPOCH:
        raise ValueError
    return Slot(str(found["id"]), salt=_decode(found["salt"], 16, 64), private=_decode(found["private"], 60, 60),
                public=_decode(found["public"], 32, 32), sealed=_decode(found["sealed"], 92, 92), epoch=epoch)


def _bound(vault_id: str, name: str, epoch: int) -> str:
    return f"{vault_id} {name}" + (f" {epoch}" if epoch else "")


def stretched(secret: str, salt: bytes, cost: Cost) -> bytes:
    """Return the key that a printed code gives; each guess of it costs what `cost` says."""
    return _stretch(secret, salt, cost)


def locked(key: bytes, content: bytes, bound_to: str) -> bytes:
    """Lock some content with a key."""
    return _lock(key, content, bound_to)


def unlocked(key: bytes, closed: bytes, bound_to: str) -> bytes:
    """Open what was locked; raises `InvalidTag` where key, content or what it is bound to differ."""
    return _unlock(key, closed, bound_to)


class Vault:
    """The slot file of one workstation; closed until `open` finds a fitting slot."""

    def __init__(self, path: Path, *, vault_id: str, cost: Cost, slots: Iterable[Slot], payload: bytes) -> None:
        self.path = path
        self.vault_id = vault_id
        self.cost = cost
        self._slots = {slot.id: slot for slot in slots}
        self._payload = payload
        self._master: bytes | None = None
        self._content: dict[str, Any] = {}
        self.attempts: list[Attempt] = []  # passwords given again while somebody is signed in

    # --- the file -------------------------------------------------------------------------------------------

    @classmethod
    def create(cls, path: Path, content: dict[str, Any], *, cost: Cost | None = None) -> Vault:
        """Make a new, open vault around its content; it is written when the first slot is added."""
        vault = cls(path, vault_id=secrets.token_hex(16), cost=cost or Cost(), slots=(), payload=b"")
        vault._master = os.urandom(32)
        vault._content = {"sealing_key": secrets.token_hex(32), **content}
        return vault

    @classmethod
    def load(cls, path: Path) -> Vault:
        """Read a slot file, still closed.

        Raises `Unavailable`: "vault.missing", "vault.damaged", or "vault.newer" when a newer program wrote it.
        """
        try:
            with path.open(encoding="utf-8") as file:
                return cls.read(path, file.read(_LONGEST_FILE))
        except FileNotFoundError as error:
            raise Unavailable("vault.missing") from error
        except (OSError, ValueError) as error:
            raise Unavailable("vault.damaged") from error

    @classmethod
    def read(cls, path: Path, text: str) -> Vault:
        """Return the vault that a slot file's text describes, still closed; raises as `load`."""
        try:
            found = json.loads(text)
            if found["format"] > FORMAT:
                raise Unavailable("vault.newer")
            return cls(path, vault_id=found["vault_id"], cost=_read_cost(found["cost"]),
                       slots=[_read_slot(slot) for slot in found["slots"]], payload=_decode(found["payload"], 28, None))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise Unavailable("vault.damaged") from error

    def save(self) -> None:
        """Write the slot file in one step; the old one stays whole if that fails."""
        write_durably(self.path, self.file_content())

    def file_content(self, *, only: str | None = None) -> bytes:
        """Return the slot file's bytes, as they travel in every backup; with `only`, of one login's slot alone."""
        if self._master is not None:
            text = json.dumps(self._content, sort_keys=True).encode()
            self._payload = _lock(_derived(self._master, "payload"), text, self.vault_id)
        wanted = self._slots.values() if only is None else [self._slots[self.slot_id(only)]]
        slots = [{"id": s.id, "salt": _encode(s.salt), "private": _encode(s.private), "public": _encode(s.public),
                  "sealed": _encode(s.sealed), **({"epoch": s.epoch} if s.epoch else {})} for s in wanted]
        cost = {"passes": self.cost.passes, "memory_kib": self.cost.memory_kib, "lanes": self.cost.lanes}
        return json.dumps({"format": FORMAT, "vault_id": self.vault_id, "cost": cost, "slots": slots,
                           "payload": _encode(self._payload)}, indent=1).encode()

    # --- slots ----------------------------------------------------------------------------------------------

    def slot_id(self, login: str) -> str:
        """Return the name of a login's slot, from which the login cannot be read without guessing it."""
        return hashlib.sha256(f"{self.vault_id} {login.casefold()}".encode()).hexdigest()[:32]

    def has_slot(self, login: str) -> bool:
        """Tell whether a user can open this workstation's vault."""
        return self.slot_id(login) in self._slots

    def slot_epoch(self, login: str) -> int | None:
        """Return the epoch of a login's slot, None where it has none here."""
        slot = self._slots.get(self.slot_id(login))
        return slot.epoch if slot else None

    def put_slot(self, login: str, password: str, *, epoch: int = 0) -> None:
        """Give a login a slot for this password, or a new one; the file is written."""
        name, salt = self.slot_id(login), os.urandom(16)
        pair = X25519PrivateKey.generate()
        public = pair.public_key().public_bytes_raw()
        key = _stretch(password, salt, self.cost)
        private = _lock(key, pair.private_bytes_raw(), _bound(self.vault_id, name, epoch))
        sealed = _seal_to(public, self._open_master(), f"{self.vault_id} {name} master")
        before = dict(self._slots)
        self._slots[name] = Slot(name, salt, private, public, sealed, epoch)
        self._save_or_restore(before)

    def remove_slot(self, *logins: str) -> None:
        """Take the slots of logins away; the file is written."""
        before = dict(self._slots)
        for login in logins:
            self._slots.pop(self.slot_id(login), None)
        self._save_or_restore(before)

    def take_in(self, joining: Vault) -> bool:
        """Take the slots of an open vault into this closed one, where both are of one master secret; open it, too.

        Nothing is written. Returns False for a vault of another clinic, or of an earlier master secret.
        """
        if joining.vault_id != self.vault_id:
            return False
        try:
            _unlock(_derived(joining._open_master(), "payload"), self._payload, self.vault_id)
        except InvalidTag:
            return False
        self._slots.update(joining._slots)
        self._master, self._content = joining._open_master(), dict(joining._content)
        return True

    def slots(self) -> Mapping[str, Slot]:
        """Return the slots as they are, to be put back where an act does not come about."""
        return dict(self._slots)

    def put_back(self, slots: Mapping[str, Slot]) -> None:
        """Write the slots as they were."""
        before, self._slots = self._slots, dict(slots)
        self._save_or_restore(before)

    def _save_or_restore(self, before: dict[str, Slot]) -> None:
        try:
            self.save()
        except Unavailable:
            self._slots = before
            raise

    # --- opening --------------------------------------------------------------------------------------------

    def open(self, login: str, password: str) -> None:
        """Open the vault by a login's password; takes the same time whether or not the login exists.

        Raises `Refused` ("security.wrong_password").
        """
        name = self.slot_id(login)
        slot = self._slots.get(name)
        try:
            key = _stretch(password, slot.salt if slot else b"0" * 16, self.cost)
            if slot is None:
                raise Refused("security.wrong_password", field="password")
            private = _unlock(key, slot.private, _bound(self.vault_id, name, slot.epoch))
            self._master = _open_sealed(private, slot.sealed, f"{self.vault_id} {name} master")
            text = _unlock(_derived(self._master, "payload"), self._payload, self.vault_id)
        except (InvalidTag, ValueError):  # a public key that is none is no way in either
            raise Refused("security.wrong_password", field="password") from None
        except HashingError:
            raise Unavailable("vault.damaged") from None
        self._content = json.loads(text)

    def fits(self, login: str, password: str) -> bool:
        """Tell whether a password opens a login's slot, leaving this vault as it is."""
        probe = Vault(self.path, vault_id=self.vault_id, cost=self.cost, slots=self._slots.values(),
                      payload=self._payload)
        try:
            probe.open(login, password)
        except Refused:
            return False
        return True

    def new_recovery_code(self) -> str:
        """Make the recovery code anew: eight groups of four, 155 random bits and a check character.

        It is shown and printed once; the one before stops working.
        """
        body = "".join(secrets.choice(_ALPHABET) for _ in range(31))
        code = body + _check_character(body)
        self.put_slot(RECOVERY, code)
        return "-".join(code[i:i + 4] for i in range(0, 32, 4))

    def open_by_recovery_code(self, typed: str) -> None:
        """Open the vault by the printed code, typed with or without hyphens; O, I and L are read as 0 and 1.

        Raises `Refused`: "vault.recovery_typing" when the check character shows a typing error, else
        "vault.recovery_wrong".
        """
        code = "".join(c for c in typed.upper() if c.isalnum()).translate(str.maketrans("OIL", "011"))
        if len(code) != 32 or any(c not in _ALPHABET for c in code) or _check_character(code[:31]) != code[31]:
            raise Refused("vault.recovery_typing", field="recovery_code")
        try:
            self.open(RECOVERY, code)
        except Refused:
            raise Refused("vault.recovery_wrong", field="recovery_code") from None

    # --- content --------------------------------------------------------------------------------------------

    @property
    def content(self) -> dict[str, Any]:
        """What the open vault holds: how to reach the database, and the sealing key."""
        self._open_master()
        return self._content

    def set_content(self, **changes: Any) -> None:
        """Change entries of the content (None takes one away) and write the file."""
        before = self._content
        self._content = {k: v for k, v in {**before, **changes}.items() if v is not None}
        try:
            self.save()
        except Unavailable:
            self._content = before
            raise

    def renew(self, **changes: Any) -> None:
        """Renew the master secret for all slots that are left, with changed content; the file is written."""
        kept = (self._master, dict(self._slots), self._content, self._payload)
        self._master = os.urandom(32)
        for name, slot in kept[1].items():
            sealed = _seal_to(slot.public, self._master, f"{self.vault_id} {name} master")
            self._slots[name] = replace(slot, sealed=sealed)
        try:
            self.set_content(**changes)
        except Unavailable:
            self._master, self._slots, self._content, self._payload = kept
            raise

    def seal(self, content: bytes) -> bytes:
        """Seal something that must not stand in clear even inside the database (the certificate key)."""
        return _lock(bytes.fromhex(self.content["sealing_key"]), content, "sealed")

    def unseal(self, sealed: bytes) -> bytes:
        """Open what `seal` closed; raises `Unavailable` ("vault.sealed_elsewhere")."""
        try:
            return _unlock(bytes.fromhex(self.content["sealing_key"]), sealed, "sealed")
        except InvalidTag:
            raise Unavailable("vault.sealed_elsewhere") from None

    def _open_master(self) -> bytes:
        if self._master is None:
            raise Refused("vault.closed")
        return self._master


def _check_character(body: str) -> str:
    total = sum((place + 1) * _ALPHABET.index(c) for place, c in enumerate(body))
    return _ALPHABET[total % 31]
