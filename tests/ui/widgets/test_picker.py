"""The field that finds one of very many: by typing, by arrows, by a scanner that is faster than the answer."""

from collections.abc import Sequence

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.widgets.picker import Found, Picker, PickerRow

ROWS = (PickerRow(1, "MUKAMANA Béatrice", "F · 36 y"), PickerRow(2, "HABIMANA Jean", "M · 41 y", "KG-1"))


class Shelf:
    """Answers when it is told to, as a database does."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Found]] = []

    def search(self, text: str, found: Found) -> None:
        self.asked.append((text, found))

    def answer(self, rows: Sequence[PickerRow] | None = None) -> None:
        text, found = self.asked[-1]
        found([row for row in ROWS if text.casefold() in row.title.casefold()] if rows is None else rows)


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def picker(qtbot: QtBot, look: None, shelf: Shelf) -> Picker:
    made = Picker(shelf.search, nothing="Nobody")
    qtbot.addWidget(made)
    made.show()
    made.setFocus()
    return made


def type_text(qtbot: QtBot, picker: Picker, shelf: Shelf, text: str) -> None:
    asked = len(shelf.asked)
    qtbot.keyClicks(picker, text)
    qtbot.waitUntil(lambda: len(shelf.asked) > asked)


def chosen_by(picker: Picker) -> list[int]:
    chosen: list[int] = []
    picker.chosen.connect(chosen.append)
    return chosen


def test_arrows_and_enter_choose(qtbot: QtBot, picker: Picker, shelf: Shelf) -> None:
    chosen = chosen_by(picker)
    type_text(qtbot, picker, shelf, "mana")
    shelf.answer()
    assert [row.id for row in picker.rows()] == [1, 2]
    qtbot.keyClick(picker, Qt.Key.Key_Down)
    qtbot.keyClick(picker, Qt.Key.Key_Return)
    assert (chosen, picker.value(), picker.text()) == ([2], 2, "HABIMANA Jean")


def test_a_scanner_may_be_faster_than_the_answer(qtbot: QtBot, picker: Picker, shelf: Shelf) -> None:
    chosen = chosen_by(picker)
    qtbot.keyClicks(picker, "habimana")
    qtbot.keyClick(picker, Qt.Key.Key_Return)
    assert chosen == []
    shelf.answer()
    assert chosen == [2]


def test_an_answer_to_an_older_text_is_ignored(qtbot: QtBot, picker: Picker, shelf: Shelf) -> None:
    type_text(qtbot, picker, shelf, "muk")
    old = shelf.asked[-1][1]
    type_text(qtbot, picker, shelf, "xyz")
    old([ROWS[0]])
    assert picker.rows() == ()


def test_editing_a_choice_takes_it_back(qtbot: QtBot, picker: Picker, shelf: Shelf) -> None:
    picker.set_row(ROWS[0])
    with qtbot.waitSignal(picker.cleared):
        qtbot.keyClick(picker, Qt.Key.Key_Backspace)
    assert picker.value() is None


def test_escape_empties_the_field(qtbot: QtBot, picker: Picker, shelf: Shelf) -> None:
    type_text(qtbot, picker, shelf, "muk")
    shelf.answer([])
    qtbot.keyClick(picker, Qt.Key.Key_Escape)
    assert (picker.text(), picker.rows()) == ("", ())


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_without_hits_chooses_nothing(qtbot: QtBot, picker: Picker, shelf: Shelf, key: Qt.Key) -> None:
    chosen = chosen_by(picker)
    qtbot.keyClicks(picker, "nobody")
    qtbot.keyClick(picker, key)
    shelf.answer([])
    assert chosen == []
