"""Two windows on one server: what one changes the other shows, a lost server is said, what is typed is kept."""

import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from mhac.kernel import settings
from mhac.kernel.database import Database, open_postgresql
from mhac.kernel.errors import Unavailable
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.security import kept
from tests.clinic import Clinic
from ui.app import kept_drafts
from ui.app.bus import ChangeBus
from ui.app.context import AppContext
from ui.app.dialogs import FormDialog
from ui.app.ear import Ear
from ui.app.kept_drafts import DraftOf
from ui.app.lanes import Lanes
from ui.app.messages import words_of
from ui.app.once import Once
from ui.app.page import Page

on_server = pytest.mark.parametrize("clinic", ["postgresql"], indirect=True)


class Word(Page):
    """A page that shows one setting."""

    topics = frozenset({"people"})

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self.label = QLabel()
        self.body.addWidget(self.label)

    def refresh(self) -> None:
        self.context.read(lambda uow: settings.get(uow.session, "test.word"), self._show, owner=self)

    def _show(self, word: object) -> None:
        self.label.setText(str(word))


def shows(page: Word, word: str) -> bool:
    return page.label.text() == word


def put(word: str, uow: UnitOfWork) -> None:
    settings.put(uow, "test.word", word)
    uow.announce("people", 7)


@pytest.fixture
def other(clinic: Clinic) -> Iterator[Database]:
    """The clinic as the workstation beside opens it."""
    url = clinic.database.engine.url.render_as_string(hide_password=False)
    opened = open_postgresql(url, clock=clinic.clock, workstation="Reception")
    yield opened
    opened.close()


@pytest.fixture
def context(clinic: Clinic, lanes: Lanes) -> AppContext:
    return AppContext(clinic.database, clinic.actor("nurse"), lanes, ChangeBus(), folder=clinic.folder)


def listening(context: AppContext, qtbot: QtBot) -> Ear:
    with qtbot.waitSignal(context.bus.changed, timeout=5000):
        return Ear(context, context)


@on_server
def test_a_page_shows_within_a_second_what_another_workstation_changed(
    clinic: Clinic, other: Database, context: AppContext, qtbot: QtBot
) -> None:
    page = Word(context)
    qtbot.addWidget(page)
    page.show()
    listening(context, qtbot)
    delays = []
    for word in ("one", "two", "three", "four", "five"):
        with other.unit_of_work(clinic.actor("receptionist"), action="test.put") as uow:
            put(word, uow)
        begun = time.monotonic()
        qtbot.waitUntil(partial(shows, page, word), timeout=5000)
        delays.append(time.monotonic() - begun)
    assert max(delays) < 1.0


def end_all_but_one(database: Database) -> None:
    with database.engine.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )


@on_server
def test_a_lost_server_is_said_at_once_and_its_return_too(
    clinic: Clinic, other: Database, context: AppContext, qtbot: QtBot
) -> None:
    ear = listening(context, qtbot)
    with qtbot.waitSignal(ear.back, timeout=5000), qtbot.waitSignal(ear.lost, timeout=1000):
        end_all_but_one(other)
    assert ear.in_reach


