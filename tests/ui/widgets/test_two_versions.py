"""Both versions side by side: nothing is chosen before the person does, and the choice is told field by field."""

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.widgets.two_versions import TwoVersions, Version

NAME, ROLE = Version("name", "Name", "Uwase C.", "Uwase Claire"), Version("role", "Role", "", "nurse & physician")


def panel_with(qtbot: QtBot, *versions: Version) -> tuple[TwoVersions, list[dict[str, bool]]]:
    panel, told = TwoVersions(), []
    qtbot.addWidget(panel)
    panel.chosen.connect(told.append)
    panel.show_versions(versions)
    return panel, told


def test_each_field_is_chosen_before_it_can_be_used(look: QApplication, qtbot: QtBot) -> None:
    panel, told = panel_with(qtbot, NAME, ROLE)
    assert panel.isVisible() and not panel.use_button.isEnabled()
    assert panel.mine_button.text() == "Keep mine: Uwase C."
    panel.choose(0, mine=True)
    assert not panel.use_button.isEnabled()
    panel.choose(1, mine=True)
    panel.choose(1, mine=False)
    panel.use_button.click()
    assert told == [{"name": True, "role": False}]
    assert not panel.isVisible()


def test_everything_of_one_side_in_one_press(look: QApplication, qtbot: QtBot) -> None:
    panel, told = panel_with(qtbot, NAME, ROLE)
    panel.all_mine.click()
    panel.show_versions([NAME, ROLE])
    panel.all_theirs.click()
    assert told == [{"name": True, "role": True}, {"name": False, "role": False}]


def test_one_field_alone_is_decided_by_one_press(look: QApplication, qtbot: QtBot) -> None:
    panel, told = panel_with(qtbot, ROLE)
    assert not panel.use_button.isVisible()
    assert "nurse && physician" in panel.theirs_button.text()
    panel.theirs_button.click()
    assert told == [{"role": False}]
    panel.show_versions([])
    assert not panel.isVisible()
