"""The way on after a stale edit in a dialog: the newest version is read and shown beside what is typed or was seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QObject

from mhac.kernel.errors import NotFound, StaleEdit
from ui.app.context import AppContext
from ui.app.dialogs import FormDialog
from ui.app.messages import words_of
from ui.widgets.basics import said_of
from ui.widgets.two_versions import SeenAndNow, Turned, TwoVersions, Version

if TYPE_CHECKING:
    from mhac.kernel.unit_of_work import UnitOfWork

T = TypeVar("T")


class BothVersions(QObject, Generic[T]):
    """Takes the errors of a dialog's act: a stale edit asks which version shall stay, anything else is shown as ever.

    `query` reads the newest version, `versions` compares it with what is typed, and `take` puts what was chosen into
    the dialog, which from then on changes the newest version. Saving is still a press of the dialog's own button.
    """

    def __init__(
        self,
        dialog: FormDialog,
        context: AppContext,
        query: Callable[[UnitOfWork], T | None],
        versions: Callable[[T], Sequence[Version]],
        take: Callable[[T, dict[str, bool]], None],
    ) -> None:
        super().__init__(dialog)
        self._dialog, self._context = dialog, context
        self._query, self._versions, self._take = query, versions, take
        self._newest: T | None = None
        self._own_words = False
        self.panel = TwoVersions()
        self.panel.chosen.connect(self._chosen)
        dialog.body.insertWidget(0, self.panel)

    def refused(self, error: Exception) -> None:
        """Take the error of the dialog's act."""
        self._dialog.show_error(error)
        if isinstance(error, StaleEdit):
            self._own_words = error.code != "kernel.stale"
            self._context.read(self._query, self._show, owner=self._dialog, on_error=self._dialog.show_error)

    def _show(self, newest: T | None) -> None:
        if newest is None:
            self._dialog.show_error(NotFound("kernel.not_found"))
            return
        self._newest = newest
        self._dialog.problem.setVisible(self._own_words)  # else the panel says the same
        differing = self._versions(newest)
        self.panel.show_versions(differing)
        if not differing:  # it was changed elsewhere than here: there is nothing to choose
            self._chosen({})
            self._dialog.act_button.click()

    def _chosen(self, choice: dict[str, bool]) -> None:
        if self._newest is not None:
            self._dialog.problem.hide()
            self._take(self._newest, choice)


class LookAgain(QObject, Generic[T]):
    """Takes the errors of an act for which a dialog asks no more than a reason or a confirmation.

    A stale edit shows what the person had seen and what is so now; the next press of the dialog's own button acts on
    the newest version, which stands in `now`. `query` reads it, `facts` says it in words, by what they are called, and
    `take` hands it to a dialog that needs to know.
    """

    def __init__(
        self,
        dialog: FormDialog,
        context: AppContext,
        seen: T,
        query: Callable[[UnitOfWork], T | None],
        facts: Callable[[T], Mapping[str, str]],
        take: Callable[[T], None] | None = None,
    ) -> None:
        super().__init__(dialog)
        self._dialog, self._context = dialog, context
        self._query, self._facts, self._take = query, facts, take
        self.now = seen
        self._told = ""
        self.panel = SeenAndNow()
        dialog.body.insertWidget(0, self.panel)

    def refused(self, error: Exception) -> None:
        """Take the error of the dialog's act."""
        self._dialog.show_error(error)
        if isinstance(error, StaleEdit):
            self._told = "" if error.code == "kernel.stale" else words_of(error)
            self._context.read(self._query, self._show, owner=self._dialog, on_error=self._dialog.show_error)
        else:
            self.panel.hide()

    def _show(self, newest: T | None) -> None:
        if newest is None:
            self._dialog.show_error(NotFound("kernel.not_found"))
            return
        seen, now = self._facts(self.now), self._facts(newest)
        names = [*seen, *(name for name in now if name not in seen)]
        pairs = ((name, seen.get(name, ""), now.get(name, "")) for name in names)
        self.now = newest
        if self._take is not None:
            self._take(newest)
        self._dialog.problem.hide()
        self.panel.show_changes(
            [Turned(*pair) for pair in pairs if pair[1] != pair[2]],
            said_of(self._dialog.act_button.text()),
            self._told,
        )
