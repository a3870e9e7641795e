"""What the clinic keeps of its issued papers: the frozen content, its pictures and files, the keys, the prints.

A certificate is never changed: only its status moves, with who, when and why.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mhac.kernel.records import Keyed, Record, UtcTime, Versioned, unique_while


class SigningKey(Keyed, Record):
    """A key of the clinic; the private half is sealed by the vault and opened only while a paper is signed."""

    __tablename__ = "signing_key"
    __audit_exclude__: ClassVar[frozenset[str]] = frozenset({"sealed"})
    name: Mapped[str] = mapped_column(String(16), unique=True)
    public: Mapped[bytes] = mapped_column(LargeBinary)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    retired_at: Mapped[datetime | None] = mapped_column(UtcTime)


class CertificateCounter(Keyed, Record):
    """The last serial of a year; whoever issues holds its row until his commit, so that no number is given twice."""

    __tablename__ = "certificate_counter"
    __audited__ = False
    year: Mapped[int] = mapped_column(unique=True)
    last: Mapped[int]


class Certificate(Versioned, Record):
    """One issued certificate: its frozen content as canonical text, the digest of that, and the signed code."""

    __tablename__ = "certificate"
    __audit_exclude__: ClassVar[frozenset[str]] = frozenset({"frozen"})
    number: Mapped[str] = mapped_column(String(24), unique=True)
    year: Mapped[int]
    serial: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    traveller_id: Mapped[int] = mapped_column(ForeignKey("traveller.id"), index=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("fitness_decision.id"), index=True)
    name: Mapped[str] = mapped_column(String(420))
    frozen: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    code: Mapped[str] = mapped_column(String(400))
    key_name: Mapped[str] = mapped_column(ForeignKey("signing_key.name"))
    status: Mapped[str] = mapped_column(String(12))
    issued_at: Mapped[datetime] = mapped_column(UtcTime)
    issued_by: Mapped[str] = mapped_column(String(120))
    issued_by_id: Mapped[int | None]
    valid_until: Mapped[datetime] = mapped_column(UtcTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)
    ended_by: Mapped[str] = mapped_column(String(120), default="")
    ended_reason: Mapped[str] = mapped_column(Text, default="")
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("certificate.id"))

    __table_args__ = (
        UniqueConstraint("year", "serial", name="uq_certificate_year_serial"),
        Index("ix_certificate_issued_at", "issued_at"),
        # One valid paper a journey: the database itself refuses a second one.
        unique_while("uq_certificate_standing", "traveller_id", holds="status = 'issued'"),
    )


class CertificatePicture(Keyed, Record):
    """A photo, signature or logo as it stood on issued papers, kept once however many papers carry it."""

    __tablename__ = "certificate_picture"
    __audit_exclude__: ClassVar[frozenset[str]] = frozenset({"picture"})
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    picture: Mapped[bytes] = mapped_column(LargeBinary)


class CertificateFile(Keyed, Record):
    """The sealed PDF of a certificate for one size of paper: a reprint is this file, byte for byte."""

    __tablename__ = "certificate_file"
    __audit_exclude__: ClassVar[frozenset[str]] = frozenset({"pdf"})
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"))
    paper: Mapped[str] = mapped_column(String(8))
    pdf: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[str] = mapped_column(String(64))
    drawn_at: Mapped[datetime] = mapped_column(UtcTime)

    __table_args__ = (UniqueConstraint("certificate_id", "paper", name="uq_certificate_file_paper"),)


class PrintJob(Versioned, Record):
    """One wish to have a certificate on paper, until it is there or somebody withdraws it."""

    __tablename__ = "print_job"
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), index=True)
    state: Mapped[str] = mapped_column(String(12), index=True)
    printer: Mapped[str] = mapped_column(String(200))
    paper: Mapped[str] = mapped_column(String(8))
    copies: Mapped[int] = mapped_column(default=1)
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(String(300), default="")
    workstation: Mapped[str] = mapped_column(String(80))
    queued_at: Mapped[datetime] = mapped_column(UtcTime)
    queued_by: Mapped[str] = mapped_column(String(120))
    finished_at: Mapped[datetime | None] = mapped_column(UtcTime)
