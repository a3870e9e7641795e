"""The whole waiting list: who, for what, why, until when; book from it, or take somebody off and say why."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from mhac.kernel.unit_of_work import UnitOfWork
from mhac.scheduling import waiting
from mhac.scheduling.views import Frame, WaitingRow
from ui.app.context import AppContext
from ui.app.dialogs import FormDialog, ReasonDialog
from ui.app.stale import LookAgain
from ui.scheduling import deeds, words
from ui.scheduling.waiting_card import urgency_words, waiting_facts, waiting_title
from ui.widgets.basics import button
from ui.widgets.tables import Column, DataTable


class WaitingDialog(FormDialog):
    """Most urgent first; Enter on a line books."""

    book_wanted = Signal(object)  # WaitingRow

    def __init__(self, context: AppContext, frame: Frame, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Waiting list"), self.tr("&Book…"), parent, width=980)
        self._context = context
        today = context.today()
        self.table: DataTable[WaitingRow] = DataTable(
            (
                Column(self.tr("Who"), waiting_title, 190, strong=True),
                Column(self.tr("Urgent"), lambda row: _urgent(row, today), 240, sort=_last_day),
                Column(self.tr("Service"), lambda row: _service(row, frame), 230),
                Column(self.tr("Reason"), lambda row: row.reason),
                Column(self.tr("Phone"), lambda row: row.phone, 150),
            ),
            key=lambda row: row.id,
            name=self.tr("Waiting list"),
            empty=self.tr("Nobody is waiting."),
        )
        self.table.setMinimumHeight(300)
        self.table.opened.connect(self._book)
        self.body.addWidget(self.table, 1)
        self.back_button.setText(self.tr("Close"))
        self.stop_button = button(self.tr("&Take off the list…"))
        self.stop_button.clicked.connect(self._stop)
        self.foot.insertWidget(0, self.stop_button)
        self.act_button.setVisible(context.can("scheduling.book_waiting"))
        self.stop_button.setVisible(context.can("scheduling.stop_waiting"))
        self.submitted.connect(self._book)
        self._load()

    def check(self) -> bool:
        """A line must be chosen."""
        return self.table.current_row() is not None

    @Slot()
    def _load(self) -> None:
        self._context.read(waiting.waiting_list, self.table.set_rows, owner=self, on_error=self.show_error)

    @Slot()
    def _book(self, _row: object = None) -> None:
        chosen = self.table.current_row()
        if chosen is not None:
            self.done_with()
            self.book_wanted.emit(chosen)

    @Slot()
    def _stop(self) -> None:
        chosen = self.table.current_row()
        if chosen is None:
            return
        dialog = ReasonDialog(
            self.tr("Take off the waiting list"), self.tr("&Take off"), self, text=waiting_title(chosen), danger=True
        )
        again = LookAgain(dialog, self._context, chosen, partial(deeds.newest_entry, chosen.id), waiting_facts)

        def stop() -> None:
            self._context.act(
                "scheduling.stop_waiting",
                partial(_stop_waiting, again.now, dialog.text()),
                stopped,
                owner=self,
                on_error=again.refused,
            )

        def stopped(_nothing: object) -> None:
            dialog.done_with()
            self._load()

        dialog.submitted.connect(stop)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def _last_day(row: WaitingRow) -> date:
    return row.by_day or date.max


def _service(row: WaitingRow, frame: Frame) -> str:
    asked = (words.service_name(frame.service(row.service_id)), words.with_words(frame, row.clinician_id))
    return " · ".join(part for part in asked if part)


def _urgent(row: WaitingRow, today: date) -> str:
    text = urgency_words(row, today)[0]
    return f"{text}: {row.by_reason}" if row.by_reason else text


def _stop_waiting(row: WaitingRow, reason: str, uow: UnitOfWork) -> None:
    waiting.stop_waiting(uow, entry_id=row.id, version=row.version, reason=reason)
