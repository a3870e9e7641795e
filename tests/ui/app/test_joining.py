"""One more workstation, in the window: the administrator makes a paper, the user joins with it and works."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QDialog, QStackedWidget, QWidget
from pytestqt.qtbot import QtBot

from mhac import rooms
from mhac.kernel.paths import DataFolder
from mhac.security import service, sign_in
from mhac.security.queries import ClinicProfile
from tests.clinic import CHEAP, PASSWORD, TurnableClock
from tests.postgres import PostgresServer
from ui.admin.enrol_dialog import EnrolDialog
from ui.admin.staff_panel import StaffPanel
from ui.admin.wizard import Wizard
from ui.app.bus import ChangeBus
from ui.app.context import AppContext
from ui.app.door import Door, Entered
from ui.app.lanes import Lanes
from ui.app.languages import use_language
from ui.app.navigation import PageSpec
from ui.app.page import Page
from ui.app.preferences import Preferences
from ui.app.shell import ClinicFace, Shell
from ui.app.window import Window
from ui.widgets.printing import PrintTarget

CLOCK = TurnableClock(datetime(2026, 3, 10, 6, tzinfo=UTC))
FOUNDER = service.NewUser("admin", "Alain Nkusi", ("administrator",), PASSWORD)
NURSE = service.NewUser("nurse", "Noella Ingabire", ("nurse",), PASSWORD)


class Notes(Page):
    """A page to arrive at."""

    key = "notes"


def make_shell(context: AppContext, entered: Entered) -> Shell:
    specs = [PageSpec("notes", lambda: "Notes", "pencil", Notes, "F2")]
    return Shell(context, specs, lambda _uow, _text: (), ClinicFace(entered.profile.name, "Exam 2"))


def shown(window: Window) -> QWidget:
    """Which of wizard, sign-in and workspace the window shows."""
    stack = window.centralWidget()
    assert isinstance(stack, QStackedWidget)
    found = stack.currentWidget()
    assert found is not None
    return found


@pytest.fixture
def here(postgres: PostgresServer, tmp_path: Path) -> Iterator[sign_in.SignedIn]:
    """The administrator at the first workstation."""
    url = postgres.database()
    founded = sign_in.found_clinic(
        DataFolder(tmp_path / "one"), administrator=FOUNDER, profile=ClinicProfile(name="MHAC Kigali"),
        granted=rooms.granted(), postgresql_url=url, clock=CLOCK, cost=CHEAP,
    ).signed_in  # fmt: skip
    with founded.database.unit_of_work(founded.actor, action="test") as uow:
        service.add_user(uow, request=NURSE)
    yield founded
    founded.database.close()
    postgres.drop(url)


@pytest.fixture
def new_window(tmp_path: Path, qtbot: QtBot, look: None) -> Iterator[Window]:
    """The program on a computer that knows no clinic yet."""
    folder = DataFolder(tmp_path / "two")
    window = Window(Door(folder, rooms.granted, clock=CLOCK), make_shell, Wizard, Preferences(folder))
    qtbot.addWidget(window)
    window.begin()
    window.show()
    yield window
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=10_000)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    use_language("en")


def test_from_the_paper_to_the_workspace(
    here: sign_in.SignedIn, lanes: Lanes, settled: Callable[[], None], new_window: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    context = AppContext(here.database, here.actor, lanes, ChangeBus())
    panel = StaffPanel(context)
    qtbot.addWidget(panel)
    panel.show()
    panel.load()
    settled()
    nurse = next(row for row in panel.table.rows() if row.login == "nurse")
    assert panel.table.select_key(nurse.id)
    panel.enrol_button.click()
    settled()
    dialog = panel.dialog
    assert isinstance(dialog, EnrolDialog)
    dialog.save_to(tmp_path / "nurse.enrol")
    assert dialog.saved.isVisible()
    code = dialog._paper.code
    letters = "".join(page.extract_text() for page in PdfReader(BytesIO(dialog.sheet())).pages)
    assert code.replace("-", "") in "".join(letters.split()) and "Noella Ingabire" in letters
    kept = tmp_path / "sheet.pdf"
    dialog.choose_printer = lambda _parent: PrintTarget("", file=str(kept))
    dialog.print_button.click()
    assert "not saved into a file" in dialog.problem.text() and not kept.exists()
    dialog.choose_printer = lambda _parent: PrintTarget("no such printer")
    dialog.print_button.click()
    assert "did not take it" in dialog.problem.text()
    bare = code.replace("-", "").encode()
    assert not any(bare in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    dialog.reject()

    window = new_window
    wizard = shown(window)
    assert isinstance(wizard, Wizard)
    wizard.join_button.click()
    screen = window._sign_in
    assert screen is not None and screen.step_name() == "join"
    form = screen.join_form
    form.submit()
    assert form.form.row("file").fault
    form.file.setText(str(tmp_path / "nurse.enrol"))
    form.code.setText("0000-0000-0000-0000")
    form.login.setText("nurse")
    form.password.setText(PASSWORD)
    form.submit()
    qtbot.waitUntil(lambda: window.lanes.in_flight == 0, timeout=10_000)
    assert "not the code" in form.form.row("code").fault
    form.code.setText(code)
    form.password.setText(PASSWORD)
    form.submit()
    qtbot.waitUntil(lambda: window.shell is not None, timeout=10_000)
    assert window.context is not None and window.context.actor.name == "Noella Ingabire"
    for left in window.findChildren(QDialog):
        left.reject()


def test_back_leads_to_where_one_came_from(new_window: Window) -> None:
    wizard = shown(new_window)
    assert isinstance(wizard, Wizard)
    wizard.join_button.click()
    assert new_window._sign_in is not None
    new_window._sign_in.join_form.back.emit()
    assert isinstance(shown(new_window), Wizard)
