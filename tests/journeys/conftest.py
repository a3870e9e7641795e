"""What the journeys share: a founded clinic on each engine, its window, and hands that work it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mhac import rooms
from tests.clinic import TurnableClock
from tests.journeys.hands import Hands
from tests.journeys.house import TUESDAY, House, found
from tests.postgres import PostgresServer
from ui.app import theme
from ui.app.door import Door
from ui.app.languages import use_language
from ui.app.preferences import Preferences
from ui.app.window import Window
from ui.main import make_window

# Through the window: every day on the encrypted file, in the slow part on PostgreSQL too; test_services.py asks both
# every day.
ENGINES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.slow))


OFFSCREEN = ("This plugin does not support raise", "This plugin does not support grabbing the keyboard")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Pass over what the offscreen screen says of lists and menus that hang over a window."""
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.qt_log_ignore(*OFFSCREEN, extend=True))


@pytest.fixture
def clock() -> TurnableClock:
    """The clinic's clock, at the opening of a Tuesday."""
    return TurnableClock(TUESDAY)


@pytest.fixture(params=ENGINES)
def house(request: pytest.FixtureRequest, tmp_path: Path, clock: TurnableClock) -> Iterator[House]:
    """A founded clinic on each engine in turn."""
    if request.param == "sqlite":
        yield found(tmp_path / "clinic", clock)
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    url = server.database()
    yield found(tmp_path / "clinic", clock, url)
    server.drop(url)


@pytest.fixture
def sqlite_house(tmp_path: Path, clock: TurnableClock) -> House:
    """A founded clinic on the encrypted file."""
    return found(tmp_path / "clinic", clock)


@pytest.fixture
def open_window(qtbot: QtBot, qapp: QApplication) -> Iterator[Callable[[Door], Window]]:
    """Opens the clinic's one window as `mhac` does, wired by `ui.main`; it is closed when the test is over."""
    made: list[Window] = []
    rooms.load_records()
    use_language("en")
    theme.apply(qapp, dark=False)

    def make(door: Door) -> Window:
        preferences = Preferences(door.folder)
        preferences.language = "en"
        window = make_window(door, preferences)
        window.resize(1440, 900)
        window.begin()
        window.show()
        qtbot.waitExposed(window)
        window.activateWindow()
        made.append(window)
        return window

    yield make
    for window in made:
        if window.isVisible():
            window.lock()
            window.close()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def hands(house: House, open_window: Callable[[Door], Window]) -> Iterator[Hands]:
    """Hands at the window of the clinic, on each engine in turn."""
    made = Hands(open_window(house.door()))
    yield made
    made.let_go()
