"""Which roles take a service and over which stations it goes; a line that is left alone changes nothing."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mhac.scheduling import setup
from ui.admin.book_versions import service_words
from ui.admin.service_details import ServiceDetails, StationsDialog
from ui.admin.services_editor import ServicesEditor

PLAN = next(plan for plan in setup.defaults().services if plan.code == "vaccination")


@pytest.mark.parametrize(
    ("before", "ticks", "after"),
    [
        (("nurse",), {}, ("nurse",)),
        (("nurse",), {"physician": True}, ()),
        (("nurse",), {"physician": True, "nurse": False}, ("physician",)),
        (("nurse",), {"nurse": False}, ()),
        ((), {}, ()),
        ((), {"nurse": False}, ("physician",)),
        (("physician", "nurse"), {}, ("physician", "nurse")),
    ],
)
def test_ticks_become_roles(
    qtbot: QtBot, look: None, before: tuple[str, ...], ticks: dict[str, bool], after: tuple[str, ...]
) -> None:
    button = ServiceDetails(replace(PLAN, taken_by=before))
    qtbot.addWidget(button)
    for role, ticked in ticks.items():
        button.actions_of[role].setChecked(ticked)
    assert button.roles() == after


def test_a_line_keeps_its_roles_and_a_change_is_a_change(qtbot: QtBot, look: None) -> None:
    editor = ServicesEditor()
    qtbot.addWidget(editor)
    editor.set_services(replace(plan, service_id=at) for at, plan in enumerate(setup.defaults().services, start=1))
    assert editor.changed_services() == ()
    with qtbot.waitSignal(editor.changed):
        editor._lines[0].details.actions_of["physician"].setChecked(True)
    (changed,) = editor.changed_services()
    assert (changed.code, changed.taken_by) == ("assessment", ())
    assert editor._lines[0].details.accessibleName().startswith("Who can be asked for by name: Nurse, Physician.")
    assert editor._lines[1].details.accessibleName() == (
        "Who can be asked for by name: Physician. Reception → Physician → Checkout"
    )


@pytest.mark.qt_log_ignore("raise\\(\\)", "grabbing the keyboard", extend=True)  # the screen without a desk cannot
def test_the_menu_opens_again_and_again(qtbot: QtBot, look: None) -> None:
    button = ServiceDetails(replace(PLAN, taken_by=("nurse",)))
    qtbot.addWidget(button)
    button.show()
    for _ in range(2):
        button.click()
        assert button.details.isVisible()
        button.details.close()
        QApplication.processEvents()
    assert button.roles() == ("nurse",)


def test_two_versions_of_a_service_say_who_takes_it() -> None:
    assessment = next(plan for plan in setup.defaults().services if plan.code == "assessment")
    assert "Nurse" in service_words(assessment).split(" · ")[3:]
    assert "Nurse" not in service_words(replace(assessment, taken_by=())).split(" · ")[3:]


def test_the_order_of_stations_is_changed_by_keys(qtbot: QtBot, look: None) -> None:
    button = ServiceDetails(PLAN)
    qtbot.addWidget(button)
    button.show()
    assert button.stations() == ("reception", "vaccination", "checkout")
    button.order_stations()
    dialog = button.findChild(StationsDialog)
    assert dialog is not None
    dialog.activateWindow()
    assert QTest.qWaitForWindowActive(dialog)
    dialog.list.setCurrentRow(1)
    QTest.keyClick(dialog.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    dialog.list.item(3).setCheckState(Qt.CheckState.Checked)
    added = str(dialog.list.item(3).data(Qt.ItemDataRole.UserRole))
    with qtbot.waitSignal(button.changed):
        QTest.mouseClick(dialog.act_button, Qt.MouseButton.LeftButton)
    assert button.stations() == ("reception", "checkout", "vaccination", added)


def test_a_service_without_a_station_is_not_taken(qtbot: QtBot, look: None) -> None:
    dialog = StationsDialog(("reception",))
    qtbot.addWidget(dialog)
    dialog.open()
    dialog.list.item(0).setCheckState(Qt.CheckState.Unchecked)
    QTest.mouseClick(dialog.act_button, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    assert dialog.problem.text() == "Tick at least one station."
