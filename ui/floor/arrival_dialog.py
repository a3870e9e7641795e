"""Arrival: scan the slip or the file, compare the face with the photo, and give the ticket; a family in one go."""

from __future__ import annotations

from functools import partial
from time import monotonic

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QStackedWidget, QVBoxLayout, QWidget

from mhac.floor.queries import Hit
from mhac.floor.rules import IdentityCheck, Outcome
from mhac.floor.service import Arriving, Ticket
from mhac.scheduling.rules import Status
from ui.app import icons
from ui.app.context import AppContext
from ui.app.dialogs import FormDialog, ReasonDialog
from ui.app.languages import current_language
from ui.floor import identity_card, presenter
from ui.floor.identity_card import IdentityCard
from ui.widgets import formats
from ui.widgets.basics import button, column, holder, muted, row, words
from ui.widgets.fields import FieldRow

PAUSE_MS = 150


class ArrivalDialog(FormDialog):
    """Enter takes the only hit, Enter again says "same person": two keys for a scanned slip of one person.

    Each press confirms one person whose card has been in sight; one that comes too soon, or from a key that is held
    down, does nothing.
    """

    arrived = Signal(object)  # tuple[Ticket, ...]

    def __init__(
        self, context: AppContext, parent: QWidget | None = None, *, appointment_id: int | None = None
    ) -> None:
        super().__init__(self.tr("Arrival"), self.tr("&Same person"), parent, width=820)
        self._context = context
        self._hits: tuple[Hit, ...] = ()
        self._current: Hit | None = None
        self._checked: dict[int, IdentityCheck] = {}
        self._absent: set[int] = set()
        self._family = False
        self._entered = False
        self._tickets: tuple[Ticket, ...] = ()
        self._given_at = 0.0
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Scan the slip, or type a name or number"))
        self.search.setClearButtonEnabled(True)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("People found"))
        self.list.setIconSize(QSize(icons.SMALL, icons.SMALL))
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.card = IdentityCard()
        self.different_button = button(self.tr("&Not the same person…"), kind="danger")
        self.away_button = button(self.tr("Not &here"))
        self.family_button = button(self.tr("With the &family"))
        self._build()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._connect()
        self._show_current(None)
        context.read(partial(presenter.offers, current_language()), self.card.set_offers, owner=self)
        self.search.setFocus()
        if appointment_id is not None:
            self._open_block(appointment_id)

    def tickets(self) -> tuple[Ticket, ...]:
        """The tickets that were given."""
        return self._tickets

    def current(self) -> Hit | None:
        """Who is compared now."""
        return self._current

    def takes_press(self) -> bool:
        """Whether the button counts now: the face was looked at, or the number was read."""
        if self._tickets:
            return monotonic() - self._given_at >= identity_card.LOOK_SECONDS
        return self._current is not None and self._can_enter(self._current) and self.card.was_looked_at()

    # -- building -----------------------------------------------------------------------------------------------

    def _build(self) -> None:
        left = column(spacing=10)
        left.addWidget(FieldRow(self.tr("&Who is here"), self.search))
        left.addWidget(self.list, 1)
        side = holder(left)
        side.setFixedWidth(280)
        self._nobody = muted(
            self.tr("Scan the appointment slip or the file, or type any part of a name or number."), wrap=True
        )
        self._nobody.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._given = QWidget()
        self._given_lines = QVBoxLayout(self._given)
        self._middle = QStackedWidget()
        for part in (self._nobody, self.card, self._given):
            self._middle.addWidget(part)
        line = row(spacing=20)
        line.addWidget(side)
        line.addWidget(self._middle, 1)
        self.body.addLayout(line, 1)
        self.setMinimumHeight(470)
        for place, each in enumerate((self.family_button, self.away_button, self.different_button)):
            self.foot.insertWidget(place, each)
        self.act_button.setMinimumWidth(130)

    def _connect(self) -> None:
        self._pause.timeout.connect(self._find)
        self.search.textEdited.connect(self._typed)
        for each in (self.search, self.list, self.act_button):
            each.installEventFilter(self)
        self.list.currentRowChanged.connect(self._row_chosen)
        self.different_button.clicked.connect(self._ask_why)
        self.away_button.clicked.connect(self._not_here)
        self.family_button.clicked.connect(self._with_family)
        self.submitted.connect(self._same)

    # -- finding ------------------------------------------------------------------------------------------------

    @Slot(str)
    def _typed(self, _text: str) -> None:
        self._family = self._entered = False
        self._checked.clear()
        self._absent.clear()
        self._show_current(None)  # what is typed next must not confirm who was shown before
        self._pause.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter in the search line looks for people, in the list it takes one: neither says "same person"."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if enter and event.isAutoRepeat():
                return True
            if enter and watched is self.search:
                self._enter()
                return True
            if enter and watched is self.list:
                self._take_chosen()
                return True
            if watched is self.search and event.key() == Qt.Key.Key_Down and self._hits:
                self.list.setFocus()
                return True
        return super().eventFilter(watched, event)

    def _take_chosen(self) -> None:
        place = self.list.currentRow()
        if 0 <= place < len(self._hits) and not self._tickets:
            self._choose(self._hits[place])

    def _enter(self) -> None:
        self._entered = True
        if self._pause.isActive():
            self._pause.stop()
            self._find()
        elif self._hits:
            self._take_first()

    @Slot()
    def _find(self) -> None:
        text = self.search.text().strip()
        if not text:
            self._show_hits(())
            return
        query = partial(presenter.find, text)
        self._context.read(query, self._found, owner=self, on_error=self.show_error, latest="find")

    def _found(self, hits: tuple[Hit, ...]) -> None:
        if self._tickets:
            return
        self._show_hits(hits)
        if not hits:
            self._nobody.setText(self.tr("Nobody found. Register the person first, or try another part of the name."))
        if hits and self._entered:
            self._take_first()
        elif self._is_clear():
            self._show_current(hits[0])  # already in sight while the search line keeps the keyboard

    def _is_clear(self) -> bool:
        """Whether what was found is one person, or the people of one appointment."""
        blocks = {hit.block.id if hit.block else -hit.person.id for hit in self._hits}
        return len(blocks) == 1

    def _take_first(self) -> None:
        if self._is_clear():
            self._choose(self._hits[0])
        else:
            self.list.setFocus()
            self.list.setCurrentRow(0)

    def _open_block(self, appointment_id: int) -> None:
        query = partial(presenter.block_hits, appointment_id)
        self._context.read(query, self._block_opened, owner=self, on_error=self.show_error)

    def _block_opened(self, hits: tuple[Hit, ...]) -> None:
        if self._tickets:
            return
        self._family = True
        first = self._current.person.id if self._current else 0
        self._show_hits(tuple(sorted(hits, key=lambda hit: hit.person.id != first)))
        self._next()

    def _choose(self, hit: Hit) -> None:
        if hit is not self._current:
            self._show_current(hit)
        if hit.block is not None and self._brings_others(hit):
            self._open_block(hit.block.id)
        self.act_button.setFocus()

    def _brings_others(self, hit: Hit) -> bool:
        """Whether others of the same appointment are to be asked for too."""
        return hit.block is not None and presenter.may_arrive(hit) and len(hit.block.people) > 1 and not self._family

    @Slot(int)
    def _row_chosen(self, place: int) -> None:
        if 0 <= place < len(self._hits) and self._hits[place] is not self._current:
            self._show_current(self._hits[place])

    @Slot()
    def _with_family(self) -> None:
        if self._current is not None and self._current.person.case_id is not None:
            query = partial(presenter.family_hits, self._current.person.case_id)
            self._context.read(query, self._block_opened, owner=self, on_error=self.show_error)

    # -- comparing ----------------------------------------------------------------------------------------------

    def _pending(self) -> list[Hit]:
        wanted = self._hits if self._family else tuple(filter(None, (self._current,)))
        decided = self._checked.keys() | self._absent
        return [hit for hit in wanted if hit.person.id not in decided and self._can_enter(hit)]

    def _can_enter(self, hit: Hit) -> bool:
        return presenter.may_arrive(hit) or presenter.may_walk_in(hit)

    def _next(self) -> None:
        pending = self._pending()
        self._mark_list()
        if pending:
            self._show_current(pending[0])
            self.act_button.setFocus()
        elif self._checked:
            self._let_in()
        else:
            self._show_current(self._hits[0] if self._hits else None)

    def _decide(self, check: IdentityCheck) -> None:
        hit = self._current
        if hit is None or hit.person.id in self._checked:
            return
        self._checked[hit.person.id] = check
        if hit.block is not None and self._brings_others(hit):
            self._open_block(hit.block.id)
        else:
            self._next()

    @Slot()
    def _same(self) -> None:
        self.set_busy(False)
        self.act_button.setFocus()
        if not self.takes_press():
            return
        if self._tickets:
            self.done_with()
        else:
            self._decide(IdentityCheck(Outcome.CONFIRMED, self.card.means))

    @Slot()
    def _ask_why(self) -> None:
        text = self.tr("The person gets a ticket and waits at reception until the identity is settled.")
        dialog = ReasonDialog(self.tr("Identity not confirmed"), self.tr("&Let in as not confirmed"), self, text=text)

        def keep() -> None:
            self._decide(IdentityCheck(Outcome.NOT_CONFIRMED, self.card.means, dialog.text()))
            dialog.done_with()

        dialog.submitted.connect(keep)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        dialog.reason.setFocus()

    @Slot()
    def _not_here(self) -> None:
        if self._current is not None:
            self._absent.add(self._current.person.id)
            self._next()

    def _let_in(self) -> None:
        chosen = [hit for hit in self._hits if hit.person.id in self._checked]
        chosen = chosen or [hit for hit in (self._current,) if hit is not None]
        people = tuple(Arriving(hit.person.id, self._checked[hit.person.id]) for hit in chosen)
        block = chosen[0].block
        self.set_busy(True)
        if block is not None and presenter.may_arrive(chosen[0]):
            action, verb = "floor.arrive", partial(presenter.arrive, block.id, people)
        else:
            cases = {hit.person.case_id for hit in chosen}
            case_id = cases.pop() if len(cases) == 1 else None
            service_id = int(self.card.service.currentData())
            action, verb = "floor.walk_in", partial(presenter.walk_in, service_id, case_id, people)
        self._context.act(action, verb, self._let_in_done, owner=self, on_error=self._not_let_in)

    def _not_let_in(self, error: Exception) -> None:
        self._checked.clear()
        self.show_error(error)
        self._mark_list()

    def _let_in_done(self, tickets: tuple[Ticket, ...]) -> None:
        self._tickets, self._given_at = tickets, monotonic()
        self.set_busy(False)
        names = {hit.person.id: hit.person.name for hit in self._hits}
        self._given_lines.addStretch(1)
        for ticket in tickets:
            line = row(spacing=14)
            number = words(ticket.ticket, "figure", tone="ok")
            number.setMinimumWidth(84)
            line.addWidget(number)
            line.addWidget(words(names.get(ticket.person_id, ""), "heading"), 1)
            self._given_lines.addLayout(line)
        self._given_lines.addStretch(2)
        self._middle.setCurrentWidget(self._given)
        self.search.setEnabled(False)
        self.list.setEnabled(False)
        for each in (self.different_button, self.away_button, self.family_button, self.back_button):
            each.hide()
        self.act_button.setText(self.tr("&Done"))
        self.act_button.show()
        self.act_button.setFocus()
        self.arrived.emit(tickets)

    # -- showing ------------------------------------------------------------------------------------------------

    def _show_hits(self, hits: tuple[Hit, ...]) -> None:
        self._hits = hits
        self.list.blockSignals(True)
        self.list.clear()
        for hit in hits:
            item = QListWidgetItem(f"{hit.person.name}\n{self._line(hit)}")
            item.setSizeHint(QSize(200, 46))
            self.list.addItem(item)
        self.list.blockSignals(False)
        self._mark_list()
        if self._current is not None and all(hit.person.id != self._current.person.id for hit in hits):
            self._show_current(None)

    def _line(self, hit: Hit) -> str:
        if hit.ticket and not presenter.may_arrive(hit):
            return self.tr("in the clinic · {ticket}").format(ticket=hit.ticket)
        if hit.block is None and hit.other_day is not None:
            return self.tr("booked for {day}").format(day=formats.moment_near(hit.other_day))
        if hit.block is None or hit.status in {Status.CANCELLED, Status.MISSED, Status.DONE}:
            return self.tr("no appointment today")
        return f"{formats.clock(hit.block.starts_at)} · {hit.room}"

    def _mark_list(self) -> None:
        for place, hit in enumerate(self._hits):
            check = self._checked.get(hit.person.id)
            name, ink = "circle", "muted"
            if hit.person.id in self._absent:
                name, ink = "minus", "muted"
            elif check is not None:
                sure = check.outcome is Outcome.CONFIRMED
                name, ink = ("circle-check", "ok") if sure else ("shield-alert", "bad")
            self.list.item(place).setIcon(icons.icon(name, ink))

    def _show_current(self, hit: Hit | None) -> None:
        self._current = hit
        can_enter = hit is not None and self._can_enter(hit)
        self.act_button.setVisible(can_enter)
        self.different_button.setVisible(can_enter)
        self.away_button.setVisible(can_enter and self._family and len(self._hits) > 1)
        lone = hit is not None and presenter.may_walk_in(hit) and hit.person.case_id is not None
        self.family_button.setVisible(lone and not self._family)
        self._middle.setCurrentWidget(self._nobody if hit is None else self.card)
        if hit is None:
            return
        self.card.show_hit(hit, self._context.today())
        query = partial(presenter.photo, hit.person.id)
        self._context.read(query, self.card.show_photo, owner=self, on_error=self.show_error, latest="photo")
        self.list.blockSignals(True)
        self.list.setCurrentRow(next((i for i, h in enumerate(self._hits) if h.person.id == hit.person.id), -1))
        self.list.blockSignals(False)
