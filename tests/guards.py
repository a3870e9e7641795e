"""What every test is watched for: unexpected warnings in the log, threads and windows left behind, the user's folders.

A test that provokes a warning on purpose says so: `expected_logs.append("regular expression")`; what was announced must
come. Qt's own warnings fail a test through pytest-qt (`qt_log_level_fail`), Python's through `filterwarnings`.
"""

import gc
import logging
import os
import re
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

PATIENCE = 3.0  # seconds that a thread or window may take to go when its test is over
HOMES = ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR")


def pytest_configure(config: pytest.Config) -> None:
    """Give the whole run a home of its own, so that no test reads or writes the user's folders."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if hasattr(config, "workerinput"):
        return
    home = Path(tempfile.mkdtemp(prefix="mhac-home-"))
    for name in HOMES:
        folder = home / name.lower()
        folder.mkdir(mode=0o700)
        os.environ[name] = str(folder)
    config.add_cleanup(lambda: shutil.rmtree(home, ignore_errors=True))


class LogWatch(logging.Handler):
    """Collects what is logged at warning level and above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the entry as a line of text."""
        self.seen.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture
def expected_logs() -> list[str]:
    """Regular expressions of the warnings and errors that this test provokes; each must be seen, no other may be."""
    return []


@pytest.fixture(autouse=True)
def watch_the_log(expected_logs: list[str]) -> Iterator[None]:
    """Fail a test that logs a warning which it did not announce, or announces one that does not come."""
    watch = LogWatch()
    logging.getLogger().addHandler(watch)
    yield
    logging.getLogger().removeHandler(watch)
    unexpected = [line for line in watch.seen if not any(re.search(pattern, line) for pattern in expected_logs)]
    missing = [pattern for pattern in expected_logs if not any(re.search(pattern, line) for line in watch.seen)]
    assert not unexpected, "logged without being expected:\n" + "\n".join(unexpected)
    assert not missing, f"expected in the log, but not seen: {missing}"


@pytest.fixture(autouse=True)
def watch_the_threads() -> Iterator[None]:
    """Fail a test that leaves a thread running."""
    before = set(running_threads())
    yield
    stray = still_there(lambda: [name for ident, name in running_threads().items() if ident not in before])
    assert not stray, f"threads left running: {stray}"


@pytest.fixture(autouse=True)
def watch_the_windows() -> Iterator[None]:
    """Fail a test that leaves a window on the screen, and take the window away for the sake of the next test."""
    yield
    stray = still_there(lambda: [name for name, _ in open_windows()])
    for _, window in open_windows():
        window.close()
        window.deleteLater()
    assert not stray, f"windows left open: {stray}"


def running_threads() -> dict[int, str]:
    """Threads that run Python now, by their number; those that Qt or C started count once Python runs in them."""
    alive = sys._current_frames()
    return {thread.ident: thread.name for thread in threading.enumerate() if thread.ident and thread.ident in alive}


def open_windows() -> list[tuple[str, Any]]:
    """Visible top-level windows with a name for each; none where the test never touched Qt."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or widgets.QApplication.instance() is None:
        return []
    return [
        (f"{type(window).__name__} {window.objectName() or window.windowTitle()!r}", window)
        for window in widgets.QApplication.topLevelWidgets()
        if window.isVisible()
    ]


def still_there(look: Callable[[], list[str]]) -> list[str]:
    """What `look` goes on finding although it was given time to go."""
    end = time.monotonic() + PATIENCE
    found = look()
    while found and time.monotonic() < end:
        gc.collect()
        time.sleep(0.02)
        found = look()
    return found
