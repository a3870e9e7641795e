"""How the board of a day looks: the grid, closed hours, blocks in the colours of their state, the line of now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QPainter, QPainterPath, QPen

from mhac.scheduling.rules import Status
from ui.app import icons, theme
from ui.scheduling import words
from ui.scheduling.columns import Column
from ui.scheduling.geometry import GUTTER, HEAD, Geometry
from ui.scheduling.presenter import Band, Tile
from ui.widgets.drawn_words import draw_counted, draw_words, in_lines

_TONES = {
    Status.BOOKED: "accent",
    Status.ARRIVED: "ok",
    Status.IN_PROGRESS: "ok",
    Status.DONE: "neutral",
    Status.MISSED: "bad",
    Status.CANCELLED: "neutral",
}
_MARKS = {
    Status.ARRIVED: "check",
    Status.IN_PROGRESS: "stethoscope",
    Status.DONE: "circle-check",
}
TITLE_LINE, DETAIL_LINE, MARK = 17, 15, 17


@dataclass(frozen=True)
class Said:
    """What a block says beneath its title: case and service, and who sees them, in letters where there is no room."""

    detail: str
    clinician: str = ""
    initials: str = ""


def tone_of(tile: Tile) -> str:
    """The tone of a block: its state, and late before all."""
    return "warning" if tile.late else _TONES[tile.block.status]


def mark_of(tile: Tile) -> str:
    """The icon that says the state beside the colour."""
    if tile.late:
        return "clock"
    return "x" if tile.block.status is Status.MISSED else _MARKS.get(tile.block.status, "")


def draw_grid(painter: QPainter, geometry: Geometry) -> None:
    """The ground of the columns with hour and column lines."""
    painter.fillRect(0, 0, geometry.width, geometry.height, theme.colour("surface"))
    painter.setPen(theme.colour("line"))
    for minutes in range(geometry.first, geometry.last + 1, 60):
        painter.drawLine(GUTTER, geometry.y(minutes), geometry.width, geometry.y(minutes))
    for column in range(geometry.columns + 1):
        painter.drawLine(geometry.x(column), HEAD, geometry.x(column), geometry.height)


def draw_closed(painter: QPainter, geometry: Geometry, bands: Sequence[Band], labels: Sequence[str]) -> None:
    """Closed stretches, hatched, with the reason."""
    for band, label in zip(bands, labels, strict=True):
        area = QRect(
            GUTTER, geometry.y(band.begin), geometry.width - GUTTER, geometry.y(band.end) - geometry.y(band.begin)
        )
        hatch(painter, area)
        if label and area.height() >= TITLE_LINE:
            draw_words(painter, label, theme.body_font(12), "muted", area, Qt.AlignmentFlag.AlignCenter)


def draw_closed_column(
    painter: QPainter, geometry: Geometry, column: int, label: str, band: Band | None = None
) -> None:
    """A room that is closed on this day, or for a part of it, with the reason where it is read first."""
    top = geometry.y(band.begin) if band else HEAD
    bottom = geometry.y(band.end) if band else geometry.height
    area = QRect(geometry.x(column) + 1, top, geometry.width_of(column) - 1, bottom - top)
    hatch(painter, area)
    painter.save()
    painter.setClipRect(area, Qt.ClipOperation.IntersectClip)
    place = area.adjusted(8, 6, -8, 0)
    painter.setFont(theme.body_font(12))
    painter.setPen(theme.colour("muted"))
    painter.drawText(place, int(Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap), label)
    painter.restore()
    if band is not None:
        painter.setPen(theme.colour("muted"))
        painter.drawLine(area.left(), top, area.right(), top)


def hatch(painter: QPainter, area: QRect) -> None:
    """Fill an area with the hatching of closed hours."""
    painter.fillRect(area, theme.colour("neutral_soft"))
    stripe = QColor(theme.colour("line"))
    stripe.setAlpha(110)
    painter.save()
    painter.setClipRect(area, Qt.ClipOperation.IntersectClip)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(stripe, 7))
    for x in range(area.left() - area.height(), area.right() + 1, 20):
        painter.drawLine(x, area.bottom(), x + area.height(), area.top())
    painter.restore()


def draw_tile(painter: QPainter, area: QRect, tile: Tile, said: Said, *, chosen: bool) -> None:
    """One block: the bar and ground of its state, who, what, and the state as a mark."""
    ink, ground = theme.tone_colours(tone_of(tile))
    _draw_card(painter, area, ink, ground)
    if chosen:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour("accent"), 2))
        painter.drawRoundedRect(QRectF(area).adjusted(0, 0, -0.5, -0.5), 5, 5)
    edge = 2 if area.height() >= TITLE_LINE else 1
    inner = area.adjusted(11, edge, -6, -edge)
    bold = theme.body_font(12.5 if inner.height() >= TITLE_LINE else 11.5, weight=QFont.Weight.DemiBold)
    bold.setStrikeOut(tile.block.status is Status.MISSED)
    title = words.block_title(tile.block)
    # The initials stand on the first line where a second one takes the mark; where there is room, the whole name.
    tall = inner.height() + 2 >= TITLE_LINE + 3 * DETAIL_LINE
    named = said.initials if not tall and inner.height() + 2 >= TITLE_LINE + DETAIL_LINE else ""
    beside = _draw_initials(painter, named, inner)
    two = inner.height() + 2 >= 2 * TITLE_LINE + DETAIL_LINE
    head = in_lines(title, bold, inner.width() - beside, 2 if two else 1)
    lines = [said.detail, "" if named else said.clinician, _state_line(tile, inner.width())]
    fitting = [line for line in lines if line][: max(0, (inner.height() + 2 - len(head) * TITLE_LINE) // DETAIL_LINE)]
    # The mark stands beside the last line, so that a name keeps the whole width wherever there is a second line.
    foot = inner.top() + len(head) * TITLE_LINE + (len(fitting) - 1) * DETAIL_LINE if fitting else inner.top()
    marked = _draw_mark(painter, tile, inner, foot + 1)
    for place, line in enumerate(head):
        width = inner.width() - (0 if fitting else marked) - (0 if place else beside)
        area = QRect(inner.left(), inner.top() + place * TITLE_LINE, width, min(TITLE_LINE, inner.height()))
        draw_counted(painter, line, bold, area)
    for place, line in enumerate(fitting):
        top = inner.top() + len(head) * TITLE_LINE + place * DETAIL_LINE
        width = inner.width() - (marked if place == len(fitting) - 1 else 0)
        area = QRect(inner.left(), top, width, DETAIL_LINE)
        draw_words(painter, line, theme.body_font(11.5), "text" if theme.is_dark() else "muted", area)


def _draw_initials(painter: QPainter, named: str, inner: QRect) -> int:
    """Draw who sees them at the right of the first line, and say how much of the line it takes."""
    font = theme.body_font(10.5, weight=QFont.Weight.DemiBold)
    width = QFontMetrics(font).horizontalAdvance(named) + 4
    if not named or inner.width() < 3 * width:
        return 0
    place = QRect(inner.right() - width + 1, inner.top(), width, min(TITLE_LINE, inner.height()))
    draw_words(painter, named, font, "muted", place, Qt.AlignmentFlag.AlignRight)
    return width + 2


def _draw_mark(painter: QPainter, tile: Tile, inner: QRect, top: int) -> int:
    """Draw the mark of the state at the right of a line, and say how much of the line it takes."""
    mark = mark_of(tile)
    if not mark or inner.width() < 40:
        return 0
    tone = tone_of(tile)
    picture = icons.pixmap(mark, "muted" if tone == "neutral" else tone, 13, scale=2.0)
    painter.drawPixmap(QRect(inner.right() - 13, top, 13, 13), picture)
    return MARK


def _state_line(tile: Tile, width: int) -> str:
    """The state, and the hours where both fit beside the mark."""
    state = words.block_state(tile.block, late=tile.late)
    both = f"{state} · {words.hours_words(tile.block)}"
    room = width - (MARK if mark_of(tile) else 0) - 4
    return both if QFontMetrics(theme.body_font(11.5)).horizontalAdvance(both) <= room else state


def draw_ghost(painter: QPainter, area: QRect, title: str, hours: str, reason: str) -> None:
    """The block while it is moved: where it would land, in the colour of whether it can, with the reason if not."""
    ink, ground = theme.tone_colours("bad" if reason else "ok")
    ground.setAlpha(235)
    _draw_card(painter, area, ink, ground)
    pen = QPen(ink, 2, Qt.PenStyle.DashLine if reason else Qt.PenStyle.SolidLine)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen)
    painter.drawRoundedRect(QRectF(area).adjusted(1, 1, -1, -1), 5, 5)
    inner = area.adjusted(11, 2, -6, -2)
    head = QRect(inner.left(), inner.top(), inner.width(), min(TITLE_LINE, inner.height()))
    draw_counted(painter, title, theme.body_font(12.5, weight=QFont.Weight.DemiBold), head)
    if inner.height() >= TITLE_LINE + DETAIL_LINE - 2:
        foot = QRect(inner.left(), inner.top() + TITLE_LINE, inner.width(), DETAIL_LINE)
        draw_words(painter, hours, theme.body_font(11.5), "text", foot)


def draw_bubble(painter: QPainter, text: str, tone: str, near: QRect, bounds: QRect) -> None:
    """A short sentence beside the ghost, wherever there is room."""
    font = theme.body_font(12)
    metrics = QFontMetrics(font)
    width = min(320, bounds.width() - 16)
    box = metrics.boundingRect(QRect(0, 0, width - 20, 400), int(Qt.TextFlag.TextWordWrap), text)
    place = QRect(0, 0, box.width() + 20, box.height() + 12)
    place.moveTopLeft(near.bottomLeft())
    place.translate(0, 4)
    if place.bottom() > bounds.bottom():
        place.moveBottom(near.top() - 4)
    place.moveLeft(max(bounds.left() + 4, min(place.left(), bounds.right() - place.width() - 4)))
    ink, ground = theme.tone_colours(tone)
    painter.setPen(ink)
    painter.setBrush(ground)
    painter.drawRoundedRect(place, 6, 6)
    painter.setFont(font)
    painter.setPen(theme.colour("text"))
    painter.drawText(place.adjusted(10, 6, -10, -6), int(Qt.TextFlag.TextWordWrap), text)


def draw_now(painter: QPainter, geometry: Geometry, minutes: int) -> None:
    """The line of now across all columns; it runs behind the words of the blocks, never through them."""
    y = geometry.y(minutes)
    painter.setPen(QPen(theme.colour("bad"), 2))
    painter.drawLine(GUTTER, y, geometry.width, y)
    painter.setBrush(theme.colour("bad"))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawEllipse(QPointF(GUTTER, y), 4, 4)


def draw_gutter(painter: QPainter, geometry: Geometry, labels: dict[int, str], offset: int) -> None:
    """The hours at the left, which stay while the columns are scrolled sideways."""
    painter.fillRect(0, 0, GUTTER, geometry.height, theme.colour("surface"))
    for minutes, label in labels.items():
        y = geometry.y(minutes)
        if y - offset < HEAD:
            continue
        place = QRect(0, y + 2, GUTTER - 10, 16)
        draw_words(painter, label, theme.body_font(11.5), "muted", place, Qt.AlignmentFlag.AlignRight)
    painter.setPen(theme.colour("line"))
    painter.drawLine(GUTTER, HEAD, GUTTER, geometry.height)


def draw_heads(painter: QPainter, geometry: Geometry, columns: Sequence[Column], width: int) -> None:
    """The names of the rooms or clinicians, which stay while the hours are scrolled."""
    painter.fillRect(0, 0, max(width, geometry.width), HEAD, theme.colour("surface"))
    font = theme.body_font(13, weight=QFont.Weight.DemiBold)
    for column, head in enumerate(columns):
        place = QRect(geometry.x(column) + 10, 0, geometry.width_of(column) - 16, HEAD)
        draw_words(painter, head.title, font, "accent" if head.mine else "muted" if head.left else "text", place)
        painter.setPen(theme.colour("line"))
        painter.drawLine(geometry.x(column), 0, geometry.x(column), HEAD)
    painter.setPen(QPen(theme.colour("line"), 1))
    painter.drawLine(0, HEAD - 1, max(width, geometry.width), HEAD - 1)


def draw_cursor(painter: QPainter, around: QRect) -> None:
    """The ring of the keyboard: around the quarter hour on which it stands, or the whole booking that lies there."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.colour("accent"), 2))
    painter.drawRoundedRect(around, 4, 4)


def _draw_card(painter: QPainter, area: QRect, ink: QColor, ground: QColor) -> None:
    shape = QPainterPath()
    shape.addRoundedRect(QRectF(area), 5, 5)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(shape, QBrush(theme.colour("surface")))
    painter.fillPath(shape, QBrush(ground))
    painter.setClipPath(shape)
    painter.fillRect(QRect(area.left(), area.top(), 3, area.height()), ink)
    painter.restore()
