"""What tests of the screens share: a signed-in frame on a real clinic, with real lanes."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.clinic import Clinic
from ui.app import theme
from ui.app.bus import ChangeBus
from ui.app.context import AppContext
from ui.app.lanes import Lanes
from ui.widgets import formats


@pytest.fixture
def look(qapp: QApplication) -> None:
    """The light scheme and the clinic's zone, as at the start of the program."""
    if not qapp.styleSheet() or theme.is_dark():
        theme.apply(qapp, dark=False)
    formats.show_in(zone=formats.DEFAULT_ZONE, locale=formats.ENGLISH)


@pytest.fixture
def lanes(look: None) -> Iterator[Lanes]:
    """Both lanes; their threads end with the test."""
    made = Lanes()
    yield made
    made.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def context_for(sqlite_clinic: Clinic, lanes: Lanes) -> Callable[..., AppContext]:
    """Makes the context of somebody with the given roles: `context_for("nurse")`."""
    made: list[AppContext] = []

    def make(*roles: str) -> AppContext:
        made.append(AppContext(sqlite_clinic.database, sqlite_clinic.actor(*roles), lanes, ChangeBus()))
        return made[-1]

    return make


@pytest.fixture
def settled(qtbot: QtBot, lanes: Lanes) -> Callable[[], None]:
    """Waits until both lanes have answered everything, follow-up questions included."""

    def wait() -> None:
        quiet = 0
        while quiet < 2:
            qtbot.waitUntil(lambda: lanes.in_flight == 0, timeout=10_000)
            qtbot.wait(1)
            quiet = quiet + 1 if lanes.in_flight == 0 else 0

    return wait
