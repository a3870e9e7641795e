"""Which roles take a service is said in its line of the administration; a line that is left alone changes nothing."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mhac.scheduling import setup
from ui.admin.book_versions import service_words
from ui.admin.roles_button import RolesButton
from ui.admin.services_editor import ServicesEditor


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
    button = RolesButton(before)
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
        editor._lines[0].roles.actions_of["physician"].setChecked(True)
    (changed,) = editor.changed_services()
    assert (changed.code, changed.taken_by) == ("assessment", ())
    assert editor._lines[0].roles.accessibleName() == "Who can be asked for by name: Nurse, Physician"
    assert editor._lines[1].roles.accessibleName() == "Who can be asked for by name: Physician"


@pytest.mark.qt_log_ignore("raise\\(\\)", "grabbing the keyboard", extend=True)  # the screen without a desk cannot
def test_the_menu_opens_again_and_again(qtbot: QtBot, look: None) -> None:
    button = RolesButton(("nurse",))
    qtbot.addWidget(button)
    button.show()
    for _ in range(2):
        button.click()
        assert button.menu_of_roles.isVisible()
        button.menu_of_roles.close()
        QApplication.processEvents()
    assert button.roles() == ("nurse",)


def test_two_versions_of_a_service_say_who_takes_it() -> None:
    assessment = next(plan for plan in setup.defaults().services if plan.code == "assessment")
    assert "Nurse" in service_words(assessment).split(" · ")[3:]
    assert "Nurse" not in service_words(replace(assessment, taken_by=())).split(" · ")[3:]
