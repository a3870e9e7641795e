"""Drafts while the server is out of reach: kept here, sealed; brought to the server when it is back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot

from mhac.kernel.errors import ClinicError, Unavailable
from ui.app.translation import translate

if TYPE_CHECKING:
    from datetime import datetime

    from mhac.kernel.unit_of_work import UnitOfWork
    from mhac.security.kept import Kept
    from ui.app.context import AppContext


@dataclass(frozen=True)
class DraftOf:
    """Of what an act keeps the draft (its key), and the arguments of the verb that writes it."""

    key: str
    content: Mapping[str, Any]


class KeptDrafts(QObject):
    """Keeps the drafts of the person at the screen on this computer, as long as the server does not take them."""

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._context = context
        self._kept: set[tuple[str, str]] = set()

    def keep(self, action: str, draft: DraftOf) -> None:
        """Keep a draft that the server could not take."""
        folder, user_id, vault = self._context.folder, self._context.actor.user_id, self._context.database.vault
        if folder is None or user_id is None or vault is None:
            return
        from mhac.security import kept

        self._kept.add((action, draft.key))
        work = partial(
            kept.keep,
            folder,
            vault,
            user_id=user_id,
            action=action,
            key=draft.key,
            content=draft.content,
            at=self._context.now(),
        )
        self._context.draw(work, self._said, owner=self, on_error=_silent)

    def forget(self, action: str, key: str) -> None:
        """Forget what the server has taken."""
        folder, user_id = self._context.folder, self._context.actor.user_id
        if (action, key) not in self._kept or folder is None or user_id is None:
            return
        from mhac.security import kept

        self._kept.discard((action, key))
        work = partial(kept.forget, folder, user_id=user_id, action=action, key=key)
        self._context.draw(work, _nothing, owner=self, on_error=_silent)

    @Slot()
    def bring_back(self) -> None:
        """Bring to the server what waits on this computer; at the sign-in, and when the server is back."""
        folder, user_id, vault = self._context.folder, self._context.actor.user_id, self._context.database.vault
        if folder is not None and user_id is not None and vault is not None and folder.kept.is_dir():
            from mhac.security import kept

            self._context.draw(partial(kept.waiting, folder, vault, user_id), self._write, owner=self, on_error=_silent)

    def _write(self, waiting: list[Kept]) -> None:
        from mhac.security import kept

        for one in waiting:
            writer = WRITERS.get(one.action)
            if writer is not None:
                verb = partial(_written, writer, one.content, one.at)
                done = partial(_taken, one)
                self._context.act(one.action, verb, done, owner=self, on_error=partial(self._not_written, one))
            else:
                kept.refused(one)

    def _not_written(self, one: Kept, error: Exception) -> None:
        from mhac.security import kept

        if isinstance(error, ClinicError) and not isinstance(error, Unavailable):
            kept.refused(one)
            self._context.problem.emit(self, error)

    def _said(self, _nothing: object) -> None:
        self._context.draft_state.emit(translate("StatusLine", "Draft kept on this computer until the server is back"))


def _written(writer: Callable[..., Any], content: Mapping[str, Any], at: datetime, uow: UnitOfWork) -> None:
    writer(uow, at, **content)


def _exam_draft(uow: UnitOfWork, at: datetime, **content: Any) -> None:
    from mhac.exams import entry

    entry.save_draft(uow, **content, typed_at=at)


def _registration_draft(uow: UnitOfWork, at: datetime, **content: Any) -> None:
    from mhac.registration import drafts, service

    service.save_draft(uow, draft=drafts.draft_of(content), typed_at=at)


def _screening_draft(uow: UnitOfWork, at: datetime, **content: Any) -> None:
    from mhac.travel import queries, service

    newer = queries.screening_draft(uow, traveller_id=content["traveller_id"])
    if newer is None or newer.saved_at < at:
        service.save_screening_draft(uow, **content)


WRITERS: dict[str, Callable[..., None]] = {
    "exams.save_draft": _exam_draft,
    "travel.save_screening_draft": _screening_draft,
    "registration.save_draft": _registration_draft,
}


def _taken(one: Kept, _written: object) -> None:
    from mhac.security import kept

    kept.taken(one)


def _nothing(_result: object) -> None:
    """Nothing is to be done with this answer."""


def _silent(_error: Exception) -> None:
    """The draft stays in the window; that it is not saved is said there."""
