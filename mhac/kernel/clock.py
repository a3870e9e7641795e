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
