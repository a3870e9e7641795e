"""Clinicians side by side in the book: who they are, blocks given from one to another by mouse and by key, and back."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from mhac.scheduling import service
from mhac.scheduling.views import Block
from mhac.scheduling.waiting import waiting_list
from mhac.security import service as security
from mhac.security.records import User
from tests.clinic import PASSWORD
from tests.mhac.scheduling.desk import TUESDAY, Desk
from tests.ui.scheduling.test_page import Left, Window, desk
from ui.app.bus import ChangeBus
from ui.app.context import AppContext
from ui.app.lanes import Lanes
from ui.scheduling.book_dialog import BookDialog
from ui.scheduling.chain_dialog import ChainDialog
from ui.scheduling.clinician_dialog import ClinicianDialog
from ui.scheduling.columns import NOBODY, By, initials
from ui.scheduling.page import BookPage
from ui.scheduling.wait_dialog import WaitDialog

__all__ = ["desk"]
Key = Qt.Key


def staff(desk: Desk, login: str, name: str, role: str = "nurse") -> int:
    with desk.clinic.act("administrator", action="security.add_user") as uow:
        wanted = security.NewUser(login=login, name=name, roles=(role,), password=PASSWORD)
        return security.add_user(uow, request=wanted)


def leave(desk: Desk, user_id: int) -> None:
    with desk.clinic.act("administrator", action="security.remove_user") as uow:
        version = uow.get(User, user_id).version
        security.remove_user(uow, user_id=user_id, version=version, reason="moved away")


def nurse(desk: Desk) -> int:
    return desk.clinic.user_ids["nurse"]


def physician(desk: Desk) -> int:
    return desk.clinic.user_ids["physician"]


def heads(shown: Window) -> list[str]:
    return [column.title for column in shown.board._columns]


def give(shown: Window, block: Block, key: int, hour: int, minute: int = 0) -> None:
    """Drag a block to a clinician's column."""
    area = shown.board.area_of(block.id)
    grip = QPoint(area.center().x(), area.top() + 4)
    target = QPoint(shown.board.place_of(key, hour * 60 + minute))
    viewport = shown.board.viewport()
    QTest.mousePress(viewport, Left, pos=grip)
    for step in range(1, 6):
        QTest.mouseMove(viewport, grip + (target - grip) * step / 5)
    QTest.mouseRelease(viewport, Left, pos=target)
    shown.settled()


@pytest.fixture
def window(desk: Desk, lanes: Lanes, qtbot: QtBot, settled: Callable[[], None]) -> Iterator[Callable[..., Window]]:
    def make(role: str = "receptionist", by: By | None = By.CLINICIANS) -> Window:
        actor = desk.clinic.actor(role)
        context = AppContext(desk.clinic.database, actor, lanes, ChangeBus(), folder=desk.clinic.folder)
        page = BookPage(context)
        qtbot.addWidget(page)
        page.resize(1300, 820)
        page.show()
        qtbot.waitExposed(page)
        settled()
        shown = Window(page, settled, desk)
        if by is not None and page.wanted.by is not by:
            page.activateWindow()
            page.by.setFocus()
            QTest.keyClick(page.by, Key.Key_C if by is By.CLINICIANS else Key.Key_R)
            settled()
        page.board.setFocus()
        return shown

    yield make
    for menu in QApplication.topLevelWidgets():
        if isinstance(menu, QMenu):
            menu.close()


def test_the_columns_are_nobody_then_mine_then_who_takes_bookings(desk: Desk, window: Callable[..., Window]) -> None:
    gone = staff(desk, "gone", "Aline Umwari")
    desk.book(desk.person("NSENGA", "Paul"), clinician_id=gone)
    leave(desk, gone)
    last = "Aline Umwari (no longer here)"
    assert heads(window()) == ["Nobody yet", "Dr Claire Uwase", "Noella Ingabire", last]
    hers = window("nurse")
    assert heads(hers) == ["Nobody yet", "Noella Ingabire", "Dr Claire Uwase", last]
    assert [(column.mine, column.left) for column in hers.board._columns] == [
        (False, False), (True, False), (False, False), (False, True),
    ]  # fmt: skip


def test_the_choice_is_kept_for_who_made_it(desk: Desk, window: Callable[..., Window]) -> None:
    assert window("nurse").page.wanted.by is By.CLINICIANS
    assert window("receptionist", by=None).page.wanted.by is By.ROOMS
    again = window("nurse", by=None)
    assert again.page.wanted.by is By.CLINICIANS
    again.shortcut(Key.Key_4)
    assert heads(again)[:2] == ["Nurse 1", "Nurse 2"]
    assert window("nurse", by=None).page.wanted.by is By.ROOMS


