"""The clinic floor in its window: hand-over by key and drag, a step back, the end of a visit, and figures."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from mhac.floor import queries, service
from mhac.floor.queries import VisitRow
from mhac.floor.rules import IdentityCheck, Outcome, VisitStatus
from mhac.floor.service import Arriving
from mhac.floor.visits import Seen
from mhac.scheduling.rules import Status
from tests.clinic import Clinic
from tests.mhac.scheduling.desk import TUESDAY, Desk, lay_down
from ui.app.context import AppContext
from ui.app.dialogs import ReasonDialog
from ui.floor.board import FloorBoard
from ui.floor.page import FloorPage
from ui.floor.presenter import Card
from ui.floor.views import ViewLine

Left = Qt.MouseButton.LeftButton
Control = Qt.KeyboardModifier.ControlModifier
SAME = IdentityCheck(Outcome.CONFIRMED)
DOUBT = IdentityCheck(Outcome.NOT_CONFIRMED, reason="Another face")


@pytest.fixture
def desk(sqlite_clinic: Clinic) -> Desk:
    return lay_down(sqlite_clinic)


def let_in(desk: Desk, *people: int, check: IdentityCheck = SAME, **wanted: Any) -> None:
    block = desk.book(*people, **wanted)
    with desk.clinic.act("receptionist", action="floor.arrive") as uow:
        service.arrive(uow, appointment_id=block.id, people=tuple(Arriving(i, check) for i in people))


def visits(desk: Desk) -> dict[str, VisitRow]:
    with desk.clinic.read("nurse") as uow:
        return {visit.ticket: visit for visit in queries.floor_view(uow, TUESDAY).visits}


class Window:
    """The page on the screen, with what a person does at it."""

    def __init__(self, page: FloorPage, settled: Callable[[], None]) -> None:
        self.page = page
        self.board: FloorBoard = page.board
        self.settled = settled
        self.went: list[tuple[str, dict[str, Any]]] = []
        page.context.navigation_requested.connect(lambda key, arguments: self.went.append((key, arguments)))

    def focus(self) -> None:
        self.page.activateWindow()
        assert QTest.qWaitForWindowActive(self.page)
        self.board.setFocus()
        self.settled()

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.focus()
        QTest.keyClick(self.board, key, modifier)
        self.settled()

    def card(self, visit: VisitRow) -> Card:
        found = self.page.floor.card_of(visit.id) if self.page.floor else None
        assert found is not None
        return found

    def click(self, visit: VisitRow) -> None:
        QTest.mouseClick(self.board.viewport(), Left, pos=self.board.area_of(self.card(visit)).center())
        self.settled()

    def drag(self, visit: VisitRow, station: str) -> None:
        start = self.board.area_of(self.card(visit)).center()
        column = self.board.column_area(station)
        target = QPoint(column.center().x(), start.y() + 40)
        viewport = self.board.viewport()
        QTest.mousePress(viewport, Left, pos=start)
        for step in range(1, 6):
            QTest.mouseMove(viewport, start + (target - start) * step / 5)
        QTest.mouseRelease(viewport, Left, pos=target)
        self.settled()

    def press(self, name: str) -> None:
        made = [b for b in self.page.findChildren(QPushButton, f"act_{name}") if b.isVisible()]
        QTest.mouseClick(made[-1], Left)
        self.settled()

    def acts(self) -> set[str]:
        shown = [b for b in self.page.findChildren(QPushButton) if b.isVisible()]
        return {b.objectName().removeprefix("act_") for b in shown if b.objectName().startswith("act_")}

    def dialog(self) -> Any:
        return next(found for found in self.page.findChildren(QDialog) if found.isVisible())

    def problem(self) -> str:
        return self.page._strip.accessibleName() if self.page._strip.isVisible() else ""


@pytest.fixture
def window(
    desk: Desk, context_for: Callable[..., AppContext], qtbot: QtBot, settled: Callable[[], None]
) -> Callable[..., Window]:
    def make(*roles: str, width: int = 1180) -> Window:
        page = FloorPage(context_for(*(roles or ("nurse",))))
        qtbot.addWidget(page)
        page.resize(width, 800)
        page.show()
        qtbot.waitExposed(page)
        settled()
        return Window(page, settled)

    return make


def test_an_empty_floor_says_whom_to_expect(desk: Desk, window: Callable[..., Window]) -> None:
    desk.book(desk.person("NSENGA", "Paul"))
    shown = window()
    assert not shown.board.isVisible()
    assert "1" in shown.page._state._text.text()


def test_tickets_stand_at_their_stations_with_their_wait(desk: Desk, window: Callable[..., Window]) -> None:
    case_id, members = desk.family()
    let_in(desk, *members, case_id=case_id)
    desk.clinic.clock.forward(minutes=12)
    shown = window()
    shown.click(visits(desk)["A-01a"])
    assert shown.board.describe() == (
        "A-01, HABIMANA family · 4, US refugee, Reception, 12 min, longer than usual, next: Vital signs"
    )
    figures = {name: card.figure() for name, card in shown.page.figures.items()}
    assert figures == {
        "arrived": "4 of 4",
        "inside": "4",
        "longest": "12 min · Reception",
        "median": "–",
        "finished": "0",
    }


def test_the_arrows_walk_over_the_tickets_as_soon_as_the_floor_is_shown(
    desk: Desk, window: Callable[..., Window]
) -> None:
    let_in(desk, desk.person("NSENGA", "Paul"))
    shown = window()
    shown.page.activateWindow()
    assert QTest.qWaitForWindowActive(shown.page)
    shown.page.setFocus()  # as the shell does
    held = QApplication.focusWidget()
    assert held is shown.board
    QTest.keyClick(held, Qt.Key.Key_Down)
    chosen = shown.board.card()
    assert chosen is not None
    assert chosen.visits[0].ticket == "A-01"


def test_the_wait_grows_without_asking_the_database(desk: Desk, window: Callable[..., Window]) -> None:
    let_in(desk, desk.person("NSENGA", "Paul"))
    shown = window()
    shown.click(visits(desk)["A-01"])
    desk.clinic.clock.forward(minutes=25)
    shown.page._time_passes()
    assert shown.page.figures["longest"].figure() == "25 min · Reception"
    assert "too long" in shown.board.describe()


def test_h_hands_over_to_the_next_station_and_ctrl_z_takes_it_back(desk: Desk, window: Callable[..., Window]) -> None:
    let_in(desk, desk.person("NSENGA", "Paul"))
    shown = window()
    shown.focus()
    shown.key(Qt.Key.Key_H)
    assert visits(desk)["A-01"].station == "vital_signs"
    assert "Vital signs" in shown.page.done.words.text()
    assert shown.board.card() is not None, "the ticket stays chosen at its new station"
    shown.key(Qt.Key.Key_Z, Control)
    assert visits(desk)["A-01"].station == "reception"


def test_two_quick_presses_hand_over_once(desk: Desk, window: Callable[..., Window]) -> None:
    let_in(desk, desk.person("NSENGA", "Paul"))
    shown = window()
    shown.focus()
    for _ in range(3):
        QTest.keyClick(shown.board, Qt.Key.Key_H)
    shown.settled()
    assert visits(desk)["A-01"].station == "vital_signs"
    assert not shown.problem()
    shown.key(Qt.Key.Key_H)
    assert visits(desk)["A-01"].station == "laboratory"


def test_ctrl_and_an_arrow_hand_over_to_the_station_beside(desk: Desk, window: Callable[..., Window]) -> None:
    let_in(desk, desk.person("NSENGA", "Paul"))
    shown = window()
    shown.focus()
    shown.key(Qt.Key.Key_Right, Control)
    shown.key(Qt.Key.Key_Right, Control)
    assert visits(desk)["A-01"].station == "laboratory"
    shown.key(Qt.Key.Key_Left, Control)
    assert visits(desk)["A-01"].station == "vital_signs"


def test_a_family_is_dragged_in_one_go_and_parts_later(desk: Desk, window: Callable[..., Window]) -> None:
    case_id, members = desk.family()
    let_in(desk, *members, case_id=case_id)
    shown = window()
    shown.drag(visits(desk)["A-01a"], "laboratory")
    assert {visit.station for visit in visits(desk).values()} == {"laboratory"}
    with desk.clinic.act("physician") as uow:
        one = visits(desk)["A-01b"]
        service.hand_over(uow, visits=(Seen(one.id, one.version),), station_code="physician")
    shown.page.refresh()
    shown.settled()
    assert len(shown.card(visits(desk)["A-01a"]).visits) == 1
    shown.drag(visits(desk)["A-01b"], "imaging")
    assert {t: v.station for t, v in visits(desk).items()} == {
        "A-01a": "laboratory",
        "A-01b": "imaging",
        "A-01c": "laboratory",
        "A-01d": "laboratory",
    }


def test_a_drop_on_the_own_station_does_nothing(desk: Desk, window: Callable[..., Window]) -> None:
    let_in(desk, desk.person("NSENGA", "Paul"))
    shown = window()
    shown.drag(visits(desk)["A-01"], "reception")
    assert visits(desk)["A-01"].station == "reception"
    assert not shown.problem()


def test_somebody_else_was_quicker(desk: Desk, window: Callable[..., Window]) -> None:
    let_in(desk, desk.person("NSENGA", "Paul"))
    shown = window()
    with desk.clinic.act("physician") as uow:
        row = visits(desk)["A-01"]
        service.hand_over(uow, visits=(Seen(row.id, row.version),), station_code="imaging")
    shown.focus()
    shown.key(Qt.Key.Key_H)
    assert visits(desk)["A-01"].station == "imaging"
    assert "Dr Claire Uwase" in shown.problem()
    assert shown.card(visits(desk)["A-01"]).station == "imaging"


def test_a_visit_is_finished_at_checkout_and_can_be_opened_again(desk: Desk, window: Callable[..., Window]) -> None:
    let_in(desk, desk.person("NSENGA", "Paul"))
    shown = window()
    shown.drag(visits(desk)["A-01"], "checkout")
    shown.press("finish")
    assert visits(desk)["A-01"].status is VisitStatus.DONE
    assert shown.page.figures["finished"].figure() == "1"
    shown.page.done.take_back()
    shown.settled()
    assert visits(desk)["A-01"].status is VisitStatus.OPEN


def test_the_end_of_a_visit_says_what_is_still_booked_today(desk: Desk, window: Callable[..., Window]) -> None:
    person = desk.person("NSENGA", "Paul")
    afternoon = desk.book(person, hour=15, room="Exam 1", service="follow_up")
    let_in(desk, person, hour=10, minute=30, room="Exam 2", service="physical_exam")
    shown = window()
    shown.drag(visits(desk)["A-01"], "checkout")
    shown.press("finish")
    assert shown.page.done.words.text() == (
        "A-01 NSENGA Paul has finished. Still booked today: 15:00 Results and follow-up."
    )
    assert desk.block(afternoon.id).status is Status.BOOKED
    shown.page.done.take_back()
    shown.settled()
    assert desk.block(afternoon.id).status is Status.ARRIVED


def test_who_is_not_identified_is_not_handed_over_until_settled(desk: Desk, window: Callable[..., Window]) -> None:
    let_in(desk, desk.person("NSENGA", "Paul"), check=DOUBT)
    shown = window()
    shown.focus()
    assert "identity not confirmed" in shown.board.describe()
    assert "next" not in shown.acts()
    shown.drag(visits(desk)["A-01"], "laboratory")
    assert visits(desk)["A-01"].station == "reception"
    assert "NSENGA Paul" in shown.problem()
    shown.press("identity")
    dialog = shown.dialog()
    QTest.keyClicks(dialog.reason, "Travel document seen")
    QTest.mouseClick(dialog.act_button, Left)
    shown.settled()
    assert visits(desk)["A-01"].identity is Outcome.CONFIRMED
    assert "next" in shown.acts()


@pytest.mark.qt_log_ignore("raise\\(\\)", "grabbing the keyboard", extend=True)  # the screen without a desk cannot
def test_the_menu_holds_every_station_and_the_rarer_acts(desk: Desk, window: Callable[..., Window]) -> None:
    let_in(desk, desk.person("NSENGA", "Paul"))
    shown = window("receptionist")
    shown.focus()
    shown.key(Qt.Key.Key_Return)
    menu = next(m for m in shown.page.findChildren(QMenu) if m.isVisible())
    texts = [action.text().partition("\t")[0] for action in menu.actions() if action.text()]
    assert texts[:4] == ["Hand over to Vital signs", "Call", "Pass over for now…", "Case file"]
    assert {"Left before the end…", "Wrong person arrived…", "To Physician", "To Checkout"} <= set(texts)
    wrong = next(action for action in menu.actions() if action.text().startswith("Wrong person"))
    menu.close()
    wrong.trigger()
    dialog = shown.dialog()
    assert isinstance(dialog, ReasonDialog)
    QTest.keyClicks(dialog.reason, "Clicked the wrong line")
    QTest.mouseClick(dialog.act_button, Left)
    shown.settled()
    assert visits(desk)["A-01"].status is VisitStatus.UNDONE
    assert desk.day()[0].status is Status.BOOKED


def test_arrows_walk_over_the_tickets(desk: Desk, window: Callable[..., Window]) -> None:
    for place, name in enumerate(("Paul", "Eric", "Yves")):
        let_in(desk, desk.person("NSENGA", name), hour=8 + place)
        desk.clinic.clock.forward(minutes=1)
    shown = window()
    shown.drag(visits(desk)["A-02"], "physician")
    shown.click(visits(desk)["A-01"])
    walked = []
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Up):
        shown.key(key)
        walked.append(shown.board.describe().split(",")[0])
    assert walked == ["A-03", "A-02", "A-02", "A-01", "A-01"]


def test_the_case_file_opens_for_the_chosen_person(desk: Desk, window: Callable[..., Window]) -> None:
    let_in(desk, desk.person("NSENGA", "Paul"))
    shown = window()
    shown.focus()
    shown.key(Qt.Key.Key_F)
    assert shown.went == [("casefile", {"person_id": visits(desk)["A-01"].person_id})]
    assert shown.page.window_words() == "NSENGA Paul"


def test_the_longest_wait_leads_to_its_ticket(desk: Desk, window: Callable[..., Window]) -> None:
    let_in(desk, desk.person("NSENGA", "Paul"))
    desk.clinic.clock.forward(minutes=5)
    let_in(desk, desk.person("UWERA", "Claudine", "F"), hour=10)
    shown = window()
    QTest.mouseClick(shown.page.figures["longest"], Left)
    assert shown.board.describe().startswith("A-01")


def test_an_administrator_sees_the_floor_and_moves_nobody(desk: Desk, window: Callable[..., Window]) -> None:
    let_in(desk, desk.person("NSENGA", "Paul"))
    shown = window("administrator")
    assert not shown.page.arrival_button.isVisible()
    shown.drag(visits(desk)["A-01"], "physician")
    assert visits(desk)["A-01"].station == "reception"
    assert shown.acts() == {"casefile"}


def test_a_visit_from_elsewhere_is_chosen(desk: Desk, window: Callable[..., Window]) -> None:
    let_in(desk, desk.person("NSENGA", "Paul"))
    let_in(desk, desk.person("UWERA", "Claudine", "F"), room="Nurse 2")
    shown = window()
    shown.page.show_with(visit_id=visits(desk)["A-02"].id)
    shown.settled()
    assert shown.board.describe().startswith("A-02")


def test_a_narrow_window_keeps_all_stations_and_the_names(desk: Desk, window: Callable[..., Window]) -> None:
    let_in(desk, desk.person("NSENGA", "Paul"))
    shown = window(width=900)
    shown.focus()
    assert shown.page.minimumSizeHint().width() <= 900
    assert shown.acts() == {"next"}
    assert shown.board.area_of(shown.card(visits(desk)["A-01"])).height() > 80
    shown.page.resize(1180, 800)
    shown.settled()
    assert shown.acts() == {"next", "call", "exam", "casefile"}


def test_yesterday_is_not_on_the_floor(desk: Desk, window: Callable[..., Window]) -> None:
    let_in(desk, desk.person("NSENGA", "Paul"))
    desk.clinic.clock.set(desk.at(8, day=TUESDAY + timedelta(days=1)))
    shown = window()
    assert shown.page.floor is not None
    assert shown.page.floor.view.visits == ()


@pytest.mark.parametrize("role", ["nurse", "physician"])
def test_who_examines_opens_the_examination_from_the_ticket(
    desk: Desk, window: Callable[..., Window], role: str
) -> None:
    let_in(desk, desk.person("NSENGA", "Paul"))
    shown = window(role)
    asked: list[tuple[str, dict[str, object]]] = []
    shown.page.context.navigation_requested.connect(lambda key, arguments: asked.append((key, arguments)))
    visit = visits(desk)["A-01"]
    QTest.mouseDClick(shown.board.viewport(), Left, pos=shown.board.area_of(shown.card(visit)).center())
    shown.focus()
    shown.key(Qt.Key.Key_X)
    shown.press("exam")
    assert asked == [("exam", {"person_id": visit.person_id})] * 3


def test_reception_is_not_offered_the_examination(desk: Desk, window: Callable[..., Window]) -> None:
    let_in(desk, desk.person("NSENGA", "Paul"))
    shown = window("receptionist")
    shown.focus()
    assert "exam" not in shown.acts()
    asked: list[str] = []
    shown.page.context.navigation_requested.connect(lambda key, _arguments: asked.append(key))
    shown.key(Qt.Key.Key_X)
    assert asked == []


@pytest.mark.qt_log_ignore("raise\\(\\)", "grabbing the keyboard", extend=True)  # the screen without a desk cannot
def test_one_of_a_family_goes_on_alone(desk: Desk, window: Callable[..., Window]) -> None:
    case_id, members = desk.family()
    let_in(desk, *members, case_id=case_id)
    shown = window()
    shown.click(visits(desk)["A-01a"])
    shown.key(Qt.Key.Key_Return)
    menu = next(m for m in shown.page.findChildren(QMenu) if m.isVisible())
    alone = next(action for action in menu.actions() if action.text() == "One person alone").menu()
    assert isinstance(alone, QMenu)
    names = [action.text() for action in alone.actions()]
    assert len(names) == 4
    ways = alone.actions()[1].menu()
    assert isinstance(ways, QMenu)
    to_physician = next(action for action in ways.actions() if action.text() == "To Physician")
    menu.close()
    to_physician.trigger()
    shown.settled()
    assert {ticket: visit.station for ticket, visit in visits(desk).items()} == {
        "A-01a": "reception", "A-01b": "physician", "A-01c": "reception", "A-01d": "reception",
    }  # fmt: skip
    shown.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert {visit.station for visit in visits(desk).values()} == {"reception"}


def test_c_calls_and_s_passes_over_for_now(desk: Desk, window: Callable[..., Window]) -> None:
    let_in(desk, desk.person("NSENGA", "Paul"))
    shown = window()
    shown.focus()
    shown.key(Qt.Key.Key_C)
    assert visits(desk)["A-01"].called_at == desk.clinic.clock()
    assert "called 08:00" in shown.board.describe()
    assert shown.page.done.words.text() == "A-01 please to Reception: called at 08:00."
    shown.key(Qt.Key.Key_Z, Control)
    assert visits(desk)["A-01"].called_at is None
    shown.key(Qt.Key.Key_S)
    dialog = shown.dialog()
    QTest.keyClicks(dialog.reason, "Went for water")
    QTest.mouseClick(dialog.act_button, Left)
    shown.settled()
    assert visits(desk)["A-01"].skip_reason == "Went for water"
    assert "from 08:10: Went for water" in shown.board.describe()
    shown.key(Qt.Key.Key_S)
    assert visits(desk)["A-01"].skipped_until is None


def test_three_quick_calls_are_one(desk: Desk, window: Callable[..., Window]) -> None:
    let_in(desk, desk.person("NSENGA", "Paul"))
    shown = window()
    shown.focus()
    for _ in range(3):
        QTest.keyClick(shown.board, Qt.Key.Key_C)
    shown.settled()
    assert visits(desk)["A-01"].calls == 1


def test_p_shows_a_family_one_by_one_and_together_again(desk: Desk, window: Callable[..., Window]) -> None:
    case_id, members = desk.family()
    let_in(desk, *members, case_id=case_id)
    shown = window()
    shown.click(visits(desk)["A-01a"])
    shown.key(Qt.Key.Key_P)
    assert len(shown.card(visits(desk)["A-01b"]).visits) == 1
    assert shown.board.describe().startswith("A-01a, MUKAMANA Béatrice")
    shown.key(Qt.Key.Key_C)
    assert [row.called_at is not None for row in visits(desk).values()] == [True, False, False, False]
    shown.key(Qt.Key.Key_P)
    assert len(shown.card(visits(desk)["A-01b"]).visits) == 1, "who is called is no longer one with the others"


def test_the_other_views_are_one_click_away(desk: Desk, window: Callable[..., Window]) -> None:
    let_in(desk, desk.person("NSENGA", "Paul"))
    shown = window()
    line = shown.page.findChild(ViewLine)
    assert line is not None
    for key in ("station", "dayend"):
        QTest.mouseClick(line.switch.button(key), Left)
        assert line.switch.value() == "floor", "this page stays what it is"
    assert [key for key, _ in shown.went] == ["station", "dayend"]
