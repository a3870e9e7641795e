"""Checking a certificate with nothing but the clinic's public key: a scanned text, or the PDF file.

A text proves who signed it, and what stands in it: number, validity, initials, year of birth, decision. A file proves
that not one byte changed since the clinic sealed it, that the content inside is the signed one, and the signature of
its QR. Neither can know whether the certificate was revoked or replaced since.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from mhac.certificates.code import PublicKeys, Verification, read_code, seal_state, verify
from mhac.documents.sealing import read_embedded, split_seal
from mhac.kernel.canonical import digest
from mhac.kernel.errors import Invalid, Unavailable

LARGEST_FILE = 20_000_000
_KEY_BLOCK = re.compile(
    r"^Key: (?P<name>[A-Z0-9]{2,6}-\d{1,4})\s(?:(?!^Key: |-----).){0,400}?"
    r"(?P<pem>-----BEGIN PUBLIC KEY-----[A-Za-z0-9+/=\s]{1,400}-----END PUBLIC KEY-----)",
    re.MULTILINE | re.DOTALL,
)
_ZONE = re.compile(r"^Zone: (?P<zone>[A-Za-z0-9+_/-]{1,64})\s*$", re.MULTILINE)


def verify_pdf(pdf: bytes, keys: PublicKeys) -> Verification:
    """Check a certificate's file: the seal over all its bytes, then the content inside, then the text of the QR."""
    found = split_seal(pdf)
    embedded = read_embedded(pdf)
    said = read_code(embedded.payload)
    code = said[0] if said else None
    if found is None:
        return Verification(False, "no_seal", code)
    broken = seal_state(*found, keys)
    if broken:
        return Verification(False, broken, code)
    inner = verify(embedded.payload, keys)
    if not inner.holds or inner.code is None:
        return inner
    if digest(embedded.frozen) != inner.code.digest:
        return Verification(False, "content", inner.code, ("code",))
    return Verification(True, "", inner.code, ("code", "content", "file"), embedded.frozen)


def verify_bytes(content: bytes, keys: PublicKeys) -> Verification:
    """Check what a file holds: a certificate's PDF, or a scanned text that was saved."""
    if content[:1024].lstrip().startswith(b"%PDF"):
        return verify_pdf(content, keys)
    return verify(content[:4000].decode("utf-8", "replace"), keys)


def verify_file(path: Path, keys: PublicKeys) -> Verification:
    """Check a file on disk.

    Raises `Unavailable` ("certificates.unreadable_file") where it cannot be read, `Invalid` where it is too large.
    """
    return verify_bytes(read_file(path), keys)


def read_file(path: Path) -> bytes:
    """Return a file's bytes, or raise the plain reason why not."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)  # a device has no size to ask for
    except OSError as error:
        raise Unavailable("certificates.unreadable_file", file=path.name, why=error.strerror or "") from error
    if len(content) > LARGEST_FILE:
        raise Invalid("certificates.file_too_large", file=path.name)
    return content


def write_public_keys(clinic: str, keys: PublicKeys, zone: str = "") -> str:
    """Return the clinic's public keys, and in which zone its papers tell the time, as a text that anybody may have."""
    blocks = [f"Public keys for certificates of {' '.join(clinic.split())}\n"]
    if zone:
        blocks[0] += f"Zone: {zone}\n"
    for name, raw in keys.items():
        pem = Ed25519PublicKey.from_public_bytes(raw).public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        blocks.append(f"Key: {name}\nFingerprint: {fingerprint(raw)}\n{pem.decode('ascii')}")
    return "\n".join(blocks)


def read_public_keys(text: str) -> dict[str, bytes]:
    """Return the public keys of an exported file.

    Raises `Invalid` ("certificates.not_a_key_file") where there is none, or one that is no Ed25519 key.
    """
    found: dict[str, bytes] = {}
    for block in _KEY_BLOCK.finditer(text[:100_000]):
        try:
            key = load_pem_public_key(block["pem"].encode("ascii"))
        except (ValueError, UnsupportedAlgorithm, binascii.Error):
            raise Invalid("certificates.not_a_key_file") from None
        if not isinstance(key, Ed25519PublicKey):
            raise Invalid("certificates.not_a_key_file")
        found[block["name"]] = key.public_bytes_raw()
    if not found:
        raise Invalid("certificates.not_a_key_file")
    return found


def read_zone(text: str) -> ZoneInfo | None:
    """Return the clinic's zone, where the exported file names one that is known here."""
    found = _ZONE.search(text[:1000])
    try:
        return ZoneInfo(found["zone"]) if found else None
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return None


def valid_until(found: Verification, zone: ZoneInfo | None) -> datetime | None:
    """Return when a certificate's time is over: as its sealed content has it, else in this zone, else in UTC."""
    if found.code is None:
        return None
    if "content" in found.checked:
        return datetime.fromisoformat(json.loads(found.frozen)["content"]["valid_until"])
    return found.code.valid_until.astimezone(zone or UTC)


def fingerprint(raw: bytes) -> str:
    """Return what two people compare on the telephone: four groups of a key's digest."""
    text = base64.b32encode(hashlib.sha256(raw).digest()).decode("ascii")
    return "-".join(text[at : at + 5] for at in range(0, 20, 5))
