"""A field for a time of day, as minutes after midnight: 8, 8:30, 0830, 8h30."""

from __future__ import annotations

import re

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLineEdit, QWidget

_TIME = re.compile(r"(\d{1,2})(?:\s*[:.hH]\s*(\d{2})?)?|(\d{1,2})(\d{2})")


def minutes_of(text: str) -> int | None:
    """Return the minutes after midnight that a text means, None when it is no time."""
    match = _TIME.fullmatch(text.strip())
    if match is None:
        return None
    hours, minutes = (match[1], match[2]) if match[1] is not None else (match[3], match[4])
    found = int(hours) * 60 + int(minutes or 0)
    return found if found <= 24 * 60 and int(minutes or 0) < 60 else None


def clock_of(minutes: int) -> str:
    """Return "08:30"."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


class TimeField(QLineEdit):
    """Type any form; it is written out when leaving."""

    changed = Signal()

    def __init__(self, minutes: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(64)
        self.set_minutes(minutes)
        self.textEdited.connect(self._edited)

    def minutes(self) -> int | None:
        """Return minutes after midnight, None for an empty field or no time."""
        return minutes_of(self.text()) if self.text().strip() else None

    def is_wrong(self) -> bool:
        """Return whether something is typed that is no time."""
        return bool(self.text().strip()) and self.minutes() is None

    def set_minutes(self, minutes: int | None) -> None:
        """Show a time."""
        self.setText("" if minutes is None else clock_of(minutes))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Write the time out."""
        super().focusOutEvent(event)
        if (found := self.minutes()) is not None:
            self.set_minutes(found)

    @Slot(str)
    def _edited(self, _text: str) -> None:
        self.changed.emit()
