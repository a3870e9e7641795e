"""Where things lie on the board of a day: columns and quarter hours to pixels and back."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect

from mhac.scheduling.rules import SLOT_MINUTES

HEAD = 36
GUTTER = 58
LEAST_COLUMN = 106
LEAST_SLOT = 18
MOST_SLOT = 30
GAP = 3


@dataclass(frozen=True)
class Geometry:
    """The measures of the board; positions are in the content, before scrolling."""

    columns: int
    first: int
    last: int
    column_width: int
    slot_height: int
    units: tuple[int, ...] = ()
    """How many widths each column takes, where they differ."""

    @classmethod
    def fit(cls, columns: int, first: int, last: int, width: int, height: int, units: tuple[int, ...] = ()) -> Geometry:
        """The measures that fill a view, never smaller than can be read."""
        slots = max(1, (last - first) // SLOT_MINUTES)
        column = max(LEAST_COLUMN, (width - GUTTER) // max(1, sum(units) or columns))
        slot = min(MOST_SLOT, max(LEAST_SLOT, (height - HEAD) // slots))
        return cls(columns, first, last, column, slot, units)

    @property
    def width(self) -> int:
        """The whole width, the gutter included."""
        return self.x(self.columns)

    @property
    def height(self) -> int:
        """The whole height, the heads of the columns included."""
        return HEAD + (self.last - self.first) // SLOT_MINUTES * self.slot_height

    def furthest(self, height: int) -> int:
        """How far a view of this height is scrolled down at most: to a whole hour, so that none is cut at the top."""
        hour = 60 // SLOT_MINUTES * self.slot_height
        return -(-max(0, self.height - height) // hour) * hour

    def x(self, column: int) -> int:
        """The left edge of a column."""
        return GUTTER + (sum(self.units[:column]) if self.units else column) * self.column_width

    def width_of(self, column: int) -> int:
        """How wide a column is."""
        return self.x(column + 1) - self.x(column)

    def y(self, minutes: int) -> int:
        """The height at which a minute of the day lies."""
        return HEAD + round((minutes - self.first) * self.slot_height / SLOT_MINUTES)

    def tile(self, column: int, begin: int, end: int, lane: int = 0, lanes: int = 1) -> QRect:
        """The rectangle of a block."""
        share = (self.width_of(column) - 2 * GAP) // lanes
        left = self.x(column) + GAP + lane * share
        return QRect(left, self.y(begin) + 1, share - (1 if lanes > 1 else 0), self.y(end) - self.y(begin) - 2)

    def column_at(self, x: int) -> int:
        """The column under a point, the nearest one beyond the edges."""
        if not self.units:
            return max(0, min(self.columns - 1, (x - GUTTER) // self.column_width))
        return max(0, sum(self.x(column) <= x for column in range(self.columns)) - 1)

    def minutes_at(self, y: int) -> int:
        """The beginning of the quarter hour under a point, the nearest one beyond the edges."""
        minutes = self.first + (y - HEAD) // self.slot_height * SLOT_MINUTES
        return max(self.first, min(self.last - SLOT_MINUTES, minutes))

    def inside(self, point: QPoint) -> bool:
        """Whether a point lies on a column."""
        return GUTTER <= point.x() < self.width and HEAD <= point.y() < self.height
