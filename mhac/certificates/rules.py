"""Rules of issued papers: who may do what, which decisions may be certified, how a certificate is numbered.

Pure values and functions.
"""

from __future__ import annotations

import re
from datetime import datetime
from enum import StrEnum

from mhac.kernel.errors import Invalid, Refused
from mhac.kernel.folding import fold

READERS = ("receptionist", "nurse", "physician", "administrator")
ISSUERS = ("physician", "administrator")
PRINTERS = ("administrator",)

PERMISSIONS: dict[str, tuple[str, ...]] = {
    "certificates.read": READERS,
    "certificates.check": READERS,
    "certificates.issue": ISSUERS,
    "certificates.replace": ISSUERS,
    "certificates.revoke": ISSUERS,
    "certificates.attach_file": ISSUERS,
    "certificates.queue_print": PRINTERS,
    "certificates.start_print": PRINTERS,
    "certificates.finish_print": PRINTERS,
    "certificates.fail_print": PRINTERS,
    "certificates.retry_print": PRINTERS,
    "certificates.withdraw_print": PRINTERS,
    "certificates.recover_prints": PRINTERS,
    "certificates.record_saved": PRINTERS,
    "certificates.export_public_keys": ("physician", "administrator"),
    "certificates.renew_key": ("administrator",),
}

CERTIFIABLE = ("fit", "fit_with_conditions")
OTHER_ON_FILE = "other_on_file"  # why a paper does not hold: the file now says something else of the person
SHORTEST_REASON = 5
# What the paper has room for, its second page included.
MOST_CONDITIONS = 24
LONGEST_CONDITIONS = 3000


class Status(StrEnum):
    """What an issued certificate is worth now."""

    ISSUED = "issued"
    REPLACED = "replaced"
    """A newer certificate stands in its place."""
    REVOKED = "revoked"
    """It must not be relied on, whatever the paper says."""


class PrintState(StrEnum):
    """How far a print has come. Nothing is lost: a failed one waits to be tried again or withdrawn."""

    QUEUED = "queued"
    PRINTING = "printing"
    DONE = "done"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


WAITING = (PrintState.QUEUED, PrintState.PRINTING, PrintState.FAILED)


def number_of(site_code: str, year: int, serial: int) -> str:
    """Return a certificate's number: site, year, and a serial that begins anew each year (MHAC-26-004814)."""
    return f"{site_of(site_code)}-{year % 100:02d}-{serial:06d}"


def key_name(site_code: str, number: int) -> str:
    """Return the name of a signing key, as the paper shows it (MHAC-1)."""
    return f"{site_of(site_code)}-{number}"


def site_of(site_code: str) -> str:
    """Return the site's code as numbers carry it: two to six plain capitals or digits."""
    plain = re.sub(r"[^A-Z0-9]", "", site_code.upper())[:6]
    return plain if len(plain) >= 2 else "MHAC"


def initials(family_name: str, given_names: str) -> str:
    """Return the initials that the code carries, in plain capitals: enough to see whose paper it is."""
    found = "".join(letter.upper() for name in (given_names, family_name) if (letter := _first_letter(name)))
    return found or "X"


def _first_letter(name: str) -> str:
    return next((letter for letter in fold(name) if "a" <= letter <= "z"), "")


def check_certifiable(
    outcome: str, *, holds: bool, why_not: str, valid_until: datetime | None, now: datetime
) -> None:
    """Refuse a certificate that the decision does not carry.

    Raises `Refused`: "certificates.not_fit" (a paper is printed only for fit, with or without conditions),
    "certificates.decision_gone" (superseded, other flight, screened again, removed, exam), "certificates.no_validity"
    or "certificates.expired".
    """
    if outcome not in CERTIFIABLE:
        raise Refused("certificates.not_fit", outcome=outcome)
    if not holds:
        raise Refused("certificates.decision_gone", why=why_not)
    if valid_until is None:
        raise Refused("certificates.no_validity")
    if valid_until <= now:
        raise Refused("certificates.expired", valid_until=valid_until)


def check_conditions(conditions: tuple[str, ...]) -> None:
    """Refuse more conditions than a paper holds, so that none can be lost."""
    if len(conditions) > MOST_CONDITIONS or sum(map(len, conditions)) > LONGEST_CONDITIONS:
        raise Refused("certificates.conditions_too_long", most=MOST_CONDITIONS, letters=LONGEST_CONDITIONS)


def check_reason(reason: str) -> str:
    """Return the reason tidied; raise `Invalid` where it says nothing."""
    text = " ".join(reason.split())
    if len(text) < SHORTEST_REASON or not any(letter.isalpha() for letter in text):
        raise Invalid("certificates.reason_missing", field="reason")
    return text
