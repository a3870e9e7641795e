"""The appointment book: a day with its rooms, a week or a month, the bar above it, and the cards beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import QEvent, QSize, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QStackedWidget, QWidget

from mhac.scheduling.chains import ChainTime
from mhac.scheduling.service import Booking
from mhac.scheduling.views import Absent, Block, FreeSlot, WaitingRow
from ui.app import icons
from ui.app.context import AppContext
from ui.app.dialogs import FormDialog, icon_button
from ui.scheduling import deeds, presenter, words
from ui.scheduling.acting import ActingPage
from ui.scheduling.acts import acts_for
from ui.scheduling.board import DayBoard
from ui.scheduling.book_dialog import BookDialog, Prefill
from ui.scheduling.chain_dialog import ChainDialog
from ui.scheduling.columns import By, Column
from ui.scheduling.columns_kept import keep_columns, kept_columns
from ui.scheduling.import_dialog import ImportDialog
from ui.scheduling.list_dialog import CALLS, DAY, ListDialog
from ui.scheduling.period import View, next_month
from ui.scheduling.period_picture import PeriodPicture
from ui.scheduling.presenter import Book, Wanted
from ui.scheduling.series_dialog import SeriesDialog
from ui.scheduling.side_panel import NARROW_SIDE, SIDE
from ui.scheduling.undo import Undo
from ui.scheduling.wait_dialog import WaitDialog
from ui.scheduling.waiting_dialog import WaitingDialog
from ui.scheduling.wiring import add_keys, connect
from ui.widgets import formats
from ui.widgets.acts import open_menu
from ui.widgets.basics import Card, Pill, button, heading, holder, row
from ui.widgets.dates import DateEdit
from ui.widgets.fields import FieldRow
from ui.widgets.segmented import Choice, Segmented

WIDEST = 1150
BAR_GAP, BAR_MARGINS, PILL_GAP = 8, 64, 6
WIDE = 1000


def _width_of(part: QWidget) -> int:
    """The room that a part of the bar takes; a button with a sign alone has a width of its own."""
    return min(part.sizeHint().width(), part.maximumWidth())


class BookPage(ActingPage):
    """Day, week and month of the appointment book."""

    key: ClassVar[str] = "book"
    topics: ClassVar[frozenset[str]] = frozenset({"appointments", "people", "cases", "clinic", "users"})

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.set_title(self.tr("Appointments"))
        self.wanted = Wanted(context.today(), by=kept_columns(context))
        self._book_next = False
        self.board = DayBoard(context.zone, context.now)
        self.picture = PeriodPicture(context.zone)
        self.views = QStackedWidget()
        self.views.addWidget(self.board)
        self.views.addWidget(self.picture)
        self._build_bar()
        card = Card(padding=1)
        card.body.addWidget(self.views)
        self.setFocusProxy(self.board)
        line = row(spacing=14)
        line.addWidget(card, 1)
        line.addWidget(self.side)
        self.body.addWidget(self.bar)
        self.body.addLayout(line, 1)
        connect(self)
        add_keys(self)

    def help_text(self) -> str:
        """One line of help."""
        return self.tr(
            "Arrows walk, Enter opens or books, M moves, Shift+Up and Down stretch, Enter puts down, Esc lets go. "
            "Ctrl+X puts aside, Ctrl+V takes up again, Ctrl+Z takes back. Ctrl+1, 2, 3: day, week, month; "
            "Ctrl+4: rooms or clinicians."
        )

    def show_with(self, **arguments: object) -> None:
        """Show a day, or the day of an appointment; `new` opens the booking dialog (Ctrl+N, a command of the frame)."""
        day, appointment_id = arguments.get("day"), arguments.get("appointment_id")
        if isinstance(day, date):
            self.go(day)
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
        self.view = Segmented(
            [
                Choice(View.DAY.value, self.tr("Day"), "D"),
                Choice(View.WEEK.value, self.tr("Week"), "W"),
                Choice(View.MONTH.value, self.tr("Month"), "M"),
            ],
            name=self.tr("How much is shown"),
            clearable=False,
        )
        self.view.set_value(View.DAY.value)
        self.by = Segmented(
            [
                Choice(By.ROOMS.value, self.tr("Rooms"), "R"),
                Choice(By.CLINICIANS.value, self.tr("Clinicians"), "C"),
            ],
            name=self.tr("What the columns are"),
            clearable=False,
        )
        self.by.set_value(self.wanted.by.value)
        self.turn_button = icon_button("stethoscope", self.tr("Rooms or clinicians as columns (Ctrl+4)"))
        self.booked = Pill("", "neutral")
        self.arrived = Pill("", "ok")
        self.late = Pill("", "warning")
        self._told: list[Pill] = []
        pills = row(spacing=PILL_GAP)
        for pill in (self.booked, self.arrived, self.late):
            pills.addWidget(pill)
        self._pills = holder(pills)
        self.more_button = icon_button("ellipsis", self.tr("Lists, waiting list and more"))
        for each in (self.turn_button, self.more_button):
            each.setProperty("kind", "")
        self.walk_in_button = button(
            self.tr("&Walk-in"), icon="door-open", tip=self.tr("Somebody without an appointment")
        )
        self.book_button = button(self.tr("Book appointment"), kind="primary", icon="calendar-plus", tip="Ctrl+N")
        for each in (self.back, self.today_button, self.forward, self.go_button):
            line.addWidget(each)
        line.addSpacing(6)
        line.addWidget(self.heading)
        line.addSpacing(6)
        for shown in (self.view, self.by, self.turn_button, self._pills):
            line.addWidget(shown)
        line.addStretch(1)
        for act in (self.more_button, self.walk_in_button, self.book_button):
            line.addWidget(act)
        self.bar = holder(line)
        self.walk_in_button.setVisible(self.context.can("floor.walk_in"))
        self.book_button.setVisible(self.context.can("scheduling.book"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the counts out, and the cards narrower, where there is little room."""
        super().resizeEvent(event)
        self._make_room()
        self.side.setFixedWidth(SIDE if self.width() >= WIDE else NARROW_SIDE)

    def _make_room(self) -> None:
        """Show in the bar what has room in it, however long the words of a language are."""
        day = self.book is None or self.book.wanted.view is View.DAY
        always = (
            self.back, self.today_button, self.forward, self.go_button, self.heading, self.view, self.more_button,
            self.book_button,
        )  # fmt: skip
        left = self.width() - BAR_MARGINS - sum(_width_of(each) + BAR_GAP for each in always)
        columns = self.by.sizeHint().width() + BAR_GAP
        self.by.setVisible(day and columns <= left)
        self.turn_button.setVisible(day and columns > left)
        left -= min(columns, left) if day else 0
        walk_in = self.walk_in_button.sizeHint().width() + BAR_GAP
        self.walk_in_button.setVisible(self.context.can("floor.walk_in") and self.width() >= WIDE and walk_in <= left)
        left -= walk_in + BAR_GAP
        for pill in (self.late, self.arrived, self.booked):  # what asks for something first
            width = pill.sizeHint().width() + PILL_GAP
            fits = day and self.width() >= WIDEST and pill in self._told and width <= left
            pill.setVisible(fits)
            left -= width if fits else 0

    # -- showing ------------------------------------------------------------------------------------------------

    def _show(self, book: Book) -> None:
        self.book = book
        self.show_content()
        view = book.wanted.view
        self.heading.setText(words.period_title(view, book.wanted.day, self.context.today()))
        self.view.set_value(view.value)
        self.by.set_value(book.wanted.by.value)
        self._make_room()
        may_book = self.context.can("scheduling.book")
        if book.period is not None:
            self.picture.show_period(book.period, self.context.today())
        shown = self.picture if book.period is not None else self.board
        self.views.setCurrentWidget(shown)
        self.setFocusProxy(shown)  # the arrows walk as soon as the book is shown
        self.side.pinned.renew(book.blocks)
        self.side.waiting.show_book(book, self.context.today(), may_book=may_book)
        self.board.show_book(book, may_move=self.context.can("scheduling.move"), me=self.context.actor.user_id)
        self.side.standing.show_book(book, may_move=self.context.can("scheduling.move"))
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
        self._told = [pill for pill, n in ((self.late, counts.late), (self.arrived, counts.arrived)) if n]
        self._told.append(self.booked)
        self._make_room()

    def _chosen(self, block: Block | None) -> None:
        acts = acts_for(block, self.context.can, self.context.now(), self.context.zone) if block else []
        self.side.chosen.show_block(block, self.book, acts)

    # -- days ---------------------------------------------------------------------------------------------------

    def go(self, day: date) -> None:
        """Show a day; in a week or a month, the one that holds it."""
        self.wanted = replace(self.wanted, day=day)
        self.mark_stale()

    @Slot(str)
    def _view_chosen(self, view: str) -> None:
        self.wanted = replace(self.wanted, view=View(view))
        self.mark_stale()

    @Slot(str)
    def _columns_chosen(self, by: str) -> None:
        self.wanted = replace(self.wanted, by=By(by))
        keep_columns(self.context, self.wanted.by)
        self.mark_stale()

    @Slot()
    def _turn_columns(self) -> None:
        self._columns_chosen((By.ROOMS if self.wanted.by is By.CLINICIANS else By.CLINICIANS).value)

    def _open_day(self, day: date, room_id: int | None) -> None:
        # A week is of rooms: who opens one of them wants to see it, and only this once.
        by = By.ROOMS if room_id is not None else self.wanted.by
        self.wanted = replace(self.wanted, view=View.DAY, day=day, by=by)
        self.board.stand_in(room_id)
        self.mark_stale()
        self.board.setFocus()

    def _put_down(self, block: Block) -> None:
        if self.wanted.view is View.DAY:
            self.put_down(block)
        else:
            self._view_chosen(View.DAY.value)

    def _go_to_block(self, appointment_id: int, day: date | None) -> None:
        if day is not None:
            self._choose_next = appointment_id
            self.wanted = replace(self.wanted, view=View.DAY)
            self.go(day)

    def _show_block(self, block: Block) -> None:
        self._go_to_block(block.id, formats.local(block.starts_at).date())

    def _step(self, steps: int) -> None:
        if self.wanted.view is View.MONTH:
            self.go(next_month(self.wanted.day, steps))
        else:
            self.go(self.wanted.day + timedelta(days=steps * (7 if self.wanted.view is View.WEEK else 1)))

    @Slot()
    def _go_today(self) -> None:
        self.go(self.context.today())

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
            self.go(day)
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
        dialog.booked.connect(partial(self._was_booked, prefill.entry))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _book_at(self, column: Column, starts_at: datetime) -> None:
        self.open_booking(Prefill(self.wanted.day, column.room_id, starts_at, clinician_id=column.clinician_id))

    def _book_slot(self, slot: FreeSlot) -> None:
        day = formats.local(slot.span.starts_at).date()
        service_id = self.book.service_id if self.book else None
        self.open_booking(
            Prefill(day, slot.room_id, slot.span.starts_at, service_id, clinician_id=self.wanted.clinician_id)
        )

    def _rebook(self, absent: Absent) -> None:
        people = tuple(person.person_id for person in absent.people)
        prefill = Prefill(self.context.today(), None, None, absent.service_id, people, absent.case_id)
        self.open_booking(prefill)

    def _was_booked(self, entry: WaitingRow | None, appointment_id: int, request: Booking) -> None:
        self.wanted = replace(self.wanted, view=View.DAY)
        self.say_booked(appointment_id, request, entry.id if entry else None)

    # -- the waiting list ---------------------------------------------------------------------------------------

    def _book_waiting(self, entry: WaitingRow, slot: FreeSlot | None = None) -> None:
        people = tuple(person.person_id for person in entry.people)
        day = formats.local(slot.span.starts_at).date() if slot else max(self.wanted.day, self.context.today())
        self.open_booking(
            Prefill(
                day,
                slot.room_id if slot else None,
                slot.span.starts_at if slot else None,
                entry.service_id,
                people,
                entry.case_id,
                entry,
                entry.clinician_id,
            )
        )

    def _let_wait(self, absent: Absent) -> None:
        people = tuple(person.person_id for person in absent.people)
        reason = self.tr("did not come on {day}").format(day=words.near_day(absent.day))
        self._open_wait(person_ids=people, case_id=absent.case_id, service_id=absent.service_id, reason=reason)

    @Slot()
    def _add_waiting(self) -> None:
        self._open_wait()

    def _open_wait(self, **known: Any) -> None:
        if self.book is None or not self.context.can("scheduling.wait_for"):
            return
        dialog = WaitDialog(self.context, self.book.frame, self, **known)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def _show_waiting(self) -> None:
        if self.book is None:
            return
        dialog = WaitingDialog(self.context, self.book.frame, self)
        dialog.book_wanted.connect(self._book_waiting)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    # -- lists and more -----------------------------------------------------------------------------------------

    @Slot()
    def _show_more(self) -> None:
        menu = QMenu(self)
        for text, wanted, slot in self._more():
            if self.context.can(wanted):
                menu.addAction(text).triggered.connect(slot)
        open_menu(menu, self.more_button.mapToGlobal(self.more_button.rect().bottomLeft()))

    def _more(self) -> list[tuple[str, str, Callable[[], None]]]:
        return [
            (self.tr("Walk-in"), "floor.walk_in", self._walk_in),
            (self._other_columns(), "scheduling.see_book", self._turn_columns),
            (self.tr("Day list…\tCtrl+P"), "scheduling.see_book", partial(self._show_lists, DAY)),
            (self.tr("Call list…"), "scheduling.see_book", partial(self._show_lists, CALLS)),
            (self.tr("Waiting list…"), "scheduling.see_book", self._show_waiting),
            (self.tr("Put on the waiting list…"), "scheduling.wait_for", self._add_waiting),
            (self.tr("Visits that are still needed…"), "exams.read_clinical", self._series),
            (self.tr("Import a booking list…"), "scheduling.import_bookings", self._import),
        ]

    def _other_columns(self) -> str:
        if self.wanted.by is By.CLINICIANS:
            return self.tr("Rooms as columns\tCtrl+4")
        return self.tr("Clinicians as columns\tCtrl+4")

    def _show_lists(self, kind: str, _checked: bool = False) -> None:
        dialog = ListDialog(self.context, self.wanted.day, kind, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def _series(self) -> None:
        if self.book is None:
            return
        chosen = self.board.block()
        person_id = chosen.people[0].person_id if chosen is not None and len(chosen.people) == 1 else None
        dialog = SeriesDialog(self.context, self.book.frame, person_id, self)
        dialog.booked.connect(self._series_booked)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _series_booked(self, numbers: tuple[int, ...]) -> None:
        text = self.tr("{count} visits are booked.").format(count=len(numbers))
        verb = partial(deeds.take_series_back, self.tr("booked by mistake, taken back"), numbers)
        self.say_done(text, Undo(text, "scheduling.cancel", numbers[0], 1, verb))

    @Slot()
    def _import(self) -> None:
        dialog = ImportDialog(self.context, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def _walk_in(self) -> None:
        self.context.navigate("floor", arrive="")

    @Slot(object, int, object)
    def _ask_free(self, wanted: int | str, persons: int, clinician_id: int | None = None) -> None:
        self.wanted = replace(self.wanted, persons=persons, clinician_id=clinician_id)
        if isinstance(wanted, str):
            self.wanted = replace(self.wanted, chain=wanted)
        else:
            self.wanted = replace(self.wanted, service_id=int(wanted), chain="")
        self.refresh()

    def _book_visit(self, visit: ChainTime) -> None:
        if self.book is None:
            return
        dialog = ChainDialog(self.context, self.book.frame, visit, self, clinician_id=self.wanted.clinician_id)
        dialog.booked.connect(self._series_booked)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def changeEvent(self, event: QEvent) -> None:
        """Draw the board anew in another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.board.viewport().update()
