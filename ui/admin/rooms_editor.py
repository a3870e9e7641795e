"""The rooms of the book, edited in place: name, kind, and whether they are used."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QVBoxLayout, QWidget

from mhac.scheduling import setup
from mhac.scheduling.setup import RoomPlan
from ui.admin.line_list import LineList
from ui.app.languages import current_language
from ui.widgets.basics import set_property, words


@dataclass(frozen=True)
class _Line:
    plan: RoomPlan  # as it is stored
    name: QLineEdit
    kind: QComboBox
    used: QCheckBox | None


class RoomsEditor(QWidget):
    """A new room can be removed again; one that exists is only taken out of use, for appointments remember it."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: list[_Line] = []
        self._list = LineList(((self.tr("Room"), 2), (self.tr("Kind"), 1), ("", 0)), self.tr("Add a room"))
        self._list.add_requested.connect(self._add_new)
        self._list.removed.connect(self._removed)
        self._problem = words("", "error", wrap=True)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._list, 1)
        whole.addWidget(self._problem)

    def set_rooms(self, rooms: Iterable[RoomPlan]) -> None:
        """Show rooms."""
        self._list.clear()
        self._lines.clear()
        for plan in rooms:
            self._add(plan)

    def take(self, pairs: Iterable[tuple[RoomPlan, RoomPlan]]) -> None:
        """Show rooms as somebody else left them (first of each pair), with what shall stand here; new ones stay."""
        added = [plan for plan in self.rooms() if plan.room_id is None]
        self.set_rooms(())
        for stored, shown in pairs:
            self._add(shown)
            self._lines[-1] = replace(self._lines[-1], plan=stored)
        for plan in added:
            self._add(plan)

    def rooms(self) -> tuple[RoomPlan, ...]:
        """Return all rooms as edited, in their order."""
        return tuple(self._plan(place, line) for place, line in enumerate(self._lines))

    def changed_rooms(self) -> tuple[RoomPlan, ...]:
        """Return the rooms that differ from what was shown at first."""
        return tuple(
            now
            for now, line in zip(self.rooms(), self._lines, strict=True)
            if now.room_id is None or now != replace(line.plan, position=now.position)
        )

    def fault(self) -> str:
        """Return what is wrong, and show it."""
        names = [line.name.text().strip() for line in self._lines]
        text = ""
        for line, name in zip(self._lines, names, strict=True):
            twice = sum(1 for other in names if other.casefold() == name.casefold()) > 1
            set_property(line.name, "state", "bad" if not name or twice else "")
            if not name:
                text = text or self.tr("Give every room a name, or remove it.")
            elif twice:
                text = text or self.tr("Two rooms have the same name.")
        if not text and not any(plan.active for plan in self.rooms()):
            text = self.tr("At least one room is needed.")
        self._problem.setText(text)
        return text

    def _plan(self, place: int, line: _Line) -> RoomPlan:
        used = line.used is None or line.used.isChecked()
        return replace(
            line.plan, name=line.name.text().strip(), kind=str(line.kind.currentData()), position=place, active=used
        )

    def _add(self, plan: RoomPlan) -> None:
        name = QLineEdit(plan.name)
        name.setAccessibleName(self.tr("Name of the room"))
        kind = QComboBox()
        kind.setAccessibleName(self.tr("Kind of room"))
        for entry in setup.defaults().room_kinds:
            kind.addItem(entry.names.get(current_language(), entry.names["en"]), entry.code)
        kind.setCurrentIndex(max(0, kind.findData(plan.kind)))
        used = None
        if plan.room_id is not None:
            used = QCheckBox(self.tr("in use"))
            used.setChecked(plan.active)
            used.toggled.connect(self.changed)
            self._list.add_line(name, kind, used, removable=False)
        else:
            self._list.add_line(name, kind)
        name.textEdited.connect(self.changed)
        kind.currentIndexChanged.connect(self.changed)
        self._lines.append(_Line(plan, name, kind, used))

    @Slot()
    def _add_new(self) -> None:
        self._add(RoomPlan("", setup.defaults().room_kinds[0].code))
        self._lines[-1].name.setFocus()
        self.changed.emit()

    @Slot(int)
    def _removed(self, place: int) -> None:
        del self._lines[place]
        self.changed.emit()
