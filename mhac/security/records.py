"""The staff: who may sign in, in which roles, and how their name stands on paper."""

from __future__ import annotations

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from mhac.kernel.records import JsonText, Keyed, Record, Versioned


class User(Versioned, Record):
    """Somebody who works at the clinic. A user who left stays, inactive: his acts keep their name."""

    __tablename__ = "user_account"

    login: Mapped[str] = mapped_column(String(30), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    roles: Mapped[list[str]] = mapped_column(JsonText)
    job_title: Mapped[str] = mapped_column(String(120), default="")
    licence: Mapped[str] = mapped_column(String(60), default="")
    language: Mapped[str] = mapped_column(String(5), default="en")
    active: Mapped[bool] = mapped_column(default=True)
    must_change_password: Mapped[bool] = mapped_column(default=False)


class StaffSignature(Keyed, Record):
    """The image of a signature, as it is printed on papers."""

    __tablename__ = "staff_signature"
    __audit_exclude__ = frozenset({"png"})

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), unique=True)
    png: Mapped[bytes] = mapped_column(LargeBinary)
