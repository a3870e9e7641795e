"""What the floor and a station's own view have in common: everything that can be done with a ticket, and its undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, Slot
from PySide6.QtWidgets import QMenu, QWidget

from mhac.floor.rules import IdentityCheck, Means, Outcome, VisitStatus
from mhac.floor.service import Later
from mhac.kernel.errors import ClinicError, StaleEdit
from mhac.kernel.unit_of_work import UnitOfWork
from ui.app.board_page import BoardPage
from ui.app.context import AppContext
from ui.app.dialogs import ReasonDialog
from ui.floor import presenter, words
from ui.floor.acts import acts_for
from ui.floor.presenter import Card, Floor
from ui.floor.skip_dialog import SkipDialog
from ui.widgets import formats
from ui.widgets.acts import Act
from ui.widgets.basics import literal
from ui.widgets.undo_strip import UndoStrip

translate = QCoreApplication.translate
Undo = tuple[str, Callable[[Sequence[int], UnitOfWork], None]]
STEP_BACK: Undo = ("floor.undo_move", presenter.undo)
CALL_BACK: Undo = ("floor.take_call_back", presenter.take_call_back)
QUEUE_AGAIN: Undo = ("floor.resume", presenter.resume)


class TicketPage(BoardPage):
    """Does the acts of `ui.floor.acts` to the chosen ticket; each once, however often a key was pressed."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.floor: Floor | None = None
        self.done = UndoStrip(self)
        self._choose_next: int | None = None
        self._on_the_way: set[int] = set()
        self._apart: set[int] = set()
        self._own_last: Callable[[], None] | None = None  # takes the last act of this page back

    def chosen_card(self) -> Card | None:
        """The ticket that the keys act on."""
        return None

    def show_again(self) -> None:
        """Show the floor as it was read, with families together or one by one."""

    def is_read(self) -> bool:
        """Whether the floor has been read once."""
        return self.floor is not None

    @Slot()
    def _time_passes(self) -> None:
        """Let the times grow; on a screen that was left on over night, show the new day."""
        if self.floor is not None and self.floor.view.day != self.context.today():
            self.mark_stale()
        super()._time_passes()

    def take_in(self, floor: Floor) -> Floor:
        """Keep the floor as it was read; families that somebody wants to see one by one stay so."""
        self._on_the_way.clear()
        self._apart &= {visit.number for visit in floor.view.visits}
        self.floor = presenter.parted(floor, self.context.now(), self._apart) if self._apart else floor
        return self.floor

    def acts_of(self, card: Card) -> list[Act]:
        """What can be done with a ticket by who is signed in."""
        return acts_for(card, self.context.can, may_join=card.first.number in self._apart)

    def _act(self, name: str, _checked: bool = False) -> None:
        card = self.chosen_card()
        if card is not None and name in {act.name for act in self.acts_of(card)}:
            self._deeds(card)[name]()

    def _deeds(self, card: Card) -> dict[str, Callable[[], None]]:
        return {
            "next": partial(self._hand_over, card, ""),
            "finish": partial(self._finish, card, VisitStatus.DONE, ""),
            "identity": partial(self._check_again, card),
            "call": partial(self._call, card),
            "take_call_back": partial(self._take_call_back, card),
            "skip": partial(self._ask_why_later, card),
            "resume": partial(self._back, QUEUE_AGAIN, card.key),
            "undo": partial(self._undo_card, card),
            "exam": partial(self._open_exam, card),
            "casefile": partial(self._open_casefile, card),
            "part": partial(self._part, card),
            "join": partial(self._part, card),
            "left": partial(self._ask_why_left, card),
            "undo_arrival": partial(self._ask_why_wrong, card),
        }

    # -- one act ------------------------------------------------------------------------------------------------

    def _do(
        self, action: str, verb: Callable[[UnitOfWork], object], said: str, card: Card, undo: Undo | None = STEP_BACK
    ) -> None:
        if self._on_the_way & set(card.key):
            return  # a second press of the same key before the first one was answered
        self._on_the_way.update(card.key)
        self.context.act(action, verb, partial(self._did, said, card, undo), owner=self, on_error=self._failed)

    def _did(self, said: str, card: Card, undo: Undo | None, later: tuple[Later, ...] | None = None) -> None:
        self.clear_problem()
        back = None if undo is None else partial(self._back, undo, card.key)
        if undo is not None:
            self._choose_next = card.first.id
        self._own_last = back
        self.done.say_done(words.with_later(said, later or ()), back)

    def _failed(self, error: Exception) -> None:
        self._on_the_way.clear()
        if isinstance(error, ClinicError) and error.values.get("station"):
            there, room = str(error.values["station"]), str(error.values.get("room") or "")
            error.values["station"] = words.place_name(there, room)
        self.show_problem(error)
        if isinstance(error, StaleEdit):
            self.mark_stale()

    def room_for(self, card: Card) -> str:
        """The room to which a ticket is called: where it was called to before."""
        return card.first.called_room

    def _call(self, card: Card, room: str | None = None, _checked: bool = False) -> None:
        where = self.room_for(card) if room is None else room
        text = translate("Floor", "{ticket} please to {station}: called at {time}.").format(
            ticket=words.card_ticket(card), station=words.place_name(card.station, where),
            time=formats.clock(self.context.now()))  # fmt: skip
        verb = partial(presenter.call, card.seen, where)
        self._do("floor.call", verb, text, card, None if card.is_called else CALL_BACK)

    def add_rooms(self, menu: QMenu, card: Card) -> None:
        """Call to one of the rooms of the station, by the menu."""
        rooms = self.floor.rooms_of(card.station) if self.floor is not None and self.context.can("floor.call") else ()
        if card.doubtful or not rooms:
            return
        menu.addSeparator()
        for name in rooms:
            entry = menu.addAction(literal(translate("Floor", "Call to {room}").format(room=name)))
            entry.triggered.connect(partial(self._call, card, name))

    def _hand_over(self, card: Card, station_code: str, _checked: bool = False) -> None:
        target = station_code or card.next_station
        if not target:
            return
        text = translate("FloorPage", "{ticket} {who} is now at {station}.").format(
            ticket=words.card_ticket(card), who=words.card_title(card), station=words.station_name(target)
        )
        self._do("floor.hand_over", partial(presenter.hand_over, card.seen, target), text, card)

    def _finish(self, card: Card, outcome: VisitStatus, reason: str) -> None:
        text = translate("FloorPage", "{ticket} {who} has finished.").format(
            ticket=words.card_ticket(card), who=words.card_title(card)
        )
        self._do("floor.finish_visit", partial(presenter.finish, card.seen, outcome, reason), text, card)

    # -- the way back -------------------------------------------------------------------------------------------

    def _undo_card(self, card: Card) -> None:
        verb = partial(presenter.undo_seen, card.seen)
        self.context.act("floor.undo_move", verb, self._was_undone, owner=self, on_error=self._failed)

    def _take_call_back(self, card: Card) -> None:
        verb = partial(presenter.take_call_back_seen, card.seen)
        self.context.act("floor.take_call_back", verb, self._was_undone, owner=self, on_error=self._failed)

    def _back(self, undo: Undo, visit_ids: tuple[int, ...]) -> None:
        self._own_last = None
        self._choose_next = visit_ids[0]
        action, verb = undo
        self.context.act(action, partial(verb, visit_ids), self._was_undone, owner=self, on_error=self._failed)

    def _was_undone(self, _nothing: object) -> None:
        self.clear_problem()

    @Slot()
    def _undo_last(self) -> None:
        """Take the own last act of this page back, and never what somebody else has done since."""
        if self._own_last is None:
            text = translate("Floor", "You have nothing to take back here. U takes back the last step of the ticket.")
            self.done.say_done(text)
            return
        self.done.hide()
        self._own_last()

    # -- other pages, and one by one ----------------------------------------------------------------------------

    def _open_exam(self, card: Card) -> None:
        self.context.navigate("exam", person_id=card.first.person_id)

    def _open_casefile(self, card: Card) -> None:
        self.context.navigate("casefile", person_id=card.first.person_id)

    def _part(self, card: Card) -> None:
        """Show a family one by one, or together again; on this screen only."""
        self._apart ^= {card.first.number}
        if self.floor is not None:
            self.floor = presenter.parted(self.floor, self.context.now(), self._apart)
            self._choose_next = card.first.id
            self.show_again()

    # -- with a reason ------------------------------------------------------------------------------------------

    def _check_again(self, card: Card) -> None:
        visit = next(visit for visit in card.visits if visit.identity is not Outcome.CONFIRMED)
        seen = next(seen for seen in card.seen if seen.visit_id == visit.id)
        text = f"{visit.name}: {visit.identity_reason}"

        def verb(reason: str) -> Callable[..., None]:
            return partial(presenter.confirm_identity, seen, IdentityCheck(Outcome.CONFIRMED, Means.PAPER, reason))

        dialog = ReasonDialog(
            translate("FloorPage", "Confirm identity"), translate("FloorPage", "&Confirm identity"), self, text=text
        )
        said = translate("FloorPage", "The identity of {who} is confirmed.")
        self._ask(card, dialog, "floor.confirm_identity", verb, said)

    def _ask_why_later(self, card: Card) -> None:
        dialog = SkipDialog(self, text=f"{words.card_ticket(card)}   {words.card_title(card)}")

        def verb(reason: str) -> Callable[..., None]:
            return partial(presenter.skip, card.seen, reason, dialog.minutes.value())

        said = translate("Floor", "{who} is passed over and comes back to the same place.")
        self._ask(card, dialog, "floor.skip", verb, said, QUEUE_AGAIN)

    def _ask_why_left(self, card: Card) -> None:
        def verb(reason: str) -> Callable[..., object]:
            return partial(presenter.finish, card.seen, VisitStatus.LEFT, reason)

        title, act = translate("FloorPage", "Left before the end"), translate("FloorPage", "&End the visit")
        dialog = ReasonDialog(title, act, self, text=words.card_title(card))
        self._ask(card, dialog, "floor.finish_visit", verb, translate("FloorPage", "{who} has left."), STEP_BACK)

    def _ask_why_wrong(self, card: Card) -> None:
        def verb(reason: str) -> Callable[..., None]:
            return partial(presenter.undo_arrival, card.seen[0], reason)

        title, act = translate("FloorPage", "Wrong person arrived"), translate("FloorPage", "&Take the arrival back")
        dialog = ReasonDialog(title, act, self, text=words.card_title(card))
        said = translate("FloorPage", "The arrival of {who} is taken back.")
        self._ask(card, dialog, "floor.undo_arrival", verb, said)

    def _ask(
        self,
        card: Card,
        dialog: ReasonDialog,
        action: str,
        verb: Callable[[str], Callable[..., object]],
        said: str,
        undo: Undo | None = None,
    ) -> None:
        done = partial(self._did, said.format(who=words.card_title(card)), card, undo)
        self.act_with_reason(dialog, action, verb, done)
