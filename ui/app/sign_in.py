"""The first screen: the clinic's name, a login, a password, and a way back in for who lost it.

It is painted before anything heavy is imported, so it knows nothing of database or cryptography.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QVBoxLayout, QWidget

from mhac.security.front import DemoUser, Front
from ui.app.languages import LANGUAGES, current_language
from ui.app.roles import role_words
from ui.app.sign_in_forms import JoinForm, NewPasswordForm, RecoveryForm, SignInForm, StepForm
from ui.app.translation import translate
from ui.widgets.basics import Card, PlainLabel, button, column, muted, row, rule, small, strong, words


class SignInScreen(QWidget):
    """Asks who is there. The window answers `sign_in_requested` by `show_error` or by taking the screen away."""

    sign_in_requested = Signal(str, str)
    recovery_requested = Signal(str, str, str)
    join_requested = Signal(str, str, str, str)
    join_left = Signal()
    password_chosen = Signal(str)
    language_chosen = Signal(str)

    def __init__(self, front: Front, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(self.tr("Sign in"))
        self._front = front
        self.sign_in_form = SignInForm()
        self._later: dict[str, StepForm] = {}
        self._step: StepForm = self.sign_in_form
        self.sign_in_form.submitted.connect(self._sign_in)
        self.sign_in_form.lost.connect(self.show_recovery)
        self.sign_in_form.join.connect(self.show_join)
        self._lay_out()

    @property
    def recovery_form(self) -> RecoveryForm:
        """The way in by the recovery code; made when it is first asked for, so that the first paint is early."""
        if "recovery" not in self._later:
            made = RecoveryForm()
            made.submitted.connect(self._recover)
            made.back.connect(self.show_sign_in)
            self._add_step("recovery", made)
        form = self._later["recovery"]
        assert isinstance(form, RecoveryForm)
        return form

    @property
    def join_form(self) -> JoinForm:
        """The way in at one more workstation, by an enrolment paper."""
        if "join" not in self._later:
            made = JoinForm()
            made.submitted.connect(self._join)
            made.back.connect(self.join_left)
            self._add_step("join", made)
        form = self._later["join"]
        assert isinstance(form, JoinForm)
        return form

    @property
    def password_form(self) -> NewPasswordForm:
        """The choice of a password of one's own."""
        if "new_password" not in self._later:
            made = NewPasswordForm()
            made.submitted.connect(self._choose_password)
            self._add_step("new_password", made)
        form = self._later["new_password"]
        assert isinstance(form, NewPasswordForm)
        return form

    def _add_step(self, name: str, step: StepForm) -> None:
        step.hide()
        self._later[name] = step
        self._middle.insertWidget(self._middle.indexOf(self.sign_in_form) + 1, step)

    def _lay_out(self) -> None:
        whole = QGridLayout(self)
        whole.setContentsMargins(24, 20, 24, 20)
        middle = self._middle = column(spacing=14)
        middle.addLayout(self._head())
        middle.addWidget(self.sign_in_form)
        middle.addLayout(self._foot())
        box = QWidget()
        box.setLayout(middle)
        box.setFixedWidth(400)
        side = _DemoUsers(self._front.users) if self._front.users else None
        whole.setColumnStretch(0, 1)
        whole.setColumnStretch(3, 1)
        whole.setRowStretch(0, 2)
        whole.setRowStretch(2, 3)
        whole.setHorizontalSpacing(24)
        whole.addWidget(box, 1, 1, Qt.AlignmentFlag.AlignTop)
        if side is not None:
            side.chosen.connect(self._demo_chosen)
            whole.addWidget(side, 1, 2, Qt.AlignmentFlag.AlignTop)

    def _head(self) -> QVBoxLayout:
        head = column(spacing=4)
        mark = row(spacing=12)
        name = self._front.name or self.tr("Migration Health Assessment Center")
        names = column(spacing=0)
        names.addWidget(words(name, "title", wrap=True))
        if self._front.place:
            names.addWidget(muted(self._front.place))
        mark.addWidget(_mark(name, self._front.logo))
        mark.addLayout(names, 1)
        head.addLayout(mark)
        return head

    def _foot(self) -> QVBoxLayout:
        foot = column(spacing=8)
        languages = QComboBox()
        languages.setAccessibleName(self.tr("Language"))
        for code, name in LANGUAGES.items():
            languages.addItem(name, code)
        languages.setCurrentIndex(list(LANGUAGES).index(current_language()))
        languages.currentIndexChanged.connect(self._language_picked)
        self.languages = languages
        line = row()
        line.addWidget(small(self.tr("Language")))
        line.addWidget(languages)
        line.addStretch(1)
        foot.addLayout(line)
        return foot

    # -- what the window does ---------------------------------------------------------------------------------

    @Slot()
    def show_sign_in(self) -> None:
        """Show the sign-in itself, empty."""
        self._show_step(self.sign_in_form)

    @Slot()
    def show_recovery(self) -> None:
        """Show the way in by the recovery code."""
        self._show_step(self.recovery_form)

    @Slot()
    def show_join(self) -> None:
        """Show the way in by an enrolment paper."""
        self._show_step(self.join_form)

    def ask_new_password(self) -> None:
        """Ask for a password of one's own, after somebody else set it."""
        self._show_step(self.password_form)

    def show_error(self, error: Exception) -> None:
        """Say beside the field why it did not work."""
        step = self._step
        step.set_busy(False)
        step.show_error(error)

    def set_busy(self) -> None:
        """Hold the button while the password is being checked."""
        self._step.set_busy(True)

    def step_name(self) -> str:
        """Return which step is shown: sign_in, recovery, join or new_password."""
        return next((name for name, step in self._later.items() if step is self._step), "sign_in")

    def _show_step(self, step: StepForm) -> None:
        step.set_busy(False)
        step.clear()
        self._step.hide()
        self._step = step
        step.show()
        step.first_field().setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """Put the cursor where typing begins."""
        super().showEvent(event)
        self._step.first_field().setFocus()

    @Slot(str, str)
    def _demo_chosen(self, login: str, password: str) -> None:
        self.show_sign_in()
        self.sign_in_form.login.setText(login)
        self.sign_in_form.password.setText(password)
        self.sign_in_form.act_button.setFocus()

    @Slot()
    def _sign_in(self) -> None:
        form = self.sign_in_form
        self.sign_in_requested.emit(form.login.text(), form.password.text())

    @Slot()
    def _recover(self) -> None:
        form = self.recovery_form
        self.recovery_requested.emit(form.code.text(), form.login.text(), form.password.text())

    @Slot()
    def _join(self) -> None:
        form = self.join_form
        self.join_requested.emit(form.file.text(), form.code.text(), form.login.text(), form.password.text())

    @Slot()
    def _choose_password(self) -> None:
        self.password_chosen.emit(self.password_form.password.text())

    @Slot(int)
    def _language_picked(self, place: int) -> None:
        self.language_chosen.emit(str(self.languages.itemData(place)))


