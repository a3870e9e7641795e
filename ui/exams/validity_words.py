"""Until when an examination would hold, said before it is decided and signed; and that it is over, where it is."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QCoreApplication

from ui.exams import words
from ui.exams.frozen_view import cleared_words
from ui.widgets import formats


def outcome_line(cleared: bool | None, until: date | None) -> str:
    """Return what an outcome says about travelling and until when: "Cleared for travel · valid until 10 Sep 2026"."""
    day = QCoreApplication.translate("Validity", "valid until {day}")
    return words.joined((cleared_words(cleared), day.format(day=formats.day(until)) if until else ""))


def over_words(until: date | None, today: date) -> str:
    """Return that the validity is over; empty while it lasts or is not known."""
    if until is None or until >= today:
        return ""
    said = QCoreApplication.translate("Validity", "The validity ended on {day}; the examination is to be repeated.")
    return said.format(day=formats.day(until))
