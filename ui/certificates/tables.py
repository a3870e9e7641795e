"""The columns of the three lists: ready to issue, issued, waiting for the printer."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QCoreApplication

from mhac.certificates.views import CertificateRow, JobRow, ReadyRow
from ui.certificates.words import decision_words, failure_words, print_words, status_words
from ui.widgets import formats
from ui.widgets.tables import Column

translate = QCoreApplication.translate


def ready_columns() -> tuple[Column[ReadyRow], ...]:
    """Return the columns of what may be issued now."""
    return (
        Column(translate("Certificates", "Traveller"), lambda row: row.name, strong=True,
               detail=lambda row: " · ".join(part for part in (row.case_number, row.file_number) if part)),
        Column(translate("Certificates", "Decision"), lambda row: decision_words(row.outcome)[0], 150,
               tone=lambda row: decision_words(row.outcome)[1]),
        Column(translate("Certificates", "Flight"), lambda row: row.flight, 172,
               detail=lambda row: formats.moment(row.departs_at), sort=lambda row: row.departs_at.isoformat()),
        Column(translate("Certificates", "Photo"), photo_words, 90,
               tone=lambda row: "neutral" if row.has_photo else "warning"),
        Column(translate("Certificates", "Replaces"), lambda row: row.replaces or "—", 124, quiet=True),
    )


def photo_words(row: ReadyRow) -> str:
    """Return whether the paper will show a face."""
    return translate("Certificates", "on file") if row.has_photo else translate("Certificates", "missing")


def issued_columns() -> tuple[Column[CertificateRow], ...]:
    """Return the columns of the register."""
    return (
        Column(translate("Certificates", "Certificate"), lambda row: row.name, strong=True,
               detail=lambda row: row.number, sort=lambda row: row.number),
        Column(translate("Certificates", "Status"), lambda row: status_words(row)[0], 130,
               tone=lambda row: status_words(row)[1]),
        Column(translate("Certificates", "Flight"), lambda row: row.flight, 96,
               detail=departure_words,
               sort=lambda row: row.departs_on),
        Column(translate("Certificates", "Issued"), lambda row: formats.moment(row.issued_at), 168, quiet=True,
               detail=lambda row: row.issued_by, sort=lambda row: row.issued_at.isoformat()),
        Column(translate("Certificates", "Prints"), prints_words, 58, quiet=True),
    )


def departure_words(row: CertificateRow) -> str:
    """Return the day of the flight; the day of issue beside it tells the year, where it is the same."""
    if not row.departs_on:
        return "—"
    day = date.fromisoformat(row.departs_on)
    return formats.short_day(day) if day.year == row.issued_at.year else formats.day(day)


def prints_words(row: CertificateRow) -> str:
    """Return how often a certificate was printed, or how its print stands."""
    if row.waiting is not None:
        return print_words(row.waiting)[0]
    return str(row.prints) if row.prints else "—"


def queue_columns() -> tuple[Column[JobRow], ...]:
    """Return the columns of what waits for the printer."""
    return (
        Column(translate("Certificates", "Certificate"), lambda row: row.name, strong=True,
               detail=lambda row: row.number, sort=lambda row: row.number),
        Column(translate("Certificates", "State"), lambda row: print_words(row.state)[0], 110,
               tone=lambda row: print_words(row.state)[1]),
        Column(translate("Certificates", "Printer"), lambda row: row.printer or "—",
               detail=lambda row: failure_words(row.error) if row.error else row.paper.value),
        Column(translate("Certificates", "Asked for"), lambda row: formats.moment(row.queued_at), 150, quiet=True,
               detail=lambda row: row.queued_by, sort=lambda row: row.queued_at.isoformat()),
    )