def _mark(name: str, logo: bytes | None) -> QWidget:
    """Return the clinic's logo, or the first letter of its name."""
    if logo is not None:
        from ui.widgets.pictures import PhotoBox

        box = PhotoBox(44, 44, fit=True, name=name)
        box.set_picture(logo)
        return box
    letter = PlainLabel(name[:1].upper())
    letter.setProperty("mark", True)
    letter.setFixedSize(40, 40)
    letter.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return letter


class _DemoUsers(Card):
    """In a demo clinic: who works there, with the passwords; one press fills them in."""

    chosen = Signal(str, str)

    def __init__(self, users: tuple[DemoUser, ...]) -> None:
        super().__init__(translate("SignInScreen", "Demo clinic"), padding=16, spacing=6)
        self.setFixedWidth(400)
        self._users = users
        self.body.addWidget(
            muted(translate("SignInScreen", "All people in it are invented. Choose whom to work as:"), wrap=True)
        )
        for place, user in enumerate(users):
            self.body.addWidget(rule())
            self.body.addLayout(self._line(place, user))

    def _line(self, place: int, user: DemoUser) -> QVBoxLayout:
        use = button(translate("SignInScreen", "Use"), small=True)
        use.setAccessibleName(translate("SignInScreen", "Work as {name}").format(name=user.name))
        use.setProperty("place", place)
        use.clicked.connect(self._use)
        first = row()
        first.addWidget(strong(user.name))
        first.addWidget(small(", ".join(role_words(role) for role in user.roles)), 1)
        first.addWidget(use)
        line = column(spacing=0)
        line.addLayout(first)
        line.addWidget(small(f"{user.login}  ·  {user.password}"))
        return line

    @Slot()
    def _use(self) -> None:
        user = self._users[int(self.sender().property("place"))]
        self.chosen.emit(user.login, user.password)
