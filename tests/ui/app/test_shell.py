"""The workspace: rail, keys, find box, help, counters, and how pages follow each other."""

from collections.abc import Callable, Sequence
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from mhac.kernel.errors import Refused, Unavailable
from mhac.kernel.unit_of_work import UnitOfWork
from ui.app.context import AppContext
from ui.app.navigation import PageSpec, SearchHit
from ui.app.page import Page
from ui.app.shell import ClinicFace, Command, Shell

ContextFor = Callable[..., AppContext]
PEOPLE = ("HABIMANA Jean", "HABIMANA Grâce", "MUKAMANA Béatrice")


class Plain(Page):
    """A page that remembers what it was asked to show."""

    def __init__(self, context: AppContext, key: str, title: str) -> None:
        super().__init__(context)
        self.asked: list[dict[str, object]] = []
        self.settled = 0
        self.holds = False
        self.setObjectName(key)
        self.set_title(title)
        self.body.addWidget(QLineEdit())

    def show_with(self, **arguments: object) -> None:
        self.asked.append(arguments)
        super().show_with()

    def help_text(self) -> str:
        return "Enter opens."

    def settle(self, then: Callable[[], None]) -> None:
        self.settled += 1
        if not self.holds:
            then()


def spec(key: str, title: str, shortcut: str, *permissions: str, in_rail: bool = True, rail_key: str = "") -> PageSpec:
    def make(context: AppContext) -> Page:
        made = Plain(context, key, title)
        type(made).key = ""
        made.key = key  # type: ignore[misc]
        return made

    return PageSpec(key, lambda: title, "calendar", make, shortcut, permissions, in_rail, rail_key)


def find(_uow: UnitOfWork, text: str) -> Sequence[SearchHit]:
    return [
        SearchHit("casefile", (("person_id", place),), name, "M 41 · RW-2026-00417", "US", "accent")
        for place, name in enumerate(PEOPLE)
        if text.casefold() in name.casefold()
    ]


@pytest.fixture
def shell(context_for: ContextFor, qtbot: QtBot) -> Shell:
    context = context_for("nurse")
    specs = (
        spec("today", "Today", "F2"),
        spec("book", "Appointments", "F3"),
        spec("users", "Users", "F11", "security.list_users"),
        spec("casefile", "Case file", "", in_rail=False, rail_key="book"),
    )
    commands = (Command("Ctrl+N", lambda ctx: ctx.navigate("book", new=True)),)
    made = Shell(
        context,
        specs,
        find,
        ClinicFace("MHAC Kigali", "Exam 2", demo=True),
        counters=lambda _uow: {"book": 34},
        commands=commands,
    )
    qtbot.addWidget(made)
    made.setMinimumSize(940, 580)  # as in the window
    made.resize(1440, 900)
    made.show()
    made.show_first_page()
    qtbot.waitExposed(made)
    return made


def page(shell: Shell) -> Plain:
    assert isinstance(shell.page, Plain)
    return shell.page


def test_it_begins_with_the_first_page_and_shows_only_what_the_role_may_open(shell: Shell) -> None:
    assert page(shell).objectName() == "today"
    assert shell.rail.page_keys() == ("today", "book")
    assert shell.top.title() == "Today"


