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
