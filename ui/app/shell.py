"""The workspace of a signed-in person: rail, top bar, pages, status line, and the keys that reach everything."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence, QPixmap, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from mhac.kernel.errors import Unavailable
from ui.app.context import AppContext
from ui.app.find_box import Find
from ui.app.messages import words_of
from ui.app.navigation import PageSpec, SearchHit
from ui.app.page import NETWORK, Page, page_of
from ui.app.rail import Rail
from ui.app.status_line import StatusLine
from ui.app.top_bar import TopBar
from ui.app.translation import translate
from ui.widgets.basics import button, words

if TYPE_CHECKING:
    from mhac.kernel.unit_of_work import UnitOfWork

FOLD_BELOW = 1180
COUNT_AFTER_MS = 250
TRY_AGAIN_MS = 5_000
OUT_OF_REACH = frozenset(
    {
        "storage.connection_lost",
        "storage.not_reached",
        "storage.locked",
        "storage.full",
        "storage.read_only",
        "storage.failing",
    }
)

Counters = Callable[["UnitOfWork"], Mapping[str, int]]


@dataclass(frozen=True)
class ClinicFace:
    """What the frame shows of the clinic."""

    name: str
    workstation: str
    demo: bool = False
    logo: bytes | None = None


@dataclass(frozen=True)
class Command:
    """A key that does something wherever one is: Ctrl+N books."""

    keys: str
    act: Callable[[AppContext], None]
    permission: str = ""


class Shell(QWidget):
    """Everything between sign-in and sign-out. Pages are made when they are first shown, and kept."""

    lock_requested = Signal()
    sign_out_requested = Signal()
    password_requested = Signal()
    language_chosen = Signal(str)
    theme_chosen = Signal(str)
    window_title_changed = Signal(str)

    def __init__(
        self,
        context: AppContext,
        specs: Sequence[PageSpec],
        find: Find,
        face: ClinicFace,
        *,
        counters: Counters | None = None,
        commands: Sequence[Command] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("ground", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.context = context
        self._specs = {spec.key: spec for spec in specs if spec.allowed(context)}
        self._known = {spec.key for spec in specs}
        self._face = face
        self._counters = counters
        self._commands = commands
        self._pages: dict[str, Page] = {}
        self._history: list[tuple[str, dict[str, object]]] = []
        self._command_keys: list[QShortcut] = []
        self.rail = Rail()
        self.top = TopBar(context, find)
        self.status = StatusLine(context)
        self.stack = QStackedWidget()
        self._help = _HelpLine()
        self._help.hide()
        self._build()
        self._connect()
        self._shortcuts()
        self._count_soon = QTimer(self)
        self._count_soon.setSingleShot(True)
        self._count_soon.timeout.connect(self._count)
        self._count_soon.start(COUNT_AFTER_MS)

    def _build(self) -> None:
        face = self._face
        self.show_clinic(face.name, face.logo)
        self.rail.set_workstation(face.workstation)
        for spec in self._specs.values():
            if spec.in_rail:
                self.rail.add_entry(spec.key, spec.words(), spec.icon, spec.shortcut)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        if face.demo:
            right.addWidget(_demo_strip())
        right.addWidget(self.top)
        right.addWidget(self.stack, 1)
        right.addWidget(self._help)
        right.addWidget(self.status)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.rail)
        whole.addLayout(right, 1)

    def show_clinic(self, name: str, logo: bytes | None) -> None:
        """Show the clinic's name and mark."""
        self._face = replace(self._face, name=name, logo=logo)
        picture = QPixmap()
        if logo:
            picture.loadFromData(logo)
        self.rail.set_clinic(name, picture)

    def _connect(self) -> None:
        self.rail.chosen.connect(self._rail_chosen)
        for source in (self.rail, self.top):
            source.lock_requested.connect(self.lock)
        self.top.sign_out_requested.connect(self.sign_out)
        self.top.password_requested.connect(self.password_requested)
        self.top.theme_requested.connect(self.theme_chosen)
        self.top.help_requested.connect(self.toggle_help)
        self.top.find_box.opened.connect(self._hit_opened)
        self.status.language_chosen.connect(self._language_chosen)
        self.context.navigation_requested.connect(self.show_page)
        self._cut_off: list[Page] = []
        self.context.problem.connect(self._problem)
        self.context.bus.changed.connect(self._something_changed)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._cursor_moved)

    @Slot(QWidget, QWidget)
    def _cursor_moved(self, left: QWidget | None, now: QWidget | None) -> None:
        """Stay on the page when the field with the cursor goes away; Qt would take the next one, even "Lock screen"."""
        gone = left is None or not (left.isVisible() and left.isEnabled())
        if gone and now is not None and self.rail.isAncestorOf(now) and self.page is not None:
            self.page.setFocus(Qt.FocusReason.OtherFocusReason)

    def _shortcuts(self) -> None:
        for keys, act in (
            ("Ctrl+K", self.focus_find),
            ("Ctrl+L", self.lock),
            ("F1", self.toggle_help),
            ("Alt+Left", self.go_back),
        ):
            QShortcut(QKeySequence(keys), self, act)
        for spec in self._specs.values():
            if spec.shortcut:
                shortcut = QShortcut(QKeySequence(spec.shortcut), self)
                shortcut.setObjectName(spec.key)
                shortcut.activated.connect(self._shortcut_pressed)
        for command in self._commands:
            if not command.permission or self.context.can(command.permission):
                shortcut = QShortcut(QKeySequence(command.keys), self)
                shortcut.setObjectName(command.keys)
                shortcut.activated.connect(self._command_pressed)
                self._command_keys.append(shortcut)

    # -- pages --------------------------------------------------------------------------------------------------

    @property
    def page(self) -> Page | None:
        """The page that is shown."""
        current = self.stack.currentWidget()
        return current if isinstance(current, Page) else None

    def current(self) -> tuple[str, dict[str, object]]:
        """Return the key and the arguments of what is shown, to come back to it after a rebuild."""
        return self._history[-1] if self._history else ("", {})

    def page_of_key(self, key: str) -> Page:
        """Return the page of a key, made if this is the first time."""
        if key not in self._pages:
            made = self._specs[key].make(self.context)
            made.title_changed.connect(self._title_changed)
            self._pages[key] = made
            self.stack.addWidget(made)
        return self._pages[key]

    @Slot(str, dict)
    def show_page(self, key: str, arguments: dict[str, object] | None = None) -> None:
        """Show a page, after the one before has settled what it had not saved."""
        if key not in self._specs:
            if self.page is not None and key in self._known:
                self.page.show_problem(self.tr("This page is not for your role."))
            return
        wanted = dict(arguments or {})
        before = self.page
        if before is None:
            self._bring(key, wanted)
        else:
            before.settle(lambda: self._bring(key, wanted))

    def _bring(self, key: str, arguments: dict[str, object]) -> None:
        page = self.page_of_key(key)
        page.clear_problem()
        if arguments or not self._history:
            page.show_with(**arguments)
        entry = (key, arguments)
        if not self._history or self._history[-1] != entry:
            self._history.append(entry)
            del self._history[:-50]
        self.stack.setCurrentWidget(page)
        for shortcut in self._command_keys:  # a key that two want reaches neither, even when one of them is disabled
            keys = shortcut.objectName()
            shortcut.setKey(QKeySequence("" if keys in page.own_keys else keys))
        if page.focusProxy() is not None or not page.isAncestorOf(QApplication.focusWidget() or self):
            page.setFocus(Qt.FocusReason.OtherFocusReason)  # the stack alone would take the first button of the page
        spec = self._specs[key]
        self.rail.light(spec.rail_key or spec.key)
        self._show_titles(page)
        self._help.hide()

    def show_first_page(self) -> None:
        """Show the first page of the rail that this person may open."""
        if self._specs:
            self.show_page(next(iter(self._specs)))

    @Slot()
    def go_back(self) -> None:
        """Return to what was shown before."""
        if len(self._history) > 1:
            self._history.pop()
            key, arguments = self._history.pop()
            self.show_page(key, arguments)

    @Slot(str)
    def _title_changed(self, _title: str) -> None:
        if self.sender() is self.page and self.page is not None:
            self._show_titles(self.page)

    def show_titles(self) -> None:
        """Say again what is shown, after the lock was taken away."""
        if self.page is not None:
            self._show_titles(self.page)

    def _show_titles(self, page: Page) -> None:
        self.top.set_title(page.title or self._specs[page.key].words())
        shown = page.window_words() or self.top.title()
        self.window_title_changed.emit(f"{shown} — {self._face.name}")

    # -- keys and signals ---------------------------------------------------------------------------------------

    @Slot(str)
    def _rail_chosen(self, key: str) -> None:
        self.show_page(key)

    @Slot()
    def _shortcut_pressed(self) -> None:
        self.show_page(_name_of(self.sender()))

    @Slot()
    def _command_pressed(self) -> None:
        keys = _name_of(self.sender())
        for command in self._commands:
            if command.keys == keys:
                command.act(self.context)

    @Slot(object)
    def _hit_opened(self, hit: SearchHit) -> None:
        self.show_page(hit.page_key, dict(hit.arguments))

    @Slot()
    def focus_find(self) -> None:
        """Put the cursor into the find box."""
        self.top.find_box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.top.find_box.selectAll()

    @Slot()
    def toggle_help(self) -> None:
        """Show or hide the one line of help for this page."""
        if self._help.isVisible():
            self._help.hide()
            return
        page = self.page
        general = self.tr("Ctrl+K find or scan · Alt+Left back · Ctrl+L lock · F1 hides this line")
        self._help.say(f"{page.help_text()} {general}" if page and page.help_text() else general)

    @Slot()
    def lock(self) -> None:
        """Ask the window to lock, at once; the page saves its draft meanwhile."""
        self.settle(_nothing)
        self.lock_requested.emit()

    @Slot()
    def sign_out(self) -> None:
        """Save what is not saved, then ask the window to sign out."""
        self.settle(self.sign_out_requested.emit)

    @Slot(str)
    def _language_chosen(self, code: str) -> None:
        self.settle(lambda: self.language_chosen.emit(code))

    def settle(self, then: Callable[[], None]) -> None:
        """Let the page save what it has not saved yet, then go on."""
        if self.page is None:
            then()
        else:
            self.page.settle(then)

    @Slot(object, object)
    def _problem(self, owner: QObject, error: Exception) -> None:
        if isinstance(error, Unavailable) and error.code in OUT_OF_REACH:
            self.status.set_database(words_of(error), "bad")
            self._count_soon.start(TRY_AGAIN_MS)
        page = page_of(owner) or self.page
        if page is not None:
            page.show_content()
            page.show_problem(words_of(error))
            if isinstance(error, Unavailable) and error.code in NETWORK:
                self._cut_off.append(page)

    def reached_again(self) -> None:
        """Take away what was said of the lost server: it is back."""
        cut_off, self._cut_off = self._cut_off, []
        for page in cut_off:
            if shiboken6.isValid(page):
                page.clear_problem()
        for page in self.findChildren(Page):
            page.reached_again()

    # -- counters -----------------------------------------------------------------------------------------------

    @Slot(str, tuple)
    def _something_changed(self, _topic: str, _ids: tuple[int, ...]) -> None:
        self._count_soon.start(COUNT_AFTER_MS)

    @Slot()
    def _count(self) -> None:
        if self._counters is not None:
            self.context.read(
                self._counters,
                self._show_counts,
                owner=self,
                on_error=self._not_counted,
                latest="counters",
                action="counters",
            )

    def _show_counts(self, counts: Mapping[str, int]) -> None:
        self.status.show_database_well()
        for key in self.rail.page_keys():
            self.rail.set_count(key, counts.get(key, 0))

    def _not_counted(self, error: Exception) -> None:
        """Counters are an extra: the pages say what is wrong; here it only matters when the database is back."""
        if isinstance(error, Unavailable) and error.code in OUT_OF_REACH:
            self._count_soon.start(TRY_AGAIN_MS)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the rail to icons where the screen is narrow."""
        super().resizeEvent(event)
        self.rail.fold(self.width() < FOLD_BELOW)


def _nothing() -> None:
    """The lock does not wait for the draft."""


def _name_of(thing: QObject | None) -> str:
    return thing.objectName() if thing is not None else ""


def _demo_strip() -> QFrame:
    strip = QFrame()
    strip.setProperty("strip", "demo")
    strip.setFixedHeight(24)
    line = QHBoxLayout(strip)
    line.setContentsMargins(20, 0, 20, 0)
    line.addWidget(words(translate("Shell", "Demo clinic: all people are invented"), tone="warning"))
    return strip


class _HelpLine(QFrame):
    """The one line of help above the status line."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("strip", "help")
        self._words = words("", wrap=True)
        close = button(translate("Shell", "Close"), kind="quiet", small=True)
        close.clicked.connect(self.hide)
        line = QHBoxLayout(self)
        line.setContentsMargins(20, 4, 12, 4)
        line.addWidget(self._words, 1)
        line.addWidget(close)

    def say(self, text: str) -> None:
        """Show a text."""
        self._words.setText(text)
        self.setAccessibleName(text)
        self.show()
