"""The two lanes: one thread for the database, one for documents, so that the window never waits for either.

A lane takes work, runs one piece after the other, and hands each result to the main thread through a queued
signal. Who asked (`owner`) may be gone by then: the result is dropped. Callbacks never leave the main thread: the
lane's thread gets the work only, and lets go of it before the result is handed over.
"""

from __future__ import annotations

import gc
import itertools
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from mhac.kernel.errors import ClinicError
from ui.app.mistakes import report_mistake

Work = Callable[[], Any]
Answer = Callable[[Any], None]
Complaint = Callable[[Exception], None]


@dataclass
class _Waiting:
    """Who waits for a result, and what to do with it; lives on the main thread only."""

    owner: QObject
    on_done: Answer
    on_error: Complaint | None
    latest: str | None
    work: Work
    since: float


class Lane(QObject):
    """One thread that does one thing after the other, and tells the main thread."""

    busy_changed = Signal(int)
    failed = Signal(object, object)  # owner, exception: nobody of the caller's took the error
    _finished = Signal(int, object, object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue: queue.SimpleQueue[tuple[int, Work] | None] = queue.SimpleQueue()
        self._numbers = itertools.count(1)
        self._waiting: dict[int, _Waiting] = {}
        self._skipped: set[int] = set()
        self._thread = threading.Thread(target=self._run, name=f"mhac-{name}", daemon=True)
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._open = True
        self._thread.start()

    @property
    def in_flight(self) -> int:
        """How many pieces of work are asked for and not yet answered."""
        return len(self._waiting)

    def waiting_for(self) -> float:
        """Return for how many seconds the oldest piece of work waits for its answer; 0 where none does."""
        oldest = min((each.since for each in self._waiting.values()), default=None)
        return 0.0 if oldest is None else time.monotonic() - oldest

    def submit(
        self,
        work: Work,
        on_done: Answer,
        *,
        owner: QObject,
        on_error: Complaint | None = None,
        latest: str | None = None,
    ) -> int:
        """Queue a piece of work and return its number.

        With `latest`, an earlier piece of the same owner and name that has not been answered is dropped: for a
        search as you type only the last text matters.
        """
        if not self._open:
            return 0
        if latest is not None:
            self._drop_earlier(owner, latest)
        number = next(self._numbers)
        self._waiting[number] = _Waiting(owner, on_done, on_error, latest, work, time.monotonic())
        self._queue.put((number, work))
        self.busy_changed.emit(self.in_flight)
        return number

    def close(self, timeout: float = 10.0, *, last: Work | None = None) -> None:
        """Finish what runs, drop what waits, do what must be done last, and end the thread."""
        self._open = False
        self._skipped.update(self._waiting)
        if last is not None:
            self._queue.put((0, last))
        self._queue.put(None)
        self._thread.join(timeout)
        self._waiting.clear()

    def _drop_earlier(self, owner: QObject, latest: str) -> None:
        for number, waiting in list(self._waiting.items()):
            if waiting.owner is owner and waiting.latest == latest:
                self._skipped.add(number)
                del self._waiting[number]

    def _run(self) -> None:
        """Work until told to stop; runs on the lane's own thread."""
        while (item := self._queue.get()) is not None:
            number, work = item
            del item
            result: object = None
            error: Exception | None = None
            if number not in self._skipped:
                try:
                    result = work()
                except ClinicError as known:
                    error = known.with_traceback(None)
                except Exception as mistake:  # noqa: BLE001 - our own mistake: logged by number, told to the user
                    error = report_mistake(mistake)
            del work
            self._finished.emit(number, result, error)
            del result, error

    @Slot(int, object, object)
    def _deliver(self, number: int, result: object, error: Exception | None) -> None:
        """Hand a result to who asked; runs on the main thread."""
        self._skipped.discard(number)
        waiting = self._waiting.pop(number, None)
        self.busy_changed.emit(self.in_flight)
        if waiting is None or not shiboken6.isValid(waiting.owner):
            return
        if error is None:
            waiting.on_done(result)
        elif waiting.on_error is not None:
            waiting.on_error(error)
        else:
            self.failed.emit(waiting.owner, error)


COLLECT_EVERY_MS = 1000


def _collect() -> None:
    """Collect on the main thread: the young every second, all when much has gathered."""
    _, _, gathered = gc.get_count()
    gc.collect(2 if gathered > 10 else 1)


class Lanes(QObject):
    """The database lane and the document lane of one window."""

    busy_changed = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # Python's collector must not run in a lane: a widget that it frees there meets Qt's locks from the wrong
        # thread, and both threads wait for ever. While there are lanes, only the main thread collects.
        gc.disable()
        self._collecting = QTimer(self)
        self._collecting.timeout.connect(_collect)
        self._collecting.start(COLLECT_EVERY_MS)
        self.database = Lane("database", self)
        self.documents = Lane("documents", self)
        for lane in (self.database, self.documents):
            lane.busy_changed.connect(self._tell)

    @property
    def in_flight(self) -> int:
        """How many pieces of work wait in both lanes."""
        return self.database.in_flight + self.documents.in_flight

    def close(self, *, last: Work | None = None) -> None:
        """End both threads; what runs is finished first, `last` is still done in the database lane."""
        self._collecting.stop()
        gc.enable()
        self.database.close(last=last)
        self.documents.close()

    @Slot(int)
    def _tell(self, _count: int) -> None:
        self.busy_changed.emit(self.in_flight)
