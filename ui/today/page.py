"""The Today page: the day in four figures, then the work that waits, in the order of the role."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from mhac.reporting.queries import Task, Today
from mhac.reporting.rules import Work
from mhac.reporting.urgency import MOST_FIRST
from ui.app.context import AppContext
from ui.app.page import Page
from ui.today import presenter
from ui.today.first_card import FirstCard
from ui.today.task_card import TaskCard
from ui.today.words import title
from ui.widgets import formats
from ui.widgets.basics import column, holder, row, small
from ui.widgets.figures import StatCard

EVERY_MINUTE_MS = 60_000
HIGH, FEW_FIRST = 680, 4  # on a low screen fewer lines, so that the work below keeps its room


class TodayPage(Page):
    """What to do first. Times go on by themselves; every change in a room that it shows brings it up to date."""

    key: ClassVar[str] = "today"
    topics: ClassVar[frozenset[str]] = frozenset({"appointments", "floor", "exams", "departures", "certificates"})

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.set_title(self.tr("Today"))
        self.cards: list[TaskCard] = []
        self._figures()
        self.first = FirstCard()
        self.first.hide()
        self.first.opened.connect(self._go)
        self.body.addWidget(self.first)
        for place in range(1, MOST_FIRST + 1):
            slot = partial(self.first.open_line, place)
            QShortcut(QKeySequence(str(place)), self, slot, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self.body.addWidget(self._area, 1)
        self._minute = QTimer(self)
        self._minute.setInterval(EVERY_MINUTE_MS)
        self._minute.timeout.connect(self.mark_stale)
        self._minute.start()

    def _figures(self) -> None:
        self.expected = StatCard(self.tr("Expected today"), opens=True, bar=True)
        self.inside = StatCard(self.tr("In the clinic"), opens=True)
        self.flight = StatCard(self.tr("Next departure"), opens=True)
        self.backup = StatCard(self.tr("Last backup"))
        self.expected.opened.connect(lambda: self.context.navigate("book"))
        self.inside.opened.connect(lambda: self.context.navigate("floor"))
        self.flight.opened.connect(self._open_flight)
        self._flight_id: int | None = None
        line = row(spacing=14)
        for card in (self.expected, self.inside, self.flight, self.backup):
            card.setSizePolicy(card.sizePolicy().horizontalPolicy(), card.sizePolicy().Policy.Preferred)
            line.addWidget(card, 1)
        self.backup.setVisible("administrator" in self.context.actor.roles)
        self.body.addLayout(line)

    def help_text(self) -> str:
        """Say what the page is for."""
        return self.tr(
            "What your role should do first, the most pressing on top. A number from 1 to 6 opens its line, Enter "
            "the one with the cursor; a figure opens the people behind it."
        )

    def refresh(self) -> None:
        """Ask what waits."""
        self.show_loading()
        self.context.read(presenter.load, self._show, owner=self, on_error=self.show_error, latest="today")

    def _show(self, today: Today) -> None:
        now = self.context.now()
        self.set_title(self.tr("Today, {day}").format(day=formats.long_day(today.day)))
        self._show_figures(today)
        waiting, idle = presenter.split(today)
        place = self._area.verticalScrollBar().value()
        focused = self._focused()
        self.first.show_first(today.first[: MOST_FIRST if self.height() >= HIGH else FEW_FIRST], now)
        self.cards = [TaskCard(task, now) for task in waiting]
        for card in self.cards:
            card.opened.connect(self._go)
        self._area.setWidget(self._laid_out(idle))
        self._area.verticalScrollBar().setValue(place)
        self._focus_again(focused)
        self.show_content()

    def _laid_out(self, idle: tuple[Task, ...]) -> QWidget:
        """Two columns that fill evenly: the first kinds of work stand at the top."""
        sides: tuple[QVBoxLayout, QVBoxLayout] = (column(spacing=12), column(spacing=12))
        lengths = [0, 0]
        for card in self.cards:
            side = 0 if lengths[0] <= lengths[1] else 1
            sides[side].addWidget(card)
            lengths[side] += min(card.task.count, presenter.SHOWN) + 2
        both = row(spacing=14)
        for side_column in sides:
            side_column.addStretch(1)
            both.addWidget(holder(side_column), 1)
        whole = column(spacing=12)
        if not self.cards:
            whole.addWidget(small(self.tr("Nothing waits for you.")))
        whole.addLayout(both)
        if idle:
            names = " · ".join(title(task.work) for task in idle)
            whole.addWidget(small(self.tr("Nothing waits here: {names}").format(names=names), wrap=True))
        whole.addStretch(1)
        return holder(whole, "page")

    def _show_figures(self, today: Today) -> None:
        share = today.arrived / today.booked if today.booked else 0.0
        missing = presenter.people_of(today, Work.NOT_COME)
        self.expected.say(
            self.tr("{arrived} of {booked}").format(arrived=today.arrived, booked=today.booked),
            self.tr("{count} not come").format(count=missing) if missing else self.tr("arrived so far"), share=share)
        self.inside.say(formats.number(today.in_clinic), self.tr("people on the floor now"))
        flight = today.next_departure
        self._flight_id = flight.id if flight else None
        if flight is None:
            self.flight.say(self.tr("None"), self.tr("no flight is planned"))
        else:
            day = formats.short_day(formats.local(flight.departs_at).date())
            left = flight.people - flight.settled
            detail = self.tr("{count} to be settled").format(count=left) if left else self.tr("everybody is settled")
            self.flight.say(f"{flight.flight} · {day}", detail, tone="warning" if left else "ok")
        old = presenter.backup_is_old(today, self.context.now())
        self.backup.say(formats.moment_near(today.backup_at) if today.backup_at else self.tr("None yet"),
                        self.tr("one is made daily"), tone="warning" if old else "ok")

    @Slot(str, dict)
    def _go(self, page: str, arguments: dict[str, object]) -> None:
        self.context.navigate(page, **arguments)

    @Slot()
    def _open_flight(self) -> None:
        if self._flight_id is None:
            self.context.navigate("departures")
        else:
            self.context.navigate("departures", departure_id=self._flight_id)

    def _focused(self) -> str:
        """Return the line on which the keyboard stands, so that a refresh does not lose it."""
        return next((line.accessibleName() for card in self.cards for line in card.lines if line.hasFocus()), "")

    def _focus_again(self, name: str) -> None:
        for card in self.cards if name else ():
            for line in card.lines:
                if line.waiting.name == name.split(",", maxsplit=1)[0]:
                    line.setFocus()
                    return
