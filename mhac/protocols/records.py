"""What the clinic decided about the protocols: editions adopted, numbers changed, templates of its own."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import Date, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from mhac.kernel.records import JsonText, Keyed, Record, UtcTime, Versioned, unique_while


class Adoption(Versioned, Record):
    """A panel physician takes responsibility for an edition: name, moment, and the rules confirmed one by one."""

    __tablename__ = "protocol_adoption"
    __table_args__ = (Index(None, "country", "edition"),)

    country: Mapped[str] = mapped_column(String(2))
    edition: Mapped[str] = mapped_column(String(40))
    digest: Mapped[str] = mapped_column(String(64))
    adopted_at: Mapped[datetime] = mapped_column(UtcTime)
    user_id: Mapped[int | None] = mapped_column(Integer)
    physician: Mapped[str] = mapped_column(String(200))
    licence: Mapped[str] = mapped_column(String(80))
    confirmed_rules: Mapped[Any] = mapped_column(JsonText)
    remarks: Mapped[str] = mapped_column(Text)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcTime)
    withdrawn_by: Mapped[str | None] = mapped_column(String(200))
    withdrawn_reason: Mapped[str | None] = mapped_column(Text)


class OwnTemplate(Versioned, Record):
    """A template that the clinic wrote itself: the text as it was imported, and what was compiled of it.

    It is retired, never deleted: exams that began under it are opened with it for as long as they are kept.
    """

    __tablename__ = "protocol_own_template"
    __table_args__ = (
        unique_while("uq_protocol_own_template_in_force", "country", "edition", holds="retired_at IS NULL"),
        Index(None, "digest"),
    )
    __audit_exclude__: ClassVar[frozenset[str]] = frozenset({"compiled", "source_yaml"})

    country: Mapped[str] = mapped_column(String(2))
    edition: Mapped[str] = mapped_column(String(40))
    digest: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(Text)
    authority: Mapped[str] = mapped_column(Text)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    compiled: Mapped[str] = mapped_column(Text)
    source_yaml: Mapped[str] = mapped_column(Text)
    file_name: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    imported_at: Mapped[datetime] = mapped_column(UtcTime)
    user_id: Mapped[int | None] = mapped_column(Integer)
    imported_by: Mapped[str] = mapped_column(String(200))
    retired_at: Mapped[datetime | None] = mapped_column(UtcTime)
    retired_by: Mapped[str | None] = mapped_column(String(200))
    retired_reason: Mapped[str | None] = mapped_column(Text)


class SettingChange(Keyed, Record):
    """A number of an edition that the clinic changed; the newest of a key counts, null goes back to the template's."""

    __tablename__ = "protocol_setting_change"
    __table_args__ = (Index(None, "country", "edition", "key"),)

    country: Mapped[str] = mapped_column(String(2))
    edition: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(80))
    value: Mapped[Any] = mapped_column(JsonText, nullable=True)
    reason: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime] = mapped_column(UtcTime)
    changed_by: Mapped[str] = mapped_column(String(200))
