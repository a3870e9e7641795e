"""A whole visit in one day, from the card of free times to the booked family."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from tests.mhac.scheduling.desk import Desk
from tests.ui.scheduling.test_page import Left, Window, desk, window
from ui.scheduling.chain_dialog import ChainDialog
from ui.widgets import formats

__all__ = ["desk", "window"]
PAUSE = 150  # longer than the picker waits for the next letter


def choose_whole_visit(shown: Window) -> None:
    combo = shown.page.side.free.service
    combo.setCurrentIndex(combo.findData("exam_day"))
    shown.settled()


def test_a_family_is_booked_through_all_services_of_a_visit(desk: Desk, window: Callable[..., Window]) -> None:
    _, members = desk.family()
    shown = window()
    choose_whole_visit(shown)
    book = shown.page.book
    assert book is not None
    assert [len(visit.steps) for visit in book.visits] == [2, 2, 2]
    made = next(b for b in shown.page.side.free.findChildren(QPushButton) if b.text() == "Book" and b.isVisible())
    QTest.mouseClick(made, Left)
    shown.settled()
    dialog = shown.dialog(ChainDialog)
    QTest.mouseClick(dialog.act_button, Left)
    assert dialog.form.row("people").fault
    dialog.picker.setFocus()
    QTest.keyClicks(dialog.picker, "mukamana")
    QTest.keyClick(dialog.picker, Qt.Key.Key_Return)
    QTest.qWait(PAUSE)
    shown.settled()
    assert dialog.person_ids() == members
    day = formats.local(dialog.time.currentData().span.starts_at).date()
    QTest.mouseClick(dialog.act_button, Left)
    shown.settled()
    blocks = desk.day(day)
    assert [len(block.people) for block in blocks] == [4, 4]
    assert blocks[0].ends_at <= blocks[1].starts_at
    assert shown.page.done.words.text() == "2 visits are booked."
    shown.shortcut(Qt.Key.Key_Z)
    assert desk.day(day) == ()


def test_one_service_again_shows_its_own_times(desk: Desk, window: Callable[..., Window]) -> None:
    shown = window()
    choose_whole_visit(shown)
    shown.page.side.free.service.setCurrentIndex(0)
    shown.settled()
    book = shown.page.book
    assert book is not None
    assert (book.visits, len(book.free)) == ((), 3)
