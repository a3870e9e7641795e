"""A signed exam, and the entry page for anybody."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from tests.clinic import Clinic
from tests.mhac.exams.examined import Family, family, signed_exam
from ui.app.context import AppContext
from ui.submissions.page import EntryPage


@pytest.fixture
def household(sqlite_clinic: Clinic) -> Family:
    return family(sqlite_clinic)


@pytest.fixture
def exam_id(sqlite_clinic: Clinic, household: Family) -> int:
    return signed_exam(sqlite_clinic, household)


@pytest.fixture
def opened(
    qtbot: QtBot, context_for: Callable[..., AppContext], settled: Callable[[], None]
) -> Iterator[Callable[..., EntryPage]]:
    """Opens the page for somebody: `opened("administrator", exam_id=1, paper="ds3030")`."""

    def make(role: str, **arguments: Any) -> EntryPage:
        page = EntryPage(context_for(role))
        qtbot.addWidget(page)
        page.resize(1232, 812)
        page.show_with(**arguments)
        page.show()
        page.activateWindow()
        qtbot.waitActive(page)
        settled()
        return page

    yield make
    QGuiApplication.clipboard().clear()
