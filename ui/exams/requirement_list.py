"""The requirements of the case file: what is asked, why and by whom, how far it is, and the result."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from mhac.exams.rules import StepState
from mhac.exams.views import Requirement
from ui.app import icons, theme
from ui.exams import tables, words
from ui.widgets.basics import as_tip
from ui.widgets.search_popup import draw_pill, draw_pill_at, pill_width

ROW_PX = 52
DONE_PX = 132
DONE_FROM = 560  # below this width the time and name stand in the tip only
NAME_PX = 90  # a name that is cut keeps at least this much
Index = QModelIndex | QPersistentModelIndex
ICONS = {
    StepState.DONE: ("circle-check", "ok"), StepState.PARTLY: ("circle-dot", "accent"),
    StepState.NEXT: ("circle", "muted"), StepState.NOT_DONE: ("circle", "muted"),
    StepState.REQUESTED: ("clock", "warning"), StepState.WAITING: ("circle-help", "warning"),
    StepState.DEFERRED: ("clock", "hold"), StepState.OPTIONAL: ("circle", "muted"), StepState.FORBIDDEN: ("ban", "bad"),
    StepState.NOT_REQUIRED: ("minus", "muted"),
}  # fmt: skip


class _Steps(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.steps: tuple[Requirement, ...] = ()

    def set_steps(self, steps: Sequence[Requirement]) -> None:
        """Show requirements."""
        self.beginResetModel()
        self.steps = tuple(steps)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's default)
        """Return the number of requirements."""
        return 0 if parent.isValid() else len(self.steps)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the words, and what is spoken."""
        step = self.steps[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return tables.step_label(step)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            spoken = words.joined((tables.step_label(step), tables.step_state(step), tables.step_reason(step),
                                   tables.step_confidence(step), " ".join(tables.step_done(step))))
            return as_tip(spoken) if role == Qt.ItemDataRole.ToolTipRole else spoken
        return None


class _StepDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        if not isinstance(model, _Steps):
            return
        step = model.steps[index.row()]
        area: QRect = option.rect
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, theme.colour("accent_soft"))
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        name, token = ICONS[step.state]
        icons.icon(name, token).paint(painter, QRect(area.left() + 12, area.center().y() - 9, 18, 18))
        right = self._draw_right(painter, area, step)
        self._draw_words(painter, QRect(area.left() + 42, area.top(), right - area.left() - 50, ROW_PX), step)
        painter.restore()

    def _draw_right(self, painter: QPainter, area: QRect, step: Requirement) -> int:
        """Draw the state at the right and, where there is room, when and by whom; return where the words may end."""
        text, tone = tables.step_state(step), tables.step_tone(step)
        room = min(max(pill_width(text), 80), area.width() // 3)
        draw_pill_at(painter, text, tone, area.right() - 12 - room, area.center().y(), room)
        left = area.right() - 12 - max(room, 112)
        upper, lower = tables.step_done(step)
        if area.width() < DONE_FROM or not upper:
            return left  # nobody did it yet: the reason has the room
        place = QRect(left - DONE_PX, area.top(), DONE_PX - 8, ROW_PX)
        _line(painter, upper, QRect(place.left(), area.top() + 8, place.width(), 18), theme.body_font(11.5), "text")
        _line(painter, lower, QRect(place.left(), area.top() + 26, place.width(), 18), theme.body_font(11.5), "muted")
        return place.left()

    def _draw_words(self, painter: QPainter, area: QRect, step: Requirement) -> None:
        sure = tables.step_confidence(step)
        font = theme.body_font(13, weight=QFont.Weight.DemiBold)
        left = area.width() - pill_width(sure) - 8
        if left < min(NAME_PX, QFontMetrics(font).horizontalAdvance(tables.step_label(step))):
            sure = ""  # the name has the room; the mark stands beside the list, and in the tip
        taken = pill_width(sure) + 8 if sure else 0
        upper = QRect(area.left(), area.top() + 7, area.width() - taken, 20)
        used = _line(painter, tables.step_label(step), upper, font, "text")
        if sure:
            draw_pill(painter, sure, tables.step_confidence_tone(step), area.left() + used + taken,
                      area.top() + 17)
        _line(painter, tables.step_reason(step), QRect(area.left(), area.top() + 28, area.width(), 18),
              theme.body_font(11.5), "muted")


def _line(painter: QPainter, text: str, place: QRect, font: QFont, token: str) -> int:
    """Draw words cut to their place; return the width they took."""
    painter.setFont(font)
    painter.setPen(theme.colour(token))
    shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, max(0, place.width()))
    painter.drawText(place, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)
    return QFontMetrics(font).horizontalAdvance(shown)


class RequirementList(QListView):
    """Arrow keys choose, Enter or a double click opens."""

    picked = Signal(object)
    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps = _Steps(self)
        self.setModel(self._steps)
        self.setItemDelegate(_StepDelegate(self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setAccessibleName(self.tr("Requirements"))
        self.selectionModel().currentChanged.connect(self._current_changed)
        self.doubleClicked.connect(self._open)

    def set_steps(self, steps: Sequence[Requirement]) -> None:
        """Show requirements; the chosen one stays chosen."""
        chosen = self.current_step()
        place = self.verticalScrollBar().value()
        self._steps.set_steps(steps)
        key = (chosen.item, chosen.section) if chosen else None
        row = next((i for i, one in enumerate(steps) if (one.item, one.section) == key), 0)
        if steps:
            self.setCurrentIndex(self._steps.index(row))
        self.verticalScrollBar().setValue(place)

    def steps(self) -> tuple[Requirement, ...]:
        """Return the requirements shown."""
        return self._steps.steps

    def current_step(self) -> Requirement | None:
        """Return the chosen requirement."""
        index = self.currentIndex()
        return self._steps.steps[index.row()] if index.isValid() and index.row() < len(self._steps.steps) else None

    def choose(self, item: str) -> bool:
        """Choose the first line of an item."""
        row = next((i for i, one in enumerate(self._steps.steps) if one.item == item), -1)
        if row >= 0:
            self.setCurrentIndex(self._steps.index(row))
        return row >= 0

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens."""
        step = self.current_step()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and step is not None and not event.modifiers():
            self.opened.emit(step)
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the list, or say why it is empty."""
        super().paintEvent(event)
        if not self._steps.steps:
            painter = QPainter(self.viewport())
            painter.setPen(theme.colour("muted"))
            painter.setFont(theme.body_font())
            area = self.viewport().rect().adjusted(24, 24, -24, -24)
            painter.drawText(area, int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
                                       | Qt.TextFlag.TextWordWrap),
                             self.tr("The requirements appear once the exam has begun."))
            painter.end()

    @Slot(QModelIndex, QModelIndex)
    def _current_changed(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid():
            self.picked.emit(self._steps.steps[current.row()])

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(self._steps.steps[index.row()])
