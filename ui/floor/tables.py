"""The queue of one station: the columns, and the order of its lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from ui.floor import words
from ui.floor.presenter import Card
from ui.widgets import formats
from ui.widgets.tables import Column

translate = QCoreApplication.translate


@dataclass(frozen=True)
class QueueRow:
    """A ticket in the queue; `mine` when it is called by who is signed in."""

    card: Card
    mine: bool


def queue_rows(cards: Iterable[Card], user_id: int | None, now: datetime) -> tuple[QueueRow, ...]:
    """The lines in their order: in my hand, waiting by length of wait, in others' hands, passed over for now."""
    rows = [QueueRow(card, card.is_called_by(user_id)) for card in cards]
    return tuple(sorted(rows, key=lambda line: (_rank(line, now), line.card.since, line.card.key)))


def _rank(line: QueueRow, now: datetime) -> int:
    if line.mine:
        return 0
    if line.card.is_called:
        return 2
    return 3 if line.card.is_passed_over(now) else 1


def queue_columns(now: Callable[[], datetime]) -> tuple[Column[QueueRow], ...]:
    """What the queue shows of a ticket."""

    def wait(line: QueueRow) -> str:
        return words.minutes(line.card.minutes(now()))

    def tone(line: QueueRow) -> str:
        return words.TONES[line.card.mark(now())]

    return (
        Column(translate("Floor", "Ticket"), lambda line: words.card_ticket(line.card), 84, strong=True),
        Column(translate("Floor", "Who"), lambda line: words.card_title(line.card),
               detail=lambda line: _state(line, now())),
        Column(translate("Floor", "Waits"), wait, 110, tone=tone),
        Column(translate("Floor", "Then"), _then, 120, quiet=True),
    )  # fmt: skip


def _state(line: QueueRow, now: datetime) -> str:
    visit = line.card.first
    if visit.called_at is not None and not line.mine:
        text = translate("Floor", "called by {name}, {time}").format(
            name=visit.called_by, time=formats.clock(visit.called_at)
        )
        return f"{text} · {visit.called_room}" if visit.called_room else text
    doubt = translate("Floor", "identity not confirmed") if line.card.doubtful else ""
    return words.card_state(line.card, now)[0] or doubt or words.card_detail(line.card, now.date())


def _then(line: QueueRow) -> str:
    return words.station_name(line.card.next_station) if line.card.next_station else ""