def test_a_key_brings_a_page_and_the_rail_follows(shell: Shell, qtbot: QtBot) -> None:
    titles: list[str] = []
    shell.window_title_changed.connect(titles.append)
    qtbot.keyClick(shell, Qt.Key.Key_F3)
    assert page(shell).objectName() == "book"
    assert shell.rail.entry("book").isChecked()
    assert titles[-1] == "Appointments — MHAC Kigali"
    qtbot.mouseClick(shell.rail.entry("today"), Qt.MouseButton.LeftButton)
    assert page(shell).objectName() == "today"
    qtbot.keyClick(shell, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert page(shell).objectName() == "book"


def test_a_page_outside_the_rail_lights_the_entry_it_belongs_to(shell: Shell) -> None:
    shell.context.navigate("casefile", person_id=3)
    assert page(shell).asked == [{"person_id": 3}]
    assert shell.rail.entry("book").isChecked()


def test_a_page_for_another_role_is_refused_in_words(shell: Shell) -> None:
    shell.context.navigate("users")
    assert page(shell).objectName() == "today"
    strips = [label.text() for label in page(shell).findChildren(QLabel)]
    assert "This page is not for your role." in strips


def test_the_cursor_stays_on_the_page_when_its_field_goes_away(shell: Shell, qtbot: QtBot) -> None:
    shell.activateWindow()
    qtbot.waitUntil(shell.isActiveWindow)
    field = QLineEdit()
    page(shell).body.addWidget(field)
    QWidget.setTabOrder(field, shell.rail.entry("today"))
    for go in (field.hide, partial(field.setEnabled, False)):
        field.setEnabled(True)
        field.show()
        field.setFocus()
        assert field.hasFocus()
        go()
        held = QApplication.focusWidget()
        assert held is not None
        assert not shell.rail.isAncestorOf(held)
        assert page(shell) is held or page(shell).isAncestorOf(held)


def test_a_page_begins_where_it_wants_and_not_at_its_first_button(shell: Shell, qtbot: QtBot) -> None:
    shell.activateWindow()
    qtbot.waitUntil(shell.isActiveWindow)
    book = shell.page_of_key("book")
    first, board = QLineEdit(), QLineEdit()
    book.body.addWidget(first)
    book.body.addWidget(board)
    book.setFocusProxy(board)
    page(shell).setFocus()
    qtbot.keyClick(shell, Qt.Key.Key_F3)
    assert QApplication.focusWidget() is board


def test_leaving_waits_for_what_is_not_saved(shell: Shell) -> None:
    page(shell).holds = True
    shell.show_page("book")
    assert page(shell).objectName() == "today"
    page(shell).holds = False
    shell.show_page("book")
    assert page(shell).objectName() == "book"


def test_the_lock_does_not_wait(shell: Shell, qtbot: QtBot) -> None:
    page(shell).holds = True
    with qtbot.waitSignal(shell.lock_requested, timeout=1000):
        qtbot.keyClick(shell, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert page(shell).settled == 1


def test_a_command_of_the_program_works_everywhere(shell: Shell, qtbot: QtBot) -> None:
    qtbot.keyClick(shell, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert page(shell).asked == [{"new": True}]


def test_where_a_page_has_its_own_use_for_a_command_s_key_the_page_has_it(shell: Shell, qtbot: QtBot) -> None:
    qtbot.keyClick(shell, Qt.Key.Key_F3)
    page(shell).own_keys = frozenset({"Ctrl+N"})  # type: ignore[misc]
    qtbot.keyClick(shell, Qt.Key.Key_F2)
    qtbot.keyClick(shell, Qt.Key.Key_F3)
    registered: list[str] = []
    button = QPushButton("Register", page(shell))
    button.setShortcut("Ctrl+N")
    button.clicked.connect(lambda: registered.append("registered"))
    button.show()
    qtbot.keyClick(shell, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: registered == ["registered"])
    assert page(shell).asked == []


def test_the_find_box_shows_hits_while_typing_and_opens_by_enter(
    shell: Shell, settled: Callable[[], None], qtbot: QtBot
) -> None:
    qtbot.keyClick(shell, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    box = shell.top.find_box
    qtbot.keyClicks(box, "habi")
    qtbot.waitUntil(box.popup.isVisible)
    assert [line.title for line in box.popup.lines()] == ["HABIMANA Jean", "HABIMANA Grâce"]
    qtbot.keyClick(box, Qt.Key.Key_Down)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert page(shell).asked == [{"person_id": 1}]
    assert not box.popup.isVisible()
    assert box.text() == ""


def test_a_scan_that_ends_with_enter_opens_the_hit_without_a_second_key(
    shell: Shell, settled: Callable[[], None], qtbot: QtBot
) -> None:
    box = shell.top.find_box
    box.setFocus()
    qtbot.keyClicks(box, "mukamana")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page(shell).objectName() == "casefile")
    assert page(shell).asked == [{"person_id": 2}]


def test_nothing_found_is_said_and_escape_clears(shell: Shell, qtbot: QtBot) -> None:
    box = shell.top.find_box
    box.setFocus()
    qtbot.keyClicks(box, "zzz")
    qtbot.waitUntil(box.popup.isVisible)
    assert box.popup.lines() == ()
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert not box.popup.isVisible()
    assert box.text() == ""


def test_help_is_one_line_and_goes_away_with_the_page(shell: Shell, qtbot: QtBot) -> None:
    qtbot.keyClick(shell, Qt.Key.Key_F1)
    shown = [label.text() for label in shell.findChildren(QLabel) if label.isVisible()]
    assert any(text.startswith("Enter opens. Ctrl+K") for text in shown)
    shell.show_page("book")
    shown = [label.text() for label in shell.findChildren(QLabel) if label.isVisible()]
    assert not any(text.startswith("Enter opens.") for text in shown)


def test_counters_stand_beside_their_entries(shell: Shell, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: shell.rail.entry("book").count == 34, timeout=3000)
    assert shell.rail.entry("book").accessibleDescription() == "34"


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1024, 768), (960, 600)])
def test_nothing_of_the_frame_is_cut_off(shell: Shell, width: int, height: int, qtbot: QtBot) -> None:
    shell.resize(width, height)
    QApplication.sendPostedEvents()
    assert shell.width() == width
    assert shell.rail.width() == (208 if width >= 1180 else 60)
    for widget in shell.findChildren(QWidget):
        if widget.isVisible() and isinstance(widget, QLabel | QAbstractButton | QLineEdit | QComboBox):
            corner = widget.mapTo(shell, widget.rect().bottomRight())
            assert corner.x() < width
            assert corner.y() < height


