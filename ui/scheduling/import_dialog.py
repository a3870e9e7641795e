"""Importing a booking list: choose the file, see how every line would end, book what can be booked, keep the rest."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from mhac.kernel.errors import Invalid, Unavailable
from mhac.kernel.paths import write_durably
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.scheduling import booking_list, importing
from mhac.scheduling.booking_list import BookingList
from mhac.scheduling.importing import LineResult, Outcome, Rehearsed
from ui.app.context import AppContext
from ui.app.dialogs import FormDialog
from ui.app.messages import words_of
from ui.widgets import formats
from ui.widgets.basics import button, muted, row
from ui.widgets.tables import Column, DataTable

translate = QCoreApplication.translate
_TONES = {Outcome.BOOKED: "ok", Outcome.THERE: "neutral", Outcome.NOT_BOOKED: "bad"}
ChooseFile = Callable[[QWidget], str]


def outcome_words(outcome: Outcome, *, rehearsal: bool) -> str:
    """How a line ended, or would end."""
    if outcome is Outcome.BOOKED:
        return translate("ImportDialog", "can be booked") if rehearsal else translate("ImportDialog", "booked")
    if outcome is Outcome.THERE:
        return translate("ImportDialog", "is booked already")
    return translate("ImportDialog", "not booked")


class ImportDialog(FormDialog):
    """Nothing is booked before every line was shown."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(
            self.tr("Import a booking list"),
            self.tr("&Book"),
            parent,
            text=self.tr(
                "A CSV file whose first line names its columns: date, time, service, and the file number or the "
                "family name with the date of birth; room, clinician, minutes and note where you like. "
                "The lines of one case at one time become one appointment."
            ),
            width=980,
        )
        self._context = context
        self._table: BookingList | None = None
        self._rehearsal = True
        self.results: tuple[LineResult, ...] = ()
        self.choose_file: ChooseFile = _choose_file
        self.choose_target: ChooseFile = _choose_target
        self.file_button = button(self.tr("Choose a &file…"))
        self.file_button.clicked.connect(self._choose)
        self.summary = muted("", wrap=True)
        head = row(spacing=12)
        head.addWidget(self.file_button)
        head.addWidget(self.summary, 1)
        self.body.addLayout(head)
        self.lines: DataTable[LineResult] = DataTable(
            (
                Column(self.tr("Line"), lambda one: str(one.line.number), 60, sort=lambda one: one.line.number),
                Column(self.tr("When"), _when, 190),
                Column(self.tr("Who"), _who, 170, strong=True),
                Column(self.tr("Result"), self._outcome, 140, tone=lambda one: _TONES[one.outcome]),
                Column(self.tr("Reason"), fault_words),
            ),
            key=lambda one: one.line.number,
            name=self.tr("Lines of the list"),
            empty=self.tr("No file is chosen yet."),
        )
        self.lines.setMinimumHeight(320)
        self.body.addWidget(self.lines, 1)
        self.errors_button = button(self.tr("&Save the lines that are not booked…"))
        self.errors_button.clicked.connect(self._save_errors)
        self.errors_button.setEnabled(False)
        self.foot.insertWidget(0, self.errors_button)
        self.act_button.setEnabled(False)
        self.submitted.connect(self._book)
        self.file_button.setFocus()

    def read(self, content: bytes) -> None:
        """Read a file and rehearse it."""
        self.problem.hide()
        self.act_button.setEnabled(False)
        try:
            self._table = booking_list.read_list(content)
        except Invalid as error:
            self._table = None
            self._show((), rehearsal=True)
            self.show_error(error)
            self.act_button.setEnabled(False)
            return
        self.summary.setText(self.tr("Looking at every line…"))
        self._context.act(
            "scheduling.import_bookings",
            partial(_rehearse, self._table),
            self._nothing,
            owner=self,
            on_error=self._rehearsed,
        )

    @Slot()
    def _choose(self) -> None:
        name = self.choose_file(self)
        if not name:
            return
        try:
            path = Path(name)
            if path.stat().st_size > booking_list.MOST_BYTES:
                self.show_error(Invalid("scheduling.list_too_large", most=booking_list.MOST_BYTES // 1_000_000))
                self.act_button.setEnabled(False)
                return
            content = path.read_bytes()
        except OSError:
            self.show_error(Invalid("scheduling.list_unreadable"))
            self.act_button.setEnabled(False)
            return
        self.read(content)

    def _nothing(self, _result: object) -> None:
        """A rehearsal never ends without its results."""

    def _rehearsed(self, error: Exception) -> None:
        if isinstance(error, Rehearsed):
            self._show(error.results, rehearsal=True)
            return
        self.summary.clear()
        self.show_error(error)
        self.act_button.setEnabled(False)

    def _show(self, results: tuple[LineResult, ...], *, rehearsal: bool) -> None:
        self._rehearsal, self.results = rehearsal, results
        self.lines.set_rows(results)
        counts = {outcome: sum(one.outcome is outcome for one in results) for outcome in Outcome}
        text = self.tr("{booked} can be booked, {there} are booked already, {rest} cannot be booked.")
        if not rehearsal:
            text = self.tr("{booked} were booked, {there} were booked already, {rest} were not booked.")
        unknown = self._table.unknown if self._table else ()
        parts = [
            text.format(booked=counts[Outcome.BOOKED], there=counts[Outcome.THERE], rest=counts[Outcome.NOT_BOOKED])
            if results
            else "",
            self.tr("Not used: {columns}.").format(columns=", ".join(unknown)) if unknown else "",
        ]
        self.summary.setText(" ".join(part for part in parts if part))
        self.act_button.setEnabled(rehearsal and counts[Outcome.BOOKED] > 0)
        if rehearsal:
            self.act_button.setText(self.tr("&Book {count}").format(count=counts[Outcome.BOOKED]))
        self.errors_button.setEnabled(counts[Outcome.NOT_BOOKED] > 0)

    def _outcome(self, one: LineResult) -> str:
        return outcome_words(one.outcome, rehearsal=self._rehearsal)

    @Slot()
    def _book(self) -> None:
        if self._table is None:
            return
        self._context.act(
            "scheduling.import_bookings",
            partial(_import, self._table),
            self._booked,
            owner=self,
            on_error=self.show_error,
        )

    def _booked(self, results: tuple[LineResult, ...]) -> None:
        self._show(results, rehearsal=False)
        self.back_button.setText(self.tr("Close"))
        self.back_button.setFocus()

    @Slot()
    def _save_errors(self) -> None:
        name = self.choose_target(self)
        if not name or self._table is None:
            return
        faults = [(one.line, fault_words(one)) for one in self.results if one.outcome is Outcome.NOT_BOOKED]
        try:
            write_durably(Path(name), booking_list.error_file(self._table, faults))
        except (OSError, Unavailable) as error:
            self.show_error(error if isinstance(error, Unavailable) else Invalid("scheduling.list_not_written"))


def fault_words(one: LineResult) -> str:
    """Why a line was not booked, in the language on screen."""
    return words_of(one.fault) if one.fault is not None else ""


def _when(one: LineResult) -> str:
    """The day and time as they were read; as they stand in the file where they cannot be."""
    day, clock = booking_list.day_of_text(one.line.get("day")), booking_list.time_of_text(one.line.get("time"))
    doubtful = one.fault is not None and one.fault.code == "scheduling.line_day_two_ways"
    if day is None or clock is None or doubtful:
        return f"{one.line.get('day')} {one.line.get('time')}"
    return f"{formats.weekday(day)} {clock:%H:%M}"


def _who(one: LineResult) -> str:
    typed = f"{one.line.get('family_name')} {one.line.get('given_names')}".strip()
    return one.person or typed or one.line.get("number")


def _choose_file(parent: QWidget) -> str:
    kinds = translate("ImportDialog", "Lists (*.csv *.txt *.tsv)")
    return QFileDialog.getOpenFileName(parent, translate("ImportDialog", "Booking list"), "", kinds)[0]


def _choose_target(parent: QWidget) -> str:
    kinds = translate("ImportDialog", "Lists (*.csv)")
    return QFileDialog.getSaveFileName(
        parent, translate("ImportDialog", "Lines that are not booked"), "not-booked.csv", kinds
    )[0]


def _rehearse(table: BookingList, uow: UnitOfWork) -> None:
    importing.rehearse_import(uow, table=table)


def _import(table: BookingList, uow: UnitOfWork) -> tuple[LineResult, ...]:
    return importing.import_bookings(uow, table=table)
