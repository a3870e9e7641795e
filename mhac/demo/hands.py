"""Whose hands do the work in the demo: the five invented users, and the clock that is turned through the story."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from mhac.kernel.database import Database
from mhac.kernel.unit_of_work import Actor, UnitOfWork


class TurnedClock:
    """A clock that shows what the story says, so that the past is written with its own times."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        """Return the moment of the story."""
        return self.moment


@dataclass
class Hands:
    """The staff at work: `with hands.act("nurse", "exams.save_section") as uow`."""

    database: Database
    clock: TurnedClock
    staff: dict[str, Actor]
    passwords: dict[str, str]

    @contextmanager
    def act(self, login: str, action: str) -> Iterator[UnitOfWork]:
        """One unit of work of one user, as the program itself would open it."""
        with self.database.unit_of_work(self.staff[login], action=action) as uow:
            yield uow

    def at(self, moment: datetime) -> None:
        """Turn the clock."""
        self.clock.moment = moment
