"""How tests use the examination page: keys and clicks where the cursor is."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ui.exams.page import ExamPage
from ui.exams.questions import MeasureCell

Settled = Callable[[], None]
Opened = Callable[..., ExamPage]
Key = Qt.Key


def press(qtbot: QtBot, key: Qt.Key, *more: Qt.Key, modifier: Any = Qt.KeyboardModifier.NoModifier) -> None:
    """Press keys where the cursor is."""
    for one in (key, *more):
        target = QApplication.focusWidget()
        assert target is not None
        qtbot.keyClick(target, one, modifier)


def write(qtbot: QtBot, text: str) -> None:
    """Type where the cursor is."""
    target = QApplication.focusWidget()
    assert target is not None
    qtbot.keyClicks(target, text)


def measure(page: ExamPage, key: str) -> MeasureCell:
    question = page.form.question(key)
    assert isinstance(question, MeasureCell)
    return question


def click(qtbot: QtBot, button: QPushButton) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def dialog(page: QWidget, name: str, kind: type[Any]) -> Any:
    found = page.findChild(kind, name)
    assert found is not None
    return found
