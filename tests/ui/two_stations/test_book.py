"""What two workstations change in the appointment book at the same time: both versions are shown, a person chooses."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from mhac.scheduling import notes, progress, service, waiting
from mhac.scheduling.rules import Status
from mhac.scheduling.views import Block
from mhac.scheduling.waiting import Wish
from tests.clinic import Clinic
from tests.mhac.scheduling.desk import TUESDAY, Desk, lay_down
from tests.ui.scheduling.test_page import Left, Window
from tests.ui.two_stations.panels import Beside, both_of, closed, turned
from ui.app.context import AppContext
from ui.app.dialogs import FormDialog, ReasonDialog
from ui.scheduling.book_dialog import BookDialog, Prefill
from ui.scheduling.missed_dialog import MissedDialog
from ui.scheduling.note_dialog import NoteDialog
from ui.scheduling.page import BookPage
from ui.scheduling.waiting_dialog import WaitingDialog


@pytest.fixture
def desk(clinic: Clinic) -> Desk:
    return lay_down(clinic)


@pytest.fixture
def window(
    desk: Desk, station_of: Callable[..., AppContext], qtbot: QtBot, settled: Callable[[], None]
) -> Callable[..., Window]:
    def make(*roles: str) -> Window:
        page = BookPage(station_of(*(roles or ("receptionist",))))
        qtbot.addWidget(page)
        page.resize(1180, 800)
        page.show()
        qtbot.waitExposed(page)
        settled()
        page.board.setFocus()
        return Window(page, settled, desk)

    return make


def moved(desk: Desk, beside: Beside, block: Block, hour: int) -> None:
    with beside("nurse") as uow:
        service.move(
            uow, appointment_id=block.id, version=block.version, room_id=block.room_id, starts_at=desk.at(hour)
        )


def press(shown: Window, dialog: FormDialog) -> None:
    QTest.mouseClick(dialog.act_button, Left)
    shown.settled()


def test_name_and_note_are_changed_in_the_window(desk: Desk, window: Callable[..., Window]) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"))
    shown = window()
    shown.click(block)
    shown.keys(Qt.Key.Key_E)
    dialog = shown.dialog(NoteDialog)
    QTest.keyClicks(dialog.note, "brings a wheelchair")
    QTest.keyClick(dialog.note, Qt.Key.Key_Return)
    shown.settled()
    assert desk.block(block.id).note == "brings a wheelchair"
    assert desk.block(block.id).version == block.version + 1


def test_a_note_that_two_wrote_is_chosen(desk: Desk, window: Callable[..., Window], beside: Beside) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"))
    shown = window()
    shown.click(block)
    shown.act("note")
    dialog = shown.dialog(NoteDialog)
    dialog.note.setText("comes by bus")
    dialog.label.setText("Paul the driver")
    with beside("nurse") as uow:
        notes.change_note(uow, appointment_id=block.id, version=block.version, label="", note="needs an interpreter")
    press(shown, dialog)
    both = both_of(dialog)
    assert desk.block(block.id).note == "needs an interpreter"
    both.choose(0, mine=True)
    both.choose(1, mine=False)
    both.use_button.click()
    press(shown, dialog)
    now = desk.block(block.id)
    assert (now.label, now.note) == ("Paul the driver", "needs an interpreter")
    assert closed(shown.page, NoteDialog)


def test_a_note_on_a_block_that_was_moved_meanwhile_is_kept_with_the_move(
    desk: Desk, window: Callable[..., Window], beside: Beside
) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"), label="Paul", note="old")
    shown = window()
    shown.click(block)
    shown.act("note")
    dialog = shown.dialog(NoteDialog)
    moved(desk, beside, block, 14)
    press(shown, dialog)
    assert closed(shown.page, NoteDialog)  # nothing that is written here differs: there is nothing to choose
    assert desk.block(block.id).starts_at == desk.at(14)


def test_who_cancels_sees_that_it_was_moved_meanwhile(
    desk: Desk, window: Callable[..., Window], beside: Beside
) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"))
    shown = window()
    shown.click(block)
    shown.act("cancel")
    dialog = shown.dialog(ReasonDialog)
    QTest.keyClicks(dialog.reason, "family asked")
    moved(desk, beside, block, 14)
    press(shown, dialog)
    assert desk.block(block.id).status is Status.BOOKED
    assert "09:00" in turned(dialog) and "14:00" in turned(dialog) and "Cancel appointment" in turned(dialog)
    assert dialog.text() == "family asked"
    press(shown, dialog)
    assert desk.block(block.id).status is Status.CANCELLED
    assert closed(shown.page, ReasonDialog)


def test_who_notes_a_no_show_sees_who_arrived_meanwhile(
    desk: Desk, window: Callable[..., Window], beside: Beside
) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"), hour=9)
    desk.clinic.clock.forward(hours=3)
    shown = window("nurse")
    shown.click(block)
    shown.act("missed")
    dialog = shown.dialog(MissedDialog)
    with beside("nurse") as uow:
        progress.step(uow, block.id, block.people[0].person_id, Status.ARRIVED)
    press(shown, dialog)
    assert "NSENGA Paul (booked) → NSENGA Paul (arrived)" in turned(dialog)
    press(shown, dialog)  # all the same: the rule says why not
    assert desk.block(block.id).status is Status.ARRIVED
    assert dialog.problem.isVisible() and turned(dialog) == ""


def test_a_block_that_is_dragged_while_somebody_moved_it_is_shown_where_it_is(
    desk: Desk, window: Callable[..., Window], beside: Beside
) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"))
    shown = window()
    moved(desk, beside, block, 14)
    shown.drag(block, "Nurse 2", 10)
    assert desk.block(block.id).starts_at == desk.at(14)
    assert "Somebody else changed this" in shown.problem()
    now = shown.board.block()
    assert now is None or now.starts_at == desk.at(14)
    shown.click(desk.block(block.id))
    assert "14:00" in shown.board.describe()


def test_a_line_of_the_waiting_list_that_was_settled_meanwhile_is_said(
    desk: Desk, window: Callable[..., Window], beside: Beside, station_of: Callable[..., AppContext], qtbot: QtBot
) -> None:
    person = desk.person("NSENGA", "Paul")
    with desk.clinic.act("receptionist") as uow:
        entry = waiting.wait_for(uow, request=Wish(desk.service(), (person,), "no time was free"))
    shown = window()
    listed = WaitingDialog(shown.page.context, desk.frame, shown.page)
    listed.open()
    shown.settled()
    assert listed.table.select_key(entry)
    listed.stop_button.click()
    dialog = next(each for each in listed.findChildren(ReasonDialog) if each.isVisible())
    QTest.keyClicks(dialog.reason, "left the country")
    with beside("nurse") as uow:
        waiting.stop_waiting(uow, entry_id=entry, version=1, reason="booked by telephone")
    press(shown, dialog)
    assert dialog.problem.text().startswith("These people do not wait any more")
    with beside("nurse") as uow:
        waiting.wait_again(uow, entry_id=entry)
    press(shown, dialog)
    assert "Nothing of what you see here is different" in turned(dialog)
    press(shown, dialog)
    with desk.clinic.read("receptionist") as uow:
        assert waiting.waiting_list(uow) == ()


def test_who_books_from_a_line_that_was_settled_and_waits_again_is_told(
    desk: Desk, window: Callable[..., Window], beside: Beside
) -> None:
    person = desk.person("NSENGA", "Paul")
    with desk.clinic.act("receptionist") as uow:
        number = waiting.wait_for(uow, request=Wish(desk.service(), (person,), "no time was free"))
        entry = waiting.waiting_list(uow)[0]
    shown = window()
    dialog = BookDialog(shown.page.context, desk.frame, Prefill(TUESDAY, person_ids=(person,), entry=entry), shown.page)
    dialog.open()
    shown.settled()
    with beside("nurse") as uow:
        waiting.stop_waiting(uow, entry_id=number, version=1, reason="left")
        waiting.wait_again(uow, entry_id=number)
    press(shown, dialog)
    assert "Nothing of what you see here is different" in turned(dialog)
    press(shown, dialog)
    assert [block.people[0].person_id for block in desk.day()] == [person]
    with desk.clinic.read("receptionist") as uow:
        assert waiting.waiting_list(uow) == ()
