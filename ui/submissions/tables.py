"""The declared columns of the list of what is to be entered."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from mhac.submissions.views import WaitingExam
from ui.submissions import words
from ui.widgets import formats
from ui.widgets.tables import Column


def waiting_columns() -> tuple[Column[WaitingExam], ...]:
    """Return the columns: who, for whom, since when it is signed, and how far it is."""
    translate = QCoreApplication.translate
    return (
        Column(
            translate("EntryList", "Person"),
            lambda one: one.name,
            strong=True,
            detail=lambda one: words.joined((one.file_number, one.case_number)),
        ),
        Column(
            translate("EntryList", "Country"),
            lambda one: words.country(one.country),
            250,
            detail=lambda one: " · ".join(paper.name for paper in one.papers),
        ),
        Column(
            translate("EntryList", "Signed"),
            lambda one: formats.moment(one.signed_at),
            180,
            sort=lambda one: one.signed_at,
            detail=_until,
        ),
        Column(
            translate("EntryList", "Entered"),
            lambda one: words.waiting_state(one)[0],
            170,
            tone=lambda one: words.waiting_state(one)[1],
            sort=lambda one: one.ticked,
        ),
    )


def _until(one: WaitingExam) -> str:
    if one.valid_until is None:
        return ""
    until = QCoreApplication.translate("EntryList", "valid until {day}")
    if one.lapsed:
        until = QCoreApplication.translate("EntryList", "was valid until {day}")
    return until.format(day=formats.day(one.valid_until))
