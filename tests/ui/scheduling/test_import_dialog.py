"""Importing a booking list in its dialog, and the lists of a day: nothing is booked before every line was shown."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from mhac.scheduling.booking_list import MOST_BYTES
from tests.clinic import Clinic
from tests.documents.papers import text
from tests.mhac.scheduling.desk import TUESDAY, Desk, lay_down
from ui.app.context import AppContext
from ui.scheduling.import_dialog import ImportDialog
from ui.scheduling.list_dialog import CALLS, SLIPS, ListDialog
from ui.widgets.paper_preview import MOST_PAGES
from ui.widgets.printing import PrintTarget

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


def slips_of(desk: Desk, context: AppContext, qtbot: QtBot, settled: Callable[[], None], people: int) -> ListDialog:
    rooms = [room.name for room in desk.frame.rooms if room.kind == "nurse"]
    hours = [(hour, minute) for hour in (8, 9, 10, 11, 14, 15, 16) for minute in (0, 30)]
    places = [(room, *at) for at in hours for room in rooms]
    for number, (room, hour, minute) in enumerate(places[:people]):
        desk.book(desk.person("UWERA", f"Person {number}"), room=room, hour=hour, minute=minute)
    made = ListDialog(context, TUESDAY, SLIPS)
    qtbot.addWidget(made)
    made.open()
    settled()
    return made


def test_the_slips_of_a_day_are_one_file_shown_by_its_first_pages(
    desk: Desk, context_for: Callable[..., AppContext], qtbot: QtBot, settled: Callable[[], None], tmp_path: Path
) -> None:
    context = context_for("receptionist")
    told: list[tuple[int, int]] = []
    made = slips_of(desk, context, qtbot, settled, 22)
    assert len(PdfReader(BytesIO(made.pdf)).pages) == 22
    assert made.preview.page_count == MOST_PAGES
    assert "10 more page" in made.preview.more.text()
    made._progress.connect(lambda done, total: told.append((done, total)))
    made._load()
    settled()
    assert told[-1] == (22, 22)
    assert not made.bar.isVisible()
    kept = tmp_path / "slips.pdf"
    made.choose_printer = lambda _parent: PrintTarget("", file=str(kept))
    told.clear()
    with qtbot.waitSignal(made.printed, timeout=180_000):
        made.act_button.click()
        qtbot.waitUntil(made.bar.isVisible, timeout=20_000)
        assert not made.act_button.isEnabled()
    assert told == [(page, 22) for page in range(1, 23)]
    assert len(PdfReader(kept).pages) == 22


def test_a_long_print_can_be_stopped(
    desk: Desk, context_for: Callable[..., AppContext], qtbot: QtBot, settled: Callable[[], None], tmp_path: Path
) -> None:
    made = slips_of(desk, context_for("receptionist"), qtbot, settled, 22)
    done: list[int] = []
    made._progress.connect(lambda page, _total: done.append(page))
    made.choose_printer = lambda _parent: PrintTarget("", file=str(tmp_path / "slips.pdf"))
    made.act_button.click()
    qtbot.waitUntil(made.bar.isVisible, timeout=20_000)
    made.bar.stop_button.click()
    settled()
    assert not made.isVisible()
    assert 0 < len(done) < 22


def test_a_day_without_anybody_prints_no_slip_and_not_the_list_before(
    desk: Desk, context_for: Callable[..., AppContext], qtbot: QtBot, settled: Callable[[], None]
) -> None:
    made = slips_of(desk, context_for("receptionist"), qtbot, settled, 1)
    assert made.pdf
    made.day.set_day(TUESDAY.replace(day=11))
    made.day.changed.emit()
    settled()
    assert "nothing to print" in made.problem.text()
    assert made.pdf == b"" and not made.act_button.isEnabled() and not made.save_button.isEnabled()
    made.kind.set_value("day")
    made.kind.changed.emit("day")
    settled()
    assert made.act_button.isEnabled() and not made.problem.isVisible()


def test_the_dry_run_shows_the_day_as_it_was_read(
    dialog: ImportDialog, settled: Callable[[], None], tmp_path: Path
) -> None:
    head = "Date;Time;Service;Family name;Given names;Birth date\n"
    rest = "assessment;NSENGA;Paul;1990-03-14\n"
    dialog.read(f"{head}05/12/2026;9:30 AM;{rest}".encode())
    settled()
    when = dialog.lines.model().index(0, 1)
    assert when.data() == "Sat 05 Dec 2026 09:30"
    dialog.read(f"{head}05/12/2026;09:30;{rest}11/27/2026;09:30;{rest}".encode())
    settled()
    assert [dialog.lines.model().index(place, 1).data() for place in (0, 1)] == ["05/12/2026 09:30", "11/27/2026 09:30"]
    assert "line 3 writes the month first" in dialog.lines.model().index(0, 4).data()
    assert not dialog.act_button.isEnabled()
