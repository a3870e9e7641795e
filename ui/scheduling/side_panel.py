"""The right side of the book: the chosen appointment, what was put aside, what stands in a closed time, the next free
times for a family, who waits, and who did not come."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QFrame, QScrollArea, QSizePolicy, QWidget

from mhac.floor.stations import station
from mhac.scheduling.chains import ChainTime, chains
from mhac.scheduling.rules import Status
from mhac.scheduling.views import Absent, Block, FreeSlot
from ui.app.languages import current_language
from ui.scheduling import words
from ui.scheduling.clinician_box import ClinicianBox
from ui.scheduling.pinboard import PinCard
from ui.scheduling.presenter import Book, chain_services
from ui.scheduling.rows import clear
from ui.scheduling.standing_card import StandingCard
from ui.scheduling.waiting_card import WaitingCard
from ui.widgets import formats
from ui.widgets.acts import Act, act_button
from ui.widgets.basics import Card, ElidedLabel, Pill, button, column, holder, muted, row, rule, small, strong
from ui.widgets.flow import FlowBox
from ui.widgets.number_box import NumberBox

SIDE = 292
NARROW_SIDE = 240
MOST_PEOPLE = 8
_TONES = {
    Status.BOOKED: "accent",
    Status.ARRIVED: "ok",
    Status.IN_PROGRESS: "ok",
    Status.DONE: "neutral",
    Status.CANCELLED: "neutral",
    Status.MISSED: "bad",
}


class ChosenCard(Card):
    """The chosen appointment: who, when, where, with whom, in which state, and what can be done."""

    act_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__(self.tr("Appointment"))
        self._title = strong("", wrap=True)
        self._when = muted("", wrap=True)
        self._what = small("", wrap=True)
        self._people = column(spacing=4)
        self._note = small("", wrap=True)
        self._acts = FlowBox()
        for part in (self._title, self._when, self._what):
            self.body.addWidget(part)
        self.body.addWidget(holder(self._people))
        self.body.addWidget(self._note)
        self.body.addWidget(self._acts)
        self.hide()

    def show_block(self, block: Block | None, book: Book | None, acts: Sequence[Act]) -> None:
        """Show a block with the acts that fit it, or nothing."""
        self.setVisible(block is not None and book is not None)
        if block is None or book is None:
            return
        room = book.frame.room(block.room_id)
        self._title.setText(words.block_title(block))
        parts = (
            words.hours_words(block),
            room.name if room else "",
            words.with_words(book.frame, block.clinician_id),
        )
        self._when.setText(" · ".join(part for part in parts if part))
        self._what.setText(words.block_detail(block, book.frame.service(block.service_id)))
        self._what.setVisible(bool(self._what.text()))
        self._note.setText(block.note)
        self._note.setVisible(bool(block.note))
        clear(self._people)
        for person in block.people[:MOST_PEOPLE]:
            line = row()
            name = ElidedLabel(person.name, "small")
            name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            line.addWidget(name, 1)
            line.addWidget(Pill(words.status_words(person.status), _TONES[person.status]))
            self._people.addWidget(holder(line))
        if len(block.people) > MOST_PEOPLE:
            more = self.tr("and {count} more").format(count=len(block.people) - MOST_PEOPLE)
            self._people.addWidget(small(more))
        self._acts.clear()
        for act in acts:
            self._acts.add(act_button(act, self.act_wanted.emit, small=True))


class NextFreeCard(Card):
    """The next free times for a family of so many, by service, of anybody or of one clinician."""

    asked = Signal(object, int, object)  # service or the code of a chain, persons, clinician
    chosen = Signal(object)  # FreeSlot
    visit_chosen = Signal(object)  # ChainTime

    def __init__(self) -> None:
        super().__init__(self.tr("Next free for"))
        self.persons = NumberBox()
        self.persons.setRange(1, 30)
        self.persons.setAccessibleName(self.tr("How many people"))
        self.service = QComboBox()
        self.service.setAccessibleName(self.tr("Service"))
        self.service.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.persons.setFixedWidth(64)
        self.head.addWidget(self.persons)
        self.body.addWidget(self.service)
        self.clinician = ClinicianBox()
        self.body.addWidget(self.clinician)
        self._slots = column(spacing=0)
        self.body.addWidget(holder(self._slots))
        self._way = small("", wrap=True)
        self.body.addWidget(self._way)
        self.persons.valueChanged.connect(self._ask)
        self.service.currentIndexChanged.connect(self._ask)
        self.clinician.currentIndexChanged.connect(self._ask)

    def show_book(self, book: Book, *, may_book: bool) -> None:
        """Show the services of the clinic and the times found."""
        offered = [found for found in book.frame.services if found.active]
        self.service.blockSignals(True)
        self.service.clear()
        for found in offered:
            self.service.addItem(words.service_name(found), found.id)
        for chain in chains():
            if chain_services(chain.code, book.frame):
                self.service.addItem(chain.name(current_language()), chain.code)
        self.service.setCurrentIndex(max(0, self.service.findData(book.wanted.chain or book.service_id)))
        self.service.blockSignals(False)
        self._offer_clinicians(book)
        clear(self._slots)
        for slot in book.free:
            self._slots.addWidget(self._line(slot, may_book))
        for visit in book.visits:
            self._slots.addWidget(self._visit_line(visit, may_book))
        if not book.free and not book.visits:
            self._slots.addWidget(muted(self.tr("No free time in the next 60 days."), wrap=True))
        chosen = book.frame.service(book.service_id or 0)
        stations = [station(code) for code in chosen.stations] if chosen else []
        way = [found.name(current_language()) for found in stations if found]
        if book.wanted.chain:
            ids = chain_services(book.wanted.chain, book.frame)
            way = [words.service_name(book.frame.service(service_id)) for service_id in ids]
        self._way.setText(" → ".join(way))

    def _offer_clinicians(self, book: Book) -> None:
        ids = chain_services(book.wanted.chain, book.frame) or (book.service_id or 0,)
        rows = [row for row in (book.frame.service(number) for number in ids) if row is not None]
        fit = [each for each in book.frame.staff if any(each.takes(row) for row in rows)]
        self.clinician.offer(fit)

    def _line(self, slot: FreeSlot, may_book: bool) -> QWidget:
        line = row(margins=(0, 3, 0, 3))
        day = formats.local(slot.span.starts_at).date()
        text = f"{words.near_day(day)} · {formats.clock(slot.span.starts_at)}"
        both = column(spacing=0)
        both.addWidget(muted(text))
        both.addWidget(small(slot.room))
        line.addLayout(both, 1)
        if may_book:
            made = button(self.tr("Book"), kind="link", small=True)
            made.setAccessibleName(f"{made.text()}: {text}, {slot.room}")
            made.clicked.connect(partial(self.chosen.emit, slot))
            line.addWidget(made)
        return holder(line)

    def _visit_line(self, visit: ChainTime, may_book: bool) -> QWidget:
        line = row(margins=(0, 3, 0, 3))
        day = words.near_day(formats.local(visit.span.starts_at).date())
        hours = f"{formats.clock(visit.span.starts_at)}–{formats.clock(visit.span.ends_at)}"
        text = f"{day} · {hours}"
        both = column(spacing=0)
        both.addWidget(muted(text, wrap=True))
        both.addWidget(small(" → ".join(slot.room for _, slot in visit.steps), wrap=True))
        line.addLayout(both, 1)
        if may_book:
            made = button(self.tr("Book"), kind="link", small=True)
            made.setAccessibleName(f"{made.text()}: {text}")
            made.clicked.connect(partial(self.visit_chosen.emit, visit))
            line.addWidget(made)
        return holder(line)

    @Slot()
    def _ask(self) -> None:
        wanted = self.service.currentData()
        if wanted is not None:
            self.asked.emit(wanted, self.persons.value(), self.clinician.chosen())


class AbsentCard(Card):
    """Who did not come on the last working day: whom to call, and a way to book again."""

    rebook_wanted = Signal(object)  # Absent
    wait_wanted = Signal(object)  # Absent

    def __init__(self) -> None:
        super().__init__(self.tr("Did not come"))
        self._count = muted("")
        self.head.insertWidget(1, self._count)
        self._when = small("")
        self.body.addWidget(self._when)
        self._lines = column(spacing=0)
        self.body.addWidget(holder(self._lines))

    def show_book(self, book: Book, *, may_book: bool) -> None:
        """Show the absences; without any the card says so."""
        self._count.setText(str(len(book.absent)) if book.absent else "")
        self._when.setText(formats.weekday(book.absent_day))
        clear(self._lines)
        for place, absent in enumerate(book.absent):
            if place:
                self._lines.addWidget(rule())
            self._lines.addWidget(self._line(absent, may_book))
        if not book.absent:
            self._lines.addWidget(muted(self.tr("Everybody came or has a new appointment."), wrap=True))

    def _line(self, absent: Absent, may_book: bool) -> QWidget:
        line = row(margins=(0, 4, 0, 4))
        both = column(spacing=0)
        title = words.people_title(absent.people, absent.label)
        name = ElidedLabel(title, "strong")
        name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        both.addWidget(name)
        phone = small(absent.phone or self.tr("no phone number"))
        phone.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        both.addWidget(phone)
        if absent.reason:
            both.addWidget(small(absent.reason, wrap=True))
        line.addLayout(both, 1)
        if may_book:
            links = column(spacing=0)
            for text, wanted in ((self.tr("Rebook"), self.rebook_wanted), (self.tr("Let wait"), self.wait_wanted)):
                made = button(text, kind="link", small=True)
                made.setAccessibleName(f"{text}: {title}")
                made.clicked.connect(partial(wanted.emit, absent))
                links.addWidget(made)
            line.addLayout(links)
        return holder(line)


class SidePanel(QScrollArea):
    """The cards under each other; scrolls when the window is low."""

    def __init__(self) -> None:
        super().__init__()
        self.chosen = ChosenCard()
        self.free = NextFreeCard()
        self.absent = AbsentCard()
        self.waiting = WaitingCard()
        self.pinned = PinCard()
        self.standing = StandingCard()
        inner = column(spacing=12, margins=(0, 0, 6, 0))
        for card in (self.chosen, self.pinned, self.standing, self.free, self.waiting, self.absent):
            inner.addWidget(card)
        inner.addStretch(1)
        self.setWidget(holder(inner))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedWidth(SIDE)
