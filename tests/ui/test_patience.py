"""The robot of the window tests looks at a screen only when it has been shown."""

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot


def test_what_came_with_a_result_can_be_seen_after_the_wait(qtbot: QtBot) -> None:
    window = QWidget()
    room = QVBoxLayout(window)
    qtbot.addWidget(window)
    window.show()
    name = QLabel("MUKAMANA")

    def delivered() -> bool:
        room.addWidget(name)
        return True

    assert not name.isVisible()
    qtbot.waitUntil(delivered)
    assert name.isVisible()
