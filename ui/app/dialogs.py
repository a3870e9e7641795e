"""The few dialogs that every page needs: a reason, a password, and a question before a serious act."""

from __future__ import annotations

from functools import partial
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from mhac.kernel.errors import ClinicError
from ui.app import icons
from ui.app.messages import words_of
from ui.app.translation import translate
from ui.widgets.basics import PlainLabel, button, heading, muted, words
from ui.widgets.fields import FieldRow, Form


@runtime_checkable
class Lockable(Protocol):
    """What can lock the screen: the workspace behind a dialog."""

    def lock(self) -> None:
        """Lock at once; what is typed stays."""


def lock_by_key(dialog: QDialog) -> None:
    """Let Ctrl+L lock from a dialog too: it holds the keyboard, so that the key of the workspace is not heard."""
    QShortcut(QKeySequence("Ctrl+L"), dialog).activated.connect(partial(_lock_behind, dialog))


def _lock_behind(dialog: QDialog) -> None:
    behind = dialog.parentWidget()
    while behind is not None and not isinstance(behind, Lockable):
        behind = behind.parentWidget()
    if behind is not None:
        behind.lock()


def is_enter(event: QKeyEvent) -> bool:
    """Tell whether a key is Enter alone, on either side of the keyboard."""
    bare = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not bare


def press_focused(window: QWidget) -> bool:
    """Press the button that has the ring, and tell whether there is one: Enter never does what another button says."""
    held = window.focusWidget()
    if not isinstance(held, QPushButton) or held.isCheckable():
        return False
    held.click()
    return True


class KeyedDialog(QDialog):
    """A dialog in which Enter presses the button that has the ring; elsewhere Enter is the dialog's own act.

    An Enter that is only held down (since the press that opened the dialog) does nothing.
    """

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press what is shown as chosen, and never the default button in its place."""
        if is_enter(event) and (event.isAutoRepeat() or press_focused(self)):
            return
        super().keyPressEvent(event)


class FormDialog(KeyedDialog):
    """A dialog with a heading, a body, and two buttons: the act and the way back.

    Enter in a field presses the act, on a button that button; Esc cancels. A dangerous act wants its own button, and
    the dialog begins on the way back. The act's button emits `submitted`; who made the dialog runs the verb and calls
    `done_with()` on success or `show_error` on failure, so nothing typed is lost by an error.
    """

    submitted = Signal()

    def __init__(
        self,
        title: str,
        act: str,
        parent: QWidget | None = None,
        *,
        text: str = "",
        danger: bool = False,
        width: int = 460,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(width)
        self.setModal(True)
        lock_by_key(self)
        self._danger = danger
        self.form: Form | None = None
        self.body = QVBoxLayout()
        self.body.setSpacing(10)
        self.problem = words("", "error", wrap=True)
        self.problem.hide()
        self.act_button = button(act, kind="danger" if danger else "primary")
        self.act_button.setDefault(not danger)
        self.act_button.setAutoDefault(not danger)
        self.back_button = button(translate("FormDialog", "Cancel"))
        self.back_button.clicked.connect(self.reject)
        self.act_button.clicked.connect(self._submit)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(20, 18, 20, 16)
        whole.setSpacing(12)
        head = heading(title)
        head.setWordWrap(True)
        whole.addWidget(head)
        if text:
            whole.addWidget(muted(text, wrap=True))
        whole.addLayout(self.body, 1)
        whole.addWidget(self.problem)
        self.foot = QHBoxLayout()
        self.foot.setSpacing(8)
        self.foot.addStretch(1)
        self.foot.addWidget(self.back_button)
        self.foot.addWidget(self.act_button)
        whole.addLayout(self.foot)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin in the first field of the form, where the dialog did not choose another place."""
        super().showEvent(event)
        if self.focusWidget() not in (None, self.act_button, self.back_button):
            return
        if self.form is not None:
            self.form.focus_first()
        elif self._danger:
            self.back_button.setFocus()

    def event(self, event: QEvent) -> bool:
        """Grow when a fault needs a line of its own; a dialog never cuts its words off."""
        wants_room = event.type() == QEvent.Type.LayoutRequest
        handled = super().event(event)
        if wants_room:
            self._grow()
        return handled

    def _grow(self) -> None:
        layout = self.layout()
        needed = layout.totalHeightForWidth(self.width()) if layout is not None else 0
        if needed > self.height():
            self.resize(self.width(), needed)

    def show_error(self, error: Exception) -> None:
        """Show an error beside the field that it names, else above the buttons; the dialog stays open."""
        self.set_busy(False)
        text = words_of(error)
        field = error.field if isinstance(error, ClinicError) else None
        if self.form is not None and field is not None and self.form.show_faults({field: text}):
            self.problem.hide()
            return
        self.problem.setText(text)
        self.problem.show()

    def set_busy(self, busy: bool) -> None:
        """Hold the act's button while the verb runs, so that a second Enter does nothing."""
        self.act_button.setEnabled(not busy)

    def done_with(self, _result: object = None) -> None:
        """Close after success."""
        self.accept()

    @Slot()
    def _submit(self) -> None:
        self.problem.hide()
        if self.form is not None:
            self.form.clear_faults()
        if self.check():
            self.set_busy(True)
            self.submitted.emit()

    def check(self) -> bool:
        """Look at what was typed before it is sent; a subclass shows what is missing and returns False."""
        return True


