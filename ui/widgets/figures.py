"""Figures that are read at a glance: a card with one number, a ring with a percentage, a bar."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QFrame, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from ui.app import theme
from ui.widgets.basics import as_tip, set_property, small, words

SIDE = 14


class StatCard(QFrame):
    """A number with what it counts; Enter or a click opens the people behind it."""

    opened = Signal()

    def __init__(
        self,
        label: str,
        figure: str = "",
        detail: str = "",
        *,
        tone: str = "",
        opens: bool = False,
        bar: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self._opens = opens
        self._label = small(label)
        self._figure = words(figure, "figure", tone=tone)
        self._detail = small(detail)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        if not bar:
            self._bar.hide()  # and never shown before it has a parent: that would open a window of its own
        for shown in (self._label, self._figure, self._detail):
            shown.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout(self)
        column.setContentsMargins(SIDE, 10, SIDE, 10)
        column.setSpacing(2)
        for part in (self._label, self._figure, self._bar, self._detail):
            column.addWidget(part)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._detail.setVisible(bool(detail))
        if opens:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.setProperty("opens", True)
        self._name()

    def say(self, figure: str, detail: str = "", *, tone: str = "", share: float | None = None) -> None:
        """Change the number, the line below, its tone, and the bar (0 to 1)."""
        self._figure.setText(figure)
        set_property(self._figure, "tone", tone)
        self._detail.setText(detail)
        self._detail.setToolTip(as_tip(detail))
        self._detail.setVisible(bool(detail))
        self._bar.setVisible(share is not None)
        if share is not None:
            self._bar.setRange(0, 1000)
            self._bar.setValue(round(1000 * share))
        self._name()

    def set_label(self, label: str) -> None:
        """Change what is counted."""
        self._label.setText(label)
        self._name()

    def fits(self, figure: str) -> bool:
        """Return whether the card is wide enough for a figure in this language."""
        self._figure.ensurePolished()
        return self._figure.fontMetrics().horizontalAdvance(figure) + 2 * SIDE <= self.width()

    def figure(self) -> str:
        """Return the number shown."""
        return self._figure.text()

    def _name(self) -> None:
        parts = (self._label.text(), self._figure.text(), self._detail.text())
        self.setAccessibleName(", ".join(part for part in parts if part))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open by mouse."""
        super().mouseReleaseEvent(event)
        inside = self.rect().contains(event.position().toPoint())
        if self._opens and inside and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open by Enter or Space."""
        if self._opens and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit()
            return
        super().keyPressEvent(event)


def draw_ring(painter: QPainter, area: QRectF, percent: int, tone: str) -> None:
    """Draw a ring; also for delegates."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    width = max(3.0, area.width() / 9)
    inner = area.adjusted(width / 2 + 0.5, width / 2 + 0.5, -width / 2 - 0.5, -width / 2 - 0.5)
    painter.setPen(QPen(theme.colour("neutral_soft"), width))
    painter.drawEllipse(inner)
    pen = QPen(theme.colour("muted" if tone in ("neutral", "muted") else tone), width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.drawArc(inner, 90 * 16, -round(percent * 3.6 * 16))
    painter.setPen(theme.colour("text"))
    painter.setFont(theme.body_font(9.5, weight=QFont.Weight.DemiBold))
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, str(percent))
    painter.restore()
