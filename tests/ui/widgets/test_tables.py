"""Tables with declared columns, and the other pieces that show many things."""

from dataclasses import dataclass

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.tour.drawn import heard
from ui.widgets.banner import Banner
from ui.widgets.basics import ElidedLabel, Pill
from ui.widgets.figures import StatCard
from ui.widgets.flow import FlowBox
from ui.widgets.progress import WorkBar
from ui.widgets.tables import Column, DataTable

pytestmark = pytest.mark.usefixtures("look")


@dataclass(frozen=True)
class Row:
    key: int
    name: str
    age: int | None


ROWS = (Row(1, "MUKAMANA Béatrice", 36), Row(2, "bahati Samuel", 6), Row(3, "HABIMANA Jean", None))
COLUMNS = (
    Column[Row]("Name", lambda row: row.name, strong=True),
    Column[Row]("Age", lambda row: "" if row.age is None else str(row.age), 80, sort=lambda row: row.age, right=True),
    Column[Row]("State", lambda row: "Fit", 100, tone=lambda row: "ok"),
)


@pytest.fixture
def table(qtbot: QtBot) -> DataTable[Row]:
    made = DataTable(COLUMNS, key=lambda row: row.key, name="Travellers", empty="Nobody travels.")
    qtbot.addWidget(made)
    made.resize(600, 300)
    made.set_rows(ROWS)
    made.show()
    return made


def names(table: DataTable[Row]) -> list[str]:
    return [row.name.split()[0] for row in table.rows()]


def test_it_sorts_by_what_a_column_means_and_puts_unknown_last(table: DataTable[Row]) -> None:
    assert names(table) == ["MUKAMANA", "bahati", "HABIMANA"]
    table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    assert names(table) == ["bahati", "HABIMANA", "MUKAMANA"]
    table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    assert names(table) == ["MUKAMANA", "bahati", "HABIMANA"]
    table.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    assert names(table) == ["bahati", "MUKAMANA", "HABIMANA"]
    table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
    assert names(table) == ["MUKAMANA", "bahati", "HABIMANA"]


def test_the_chosen_row_stays_chosen_when_the_list_is_loaded_anew(table: DataTable[Row]) -> None:
    assert table.select_key(2)
    table.set_rows([Row(9, "AMANI Paul", 20), *ROWS])
    chosen = table.current_row()
    assert chosen is not None
    assert chosen.key == 2
    table.set_rows(ROWS[:1])
    assert table.current_row() is None
    assert not table.select_key(2)


def test_enter_opens_and_ctrl_c_copies(table: DataTable[Row], qtbot: QtBot) -> None:
    opened: list[Row] = []
    table.opened.connect(opened.append)
    table.select_key(1)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert [row.key for row in opened] == [1]
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "MUKAMANA Béatrice\t36\tFit"


def test_picking_tells_the_row(table: DataTable[Row]) -> None:
    picked: list[Row] = []
    table.picked.connect(picked.append)
    table.selectRow(2)
    assert picked == [ROWS[2]]
    table.allow_many()
    table.selectAll()
    assert table.selected_rows() == ROWS


def test_the_columns_share_the_width_and_keep_their_titles(table: DataTable[Row], qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: sum(table.columnWidth(place) for place in range(3)) == table.viewport().width())
    table.resize(220, 300)
    qtbot.waitUntil(lambda: table.columnWidth(1) < 80)
    assert table.columnWidth(1) > QLabel("Age").sizeHint().width()


def test_an_empty_table_says_what_that_means(table: DataTable[Row]) -> None:
    before = table.grab().toImage()
    table.set_rows(())
    assert table.grab().toImage() != before
    table.set_empty("")
    blank = table.grab().toImage()
    table.set_empty("Nobody travels.")
    assert table.grab().toImage() != blank


def test_the_banner_says_who_it_is(qtbot: QtBot) -> None:
    banner = Banner()
    qtbot.addWidget(banner)
    banner.show_subject("MUKAMANA Béatrice", "F · 36 y", "UNHCR 148-00C03417", None)
    banner.set_tags([("Penicillin allergy", "bad"), ("United States", "accent")])
    banner.show()
    assert banner.name() == "MUKAMANA Béatrice"
    assert banner.accessibleName() == "MUKAMANA Béatrice, F · 36 y"
    assert banner.tags() == ("Penicillin allergy", "United States")
    banner.set_tags([])
    assert banner.tags() == ()
    assert not banner.photo.has_picture()


