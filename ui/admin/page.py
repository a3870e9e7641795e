"""Administration: the parts at the left, the chosen one at the right; each role sees the parts that it may use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QWidget

from ui.admin.audit_panel import AuditPanel
from ui.admin.backup_panel import BackupPanel
from ui.admin.book_panels import HoursPanel, RoomsPanel, ServicesPanel
from ui.admin.panel import EditPanel, Panel
from ui.admin.profile_panel import ProfilePanel
from ui.admin.staff_panel import StaffPanel
from ui.app import icons
from ui.app.context import AppContext
from ui.app.page import Page
from ui.app.translation import translate
from ui.widgets.basics import Card

PERMISSIONS = ("security.list_users", "security.read_audit")


@dataclass(frozen=True)
class _Part:
    key: str
    words: str
    icon: str
    permission: str
    make: Callable[[AppContext], Panel]


def _parts() -> tuple[_Part, ...]:
    return (
        _Part("staff", translate("AdminPage", "Staff and access"), "users", "security.list_users", StaffPanel),
        _Part(
            "clinic", translate("AdminPage", "The clinic"), "building-2", "security.set_clinic_profile", ProfilePanel
        ),
        _Part("hours", translate("AdminPage", "Opening hours"), "clock", "scheduling.define_hours", HoursPanel),
        _Part("rooms", translate("AdminPage", "Rooms"), "door-open", "scheduling.define_room", RoomsPanel),
        _Part("services", translate("AdminPage", "Services"), "calendar", "scheduling.define_service", ServicesPanel),
        _Part("audit", translate("AdminPage", "Audit"), "history", "security.read_audit", AuditPanel),
        _Part("backups", translate("AdminPage", "Backups and key"), "database", "security.rekey", BackupPanel),
    )


class AdminPage(Page):
    """Shows one part at a time; `show_with(part="audit")` opens one."""

    key = "administration"
    topics = frozenset({"users", "clinic", "appointments"})

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self.set_title(self.tr("Administration"))
        self._parts = {part.key: part for part in _parts() if context.can(part.permission)}
        self._panels: dict[str, Panel] = {}
        self._entries: dict[str, QPushButton] = {}
        self._now = next(iter(self._parts), "")
        self._stack = QStackedWidget()
        line = QHBoxLayout()
        line.setSpacing(16)
        line.addWidget(self._list(), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._stack, 1)
        self.body.addLayout(line, 1)

    def _list(self) -> QWidget:
        card = Card(padding=6, spacing=2)
        card.setFixedWidth(196)
        for part in self._parts.values():
            entry = QPushButton(part.words)
            entry.setProperty("entry", True)
            entry.setCheckable(True)
            entry.setIcon(icons.beside_words(part.icon, "muted"))
            entry.setIconSize(QSize(icons.SMALL + icons.GAP, icons.SMALL))
            entry.setObjectName(part.key)
            entry.setAutoExclusive(True)
            entry.clicked.connect(self._chosen)
            self._entries[part.key] = entry
            card.body.addWidget(entry)
        return card

    def show_with(self, **arguments: object) -> None:
        """Open a part."""
        part = str(arguments.get("part", ""))
        if part in self._parts:
            self._now = part
        super().show_with()

    def refresh(self) -> None:
        """Show the part that is chosen."""
        if not self._parts:
            self.show_no_permission()
            return
        self.show_content()
        panel = self.panel(self._now)
        self._entries[self._now].setChecked(True)
        self._stack.setCurrentWidget(panel)
        panel.load()

    def panel(self, key: str) -> Panel:
        """Return a part, made if this is the first time."""
        if key not in self._panels:
            made = self._parts[key].make(self.context)
            self._panels[key] = made
            self._stack.addWidget(made)
        return self._panels[key]

    def help_text(self) -> str:
        """Return the help of the part."""
        return self._panels[self._now].help_text() if self._now in self._panels else ""

    def settle(self, then: Callable[[], None]) -> None:
        """Go on only when nothing is half edited; the fields stay as they are for the way back."""
        panel = self._panels.get(self._now)
        if isinstance(panel, EditPanel) and panel.dirty:
            self.show_problem(self.tr("Save or undo the changes first."))
            panel.save_button.setFocus()
            return
        then()

    @Slot()
    def _chosen(self) -> None:
        entry = self.sender()
        if isinstance(entry, QPushButton):
            self._now = entry.objectName()
            self.clear_problem()
            self.refresh()
