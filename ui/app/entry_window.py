"""The window before somebody is in: the first run or the sign-in, and everything that leads to the workspace."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from mhac.kernel.errors import ClinicError
from ui.app import icons
from ui.app.door import Door, Entered
from ui.app.lanes import Lanes
from ui.app.languages import current_language, use_language
from ui.app.preferences import Preferences
from ui.app.sign_in import SignInScreen
from ui.app.translation import translate
from ui.widgets import formats

if TYPE_CHECKING:
    from ui.app.context import AppContext

LOAD_AFTER_MS = 60

MakeWizard = Callable[[Door, Lanes], QWidget]


class EntryWindow(QMainWindow):
    """Shows the wizard or the sign-in; the window that is built on it opens the workspace."""

    def __init__(
        self,
        door: Door,
        make_wizard: MakeWizard,
        preferences: Preferences,
        lanes: Lanes | None,
        warm_up: Callable[[], None] | None,
    ) -> None:
        super().__init__()
        self.lanes = lanes or Lanes(self)
        self.context: AppContext | None = None
        self._door = door
        self._make_wizard = make_wizard
        self._preferences = preferences
        self._first_language = current_language()
        self._warm_up = warm_up
        self._entered: Entered | None = None
        self._given_password = ""
        self._sign_in: SignInScreen | None = None
        self._stack = QStackedWidget()
        self.setCentralWidget(self._stack)

    def _open_workspace(self, entered: Entered) -> None:
        """Open the workspace of who came in."""

    @Slot(object)
    def _met(self, mishap: Exception) -> None:
        """Tell of a mistake that nobody caught, where there is a page to tell it on."""
        if self.context is not None:
            self.context.problem.emit(self, mishap)
        elif self._sign_in is not None:
            self._sign_in.show_error(mishap)

    def begin(self) -> None:
        """Show the first screen: the wizard where no clinic is, else the sign-in; then load what comes after."""
        if self._door.has_clinic():
            self._show_sign_in()
        else:
            self._show_wizard()
        QTimer.singleShot(LOAD_AFTER_MS, self, self._load_the_rest)

    @Slot()
    def _load_the_rest(self) -> None:
        """Load what comes after the sign-in; not before it is painted, which it would hold up."""
        self.setWindowIcon(QIcon(icons.pixmap("stethoscope", "accent", 64)))
        self.lanes.database.submit(partial(self._door.warm_up, self._warm_up), _nothing, owner=self, on_error=_nothing)

    def _show_wizard(self) -> None:
        wizard: Any = self._make_wizard(self._door, self.lanes)
        wizard.entered.connect(self._come_in)
        wizard.language_chosen.connect(self._wizard_language)
        if hasattr(wizard, "join_wanted"):
            wizard.join_wanted.connect(self._show_join)
        self._bring(wizard)
        self.setWindowTitle(translate("Window", "Found a clinic — MHAC"))

    @Slot(str)
    def _wizard_language(self, code: str) -> None:
        self._set_language(code)
        old = self._stack.currentWidget()
        self._show_wizard()
        self._drop(old)

    def _show_sign_in(self) -> None:
        self._speak(self._preferences.language or self._first_language)
        old = self._sign_in
        login = old.sign_in_form.login.text() if old is not None else ""
        screen = SignInScreen(self._door.front())
        screen.sign_in_form.login.setText(login)
        screen.sign_in_requested.connect(self._enter)
        screen.recovery_requested.connect(self._recover)
        screen.join_requested.connect(self._join)
        screen.join_left.connect(self._leave_join)
        screen.password_chosen.connect(self._set_own_password)
        screen.language_chosen.connect(self._sign_in_language)
        self._sign_in = screen
        self._bring(screen)
        self._drop(old)
        if (lost := self._door.lost_keys()) is not None:
            screen.show_error(lost)
        self.setWindowTitle(f"{self._door.front().name or 'MHAC'} — {translate('Window', 'Sign in')}")

    @Slot(str)
    def _sign_in_language(self, code: str) -> None:
        self._set_language(code)
        self._show_sign_in()

    def sign_in(self, login: str, password: str) -> None:
        """Sign in as if it had been typed, for a picture of a demo clinic."""
        self._enter(login, password)

    @Slot(str, str)
    def _enter(self, login: str, password: str) -> None:
        self._ask(partial(self._door.enter, login, password), password, partial(self._refused, login, password))

    def _refused(self, login: str, password: str, error: Exception) -> None:
        """Say why nobody comes in; where the clinic's tables are older than the program, offer the upgrade."""
        if self._sign_in is None:
            return
        self._sign_in.show_error(error)
        if isinstance(error, ClinicError) and error.code == "storage.older" and _wants_upgrade(self):
            self._ask(partial(self._door.upgrade, login, password), password)

    @Slot(str, str, str)
    def _recover(self, code: str, login: str, new_password: str) -> None:
        self._ask(partial(self._door.recover, code, login, new_password), new_password)

    @Slot()
    def _show_join(self) -> None:
        """From the first run: this computer is to be one more workstation of a clinic that there is already."""
        wizard = self._stack.currentWidget()
        self._show_sign_in()
        self._drop(wizard)
        if self._sign_in is not None:
            self._sign_in.show_join()

    @Slot()
    def _leave_join(self) -> None:
        if self._sign_in is not None and self._door.has_clinic():
            self._sign_in.show_sign_in()
            return
        old, self._sign_in = self._sign_in, None
        self._show_wizard()
        self._drop(old)

    @Slot(str, str, str, str)
    def _join(self, file: str, code: str, login: str, password: str) -> None:
        self._ask(partial(self._door.join, file, code, login, password), password)

    def _ask(
        self, work: Callable[[], Entered], password: str, refused: Callable[[Exception], None] | None = None
    ) -> None:
        if self._sign_in is not None:
            self._sign_in.set_busy()
            self._given_password = password
            refused = refused or self._sign_in.show_error
            self.lanes.database.submit(work, self._come_in, owner=self._sign_in, on_error=refused)

    @Slot(str)
    def _set_own_password(self, new: str) -> None:
        if self._sign_in is not None and self._entered is not None:
            self._sign_in.set_busy()
            self.lanes.database.submit(
                partial(self._door.change_password, self._entered.signed_in, self._given_password, new),
                self._own_password_set,
                owner=self._sign_in,
                on_error=self._sign_in.show_error,
            )

    def _own_password_set(self, _nothing: object) -> None:
        if self._entered is not None:
            self._open_workspace(self._entered)

    @Slot(object)
    def _come_in(self, entered: Entered) -> None:
        self._entered = entered
        formats.show_in(zone=entered.signed_in.database.zone)
        self._speak(entered.signed_in.language)
        if entered.signed_in.must_change_password and self._sign_in is not None:
            self._sign_in.ask_new_password()
            return
        if entered.signed_in.to_lay_out and self._sign_in is not None:
            self._go_on_founding(entered)
            return
        self._open_workspace(entered)

    def _go_on_founding(self, entered: Entered) -> None:
        """Go on with the first run where it ended, with a new recovery code."""
        old, self._sign_in = self._sign_in, None
        wizard: Any = self._make_wizard(self._door, self.lanes)
        wizard.entered.connect(self._come_in)
        self._bring(wizard)
        self._drop(old)
        self.setWindowTitle(translate("Window", "Found a clinic — MHAC"))
        wizard.go_on(entered)

    def _set_language(self, code: str) -> None:
        """Speak the language of this workstation, in which its sign-in is shown."""
        self._preferences.language_of_this_run = ""
        use_language(code)
        self._preferences.language = code

    def _speak(self, code: str) -> None:
        wanted = self._preferences.language_of_this_run or code
        if wanted != current_language():
            use_language(wanted)

    def _bring(self, widget: QWidget) -> None:
        self._stack.addWidget(widget)
        self._stack.setCurrentWidget(widget)

    def _drop(self, widget: QWidget | None) -> None:
        if widget is not None:
            self._stack.removeWidget(widget)
            widget.hide()
            widget.deleteLater()


def _wants_upgrade(parent: QWidget) -> bool:
    from ui.app.upgrade_question import wants_upgrade

    return wants_upgrade(parent)


def _nothing(_result: object) -> None:
    """Nothing is to be done with this answer."""
