"""Booking a person or a whole family in one go: who, for what, and one of the times that are really free."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QLineEdit, QSizePolicy, QWidget

from mhac.kernel.errors import ClinicError, Unavailable
from mhac.scheduling.service import Booking
from mhac.scheduling.views import Frame, FreeSlot, WaitingRow
from ui.app.context import AppContext
from ui.app.messages import words_for
from ui.app.stale import LookAgain
from ui.scheduling import deeds, presenter, words
from ui.scheduling.clinician_box import ClinicianBox
from ui.scheduling.people_dialog import PeopleDialog
from ui.scheduling.waiting_card import waiting_facts
from ui.widgets import formats
from ui.widgets.dates import DateEdit
from ui.widgets.fields import Form


@dataclass(frozen=True)
class Prefill:
    """What the book already knows when the dialog opens."""

    day: date
    room_id: int | None = None
    starts_at: datetime | None = None
    service_id: int | None = None
    person_ids: tuple[int, ...] = ()
    case_id: int | None = None
    entry: WaitingRow | None = None
    """The entry of the waiting list that ends with this booking."""
    clinician_id: int | None = None


class BookDialog(PeopleDialog):
    """Find somebody, keep or drop family members, choose a free time; Enter books."""

    booked = Signal(int, object)  # appointment, Booking

    def __init__(self, context: AppContext, frame: Frame, prefill: Prefill, parent: QWidget | None = None) -> None:
        super().__init__(context, self.tr("Book appointment"), self.tr("&Book"), parent)
        self._frame = frame
        self._prefill = prefill
        self._slots: tuple[FreeSlot, ...] = ()
        self._confirmed: Booking | None = None
        self.service = QComboBox()
        self.clinician = ClinicianBox()
        self.day = DateEdit(today=context.today)
        self.time = QComboBox()
        self.room = QComboBox()
        self.note = QLineEdit()
        self.note.setMaxLength(300)
        self._build()
        self._fill()
        entry = prefill.entry
        self._again = None if entry is None else LookAgain(
            self, context, entry, partial(deeds.newest_entry, entry.id), waiting_facts)  # fmt: skip
        self.service.currentIndexChanged.connect(self._service_chosen)
        self.clinician.currentIndexChanged.connect(self._ask_times)
        self.day.changed.connect(self._ask_times)
        self.time.currentIndexChanged.connect(self._show_rooms)
        self.submitted.connect(self._book)
        self.picker.setFocus()
        if prefill.person_ids:
            self.read_people(prefill.person_ids, prefill.case_id)
        self._ask_times()

    # -- what was chosen ----------------------------------------------------------------------------------------

    def request(self) -> Booking | None:
        """What would be booked; nothing while something is missing."""
        start, room_id, service_id = self.time.currentData(), self.room.currentData(), self.service.currentData()
        people = self.person_ids()
        if not people or start is None or room_id is None or service_id is None:
            return None
        return Booking(
            int(room_id),
            int(service_id),
            start,
            people,
            self.case_id(),
            note=self.note.text(),
            clinician_id=self.clinician.chosen(),
        )

    def check(self) -> bool:
        """Say beside its field what is missing."""
        assert self.form is not None
        faults: dict[str, str] = {}
        if not self.person_ids():
            faults["people"] = self.tr("Choose at least one person.")
        if self.day.day() is None:
            faults["day"] = self.tr("Please give a day.")
        elif self.time.currentData() is None:
            faults["starts_at"] = self.tr("No free time on this day. Choose another day.")
        if faults:
            self.form.show_faults(faults)
        return not faults

    # -- building -----------------------------------------------------------------------------------------------

    def _build(self) -> None:
        for box in (self.service, self.time, self.room):
            box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        form = Form(4)
        self.add_people_rows(form)
        form.add("service", self.tr("&Service"), self.service, span=2)
        form.add("clinician", self.tr("&Clinician"), self.clinician, span=2)
        form.add("day", self.tr("&Day"), self.day, required=True)
        form.add("starts_at", self.tr("&Time"), self.time, required=True)
        form.add("room", self.tr("&Room"), self.room, span=2)
        form.add("note", self.tr("&Note for the slip"), self.note, span=4)
        self.form = form
        self.body.addWidget(form)

    def _fill(self) -> None:
        room = self._frame.room(self._prefill.room_id) if self._prefill.room_id is not None else None
        who = self._frame.clinician(self._prefill.clinician_id)
        for found in self._frame.services:
            if found.active:
                length = self.tr("{name} · {minutes} min").format(name=words.service_name(found), minutes=found.minutes)
                self.service.addItem(length, found.id)
        wanted = self._prefill.service_id
        if wanted is None and room is not None:
            wanted = next((s.id for s in self._frame.services if s.active and s.room_kind == room.kind), None)
        if wanted is None and who is not None:
            wanted = next((s.id for s in self._frame.services if s.active and who.takes(s)), None)
        self.service.setCurrentIndex(max(0, self.service.findData(wanted)))
        self._offer_clinicians(self._prefill.clinician_id)
        self.day.set_day(self._prefill.day)

    def people_changed(self) -> None:
        """Other people need another length."""
        self._ask_times()

    @Slot()
    def _service_chosen(self) -> None:
        self._offer_clinicians()
        self._ask_times()

    def _offer_clinicians(self, chosen: int | None = None) -> None:
        service = self._frame.service(int(self.service.currentData() or 0))
        self.clinician.offer(self._frame.clinicians(service) if service else (), chosen)

    # -- times --------------------------------------------------------------------------------------------------

    @Slot()
    def _ask_times(self) -> None:
        day, service_id = self.day.day(), self.service.currentData()
        if day is None or service_id is None:
            self._show_times(())
            return
        people = self.person_ids()
        query = partial(presenter.starts, int(service_id), max(1, len(people)), day, people, self.clinician.chosen())
        self._context.read(query, self._show_times, owner=self, on_error=self.show_error, latest="times")

    def _show_times(self, slots: tuple[FreeSlot, ...]) -> None:
        wanted = self.time.currentData() or self._prefill.starts_at
        self._slots = slots
        times = sorted({slot.span.starts_at for slot in slots})
        self.time.blockSignals(True)
        self.time.clear()
        for start in times:
            self.time.addItem(formats.clock(start), start)
        nearest = next((place for place, start in enumerate(times) if wanted is None or start >= wanted), 0)
        self.time.setCurrentIndex(nearest if times else -1)
        self.time.blockSignals(False)
        self._say_length(wanted, times[nearest] if times else None)
        self._show_rooms()

    def _say_length(self, wanted: datetime | None, given: datetime | None) -> None:
        assert self.form is not None
        line = self.form.row("starts_at")
        closed = self._why_closed(wanted) if wanted != given else ""
        if closed:
            line.set_doubt(closed)
        elif given is None:
            line.set_doubt(self.tr("No free time on this day."))
        elif wanted is not None and wanted != given and formats.local(wanted).date() == formats.local(given).date():
            line.set_doubt(self.tr("{time} is not free for that long.").format(time=formats.clock(wanted)))
        else:
            line.set_doubt("")

    def _why_closed(self, wanted: datetime | None) -> str:
        """Why nobody is there at the time that was asked for; nothing while the clinic and the room are open."""
        if wanted is None or formats.local(wanted).date() != self.day.day():
            return ""
        found = presenter.closed_then(self._frame, wanted, self._prefill.room_id, self._context.zone)
        return words_for(found.code, found.values) if found else ""

    @Slot()
    def _show_rooms(self) -> None:
        start = self.time.currentData()
        wanted = self.room.currentData() or self._prefill.room_id
        self.room.clear()
        for slot in self._slots:
            if slot.span.starts_at == start:
                until = self.tr("{room} · until {time}").format(room=slot.room, time=formats.clock(slot.span.ends_at))
                self.room.addItem(until, slot.room_id)
        self.room.setCurrentIndex(max(0, self.room.findData(wanted)) if self.room.count() else -1)

    # -- the act ------------------------------------------------------------------------------------------------

    @Slot()
    def _book(self) -> None:
        request = self.request()
        if request is None:
            self.set_busy(False)
            return
        request = replace(request, over_capacity=self._confirmed == request)
        again = self._again
        verb = partial(deeds.book, request) if again is None else partial(deeds.book_waiting, again.now, request)
        self._context.act(
            "scheduling.book" if again is None else "scheduling.book_waiting",
            verb,
            partial(self._was_booked, request),
            owner=self,
            on_error=self._not_booked,
        )

    def _was_booked(self, request: Booking, appointment_id: int) -> None:
        self.booked.emit(appointment_id, request)
        self.done_with()

    def _not_booked(self, error: Exception) -> None:
        if self._again is not None:
            self._again.refused(error)
        else:
            self.show_error(error)
        full = isinstance(error, ClinicError) and error.code == "scheduling.over_capacity"
        if full and self._context.can("scheduling.exceed_capacity"):
            self._confirmed = self.request()  # the same wish once more is the confirmation
            self.act_button.setText(self.tr("&Book all the same"))
            return
        if isinstance(error, Unavailable):
            return  # the free times could not be read either, and that would hide that nothing was booked
        self._ask_times()  # somebody was quicker: the list shows what is still free
