"""The camera of the picture tour: leads through the screens, waits until each is still, takes it, and looks it over."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, QTimer
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget

from tests.tour.drawn import heard, lost_words, sideways
from tests.tour.faults import faults_of
from tests.tour.texts import texts_of
from ui.app.window import Window

LOOK_EVERY_MS = 20
QUIET_LOOKS = 6
PATIENCE_LOOKS = 1_500


@dataclass(frozen=True)
class Shot:
    """One screen: its name, and how long the program needs before it shows it (typing pauses)."""

    name: str
    after_ms: int = 0
    overlaid: bool = False
    instead: QWidget | None = None  # a window of its own that is taken instead of the program's


@dataclass
class Album:
    """What was found on the way: where the pictures go, the texts of each screen, and what looked wrong."""

    folder: Path | None
    texts: dict[str, list[str]] = field(default_factory=dict)
    faults: dict[str, list[str]] = field(default_factory=dict)
    taken: int = 0

    def keep(self, path: Path) -> None:
        """Write texts and faults beside the pictures, or wherever the test wants them."""
        found = {"texts": self.texts, "faults": self.faults}
        path.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")


class Guide(QObject):
    """Takes one step after the other; after each it waits until nothing is in flight."""

    def __init__(self, window: Window, steps: Iterator[Shot | None], album: Album) -> None:
        super().__init__(window)
        self.window = window
        self._steps = steps
        self._album = album
        self._shot: Shot | None = None
        self._quiet = 0
        self._wanted = QUIET_LOOKS
        self._left = PATIENCE_LOOKS
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(LOOK_EVERY_MS)

    def _look(self) -> None:
        self._quiet = 0 if self.window.lanes.in_flight else self._quiet + 1
        self._left -= 1
        if self._quiet < self._wanted and self._left > 0:
            return
        self._quiet = 0
        self._left = PATIENCE_LOOKS
        self._timer.stop()
        try:
            if self._shot is not None:
                self._take(self._shot)
            self._shot = next(self._steps)
            self._wanted = QUIET_LOOKS + (self._shot.after_ms if self._shot else 0) // LOOK_EVERY_MS
        except StopIteration:
            self._end(0)
            return
        except Exception:  # noqa: BLE001 - whatever it is, the tour says where it was, and ends
            traceback.print_exc(file=sys.stderr)
            sys.stderr.write(f"The tour ended after {self._shot}\n")
            self._end(1)
            return
        self._timer.start(LOOK_EVERY_MS)

    def _take(self, shot: Shot) -> None:
        album = self._album
        shown = [shot.instead] if shot.instead is not None else shown_windows(self.window)
        album.texts[shot.name] = sorted({text for each in shown for text in texts_of(each)})
        found = [fault for each in shown for fault in (*faults_of(each, overlaid=shot.overlaid), *sideways(each))]
        with heard() as shortened:
            pictures = [each.grab() for each in shown]
        found += lost_words(shortened)
        if found:
            album.faults[shot.name] = found
        if album.folder is not None:
            album.taken += 1
            picture = pictures[0] if shot.instead is not None else picture_of(self.window)
            picture.save(str(album.folder / f"{album.taken:02}-{shot.name}.png"), "PNG")

    def _end(self, code: int) -> None:
        self._timer.stop()
        for dialog in self.window.findChildren(QDialog):
            dialog.reject()
        self.window.close()
        QApplication.exit(code)


def shown_windows(window: Window) -> list[QWidget]:
    """The window, and the dialogs and menus in front of it."""
    others = [each for each in QApplication.topLevelWidgets() if each.isVisible() and each is not window]
    return [window, *(each for each in others if isinstance(each, QDialog | QMenu))]


def picture_of(window: Window) -> QPixmap:
    """The window with everything in front of it, also on a platform that puts nothing together by itself."""
    picture = window.grab()
    painter = QPainter(picture)
    for front in shown_windows(window)[1:]:
        place = front.mapToGlobal(QPoint(0, 0)) - window.mapToGlobal(QPoint(0, 0))
        if isinstance(front, QDialog):
            place = window.rect().center() - front.rect().center()  # where a window manager puts it
            painter.drawPixmap(0, 0, dimmed(window.grab()))
        painter.drawPixmap(place, front.grab())
    painter.end()
    return picture


def dimmed(picture: QPixmap) -> QPixmap:
    """A picture that stands back behind a dialog, so that its edge is seen."""
    behind = QPixmap(picture.size())
    behind.fill("#808890")
    painter = QPainter(behind)
    painter.setOpacity(0.75)
    painter.drawPixmap(0, 0, picture)
    painter.end()
    return behind
