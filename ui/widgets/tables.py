"""Tables with declared columns: a page says what a column shows of a row, the table draws, sorts and opens it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelection,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ui.app import icons, theme
from ui.widgets.basics import as_tip
from ui.widgets.column_widths import LEAST_FLEXIBLE, Wish, shared
from ui.widgets.search_popup import draw_pill_at, pill_width

R = TypeVar("R")

Index = QModelIndex | QPersistentModelIndex
ROW_PX = 38
TALL_ROW_PX = 52
WIDEST_PILL = 190
MEASURED_ROWS = 80
PAD = 10


@dataclass(frozen=True)
class Column(Generic[R]):
    """What one column shows of a row.

    `detail` is a quiet second line (tall rows) or follows the words (`beside`). With `tone` the text is drawn as a
    pill. `width` 0 takes the space that is left. `sort` gives what to sort by when it is not the text.
    """

    title: str
    text: Callable[[R], str]
    width: int = 0
    detail: Callable[[R], str] | None = None
    beside: bool = False
    tone: Callable[[R], str] | None = None
    icon: Callable[[R], str] | None = None
    sort: Callable[[R], Any] | None = None
    strong: bool = False
    quiet: bool = False
    right: bool = False


class RowsModel(QAbstractTableModel, Generic[R]):
    """The rows as they came from a query, in the order of the chosen column."""

    def __init__(self, columns: Sequence[Column[R]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.rows: tuple[R, ...] = ()
        self._unsorted: tuple[R, ...] = ()
        self._order: tuple[int, Qt.SortOrder] | None = None

    def set_rows(self, rows: Sequence[R]) -> None:
        """Show other rows, sorted as before."""
        self.beginResetModel()
        self._unsorted = tuple(rows)
        self.rows = self._sorted()
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; -1 gives the order of the query."""
        self.beginResetModel()
        self._order = (column, order) if column >= 0 else None
        self.rows = self._sorted()
        self.endResetModel()

    def _sorted(self) -> tuple[R, ...]:
        if self._order is None:
            return self._unsorted
        column = self.columns[self._order[0]]
        by = column.sort or column.text
        known = [row for row in self._unsorted if by(row) not in (None, "")]
        unknown = [row for row in self._unsorted if by(row) in (None, "")]
        known.sort(key=_comparable(by), reverse=self._order[1] == Qt.SortOrder.DescendingOrder)
        return (*known, *unknown)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's default)
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's default)
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return text, tip, spoken words or the row itself."""
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(row)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            detail = column.detail(row) if column.detail else ""
            spoken = " · ".join(part for part in (column.text(row), detail) if part)
            return as_tip(spoken) if role == Qt.ItemDataRole.ToolTipRole else spoken
        if role == Qt.ItemDataRole.UserRole:
            return row
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the column's title."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if self.columns[section].right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None


def _comparable(by: Callable[[R], Any]) -> Callable[[R], Any]:
    def key(row: R) -> Any:
        value = by(row)
        return value.casefold() if isinstance(value, str) else value

    return key


class _CellDelegate(QStyledItemDelegate):
    """Draws a cell: icon, words with a quiet second line, or a pill."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(80, ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        if not isinstance(model, RowsModel):
            return
        row, column = model.rows[index.row()], model.columns[index.column()]
        area: QRect = option.rect
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, theme.colour("accent_soft"))
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        _draw_cell(painter, area.adjusted(PAD, 0, -PAD, -1), row, column)
        painter.restore()


