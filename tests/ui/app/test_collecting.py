"""Garbage is collected on the main thread only: a widget freed in a lane locks the window for ever."""

import gc
import threading
import weakref

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from ui.app.lanes import Lanes


class Loop:
    """Garbage that only the collector can free, as a widget with its closures is."""

    def __init__(self) -> None:
        self.itself = self


def test_a_lane_that_works_hard_frees_nothing_of_the_window(qtbot: QtBot) -> None:
    freed_in: list[int] = []
    lanes, owner, done = Lanes(), QObject(), []
    gc.collect()
    weakref.finalize(Loop(), lambda: freed_in.append(threading.get_ident()))
    lanes.database.submit(lambda: len([[n] for n in range(300_000)]), done.append, owner=owner)
    qtbot.waitUntil(lambda: bool(done) and bool(freed_in), timeout=10_000)
    lanes.close()
    assert freed_in == [threading.main_thread().ident]
    assert gc.isenabled()
