"""Takes a picture of every screen: `python -m tests.tour --data DEMO --into FOLDER --size 1440x900 ...`.

The demo clinic is copied first, so that what the tour does to it leaves no trace.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QSize
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


def main() -> int:
    """Walk through the demo clinic, then found one in an empty folder; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of the demo clinic")
    parser.add_argument("--into", type=Path, help="where the pictures go; without it only texts and faults are kept")
    parser.add_argument("--found", type=Path, help="a JSON file for the texts and faults of every screen")
    parser.add_argument("--size", default="1440x900")
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    parser.add_argument("--language", choices=("en", "fr", "rw"), default="en")
    wanted = parser.parse_args()
    app = QApplication(sys.argv[:1])
    theme.apply(app, dark=wanted.theme == "dark")
    if wanted.into is not None:
        wanted.into.mkdir(parents=True, exist_ok=True)
    album = Album(wanted.into)
    with tempfile.TemporaryDirectory(prefix="mhac-tour-") as place:
        copied = Path(place) / "clinic"
        shutil.copytree(wanted.data, copied)
        empty = Path(place) / "empty"
        empty.mkdir()
        code = walk(app, DataFolder(copied), Tour, wanted, album) or walk(app, DataFolder(empty), Founding, wanted, album)
    if wanted.found is not None:
        album.keep(wanted.found)
    for shot, faults in album.faults.items():
        for fault in faults:
            sys.stdout.write(f"{shot}: {fault}\n")
    return code


def walk(
    app: QApplication, folder: DataFolder, tour: type[Tour | Founding], wanted: argparse.Namespace, album: Album
) -> int:
    """Open the program on a folder and take one of the tours through it."""
    preferences = Preferences(folder)
    preferences.language, preferences.look = wanted.language, wanted.theme
    use_language(wanted.language)
    window = make_window(Door(folder, rooms.granted), preferences)
    width, _, height = wanted.size.partition("x")
    window.resize(QSize(int(width), int(height)))
    window.begin()
    window.show()
    Guide(window, tour(window, folder).screens(), album)
    code = app.exec()
    window.deleteLater()
    app.processEvents()
    return code


if __name__ == "__main__":
    sys.exit(main())
