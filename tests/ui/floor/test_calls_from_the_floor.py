"""Calling from the floor of all stations: to the own room at the own station, elsewhere to the station."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from mhac.floor import calling, service
from mhac.floor.visits import Seen
from mhac.kernel.paths import DataFolder
from tests.mhac.scheduling.desk import TUESDAY
from tests.ui.floor.test_page import Window, let_in, visits
from tests.ui.floor.test_page import desk as desk  # noqa: PLC0414 - the fixture
from tests.ui.floor.test_page import window as window  # noqa: PLC0414 - the fixture
from ui.app.once import DOUBLE_CLICK_SECONDS
from ui.floor.my_station import remember_room, remember_station
from ui.floor.views import ViewLine


@pytest.fixture
def shown(desk: Any, window: Callable[..., Window], tmp_path: Any, qtbot: QtBot) -> Window:
    """The floor of a nurse who sits at the vital signs in Nurse 2; two people wait there, one at the laboratory."""
    for number, station in ((1, "vital_signs"), (2, "vital_signs"), (3, "laboratory")):
        let_in(desk, desk.person("NSENGA", f"Paul {number}"), hour=7 + number)
        row = visits(desk)[f"A-0{number}"]
        with desk.clinic.act("nurse", action="floor.hand_over") as uow:
            service.hand_over(uow, visits=(Seen(row.id, row.version),), station_code=station)
    made = window("nurse")
    made.page.context.folder = DataFolder(tmp_path)
    remember_station(made.page.context, "vital_signs")
    remember_room(made.page.context, "Nurse 2")
    return made


def call_by_key(shown: Window, desk: Any, ticket: str) -> str:
    shown.board.choose_visit(visits(desk)[ticket].id)
    shown.key(Qt.Key.Key_C)
    assert visits(desk)[ticket].called_at is not None
    return visits(desk)[ticket].called_room


def test_one_calls_to_the_own_room_only_at_the_own_station(desk: Any, shown: Window) -> None:
    assert call_by_key(shown, desk, "A-01") == "Nurse 2"
    assert "to Nurse 2, " in shown.board.describe()
    assert call_by_key(shown, desk, "A-03") == ""
    assert "called " in shown.board.describe()


def test_calling_again_for_somebody_else_leaves_the_room(desk: Any, shown: Window) -> None:
    row = visits(desk)["A-02"]
    with desk.clinic.act("physician", action="floor.call") as uow:
        calling.call(uow, visits=(Seen(row.id, row.version),), room="Nurse 1")
    shown.page.refresh()
    shown.settled()
    assert call_by_key(shown, desk, "A-02") == "Nurse 1"
    assert visits(desk)["A-02"].calls == 2


@pytest.mark.parametrize("role", ["receptionist", "administrator"])
def test_an_empty_floor_has_its_ways_on(desk: Any, window: Callable[..., Window], role: str) -> None:
    shown = window(role)
    assert shown.page._state._title.text() == "Nobody has arrived yet"
    line = shown.page.findChild(ViewLine)
    assert line is not None
    assert line.isVisible()
    buttons = [b.text() for b in shown.page.findChildren(QPushButton) if b.isVisible()]
    assert ("Arrival" in buttons) is (role == "receptionist")


def news_while_dragging(shown: Window, desk: Any, ticket: str, station: str) -> None:
    """The nurse holds A-01 over the laboratory while somebody hands a ticket over elsewhere; then she lets go."""
    visit, other = visits(desk)["A-01"], visits(desk)[ticket]
    start = shown.board.area_of(shown.card(visit)).center()
    target = QPoint(shown.board.column_area("imaging").center().x(), start.y())
    viewport = shown.board.viewport()
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=start)
    for step in range(1, 6):
        QTest.mouseMove(viewport, start + (target - start) * step / 5)
    with desk.clinic.act("physician", action="floor.hand_over") as uow:
        service.hand_over(uow, visits=(Seen(other.id, other.version),), station_code=station)
    shown.page.refresh()
    shown.settled()
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=target)
    shown.settled()


def test_news_of_others_leaves_a_ticket_in_the_hand(desk: Any, shown: Window) -> None:
    news_while_dragging(shown, desk, "A-02", "physician")
    assert visits(desk)["A-01"].station == "imaging"
    assert shown.problem() == ""


def test_a_ticket_that_somebody_else_moved_leaves_the_hand_with_a_word(desk: Any, shown: Window) -> None:
    news_while_dragging(shown, desk, "A-01", "physician")
    assert visits(desk)["A-01"].station == "physician"
    assert "Somebody else has changed A-01" in shown.problem()


Control = Qt.KeyboardModifier.ControlModifier


def test_ctrl_z_leaves_alone_what_somebody_else_did(desk: Any, shown: Window) -> None:
    shown.board.choose_visit(visits(desk)["A-01"].id)
    shown.key(Qt.Key.Key_Z, Control)
    assert visits(desk)["A-01"].station == "vital_signs"
    assert "nothing to take back" in shown.page.done.words.text()
    shown.key(Qt.Key.Key_U)
    assert visits(desk)["A-01"].station == "reception"


def test_ctrl_z_takes_the_own_last_act_back_until_somebody_went_on_from_it(desk: Any, shown: Window) -> None:
    shown.board.choose_visit(visits(desk)["A-01"].id)
    shown.key(Qt.Key.Key_H)
    shown.page.done.hide()
    shown.key(Qt.Key.Key_Z, Control)
    assert visits(desk)["A-01"].station == "vital_signs", "also after the words are gone"
    shown.key(Qt.Key.Key_H)
    row = visits(desk)["A-01"]
    with desk.clinic.act("physician", action="floor.hand_over") as uow:
        service.hand_over(uow, visits=(Seen(row.id, row.version),), station_code="imaging")
    QTest.qWait(int(DOUBLE_CLICK_SECONDS * 1000) + 50)  # the same act again at once would be a double press
    shown.key(Qt.Key.Key_Z, Control)
    assert visits(desk)["A-01"].station == "imaging"
    assert "Dr Claire Uwase has handed this ticket over to Imaging" in shown.problem()


def test_a_screen_left_on_over_night_shows_the_new_day(desk: Any, shown: Window) -> None:
    assert shown.page.floor is not None
    assert len(shown.page.floor.view.visits) == 3
    desk.clinic.clock.forward(hours=20)
    shown.page._time_passes()
    shown.settled()
    assert shown.page.floor.view.day == TUESDAY + timedelta(days=1)
    assert shown.page._state._title.text() == "Nobody has arrived yet"


@pytest.mark.parametrize("width", [1090, 1180, 1700])
def test_the_buttons_leave_the_name_its_room(desk: Any, shown: Window, qtbot: QtBot, width: int) -> None:
    shown.page.resize(width, 800)
    shown.board.choose_visit(visits(desk)["A-01"].id)
    shown.settled()
    qtbot.wait(20)
    who = shown.page._who
    assert who.text() == "A-01   NSENGA Paul 1"
    assert who.width() >= who.sizeHint().width()
    assert "next" in shown.acts()
    if width == 1700:
        assert shown.acts() == {"next", "call", "undo", "exam", "casefile"}
