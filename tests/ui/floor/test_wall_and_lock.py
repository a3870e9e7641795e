"""The screen of the waiting room beside a real window: it stays over the lock, and over a sign-out without anything."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from mhac.kernel.changes import Change
from tests.ui.app.desk import Desk, desk  # noqa: F401 - the fixture
from ui.app.preferences import Preferences
from ui.app.sign_in import SignInScreen
from ui.floor import wall_keeper
from ui.floor.wall import WallScreen


def kept() -> list[WallScreen]:
    """The screens of the waiting room that are there: one, or none."""
    return [wall_keeper._Kept.wall] if wall_keeper._Kept.wall is not None else []


def gone() -> None:
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_it_stays_over_lock_and_sign_out_and_shows_nothing_of_either(desk: Desk) -> None:  # noqa: F811 - the fixture
    desk.sign_in()
    context = desk.window.context
    assert context is not None
    wall = wall_keeper.show_wall(context)
    desk.wait()
    desk.window.lock()
    desk.wait()
    assert desk.window.is_locked
    assert wall.isVisible()
    context.bus.announce([Change("floor")])
    desk.wait()
    assert wall.accessibleDescription().startswith("Please wait")
    desk.window.sign_out()
    desk.wait()
    gone()
    assert wall.isVisible()
    assert wall.context is None
    assert not wall.findChildren(SignInScreen) + wall.findChildren(QLineEdit)
    assert wall.window() is wall
    desk.sign_in()
    again = desk.window.context
    assert again is not None
    wall_keeper.follow(again)
    desk.wait()
    assert repr(wall.context) == repr(again)
    wall.close()
    wall_keeper.put_wall_away()
    gone()


@pytest.mark.qt_log_ignore("raise\\(\\)", extend=True)  # the screen without a desk cannot
def test_a_workstation_that_had_it_has_it_again_after_the_next_start(desk: Desk) -> None:  # noqa: F811 - the fixture
    preferences = Preferences(desk.folder)
    desk.sign_in()
    context = desk.window.context
    assert context is not None
    wall_keeper.follow(context)
    assert not kept(), "nobody asked for it yet"
    preferences.wall_shown = True
    desk.window.activateWindow()
    assert QTest.qWaitForWindowActive(desk.window)
    wall_keeper.follow(context)
    (wall,) = kept()
    desk.wait()
    assert wall.isVisible()
    assert QApplication.activeWindow() is desk.window, "the keyboard stays in the workspace"
    wall.close()  # as the end of the program does it
    assert Preferences(desk.folder).wall_shown
    wall_keeper.put_wall_away()
    assert not Preferences(desk.folder).wall_shown
    gone()
