"""Both versions side by side: nothing is chosen before the person does, and the choice is told field by field."""

import pytest
from PySide6.QtWidgets import QApplication, QLabel
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


@pytest.mark.parametrize("width", [376, 900])
def test_both_versions_can_be_read_in_a_small_dialog_and_a_wide_page(
    look: QApplication, qtbot: QtBot, width: int
) -> None:
    note = Version("note", "Note pour la fiche", "comes with a wheelchair", "at 09:00")
    panel, told = panel_with(qtbot, note, ROLE)
    panel.resize(width, panel.sizeHint().height())
    panel.resize(width, panel.heightForWidth(width))
    qtbot.waitUntil(lambda: panel.mine_button.text() == "Keep mine: comes with a wheelchair")
    assert panel.minimumSizeHint().width() <= 376
    assert not panel.mine_button.toolTip()
    for label in panel.findChildren(QLabel):
        assert not label.isVisible() or label.heightForWidth(label.width()) <= label.height() + 2
    panel.choose(0, mine=False)
    panel.choose(1, mine=True)
    panel.use_button.click()
    assert told == [{"note": False, "role": True}]


def test_a_version_longer_than_the_room_is_whole_in_the_tip(look: QApplication, qtbot: QtBot) -> None:
    long = "Rue de la Paix 14, " * 8
    panel, _told = panel_with(qtbot, Version("address", "Address", long, "Kigeme"))
    panel.resize(376, 200)
    qtbot.waitUntil(lambda: panel.mine_button.toolTip() == f"Keep mine: {long}")
    assert panel.mine_button.text().endswith("…")
    assert panel.theirs_button.text() == "Take theirs: Kigeme"
