"""The clinic floor: the figures of the day, the stations with their tickets, and what can be done with one of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget

from mhac.floor.service import Ticket
from ui.app import icons
from ui.app.context import AppContext
from ui.floor import presenter, words
from ui.floor.acts import stations_for
from ui.floor.arrival_dialog import ArrivalDialog
from ui.floor.board import FloorBoard
from ui.floor.my_station import my_room, my_station
from ui.floor.presenter import Card, Floor
from ui.floor.ticket_page import TicketPage
from ui.floor.views import ViewLine
from ui.widgets import basics
from ui.widgets.acts import Act, act_button, acts_menu, open_menu
from ui.widgets.basics import ElidedLabel, button, holder, literal, row
from ui.widgets.figures import StatCard

WIDE = 1080
GAP, BESIDE_NAME = 8, 12
KEYS = {
    "E": ("finish",),
    "I": ("identity",),
    "X": ("exam",),
    "F": ("casefile",),
    "C": ("call",),
    "S": ("resume", "skip"),
    "P": ("part", "join"),
    "U": ("undo",),
}
DIRECT = (
    "next",
    "finish",
    "identity",
    "call",
    "undo",
    "exam",
    "casefile",
)  # the others stand behind "More", away from these


class FloorPage(TicketPage):
    """Who is where, for how long, and where next."""

    key: ClassVar[str] = "floor"
    topics: ClassVar[frozenset[str]] = frozenset({"floor", "appointments", "people", "cases", "exams"})

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.set_title(self.tr("Clinic floor"))
        self._arrive_next: int | None = None
        self._arrival_asked = False
        self.board = FloorBoard(context.now)
        self.arrival_button = button(self.tr("&Arrival"), kind="primary", icon="user-check", tip="Ctrl+I")
        self.figures = {
            "arrived": StatCard(self.tr("Arrived")),
            "inside": StatCard(self.tr("In the clinic")),
            "longest": StatCard(self.tr("Longest wait"), opens=True),
            "median": StatCard(self.tr("Median visit")),
            "finished": StatCard(self.tr("Finished")),
        }
        self._build()
        self._connect()

    def help_text(self) -> str:
        """One line of help."""
        return self.tr(
            "Arrows walk over the tickets, C calls, H hands over to the next station, Ctrl and an arrow to the one "
            "beside, S passes over for now, P parts a family, Enter shows everything that can be done, Ctrl+Z takes "
            "your last act back, U the last step of the ticket, Ctrl+I lets somebody in."
        )

    def window_words(self) -> str:
        """The chosen person, so that the window says who is worked on."""
        card = self.board.card()
        return words.card_title(card) if card is not None else self.title

    def show_with(self, **arguments: object) -> None:
        """Show a visit, or open the arrival desk: `arrive` empty for anybody, `arrive_appointment` for a block."""
        visit_id, appointment_id = arguments.get("visit_id"), arguments.get("arrive_appointment")
        self._choose_next = visit_id if isinstance(visit_id, int) else None
        self._arrive_next = appointment_id if isinstance(appointment_id, int) else None
        self._arrival_asked = "arrive" in arguments or self._arrive_next is not None
        if self._arrival_asked and self.isVisible() and self.floor is not None:
            self._open_asked_arrival()
        super().show_with()

    def refresh(self) -> None:
        """Read the floor again."""
        if not self.context.can("floor.see_floor"):
            self.show_no_permission()
            return
        if self.floor is None:
            self.show_loading()
        query = partial(presenter.load, self.context.today())
        self.context.read(query, self._show, owner=self, on_error=self.not_read, latest="floor")

    # -- building -----------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.keep_above(ViewLine(self.context, self.key))
        cards = row(spacing=12)
        for card in self.figures.values():
            cards.addWidget(card, 1)
        self.body.addLayout(cards)
        self._who = ElidedLabel("", "heading")
        self._what = ElidedLabel("", "muted")
        for label in (self._who, self._what):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        names = basics.column(spacing=0)
        names.addWidget(self._who)
        names.addWidget(self._what)
        self._buttons = row(spacing=GAP)
        line = row(spacing=BESIDE_NAME)
        line.addLayout(names, 1)
        line.addWidget(holder(self._buttons))
        line.addWidget(self.arrival_button)
        self.bar = holder(line)
        self.body.addWidget(self.bar)
        self.body.addWidget(self.board, 1)
        self.setFocusProxy(self.board)  # the arrows walk over the tickets as soon as the floor is shown
        self.arrival_button.setVisible(self.context.can("floor.arrive"))

    def _connect(self) -> None:
        self.board.chosen.connect(self._chosen)
        self.board.handed_over.connect(self._hand_over)
        self.board.acts_wanted.connect(self._show_menu)
        self.board.opened.connect(self._open)
        self.board.lost.connect(self._lost)
        self.arrival_button.clicked.connect(self.open_arrival)
        self.figures["longest"].opened.connect(self._go_to_longest)
        for keys, slot in (("Ctrl+I", self.open_arrival), ("Ctrl+Z", self._undo_last)):
            QShortcut(QKeySequence(keys), self, slot, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        for keys, names in KEYS.items():
            slot = partial(self._first_act, names)
            QShortcut(QKeySequence(keys), self.board, slot, context=Qt.ShortcutContext.WidgetShortcut)

    # -- showing ------------------------------------------------------------------------------------------------

    def _show(self, floor: Floor) -> None:
        arrived = self.floor is None
        floor = self.take_in(floor)
        if not floor.view.visits:
            can = self.context.can("floor.arrive")
            self.show_empty(
                self.tr("Nobody has arrived yet"),
                self.tr("People booked for today: {count}").format(count=floor.view.expected),
                icon="users",
                action=self.tr("Arrival") if can else "",
                on_action=self.open_arrival if can else None,
            )
        else:
            self.show_content()
        self.board.show_floor(floor, may_move=self.context.can("floor.hand_over"))
        if arrived and self.isVisible():  # a refresh never takes the cursor away
            self.board.setFocus()
        self.count()
        if self._choose_next is not None and self.board.choose_visit(self._choose_next):
            self._choose_next = None
        self._open_asked_arrival()

    def chosen_card(self) -> Card | None:
        """The ticket that the keys act on."""
        card: Card | None = self.board.card()
        return card

    def room_for(self, card: Card) -> str:
        """The room before, or where who is signed in sits, if he calls to his own station."""
        if card.is_called or self.floor is None or card.station != my_station(self.context):
            return super().room_for(card)
        room = my_room(self.context)
        return room if room in {each.name for each in self.floor.rooms} else ""

    def show_again(self) -> None:
        """Show the floor with families together or one by one."""
        if self.floor is not None:
            self.board.show_floor(self.floor, may_move=self.context.can("floor.hand_over"))
            if self._choose_next is not None and self.board.choose_visit(self._choose_next):
                self._choose_next = None

    def count(self) -> None:
        """Say the figures of now above the board."""
        if self.floor is None:
            return
        now = self.context.now()
        shown = self.floor.view.figures(now)
        self.figures["arrived"].say(
            self.tr("{arrived} of {expected}").format(arrived=shown.arrived, expected=shown.expected)
        )
        self.figures["inside"].say(str(shown.inside))
        self.figures["finished"].say(str(shown.finished))
        self.figures["median"].say(words.minutes(shown.median_minutes) if shown.median_minutes is not None else "–")
        if shown.longest_minutes is None:
            self.figures["longest"].say("–")
        else:
            card = self._longest()
            tone = words.TONES[card.mark(now)] if card else ""
            parts = (words.minutes(shown.longest_minutes), words.station_name(shown.longest_station))
            wide = self.figures["longest"].fits(" · ".join(parts))
            label = self.tr("Longest wait") if wide else self.tr("Longest: {station}").format(station=parts[1])
            self.figures["longest"].set_label(label)
            self.figures["longest"].say(" · ".join(parts) if wide else parts[0], tone="" if tone == "ok" else tone)

    def _longest(self) -> Card | None:
        cards = [card for _, cards in self.floor.columns for card in cards] if self.floor else []
        return min(cards, key=lambda card: card.since, default=None)

    @Slot()
    def _go_to_longest(self) -> None:
        self.board.choose(self._longest())
        self.board.setFocus()

    def _chosen(self, card: Card | None) -> None:
        while (item := self._buttons.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._who.setText(f"{words.card_ticket(card)}   {words.card_title(card)}" if card else "")
        self._what.setText(words.card_detail(card, self.context.today()) if card else self.tr("Choose a ticket."))
        if card is not None:
            more = button(self.tr("&More"))
            more.clicked.connect(partial(self._menu_at, more))
            direct = [act for act in self.acts_of(card) if act.name in DIRECT]
            for each in (*self._with_room(direct, more), more):
                self._buttons.addWidget(each)
        self.title_changed.emit(self.title)

    def _with_room(self, acts: Sequence[Act], more: QPushButton) -> list[QPushButton]:
        """The first act, and as many of the others as leave the name whole."""
        shown = [act_button(act, self._act) for act in (acts if self.width() >= WIDE else acts[:1])]
        left = self.body.geometry().width() - self._who.sizeHint().width() - 2 * BESIDE_NAME
        for each in (more, self.arrival_button, *shown):
            each.ensurePolished()
        left -= more.sizeHint().width()
        if self.context.can("floor.arrive"):
            left -= self.arrival_button.sizeHint().width()
        while len(shown) > 1 and sum(each.sizeHint().width() + GAP for each in shown) > left:
            shown.pop().deleteLater()
        return shown

    def _menu_at(self, under: QWidget, _checked: bool = False) -> None:
        card = self.board.card()
        if card is not None:
            self._show_menu(card, under.mapToGlobal(QPoint(0, 0)))

    def _show_menu(self, card: Card, where: QPoint) -> None:
        menu = acts_menu(self, self.acts_of(card), self._act)
        self.add_rooms(menu, card)
        if self.context.can("floor.hand_over") and not card.doubtful:
            menu.addSeparator()
            for code, name in stations_for(card):
                entry = menu.addAction(self.tr("To {station}").format(station=name))
                entry.triggered.connect(partial(self._hand_over, card, code))
            self._add_ways_alone(menu, card)
        open_menu(menu, where)

    def _add_ways_alone(self, menu: QMenu, card: Card) -> None:
        """One of a family goes on alone; from then on everybody of it has an own ticket."""
        if len(card.visits) < 2:
            return
        alone = menu.addMenu(self.tr("One person alone"))
        for visit in card.visits:
            single = Card((visit,), card.station)
            ways = alone.addMenu(literal(words.card_title(single)))
            if self.context.can("floor.call"):
                entry = ways.addAction(icons.icon("bell"), self.tr("Call"))
                entry.triggered.connect(partial(self._act_of, single, self._call))
            if self.context.can("exams.read_clinical"):
                entry = ways.addAction(icons.icon("stethoscope"), self.tr("Open examination"))
                entry.triggered.connect(partial(self._act_of, single, self._open_exam))
                ways.addSeparator()
            for code, name in stations_for(single):
                entry = ways.addAction(self.tr("To {station}").format(station=name))
                entry.triggered.connect(partial(self._hand_over, single, code))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show fewer buttons and shorter figures where there is little room."""
        super().resizeEvent(event)
        if self.floor is not None and event.oldSize().width() != event.size().width():
            self.count()
            self._chosen(self.board.card())

    def _first_act(self, names: tuple[str, ...]) -> None:
        """Do the first of these that the ticket allows: one key passes over, and takes it back."""
        card = self.board.card()
        possible = {act.name for act in self.acts_of(card)} if card is not None else set()
        for name in names:
            if name in possible:
                self._act(name)
                return

    def _act_of(self, card: Card, act: Callable[[Card], None], _checked: bool = False) -> None:
        act(card)

    # -- arrival ------------------------------------------------------------------------------------------------

    @Slot()
    def open_arrival(self) -> None:
        """Open the arrival desk."""
        if not self.context.can("floor.arrive"):
            return
        dialog = ArrivalDialog(self.context, self, appointment_id=self._arrive_next)
        self._arrive_next = None
        dialog.arrived.connect(self._arrived)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(object)
    def _lost(self, card: Card) -> None:
        """Say why a ticket is no longer in the hand."""
        text = self.tr("Somebody else has changed {ticket} meanwhile; it was not handed over. Look where it is now.")
        self.show_problem(text.format(ticket=words.card_ticket(card)))

    def _open_asked_arrival(self) -> None:
        if self._arrival_asked:
            self._arrival_asked = False
            self.open_arrival()

    def _arrived(self, tickets: tuple[Ticket, ...]) -> None:
        self.done.hide()
        self._choose_next = tickets[0].visit_id

    def _open(self, card: Card, where: QPoint) -> None:
        """Open a ticket: the examination for who examines, else what can be done with it."""
        if "exam" in {act.name for act in self.acts_of(card)}:
            self._open_exam(card)
        else:
            self._show_menu(card, where)
