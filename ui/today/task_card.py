"""A card of the Today page: one kind of work, the first people of it, and the way to all of them."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from mhac.reporting.queries import Task, Waiting
from ui.app import icons
from ui.today import presenter
from ui.today.words import ICONS, PAGES, TONES, title
from ui.widgets.basics import Card, ElidedLabel, Pill, PlainLabel, button, small, words

LINE_PX = 34


class WaitingLine(QPushButton):
    """One person: name, remark, time. Enter or a click opens where the work is done."""

    def __init__(self, waiting: Waiting, when: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.waiting = waiting
        self.setProperty("kind", "quiet")
        self.setFixedHeight(LINE_PX)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(", ".join(part for part in (waiting.name, waiting.remark, when) if part))
        line = QHBoxLayout(self)
        line.setContentsMargins(8, 0, 8, 0)
        line.setSpacing(8)
        name = ElidedLabel(waiting.name, "strong")
        name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        at = words(when, "small", tone="bad" if waiting.pressing else "")
        at.setMinimumWidth(56)
        at.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(name, 1)
        line.addWidget(small(waiting.remark))
        line.addWidget(at)
        for label in (name, at):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        """Leave the width to the card."""
        return QSize(200, LINE_PX)


class TaskCard(Card):
    """Shows a task; `opened` carries the page and its arguments."""

    opened = Signal(str, dict)

    def __init__(self, task: Task, now: datetime, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent, spacing=2)
        self.task = task
        self._now = now
        head = QHBoxLayout()
        head.setSpacing(8)
        mark = PlainLabel()
        mark.setPixmap(icons.pixmap(ICONS[task.work], "muted", scale=self.devicePixelRatioF()))
        head.addWidget(mark)
        head.addWidget(words(title(task.work), "heading"))
        head.addWidget(Pill(str(task.count), TONES.get(task.work, "neutral")))
        head.addStretch(1)
        self.body.addLayout(head)
        self.body.addSpacing(4)
        self.lines: list[WaitingLine] = []
        for waiting in task.waiting[:presenter.SHOWN]:
            self._add_line(waiting)
        self.all_button: QPushButton | None = None
        self.more_button: QPushButton | None = None
        page = PAGES.get(task.work)
        if task.count > presenter.SHOWN and page is not None:
            self.all_button = button(self.tr("Show all {count}").format(count=task.count), kind="link", small=True)
            self.all_button.clicked.connect(lambda: self.opened.emit(page, {}))
            self.body.addWidget(self.all_button, 0, Qt.AlignmentFlag.AlignLeft)
        elif task.count > presenter.SHOWN:
            more = self.tr("and {count} more").format(count=task.count - presenter.SHOWN)
            self.more_button = button(more, kind="link", small=True)
            self.more_button.clicked.connect(self.show_all)
            self.body.addWidget(self.more_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setAccessibleName(f"{title(task.work)}: {task.count}")

    def _add_line(self, waiting: Waiting) -> None:
        line = WaitingLine(waiting, presenter.when(self.task.work, waiting, self._now))
        line.clicked.connect(lambda _checked=False: self._open(waiting))
        self.lines.append(line)
        self.body.addWidget(line)

    @Slot()
    def show_all(self) -> None:
        """Show everybody behind the number."""
        if self.more_button is None or not self.more_button.isVisibleTo(self):
            return
        self.more_button.hide()
        for waiting in self.task.waiting[presenter.SHOWN :]:
            self._add_line(waiting)
        self.lines[presenter.SHOWN].setFocus()

    def _open(self, waiting: Waiting) -> None:
        self.opened.emit(waiting.page, dict(waiting.arguments))
