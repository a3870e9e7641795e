"""The family at the left of the case file: each member with how far the exam is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QFont, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from mhac.exams.rules import ExamStatus
from mhac.exams.views import Member
from mhac.registration import codes
from mhac.registration.names import display
from ui.app import theme
from ui.app.languages import current_language
from ui.exams import people_words, words
from ui.widgets.basics import as_tip
from ui.widgets.drawn_words import draw_words, in_lines
from ui.widgets.figures import draw_ring

ROW_PX = 54
NAME_PX, DETAIL_PX = 18, 15
RING = 30
Index = QModelIndex | QPersistentModelIndex


class _Members(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.members: tuple[Member, ...] = ()
        self.today = date.min

    def set_members(self, members: Sequence[Member], today: date) -> None:
        """Show members."""
        self.beginResetModel()
        self.members, self.today = tuple(members), today
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's default)
        """Return the number of members."""
        return 0 if parent.isValid() else len(self.members)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the name, and what is spoken."""
        member = self.members[index.row()]
        name = display(member.family_name, member.given_names)
        if role == Qt.ItemDataRole.DisplayRole:
            return name
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            far = "" if member.percent is None else f"{member.percent} %"
            spoken = words.joined((name, self.detail(member), far))
            return as_tip(spoken) if role == Qt.ItemDataRole.ToolTipRole else spoken
        return None

    def detail(self, member: Member) -> str:
        """Return sex, age and place in the family."""
        kinds = codes.relationships()
        place = kinds[member.relationship].name(current_language()) if member.relationship in kinds else ""
        return words.joined((member.sex, people_words.age(member.birth, self.today), place.casefold()))


class _MemberDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        if not isinstance(model, _Members):
            return
        member = model.members[index.row()]
        area: QRect = option.rect
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, theme.colour("accent_soft"))
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        ring = QRectF(area.left() + 12, area.top() + (ROW_PX - RING) / 2, RING, RING)
        draw_ring(painter, ring, member.percent or 0, _tone(member))
        left = area.left() + RING + 22
        room = area.right() - left - 8
        _draw_member(painter, str(model.data(index)), model.detail(member), QRect(left, area.top(), room, ROW_PX))
        painter.restore()


def _tone(member: Member) -> str:
    if member.held:
        return "hold"
    if member.status is ExamStatus.SIGNED:
        return "ok"
    return "accent" if member.percent else "neutral"


def _draw_member(painter: QPainter, name: str, detail: str, place: QRect) -> None:
    """Draw the name over what is said of the person, in three lines at most: whichever is long takes two."""
    strong, quiet = theme.body_font(13, weight=QFont.Weight.DemiBold), theme.body_font(11.5)
    names = in_lines(name, strong, place.width(), 2)
    details = in_lines(detail, quiet, place.width(), 3 - len(names))
    top = place.top() + (ROW_PX - len(names) * NAME_PX - len(details) * DETAIL_PX) // 2
    for lines, font, token, high in ((names, strong, "text", NAME_PX), (details, quiet, "muted", DETAIL_PX)):
        for line in lines:
            draw_words(painter, line, font, token, QRect(place.left(), top, place.width(), high))
            top += high


class FamilyList(QListView):
    """Enter or a click opens the case file of a member."""

    opened = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._members = _Members(self)
        self.setModel(self._members)
        self.setItemDelegate(_MemberDelegate(self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Family"))
        self.clicked.connect(self._open)
        self.activated.connect(self._open)
        self._current = 0

    def show_members(self, members: Sequence[Member], current: int, today: date) -> None:
        """Show the family; `current` is the person whose case file this is."""
        self._members.set_members(members, today)
        self._current = current
        place = next((i for i, one in enumerate(members) if one.person_id == current), -1)
        if place >= 0:
            self.setCurrentIndex(self._members.index(place))

    def members(self) -> tuple[Member, ...]:
        """Return the members shown."""
        return self._members.members

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        person_id = self._members.members[index.row()].person_id
        if person_id != self._current:
            self.opened.emit(person_id)
