"""The sections of an exam at the left of the page, each with how far it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.app import icons, theme
from ui.widgets.basics import as_tip
from ui.widgets.drawn_words import draw_words, in_lines

ROW_PX = 34
LINE_PX = 15
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Entry:
    """One section: its words, how far it is (a tick, "3 / 8", "—"), and whether something is typed but not finished."""

    key: str
    label: str
    state: str
    done: bool = False
    draft: bool = False
    alert: bool = False


class _Entries(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.entries: tuple[Entry, ...] = ()

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Show entries; where only their states changed, the selection stays."""
        if [one.key for one in entries] == [one.key for one in self.entries]:
            self.entries = tuple(entries)
            if entries:
                self.dataChanged.emit(self.index(0), self.index(len(entries) - 1))
            return
        self.beginResetModel()
        self.entries = tuple(entries)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's default)
        """Return the number of entries."""
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return words, tip and spoken words."""
        entry = self.entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.label
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            spoken = f"{entry.label}, {entry.state}"
            return as_tip(spoken) if role == Qt.ItemDataRole.ToolTipRole else spoken
        return None


class _EntryDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        if not isinstance(model, _Entries):
            return
        entry = model.entries[index.row()]
        area: QRect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if chosen:
            painter.fillRect(area, theme.colour("accent_soft"))
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        inner = area.adjusted(14, 0, -12, -1)
        used = _draw_state(painter, inner, entry)
        font = theme.body_font(13, weight=QFont.Weight.DemiBold if chosen else QFont.Weight.Normal)
        _draw_label(painter, entry.label, font, inner.adjusted(0, 0, -used - 8, 0), "accent" if chosen else "text")
        painter.restore()


def _draw_label(painter: QPainter, label: str, font: QFont, place: QRect, token: str) -> None:
    """Draw the name of a section; a long one takes two smaller lines."""
    if QFontMetrics(font).horizontalAdvance(label) <= place.width():
        draw_words(painter, label, font, token, place)
        return
    font = theme.body_font(11.5, weight=font.weight())
    lines = in_lines(label, font, place.width(), 2)
    top = place.center().y() - len(lines) * LINE_PX // 2
    for line in lines:
        draw_words(painter, line, font, token, QRect(place.left(), top, place.width(), LINE_PX))
        top += LINE_PX


def _draw_state(painter: QPainter, area: QRect, entry: Entry) -> int:
    """Draw how far the section is at the right end; return the width that took."""
    icon = "circle-alert" if entry.alert else "check" if entry.done else ""
    if icon:
        place = QRect(area.right() - 15, area.center().y() - 7, 16, 16)
        icons.icon(icon, "bad" if entry.alert else "ok").paint(painter, place)
        return 20
    font = theme.body_font(11.5)
    painter.setFont(font)
    painter.setPen(theme.colour("warning" if entry.draft else "muted"))
    painter.drawText(area, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), entry.state)
    return QFontMetrics(font).horizontalAdvance(entry.state)


class SectionsList(QListView):
    """Choose a section by mouse, arrow keys, or F7 and F8 of the page."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries = _Entries(self)
        self.setModel(self._entries)
        self.setItemDelegate(_EntryDelegate(self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Sections"))
        self.selectionModel().currentChanged.connect(self._current_changed)
        self._silent = False

    def set_entries(self, entries: Sequence[Entry], current: str) -> None:
        """Show the sections and which one is open."""
        self._silent = True
        self._entries.set_entries(entries)
        place = next((i for i, one in enumerate(entries) if one.key == current), -1)
        if place >= 0:
            self.setCurrentIndex(self._entries.index(place))
            self.scrollTo(self._entries.index(place))
        self._silent = False
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The section that is open stays in sight when the list gets less room."""
        super().resizeEvent(event)
        self.scrollTo(self.currentIndex())

    def entries(self) -> tuple[Entry, ...]:
        """Return the entries shown."""
        return self._entries.entries

    def neighbour(self, key: str, by: int) -> str:
        """Return the key before or after another one; the same at the ends."""
        keys = [one.key for one in self._entries.entries]
        if key not in keys:
            return keys[0] if keys else ""
        return keys[max(0, min(len(keys) - 1, keys.index(key) + by))]

    @Slot(QModelIndex, QModelIndex)
    def _current_changed(self, current: QModelIndex, _before: QModelIndex) -> None:
        if not self._silent and current.isValid():
            self.chosen.emit(self._entries.entries[current.row()].key)
