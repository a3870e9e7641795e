"""Columns share the room: no word is cut while another column has room to spare."""

from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from ui.widgets.column_widths import Wish, shared
from ui.widgets.tables import Column, DataTable, cell_width, first_width

SIZES = {"title": st.integers(30, 120), "content": st.integers(0, 700), "first": st.integers(0, 700)}
DECLARED = st.builds(Wish, declared=st.sampled_from((60, 90, 150, 300)), **SIZES)
FLEXIBLE = st.builds(Wish, declared=st.just(0), **SIZES)
FIRM = st.builds(Wish, declared=st.just(90), firm=st.integers(120, 210), **SIZES)
WISHES = st.lists(
    (DECLARED | FLEXIBLE | FIRM).map(lambda wish: replace(wish, first=min(wish.first, wish.content))),
    min_size=1,
    max_size=8,
)


@given(wishes=WISHES, room=st.integers(200, 1600))
def test_words_are_cut_only_where_no_other_column_could_give_enough(wishes: list[Wish], room: int) -> None:
    widths = shared(wishes, room)
    pairs = list(zip(wishes, widths, strict=True))
    assert all(width >= min(wish.title, wish.least) for wish, width in pairs if wish.declared)
    assert all(width == wish.firm for wish, width in pairs if wish.firm)
    spare = sum(max(0, width - wish.least) for wish, width in pairs)
    lacks = [wish.least - width for wish, width in pairs if width < wish.least]
    assert not lacks or spare * 2 < min(lacks)
    if sum(widths) > room:
        assert spare == 0


@given(wishes=WISHES, room=st.integers(200, 1600))
def test_what_fits_as_it_was_declared_stays_so(wishes: list[Wish], room: int) -> None:
    fitting = [Wish(wish.declared, min(wish.title, wish.declared or 120), 0, wish.firm) for wish in wishes]
    if sum(wish.firm or wish.declared or 120 for wish in fitting) <= room:
        widths = shared(fitting, room)
        pairs = [(wish, width) for wish, width in zip(fitting, widths, strict=True) if wish.declared]
        assert [width for _, width in pairs] == [wish.firm or wish.declared for wish, _ in pairs]


@dataclass(frozen=True)
class Traveller:
    name: str
    needs: str


@pytest.mark.usefixtures("look")
def test_a_list_shows_its_long_words_whole_where_there_is_room(qtbot: QtBot) -> None:
    long = Traveller("KASONGO Kitenge Bernard", "Wheelchair to the cabin seat, oxygen 2 L/min")
    columns = (
        Column[Traveller]("Traveller", lambda row: row.name, strong=True),
        Column[Traveller]("Needs", lambda row: row.needs, 90),
        Column[Traveller]("Case", lambda _row: "RW-2026-00002", 220),
    )
    table = DataTable(columns, name="Travellers")
    qtbot.addWidget(table)
    table.resize(720, 200)
    table.show()
    table.set_rows([Traveller("TEKLE Salam", "")])
    assert table.columnWidth(1) == 90
    table.set_rows([long])
    assert all(table.columnWidth(place) >= cell_width(column, long) for place, column in enumerate(columns))
    assert sum(table.columnWidth(place) for place in range(3)) <= table.viewport().width()


@pytest.mark.usefixtures("look")
def test_the_first_lines_are_whole_before_a_quiet_second_line_is(qtbot: QtBot) -> None:
    columns = (
        Column[Traveller]("What", lambda row: row.name, strong=True, detail=lambda row: row.needs),
        Column[Traveller]("Until the travel", lambda _row: "", 180),
    )
    asked = Traveller("Sputum, 3 smears and cultures, molecular test on the first", "Waits for: chest X-ray, " * 12)
    table = DataTable(columns, name="What would be asked")
    qtbot.addWidget(table)
    table.resize(560, 200)
    table.show()
    table.set_rows([asked])
    assert table.columnWidth(0) >= first_width(columns[0], asked)
    assert table.columnWidth(0) < cell_width(columns[0], asked)
