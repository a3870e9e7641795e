"""Hands and eyes of somebody at the desk: keys go where the cursor is, clicks go to what can be seen.

Nothing here calls a service, a presenter or a slot: what cannot be reached by key or mouse cannot be reached here.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QRadioButton,
    QScrollArea,
    QWidget,
)

from mhac.security.rules import Role
from tests.clinic import PASSWORD, STAFF
from ui.app.rail import RailEntry
from ui.app.shell import Shell
from ui.app.window import Window

W = TypeVar("W", bound=QWidget)
PATIENCE = 15.0
CTRL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier,
)  # fmt: skip
NONE = Qt.KeyboardModifier.NoModifier
PASSING = (Qt.WindowType.Popup, Qt.WindowType.ToolTip)


class Hands:
    """Works one window. Waits by itself until the window has answered."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self.has_mouse = True
        self.strangers: list[str] = []
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.focusWindowChanged.connect(self._window_changed)

    def let_go(self) -> None:
        """Stop watching; no window of a stranger may have come up meanwhile, not even for a moment."""
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.focusWindowChanged.disconnect(self._window_changed)
        assert not self.strangers, f"windows came up that are no dialog: {self.strangers}"

    def _window_changed(self, shown: QWindow | None) -> None:
        """Note windows that take the keyboard and are no dialog of ours."""
        for owner in QApplication.topLevelWidgets() if shown is not None else ():
            usual = isinstance(owner, (Window, QDialog, QMenu)) or owner.windowType() in PASSING
            if owner.windowHandle() is shown and not usual:
                self.strangers.append(_called(owner))

    # -- waiting ------------------------------------------------------------------------------------------------

    def until(self, true: Callable[[], object], what: str) -> None:
        """Go on living until something is so."""
        end = time.monotonic() + PATIENCE
        while not true():
            if time.monotonic() > end:
                raise AssertionError(f"waited in vain until {what}; the screen says: {self.said()}")
            QTest.qWait(5)
        QCoreApplication.sendPostedEvents()  # what came with it is shown one round of events later

    def settled(self) -> None:
        """Wait until everything that was asked for has been answered, questions that follow included."""
        quiet = 0
        while quiet < 2:
            self.until(lambda: self.window.lanes.in_flight == 0, "the lanes are quiet")
            QTest.qWait(2)
            quiet = quiet + 1 if self.window.lanes.in_flight == 0 else 0
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def pause(self, milliseconds: int) -> None:
        """Let time pass, as for a search that waits for the end of typing; then wait for what it asked."""
        QTest.qWait(milliseconds)
        self.settled()

    # -- keyboard -----------------------------------------------------------------------------------------------

    @property
    def focus(self) -> QWidget:
        """Where keys go now: to the field with the cursor, else to the window itself, as Qt has it."""
        front = QApplication.activePopupWidget() or QApplication.activeModalWidget() or self.window
        active = QApplication.activeWindow()
        if active is None or not active.isVisible():  # no window manager here gives the keyboard back
            front.activateWindow()
            self.until(front.isActiveWindow, "the window has the keyboard")
        return QApplication.focusWidget() or front

    def press(self, *keys: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """Press keys one after the other."""
        for key in keys:
            QTest.keyClick(self.focus, key, modifiers)

    def ctrl(self, key: Qt.Key) -> None:
        """Press a key together with Ctrl."""
        self.press(key, modifiers=CTRL)

    def alt(self, letter: str) -> None:
        """Press the letter that a label or button underlines."""
        self.press(Qt.Key(ord(letter.upper())), modifiers=ALT)

    def write(self, text: str) -> None:
        """Type letters; what a keyboard of this place has no key for is pasted, as people do."""
        if text.isascii():
            for sign in text:
                QTest.keyClicks(self.focus, sign)
        else:
            QGuiApplication.clipboard().setText(text)
            self.ctrl(Qt.Key.Key_V)

    def scan(self, text: str) -> None:
        """Send text as a scanner does: all at once, Enter after each line."""
        for line in text.splitlines():
            self.write(line)
            self.press(Qt.Key.Key_Return)

    def tab_to(self, wanted: QWidget, *, most: int = 60) -> None:
        """Go on by the Tab key until the cursor is in a field."""
        for _ in range(most):
            if self.focus is wanted or wanted.isAncestorOf(self.focus) or self.focus is wanted.focusProxy():
                return
            self.press(Qt.Key.Key_Tab)
        raise AssertionError(f"Tab does not lead to {wanted.accessibleName() or wanted}")

    # -- mouse --------------------------------------------------------------------------------------------------

    def click(self, widget: QWidget) -> None:
        """Click what can be seen; scrolls to it where it lies in a longer form."""
        assert self.has_mouse, f"{_called(widget)} is to be reached without a mouse"
        if not widget.isVisible() or not widget.isEnabled():
            state = "disabled" if widget.isVisible() else "not visible"
            raise AssertionError(f"{_called(widget)} is {state}; the screen says: {self.said()}")
        area = widget.parentWidget()
        while area is not None:
            inside = area.widget() if isinstance(area, QScrollArea) else None
            if isinstance(area, QScrollArea) and inside is not None and inside.isAncestorOf(widget):
                area.ensureWidgetVisible(widget)
            area = area.parentWidget()
        where = QPoint(12, widget.height() // 2) if isinstance(widget, (QCheckBox, QRadioButton)) else QPoint()
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, NONE, where)

    def fill(self, field: QWidget, text: str) -> None:
        """Click into a field and type over what is there."""
        self.click(field)
        self.ctrl(Qt.Key.Key_A)
        if isinstance(field, QLineEdit) and not text:
            self.press(Qt.Key.Key_Delete)
        self.write(text)

    def choose(self, box: QComboBox, words: str) -> None:
        """Choose an entry of a list by its words."""
        place = next((at for at in range(box.count()) if words in box.itemText(at)), -1)
        assert place >= 0, f"{words!r} is not offered: {[box.itemText(at) for at in range(box.count())]}"
        self.click(box)
        listed = box.view()
        self.until(listed.isVisible, "the list is open")
        QTest.keyClick(listed, Qt.Key.Key_Home)
        for _ in range(place):
            QTest.keyClick(listed, Qt.Key.Key_Down)
        QTest.keyClick(listed, Qt.Key.Key_Return)
        self.until(lambda: not listed.isVisible(), "the list is closed")
        assert box.currentIndex() == place, f"{box.currentText()!r} is chosen, not {words!r}"

    def choose_in_menu(self, opener: QWidget, words: str) -> None:
        """Open a button's menu and choose an entry; the menu holds the program until it is closed."""
        chosen: list[str] = []

        def choose() -> None:
            menu = QApplication.activePopupWidget()
            if not isinstance(menu, QMenu):
                QTimer.singleShot(10, choose)
                return
            entry = next((each for each in menu.actions() if words in _bare(each.text())), None)
            if entry is None:
                chosen.append(f"{words!r} is not in {[each.text() for each in menu.actions()]}")
                menu.close()
            else:
                QTest.mouseClick(menu, Qt.MouseButton.LeftButton, NONE, menu.actionGeometry(entry).center())

        QTimer.singleShot(10, choose)
        self.click(opener)
        assert not chosen, chosen

    # -- eyes ---------------------------------------------------------------------------------------------------

    @property
    def shell(self) -> Shell:
        """The workspace."""
        assert self.window.shell is not None, f"nobody is signed in; the screen says: {self.said()}"
        return self.window.shell

    def page(self, kind: type[W]) -> W:
        """The page that is shown, which must be of this kind."""
        self.until(lambda: isinstance(self.shell.page, kind), f"{kind.__name__} is shown")
        self.settled()
        found = self.shell.page
        assert isinstance(found, kind)
        return found

    def dialog(self, kind: type[W]) -> W:
        """The dialog that is open, which must be of this kind."""
        self.until(lambda: self._dialogs(kind), f"{kind.__name__} is open")
        self.settled()
        return self._dialogs(kind)[-1]

    def _dialogs(self, kind: type[W]) -> list[W]:
        return [each for each in self.window.findChildren(kind) if each.isVisible()]

    def closed(self, dialog: QDialog) -> None:
        """Wait until a dialog has done its work and is gone."""
        self.until(lambda: not _alive(dialog) or not dialog.isVisible(), "the dialog closes")
        self.settled()

    def button(self, words: str, inside: QWidget | None = None) -> QAbstractButton:
        """The visible button with these words."""
        within = inside or self.window
        found = [each for each in within.findChildren(QAbstractButton)
                 if each.isVisible() and _bare(each.text()).strip() == words]  # fmt: skip
        assert found, f"no button {words!r} is shown; the screen says: {self.said()}"
        return found[0]

    def said(self, inside: QWidget | None = None) -> list[str]:
        """All words that can be read now."""
        within = inside or self.window
        return [each.text() for each in within.findChildren(QLabel) if each.isVisible() and each.text()]

    def reads(self, words: str, inside: QWidget | None = None) -> bool:
        """Whether something can be read."""
        return any(words in text for text in self.said(inside))

    # -- coming and going ---------------------------------------------------------------------------------------

    def sign_in(self, role: Role) -> None:
        """Sign in as somebody of the staff."""
        self.sign_in_as(STAFF[role][0])

    def sign_in_as(self, login: str) -> None:
        """Type login and password, press Enter, and come in."""
        self.ask_to_come_in(login)
        self.until(lambda: self.window.shell is not None, f"{login} is in")
        self.settled()

    def ask_to_come_in(self, login: str) -> None:
        """Type login and password and press Enter."""
        fields = [each for each in self.window.findChildren(QLineEdit) if each.isVisible()]
        self.click(fields[0])
        self.ctrl(Qt.Key.Key_A)
        self.write(login)
        self.press(Qt.Key.Key_Tab)
        self.write(PASSWORD)
        self.press(Qt.Key.Key_Return)

    def sign_out(self) -> None:
        """Leave by the menu at the name."""
        opener = next(each for each in self.shell.top.findChildren(QAbstractButton)
                      if each.accessibleName().startswith("Menu of"))  # fmt: skip
        self.choose_in_menu(opener, "Sign out")
        self.until(lambda: self.window.shell is None, "the sign-in is shown")
        self.settled()

    def go_to(self, words: str) -> None:
        """Press an entry of the rail."""
        entry = next(each for each in self.shell.rail.findChildren(RailEntry) if each.text() == words)
        self.click(entry)
        self.settled()

    def choose_file(self, path: Path, act: Callable[[], None]) -> None:
        """Answer the file dialog that an act opens: type the path, press Enter."""
        answered: list[bool] = []

        def answer() -> None:
            shown = QApplication.activeModalWidget()
            if not isinstance(shown, QFileDialog) or not shown.isActiveWindow():
                if isinstance(shown, QFileDialog):
                    shown.activateWindow()
                QTimer.singleShot(20, answer)
                return
            line = shown.findChild(QLineEdit, "fileNameEdit")
            assert line is not None
            line.selectAll()
            QTest.keyClicks(line, str(path))
            QTest.keyClick(line, Qt.Key.Key_Return)
            answered.append(not shown.isVisible())

        QTimer.singleShot(20, answer)
        act()
        self.until(lambda: answered, "the file dialog is answered")
        assert answered == [True], f"the dialog does not take {path}"
        self.settled()


def _bare(text: str) -> str:
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")


def _called(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, (QAbstractButton, QLabel)) else ""
    return f"{type(widget).__name__} {text or widget.accessibleName() or widget.objectName()!r}"


def _alive(widget: QWidget) -> bool:
    import shiboken6

    return bool(shiboken6.isValid(widget))