def test_a_drag_gives_a_block_to_a_clinician_and_is_taken_back(desk: Desk, window: Callable[..., Window]) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"))
    shown = window()
    give(shown, block, nurse(desk), 9)
    after = desk.block(block.id)
    assert (after.clinician_id, after.room_id, after.starts_at) == (nurse(desk), block.room_id, block.starts_at)
    assert shown.page.done.words.text() == "NSENGA Paul is booked with Noella Ingabire."
    give(shown, after, NOBODY, 10)
    assert (desk.block(block.id).clinician_id, desk.block(block.id).starts_at) == (None, desk.at(10))
    assert shown.page.done.words.text() == (
        "NSENGA Paul is now at 10:00 in Nurse 1. NSENGA Paul is booked with nobody in particular."
    )
    shown.shortcut(Key.Key_Z)
    assert (desk.block(block.id).clinician_id, desk.block(block.id).starts_at) == (nurse(desk), desk.at(9))
    shown.shortcut(Key.Key_Z)
    assert desk.block(block.id).clinician_id is None


def test_the_keyboard_gives_a_block_to_a_clinician(desk: Desk, window: Callable[..., Window]) -> None:
    second = staff(desk, "nurse2", "Aline Umwari")
    block = desk.book(desk.person("NSENGA", "Paul"))
    shown = window()
    shown.click(block)
    shown.keys(Key.Key_M, Key.Key_Right)
    assert shown.board.describe() == "NSENGA Paul: Aline Umwari, 09:00, free, Enter puts it down"
    shown.keys(Key.Key_Return)
    assert desk.block(block.id).clinician_id == second
    assert shown.board.describe() == ("NSENGA Paul, Health assessment, Nurse 1, with Aline Umwari, 09:00–09:30, booked")


def test_a_drop_on_who_cannot_take_it_says_why(desk: Desk, window: Callable[..., Window]) -> None:
    busy = desk.book(desk.person("UWERA", "Claudine", "F"), room="Nurse 2", clinician_id=nurse(desk))
    block = desk.book(desk.person("NSENGA", "Paul"))
    shown = window()
    give(shown, block, nurse(desk), 9)
    assert shown.problem().startswith("Noella Ingabire is taken from ")
    assert shown.problem().endswith("09:30: UWERA Claudine, Nurse 2.")
    give(shown, block, physician(desk), 9)
    assert shown.problem() == "Dr Claire Uwase does not take “Health assessment”. Choose somebody else."
    leave(desk, nurse(desk))
    shown.page.refresh()
    shown.settled()
    give(shown, block, nurse(desk), 11)
    assert shown.problem() == "Noella Ingabire does not work here any more. Choose somebody else."
    assert desk.day() == (busy, block)


def test_another_clinician_is_chosen_in_a_dialog(desk: Desk, window: Callable[..., Window]) -> None:
    second = staff(desk, "nurse2", "Aline Umwari")
    block = desk.book(desk.person("NSENGA", "Paul"), clinician_id=second)
    shown = window(by=By.ROOMS)
    shown.click(block)
    assert "with Aline Umwari" in shown.page.side.chosen._when.text()
    shown.keys(Key.Key_D)
    dialog = shown.dialog(ClinicianDialog)
    assert [dialog.box.itemText(place) for place in range(dialog.box.count())] == [
        "Anybody", "Aline Umwari", "Noella Ingabire",
    ]  # fmt: skip
    QTest.keyClick(dialog.box, Key.Key_Down)
    QTest.mouseClick(dialog.act_button, Left)
    shown.settled()
    assert desk.block(block.id).clinician_id == nurse(desk)
    shown.shortcut(Key.Key_Z)
    assert desk.block(block.id).clinician_id == second


def test_the_dialog_says_who_left_and_shows_what_was_changed_meanwhile(
    desk: Desk, window: Callable[..., Window]
) -> None:
    gone = staff(desk, "gone", "Aline Umwari")
    block = desk.book(desk.person("NSENGA", "Paul"), clinician_id=gone)
    leave(desk, gone)
    shown = window(by=By.ROOMS)
    shown.click(block)
    shown.keys(Key.Key_D)
    dialog = shown.dialog(ClinicianDialog)
    assert dialog.notice.words.text() == "Aline Umwari (no longer here) does not take this any more."
    with desk.clinic.act("nurse", action="scheduling.move") as uow:
        service.move(
            uow, appointment_id=block.id, version=block.version, room_id=block.room_id, starts_at=desk.at(11),
            clinician_id=None,
        )  # fmt: skip
    dialog.box.choose(nurse(desk))
    for _ in range(2):  # first it is told what is so now, then the same act is done on that
        QTest.mouseClick(dialog.act_button, Left)
        shown.settled()
    assert (desk.block(block.id).clinician_id, desk.block(block.id).starts_at) == (nurse(desk), desk.at(11))


