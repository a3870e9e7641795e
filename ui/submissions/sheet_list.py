"""The lines of a sheet in the authority's order: copied one by one, ticked when entered, all by the keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from mhac.submissions.rules import RowState, TickHow
from mhac.submissions.views import SheetPart, SheetRow
from ui.app import icons, theme
from ui.submissions import presenter, words
from ui.widgets.basics import as_tip
from ui.widgets.search_popup import draw_pill_at, pill_width

HEAD_PX, LEAST_PX, PAD_PX = 34, 36, 8
BOX_PX, COPY_PX = 38, 40
WIDEST_PILL = 190
PILL_PX, LEAST_VALUE = 22, 150
Index = QModelIndex | QPersistentModelIndex
Item = SheetPart | SheetRow
_WRAP = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap)


class _Lines(QAbstractListModel):
    """Headings and lines; only lines with something to enter can be chosen, or looked at when empty."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.items: tuple[Item, ...] = ()
        self.copied = ""

    def set_items(self, items: Sequence[Item]) -> None:
        """Show other lines."""
        self.beginResetModel()
        self.items = tuple(items)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's default)
        """Return the number of lines and headings."""
        return 0 if parent.isValid() else len(self.items)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A heading cannot be chosen."""
        item = self.items[index.row()] if index.isValid() else None
        return super().flags(index) if isinstance(item, SheetRow) else Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the words, and what is spoken."""
        item = self.items[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return item.label if isinstance(item, SheetRow) else item.heading
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            text = item.heading if isinstance(item, SheetPart) else _spoken(item)
            return as_tip(text) if role == Qt.ItemDataRole.ToolTipRole else text
        return None


def _spoken(row: SheetRow) -> str:
    copied = row.copy if row.copy != row.value else ""
    as_copied = QCoreApplication.translate("SheetList", "copied as {text}").format(text=copied) if copied else ""
    return words.joined((f"{row.label}: {_value(row)}", as_copied, words.flag(row)[0], row.by, words.tick(row)))


class _Delegate(QStyledItemDelegate):
    """Draws a heading, or a line with its tick, label, value and copy mark."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        item = _item(index)
        width = option.widget.viewport().width() if isinstance(option.widget, QAbstractItemView) else 600
        if not isinstance(item, SheetRow):
            return QSize(width, HEAD_PX + (16 if item is not None and item.help else 0))
        label, value, flag = columns(QRect(0, 0, width, 200), item)
        beneath = PILL_PX + 2 if not flag.isNull() and flag.left() == value.left() else 0
        tall = max(
            _height(item.label, _label_font(), label.width()),
            _height(_value(item), _value_font(item), value.width()) + beneath,
        )
        return QSize(width, max(LEAST_PX, tall + 2 * PAD_PX))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        item, area = _item(index), option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(item, SheetPart):
            _draw_heading(painter, area, item)
        elif item is not None:
            if option.state & QStyle.StateFlag.State_Selected:
                painter.fillRect(area, theme.colour("accent_soft"))
            painter.setPen(QPen(theme.colour("line"), 1))
            painter.drawLine(area.bottomLeft(), area.bottomRight())
            model = index.model()
            self._draw_row(painter, area, item, isinstance(model, _Lines) and model.copied == item.name)
        painter.restore()

    def _draw_row(self, painter: QPainter, area: QRect, row: SheetRow, copied: bool) -> None:
        box = tick_box(area)
        if row.state is RowState.GIVEN:
            name, token = ("circle", "muted")
            if row.tick is not None:
                name, token = ("circle-check", "ok") if row.tick.how is TickHow.ENTERED else ("ban", "muted")
            icons.icon(name, token).paint(painter, box)
            icons.icon("check" if copied else "copy", "accent" if copied else "muted").paint(painter, copy_mark(area))
        label, value, flag = columns(area, row)
        painter.setFont(_label_font())
        painter.setPen(theme.colour("muted" if row.tick or row.state is RowState.NOT_ASKED else "text"))
        painter.drawText(label, _WRAP, row.label)
        text, tone = words.flag(row)
        if text:
            draw_pill_at(painter, text, tone, flag.left(), flag.center().y(), flag.width())
        painter.setFont(_value_font(row))
        missing = row.state is RowState.EMPTY and row.required
        token = "warning" if missing else "text" if row.state is RowState.GIVEN else "muted"
        painter.setPen(theme.colour(token))
        painter.drawText(value, _WRAP, _value(row))


def _item(index: Index) -> Item | None:
    model = index.model()
    return model.items[index.row()] if isinstance(model, _Lines) else None


def _draw_heading(painter: QPainter, area: QRect, part: SheetPart) -> None:
    painter.fillRect(area.adjusted(0, 6, 0, -1), theme.colour("neutral_soft"))
    font = theme.body_font(12.5, weight=QFont.Weight.DemiBold)
    painter.setFont(font)
    painter.setPen(theme.colour("text"))
    line = QRect(area.left() + 12, area.top() + 6, area.width() - 24, HEAD_PX - 7)
    shown = QFontMetrics(font).elidedText(part.heading, Qt.TextElideMode.ElideRight, line.width())
    painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter), shown)
    if part.help:
        small = theme.body_font(11.5)
        painter.setFont(small)
        painter.setPen(theme.colour("muted"))
        below = QRect(line.left(), area.top() + HEAD_PX - 6, line.width(), 18)
        shown = QFontMetrics(small).elidedText(part.help, Qt.TextElideMode.ElideRight, below.width())
        painter.drawText(below, int(Qt.AlignmentFlag.AlignVCenter), shown)


def _label_font() -> QFont:
    return theme.body_font(12.5)


def _value_font(row: SheetRow) -> QFont:
    font = theme.body_font(13, weight=QFont.Weight.DemiBold if row.state is RowState.GIVEN else QFont.Weight.Normal)
    font.setItalic(row.state is not RowState.GIVEN)
    return font


def _value(row: SheetRow) -> str:
    if row.state is RowState.GIVEN:
        return row.value
    if row.state is RowState.EMPTY:
        return QCoreApplication.translate("SheetList", "not recorded")
    return QCoreApplication.translate("SheetList", "not asked")


def _height(text: str, font: QFont, width: int) -> int:
    return QFontMetrics(font).boundingRect(QRect(0, 0, max(40, width), 10_000), _WRAP, text).height()


def columns(area: QRect, row: SheetRow) -> tuple[QRect, QRect, QRect]:
    """Return where label, value and flag of a line are drawn; the flag stands beneath where there is no room beside."""
    left, right = area.left() + BOX_PX, area.right() - COPY_PX
    text, _ = words.flag(row)
    pill = min(pill_width(text), WIDEST_PILL) if text else 0
    label_wide = (right - left) * 46 // 100
    place = QRect(left + label_wide + 12, area.top() + PAD_PX, 0, max(0, area.height() - 2 * PAD_PX))
    place.setRight(right)
    label = QRect(left, place.top(), label_wide, place.height())
    if not pill:
        return label, place, QRect()
    if place.width() - pill < LEAST_VALUE:
        flag = QRect(place.left(), place.bottom() - PILL_PX + 1, min(pill, place.width()), PILL_PX)
        return label, place.adjusted(0, 0, 0, -PILL_PX - 2), flag
    flag = QRect(right - pill, area.center().y() - PILL_PX // 2, pill, PILL_PX)
    return label, place.adjusted(0, 0, -pill - 10, 0), flag


def tick_box(area: QRect) -> QRect:
    """Return where the tick of a line is drawn and pressed."""
    return QRect(area.left() + 10, area.center().y() - 9, 18, 18)


def copy_mark(area: QRect) -> QRect:
    """Return where the copy mark of a line is drawn and pressed."""
    return QRect(area.right() - 29, area.center().y() - 8, 16, 16)


class SheetList(QListView):
    """Enter copies and moves on, and ticks the line copied before; Space ticks; N: no place there; Ctrl+C copies."""

    copy_wanted = Signal(object)
    tick_wanted = Signal(object, object)  # row, how (None takes the tick back)
    picked = Signal(object)
    _KEYS: ClassVar = (Qt.Key.Key_Return, Qt.Key.Key_Enter)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = _Lines(self)
        self._parts: tuple[SheetPart, ...] = ()
        self._whole = False
        self._awaiting = ""  # copied last, and not known yet to be entered
        self.can_tick = True
        self.setModel(self._lines)
        self.setItemDelegate(_Delegate(self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setAccessibleName(self.tr("Lines of the sheet"))
        self.setMouseTracking(True)
        self.selectionModel().currentChanged.connect(self._current_changed)

    # -- what is shown ------------------------------------------------------------------------------------------

    def show_parts(self, parts: Sequence[SheetPart], *, fresh: bool = False) -> None:
        """Show a sheet; the chosen line stays chosen, a fresh sheet begins at its first line to enter."""
        chosen = None if fresh else self.current_row()
        place = self.verticalScrollBar().value()
        self._parts = tuple(parts)
        if fresh:
            self._awaiting = ""
            self._lines.copied = ""
        self._lines.set_items(self._items())
        name = chosen.name if chosen else self._first_open()
        self.choose(name)
        if not fresh:
            self.verticalScrollBar().setValue(place)

    def show_whole(self, whole: bool) -> None:
        """Show the lines that are not asked of this person too, or leave them out."""
        self._whole = whole
        self.show_parts(self._parts)

    def _items(self) -> list[Item]:
        items: list[Item] = []
        for part in self._parts:
            rows = presenter.shown_rows(part.rows, whole=self._whole)
            if rows:
                items += [part, *rows]
        return items

    def rows(self) -> tuple[SheetRow, ...]:
        """Return the lines that are shown."""
        return tuple(item for item in self._lines.items if isinstance(item, SheetRow))

    def current_row(self) -> SheetRow | None:
        """Return the chosen line."""
        index = self.currentIndex()
        item = self._lines.items[index.row()] if index.isValid() and index.row() < len(self._lines.items) else None
        return item if isinstance(item, SheetRow) else None

    def choose(self, name: str) -> bool:
        """Choose a line by its name."""
        for place, item in enumerate(self._lines.items):
            if isinstance(item, SheetRow) and item.name == name:
                index = self._lines.index(place)
                self.setCurrentIndex(index)
                self.scrollTo(index)
                return True
        return False

    def _first_open(self) -> str:
        rows = self.rows()
        waiting = (row.name for row in rows if row.state is RowState.GIVEN and row.tick is None)
        return next(waiting, rows[0].name if rows else "")

    def mark_copied(self, name: str) -> None:
        """Show which line lies on the clipboard; an empty name: none."""
        self._lines.copied = name
        self.viewport().update()

    @property
    def copied(self) -> str:
        """The line that lies on the clipboard."""
        return self._lines.copied

    # -- keys and mouse -----------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, Space, N and Ctrl+C act on the chosen line."""
        row = self.current_row()
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if row is not None and event.key() in self._KEYS and plain:
            self._copy_and_move_on(row)
        elif row is not None and event.matches(QKeySequence.StandardKey.Copy):
            self.copy_row(row)
        elif row is not None and event.key() == Qt.Key.Key_Space and plain:
            self.toggle(row, TickHow.ENTERED)
        elif row is not None and event.text().upper() == "N" and plain:
            self.toggle(row, TickHow.NO_PLACE)
        else:
            super().keyPressEvent(event)

    def copy_row(self, row: SheetRow) -> None:
        """Copy a line."""
        if row.state is RowState.GIVEN:
            self._awaiting = row.name
            self.copy_wanted.emit(row)

    def toggle(self, row: SheetRow, how: TickHow) -> None:
        """Tick a line, or take its tick back."""
        if row.state is not RowState.GIVEN or not self.can_tick:
            return
        if self._awaiting == row.name:
            self._awaiting = ""
        self.tick_wanted.emit(row, None if row.tick is not None and row.tick.how is how else how)

    def _copy_and_move_on(self, row: SheetRow) -> None:
        """Who copies the next line has entered the one before."""
        before = next((one for one in self.rows() if one.name == self._awaiting), None)
        again = before is not None and before.name == row.name
        if before is not None and before.tick is None and self.can_tick:
            self._awaiting = ""
            self.tick_wanted.emit(before, TickHow.ENTERED)
        if again:
            return
        self.copy_row(row)
        following = self._following(row)
        if following is not None:
            self.choose(following.name)

    def _following(self, row: SheetRow) -> SheetRow | None:
        rows = self.rows()
        place = next((at for at, one in enumerate(rows) if one.name == row.name), len(rows))
        return next((one for one in rows[place + 1 :] if one.state is RowState.GIVEN and one.tick is None), None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press on the circle ticks, one on the copy mark copies."""
        super().mousePressEvent(event)
        if event.button() != Qt.MouseButton.LeftButton:
            return
        where = event.position().toPoint()
        row, area = self._row_at(where)
        if row is None:
            return
        if tick_box(area).adjusted(-8, -8, 8, 8).contains(where):
            self.toggle(row, TickHow.ENTERED)
        elif copy_mark(area).adjusted(-8, -8, 8, 8).contains(where):
            self.copy_row(row)

    def _row_at(self, where: QPoint) -> tuple[SheetRow | None, QRect]:
        index = self.indexAt(where)
        item = self._lines.items[index.row()] if index.isValid() else None
        return (item, self.visualRect(index)) if isinstance(item, SheetRow) else (None, QRect())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show by the pointer where a press acts."""
        super().mouseMoveEvent(event)
        where = event.position().toPoint()
        row, area = self._row_at(where)
        acts = (
            row is not None
            and row.state is RowState.GIVEN
            and (
                tick_box(area).adjusted(-8, -8, 8, 8).contains(where)
                or copy_mark(area).adjusted(-8, -8, 8, 8).contains(where)
            )
        )
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if acts else Qt.CursorShape.ArrowCursor)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def changeEvent(self, event: QEvent) -> None:
        """Draw anew in another look."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.viewport().update()

    @Slot(QModelIndex, QModelIndex)
    def _current_changed(self, _current: QModelIndex, _before: QModelIndex) -> None:
        row = self.current_row()
        if row is not None:
            self.picked.emit(row)
