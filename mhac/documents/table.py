"""A plain table on paper: declared columns, cells that wrap, rows that stay whole, a head on every page."""

from __future__ import annotations

from dataclasses import dataclass

from mhac.documents.faces import BOLD, REGULAR, wrap
from mhac.documents.sheet import LEADING, MUTED, TEXT, Sheet


@dataclass(frozen=True)
class Column:
    """A column: its heading and its share of the width; `strong` cells are bold."""

    heading: str
    share: float
    strong: bool = False


class Table:
    """Rows laid out once, then drawn page by page."""

    def __init__(
        self, columns: tuple[Column, ...], rows: tuple[tuple[str, ...], ...], *, width: float, size: float
    ) -> None:
        self.columns = columns
        self.size = size
        whole = sum(column.share for column in columns)
        self.widths = tuple(width * column.share / whole for column in columns)
        self.rows = [
            [
                wrap(cell, BOLD if column.strong else REGULAR, size, wide - 6)
                for cell, column, wide in zip(row, columns, self.widths, strict=True)
            ]
            for row in rows
        ]

    @property
    def head_height(self) -> float:
        """The height of the headings."""
        return self.size * LEADING + 8

    def row_height(self, at: int) -> float:
        """Return the height of a row."""
        return max(1, *map(len, self.rows[at])) * self.size * LEADING + 7

    def pages(self, first: float, later: float) -> list[range]:
        """Share the rows out over pages of the given free heights (the first, and every later one)."""
        shares, start, free = [], 0, first - self.head_height
        for at in range(len(self.rows)):
            needed = self.row_height(at)
            if needed > free and at > start:
                shares.append(range(start, at))
                start, free = at, later - self.head_height
            free -= needed
        return [*shares, range(start, len(self.rows))]

    def draw(self, sheet: Sheet, top: float, rows: range) -> float:
        """Draw the head and some rows; return the height of the line beneath them."""
        y = top + self.size * LEADING
        for column, x, wide in zip(self.columns, self._lefts(sheet.left), self.widths, strict=True):
            sheet.fitted(x, y, column.heading, self.size - 0.5, wide - 4, colour=MUTED, smallest=4.5)
        y = top + self.head_height
        sheet.rule(y)
        for at in rows:
            for cell, column, x in zip(self.rows[at], self.columns, self._lefts(sheet.left), strict=True):
                font = BOLD if column.strong else REGULAR
                sheet.lines(x, y + self.size * 1.2 + 2, cell, self.size, font=font, colour=TEXT)
            y += self.row_height(at)
            sheet.rule(y)
        return y

    def _lefts(self, left: float) -> list[float]:
        lefts = []
        for wide in self.widths:
            lefts.append(left)
            left += wide
        return lefts
