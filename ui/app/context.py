"""What a page may ask for: the signed-in person, the two lanes, the change bus, and the way to another page."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QDialog

from mhac.kernel.errors import NotSignedIn, Unavailable, Undone
from ui.app.bus import ChangeBus
from ui.app.dialogs import FormDialog
from ui.app.kept_drafts import DraftOf, KeptDrafts
from ui.app.lanes import Complaint, Lanes
from ui.app.once import Once

if TYPE_CHECKING:
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from mhac.kernel.changes import Change
    from mhac.kernel.database import Database
    from mhac.kernel.paths import DataFolder
    from mhac.kernel.shown import Shown
    from mhac.kernel.unit_of_work import Actor, UnitOfWork

OUT_OF_REACH = frozenset({"storage.connection_lost", "storage.unsure", "storage.refused"})

AGAIN_AFTER = (0.02, 0.1)
"""Seconds, and a little chance, before an act that the server undid to let another one pass is done again."""

T = TypeVar("T")
Step = Callable[[int, int], None]


@dataclass(frozen=True)
class _Done:
    """What came out of a unit of work, and what it changed."""

    value: Any
    changes: tuple[Change, ...]


class AppContext(QObject):
    """Everything that the pages of one signed-in person share."""

    navigation_requested = Signal(str, dict)
    person_shown = Signal(str)
    problem = Signal(object, object)  # owner, exception
    saved = Signal()
    draft_state = Signal(str)
    profile_changed = Signal(object)  # ClinicProfile
    database_renewed = Signal(object)  # Database
    backup_made = Signal(object)  # datetime
    not_reached = Signal()  # a question found no server
    put_out = Signal(object)  # NotSignedIn: who signed in is let in no more

    def __init__(
        self,
        database: Database,
        actor: Actor,
        lanes: Lanes,
        bus: ChangeBus,
        parent: QObject | None = None,
        *,
        folder: DataFolder | None = None,
    ) -> None:
        super().__init__(parent)
        self.database = database
        self.folder = folder
        self.actor = actor
        self.lanes = lanes
        self.bus = bus
        self.drafts = KeptDrafts(self)
        self._once = Once()
        self._unread: list[tuple[QDialog, Callable[[], None]]] = []
        self.active_person: int | None = None  # whose record is open: one person a window, whichever page shows it
        lanes.database.failed.connect(self._failed)
        lanes.documents.failed.connect(self._failed)

    @property
    def zone(self) -> ZoneInfo:
        """The clinic's time zone: times are stored in UTC and shown in it."""
        return self.database.zone

    def now(self) -> datetime:
        """Return this moment in the clinic's zone."""
        return self.database.clock().astimezone(self.zone)

    def today(self) -> date:
        """Return the clinic's calendar day."""
        return self.now().date()

    def can(self, permission: str) -> bool:
        """Return whether the signed-in person may do this; screens hide by it, services decide."""
        return permission in self.actor.permissions

    def navigate(self, page_key: str, **arguments: object) -> None:
        """Show another page, with what it is to show."""
        self.navigation_requested.emit(page_key, arguments)

    def read(
        self,
        query: Callable[[UnitOfWork], T],
        on_done: Callable[[T], None],
        *,
        owner: QObject,
        on_error: Complaint | None = None,
        action: str = "read",
        latest: str | None = None,
        shown: Shown | None = None,
    ) -> None:
        """Ask a question in the database lane; the answer arrives on the main thread, unless `owner` is gone.

        `shown` is what the screen shows already: the same answer again is no second reading of a record.
        """
        again = partial(self.read, query, on_done, owner=owner, on_error=on_error, action=action, latest=latest)
        refused = partial(self._not_read, owner, on_error, again)
        self.lanes.database.submit(
            partial(self._ask, query, action, shown), on_done, owner=owner, on_error=refused, latest=latest
        )

    def act(
        self,
        action: str,
        verb: Callable[[UnitOfWork], T],
        on_done: Callable[[T], None],
        *,
        owner: QObject,
        on_error: Complaint | None = None,
        draft: DraftOf | None = None,
        by_hand: bool = True,
    ) -> None:
        """Do one act as one unit of work; after its commit the bus tells what changed, then `on_done` is called.

        The same act asked for again before it is answered, or by the second click of a double click, is done once;
        steps that the program takes by itself (`by_hand` False) are each done.
        A `draft` is kept on this computer, sealed, while the server is out of reach.
        """
        under_way = self._once.begin(owner, action, verb) if by_hand else 0
        if under_way is None:
            return
        self.lanes.database.submit(
            partial(self._do, verb, action),
            partial(self._acted, on_done, under_way, action, draft),
            owner=owner,
            on_error=partial(self._not_done, owner, on_error, under_way, action, draft),
        )

    def draw(
        self, make: Callable[[], T], on_done: Callable[[T], None], *, owner: QObject, on_error: Complaint | None = None
    ) -> None:
        """Make a document in the document lane."""
        self.lanes.documents.submit(make, on_done, owner=owner, on_error=on_error)

    def renew_database(self, database: Database) -> None:
        """Go on with the database as it was opened anew, under another key."""
        database.watch = self.database.watch
        self.database = database
        self.database_renewed.emit(database)

    def _ask(self, query: Callable[[UnitOfWork], T], action: str, shown: Shown | None = None) -> T:
        """Answer a question; where the server cut the connection, it is asked once more on another one."""
        for last in (False, True):
            try:
                with self.database.reading(self.actor, action=action) as uow:
                    answer = query(uow)
                    uow.shown_before = shown is not None and shown.has(answer)
                    return answer
            except Unavailable as error:
                if error.code != "storage.connection_lost":
                    raise
                if last:
                    raise Unavailable("storage.not_reached") from None  # nothing was to be saved by a question
        raise AssertionError

    def _do(self, verb: Callable[[UnitOfWork], Any], action: str) -> _Done:
        """Do an act; one that the server undid as a whole is done again, twice at most, before it is told."""
        for pause in AGAIN_AFTER:
            try:
                return self._do_once(verb, action)
            except Undone:
                time.sleep(pause * random.uniform(1.0, 2.0))  # noqa: S311 - no secret hangs on it
        return self._do_once(verb, action)

    def _do_once(self, verb: Callable[[UnitOfWork], Any], action: str) -> _Done:
        with self.database.unit_of_work(self.actor, action=action) as uow:
            value = verb(uow)
        return _Done(value, uow.announced())

    def _acted(
        self, on_done: Callable[[Any], None], under_way: int, action: str, draft: DraftOf | None, done: _Done
    ) -> None:
        self._once.end(under_way, done=True)
        if draft is not None:
            self.drafts.forget(action, draft.key)
        self.saved.emit()
        on_done(done.value)
        self.bus.announce(done.changes)

    def _not_done(
        self,
        owner: QObject,
        on_error: Complaint | None,
        under_way: int,
        action: str,
        draft: DraftOf | None,
        error: Exception,
    ) -> None:
        self._once.end(under_way, done=False)
        away = isinstance(error, Unavailable) and error.code in OUT_OF_REACH
        if draft is not None and (away or isinstance(error, NotSignedIn)):
            self.drafts.keep(action, draft)
        self._not_told(owner, on_error, error)

    def _not_read(
        self, owner: QObject, on_error: Complaint | None, again: Callable[[], None], error: Exception
    ) -> None:
        """Tell that there is no answer; a dialog, which no page refreshes, is asked for again when it can be read."""
        if isinstance(error, Unavailable) and error.code == "storage.not_reached":
            if isinstance(owner, QDialog):
                self._unread.append((owner, again))
            self.not_reached.emit()
        self._not_told(owner, on_error, error)

    @Slot()
    def ask_again(self) -> None:
        """Ask what dialogs could not read, now that the server is back."""
        unread, self._unread = self._unread, []
        for dialog, again in unread:
            if shiboken6.isValid(dialog) and dialog.isVisible():
                if isinstance(dialog, FormDialog):
                    dialog.problem.hide()
                again()

    def _not_told(self, owner: QObject, on_error: Complaint | None, error: Exception) -> None:
        """Tell whoever asked that there is no answer; and the window, where the person is let in no more."""
        if on_error is not None:
            on_error(error)
        else:
            self._failed(owner, error)
        if isinstance(error, NotSignedIn):
            self.put_out.emit(error)

    @Slot(object, object)
    def _failed(self, owner: QObject, error: Exception) -> None:
        self.problem.emit(owner, error)
