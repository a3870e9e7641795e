"""A list to choose from whose entries are found by typing them, spaces included."""

from __future__ import annotations

from time import monotonic

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QComboBox, QWidget


class TypedList(QComboBox):
    """Typing "United S" goes to the United States: after letters a space is a letter too, and opens no list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._typed_at = 0.0

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take a space as part of the words while they are being typed."""
        plain = not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        interval = QGuiApplication.styleHints().keyboardInputInterval() / 1000
        goes_on = monotonic() - self._typed_at < interval
        if (plain and event.text().strip()) or (event.key() == Qt.Key.Key_Space and goes_on):
            self._typed_at = monotonic()
        if event.key() == Qt.Key.Key_Space and goes_on:
            self._search(" ")
            return
        super().keyPressEvent(event)

    def _search(self, text: str) -> None:
        view, before = self.view(), self.currentIndex()
        view.setCurrentIndex(self.model().index(before, self.modelColumn(), self.rootModelIndex()))
        view.keyboardSearch(text)
        found = view.currentIndex().row()
        if found != before:
            self.setCurrentIndex(found)
            self.activated.emit(found)
