"""A picture of the window without anybody at the screen: signs in to a demo clinic, shows a page, saves, ends."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from mhac.kernel.paths import DataFolder
from mhac.security import front
from ui.app.window import Window

LOOK_EVERY_MS = 100
QUIET_LOOKS = 5
PATIENCE_MS = 60_000


class Photographer(QObject):
    """Waits until the window has nothing in flight, then does the next step."""

    def __init__(self, window: Window, steps: list[Callable[[], bool]]) -> None:
        super().__init__(window)
        self._window = window
        self._steps = steps
        self._quiet = 0
        self._left = PATIENCE_MS // LOOK_EVERY_MS
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(LOOK_EVERY_MS)

    def _look(self) -> None:
        self._left -= 1
        if self._left <= 0:
            self._end(1, "the window was not ready in time")
            return
        self._quiet = 0 if self._window.lanes.in_flight else self._quiet + 1
        if self._quiet < QUIET_LOOKS:
            return
        self._quiet = 0
        if not self._steps.pop(0)():
            self._end(2, "this picture could not be taken")
        elif not self._steps:
            self._end(0, "")

    def _end(self, code: int, why: str) -> None:
        self._timer.stop()
        if why:
            sys.stderr.write(f"mhac: {why}\n")
        self._window.close()
        QApplication.exit(code)


def take_picture(window: Window, folder: DataFolder, chosen: Namespace) -> None:
    """Arrange for a picture of the page that was asked for, signed in as a demo user."""
    users = front.read(folder).users
    wanted = next((u for u in users if u.login == chosen.user), None) if chosen.user else _usual(users)

    def enter() -> bool:
        if wanted is not None:
            window.sign_in(wanted.login, wanted.password)
        return wanted is not None or not chosen.user

    def show() -> bool:
        if window.shell is not None:
            window.shell.show_page(chosen.screen, {})
        return window.shell is not None or wanted is None

    def save() -> bool:
        return window.grab().save(str(chosen.picture), "PNG")

    Photographer(window, [enter, show, save])


def _usual(users: tuple[front.DemoUser, ...]) -> front.DemoUser | None:
    physicians = [user for user in users if "physician" in user.roles]
    return next(iter(physicians or users), None)
