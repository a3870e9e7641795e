"""The one window: first run or sign-in, then the workspace, the lock over it, and out again.

What it shows after the sign-in is given by `ui.main`, so that this module can be painted before any page is loaded.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QDialog

from mhac.kernel.errors import NotSignedIn
from ui.app import theme
from ui.app.door import Door, Entered
from ui.app.entry_window import EntryWindow, MakeWizard
from ui.app.idle import IdleWatch
from ui.app.lanes import Lanes
from ui.app.languages import use_language
from ui.app.preferences import Preferences
from ui.widgets import formats

if TYPE_CHECKING:
    from mhac.kernel.unit_of_work import UnitOfWork
    from ui.app.context import AppContext
    from ui.app.ear import Ear
    from ui.app.lock_screen import LockScreen
    from ui.app.shell import Shell

IDLE_MINUTES = 10
SMALLEST = QSize(940, 580)
USUAL = QSize(1440, 900)

MakeShell = Callable[["AppContext", Entered], "Shell"]


class Window(EntryWindow):
    """Shows one of: wizard, sign-in, workspace, lock."""

    entered = Signal(object)  # Shell
    left = Signal()
    mishap = Signal(object)  # Mishap: nobody caught it; may come from any thread

    def __init__(
        self,
        door: Door,
        make_shell: MakeShell,
        make_wizard: MakeWizard,
        preferences: Preferences,
        *,
        lanes: Lanes | None = None,
        idle_minutes: float = IDLE_MINUTES,
        warm_up: Callable[[], None] | None = None,
    ) -> None:
        super().__init__(door, make_wizard, preferences, lanes, warm_up)
        self.shell: Shell | None = None
        self._make_shell = make_shell
        self._lock: LockScreen | None = None
        self._ear: Ear | None = None
        self._hidden_dialogs: list[QDialog] = []
        self._leaving = False
        self._wanted_to_leave = False
        self._idle = IdleWatch(idle_minutes, self)
        self._idle.idle.connect(self._idle_lock)
        self.mishap.connect(self._met, Qt.ConnectionType.QueuedConnection)
        self.setMinimumSize(SMALLEST)
        self._place()

    def _place(self) -> None:
        geometry = self._preferences.geometry
        if geometry.isEmpty() or not self.restoreGeometry(geometry):
            screen = self.screen().availableGeometry().size()
            self.resize(USUAL.boundedTo(screen))

    # -- inside -------------------------------------------------------------------------------------------------

    def _open_workspace(self, entered: Entered) -> None:
        self._given_password = ""
        from ui.app.bus import ChangeBus
        from ui.app.caretaker import Caretaker
        from ui.app.context import AppContext
        from ui.app.ear import Ear

        signed_in = entered.signed_in
        context = AppContext(
            signed_in.database, signed_in.actor, self.lanes, ChangeBus(self), self, folder=self._door.folder
        )
        context.database_renewed.connect(self._database_renewed)
        context.profile_changed.connect(self._profile_changed)
        context.backup_made.connect(self._backup_made)
        context.put_out.connect(self._put_out)
        context.bus.changed.connect(self._heard)
        self.context = context
        first = self._stack.currentWidget()
        self._build_shell(context, entered)
        self._drop(first)
        self._sign_in = None
        self._idle.begin()
        self._ear = Ear(context, context)
        self._ear.lost.connect(self._show_reach)
        self._ear.back.connect(self._show_reach)
        self._ear.back.connect(self._reached_again)
        self._ear.silence.connect(self._show_reach)
        self._ear.back.connect(context.ask_again)
        self._ear.back.connect(context.drafts.bring_back)
        context.drafts.bring_back()
        caretaker = Caretaker(context, self._door.folder, context)
        caretaker.state_known.connect(self._backup_known)
        caretaker.failed.connect(self._backup_failed)
        self.entered.emit(self.shell)

    def _build_shell(self, context: AppContext, entered: Entered) -> Shell:
        shell = self._make_shell(context, entered)
        shell.lock_requested.connect(self.lock)
        shell.sign_out_requested.connect(self.sign_out)
        shell.password_requested.connect(self._change_password)
        shell.language_chosen.connect(self._change_language)
        shell.theme_chosen.connect(self._change_look)
        shell.window_title_changed.connect(self.setWindowTitle)
        self.shell = shell
        self._bring(shell)
        shell.show_first_page()
        return shell

    def _rebuild_shell(self) -> None:
        """Build the workspace anew in another language or look, on the same page."""
        old = self.shell
        if old is None or self.context is None or self._entered is None:
            return
        key, arguments = old.current()
        state = old.status.state()
        fresh = self._build_shell(self.context, self._entered)
        self._drop(old)
        fresh.status.set_state(state)
        self._show_reach()
        if key:
            fresh.show_page(key, arguments)

    @Slot()
    def _show_reach(self) -> None:
        if self.shell is not None and self._ear is not None:
            self._ear.say(self.shell.status)

    @Slot()
    def _reached_again(self) -> None:
        if self.shell is not None:
            self.shell.reached_again()

    @Slot(str)
    def _change_language(self, code: str) -> None:
        """Speak the language that the person at the screen chose, here and wherever he signs in from now on."""
        self._preferences.language_of_this_run = ""
        use_language(code)
        if self.context is not None and self._entered is not None:
            self._entered = replace(self._entered, signed_in=replace(self._entered.signed_in, language=code))
            verb = partial(_choose_language, code)
            self.context.act("security.choose_language", verb, _nothing, owner=self.context)
        self._rebuild_shell()

    @Slot(str)
    def _change_look(self, look: str) -> None:
        self._preferences.look = look
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.apply(app, dark=wants_dark(look))
        self._rebuild_shell()

    @Slot()
    def _change_password(self) -> None:
        from ui.app.password_dialog import OwnPasswordDialog

        if self.context is not None and self._entered is not None:
            OwnPasswordDialog(self._door, self._entered.signed_in, self.lanes, self).open()

    @Slot(object)
    def _database_renewed(self, database: Any) -> None:
        if self._entered is not None:
            self._entered = replace(self._entered, signed_in=replace(self._entered.signed_in, database=database))

    @Slot(object)
    def _profile_changed(self, profile: Any) -> None:
        if self._entered is not None and self.shell is not None:
            self._entered = replace(self._entered, profile=profile)
            self.shell.show_clinic(profile.name, profile.logo)

    @Slot(object)
    def _backup_made(self, at: Any) -> None:
        if self.shell is not None:
            self.shell.status.set_backup(at)

    @Slot(object)
    def _backup_known(self, state: Any) -> None:
        if self.shell is not None:
            self.shell.status.set_backup(state.at)

    @Slot(object)
    def _backup_failed(self, error: Exception) -> None:
        if self.shell is not None:
            self.shell.status.set_backup_fault(error)

    # -- lock and out -------------------------------------------------------------------------------------------

    @Slot()
    def _idle_lock(self) -> None:
        if self.shell is not None:
            self.shell.lock()

    @Slot()
    def lock(self) -> None:
        """Hide everything behind the lock; the workspace and what is typed in it stay."""
        if self.shell is None or self._entered is None or self.is_locked:
            return
        signed_in = self._entered.signed_in
        self._hidden_dialogs = [dialog for dialog in self.findChildren(QDialog) if dialog.isVisible()]
        for dialog in self._hidden_dialogs:
            dialog.hide()
        self._idle.end()
        from ui.app.lock_screen import LockScreen

        old, self._lock = self._lock, LockScreen(signed_in.actor.name, self._entered.profile.name)
        self._drop(old)
        self._lock.unlock_requested.connect(self._unlock)
        self._lock.other_person.connect(self.sign_out)
        self._bring(self._lock)
        self.setWindowTitle(f"{self._entered.profile.name} — {self.tr('Locked')}")
        self.lanes.database.submit(partial(self._door.note_lock, signed_in), _nothing, owner=self, on_error=_nothing)

    @property
    def is_locked(self) -> bool:
        """Whether the lock is shown."""
        return self._lock is not None and self._stack.currentWidget() is self._lock

    @Slot(str)
    def _unlock(self, password: str) -> None:
        if self._lock is not None and self._entered is not None:
            self.lanes.database.submit(
                partial(self._door.unlock, self._entered.signed_in, password),
                self._unlocked,
                owner=self._lock,
                on_error=self._not_unlocked,
            )

    def _not_unlocked(self, error: Exception) -> None:
        if isinstance(error, NotSignedIn):
            self._put_out(error)
        elif self._lock is not None:
            self._lock.show_error(error)

    def _unlocked(self, _nothing: object) -> None:
        if self.shell is not None:
            self._stack.setCurrentWidget(self.shell)
            self.shell.show_titles()
            for dialog in self._hidden_dialogs:
                dialog.show()
            self._hidden_dialogs = []
            self._idle.begin()

    @Slot()
    def sign_out(self) -> None:
        """Leave the workspace and show the sign-in again; drafts are saved by then."""
        self._end_workspace()
        self._show_sign_in()
        self.left.emit()

    @Slot(str, object)
    def _heard(self, topic: str, _ids: object) -> None:
        """Ask whether who is signed in is still let in, and what the clinic calls itself, when others changed that."""
        if self.context is None:
            return
        if topic == "users":
            self.context.read(_still_let_in, _nothing, owner=self.context, on_error=_nothing, latest="presence")
        elif topic == "clinic":
            self.context.read(
                _profile_now, self._profile_heard, owner=self.context, on_error=_nothing, latest="profile"
            )

    def _profile_heard(self, profile: Any) -> None:
        """Go by the clinic's name and time zone as they are now, whoever changed them and wherever."""
        if self.context is None or self._entered is None or profile == self._entered.profile:
            return
        from zoneinfo import ZoneInfo

        self.context.database.zone = ZoneInfo(profile.zone)
        formats.show_in(zone=self.context.zone)
        self._profile_changed(profile)

    @Slot(object)
    def _put_out(self, error: Exception) -> None:
        """Show the sign-in to whom the clinic lets in no more, and say why."""
        if self.shell is not None:
            self.sign_out()
            if self._sign_in is not None:
                self._sign_in.show_error(error)

    def _end_workspace(self) -> None:
        self._idle.end()
        for dialog in self.findChildren(QDialog):
            dialog.reject()
            dialog.deleteLater()
        entered, self._entered = self._entered, None
        for widget in (self.shell, self._lock):
            self._drop(widget)
        self.shell = None
        self._lock = None
        self._hidden_dialogs = []
        self._ear = None
        if self.context is not None:
            self.context.deleteLater()
            self.context = None
        if entered is not None:
            self.lanes.database.submit(entered.signed_in.database.close, _nothing, owner=self, on_error=_nothing)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Save what is not saved before the window goes."""
        if self.shell is not None and not self._leaving and not self.is_locked:
            event.ignore()
            if self._wanted_to_leave and not self._leave_unsaved():
                return
            self._wanted_to_leave = True
            self.shell.settle(self._leave)
            return
        self._preferences.geometry = self.saveGeometry()
        entered = self._entered
        self._end_workspace()
        self.lanes.close(last=entered.signed_in.database.close if entered else None)
        event.accept()

    def _leave_unsaved(self) -> bool:
        """Ask when the first try to leave did not get through because something could not be saved."""
        from ui.app.dialogs import confirm

        sure = confirm(
            self,
            self.tr("Close without saving?"),
            self.tr("The last entry could not be saved yet."),
            self.tr("Close anyway"),
            back=self.tr("Stay"),
        )
        if sure:
            self._leave()
        return False

    def _leave(self) -> None:
        """Close for good; not at once, for Qt does not close a window that is just being asked whether it may."""
        self._leaving = True
        QTimer.singleShot(0, self, self.close)


def wants_dark(look: str) -> bool:
    """Return whether a preference (`light`, `dark`, `system`) means dark now."""
    return theme.system_is_dark() if look == "system" else look == "dark"


def _still_let_in(uow: UnitOfWork) -> None:
    watch = uow.database.watch
    if watch is not None:
        watch(uow)


def _profile_now(uow: UnitOfWork) -> Any:
    from mhac.security.queries import clinic_profile

    return clinic_profile(uow)


def _choose_language(code: str, uow: UnitOfWork) -> None:
    from mhac.security import service

    service.choose_language(uow, language=code)


def _nothing(_result: object) -> None:
    """Nothing is to be done with this answer."""
