"""A family with an open exam, and the examination page for anybody."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from tests.clinic import Clinic
from tests.mhac.exams.examined import (
    Family,
    begin,
    family,
)
from tests.ui.exams.exam_window import Opened, Settled
from ui.app.context import AppContext
from ui.exams.page import ExamPage


@pytest.fixture
def household(sqlite_clinic: Clinic) -> Family:
    return family(sqlite_clinic)


@pytest.fixture
def exam_id(sqlite_clinic: Clinic, household: Family) -> int:
    return begin(sqlite_clinic, household)


@pytest.fixture
def opened(qtbot: QtBot, context_for: Callable[..., AppContext], settled: Settled) -> Iterator[Opened]:
    """Opens the page for somebody: `opened("nurse", exam_id=1, section="vitals")`."""

    def make(role: str, **arguments: Any) -> ExamPage:
        page = ExamPage(context_for(role))
        qtbot.addWidget(page)
        page.resize(1232, 800)
        page.show_with(**arguments)
        page.show()
        page.activateWindow()
        qtbot.waitActive(page)
        settled()
        return page

    yield make
