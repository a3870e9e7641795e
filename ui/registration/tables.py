"""The columns of the lists of people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QCoreApplication

from mhac.registration.rules import PersonRow
from ui.registration import words
from ui.widgets.tables import Column

translate = QCoreApplication.translate


def person_columns(today: Callable[[], date]) -> list[Column[PersonRow]]:
    """Return the columns of the list of people."""
    return [
        Column(
            translate("Registration", "Name"),
            lambda row: row.name,
            detail=lambda row: words.joined((row.sex, words.age(row.birth, today()), words.birth_date(row.birth))),
            strong=True,
        ),
        Column(translate("Registration", "File number"), lambda row: row.file_number, width=130, quiet=True),
        Column(
            translate("Registration", "Case"),
            lambda row: row.case_number,
            width=150,
            detail=lambda row: words.country(row.country) if row.country else "",
        ),
        Column(
            translate("Registration", "From"),
            lambda row: words.country(row.citizenship) or words.camp(row.camp),
            width=150,
            detail=lambda row: words.camp(row.camp) if row.citizenship else "",
        ),
    ]
