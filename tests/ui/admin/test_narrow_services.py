"""The services where they are edited, in the room that a screen of 1024 x 768 leaves them."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mhac.scheduling import setup
from ui.admin.services_editor import ServicesEditor
from ui.app.languages import LANGUAGES, use_language

ROOM = 662  # of the administration's card; the first-run wizard has some more
MARGINS = 20


@pytest.fixture(params=tuple(LANGUAGES))
def language(request: pytest.FixtureRequest, look: None) -> Iterator[str]:
    use_language(request.param)
    yield request.param
    use_language("en")


def test_the_names_of_the_services_are_read_from_their_beginning_and_nearly_whole(qtbot: QtBot, language: str) -> None:
    editor = ServicesEditor()
    qtbot.addWidget(editor)
    editor.set_services(setup.defaults().services)
    editor.resize(ROOM, 400)
    editor.show()
    QApplication.processEvents()
    fields = [line.name for line in editor._lines]
    assert {field.cursorPosition() for field in fields} == {0}
    lost = {
        field.text(): field.fontMetrics().horizontalAdvance(field.text()) + MARGINS - field.width() for field in fields
    }
    assert max(lost.values()) <= 36, lost
    assert all(field.toolTip() == field.text() for field in fields)
