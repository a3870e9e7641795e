"""What to do first: a few lines from all kinds of work, the most pressing on top, each opened by its number."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from mhac.reporting.urgency import ON_THE_FLOOR, First
from ui.app import icons
from ui.today.words import ICONS, TONE_OF, reason, title, urgency
from ui.widgets.basics import Card, ElidedLabel, Pill, PlainLabel, holder, row, small, words

LINE_PX = 36
REMARK_PX, STATE_PX = 128, 84  # so that the reasons of all lines begin at one place


class FirstLine(QPushButton):
    """One thing to do: its number, whose, what, and why it comes here."""

    def __init__(self, place: int, found: First, now: datetime, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.found = found
        self.setProperty("kind", "quiet")
        self.setFixedHeight(LINE_PX)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        why = reason(found, now)
        who = f"{found.waiting.name} +{found.others}" if found.others else found.waiting.name
        said = (str(place), who, title(found.work), why, urgency(found.urgency))
        self.setAccessibleName(", ".join(said))
        line = QHBoxLayout(self)
        line.setContentsMargins(8, 0, 8, 0)
        line.setSpacing(10)
        key = words(str(place), "strong", tone="accent")
        key.setFixedWidth(14)
        mark = PlainLabel()
        mark.setPixmap(icons.pixmap(ICONS[found.work], "muted", scale=self.devicePixelRatioF()))
        name = ElidedLabel(who, "strong")
        because = ElidedLabel(why if found.work in ON_THE_FLOOR else f"{title(found.work)} · {why}")
        for label in (name, because):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        state = Pill(urgency(found.urgency), TONE_OF[found.urgency])
        line.addWidget(key)
        line.addWidget(mark)
        line.addWidget(name, 3)
        line.addWidget(because, 7)
        remark = small(found.waiting.remark)
        remark.setMinimumWidth(REMARK_PX)
        remark.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(remark)
        place_of_state = row()
        place_of_state.addStretch(1)
        place_of_state.addWidget(state)
        beside = holder(place_of_state)
        beside.setMinimumWidth(STATE_PX)
        beside.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        line.addWidget(beside)
        for label in (name, because):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        """Leave the width to the card."""
        return QSize(300, LINE_PX)


class FirstCard(Card):
    """`opened` carries the page and its arguments."""

    opened = Signal(str, dict)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("First"), parent, spacing=0)
        self.head.addWidget(small(self.tr("A number opens its line.")))
        self.lines: list[FirstLine] = []

    def show_first(self, first: tuple[First, ...], now: datetime) -> None:
        """Show the lines; without any, the card is not shown."""
        for old in self.lines:
            self.body.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.lines = []
        for place, found in enumerate(first, start=1):
            line = FirstLine(place, found, now)
            line.clicked.connect(lambda _checked=False, place=place: self.open_line(place))
            self.lines.append(line)
            self.body.addWidget(line)
        self.setVisible(bool(first))

    def open_line(self, place: int) -> None:
        """Open the line of a number."""
        if 1 <= place <= len(self.lines):
            waiting = self.lines[place - 1].found.waiting
            self.opened.emit(waiting.page, dict(waiting.arguments))
