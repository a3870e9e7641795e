"""What the certificates room answers: frozen values, never rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mhac.certificates.code import Verification
from mhac.certificates.rules import PrintState, Status
from mhac.documents.content import CertificateContent, Paper


@dataclass(frozen=True)
class ReadyRow:
    """A decision from which a certificate may be issued now, and none was yet."""

    decision_id: int
    traveller_id: int
    person_id: int
    name: str
    file_number: str
    case_number: str
    outcome: str
    conditions: int
    flight: str
    departs_at: datetime
    valid_until: datetime | None
    replaces: str
    """Number of the certificate that the new one will replace, if any: of an earlier decision, or not as the file."""
    has_photo: bool
    """Without a photo the paper's frame stays empty, which is worth a word before it is issued."""


@dataclass(frozen=True)
class CertificateRow:
    """One line of the register."""

    id: int
    number: str
    person_id: int
    traveller_id: int
    decision_id: int
    name: str
    decision: str
    destination: str
    flight: str
    departs_on: str
    status: Status
    why_not: str
    """Why nobody should rely on it any more: its decision, or "other_on_file"; it should be revoked or replaced."""
    issued_at: datetime
    issued_by: str
    valid_until: datetime
    expired: bool
    prints: int
    waiting: PrintState | None
    error: str
    ended_at: datetime | None
    ended_by: str
    ended_reason: str
    replaced_by: str
    version: int

    @property
    def stands(self) -> bool:
        """Whether somebody may rely on the paper now: not ended, not over, and its decision still holds."""
        return self.status is Status.ISSUED and not self.expired and not self.why_not


@dataclass(frozen=True)
class Printable:
    """What the document lane needs to draw a certificate, or the sealed file that is already there."""

    certificate_id: int
    number: str
    content: CertificateContent
    code: str
    frozen: str
    paper: Paper
    pdf: bytes | None


@dataclass(frozen=True)
class JobRow:
    """A print that waits, runs or failed."""

    id: int
    certificate_id: int
    number: str
    name: str
    state: PrintState
    printer: str
    paper: Paper
    copies: int
    attempts: int
    error: str
    queued_at: datetime
    queued_by: str
    version: int


@dataclass(frozen=True)
class Checked:
    """What the program says of a certificate in hand: the signature, and what the register knows besides.

    `row` is None for a number that this clinic's register does not hold. `typed_number` means that only a number
    was given: nothing is known of the paper itself.
    """

    verification: Verification
    row: CertificateRow | None
    typed_number: bool = False

    @property
    def stands(self) -> bool:
        """Whether the paper may be relied on: signed by this clinic, in the register, neither revoked nor replaced."""
        row = self.row
        return self.verification.holds and row is not None and row.status is Status.ISSUED and not row.why_not
