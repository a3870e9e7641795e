"""Lines that are made anew in a card."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout


def clear(layout: QVBoxLayout | QHBoxLayout) -> None:
    """Take all lines away."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
