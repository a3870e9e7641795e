"""The board of the floor: stations as columns, tickets to look at and to hand over, by mouse or by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QContextMenuEvent,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QFrame, QToolTip, QWidget

from ui.app import icons, theme
from ui.floor import words
from ui.floor.presenter import Card, Floor, neighbour
from ui.widgets.basics import as_tip
from ui.widgets.drawn_words import draw_counted, draw_words, in_lines

HEAD = 36
GAP = 10
INSET = 8
CARD_HEIGHT = 70
TALL_CARD = 88  # where names do not fit on one line, each has two
LEAST_COLUMN = 112
MARK = 18
EDGE = (11, 7)  # between the words of a card and its left and right edge


@dataclass(frozen=True)
class Place:
    """A card with its rectangle in the content."""

    card: Card
    column: int
    area: QRect


class FloorBoard(QAbstractScrollArea):
    """Arrows walk over the tickets, H hands over to the next station, Ctrl and an arrow to the one beside."""

    chosen = Signal(object)  # Card, or None
    handed_over = Signal(object, str)  # Card, station; an empty one means the proposed next one
    acts_wanted = Signal(object, object)  # Card, where on the screen
    opened = Signal(object, object)  # the same, by a double click
    lost = Signal(object)  # Card that was in the hand and that somebody else has changed meanwhile

    def __init__(self, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._floor: Floor | None = None
        self._places: list[Place] = []
        self._column_width = LEAST_COLUMN
        self._card_height = CARD_HEIGHT
        self._height = 0
        self._chosen: tuple[int, ...] = ()
        self._pressed: tuple[QPoint, Place] | None = None
        self._dragged: tuple[Place, QPoint] | None = None
        self._may_move = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(220)
        self.viewport().setMouseTracking(True)
        self.setAccessibleName(self.tr("Clinic floor"))

    # -- what is shown ------------------------------------------------------------------------------------------

    def show_floor(self, floor: Floor, *, may_move: bool) -> None:
        """Show the floor; who was chosen stays chosen, also when a family has parted or come together.

        A ticket that is being dragged stays in the hand as long as nobody else changed it.
        """
        self._floor, self._may_move = floor, may_move
        if self._chosen and floor.card(self._chosen) is None:
            still = next((card for i in self._chosen if (card := floor.card_of(i))), None)
            self._chosen = still.key if still else ()
        self._lay_out()
        self._keep_in_hand()
        if not self._chosen and self._places and self.hasFocus():  # the cursor was here before the first ticket
            self._chosen = self._places[0].card.key
        self._tell()
        self.chosen.emit(self.card())

    def _keep_in_hand(self) -> None:
        held = self._dragged[0] if self._dragged else self._pressed[1] if self._pressed else None
        if held is None:
            return
        now = self._place(held.card.key)
        if now is not None and now.card.seen == held.card.seen:
            self._dragged = (now, self._dragged[1]) if self._dragged else None
            self._pressed = (self._pressed[0], now) if self._pressed else None
            return
        was_dragged, self._dragged, self._pressed = self._dragged is not None, None, None
        if was_dragged:
            self.lost.emit(held.card)

    def tick(self) -> None:
        """Let the waiting times grow."""
        self.viewport().update()

    def card(self) -> Card | None:
        """The chosen ticket."""
        return self._floor.card(self._chosen) if self._floor else None

    def choose(self, card: Card | None) -> None:
        """Choose a ticket and bring it into view."""
        self._chosen = card.key if card else ()
        place = self._place(self._chosen)
        if place is not None:
            self._bring_into_view(place.area)
        self._tell()
        self.chosen.emit(card)
        self.viewport().update()

    def choose_visit(self, visit_id: int) -> bool:
        """Choose the ticket of a visit; tell whether it is on the floor."""
        card = self._floor.card_of(visit_id) if self._floor else None
        if card is not None:
            self.choose(card)
        return card is not None

    def area_of(self, card: Card) -> QRect:
        """Where a ticket lies in the viewport now."""
        place = self._place(card.key)
        return place.area.translated(-self._offset()) if place else QRect()

    def column_area(self, station_code: str) -> QRect:
        """Where a station lies in the viewport now."""
        codes = [here.code for here, _ in self._floor.columns] if self._floor else []
        return self._column(codes.index(station_code)).translated(-self._offset())

    # -- places -------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        if self._floor is None:
            return
        size = self.viewport().size()
        count = len(self._floor.columns)
        self._column_width = max(LEAST_COLUMN, (size.width() - GAP * (count - 1)) // count)
        self._card_height = TALL_CARD if self._any_name_is_long() else CARD_HEIGHT
        self._places = []
        most = 0
        for column, (_, cards) in enumerate(self._floor.columns):
            left = column * (self._column_width + GAP) + INSET
            for row, card in enumerate(cards):
                top = HEAD + row * (self._card_height + INSET)
                area = QRect(left, top, self._column_width - 2 * INSET, self._card_height)
                self._places.append(Place(card, column, area))
            most = max(most, len(cards))
        self._height = max(size.height(), HEAD + most * (self._card_height + INSET) + INSET)
        self.verticalScrollBar().setRange(0, self._height - size.height())
        self.verticalScrollBar().setPageStep(size.height() - HEAD)
        self.verticalScrollBar().setSingleStep(self._card_height + INSET)
        width = count * (self._column_width + GAP) - GAP
        self.horizontalScrollBar().setRange(0, max(0, width - size.width()))
        self.horizontalScrollBar().setPageStep(size.width())
        self.viewport().update()

    def _any_name_is_long(self) -> bool:
        assert self._floor is not None
        metrics = QFontMetrics(theme.body_font(12.5, weight=QFont.Weight.DemiBold))
        room = self._column_width - 2 * INSET - sum(EDGE)
        cards = [card for _, cards in self._floor.columns for card in cards]
        return any(
            metrics.horizontalAdvance(words.card_title(card)) > room - (MARK if card.doubtful else 0) for card in cards
        )

    def _offset(self) -> QPoint:
        return QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    def _column(self, index: int) -> QRect:
        return QRect(index * (self._column_width + GAP), 0, self._column_width, self._height)

    def _place(self, key: tuple[int, ...]) -> Place | None:
        return next((place for place in self._places if place.card.key == key), None)

    def _place_at(self, point: QPoint) -> Place | None:
        if point.y() < HEAD:
            return None
        there = point + self._offset()
        return next((place for place in self._places if place.area.contains(there)), None)

    def _station_at(self, point: QPoint) -> str:
        assert self._floor is not None
        index = (point.x() + self._offset().x()) // (self._column_width + GAP)
        return self._floor.columns[max(0, min(len(self._floor.columns) - 1, index))][0].code

    def _bring_into_view(self, area: QRect) -> None:
        vertical, horizontal = self.verticalScrollBar(), self.horizontalScrollBar()
        size = self.viewport().size()
        if area.top() - HEAD < vertical.value():
            vertical.setValue(area.top() - HEAD)
        elif area.bottom() + INSET > vertical.value() + size.height():
            vertical.setValue(area.bottom() + INSET - size.height())
        if area.left() - INSET < horizontal.value():
            horizontal.setValue(area.left() - INSET)
        elif area.right() + INSET > horizontal.value() + size.width():
            horizontal.setValue(area.right() + INSET - size.width())

    # -- mouse --------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a ticket."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        place = self._place_at(event.position().toPoint())
        self._pressed = (event.position().toPoint(), place) if place else None
        self.choose(place.card if place else None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Take a ticket along once the mouse has really moved."""
        point = event.position().toPoint()
        if self._pressed is not None and self._dragged is None and self._may_move:
            start, place = self._pressed
            if (point - start).manhattanLength() >= QApplication.startDragDistance():
                self._dragged = (place, point)
        if self._dragged is not None:
            self._dragged = (self._dragged[0], point)
            self.viewport().update()
        else:
            over = self._place_at(point)
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Hand the ticket over to the station under the mouse."""
        self._pressed = None
        if self._dragged is None:
            return
        place, point = self._dragged
        self._dragged = None
        target = self._station_at(point)
        if target != place.card.station:
            self.handed_over.emit(place.card, target)
        self.viewport().update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open a ticket."""
        place = self._place_at(event.position().toPoint())
        if place is not None:
            self.opened.emit(place.card, event.globalPosition().toPoint())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Show what can be done with the ticket under the mouse."""
        place = self._place_at(event.pos())
        if place is not None:
            self.choose(place.card)
            self.acts_wanted.emit(place.card, event.globalPos())

    # -- keyboard -----------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk, hand over, open."""
        key, card = Qt.Key(event.key()), self.card()
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key == Qt.Key.Key_Escape and self._dragged is not None:
            self._dragged = self._pressed = None
            self.viewport().update()
        elif control and card is not None and key == Qt.Key.Key_Right:
            self._hand_over_beside(card, 1)
        elif control and card is not None and key == Qt.Key.Key_Left:
            self._hand_over_beside(card, -1)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down) and not control:
            self._walk(key)
        elif key == Qt.Key.Key_H and card is not None and not event.modifiers():
            self._hand_over(card, "")
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and card is not None:
            corner = self.area_of(card).bottomLeft()
            self.acts_wanted.emit(card, self.viewport().mapToGlobal(corner))
        else:
            super().keyPressEvent(event)

    def _hand_over(self, card: Card, target: str) -> None:
        if self._may_move:
            self.handed_over.emit(card, target)

    def _hand_over_beside(self, card: Card, step: int) -> None:
        target = neighbour(card, step)
        if target:
            self._hand_over(card, target)

    def _walk(self, key: Qt.Key) -> None:
        if not self._places:
            return
        here = self._place(self._chosen)
        if here is None:
            self.choose(self._places[0].card)
            return
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            column = [place for place in self._places if place.column == here.column]
            row = column.index(here) + (1 if key == Qt.Key.Key_Down else -1)
            if 0 <= row < len(column):
                self.choose(column[row].card)
            return
        step = 1 if key == Qt.Key.Key_Right else -1
        columns = sorted({place.column for place in self._places})
        beside = [column for column in columns if (column - here.column) * step > 0]
        if beside:
            target = beside[0] if step > 0 else beside[-1]
            column = [place for place in self._places if place.column == target]
            self.choose(min(column, key=lambda place: abs(place.area.top() - here.area.top())).card)

    # -- words --------------------------------------------------------------------------------------------------

    def describe(self) -> str:
        """What a screen reader says of the chosen ticket."""
        card = self.card()
        if card is None:
            return ""
        now = self._now()
        parts = (
            words.card_ticket(card),
            words.card_title(card),
            words.card_detail(card, now.date()),
            words.station_name(card.station),
            words.minutes(card.minutes(now)),
            words.wait_words(card.mark(now)),
            words.card_state(card, now)[0],
            self.tr("identity not confirmed") if card.doubtful else "",
            self._next_words(card),
        )
        return ", ".join(part for part in parts if part)

    def _next_words(self, card: Card) -> str:
        if not card.next_station:
            return ""
        return self.tr("next: {station}").format(station=words.station_name(card.next_station))

    def _tell(self) -> None:
        text = self.describe()
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))

    def viewportEvent(self, event: QEvent) -> bool:
        """Show everybody on a ticket as a tip."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = self._place_at(event.pos())
            people = "\n".join(f"{v.ticket}  {v.name}" for v in place.card.visits) if place else ""
            QToolTip.showText(event.globalPos(), as_tip(people), self)
            return True
        return super().viewportEvent(event)

    # -- painting -----------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill the new size."""
        super().resizeEvent(event)
        self._lay_out()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard stands."""
        super().focusInEvent(event)
        if self.card() is None and self._places:
            self.choose(self._places[0].card)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the floor."""
        if self._floor is None:
            return
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.viewport().rect(), theme.colour("background"))
        offset = self._offset()
        painter.translate(-offset)
        target = self._station_at(self._dragged[1]) if self._dragged else ""
        for index, (here, _) in enumerate(self._floor.columns):
            _draw_column(painter, self._column(index), lit=here.code == target)
        for place in self._places:
            if self._dragged is None or place.card.key != self._dragged[0].card.key:
                self._draw_card(painter, place.area, place.card)
        painter.resetTransform()
        painter.translate(-offset.x(), 0)
        for index, (here, cards) in enumerate(self._floor.columns):
            area = self._column(index)
            head = QRect(area.left(), 0, area.width(), HEAD)
            count = sum(len(card.visits) for card in cards)
            _draw_head(painter, head, words.station_name(here.code), count, lit=here.code == target)
        painter.resetTransform()
        if self._dragged is not None:
            place, point = self._dragged
            area = QRect(place.area)
            area.moveCenter(point)
            painter.setOpacity(0.92)
            self._draw_card(painter, area, place.card)

    def _draw_card(self, painter: QPainter, area: QRect, card: Card) -> None:
        now = self._now()
        tone = words.TONES[card.mark(now)]
        _draw_ground(painter, area, tone, chosen=card.key == self._chosen, strong=self.hasFocus())
        inner = area.adjusted(EDGE[0], 6, -EDGE[1], -5)
        wait = words.minutes(card.minutes(now))
        small, bold = theme.body_font(12), theme.body_font(12.5, weight=QFont.Weight.DemiBold)
        wait_font = theme.body_font(12, weight=QFont.Weight.DemiBold)
        width = QFontMetrics(wait_font).horizontalAdvance(wait)
        line = QRect(inner.left(), inner.top(), inner.width(), 17)
        draw_words(painter, wait, wait_font, tone, line, Qt.AlignmentFlag.AlignRight)
        draw_words(painter, words.card_ticket(card), small, "muted", line.adjusted(0, 0, -width - 3, 0))
        title = words.card_title(card)
        if card.doubtful:
            picture = icons.pixmap("shield-alert", "bad", 14, scale=2.0)
            painter.drawPixmap(QRect(inner.right() - 14, inner.top() + 20, 14, 14), picture)
        width = inner.width() - (MARK if card.doubtful else 0)
        lines = in_lines(title, bold, width, 2 if area.height() == TALL_CARD else 1)
        for place, text in enumerate(lines):
            draw_counted(painter, text, bold, QRect(inner.left(), inner.top() + 18 + 18 * place, width, 18))
        detail, tone = words.card_state(card, now)
        if not detail:
            detail, tone = words.card_detail(card, now.date()) or self._next_words(card), "muted"
        elif card.first.called_room and QFontMetrics(small).horizontalAdvance(detail) > inner.width():
            detail = card.first.called_room  # where to is more than since when
        draw_words(painter, detail, small, tone, QRect(inner.left(), area.bottom() - 23, inner.width(), 18))


