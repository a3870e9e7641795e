"""The appointment book: one day with its rooms, the bar above it, and the cards beside it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from typing import ClassVar

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QWidget

from mhac.kernel.errors import StaleEdit
from mhac.scheduling.rules import Conflict
from mhac.scheduling.service import Booking, Moved
from mhac.scheduling.views import Absent, Block, FreeSlot
from ui.app import icons
from ui.app.board_page import BoardPage
from ui.app.context import AppContext
from ui.app.dialogs import FormDialog, ReasonDialog, icon_button
from ui.app.messages import words_for
from ui.scheduling import presenter, words
from ui.scheduling.acts import acts_for
from ui.scheduling.board import DayBoard
from ui.scheduling.book_dialog import BookDialog, Prefill
from ui.scheduling.presenter import Book, Wanted
from ui.scheduling.side_panel import NARROW_SIDE, SIDE, SidePanel
from ui.scheduling.slip_dialog import SlipDialog
from ui.widgets import formats
from ui.widgets.acts import acts_menu, open_menu
from ui.widgets.basics import Card, Pill, button, heading, holder, row
from ui.widgets.dates import DateEdit
from ui.widgets.fields import FieldRow
from ui.widgets.undo_strip import UndoStrip

WIDE = 1000


class BookPage(BoardPage):
    """The day view of the appointment book."""

    key: ClassVar[str] = "book"
    topics: ClassVar[frozenset[str]] = frozenset({"appointments", "people", "cases", "clinic"})

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.set_title(self.tr("Appointments"))
        self.wanted = Wanted(context.today())
        self.book: Book | None = None
        self._choose_next: int | None = None
        self._book_next = False
        self.board = DayBoard(context.zone, context.now)
        self.side = SidePanel()
        self.slip_button = button(self.tr("Slip"), small=True, icon="printer")
        self._slip_of = 0
        self.done = UndoStrip(self, self.slip_button)
        self._build_bar()
        card = Card(padding=1)
        card.body.addWidget(self.board)
        line = row(spacing=14)
        line.addWidget(card, 1)
        line.addWidget(self.side)
        self.body.addWidget(self.bar)
        self.body.addLayout(line, 1)
        self._connect()

    def help_text(self) -> str:
        """One line of help."""
        return self.tr(
            "Arrows walk over the day, Enter opens or books, M takes an appointment up, arrows move it, Enter puts it "
            "down, Esc lets go. Ctrl+N books, Ctrl+Page Up and Page Down change the day."
        )

    def show_with(self, **arguments: object) -> None:
        """Show a day, or the day of an appointment; `new` opens the booking dialog (Ctrl+N, a command of the frame)."""
        day, appointment_id = arguments.get("day"), arguments.get("appointment_id")
        if isinstance(day, date):
            self._go(day)
        if isinstance(appointment_id, int):
            query = partial(presenter.day_of_block, appointment_id)
            self.context.read(query, partial(self._go_to_block, appointment_id), owner=self)
        self._book_next = bool(arguments.get("new"))
        if self._book_next and self.isVisible() and self.book is not None:
            self._open_when_asked()
        super().show_with()

    def refresh(self) -> None:
        """Read the day again."""
        if not self.context.can("scheduling.see_book"):
            self.show_no_permission()
            return
        if self.book is None:
            self.show_loading()
        self.context.read(
            partial(presenter.load, self.wanted), self._show, owner=self, on_error=self.not_read, latest="book"
        )

    # -- building -----------------------------------------------------------------------------------------------

    def _build_bar(self) -> None:
        line = row(spacing=8)
        self.back = icon_button("chevron-left", self.tr("The day before (Ctrl+Page Up)"))
        self.today_button = button(self.tr("&Today"))
        self.forward = icon_button("chevron-right", self.tr("The day after (Ctrl+Page Down)"))
        self.go_button = icon_button("calendar", self.tr("Go to a date (Ctrl+G)"))
        for each in (self.back, self.forward, self.go_button):
            each.setProperty("kind", "")
            each.setIconSize(QSize(icons.SMALL, icons.SMALL))
        self.heading = heading("")
        self.booked = Pill("", "neutral")
        self.arrived = Pill("", "ok")
        self.late = Pill("", "warning")
        pills = row(spacing=6)
        for pill in (self.booked, self.arrived, self.late):
            pills.addWidget(pill)
        self._pills = holder(pills)
        self.walk_in_button = button(
            self.tr("&Walk-in"), icon="door-open", tip=self.tr("Somebody without an appointment")
        )
        self.book_button = button(self.tr("Book appointment"), kind="primary", icon="calendar-plus", tip="Ctrl+N")
        for each in (self.back, self.today_button, self.forward, self.go_button):
            line.addWidget(each)
        line.addSpacing(6)
        line.addWidget(self.heading)
        line.addSpacing(6)
        line.addWidget(self._pills)
        line.addStretch(1)
        line.addWidget(self.walk_in_button)
        line.addWidget(self.book_button)
        self.bar = holder(line)
        self.walk_in_button.setVisible(self.context.can("floor.walk_in"))
        self.book_button.setVisible(self.context.can("scheduling.book"))

    def _connect(self) -> None:
        self.back.clicked.connect(partial(self._step, -1))
        self.forward.clicked.connect(partial(self._step, 1))
        self.today_button.clicked.connect(self._go_today)
        self.go_button.clicked.connect(self._ask_day)
        self.book_button.clicked.connect(self.open_booking)
        self.walk_in_button.clicked.connect(self._walk_in)
        self.slip_button.clicked.connect(self._slip_of_last)
        self.board.chosen.connect(self._chosen)
        self.board.moved.connect(self._move)
        self.board.refused.connect(self._refused)
        self.board.wanted.connect(self._book_at)
        self.board.acts_wanted.connect(self._show_menu)
        self.side.chosen.act_wanted.connect(self._act)
        self.side.free.asked.connect(self._ask_free)
        self.side.free.chosen.connect(self._book_slot)
        self.side.absent.rebook_wanted.connect(self._rebook)
        for keys, slot in (
            ("Ctrl+G", self._ask_day),
            ("Ctrl+T", self._go_today),
            ("Ctrl+Z", self.done.take_back),
            ("Ctrl+PgUp", partial(self._step, -1)),
            ("Ctrl+PgDown", partial(self._step, 1)),
        ):
            QShortcut(QKeySequence(keys), self, slot, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        for act, keys in (
            ("arrive", "A"),
            ("slip", "P"),
            ("casefile", "F"),
            ("missed", "N"),
            ("put_back", "B"),
            ("cancel", "Del"),
        ):
            QShortcut(
                QKeySequence(keys), self.board, partial(self._act, act), context=Qt.ShortcutContext.WidgetShortcut
            )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the counts out, and the cards narrower, where there is little room."""
        super().resizeEvent(event)
        self._pills.setVisible(self.width() >= WIDE)
        self.side.setFixedWidth(SIDE if self.width() >= WIDE else NARROW_SIDE)

    # -- showing ------------------------------------------------------------------------------------------------

    def _show(self, book: Book) -> None:
        self.book = book
        self.show_content()
        self.heading.setText(formats.long_day(book.wanted.day))
        may_book = self.context.can("scheduling.book")
        self.board.show_book(book, may_move=self.context.can("scheduling.move"))
        self.side.free.show_book(book, may_book=may_book)
        self.side.absent.show_book(book, may_book=may_book)
        self.count()
        if self._choose_next is not None and self.board.area_of(self._choose_next).isValid():
            self.board.choose(self._choose_next)
            self._choose_next = None
        self._open_when_asked()

    def is_read(self) -> bool:
        """Whether the board has been read once."""
        return self.book is not None

    def count(self) -> None:
        """Say the figures of now above the board."""
        if self.book is None:
            return
        counts = presenter.counts(self.book, self.context.now())
        self.booked.say(self.tr("{count} booked").format(count=counts.booked), "neutral")
        self.arrived.say(self.tr("{count} arrived").format(count=counts.arrived), "ok")
        self.late.say(self.tr("{count} late").format(count=counts.late), "warning")
        self.arrived.setVisible(counts.arrived > 0)
        self.late.setVisible(counts.late > 0)

    def _chosen(self, block: Block | None) -> None:
        acts = acts_for(block, self.context.can, self.context.now(), self.context.zone) if block else []
        self.side.chosen.show_block(block, self.book, acts)

    def _say_done(self, text: str, undo: Callable[[], None] | None = None, *, slip_of: int = 0) -> None:
        self.clear_problem()
        self._slip_of = slip_of
        self.slip_button.setVisible(bool(slip_of))
        self.done.say_done(text, undo)

    def _failed(self, error: Exception) -> None:
        self.show_problem(error)
        if isinstance(error, StaleEdit):
            self.mark_stale()

    # -- days ---------------------------------------------------------------------------------------------------

    def _go(self, day: date) -> None:
        self.wanted = Wanted(day, self.wanted.persons, self.wanted.service_id)
        self.mark_stale()

    def _go_to_block(self, appointment_id: int, day: date | None) -> None:
        if day is not None:
            self._choose_next = appointment_id
            self._go(day)

    def _step(self, days: int) -> None:
        self._go(self.wanted.day + timedelta(days=days))

    @Slot()
    def _go_today(self) -> None:
        self._go(self.context.today())

    @Slot()
    def _ask_day(self) -> None:
        dialog = FormDialog(self.tr("Go to a date"), self.tr("&Show"), self, width=320)
        field = DateEdit(today=self.context.today)
        field.set_day(self.wanted.day)
        field.selectAll()
        dialog.body.addWidget(FieldRow(self.tr("&Date"), field))

        def go() -> None:
            day = field.day()
            if day is None:
                dialog.set_busy(False)
                field.setFocus()
                return
            self._go(day)
            dialog.done_with()

        dialog.submitted.connect(go)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        field.setFocus()

    # -- booking ------------------------------------------------------------------------------------------------

    def _open_when_asked(self) -> None:
        if self._book_next:
            self._book_next = False
            self.open_booking()

    @Slot()
    def open_booking(self, prefill: Prefill | None = None) -> None:
        """Open the booking dialog for the day that is shown."""
        if self.book is None or not self.context.can("scheduling.book"):
            return
        if not isinstance(prefill, Prefill):
            prefill = Prefill(max(self.wanted.day, self.context.today()))
        dialog = BookDialog(self.context, self.book.frame, prefill, self)
        dialog.booked.connect(self._was_booked)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _book_at(self, room_id: int, starts_at: datetime) -> None:
        self.open_booking(Prefill(self.wanted.day, room_id, starts_at))

    def _book_slot(self, slot: FreeSlot) -> None:
        day = formats.local(slot.span.starts_at).date()
        service_id = self.book.service_id if self.book else None
        self.open_booking(Prefill(day, slot.room_id, slot.span.starts_at, service_id))

    def _rebook(self, absent: Absent) -> None:
        people = tuple(person.person_id for person in absent.people)
        prefill = Prefill(self.context.today(), None, None, absent.service_id, people, absent.case_id)
        self.open_booking(prefill)

    def _was_booked(self, appointment_id: int, request: Booking) -> None:
        self._choose_next = appointment_id
        day = formats.local(request.starts_at).date()
        when = f"{formats.weekday(day)} {formats.clock(request.starts_at)}"
        room = self.book.frame.room(request.room_id) if self.book else None
        people = words.persons_count(len(request.person_ids))
        text = self.tr("Booked: {people}, {when}, {room}.").format(
            people=people, when=when, room=room.name if room else ""
        )
        self._say_done(text, slip_of=appointment_id)
        self._go(day)

    @Slot()
    def _walk_in(self) -> None:
        self.context.navigate("floor", arrive="")

    @Slot(int, int)
    def _ask_free(self, service_id: int, persons: int) -> None:
        self.wanted = Wanted(self.wanted.day, persons, service_id)
        self.refresh()

    # -- moving -------------------------------------------------------------------------------------------------

    def _move(self, block: Block, room_id: int, starts_at: datetime) -> None:
        self.context.act(
            "scheduling.move",
            partial(presenter.move, block, room_id, starts_at),
            partial(self._was_moved, block, room_id, starts_at),
            owner=self,
            on_error=self._failed,
        )

    def _was_moved(self, block: Block, room_id: int, starts_at: datetime, moved: Moved) -> None:
        self._choose_next = block.id
        room = self.book.frame.room(room_id) if self.book else None
        text = self.tr("{who} is now at {time} in {room}.").format(
            who=words.block_title(block), time=formats.clock(starts_at), room=room.name if room else ""
        )
        self._say_done(text, partial(self._undo_by, "scheduling.move", partial(presenter.move_back, moved)))

    def _refused(self, conflict: Conflict) -> None:
        self.show_problem(words_for(conflict.code, conflict.values))

    def _undo_by(self, action: str, verb: Callable[..., object]) -> None:
        self.context.act(action, verb, self._was_undone, owner=self, on_error=self._failed)

    def _was_undone(self, _result: object) -> None:
        self.clear_problem()

    # -- acts on a block ----------------------------------------------------------------------------------------

    def _show_menu(self, block: Block, where: QPoint) -> None:
        acts = acts_for(block, self.context.can, self.context.now(), self.context.zone)
        open_menu(acts_menu(self, acts, self._act), where)

    def _act(self, name: str, _checked: bool = False) -> None:
        block = self.board.block()
        if block is None:
            return
        fit = {act.name for act in acts_for(block, self.context.can, self.context.now(), self.context.zone)}
        if name in fit:
            {
                "arrive": self._arrive,
                "move": self._take_up,
                "slip": self._slip,
                "casefile": self._open_casefile,
                "missed": self._missed,
                "put_back": self._put_back,
                "cancel": self._cancel,
            }[name](block)

    def _arrive(self, block: Block) -> None:
        self.context.navigate("floor", arrive_appointment=block.id)

    def _take_up(self, _block: Block) -> None:
        self.board.begin_move()

    def _slip(self, block: Block) -> None:
        self._open_slip(block.id)

    @Slot()
    def _slip_of_last(self) -> None:
        self._open_slip(self._slip_of)

    def _open_slip(self, appointment_id: int) -> None:
        dialog = SlipDialog(self.context, appointment_id, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _open_casefile(self, block: Block) -> None:
        self.context.navigate("casefile", person_id=(block.live or block.people)[0].person_id)

    def _missed(self, block: Block) -> None:
        self.context.act(
            "scheduling.mark_missed",
            partial(presenter.mark_missed, block.id, block.version),
            partial(self._was_released, block, self.tr("{who} did not come.")),
            owner=self,
            on_error=self._failed,
        )

    def _put_back(self, block: Block) -> None:
        self._undo_by("scheduling.put_back", partial(presenter.put_back, block.id))

    def _cancel(self, block: Block) -> None:
        text = self.tr("{who}, {when}. The time becomes free; the reason stays on record.").format(
            who=words.block_title(block), when=formats.moment(block.starts_at)
        )
        dialog = ReasonDialog(
            self.tr("Cancel appointment"), self.tr("&Cancel appointment"), self, text=text, danger=True
        )
        dialog.back_button.setText(self.tr("Keep appointment"))

        done = partial(self._was_released, block, self.tr("{who} is cancelled."), None)
        self.act_with_reason(dialog, "scheduling.cancel", partial(partial, presenter.cancel, block), done)

    def _was_released(self, block: Block, text: str, _nothing: None) -> None:
        undo = partial(self._undo_by, "scheduling.put_back", partial(presenter.put_back, block.id))
        self._say_done(text.format(who=words.block_title(block)), undo)

    def changeEvent(self, event: QEvent) -> None:
        """Draw the board anew in another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.board.viewport().update()
