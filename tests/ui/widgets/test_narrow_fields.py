"""Fields that are too narrow for their words: the words begin at their beginning, and the tip has all of them."""

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.tour.drawn import sideways
from ui.widgets.dates import DateEdit
from ui.widgets.phrases import ChoiceField

CONGO = "République démocratique du Congo"


def choice(qtbot: QtBot, width: int) -> ChoiceField:
    field = ChoiceField((("CD", CONGO), ("RW", "Rwanda")))
    qtbot.addWidget(field)
    field.resize(width, field.height())
    field.show()
    return field


def test_a_choice_is_read_from_its_beginning_and_whole_in_its_tip(qtbot: QtBot) -> None:
    field = choice(qtbot, 120)
    field.set_value("CD")
    assert (field.cursorPosition(), field.toolTip()) == (0, CONGO)
    field.set_value("RW")
    assert field.toolTip() == ""
    field.take(CONGO)
    assert field.toolTip() == CONGO
    field.resize(400, field.height())
    assert field.toolTip() == ""


def test_an_example_that_has_no_room_is_read_as_a_tip(qtbot: QtBot) -> None:
    field = choice(qtbot, 60)
    field.setPlaceholderText("Issued by this country")
    field.set_value("")
    assert field.toolTip() == "Issued by this country"


def test_of_several_examples_of_a_date_a_narrow_field_shows_the_first(qtbot: QtBot) -> None:
    field = DateEdit(partial=True, unknown=True)
    qtbot.addWidget(field)
    field.resize(150, field.height())
    field.show()
    assert field.placeholderText() == "05 Mar 1990"
    assert "about 1990" in field.toolTip()
    field.resize(400, field.height())
    assert field.placeholderText() == "05 Mar 1990, Mar 1990, about 1990"
    assert field.toolTip() == ""


def test_a_date_field_keeps_what_its_form_asks_for(qtbot: QtBot) -> None:
    field = DateEdit()
    qtbot.addWidget(field)
    field.setPlaceholderText("Valid until")
    field.resize(90, field.height())
    field.show()
    assert field.placeholderText() == "Valid until"


def test_what_is_cut_without_a_tip_is_measured(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    narrow = QLineEdit(CONGO)
    narrow.setFixedWidth(80)
    QHBoxLayout(window).addWidget(narrow)
    window.show()
    assert [fault for fault in sideways(window) if CONGO in fault]
    narrow.setToolTip(CONGO)
    assert not list(sideways(window))
