"""The steps of the first screen: signing in, coming back by the recovery code, choosing a password of one's own."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal, SignalInstance, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from mhac.kernel.errors import ClinicError
from ui.app.dialogs import PasswordField, press_focused
from ui.app.messages import words_of
from ui.app.translation import translate
from ui.widgets.basics import Card, Notice, button, holder, muted, row
from ui.widgets.fields import FieldRow, Form


class _CapsLockHint(QObject):
    """Says under a password field that Caps Lock seems to be on."""

    def __init__(self, row: FieldRow, field: PasswordField) -> None:
        super().__init__(row)
        self._row = row
        field.caps_lock.connect(self._say)

    @Slot(bool)
    def _say(self, on: bool) -> None:
        self._row.set_doubt(self.tr("Caps Lock seems to be on.") if on else "")


class StepForm(Card):
    """One step: words, fields, a fault, the act. Enter in a field presses the act."""

    submitted = Signal()

    def __init__(self, title: str, text: str, act: str) -> None:
        super().__init__(title, padding=20, spacing=12)
        if text:
            self.body.addWidget(muted(text, wrap=True))
        self.form = Form(1)
        self.body.addWidget(self.form)
        self.problem = Notice(tone="bad")
        self.problem.hide()
        self.body.addWidget(self.problem)
        self.act_button = button(act, kind="primary")
        self.act_button.clicked.connect(self.submit)
        self.body.addWidget(self.act_button)
        self._act_words = act

    def add_line(self, name: str, label: str, hint: str = "") -> QLineEdit:
        """Add a line of text."""
        field = QLineEdit()
        self.form.add(name, label, field, hint=hint)
        return field

    def add_password(self, name: str, label: str, hint: str = "") -> PasswordField:
        """Add a password field with its Caps Lock hint."""
        field = PasswordField()
        _CapsLockHint(self.form.add(name, label, field, hint=hint), field)
        return field

    def add_link(self, text: str, signal: SignalInstance) -> None:
        """Add a quiet way to another step."""
        link = button(text, kind="link")
        link.clicked.connect(signal)
        self.body.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)

    def lines(self) -> dict[str, QLineEdit]:
        """Return the fields by name."""
        fields = {name: self.form.field(name) for name in self.form.names()}
        return {name: field for name, field in fields.items() if isinstance(field, QLineEdit)}

    def first_field(self) -> QWidget:
        """Return where typing begins."""
        return next(iter(self.lines().values()))

    def clear(self) -> None:
        """Empty the fields."""
        self.problem.hide()
        self.form.clear_faults()
        for field in self.lines().values():
            field.clear()

    def set_busy(self, busy: bool) -> None:
        """Hold the button while the answer is worked out."""
        self.act_button.setEnabled(not busy)
        self.act_button.setText(translate("StepForm", "One moment…") if busy else self._act_words)

    def show_error(self, error: Exception) -> None:
        """Show the error beside its field, else above the button; a lock-out always above the button."""
        text = words_of(error)
        field = error.field if isinstance(error, ClinicError) and error.code != "security.locked_out" else None
        if field and self.form.show_faults({field: text}):
            self.problem.hide()
        else:
            self.problem.say(text)
            self.problem.show()
        password = self.lines()["password"]
        password.selectAll()
        password.setFocus()

    def missing(self) -> dict[str, str]:
        """Return the faults that can be seen without asking the clinic."""
        empty = translate("StepForm", "Please fill this in.")
        faults = {name: empty for name, field in self.lines().items() if not field.text()}
        again = self.lines().get("again")
        if not faults and again is not None and again.text() != self.lines()["password"].text():
            faults["again"] = translate("StepForm", "This is not the same password.")
        return faults

    @Slot()
    def submit(self) -> None:
        """Go on, if everything is there."""
        if not self.act_button.isEnabled():
            return
        self.problem.hide()
        faults = self.missing()
        self.form.show_faults(faults)
        if not faults:
            self.submitted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the ring, and from a field the act."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif not press_focused(self):
            self.submit()


class SignInForm(StepForm):
    """Login and password."""

    lost = Signal()
    join = Signal()

    def __init__(self) -> None:
        super().__init__("", "", translate("SignInForm", "Sign in"))
        self.login = self.add_line("login", self.tr("&Login"))
        self.password = self.add_password("password", self.tr("&Password"))
        self.add_link(self.tr("Lost password"), self.lost)
        self.add_link(self.tr("Join with an enrolment paper"), self.join)

    def clear(self) -> None:
        """Empty the password only: at a desk the login is most often the same."""
        self.problem.hide()
        self.form.clear_faults()
        self.password.clear()

    def first_field(self) -> QWidget:
        """Begin at the password when the login is there."""
        return self.password if self.login.text() else self.login


class RecoveryForm(StepForm):
    """The printed code, an administrator's login, a new password."""

    back = Signal()

    def __init__(self) -> None:
        super().__init__(
            translate("RecoveryForm", "Lost password"),
            translate(
                "RecoveryForm",
                "An administrator can reset your password. An administrator who lost his own comes in "
                "by the recovery code that was printed when the clinic was founded.",
            ),
            translate("RecoveryForm", "Set new password and sign in"),
        )
        self.code = self.add_line("code", self.tr("&Recovery code"), self.tr("as printed; hyphens may be left out"))
        self.login = self.add_line("login", self.tr("Administrator's &login"))
        self.password = self.add_password("password", self.tr("New &password"), password_hint())
        self.again = self.add_password("again", self.tr("New password &again"))
        self.add_link(self.tr("Back to sign-in"), self.back)


class JoinForm(StepForm):
    """The enrolment file, its code from the paper, and the user's own login and password."""

    back = Signal()

    def __init__(self) -> None:
        super().__init__(
            translate("JoinForm", "Join a clinic server"),
            translate(
                "JoinForm",
                "An administrator at another workstation made an enrolment file and a code for you. "
                "Your login and password are the same as there.",
            ),
            translate("JoinForm", "Join and sign in"),
        )
        self.file = self.add_line("file", self.tr("Enrolment &file"))
        self.choose = button(self.tr("Choose the file…"), kind="link")
        self.choose.clicked.connect(self._choose)
        line = row()
        line.addWidget(self.choose)
        line.addStretch(1)
        self.form.add_wide(holder(line))
        self.code = self.add_line("code", self.tr("&Code from the paper"), self.tr("hyphens may be left out"))
        self.login = self.add_line("login", self.tr("&Login"))
        self.password = self.add_password("password", self.tr("&Password"))
        self.add_link(self.tr("Back"), self.back)

    @Slot()
    def _choose(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, self.tr("Enrolment file"))
        if chosen:
            self.file.setText(chosen)
            self.code.setFocus()


class NewPasswordForm(StepForm):
    """A password of one's own, after somebody else set it."""

    def __init__(self) -> None:
        super().__init__(
            translate("NewPasswordForm", "Choose your own password"),
            translate("NewPasswordForm", "Somebody else set the one that you have just given."),
            translate("NewPasswordForm", "Set password and go on"),
        )
        self.password = self.add_password("password", self.tr("New &password"), password_hint())
        self.again = self.add_password("again", self.tr("New password &again"))


def password_hint() -> str:
    """Return what makes a good password here."""
    return translate("StepForm", "At least 10 characters; a few words are easier to remember.")
