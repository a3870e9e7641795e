"""What else a service is, behind one small button of its line: who takes it, and the order of its stations."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QMenu, QPushButton, QWidget

from mhac.floor.stations import station, stations
from mhac.scheduling.rules import CLINICIANS
from mhac.scheduling.setup import ServicePlan
from ui.app import icons
from ui.app.dialogs import FormDialog
from ui.app.languages import current_language
from ui.app.roles import role_words
from ui.widgets.basics import as_tip, button, row, small


class ServiceDetails(QPushButton):
    """A tick for each role (nobody ticked is the same as everybody), and the way to the stations."""

    changed = Signal()

    def __init__(self, plan: ServicePlan, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._first = plan.taken_by
        self._stations = plan.stations
        self.setIcon(icons.icon("ellipsis"))
        self.setIconSize(QSize(icons.SMALL, icons.SMALL))
        self.setFixedWidth(36)
        self.details = QMenu(self)
        self.actions_of: dict[str, QAction] = {}
        for role in CLINICIANS:
            action = self.details.addAction(role_words(role))
            action.setCheckable(True)
            action.setChecked(role in plan.taken_by or not plan.taken_by)
            action.toggled.connect(self._changed)
            self.actions_of[role] = action
        self.details.addSeparator()
        self.details.addAction(self.tr("Order of stations…")).triggered.connect(self.order_stations)
        self.clicked.connect(self._open)
        self._say()

    def roles(self) -> tuple[str, ...]:
        """Which roles take the service; none for every clinician."""
        ticked = tuple(role for role, action in self.actions_of.items() if action.isChecked())
        everybody = len(ticked) in (0, len(CLINICIANS))
        if everybody and set(self._first) in (set(), set(CLINICIANS)):
            return self._first
        return () if everybody else ticked

    def stations(self) -> tuple[str, ...]:
        """Over which stations the service goes, in their order."""
        return self._stations

    @Slot()
    def order_stations(self) -> None:
        """Ask for the stations and their order."""
        dialog = StationsDialog(self._stations, self)

        def take() -> None:
            self._stations = dialog.chosen()
            dialog.done_with()
            self._changed()

        dialog.submitted.connect(take)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def _open(self) -> None:
        self.details.popup(self.mapToGlobal(QPoint(0, self.height())))

    @Slot()
    def _changed(self) -> None:
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        named = ", ".join(role_words(role) for role in self.roles() or CLINICIANS)
        text = self.tr("Who can be asked for by name: {roles}").format(roles=named)
        self.setAccessibleName(f"{text}. {way_words(self._stations)}")
        self.setToolTip(as_tip(f"{text}\n{way_words(self._stations)}"))


class StationsDialog(FormDialog):
    """Ticked stations are passed in the order of the list; Alt and an arrow moves one."""

    def __init__(self, chosen: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Order of stations"), self.tr("&Take this order"), parent, width=420)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Stations of the service"))
        self.list.setMinimumHeight(250)
        self.list.setSpacing(3)
        others = [each.code for each in stations() if each.code not in chosen]
        for code in (*chosen, *others):
            found = station(code)
            item = QListWidgetItem(found.name(current_language()) if found is not None else code)
            item.setData(Qt.ItemDataRole.UserRole, code)
            item.setCheckState(Qt.CheckState.Checked if code in chosen else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.body.addWidget(
            small(self.tr("Tick what the service passes; Alt and an arrow moves a station."), wrap=True)
        )
        self.body.addWidget(self.list)
        line = row()
        self.up_button = button(self.tr("&Up"), small=True, tip="Alt+Up")
        self.down_button = button(self.tr("&Down"), small=True, tip="Alt+Down")
        for made, step in ((self.up_button, -1), (self.down_button, 1)):
            made.clicked.connect(partial(self._move, step))
            made.setAutoDefault(False)
            line.addWidget(made)
        line.addStretch(1)
        self.body.addLayout(line)
        for keys, step in (("Alt+Up", -1), ("Alt+Down", 1)):
            QShortcut(QKeySequence(keys), self, partial(self._move, step))
        self.list.setFocus()

    def chosen(self) -> tuple[str, ...]:
        """The ticked stations in their order."""
        items = (self.list.item(place) for place in range(self.list.count()))
        return tuple(
            str(item.data(Qt.ItemDataRole.UserRole)) for item in items if item.checkState() is Qt.CheckState.Checked
        )

    def check(self) -> bool:
        """A service passes at least one station."""
        if self.chosen():
            return True
        self.problem.setText(self.tr("Tick at least one station."))
        self.problem.show()
        return False

    def _move(self, step: int, _checked: bool = False) -> None:
        place = self.list.currentRow()
        if 0 <= place + step < self.list.count():
            item = self.list.takeItem(place)
            self.list.insertItem(place + step, item)
            self.list.setCurrentRow(place + step)


def way_words(codes: tuple[str, ...]) -> str:
    """The stations of a service in their order."""
    found = (station(code) for code in codes)
    return " → ".join(each.name(current_language()) for each in found if each is not None)
