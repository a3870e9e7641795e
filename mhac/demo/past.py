"""The past of a large demo clinic: thousands assessed and screened over eight and a half years, written in bulk.

The rows go into the same tables that the services fill, with all search terms; each chunk is one act, and its audit
entry says that it was written in bulk and how much.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from mhac.demo.bulk import pour
from mhac.demo.hands import Hands
from mhac.demo.moulds import Moulds
from mhac.demo.past_journeys import Journeys
from mhac.demo.past_papers import Papers
from mhac.demo.past_rows import Rows
from mhac.demo.people import InventedFamily, Inventor, certain, demo_data
from mhac.floor.records import TicketDay
from mhac.scheduling.queries import frame

FIRST, LAST = date(2010, 1, 4), date(2018, 6, 15)
"""The years that the clinic's own numbers cover."""
SCREENED_SHARE = 9970 / 18700
"""So many of those assessed were screened before a flight."""
CHUNK = 300

Progress = Callable[[str, int, int], None]


def live_through(hands: Hands, inventor: Inventor, people: int, opened: datetime,
                 progress: Progress) -> list[InventedFamily]:
    """Write the past of so many people; return their families."""
    chance = random.Random(inventor.seed + 1)  # noqa: S311 - invented people, no secret
    data = demo_data("clinic")
    moulds = Moulds(hands, chance, data["country"], data["exam_country"])
    with hands.database.reading(hands.staff["admin"], action="demo.past") as uow:
        book = frame(uow)
    papers = Papers(hands)
    journeys = Journeys(hands, chance, data, SCREENED_SHARE, papers)
    told: list[InventedFamily] = []
    done = 0
    tickets: dict[date, int] = defaultdict(int)
    hands.at(opened - timedelta(days=200))
    for chunk in _chunks(_days(inventor, moulds, people)):
        with hands.act("admin", "demo.write_past") as uow:
            rows = Rows(uow, hands, moulds, book, chance, tickets)
            rows.write(chunk)
            travelled = journeys.write(uow, rows.written)
            count = len(rows.written)
            uow.note("the past of an invented clinic, written in bulk", people=count, families=len(chunk),
                     screened=travelled, first=chunk[0][0].isoformat(), last=chunk[-1][0].isoformat())
        told += [family for _, family in chunk]
        done += count
        progress("past", done, people)
    with hands.act("admin", "demo.write_past") as uow:
        pour(uow.session, TicketDay, [{"day": day, "last": last} for day, last in sorted(tickets.items())])
        papers.count(uow)
        uow.note("the last tickets of the days of the past", days=len(tickets))
    return told


def _days(inventor: Inventor, moulds: Moulds, people: int) -> Iterator[tuple[date, InventedFamily]]:
    """Invent families over the years, evenly, on working days."""
    span = (LAST - FIRST).days
    left = people
    while left > 0:
        day = FIRST + timedelta(days=round(span * (people - left) / people))
        day += timedelta(days={5: 2, 6: 1}.get(day.weekday(), 0))
        family = certain(inventor.family(min(left, inventor.size()), on=day), moulds.limits, day, day)
        left -= len(family.members)
        yield day, family


def _chunks(families: Iterator[tuple[date, InventedFamily]]) -> Iterator[list[tuple[date, InventedFamily]]]:
    chunk: list[tuple[date, InventedFamily]] = []
    for each in families:
        chunk.append(each)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
