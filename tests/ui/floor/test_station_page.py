"""My station: one key takes the next and hands over; pressing twice makes one record."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from mhac.floor import calling, queries, service
from mhac.floor.queries import VisitRow
from mhac.floor.records import StationMove
from mhac.floor.rules import IdentityCheck, Outcome, VisitStatus
from mhac.floor.service import Arriving
from mhac.floor.visits import Seen
from mhac.kernel.audit import AuditEntry
from mhac.kernel.paths import DataFolder
from mhac.scheduling.setup import RoomPlan, define_room
from tests.clinic import Clinic
from tests.mhac.scheduling.desk import TUESDAY, Desk, lay_down
from ui.app.context import AppContext
from ui.floor import station_page
from ui.floor.my_station import my_room, my_station
from ui.floor.station_page import StationPage

SAME = IdentityCheck(Outcome.CONFIRMED)
Enter = Qt.Key.Key_Return


@pytest.fixture
def desk(sqlite_clinic: Clinic) -> Desk:
    return lay_down(sqlite_clinic)


@pytest.fixture(autouse=True)
def no_breath(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests press one key after the other; the pause after an act has a test of its own."""
    monkeypatch.setattr(station_page, "BREATH_SECONDS", 0.0)


def visits(desk: Desk) -> dict[str, VisitRow]:
    with desk.clinic.read("nurse") as uow:
        return {visit.ticket: visit for visit in queries.floor_view(uow, TUESDAY).visits}


def seen(*rows: VisitRow) -> tuple[Seen, ...]:
    return tuple(Seen(row.id, row.version) for row in rows)


def at_vital_signs(desk: Desk, *people: int, check: IdentityCheck = SAME, **wanted: Any) -> None:
    block = desk.book(*people, **wanted)
    before = set(visits(desk))
    with desk.clinic.act("receptionist", action="floor.arrive") as uow:
        service.arrive(uow, appointment_id=block.id, people=tuple(Arriving(i, check) for i in people))
    fresh = [row for ticket, row in visits(desk).items() if ticket not in before]
    with desk.clinic.act("nurse", action="floor.hand_over") as uow:
        service.hand_over(uow, visits=seen(*fresh), station_code="vital_signs")


def three(desk: Desk) -> None:
    for place, name in enumerate(("Paul", "Eric", "Yves")):
        at_vital_signs(desk, desk.person("NSENGA", name), hour=8 + place)
        desk.clinic.clock.forward(minutes=4)


def acts(desk: Desk, action: str) -> int:
    with desk.clinic.database.reading(desk.clinic.actor("administrator")) as uow:
        return uow.session.query(AuditEntry).filter(AuditEntry.action == action).count()


class Window:
    def __init__(self, page: StationPage, settled: Callable[[], None]) -> None:
        self.page = page
        self.settled = settled

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.page.activateWindow()
        assert QTest.qWaitForWindowActive(self.page)
        self.page.queue.setFocus()
        QTest.keyClick(self.page.queue, key, modifier)
        self.settled()

    def tickets(self) -> list[str]:
        return [line.card.first.ticket for line in self.page.queue.rows()]

    def chosen(self) -> str:
        card = self.page.chosen_card()
        return card.first.ticket if card else ""

    def problem(self) -> str:
        return self.page._strip.accessibleName() if self.page._strip.isVisible() else ""


@pytest.fixture
def window(
    desk: Desk, context_for: Callable[..., AppContext], qtbot: QtBot, settled: Callable[[], None]
) -> Callable[..., Window]:
    def make(*roles: str) -> Window:
        page = StationPage(context_for(*(roles or ("nurse",))))
        qtbot.addWidget(page)
        page.resize(1180, 800)
        page.show()
        qtbot.waitExposed(page)
        settled()
        page.take_station("vital_signs")
        return Window(page, settled)

    return make


def test_enter_calls_the_next_and_once_more_hands_over(desk: Desk, window: Callable[..., Window]) -> None:
    three(desk)
    shown = window()
    assert (shown.tickets(), shown.chosen()) == (["A-01", "A-02", "A-03"], "A-01")
    assert shown.page.now.go.text() == "Call"
    shown.key(Enter)
    assert visits(desk)["A-01"].called_at == desk.clinic.clock()
    assert (shown.chosen(), shown.page.now.go.text()) == ("A-01", "Hand over to Laboratory")
    shown.key(Qt.Key.Key_Space)
    assert visits(desk)["A-01"].station == "laboratory"
    assert (shown.tickets(), shown.chosen()) == (["A-02", "A-03"], "A-02")
    assert visits(desk)["A-02"].called_at is None


