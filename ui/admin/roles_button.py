"""Which roles take a service: one small button with a tick for each, so that the lines stay short."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from mhac.scheduling.rules import CLINICIANS
from ui.app import icons
from ui.app.roles import role_words
from ui.widgets.basics import as_tip


class RolesButton(QPushButton):
    """Nobody ticked is the same as everybody: every clinician takes it."""

    changed = Signal()

    def __init__(self, taken_by: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._first = taken_by
        self.setIcon(icons.icon("stethoscope"))
        self.setIconSize(QSize(icons.SMALL, icons.SMALL))
        self.setFixedWidth(36)
        self.menu_of_roles = QMenu(self)
        self.actions_of: dict[str, QAction] = {}
        for role in CLINICIANS:
            action = self.menu_of_roles.addAction(role_words(role))
            action.setCheckable(True)
            action.setChecked(role in taken_by or not taken_by)
            action.toggled.connect(self._toggled)
            self.actions_of[role] = action
        self.clicked.connect(self._open)
        self._say()

    def roles(self) -> tuple[str, ...]:
        """Which roles take the service; none for every clinician."""
        ticked = tuple(role for role, action in self.actions_of.items() if action.isChecked())
        everybody = len(ticked) in (0, len(CLINICIANS))
        if everybody and set(self._first) in (set(), set(CLINICIANS)):
            return self._first
        return () if everybody else ticked

    @Slot()
    def _open(self) -> None:
        self.menu_of_roles.popup(self.mapToGlobal(QPoint(0, self.height())))

    @Slot()
    def _toggled(self) -> None:
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        named = ", ".join(role_words(role) for role in self.roles() or CLINICIANS)
        text = self.tr("Who can be asked for by name: {roles}").format(roles=named)
        self.setToolTip(as_tip(text))
        self.setAccessibleName(text)
