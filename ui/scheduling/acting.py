"""What the page of the appointment book does with blocks: move, stretch, cancel, note a no-show, take back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import QPoint, Slot
from PySide6.QtWidgets import QWidget

from mhac.kernel.errors import ClinicError, StaleEdit
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.scheduling.rules import KEEP, Conflict, Status
from mhac.scheduling.service import Booking
from mhac.scheduling.views import Block, Offer
from ui.app.board_page import BoardPage
from ui.app.context import AppContext
from ui.app.dialogs import FormDialog, ReasonDialog
from ui.app.messages import words_for, words_of
from ui.app.stale import BothVersions, LookAgain
from ui.scheduling import deeds, words
from ui.scheduling.acts import acts_for
from ui.scheduling.board import DayBoard
from ui.scheduling.clinician_dialog import ClinicianDialog
from ui.scheduling.columns import clinician_name
from ui.scheduling.deeds import Displaced, Place, Released
from ui.scheduling.missed_dialog import MissedDialog
from ui.scheduling.note_dialog import NoteDialog
from ui.scheduling.people_ticks import PeopleTicks
from ui.scheduling.presenter import Book
from ui.scheduling.side_panel import SidePanel
from ui.scheduling.slip_dialog import SlipDialog
from ui.scheduling.undo import Undo, UndoList
from ui.widgets import formats
from ui.widgets.acts import acts_menu, open_menu
from ui.widgets.basics import button
from ui.widgets.undo_strip import UndoStrip


class ActingPage(BoardPage):
    """The acts on blocks, with their words and their way back; the page that is built on it shows days."""

    board: DayBoard

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.book: Book | None = None
        self.side = SidePanel()
        self.slip_button = button(self.tr("Slip"), small=True, icon="printer")
        self.slip_button.clicked.connect(self._slip_of_last)
        self.done = UndoStrip(self, self.slip_button)
        self.undo = UndoList()
        self._slip_of = 0
        self._choose_next: int | None = None

    def go(self, day: date) -> None:
        """Show a day."""

    # -- saying what was done -----------------------------------------------------------------------------------

    def say_done(self, text: str, undo: Undo | None = None, *, slip_of: int = 0) -> None:
        """Say an act at the foot of the page, with its way back."""
        self.clear_problem()
        self._slip_of = slip_of
        self.slip_button.setVisible(bool(slip_of))
        if undo is not None:
            self.undo.push(undo)
        self.done.say_done(text, self.take_back if undo is not None else None)

    @Slot()
    def take_back(self) -> None:
        """Take the newest act back (Ctrl+Z), also when its strip has gone."""
        self.done.hide()
        taken = self.undo.pop()
        if taken is None:
            self.done.say_done(self.tr("There is nothing to take back."))
            return
        act, version = taken
        self.context.act(
            act.action, partial(act.verb, version), partial(self._was_undone, act), owner=self, on_error=self.failed
        )

    def _was_undone(self, act: Undo, version: int) -> None:
        self.clear_problem()
        self.undo.undone(act, version)
        self._choose_next = act.appointment_id
        self.slip_button.hide()
        more = self.undo.last()
        self.done.say_done(self.tr("Taken back: {act}").format(act=act.text), self.take_back if more else None)

    def failed(self, error: Exception) -> None:
        """Say what was refused; a board that is behind is read again."""
        self.show_problem(error)
        if isinstance(error, StaleEdit):
            self.mark_stale()

    def refused(self, conflict: Conflict) -> None:
        """Say why a block cannot stand where it was dropped."""
        self.show_problem(words_for(conflict.code, conflict.values))

    def was_changed(self, seen: Block, now: Block | None) -> None:
        """Say that a block on its way was changed by somebody else, and what it is now."""
        frame = self.book.frame if self.book else None
        who = words.block_title(seen)
        if now is None:
            self.show_problem(self.tr("{who} was moved or cancelled by somebody else meanwhile.").format(who=who))
            return
        room = frame.room(now.room_id) if frame else None
        facts = (
            formats.moment(now.starts_at),
            room.name if room else "",
            words.with_words(frame, now.clinician_id) if frame else "",
            words.status_words(now.status),
        )
        self.show_problem(
            self.tr("{who} was changed by somebody else meanwhile. Now: {facts}.").format(
                who=who, facts=", ".join(fact for fact in facts if fact)
            )
        )

    def show_offers(self, offers: Sequence[Offer]) -> None:
        """Say beside the board whom the time that became free fits."""
        self.side.waiting.show_offers(offers)
        if offers:
            self.side.ensureWidgetVisible(self.side.waiting, 0, 0)

    # -- moving -------------------------------------------------------------------------------------------------

    def move_block(self, block: Block, place: Place) -> None:
        """Move a block, stretch it, or give it to another clinician."""
        self._move(block, place, over_capacity=False)

    def _move(self, block: Block, place: Place, *, over_capacity: bool) -> None:
        self.context.act(
            "scheduling.move",
            partial(deeds.move, block, place, over_capacity),
            partial(self._was_moved, block, place),
            owner=self,
            on_error=partial(self._not_moved, block, place),
        )

    def _not_moved(self, block: Block, place: Place, error: Exception) -> None:
        full = isinstance(error, ClinicError) and error.code == "scheduling.over_capacity"
        if not full or not self.context.can("scheduling.exceed_capacity"):
            self.failed(error)
            return
        dialog = FormDialog(
            self.tr("More people than planned"), self.tr("&Move all the same"), self, text=words_of(error), danger=True
        )

        def confirmed() -> None:
            dialog.done_with()
            self._move(block, place, over_capacity=True)

        dialog.submitted.connect(confirmed)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _was_moved(self, block: Block, place: Place, done: Displaced) -> None:
        self._choose_next = block.id
        room = self.book.frame.room(place.room_id) if self.book else None
        who, name = words.block_title(block), room.name if room else ""
        stays = (place.room_id, place.starts_at) == (block.room_id, block.starts_at)
        turned = place.clinician_id is not KEEP and place.clinician_id != block.clinician_id
        day = formats.local(place.starts_at).date()
        if stays and turned:
            text = self._given_words(who, place)
        elif stays and place.minutes:
            text = self.tr("{who} now takes {minutes} minutes.").format(who=who, minutes=place.minutes)
        elif day == formats.local(block.starts_at).date():
            text = self.tr("{who} is now at {time} in {room}.").format(
                who=who, time=formats.clock(place.starts_at), room=name
            )
        else:
            text = self.tr("{who} is now on {day} at {time} in {room}.").format(
                who=who, day=words.near_day(day), time=formats.clock(place.starts_at), room=name
            )
        if turned and not stays:
            text = f"{text} {self._given_words(who, place)}"
        self.side.pinned.take_off(block.id)
        verb = partial(deeds.move_back, done.moved.before, block.id)
        self.say_done(text, Undo(text, "scheduling.move", block.id, done.moved.version, verb))
        self.show_offers(() if stays else done.offers)

    def _given_words(self, who: str, place: Place) -> str:
        if self.book is None or place.clinician_id is KEEP or place.clinician_id is None:
            return self.tr("{who} is booked with nobody in particular.").format(who=who)
        name = clinician_name(self.book.frame, place.clinician_id)
        return self.tr("{who} is booked with {clinician}.").format(who=who, clinician=name)

    # -- acts on a block ----------------------------------------------------------------------------------------

    def show_menu(self, block: Block, where: QPoint) -> None:
        """Offer what can be done with a block."""
        acts = acts_for(block, self.context.can, self.context.now(), self.context.zone)
        open_menu(acts_menu(self, acts, self._act), where)

    def _act(self, name: str, _checked: bool = False) -> None:
        block = self.board.block()
        if block is None:
            return
        fit = {act.name for act in acts_for(block, self.context.can, self.context.now(), self.context.zone)}
        if name in fit:
            {
                "arrive": self._arrive,
                "move": self._take_up,
                "aside": self.put_aside,
                "slip": self._slip,
                "note": self._note,
                "clinician": self._ask_clinician,
                "casefile": self._open_casefile,
                "missed": self._missed,
                "put_back": self._put_back,
                "cancel": self._cancel,
            }[name](block)

    def _arrive(self, block: Block) -> None:
        self.context.navigate("floor", arrive_appointment=block.id)

    def _take_up(self, _block: Block) -> None:
        self.board.begin_move()

    def put_aside(self, block: Block) -> None:
        """Pin a block beside the board; it keeps its time until it is put down elsewhere."""
        self.side.pinned.pin(block)

    def put_down(self, block: Block) -> None:
        """Carry a pinned block over the day that is shown, until a click or Enter puts it down."""
        self.clear_problem()
        if not self.board.carry(block):
            self.refused(Conflict("scheduling.already_started", {"status": block.status.value}))

    @Slot()
    def paste(self) -> None:
        """Take the block up that was put aside last."""
        block = self.side.pinned.last()
        if block is not None:
            self.put_down(block)

    def _slip(self, block: Block) -> None:
        self._open_slip(block.id)

    @Slot()
    def _slip_of_last(self) -> None:
        self._open_slip(self._slip_of)

    def _open_slip(self, appointment_id: int) -> None:
        dialog = SlipDialog(self.context, appointment_id, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _open_casefile(self, block: Block) -> None:
        self.context.navigate("casefile", person_id=(block.live or block.people)[0].person_id)

    def _ask_clinician(self, block: Block) -> None:
        if self.book is None:
            return
        dialog = ClinicianDialog(block, self.book.frame, self)
        again = self._look_again(dialog, block)

        def give() -> None:
            now = again.now
            place = Place(now.room_id, now.starts_at, clinician_id=dialog.box.chosen())
            if place.clinician_id == now.clinician_id:
                dialog.done_with()
                return

            def given(done: Displaced) -> None:
                dialog.done_with()
                self._was_moved(now, place, done)

            self.context.act(
                "scheduling.move", partial(deeds.move, now, place, False), given, owner=self, on_error=again.refused
            )

        dialog.submitted.connect(give)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _note(self, block: Block) -> None:
        dialog = NoteDialog(block, self)
        both = BothVersions(dialog, self.context, partial(deeds.newest, block.id), dialog.versions, dialog.take)

        def save() -> None:
            verb = partial(deeds.change_note, dialog.block, dialog.label.text(), dialog.note.text())
            self.context.act("scheduling.change_note", verb, dialog.done_with, owner=self, on_error=both.refused)

        dialog.submitted.connect(save)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _look_again(self, dialog: FormDialog, block: Block) -> LookAgain[Block]:
        frame = self.book.frame if self.book else None
        return LookAgain(
            dialog, self.context, block, partial(deeds.newest, block.id), partial(words.block_facts, frame)
        )

    def _missed(self, block: Block) -> None:
        dialog = MissedDialog(words.block_title(block), self)
        ticks = PeopleTicks(block, {Status.BOOKED})
        dialog.body.insertWidget(0, ticks)
        again = self._look_again(dialog, block)

        def note() -> None:
            self.context.act(
                "scheduling.mark_missed",
                partial(deeds.mark_missed, again.now, dialog.text(), ticks.person_ids()),
                did,
                owner=self,
                on_error=again.refused,
            )

        def did(done: Released) -> None:
            dialog.done_with()
            text = self.tr("{who} did not come.").format(who=words.names_title(ticks.people()))
            self._was_released(block, text, done, ticks.person_ids())

        dialog.submitted.connect(note)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _put_back(self, block: Block) -> None:
        self.context.act(
            "scheduling.put_back",
            partial(deeds.put_back, block.id, None, block.version),
            partial(self._was_put_back, block),
            owner=self,
            on_error=self.failed,
        )

    def _was_put_back(self, block: Block, _version: int) -> None:
        self._choose_next = block.id
        self.say_done(self.tr("{who} is booked again.").format(who=words.block_title(block)))

    def _cancel(self, block: Block) -> None:
        who = words.block_title(block)
        text = self.tr("{who}, {when}. The time becomes free; the reason stays on record.").format(
            who=who, when=formats.moment(block.starts_at)
        )
        dialog = ReasonDialog(
            self.tr("Cancel appointment"), self.tr("&Cancel appointment"), self, text=text, danger=True
        )
        dialog.back_button.setText(self.tr("Keep appointment"))
        ticks = PeopleTicks(block, {Status.BOOKED})
        dialog.body.insertWidget(0, ticks)
        again = self._look_again(dialog, block)

        def cancel() -> None:
            self.context.act(
                "scheduling.cancel",
                partial(deeds.cancel, again.now, dialog.text(), ticks.person_ids()),
                did,
                owner=self,
                on_error=again.refused,
            )

        def did(done: Released) -> None:
            dialog.done_with()
            said = self.tr("{who} is cancelled.").format(who=words.names_title(ticks.people()))
            self._was_released(block, said, done, ticks.person_ids())

        dialog.submitted.connect(cancel)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        dialog.reason.setFocus()

    def _was_released(self, block: Block, text: str, done: Released, person_ids: tuple[int, ...]) -> None:
        self.side.pinned.take_off(block.id)
        verb: Callable[[int, UnitOfWork], int] = partial(deeds.put_back, block.id, person_ids)
        self.say_done(text, Undo(text, "scheduling.put_back", block.id, done.version, verb))
        self.show_offers(done.offers)

    def say_booked(self, appointment_id: int, request: Booking, entry_id: int | None) -> None:
        """Say what was booked, with its slip and its way back, and show its day."""
        self._choose_next = appointment_id
        day = formats.local(request.starts_at).date()
        room = self.book.frame.room(request.room_id) if self.book else None
        text = self.tr("Booked: {people}, {when}, {room}.").format(
            people=words.persons_count(len(request.person_ids)),
            when=f"{formats.weekday(day)} {formats.clock(request.starts_at)}",
            room=room.name if room else "",
        )
        verb = partial(deeds.take_booking_back, self.tr("booked by mistake, taken back"), entry_id, appointment_id)
        # A booking that was just made has its first version.
        self.say_done(text, Undo(text, "scheduling.cancel", appointment_id, 1, verb), slip_of=appointment_id)
        self.show_offers(())
        self.go(day)
