"""What the clinic keeps of each entry at the authority: the frozen sheet, its picture on paper, ticks, blind checks."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mhac.kernel.records import Keyed, Record, UtcTime, Versioned, unique_while


class Submission(Versioned, Record):
    """One sheet of one signed version of an exam, on its way to the authority."""

    __tablename__ = "submission"
    __table_args__ = (UniqueConstraint("exam_id", "paper", "seq"),)
    __audit_exclude__: ClassVar[frozenset[str]] = frozenset({"frozen"})

    exam_id: Mapped[int] = mapped_column(ForeignKey("exam.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    paper: Mapped[str] = mapped_column(String(40))
    seq: Mapped[int]
    """Which signature of the exam it is made of."""
    frozen: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    lines: Mapped[int]
    """How many lines there are to enter."""
    status: Mapped[str] = mapped_column(String(10), index=True)
    prepared_at: Mapped[datetime] = mapped_column(UtcTime)
    prepared_by: Mapped[str] = mapped_column(String(120))
    number: Mapped[str] = mapped_column(String(40), default="")
    """The authority's own number of the case."""
    submitted_at: Mapped[datetime | None] = mapped_column(UtcTime)
    submitted_by: Mapped[str] = mapped_column(String(120), default="")
    submitted_by_id: Mapped[int | None]
    reopened_reason: Mapped[str] = mapped_column(Text, default="")


class SubmissionSnapshot(Keyed, Record):
    """The sheet as PDF, as it was before it was submitted; one for each content that it ever had."""

    __tablename__ = "submission_snapshot"
    __table_args__ = (UniqueConstraint("submission_id", "content_digest"),)
    __audit_exclude__: ClassVar[frozenset[str]] = frozenset({"pdf"})

    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    content_digest: Mapped[str] = mapped_column(String(64))
    pdf: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[str] = mapped_column(String(64))
    drawn_at: Mapped[datetime] = mapped_column(UtcTime)


class SubmissionTick(Keyed, Record):
    """Somebody entered a line; taken back, it stays with who and when."""

    __tablename__ = "submission_tick"
    __table_args__ = (
        unique_while("uq_submission_tick_standing", "submission_id", "row", holds="withdrawn_at IS NULL"),
    )

    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    row: Mapped[str] = mapped_column(String(120))
    how: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column(UtcTime)
    by_id: Mapped[int | None]
    by_name: Mapped[str] = mapped_column(String(120))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcTime)
    withdrawn_by: Mapped[str] = mapped_column(String(120), default="")


class SubmissionCheck(Versioned, Record):
    """What a second person typed blind for one line, whether it agrees, and who decided a difference."""

    __tablename__ = "submission_check"

    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    row: Mapped[str] = mapped_column(String(120))
    line_digest: Mapped[str] = mapped_column(String(64))
    """Of what the line said then: a line that says something else since must be checked again."""
    typed: Mapped[str] = mapped_column(String(400))
    agrees: Mapped[bool]
    at: Mapped[datetime] = mapped_column(UtcTime)
    by_id: Mapped[int | None]
    by_name: Mapped[str] = mapped_column(String(120))
    resolution: Mapped[str] = mapped_column(String(16), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    resolved_at: Mapped[datetime | None] = mapped_column(UtcTime)
    resolved_by: Mapped[str] = mapped_column(String(120), default="")
