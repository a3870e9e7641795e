"""Putting people on the waiting list: who, for what, why, until when it helps, and which part of the day suits."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QLineEdit, QSizePolicy, QWidget

from mhac.kernel.unit_of_work import UnitOfWork
from mhac.scheduling import waiting
from mhac.scheduling.rules import PartOfDay
from mhac.scheduling.views import Frame
from mhac.scheduling.waiting import Wish
from ui.app.context import AppContext
from ui.scheduling import words
from ui.scheduling.clinician_box import ClinicianBox
from ui.scheduling.people_dialog import PeopleDialog
from ui.widgets.dates import DateEdit
from ui.widgets.fields import Form
from ui.widgets.segmented import Choice, Segmented

LONGEST = 200


class WaitDialog(PeopleDialog):
    """Enter puts them on the list."""

    waits = Signal(int)  # entry

    def __init__(
        self,
        context: AppContext,
        frame: Frame,
        parent: QWidget | None = None,
        *,
        person_ids: tuple[int, ...] = (),
        case_id: int | None = None,
        service_id: int | None = None,
        reason: str = "",
    ) -> None:
        super().__init__(context, self.tr("Waiting list"), self.tr("&Put on the list"), parent)
        self.service = QComboBox()
        self.service.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        for found in frame.services:
            if found.active:
                self.service.addItem(words.service_name(found), found.id)
        self.service.setCurrentIndex(max(0, self.service.findData(service_id)))
        self.reason = QLineEdit(reason)
        self.reason.setMaxLength(LONGEST)
        self.by_day = DateEdit(today=context.today)
        self.by_reason = QLineEdit()
        self.by_reason.setMaxLength(LONGEST)
        self.by_reason.setPlaceholderText(self.tr("for example: medical expires 15 Dec"))
        self.part = Segmented(
            [
                Choice(PartOfDay.ANY.value, self.tr("Any time"), "A"),
                Choice(PartOfDay.MORNING.value, self.tr("Mornings"), "M"),
                Choice(PartOfDay.AFTERNOON.value, self.tr("Afternoons"), "N"),
            ],
            name=self.tr("What suits"),
            clearable=False,
        )
        self.part.set_value(PartOfDay.ANY.value)
        form = Form(4)
        self.add_people_rows(form)
        self.clinician = ClinicianBox()
        self._frame = frame
        self._offer_clinicians()
        self.service.currentIndexChanged.connect(self._offer_clinicians)
        form.add("service", self.tr("&Service"), self.service, span=2)
        form.add("clinician", self.tr("&Clinician"), self.clinician, span=2)
        form.add("reason", self.tr("&Reason"), self.reason, required=True, span=4)
        form.add("by_day", self.tr("&Last day that helps"), self.by_day, span=2)
        form.add("by_reason", self.tr("W&hy by then"), self.by_reason, span=2)
        form.add("part_of_day", self.tr("What s&uits"), self.part, span=4)
        self.form = form
        self.body.addWidget(form)
        self.submitted.connect(self._put)
        if person_ids:
            self.read_people(person_ids, case_id)
            self.reason.setFocus()
        else:
            self.picker.setFocus()

    @Slot()
    def _offer_clinicians(self) -> None:
        service = self._frame.service(int(self.service.currentData() or 0))
        self.clinician.offer(self._frame.clinicians(service) if service else ())

    def check(self) -> bool:
        """Say beside its field what is missing."""
        assert self.form is not None
        faults: dict[str, str] = {}
        if not self.person_ids():
            faults["people"] = self.tr("Choose at least one person.")
        if not self.reason.text().strip():
            faults["reason"] = self.tr("Please say why.")
        if self.by_day.text().strip() and self.by_day.day() is None:
            faults["by_day"] = self.tr("Please give a day, such as 15 Dec.")
        if faults:
            self.form.show_faults(faults)
        return not faults

    @Slot()
    def _put(self) -> None:
        wish = Wish(
            int(self.service.currentData()),
            self.person_ids(),
            self.reason.text(),
            self.case_id(),
            self.by_day.day(),
            self.by_reason.text(),
            PartOfDay(self.part.value() or PartOfDay.ANY.value),
            self.clinician.chosen(),
        )
        self._context.act(
            "scheduling.wait_for", partial(_wait_for, wish), self._is_on_the_list, owner=self, on_error=self.show_error
        )

    def _is_on_the_list(self, entry_id: int) -> None:
        self.waits.emit(entry_id)
        self.done_with()


def _wait_for(wish: Wish, uow: UnitOfWork) -> int:
    return waiting.wait_for(uow, request=wish)
