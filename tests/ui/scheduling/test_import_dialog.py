"""Importing a booking list in its dialog, and the lists of a day: nothing is booked before every line was shown."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from mhac.scheduling.booking_list import MOST_BYTES
from tests.clinic import Clinic
from tests.documents.papers import text
from tests.mhac.scheduling.desk import TUESDAY, Desk, lay_down
from ui.app.context import AppContext
from ui.scheduling.import_dialog import ImportDialog
from ui.scheduling.list_dialog import CALLS, ListDialog

Left = Qt.MouseButton.LeftButton
LIST = """Date;Time;Service;Family name;Given names;Birth date;Colour
2026-03-10;09:00;assessment;NSENGA;Paul;1990-03-14;red
2026-03-10;09:00;assessment;=CMD;Paul;1990-03-14;blue
"""


@pytest.fixture
def desk(sqlite_clinic: Clinic) -> Desk:
    return lay_down(sqlite_clinic)


@pytest.fixture
def dialog(
    desk: Desk, context_for: Callable[..., AppContext], qtbot: QtBot, settled: Callable[[], None]
) -> ImportDialog:
    desk.person("NSENGA", "Paul", phone="+250 788 000 114")
    made = ImportDialog(context_for("receptionist"))
    qtbot.addWidget(made)
    made.open()
    settled()
    return made


def test_a_list_is_rehearsed_booked_and_what_is_left_is_saved(
    desk: Desk, dialog: ImportDialog, settled: Callable[[], None], tmp_path: Path
) -> None:
    source, target = tmp_path / "list.csv", tmp_path / "rest.csv"
    source.write_text(LIST, encoding="utf-8")
    dialog.choose_file = lambda _parent: str(source)
    dialog.choose_target = lambda _parent: str(target)
    assert not dialog.act_button.isEnabled()
    QTest.mouseClick(dialog.file_button, Left)
    settled()
    assert dialog.summary.text() == ("1 can be booked, 0 are booked already, 1 cannot be booked. Not used: Colour.")
    assert desk.day() == ()
    QTest.mouseClick(dialog.act_button, Left)
    settled()
    assert [block.people[0].name for block in desk.day()] == ["NSENGA Paul"]
    assert dialog.summary.text().startswith("1 were booked")
    assert not dialog.act_button.isEnabled()
    QTest.mouseClick(dialog.errors_button, Left)
    saved = target.read_text(encoding="utf-8-sig").splitlines()
    assert len(saved) == 2
    assert "'=CMD" in saved[1]
    assert "is not registered" in saved[1]


def test_what_is_no_list_is_said_and_nothing_is_offered(
    dialog: ImportDialog, settled: Callable[[], None], tmp_path: Path
) -> None:
    source = tmp_path / "list.xlsx"
    source.write_bytes(b"PK\x03\x04 and more")
    dialog.choose_file = lambda _parent: str(source)
    QTest.mouseClick(dialog.file_button, Left)
    settled()
    assert "Save it there as CSV" in dialog.problem.text()
    source.write_bytes(b"x" * (MOST_BYTES + 1))
    QTest.mouseClick(dialog.file_button, Left)
    assert "larger" in dialog.problem.text()
    source.unlink()
    QTest.mouseClick(dialog.file_button, Left)
    assert "cannot be read" in dialog.problem.text()
    assert not dialog.act_button.isEnabled()


def test_the_lists_of_a_day_are_drawn(
    desk: Desk, context_for: Callable[..., AppContext], qtbot: QtBot, settled: Callable[[], None]
) -> None:
    desk.book(desk.person("UWERA", "Claudine", "F", phone="+250 722 000 871"))
    made = ListDialog(context_for("receptionist"), TUESDAY, CALLS)
    qtbot.addWidget(made)
    made.open()
    settled()
    assert "+250 722 000 871" in text(made.pdf)
    made.kind.set_value("day")
    made.kind.changed.emit("day")
    settled()
    assert "Day list" in text(made.pdf)
    assert made.act_button.isEnabled()
