"""The strip that says what was done: it can be taken back once, goes by itself, and takes no focus."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.widgets.undo_strip import UndoStrip


@pytest.fixture
def host(qtbot: QtBot, look: None) -> QWidget:
    made = QWidget()
    QVBoxLayout(made).addWidget(QLineEdit())
    made.resize(600, 300)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def undone() -> list[str]:
    return []


@pytest.fixture
def undo(undone: list[str]) -> Callable[[], None]:
    return lambda: undone.append("back")


def test_it_is_taken_back_once(host: QWidget, undone: list[str], undo: Callable[[], None]) -> None:
    strip = UndoStrip(host)
    strip.say_done("Moved.", undo)
    QTest.mouseClick(strip.undo_button, Qt.MouseButton.LeftButton)
    strip.take_back()
    assert undone == ["back"]
    assert not strip.isVisible()


def test_without_a_way_back_there_is_no_button(host: QWidget) -> None:
    strip = UndoStrip(host)
    strip.say_done("Booked.")
    assert strip.isVisible()
    assert not strip.undo_button.isVisible()
    strip.take_back()
    assert strip.isVisible()


def test_it_stays_at_the_foot_and_takes_no_focus(host: QWidget, undo: Callable[[], None], qtbot: QtBot) -> None:
    field = host.findChild(QLineEdit)
    assert field is not None
    field.setFocus()
    strip = UndoStrip(host)
    strip.say_done("A long sentence about who was moved where and when, longer than the page is wide. " * 3, undo)
    assert host.rect().contains(strip.geometry())
    host.resize(400, 500)
    qtbot.waitUntil(lambda: strip.geometry().bottom() > 400)
    assert host.rect().contains(strip.geometry())
    assert host.focusWidget() is field


def test_it_goes_by_itself(host: QWidget, undo: Callable[[], None], qtbot: QtBot) -> None:
    strip = UndoStrip(host)
    strip._life.setInterval(30)
    strip.say_done("Moved.", undo)
    qtbot.waitUntil(lambda: not strip.isVisible())
