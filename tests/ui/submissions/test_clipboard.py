"""What was copied from a sheet does not stay on the clipboard."""

import pytest
from PySide6.QtGui import QGuiApplication

from ui.submissions.clipboard import Clipboard


@pytest.fixture
def board(qapp):
    board = QGuiApplication.clipboard()
    board.clear()
    yield board
    board.clear()


def test_a_copied_value_goes_after_a_while(qtbot, board):
    clipboard = Clipboard(seconds=0.05)
    with qtbot.waitSignal(clipboard.emptied, timeout=2000):
        clipboard.copy("OP0904417")
        assert board.text() == "OP0904417"
    assert board.text() == ""
    assert not clipboard.holds


def test_each_copy_begins_the_wait_anew(qtbot, board):
    clipboard = Clipboard(seconds=0.2)
    clipboard.copy("one")
    qtbot.wait(120)
    clipboard.copy("two")
    qtbot.wait(120)
    assert board.text() == "two"


def test_what_was_copied_elsewhere_meanwhile_stays(qtbot, board):
    clipboard = Clipboard(seconds=60)
    clipboard.copy("OP0904417")
    board.setText("a shopping list")
    clipboard.clear()
    assert board.text() == "a shopping list"


def test_histories_are_asked_not_to_keep_it(qtbot, board):
    clipboard = Clipboard()
    clipboard.copy("OP0904417")
    kinds = board.mimeData().formats()
    assert "x-kde-passwordManagerHint" in kinds
    assert any("ExcludeClipboardContent" in kind for kind in kinds)
    clipboard.clear()
