"""The lanes: work beside the window, answers on the main thread, nothing for who is gone."""

import threading
from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from mhac.kernel.errors import ClinicError, Refused
from ui.app.lanes import Lane
from ui.app.mistakes import Mishap


@pytest.fixture
def lane(qapp: object) -> Iterator[Lane]:
    made = Lane("test")
    yield made
    made.close()


def refuse() -> None:
    raise Refused("kernel.stale")


def blunder() -> None:
    raise KeyError("HABIMANA Jean")


def test_work_runs_beside_and_the_answer_comes_to_the_main_thread(lane: Lane, qtbot: QtBot) -> None:
    owner = QObject()
    threads: list[int] = []
    answers: list[int] = []

    def answer(value: int) -> None:
        answers.append(value)
        threads.append(threading.get_ident())

    lane.submit(threading.get_ident, answer, owner=owner)
    assert lane.in_flight == 1
    qtbot.waitUntil(lambda: lane.in_flight == 0)
    assert threads == [threading.get_ident()]
    assert answers != threads


def test_work_is_done_in_order(lane: Lane, qtbot: QtBot) -> None:
    owner, done = QObject(), []
    for number in range(20):
        lane.submit(partial(int, number), done.append, owner=owner)
    qtbot.waitUntil(lambda: lane.in_flight == 0)
    assert done == list(range(20))


def test_the_answer_for_a_destroyed_owner_is_dropped(lane: Lane, qtbot: QtBot) -> None:
    parent = QObject()
    owner = QObject(parent)
    stopped, done = threading.Event(), []
    lane.submit(stopped.wait, done.append, owner=owner)
    parent.deleteLater()
    qtbot.waitUntil(lambda: not _alive(owner))
    stopped.set()
    qtbot.waitUntil(lambda: lane.in_flight == 0)
    assert done == []


def _alive(thing: QObject) -> bool:
    import shiboken6

    return bool(shiboken6.isValid(thing))


def test_only_the_latest_question_of_a_name_is_answered(lane: Lane, qtbot: QtBot) -> None:
    owner, gate, done = QObject(), threading.Event(), []
    lane.submit(gate.wait, lambda _: None, owner=owner)
    asked: list[str] = []

    def look(text: str) -> str:
        asked.append(text)
        return text

    for text in ("h", "ha", "hab"):
        lane.submit(partial(look, text), done.append, owner=owner, latest="find")
    gate.set()
    qtbot.waitUntil(lambda: lane.in_flight == 0)
    assert done == ["hab"]
    assert asked == ["hab"]


def test_an_error_of_the_clinic_reaches_who_asked(lane: Lane, qtbot: QtBot) -> None:
    owner, errors = QObject(), []
    lane.submit(refuse, lambda _: None, owner=owner, on_error=errors.append)
    qtbot.waitUntil(lambda: bool(errors))
    assert isinstance(errors[0], ClinicError)
    assert errors[0].code == "kernel.stale"


def test_an_error_that_nobody_takes_is_told_with_its_owner(lane: Lane, qtbot: QtBot) -> None:
    owner = QObject()
    with qtbot.waitSignal(lane.failed) as told:
        lane.submit(refuse, lambda _: None, owner=owner)
    assert told.args is not None
    assert told.args[0] is owner


def test_our_own_mistake_is_logged_by_number_and_without_its_words(
    lane: Lane, qtbot: QtBot, caplog: pytest.LogCaptureFixture, expected_logs: list[str]
) -> None:
    expected_logs.append(r"mishap [0-9A-F]{8}: KeyError at .*test_lanes\.py")
    owner, errors = QObject(), []
    lane.submit(blunder, lambda _: None, owner=owner, on_error=errors.append)
    qtbot.waitUntil(lambda: bool(errors))
    assert isinstance(errors[0], Mishap)
    assert errors[0].number in caplog.text
    assert "HABIMANA" not in caplog.text


def test_a_closed_lane_takes_no_more_work(qapp: object) -> None:
    lane, done = Lane("short"), []
    lane.close()
    assert lane.submit(int, done.append, owner=QObject()) == 0
    assert lane.in_flight == 0


def test_what_must_be_done_last_is_done_when_a_lane_closes(qapp: object) -> None:
    lane, done, reached = Lane("short"), [], threading.Event()
    lane.submit(partial(reached.wait, 0.2), done.append, owner=QObject())
    lane.submit(partial(done.append, "dropped"), done.append, owner=QObject())
    lane.close(last=partial(done.append, "last"))
    assert done == ["last"]
