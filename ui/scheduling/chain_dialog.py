"""Booking a whole visit: a family, and one of the times in which it gets through all services; booked in one go."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from mhac.kernel.unit_of_work import UnitOfWork
from mhac.scheduling import service
from mhac.scheduling.chains import ChainTime
from mhac.scheduling.service import Booking
from mhac.scheduling.views import Frame
from ui.app.context import AppContext
from ui.scheduling import presenter, words
from ui.scheduling.clinician_box import ClinicianBox
from ui.scheduling.people_dialog import PeopleDialog
from ui.widgets import formats
from ui.widgets.basics import small
from ui.widgets.fields import Form


class ChainDialog(PeopleDialog):
    """The times follow the people who are ticked; Enter books every service or none."""

    booked = Signal(object)  # the numbers of the appointments

    def __init__(
        self,
        context: AppContext,
        frame: Frame,
        visit: ChainTime,
        parent: QWidget | None = None,
        *,
        clinician_id: int | None = None,
    ) -> None:
        super().__init__(context, self.tr("Book a whole visit"), self.tr("&Book"), parent)
        self._frame = frame
        self._services = tuple(service_id for service_id, _ in visit.steps)
        self._after = visit.span.starts_at
        self.time = QComboBox()
        self.time.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.steps = small("", wrap=True)
        form = Form(4)
        self.add_people_rows(form)
        self.clinician = ClinicianBox()
        rows = [row for row in (frame.service(number) for number in self._services) if row is not None]
        self.clinician.offer([each for each in frame.staff if any(each.takes(row) for row in rows)], clinician_id)
        form.add("starts_at", self.tr("&Time"), self.time, required=True, span=2)
        form.add("clinician", self.tr("&Clinician"), self.clinician, span=2)
        form.add_wide(self.steps)
        self.form = form
        self.body.addWidget(form)
        self.time.currentIndexChanged.connect(self._say_steps)
        self.clinician.currentIndexChanged.connect(self._clinician_chosen)
        self.submitted.connect(self._book)
        self._show_times((visit,))
        self.picker.setFocus()

    def people_changed(self) -> None:
        """Other people need other times."""
        people = self.person_ids()
        asked = self._asked_for()
        query = partial(presenter.next_visits, self._services, max(1, len(people)), people, asked, after=self._after)
        self._context.read(query, self._show_times, owner=self, on_error=self.show_error, latest="times")

    @Slot()
    def _clinician_chosen(self) -> None:
        self.people_changed()

    def _asked_for(self) -> dict[int, int]:
        """For which of the services the clinician is asked for."""
        return presenter.asked_for(self._frame, self.clinician.chosen(), self._services)

    def check(self) -> bool:
        """Say beside its field what is missing."""
        assert self.form is not None
        faults: dict[str, str] = {}
        if not self.person_ids():
            faults["people"] = self.tr("Choose at least one person.")
        if self.time.currentData() is None:
            faults["starts_at"] = self.tr("No day has room for the whole visit.")
        if faults:
            self.form.show_faults(faults)
        return not faults

    def _show_times(self, visits: tuple[ChainTime, ...]) -> None:
        self.time.clear()
        for visit in visits:
            day = words.near_day(formats.local(visit.span.starts_at).date())
            hours = f"{formats.clock(visit.span.starts_at)}–{formats.clock(visit.span.ends_at)}"
            self.time.addItem(f"{day} · {hours}", visit)
        self._say_steps()

    @Slot()
    def _say_steps(self) -> None:
        visit = self.time.currentData()
        asked = self._asked_for()
        lines = []
        for service_id, slot in visit.steps if visit is not None else ():
            what = f"{formats.clock(slot.span.starts_at)} {words.service_name(self._frame.service(service_id))}"
            who = words.with_words(self._frame, asked.get(service_id))
            lines.append(" · ".join(part for part in (what, slot.room, who) if part))
        self.steps.setText("\n".join(lines))

    @Slot()
    def _book(self) -> None:
        visit = self.time.currentData()
        people, case_id = self.person_ids(), self.case_id()
        asked = self._asked_for()
        requests = tuple(
            Booking(slot.room_id, service_id, slot.span.starts_at, people, case_id, clinician_id=asked.get(service_id))
            for service_id, slot in visit.steps
        )
        self._context.act(
            "scheduling.book_series", partial(_book_series, requests), self._was_booked, owner=self,
            on_error=self._not_booked,
        )  # fmt: skip

    def _was_booked(self, numbers: tuple[int, ...]) -> None:
        self.booked.emit(numbers)
        self.done_with()

    def _not_booked(self, error: Exception) -> None:
        self.show_error(error)
        self.people_changed()  # somebody was quicker: look for what is still free


def _book_series(requests: tuple[Booking, ...], uow: UnitOfWork) -> tuple[int, ...]:
    return service.book_series(uow, requests=requests)
