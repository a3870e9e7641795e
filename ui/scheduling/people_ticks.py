"""Whom of a block an act concerns: everybody at first, each with a tick; one person alone needs none."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from mhac.scheduling.rules import Status
from mhac.scheduling.views import Block, PersonInBlock
from ui.widgets.basics import literal


class PeopleTicks(QWidget):
    """The people of a block who stand in one of some states."""

    def __init__(self, block: Block, states: Collection[Status], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._people = tuple(person for person in block.people if person.status in states)
        self.setAccessibleName(self.tr("Whom it concerns"))
        line = QVBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(4)
        self.boxes: list[QCheckBox] = []
        for person in self._people:
            box = QCheckBox(literal(person.name))
            box.setChecked(True)
            self.boxes.append(box)
            line.addWidget(box)
        self.setVisible(len(self.boxes) > 1)

    def people(self) -> tuple[PersonInBlock, ...]:
        """Who is ticked."""
        return tuple(person for person, box in zip(self._people, self.boxes, strict=True) if box.isChecked())

    def person_ids(self) -> tuple[int, ...]:
        """The numbers of who is ticked."""
        return tuple(person.person_id for person in self.people())

    def all_of_them(self) -> bool:
        """Whether nobody was left out."""
        return len(self.people()) == len(self._people)
