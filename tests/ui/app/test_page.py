"""The base of all pages: its states, and when it loads anew."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QLabel, QPushButton, QStackedWidget
from pytestqt.qtbot import QtBot

from mhac.kernel.errors import Refused, Unavailable
from mhac.kernel.unit_of_work import UnitOfWork
from ui.app.context import AppContext
from ui.app.page import Page, page_of

ContextFor = Callable[..., AppContext]


class Board(Page):
    """A page that counts how often it loads."""

    key = "board"
    topics = frozenset({"floor"})

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self.loads = 0
        self.content = QLabel("content")
        self.body.addWidget(self.content)

    def refresh(self) -> None:
        self.loads += 1
        self.show_content()


def refuse(uow: UnitOfWork) -> None:
    raise Refused("floor.same_station", ticket="A-07", station="Reception")


def words_on(page: Page) -> str:
    return " | ".join(label.text() for label in page.findChildren(QLabel) if label.isVisible() and label.text())


def test_it_loads_on_the_first_show_and_then_only_when_something_changed(context_for: ContextFor, qtbot: QtBot) -> None:
    context = context_for("nurse")
    stack, page, other = QStackedWidget(), Board(context), QLabel("other")
    qtbot.addWidget(stack)
    stack.addWidget(page)
    stack.addWidget(other)
    stack.show()
    qtbot.waitUntil(lambda: page.loads == 1)
    stack.setCurrentWidget(other)
    stack.setCurrentWidget(page)
    qtbot.wait(5)
    assert page.loads == 1
    context.bus.changed.emit("people", ())
    qtbot.wait(5)
    assert page.loads == 1
    context.bus.changed.emit("floor", (3,))
    context.bus.changed.emit("floor", (4,))
    qtbot.waitUntil(lambda: page.loads == 2)
    qtbot.wait(5)
    assert page.loads == 2


def test_a_hidden_page_only_marks_itself_stale(context_for: ContextFor, qtbot: QtBot) -> None:
    context = context_for("nurse")
    stack, page, other = QStackedWidget(), Board(context), QLabel("other")
    qtbot.addWidget(stack)
    stack.addWidget(page)
    stack.addWidget(other)
    stack.show()
    qtbot.waitUntil(lambda: page.loads == 1)
    stack.setCurrentWidget(other)
    context.bus.changed.emit("floor", ())
    qtbot.wait(5)
    assert page.stale
    assert page.loads == 1
    stack.setCurrentWidget(page)
    qtbot.waitUntil(lambda: page.loads == 2)
    assert not page.stale


def test_it_says_when_there_is_nothing_and_offers_a_way_on(context_for: ContextFor, qtbot: QtBot) -> None:
    page, pressed = Board(context_for("nurse")), []
    qtbot.addWidget(page)
    page.show()
    page.show_empty(
        "Nobody is here", "The first arrival appears here.", action="Book", on_action=lambda: pressed.append(1)
    )
    assert "Nobody is here" in words_on(page)
    assert not page.content.isVisible()
    button = next(b for b in page.findChildren(QPushButton) if b.text() == "Book")
    button.click()
    assert pressed == [1]


def test_loading_is_shown_only_when_it_takes_longer_than_a_blink(context_for: ContextFor, qtbot: QtBot) -> None:
    page = Board(context_for("nurse"))
    qtbot.addWidget(page)
    page.show()
    page.show_loading()
    page.show_content()
    qtbot.wait(200)
    assert page.content.isVisible()
    page.show_loading()
    qtbot.waitUntil(lambda: "Loading…" in words_on(page), timeout=1000)


def test_an_error_can_be_tried_again(context_for: ContextFor, qtbot: QtBot) -> None:
    page = Board(context_for("nurse"))
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: page.loads == 1)
    page.show_error(Refused("storage.locked"))
    assert "busy with another program" in words_on(page)
    next(b for b in page.findChildren(QPushButton) if b.text() == "Try again").click()
    assert page.loads == 2
    page.show_no_permission()
    assert "Not for your role" in words_on(page)


def test_a_problem_stands_in_a_strip_and_the_page_stays(context_for: ContextFor, qtbot: QtBot) -> None:
    page = Board(context_for("nurse"))
    qtbot.addWidget(page)
    page.show()
    page.show_problem(Refused("floor.same_station", ticket="A-07", station="Reception"))
    assert "Ticket A-07 is at Reception already." in words_on(page)
    assert page.content.isVisible()
    page.clear_problem()
    assert "A-07" not in words_on(page)


def test_a_page_is_found_from_what_lies_in_it(context_for: ContextFor, qtbot: QtBot) -> None:
    page = Board(context_for("nurse"))
    qtbot.addWidget(page)
    assert page_of(page.content) is page
    assert page_of(None) is None


def test_an_act_that_fails_is_answered_to_its_owner(
    context_for: ContextFor, settled: Callable[[], None], qtbot: QtBot
) -> None:
    context = context_for("nurse")
    page = Board(context)
    qtbot.addWidget(page)
    errors: list[Exception] = []
    context.act("floor.hand_over", partial(refuse), print, owner=page.content, on_error=errors.append)
    settled()
    assert isinstance(errors[0], Refused)


def test_what_is_said_of_a_lost_server_goes_when_it_is_back(
    context_for: Callable[..., AppContext], qtbot: QtBot
) -> None:
    page = Page(context_for("nurse"))
    qtbot.addWidget(page)
    page.show()
    page.show_problem(Unavailable("storage.connection_lost"))
    page.reached_again()
    assert not page._strip.isVisible()
    page.show_problem(Unavailable("storage.full"))
    page.reached_again()
    assert page._strip.isVisible()
