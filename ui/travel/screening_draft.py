"""Keeps a screening while it is answered: within a second of the first key, and when its dialog is left."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, QTimer, Slot

from mhac.kernel.errors import Unavailable
from mhac.travel.views import KeptScreening
from ui.app.context import AppContext
from ui.app.kept_drafts import DraftOf
from ui.app.status_line import saved_words
from ui.travel import presenter
from ui.travel.screening_dialog import ScreeningDialog

DRAFT_MS = 400  # the first key starts the clock, so that long typing without a pause is kept too
AGAIN_MS = 3000  # where the disk or the server did not answer, keeping is tried again


class ScreeningKeeper(QObject):
    """Brings back what was answered before, then keeps every change until the screening is recorded."""

    def __init__(self, context: AppContext, dialog: ScreeningDialog) -> None:
        super().__init__(dialog)
        self._context = context
        self._dialog = dialog
        self._recorded = False
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.timeout.connect(self.save_now)
        dialog.typed.connect(self._note_typing)
        dialog.submitted.connect(self._clock.stop)  # recorded, or typed on after the fault that is shown
        dialog.accepted.connect(self._clock.stop)
        dialog.rejected.connect(self._left)
        context.read(partial(presenter.screening_draft, dialog.traveller.traveller_id), self._restore, owner=self)

    def _restore(self, kept: KeptScreening | None) -> None:
        if kept is not None:
            self._dialog.restore(kept)

    @Slot()
    def _note_typing(self) -> None:
        if not self._clock.isActive():
            self._clock.start(DRAFT_MS)

    @Slot()
    def _left(self) -> None:
        if self._clock.isActive():
            self.save_now()

    @Slot()
    def save_now(self) -> None:
        """Keep what stands in the questions now."""
        self._clock.stop()
        traveller_id, content = self._dialog.traveller.traveller_id, self._dialog.content()
        verb = partial(presenter.save_screening_draft, traveller_id, content)
        draft = DraftOf(str(traveller_id), {"traveller_id": traveller_id, "content": content})
        self._context.act(
            "travel.save_screening_draft", verb, self._saved, owner=self, on_error=self._not_saved, draft=draft
        )

    def _saved(self, at: datetime) -> None:
        self._context.draft_state.emit(saved_words(at))

    def _not_saved(self, error: Exception) -> None:
        self._dialog.show_error(error)
        if isinstance(error, Unavailable):
            self._clock.start(AGAIN_MS)
