"""What the appointment book stands on: opening hours with closed days, rooms, services."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from mhac.kernel.errors import ClinicError, StaleEdit
from mhac.scheduling import queries, setup
from mhac.scheduling.rules import DayHours
from mhac.scheduling.setup import RoomPlan, ServicePlan
from mhac.scheduling.views import Block, ClosureRow, Frame
from ui.admin import book_versions, closing
from ui.admin.close_dialog import CloseDialog
from ui.admin.closing import Closing
from ui.admin.holidays_dialog import HolidaysDialog
from ui.admin.hours_editor import HoursEditor
from ui.admin.panel import EditPanel
from ui.admin.rooms_editor import RoomsEditor
from ui.admin.services_editor import ServicesEditor
from ui.app.context import AppContext
from ui.app.messages import words_for
from ui.app.translation import translate
from ui.widgets import formats
from ui.widgets.basics import Card, as_tip, button, column, holder, muted, row
from ui.widgets.dates import DateEdit
from ui.widgets.fields import FieldRow, Form
from ui.widgets.number_box import NumberBox
from ui.widgets.tables import Column, DataTable
from ui.widgets.times import TimeField
from ui.widgets.two_versions import TwoVersions, Version

if TYPE_CHECKING:
    from mhac.kernel.unit_of_work import UnitOfWork


class HoursPanel(EditPanel):
    """The week, and the days on which the clinic is closed."""

    topics = frozenset({"clinic"})

    def __init__(self, context: AppContext) -> None:
        super().__init__(
            context,
            translate("HoursPanel", "Opening hours"),
            translate("HoursPanel", "What is booked already stays booked, even outside new hours."),
        )
        self._seen: tuple[DayHours, ...] = ()
        self._limit_seen: int | None = None
        self.editor = HoursEditor()
        self.editor.changed.connect(self.edited)
        card = Card(padding=16)
        card.body.addWidget(self.editor)
        card.body.addStretch(1)
        card.body.addWidget(self._capacity())
        both = row(spacing=12)
        both.addWidget(card)
        both.addWidget(self._closures(), 1)
        self.body.addLayout(both, 1)

    def _capacity(self) -> QWidget:
        self.limit = NumberBox()
        self.limit.setRange(0, setup.MOST_AT_ONCE)
        self.limit.setSpecialValueText(self.tr("no limit"))
        self.limit.setMinimumWidth(110)
        self.limit_button = button(self.tr("Set"))
        self.limit_button.clicked.connect(self._set_limit)
        line = row()
        line.addWidget(FieldRow(self.tr("People who may begin in one half hour"), self.limit))
        line.addWidget(self.limit_button, 0, Qt.AlignmentFlag.AlignBottom)
        line.addStretch(1)
        self.limit_both = TwoVersions()
        self.limit_both.chosen.connect(self._limit_chosen)
        whole = column(spacing=8)
        whole.addLayout(line)
        whole.addWidget(self.limit_both)
        return holder(whole)

    @Slot()
    def _set_limit(self) -> None:
        verb = partial(_define_capacity, self.limit.value() or None, self._limit_seen)
        self.context.act("scheduling.define_capacity", verb, self._limit_set, owner=self, on_error=self._limit_refused)

    def _limit_set(self, _nothing: object) -> None:
        self.limit_both.show_versions(())

    def _limit_refused(self, error: Exception) -> None:
        if isinstance(error, StaleEdit):
            self.context.read(queries.frame, self._show_limits, owner=self)
        else:
            self.context.problem.emit(self, error)

    def _show_limits(self, frame: Frame) -> None:
        """Two set the limit at the same time: which one shall stay?"""
        self._limit_seen = frame.capacity
        shown = [self.limit.textFromValue(value) or self.limit.specialValueText() for value in (
            self.limit.value(), frame.capacity or 0)]  # fmt: skip
        label = self.tr("People who may begin in one half hour")
        self.limit_both.show_versions([Version("limit", label, *shown)] if shown[0] != shown[1] else ())

    @Slot(dict)
    def _limit_chosen(self, choice: dict[str, bool]) -> None:
        if choice["limit"]:
            self._set_limit()
        else:
            self.limit.setValue(self._limit_seen or 0)

    @Slot()
    def _holidays(self) -> None:
        dialog = HolidaysDialog(self.context, self, closed=self._days_closed)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _closures(self) -> Card:
        self._days_closed: frozenset[date] = frozenset()
        card = Card(self.tr("Closed days"), padding=16, spacing=10)
        self.day = DateEdit(today=self.context.today)
        self.reason = QLineEdit()
        self.reason.setPlaceholderText(self.tr("for example: public holiday"))
        self.reason.setToolTip(as_tip(self.reason.placeholderText()))
        self.where = QComboBox()
        self.where.addItem(self.tr("The whole clinic"), None)
        self._frame: Frame | None = None
        self.closing = Form(2)
        self.closing.add("day", self.tr("&Day"), self.day)
        self.closing.add("where", self.tr("&What is closed"), self.where)
        self.closing.add("times", self.tr("&Time (empty: the whole day)"), self._closed_times(), span=2)
        self.closing.add("reason", self.tr("&Reason"), self.reason, span=2)
        self.close_button = button(self.tr("Close this day"))
        self.close_button.clicked.connect(self._close_day)
        self.reopen_button = button(self.tr("Open again"))
        self.reopen_button.clicked.connect(self._reopen)
        self.reopen_button.setEnabled(False)
        self.closures: DataTable[ClosureRow] = DataTable(
            (
                Column(
                    self.tr("Day"),
                    lambda row: formats.weekday(row.day),
                    150,
                    detail=closing.times,
                    strong=True,
                    sort=closing.order,
                ),
                Column(self.tr("What"), self._closed_words, detail=lambda row: row.reason),
            ),
            key=lambda row: row.id,
            name=self.tr("Closed days"),
            empty=self.tr("No closed day is planned."),
        )
        self.closures.picked.connect(self._closure_picked)
        line = row()
        self.holidays_button = button(self.tr("Holidays…"))
        self.holidays_button.clicked.connect(self._holidays)
        line.addWidget(self.close_button)
        line.addStretch(1)
        line.addWidget(self.reopen_button)
        card.body.addWidget(self.closing)
        card.body.addLayout(line)
        card.body.addWidget(self.closures, 1)
        card.body.addWidget(self.holidays_button, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _closed_times(self) -> QWidget:
        self.closed_from, self.closed_to = TimeField(), TimeField()
        self.closed_from.setAccessibleName(self.tr("Closed from"))
        self.closed_to.setAccessibleName(self.tr("Closed until"))
        line = row(spacing=6)
        line.addWidget(self.closed_from)
        line.addWidget(muted("–"))
        line.addWidget(self.closed_to)
        line.addStretch(1)
        for field in (self.closed_from, self.closed_to):
            field.changed.connect(self._times_edited)
        both = holder(line)
        both.setFocusProxy(self.closed_from)
        return both

    @Slot()
    def _times_edited(self) -> None:
        part = bool(self.closed_from.text().strip() or self.closed_to.text().strip())
        self.close_button.setText(self.tr("Close for this time") if part else self.tr("Close this day"))
        self.closing.row("times").set_fault("")

    def fetch(self) -> None:
        """Load hours and closures."""
        self.context.read(queries.frame, self._show, owner=self, latest="frame")

    def load(self) -> None:
        """Closures are always loaded; hours only when they are not being edited."""
        self.fetch()

    def _show(self, frame: Frame) -> None:
        if not self.dirty:
            self._seen = tuple(frame.hours.values())
            self.editor.set_week(self._seen)
        if not self.limit.hasFocus():
            self.limit.setValue(frame.capacity or 0)
            self._limit_seen = frame.capacity
        today = self.context.today()
        self._days_closed = frozenset(row.day for row in frame.closures if row.room_id is None and row.whole_day)
        self._frame = frame
        self._offer_rooms(frame)
        self.closures.set_rows([row for row in frame.closures if row.day >= today])

    def _offer_rooms(self, frame: Frame) -> None:
        chosen = self.where.currentData()
        while self.where.count() > 1:
            self.where.removeItem(1)
        for room in frame.rooms:
            if room.active:
                self.where.addItem(room.name, room.id)
        self.where.setCurrentIndex(max(0, self.where.findData(chosen)) if chosen is not None else 0)

    def _closed_words(self, row: ClosureRow) -> str:
        room = self._frame.room(row.room_id) if self._frame is not None and row.room_id is not None else None
        return room.name if room is not None else self.tr("The whole clinic")

    def save(self) -> None:
        """Store the week."""
        if self.editor.fault():
            self.cannot_save()
            return
        self.context.act(
            "scheduling.define_hours",
            partial(_define_hours, self.editor.week(), self._seen),
            self.stored,
            owner=self,
            on_error=self.not_stored,
        )

    def fetch_newest(self) -> None:
        """Ask for the hours and the limit as somebody else laid them down."""
        self.context.read(queries.frame, self.show_both, owner=self, on_error=self.not_stored)

    def versions(self, newest: Frame) -> list[Version]:
        """Return the weekdays whose hours differ."""
        return book_versions.of_week(self.editor.week(), newest.hours.values())

    def take(self, newest: Frame, choice: Mapping[str, bool]) -> None:
        """Put the chosen days into the editor."""
        week = book_versions.chosen_week(self.editor.week(), newest.hours.values(), choice)
        self._seen = tuple(newest.hours.values())
        self.editor.set_week(week)

    @Slot()
    def _close_day(self) -> None:
        day = self.day.day()
        faults = {}
        if day is None:
            faults["day"] = self.tr("Please give a day, such as 25 Dec.")
        if not self.reason.text().strip():
            faults["reason"] = self.tr("Please say why.")
        if self.closed_from.is_wrong() or self.closed_to.is_wrong():
            faults["times"] = self.tr("Give times such as 13:00 and 17:00.")
        self.closing.show_faults(faults)
        if day is not None and not faults:
            times = (self.closed_from.minutes(), self.closed_to.minutes())
            self._close(Closing(day, self.reason.text(), self.where.currentData(), times))

    def _close(self, wanted: Closing, dialog: CloseDialog | None = None) -> None:
        """Close; with the dialog, although somebody is booked then."""
        self.context.act(
            "scheduling.close_day",
            partial(closing.close_day, wanted, dialog is not None),
            partial(self._closed, dialog),
            owner=self,
            on_error=dialog.show_error if dialog is not None else partial(self._not_closed, wanted),
        )

    def _not_closed(self, wanted: Closing, error: Exception) -> None:
        if isinstance(error, ClinicError) and error.code == "scheduling.people_are_booked":
            self.context.read(
                partial(closing.standing_then, wanted), partial(self._ask_all_the_same, wanted), owner=self
            )
        elif isinstance(error, ClinicError) and error.field is not None and error.field in self.closing.names():
            self.closing.show_faults({error.field: words_for(error.code, error.values)})
        else:
            self.context.problem.emit(self, error)

    def _ask_all_the_same(self, wanted: Closing, blocks: tuple[Block, ...]) -> None:
        if self._frame is None:
            return
        dialog = CloseDialog(blocks, self._frame, self)
        dialog.submitted.connect(partial(self._close, wanted, dialog))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _closed(self, dialog: CloseDialog | None, _closure_id: int) -> None:
        if dialog is not None:
            dialog.done_with()
        self.day.set_day(None)
        self.where.setCurrentIndex(0)
        for field in (self.closed_from, self.closed_to, self.reason):
            field.clear()
        self._times_edited()
        self.day.setFocus()

    @Slot(object)
    def _closure_picked(self, _row: ClosureRow) -> None:
        self.reopen_button.setEnabled(True)

    @Slot()
    def _reopen(self) -> None:
        chosen = self.closures.current_row()
        self.reopen_button.setEnabled(False)
        if chosen is not None:
            self.context.act("scheduling.reopen_day", partial(_reopen_day, chosen.id), _nothing, owner=self)


class RoomsPanel(EditPanel):
    """The rooms."""

    topics = frozenset({"clinic"})

    def __init__(self, context: AppContext) -> None:
        super().__init__(
            context,
            translate("RoomsPanel", "Rooms"),
            translate("RoomsPanel", "The columns of the appointment book, in this order."),
        )
        self.editor = RoomsEditor()
        self.editor.changed.connect(self.edited)
        card = Card(padding=16)
        card.setMaximumWidth(760)
        card.body.addWidget(self.editor)
        self.body.addWidget(card, 1)

    def fetch(self) -> None:
        """Load the rooms."""
        self.context.read(queries.frame, self._show, owner=self, latest="frame")

    def _show(self, frame: Frame) -> None:
        self.editor.set_rooms(_room_plans(frame))

    def fetch_newest(self) -> None:
        """Ask for the rooms as somebody else left them."""
        self.context.read(queries.frame, self.show_both, owner=self, on_error=self.not_stored)

    def versions(self, newest: Frame) -> list[Version]:
        """Return the rooms that differ."""
        return book_versions.of_rooms(self.editor.changed_rooms(), _room_plans(newest))

    def take(self, newest: Frame, choice: Mapping[str, bool]) -> None:
        """Put the chosen rooms into the editor."""
        theirs = [key for key, mine in choice.items() if not mine]
        self.editor.take(book_versions.merged(self.editor.changed_rooms(), _room_plans(newest), theirs))

    def save(self) -> None:
        """Store what differs."""
        if self.editor.fault():
            self.cannot_save()
            return
        self.context.act(
            "scheduling.define_room",
            partial(_define_rooms, self.editor.changed_rooms()),
            self.stored,
            owner=self,
            on_error=self.not_stored,
        )


class ServicesPanel(EditPanel):
    """The services."""

    topics = frozenset({"clinic"})

    def __init__(self, context: AppContext) -> None:
        super().__init__(
            context,
            translate("ServicesPanel", "Services"),
            translate("ServicesPanel", "What can be booked, and how long it takes."),
        )
        self.editor = ServicesEditor()
        self.editor.changed.connect(self.edited)
        card = Card(padding=16)
        card.setMaximumWidth(860)
        card.body.addWidget(self.editor)
        self.body.addWidget(card, 1)

    def fetch(self) -> None:
        """Load the services."""
        self.context.read(queries.frame, self._show, owner=self, latest="frame")

    def _show(self, frame: Frame) -> None:
        self.editor.set_services(_service_plans(frame))

    def fetch_newest(self) -> None:
        """Ask for the services as somebody else left them."""
        self.context.read(queries.frame, self.show_both, owner=self, on_error=self.not_stored)

    def versions(self, newest: Frame) -> list[Version]:
        """Return the services that differ."""
        return book_versions.of_services(self.editor.changed_services(), _service_plans(newest))

    def take(self, newest: Frame, choice: Mapping[str, bool]) -> None:
        """Put the chosen services into the editor."""
        theirs = [key for key, mine in choice.items() if not mine]
        self.editor.take(book_versions.merged(self.editor.changed_services(), _service_plans(newest), theirs))

    def save(self) -> None:
        """Store what differs."""
        if self.editor.fault():
            self.cannot_save()
            return
        self.context.act(
            "scheduling.define_service",
            partial(_define_services, self.editor.changed_services()),
            self.stored,
            owner=self,
            on_error=self.not_stored,
        )


def _room_plans(frame: Frame) -> tuple[RoomPlan, ...]:
    return tuple(
        RoomPlan(room.name, room.kind, active=room.active, room_id=room.id, version=room.version)
        for room in frame.rooms
    )


def _service_plans(frame: Frame) -> tuple[ServicePlan, ...]:
    return tuple(
        ServicePlan(
            found.code,
            found.name,
            found.minutes,
            found.minutes_each_more,
            found.room_kind,
            found.stations,
            translations=dict(found.translations),
            active=found.active,
            service_id=found.id,
            version=found.version,
            capacity=found.capacity,
            taken_by=found.taken_by,
        )
        for found in frame.services
    )


def _define_hours(week: tuple[DayHours, ...], seen: tuple[DayHours, ...], uow: UnitOfWork) -> None:
    setup.define_hours(uow, week=week, seen=seen)


def _reopen_day(closure_id: int, uow: UnitOfWork) -> None:
    setup.reopen_day(uow, closure_id=closure_id)


def _define_rooms(rooms: tuple[RoomPlan, ...], uow: UnitOfWork) -> None:
    for room in rooms:
        setup.define_room(uow, request=room)


def _define_services(services: tuple[ServicePlan, ...], uow: UnitOfWork) -> None:
    for service in services:
        setup.define_service(uow, request=service)


def _nothing(_result: object) -> None:
    """The list is loaded anew by the change itself."""


def _define_capacity(persons: int | None, seen: int | None, uow: UnitOfWork) -> None:
    setup.define_capacity(uow, persons=persons, seen=seen)
