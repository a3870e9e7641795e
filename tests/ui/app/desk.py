"""A founded clinic with its window, and somebody at it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from mhac import rooms
from mhac.kernel.paths import DataFolder
from mhac.security import front, service, sign_in
from mhac.security.queries import ClinicProfile
from tests.clinic import CHEAP, PASSWORD, TurnableClock
from ui.app.context import AppContext
from ui.app.door import Door, Entered
from ui.app.languages import use_language
from ui.app.navigation import PageSpec
from ui.app.page import Page
from ui.app.preferences import Preferences
from ui.app.shell import ClinicFace, Shell
from ui.app.sign_in import SignInScreen
from ui.app.window import Window

PROFILE = ClinicProfile(name="MHAC Kigali", place="Kigali, Rwanda")
FOUNDER = service.NewUser("admin", "Alain Nkusi", ("administrator",), PASSWORD)


class Notes(Page):
    """A page with one line to type into."""

    key = "notes"

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self.set_title("Notes")
        self.line = QLineEdit()
        self.body.addWidget(self.line)


def make_shell(context: AppContext, entered: Entered) -> Shell:
    specs = [PageSpec("notes", lambda: "Notes", "pencil", Notes, "F2")]
    return Shell(context, specs, lambda _uow, _text: (), ClinicFace(entered.profile.name, "Exam 2"))


@dataclass
class Desk:
    """A founded clinic with its window."""

    folder: DataFolder
    clock: TurnableClock
    recovery_code: str
    window: Window
    qtbot: QtBot

    @property
    def screen(self) -> SignInScreen:
        found = self.window._sign_in
        assert found is not None
        return found

    def wait(self) -> None:
        self.qtbot.waitUntil(lambda: self.window.lanes.in_flight == 0, timeout=10_000)

    def sign_in(self, password: str = PASSWORD, login: str = "admin") -> None:
        form = self.screen.sign_in_form
        form.login.setText(login)
        form.password.clear()
        self.qtbot.keyClicks(form.password, password)
        self.qtbot.keyClick(form.password, Qt.Key.Key_Return)
        self.wait()

    @property
    def shell(self) -> Shell:
        assert self.window.shell is not None
        return self.window.shell

    def locked(self) -> bool:
        return self.window.is_locked

    def line(self) -> QLineEdit:
        assert isinstance(self.shell.page, Notes)
        return self.shell.page.line


def words_on(widget: QWidget) -> str:
    return " | ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot, look: None) -> Iterator[Desk]:
    folder = DataFolder(tmp_path / "clinic")
    clock = TurnableClock(datetime(2026, 3, 10, 6, 0, tzinfo=UTC))
    founded = sign_in.found_clinic(
        folder, administrator=FOUNDER, profile=PROFILE, granted=rooms.granted(), clock=clock, cost=CHEAP
    )
    founded.signed_in.database.close()
    front.keep(folder, PROFILE)
    window = Window(
        Door(folder, rooms.granted, clock=clock), make_shell, lambda _door, _lanes: QWidget(), Preferences(folder)
    )
    qtbot.addWidget(window)
    window.begin()
    window.show()
    made = Desk(folder, clock, founded.recovery_code, window, qtbot)
    made.wait()
    yield made
    for dialog in window.findChildren(QDialog):
        dialog.reject()
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=10_000)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    use_language("en")
