"""The line at the bottom: is the database there, is everything saved, when was the last backup, language, clock."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QWidget

from ui.app import icons
from ui.app.context import AppContext
from ui.app.languages import LANGUAGES, current_language
from ui.app.messages import words_of
from ui.app.translation import translate
from ui.widgets import formats
from ui.widgets.basics import ElidedLabel, PlainLabel, as_tip, set_property


class StatusLine(QFrame):
    """States in words with a dot; never a pop-up."""

    language_chosen = Signal(str)
    backups_requested = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setObjectName("StatusLine")
        self.setFixedHeight(28)
        self._dot = PlainLabel()
        self._database = ElidedLabel()
        self._saved = ElidedLabel()
        self._backup = ElidedLabel()
        self._clock = PlainLabel()
        self._language = QPushButton()
        self._language.setAccessibleName(self.tr("Language"))
        self._language.setMenu(self._language_menu())
        line = QHBoxLayout(self)
        line.setContentsMargins(20, 0, 20, 0)
        line.setSpacing(6)
        line.addWidget(self._dot)
        line.addWidget(self._database)
        for label in (self._saved, self._backup):
            line.addSpacing(14)
            line.addWidget(label)
        line.addStretch(1)
        line.addWidget(self._language)
        line.addSpacing(8)
        line.addWidget(self._clock)
        self._tick = QTimer(self)
        self._tick.setInterval(5000)
        self._tick.timeout.connect(self._show_clock)
        self._tick.start()
        self._show_clock()
        self._backup_at: datetime | None = None
        self.show_database_well()
        self.set_backup(None)
        self._show_saved()
        context.saved.connect(self._show_saved)
        context.draft_state.connect(self._saved.setText)
        context.lanes.busy_changed.connect(self._busy)

    def set_database(self, text: str, tone: str) -> None:
        """Show the state of the database: ok, warning or bad."""
        icon = {"ok": "circle-check", "warning": "circle-alert"}.get(tone, "circle-x")
        self._dot.setPixmap(icons.pixmap(icon, tone, 14, scale=self.devicePixelRatioF()))
        self._database.setText(text)

    @Slot()
    def show_database_well(self) -> None:
        """Show that the database answers."""
        if self._context.database.dialect_name == "sqlite":
            self.set_database(self.tr("Clinic database: encrypted, on this computer"), "ok")
        else:
            self.set_database(self.tr("Clinic database: connected"), "ok")

    def set_backup(self, at: datetime | None) -> None:
        """Show when the last backup was made; only one that was read back counts."""
        self._backup_at = at
        set_property(self._backup, "tone", "")
        if at is None:
            self._backup.setText(self.tr("No backup yet"))
        else:
            self._backup.setText(self.tr("Last backup {when}, verified").format(when=self._when(at)))

    def set_backup_fault(self, error: Exception) -> None:
        """Show that the backup did not work, and why."""
        self._backup.setText(self.tr("Backup failed: {why}").format(why=words_of(error)))
        self._backup.setToolTip(as_tip(self._backup.text()))
        set_property(self._backup, "tone", "bad")

    def state(self) -> datetime | None:
        """Return what a line built anew must know."""
        return self._backup_at

    def set_state(self, state: datetime | None) -> None:
        """Take over what the line before knew."""
        self.set_backup(state)

    def _when(self, at: datetime) -> str:
        local = formats.local(at)
        if local.date() == self._context.today():
            return self.tr("today {time}").format(time=formats.clock(at))
        return formats.moment_near(at)

    @Slot()
    def _show_saved(self) -> None:
        self._saved.setText(self.tr("All changes saved {time}").format(time=f"{self._context.now():%H:%M:%S}"))

    @Slot(int)
    def _busy(self, count: int) -> None:
        self.setToolTip(as_tip(self.tr("%n piece(s) of work in progress", "", count) if count else ""))

    @Slot()
    def _show_clock(self) -> None:
        now = self._context.now()
        self._clock.setText(f"{formats.weekday(now.date())}, {formats.clock(now)}")

    def _language_menu(self) -> QMenu:
        menu = QMenu(self)
        group = QActionGroup(menu)
        for code, name in LANGUAGES.items():
            action = QAction(name, menu, checkable=True, checked=code == current_language())
            action.setData(code)
            action.triggered.connect(self._language_picked)
            group.addAction(action)
            menu.addAction(action)
            if action.isChecked():
                self._language.setText(name)
        return menu

    @Slot()
    def _language_picked(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.language_chosen.emit(str(action.data()))


def saved_words(when: datetime) -> str:
    """Return the words of a draft that is saved, for `AppContext.draft_state`."""
    return translate("StatusLine", "Draft saved {time}").format(time=formats.clock(when))
