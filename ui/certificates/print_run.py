"""Many papers, one after the other, while the window stays free: issuing, printing, saving, each with a way to stop.

A run belongs to the signed-in session and not to the page, so that changing the language does not break off a print.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from mhac.certificates.views import Printable
from mhac.documents.content import Paper
from ui.app.context import AppContext
from ui.certificates import presenter
from ui.widgets.printing import PrintTarget

R = TypeVar("R", bound="PaperRun")


class PaperRun(QObject):
    """Works through a list of papers. `progress(done, total)`, then `finished(list of exceptions or reasons)`."""

    progress = Signal(int, int)
    finished = Signal(object)

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self.context = context
        self.running = False
        self.recovered = False
        self._waiting: deque[int] = deque()
        self._total = 0
        self._problems: list[Exception | str] = []

    @property
    def total(self) -> int:
        """How many papers this run is about."""
        return self._total

    def stop(self) -> None:
        """Stop after the paper that is being worked on; what waits stays as it is."""
        self._waiting.clear()

    def _begin(self, ids: Sequence[int]) -> bool:
        if self.running or not ids:
            return False
        self.running, self._waiting, self._total, self._problems = True, deque(ids), len(ids), []
        self.progress.emit(0, self._total)
        return True

    def _next(self) -> None:
        if self._waiting:
            self._work(self._waiting.popleft())
            return
        self.running = False
        self.finished.emit(self._problems)

    def _work(self, which: int) -> None:
        """Begin one paper; a subclass ends it with `_done` or `_failed`."""
        raise AssertionError

    def _done(self, _result: object = None) -> None:
        self.progress.emit(self._total - len(self._waiting), self._total)
        self._next()

    def _failed(self, problem: Exception | str) -> None:
        self._problems.append(problem)
        self._done()


class IssueRun(PaperRun):
    """Issues the certificates of decisions, each its own act."""

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self.issued: list[int] = []

    def start(self, decision_ids: Sequence[int]) -> None:
        """Begin."""
        if self._begin(decision_ids):
            self.issued = []
            self._next()

    def _work(self, which: int) -> None:
        self.context.act("certificates.issue", partial(presenter.issue, which), self._issued, owner=self,
                         on_error=self._failed, by_hand=False)

    def _issued(self, certificate_id: int) -> None:
        self.issued.append(certificate_id)
        self._done()


class SealedRun(PaperRun):
    """What printing and saving share: the sealed file of each certificate, drawn where it was not yet."""

    def _fetch(self, certificate_id: int, paper: Paper) -> None:
        self.context.read(partial(presenter.printable, certificate_id, paper), self._fetched, owner=self,
                          on_error=self._broken)

    def _fetched(self, found: Printable) -> None:
        if found.pdf is not None:
            self._sealed(found, found.pdf)
            return
        self.context.draw(partial(presenter.pdf_of, found), partial(self._drawn, found), owner=self,
                          on_error=self._broken)

    def _drawn(self, found: Printable, pdf: bytes) -> None:
        self.context.act("certificates.attach_file", partial(presenter.attach, found, pdf),
                         partial(self._sealed, found), owner=self, on_error=self._broken, by_hand=False)

    def _sealed(self, found: Printable, pdf: bytes) -> None:
        raise AssertionError

    def _broken(self, error: Exception) -> None:
        self._failed(error)


class PrintRun(SealedRun):
    """Prints the jobs of the queue: each is marked before anything goes to the printer, and ends done or failed."""

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._target = PrintTarget("")
        self._job = 0
        self.chosen: PrintTarget | None = None
        """The printer and paper that were chosen last; kept when the page is built anew."""

    def start(self, job_ids: Sequence[int], target: PrintTarget) -> None:
        """Begin; all jobs go to this printer."""
        if self._begin(job_ids):
            self._target = target
            self._next()

    def _work(self, which: int) -> None:
        self._job = which
        self.context.act("certificates.start_print", partial(presenter.start, which), self._started, owner=self,
                         on_error=self._failed, by_hand=False)

    def _started(self, certificate_id: int) -> None:
        self._fetch(certificate_id, Paper(self._target.paper))

    def _sealed(self, found: Printable, pdf: bytes) -> None:
        self.context.draw(partial(presenter.printed, pdf, self._target), self._printed, owner=self,
                          on_error=self._broken)

    def _printed(self, reason: str) -> None:
        if reason:
            self._problems.append(reason)
        self._end(reason)

    def _broken(self, error: Exception) -> None:
        self._problems.append(error)
        self._end("no_page")

    def _end(self, reason: str) -> None:
        action = "certificates.fail_print" if reason else "certificates.finish_print"
        self.context.act(action, partial(presenter.finish, self._job, reason), self._done, owner=self,
                         on_error=self._failed, by_hand=False)


class SaveRun(SealedRun):
    """Writes the sealed files into a folder."""

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._folder = Path()
        self._paper = Paper.A4

    def start(self, certificate_ids: Sequence[int], folder: Path, paper: Paper) -> None:
        """Begin."""
        if self._begin(certificate_ids):
            self._folder, self._paper = folder, paper
            self._next()

    def _work(self, which: int) -> None:
        self._fetch(which, self._paper)

    def _sealed(self, found: Printable, pdf: bytes) -> None:
        self.context.draw(partial(presenter.write_file, self._folder, found.number, pdf), partial(self._written, found),
                          owner=self, on_error=self._failed)

    def _written(self, found: Printable, _path: Path) -> None:
        self.context.act("certificates.record_saved", partial(presenter.saved, found), self._done, owner=self,
                         on_error=self._failed)


def run_of(context: AppContext, kind: type[R]) -> R:
    """Return this session's run of a kind."""
    found = context.findChild(kind)
    return found if found is not None else kind(context)
