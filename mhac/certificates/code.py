"""The signed text of the QR: what it says, how it is written and read, and whether its signature holds.

    MHAC1.MHAC-26-004814.MHAC-1.202611270740.NP.1959.C.<digest>.<signature>

form, number, key, valid until (UTC), initials, year of birth (0000: not known), decision (F fit, C fit with
conditions), SHA-256 of the frozen content, Ed25519 signature over everything before it; the last two in base 32.
Initials, year, decision and validity stand in it so that somebody without our database can compare them with the
paper in hand; no diagnosis, no name. Only capitals, digits, dots and hyphens: every scanner types them.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

FORM = "MHAC1"
LONGEST = 400
# What is signed says what it is for, so that a signature can never be carried over from one kind of text to another.
_CODE_PURPOSE = b"MHAC certificate code\n"
_FILE_PURPOSE = b"MHAC certificate file\n"
_DECISIONS = {"F": "fit", "C": "fit_with_conditions"}
_LETTERS = {decision: letter for letter, decision in _DECISIONS.items()}
_SHAPE = re.compile(
    r"MHAC1\.(?P<number>[A-Z0-9]{2,6}-\d{2}-\d{6,9})\.(?P<key>[A-Z0-9]{2,6}-\d{1,4})\.(?P<until>\d{12})"
    r"\.(?P<initials>[A-Z]{1,4})\.(?P<born>\d{4})\.(?P<decision>[FC])\.(?P<digest>[A-Z2-7]{52})\.(?P<signature>[A-Z2-7]{103})"
)

PublicKeys = Mapping[str, bytes]
"""The clinic's public keys (32 bytes each) by their name."""


@dataclass(frozen=True)
class Code:
    """What the QR of a certificate says."""

    number: str
    key_id: str
    valid_until: datetime
    initials: str
    birth_year: int
    decision: str
    digest: str


@dataclass(frozen=True)
class Verification:
    """What was checked of a certificate, and what came out. Whether it was revoked or replaced is never part of it.

    `reason` is empty when everything holds, otherwise "unreadable", "unknown_key", "changed" (the signature does not
    fit), "no_seal" (a file that the program did not write, or that another program saved), "content" (the content in
    the file is not the one that was signed). `checked` names what held: "code", "content", "file".
    """

    holds: bool
    reason: str = ""
    code: Code | None = None
    checked: tuple[str, ...] = ()
    frozen: str = ""


def write_code(code: Code, key: Ed25519PrivateKey) -> str:
    """Return the signed text of a certificate."""
    body = ".".join(
        (
            FORM,
            code.number,
            code.key_id,
            code.valid_until.astimezone(UTC).strftime("%Y%m%d%H%M"),
            code.initials,
            f"{code.birth_year:04d}",
            _LETTERS[code.decision],
            _base32(bytes.fromhex(code.digest)),
        )
    )
    return f"{body}.{_base32(key.sign(_CODE_PURPOSE + body.encode('ascii')))}"


def read_code(text: str) -> tuple[Code, bytes, bytes] | None:
    """Return what a scanned text says, the signed bytes and the signature; None for any other text."""
    plain = "".join(text[: LONGEST * 2].split()).upper()
    found = _SHAPE.fullmatch(plain) if plain.isascii() else None
    if found is None:
        return None
    digest, signature = _unbase32(found["digest"]), _unbase32(found["signature"])
    until = _moment(found["until"])
    if digest is None or signature is None or until is None:
        return None
    code = Code(
        found["number"], found["key"], until, found["initials"], int(found["born"]), _DECISIONS[found["decision"]],
        digest.hex(),
    )  # fmt: skip
    return code, plain.rpartition(".")[0].encode("ascii"), signature


def verify(text: str, keys: PublicKeys) -> Verification:
    """Check a scanned text against the clinic's public keys."""
    found = read_code(text)
    if found is None:
        return Verification(False, "unreadable")
    code, body, signature = found
    key = keys.get(code.key_id)
    if key is None:
        return Verification(False, "unknown_key", code)
    if not _fits(key, _CODE_PURPOSE + body, signature):
        return Verification(False, "changed", code)
    return Verification(True, "", code, ("code",))


def write_seal(content: bytes, key_id: str, key: Ed25519PrivateKey) -> str:
    """Return the seal of a file: the key's name and a signature over all bytes before it."""
    return f"{key_id}.{_base32(key.sign(_FILE_PURPOSE + content))}"


def seal_state(content: bytes, seal: str, keys: PublicKeys) -> str:
    """Return "" when a seal fits its bytes, else "unreadable", "unknown_key" or "changed"."""
    key_id, _, written = seal.partition(".")
    signature = _unbase32(written)
    if signature is None or len(signature) != 64:
        return "unreadable"
    key = keys.get(key_id)
    if key is None:
        return "unknown_key"
    return "" if _fits(key, _FILE_PURPOSE + content, signature) else "changed"


def _fits(key: bytes, content: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, content)
    except (InvalidSignature, ValueError):
        return False
    return True


def _base32(content: bytes) -> str:
    return base64.b32encode(content).decode("ascii").rstrip("=")


def _unbase32(text: str) -> bytes | None:
    """Decode, and refuse a spelling that another text could share: one text, one meaning."""
    try:
        content = base64.b32decode(text + "=" * (-len(text) % 8))
    except (binascii.Error, ValueError):
        return None
    return content if _base32(content) == text else None


def _moment(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y%m%d%H%M").replace(tzinfo=UTC)
    except ValueError:
        return None
