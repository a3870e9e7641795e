"""Names and labels that hold "&" are read as they are written on buttons, boxes and menus, and underline no letter."""

import dataclasses
from datetime import date

import pytest
from PySide6.QtWidgets import QApplication

from mhac.exams.views import Member
from ui.exams.move_dialog import MoveDialog
from ui.widgets.basics import button, literal, said_of
from ui.widgets.segmented import Choice, Segmented


@pytest.mark.usefixtures("look")
def test_a_name_with_an_ampersand_is_no_key(qapp: QApplication) -> None:
    made = button(literal("Ann & Co"), kind="link")
    assert made.shortcut().isEmpty()
    assert made.accessibleName() == "Ann & Co"
    assert said_of("&Save && close") == "Save & close"


@pytest.mark.usefixtures("look")
def test_choices_of_a_protocol_are_no_keys(qapp: QApplication) -> None:
    made = Segmented([Choice("a", "Ears & nose", "A"), Choice("b", "Eyes", "B")])
    assert made.button("a").text() == "Ears && nose"
    assert made.button("a").shortcut().isEmpty()


@pytest.mark.usefixtures("look")
def test_people_to_choose_from_are_no_keys(qapp: QApplication) -> None:
    member = _member()
    dialog = MoveDialog("MUKAMANA Béatrice", (member,), today=date(2026, 3, 10), section="Vital signs")
    assert dialog.choice(7).text() == "B && B Ann"
    assert dialog.choice(7).shortcut().isEmpty()


def _member() -> Member:

    blank = {field.name: None for field in dataclasses.fields(Member)}
    return Member(**{**blank, "person_id": 7, "family_name": "B & B", "given_names": "Ann"})  # type: ignore[arg-type]
