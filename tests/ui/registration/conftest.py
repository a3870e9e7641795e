"""The people page on a real clinic, with the registration form open."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.registration.desk import Settled
from ui.app.context import AppContext
from ui.registration.page import PeoplePage
from ui.registration.registration_view import RegistrationView


@pytest.fixture
def page(qtbot: QtBot, context_for: Callable[..., AppContext], settled: Settled) -> PeoplePage:
    made = PeoplePage(context_for("receptionist"))
    qtbot.addWidget(made)
    made.resize(1230, 840)
    made.show()
    settled()
    return made


@pytest.fixture
def view(qtbot: QtBot, page: PeoplePage) -> RegistrationView:
    qtbot.mouseClick(page.browse.register_button, Qt.MouseButton.LeftButton)
    assert page.stack.currentWidget() is page.registration
    return page.registration