def test_an_empty_place_of_a_clinician_is_booked_for_him(desk: Desk, window: Callable[..., Window]) -> None:
    paul = desk.person("NSENGA", "Paul")
    shown = window()
    place = shown.board.place_of(physician(desk), 10 * 60)
    QTest.mouseDClick(shown.board.viewport(), Left, pos=place)
    shown.settled()
    dialog = shown.dialog(BookDialog)
    assert (dialog.clinician.chosen(), dialog.time.currentText()) == (physician(desk), "10:00")
    assert dialog.service.currentText().startswith("Physical examination")
    dialog.picker.chosen.emit(paul)
    shown.settled()
    QTest.mouseClick(dialog.act_button, Left)
    shown.settled()
    (block,) = desk.day()
    assert (block.clinician_id, block.starts_at) == (physician(desk), desk.at(10))


def test_the_booking_dialog_offers_the_times_and_the_people_of_the_service(
    desk: Desk, window: Callable[..., Window]
) -> None:
    desk.book(desk.person("UWERA", "Claudine", "F"), room="Nurse 2", clinician_id=nurse(desk))
    shown = window(by=By.ROOMS)
    shown.page.open_booking()
    shown.settled()
    dialog = shown.dialog(BookDialog)

    def times() -> list[str]:
        return [dialog.time.itemText(place) for place in range(dialog.time.count())]

    assert "09:00" in times()
    dialog.clinician.choose(nurse(desk))
    shown.settled()
    assert "09:00" not in times()
    assert "09:30" in times()
    dialog.service.setCurrentIndex(dialog.service.findData(desk.service("physical_exam")))
    shown.settled()
    assert dialog.clinician.chosen() is None, "she does not take it, so anybody does"
    assert dialog.clinician.itemText(1) == "Dr Claire Uwase"


def test_the_next_free_times_are_those_of_a_clinician(desk: Desk, window: Callable[..., Window]) -> None:
    desk.book(desk.person("UWERA", "Claudine", "F"), room="Nurse 2", hour=8, minutes=120, clinician_id=nurse(desk))
    shown = window(by=By.ROOMS)
    card = shown.page.side.free
    assert shown.page.book is not None
    assert shown.page.book.free[0].span.starts_at == desk.at(8)
    card.clinician.choose(nurse(desk))
    shown.settled()
    assert shown.page.book.free[0].span.starts_at == desk.at(10)
    assert card.clinician.chosen() == nurse(desk)
    shown.page._book_slot(shown.page.book.free[0])
    shown.settled()
    assert shown.dialog(BookDialog).clinician.chosen() == nurse(desk)


def test_a_whole_visit_names_a_clinician_for_what_he_takes(desk: Desk, window: Callable[..., Window]) -> None:
    paul = desk.person("NSENGA", "Paul")
    desk.book(
        desk.person("UWERA", "Claudine", "F"), room="Exam 2", hour=8, service="physical_exam", minutes=240,
        clinician_id=physician(desk),
    )  # fmt: skip
    shown = window(by=By.ROOMS)
    shown.page._ask_free("exam_day", 1)
    shown.settled()
    assert shown.page.book is not None
    shown.page._book_visit(shown.page.book.visits[0])
    dialog = shown.dialog(ChainDialog)
    dialog.picker.chosen.emit(paul)
    shown.settled()
    dialog.clinician.choose(physician(desk))
    shown.settled()
    assert "with Dr Claire Uwase" in dialog.steps.text()
    QTest.mouseClick(dialog.act_button, Left)
    shown.settled()
    mine = [block for block in desk.day() if block.people[0].person_id == paul]
    assert [(block.clinician_id, block.starts_at) for block in mine] == [
        (None, desk.at(11)), (physician(desk), desk.at(13)),
    ]  # fmt: skip


