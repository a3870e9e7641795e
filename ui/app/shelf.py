"""The protocol editions that this clinic may examine under, for screens that offer countries and categories.

Loaded when somebody enters and again when the clinic's templates change, at whichever workstation, so that a template
that a clinic wrote itself is offered like a shipped one.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from mhac.protocols import queries
from mhac.protocols.library import Library, library_with
from ui.app.context import AppContext

_current: list[Library] = []


class News(QObject):
    """Tells forms that offer countries that there are others now."""

    changed = Signal()


news = News()


def current() -> Library:
    """Return the editions as they were last read; before that, those that the program ships."""
    return _current[-1] if _current else library_with(())


def _keep(found: Library) -> None:
    differs = current().editions() != found.editions()
    _current[:] = [found]
    if differs:
        news.changed.emit()


class Follower(QObject):
    """Reads the editions now, and again whenever the clinic's decisions change; lives as long as the context."""

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._context = context
        context.bus.changed.connect(self._changed)
        self._read()

    def _changed(self, topic: str, _ids: tuple[int, ...]) -> None:
        if topic == "clinic":
            self._read()

    def _read(self) -> None:
        self._context.read(queries.library, _keep, owner=self, action="protocols.library", latest="protocols.library")
