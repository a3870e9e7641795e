"""What tests of the screens share: a signed-in frame on a real clinic, with real lanes."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mhac.kernel.database import open_postgresql, open_sqlite
from mhac.kernel.unit_of_work import UnitOfWork
from tests.clinic import KEY, Clinic
from ui.app import theme
from ui.app.bus import ChangeBus
from ui.app.context import AppContext
from ui.app.lanes import Lanes
from ui.widgets import formats

PATIENCE_MS = 30_000


class PatientBot(QtBot):
    """Waits long on a busy machine; what a result adds to a shown window is visible one round of events later, and a
    wait ends after that round.
    """

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = 0) -> None:
        """Wait until the condition holds and what came with it has been shown."""
        super().waitUntil(callback, timeout=max(timeout, PATIENCE_MS))
        QCoreApplication.sendPostedEvents()


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> PatientBot:
    """pytest-qt's robot, with more patience."""
    return PatientBot(request)


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
def station_of(clinic: Clinic, lanes: Lanes) -> Callable[..., AppContext]:
    """Makes the context of somebody at a workstation, of a clinic on each engine in turn: `station_of("nurse")`."""
    made: list[AppContext] = []

    def make(*roles: str) -> AppContext:
        made.append(AppContext(clinic.database, clinic.actor(*roles), lanes, ChangeBus(), folder=clinic.folder))
        return made[-1]

    return make


@pytest.fixture
def beside(clinic: Clinic) -> Iterator[Callable[..., AbstractContextManager[UnitOfWork]]]:
    """A second workstation of the same clinic: `with beside("nurse") as uow: ...` is an act of somebody there."""
    if clinic.database.dialect_name == "postgresql":
        url = clinic.database.engine.url.render_as_string(hide_password=False)
        other = open_postgresql(url, clock=clinic.clock, workstation="Desk 1")
    else:
        other = open_sqlite(clinic.folder.database, KEY, clock=clinic.clock, workstation="Desk 1")
    other.vault = clinic.database.vault

    def act(*roles: str) -> AbstractContextManager[UnitOfWork]:
        return other.unit_of_work(clinic.actor(*roles), action="test.beside")

    yield act
    other.close()


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
