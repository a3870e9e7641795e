"""What is entered at an authority: the list, a sheet half entered, and its dialogs."""

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.tour.camera import Shot


def authority_screens(tour: Any) -> Iterator[Shot | None]:
    """The list of what is to be entered, a sheet half entered, and its dialogs."""
    page = tour.show("entry")
    yield Shot("entry-list")
    half, fresh = page.list.table.rows()[:2]
    page = tour.show("entry", exam_id=half.exam_id)
    yield Shot("entry-differences")
    page.acts.decide(page.sheet, page.sheet.differences[0])
    yield Shot("entry-decide", 600)
    page = tour.show("entry", exam_id=fresh.exam_id)
    yield Shot("entry-unprepared")
    page.begin_button.click()
    yield None
    yield Shot("entry-sheet")
    page.acts.ask("rekey", page.sheet)
    yield Shot("entry-rekey", 600)
    tour.close_dialogs()
    for _ in range(6):
        QTest.keyClick(page.lines, Qt.Key.Key_Return)
        yield None
    page.whole.setChecked(True)
    yield Shot("entry-half-way")
    for act in ("number", "snapshot", "submit"):
        page.acts.ask(act, page.sheet)
        yield Shot(f"entry-{act}", 600)
        tour.close_dialogs()
