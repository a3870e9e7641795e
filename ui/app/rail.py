"""The rail at the left: one entry for each page with its icon and counter, folded to icons on a narrow screen."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QIcon, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.app import icons, theme
from ui.app.translation import translate
from ui.widgets.basics import PlainLabel, as_tip, words

WIDE = 208
NARROW = 60
ENTRY_HEIGHT = 34
NAME_HEIGHT = 36  # two lines


class RailEntry(QAbstractButton):
    """One entry: icon, words, counter; lit while its page is shown."""

    def __init__(self, key: str, text: str, icon: str, shortcut: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = key
        self.count = 0
        self.folded = False
        self._icon = icon
        self.setText(text)
        self.setCheckable(True)
        self.setFixedHeight(ENTRY_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(as_tip(f"{text} ({shortcut})" if shortcut else text))
        self.setAccessibleName(text)

    def set_count(self, count: int) -> None:
        """Show a number at the right; none for 0."""
        if count != self.count:
            self.count = count
            self.setAccessibleDescription(str(count) if count else "")
            self.update()

    def sizeHint(self) -> QSize:
        """Ask for the rail's width."""
        return QSize(NARROW - 20 if self.folded else WIDE - 20, ENTRY_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, icon, words and counter in the colours of the rail."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lit = self.isChecked()
        if lit or self.underMouse() or self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("rail_active" if lit else "rail_badge"))
            painter.drawRoundedRect(self.rect(), 6, 6)
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("rail_muted"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 6, 6)
        token = "on_rail" if lit else "rail_text"
        drawing = icons.icon(self._icon, token)
        side = icons.SMALL
        left = (self.width() - side) // 2 if self.folded else 10
        drawing.paint(painter, QRect(left, (self.height() - side) // 2, side, side), mode=QIcon.Mode.Normal)
        painter.setPen(theme.colour(token))
        painter.setFont(theme.body_font(13, weight=QFont.Weight.DemiBold if lit else QFont.Weight.Normal))
        badge = self._badge_rect(painter)
        if not self.folded:
            room = QRect(36, 0, (badge.left() if self.count else self.width()) - 36 - 6, self.height())
            shown = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        if self.count:
            self._draw_badge(painter, badge)

    def _badge_rect(self, painter: QPainter) -> QRect:
        text = str(self.count)
        if self.folded:
            width = max(14, 6 * len(text) + 6)
            return QRect(self.width() - width, 0, width, 14)
        width = max(22, 8 * len(text) + 12)
        return QRect(self.width() - width - 10, (self.height() - 18) // 2, width, 18)

    def _draw_badge(self, painter: QPainter, place: QRect) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("rail_badge"))
        painter.drawRoundedRect(place, place.height() / 2, place.height() / 2)
        painter.setPen(theme.colour("on_rail" if self.isChecked() else "rail_text"))
        painter.setFont(theme.body_font(9 if self.folded else 11, weight=QFont.Weight.DemiBold))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, str(self.count))


class Rail(QWidget):
    """All entries under the clinic's mark; at the foot the lock and the workstation's name."""

    chosen = Signal(str)
    lock_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("Rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._entries: dict[str, RailEntry] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._mark = PlainLabel("M")
        self._mark.setProperty("mark", True)
        self._mark.setFixedSize(28, 28)
        self._mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._name = words("", "clinic", wrap=True)
        self._name.setMaximumHeight(NAME_HEIGHT)
        self._station = words("", "small")
        head = QHBoxLayout()
        head.setContentsMargins(6, 0, 0, 12)
        head.setSpacing(10)
        head.addWidget(self._mark)
        head.addWidget(self._name, 1)
        self._column = QVBoxLayout()
        self._column.setSpacing(2)
        self._lock = RailEntry("lock", translate("Rail", "Lock screen"), "lock", "Ctrl+L")
        self._lock.setCheckable(False)
        self._lock.clicked.connect(self.lock_requested)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(10, 15, 10, 14)
        whole.setSpacing(0)
        whole.addLayout(head)
        whole.addLayout(self._column)
        whole.addStretch(1)
        whole.addWidget(self._lock)
        whole.addSpacing(8)
        whole.addWidget(self._station)
        self._station.setContentsMargins(10, 0, 0, 0)
        self.fold(False)

    def set_clinic(self, name: str, logo: QPixmap | None = None) -> None:
        """Show the clinic's name and its mark: the logo, or the first letter of its name."""
        self._name.setText(name)
        self._name.setToolTip(as_tip(name))
        if logo is not None and not logo.isNull():
            self._mark.setPixmap(
                logo.scaled(28, 28, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
            )
        else:
            self._mark.setText(name[:1].upper() or "M")

    def set_workstation(self, name: str) -> None:
        """Show the name of this workstation at the foot."""
        self._station.setText(translate("Rail", "Workstation {name}").format(name=name))
        self._station.setToolTip(as_tip(name))

    def add_entry(self, key: str, text: str, icon: str, shortcut: str = "") -> RailEntry:
        """Add an entry at the end."""
        entry = RailEntry(key, text, icon, shortcut)
        entry.folded = self._folded
        entry.clicked.connect(self._clicked)
        self._entries[key] = entry
        self._group.addButton(entry)
        self._column.addWidget(entry)
        return entry

    def light(self, key: str) -> None:
        """Mark the entry of the page that is shown; none when the page has no entry."""
        self._group.setExclusive(False)
        for name, entry in self._entries.items():
            entry.setChecked(name == key)
        self._group.setExclusive(True)

    def set_count(self, key: str, count: int) -> None:
        """Show a number beside an entry."""
        if key in self._entries:
            self._entries[key].set_count(count)

    def entry(self, key: str) -> RailEntry:
        """Return the entry of a page."""
        return self._entries[key]

    def page_keys(self) -> tuple[str, ...]:
        """Return the keys in order."""
        return tuple(self._entries)

    def fold(self, folded: bool) -> None:
        """Show icons only, or icons and words."""
        self._folded = folded
        self.setFixedWidth(NARROW if folded else WIDE)
        self._name.setVisible(not folded)
        self._station.setVisible(not folded)
        for entry in (*self._entries.values(), self._lock):
            entry.folded = folded
            entry.update()

    def _clicked(self) -> None:
        entry = self.sender()
        if isinstance(entry, RailEntry):
            self.chosen.emit(entry.key)
