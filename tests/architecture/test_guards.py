"""The guards do fail a test that misbehaves, and let a good one pass."""

import pytest

from tests.architecture.tree import ROOT

pytest_plugins = ["pytester"]

INNER = """
import logging, threading, time
from PySide6.QtCore import qWarning
from PySide6.QtWidgets import QWidget

def test_quiet(): pass
def test_expected(expected_logs):
    expected_logs.append("disk is full")
    logging.getLogger("mhac").warning("the disk is full")
def test_warns(): logging.getLogger("mhac").warning("the disk is full")
def test_promises_a_warning(expected_logs): expected_logs.append("disk is full")
def test_leaves_a_thread(): threading.Thread(target=time.sleep, args=(1.5,), name="stray", daemon=True).start()
def test_leaves_a_window(qapp):
    test_leaves_a_window.window = QWidget()
    test_leaves_a_window.window.show()
def test_qt_warns(qapp): qWarning(b"a size is negative")
"""


def test_each_guard_catches_its_own(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    pytester.makeconftest('import tests.guards\ntests.guards.PATIENCE = 0.2\npytest_plugins = ["tests.guards"]')
    pytester.makeini("[pytest]\nqt_api = pyside6\nqt_log_level_fail = WARNING\n")
    pytester.makepyfile(INNER)
    result = pytester.runpytest_subprocess("-p", "no:randomly", "-p", "no:benchmark")
    result.stdout.fnmatch_lines_random(
        [
            "*logged without being expected*",
            "*expected in the log, but not seen*",
            "*threads left running*stray*",
            "*windows left open*QWidget*",
            "*a size is negative*",
        ]
    )
    result.assert_outcomes(passed=6, errors=4, failed=1)
