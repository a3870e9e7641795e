"""The list of the signed exams that are to be entered."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from mhac.kernel.folding import fold
from mhac.submissions.views import WaitingExam
from ui.submissions import tables
from ui.widgets.basics import Card, row, strong
from ui.widgets.tables import DataTable


class WaitingList(QWidget):
    """Enter opens; typing above narrows it."""

    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._waiting: tuple[WaitingExam, ...] = ()
        self.count = strong("")
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(self.tr("Name or number"))
        self.filter.setAccessibleName(self.tr("Filter the list"))
        self.filter.setClearButtonEnabled(True)
        self.filter.setMaximumWidth(320)
        self.filter.textChanged.connect(self._narrow)
        self.table = DataTable(
            tables.waiting_columns(), key=lambda one: one.exam_id, name=self.tr("Signed exams to be entered")
        )
        self.table.opened.connect(self.opened)
        card = Card(padding=1)
        card.body.addWidget(self.table)
        head = row()
        head.addWidget(self.count)
        head.addStretch(1)
        head.addWidget(self.filter, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(12)
        whole.addLayout(head)
        whole.addWidget(card, 1)

    def show_waiting(self, waiting: Sequence[WaitingExam]) -> None:
        """Show what waits; the chosen line and the filter stay."""
        self._waiting = tuple(waiting)
        self.count.setText(self.tr("%n to enter", "", len(self._waiting)))
        self._narrow()
        if not self.filter.text():
            self.table.setFocus()

    @Slot()
    def _narrow(self) -> None:
        typed = fold(self.filter.text())
        rows = [one for one in self._waiting if typed in fold(" ".join((one.name, one.file_number, one.case_number)))]
        self.table.set_rows(rows)
        self.table.set_empty(self.tr("Nobody by that name or number waits to be entered."))
        if rows and self.table.current_row() is None:
            self.table.selectRow(0)
