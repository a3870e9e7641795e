"""A room is closed for one day from the administration, seen in the list and in the book, and opened again."""

from collections.abc import Callable
from datetime import date
from typing import Any

from pytestqt.qtbot import QtBot

from mhac.scheduling import queries
from tests.mhac.scheduling.desk import TUESDAY
from tests.ui.admin.test_panels import Office, office_of
from ui.app import theme
from ui.app.context import AppContext
from ui.scheduling.page import BookPage

__all__ = ["office_of"]


def test_a_room_is_closed_for_a_day_and_opened_again(office_of: Callable[..., Office]) -> None:
    office = office_of("administrator")
    office.open("hours")
    panel: Any = office.page.panel("hours")
    panel.day.set_day(date(2026, 3, 12))
    panel.where.setCurrentIndex(panel.where.findText("Exam 1"))
    panel.reason.setText("X-ray out of order")
    panel.close_button.click()
    office.settled()
    (row,) = panel.closures.rows()
    assert panel._closed_words(row) == "Exam 1"
    assert panel.where.currentText() == "The whole clinic", "the next day that is closed is the clinic's"
    with office.clinic.read("receptionist") as uow:
        opened = queries.frame(uow).open_day(date(2026, 3, 12), uow.zone)
    assert list(opened.rooms_closed.values()) == ["X-ray out of order"]
    assert opened.spans
    panel.closures.selectRow(0)
    panel.reopen_button.click()
    office.settled()
    assert panel.closures.rows() == ()


def test_the_book_hatches_the_column_of_a_closed_room(
    office_of: Callable[..., Office],
    context_for: Callable[..., AppContext],
    qtbot: QtBot,
    settled: Callable[[], None],
) -> None:
    office = office_of("administrator")
    panel_day = TUESDAY
    office.open("hours")
    panel: Any = office.page.panel("hours")
    page = BookPage(context_for("receptionist"))
    qtbot.addWidget(page)
    page.resize(1180, 800)
    page.show()
    settled()
    exam = next(column for column in page.board._columns if column.title == "Exam 1")
    spot = page.board.place_of(exam.key, 15 * 60)

    def ground() -> set[str]:
        picture = page.board.viewport().grab().toImage()
        return {picture.pixelColor(spot.x() + step, spot.y()).name() for step in range(-24, 24, 3)}

    assert ground() == {theme.colour("surface").name()}
    panel.day.set_day(panel_day)
    panel.where.setCurrentIndex(panel.where.findText("Exam 1"))
    panel.reason.setText("X-ray out of order")
    panel.close_button.click()
    office.settled()
    page.refresh()
    settled()
    assert theme.colour("neutral_soft").name() in ground()
    other = next(column for column in page.board._columns if column.title == "Exam 2")
    spot = page.board.place_of(other.key, 15 * 60)
    assert ground() == {theme.colour("surface").name()}
