"""A number stands in its box as words stand in a field."""

import pytest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.widgets.number_box import NumberBox

pytestmark = pytest.mark.usefixtures("look")


def first_ink(field: QWidget) -> int:
    """How far from the left edge the first drawn letter begins."""
    picture = field.grab().toImage()
    middle = range(picture.height() // 2 - 3, picture.height() // 2 + 4)
    ground = picture.pixelColor(4, picture.height() // 2)
    return next(x for x in range(4, picture.width()) if any(picture.pixelColor(x, y) != ground for y in middle))


def test_the_digits_begin_where_the_words_of_a_field_begin(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    words, number = QLineEdit("10"), NumberBox()
    number.setRange(0, 20)
    number.setValue(10)
    for field in (words, number):
        column.addWidget(field)
    page.resize(220, 120)
    page.show()
    page.setFocus()
    assert abs(first_ink(number) - first_ink(words)) <= 2


def test_it_has_room_for_its_longest_words(qtbot: QtBot) -> None:
    number = NumberBox()
    qtbot.addWidget(number)
    number.setRange(0, 5)
    number.setSpecialValueText("nta ntarengwa")
    number.resize(number.minimumSizeHint())
    number.show()
    room = number.lineEdit().width() - number.lineEdit().textMargins().left()
    assert number.fontMetrics().horizontalAdvance(number.text()) <= room
