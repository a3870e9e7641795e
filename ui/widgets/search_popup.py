"""The list that hangs below a search box: one line for each hit, drawn by a delegate, chosen by key or mouse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QVBoxLayout, QWidget

from ui.app import icons, theme
from ui.widgets.basics import muted

LINE_HEIGHT = 44
MOST_LINES = 9
LEAST_WIDTH = 440
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class PopupLine:
    """What one line shows."""

    title: str
    detail: str = ""
    tag: str = ""
    tone: str = "neutral"
    icon: str = ""


class _Lines(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.lines: tuple[PopupLine, ...] = ()

    def set_lines(self, lines: Sequence[PopupLine]) -> None:
        self.beginResetModel()
        self.lines = tuple(lines)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008 (Qt's default)
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return line.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return " ".join(part for part in (line.title, line.detail, line.tag) if part)
        if role == Qt.ItemDataRole.UserRole:
            return line
        return None


class _LineDelegate(QStyledItemDelegate):
    """Draws title over detail, with an icon at the left and a pill at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(200, LINE_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line: PopupLine = index.data(Qt.ItemDataRole.UserRole)
        area: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent_soft"))
            painter.drawRoundedRect(area.adjusted(2, 1, -2, -1), 6, 6)
        left = area.left() + 12
        if line.icon:
            icons.icon(line.icon, "muted").paint(painter, QRect(left, area.top() + 14, 16, 16))
            left += 28
        right = area.right() - 10
        if line.tag:
            right = draw_pill(painter, line.tag, line.tone, right, area.center().y()) - 8
        bold = theme.body_font(13, weight=QFont.Weight.DemiBold)
        _draw_words(painter, line.title, bold, "text", QRect(left, area.top() + 4, right - left, 19))
        below = QRect(left, area.top() + 22, right - left, 18)
        _draw_words(painter, line.detail, theme.body_font(11.5), "muted", below)
        painter.restore()


def draw_pill(painter: QPainter, text: str, tone: str, right: int, middle: int) -> int:
    """Draw a pill that ends at `right`, centred on `middle`; return where it begins."""
    left = right - pill_width(text)
    draw_pill_at(painter, text, tone, left, middle)
    return left


def pill_width(text: str) -> int:
    """Return how wide a drawn pill is."""
    return QFontMetrics(theme.body_font(11.5, weight=QFont.Weight.DemiBold)).horizontalAdvance(text) + 16


def draw_pill_at(painter: QPainter, text: str, tone: str, left: int, middle: int, room: int = 400) -> int:
    """Draw a pill that begins at `left`, at most `room` wide; return where it ends."""
    font = theme.body_font(11.5, weight=QFont.Weight.DemiBold)
    width = min(pill_width(text), room)
    ink, ground = theme.tone_colours(tone)
    place = QRect(left, middle - 9, width, 18)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(place, 9, 9)
    painter.setPen(ink)
    painter.setFont(font)
    shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, width - 12)
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, shown)
    return place.right()


def _draw_words(painter: QPainter, text: str, font: QFont, token: str, place: QRect) -> None:
    painter.setFont(font)
    painter.setPen(theme.colour(token))
    shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, place.width())
    painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)


class SearchPopup(QFrame):
    """Lines under a box that keeps the keyboard; emits the place of the chosen line."""

    chosen = Signal(int)

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner)
        self.hide()
        owner.destroyed.connect(self.deleteLater)
        owner.installEventFilter(self)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setProperty("card", True)
        self._model = _Lines()
        self._view = QListView()
        self._view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._view.setModel(self._model)
        self._view.setItemDelegate(_LineDelegate(self._view))
        self._view.setMouseTracking(True)
        self._view.setUniformItemSizes(True)
        self._view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._view.clicked.connect(self._clicked)
        self._none = muted("", wrap=True)
        self._none.setMargin(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.addWidget(self._view)
        column.addWidget(self._none)

    def show_lines(self, lines: Sequence[PopupLine], nothing: str) -> None:
        """Fill the list; without lines say that there is nothing."""
        self._model.set_lines(lines)
        self._view.setVisible(bool(lines))
        self._none.setVisible(not lines)
        self._none.setText(nothing)
        if lines:
            self._view.setCurrentIndex(self._model.index(0))
            self._view.setFixedHeight(min(len(lines), MOST_LINES) * LINE_HEIGHT + 2)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The list goes with its box: behind the lock nobody reads the names that were found."""
        if event.type() == QEvent.Type.Hide:
            self.hide()
        return super().eventFilter(watched, event)

    def place_under(self, owner: QWidget) -> None:
        """Show the list below its box, over whatever lies there, at least as wide as the box."""
        if not owner.isVisible():
            return
        window = owner.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        self.setFixedWidth(min(max(owner.width(), LEAST_WIDTH), window.width() - 16))
        self.adjustSize()
        below = owner.mapTo(window, QPoint(0, owner.height() + 4))
        self.move(max(8, min(below.x(), window.width() - self.width() - 8)), below.y())
        self.show()
        self.raise_()

    def move_mark(self, by: int) -> None:
        """Move the marked line up or down."""
        last = self._model.rowCount() - 1
        if last >= 0:
            place = max(0, min(last, self.marked() + by))
            self._view.setCurrentIndex(self._model.index(place))

    def marked(self) -> int:
        """Return the place of the marked line, -1 for none."""
        return self._view.currentIndex().row()

    def lines(self) -> tuple[PopupLine, ...]:
        """Return the lines shown."""
        return self._model.lines

    @Slot(QModelIndex)
    def _clicked(self, index: QModelIndex) -> None:
        self.chosen.emit(index.row())
