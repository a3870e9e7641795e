"""The small pieces that every screen is made of: words in their sizes, buttons, rules, cards, pills."""

from __future__ import annotations

import re
from html import escape
from typing import TypeVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ui.app import icons

L = TypeVar("L", bound=QBoxLayout)
LEAST_WORDS = 40


def as_tip(text: str) -> str:
    """Return a text as a tooltip that Qt shows letter by letter: it would read "<b>" in a name as an instruction."""
    if "<" not in text and "&" not in text:
        return text
    return f"<p>{escape(text)}</p>".replace("\n", "<br>")


def literal(text: str) -> str:
    """Return a text for a button, a box, a menu or the label of a field, where "&" alone would underline a letter."""
    return text.replace("&", "&&")


def said_of(text: str) -> str:
    """Return the words of a button or menu without the mark of its key, as they are read aloud."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")


def breakable(text: str) -> str:
    """Return a text in which a word too long for any column may go on in the next line."""
    return re.sub(r"(\S{14})(?=\S{4})", "\\1\u200b", text)


class PlainLabel(QLabel):
    """Words as they are typed: what somebody put into a name or a reason never becomes markup."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)


def words(text: str, kind: str = "", *, wrap: bool = False, tone: str = "") -> QLabel:
    """Return a label; `kind` is one of muted, small, strong, heading, title, figure, section, error, hint."""
    label = PlainLabel(text)
    if kind:
        label.setProperty("words", kind)
    if tone:
        label.setProperty("tone", tone)
    label.setWordWrap(wrap)
    return label


def muted(text: str, *, wrap: bool = False) -> QLabel:
    """Return words in the quiet colour."""
    return words(text, "muted", wrap=wrap)


def small(text: str, *, wrap: bool = False) -> QLabel:
    """Return small words in the quiet colour."""
    return words(text, "small", wrap=wrap)


def strong(text: str, *, wrap: bool = False) -> QLabel:
    """Return words in semi-bold."""
    return words(text, "strong", wrap=wrap)


def heading(text: str) -> QLabel:
    """Return the heading of a card."""
    return words(text, "heading")


def section(text: str) -> QLabel:
    """Return the small heading above a group."""
    return words(text, "section")


def restyle(widget: QWidget) -> None:
    """Let the style sheet look at the widget's properties again."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def set_property(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet selects by, when it is different."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        restyle(widget)


def button(text: str, *, kind: str = "", icon: str = "", small: bool = False, tip: str = "") -> QPushButton:
    """Return a button that says its act; `kind` is primary, danger, link or quiet."""
    made = QPushButton(text)
    if kind:
        made.setProperty("kind", kind)
    if small:
        made.setProperty("compact", True)
    if icon:
        token = {"primary": "on_accent", "danger": "bad", "link": "accent"}.get(kind, "text")
        made.setIcon(icons.beside_words(icon, token) if text else icons.icon(icon, token))
        made.setIconSize(QSize(icons.SMALL + (icons.GAP if text else 0), icons.SMALL))
    if tip:
        made.setToolTip(as_tip(tip))
    made.setAccessibleName(said_of(text) or tip)
    made.setAutoDefault(False)
    return made


def rule() -> QFrame:
    """Return a thin line between parts."""
    line = QFrame()
    line.setProperty("rule", True)
    line.setFixedHeight(1)
    return line


def column(*, spacing: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QVBoxLayout:
    """Return a column with the grid's spacing."""
    return _laid(QVBoxLayout(), spacing, margins)


def row(*, spacing: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QHBoxLayout:
    """Return a row with the grid's spacing."""
    return _laid(QHBoxLayout(), spacing, margins)


def _laid(layout: L, spacing: int, margins: tuple[int, int, int, int]) -> L:
    layout.setSpacing(spacing)
    layout.setContentsMargins(*margins)
    return layout


def holder(layout: QVBoxLayout | QHBoxLayout, ground: str = "clear") -> QWidget:
    """Return a widget around a layout."""
    widget = QWidget()
    widget.setProperty("ground", ground)
    widget.setLayout(layout)
    return widget


class Card(QFrame):
    """A white panel with a hair line: the ground of every group on a page. Fill `self.body`."""

    def __init__(self, title: str = "", parent: QWidget | None = None, *, padding: int = 14, spacing: int = 8) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self.body = column(spacing=spacing, margins=(padding, padding, padding, padding))
        self.setLayout(self.body)
        self.heading = heading(title)
        self.head = row()
        if title:
            self.head.addWidget(self.heading)
            self.head.addStretch(1)
            self.body.addLayout(self.head)


class Pill(PlainLabel):
    """A short state in colour and words: ok, warning, bad, hold, accent or neutral."""

    def __init__(self, text: str = "", tone: str = "neutral", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setProperty("pill", tone)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def say(self, text: str, tone: str) -> None:
        """Change words and tone."""
        self.setText(text)
        self.setAccessibleName(text)
        set_property(self, "pill", tone)


class ElidedLabel(PlainLabel):
    """Words that give way: on a narrow screen they end in an ellipsis, and the whole stands in the tip."""

    def __init__(self, text: str = "", kind: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setProperty("words", kind)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        """Ask for the room of a few letters."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), LEAST_WORDS), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw as much as there is room for."""
        whole = self.text()
        room = self.contentsRect().width()
        shown = self.fontMetrics().elidedText(whole, Qt.TextElideMode.ElideRight, room)
        self.setToolTip(as_tip(whole if shown != whole else ""))
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.contentsRect(), int(self.alignment()), shown)


class Notice(QFrame):
    """A coloured strip inside a page: what needs attention, with room for one button."""

    def __init__(self, text: str = "", tone: str = "warning", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("strip", tone)
        self.words = words(text, wrap=True)
        self.line = row(margins=(12, 8, 8, 8))
        self.line.addWidget(self.words, 1)
        self.setLayout(self.line)
        self.setAccessibleName(text)

    def say(self, text: str, tone: str = "") -> None:
        """Change the words, and the tone if given."""
        self.words.setText(text)
        self.setAccessibleName(text)
        if tone:
            set_property(self, "strip", tone)
