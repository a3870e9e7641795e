"""What the clinic decided about the protocols: which edition a physician adopted, and which numbers it changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from mhac.kernel.records import JsonText, Keyed, Record, UtcTime, Versioned


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
