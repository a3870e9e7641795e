"""Keeps what is typed: within a second of the first key, and before the page is left, locked or signed out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from mhac.kernel.errors import Unavailable
from ui.app.context import AppContext
from ui.app.kept_drafts import DraftOf
from ui.app.status_line import saved_words
from ui.exams.presenter import ExamPresenter

DRAFT_MS = 400  # the first key starts the clock, so that long typing without a pause is kept too
AGAIN_MS = 3000  # where the disk or the server did not answer, keeping is tried again


class DraftKeeper(QObject):
    """Saves the drafts of a presenter; `saved` tells when everything typed is kept."""

    saved = Signal(datetime)
    failed = Signal(object)

    def __init__(self, context: AppContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self.presenter: ExamPresenter | None = None
        self._waiting: list[Callable[[], None]] = []
        self._under_way = 0
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.setInterval(DRAFT_MS)
        self._clock.timeout.connect(self.save_now)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(AGAIN_MS)
        self._again.timeout.connect(self.save_now)

    def note_typing(self) -> None:
        """Something was typed: it will be kept soon."""
        if not self._clock.isActive():
            self._clock.start()

    def forget(self) -> None:
        """What was typed is being made part of the exam: no draft is needed."""
        self._clock.stop()

    @Slot()
    def save_now(self) -> None:
        """Keep every section that was typed into; afterwards whoever waits for it goes on."""
        self._clock.stop()
        presenter = self.presenter
        if presenter is not None:
            for section in presenter.unsaved():
                self._under_way += 1
                verb = presenter.draft_act(section)
                draft = DraftOf(f"{verb.keywords['exam_id']} {section}", verb.keywords)
                self._context.act(
                    "exams.save_draft",
                    verb,
                    self._done,
                    owner=self,
                    draft=draft,
                    on_error=partial(self._not_done, presenter, section),
                )
        self._go_on()

    def settle(self, then: Callable[[], None]) -> None:
        """Keep everything, then go on."""
        self._waiting.append(then)
        self.save_now()

    def _done(self, at: datetime) -> None:
        self._under_way -= 1
        if self.presenter is not None and not self.presenter.unsaved():
            self.saved.emit(at)
            self._context.draft_state.emit(saved_words(at))
        self._go_on()

    def _not_done(self, presenter: ExamPresenter, section: str, error: Exception) -> None:
        self._under_way -= 1
        if section in presenter.typing:
            presenter.typing[section].saved = False
        self.failed.emit(error)
        if isinstance(error, Unavailable):
            self._waiting.clear()  # nobody leaves what is typed behind because the disk is full or locked
            self._again.start()
        self._go_on()

    def _go_on(self) -> None:
        if self._under_way == 0:
            waiting, self._waiting = self._waiting, []
            for then in waiting:
                then()
