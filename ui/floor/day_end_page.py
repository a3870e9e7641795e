"""The end of the day: everything that is left open, kind by kind, with what can be done about it; printable."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from mhac.documents.content import OpenList
from mhac.floor.rules import VisitStatus
from mhac.floor.service import Later
from mhac.kernel.errors import StaleEdit
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.reporting.day_end import Left, OpenEnd
from ui.app.board_page import BoardPage
from ui.app.context import AppContext
from ui.app.dialogs import ReasonDialog
from ui.app.languages import current_language
from ui.app.paper_dialog import Drawn, PaperDialog
from ui.app.request_slip import RequestSlipDialog
from ui.floor import day_end, presenter, words
from ui.floor.views import ViewLine
from ui.widgets import basics
from ui.widgets.basics import button, holder, row
from ui.widgets.figures import StatCard
from ui.widgets.tables import DataTable
from ui.widgets.undo_strip import UndoStrip


class DayEndPage(BoardPage):
    """Nobody is forgotten: the list is empty, or it says why not."""

    key: ClassVar[str] = "dayend"
    topics: ClassVar[frozenset[str]] = frozenset({"floor", "appointments", "exams", "certificates", "people"})

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.set_title(self.tr("Left open today"))
        self.lines: tuple[OpenEnd, ...] | None = None
        self.done = UndoStrip(self)
        self.board = self
        self._on_the_way = False
        self.figures = {kind: StatCard(words, opens=True) for kind, words in day_end.kinds().items()}
        self.table: DataTable[OpenEnd] = DataTable(
            day_end.columns(), key=lambda line: line.key, name=self.tr("Left open"), sortable=False)  # fmt: skip
        self.open_button = button(self.tr("&Open"), icon="arrow-right", tip=self.tr("Enter"))
        self.finish_button = button(self.tr("&Finish visit"), icon="circle-check", tip="E")
        self.left_button = button(self.tr("&Left before the end…"), icon="log-out", tip="L")
        self.missed_button = button(self.tr("Did &not come"), icon="phone", tip="N")
        self.line_button = button(self.tr("P&rint…"), icon="printer", tip="P")
        self.print_button = button(self.tr("&Print the list"), kind="primary", icon="printer", tip="Ctrl+P")
        self._build()
        self._connect()

    def help_text(self) -> str:
        """One line of help."""
        return self.tr(
            "Enter opens a line, E finishes a visit, L ends it with a reason, N notes that somebody did not come, "
            "P prints what is not on paper, Ctrl+P the list. A figure goes to its first line."
        )

    def refresh(self) -> None:
        """Ask what is left open."""
        if not self.context.can("reporting.see_day_end"):
            self.show_no_permission()
            return
        if self.lines is None:
            self.show_loading()
        self.context.read(day_end.load, self._show, owner=self, on_error=self.not_read, latest="day_end")

    def is_read(self) -> bool:
        """Whether the list has been read once."""
        return self.lines is not None

    def tick(self) -> None:
        """Ask again: what is late becomes known by the clock."""
        self.mark_stale()

    def _build(self) -> None:
        self.keep_above(ViewLine(self.context, self.key))
        figures = row(spacing=12)
        for card in self.figures.values():
            figures.addWidget(card, 1)
        self.body.addLayout(figures)
        line = row(spacing=8)
        for each in (self.open_button, self.finish_button, self.left_button, self.missed_button, self.line_button):
            line.addWidget(each)
        line.addStretch(1)
        line.addWidget(self.print_button)
        self.body.addWidget(holder(line))
        ground = basics.Card(padding=0)
        ground.body.addWidget(self.table)
        self.body.addWidget(ground, 1)
        self.setFocusProxy(self.table)

    def _connect(self) -> None:
        for kind, card in self.figures.items():
            card.opened.connect(partial(self.go_to, kind))
        self.table.opened.connect(self._open)
        self.table.picked.connect(self._picked)
        self.open_button.clicked.connect(self.open_line)
        self.finish_button.clicked.connect(self.finish_visit)
        self.left_button.clicked.connect(self.end_visit)
        self.missed_button.clicked.connect(self.note_missed)
        self.line_button.clicked.connect(self.print_line)
        self.print_button.clicked.connect(self.print_list)
        keys_of_lines = (
            ("E", self.finish_visit), ("L", self.end_visit), ("N", self.note_missed), ("P", self.print_line),
        )  # fmt: skip
        for keys, slot in keys_of_lines:
            QShortcut(QKeySequence(keys), self.table, slot, context=Qt.ShortcutContext.WidgetShortcut)
        with_children = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut(QKeySequence("Ctrl+P"), self, self.print_list, context=with_children)
        QShortcut(QKeySequence("Ctrl+Z"), self, self.done.take_back, context=with_children)

    # -- showing ------------------------------------------------------------------------------------------------

    def _show(self, lines: tuple[OpenEnd, ...]) -> None:
        first, self.lines = self.lines is None, lines
        for kind, card in self.figures.items():
            count = sum(line.people for line in lines if line.kind is kind)
            card.say(str(count), tone="warning" if count and kind is Left.INSIDE else "")
        if not lines:
            self.show_empty(
                self.tr("Nothing is left open"),
                self.tr("Everybody has been checked out, and nothing of today waits."),
                icon="circle-check",
            )
        else:
            self.show_content()
        self.table.set_rows(lines)
        if self.table.current_row() is None and lines:
            self.table.select_key(lines[0].key)
        self._picked(None)
        if first and self.isVisible():
            self.table.setFocus()

    @Slot(object)
    def _picked(self, _line: object) -> None:
        line = self.table.current_row()
        inside = line is not None and bool(line.visits) and self.context.can("floor.finish_visit")
        self.open_button.setEnabled(line is not None)
        self.finish_button.setVisible(inside)
        self.left_button.setVisible(inside)
        may_note = self.context.can("scheduling.mark_missed")
        self.missed_button.setVisible(line is not None and line.missed is not None and may_note)
        self.line_button.setVisible(line is not None and day_end.can_print(line, self.context.can))

    def go_to(self, kind: Left) -> None:
        """Choose the first line of a kind."""
        first = next((line for line in self.lines or () if line.kind is kind), None)
        if first is not None:
            self.table.select_key(first.key)
            self.table.setFocus()

    # -- acts ---------------------------------------------------------------------------------------------------

    @Slot(object)
    def _open(self, line: OpenEnd) -> None:
        self.context.navigate(line.page, **dict(line.arguments))

    @Slot()
    def open_line(self) -> None:
        """Go where the chosen line is worked on."""
        line = self.table.current_row()
        if line is not None:
            self._open(line)

    def _chosen_visit(self) -> OpenEnd | None:
        line = self.table.current_row()
        return line if line is not None and line.visits and self.context.can("floor.finish_visit") else None

    @Slot()
    def finish_visit(self) -> None:
        """Check somebody out."""
        line = self._chosen_visit()
        if line is not None:
            verb = partial(presenter.finish, line.visits, VisitStatus.DONE, "")
            said = self.tr("{ticket} {who} has finished.").format(ticket=line.number, who=line.name)
            self._do("floor.finish_visit", verb, said, self._way_back(line))

    @Slot()
    def end_visit(self) -> None:
        """End a visit with the reason why it was not finished."""
        line = self._chosen_visit()
        if line is None:
            return
        dialog = ReasonDialog(self.tr("Left before the end"), self.tr("&End the visit"), self, text=line.name)
        said = self.tr("{who} has left.").format(who=line.name)
        self.act_with_reason(
            dialog, "floor.finish_visit",
            lambda reason: partial(presenter.finish, line.visits, VisitStatus.LEFT, reason),
            partial(self._did, said, self._way_back(line)))  # fmt: skip

    def _way_back(self, line: OpenEnd) -> Callable[[], None] | None:
        """How the end of a visit of today is taken back."""
        ids = tuple(seen.visit_id for seen in line.visits)
        return partial(self._open_again, ids) if line.page == "floor" else None

    def _open_again(self, visit_ids: tuple[int, ...]) -> None:
        verb = partial(presenter.undo, visit_ids)
        self.context.act("floor.undo_move", verb, self._was_undone, owner=self, on_error=self._failed)

    def _was_undone(self, _nothing: object) -> None:
        self.clear_problem()

    @Slot()
    def note_missed(self) -> None:
        """Note that the people of a block did not come."""
        line = self.table.current_row()
        if line is None or line.missed is None or not self.context.can("scheduling.mark_missed"):
            return
        said = self.tr("{who} did not come.").format(who=line.name)
        verb = partial(day_end.mark_missed, line.missed)
        self._do("scheduling.mark_missed", verb, said)

    @Slot()
    def print_line(self) -> None:
        """Print the slip of a line here; a certificate is printed on its page."""
        line = self.table.current_row()
        if line is None or not day_end.can_print(line, self.context.can):
            return
        if line.slip is None:
            self._open(line)
            return
        dialog = RequestSlipDialog(self.context, line.slip, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _do(
        self, action: str, verb: Callable[[UnitOfWork], object], said: str, back: Callable[[], None] | None = None
    ) -> None:
        if not self._on_the_way:  # a second press before the first one was answered is the same act
            self._on_the_way = True
            self.context.act(action, verb, partial(self._did, said, back), owner=self, on_error=self._failed)

    def _did(self, said: str, back: Callable[[], None] | None, later: tuple[Later, ...] | None = None) -> None:
        self._on_the_way = False
        self.clear_problem()
        self.done.say_done(words.with_later(said, later or ()), back)

    def _failed(self, error: Exception) -> None:
        self._on_the_way = False
        self.show_problem(error)
        if isinstance(error, StaleEdit):
            self.mark_stale()

    @Slot()
    def print_list(self) -> None:
        """Show the list as it is printed."""
        if self.lines is not None:
            dialog = _OpenListDialog(self.context, self)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()


class _OpenListDialog(PaperDialog):
    """The list on paper."""

    def __init__(self, context: AppContext, parent: QWidget) -> None:
        super().__init__(context, self.tr("Left open today"), parent)
        self.preview.setAccessibleName(self.tr("The list as it is printed"))
        self.show_paper(partial(day_end.paper, current_language()), _draw)


def _draw(content: OpenList) -> Drawn:
    """Draw the list; what draws is heavy to load: only now."""
    from mhac.documents.open_list import draw_open_list

    return draw_open_list(content), f"open-{content.day.isoformat()}"
