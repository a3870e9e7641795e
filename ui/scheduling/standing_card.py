"""Beside the board: appointments that stand in a time for which the clinic or their room was closed; to be moved."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from mhac.scheduling.views import Block, Frame
from ui.scheduling import words
from ui.scheduling.presenter import Book
from ui.scheduling.rows import clear
from ui.widgets import formats
from ui.widgets.basics import Card, ElidedLabel, button, column, holder, muted, row, rule, small

SHOWN = 6


class StandingCard(Card):
    """Whom to call and give another time; hidden while nothing stands in a closed time."""

    show_wanted = Signal(object)  # Block
    put_aside = Signal(object)  # Block

    def __init__(self) -> None:
        super().__init__(self.tr("To be moved"))
        self._count = muted("")
        self.head.insertWidget(1, self._count)
        self.body.addWidget(small(self.tr("The clinic or the room is closed then."), wrap=True))
        self._lines = column(spacing=0)
        self.body.addWidget(holder(self._lines))
        self.hide()

    def show_book(self, book: Book, *, may_move: bool) -> None:
        """Show what stands there, the earliest first."""
        clear(self._lines)
        self._count.setText(str(len(book.standing)))
        for place, block in enumerate(book.standing[:SHOWN]):
            if place:
                self._lines.addWidget(rule())
            self._lines.addWidget(self._line(block, book.frame, may_move))
        if len(book.standing) > SHOWN:
            more = self.tr("and {count} more").format(count=len(book.standing) - SHOWN)
            self._lines.addWidget(small(more))
        self.setVisible(bool(book.standing))

    def _line(self, block: Block, frame: Frame, may_move: bool) -> QWidget:
        whole = column(spacing=0, margins=(0, 4, 0, 4))
        title = words.block_title(block)
        name = ElidedLabel(title, "strong")
        name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        whole.addWidget(name)
        room = frame.room(block.room_id)
        day = words.near_day(formats.local(block.starts_at).date())
        whole.addWidget(small(f"{day} · {words.hours_words(block)} · {room.name if room else ''}", wrap=True))
        line = row()
        wanted = [(self.tr("Show"), self.show_wanted)]
        if may_move:
            wanted.append((self.tr("Put aside"), self.put_aside))
        for text, signal in wanted:
            made = button(text, kind="link", small=True)
            made.setAccessibleName(f"{text}: {title}")
            made.clicked.connect(partial(signal.emit, block))
            line.addWidget(made)
        line.addStretch(1)
        whole.addLayout(line)
        return holder(whole)
