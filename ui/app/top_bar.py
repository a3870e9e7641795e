"""The bar at the top: what is shown, the find box, and who is signed in."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from ui.app import icons
from ui.app.context import AppContext
from ui.app.find_box import Find, FindBox
from ui.app.roles import role_words
from ui.widgets.basics import PlainLabel, as_tip, small, strong, words


def initials(name: str) -> str:
    """Return at most two letters for the round mark: "Dr C. Uwase" gives CU."""
    parts = [part for part in name.replace(".", " ").split() if part.lower() not in ("dr", "mr", "mrs", "ms", "prof")]
    if not parts:
        return "?"
    return (parts[0][0] + (parts[-1][0] if len(parts) > 1 else "")).upper()


class TopBar(QFrame):
    """Title, find box, user."""

    lock_requested = Signal()
    sign_out_requested = Signal()
    password_requested = Signal()
    theme_requested = Signal(str)
    help_requested = Signal()

    def __init__(self, context: AppContext, find: Find, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("TopBar")
        self.setFixedHeight(52)
        self._title = words("", "title")
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.find_box = FindBox(context, find)
        self.find_box.setMaximumWidth(360)
        line = QHBoxLayout(self)
        line.setContentsMargins(20, 0, 20, 0)
        line.setSpacing(12)
        line.addWidget(self._title, 1)
        line.addWidget(self.find_box, 1)
        line.addWidget(self._user_chip(context))

    def set_title(self, title: str) -> None:
        """Show the title of the page."""
        self._title.setText(title)
        self._title.setToolTip(as_tip(title))

    def title(self) -> str:
        """Return the title that is shown."""
        return self._title.text()

    def _user_chip(self, context: AppContext) -> QWidget:
        actor = context.actor
        mark = PlainLabel(initials(actor.name))
        mark.setProperty("mark", "initials")
        mark.setFixedSize(28, 28)
        mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
        names = QVBoxLayout()
        names.setSpacing(1)
        names.addStretch(1)
        names.setContentsMargins(0, 0, 0, 0)
        name = strong(actor.name)
        names.addWidget(name)
        names.addWidget(small(", ".join(role_words(role) for role in sorted(actor.roles))))
        names.addStretch(1)
        open_menu = QToolButton()
        open_menu.setIcon(icons.icon("chevron-down", "muted"))
        open_menu.setIconSize(QSize(16, 16))
        open_menu.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        open_menu.setAccessibleName(self.tr("Menu of {name}").format(name=actor.name))
        open_menu.setToolTip(self.tr("Password, look, lock, sign out"))
        open_menu.setMenu(self._user_menu())
        chip = QWidget()
        chip.setProperty("ground", "clear")
        line = QHBoxLayout(chip)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(mark)
        line.addLayout(names)
        line.addWidget(open_menu)
        return chip

    def _user_menu(self) -> QMenu:
        menu = QMenu(self)
        self._entry(menu, "key-round", self.tr("Change password…")).triggered.connect(self.password_requested)
        look = menu.addMenu(icons.icon("sun"), self.tr("Look"))
        for code, text in (("system", self.tr("As the desk")), ("light", self.tr("Light")), ("dark", self.tr("Dark"))):
            action = look.addAction(text)
            action.setData(code)
            action.triggered.connect(self._look_picked)
        self._entry(menu, "circle-help", self.tr("Help (F1)")).triggered.connect(self.help_requested)
        menu.addSeparator()
        self._entry(menu, "lock", self.tr("Lock screen (Ctrl+L)")).triggered.connect(self.lock_requested)
        self._entry(menu, "log-out", self.tr("Sign out")).triggered.connect(self.sign_out_requested)
        return menu

    @staticmethod
    def _entry(menu: QMenu, icon: str, text: str) -> QAction:
        return menu.addAction(icons.icon(icon), text)

    def _look_picked(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.theme_requested.emit(str(action.data()))
