"""The protocol pages for anybody, on a real clinic."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from tests.clinic import Clinic
from ui.app.context import AppContext
from ui.protocols.page import ProtocolsPage

Opened = Callable[..., ProtocolsPage]


@pytest.fixture
def opened(
    qtbot: QtBot, sqlite_clinic: Clinic, context_for: Callable[..., AppContext], settled: Callable[[], None]
) -> Iterator[Opened]:
    """Opens the page for somebody: `opened("nurse", view="asked")`."""

    def make(*roles: str, **arguments: Any) -> ProtocolsPage:
        page = ProtocolsPage(context_for(*roles))
        page.context.problem.connect(lambda _owner, error: page.show_problem(error))
        qtbot.addWidget(page)
        page.resize(1232, 800)
        page.show_with(**arguments)
        page.show()
        page.activateWindow()
        qtbot.waitActive(page)
        settled()
        return page

    yield make
