"""Where something that is missing is given: in a section of the form, in the person's record, or in a country list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QPushButton

from mhac.exams.needs import Need
from mhac.exams.views import SectionView
from mhac.protocols.template import Template
from ui.exams import words
from ui.widgets.basics import button

RECORD, LISTS = "record", "lists"


@dataclass(frozen=True)
class Way:
    """A section of the form with the questions that are missing there; or a place outside the exam."""

    section: str = ""
    questions: tuple[str, ...] = ()
    outside: str = ""


def way_to(need: Need, template: Template, sections: Sequence[SectionView]) -> Way | None:
    """Return where a missing fact is given; None where nothing on the screens gives it."""
    if need.section:
        return Way(need.section, need.questions)
    item = template.fact_items.get(need.fact, "") or need.fact.removeprefix("item.")
    doing = [one for one in sections if item in one.section.items]
    if doing:  # a test that is not done, or an examination with a section that is open
        return Way(next((one for one in doing if one.progress.missing), doing[0]).section.key)
    if need.fact in _record_words():
        return Way(outside=RECORD)
    if need.fact.startswith("list.") and need.fact.split(".")[1] in template.lists:
        return Way(outside=LISTS)
    return None


def said(need: Need) -> str:
    """Return what is missing: the place, with the questions that are missing there where they are few."""
    in_record = _record_words().get(need.fact) if not need.section else None
    if in_record:
        return QCoreApplication.translate("Exams", "{what} (in the person's record)").format(what=in_record)
    place = words.said(need.label)
    if need.fact.startswith("list."):
        place = words.joined((place, words.country(need.fact.rpartition(".")[2])))
    asked = [words.said(one) for one in need.questions if one != need.label]
    return f"{place}: {', '.join(asked)}" if asked else place


def go_button(way: Way, what: str) -> QPushButton:
    """Return the button that leads there."""
    go = button(QCoreApplication.translate("Exams", "Go there"), kind="link", small=True)
    go.setAccessibleName(QCoreApplication.translate("Exams", "Go to {what}").format(what=what))
    go.setProperty("section", way.section or way.outside)
    return go


def _record_words() -> dict[str, str]:
    """What the person's record says of the person, and no question of a form."""
    return {
        "citizenship": QCoreApplication.translate("Exams", "Citizenship"),
        "birth_country": QCoreApplication.translate("Exams", "Country of birth"),
        "birth_date": QCoreApplication.translate("Exams", "Date of birth"),
        "sex": QCoreApplication.translate("Exams", "Sex"),
    }
