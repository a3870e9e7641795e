"""The left side of the certificates screen: three lists, and the acts for what is chosen in each."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QStackedWidget, QWidget

from mhac.certificates.views import CertificateRow, JobRow, ReadyRow
from ui.certificates.presenter import Shown
from ui.certificates.print_bar import PrintBar
from ui.certificates.tables import issued_columns, queue_columns, ready_columns
from ui.widgets.basics import Card, button, holder, row
from ui.widgets.printing import PrintTarget
from ui.widgets.tables import DataTable

READY, ISSUED, QUEUE = "ready", "issued", "queue"
VIEWS = (READY, ISSUED, QUEUE)
LEAST_FOOT = 300
# Which act belongs to which list, and which permissions it needs.
ACTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "save": (ISSUED, ("certificates.record_saved",)),
    "withdraw": (QUEUE, ("certificates.withdraw_print",)),
    "issue": (READY, ("certificates.issue",)),
    "issue_print": (READY, ("certificates.issue", "certificates.queue_print")),
    "print": (ISSUED, ("certificates.queue_print",)),
    "print_waiting": (QUEUE, ("certificates.queue_print",)),
}
ChosenRow = ReadyRow | CertificateRow | JobRow


class CertificateLists(Card):
    """Shows one list at a time. `asked` names an act of `ACTS`; `picked` tells that another row is chosen."""

    asked = Signal(str)
    picked = Signal()

    def __init__(self, can: Callable[[str], bool], chosen: PrintTarget | None = None, parent: QWidget | None = None
                 ) -> None:
        super().__init__(parent=parent, padding=0, spacing=0)
        self._can = can
        self._view = READY
        self.ready: DataTable[ReadyRow] = DataTable(
            ready_columns(), key=lambda each: each.decision_id, name=self.tr("Ready to issue"),
            empty=self.tr("Nothing is ready: every decision has its certificate."))
        self.issued: DataTable[CertificateRow] = DataTable(
            issued_columns(), key=lambda each: each.id, name=self.tr("Issued certificates"),
            empty=self.tr("No certificate fits."))
        self.queue: DataTable[JobRow] = DataTable(
            queue_columns(), key=lambda each: each.id, name=self.tr("Waiting for the printer"),
            empty=self.tr("Nothing waits for the printer."))
        self._stack = QStackedWidget()
        for table in (self.ready, self.issued, self.queue):
            table.allow_many()
            table.picked.connect(self._tell_picked)
            self._stack.addWidget(table)
        self.ready.opened.connect(lambda _row: self.ask("issue"))
        self.issued.opened.connect(lambda _row: self.ask("print"))
        self.body.addWidget(self._stack, 1)
        self.bar = PrintBar(chosen)
        self.body.addWidget(self._foot())

    def _foot(self) -> QWidget:
        self.acts: dict[str, QPushButton] = {
            "save": button(self.tr("&Save to a folder"), icon="download"),
            "withdraw": button(self.tr("&Withdraw")),
            "issue": button(self.tr("&Issue")),
            "issue_print": button(self.tr("Issue and prin&t"), kind="primary", icon="printer"),
            "print": button(self.tr("Prin&t"), kind="primary", icon="printer"),
            "print_waiting": button(self.tr("Prin&t what waits"), kind="primary", icon="printer"),
        }
        line = row()
        line.addStretch(1)
        for act, made in self.acts.items():
            made.clicked.connect(lambda _checked=False, act=act: self.ask(act))
            line.addWidget(made)
        self._buttons = holder(line)
        self._grid = QGridLayout()
        self._grid.setContentsMargins(12, 10, 12, 10)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(1, 1)
        self._grid.addWidget(self.bar, 0, 0)
        self._grid.addWidget(self._buttons, 0, 1)
        foot = QWidget()
        foot.setLayout(self._grid)
        foot.setMinimumWidth(LEAST_FOOT)  # narrower than one line of it: `_arrange` then makes it two
        return foot

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the buttons a line of their own where the screen is narrow."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        needed = self.bar.sizeHint().width() + self._buttons.sizeHint().width() + 40
        narrow = self.bar.isVisibleTo(self) and needed > self.width()
        self._grid.removeWidget(self._buttons)
        if narrow:
            self._grid.addWidget(self._buttons, 1, 0, 1, 2)
        else:
            self._grid.addWidget(self._buttons, 0, 1)

    def ask(self, act: str) -> None:
        """Ask for an act, if it is offered now."""
        if self._offered(act):
            self.asked.emit(act)

    def _offered(self, act: str) -> bool:
        view, permissions = ACTS[act]
        return view == self._view and all(self._can(each) for each in permissions)

    def show_view(self, view: str) -> None:
        """Show a list, and the acts that belong to it."""
        self._view = view
        self._stack.setCurrentIndex(VIEWS.index(view))
        for act, made in self.acts.items():
            made.setVisible(self._offered(act))
        self.bar.setVisible(self._can("certificates.queue_print"))
        self._arrange()

    def show_rows(self, shown: Shown) -> None:
        """Show what was loaded."""
        self.ready.set_rows(shown.ready)
        self.issued.set_rows(shown.issued)
        self.queue.set_rows(shown.queue)

    def select(self, key: int) -> None:
        """Choose a row of the list that is shown."""
        self._table().select_key(key)

    def current(self) -> ChosenRow | None:
        """Return the chosen row of the list that is shown."""
        return self._table().current_row()

    def _table(self) -> DataTable[ReadyRow] | DataTable[CertificateRow] | DataTable[JobRow]:
        return (self.ready, self.issued, self.queue)[VIEWS.index(self._view)]

    @Slot(object)
    def _tell_picked(self, _row: object) -> None:
        self.picked.emit()
