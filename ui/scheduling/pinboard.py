"""Beside the board: blocks that were put aside, to be put down on another day or in another room."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from mhac.scheduling.views import Block
from ui.scheduling import words
from ui.scheduling.rows import clear
from ui.widgets import formats
from ui.widgets.basics import Card, ElidedLabel, button, column, holder, row, rule, small


class PinCard(Card):
    """Keeps blocks at hand while days are turned; each keeps its time in the book until it is put down."""

    put_down = Signal(object)  # Block

    def __init__(self) -> None:
        super().__init__(self.tr("Put aside"))
        self._blocks: dict[int, Block] = {}
        self.body.addWidget(
            small(self.tr("They keep their time until they are put down. Ctrl+V takes up the last one."), wrap=True)
        )
        self._lines = column(spacing=0)
        self.body.addWidget(holder(self._lines))
        self.hide()

    def pin(self, block: Block) -> None:
        """Put a block aside."""
        self._blocks.pop(block.id, None)
        self._blocks[block.id] = block
        self._fill()

    def take_off(self, block_id: int) -> None:
        """Forget a block: it was put down, or let go."""
        if self._blocks.pop(block_id, None) is not None:
            self._fill()

    def renew(self, blocks: tuple[Block, ...]) -> None:
        """Keep what was changed meanwhile as it stands now."""
        for block in blocks:
            if block.id in self._blocks:
                self._blocks[block.id] = block

    def last(self) -> Block | None:
        """The block that was put aside last."""
        return next(reversed(self._blocks.values()), None)

    def _fill(self) -> None:
        clear(self._lines)
        for place, block in enumerate(self._blocks.values()):
            if place:
                self._lines.addWidget(rule())
            self._lines.addWidget(self._line(block))
        self.setVisible(bool(self._blocks))

    def _line(self, block: Block) -> QWidget:
        whole = column(spacing=0, margins=(0, 4, 0, 4))
        title = words.block_title(block)
        name = ElidedLabel(title, "strong")
        name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        whole.addWidget(name)
        whole.addWidget(small(formats.moment(block.starts_at)))
        line = row()
        for text, slot in (
            (self.tr("Put down"), partial(self.put_down.emit, block)),
            (self.tr("Let go"), partial(self.take_off, block.id)),
        ):
            made = button(text, kind="link", small=True)
            made.setAccessibleName(f"{text}: {title}")
            made.clicked.connect(slot)
            line.addWidget(made)
        line.addStretch(1)
        whole.addLayout(line)
        return holder(whole)