def _draw_column(painter: QPainter, area: QRect, *, lit: bool) -> None:
    shape = QPainterPath()
    shape.addRoundedRect(QRectF(area), 8, 8)
    painter.fillPath(shape, theme.colour("accent_soft" if lit else "neutral_soft"))
    if lit:
        painter.setPen(QPen(theme.colour("accent"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(area).adjusted(1, 1, -1, -1), 7, 7)


def _draw_head(painter: QPainter, area: QRect, name: str, count: int, *, lit: bool) -> None:
    painter.fillRect(area.adjusted(3, 3, -3, 0), theme.colour("accent_soft" if lit else "neutral_soft"))
    inner = area.adjusted(9, 2, -9, 0)
    number = str(count)
    font = theme.body_font(12.5, weight=QFont.Weight.DemiBold)
    width = QFontMetrics(font).horizontalAdvance(number) + 4
    draw_words(painter, number, theme.body_font(12.5), "muted", inner, Qt.AlignmentFlag.AlignRight)
    draw_words(painter, name, font, "text", inner.adjusted(0, 0, -width, 0))


def _draw_ground(painter: QPainter, area: QRect, tone: str, *, chosen: bool, strong: bool) -> None:
    shape = QPainterPath()
    shape.addRoundedRect(QRectF(area), 6, 6)
    painter.fillPath(shape, theme.colour("surface"))
    painter.save()
    painter.setClipPath(shape)
    painter.fillRect(QRect(area.left(), area.top(), 3, area.height()), theme.colour(tone))
    painter.restore()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.colour("accent" if chosen else "line"), 2 if chosen and strong else 1))
    painter.drawRoundedRect(QRectF(area).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
