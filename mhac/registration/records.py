"""What the clinic keeps of a person, the papers shown, the consent given, and of families and their cases."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import Boolean, Date, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mhac.kernel.records import JsonText, Keyed, Record, UtcTime, Versioned, unique_while


class Person(Versioned, Record):
    """One person, once: everything else at the clinic points here.

    A birth date is the earliest and the latest day that it can be; both are the same day when it is known.
    `travel_status` is what a travel document says instead of a nationality (XXA, XXB, XXC, XXX); the country of
    nationality, the country of origin and the issuer of the document are three different things and stay apart.
    """

    __tablename__ = "person"
    file_number: Mapped[str | None] = mapped_column(String(24), unique=True)
    family_name: Mapped[str] = mapped_column(String(200), default="")
    given_names: Mapped[str] = mapped_column(String(200), default="")
    name_key: Mapped[str] = mapped_column(String(400), default="")
    sex: Mapped[str] = mapped_column(String(1))
    birth_earliest: Mapped[date | None] = mapped_column(Date)
    birth_latest: Mapped[date | None] = mapped_column(Date)
    birth_precision: Mapped[str] = mapped_column(String(8), default="unknown")
    birth_estimated: Mapped[bool] = mapped_column(Boolean, default=False)
    citizenship: Mapped[str | None] = mapped_column(String(2))
    origin_country: Mapped[str | None] = mapped_column(String(2))
    birth_country: Mapped[str | None] = mapped_column(String(2))
    travel_status: Mapped[str | None] = mapped_column(String(3))
    phone: Mapped[str] = mapped_column(String(60), default="")
    camp: Mapped[str | None] = mapped_column(String(40))
    address: Mapped[str] = mapped_column(String(300), default="")
    languages: Mapped[list[str]] = mapped_column(JsonText, default=list)
    needs_interpreter: Mapped[bool] = mapped_column(Boolean, default=False)
    interpreter_language: Mapped[str | None] = mapped_column(String(8))
    note: Mapped[str] = mapped_column(Text, default="")
    registered_at: Mapped[datetime] = mapped_column(UtcTime)
    registered_by: Mapped[str] = mapped_column(String(120), default="")

    __table_args__ = (Index("ix_person_birth_earliest", "birth_earliest"), Index("ix_person_phone", "phone"))


class PersonName(Keyed, Record):
    """A further name of a person: former, in native script, as the machine-readable zone writes it."""

    __tablename__ = "person_name"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    family_name: Mapped[str] = mapped_column(String(200), default="")
    given_names: Mapped[str] = mapped_column(String(200), default="")
    void_reason: Mapped[str | None] = mapped_column(String(300))


class Identifier(Keyed, Record):
    """A number on a paper that the person showed; a wrong one is voided with a reason, not deleted."""

    __tablename__ = "identifier"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(24))
    value: Mapped[str] = mapped_column(String(60))
    normal: Mapped[str] = mapped_column(String(60), index=True)
    issuer: Mapped[str | None] = mapped_column(String(3))
    expires_on: Mapped[date | None] = mapped_column(Date)
    void_reason: Mapped[str | None] = mapped_column(String(300))


class Photo(Keyed, Record):
    """The face that every station compares with; a new photo replaces the old one, which is kept."""

    __tablename__ = "photo"
    __audit_exclude__: ClassVar[frozenset[str]] = frozenset({"jpeg"})
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    jpeg: Mapped[bytes] = mapped_column(LargeBinary)
    width: Mapped[int]
    height: Mapped[int]
    taken_at: Mapped[datetime] = mapped_column(UtcTime)
    replaced_at: Mapped[datetime | None] = mapped_column(UtcTime)

    __table_args__ = (unique_while("uq_photo_current", "person_id", holds="replaced_at IS NULL"),)


class Consent(Keyed, Record):
    """What the person agreed to, in which language, through whom, and who signed for a minor."""

    __tablename__ = "consent"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    decision: Mapped[str] = mapped_column(String(12))
    language: Mapped[str] = mapped_column(String(8))
    interpreter: Mapped[str] = mapped_column(String(200), default="")
    guardian_name: Mapped[str] = mapped_column(String(200), default="")
    guardian_relationship: Mapped[str] = mapped_column(String(24), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    given_at: Mapped[datetime] = mapped_column(UtcTime)
    recorded_by: Mapped[str] = mapped_column(String(120), default="")


class Case(Versioned, Record):
    """A family, or one person, on the way to one country under one category."""

    __tablename__ = "case_file"
    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    normal: Mapped[str] = mapped_column(String(40), default="", index=True)
    country: Mapped[str] = mapped_column(String(2))
    category: Mapped[str] = mapped_column(String(24))
    programme: Mapped[str] = mapped_column(String(80), default="")
    opened_at: Mapped[datetime] = mapped_column(UtcTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    closed_reason: Mapped[str] = mapped_column(String(300), default="")


class CaseMember(Keyed, Record):
    """A person's place in a case; who leaves stays on record with the reason."""

    __tablename__ = "case_member"
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    relationship: Mapped[str] = mapped_column(String(24))
    principal: Mapped[bool] = mapped_column(Boolean, default=False)
    travels: Mapped[bool] = mapped_column(Boolean, default=True)
    joined_at: Mapped[datetime] = mapped_column(UtcTime)
    left_at: Mapped[datetime | None] = mapped_column(UtcTime)
    left_reason: Mapped[str] = mapped_column(String(300), default="")

    __table_args__ = (UniqueConstraint("case_id", "person_id", name="uq_case_member_person"),)


class RegistrationDraft(Keyed, Record):
    """What somebody is typing into the registration form, kept within a second, so that a crash loses nothing.

    It is nobody's record yet, and so it stays out of the audit; it is deleted when the person is registered.
    """

    __tablename__ = "registration_draft"
    __audited__: ClassVar[bool] = False
    user_id: Mapped[int] = mapped_column(unique=True)
    content: Mapped[Any] = mapped_column(JsonText)
    saved_at: Mapped[datetime] = mapped_column(UtcTime)
