"""`mhac verify`: says whether a certificate's signature holds, with nothing but the clinic's public key."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from mhac.certificates.checking import read_file, read_public_keys, read_zone, valid_until, verify_file
from mhac.certificates.code import PublicKeys, Verification
from mhac.certificates.code import verify as verify_text

OVER = 3  # 2 is bad input
REASONS = {
    "unreadable": "this is no certificate code",
    "unknown_key": "it was signed with a key that is not in the key file",
    "changed": "something was changed: the signature does not fit",
    "no_seal": "the file was not written by the clinic's program, or another program saved it again",
    "content": "the content in the file is not the content that was signed",
}


def verify(certificate: str, key_file: Path, *, now: datetime | None = None) -> int:
    """Check a PDF or a scanned text; exit status 0 when the signature holds, 1 when it does not, `OVER` when it
    does but its time is over.

    A reader's blanks around the text are no part of it. Raises `Invalid` or `Unavailable` where key file or
    certificate cannot be read.
    """
    key_text = read_file(key_file).decode("utf-8", "replace")
    found = _check(certificate.strip(), read_public_keys(key_text))
    over = found.code is not None and found.code.valid_until < (now or datetime.now(UTC))
    print("\n".join(_said(found, read_zone(key_text), over=over)))
    return 1 if not found.holds else OVER if over else 0


def _check(certificate: str, keys: PublicKeys) -> Verification:
    path = Path(certificate)
    looks_like_file = len(certificate) < 1000 and (path.suffix != "" and not certificate.upper().startswith("MHAC1."))
    if looks_like_file or (certificate and len(certificate) < 250 and path.exists()):
        return verify_file(path, keys)
    return verify_text(certificate, keys)


def _said(found: Verification, zone: ZoneInfo | None, *, over: bool) -> list[str]:
    if not found.holds:
        return [f"The signature does NOT hold: {REASONS.get(found.reason, found.reason)}."]
    code, until = found.code, valid_until(found, zone)
    assert code is not None
    assert until is not None
    lines = [
        f"The signature holds (key {code.key_id}).",
        "Certificate {number}, valid until {until}, initials {initials}, born {year}, decision: {decision}.".format(
            number=code.number,
            until=_moment(until),
            initials=code.initials,
            year=code.birth_year or "?",
            decision=code.decision.replace("_", " "),
        ),
    ]
    if over:
        lines.append("It is NOT valid any more: its time is over.")
    if "file" in found.checked:
        lines.append("Not one byte of the file was changed since the clinic sealed it.")
    lines.append("Whether it was revoked or replaced since was not checked.")
    return lines


def _moment(when: datetime) -> str:
    """When it is over at the clinic, and how far that is from UTC, as the reader is somewhere else."""
    offset = when.strftime("%z")
    said = when.strftime("%d %b %Y %H:%M")
    return f"{said} UTC" if when.tzinfo is UTC else f"{said} (UTC{offset[:3]}:{offset[3:5]})"
