"""How the parts of the appointment book work together: what each of them tells the page, and the page's keys."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut

from ui.scheduling.list_dialog import DAY
from ui.scheduling.period import View

if TYPE_CHECKING:
    from ui.scheduling.page import BookPage


def connect(page: BookPage) -> None:
    """Let the bar, the boards and the cards tell the page what is wanted."""
    page.back.clicked.connect(partial(page._step, -1))
    page.forward.clicked.connect(partial(page._step, 1))
    page.today_button.clicked.connect(page._go_today)
    page.go_button.clicked.connect(page._ask_day)
    page.book_button.clicked.connect(page.open_booking)
    page.walk_in_button.clicked.connect(page._walk_in)
    page.more_button.clicked.connect(page._show_more)
    page.view.changed.connect(page._view_chosen)
    page.by.changed.connect(page._columns_chosen)
    page.turn_button.clicked.connect(page._turn_columns)
    page.picture.day_wanted.connect(page._open_day)
    page.board.chosen.connect(page._chosen)
    page.board.moved.connect(page.move_block)
    page.board.refused.connect(page.refused)
    page.board.lost.connect(page.was_changed)
    page.board.put_aside.connect(page.put_aside)
    page.board.wanted.connect(page._book_at)
    page.board.acts_wanted.connect(page.show_menu)
    page.side.chosen.act_wanted.connect(page._act)
    page.side.free.asked.connect(page._ask_free)
    page.side.free.chosen.connect(page._book_slot)
    page.side.free.visit_chosen.connect(page._book_visit)
    page.side.absent.rebook_wanted.connect(page._rebook)
    page.side.absent.wait_wanted.connect(page._let_wait)
    page.side.pinned.put_down.connect(page._put_down)
    page.side.standing.show_wanted.connect(page._show_block)
    page.side.standing.put_aside.connect(page.put_aside)
    page.side.waiting.book_wanted.connect(page._book_waiting)
    page.side.waiting.list_wanted.connect(page._show_waiting)
    page.side.waiting.add_wanted.connect(page._add_waiting)


def add_keys(page: BookPage) -> None:
    """Give the page its keys, and the board those of the chosen block."""
    for keys, slot in (
        ("Ctrl+G", page._ask_day),
        ("Ctrl+T", page._go_today),
        ("Ctrl+P", partial(page._show_lists, DAY)),
        ("Ctrl+Z", page.take_back),
        ("Ctrl+V", page.paste),
        ("Ctrl+1", partial(page._view_chosen, View.DAY.value)),
        ("Ctrl+2", partial(page._view_chosen, View.WEEK.value)),
        ("Ctrl+3", partial(page._view_chosen, View.MONTH.value)),
        ("Ctrl+4", page._turn_columns),
        ("Ctrl+PgUp", partial(page._step, -1)),
        ("Ctrl+PgDown", partial(page._step, 1)),
    ):
        QShortcut(QKeySequence(keys), page, slot, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
    for act, keys in (
        ("arrive", "A"),
        ("aside", "Ctrl+X"),
        ("clinician", "D"),
        ("slip", "P"),
        ("note", "E"),
        ("casefile", "F"),
        ("missed", "N"),
        ("put_back", "B"),
        ("cancel", "Del"),
    ):
        QShortcut(QKeySequence(keys), page.board, partial(page._act, act), context=Qt.ShortcutContext.WidgetShortcut)
