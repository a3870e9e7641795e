"""The line above the three views of the clinic day: the floor, one station, what is left open; and the wall screen."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Slot
from PySide6.QtWidgets import QWidget

from ui.app.context import AppContext
from ui.floor.wall_keeper import show_wall
from ui.widgets.basics import button, row
from ui.widgets.segmented import Choice, Segmented

translate = QCoreApplication.translate


class ViewLine(QWidget):
    """Goes to another view; opens the screen of the waiting room."""

    def __init__(self, context: AppContext, shown: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._shown = shown
        views = (
            ("floor", translate("Floor", "All stations"), "F4", "floor.see_floor"),
            ("station", translate("Floor", "My station"), "Shift+F4", "floor.call"),
            ("dayend", translate("Floor", "Left open today"), "Ctrl+F4", "reporting.see_day_end"),
        )
        allowed = [Choice(key, text, keys) for key, text, keys, asked in views if context.can(asked)]
        self.switch = Segmented(allowed, name=translate("Floor", "View"), clearable=False)
        self.switch.set_value(shown)
        self.switch.changed.connect(self._go)
        self.line = row(spacing=10)
        self.line.addWidget(self.switch)
        self.line.addStretch(1)
        self.wall_button = button(translate("Floor", "&Waiting-room screen"), icon="monitor", small=True)
        self.wall_button.setToolTip(translate("Floor", "Numbers and stations only, for a second screen"))
        self.wall_button.clicked.connect(self._wall)
        self.line.addWidget(self.wall_button)
        self.setLayout(self.line)

    @Slot(str)
    def _go(self, key: str) -> None:
        self.switch.set_value(self._shown)
        self._context.navigate(key)

    @Slot()
    def _wall(self) -> None:
        show_wall(self._context)
