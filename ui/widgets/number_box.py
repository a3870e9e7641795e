"""A whole number that is typed, or stepped through by its arrows and the arrow keys."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QSpinBox, QWidget

FROM_THE_EDGE = 8


class NumberBox(QSpinBox):
    """Its digits begin where the words of the other fields begin: the style sheet does not reach into the box."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lineEdit().setTextMargins(FROM_THE_EDGE, 0, 0, 0)

    def sizeHint(self) -> QSize:
        """Return the room for the longest number and the distance from the edge."""
        hint = super().sizeHint()
        return QSize(hint.width() + FROM_THE_EDGE, hint.height())

    def minimumSizeHint(self) -> QSize:
        """Return the least room for the same."""
        hint = super().minimumSizeHint()
        return QSize(hint.width() + FROM_THE_EDGE, hint.height())