def test_who_waits_may_wait_for_somebody(desk: Desk, window: Callable[..., Window]) -> None:
    paul = desk.person("NSENGA", "Paul")
    shown = window(by=By.ROOMS)
    shown.page._open_wait(person_ids=(paul,), reason="knows her")
    shown.settled()
    dialog = shown.dialog(WaitDialog)
    dialog.clinician.choose(nurse(desk))
    QTest.mouseClick(dialog.act_button, Left)
    shown.settled()
    with desk.clinic.read("nurse") as uow:
        (entry,) = waiting_list(uow)
    assert entry.clinician_id == nurse(desk)
    shown.page._book_waiting(entry)
    shown.settled()
    assert shown.dialog(BookDialog).clinician.chosen() == nurse(desk)


def test_blocks_of_nobody_have_room_beside_each_other(desk: Desk, window: Callable[..., Window]) -> None:
    for family, room in (("NSENGA", "Nurse 1"), ("UWERA", "Nurse 2")):
        desk.book(desk.person(family, "Claude"), room=room)
    desk.book(desk.person("GASANA", "Eric"), room="Vaccination", service="vaccination")
    shown = window()
    geometry = shown.board._geometry
    assert [column.units for column in shown.board._columns] == [3, 1, 1]
    assert geometry.width_of(0) == 3 * geometry.width_of(1)
    for column in range(3):
        assert geometry.column_at(geometry.x(column)) == column
        assert geometry.column_at(geometry.x(column + 1) - 1) == column
    assert geometry.inside(QPoint(geometry.width - 1, 100))
    assert not geometry.inside(QPoint(geometry.width, 100))


def test_a_week_opens_a_room_as_a_column(desk: Desk, window: Callable[..., Window]) -> None:
    shown = window()
    shown.page._open_day(TUESDAY, desk.room("Exam 1"))
    shown.settled()
    assert shown.page.wanted.by is By.ROOMS
    assert heads(shown)[shown.board._cursor[0]] == "Exam 1"
    assert window(by=None).page.wanted.by is By.CLINICIANS, "opening a room is no choice for the next day"


def test_a_narrow_bar_keeps_a_button_for_the_columns(desk: Desk, window: Callable[..., Window]) -> None:
    shown = window()
    page = shown.page
    assert (page.by.isVisible(), page.turn_button.isVisible()) == (True, False)
    for width in range(1300, 779, -40):  # as somebody draws the edge of a window: parts go one after the other
        page.resize(width, 700)
        QApplication.processEvents()
    assert (page.by.isVisible(), page.turn_button.isVisible()) == (False, True)
    QTest.mouseClick(page.turn_button, Left)
    shown.settled()
    assert heads(shown)[0] == "Nurse 1"
    page._view_chosen("week")
    shown.settled()
    assert (page.by.isVisible(), page.turn_button.isVisible()) == (False, False)
    assert any("Ctrl+4" in text for text, _, _ in page._more())


@pytest.mark.parametrize(
    ("name", "short"),
    [("Dr Claire Uwase", "CU"), ("Noella Ingabire", "NI"), ("Uwase", "U"), ("Jean Bosco de la Croix", "LC"), ("", "")],
)
def test_initials_leave_titles_out(name: str, short: str) -> None:
    assert initials(name) == short


def test_a_block_given_to_another_time_finds_a_free_room(desk: Desk, window: Callable[..., Window]) -> None:
    desk.book(desk.person("UWERA", "Claudine", "F"), hour=10)
    block = desk.book(desk.person("NSENGA", "Paul"), clinician_id=nurse(desk))
    shown = window()
    shown.click(block)
    shown.keys(Key.Key_M, Key.Key_PageDown)
    assert shown.board.describe() == "NSENGA Paul: Noella Ingabire, 10:00, Nurse 2, free, Enter puts it down"
    shown.keys(Key.Key_Return)
    moved = desk.block(block.id)
    assert (moved.room_id, moved.starts_at, moved.clinician_id) == (desk.room("Nurse 2"), desk.at(10), nurse(desk))
    assert shown.page.done.words.text() == "NSENGA Paul is now at 10:00 in Nurse 2."


def test_where_no_room_of_the_kind_is_free_the_own_one_is_named(desk: Desk, window: Callable[..., Window]) -> None:
    desk.book(desk.person("UWERA", "Claudine", "F"), hour=10)
    desk.book(desk.person("GASANA", "Eric"), room="Nurse 2", hour=10)
    block = desk.book(desk.person("NSENGA", "Paul"), clinician_id=nurse(desk))
    shown = window()
    give(shown, block, nurse(desk), 10)
    assert "Nurse 1 is taken" in shown.problem()
    assert desk.block(block.id) == block
