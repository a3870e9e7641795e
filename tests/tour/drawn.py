"""What is lost where words are drawn or typed: dates cut in half, short words cut, what must be slid sideways.

An ellipsis is right where a long name meets a narrow column. It is wrong in a date, which then reads as another one,
and in a short word that the program itself says. What is painted by hand is heard where Qt shortens it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QStyle,
    QStyleOptionFrame,
    QTextEdit,
    QWidget,
)

SLACK = 2
FIELD_MARGINS = 4  # what a line edit leaves free at both ends of its words
SHORT = 14
LINE = 60  # what is longer is a text, told whole where it is chosen
DAY_OR_TIME = re.compile(r"\b\d{1,2}\s[^\W\d]{3,5}\.?\s\d{4}\b|\b\d{1,2}:\d{2}\b")


@contextmanager
def heard() -> Iterator[list[tuple[str, str]]]:
    """Collect what is drawn shortened meanwhile: the whole words, and what is seen of them."""
    found: list[tuple[str, str]] = []
    metrics_type: Any = QFontMetrics
    plain = metrics_type.elidedText

    def listen(metrics: QFontMetrics, text: str, *how: Any, **more: Any) -> str:
        shown = str(plain(metrics, text, *how, **more))
        if shown != text:
            found.append((text, shown))
        return shown

    metrics_type.elidedText = listen
    try:
        yield found
    finally:
        metrics_type.elidedText = plain


def lost_words(shortened: list[tuple[str, str]]) -> Iterator[str]:
    """Say which of the shortened words may not be: a date or time cut in half, a short word that is no name."""
    for text, shown in dict.fromkeys(shortened):
        seen = len(shown.rstrip("… ").rstrip())
        for found in DAY_OR_TIME.finditer(text):
            if found.start() < seen < found.end() and len(text) <= LINE:
                yield f"a date cut in half: “{shown}” of “{text}”"
        if len(text) <= SHORT and not any(word.isupper() for word in text.split()):
            yield f"a short word cut: “{shown}” of “{text}”"


def sideways(window: QWidget) -> Iterator[str]:
    """Say what does not fit into its field, and what can be slid sideways to be seen whole."""
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or widget.window() is not window:
            continue
        if isinstance(widget, QLineEdit) and not isinstance(widget.parentWidget(), QComboBox | QAbstractSpinBox):
            yield from _cut_field(widget)
        elif isinstance(widget, QAbstractScrollArea) and not isinstance(widget, QTextEdit):
            over = widget.horizontalScrollBar().maximum()
            if over > SLACK and widget.horizontalScrollBar().isVisible():
                yield f"slides sideways by {over}: {type(widget).__name__}"


def _cut_field(field: QLineEdit) -> Iterator[str]:
    """What is written in a field, or in its place while it is empty, when it is too wide and no tip has the whole."""
    text = field.displayText()
    words = text or field.placeholderText()
    option = QStyleOptionFrame()
    field.initStyleOption(option)
    room = field.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, field).width() - FIELD_MARGINS
    margins = field.textMargins()
    room -= margins.left() + margins.right() + 22 * len(_beside(field))
    lack = field.fontMetrics().horizontalAdvance(words) - room
    if words and lack > SLACK and not field.toolTip():
        yield f"cut by {lack}: {'' if text else 'example '}“{words[:60]}”"


def _beside(field: QLineEdit) -> list[QWidget]:
    """The icons and buttons that stand in a field."""
    return [each for each in field.findChildren(QWidget) if each.inherits("QToolButton") and each.isVisible()]
