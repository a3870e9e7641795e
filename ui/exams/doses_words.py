"""How vaccines that are due and drugs that are given read: name, amount, state and next day. No widgets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QCoreApplication

from mhac.exams.doses import DRUG
from mhac.exams.views import Due
from ui.exams import words
from ui.widgets import formats


def title(due: Sequence[Due]) -> str:
    """Return the heading of the list, with the day that it is of."""
    day = formats.day(due[0].on) if due else ""
    return QCoreApplication.translate("DosesList", "Vaccines and drugs on {day}").format(day=day)


def label(due: Due) -> str:
    """Return the name of a vaccine, or of a drug with its amount."""
    return words.joined((words.said(due.label), amount(due.amounts)))


def amount(amounts: Iterable[tuple[str, float]]) -> str:
    """Return the whole amount of a drug: "400 mg", "12 tablets"."""
    units = {
        "total_mg": QCoreApplication.translate("DosesList", "{amount} mg"),
        "total_tablets": QCoreApplication.translate("DosesList", "{amount} tablets"),
    }
    return words.joined([units.get(name, "{amount}").format(amount=words.number(much, 2)) for name, much in amounts])


def state(due: Due) -> tuple[str, str]:
    """Return words and tone for how it stands: due, due from a day on, or not known yet."""
    if due.needs:
        return QCoreApplication.translate("DosesList", "Not known yet"), "warning"
    if not due.now:
        return coming(due), "neutral"
    if due.kind == DRUG:
        return QCoreApplication.translate("DosesList", "To give"), "accent"
    return QCoreApplication.translate("DosesList", "Due"), "accent"


def coming(due: Due) -> str:
    """Return when the next dose is due; "" where none is within a year."""
    if due.next_on is None:
        return ""
    return QCoreApplication.translate("DosesList", "from {day}").format(day=formats.day(due.next_on))


def next_words(due: Due) -> str:
    """Return when the dose after this one is due."""
    if not due.now or due.next_on is None:
        return ""
    return QCoreApplication.translate("DosesList", "Given on that day, the next dose is due from {day}.").format(
        day=formats.day(due.next_on)
    )


def waits(due: Sequence[Due]) -> list[tuple[str, str]]:
    """Return what waits for a fact, gathered by what it waits for: (names, what they wait for)."""
    found: dict[tuple[str, ...], list[str]] = {}
    for one in due:
        if one.needs:
            found.setdefault(one.needs, []).append(words.said(one.label))
    told = QCoreApplication.translate("DosesList", "Waits for: {needs}")
    return [
        (", ".join(names), told.format(needs=", ".join(words.said(need) for need in needs)))
        for needs, names in found.items()
    ]
