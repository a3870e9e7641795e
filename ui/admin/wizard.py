"""The first run: founds a clinic step by step, from the place of its data to its rooms and staff.

The clinic itself (vault, database, first administrator) is made in the middle, since the recovery code exists only
then; hours, rooms, services and staff are laid down in one act at the end. Where it is broken off in between, the next
sign-in of the administrator goes on with a new recovery code.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from mhac.kernel.errors import ClinicError
from ui.admin.wizard_steps import (
    AdministratorStep,
    ClinicStep,
    DoneStep,
    HoursStep,
    PlaceStep,
    RecoveryStep,
    RoomsStep,
    ServicesStep,
    StaffStep,
    Step,
)
from ui.app import icons
from ui.app.door import Door, Entered
from ui.app.lanes import Lanes
from ui.app.languages import LANGUAGES, current_language
from ui.app.messages import words_of
from ui.widgets.basics import Notice, PlainLabel, button, column, muted, row, set_property, small, words

if TYPE_CHECKING:
    from collections.abc import Callable

    from mhac.kernel.database import Database
    from mhac.kernel.unit_of_work import Actor, UnitOfWork
    from mhac.scheduling.rules import DayHours
    from mhac.scheduling.setup import RoomPlan, ServicePlan
    from ui.admin.staff_form import StaffEntry


CONTENT_WIDTH = 820


class Wizard(QWidget):
    """Emits `entered` with the open clinic when all is laid down."""

    entered = Signal(object)
    language_chosen = Signal(str)
    join_wanted = Signal()

    def __init__(self, door: Door, lanes: Lanes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._door = door
        self._lanes = lanes
        self._entered: Entered | None = None
        self.place, self.clinic, self.administrator = PlaceStep(door.folder), ClinicStep(), AdministratorStep()
        self.recovery, self.hours, self.rooms = RecoveryStep(), HoursStep(), RoomsStep()
        self.services, self.staff, self.done = ServicesStep(), StaffStep(), DoneStep()
        self._steps: tuple[Step, ...] = (
            self.place,
            self.clinic,
            self.administrator,
            self.recovery,
            self.hours,
            self.rooms,
            self.services,
            self.staff,
            self.done,
        )
        self._stack = QStackedWidget()
        self._list = _StepList([step.title for step in self._steps])
        self.problem = Notice(tone="bad")
        self.problem.hide()
        self.join_button = button(self.tr("Join a clinic server instead"), kind="link")
        self.join_button.clicked.connect(self.join_wanted)
        self.back_button = button(self.tr("Back"))
        self.next_button = button(self.tr("Next"), kind="primary")
        self.next_button.setDefault(True)
        self._lay_out()
        self.back_button.clicked.connect(self._back)
        self.next_button.clicked.connect(self._next)
        self._show(0)

    def _lay_out(self) -> None:
        left = column(spacing=16, margins=(24, 24, 16, 24))
        left.addWidget(words(self.tr("Found a clinic"), "title"))
        left.addWidget(muted(self.tr("Everything can be changed later in Administration."), wrap=True))
        left.addWidget(self._list)
        left.addStretch(1)
        left.addLayout(self._language_line())
        side = QWidget()
        side.setProperty("ground", "surface")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        side.setFixedWidth(260)
        side.setLayout(left)
        right = column(spacing=12, margins=(28, 24, 28, 20))
        for step in self._steps:
            self._stack.addWidget(step)
        right.addWidget(self._stack, 1)
        right.addWidget(self.problem)
        foot = row()
        foot.addWidget(self.join_button)
        foot.addStretch(1)
        foot.addWidget(self.back_button)
        foot.addWidget(self.next_button)
        right.addLayout(foot)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(side)
        content = QWidget()
        content.setMaximumWidth(CONTENT_WIDTH)
        content.setLayout(right)
        whole.addWidget(content, 1000)
        whole.addStretch(1)

    def _language_line(self) -> QVBoxLayout:
        self.languages = QComboBox()
        self.languages.setAccessibleName(self.tr("Language"))
        for code, name in LANGUAGES.items():
            self.languages.addItem(name, code)
        self.languages.setCurrentIndex(list(LANGUAGES).index(current_language()))
        self.languages.currentIndexChanged.connect(self._language_picked)
        line = column(spacing=3)
        line.addWidget(small(self.tr("Language")))
        line.addWidget(self.languages)
        return line

    # -- from step to step --------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, as in a dialog; on a button it presses that button."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
            return
        held = self.focusWidget()
        (held if isinstance(held, QPushButton) else self.next_button).click()

    @property
    def step(self) -> Step:
        """The step that is shown."""
        return self._steps[self._stack.currentIndex()]

    def _show(self, place: int) -> None:
        step = self._steps[place]
        self._stack.setCurrentWidget(step)
        self._list.light(place)
        self.problem.hide()
        self.languages.setEnabled(place == 0)
        self.join_button.setVisible(place == 0)
        founded, laid_out = self._steps.index(self.recovery), self._steps.index(self.hours)
        self.back_button.setVisible(0 < place < founded or place > laid_out)
        self.back_button.setEnabled(step is not self.done)
        self.next_button.setText(
            {
                self.administrator: self.tr("Found the clinic"),
                self.staff: self.tr("Finish"),
                self.done: self.tr("Open the clinic"),
            }.get(step, self.tr("Next"))
        )
        self._set_busy(False)
        step.begin()

    @Slot()
    def _back(self) -> None:
        self._show(max(0, self._stack.currentIndex() - 1))

    @Slot()
    def _next(self) -> None:
        step = self.step
        if not step.check():
            return
        url = self.place.postgresql_url()
        if step is self.place and url is not None:
            self._try_server(url)
        elif step is self.administrator:
            self._found()
        elif step is self.staff:
            self._lay_down()
        elif step is self.done and self._entered is not None:
            laid_out = replace(self._entered.signed_in, to_lay_out=False)
            self.entered.emit(replace(self._entered, signed_in=laid_out))
        else:
            self._show(self._stack.currentIndex() + 1)

    def _set_busy(self, busy: bool) -> None:
        self.next_button.setEnabled(not busy)
        self.back_button.setEnabled(not busy)

    # -- acts ---------------------------------------------------------------------------------------------------

    def _try_server(self, url: str) -> None:
        """Try the address at once: who gives it is asked for no more before it is good."""
        self._set_busy(True)
        self.next_button.setText(self.tr("One moment…"))
        self._lanes.database.submit(
            partial(self._door.try_server, url), self._server_good, owner=self, on_error=self._failed
        )

    def _server_good(self, _nothing: object) -> None:
        self._show(self._steps.index(self.clinic))

    def _found(self) -> None:
        self._set_busy(True)
        self.next_button.setText(self.tr("One moment…"))
        work = partial(
            self._door.found, self.administrator.user(), self.clinic.form.profile(), self.place.postgresql_url()
        )
        self._lanes.database.submit(work, self._founded, owner=self, on_error=self._failed)

    def _founded(self, entered: Entered) -> None:
        self._entered = entered
        self.recovery.set_code(entered.recovery_code, entered.profile.name)
        self._show(self._steps.index(self.recovery))

    def go_on(self, entered: Entered) -> None:
        """Go on after the founding, which an earlier run did; its recovery code may be on no paper."""
        self.clinic.form.set_profile(entered.profile)
        self._show(self._steps.index(self.recovery))
        self._set_busy(True)
        work = partial(self._door.renew_recovery_code, entered)
        self._lanes.database.submit(work, self._founded, owner=self, on_error=self._failed)

    def _lay_down(self) -> None:
        if self._entered is None:
            return
        self._set_busy(True)
        signed_in = self._entered.signed_in
        verb = partial(
            _lay_down,
            self.hours.editor.week(),
            self.rooms.editor.rooms(),
            self.services.editor.services(),
            self.staff.entries(),
        )
        self._lanes.database.submit(
            partial(_act, signed_in.database, signed_in.actor, verb), self._laid_down, owner=self, on_error=self._failed
        )

    def _laid_down(self, _nothing: object) -> None:
        self.done.say(self.clinic.form.profile().name, len(self.rooms.editor.rooms()), len(self.staff.entries()) + 1)
        self._show(self._steps.index(self.done))

    def _failed(self, error: Exception) -> None:
        place = self._stack.currentIndex()
        if isinstance(error, ClinicError) and error.field == "postgresql_url":
            place = 0
        self._show(place)
        self.problem.say(words_of(error))
        self.problem.show()

    @Slot(int)
    def _language_picked(self, place: int) -> None:
        self.language_chosen.emit(str(self.languages.itemData(place)))


def _act(database: Database, actor: Actor, verb: Callable[[UnitOfWork], None]) -> None:
    """Run the last act as one unit of work; runs in the database lane."""
    with database.unit_of_work(actor, action="clinic.lay_down") as uow:
        verb(uow)


def _lay_down(
    week: tuple[DayHours, ...],
    rooms: tuple[RoomPlan, ...],
    services: tuple[ServicePlan, ...],
    staff: tuple[StaffEntry, ...],
    uow: UnitOfWork,
) -> None:
    from mhac.scheduling import setup
    from mhac.security import service

    setup.define_hours(uow, week=week)
    for room in rooms:
        setup.define_room(uow, request=room)
    for offered in services:
        setup.define_service(uow, request=offered)
    for entry in staff:
        user_id = service.add_user(uow, request=entry.user)
        if entry.signature is not None:
            service.set_signature(uow, user_id=user_id, png=entry.signature)
    service.finish_founding(uow)


class _StepList(QWidget):
    """The steps at the left: done, now, still to come."""

    def __init__(self, titles: list[str]) -> None:
        super().__init__()
        self._lines: list[tuple[QLabel, QLabel]] = []
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(10)
        for title in titles:
            mark, text = PlainLabel(), words(title)
            self._lines.append((mark, text))
            line = row()
            line.addWidget(mark)
            line.addWidget(text, 1)
            lines.addLayout(line)

    def light(self, now: int) -> None:
        """Show which step is shown."""
        for place, (mark, text) in enumerate(self._lines):
            name, ink = (
                ("circle-check", "ok")
                if place < now
                else ("circle-dot", "accent")
                if place == now
                else ("circle", "muted")
            )
            mark.setPixmap(icons.pixmap(name, ink, scale=self.devicePixelRatioF()))
            set_property(text, "words", "strong" if place == now else "muted" if place > now else "")
