"""The tables of the clinic floor: visits, the moves from station to station, and the last ticket number of a day."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mhac.kernel.records import Keyed, Record, UtcTime, Versioned


class Visit(Versioned, Record):
    """One person in the clinic, from arrival to checkout."""

    __tablename__ = "visit"
    __table_args__ = (UniqueConstraint("day", "ticket"), Index("ix_visit_person_id", "person_id"))

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointment.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case_file.id"))
    day: Mapped[date] = mapped_column(Date)
    number: Mapped[int] = mapped_column(Integer)
    member: Mapped[str] = mapped_column(String(4))
    ticket: Mapped[str] = mapped_column(String(12))
    arrived_at: Mapped[datetime] = mapped_column(UtcTime)
    identity_outcome: Mapped[str] = mapped_column(String(20))
    identity_means: Mapped[str] = mapped_column(String(10))
    identity_reason: Mapped[str] = mapped_column(String(300))
    identity_by: Mapped[str] = mapped_column(String(120))
    identity_at: Mapped[datetime] = mapped_column(UtcTime)
    station: Mapped[str] = mapped_column(String(30))
    station_since: Mapped[datetime] = mapped_column(UtcTime)
    status: Mapped[str] = mapped_column(String(10))
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)
    end_reason: Mapped[str] = mapped_column(String(300), default="")
    # Called to the station where he waits: since when, by whom, how often. Forgotten when he goes on.
    called_at: Mapped[datetime | None] = mapped_column(UtcTime)
    called_by_id: Mapped[int | None] = mapped_column(Integer)
    called_by: Mapped[str] = mapped_column(String(120), default="", server_default="")
    calls: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    # The room that was called to, by the name it had then; empty where the station is one place.
    called_room: Mapped[str] = mapped_column(String(60), default="", server_default="")
    # Passed over at his station, and until when others go first.
    skipped_at: Mapped[datetime | None] = mapped_column(UtcTime)
    skipped_until: Mapped[datetime | None] = mapped_column(UtcTime)
    skipped_by: Mapped[str] = mapped_column(String(120), default="", server_default="")
    skip_reason: Mapped[str] = mapped_column(String(300), default="", server_default="")
    # The person's number while the visit is open: two desks cannot let one person in twice.
    open_person_id: Mapped[int | None] = mapped_column(Integer, unique=True)


class StationMove(Keyed, Record):
    """One hand-over; an empty target is the end of the visit. A move that was taken back stays on record."""

    __tablename__ = "station_move"
    __table_args__ = (Index("ix_station_move_visit_id", "visit_id"),)

    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"))
    from_station: Mapped[str] = mapped_column(String(30))
    to_station: Mapped[str] = mapped_column(String(30))
    since: Mapped[datetime] = mapped_column(UtcTime)
    at: Mapped[datetime] = mapped_column(UtcTime)
    by_id: Mapped[int | None] = mapped_column(Integer)
    by_name: Mapped[str] = mapped_column(String(120))
    workstation: Mapped[str] = mapped_column(String(80))
    undone_at: Mapped[datetime | None] = mapped_column(UtcTime)
    undone_by: Mapped[str] = mapped_column(String(120), default="")
    # The call that the move answered: a step back puts it where it was.
    called_at: Mapped[datetime | None] = mapped_column(UtcTime)
    called_by_id: Mapped[int | None] = mapped_column(Integer)
    called_by: Mapped[str] = mapped_column(String(120), default="", server_default="")
    called_room: Mapped[str] = mapped_column(String(60), default="", server_default="")


class TicketDay(Record):
    """The last ticket number of a day; its row is locked while a number is drawn."""

    __tablename__ = "ticket_day"
    __audited__ = False

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    last: Mapped[int] = mapped_column(Integer)
