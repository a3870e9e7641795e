"""Vaccines that are due and drugs that are given, as a list in a column: each with its reasons and the next day."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtWidgets import QVBoxLayout

from mhac.exams.views import Due
from ui.exams.doses_words import label, next_words, state, title, waits
from ui.exams.reasons import OwnNumbers, add_reasons
from ui.widgets.basics import Pill, muted, row
from ui.widgets.basics import section as group_heading
from ui.widgets.basics import words as label_words


def add_doses(
    column: QVBoxLayout, due: Sequence[Due], own: OwnNumbers | None = None, confirmed: Collection[str] = ()
) -> None:
    """Add the list to a column: each that is due with its reasons, then what comes, then what waits."""
    for one in due:
        if one.needs:
            continue
        text, tone = state(one)
        line = row(spacing=8)
        line.addWidget(label_words(label(one), "strong" if one.now else "", wrap=True), 1)
        line.addWidget(Pill(text, tone))
        column.addLayout(line)
        add_reasons(column, one.reasons, own, confirmed)
        if next_words(one):
            column.addWidget(label_words(next_words(one), "small", wrap=True))
        column.addSpacing(6)
    for names, told in waits(due):
        column.addWidget(label_words(names, wrap=True))
        column.addWidget(muted(told, wrap=True))


def add_headed(
    column: QVBoxLayout, due: Sequence[Due], own: OwnNumbers | None = None, confirmed: Collection[str] = ()
) -> None:
    """Add the list under its heading; nothing where there is none."""
    if due:
        column.addSpacing(6)
        column.addWidget(group_heading(title(due)))
        add_doses(column, due, own, confirmed)