def test_every_control_has_a_name_for_a_screen_reader(shell: Shell) -> None:
    nameless = [
        f"{type(widget).__name__} {widget.objectName()}"
        for widget in shell.findChildren(QAbstractButton)
        if widget.isVisible()
        and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
    ]
    assert nameless == []


def test_a_demo_clinic_says_so(shell: Shell) -> None:
    assert any("Demo clinic" in label.text() for label in shell.findChildren(QLabel))


def test_the_status_line_tells_backup_and_saving(shell: Shell, qtbot: QtBot) -> None:
    texts = [label.text() for label in shell.status.findChildren(QLabel)]
    assert "No backup yet" in texts
    shell.status.set_backup(shell.context.now())
    texts = [label.text() for label in shell.status.findChildren(QLabel)]
    assert "Last backup today 08:00, verified" in texts
    shell.context.saved.emit()
    texts = [label.text() for label in shell.status.findChildren(QLabel)]
    assert "All changes saved 08:00:00" in texts


def test_a_lost_database_is_said_and_looked_for_again(shell: Shell, qtbot: QtBot) -> None:
    shell.context.problem.emit(page(shell), Unavailable("storage.connection_lost"))
    texts = [label.text() for label in shell.status.findChildren(QLabel)]
    assert any(text.startswith("The connection to the clinic's database was lost") for text in texts)
    assert shell._count_soon.isActive()
    shell._count()
    qtbot.waitUntil(
        lambda: any(label.text().startswith("Clinic database") for label in shell.status.findChildren(QLabel))
    )


def test_what_is_refused_says_nothing_about_the_database(shell: Shell) -> None:
    shell.context.problem.emit(page(shell), Refused("floor.nothing_to_undo", ticket="A-01"))
    assert any(label.text().startswith("Clinic database") for label in shell.status.findChildren(QLabel))


def test_what_was_said_of_a_lost_server_goes_when_it_is_back(shell: Shell) -> None:
    shown = page(shell)
    shell.context.problem.emit(shown, Unavailable("storage.connection_lost"))
    assert shown._strip.isVisible()
    shell.reached_again()
    assert not shown._strip.isVisible()
    shell.context.problem.emit(shown, Refused("kernel.reason_missing"))
    shell.reached_again()
    assert shown._strip.isVisible()  # another problem is none of the server's