def test_the_numbers_and_languages_take_a_second_line_instead_of_being_cut(qtbot: QtBot) -> None:
    banner = Banner()
    qtbot.addWidget(banner)
    second = "KGL-0000515 · RW-2026-00025 · Refugee identity card SZKSHNX3X · UNHCR number 53719C77159 · Kirundi"
    banner.show_subject("NDUWIMANA Valens", "M · 59 y", second)
    banner.resize(1200, 110)
    banner.show()
    qtbot.waitExposed(banner)
    banner.resize(480, banner.heightForWidth(480))
    qtbot.wait(10)
    (line,) = (each for each in banner.findChildren(QLabel) if each.text() == second)
    with heard() as shortened:
        line.grab()
    assert not shortened
    assert line.height() >= line.heightForWidth(line.width()) > line.fontMetrics().height() * 1.5


def test_tags_wrap_instead_of_being_cut(qtbot: QtBot) -> None:
    box = FlowBox()
    qtbot.addWidget(box)
    for place in range(6):
        box.add(Pill(f"Tag number {place}", "ok"))
    box.resize(260, box.flow.heightForWidth(260))
    box.show()
    places = [pill.geometry() for pill in box.findChildren(Pill)]
    assert all(QRect(QPoint(0, 0), box.size()).contains(place) for place in places)
    assert len({place.y() for place in places}) > 1
    assert box.flow.heightForWidth(2000) < box.flow.heightForWidth(260)


def test_a_figure_opens_the_people_behind_it(qtbot: QtBot) -> None:
    card = StatCard("Arrived", "23 of 34", opens=True)
    qtbot.addWidget(card)
    card.show()
    opened: list[int] = []
    card.opened.connect(lambda: opened.append(1))
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    qtbot.keyClick(card, Qt.Key.Key_Return)
    assert opened == [1, 1]
    card.say("24 of 34", "all well", tone="ok", share=0.7)
    assert card.figure() == "24 of 34"
    assert card.accessibleName() == "Arrived, 24 of 34, all well"


def test_a_long_tag_has_the_room_of_a_wide_screen(qtbot: QtBot) -> None:
    banner = Banner(compact=True)
    qtbot.addWidget(banner)
    words = "Ryasinywe ku 28 Nya. 2026, 08:07 na Dr Claire Uwase"
    banner.resize(1190, 90)
    banner.set_tags([(words, "ok")])
    banner.show()

    def shown() -> list[str]:
        return [pill.text() for pill in banner.findChildren(Pill) if not pill.isHidden()]

    qtbot.waitUntil(lambda: shown() == [words])
    banner.resize(784, 90)
    qtbot.waitUntil(lambda: len(shown()) == 1 and shown() != [words])
    assert banner.tags() == (words,)
    banner.resize(1190, 90)
    qtbot.waitUntil(lambda: shown() == [words])


def test_a_figure_knows_whether_longer_words_fit(qtbot: QtBot) -> None:
    card = StatCard("Longest wait")
    qtbot.addWidget(card)
    card.resize(200, 64)
    assert card.fits("25 min")
    assert not card.fits("25 min · Prélèvement et signes vitaux")


def test_long_work_shows_how_far_it_is_and_can_be_stopped(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    bar = WorkBar(holder)
    stopped: list[int] = []
    bar.stopped.connect(lambda: stopped.append(1))
    holder.show()
    bar.begin("Printing certificates")
    bar.set_progress(3, 8)
    assert "3 of 8" in [label.text() for label in bar.findChildren(QLabel)]
    bar.stop_button.click()
    assert stopped == [1]
    assert not bar.stop_button.isEnabled()
    bar.end()
    assert not bar.isVisible()


def test_words_give_way_on_a_narrow_screen(qtbot: QtBot) -> None:
    label = ElidedLabel("Clinic database: encrypted, on this computer")
    qtbot.addWidget(label)
    label.resize(80, 20)
    label.show()
    label.grab()
    assert label.minimumSizeHint().width() <= 40
    assert label.toolTip() == label.text()
    label.resize(600, 20)
    label.grab()
    assert label.toolTip() == ""
