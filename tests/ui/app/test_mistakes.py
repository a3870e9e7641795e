"""Mistakes of our own: a number and a place are kept; what the mistake says of a person is nowhere."""

import logging
import subprocess
import sys
from pathlib import Path

import pytest

from ui.app.mistakes import keep_log

# A real event loop with the program's own net, and a mistake in every place that no lane watches.
STRAYS = """
import sys, threading
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from ui.app.mistakes import catch_strays, keep_log

class Falls:
    def __del__(self):
        raise ValueError("HABIMANA in a finaliser")

def blunder(where):
    raise KeyError(f"HABIMANA in {where}")

told = []
app = QApplication([])
keep_log(Path(sys.argv[1]))
catch_strays(told.append)
QTimer.singleShot(0, lambda: blunder("a slot"))
thread = threading.Thread(target=blunder, args=("a thread",))
thread.start()
thread.join()
falls = Falls()
del falls
QTimer.singleShot(50, app.quit)
app.exec()
print(len(told))
blunder("the end")
"""


def test_what_nobody_caught_is_told_by_number_and_says_nothing_of_a_person(tmp_path: Path) -> None:
    log = tmp_path / "mhac.log"
    run = [sys.executable, "-c", STRAYS, str(log)]
    ended = subprocess.run(run, check=False, capture_output=True, text=True, timeout=60)
    assert ended.stdout.strip() == "3"
    kept = log.read_text()
    assert kept.count("mishap ") == 4
    assert "blunder" in kept
    assert "HABIMANA" not in kept + ended.stdout + ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.fixture
def log_file(tmp_path: Path) -> Path:
    return tmp_path / "mhac.log"


def test_lines_of_other_programs_are_kept_without_their_values(log_file: Path, expected_logs: list[str]) -> None:
    handler = keep_log(log_file)
    expected_logs += ["error ignored", "Exception closing", "our own words"]
    try:
        raise ValueError("Key (family_name)=(HABIMANA) already exists")
    except ValueError:
        logging.getLogger("sqlalchemy.pool").exception("Exception closing %s", "HABIMANA")
    logging.getLogger("psycopg").warning("error ignored in rollback on %s: %s", "conn", "HABIMANA")
    logging.getLogger("ui.app").warning("our own words, number %s", 7)
    logging.getLogger().removeHandler(handler)
    handler.close()
    kept = log_file.read_text()
    assert "HABIMANA" not in kept
    assert "ValueError at" in kept
    assert "error ignored in rollback on %s" in kept
    assert "our own words, number 7" in kept


def test_a_log_that_cannot_be_written_says_nothing(
    tmp_path: Path, expected_logs: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    handler = keep_log(tmp_path / "no such folder" / "mhac.log")
    expected_logs.append("cannot be kept")
    logging.getLogger("ui.app").warning("cannot be kept")
    logging.getLogger().removeHandler(handler)
    handler.close()
    assert capsys.readouterr().err == ""
