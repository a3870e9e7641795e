"""A power cut is entered in the administration: the time is closed, and what stands in it is moved from the book."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtWidgets import QDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from mhac.scheduling import queries
from mhac.scheduling.views import ClosureRow
from tests.mhac.scheduling.desk import TUESDAY, Desk
from tests.ui.admin.test_panels import Office, office_of
from ui.admin import closing
from ui.admin.close_dialog import CloseDialog
from ui.app import theme
from ui.app.context import AppContext
from ui.scheduling.page import BookPage
from ui.scheduling.period import View
from ui.scheduling.standing_card import StandingCard

__all__ = ["office_of"]
DAY = TUESDAY


@pytest.fixture
def office(office_of: Callable[..., Office]) -> Office:
    made = office_of("administrator")
    made.open("hours")
    return made


@pytest.fixture
def desk(office: Office) -> Desk:
    with office.clinic.read("receptionist") as uow:
        return Desk(office.clinic, queries.frame(uow))


@pytest.fixture
def page(office: Office, context_for: Callable[..., AppContext], qtbot: QtBot, settled: Callable[[], None]) -> BookPage:
    made = BookPage(context_for("receptionist"))
    qtbot.addWidget(made)
    made.resize(1180, 800)
    made.show()
    settled()
    return made


def close(office: Office, begins: str = "13:00", ends: str = "17:00", where: str = "The whole clinic") -> Any:
    panel: Any = office.page.panel("hours")
    panel.day.set_day(DAY)
    panel.closed_from.setText(begins)
    panel.closed_to.setText(ends)
    panel.where.setCurrentIndex(panel.where.findText(where))
    panel.reason.setText("Power cut")
    panel.close_button.click()
    office.settled()
    return panel


def asked(office: Office) -> CloseDialog | None:
    return next((each for each in office.page.findChildren(CloseDialog) if each.isVisible()), None)


def closures(office: Office) -> list[ClosureRow]:
    with office.clinic.read("receptionist") as uow:
        return list(queries.frame(uow).closures)


def names(card: StandingCard) -> list[str]:
    return [label.text() for label in card.findChildren(QLabel) if label.property("words") == "strong"]


def press(card: StandingCard, said: str) -> None:
    next(one for one in card.findChildren(QPushButton) if one.accessibleName() == said).click()


def test_an_afternoon_is_closed_and_the_list_says_from_when_to_when(office: Office) -> None:
    panel = close(office)
    assert asked(office) is None
    (row,) = closures(office)
    assert (row.room_id, row.closed_from, row.closed_to) == (None, 780, 1020)
    assert closing.times(panel.closures.rows()[0]) == "13:00–17:00"
    assert (panel.closed_from.text(), panel.closed_to.text()) == ("", "")


@pytest.mark.parametrize(("begins", "ends"), [("13:00", ""), ("", "17"), ("17", "13"), ("13:10", "17"), ("noon", "17")])
def test_times_with_a_fault_are_said_beside_them(office: Office, begins: str, ends: str) -> None:
    panel = close(office, begins, ends)
    assert panel.closing.row("times").fault
    assert closures(office) == []
    assert panel.reason.text() == "Power cut", "what was typed stays"


def test_what_stands_there_is_shown_before_it_is_closed_all_the_same(office: Office, desk: Desk) -> None:
    desk.book(desk.person("NSENGA", "Paul"), hour=14)
    close(office)
    dialog = asked(office)
    assert dialog is not None
    assert [block.people[0].name for block in dialog.table.rows()] == ["NSENGA Paul"]
    assert closures(office) == []
    dialog.act_button.click()
    office.settled()
    assert len(closures(office)) == 1
    assert asked(office) is None


def test_who_goes_back_has_closed_nothing(office: Office, desk: Desk) -> None:
    desk.book(desk.person("NSENGA", "Paul"), hour=14)
    panel = close(office)
    dialog = asked(office)
    assert dialog is not None
    dialog.reject()
    office.settled()
    assert closures(office) == []
    assert panel.closed_from.text() == "13:00"


def test_the_desk_moves_what_stands_there_from_its_list(
    office: Office, desk: Desk, page: BookPage, settled: Callable[[], None]
) -> None:
    card = page.side.standing
    assert not card.isVisible()
    block = desk.book(desk.person("NSENGA", "Paul"), hour=14)
    close(office)
    dialog = asked(office)
    assert isinstance(dialog, QDialog)
    dialog.act_button.click()
    office.settled()
    page.refresh()
    settled()
    assert names(card) == ["NSENGA Paul"]
    page._step(3)
    settled()
    press(card, "Show: NSENGA Paul")
    settled()
    chosen = page.board.block()
    assert chosen is not None
    assert (chosen.id, page.wanted.day) == (block.id, DAY)
    press(card, "Put aside: NSENGA Paul")
    last = page.side.pinned.last()
    assert last is not None
    assert last.id == block.id


def ground(page: BookPage, room: str, minutes: int) -> set[str]:
    column = next(each for each in page.board._columns if each.title == room)
    spot = page.board.place_of(column.key, minutes)
    picture = page.board.viewport().grab().toImage()
    return {picture.pixelColor(spot.x() + step, spot.y() + 3).name() for step in range(-24, 24, 3)}


@pytest.mark.parametrize("where", ["The whole clinic", "Exam 1"])
def test_the_book_hatches_the_closed_part_only(
    office: Office, page: BookPage, settled: Callable[[], None], where: str
) -> None:
    close(office, "14:00", "16:00", where)
    page.refresh()
    settled()
    plain, hatched = {theme.colour("surface").name()}, theme.colour("neutral_soft").name()
    assert hatched in ground(page, "Exam 1", 14 * 60 + 15)
    assert ground(page, "Exam 1", 10 * 60) == plain
    assert ground(page, "Exam 1", 16 * 60 + 15) == plain
    assert (ground(page, "Exam 2", 14 * 60 + 15) == plain) is (where == "Exam 1")


def test_a_screen_reader_hears_that_the_place_is_closed(
    office: Office, page: BookPage, settled: Callable[[], None]
) -> None:
    close(office, where="Exam 1")
    page.refresh()
    settled()
    exam = next(at for at, each in enumerate(page.board._columns) if each.title == "Exam 1")
    assert "Closed · Power cut" in page.board._describe_place(exam, 14 * 60)
    assert "Closed" not in page.board._describe_place(exam, 11 * 60)
    assert "Closed" not in page.board._describe_place(exam + 1, 14 * 60)


def test_week_and_month_say_the_closed_part_and_count_what_is_left(
    office: Office, page: BookPage, settled: Callable[[], None]
) -> None:
    close(office, "08:00", "12:00")
    close(office, where="Exam 1")
    page.wanted = page.wanted.__class__(DAY, view=View.MONTH)
    page.refresh()
    settled()
    assert page.book is not None
    assert page.book.period is not None
    cell = next(each for each in page.book.period.cells if each.day == DAY)
    assert not cell.closed
    assert cell.minutes_open == 4 * 240, "five rooms in the afternoon, one of them closed"
    assert "closed 08:00–12:00 (Power cut)" in page.picture.describe(cell)
    page.wanted = page.wanted.__class__(DAY, view=View.WEEK)
    page.refresh()
    settled()
    assert page.book.period is not None
    exam = next(room.id for room in page.book.frame.rooms if room.name == "Exam 1")
    shut = next(each for each in page.book.period.cells if each.day == DAY and each.room_id == exam)
    assert (shut.closed, shut.closed_reason, shut.free_from) == (True, "Power cut", None)
