"""My station: the queue of one station, worked through with one key.

Enter does what comes next to the chosen ticket: a waiting one is called, a called one is handed over to the station
that the protocol still asks for, and at the end the visit is finished.
"""

from __future__ import annotations

from functools import partial
from time import monotonic
from typing import ClassVar

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, Qt, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QWidget

from mhac.floor.service import Later
from mhac.floor.stations import station, stations
from mhac.kernel.errors import StaleEdit
from ui.app.context import AppContext
from ui.floor import presenter, words
from ui.floor.acts import natural_act, stations_for
from ui.floor.my_station import my_station, remember_station
from ui.floor.now_panel import NowPanel
from ui.floor.presenter import Card, Floor
from ui.floor.room_picker import RoomPicker
from ui.floor.tables import QueueRow, queue_columns, queue_rows
from ui.floor.ticket_page import TicketPage, Undo
from ui.floor.views import ViewLine
from ui.widgets import basics
from ui.widgets.acts import Act, acts_menu, open_menu
from ui.widgets.basics import row
from ui.widgets.tables import DataTable

translate = QCoreApplication.translate
BREATH_SECONDS = 0.4  # a second press within this time was meant for the act before
PRESSES = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
KEYS = {
    "C": ("call",),
    "E": ("finish",),
    "H": ("next",),
    "I": ("identity",),
    "X": ("exam",),
    "F": ("casefile",),
    "S": ("resume", "skip"),
    "P": ("part", "join"),
    "U": ("undo",),
}


