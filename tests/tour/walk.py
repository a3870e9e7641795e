"""One walk through all screens: one language, one look, one size."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QSize
from PySide6.QtWidgets import QApplication

from mhac import rooms
from mhac.kernel.paths import DataFolder
from tests.tour.camera import Album, Guide
from tests.tour.tour import Founding, Tour
from ui.app import theme
from ui.app.door import Door
from ui.app.languages import use_language
from ui.app.preferences import Preferences
from ui.main import make_window


def walk(clinic: Path, target: Path | None, language: str, look: str, size: str, found: Path | None = None) -> int:
    """Walk through the demo clinic, then found one in an empty folder; return the exit status."""
    app = QApplication(sys.argv[:1])
    theme.apply(app, dark=look == "dark")
    if target is not None:
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
    album = Album(target)
    width, _, height = size.partition("x")
    code = 0
    with tempfile.TemporaryDirectory(prefix="mhac-tour-") as place:
        copied, empty = Path(place) / "clinic", Path(place) / "empty"
        shutil.copytree(clinic, copied)
        empty.mkdir()
        for folder, tour in ((DataFolder(copied), Tour), (DataFolder(empty), Founding)):
            preferences = Preferences(folder)
            preferences.language_of_this_run, preferences.look = language, look
            use_language(language)
            window = make_window(Door(folder, rooms.granted), preferences)
            window.resize(QSize(int(width), int(height)))
            window.begin()
            window.show()
            steps = tour(window, folder).screens()
            Guide(window, steps, album)
            code = code or app.exec()
            window.deleteLater()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    if found is not None:
        album.keep(found)
    for shot, faults in album.faults.items():
        for fault in faults:
            sys.stdout.write(f"{language} {look} {size} {shot}: {fault}\n")
    sys.stdout.write(f"{target or language}: {album.taken or len(album.texts)} screens\n")
    return code
