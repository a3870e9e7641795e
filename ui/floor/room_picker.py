"""In which room somebody sits: the rooms of the station first, then the others of the clinic; or none."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QWidget

from ui.app.context import AppContext
from ui.floor.my_station import my_room, remember_room
from ui.floor.presenter import Floor
from ui.widgets.basics import as_tip


class RoomPicker(QComboBox):
    """Said once, it is kept for who is signed in at this workstation; a clinic without rooms sees nothing of it."""

    taken = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._room = my_room(context)
        self._known: frozenset[str] = frozenset()
        self.setAccessibleName(self.tr("Room in which you sit"))
        self.setToolTip(as_tip(self.tr("The room that you call people to")))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.activated.connect(self._chosen)
        self.hide()

    @property
    def room(self) -> str:
        """The name of the room, as long as the clinic has it."""
        return self._room if self._room in self._known else ""

    def offer(self, floor: Floor, station_code: str) -> None:
        """Offer the rooms as the clinic has them now."""
        usual, others = floor.rooms_of(station_code), floor.other_rooms(station_code)
        self._known = frozenset((*usual, *others))
        wanted = [self.tr("No room"), *usual, *others]
        if [text for i in range(self.count()) if (text := self.itemText(i))] != wanted:
            self.clear()
            self.addItem(wanted[0], "")
            for name in usual:
                self.addItem(name, name)
            if usual and others:
                self.insertSeparator(self.count())
            for name in others:
                self.addItem(name, name)
        self.setCurrentIndex(max(0, self.findData(self.room)))
        self.setVisible(bool(self._known))

    def take(self, name: str) -> None:
        """Sit in a room from now on; without a name, in none."""
        self._room = name
        remember_room(self._context, name)
        self.setCurrentIndex(max(0, self.findData(self.room)))
        self.taken.emit()

    @Slot(int)
    def _chosen(self, place: int) -> None:
        self.take(str(self.itemData(place) or ""))
