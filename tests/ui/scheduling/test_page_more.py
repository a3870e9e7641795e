"""The appointment book in its window: stretching, putting aside, taking back, weeks and months, the waiting list."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from mhac.scheduling import progress, service, setup, waiting
from mhac.scheduling.rules import PartOfDay, Status
from mhac.scheduling.views import Block, WaitingRow
from mhac.scheduling.waiting import Wish
from tests.mhac.scheduling.desk import TUESDAY, Desk
from tests.ui.scheduling.test_page import Left, Window, desk, window
from ui.app.dialogs import FormDialog, ReasonDialog
from ui.scheduling.book_dialog import BookDialog
from ui.scheduling.missed_dialog import MissedDialog
from ui.scheduling.people_ticks import PeopleTicks
from ui.scheduling.period import View, first_and_days, next_month
from ui.scheduling.wait_dialog import WaitDialog
from ui.scheduling.waiting_dialog import WaitingDialog

__all__ = ["desk", "window"]  # the fixtures of the day
Shift, Control = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def put(desk: Desk, *people: int, **wish: Any) -> None:
    with desk.clinic.act("receptionist", action="scheduling.wait_for") as uow:
        waiting.wait_for(uow, request=Wish(desk.service(), people, "no time was free", **wish))


def waits(shown: Window) -> tuple[WaitingRow, ...]:
    assert shown.page.book is not None
    return shown.page.book.waiting


def cancel(shown: Window, reason: str) -> None:
    shown.act("cancel")
    dialog = shown.dialog(ReasonDialog)
    QTest.keyClicks(dialog.reason, reason)
    QTest.mouseClick(dialog.act_button, Left)
    shown.settled()


def minutes(desk: Desk, number: int) -> int:
    return desk.block(number).span.minutes


def test_a_block_is_stretched_by_its_lower_edge(desk: Desk, window: Callable[..., Window]) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"))
    shown = window()
    area = shown.board.area_of(block.id)
    edge = QPoint(area.center().x(), area.bottom() - 1)
    viewport = shown.board.viewport()
    QTest.mouseMove(viewport, edge)
    assert viewport.cursor().shape() is Qt.CursorShape.SizeVerCursor
    QTest.mousePress(viewport, Left, pos=edge)
    target = shown.board.place_of(desk.room("Nurse 1"), 10 * 60)
    for step in range(1, 6):
        QTest.mouseMove(viewport, edge + (target - edge) * step / 5)
    QTest.mouseRelease(viewport, Left, pos=target)
    shown.settled()
    assert minutes(desk, block.id) == 75
    assert "75 minutes" in shown.page.done.words.text()
    shown.shortcut(Qt.Key.Key_Z)
    assert (minutes(desk, block.id), desk.block(block.id).starts_at) == (30, desk.at(9))


def test_a_block_is_stretched_by_keyboard_and_never_below_a_quarter(desk: Desk, window: Callable[..., Window]) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"))
    shown = window()
    shown.click(block)
    QTest.keyClick(shown.board, Qt.Key.Key_Down, Shift)
    assert "until 09:45" in shown.board.describe()
    for _ in range(5):
        QTest.keyClick(shown.board, Qt.Key.Key_Up, Shift)
    shown.keys(Qt.Key.Key_Return)
    assert minutes(desk, block.id) == 15
    QTest.keyClick(shown.board, Qt.Key.Key_Down, Shift)
    shown.keys(Qt.Key.Key_Escape)
    assert minutes(desk, block.id) == 15


def test_a_stretch_into_another_block_says_whose_it_is(desk: Desk, window: Callable[..., Window]) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"))
    desk.book(desk.person("UWERA", "Claudine"), hour=9, minute=30)
    shown = window()
    shown.click(block)
    QTest.keyClick(shown.board, Qt.Key.Key_Down, Shift)
    shown.keys(Qt.Key.Key_Return)
    assert "UWERA Claudine" in shown.problem()
    assert minutes(desk, block.id) == 30


def test_a_block_is_put_aside_and_put_down_on_another_day(desk: Desk, window: Callable[..., Window]) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"))
    shown = window()
    shown.click(block)
    shown.shortcut(Qt.Key.Key_X)
    assert shown.page.side.pinned.isVisible()
    assert desk.block(block.id) == block
    shown.shortcut(Qt.Key.Key_PageDown)
    shown.shortcut(Qt.Key.Key_V)
    assert shown.board.is_moving()
    shown.keys(Qt.Key.Key_Right, Qt.Key.Key_PageDown, Qt.Key.Key_Return)
    moved = desk.block(block.id)
    wednesday = TUESDAY + timedelta(days=1)
    assert (moved.room_id, moved.starts_at) == (desk.room("Nurse 2"), desk.at(9, day=wednesday))
    assert not shown.page.side.pinned.isVisible()
    shown.shortcut(Qt.Key.Key_Z)
    assert desk.block(block.id).starts_at == block.starts_at


def test_a_block_dropped_beside_the_board_is_put_aside(desk: Desk, window: Callable[..., Window]) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"))
    shown = window()
    shown.drag(block, "Nurse 2", 10, drop=False)
    viewport = shown.board.viewport()
    beside = QPoint(viewport.width() + 40, 100)
    QTest.mouseMove(viewport, beside)
    QTest.mouseRelease(viewport, Left, pos=beside)
    shown.settled()
    assert desk.block(block.id) == block
    assert shown.page.side.pinned.last() == block
    QTest.mouseClick(shown.page.side.pinned.findChildren(QPushButton)[-1], Left)
    assert not shown.page.side.pinned.isVisible()


def test_the_last_acts_are_taken_back_one_after_the_other(desk: Desk, window: Callable[..., Window]) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"))
    shown = window()
    for hour in (10, 14):
        shown.drag(shown.board.block() or block, "Nurse 2", hour)
    shown.click(desk.block(block.id))
    cancel(shown, "family asked")
    assert desk.block(block.id).status is Status.CANCELLED
    places = []
    for _ in range(3):
        shown.shortcut(Qt.Key.Key_Z)
        found = desk.block(block.id)
        places.append((found.status, found.starts_at))
    assert places == [(Status.BOOKED, desk.at(14)), (Status.BOOKED, desk.at(10)), (Status.BOOKED, desk.at(9))]
    shown.shortcut(Qt.Key.Key_Z)
    assert shown.page.done.words.text() == "There is nothing to take back."


def test_what_somebody_else_changed_since_is_not_undone_unseen(desk: Desk, window: Callable[..., Window]) -> None:
    from mhac.scheduling import service

    block = desk.book(desk.person("NSENGA", "Paul"))
    shown = window()
    shown.drag(block, "Nurse 2", 10)
    now = desk.block(block.id)
    with desk.clinic.act("nurse", action="scheduling.move") as uow:
        service.move(uow, appointment_id=now.id, version=now.version, room_id=now.room_id, starts_at=desk.at(15))
    shown.shortcut(Qt.Key.Key_Z)
    assert desk.block(block.id).starts_at == desk.at(15)
    assert shown.problem()


def test_a_week_shows_rooms_and_opens_a_day(desk: Desk, window: Callable[..., Window]) -> None:
    desk.book(desk.person("NSENGA", "Paul"), day=TUESDAY + timedelta(days=1))
    shown = window()
    shown.shortcut(Qt.Key.Key_2)
    picture = shown.page.picture
    assert picture.isVisible()
    assert shown.page.heading.text() == "Mon 9 Mar – Sun 15 Mar"
    picture.setFocus()
    QTest.keyClick(picture, Qt.Key.Key_Right)
    assert picture.accessibleDescription() == "Wed 11 Mar, Nurse 1, 1 person, 6 % taken, free from 08:00"
    QTest.keyClick(picture, Qt.Key.Key_Return)
    shown.settled()
    assert shown.board.isVisible()
    assert shown.page.heading.text() == "Wednesday 11 March"


def test_a_month_shows_how_full_the_days_are_and_why_one_is_closed(desk: Desk, window: Callable[..., Window]) -> None:
    with desk.clinic.act("administrator", action="scheduling.close_day") as uow:
        setup.close_day(uow, day=date(2026, 3, 17), reason="staff training")
    desk.book(desk.person("NSENGA", "Paul"))
    shown = window()
    shown.shortcut(Qt.Key.Key_3)
    picture = shown.page.picture
    assert shown.page.heading.text() == "March 2026"
    assert picture.accessibleDescription() == "Tue 10 Mar, 1 person, 1 % taken, free from 08:00"
    QTest.mouseClick(picture, Left, pos=picture.area(22).center())
    assert picture.accessibleDescription() == "Tue 17 Mar, closed: staff training"
    shown.shortcut(Qt.Key.Key_PageDown)
    assert shown.page.heading.text() == "April 2026"


@pytest.mark.parametrize(
    ("day", "steps", "wanted"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
    ],
)
def test_months_are_turned_by_date(day: date, steps: int, wanted: date) -> None:
    assert next_month(day, steps) == wanted


def test_a_month_is_whole_weeks() -> None:
    assert first_and_days(View.MONTH, date(2026, 3, 10)) == (date(2026, 2, 23), 42)
    assert first_and_days(View.MONTH, date(2027, 2, 1)) == (date(2027, 2, 1), 28)
    assert first_and_days(View.WEEK, date(2026, 3, 15)) == (date(2026, 3, 9), 7)


def test_a_cancelled_time_is_offered_to_who_waits_and_booked_from_there(
    desk: Desk, window: Callable[..., Window]
) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"))
    put(desk, desk.person("UWERA", "Claudine"), by_day=TUESDAY + timedelta(days=5), by_reason="medical expires 15 Mar")
    put(desk, desk.person("GASANA", "Eric"), part_of_day=PartOfDay.AFTERNOON)
    shown = window()
    card = shown.page.side.waiting
    assert [entry.people[0].family_name for entry in waits(shown)] == ["UWERA", "GASANA"]
    shown.click(block)
    cancel(shown, "family asked")
    assert [offer.entry.people[0].family_name for offer in card.offers()] == ["UWERA"]
    made = next(b for b in card.findChildren(QPushButton) if b.accessibleName() == "Book: UWERA Claudine")
    QTest.mouseClick(made, Left)
    shown.settled()
    dialog = shown.dialog(BookDialog)
    assert dialog.time.currentText() == "09:00"
    QTest.mouseClick(dialog.act_button, Left)
    shown.settled()
    assert [found.people[0].family_name for found in desk.day()] == ["UWERA"]
    assert [entry.people[0].family_name for entry in waits(shown)] == ["GASANA"]
    shown.shortcut(Qt.Key.Key_Z)
    assert desk.day() == ()
    assert [entry.people[0].family_name for entry in waits(shown)] == ["UWERA", "GASANA"]


def test_who_did_not_come_is_put_on_the_waiting_list(desk: Desk, window: Callable[..., Window]) -> None:
    desk.book(desk.person("GASANA", "Eric"))
    desk.clinic.clock.set(desk.at(8, day=TUESDAY + timedelta(days=1)))
    shown = window()
    made = next(b for b in shown.page.side.absent.findChildren(QPushButton) if b.text() == "Let wait")
    QTest.mouseClick(made, Left)
    shown.settled()
    dialog = shown.dialog(WaitDialog)
    assert dialog.reason.text() == "did not come on Tue 10 Mar"
    QTest.keyClicks(dialog.by_day, "20 Mar 2026")
    QTest.mouseClick(dialog.act_button, Left)
    shown.settled()
    (entry,) = waits(shown)
    assert (entry.by_day, entry.people[0].family_name) == (date(2026, 3, 20), "GASANA")


def test_a_wish_without_people_or_reason_stays_open(desk: Desk, window: Callable[..., Window]) -> None:
    shown = window()
    QTest.mouseClick(shown.page.side.waiting.add_button, Left)
    shown.settled()
    dialog = shown.dialog(WaitDialog)
    QTest.mouseClick(dialog.act_button, Left)
    assert dialog.form.row("people").fault
    assert dialog.form.row("reason").fault


def test_somebody_is_taken_off_the_list_with_a_reason(desk: Desk, window: Callable[..., Window]) -> None:
    put(desk, desk.person("GASANA", "Eric"))
    shown = window()
    QTest.mouseClick(shown.page.side.waiting.all_button, Left)
    shown.settled()
    dialog = shown.dialog(WaitingDialog)
    dialog.table.selectRow(0)
    QTest.mouseClick(dialog.stop_button, Left)
    reason = next(found for found in dialog.findChildren(ReasonDialog) if found.isVisible())
    QTest.keyClicks(reason.reason, "left the country")
    QTest.mouseClick(reason.act_button, Left)
    shown.settled()
    assert dialog.table.rows() == ()
    dialog.reject()
    shown.page.refresh()
    shown.settled()
    assert waits(shown) == ()


def test_who_may_moves_over_the_limit_after_a_question(desk: Desk, window: Callable[..., Window]) -> None:
    with desk.clinic.act("administrator", action="scheduling.define_capacity") as uow:
        setup.define_capacity(uow, persons=1)
    block = desk.book(desk.person("NSENGA", "Paul"))
    desk.book(desk.person("UWERA", "Claudine"), hour=10)
    shown = window("nurse")
    shown.drag(block, "Nurse 2", 10)
    assert desk.block(block.id) == block
    dialog = next(found for found in shown.page.findChildren(FormDialog) if found.isVisible())
    QTest.mouseClick(dialog.act_button, Left)
    shown.settled()
    assert desk.block(block.id).starts_at == desk.at(10)


def test_the_desk_is_told_of_the_limit(desk: Desk, window: Callable[..., Window]) -> None:
    with desk.clinic.act("administrator", action="scheduling.define_capacity") as uow:
        setup.define_capacity(uow, persons=1)
    block = desk.book(desk.person("NSENGA", "Paul"))
    desk.book(desk.person("UWERA", "Claudine"), hour=10)
    shown = window()
    shown.drag(block, "Nurse 2", 10)
    assert desk.block(block.id) == block
    assert "is 1: 1 begin already and 1 more would come" in shown.problem()


def moved_elsewhere(desk: Desk, shown: Window, block: Block, hour: int) -> None:
    """A nurse at another workstation moves a block; the news comes here."""
    with desk.clinic.act("nurse", action="scheduling.move") as uow:
        service.move(
            uow, appointment_id=block.id, version=block.version, room_id=block.room_id, starts_at=desk.at(hour)
        )
    shown.page.refresh()
    shown.settled()


def test_a_block_on_its_way_stays_so_when_others_change_the_book(desk: Desk, window: Callable[..., Window]) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"))
    other = desk.book(desk.person("UWERA", "Claudine", "F"), room="Nurse 2")
    shown = window()
    shown.click(block)
    shown.keys(Qt.Key.Key_M, Qt.Key.Key_Down, Qt.Key.Key_Down)
    moved_elsewhere(desk, shown, other, 14)
    assert shown.board.is_moving()
    shown.keys(Qt.Key.Key_Return)
    assert desk.block(block.id).starts_at == desk.at(9, 30)


def test_a_block_held_by_the_mouse_stays_so_when_others_change_the_book(
    desk: Desk, window: Callable[..., Window]
) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"))
    other = desk.book(desk.person("UWERA", "Claudine", "F"), room="Nurse 2")
    shown = window()
    shown.drag(block, "Nurse 1", 11, drop=False)
    moved_elsewhere(desk, shown, other, 14)
    QTest.mouseRelease(shown.board.viewport(), Left, pos=shown.board.place_of(desk.room("Nurse 1"), 11 * 60))
    shown.settled()
    assert desk.block(block.id).starts_at == desk.at(11)


def test_a_block_put_aside_is_carried_on_when_others_change_the_book(desk: Desk, window: Callable[..., Window]) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"))
    other = desk.book(desk.person("UWERA", "Claudine", "F"), room="Nurse 2", day=TUESDAY + timedelta(days=1))
    shown = window()
    shown.click(block)
    shown.shortcut(Qt.Key.Key_X)
    shown.shortcut(Qt.Key.Key_PageDown)
    shown.shortcut(Qt.Key.Key_V)
    with desk.clinic.act("nurse", action="scheduling.cancel") as uow:
        service.cancel(uow, appointment_id=other.id, version=other.version, reason="ill")
    shown.page.refresh()
    shown.settled()
    assert shown.board.is_moving()
    shown.keys(Qt.Key.Key_Return)
    assert desk.block(block.id).starts_at == desk.at(8, day=TUESDAY + timedelta(days=1)), "where the keyboard stood"


def test_a_block_that_somebody_else_moves_is_let_go_with_words(desk: Desk, window: Callable[..., Window]) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"))
    shown = window()
    shown.click(block)
    shown.keys(Qt.Key.Key_M, Qt.Key.Key_Down)
    moved_elsewhere(desk, shown, block, 14)
    assert not shown.board.is_moving()
    assert shown.problem().startswith("NSENGA Paul was changed by somebody else meanwhile. Now: ")
    assert "14:00, Nurse 1, booked." in shown.problem()
    shown.keys(Qt.Key.Key_M, Qt.Key.Key_Down)
    with desk.clinic.act("nurse", action="scheduling.cancel") as uow:
        service.cancel(uow, appointment_id=block.id, version=desk.block(block.id).version, reason="ill")
    shown.page.refresh()
    shown.settled()
    assert shown.problem() == "NSENGA Paul was moved or cancelled by somebody else meanwhile."


def test_enter_alone_notes_who_did_not_come(desk: Desk, window: Callable[..., Window]) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"))
    desk.clinic.clock.set(desk.at(9, 40))
    shown = window()
    shown.click(block)
    shown.keys(Qt.Key.Key_N)
    dialog = shown.dialog(MissedDialog)
    dialog.activateWindow()
    assert QTest.qWaitForWindowActive(dialog)
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    shown.settled()
    assert desk.block(block.id).status is Status.MISSED


def test_one_of_a_family_is_cancelled_and_another_did_not_come(desk: Desk, window: Callable[..., Window]) -> None:
    case_id, members = desk.family()
    block = desk.book(*members, case_id=case_id)
    desk.clinic.clock.set(desk.at(9, 40))
    shown = window()
    shown.click(block)
    shown.act("cancel")
    dialog = shown.dialog(ReasonDialog)
    ticks = dialog.findChild(PeopleTicks)
    for box in ticks.boxes:
        box.setChecked("Eric" in box.text())
    QTest.keyClicks(dialog.reason, "ill")
    QTest.mouseClick(dialog.act_button, Left)
    shown.settled()
    assert shown.page.done.words.text() == "HABIMANA Eric is cancelled."
    states = {person.given_names: person.status for person in desk.block(block.id).people}
    assert [name for name, status in states.items() if status is Status.CANCELLED] == ["Eric"]
    shown.act("missed")
    dialog = shown.dialog(MissedDialog)
    ticks = dialog.findChild(PeopleTicks)
    assert [box.text() for box in ticks.boxes] == ["MUKAMANA Béatrice", "HABIMANA Jean", "HABIMANA Grâce"]
    for box in ticks.boxes:
        box.setChecked(False)
    QTest.mouseClick(dialog.act_button, Left)
    shown.settled()
    assert dialog.problem.text() == "Choose at least one person."
    ticks.boxes[1].setChecked(True)
    QTest.mouseClick(dialog.act_button, Left)
    shown.settled()
    states = {person.given_names: person.status for person in desk.block(block.id).people}
    assert states["Jean"] is Status.MISSED
    assert states["Béatrice"] is states["Grâce"] is Status.BOOKED
    shown.shortcut(Qt.Key.Key_Z)
    states = {person.given_names: person.status for person in desk.block(block.id).people}
    assert (states["Jean"], states["Eric"]) == (Status.BOOKED, Status.CANCELLED)


def test_one_person_needs_no_tick(desk: Desk, window: Callable[..., Window]) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"))
    shown = window()
    shown.click(block)
    shown.act("cancel")
    assert not shown.dialog(ReasonDialog).findChild(PeopleTicks).isVisible()


def test_the_arrows_walk_as_soon_as_the_book_is_shown(desk: Desk, window: Callable[..., Window]) -> None:
    desk.book(desk.person("NSENGA", "Paul"), hour=8)
    shown = window()
    shown.page.back.setFocus()
    shown.page.setFocus(Qt.FocusReason.OtherFocusReason)  # as the frame does when a page is shown
    assert shown.page.focusWidget() is shown.board
    shown.page._view_chosen("week")
    shown.settled()
    shown.page.setFocus(Qt.FocusReason.OtherFocusReason)
    assert shown.page.focusWidget() is shown.page.picture


def test_a_late_block_that_was_moved_is_put_back_where_it_stood(desk: Desk, window: Callable[..., Window]) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"))
    desk.clinic.clock.set(desk.at(9, 50))
    shown = window()
    shown.drag(block, "Nurse 2", 11)
    assert desk.block(block.id).starts_at == desk.at(11)
    shown.shortcut(Qt.Key.Key_Z)
    after = desk.block(block.id)
    assert (after.starts_at, after.room_id) == (block.starts_at, block.room_id)
    shown.drag(after, "Nurse 1", 8, 30)
    assert "is past" in shown.problem()


@pytest.mark.parametrize(("hour", "minute", "free"), [(8, 45, "08:45"), (8, 46, "09:30"), (9, 58, "10:00")])
def test_a_week_says_no_time_as_free_that_is_gone(
    desk: Desk, window: Callable[..., Window], hour: int, minute: int, free: str
) -> None:
    desk.book(desk.person("NSENGA", "Paul"))
    desk.clinic.clock.set(desk.at(hour, 0) + timedelta(minutes=minute))
    shown = window()
    shown.page._view_chosen("week")
    shown.settled()
    assert f"free from {free}" in shown.page.picture.accessibleDescription()


def test_the_bar_counts_the_late_first_where_there_is_little_room(desk: Desk, window: Callable[..., Window]) -> None:
    desk.book(desk.person("NSENGA", "Paul"))
    here = desk.book(desk.person("UWERA", "Claudine", "F"), room="Nurse 2")
    with desk.clinic.act("nurse") as uow:
        progress.step(uow, here.id, here.people[0].person_id, Status.ARRIVED)
    desk.clinic.clock.set(desk.at(9, 40))
    shown = window()
    page = shown.page
    seen = []
    for width in range(1900, 1100, -10):
        page.resize(width, 800)
        QApplication.processEvents()
        told = tuple(pill.text() for pill in (page.late, page.arrived, page.booked) if pill.isVisible())
        assert page.bar.sizeHint().width() <= page.bar.width()
        if told not in seen:
            seen.append(told)
    assert seen[0] == ("1 late", "1 arrived", "2 booked")
    assert ("1 late",) in seen
    assert all(not told or told[0] == "1 late" for told in seen)
