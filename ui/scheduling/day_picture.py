"""The picture of a day: rooms or clinicians side by side, hours downwards, and what a screen reader says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QHelpEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from mhac.scheduling.rules import SLOT_MINUTES, Conflict
from mhac.scheduling.views import Block
from ui.app import theme
from ui.app.messages import words_for
from ui.scheduling import presenter, tile_painter, words
from ui.scheduling.columns import By, Column, clinician_name, columns_of, initials
from ui.scheduling.deeds import Place
from ui.scheduling.geometry import GUTTER, HEAD, Geometry
from ui.scheduling.presenter import Book, Tile
from ui.widgets import formats
from ui.widgets.basics import as_tip


@dataclass(frozen=True)
class Ghost:
    """A block on its way: where it would land."""

    tile: Tile
    column: int
    begin: int
    end: int
    by_mouse: bool
    grip: int = 0
    stretching: bool = False
    carried: bool = False
    """Taken from the pinboard: it follows the mouse until a click, or the arrows until Enter."""


class DayPicture(QAbstractScrollArea):
    """Lays a day out and draws it; which block is chosen, where the keyboard stands, and a block on its way."""

    chosen = Signal(object)  # Block, or None
    lost = Signal(object, object)  # a block on its way that was changed meanwhile: as it was taken up, and now or None

    def __init__(self, zone: ZoneInfo, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone = zone
        self._now = now
        self._book: Book | None = None
        self._tiles: list[Tile] = []
        self._columns: list[Column] = []
        self._by: By | None = None
        self._geometry = Geometry.fit(1, 480, 1020, 600, 600)
        self._chosen_id: int | None = None
        self._cursor = (0, 480)
        self._ghost: Ghost | None = None
        self._may_move = False
        self._room_next: int | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(220)
        self.setAccessibleName(self.tr("Appointments of the day"))

    # -- what is shown ------------------------------------------------------------------------------------------

    def show_book(self, book: Book, *, may_move: bool, me: int | None = None) -> None:
        """Show a reading of the book; what was chosen stays chosen, and a block on its way stays on its way.

        It is let go where another day or other columns are shown, and where the block itself was changed meanwhile.
        """
        new_day = self._book is None or self._book.wanted.day != book.wanted.day
        turned, self._by = self._by is not book.wanted.by, book.wanted.by
        ghost, under = self._ghost, self._columns[self._ghost.column].key if self._ghost is not None else 0
        self._book, self._may_move, self._ghost = book, may_move, None
        self._columns = columns_of(book.wanted.by, book.frame, book.blocks, me)
        if new_day or self._room_next is not None:
            column = next((at for at, each in enumerate(self._columns) if each.room_id == self._room_next), 0)
            self._cursor, self._room_next = (column, presenter.shown_hours(book, self._zone)[0]), None
        elif turned:
            self._cursor = (0, self._cursor[1])
        self._lay_out()
        if ghost is not None and not new_day and not turned:
            self._ghost = self._still_on_its_way(ghost, under)
        if new_day:
            self._scroll_to_now()
        still = self.block()
        if turned and still is not None:
            self.choose(still.id)
            return
        if still is None:
            self._chosen_id = None
        self.chosen.emit(still)

    def _still_on_its_way(self, ghost: Ghost, under: int) -> Ghost | None:
        """The block on its way over the new reading of its day; nothing where it is not what was taken up."""
        column = next((at for at, each in enumerate(self._columns) if each.key == under), None)
        block = ghost.tile.block
        now = self._tile(block.id)
        changed = now is not None and now.block.version != block.version
        if changed or (now is None and not ghost.carried):
            self.lost.emit(block, now.block if now is not None else None)
            return None
        if column is None:
            return None
        return replace(ghost, tile=now if now is not None and not ghost.carried else ghost.tile, column=column)

    def stand_in(self, room_id: int | None) -> None:
        """Let the keyboard stand in a room, where the next day is shown with its rooms."""
        self._room_next = room_id

    def tick(self) -> None:
        """Let time pass: who is late, and the line of now."""
        if self._book is not None:
            self._lay_out()

    def block(self) -> Block | None:
        """The chosen block."""
        return next((tile.block for tile in self._tiles if tile.block.id == self._chosen_id), None)

    def choose(self, block_id: int | None) -> None:
        """Choose a block and bring it into view."""
        self._chosen_id = block_id
        tile = self._tile(block_id)
        if tile is not None:
            self._cursor = (tile.column, tile.begin)
            self._bring_into_view(self._area(tile))
        self._tell()
        self.chosen.emit(self.block())
        self.viewport().update()

    def area_of(self, block_id: int) -> QRect:
        """Where a block lies in the viewport now; empty when it is not shown."""
        tile = self._tile(block_id)
        return self._area(tile).translated(-self._offset()) if tile else QRect()

    def place_of(self, key: int, minutes: int) -> QPoint:
        """Where a quarter hour of a room, or of a clinician, lies in the viewport now."""
        column = next(i for i, each in enumerate(self._columns) if each.key == key)
        return self._geometry.tile(column, minutes, minutes + SLOT_MINUTES).center() - self._offset()

    # -- places -------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        assert self._book is not None
        first, last = presenter.shown_hours(self._book, self._zone)
        size = self.viewport().size()
        units = tuple(each.units for each in self._columns) if self._by is By.CLINICIANS else ()
        self._geometry = Geometry.fit(max(1, len(self._columns)), first, last, size.width(), size.height(), units)
        self._tiles = presenter.tiles(self._book, self._columns, self._zone, self._now())
        self.horizontalScrollBar().setRange(0, max(0, self._geometry.width - size.width()))
        self.horizontalScrollBar().setPageStep(size.width())
        self.verticalScrollBar().setRange(0, self._geometry.furthest(size.height()))
        self.verticalScrollBar().setPageStep(size.height() - HEAD)
        self.verticalScrollBar().setSingleStep(self._geometry.slot_height)
        self.viewport().update()

    def _offset(self) -> QPoint:
        return QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    def _area(self, tile: Tile) -> QRect:
        return self._geometry.tile(tile.column, tile.begin, tile.end, tile.lane, tile.lanes)

    def _tile(self, block_id: int | None) -> Tile | None:
        return next((tile for tile in self._tiles if tile.block.id == block_id), None)

    def _tile_under(self, column: int, minutes: int) -> Tile | None:
        return next((t for t in self._tiles if t.column == column and t.begin <= minutes < t.end), None)

    def _tile_at(self, point: QPoint) -> Tile | None:
        if point.x() < GUTTER or point.y() < HEAD:
            return None
        place = point + self._offset()
        return next((tile for tile in reversed(self._tiles) if self._area(tile).contains(place)), None)

    def _moment(self, minutes: int) -> datetime:
        assert self._book is not None
        return presenter.moment_at(self._book.wanted.day, minutes, self._zone)

    def _now_minutes(self) -> int | None:
        if self._book is None or self._now().astimezone(self._zone).date() != self._book.wanted.day:
            return None
        minutes = presenter.minutes_of(self._now(), self._book.wanted.day, self._zone)
        return minutes if self._geometry.first <= minutes <= self._geometry.last else None

    def _scroll_to_now(self) -> None:
        minutes = self._now_minutes()
        top = self._geometry.y(minutes) - self.viewport().height() // 3 if minutes is not None else 0
        whole = self._geometry.minutes_at(max(HEAD, top)) // 60 * 60
        self.verticalScrollBar().setValue(max(0, self._geometry.y(whole) - HEAD))

    def _bring_into_view(self, area: QRect) -> None:
        horizontal, vertical = self.horizontalScrollBar(), self.verticalScrollBar()
        size = self.viewport().size()
        left, top = horizontal.value() + GUTTER, vertical.value() + HEAD
        if area.top() < top:
            vertical.setValue(area.top() - HEAD)
        elif area.bottom() > vertical.value() + size.height():
            vertical.setValue(area.bottom() - size.height() + 4)
        if area.left() < left:
            horizontal.setValue(area.left() - GUTTER)
        elif area.right() > horizontal.value() + size.width():
            horizontal.setValue(area.right() - size.width() + 4)

    # -- a block on its way ------------------------------------------------------------------------------------

    def _ghost_area(self) -> QRect:
        assert self._ghost is not None
        return self._geometry.tile(self._ghost.column, self._ghost.begin, self._ghost.end)

    def _ghost_conflict(self) -> Conflict | None:
        assert self._ghost is not None
        assert self._book is not None
        minutes = self._ghost.end - self._ghost.begin
        return presenter.conflict(self._book, self._ghost.tile.block, self._ghost_place(minutes), self._now())

    def _ghost_place(self, minutes: int | None) -> Place:
        assert self._ghost is not None
        assert self._book is not None
        block = self._ghost.tile.block
        place = self._columns[self._ghost.column].place(block, self._moment(self._ghost.begin), minutes)
        if self._by is By.ROOMS:
            return place
        # Whoever looks at clinicians does not see the rooms: one that is free is found for him.
        return presenter.in_a_free_room(self._book, block, place, self._now())

    def _ghost_room(self, minutes: int) -> str:
        """The other room to which the block on its way would go; empty while it stays in its own."""
        assert self._ghost is not None
        assert self._book is not None
        place = self._ghost_place(minutes)
        room = self._book.frame.room(place.room_id)
        return room.name if self._by is By.CLINICIANS and room and room.id != self._ghost.tile.block.room_id else ""

    # -- words --------------------------------------------------------------------------------------------------

    def describe(self) -> str:
        """What a screen reader says of the place where the keyboard stands."""
        if self._book is None or not self._columns:
            return ""
        if self._ghost is not None:
            where = self._describe_place(self._ghost.column, self._ghost.begin)
            if other := self._ghost_room(self._ghost.end - self._ghost.begin):
                where = f"{where}, {other}"
            if self._ghost.stretching:
                until = formats.clock(self._moment(self._ghost.end))
                where = self.tr("{place} until {time}").format(place=where, time=until)
            found = self._ghost_conflict()
            reason = words_for(found.code, found.values) if found else self.tr("free, Enter puts it down")
            return f"{words.block_title(self._ghost.tile.block)}: {where}, {reason}"
        tile = self._tile(self._chosen_id)
        if tile is not None:
            return self._describe_tile(tile)
        return self._describe_place(*self._cursor)

    def _describe_place(self, column: int, minutes: int) -> str:
        assert self._book is not None
        parts = [self._columns[column].title, formats.clock(self._moment(minutes))]
        room_id = self._columns[column].room_id
        parts += [
            self._closed_words(band.reason)
            for band in presenter.shut_bands(self._book, self._zone)
            if band.begin <= minutes < band.end and band.room_id in (None, room_id)
        ]
        return ", ".join(parts)

    def _describe_tile(self, tile: Tile) -> str:
        assert self._book is not None
        frame = self._book.frame
        room = frame.room(tile.block.room_id)
        parts = (
            words.block_title(tile.block),
            words.block_detail(tile.block, frame.service(tile.block.service_id)),
            room.name if room else "",
            words.with_words(frame, tile.block.clinician_id),
            words.hours_words(tile.block),
            words.block_state(tile.block, late=tile.late),
            tile.block.note,
        )
        return ", ".join(part for part in parts if part)

    def _tell(self) -> None:
        text = self.describe()
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))

    def viewportEvent(self, event: QEvent) -> bool:
        """Show the whole text of a block as a tip."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            tile = self._tile_at(event.pos())
            people = "\n".join(person.name for person in tile.block.people) if tile else ""
            QToolTip.showText(event.globalPos(), as_tip(f"{self._describe_tile(tile)}\n{people}" if tile else ""), self)
            return True
        return super().viewportEvent(event)

    # -- painting -----------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill the new size."""
        super().resizeEvent(event)
        if self._book is not None:
            self._lay_out()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard stands."""
        super().focusInEvent(event)
        self._tell()
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the day."""
        if self._book is None:
            return
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.viewport().rect(), theme.colour("surface"))
        offset = self._offset()
        painter.translate(-offset)
        self._paint_day(painter)
        painter.resetTransform()
        painter.translate(0, -offset.y())
        labels = {m: formats.clock(self._moment(m)) for m in range(self._geometry.first, self._geometry.last, 60)}
        tile_painter.draw_gutter(painter, self._geometry, labels, offset.y())
        painter.resetTransform()
        painter.translate(-offset.x(), 0)
        tile_painter.draw_heads(painter, self._geometry, self._columns, self.width() + offset.x())
        painter.resetTransform()
        painter.fillRect(0, 0, GUTTER, HEAD - 1, theme.colour("surface"))
        if self._ghost is not None:
            found = self._ghost_conflict()
            if found is not None:
                near = self._ghost_area().translated(-offset)
                text = words_for(found.code, found.values)
                tile_painter.draw_bubble(painter, text, "bad", near, self.viewport().rect())

    def _paint_day(self, painter: QPainter) -> None:
        assert self._book is not None
        tile_painter.draw_grid(painter, self._geometry)
        self._paint_closed(painter, self._book)
        minutes = self._now_minutes()
        if minutes is not None:
            tile_painter.draw_now(painter, self._geometry, minutes)
        for tile in self._tiles:
            chosen = tile.block.id == self._chosen_id
            tile_painter.draw_tile(painter, self._area(tile), tile, self._lines_of(tile), chosen=chosen)
        if self._ghost is not None:
            found = self._ghost_conflict()
            title = words.block_title(self._ghost.tile.block)
            begin, end = (formats.clock(self._moment(m)) for m in (self._ghost.begin, self._ghost.end))
            hours = " · ".join(
                part for part in (f"{begin}–{end}", self._ghost_room(self._ghost.end - self._ghost.begin)) if part
            )
            tile_painter.draw_ghost(painter, self._ghost_area(), title, hours, found.code if found else "")
        elif self.hasFocus() and self._chosen_id is None and self._columns:
            column, at = self._cursor
            under = self._tile_under(column, at)
            around = self._area(under) if under else self._geometry.tile(column, at, at + SLOT_MINUTES)
            tile_painter.draw_cursor(painter, around)

    def _paint_closed(self, painter: QPainter, book: Book) -> None:
        """Hatch the closed hours, the rooms that are closed for the day, and the parts of the day that are."""
        bands = presenter.closed_bands(book, self._zone)
        tile_painter.draw_closed(painter, self._geometry, bands, [self._band_words(band.pause) for band in bands])
        shut = presenter.shut_bands(book, self._zone)
        for at, column in enumerate(self._columns):
            for band in shut:  # said in every column, for appointments that stand there hide the words of some
                if band.room_id in (None, column.room_id):
                    said = self._closed_words(band.reason)
                    tile_painter.draw_closed_column(painter, self._geometry, at, said, band)
            reason = book.opened.rooms_closed.get(column.room_id or 0)
            if reason is not None and book.opened.spans:
                tile_painter.draw_closed_column(painter, self._geometry, at, self._closed_words(reason))

    def _lines_of(self, tile: Tile) -> tile_painter.Said:
        """What a block says beneath its title: what its column does not say already."""
        assert self._book is not None
        frame, block = self._book.frame, tile.block
        detail = words.block_detail(block, frame.service(block.service_id))
        if self._by is By.ROOMS:
            who = frame.clinician(block.clinician_id)
            return tile_painter.Said(
                detail, clinician_name(frame, block.clinician_id), initials(who.name) if who else ""
            )
        room = frame.room(block.room_id)
        return tile_painter.Said(" · ".join(part for part in (room.name if room else "", detail) if part))

    def _band_words(self, pause: bool) -> str:
        assert self._book is not None
        if pause:
            return self.tr("Lunch · closed")
        if self._book.opened.spans:
            return ""
        return self._closed_words(self._book.opened.closed_reason)

    def _closed_words(self, reason: str) -> str:
        return self.tr("Closed · {reason}").format(reason=reason) if reason else self.tr("Closed")
