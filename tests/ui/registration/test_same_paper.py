"""Scanning the paper of somebody who is on file: one question, the file one press away, and a reason for the rest."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.clinic import Clinic
from tests.mhac.registration.test_mrz import TD3
from tests.ui.registration.desk import Settled, everybody, save, scan
from ui.registration.page import PeoplePage
from ui.registration.same_paper import SamePaperDialog


@pytest.fixture
def asked(qtbot: QtBot, page: PeoplePage, settled: Settled) -> Callable[[], SamePaperDialog | None]:
    """Registers the specimen twice; returns the question that comes."""
    for _ in range(2):
        page.begin()
        scan(qtbot, page.registration, TD3)
        save(qtbot, page.registration, settled)
        qtbot.wait(400)  # the same press sooner is a double click
    return lambda: page.registration.findChild(SamePaperDialog, "same_paper")


def test_the_same_paper_asks_and_opens_that_file(
    qtbot: QtBot, page: PeoplePage, asked: Callable[[], SamePaperDialog | None], settled: Settled, sqlite_clinic: Clinic
) -> None:
    dialog = asked()
    (known,) = everybody(sqlite_clinic)
    assert dialog is not None
    assert dialog.isVisible()
    qtbot.keyClick(dialog.open_button, Qt.Key.Key_Return)
    settled()
    assert page.registration.corrects
    assert page.title == f"Correct {known.name}"


def test_another_person_with_that_paper_needs_a_reason(
    qtbot: QtBot, page: PeoplePage, asked: Callable[[], SamePaperDialog | None], settled: Settled, sqlite_clinic: Clinic
) -> None:
    dialog = asked()
    assert dialog is not None
    qtbot.mouseClick(dialog.act_button, Qt.MouseButton.LeftButton)
    settled()
    assert dialog.isVisible()
    assert len(everybody(sqlite_clinic)) == 1
    qtbot.keyClicks(dialog.reason, "child in her passport")
    qtbot.mouseClick(dialog.act_button, Qt.MouseButton.LeftButton)
    settled()
    assert len(everybody(sqlite_clinic)) == 2
    assert page.stack.currentWidget() is page.browse


def test_going_back_keeps_what_was_typed(
    qtbot: QtBot, page: PeoplePage, asked: Callable[[], SamePaperDialog | None], settled: Settled, sqlite_clinic: Clinic
) -> None:
    qtbot.keyClick(asked(), Qt.Key.Key_Escape)
    settled()
    assert len(everybody(sqlite_clinic)) == 1
    assert page.registration.form.family_name.text() == "Eriksson"
    assert page.registration.save_button.isEnabled()