def test_ctrl_enter_hands_over_and_calls_the_next(desk: Desk, window: Callable[..., Window]) -> None:
    three(desk)
    shown = window()
    shown.key(Enter)
    shown.key(Enter, Qt.KeyboardModifier.ControlModifier)
    found = visits(desk)
    assert (found["A-01"].station, found["A-02"].called_at is not None) == ("laboratory", True)
    assert shown.chosen() == "A-02"


def test_pressing_enter_thrice_at_once_calls_once(desk: Desk, window: Callable[..., Window]) -> None:
    three(desk)
    shown = window()
    shown.page.queue.setFocus()
    for _ in range(3):
        QTest.keyClick(shown.page.queue, Enter)
    shown.settled()
    assert (acts(desk, "floor.call"), visits(desk)["A-01"].calls) == (1, 1)
    assert visits(desk)["A-01"].station == "vital_signs"


def test_a_press_that_follows_too_fast_is_not_the_next_act(
    desk: Desk, window: Callable[..., Window], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(station_page, "BREATH_SECONDS", 60.0)
    three(desk)
    shown = window()
    shown.key(Enter)
    shown.key(Enter)
    assert visits(desk)["A-01"].station == "vital_signs"
    assert visits(desk)["A-01"].called_at is not None


def test_a_key_that_is_held_down_counts_once(desk: Desk, window: Callable[..., Window]) -> None:
    three(desk)
    shown = window()
    shown.page.queue.setFocus()
    none = Qt.KeyboardModifier.NoModifier
    for repeated in (False, True, True, True):
        QApplication.sendEvent(shown.page.queue, QKeyEvent(QEvent.Type.KeyPress, Enter, none, "", repeated))
        shown.settled()
    assert visits(desk)["A-01"].calls == 1
    assert visits(desk)["A-01"].station == "vital_signs"


def test_a_double_click_on_the_button_hands_over_once(desk: Desk, window: Callable[..., Window]) -> None:
    three(desk)
    shown = window()
    shown.key(Enter)
    QTest.mouseDClick(shown.page.now.go, Qt.MouseButton.LeftButton)
    QTest.mouseClick(shown.page.now.go, Qt.MouseButton.LeftButton)
    shown.settled()
    with desk.clinic.read("nurse") as uow:
        moves = uow.session.query(StationMove).filter(StationMove.to_station == "laboratory").count()
    assert moves == 1


def test_who_is_passed_over_goes_behind_and_comes_back(desk: Desk, window: Callable[..., Window]) -> None:
    three(desk)
    shown = window()
    shown.key(Enter)
    shown.key(Qt.Key.Key_S)
    dialog: Any = next(found for found in shown.page.findChildren(QDialog) if found.isVisible())
    assert dialog.reason.toPlainText() == "Did not come when called"
    QTest.mouseClick(dialog.act_button, Qt.MouseButton.LeftButton)
    shown.settled()
    assert shown.tickets() == ["A-02", "A-03", "A-01"]
    assert visits(desk)["A-01"].skip_reason == "Did not come when called"
    desk.clinic.clock.forward(minutes=10)
    shown.page._time_passes()
    assert shown.tickets() == ["A-01", "A-02", "A-03"]


def test_a_call_and_a_skip_are_taken_back(desk: Desk, window: Callable[..., Window]) -> None:
    three(desk)
    shown = window()
    shown.key(Enter)
    shown.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert visits(desk)["A-01"].called_at is None
    row = visits(desk)["A-01"]
    with desk.clinic.act("nurse", action="floor.skip") as uow:
        calling.skip(uow, visits=seen(row), reason="Not ready")
    shown.page.refresh()
    shown.settled()
    assert shown.tickets()[-1] == "A-01"
    shown.page.queue.select_key((row.id,))
    shown.key(Qt.Key.Key_S)
    assert visits(desk)["A-01"].skipped_until is None
    assert shown.tickets()[0] == "A-01"


def test_somebody_else_called_first(desk: Desk, window: Callable[..., Window]) -> None:
    three(desk)
    shown = window()
    with desk.clinic.act("physician", action="floor.call") as uow:
        calling.call(uow, visits=seen(visits(desk)["A-01"]))
    shown.key(Enter)
    assert "Dr Claire Uwase" in shown.problem()
    assert "Vital signs" in shown.problem()
    assert visits(desk)["A-01"].calls == 1
    assert shown.tickets() == ["A-02", "A-03", "A-01"]


def test_a_family_is_called_as_one_or_one_by_one(desk: Desk, window: Callable[..., Window]) -> None:
    case_id, members = desk.family()
    at_vital_signs(desk, *members, case_id=case_id)
    shown = window()
    assert len(shown.tickets()) == 1
    shown.key(Qt.Key.Key_P)
    assert shown.tickets() == ["A-01a", "A-01b", "A-01c", "A-01d"]
    shown.key(Enter)
    assert [row.called_at is not None for row in visits(desk).values()] == [True, False, False, False]
    shown.key(Enter)
    assert visits(desk)["A-01a"].station == "laboratory"
    shown.key(Qt.Key.Key_P)
    shown.key(Qt.Key.Key_P)
    assert shown.chosen() == "A-01b"


def test_the_last_station_finishes_the_visit(desk: Desk, window: Callable[..., Window]) -> None:
    at_vital_signs(desk, desk.person("NSENGA", "Paul"))
    with desk.clinic.act("nurse", action="floor.hand_over") as uow:
        service.hand_over(uow, visits=seen(visits(desk)["A-01"]), station_code="checkout")
    shown = window()
    shown.page.take_station("checkout")
    shown.key(Enter)
    assert shown.page.now.go.text() == "Finish visit"
    shown.key(Enter)
    assert visits(desk)["A-01"].status is VisitStatus.DONE
    assert shown.tickets() == []
    assert not shown.page.now.go.isVisible()


def test_who_is_not_identified_is_checked_before_being_called(desk: Desk, window: Callable[..., Window]) -> None:
    person = desk.person("NSENGA", "Paul")
    block = desk.book(person)
    with desk.clinic.act("receptionist", action="floor.arrive") as uow:
        doubt = IdentityCheck(Outcome.NOT_CONFIRMED, reason="Another face")
        service.arrive(uow, appointment_id=block.id, people=(Arriving(person, doubt),))
    shown = window()
    shown.page.take_station("reception")
    assert shown.page.now.go.text() == "Check identity again"


def test_the_workstation_remembers_its_station(
    desk: Desk, context_for: Callable[..., AppContext], tmp_path: Any, qtbot: QtBot
) -> None:
    context = context_for("nurse")
    assert my_station(context) == "vital_signs"
    context.folder = DataFolder(tmp_path)
    page = StationPage(context)
    qtbot.addWidget(page)
    page.take_station("imaging")
    other = context_for("physician")
    assert my_station(other) == "physician"
    other.folder = context.folder
    assert my_station(other) == "imaging"


def test_the_administrator_has_no_station(desk: Desk, window: Callable[..., Window]) -> None:
    three(desk)
    shown = window("administrator")
    assert not [b for b in shown.page.findChildren(QPushButton) if b.isVisible() and b.text() == "Call"]


def test_more_stands_beside_the_other_acts(desk: Desk, window: Callable[..., Window]) -> None:
    three(desk)
    shown = window()
    shown.key(Enter)
    now = shown.page.now
    acts = [each for each in now.others.findChildren(QPushButton) if each.isVisible()]
    assert len(acts) > 1
    assert acts.count(now.more) == 1
    assert max(acts, key=lambda each: (each.y(), each.x())) is now.more
    assert any(each.y() == now.more.y() for each in acts if each is not now.more)


def test_the_wait_at_the_station_is_said_with_its_mark(desk: Desk, window: Callable[..., Window]) -> None:
    three(desk)
    desk.clinic.clock.forward(minutes=30)
    shown = window()
    assert shown.page.now.wait.text() == "42 min at this station, too long"
    assert timedelta(minutes=42) == desk.clinic.clock() - visits(desk)["A-01"].station_since


def test_a_call_goes_to_the_room_in_which_one_sits(
    desk: Desk,
    window: Callable[..., Window],
    context_for: Callable[..., AppContext],
    tmp_path: Any,
    qtbot: QtBot,
    settled: Callable[[], None],
) -> None:
    three(desk)
    shown = window()
    offered = [text for i in range(shown.page.rooms.count()) if (text := shown.page.rooms.itemText(i))]
    assert offered == ["No room", "Nurse 1", "Nurse 2", "Exam 1", "Exam 2", "Vaccination"], "the station's own first"
    shown.page.context.folder = DataFolder(tmp_path)
    shown.page.rooms.take("Nurse 2")
    assert shown.page.now.above.text().startswith("Nurse 2 · Vital signs")
    shown.key(Enter)
    row = visits(desk)["A-01"]
    assert (row.called_room, row.station) == ("Nurse 2", "vital_signs")
    assert "Nurse 2" in shown.page.now.state.text()
    assert "A-01 please to Nurse 2" in shown.page.done.words.text()
    context = context_for("nurse")
    context.folder = shown.page.context.folder
    again = StationPage(context)
    qtbot.addWidget(again)
    again.show()
    settled()
    assert again.rooms.room == "Nurse 2", "said once"
    other = context_for("physician")
    other.folder = context.folder
    assert my_room(other) == "", "another one sits elsewhere"


def test_a_room_that_was_given_up_is_none(desk: Desk, window: Callable[..., Window]) -> None:
    three(desk)
    shown = window()
    shown.page.rooms.take("Nurse 2")
    with desk.clinic.act("administrator") as uow:
        define_room(uow, request=RoomPlan("Nurse 2", "nurse", active=False, room_id=desk.room("Nurse 2"), version=1))
    shown.key(Enter)
    assert "no room Nurse 2" in shown.problem()
    shown.page.refresh()
    shown.settled()
    assert shown.page.rooms.currentText() == "No room"
    shown.key(Enter)
    assert (visits(desk)["A-01"].calls, visits(desk)["A-01"].called_room) == (1, "")


def test_two_at_one_station_work_side_by_side(desk: Desk, window: Callable[..., Window]) -> None:
    """What one has called is in his hands: the other's Enter takes the next one, also when it came too late."""
    three(desk)
    one, two = window("nurse"), window("physician")
    one.page.rooms.take("Nurse 1")
    two.page.rooms.take("Nurse 2")
    one.key(Enter)
    assert two.chosen() == "A-01", "no news yet"
    two.key(Enter)
    assert "has called ticket A-01 to Nurse 1 · Vital signs" in two.problem()
    two.key(Enter)
    found = visits(desk)
    assert [(found[each].called_room, found[each].station) for each in ("A-01", "A-02", "A-03")] == [
        ("Nurse 1", "vital_signs"), ("Nurse 2", "vital_signs"), ("", "vital_signs"),
    ]  # fmt: skip
    one.page.refresh()
    one.settled()
    assert one.chosen() == "A-01"
    one.key(Enter)
    assert visits(desk)["A-01"].station == "laboratory"
    assert one.chosen() == "A-03", "A-02 is in the other room"


def test_news_of_a_call_elsewhere_moves_on_to_the_next(desk: Desk, window: Callable[..., Window]) -> None:
    three(desk)
    shown = window()
    with desk.clinic.act("physician", action="floor.call") as uow:
        calling.call(uow, visits=seen(visits(desk)["A-01"]), room="Nurse 2")
    shown.page.refresh()
    shown.settled()
    assert shown.chosen() == "A-02"
    shown.page.queue.select_key((visits(desk)["A-01"].id,))
    assert shown.page.now.then.text().startswith("Dr Claire Uwase has called this ticket.")
    assert not shown.page.now.go.isVisible()
    shown.key(Enter)
    assert (visits(desk)["A-01"].called_by, visits(desk)["A-01"].calls) == ("Dr Claire Uwase", 1), "not by Enter"
    shown.key(Qt.Key.Key_C)
    row = visits(desk)["A-01"]
    assert (row.station, row.called_by, row.calls) == ("vital_signs", "Noella Ingabire", 2), "taken over, not sent on"


def test_the_menu_calls_to_a_room_of_the_station(
    desk: Desk, window: Callable[..., Window], monkeypatch: pytest.MonkeyPatch
) -> None:
    three(desk)
    shown = window()
    menus: list[QMenu] = []
    monkeypatch.setattr(station_page, "open_menu", lambda menu, _where: menus.append(menu))
    shown.key(Qt.Key.Key_M)
    texts = {action.text(): action for action in menus[0].actions()}
    assert {text for text in texts if text.startswith("Call to")} == {"Call to Nurse 1", "Call to Nurse 2"}
    texts["Call to Nurse 2"].trigger()
    shown.settled()
    assert visits(desk)["A-01"].called_room == "Nurse 2"