class StationPage(TicketPage):
    """The queue of one station and the ticket in hand."""

    key: ClassVar[str] = "station"
    topics: ClassVar[frozenset[str]] = frozenset({"floor", "appointments", "people", "cases", "exams"})

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.set_title(self.tr("My station"))
        self.station = my_station(context)
        self._then_next = False
        self._quiet_until = 0.0
        self.picker = QComboBox()
        for here in stations():
            self.picker.addItem(words.station_name(here.code), here.code)
        self.picker.setCurrentIndex(self.picker.findData(self.station))
        self.picker.setAccessibleName(self.tr("Station of this workstation"))
        if not context.can("floor.call"):
            self.picker.hide()
        self.rooms = RoomPicker(context)
        self.now = NowPanel(context.now)
        self.queue: DataTable[QueueRow] = DataTable(
            queue_columns(context.now), key=lambda line: line.card.key, name=self.tr("Queue"), sortable=False,
            empty=self.tr("Nobody waits at this station."))  # fmt: skip
        self.board = self
        self._build()
        self._connect()

    def help_text(self) -> str:
        """One line of help."""
        return self.tr(
            "Enter or Space calls the next one; once more hands over to the proposed station. Ctrl+Enter hands over "
            "and calls the next one. C calls again, S passes over for now, P parts a family, M shows everything, "
            "R says in which room you sit, Ctrl+Z takes your last act back, U the last step of the ticket."
        )

    def window_words(self) -> str:
        """The ticket in hand."""
        card = self.chosen_card()
        return words.card_title(card) if card is not None else self.title

    def refresh(self) -> None:
        """Read the floor again."""
        if not self.context.can("floor.call"):
            self.show_no_permission()
            return
        if self.floor is None:
            self.show_loading()
        query = partial(presenter.load, self.context.today())
        self.context.read(query, self._show, owner=self, on_error=self.not_read, latest="station")

    def _build(self) -> None:
        line = ViewLine(self.context, self.key)
        line.line.insertWidget(1, self.picker)
        line.line.insertWidget(2, self.rooms)
        self.keep_above(line)
        queue = basics.Card(padding=0)
        queue.body.addWidget(self.queue)
        both = row(spacing=14)
        both.addWidget(self.now, 4)
        both.addWidget(queue, 5)
        self.body.addLayout(both, 1)
        self.setFocusProxy(self.queue)

    def _connect(self) -> None:
        self.picker.activated.connect(self._station_chosen)
        self.rooms.taken.connect(self._room_taken)
        self.queue.picked.connect(self._picked)
        self.queue.doubleClicked.connect(self._double_clicked)
        self.queue.installEventFilter(self)
        self.now.act_wanted.connect(self._act_by_button)
        self.now.more_wanted.connect(self._show_menu)
        for keys, names in KEYS.items():
            slot = partial(self._first_act, names)
            QShortcut(QKeySequence(keys), self.queue, slot, context=Qt.ShortcutContext.WidgetShortcut)
        for keys, do in (("M", self._show_menu), ("R", self._ask_room)):
            QShortcut(QKeySequence(keys), self.queue, do, context=Qt.ShortcutContext.WidgetShortcut)
        with_children = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut(QKeySequence("Ctrl+Z"), self, self._undo_last, context=with_children)
        QShortcut(QKeySequence("Ctrl+Return"), self, self.finish_and_call, context=with_children)

    # -- showing ------------------------------------------------------------------------------------------------

    def _show(self, floor: Floor) -> None:
        first = self.floor is None
        floor = self.take_in(floor)
        self.rooms.offer(floor, self.station)
        self.show_content()
        self.show_again()
        if first and self.isVisible():
            self.queue.setFocus()
        if self._then_next:
            self._then_next = False
            self._call_next()

    def show_again(self) -> None:
        """Show the queue; the ticket in hand stays chosen, then comes the next one."""
        if self.floor is None:
            return
        here = self.context.actor.user_id
        rows = queue_rows(self.floor.at(self.station), here, self.context.now())
        wanted = self._wanted(rows)
        self.queue.set_rows(rows)
        if wanted is not None:
            self.queue.select_key(wanted)
        self._show_now()

    def _wanted(self, rows: tuple[QueueRow, ...]) -> object:
        """Whom to choose: who was just acted on, who is in hand, who stays chosen, else the next one."""
        keys = {line.card.key for line in rows}
        after, self._choose_next = self._choose_next, None
        acted = next((line.card.key for line in rows if after in line.card.key), None)
        mine = next((line.card.key for line in rows if line.mine), None)
        still = self.queue.current_row()
        if still is not None and still.card.key in keys and mine is None and acted is None and not self._moved_on:
            taken = next(line.card.is_called for line in rows if line.card.key == still.card.key)
            if still.card.is_called or not taken:
                return still.card.key
        self._moved_on = False
        return acted or mine or (rows[0].card.key if rows else None)

    _moved_on = False

    def chosen_card(self) -> Card | None:
        """The ticket that the keys act on."""
        line = self.queue.current_row()
        return line.card if line is not None else None

    def tick(self) -> None:
        """Let the waits grow, and who was passed over come back."""
        self.show_again()

    @Slot(object)
    def _picked(self, _line: object) -> None:
        self._show_now()

    def _show_now(self) -> None:
        card = self.chosen_card()
        waiting = len(self.queue.rows())
        acts = self.acts_of(card) if card is not None else []
        natural = self._natural(card) if card is not None else None
        others = card is not None and card.is_called and not card.is_called_by(self.context.actor.user_id)
        here = words.place_name(self.station, self.rooms.room)
        self.now.show_card(card, natural, acts, here, waiting, others=others)
        self.title_changed.emit(self.title)

    def _natural(self, card: Card) -> Act | None:
        return natural_act(card, self.acts_of(card), self.context.actor.user_id)

    # -- where one sits -----------------------------------------------------------------------------------------

    def room_for(self, card: Card) -> str:
        """The own room; without one, a call of one's own is repeated as it was."""
        mine = card.first.called_room if card.is_called_by(self.context.actor.user_id) else ""
        return self.rooms.room or mine

    @Slot()
    def _ask_room(self) -> None:
        if self.rooms.isVisible():
            self.rooms.setFocus()
            self.rooms.showPopup()

    @Slot()
    def _room_taken(self) -> None:
        self._show_now()
        self.queue.setFocus()

    @Slot(int)
    def _station_chosen(self, place: int) -> None:
        self.station = str(self.picker.itemData(place))
        remember_station(self.context, self.station)
        if self.floor is not None:
            self.rooms.offer(self.floor, self.station)
        self.queue.clearSelection()
        self.show_again()
        self.queue.setFocus()

    def take_station(self, code: str) -> None:
        """Work at a station from now on."""
        if station(code) is not None:
            self.picker.setCurrentIndex(self.picker.findData(code))
            self._station_chosen(self.picker.currentIndex())

    # -- one key ------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter and Space on the queue; a key that is held down counts once."""
        if watched is self.queue and isinstance(event, QKeyEvent) and _is_go_on(event):
            if not event.isAutoRepeat():
                self.go_on()
            return True
        return super().eventFilter(watched, event)

    @Slot()
    def _double_clicked(self) -> None:
        self.go_on()

    @Slot()
    def go_on(self) -> None:
        """Do what comes next to the chosen ticket; a second press that comes too fast does nothing."""
        card = self.chosen_card()
        if card is None or self._on_the_way or monotonic() < self._quiet_until:
            return
        act = self._natural(card)
        if act is not None:
            self._act(act.name)

    @Slot(str)
    def _act_by_button(self, name: str) -> None:
        if not self._on_the_way and monotonic() >= self._quiet_until:
            self._act(name)
        self.queue.setFocus()

    @Slot()
    def finish_and_call(self) -> None:
        """Hand the ticket in hand over and call the next one, in one go."""
        card = self.chosen_card()
        if card is None or self._on_the_way or monotonic() < self._quiet_until:
            return
        act = self._natural(card)
        if act is not None and act.name in {"next", "finish"}:
            self._then_next = True
        self.go_on()

    def _call_next(self) -> None:
        now = self.context.now()
        line = next((line for line in self.queue.rows() if not line.card.is_called and not line.card.doubtful
                     and not line.card.is_passed_over(now)), None)  # fmt: skip
        if line is not None:
            self.queue.select_key(line.card.key)
            self._call(line.card)

    def _did(self, said: str, card: Card, undo: Undo | None, later: tuple[Later, ...] | None = None) -> None:
        super()._did(said, card, undo, later)
        self._moved_on = True
        self._quiet_until = monotonic() + BREATH_SECONDS

    def _failed(self, error: Exception) -> None:
        self._then_next = False
        self._moved_on = isinstance(error, StaleEdit)  # somebody else was quicker: the next one is mine
        super()._failed(error)

    def _first_act(self, names: tuple[str, ...]) -> None:
        card = self.chosen_card()
        possible = {act.name for act in self.acts_of(card)} if card is not None else set()
        for name in names:
            if name in possible:
                self._act(name)
                return

    @Slot()
    def _show_menu(self) -> None:
        card = self.chosen_card()
        if card is None:
            return
        menu = acts_menu(self, self.acts_of(card), self._act)
        self.add_rooms(menu, card)
        if self.context.can("floor.hand_over") and not card.doubtful:
            menu.addSeparator()
            for code, name in stations_for(card):
                entry = menu.addAction(self.tr("To {station}").format(station=name))
                entry.triggered.connect(partial(self._hand_over, card, code))
        open_menu(menu, self.now.more.mapToGlobal(QPoint(0, 0)))


def _is_go_on(event: QKeyEvent) -> bool:
    bare = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return event.type() == QEvent.Type.KeyPress and event.key() in PRESSES and bare
