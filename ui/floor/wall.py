"""The screen of the waiting room: which number goes to which station. It has no names, and so it stays when one locks.

It is a window of its own, for a second screen; nothing of the workspace can be reached from it.
"""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QObject, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QCloseEvent,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QApplication, QWidget

from mhac.floor import queries, rules
from mhac.floor.rules import Call, Waiting
from mhac.floor.stations import station
from mhac.kernel.unit_of_work import UnitOfWork
from ui.app import theme
from ui.app.context import AppContext
from ui.floor.wall_words import WallWords, wall_words
from ui.widgets import formats

SECOND_MS = 1_000
LANGUAGE_SECONDS = 8
MARK_SECONDS = 10
SURE_SECONDS = 30  # what no notice told of is seen after so long: a workstation that lost its connection
CENTRE = Qt.AlignmentFlag.AlignCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class _Link(QObject):
    """Tells the screen that somebody signed out; it goes with the screen."""

    def __init__(self, context: AppContext, wall: WallScreen) -> None:
        super().__init__(wall)
        self._context = context
        self._wall = wall

    @Slot()
    def gone(self) -> None:
        """The workspace has ended."""
        self._wall.forget(self._context)
        self.deleteLater()


class WallScreen(QWidget):
    """F11 fills the screen, Escape leaves that; a double click does the same."""

    put_away = Signal()  # somebody closed it

    def __init__(self) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self.setWindowTitle(self.tr("Waiting room"))
        self.setMinimumSize(640, 400)
        self.resize(1280, 720)
        self.setAccessibleName(self.windowTitle())
        self.context: AppContext | None = None  # who is signed in; nobody for a while after a sign-out
        self._inside: tuple[Waiting, ...] = ()
        self._calls: tuple[Call, ...] = ()
        self._marked: dict[str, int] = {}
        self._seconds = 0
        self._fresh = True
        self._timer = QTimer(self)
        self._timer.setInterval(SECOND_MS)
        self._timer.timeout.connect(self._second)

    # -- what is shown ------------------------------------------------------------------------------------------

    def attach(self, context: AppContext) -> None:
        """Follow the floor of the clinic that somebody signed in to."""
        if self.context is context:
            return
        self.context = context
        context.bus.changed.connect(self._something_changed)
        context.destroyed.connect(_Link(context, self).gone)
        self._timer.start()
        self._ask()

    def calls(self) -> tuple[Call, ...]:
        """The numbers that stand on the screen, the last called first."""
        return self._calls

    def language(self) -> str:
        """The language of this moment."""
        return self._words().language

    def is_marked(self, ticket: str) -> bool:
        """Whether a number was called just now."""
        return self._marked.get(ticket, 0) > 0

    def forget(self, context: AppContext) -> None:
        """Show nothing of a clinic that nobody is signed in to any more."""
        if self.context is context:
            self.context, self._inside, self._calls = None, (), ()
            self._marked.clear()
            self._describe()

    @Slot(str, tuple)
    def _something_changed(self, topic: str, _ids: tuple[int, ...]) -> None:
        if topic == "floor":
            self._ask()

    def _ask(self) -> None:
        if self.context is not None:
            self.context.read(_called, self._show, owner=self, on_error=self._not_read, latest="wall")

    def _show(self, inside: tuple[Waiting, ...]) -> None:
        self._inside, self._fresh = inside, True
        self._sort_out()

    def _not_read(self, _error: Exception) -> None:
        """Go on with what is known; the screen says whom to ask."""
        self._fresh = False
        self._describe()

    def _sort_out(self) -> None:
        if self.context is None:
            return
        before = {(call.ticket, call.at) for call in self._calls}
        self._calls = rules.calls_for_the_wall(self._inside, self.context.now())
        for call in self._calls:
            if (call.ticket, call.at) not in before and self._age(call) < MARK_SECONDS:
                self._marked[call.ticket] = MARK_SECONDS
        self._describe()

    def _age(self, call: Call) -> float:
        assert self.context is not None
        return (self.context.now() - call.at).total_seconds()

    def _describe(self) -> None:
        said = self._words()
        lines = [f"{call.ticket}: {self._place(call, said)}" for call in self._calls]
        self.setAccessibleDescription("\n".join(lines) or said.nobody)
        self.update()

    @Slot()
    def _second(self) -> None:
        self._seconds += 1
        self._marked = {ticket: left - 1 for ticket, left in self._marked.items() if left > 1}
        if self._seconds % SURE_SECONDS == 0:
            self._ask()
        self._sort_out()
        self.update()

    def _words(self) -> WallWords:
        said = wall_words()
        return said[self._seconds // LANGUAGE_SECONDS % len(said)]

    def _station(self, call: Call, said: WallWords) -> str:
        found = station(call.station)
        return found.name(said.language) if found else call.station

    def _place(self, call: Call, said: WallWords) -> str:
        """Where somebody goes: the room with its station, or the station where it is one place."""
        there = self._station(call, said)
        return f"{call.room}, {there}" if call.room else there

    # -- window -------------------------------------------------------------------------------------------------

    def place_on_second_screen(self, *, behind: bool = False) -> None:
        """Fill the screen on which the workspace is not; where there is one only, stay a window.

        `behind` leaves the workspace in front and the keyboard where it is: nobody asked for the screen just now.
        """
        mine = QApplication.activeWindow()
        home = mine.screen() if mine is not None else QApplication.primaryScreen()
        other = next((screen for screen in QApplication.screens() if screen is not home), None)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, behind)
        if other is None:
            self.show()
        else:
            self.setGeometry(other.geometry())
            self.showFullScreen()
        if behind and mine is not None:
            if other is None:
                mine.raise_()
            mine.activateWindow()

    def fill(self, full: bool) -> None:
        """Fill the screen, or be a window again."""
        if full:
            self.showFullScreen()
        else:
            self.showNormal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F11 and Escape; every other key is of no use here."""
        if event.key() == Qt.Key.Key_F11:
            self.fill(not self.isFullScreen())
        elif event.key() == Qt.Key.Key_Escape and self.isFullScreen():
            self.fill(False)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Fill the screen, or be a window again."""
        self.fill(not self.isFullScreen())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Be put away by a person; the end of the program alone does not count as that."""
        self._timer.stop()
        if event.spontaneous():
            self.put_away.emit()
        super().closeEvent(event)

    # -- painting -----------------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the screen."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        painter.fillRect(area, theme.colour("background"))
        unit = min(area.width() / 16, area.height() / 9)
        said = self._words()
        head = QRectF(area.left() + unit / 2, area.top() + unit / 4, area.width() - unit, unit * 0.8)
        now = self.context.now() if self.context is not None else None
        self._draw_head(painter, head, said, now)
        body = QRectF(head.left(), head.bottom() + unit / 4, head.width(), area.bottom() - head.bottom() - unit * 0.75)
        if not self._calls:
            _write(painter, body, said.nobody if self._fresh else said.ask, unit * 0.6, "text", CENTRE)
            return
        if len(self._calls) == 1:
            self._draw_last(painter, body, said, unit)
            return
        left = QRectF(body.left(), body.top(), body.width() * 0.6, body.height())
        self._draw_last(painter, left, said, unit)
        right = QRectF(left.right() + unit / 2, body.top(), body.right() - left.right() - unit / 2, body.height())
        self._draw_earlier(painter, right, said, unit)

    def _draw_head(self, painter: QPainter, area: QRectF, said: WallWords, now: datetime | None) -> None:
        unit = area.height()
        if now is not None:
            _write(painter, area, formats.clock(now), unit * 0.7, "text", RIGHT, strong=True)
        if not self._fresh:
            _write(painter, area.adjusted(0, 0, -unit * 3, 0), said.ask, unit * 0.5, "warning", LEFT)
        step = unit * 0.9
        for place, each in enumerate(wall_words()):
            spoken = each.language == said.language
            if self._fresh:
                spot = QRectF(area.left() + place * step, area.top(), step, area.height())
                _write(
                    painter,
                    spot,
                    each.language.upper(),
                    unit * 0.35,
                    "accent" if spoken else "muted",
                    LEFT,
                    strong=spoken,
                )

    def _draw_last(self, painter: QPainter, area: QRectF, said: WallWords, unit: float) -> None:
        call = self._calls[0]
        marked = self.is_marked(call.ticket)
        lit = marked and self._marked[call.ticket] % 2 == 0
        painter.setPen(QPen(theme.colour("accent" if marked else "line"), unit / (12 if marked else 40)))
        painter.setBrush(theme.colour("accent_soft" if lit else "surface"))
        painter.drawRoundedRect(area.adjusted(2, 2, -2, -2), unit / 4, unit / 4)
        inner = area.adjusted(unit / 2, unit / 4, -unit / 2, -unit / 4)
        high = inner.height()
        number = QRectF(inner.left(), inner.top(), inner.width(), high * 0.56)
        _write(painter, number, call.ticket, high * 0.5, "text", CENTRE, strong=True)
        line = QRectF(inner.left(), number.bottom(), inner.width(), high * 0.16)
        _write(painter, line, said.called, high * 0.1, "muted", CENTRE)
        where = QRectF(inner.left(), line.bottom(), inner.width(), high * (0.18 if call.room else 0.26))
        there = self._station(call, said)
        _write(painter, where, call.room or there, high * (0.17 if call.room else 0.2), "accent", CENTRE, strong=True)
        if call.room:
            below = QRectF(inner.left(), where.bottom(), inner.width(), high * 0.1)
            _write(painter, below, there, high * 0.075, "text", CENTRE)

    def _draw_earlier(self, painter: QPainter, area: QRectF, said: WallWords, unit: float) -> None:
        head = QRectF(area.left(), area.top(), area.width(), unit * 0.6)
        _write(painter, head, said.earlier, unit * 0.32, "muted", LEFT)
        rest = self._calls[1:7]
        high = min(unit * 1.3, (area.bottom() - head.bottom()) / len(rest))
        for place, call in enumerate(rest):
            line = QRectF(area.left(), head.bottom() + place * high, area.width(), high - unit / 10)
            marked = self.is_marked(call.ticket)
            painter.setPen(QPen(theme.colour("accent" if marked else "line"), unit / (24 if marked else 60)))
            painter.setBrush(theme.colour("surface"))
            painter.drawRoundedRect(line, unit / 8, unit / 8)
            inner = line.adjusted(unit / 4, 0, -unit / 4, 0)
            number = QRectF(inner.left(), inner.top(), inner.width() * 0.46, inner.height())
            _write(painter, number, call.ticket, high * 0.46, "text", LEFT, strong=True)
            where = QRectF(number.right(), inner.top(), inner.right() - number.right(), inner.height())
            _write(painter, where, call.room or self._station(call, said), high * 0.3, "accent", RIGHT)


def _write(
    painter: QPainter,
    area: QRectF,
    text: str,
    pixels: float,
    token: str,
    align: Qt.AlignmentFlag,
    *,
    strong: bool = False,
) -> None:
    """Write one line as large as wanted, smaller where the place is too narrow."""
    weight = QFont.Weight.Bold if strong else QFont.Weight.Normal
    font = theme.body_font(pixels, weight=weight)
    wide = QFontMetricsF(font).horizontalAdvance(text)
    if wide > area.width():
        font = theme.body_font(pixels * area.width() / wide * 0.98, weight=weight)
    painter.setFont(font)
    painter.setPen(theme.colour(token))
    painter.drawText(area, int(align), text)


def _called(uow: UnitOfWork) -> tuple[Waiting, ...]:
    return queries.called(uow, uow.today())