def _draw_cell(painter: QPainter, area: QRect, row: Any, column: Column[Any]) -> None:
    text = column.text(row)
    if column.icon is not None and (name := column.icon(row)):
        icons.icon(name, "muted").paint(painter, QRect(area.left(), area.center().y() - 7, 16, 16))
        area = area.adjusted(24, 0, 0, 0)
    if column.tone is not None and text:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_pill_at(painter, text, column.tone(row), area.left() - 2, area.center().y(), area.width() + 4)
        return
    detail = column.detail(row) if column.detail else ""
    font = theme.body_font(13, weight=QFont.Weight.DemiBold if column.strong else QFont.Weight.Normal)
    token = "muted" if column.quiet else "text"
    side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
    if detail and column.beside:
        used = _draw_words(painter, text, font, token, area, side | Qt.AlignmentFlag.AlignVCenter)
        rest = area.adjusted(used + 6, 0, 0, 0)
        _draw_words(painter, detail, theme.body_font(11.5), "muted", rest, side | Qt.AlignmentFlag.AlignVCenter)
    elif column.detail is not None and area.height() >= TALL_ROW_PX - 8:
        upper = QRect(area.left(), area.top() + 6, area.width(), 20)
        lower = QRect(area.left(), area.top() + 26, area.width(), 18)
        _draw_words(painter, text, font, token, upper, side | Qt.AlignmentFlag.AlignVCenter)
        _draw_words(painter, detail, theme.body_font(11.5), "muted", lower, side | Qt.AlignmentFlag.AlignVCenter)
    else:
        _draw_words(painter, text, font, token, area, side | Qt.AlignmentFlag.AlignVCenter)


def _draw_words(painter: QPainter, text: str, font: QFont, token: str, area: QRect, flags: Qt.AlignmentFlag) -> int:
    """Draw words cut with an ellipsis to the place there is; return the width they took."""
    painter.setFont(font)
    painter.setPen(theme.colour(token))
    metrics = QFontMetrics(font)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, area.width()))
    painter.drawText(area, int(flags), shown)
    return metrics.horizontalAdvance(shown)


def first_width(column: Column[R], row: R) -> int:
    """Return the room that the words of a cell take without its quiet second line."""
    text = column.text(row)
    icon = 24 if column.icon is not None and column.icon(row) else 0
    if column.tone is not None and text:
        return icon + pill_width(text) + 2 * PAD
    weight = QFont.Weight.DemiBold if column.strong else QFont.Weight.Normal
    return icon + QFontMetrics(theme.body_font(13, weight=weight)).horizontalAdvance(text) + 2 * PAD + 1


def cell_width(column: Column[R], row: R) -> int:
    """Return the room that a cell takes when nothing of it is cut."""
    first = first_width(column, row)
    detail = column.detail(row) if column.detail is not None and not (column.tone and column.text(row)) else ""
    if not detail:
        return first
    quiet = QFontMetrics(theme.body_font(11.5)).horizontalAdvance(detail)
    icon = 24 if column.icon is not None and column.icon(row) else 0
    return first + 6 + quiet if column.beside else max(first, icon + quiet + 2 * PAD + 1)


def _title_width(column: Column[R]) -> int:
    metrics = QFontMetrics(theme.body_font(11.5, weight=QFont.Weight.DemiBold))
    return metrics.horizontalAdvance(column.title) + 2 * PAD + 4


