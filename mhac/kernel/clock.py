"""The clinic's clock: instants are aware and in UTC, days are the clinic's own days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]

DEFAULT_ZONE = ZoneInfo("Africa/Kigali")


def system_clock() -> datetime:
    """Return this moment, aware, in UTC."""
    return datetime.now(UTC)


def day_of(moment: datetime, zone: ZoneInfo) -> date:
    """Return the clinic's calendar day of a moment."""
    return moment.astimezone(zone).date()


class ServerClock:
    """The time of the clinic's server: this computer's own clock, set right by what the server told last.

    Several workstations write into one day; a clock that is wrong at one of them must not date what is done there.
    """

    def __init__(self, own: Clock = system_clock) -> None:
        self._own = own
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        """Return this moment by the server, aware, in UTC."""
        return self._own() + self.ahead

    def tell(self, now: datetime) -> None:
        """Take what the server says that it is now."""
        self.ahead = now - self._own()
