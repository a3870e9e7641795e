"""The board of a day: blocks to look at, to pick up and to move, by mouse or by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QApplication, QWidget

from mhac.scheduling.rules import LONGEST_MINUTES, SLOT_MINUTES
from mhac.scheduling.views import Block
from ui.scheduling import presenter
from ui.scheduling.day_picture import DayPicture, Ghost
from ui.scheduling.presenter import Tile

EDGE = 7  # so near its lower edge, a block is stretched instead of moved
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -SLOT_MINUTES),
    Qt.Key.Key_Down: (0, SLOT_MINUTES),
    Qt.Key.Key_PageUp: (0, -60),
    Qt.Key.Key_PageDown: (0, 60),
}


class DayBoard(DayPicture):
    """Shows one day; arrows walk over it, M takes a block up, Shift and an arrow stretch it, Enter puts it down, Esc
    lets go."""

    moved = Signal(object, object)  # Block, Place
    refused = Signal(object)  # Conflict: dropped where it cannot be
    wanted = Signal(object, object)  # an empty place: Column, start
    acts_wanted = Signal(object, object)  # Block, where on the screen
    put_aside = Signal(object)  # Block, dropped beside the board

    def __init__(self, zone: ZoneInfo, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(zone, now, parent)
        self._pressed: tuple[QPoint, Tile] | None = None
        self.viewport().setMouseTracking(True)

    # -- moving -------------------------------------------------------------------------------------------------

    def is_moving(self) -> bool:
        """Whether a block is on its way."""
        return self._ghost is not None

    def begin_move(self) -> bool:
        """Take the chosen block up by keyboard."""
        tile = self._tile(self._chosen_id)
        if tile is None or not self._may_move or not presenter.may_move(tile.block):
            return False
        self._take(Ghost(tile, tile.column, tile.begin, tile.end, by_mouse=False))
        return True

    def begin_stretch(self) -> bool:
        """Take the lower edge of the chosen block up by keyboard."""
        tile = self._tile(self._chosen_id)
        if tile is None or not self._may_move or not presenter.may_move(tile.block):
            return False
        self._take(Ghost(tile, tile.column, tile.begin, tile.end, by_mouse=False, stretching=True))
        return True

    def carry(self, block: Block) -> bool:
        """Take a block up that was put aside, perhaps from another day."""
        if self._book is None or not self._columns or not self._may_move or not presenter.may_move(block):
            return False
        length = block.span.minutes
        column = next((at for at, each in enumerate(self._columns) if each.holds(block)), self._cursor[0])
        begin = max(self._geometry.first, min(self._geometry.last - length, self._cursor[1]))
        tile = Tile(block, column, begin, begin + length, 0, 1, late=False)
        self._take(Ghost(tile, column, begin, begin + length, by_mouse=False, carried=True))
        return True

    def _take(self, ghost: Ghost) -> None:
        self._ghost = ghost
        self.setFocus()
        self._bring_into_view(self._ghost_area())
        self._tell()
        self.viewport().update()

    def _ghost_to(self, column: int, begin: int) -> None:
        assert self._ghost is not None
        length = self._ghost.end - self._ghost.begin
        begin = max(self._geometry.first, min(self._geometry.last - length, begin))
        column = max(0, min(len(self._columns) - 1, column))
        self._take(replace(self._ghost, column=column, begin=begin, end=begin + length))

    def _stretch_to(self, end: int) -> None:
        assert self._ghost is not None
        least = self._ghost.begin + SLOT_MINUTES
        most = min(self._geometry.last, self._ghost.begin + LONGEST_MINUTES)
        self._take(replace(self._ghost, end=max(least, min(most, end))))

    def _put_down(self) -> None:
        ghost = self._ghost
        if ghost is None:
            return
        found = self._ghost_conflict()
        if found is not None:
            if ghost.by_mouse:
                self._ghost = None
            self.refused.emit(found)
        else:
            place = self._ghost_place(ghost.end - ghost.begin if ghost.stretching else None)
            self._ghost = None
            before = (ghost.tile.column, ghost.tile.begin, ghost.tile.end)
            if ghost.carried or (ghost.column, ghost.begin, ghost.end) != before:
                self._cursor = (ghost.column, ghost.begin)
                self.moved.emit(ghost.tile.block, place)
        self._tell()
        self.viewport().update()

    def _let_go(self) -> None:
        self._ghost = self._pressed = None
        self._tell()
        self.viewport().update()

    # -- mouse --------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a block, or an empty place."""
        if event.button() != Qt.MouseButton.LeftButton or self._book is None:
            return
        point = event.position().toPoint()
        if self._ghost is not None and self._ghost.carried:
            self._put_down()
            return
        if self._ghost is not None:
            self._let_go()
            return
        tile = self._tile_at(point)
        self._pressed = (point, tile) if tile is not None else None
        if tile is None and self._geometry.inside(point + self._offset()):
            place = point + self._offset()
            self._cursor = (self._geometry.column_at(place.x()), self._geometry.minutes_at(place.y()))
        elif tile is not None:
            self._cursor = (tile.column, tile.begin)
        self._chosen_id = tile.block.id if tile else None
        self._tell()
        self.chosen.emit(self.block())
        self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Take a block along once the mouse has really moved."""
        point = event.position().toPoint()
        if self._pressed is not None and self._ghost is None:
            self._begin_drag(point)
        ghost = self._ghost
        place = point + self._offset()
        if ghost is not None and ghost.stretching and ghost.by_mouse:
            self._stretch_to(self._geometry.minutes_at(place.y()) + SLOT_MINUTES)
        elif ghost is not None and (ghost.by_mouse or ghost.carried):
            rounded = place.y() - ghost.grip + self._geometry.slot_height // 2
            self._ghost_to(self._geometry.column_at(place.x()), self._geometry.minutes_at(rounded))
        else:
            over = self._tile_at(point)
            edge = over is not None and self._on_lower_edge(over, point) and self._movable(over)
            shape = Qt.CursorShape.SizeVerCursor if edge else Qt.CursorShape.PointingHandCursor
            self.viewport().setCursor(shape if over else Qt.CursorShape.ArrowCursor)

    def _begin_drag(self, point: QPoint) -> None:
        assert self._pressed is not None
        start, tile = self._pressed
        far = (point - start).manhattanLength() >= QApplication.startDragDistance()
        if far and self._movable(tile):
            grip = (start + self._offset()).y() - self._area(tile).top()
            edge = self._on_lower_edge(tile, start)
            self._ghost = Ghost(tile, tile.column, tile.begin, tile.end, by_mouse=True, grip=grip, stretching=edge)

    def _movable(self, tile: Tile) -> bool:
        return self._may_move and presenter.may_move(tile.block)

    def _on_lower_edge(self, tile: Tile, point: QPoint) -> bool:
        area = self._area(tile).translated(-self._offset())
        return area.bottom() - point.y() < min(EDGE, area.height() // 3)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Put the block down where the mouse is."""
        self._pressed = None
        ghost = self._ghost
        if ghost is None or not ghost.by_mouse:
            return
        beside = event.position().x() > self.viewport().width()
        if beside and not ghost.stretching:
            self._let_go()
            self.put_aside.emit(ghost.tile.block)
        else:
            self._put_down()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Book an empty place, or open a block."""
        point = event.position().toPoint()
        tile = self._tile_at(point)
        place = point + self._offset()
        if tile is not None:
            self.acts_wanted.emit(tile.block, event.globalPosition().toPoint())
        elif self._geometry.inside(place) and self._columns:
            column = self._columns[self._geometry.column_at(place.x())]
            self.wanted.emit(column, self._moment(self._geometry.minutes_at(place.y())))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the block under the mouse."""
        tile = self._tile_at(event.pos())
        if tile is not None:
            self.choose(tile.block.id)
            self.acts_wanted.emit(tile.block, event.globalPos())

    # -- keyboard -----------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk, take up, put down, let go, open or book."""
        key = Qt.Key(event.key())
        shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if self._book is None or not self._columns:
            super().keyPressEvent(event)
        elif shift and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._stretch_by(_ARROWS[key][1])
        elif key in _ARROWS and event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        ):
            self._walk(*_ARROWS[key])
        elif self._ghost is not None and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._put_down()
        elif self._ghost is not None and key == Qt.Key.Key_Escape:
            self._let_go()
        elif key == Qt.Key.Key_M and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.begin_move()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open_or_book()
        else:
            super().keyPressEvent(event)

    def _stretch_by(self, minutes: int) -> None:
        if (self._ghost is None and self.begin_stretch()) or (self._ghost is not None and self._ghost.stretching):
            assert self._ghost is not None
            self._stretch_to(self._ghost.end + minutes)

    def _walk(self, columns: int, minutes: int) -> None:
        if self._ghost is not None and self._ghost.stretching:
            self._stretch_to(self._ghost.end + minutes)
            return
        if self._ghost is not None:
            self._ghost_to(self._ghost.column + columns, self._ghost.begin + minutes)
            return
        column, begin = self._cursor
        under = self._tile_under(column, begin)
        if under is not None and abs(minutes) == SLOT_MINUTES:
            begin = under.end if minutes > 0 else under.begin - SLOT_MINUTES
        else:
            begin += minutes
        column = max(0, min(len(self._columns) - 1, column + columns))
        begin = max(self._geometry.first, min(self._geometry.last - SLOT_MINUTES, begin))
        self._cursor = (column, begin)
        tile = self._tile_under(column, begin)
        self._chosen_id = tile.block.id if tile else None
        area = self._area(tile) if tile else self._geometry.tile(column, begin, begin + SLOT_MINUTES)
        self._bring_into_view(area)
        self._tell()
        self.chosen.emit(self.block())
        self.viewport().update()

    def _open_or_book(self) -> None:
        tile = self._tile(self._chosen_id)
        if tile is not None:
            corner = self._area(tile).translated(-self._offset()).bottomLeft()
            self.acts_wanted.emit(tile.block, self.viewport().mapToGlobal(corner))
        else:
            self.wanted.emit(self._columns[self._cursor[0]], self._moment(self._cursor[1]))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Let a block go that was taken up by keyboard."""
        super().focusOutEvent(event)
        if self._ghost is not None and event.reason() != Qt.FocusReason.PopupFocusReason and not self._ghost.carried:
            self._let_go()
        self.viewport().update()
