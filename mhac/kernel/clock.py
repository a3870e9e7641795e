"""The clinic's clock: instants are aware and in UTC, days are the clinic's own days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]

DEFAULT_ZONE = ZoneInfo("Africa/Kigali")


def system_clock() -> datetime:
    """Return this moment, aware, in UTC."""
    return datetime.now(UTC)


def day_of(moment: datetime, zone: ZoneInfo) -> date:
    """Return the clinic's calendar day of a moment."""
    return moment.astimezone(zone).date()


def local_time(day: date, hour: int, minute: int, zone: ZoneInfo) -> datetime:
    """Return the UTC moment at which the clinic's clock shows `hour:minute` on `day`."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone).astimezone(UTC)
