"""The visits that a person's exam and flight still ask for: each with a free time and its reason, booked in one go."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QFrame, QScrollArea, QWidget

from mhac.kernel.errors import ClinicError
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.protocols import library
from mhac.registration.rules import PersonRow
from mhac.reporting.visits import needed_visits
from mhac.scheduling import series, service
from mhac.scheduling.series import Planned
from mhac.scheduling.service import Booking
from mhac.scheduling.views import Frame
from ui.app.context import AppContext
from ui.app.dialogs import FormDialog
from ui.app.languages import current_language
from ui.app.messages import words_of
from ui.scheduling import presenter, words
from ui.scheduling.clinician_box import ClinicianBox
from ui.scheduling.people_dialog import subtitle
from ui.scheduling.rows import clear
from ui.widgets import formats
from ui.widgets.basics import column, holder, literal, muted, row, small
from ui.widgets.fields import FieldRow
from ui.widgets.picker import Found, Picker, PickerRow

translate = QCoreApplication.translate


@dataclass(frozen=True)
class Proposal:
    """A person, the case, and the planned visits."""

    person_id: int
    name: str
    case_id: int | None
    planned: tuple[Planned, ...]


def visit_words(planned: Planned) -> str:
    """What a visit is for."""
    visit = planned.visit
    text = {
        "sputum": translate("SeriesDialog", "Sputum specimen"),
        "culture": translate("SeriesDialog", "Result of the culture"),
        "vaccine": translate("SeriesDialog", "Vaccination"),
        "next_dose": translate("SeriesDialog", "Next dose"),
        "pre_departure": translate("SeriesDialog", "Check before the flight"),
    }.get(visit.what, visit.what)
    if visit.of > 1:
        return translate("SeriesDialog", "{what} {number} of {of}").format(what=text, number=visit.number, of=visit.of)
    return text


class SeriesDialog(FormDialog):
    """Choose a person; keep or drop visits; Enter books all of them or none."""

    booked = Signal(object)  # the numbers of the appointments

    def __init__(
        self, context: AppContext, frame: Frame, person_id: int | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(self.tr("Visits that are still needed"), self.tr("&Book all"), parent, width=640)
        self._context = context
        self._frame = frame
        self.proposal: Proposal | None = None
        self.ticks: list[tuple[Planned, QCheckBox]] = []
        self.picker = Picker(self._search, nothing=self.tr("Nobody is found by this."), parent=self)
        self.picker.chosen.connect(self._ask)
        self.clinician = ClinicianBox()
        self.clinician.offer(frame.clinicians())
        self.clinician.currentIndexChanged.connect(self._clinician_chosen)
        head = row(spacing=10)
        head.addWidget(FieldRow(self.tr("&Who"), self.picker), 2)
        head.addWidget(FieldRow(self.tr("&Clinician"), self.clinician), 1)
        self.body.addLayout(head)
        self.who = muted("", wrap=True)
        self.body.addWidget(self.who)
        self._lines = column(spacing=8, margins=(2, 2, 8, 2))
        listed = QScrollArea()
        listed.setWidget(holder(self._lines))
        listed.setWidgetResizable(True)
        listed.setFrameShape(QFrame.Shape.NoFrame)
        listed.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        listed.setMinimumHeight(300)
        listed.setAccessibleName(self.tr("Visits"))
        self.body.addWidget(listed, 1)
        self.act_button.setEnabled(False)
        self.submitted.connect(self._book)
        self.picker.setFocus()
        if person_id is not None:
            self._ask(person_id)

    def requests(self) -> tuple[Booking, ...]:
        """The visits that are kept, as they would be booked."""
        found = self.proposal
        if found is None:
            return ()
        asked = self._asked_for(found)
        return tuple(
            Booking(
                planned.slot.room_id,
                planned.visit.service_id,
                planned.slot.span.starts_at,
                (found.person_id,),
                found.case_id,
                note=visit_words(planned),
                clinician_id=asked.get(planned.visit.service_id),
            )
            for planned, tick in self.ticks
            if tick.isChecked() and planned.slot is not None
        )

    def _search(self, text: str, answer: Found) -> None:
        def show(found: tuple[PersonRow, ...]) -> None:
            answer([PickerRow(person.id, person.name, subtitle(person)) for person in found])

        self._context.read(partial(presenter.find_people, text), show, owner=self, latest="find")

    @Slot(int)
    def _ask(self, person_id: int) -> None:
        self.problem.hide()
        self._context.read(
            partial(_propose, person_id, self._frame, self.clinician.chosen()),
            self._show,
            owner=self,
            on_error=self.show_error,
            latest="series",
        )

    @Slot()
    def _clinician_chosen(self) -> None:
        if self.proposal is not None:
            self._ask(self.proposal.person_id)

    def _asked_for(self, proposal: Proposal) -> dict[int, int]:
        """For which of the visits the clinician is asked for."""
        ids = [planned.visit.service_id for planned in proposal.planned]
        return presenter.asked_for(self._frame, self.clinician.chosen(), ids)

    def _show(self, proposal: Proposal) -> None:
        self.proposal = proposal
        self.ticks = []
        clear(self._lines)
        for planned in proposal.planned:
            self._lines.addWidget(self._line(planned))
        self._lines.addStretch(1)
        nothing = self.tr("{name}: the exam and the flight ask for no further visit.").format(name=proposal.name)
        self.who.setText(proposal.name if proposal.planned else nothing)
        self.act_button.setEnabled(any(planned.slot for planned in proposal.planned))

    def _line(self, planned: Planned) -> QWidget:
        both = column(spacing=1)
        service_row = self._frame.service(planned.visit.service_id)
        if planned.booked_at is not None:
            when = self.tr("booked already: {when}").format(when=formats.moment(planned.booked_at))
        elif planned.slot is None:
            when = self.tr("no free time in time")
        else:
            day = words.near_day(formats.local(planned.slot.span.starts_at).date())
            asked = self._asked_for(self.proposal) if self.proposal else {}
            who = words.with_words(self._frame, asked.get(planned.visit.service_id))
            when = f"{day} · {formats.clock(planned.slot.span.starts_at)} · {planned.slot.room}"
            when = f"{when} · {who}" if who else when
        tick = QCheckBox(literal(f"{visit_words(planned)}: {when}"))
        tick.setAccessibleName(f"{visit_words(planned)}: {when}")
        tick.setChecked(planned.slot is not None)
        tick.setEnabled(planned.slot is not None)
        self.ticks.append((planned, tick))
        both.addWidget(tick)
        both.addWidget(small(self._why(planned, words.service_name(service_row)), wrap=True))
        return holder(both)

    def _why(self, planned: Planned, name: str) -> str:
        visit = planned.visit
        bounds = self.tr("from {day}").format(day=words.near_day(planned.earliest))
        if visit.latest is not None:
            bounds = self.tr("{first} to {last}").format(
                first=words.near_day(planned.earliest), last=words.near_day(visit.latest)
            )
        reason = library.labels(current_language()).get(visit.reason, visit.reason)
        source = f" [{visit.source}]" if visit.source else ""
        return f"{name} · {bounds} · {reason}{source}"

    @Slot()
    def _book(self) -> None:
        requests = self.requests()
        if not requests:
            self.set_busy(False)
            return
        self._context.act(
            "scheduling.book_series",
            partial(_book_series, requests),
            self._booked,
            owner=self,
            on_error=partial(self._clash, requests),
        )

    def _booked(self, numbers: tuple[int, ...]) -> None:
        self.booked.emit(numbers)
        self.done_with()

    def _clash(self, requests: tuple[Booking, ...], error: Exception) -> None:
        """Say which visit clashes; nothing was booked, and the times are looked for anew."""
        self.show_error(error)
        place = error.values.get("visit") if isinstance(error, ClinicError) else None
        if isinstance(place, int) and 0 < place <= len(requests):
            text = self.tr("{visit}: {reason} Nothing was booked.").format(
                visit=requests[place - 1].note, reason=words_of(error)
            )
            self.problem.setText(text)
        if self.proposal is not None:
            again = partial(_propose, self.proposal.person_id, self._frame, self.clinician.chosen())
            self._context.read(again, self._show, owner=self, latest="series")


def _propose(person_id: int, frame: Frame, clinician_id: int | None, uow: UnitOfWork) -> Proposal:
    visits = needed_visits(uow, person_id=person_id)
    asked = presenter.asked_for(frame, clinician_id, [visit.service_id for visit in visits])
    group = presenter.group_of(person_id, uow)
    name = next((person.name for person in group.people if person.id == person_id), "")
    planned = series.plan(uow, visits=visits, person_ids=(person_id,), clinicians=asked)
    return Proposal(person_id, name, group.case_id, planned)


def _book_series(requests: tuple[Booking, ...], uow: UnitOfWork) -> tuple[int, ...]:
    return service.book_series(uow, requests=requests)
