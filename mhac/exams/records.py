"""What the clinic keeps of an assessment: the exam, its answers, drafts, requests, classification and signatures.

Answers are never overwritten: each new one carries the next number of its field, and the highest number counts.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mhac.kernel.records import JsonText, Keyed, PackedText, Record, UtcTime, Versioned


class Exam(Versioned, Record):
    """One person's assessment for one country, pinned to the edition of the protocol that it began with."""

    __tablename__ = "exam"
    __derived__: ClassVar[frozenset[str]] = frozenset({"summary", "summary_key", "percent", "held"})

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    country: Mapped[str] = mapped_column(String(2))
    category: Mapped[str] = mapped_column(String(24))
    edition: Mapped[str] = mapped_column(String(40))
    template_digest: Mapped[str] = mapped_column(String(64))
    exam_date: Mapped[date] = mapped_column(Date)
    exam_country: Mapped[str] = mapped_column(String(2))
    status: Mapped[str] = mapped_column(String(10), index=True)
    revision: Mapped[int]
    """1 until the first signature; each amendment opens the next."""
    open_key: Mapped[str | None] = mapped_column(String(40), unique=True)
    """Set while the exam is open, so that two hands cannot begin two exams for one person in one case."""
    begun_at: Mapped[datetime] = mapped_column(UtcTime)
    begun_by: Mapped[str] = mapped_column(String(120))
    summary: Mapped[Any] = mapped_column(JsonText)
    """What the protocol says after the last change, with how far each thing is; lists and the case file read it."""
    summary_key: Mapped[str] = mapped_column(String(64))
    """Digest of what the summary rests on besides the answers; another digest means: evaluate again."""
    percent: Mapped[int]
    held: Mapped[bool]


class Answer(Keyed, Record):
    """One answer to one field, never changed after it was written."""

    __tablename__ = "answer"
    __table_args__ = (UniqueConstraint("exam_id", "section", "field", "number"),)

    exam_id: Mapped[int] = mapped_column(ForeignKey("exam.id"))
    revision: Mapped[int]
    section: Mapped[str] = mapped_column(String(60))
    field: Mapped[str] = mapped_column(String(80))
    number: Mapped[int]
    value: Mapped[Any] = mapped_column(JsonText, nullable=True)
    """None: the answer before was withdrawn."""
    how: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime] = mapped_column(UtcTime)
    by_id: Mapped[int | None]
    by_name: Mapped[str] = mapped_column(String(120))


class Draft(Keyed, Record):
    """What somebody is typing in a section, kept within a second, so that a crash loses nothing.

    It is no clinical fact until the section is finished, and so it stays out of the audit.
    """

    __tablename__ = "exam_draft"
    __table_args__ = (UniqueConstraint("exam_id", "user_id", "section"),)
    __audited__: ClassVar[bool] = False

    exam_id: Mapped[int] = mapped_column(ForeignKey("exam.id"))
    user_id: Mapped[int] = mapped_column(index=True)
    user_name: Mapped[str] = mapped_column(String(120))
    section: Mapped[str] = mapped_column(String(60))
    values: Mapped[Any] = mapped_column(JsonText)
    base: Mapped[Any] = mapped_column(JsonText)
    """The answers that were on screen when the typing began: field to answer number."""
    marks: Mapped[Any] = mapped_column(JsonText)
    """Values that were confirmed although implausible, and systems marked normal in one go: field to how."""
    saved_at: Mapped[datetime] = mapped_column(UtcTime)


class ExamRequest(Versioned, Record):
    """A slip for the laboratory or the X-ray room."""

    __tablename__ = "exam_request"

    exam_id: Mapped[int] = mapped_column(ForeignKey("exam.id"), index=True)
    item: Mapped[str] = mapped_column(String(40))
    number: Mapped[str] = mapped_column(String(24), unique=True)
    requested_at: Mapped[datetime] = mapped_column(UtcTime)
    requested_by: Mapped[str] = mapped_column(String(120))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcTime)
    withdrawn_by: Mapped[str] = mapped_column(String(120), default="")
    withdrawn_reason: Mapped[str] = mapped_column(Text, default="")


class RequestPrint(Keyed, Record):
    """A slip left the program on paper or as a file; more than once where it was lost on the way."""

    __tablename__ = "exam_request_print"

    request_id: Mapped[int] = mapped_column(ForeignKey("exam_request.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcTime)
    by_name: Mapped[str] = mapped_column(String(120))


class Acknowledgement(Keyed, Record):
    """A physician has seen a warning sign in an answer, and what was done about it."""

    __tablename__ = "exam_acknowledgement"

    exam_id: Mapped[int] = mapped_column(ForeignKey("exam.id"), index=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id"))
    flag: Mapped[str] = mapped_column(String(60))
    action: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcTime)
    by_id: Mapped[int | None]
    by_name: Mapped[str] = mapped_column(String(120))


class Classification(Keyed, Record):
    """What the protocol proposes and what the physician decides; both are kept."""

    __tablename__ = "exam_classification"

    exam_id: Mapped[int] = mapped_column(ForeignKey("exam.id"), index=True)
    revision: Mapped[int]
    assessment: Mapped[Any] = mapped_column(JsonText)
    assessment_digest: Mapped[str] = mapped_column(String(64))
    proposed: Mapped[Any] = mapped_column(JsonText)
    decided: Mapped[Any] = mapped_column(JsonText)
    outcome: Mapped[Any] = mapped_column(JsonText)
    """What follows from the decision: cleared, valid until, holds."""
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcTime)
    by_id: Mapped[int | None]
    by_name: Mapped[str] = mapped_column(String(120))


class Signature(Keyed, Record):
    """A physician's signature under the frozen content of what was shown."""

    __tablename__ = "exam_signature"
    __table_args__ = (UniqueConstraint("exam_id", "seq"),)
    __audit_exclude__: ClassVar[frozenset[str]] = frozenset({"content"})

    exam_id: Mapped[int] = mapped_column(ForeignKey("exam.id"))
    seq: Mapped[int]
    physician_id: Mapped[int | None]
    physician_name: Mapped[str] = mapped_column(String(120))
    licence: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime] = mapped_column(UtcTime)
    content: Mapped[str] = mapped_column(PackedText)
    digest: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(Text)
    """Why it was amended; empty at the first signature."""
    classes: Mapped[Any] = mapped_column(JsonText)
    cleared: Mapped[bool | None]
    valid_until: Mapped[date | None] = mapped_column(Date)
    identity: Mapped[Any | None] = mapped_column(JsonText)
    """Whom was signed for (`identity_of`); nothing in signatures of before that was kept beside the content."""


class ExamEvent(Keyed, Record):
    """What happened to an exam as a whole, with the reason, readable from the case file."""

    __tablename__ = "exam_event"
    __table_args__ = (Index("ix_exam_event_exam_id_at", "exam_id", "at"),)

    exam_id: Mapped[int] = mapped_column(ForeignKey("exam.id"))
    kind: Mapped[str] = mapped_column(String(24))
    reason: Mapped[str] = mapped_column(Text)
    detail: Mapped[Any] = mapped_column(JsonText)
    at: Mapped[datetime] = mapped_column(UtcTime)
    by_id: Mapped[int | None]
    by_name: Mapped[str] = mapped_column(String(120))
