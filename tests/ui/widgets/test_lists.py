"""Lists in which one types: a space belongs to the words, and opens the list only when nothing is being typed."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.widgets.lists import TypedList


def shown(qtbot: QtBot) -> TypedList:
    made = TypedList()
    made.addItems(["Australia", "United Kingdom", "United States", "Unity"])
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.setFocus()
    return made


def test_two_words_are_typed_in_full(qtbot: QtBot) -> None:
    made = shown(qtbot)
    qtbot.keyClicks(made, "united s")
    assert made.currentText() == "United States"
    assert not made.view().isVisible()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_space_alone_opens_the_list(qtbot: QtBot) -> None:
    made = shown(qtbot)
    qtbot.keyClick(made, Qt.Key.Key_Space)
    assert made.view().isVisible()
    made.hidePopup()
