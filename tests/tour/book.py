"""The screens of the appointment book beyond its day."""

from collections.abc import Callable, Iterator
from typing import Any

from tests.tour.camera import Shot


def book_screens(page: Any, close_dialogs: Callable[[], None]) -> Iterator[Shot | None]:
    """A block put aside, week and month, the lists, the waiting list, a list to import, a whole visit in one day."""
    page.put_aside(page.board.block() or page.book.blocks[0])
    yield Shot("book-put-aside")
    for view in ("week", "month"):
        page._view_chosen(view)
        yield Shot(f"book-{view}")
    page._view_chosen("day")
    yield None
    for name, opened in (
        ("book-missed", lambda: page._missed(page.board.block() or page.book.blocks[0])),
        ("book-call-list", lambda: page._show_lists("calls")),
        ("book-wait", page._add_waiting),
        ("book-waiting-list", page._show_waiting),
        ("book-import", page._import),
    ):
        opened()
        yield Shot(name)
        close_dialogs()
    page._ask_free("whole_visit", 2)
    yield None
    free = page.side.free
    page.side.verticalScrollBar().setValue(free.mapTo(page.side.widget(), free.rect().topLeft()).y())
    yield Shot("book-whole-visit")
