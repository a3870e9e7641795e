"""The screen of the waiting room: numbers and stations, no names, in turn in three languages."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from mhac.floor import calling, queries, service
from mhac.floor.rules import IdentityCheck, Outcome
from mhac.floor.service import Arriving
from mhac.floor.visits import Seen
from mhac.kernel.changes import Change
from mhac.kernel.paths import DataFolder
from tests.clinic import Clinic
from tests.mhac.scheduling.desk import TUESDAY, Desk, lay_down
from ui.app.context import AppContext
from ui.app.preferences import Preferences
from ui.floor import wall_keeper
from ui.floor.wall import LANGUAGE_SECONDS, MARK_SECONDS, WallScreen
from ui.floor.wall_words import wall_words

SAME = IdentityCheck(Outcome.CONFIRMED)


@pytest.fixture
def desk(sqlite_clinic: Clinic) -> Desk:
    found = lay_down(sqlite_clinic)
    case_id, members = found.family()
    block = found.book(*members, case_id=case_id)
    with found.clinic.act("receptionist", action="floor.arrive") as uow:
        service.arrive(uow, appointment_id=block.id, people=tuple(Arriving(i, SAME) for i in members))
    return found


def call(desk: Desk, *tickets: str, room: str = "") -> None:
    with desk.clinic.act("nurse", action="floor.call") as uow:
        rows = [row for row in queries.floor_view(uow, TUESDAY).visits if row.ticket in tickets]
        calling.call(uow, visits=tuple(Seen(row.id, row.version) for row in rows), room=room)


@pytest.fixture
def wall(desk: Desk, context_for: Callable[..., AppContext], settled: Callable[[], None]) -> Iterator[WallScreen]:
    made = wall_keeper.show_wall(context_for("receptionist"))
    settled()
    yield made
    made.close()
    wall_keeper.put_wall_away()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def news(wall: WallScreen, settled: Callable[[], None]) -> None:
    assert wall.context is not None
    wall.context.bus.announce([Change("floor")])
    settled()


def test_it_begins_with_nobody_called(wall: WallScreen) -> None:
    assert wall.calls() == ()
    assert wall.accessibleDescription() == wall_words()[0].nobody


def test_a_call_stands_there_at_once_with_a_mark_for_a_while(
    desk: Desk, wall: WallScreen, settled: Callable[[], None]
) -> None:
    call(desk, "A-01a", "A-01b", "A-01c", "A-01d")
    news(wall, settled)
    assert wall.accessibleDescription() == "A-01: Reception"
    assert wall.is_marked("A-01")
    for _ in range(MARK_SECONDS):
        wall._second()
    assert not wall.is_marked("A-01")
    desk.clinic.clock.forward(minutes=1)
    call(desk, "A-01b")
    news(wall, settled)
    assert wall.calls()[0].ticket == "A-01b"


def test_the_room_stands_there_with_its_station(desk: Desk, wall: WallScreen, settled: Callable[[], None]) -> None:
    call(desk, "A-01a", room="Nurse 2")
    desk.clinic.clock.forward(minutes=1)
    call(desk, "A-01b", room="Nurse 1")
    news(wall, settled)
    assert wall.accessibleDescription() == "A-01b: Nurse 1, Reception\nA-01a: Nurse 2, Reception"
    assert not wall.grab().isNull()


def test_no_name_is_anywhere_on_it(desk: Desk, wall: WallScreen, settled: Callable[[], None]) -> None:
    call(desk, "A-01a")
    news(wall, settled)
    assert wall.findChildren(QLabel) == []
    assert wall.findChildren(QPushButton) == []
    for name in ("MUKAMANA", "HABIMANA", "Béatrice"):
        assert name not in wall.accessibleDescription() + wall.windowTitle()
        assert name not in repr(wall._inside)


def test_the_languages_take_turns(desk: Desk, wall: WallScreen, settled: Callable[[], None]) -> None:
    call(desk, "A-01a")
    news(wall, settled)
    said = []
    for _ in range(4):
        said.append((wall.language(), wall.accessibleDescription()))
        for _ in range(LANGUAGE_SECONDS):
            wall._second()
    assert said == [
        ("en", "A-01a: Reception"), ("fr", "A-01a: Accueil"), ("rw", "A-01a: Aho bakirira"), ("en", "A-01a: Reception"),
    ]  # fmt: skip


def test_it_stays_over_a_sign_out_without_what_stood_there(
    desk: Desk, wall: WallScreen, context_for: Callable[..., AppContext], settled: Callable[[], None]
) -> None:
    call(desk, "A-01a")
    news(wall, settled)
    assert wall.context is not None
    wall.context.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert wall.isVisible()
    assert (repr(wall.context), wall.calls()) == ("None", ())
    wall._second()
    wall.grab()
    wall_keeper.follow(context_for("nurse"))
    settled()
    assert [found.ticket for found in wall.calls()] == ["A-01a"]


def test_f11_fills_the_screen_and_escape_leaves_it(wall: WallScreen) -> None:
    QTest.keyClick(wall, Qt.Key.Key_F11)
    assert wall.isFullScreen()
    QTest.keyClick(wall, Qt.Key.Key_Escape)
    assert not wall.isFullScreen()
    QTest.keyClick(wall, Qt.Key.Key_F2)
    QTest.keyClick(wall, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert [top for top in QApplication.topLevelWidgets() if top.isVisible()] == [wall]


def test_it_does_not_keep_the_program_alive(wall: WallScreen) -> None:
    assert not wall.testAttribute(Qt.WidgetAttribute.WA_QuitOnClose)


@pytest.mark.qt_log_ignore("raise\\(\\)", extend=True)  # the screen without a desk cannot
def test_there_is_one_and_the_workstation_remembers_it(
    desk: Desk, wall: WallScreen, context_for: Callable[..., AppContext], tmp_path: object
) -> None:
    context = context_for("nurse")
    context.folder = DataFolder(tmp_path)  # type: ignore[arg-type]
    assert not Preferences(context.folder).wall_shown
    assert wall_keeper.show_wall(context) is wall
    assert Preferences(context.folder).wall_shown
    wall_keeper.put_wall_away()
    assert not Preferences(context.folder).wall_shown
    assert wall_keeper._Kept.wall is None


def test_a_lost_connection_says_whom_to_ask(
    desk: Desk, wall: WallScreen, settled: Callable[[], None], qtbot: QtBot
) -> None:
    call(desk, "A-01a")
    news(wall, settled)
    wall._not_read(OSError("gone"))
    assert [found.ticket for found in wall.calls()] == ["A-01a"]
    wall.grab()
