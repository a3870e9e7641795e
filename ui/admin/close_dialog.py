"""Appointments stand in a time that is to be closed: which ones, and whether it is closed all the same."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from mhac.scheduling.views import Block, Frame
from ui.app.dialogs import FormDialog
from ui.widgets import formats
from ui.widgets.tables import Column, DataTable


class CloseDialog(FormDialog):
    """Lists what stands then; closing leaves it in the book, where it is listed until somebody moves it."""

    def __init__(self, blocks: Sequence[Block], frame: Frame, parent: QWidget | None = None) -> None:
        super().__init__(
            self.tr("Appointments stand then"),
            self.tr("&Close all the same"),
            parent,
            text=self.tr(
                "They keep their time, and the appointment book lists them under “To be moved” until somebody moves or "
                "cancels them."
            ),
            danger=True,
            width=640,
        )
        self.table: DataTable[Block] = DataTable(
            (
                Column(self.tr("When"), _when, 190, sort=lambda block: block.starts_at),
                Column(self.tr("Who"), _who, strong=True),
                Column(self.tr("Room"), lambda block: _room(block, frame), 130),
            ),
            key=lambda block: block.id,
            name=self.tr("Appointments stand then"),
            empty=self.tr("None any more."),
        )
        self.table.setMinimumHeight(220)
        self.table.set_rows(blocks)
        self.body.addWidget(self.table, 1)


def _when(block: Block) -> str:
    return f"{formats.moment(block.starts_at)}–{formats.clock(block.ends_at)}"


def _who(block: Block) -> str:
    return block.label or ", ".join(person.name for person in block.live)


def _room(block: Block, frame: Frame) -> str:
    room = frame.room(block.room_id)
    return room.name if room else ""
