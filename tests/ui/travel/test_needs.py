"""Choosing travel needs by keyboard: half a word is never taken for a condition where several needs fit."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from mhac.travel.codes import travel_codes
from mhac.travel.rules import Condition
from ui.travel.needs import NeedsEditor


def editor(qtbot: QtBot) -> NeedsEditor:
    made = NeedsEditor()
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    made.typed.setFocus()
    qtbot.waitUntil(made.typed.hasFocus)
    return made


def test_where_several_fit_enter_asks_which_and_the_next_one_takes_it(qtbot: QtBot) -> None:
    made = editor(qtbot)
    qtbot.keyClicks(made.typed, "wheel")
    assert len(made.typed.offers("wheel")) > 1
    qtbot.keyClick(made.typed, Qt.Key.Key_Return)
    assert made.typed.offered()
    qtbot.keyClick(made.typed, Qt.Key.Key_Return)
    [chosen] = made.value()
    assert chosen.code in travel_codes().needs
    assert made.typed.text() == ""


def test_words_that_fit_no_need_are_taken_as_they_are(qtbot: QtBot) -> None:
    made = editor(qtbot)
    qtbot.keyClicks(made.typed, "Seat near the toilet")
    qtbot.keyClick(made.typed, Qt.Key.Key_Return)
    assert [(each.code, each.detail) for each in made.value()] == [("", "Seat near the toilet")]


def test_half_a_word_is_no_need_and_asks_to_choose(qtbot: QtBot) -> None:
    made = editor(qtbot)
    qtbot.keyClicks(made.typed, "wheel")
    assert made.value() == ()
    assert "half typed" in made.take_typed()
    assert made.value() == ()
    assert made.typed.text() == "wheel"


def test_a_code_and_words_of_ones_own_are_added_as_they_are_typed(qtbot: QtBot) -> None:
    made = editor(qtbot)
    for text in ("wchc", "Seat near the toilet"):
        qtbot.keyClicks(made.typed, text)
        assert made.take_typed() == ""
    assert made.value() == (Condition("WCHC"), Condition("", "Seat near the toilet"))
    assert made.typed.text() == ""
