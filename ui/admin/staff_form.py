"""The form about somebody who works at the clinic: name, login, roles, licence, signature; for new and known people."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QVBoxLayout, QWidget

from mhac.kernel.errors import ClinicError
from mhac.security.rules import EVERYBODY, Role, checked_login, checked_password
from mhac.security.service import NewUser
from ui.app.dialogs import FormDialog, PasswordField
from ui.app.languages import LANGUAGES, current_language
from ui.app.messages import words_of
from ui.app.roles import role_words
from ui.app.sign_in_forms import password_hint
from ui.app.translation import translate
from ui.widgets.fields import Form
from ui.widgets.flow import FlowBox
from ui.widgets.picture_field import PictureField

SIGNATURE_BOX = QSize(180, 60)
SIGNATURE_LARGEST = QSize(900, 300)


@dataclass(frozen=True)
class StaffEntry:
    """What the form holds: the user and the image of the signature."""

    user: NewUser
    signature: bytes | None


class RolesField(QWidget):
    """One box for each role; somebody may have several."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._boxes: dict[str, QCheckBox] = {}
        box = FlowBox(spacing=14)
        for role in EVERYBODY:
            made = QCheckBox(role_words(role))
            made.toggled.connect(self.changed)
            self._boxes[role] = made
            box.add(made)
        self.setFocusProxy(self._boxes[EVERYBODY[0]])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 4, 0, 4)
        whole.addWidget(box)

    def value(self) -> tuple[str, ...]:
        """Return the chosen roles."""
        return tuple(role for role, box in self._boxes.items() if box.isChecked())

    def set_value(self, roles: tuple[str, ...]) -> None:
        """Choose roles."""
        for role, box in self._boxes.items():
            box.setChecked(role in roles)

    def box(self, role: str) -> QCheckBox:
        """Return the box of a role."""
        return self._boxes[role]


class StaffForm(Form):
    """Fields for one person. For somebody known there is no login and no password to give."""

    def __init__(self, *, new: bool, with_signature: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(2, parent)
        self._new = new
        self.name, self.login = QLineEdit(), QLineEdit()
        self.roles = RolesField()
        self.job_title, self.licence = QLineEdit(), QLineEdit()
        self.password, self.again = PasswordField(), PasswordField()
        self.language = QComboBox()
        for code, name in LANGUAGES.items():
            self.language.addItem(name, code)
        self.language.setCurrentIndex(list(LANGUAGES).index(current_language()))
        self.signature = PictureField(SIGNATURE_BOX, SIGNATURE_LARGEST, name=self.tr("Signature"), icon="signature")
        self.add("name", self.tr("&Name, as on papers"), self.name, required=True)
        if new:
            self.add("login", self.tr("&Login"), self.login, required=True)
        self.add("job_title", self.tr("&Job title"), self.job_title)
        self.add("licence", self.tr("L&icence number"), self.licence, hint=self.tr("printed on papers that are signed"))
        self.add("roles", self.tr("&Roles"), self.roles, required=True, span=2)
        if new:
            self.add("password", self.tr("First &password"), self.password, required=True, hint=password_hint())
            self.add("again", self.tr("Password &again"), self.again, required=True)
        self.add("language", self.tr("Lan&guage"), self.language)
        if with_signature:
            self.add("signature", self.tr("&Signature"), self.signature)

    def entry(self) -> StaffEntry:
        """Return what was given."""
        user = NewUser(
            login=self.login.text(),
            name=self.name.text(),
            roles=self.roles.value(),
            password=self.password.text(),
            job_title=self.job_title.text(),
            licence=self.licence.text(),
            language=str(self.language.currentData()),
            provisional=True,
        )
        return StaffEntry(user, self.signature.value())

    def check(self) -> bool:
        """Show what is missing or cannot be right; True when all is well."""
        faults: dict[str, str] = {}
        if not self.name.text().strip():
            faults["name"] = self.tr("Please give the name.")
        if not self.roles.value():
            faults["roles"] = self.tr("Choose at least one role.")
        if Role.PHYSICIAN in self.roles.value() and not self.licence.text().strip():
            faults["licence"] = self.tr("A physician's papers carry the licence number.")
        if self._new:
            faults |= self._access_faults()
        self.show_faults(faults)
        return not faults

    def _access_faults(self) -> dict[str, str]:
        faults: dict[str, str] = {}
        login = self.login.text().strip().casefold()
        try:
            login = checked_login(login)
        except ClinicError as error:
            faults["login"] = words_of(error)
        try:
            checked_password(self.password.text(), login=login or "-")
        except ClinicError as error:
            faults["password"] = words_of(error)
        else:
            if self.password.text() != self.again.text():
                faults["again"] = self.tr("This is not the same password.")
        return faults


class NewStaffDialog(FormDialog):
    """Add somebody."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(
            translate("NewStaffDialog", "Add somebody to the staff"),
            translate("NewStaffDialog", "Add"),
            parent,
            width=720,
        )
        self.staff = StaffForm(new=True)
        self.form = self.staff
        self.body.addWidget(self.staff)

    def check(self) -> bool:
        """Look at the form."""
        return self.staff.check()
