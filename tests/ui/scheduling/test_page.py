"""The appointment book in its window: clicks, keys and drags on a real clinic."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from mhac.scheduling import progress, service
from mhac.scheduling.rules import Status
from mhac.scheduling.views import Block
from tests.clinic import Clinic
from tests.mhac.scheduling.desk import TUESDAY, Desk, lay_down
from ui.app.context import AppContext
from ui.app.dialogs import ReasonDialog
from ui.scheduling.missed_dialog import MissedDialog
from ui.scheduling.page import BookPage
from ui.scheduling.slip_dialog import SlipDialog

Left = Qt.MouseButton.LeftButton


@pytest.fixture
def desk(sqlite_clinic: Clinic) -> Desk:
    return lay_down(sqlite_clinic)


class Window:
    """The page on the screen, with what a person does at it."""

    def __init__(self, page: BookPage, settled: Callable[[], None], desk: Desk) -> None:
        self.page = page
        self.board = page.board
        self.settled = settled
        self.desk = desk
        self.went: list[tuple[str, dict[str, Any]]] = []
        page.context.navigation_requested.connect(lambda key, arguments: self.went.append((key, arguments)))

    def keys(self, *keys: Any) -> None:
        for key in keys:
            QTest.keyClick(self.board, key)
        self.settled()

    def click(self, block: Block) -> None:
        QTest.mouseClick(self.board.viewport(), Left, pos=self.board.area_of(block.id).center())
        self.settled()

    def drag(self, block: Block, room: str, hour: int, minute: int = 0, *, drop: bool = True) -> None:
        start = self.board.area_of(block.id)
        grip = QPoint(start.center().x(), start.top() + 4)
        target = self.board.place_of(self.desk.room(room), hour * 60 + minute)
        viewport = self.board.viewport()
        QTest.mousePress(viewport, Left, pos=grip)
        for step in range(1, 6):
            QTest.mouseMove(viewport, grip + (target - grip) * step / 5)
        if drop:
            QTest.mouseRelease(viewport, Left, pos=target)
        self.settled()

    def shortcut(self, key: Qt.Key) -> None:
        self.page.activateWindow()
        assert QTest.qWaitForWindowActive(self.page)
        self.board.setFocus()
        QTest.keyClick(self.board, key, Qt.KeyboardModifier.ControlModifier)
        self.settled()

    def act(self, name: str) -> None:
        made = [b for b in self.page.side.chosen.findChildren(QPushButton, f"act_{name}") if b.isVisible()]
        QTest.mouseClick(made[-1], Left)
        self.settled()

    def acts(self) -> set[str]:
        shown = self.page.side.chosen.findChildren(QPushButton)
        return {b.objectName().removeprefix("act_") for b in shown if b.isVisible()}

    def dialog(self, kind: type[QDialog]) -> Any:
        return next(found for found in self.page.findChildren(kind) if found.isVisible())

    def problem(self) -> str:
        return self.page._strip.accessibleName() if self.page._strip.isVisible() else ""


@pytest.fixture
def window(
    desk: Desk, context_for: Callable[..., AppContext], qtbot: QtBot, settled: Callable[[], None]
) -> Iterator[Callable[..., Window]]:
    def make(*roles: str) -> Window:
        page = BookPage(context_for(*(roles or ("receptionist",))))
        qtbot.addWidget(page)
        page.resize(1180, 800)
        page.show()
        qtbot.waitExposed(page)
        settled()
        page.board.setFocus()
        return Window(page, settled, desk)

    yield make
    for menu in QApplication.topLevelWidgets():
        if isinstance(menu, QMenu):
            menu.close()


def test_the_day_shows_who_is_booked(desk: Desk, window: Callable[..., Window]) -> None:
    case_id, members = desk.family()
    block = desk.book(*members, case_id=case_id)
    shown = window()
    assert shown.page.heading.text() == "Tuesday 10 March"
    assert shown.page.booked.text() == "4 booked"
    shown.click(block)
    assert shown.board.describe() == "HABIMANA family · 4, US refugee · Health assessment, Nurse 1, 09:00–10:15, booked"
    assert shown.page.side.chosen.isVisible()


def test_a_block_is_moved_by_drag_and_taken_back(desk: Desk, window: Callable[..., Window]) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"))
    shown = window()
    shown.drag(block, "Nurse 2", 10, 30)
    moved = desk.block(block.id)
    assert (moved.room_id, moved.starts_at) == (desk.room("Nurse 2"), desk.at(10, 30))
    assert shown.board.block() == moved
    assert "10:30" in shown.page.done.words.text()
    shown.shortcut(Qt.Key.Key_Z)
    back = desk.block(block.id)
    assert (back.room_id, back.starts_at) == (desk.room("Nurse 1"), desk.at(9))
    assert shown.page.done.words.text() == "Taken back: NSENGA Paul is now at 10:30 in Nurse 2."
    assert not shown.page.done.undo_button.isVisible()


def test_a_drop_on_a_taken_place_changes_nothing_and_says_why(desk: Desk, window: Callable[..., Window]) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"))
    desk.book(desk.person("UWERA", "Claudine", "F"), hour=11)
    shown = window()
    shown.drag(block, "Nurse 1", 11)
    assert desk.block(block.id) == block
    assert shown.problem()
    assert not shown.board.is_moving()


@pytest.mark.parametrize(("room", "hour"), [("Nurse 1", 12), ("Exam 1", 10)])
def test_a_drop_on_closed_hours_or_another_kind_of_room_is_refused(
    desk: Desk, window: Callable[..., Window], room: str, hour: int
) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"))
    shown = window()
    shown.drag(block, room, hour)
    assert desk.block(block.id) == block
    assert shown.problem()


def test_escape_lets_a_dragged_block_go(desk: Desk, window: Callable[..., Window]) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"))
    shown = window()
    shown.drag(block, "Nurse 2", 10, drop=False)
    assert shown.board.is_moving()
    shown.keys(Qt.Key.Key_Escape)
    assert not shown.board.is_moving()
    QTest.mouseRelease(shown.board.viewport(), Left)
    shown.settled()
    assert desk.block(block.id) == block


def test_a_block_is_moved_by_keyboard(desk: Desk, window: Callable[..., Window]) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"))
    shown = window()
    shown.keys(*[Qt.Key.Key_Down] * 4)
    assert shown.board.block() == block
    shown.keys(Qt.Key.Key_M, Qt.Key.Key_Right, *[Qt.Key.Key_Down] * 2)
    assert shown.board.describe().endswith("Nurse 2, 09:30, free, Enter puts it down")
    shown.keys(Qt.Key.Key_Return)
    moved = desk.block(block.id)
    assert (moved.room_id, moved.starts_at) == (desk.room("Nurse 2"), desk.at(9, 30))


def test_by_keyboard_a_refused_place_leaves_the_block_in_hand(desk: Desk, window: Callable[..., Window]) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"))
    shown = window()
    shown.click(block)
    shown.keys(Qt.Key.Key_M, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Return)
    assert shown.board.is_moving()
    assert shown.problem()
    shown.keys(Qt.Key.Key_Escape)
    assert not shown.board.is_moving()
    assert desk.block(block.id) == block


def test_keys_stay_on_the_board(desk: Desk, window: Callable[..., Window]) -> None:
    desk.book(desk.person("NSENGA", "Paul"), hour=16, minute=30)
    shown = window()
    shown.keys(*[Qt.Key.Key_Left] * 3, *[Qt.Key.Key_Up] * 3)
    assert shown.board.describe() == "Nurse 1, 08:00"
    shown.keys(*[Qt.Key.Key_Right] * 9, *[Qt.Key.Key_PageDown] * 12)
    assert shown.board.describe() == "Vaccination, 16:45"


def test_somebody_else_moved_it_meanwhile(desk: Desk, window: Callable[..., Window]) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"))
    shown = window()
    with desk.clinic.act("nurse") as uow:
        service.move(uow, appointment_id=block.id, version=block.version, room_id=block.room_id, starts_at=desk.at(14))
    shown.drag(block, "Nurse 2", 10)
    assert desk.block(block.id).starts_at == desk.at(14)
    assert shown.problem()
    assert shown.board.area_of(block.id).center().y() > shown.board.place_of(desk.room("Nurse 1"), 13 * 60).y()


def test_an_appointment_is_cancelled_with_its_reason_and_put_back(desk: Desk, window: Callable[..., Window]) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"))
    shown = window()
    shown.click(block)
    shown.keys(Qt.Key.Key_Delete)
    dialog = shown.dialog(ReasonDialog)
    QTest.mouseClick(dialog.act_button, Left)
    assert dialog.isVisible(), "without a reason nothing is cancelled"
    QTest.keyClicks(dialog.reason, "Travels to Huye")
    QTest.mouseClick(dialog.act_button, Left)
    shown.settled()
    cancelled = desk.block(block.id)
    assert cancelled.status is Status.CANCELLED
    assert shown.board.block() is None
    shown.shortcut(Qt.Key.Key_Z)
    assert desk.block(block.id).status is Status.BOOKED


def test_who_did_not_come_is_marked_and_offered_for_rebooking(desk: Desk, window: Callable[..., Window]) -> None:
    block = desk.book(desk.person("GASANA", "Eric", phone="+250 788 000 114"))
    desk.clinic.clock.set(desk.at(9, 40))
    shown = window()
    assert shown.page.late.text() == "1 late"
    shown.click(block)
    shown.act("missed")
    dialog = shown.dialog(MissedDialog)
    QTest.keyClicks(dialog.reason, "no transport")
    QTest.keyClick(dialog.reason, Qt.Key.Key_Return)
    shown.settled()
    assert desk.block(block.id).status is Status.MISSED
    desk.clinic.clock.set(desk.at(8, day=date(2026, 3, 11)))
    shown.page.refresh()
    shown.settled()
    names = [b.accessibleName() for b in shown.page.side.absent.findChildren(QPushButton) if b.isVisible()]
    assert names == ["Rebook: GASANA Eric", "Let wait: GASANA Eric"]
    assert shown.page.book is not None
    assert [absent.reason for absent in shown.page.book.absent] == ["no transport"]


def test_acts_fit_the_state_and_the_role(desk: Desk, window: Callable[..., Window]) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"))
    shown = window()
    shown.click(block)
    assert shown.acts() == {"arrive", "move", "aside", "clinician", "slip", "note", "casefile", "cancel"}
    with desk.clinic.act("nurse") as uow:
        progress.step(uow, block.id, block.people[0].person_id, Status.ARRIVED)
    shown.page.refresh()
    shown.settled()
    assert shown.acts() == {"move", "aside", "clinician", "slip", "note", "casefile"}


def test_an_administrator_looks_but_does_not_book(desk: Desk, window: Callable[..., Window]) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"))
    shown = window("administrator")
    assert not shown.page.book_button.isVisible()
    shown.drag(block, "Nurse 2", 10)
    assert desk.block(block.id) == block
    shown.click(block)
    assert shown.acts() == {"slip", "casefile"}


def test_arrival_and_case_file_open_their_pages(desk: Desk, window: Callable[..., Window]) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"))
    shown = window()
    shown.click(block)
    shown.keys(Qt.Key.Key_A, Qt.Key.Key_F)
    QTest.mouseClick(shown.page.walk_in_button, Left)
    assert shown.went == [
        ("floor", {"arrive_appointment": block.id}),
        ("casefile", {"person_id": block.people[0].person_id}),
        ("floor", {"arrive": ""}),
    ]


@pytest.mark.qt_log_ignore("raise\\(\\)", "grabbing the keyboard", extend=True)  # the screen without a desk cannot
def test_the_menu_holds_the_same_acts(desk: Desk, window: Callable[..., Window]) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"))
    shown = window()
    shown.click(block)
    shown.keys(Qt.Key.Key_Return)
    menu = next(m for m in shown.page.findChildren(QMenu) if m.isVisible())
    assert [action.text() for action in menu.actions()] == [
        "Arrival\tA",
        "Move\tM",
        "Put aside\tCtrl+X",
        "Clinician…\tD",
        "Slip\tP",
        "Name and note…\tE",
        "Case file\tF",
        "Cancel appointment…\tDel",
    ]
    QTest.keyClick(menu, Qt.Key.Key_Escape)


def test_days_are_changed_by_button_and_key(desk: Desk, window: Callable[..., Window]) -> None:
    shown = window()
    QTest.mouseClick(shown.page.forward, Left)
    shown.settled()
    assert shown.page.heading.text() == "Wednesday 11 March"
    shown.shortcut(Qt.Key.Key_PageUp)
    shown.shortcut(Qt.Key.Key_PageUp)
    assert shown.page.heading.text() == "Monday 9 March"
    QTest.mouseClick(shown.page.today_button, Left)
    shown.settled()
    assert shown.page.heading.text() == "Tuesday 10 March"


def test_a_date_is_typed_in_any_form(desk: Desk, window: Callable[..., Window]) -> None:
    shown = window()
    shown.shortcut(Qt.Key.Key_G)
    dialog = next(d for d in shown.page.findChildren(QDialog) if d.isVisible())
    QTest.keyClicks(dialog.focusWidget(), "15.3.26")
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    shown.settled()
    assert shown.page.heading.text() == "Sunday 15 March"
    assert shown.page.wanted.day == date(2026, 3, 15)


def test_an_appointment_from_elsewhere_is_shown_and_chosen(desk: Desk, window: Callable[..., Window]) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"), day=date(2026, 3, 12))
    shown = window()
    shown.page.show_with(appointment_id=block.id)
    shown.settled()
    assert shown.page.wanted.day == date(2026, 3, 12)
    assert shown.board.block() == block


def test_what_others_book_appears_by_the_bus(desk: Desk, window: Callable[..., Window]) -> None:
    shown = window()
    block = desk.book(desk.person("NSENGA", "Paul"))
    assert shown.board.area_of(block.id).isEmpty()
    shown.page.context.bus.changed.emit("appointments", (block.id,))
    shown.settled()
    assert not shown.board.area_of(block.id).isEmpty()


def test_the_next_free_times_follow_the_family(desk: Desk, window: Callable[..., Window]) -> None:
    desk.book(desk.person("NSENGA", "Paul"), hour=9)
    shown = window()
    shown.page.side.free.persons.setValue(4)
    shown.settled()
    slots = shown.page.book.free if shown.page.book else ()
    assert (slots[0].room, slots[0].span.minutes) == ("Nurse 2", 75)


def test_the_slip_is_shown_in_the_language_chosen(desk: Desk, window: Callable[..., Window]) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"))
    shown = window()
    shown.click(block)
    shown.keys(Qt.Key.Key_P)
    dialog = shown.dialog(SlipDialog)
    shown.settled()
    assert dialog.preview.page_count == 1
    dialog.language.choose("fr")
    shown.settled()
    assert dialog.language.value() == "fr"
    assert dialog.preview.page_count == 1
    assert dialog.act_button.isEnabled()
    dialog.reject()


def test_a_role_without_the_book_is_told_so(desk: Desk, context_for: Any, qtbot: QtBot, settled: Any) -> None:
    context = context_for("receptionist")
    context.actor = type(context.actor)(1, "Nobody")
    page = BookPage(context)
    qtbot.addWidget(page)
    page.show()
    settled()
    assert not page.board.isVisible()
    assert page.wanted.day == TUESDAY
