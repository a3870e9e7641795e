"""What every page is: a body with the four states (loading, empty, error, no permission) and news from the change bus.

A hidden page that is told of a change marks itself stale and refreshes when it is shown; a visible one refreshes
at once, several changes together.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from mhac.kernel.errors import Unavailable
from mhac.kernel.shown import Shown
from ui.app import icons
from ui.app.context import AppContext
from ui.app.messages import words_of
from ui.app.translation import translate
from ui.widgets.basics import PlainLabel, heading, muted

NETWORK = frozenset({"storage.connection_lost", "storage.not_reached"})
"""What is said of a server that is gone, and no longer true when it is back."""

WIDEST_WORDS = 460


class Page(QWidget):
    """The base of every page of the main window.

    A page sets `key` and `topics`, builds its widgets into `self.body` (a QVBoxLayout) in its constructor, loads
    in `refresh` and shows itself for something in `show_with`.
    """

    key: ClassVar[str] = ""
    topics: ClassVar[frozenset[str]] = frozenset()
    own_keys: ClassVar[frozenset[str]] = frozenset()  # keys of the frame's commands that mean something else here
    title_changed = Signal(str)

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self._stale = True
        self._cut_off = False
        self.shown = Shown()
        self._title = ""
        self.setProperty("ground", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.setSpacing(0)
        self._layers = QStackedLayout()
        self._whole.addLayout(self._layers, 1)
        self._content = QWidget()
        self._content.setProperty("ground", "page")
        whole = self._content_layout = QVBoxLayout(self._content)
        whole.setContentsMargins(20, 16, 20, 16)
        whole.setSpacing(12)
        self._strip = _Strip()
        self._cut_off = False
        self._strip.hide()
        whole.addWidget(self._strip)
        self.body = QVBoxLayout()
        self.body.setSpacing(12)
        whole.addLayout(self.body, 1)
        self._state = _StatePanel()
        self._layers.addWidget(self._content)
        self._layers.addWidget(self._state)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._refresh_now)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(150)
        self._patience.timeout.connect(self._show_loading_now)
        context.bus.changed.connect(self._on_changed)

    # -- what a page writes -------------------------------------------------------------------------------------

    @property
    def title(self) -> str:
        """The words in the top bar."""
        return self._title

    def set_title(self, title: str) -> None:
        """Set the words in the top bar, for instance with the number of the case."""
        self._title = title
        self.title_changed.emit(title)

    def window_words(self) -> str:
        """Return what the window title says besides the program: the active person's name, or the page's title."""
        return self._title

    def show_with(self, **arguments: object) -> None:
        """Show something: called before the page comes to the front. The base marks it stale, for a new look."""
        self.shown = Shown()
        self.mark_stale()

    def refresh(self) -> None:
        """Load what the page shows; called on the first show, and after changes of its topics."""

    def help_text(self) -> str:
        """Return the one line of help that F1 shows."""
        return ""

    def concerns(self, topic: str, ids: tuple[int, ...]) -> bool:
        """Return whether a change matters to what is shown now; by default every change of the page's topics."""
        return topic in self.topics

    def settle(self, then: Callable[[], None]) -> None:
        """Save what is not saved yet (a draft), then call `then`; called before leaving, locking and signing out."""
        then()

    def keep_above(self, line: QWidget) -> None:
        """Put a line above the page that stays in every state, so that an empty page has its ways on too."""
        above = QVBoxLayout()
        above.setContentsMargins(20, 16, 20, 0)
        above.addWidget(line)
        self._whole.insertLayout(0, above)
        self._content_layout.setContentsMargins(20, 12, 20, 16)

    # -- states -------------------------------------------------------------------------------------------------

    def show_content(self) -> None:
        """Show the page's own widgets."""
        self._patience.stop()
        self._layers.setCurrentWidget(self._content)

    def show_loading(self) -> None:
        """Show that the page is loading, if it takes longer than a blink."""
        self._patience.start()

    def show_empty(
        self,
        title: str,
        text: str = "",
        *,
        icon: str = "info",
        action: str = "",
        on_action: Callable[[], None] | None = None,
    ) -> None:
        """Show that there is nothing here, and what can be done about it."""
        self._patience.stop()
        self._state.say(icon, "muted", title, text, action, on_action)
        self._layers.setCurrentWidget(self._state)

    def show_error(self, error: Exception) -> None:
        """Show why the page could not be loaded, with a way to try again."""
        self._patience.stop()
        self._state.say(
            "triangle-alert",
            "bad",
            translate("Page", "This could not be loaded"),
            words_of(error),
            translate("Page", "Try again"),
            self.refresh,
        )
        self._layers.setCurrentWidget(self._state)

    def show_no_permission(self) -> None:
        """Show that this page is not for the signed-in role."""
        self._patience.stop()
        self._state.say(
            "lock",
            "muted",
            translate("Page", "Not for your role"),
            translate("Page", "Ask the administrator if you need to see this page."),
        )
        self._layers.setCurrentWidget(self._state)

    def show_problem(self, error: Exception | str) -> None:
        """Say in a strip at the top of the page what went wrong; the page stays as it is."""
        self._cut_off = isinstance(error, Unavailable) and error.code in NETWORK
        self._strip.say(error if isinstance(error, str) else words_of(error))

    def reached_again(self) -> None:
        """Take away what was said of a lost server, for it is back; other problems stay."""
        if self._cut_off:
            self.clear_problem()

    def clear_problem(self) -> None:
        """Take the strip away."""
        self._strip.hide()

    # -- staleness ----------------------------------------------------------------------------------------------

    @property
    def stale(self) -> bool:
        """Whether what is shown may be out of date."""
        return self._stale

    def mark_stale(self) -> None:
        """Refresh at once when visible, else on the next show."""
        self._stale = True
        if self.isVisible():
            self._soon.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Refresh when something changed while the page was hidden."""
        super().showEvent(event)
        self.shown = Shown()  # a question that is still under way belongs to the look before
        if self._stale:
            self._soon.start()

    @Slot(str, tuple)
    def _on_changed(self, topic: str, ids: tuple[int, ...]) -> None:
        if self.concerns(topic, ids):
            self.mark_stale()

    @Slot()
    def _refresh_now(self) -> None:
        if self._stale:
            self._stale = False
            self.refresh()

    @Slot()
    def _show_loading_now(self) -> None:
        self._state.say("loader-circle", "muted", translate("Page", "Loading…"), "")
        self._layers.setCurrentWidget(self._state)


def page_of(thing: QObject | None) -> Page | None:
    """Return the page that a widget or presenter belongs to."""
    while thing is not None and not isinstance(thing, Page):
        thing = thing.parent()
    return thing


class _StatePanel(QWidget):
    """The middle of an otherwise empty page: an icon, what is the matter, and one way on."""

    def __init__(self) -> None:
        super().__init__()
        self._icon = PlainLabel()
        self._title = heading("")
        self._text = muted("")
        self._text.setWordWrap(True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._text.setMaximumWidth(WIDEST_WORDS)
        self._button = QPushButton()
        self._act: Callable[[], None] | None = None
        self._button.clicked.connect(self._pressed)
        column = QVBoxLayout(self)
        column.addStretch(2)
        for widget in (self._icon, self._title, self._text, self._button):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
            column.addSpacing(4)
        column.addStretch(3)

    def say(
        self,
        icon: str,
        token: str,
        title: str,
        text: str,
        action: str = "",
        on_action: Callable[[], None] | None = None,
    ) -> None:
        """Set the words; without an action there is no button."""
        self._icon.setPixmap(icons.pixmap(icon, token, 32, scale=self.devicePixelRatioF()))
        self._title.setText(title)
        self._text.setText(text)
        wide = min(WIDEST_WORDS, 8 * len(text))
        self._text.setMinimumSize(wide, self._text.heightForWidth(wide) if text else 0)  # the layout gives one line
        self._text.setVisible(bool(text))
        self._button.setText(action)
        self._button.setVisible(bool(action))
        self._act = on_action

    @Slot()
    def _pressed(self) -> None:
        if self._act is not None:
            self._act()


class _Strip(QFrame):
    """A line at the top of a page that says what went wrong, until it is closed or the next act succeeds."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("strip", "bad")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 6, 6)
        mark = PlainLabel()
        mark.setPixmap(icons.pixmap("triangle-alert", "bad", scale=self.devicePixelRatioF()))
        self._words = PlainLabel()
        self._words.setWordWrap(True)
        close = QPushButton(translate("Page", "Close"))
        close.setProperty("kind", "quiet")
        close.setProperty("compact", True)
        close.clicked.connect(self.hide)
        row.addWidget(mark)
        row.addWidget(self._words, 1)
        row.addWidget(close)

    def say(self, words: str) -> None:
        """Show the words; a screen reader is told by the accessible name."""
        self._words.setText(words)
        self.setAccessibleName(words)
        self.show()


def as_number(argument: object) -> int | None:
    """Return a page's argument as a number, where it is one."""
    return argument if isinstance(argument, int) else None
