"""Words that boards paint themselves: on one line, cut with an ellipsis where they do not fit."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter

from ui.app import theme

LEFT = Qt.AlignmentFlag.AlignLeft


def draw_words(
    painter: QPainter, text: str, font: QFont, token: str, place: QRect, align: Qt.AlignmentFlag = LEFT
) -> None:
    """Draw one line in a colour of the theme."""
    painter.setFont(font)
    painter.setPen(theme.colour(token))
    shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, place.width())
    painter.drawText(place, int(align | Qt.AlignmentFlag.AlignVCenter), shown)


def draw_counted(painter: QPainter, title: str, font: QFont, place: QRect) -> None:
    """Draw "HABIMANA family · 5"; where it is too long the name is cut, never the number of people."""
    name, dot, count = title.rpartition(" · ")
    metrics = QFontMetrics(font)
    if dot and metrics.horizontalAdvance(title) > place.width():
        room = place.width() - metrics.horizontalAdvance(dot + count)
        title = metrics.elidedText(name, Qt.TextElideMode.ElideRight, room).rstrip() + dot + count
    draw_words(painter, title, font, "text", place)


def in_lines(title: str, font: QFont, width: int, most: int) -> list[str]:
    """Break a title between words into at most so many lines; what does not fit is left to the last one.

    The number of people stays with the word before it.
    """
    metrics = QFontMetrics(font)
    words = title.replace(" · ", "\0·\0").split(" ")
    lines: list[str] = []
    while len(words) > 1 and len(lines) < most - 1 and not _fits(words, metrics, width):
        count = next((n for n in range(len(words) - 1, 1, -1) if _fits(words[:n], metrics, width)), 1)
        lines.append(" ".join(words[:count]))
        words = words[count:]
    return [line.replace("\0", " ") for line in (*lines, " ".join(words))]


def _fits(words: list[str], metrics: QFontMetrics, width: int) -> bool:
    return metrics.horizontalAdvance(" ".join(words).replace("\0", " ")) <= width