class ReasonDialog(FormDialog):
    """Ask for a reason, for acts that the record must explain: cancel, void, amend, override.

    Enter presses the act here too, where it is no dangerous one; Ctrl+Enter always, Shift+Enter begins a new line.
    """

    def __init__(
        self, title: str, act: str, parent: QWidget | None = None, *, text: str = "", danger: bool = False
    ) -> None:
        super().__init__(title, act, parent, text=text, danger=danger)
        self.reason = QPlainTextEdit()
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(84)
        self.reason.installEventFilter(self)
        self._row = FieldRow(translate("ReasonDialog", "&Reason"), self.reason, required=True)
        self.body.addWidget(self._row)
        self.reason.setFocus()  # typing begins here, not on the button

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Enter be the act and no new line."""
        if watched is self.reason and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            bare = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            asked = bare == Qt.KeyboardModifier.ControlModifier or (not bare and self.act_button.autoDefault())
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and asked:
                if not event.isAutoRepeat():
                    self.act_button.click()
                return True
        return super().eventFilter(watched, event)

    def text(self) -> str:
        """Return the reason."""
        return self.reason.toPlainText().strip()

    def check(self) -> bool:
        """A reason must have words."""
        if self.text():
            return True
        self._row.set_fault(translate("ReasonDialog", "Please say why; the record keeps it."))
        self.reason.setFocus()
        return False


class PasswordField(QLineEdit):
    """A line for a password, that tells when Caps Lock seems to be on."""

    caps_lock = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhNoPredictiveText)
        self.textEdited.connect(self._typed)

    @Slot(str)
    def _typed(self, text: str) -> None:
        shift = bool(QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier)
        last = text[-1:] if text else ""
        self.caps_lock.emit(last.isalpha() and last.isupper() != shift and last.upper() != last.lower())


class PasswordDialog(FormDialog):
    """Ask for the signed-in person's password again, before a signature."""

    def __init__(self, title: str, act: str, parent: QWidget | None = None, *, text: str = "") -> None:
        super().__init__(title, act, parent, text=text)
        self.password = PasswordField()
        self._row = FieldRow(translate("PasswordDialog", "Your &password"), self.password, required=True)
        self.password.caps_lock.connect(self._caps_lock)
        self.body.addWidget(self._row)
        self.password.setFocus()  # typing begins here, not on the button

    def text(self) -> str:
        """Return the password as typed."""
        return self.password.text()

    def check(self) -> bool:
        """A password must have been typed."""
        if self.text():
            return True
        self._row.set_fault(translate("PasswordDialog", "Please give your password."))
        self.password.setFocus()
        return False

    @Slot(bool)
    def _caps_lock(self, on: bool) -> None:
        self._row.set_doubt(translate("PasswordDialog", "Caps Lock seems to be on.") if on else "")


def confirm(parent: QWidget, title: str, text: str, act: str, *, back: str = "") -> bool:
    """Ask before an act that is serious and cannot be undone; the buttons say the act and the way back."""
    dialog = FormDialog(title, act, parent, danger=True)
    line = QHBoxLayout()
    line.setSpacing(12)
    mark = PlainLabel()
    mark.setPixmap(icons.pixmap("triangle-alert", "warning", 24, scale=dialog.devicePixelRatioF()))
    line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(words(text, wrap=True), 1)
    dialog.body.addLayout(line)
    if back:
        dialog.back_button.setText(back)
    dialog.back_button.setDefault(True)
    dialog.submitted.connect(dialog.accept)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    return accepted


def icon_button(name: str, tip: str, parent: QWidget | None = None) -> QPushButton:
    """Return a small quiet button with an icon only; the tip is its accessible name."""
    made = button("", kind="quiet", icon=name, tip=tip)
    made.setParent(parent)
    made.setAccessibleName(tip)
    made.setIconSize(QSize(icons.SMALL, icons.SMALL))
    made.setFixedWidth(CONTROL)
    return made


CONTROL = 32
