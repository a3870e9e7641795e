"""The context: reads, acts and what they tell, on a real clinic."""

from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from mhac.kernel import settings
from mhac.kernel.changes import Change
from mhac.kernel.errors import NotAllowed
from mhac.kernel.unit_of_work import UnitOfWork
from ui.app.bus import ChangeBus
from ui.app.context import AppContext

ContextFor = Callable[..., AppContext]


def put(value: str, uow: UnitOfWork) -> str:
    settings.put(uow, "test.word", value)
    uow.announce("people", 7)
    uow.announce("people", 9)
    return value


def get(uow: UnitOfWork) -> object:
    return settings.get(uow.session, "test.word")


def forbidden(uow: UnitOfWork) -> None:
    uow.require("security.add_user")


def test_an_act_commits_then_answers_then_tells_the_others(
    context_for: ContextFor, settled: Callable[[], None], qtbot: QtBot
) -> None:
    context = context_for("administrator")
    owner = QObject()
    story: list[object] = []
    context.saved.connect(lambda: story.append("saved"))
    context.bus.changed.connect(lambda topic, ids: story.append((topic, ids)))
    context.act("test.put", partial(put, "akagera"), story.append, owner=owner)
    settled()
    assert story == ["saved", "akagera", ("clinic", ()), ("people", (7, 9))]
    context.read(get, story.append, owner=owner)
    settled()
    assert story[-1] == "akagera"


def test_what_is_not_allowed_changes_nothing_and_reaches_who_asked(
    context_for: ContextFor, settled: Callable[[], None]
) -> None:
    context = context_for("nurse")
    owner, errors = QObject(), []
    assert not context.can("security.add_user")
    context.act("test.forbidden", forbidden, errors.append, owner=owner, on_error=errors.append)
    settled()
    assert isinstance(errors[0], NotAllowed)


def test_an_error_without_a_taker_is_told_to_the_shell(context_for: ContextFor, qtbot: QtBot) -> None:
    context = context_for("nurse")
    owner = QObject()
    with qtbot.waitSignal(context.problem) as told:
        context.act("test.forbidden", forbidden, print, owner=owner)
    assert told.args is not None
    assert told.args[0] is owner
    assert isinstance(told.args[1], NotAllowed)


def test_documents_are_made_in_their_own_lane(context_for: ContextFor, settled: Callable[[], None]) -> None:
    context = context_for("nurse")
    owner, made = QObject(), []
    context.draw(partial(bytes, 3), made.append, owner=owner)
    settled()
    assert made == [b"\x00\x00\x00"]


def test_time_is_the_clinics(context_for: ContextFor) -> None:
    context = context_for("nurse")
    assert context.today().isoformat() == "2026-03-10"
    assert context.now().hour == 8


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ([Change("people", (3,)), Change("people", (1, 3))], [("people", (1, 3))]),
        ([Change("people", (3,)), Change("people")], [("people", ())]),
        ([Change("floor", (1,)), Change("exams", (2,))], [("floor", (1,)), ("exams", (2,))]),
        ([], []),
    ],
)
def test_the_bus_tells_each_topic_once(changes: list[Change], told: list[object], qapp: object) -> None:
    bus, heard = ChangeBus(), []
    bus.changed.connect(lambda topic, ids: heard.append((topic, ids)))
    bus.announce(changes)
    assert heard == told