class DataTable(QTableView, Generic[R]):
    """A table of rows. Enter or a double click opens; Ctrl+C copies the row; headers sort, a third click unsorts."""

    opened = Signal(object)
    picked = Signal(object)

    def __init__(
        self,
        columns: Sequence[Column[R]],
        *,
        key: Callable[[R], Hashable] | None = None,
        name: str = "",
        empty: str = "",
        sortable: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._key = key
        self._empty = empty
        self._content: dict[int, int] = {}
        self._first: dict[int, int] = {}
        self._rows_model: RowsModel[R] = RowsModel(columns, self)
        self.setModel(self._rows_model)
        self.setItemDelegate(_CellDelegate(self))
        self.setAccessibleName(name)
        self._prepare(sortable)
        self.doubleClicked.connect(self._activated)
        self.selectionModel().selectionChanged.connect(self._selection_changed)

    def _prepare(self, sortable: bool) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        tall = any(column.detail is not None and not column.beside for column in self._rows_model.columns)
        self.verticalHeader().setDefaultSectionSize(TALL_ROW_PX if tall else ROW_PX)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(40)
        for place, column in enumerate(self._rows_model.columns):
            header.setSectionResizeMode(place, QHeaderView.ResizeMode.Interactive)
            header.resizeSection(place, column.width or LEAST_FLEXIBLE)
        if sortable:
            self.setSortingEnabled(True)
            header.setSortIndicatorClearable(True)
            header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the columns their widths: what is left to those without; all give way on a narrow screen."""
        super().resizeEvent(event)
        self._share_width()

    def _share_width(self) -> None:
        columns = self._rows_model.columns
        shown = [place for place in range(len(columns)) if not self.isColumnHidden(place)]
        wishes = [
            Wish(
                columns[place].width,
                _title_width(columns[place]),
                self._content.get(place, 0),
                self._firm(place),
                self._first.get(place, 0),
            )
            for place in shown
        ]
        for place, width in zip(shown, shared(wishes, self.viewport().width()), strict=True):
            self.horizontalHeader().resizeSection(place, width)

    def _firm(self, place: int) -> int:
        """A state that is cut off may read as another one: its column is as wide as the longest, in any language."""
        column = self._rows_model.columns[place]
        wanted = min(self._content.get(place, 0), WIDEST_PILL + 2 * PAD)
        return wanted if column.tone is not None and column.width and wanted > column.width else 0

    def _measure(self, rows: Sequence[R]) -> None:
        """Note how wide the widest cell of each column is."""
        seen, columns = rows[:MEASURED_ROWS], tuple(enumerate(self._rows_model.columns))
        content = {place: max((cell_width(column, row) for row in seen), default=0) for place, column in columns}
        first = {place: max((first_width(column, row) for row in seen), default=0) for place, column in columns}
        if (content, first) != (self._content, self._first):
            self._content, self._first = content, first
            self._share_width()

    # -- rows ---------------------------------------------------------------------------------------------------

    def set_rows(self, rows: Sequence[R]) -> None:
        """Show rows; the selected one stays selected when it is still there, and the place in the list is kept."""
        chosen = self.current_key()
        place = self.verticalScrollBar().value()
        self._rows_model.set_rows(rows)
        self._measure(rows)
        if chosen is not None:
            self.select_key(chosen)
        self.verticalScrollBar().setValue(place)
        self.viewport().update()

    def rows(self) -> tuple[R, ...]:
        """Return the rows in the order shown."""
        return self._rows_model.rows

    def current_row(self) -> R | None:
        """Return the selected row."""
        chosen = self.selectionModel().selectedRows()
        return self._rows_model.rows[chosen[0].row()] if chosen else None

    def selected_rows(self) -> tuple[R, ...]:
        """Return all selected rows, for tables with `allow_many`."""
        places = sorted(index.row() for index in self.selectionModel().selectedRows())
        return tuple(self._rows_model.rows[place] for place in places)

    def allow_many(self) -> None:
        """Let several rows be selected, with Shift, Ctrl and Ctrl+A."""
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)

    def current_key(self) -> Hashable | None:
        """Return the key of the selected row."""
        row = self.current_row()
        return self._key(row) if row is not None and self._key is not None else None

    def select_key(self, key: Hashable) -> bool:
        """Select the row with a key; False when it is not there."""
        if self._key is not None:
            for place, row in enumerate(self._rows_model.rows):
                if self._key(row) == key:
                    self.selectRow(place)
                    return True
        return False

    def set_empty(self, text: str) -> None:
        """Set what an empty table says."""
        self._empty = text
        self.viewport().update()

    # -- keys and mouse -----------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Ctrl+C copies the words of the row."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            row = self.current_row()
            if row is not None:
                self.opened.emit(row)
                return
            event.ignore()
            return
        if event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
            return
        super().keyPressEvent(event)

    def _copy(self) -> None:
        lines = ["\t".join(column.text(row) for column in self._rows_model.columns) for row in self.selected_rows()]
        if lines:
            QGuiApplication.clipboard().setText("\n".join(lines))

    @Slot(QModelIndex)
    def _activated(self, index: QModelIndex) -> None:
        self.opened.emit(self._rows_model.rows[index.row()])

    @Slot(QItemSelection, QItemSelection)
    def _selection_changed(self, _selected: QItemSelection, _deselected: QItemSelection) -> None:
        row = self.current_row()
        if row is not None:
            self.picked.emit(row)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the table, or in an empty one what that means."""
        super().paintEvent(event)
        if not self._rows_model.rows and self._empty:
            painter = QPainter(self.viewport())
            painter.setPen(theme.colour("muted"))
            painter.setFont(theme.body_font())
            area = self.viewport().rect().adjusted(24, 24, -24, -24)
            painter.drawText(
                area,
                int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap),
                self._empty,
            )
            painter.end()
