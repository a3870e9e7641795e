"""The line at the bottom: is the database there, is everything saved, when was the last backup, language, clock."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QWidget

from ui.app import icons
from ui.app.context import AppContext
from ui.app.languages import LANGUAGES, current_language
from ui.widgets import formats


class StatusLine(QFrame):
    """States in words with a dot; never a pop-up."""

    language_chosen = Signal(str)
    backups_requested = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setObjectName("StatusLine")
        self.setFixedHeight(28)
        self._dot = QLabel()
        self._database = QLabel()
        self._saved = QLabel()
        self._backup = QLabel()
        self._clock = QLabel()
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
        self.set_database(self.tr("Clinic database: connected"), "ok")
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

    def set_backup(self, at: datetime | None, *, verified: bool = True) -> None:
        """Show when the last backup was made and whether it was read back."""
        if at is None:
            text = self.tr("No backup yet")
        elif verified:
            text = self.tr("Last backup {when}, verified").format(when=self._when(at))
        else:
            text = self.tr("Last backup {when}, not verified").format(when=self._when(at))
        self._backup.setText(text)

    def _when(self, at: datetime) -> str:
        local = formats.local(at)
        if local.date() == self._context.today():
            return self.tr("today {time}").format(time=formats.clock(at))
        return formats.moment(at)

    @Slot()
    def _show_saved(self) -> None:
        self._saved.setText(self.tr("All changes saved {time}").format(time=f"{self._context.now():%H:%M:%S}"))

    @Slot(int)
    def _busy(self, count: int) -> None:
        self.setToolTip(self.tr("%n piece(s) of work in progress", "", count) if count else "")

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
    return QCoreApplication.translate("StatusLine", "Draft saved {time}").format(time=formats.clock(when))
