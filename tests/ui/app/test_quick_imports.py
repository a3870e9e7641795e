"""The detour of Qt's bindings through the sources of all modules is spared, and imports go on working."""

import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[3]
PROBE = """
import linecache
{first}
import mhac.security.sign_in
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QLabel
class Bell(QObject):
    rung = Signal(int)
app, bell, heard = QApplication([]), Bell(), []
bell.rung.connect(heard.append)
bell.rung.emit(3)
label = QLabel("hello")
print(heard, label.text(), sum(len(entry[2]) for entry in linecache.cache.values() if len(entry) > 2))
"""


def probe(first: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", PROBE.format(first=first)], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_no_source_is_read_by_later_imports() -> None:
    heard, word, lines = probe("from ui.app.quick_imports import import_qt; import_qt()").split()
    assert (heard, word) == ("[3]", "hello")
    assert int(lines) < 5_000  # those that Qt's own import reads before it can be told


def test_without_it_the_sources_are_read() -> None:
    assert int(probe("import PySide6.QtCore").split()[-1]) > 10_000
