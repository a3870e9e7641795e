"""The picture of a week (rooms by days) or a month (days): how full, how many people, from when there is room."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QFont,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QToolTip, QWidget

from mhac.scheduling.rules import Span, Status
from ui.app import theme
from ui.scheduling import words
from ui.scheduling.period import WEEK, Cell, Period, View
from ui.scheduling.tile_painter import hatch
from ui.widgets import formats
from ui.widgets.basics import as_tip
from ui.widgets.drawn_words import draw_words

HEAD, SIDE, BAR, PAD = 36, 112, 14, 8
HATCHED = "hatched"
NARROW = 105  # a cell that has no room for whole sentences
_TONES = {Status.ARRIVED: "ok", Status.IN_PROGRESS: "ok", Status.DONE: "muted", Status.MISSED: "bad"}
_KEYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class PeriodPicture(QWidget):
    """Arrows walk over the cells, Enter or a double click opens the day."""

    day_wanted = Signal(object, object)  # day, room or None

    def __init__(self, zone: ZoneInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone = zone
        self._period: Period | None = None
        self._today = date.min
        self._at = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(QSize(420, 260))

    def show_period(self, period: Period, today: date) -> None:
        """Show a reading; the cursor stands on the day that is wanted."""
        moved = self._period is None or (self._period.view, self._period.wanted) != (period.view, period.wanted)
        self._period, self._today = period, today
        if moved or self._at >= len(period.cells):
            self._at = next((at for at, cell in enumerate(period.cells) if cell.day == period.wanted), 0)
        name = self.tr("Week, rooms by days") if period.view is View.WEEK else self.tr("Month")
        self.setAccessibleName(name)
        self._tell()
        self.update()

    def cell(self) -> Cell | None:
        """The cell on which the keyboard stands."""
        return self._period.cells[self._at] if self._period and self._period.cells else None

    # -- places -------------------------------------------------------------------------------------------------

    def _rows(self) -> int:
        assert self._period is not None
        return max(1, len(self._period.cells) // WEEK)

    def _left(self) -> int:
        if self._period is None or self._period.view is not View.WEEK:
            return 0
        return SIDE if self.width() > 800 else SIDE - 24

    def area(self, at: int) -> QRect:
        """Where a cell lies."""
        column, line = at % WEEK, at // WEEK
        left, rows = self._left(), self._rows()
        width, height = self.width() - left, self.height() - HEAD
        x0, x1 = left + column * width // WEEK, left + (column + 1) * width // WEEK
        y0, y1 = HEAD + line * height // rows, HEAD + (line + 1) * height // rows
        return QRect(x0, y0, x1 - x0, y1 - y0)

    def _cell_at(self, point: QPoint) -> int | None:
        count = len(self._period.cells) if self._period else 0
        return next((at for at in range(count) if self.area(at).contains(point)), None)

    # -- hands --------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk, or open the day."""
        key = Qt.Key(event.key())
        if key in _KEYS and self._period is not None and event.modifiers() in (
            Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier,
        ):  # fmt: skip
            columns, lines = _KEYS[key]
            column = max(0, min(WEEK - 1, self._at % WEEK + columns))
            line = max(0, min(self._rows() - 1, self._at // WEEK + lines))
            self._stand(line * WEEK + column)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a cell."""
        at = self._cell_at(event.position().toPoint())
        if at is not None:
            self._stand(at)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open a day."""
        if self._cell_at(event.position().toPoint()) is not None:
            self._open()

    def _stand(self, at: int) -> None:
        self._at = at
        self._tell()
        self.update()

    def _open(self) -> None:
        cell = self.cell()
        if cell is not None:
            self.day_wanted.emit(cell.day, cell.room_id)

    # -- words --------------------------------------------------------------------------------------------------

    def describe(self, cell: Cell) -> str:
        """What a screen reader says of a cell."""
        room = next((room.name for room in self._period.rooms if room.id == cell.room_id), "") if self._period else ""
        parts = [words.near_day(cell.day), room]
        if cell.closed:
            reason = cell.closed_reason
            parts.append(self.tr("closed: {reason}").format(reason=reason) if reason else self.tr("closed"))
        else:
            shut = zip(cell.shut, self._shut_words(cell), strict=True)
            parts += [f"{said} ({each.reason})" for each, said in shut]
        if cell.loads or not cell.closed:
            parts.append(words.persons_count(cell.persons))
        if not cell.closed:
            parts.append(self.tr("{share} % taken").format(share=round(cell.share * 100)))
            parts.append(self._free_words(cell))
        return ", ".join(part for part in parts if part)

    def _shut_words(self, cell: Cell) -> list[str]:
        """From when to when it is closed on a day that is open otherwise."""
        if cell.closed:
            return []
        return [self.tr("closed {time}").format(time=_from_to(shut.span)) for shut in cell.shut]

    def _free_words(self, cell: Cell) -> str:
        if cell.closed or cell.day < self._today:
            return ""
        if cell.free_from is None:
            return self.tr("full")
        return self.tr("free from {time}").format(time=formats.clock(cell.free_from))

    def _tell(self) -> None:
        cell = self.cell()
        text = self.describe(cell) if cell else ""
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))

    def event(self, event: QEvent) -> bool:
        """Say a cell in full as a tip."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = self._cell_at(event.pos())
            text = self.describe(self._period.cells[at]) if at is not None and self._period else ""
            QToolTip.showText(event.globalPos(), as_tip(text), self)
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard stands."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that it stands elsewhere."""
        super().focusOutEvent(event)
        self.update()

    # -- painting -----------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the period."""
        period = self._period
        if period is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.colour("surface"))
        self._paint_heads(painter, period)
        for at, cell in enumerate(period.cells):
            self._paint_cell(painter, period, cell, self.area(at))
        painter.setPen(theme.colour("line"))
        for at in range(len(period.cells)):
            area = self.area(at)
            painter.drawLine(area.topLeft(), area.topRight())
            painter.drawLine(area.topLeft(), area.bottomLeft())
        if self.hasFocus() and period.cells:
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.area(self._at)).adjusted(2, 2, -2, -2), 4, 4)

    def _paint_heads(self, painter: QPainter, period: Period) -> None:
        bold = theme.body_font(13, weight=QFont.Weight.DemiBold)
        for column in range(WEEK):
            area = self.area(column)
            day = period.first + timedelta(days=column)
            text = formats.weekday_name(day.weekday(), short=True)
            if period.view is View.WEEK:
                text = f"{text} {day.day}" if area.width() < NARROW else words.near_day(day)
            tone = "accent" if period.view is View.WEEK and day == self._today else "text"
            draw_words(painter, text, bold, tone, QRect(area.left() + PAD, 0, area.width() - PAD, HEAD))
        if period.view is View.WEEK:
            for line, room in enumerate(period.rooms):
                area = self.area(line * WEEK)
                place = QRect(PAD, area.top() + 6, self._left() - PAD - 2, 20)
                draw_words(painter, room.name, bold, "text", place)

    def _paint_cell(self, painter: QPainter, period: Period, cell: Cell, area: QRect) -> None:
        outside = period.view is View.MONTH and cell.day.month != period.wanted.month
        if cell.closed:
            hatch(painter, area.adjusted(1, 1, 0, 0))
        inner = area.adjusted(PAD, 6, -PAD, -6)
        top = inner.top()
        if period.view is View.MONTH:
            tone = "accent" if cell.day == self._today else "muted" if outside else "text"
            bold = theme.body_font(13, weight=QFont.Weight.DemiBold)
            draw_words(painter, str(cell.day.day), bold, tone, QRect(inner.left(), top, inner.width(), 18))
            top += 20
        for text, font, tone in self._lines(cell, area.width() < NARROW):
            if top + 16 > inner.bottom() - (BAR if not cell.closed else 0):
                break
            if tone == HATCHED:
                hatch(painter, QRect(inner.left() - 3, top, inner.width() + 6, 16))
            ink = "muted" if tone == HATCHED else tone
            draw_words(painter, text, theme.body_font(font), ink, QRect(inner.left(), top, inner.width(), 16))
            top += 17
        if not cell.closed:
            self._paint_bar(
                painter, period, cell, QRect(inner.left(), inner.bottom() - BAR + 4, inner.width(), BAR - 4)
            )

    def _lines(self, cell: Cell, narrow: bool) -> list[tuple[str, float, str]]:
        lines: list[tuple[str, float, str]] = []
        if cell.closed:
            lines.append((cell.closed_reason or self.tr("Closed"), 11.5, "muted"))
        if cell.loads:
            lines.append((words.persons_count(cell.persons), 12.5, "text"))
        if not cell.closed:
            lines += [(_from_to(shut.span), 11.5, HATCHED) for shut in cell.shut]
        free = self._free_words(cell)
        if free and narrow and cell.free_from is not None:
            free = self.tr("from {time}").format(time=formats.clock(cell.free_from))
        if free:
            lines.append((free, 11.5, "warning" if cell.free_from is None else "muted"))
        return lines

    def _paint_bar(self, painter: QPainter, period: Period, cell: Cell, area: QRect) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("neutral_soft"))
        painter.drawRoundedRect(area, 3, 3)
        if period.view is View.MONTH:
            taken = QRect(area)
            taken.setWidth(round(area.width() * cell.share))
            painter.setBrush(theme.colour("warning" if cell.share >= 0.95 else "accent"))
            painter.drawRoundedRect(taken, 3, 3)
            return
        whole = Span(cell.opened.spans[0].starts_at, cell.opened.spans[-1].ends_at)
        for shut in cell.shut:
            self._paint_stretch(painter, whole, shut.span, area, "line")
        for load in cell.loads:
            tone = _TONES.get(load.status, "accent")
            self._paint_stretch(painter, whole, Span(load.starts_at, load.ends_at), area, tone)

    def _paint_stretch(self, painter: QPainter, whole: Span, taken: Span, area: QRect, tone: str) -> None:
        def x(minutes: float) -> int:
            return area.left() + round(max(0.0, min(1.0, minutes / whole.minutes)) * area.width())

        begin = (taken.starts_at - whole.starts_at).total_seconds() / 60
        end = (taken.ends_at - whole.starts_at).total_seconds() / 60
        left, right = x(begin), x(end)
        painter.setBrush(theme.colour(tone))
        painter.drawRoundedRect(QRect(left, area.top(), max(2, right - left - 1), area.height()), 2, 2)


def _from_to(span: Span) -> str:
    return f"{formats.clock(span.starts_at)}–{formats.clock(span.ends_at)}"
