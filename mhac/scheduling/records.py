"""The tables of the appointment book: rooms, services, opening hours, closures, appointments, and the guard
table whose unique rows make a double booking impossible on every workstation and on either engine."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mhac.kernel.records import JsonText, Keyed, Record, UtcTime, Versioned


class Room(Versioned, Record):
    """A room that can be booked; a column of the book."""

    __tablename__ = "room"

    name: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(30))
    position: Mapped[int] = mapped_column(Integer)
    active: Mapped[bool] = mapped_column(default=True)


class Service(Versioned, Record):
    """Something people are booked for: how long it takes, in which kind of room, over which stations."""

    __tablename__ = "service"

    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    translations: Mapped[dict[str, str]] = mapped_column(JsonText)
    minutes: Mapped[int] = mapped_column(Integer)
    minutes_each_more: Mapped[int] = mapped_column(Integer)
    room_kind: Mapped[str] = mapped_column(String(30))
    stations: Mapped[list[str]] = mapped_column(JsonText)
    position: Mapped[int] = mapped_column(Integer)
    active: Mapped[bool] = mapped_column(default=True)
    # How many people of this service may begin in one half hour; nothing is no limit.
    capacity: Mapped[int | None] = mapped_column(Integer)
    # Whose appointments these can be, by role; an empty list is every clinician.
    taken_by: Mapped[list[str]] = mapped_column(JsonText, default=list, server_default="[]")


class OpeningHours(Versioned, Record):
    """Opening hours of one weekday, in minutes after midnight on the clinic's clock; no row is a closed day."""

    __tablename__ = "opening_hours"

    weekday: Mapped[int] = mapped_column(Integer, unique=True)
    opens: Mapped[int] = mapped_column(Integer)
    closes: Mapped[int] = mapped_column(Integer)
    break_from: Mapped[int | None] = mapped_column(Integer)
    break_to: Mapped[int | None] = mapped_column(Integer)


class Closure(Keyed, Record):
    """A date on which the clinic, or one room, is closed, and why: the whole day, or from one time to another.

    The times are minutes after midnight on the clinic's clock; without them it is the whole day.
    """

    __tablename__ = "closure"
    __table_args__ = (Index("ix_closure_day", "day"),)

    day: Mapped[date] = mapped_column(Date)
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"))
    reason: Mapped[str] = mapped_column(String(120))
    closed_from: Mapped[int | None] = mapped_column(Integer)
    closed_to: Mapped[int | None] = mapped_column(Integer)


class Appointment(Versioned, Record):
    """A block of the book: one room, one stretch of time, one person or a whole family."""

    __tablename__ = "appointment"
    __table_args__ = (Index("ix_appointment_starts_at", "starts_at"),)

    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"))
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    starts_at: Mapped[datetime] = mapped_column(UtcTime)
    ends_at: Mapped[datetime] = mapped_column(UtcTime)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case_file.id"))
    label: Mapped[str] = mapped_column(String(80), default="")
    note: Mapped[str] = mapped_column(String(300), default="")
    walk_in: Mapped[bool] = mapped_column(default=False)
    # Who sees them, where somebody was asked for by name; the guard holds his time as it holds the room's.
    clinician_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    # Touched by every change of a person in the block, so that the version of the block covers its people too.
    changed_at: Mapped[datetime] = mapped_column(UtcTime)


class AppointmentPerson(Keyed, Record):
    """One person in a block, with the state of his or her own appointment."""

    __tablename__ = "appointment_person"
    __table_args__ = (
        UniqueConstraint("appointment_id", "person_id"),
        Index("ix_appointment_person_person_id", "person_id"),
    )

    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointment.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    status: Mapped[str] = mapped_column(String(20))
    status_at: Mapped[datetime] = mapped_column(UtcTime)
    reason: Mapped[str] = mapped_column(String(300), default="")


class BookedSlot(Keyed, Record):
    """The guard: a quarter hour of a room, of a person or of a clinician belongs to one appointment only."""

    __tablename__ = "booked_slot"
    __table_args__ = (
        UniqueConstraint("kind", "owner_id", "slot"),
        Index("ix_booked_slot_appointment_id", "appointment_id"),
    )

    kind: Mapped[str] = mapped_column(String(10))
    owner_id: Mapped[int] = mapped_column(Integer)
    slot: Mapped[int] = mapped_column(Integer)
    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointment.id"))


class WaitingEntry(Versioned, Record):
    """People who wait for a time that is not free yet: for what, why, until when, and what suits them."""

    __tablename__ = "waiting_entry"
    __table_args__ = (Index("ix_waiting_entry_status", "status"),)

    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case_file.id"))
    reason: Mapped[str] = mapped_column(String(200))
    by_day: Mapped[date | None] = mapped_column(Date)
    by_reason: Mapped[str] = mapped_column(String(200), default="")
    part_of_day: Mapped[str] = mapped_column(String(10))
    status: Mapped[str] = mapped_column(String(10))
    added_at: Mapped[datetime] = mapped_column(UtcTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)
    end_reason: Mapped[str] = mapped_column(String(200), default="")
    appointment_id: Mapped[int | None] = mapped_column(ForeignKey("appointment.id"))
    clinician_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class WaitingPerson(Keyed, Record):
    """One of the people of an entry of the waiting list."""

    __tablename__ = "waiting_person"
    __table_args__ = (
        UniqueConstraint("entry_id", "person_id"),
        Index("ix_waiting_person_person_id", "person_id"),
    )

    entry_id: Mapped[int] = mapped_column(ForeignKey("waiting_entry.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
