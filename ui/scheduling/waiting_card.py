"""Beside the board: who waits for a time, what expires first; and whom a time that became free fits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from mhac.scheduling.rules import PartOfDay
from mhac.scheduling.views import Frame, FreeSlot, Offer, WaitingRow
from ui.scheduling import words
from ui.scheduling.presenter import Book
from ui.scheduling.rows import clear
from ui.widgets import formats
from ui.widgets.basics import Card, ElidedLabel, Pill, button, column, holder, muted, row, rule, small

translate = QCoreApplication.translate
SHOWN = 5
SOON_DAYS, NEAR_DAYS = 7, 21


def waiting_title(entry: WaitingRow) -> str:
    """How people on the list are called."""
    return words.names_title(entry.people)


def urgency_words(entry: WaitingRow, today: date) -> tuple[str, str]:
    """Why the entry is urgent and in which tone; a part of the day where there is no last day."""
    if entry.by_day is None:
        text = {
            PartOfDay.ANY: translate("WaitingCard", "any time"),
            PartOfDay.MORNING: translate("WaitingCard", "any morning"),
            PartOfDay.AFTERNOON: translate("WaitingCard", "any afternoon"),
        }[entry.part_of_day]
        return text, "neutral"
    left = (entry.by_day - today).days
    tone = "bad" if left <= SOON_DAYS else "warning" if left <= NEAR_DAYS else "neutral"
    return translate("WaitingCard", "by {day}").format(day=words.near_day(entry.by_day)), tone


def waiting_facts(entry: WaitingRow) -> dict[str, str]:
    """What an entry of the list is now, by what it is called: for somebody who saw it otherwise."""
    until = formats.day(entry.by_day) if entry.by_day else ""
    return {
        translate("WaitingCard", "Who"): waiting_title(entry),
        translate("WaitingCard", "Until"): f"{until} {entry.by_reason}".strip(),
        translate("WaitingCard", "Reason"): entry.reason,
    }


class WaitingCard(Card):
    """The head of the waiting list, and offers after a time became free."""

    book_wanted = Signal(object, object)  # WaitingRow, FreeSlot or None
    list_wanted = Signal()
    add_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(self.tr("Waiting list"))
        self._count = muted("")
        self.head.insertWidget(1, self._count)
        self.add_button = button(self.tr("Add"), kind="link", small=True, tip=self.tr("Put people on the waiting list"))
        self.add_button.setAccessibleName(self.tr("Put people on the waiting list"))
        self.add_button.clicked.connect(self.add_wanted)
        self.head.addWidget(self.add_button)
        self._freed = small("", wrap=True)
        self.body.addWidget(self._freed)
        self._lines = column(spacing=0)
        self.body.addWidget(holder(self._lines))
        self.all_button = button(self.tr("Whole list…"), kind="link", small=True)
        self.all_button.clicked.connect(self.list_wanted)
        self.body.addWidget(self.all_button)
        self._offers: tuple[Offer, ...] = ()
        self._book: Book | None = None
        self._today = date.min
        self._may_book = False

    def show_book(self, book: Book, today: date, *, may_book: bool) -> None:
        """Show who waits."""
        self._book, self._today, self._may_book = book, today, may_book
        known = {entry.id for entry in book.waiting}
        self._offers = tuple(offer for offer in self._offers if offer.entry.id in known)
        self._fill()

    def show_offers(self, offers: Sequence[Offer]) -> None:
        """Show whom a time that became free fits, until the next act."""
        self._offers = tuple(offers)
        self._fill()

    def offers(self) -> tuple[Offer, ...]:
        """What is offered now."""
        return self._offers

    def _fill(self) -> None:
        book = self._book
        if book is None:
            return
        clear(self._lines)
        self._count.setText(str(len(book.waiting)) if book.waiting else "")
        self.add_button.setVisible(self._may_book)
        self.all_button.setVisible(bool(book.waiting))
        self._freed.setVisible(bool(self._offers))
        if self._offers:
            self._freed.setText(self.tr("A time became free. It fits, most urgent first:"))
        shown: list[tuple[WaitingRow, FreeSlot | None]] = [(offer.entry, offer.slot) for offer in self._offers]
        shown = shown or [(entry, None) for entry in book.waiting]
        for place, (entry, slot) in enumerate(shown[:SHOWN]):
            if place:
                self._lines.addWidget(rule())
            self._lines.addWidget(self._line(entry, slot, book.frame))
        if not shown:
            self._lines.addWidget(muted(self.tr("Nobody is waiting."), wrap=True))

    def _line(self, entry: WaitingRow, slot: FreeSlot | None, frame: Frame) -> QWidget:
        whole = column(spacing=2, margins=(0, 4, 0, 4))
        head = row()
        title = waiting_title(entry)
        name = ElidedLabel(title, "strong")
        name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        head.addWidget(name, 1)
        if self._may_book:
            made = button(self.tr("Book"), kind="link", small=True)
            made.setAccessibleName(f"{made.text()}: {title}")
            made.clicked.connect(partial(self.book_wanted.emit, entry, slot))
            head.addWidget(made)
        whole.addLayout(head)
        asked = (words.service_name(frame.service(entry.service_id)), words.with_words(frame, entry.clinician_id))
        what = " · ".join(part for part in asked if part)
        if slot is not None:
            day = words.near_day(formats.local(slot.span.starts_at).date())
            what = f"{what} · {day} {formats.clock(slot.span.starts_at)} · {slot.room}"
        detail = ElidedLabel(f"{what} · {entry.reason}" if slot is None else what, "small")
        detail.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        whole.addWidget(detail)
        text, tone = urgency_words(entry, self._today)
        foot = row(spacing=6)
        foot.addWidget(Pill(text, tone))
        foot.addStretch(1)
        whole.addLayout(foot)
        if entry.by_reason:
            whole.addWidget(small(entry.by_reason, wrap=True))
        if entry.booked_at is not None:
            whole.addWidget(small(self.tr("is booked {when}").format(when=formats.moment(entry.booked_at)), wrap=True))
        return holder(whole)
