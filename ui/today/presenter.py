"""What the Today page loads, and how its lines read: plain Python."""

from __future__ import annotations

from datetime import datetime, timedelta

from mhac.kernel.unit_of_work import UnitOfWork
from mhac.reporting import queries
from mhac.reporting.queries import Task, Today, Waiting
from mhac.reporting.rules import Work
from ui.widgets import formats

SHOWN = 6
SINCE = frozenset({Work.DESK, Work.VITALS, Work.STATIONS, Work.PHYSICIAN})
"""Kinds of work whose time says since when somebody waits."""


def load(uow: UnitOfWork) -> Today:
    """Ask what waits."""
    return queries.today(uow)


def split(today: Today) -> tuple[tuple[Task, ...], tuple[Task, ...]]:
    """Return the work that waits, and the kinds of which nothing waits."""
    return (tuple(task for task in today.tasks if task.count), tuple(task for task in today.tasks if not task.count))


def when(work: Work, waiting: Waiting, now: datetime) -> str:
    """Return the time of a line: how long somebody waits, the time of today, or the day."""
    if waiting.at is None:
        return ""
    if work in SINCE:
        return formats.span(max(now - waiting.at, timedelta(0)))
    local = formats.local(waiting.at)
    if local.date() == now.date():
        return formats.clock(waiting.at)
    return formats.short_day(local.date())


def people_of(today: Today, work: Work) -> int:
    """Return how many people of a kind wait; a family in one block counts with everybody."""
    return sum(each.people for task in today.tasks if task.work is work for each in task.waiting)


def backup_is_old(today: Today, now: datetime) -> bool:
    """Whether there was no backup for a day and a half."""
    return today.backup_at is None or now - today.backup_at > timedelta(hours=36)