@on_server
def test_what_is_typed_during_an_outage_is_kept_sealed_and_brought_back(
    clinic: Clinic, other: Database, context: AppContext, settled: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[object] = []
    monkeypatch.setitem(kept_drafts.WRITERS, "test.draft", lambda _uow, _at, **content: written.append(content))
    owner, errors = QObject(), []

    def lost(_uow: UnitOfWork) -> None:
        raise Unavailable("storage.connection_lost")

    draft = DraftOf("12 vitals", {"values": {"note": "Mukamana coughs"}})
    context.act("test.draft", lost, print, owner=owner, on_error=errors.append, draft=draft)
    settled()
    assert len(errors) == 1
    files = list(clinic.folder.kept.iterdir())
    assert len(files) == 1
    assert b"Mukamana" not in files[0].read_bytes() and "vitals" not in files[0].name
    nurse, vault = clinic.user_ids["nurse"], clinic.database.vault
    assert kept.waiting(clinic.folder, vault, nurse)[0].content == draft.content
    assert kept.waiting(clinic.folder, vault, nurse + 1) == []
    context.drafts.bring_back()
    settled()
    assert written == [draft.content]
    assert list(clinic.folder.kept.iterdir()) == []


@on_server
def test_a_draft_that_the_server_took_after_all_is_not_kept(
    clinic: Clinic, context: AppContext, settled: Callable[[], None]
) -> None:
    owner, draft = QObject(), DraftOf("12 vitals", {"values": {}})
    context.drafts.keep("test.draft", draft)
    settled()
    assert len(list(clinic.folder.kept.iterdir())) == 1
    context.act("test.draft", lambda _uow: None, print, owner=owner, draft=draft)
    settled()
    assert list(clinic.folder.kept.iterdir()) == []


def test_damaged_drafts_are_passed_over(sqlite_clinic: Clinic, tmp_path: Path) -> None:
    sqlite_clinic.folder.kept.mkdir()
    for number, content in enumerate((b"", b"x" * 200, sqlite_clinic.database.vault.seal(b"[]"))):
        (sqlite_clinic.folder.kept / f"{number}.draft").write_bytes(content)
    assert kept.waiting(sqlite_clinic.folder, sqlite_clinic.database.vault, 1) == []


def test_the_same_act_asked_twice_is_done_once(
    sqlite_clinic: Clinic, lanes: Lanes, settled: Callable[[], None], qtbot: QtBot
) -> None:
    context = AppContext(sqlite_clinic.database, sqlite_clinic.actor("nurse"), lanes, ChangeBus())
    owner, other, done = QObject(), QObject(), []

    def click(word: str, by: QObject = owner) -> None:
        context.act("test.put", partial(put, word), lambda _: done.append(word), owner=by)

    click("a")
    click("a")
    click("b")  # something else is no double click
    click("a", other)  # nor is another owner
    settled()
    assert done == ["a", "b", "a"]
    click("a")  # the second click, after the first was answered
    settled()
    assert done == ["a", "b", "a"]
    qtbot.wait(350)
    click("a")
    settled()
    assert done == ["a", "b", "a", "a"]


def test_what_was_refused_may_be_tried_again_at_once() -> None:
    once, owner = Once(), QObject()
    number = once.begin(owner, "x", put)
    assert number is not None
    assert once.begin(owner, "x", put) is None
    once.end(number, done=False)
    assert once.begin(owner, "x", put) is not None


@on_server
def test_a_question_that_the_lost_server_cannot_answer_does_not_speak_of_saving(
    clinic: Clinic, context: AppContext, settled: Callable[[], None]
) -> None:
    owner, errors = QObject(), []

    def lost(_uow: UnitOfWork) -> None:
        raise Unavailable("storage.connection_lost")

    context.read(lost, print, owner=owner, on_error=errors.append)
    settled()
    assert [error.code for error in errors] == ["storage.not_reached"]
    assert "could not be loaded" in words_of(errors[0]) and "saved" not in words_of(errors[0])


@on_server
@pytest.mark.parametrize("cut", ["terminated", "idle in transaction"])
def test_a_question_whose_connection_the_server_cuts_is_asked_again(
    clinic: Clinic, other: Database, context: AppContext, settled: Callable[[], None], cut: str
) -> None:
    owner, asked, errors = QObject(), [], []

    def word(uow: UnitOfWork) -> str | None:
        asked.append(cut)
        number = uow.connection.scalar(text("SELECT pg_backend_pid()"))
        if len(asked) == 1 and cut == "terminated":
            with other.engine.connect() as beside:
                beside.execute(text("SELECT pg_terminate_backend(:number, 5000)"), {"number": number})
        elif len(asked) == 1:
            uow.connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = '50ms'"))
            time.sleep(0.4)
        found: str | None = settings.get(uow.session, "test.word")
        return found

    with other.unit_of_work(clinic.actor("receptionist"), action="test.put") as uow:
        put("here", uow)
    answers: list[object] = []
    context.read(word, answers.append, owner=owner, on_error=errors.append)
    settled()
    assert (answers, errors, len(asked)) == (["here"], [], 2)


@on_server
def test_connections_that_were_cut_while_nobody_used_them_are_replaced(
    clinic: Clinic, other: Database, context: AppContext, settled: Callable[[], None]
) -> None:
    owner, answers, errors = QObject(), [], []
    context.read(lambda uow: settings.get(uow.session, "test.word"), answers.append, owner=owner)
    settled()
    end_all_but_one(other)
    context.read(lambda uow: settings.get(uow.session, "test.word"), answers.append, owner=owner,
                 on_error=errors.append)  # fmt: skip
    settled()
    assert (answers, errors) == ([None, None], [])


@on_server
def test_a_dialog_that_could_not_be_read_is_read_again_while_the_server_is_there(
    clinic: Clinic, context: AppContext, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.app.ear.ASK_AGAIN_MS", 50)
    ear = listening(context, qtbot)
    ear.back.connect(context.ask_again)
    dialog, asked, answers = FormDialog("Paper", "Print"), [], []
    qtbot.addWidget(dialog)
    dialog.open()

    def word(_uow: UnitOfWork) -> str:
        asked.append(1)
        if len(asked) <= 2:
            raise Unavailable("storage.connection_lost")
        return "here"

    context.read(word, answers.append, owner=dialog, on_error=dialog.show_error)
    qtbot.waitUntil(dialog.problem.isVisible, timeout=5000)
    qtbot.waitUntil(lambda: answers == ["here"], timeout=5000)
    assert not dialog.problem.isVisible()
