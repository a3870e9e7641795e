"""The staff: who may sign in, in which roles, and how their name stands on paper."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from mhac.kernel.records import JsonText, Keyed, Record, UtcTime, Versioned


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
    slot_epoch: Mapped[int] = mapped_column(default=0, server_default="0")
    """How often somebody else set the password anew: slots of an earlier epoch, on any workstation, open no more."""


class StaffSignature(Keyed, Record):
    """The image of a signature, as it is printed on papers."""

    __tablename__ = "staff_signature"
    __audit_exclude__ = frozenset({"png"})

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), unique=True)
    png: Mapped[bytes] = mapped_column(LargeBinary)


class Enrolment(Versioned, Record):
    """A paper that lets one user in at one more workstation, once, within its time."""

    __tablename__ = "enrolment"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    made_by: Mapped[str] = mapped_column(String(120))
    expires_at: Mapped[datetime] = mapped_column(UtcTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcTime)
    workstation: Mapped[str | None] = mapped_column(String(80))
