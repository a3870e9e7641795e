"""What the clinic keeps of a journey: the flight, who is on it, the screenings and the decisions.

Screenings and decisions are only ever added; the highest number counts, and what was said before stays readable.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mhac.kernel.records import JsonText, Keyed, Record, UtcTime, Versioned


class Departure(Versioned, Record):
    """One flight on which people of the clinic leave."""

    __tablename__ = "departure"
    flight: Mapped[str] = mapped_column(String(12))
    departs_at: Mapped[datetime] = mapped_column(UtcTime)
    route: Mapped[str] = mapped_column(String(120), default="")
    destination: Mapped[str] = mapped_column(String(2))
    change_reason: Mapped[str] = mapped_column(Text, default="")
    planned_at: Mapped[datetime] = mapped_column(UtcTime)
    planned_by: Mapped[str] = mapped_column(String(120), default="")

    __table_args__ = (
        UniqueConstraint("flight", "departs_at", name="uq_departure_flight"),
        Index("ix_departure_departs_at", "departs_at"),
    )


class Traveller(Versioned, Record):
    """One person's place on a flight, with the help that he needs on the way."""

    __tablename__ = "traveller"
    departure_id: Mapped[int] = mapped_column(ForeignKey("departure.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    needs: Mapped[list[dict[str, str]]] = mapped_column(JsonText, default=list)
    added_at: Mapped[datetime] = mapped_column(UtcTime)
    added_by: Mapped[str] = mapped_column(String(120), default="")
    removed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    removed_by: Mapped[str] = mapped_column(String(120), default="")
    removed_reason: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (UniqueConstraint("departure_id", "person_id", name="uq_traveller_departure_person"),)


class Screening(Keyed, Record):
    """One pre-departure screening; a wrong one is voided with a reason and stays."""

    __tablename__ = "screening"
    traveller_id: Mapped[int] = mapped_column(ForeignKey("traveller.id"))
    number: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    screened_at: Mapped[datetime] = mapped_column(UtcTime)
    recorded_at: Mapped[datetime] = mapped_column(UtcTime)
    form_edition: Mapped[str] = mapped_column(String(20))
    form_digest: Mapped[str] = mapped_column(String(64))
    answers: Mapped[dict[str, Any]] = mapped_column(JsonText)
    by_id: Mapped[int | None]
    by_name: Mapped[str] = mapped_column(String(120))
    voided_at: Mapped[datetime | None] = mapped_column(UtcTime)
    voided_by: Mapped[str] = mapped_column(String(120), default="")
    voided_reason: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (UniqueConstraint("traveller_id", "number", name="uq_screening_traveller_number"),)


class FitnessDecision(Keyed, Record):
    """What a physician decided about one journey of one person, with the flight that he decided for."""

    __tablename__ = "fitness_decision"
    traveller_id: Mapped[int] = mapped_column(ForeignKey("traveller.id"))
    number: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    screening_id: Mapped[int | None] = mapped_column(ForeignKey("screening.id"))
    outcome: Mapped[str] = mapped_column(String(24))
    conditions: Mapped[list[dict[str, str]]] = mapped_column(JsonText, default=list)
    reason: Mapped[str] = mapped_column(Text, default="")
    despite: Mapped[str] = mapped_column(Text, default="")
    recheck_on: Mapped[date | None] = mapped_column(Date)
    flight: Mapped[str] = mapped_column(String(12))
    departs_at: Mapped[datetime] = mapped_column(UtcTime)
    decided_at: Mapped[datetime] = mapped_column(UtcTime)
    valid_until: Mapped[datetime | None] = mapped_column(UtcTime)
    physician_id: Mapped[int | None]
    physician_name: Mapped[str] = mapped_column(String(120))
    physician_licence: Mapped[str] = mapped_column(String(60), default="")
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("fitness_decision.id"), unique=True)
    supersede_reason: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (UniqueConstraint("traveller_id", "number", name="uq_fitness_decision_traveller_number"),)


class ScreeningDraft(Keyed, Record):
    """What somebody is answering in a screening, kept within a second, so that a crash loses nothing.

    It is no clinical fact until the screening is recorded, and so it stays out of the audit.
    """

    __tablename__ = "screening_draft"
    __table_args__ = (UniqueConstraint("traveller_id", "user_id"),)
    __audited__: ClassVar[bool] = False

    traveller_id: Mapped[int] = mapped_column(ForeignKey("traveller.id"))
    user_id: Mapped[int]
    content: Mapped[Any] = mapped_column(JsonText)
    saved_at: Mapped[datetime] = mapped_column(UtcTime)
