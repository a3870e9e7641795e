"""Staff and access: who works here, with which roles; add, change, reset a password, end somebody's access."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from mhac.security import queries, service
from mhac.security.queries import Staff
from ui.admin.enrol_dialog import EnrolDialog, Sheet
from ui.admin.panel import Panel
from ui.admin.recovery_code import NewRecoveryCode
from ui.admin.renew_key import RenewKeyNotice
from ui.admin.staff_form import NewStaffDialog, StaffEntry, StaffForm
from ui.app.context import AppContext
from ui.app.dialogs import FormDialog, PasswordField, ReasonDialog, confirm
from ui.app.languages import LANGUAGES
from ui.app.roles import role_words
from ui.app.sign_in_forms import password_hint
from ui.app.stale import BothVersions, LookAgain
from ui.app.translation import translate
from ui.widgets.basics import Card, button, said_of
from ui.widgets.fields import Form
from ui.widgets.flow import FlowBox
from ui.widgets.tables import Column, DataTable
from ui.widgets.two_versions import Version

if TYPE_CHECKING:
    from mhac.kernel.unit_of_work import UnitOfWork
    from mhac.security.enrolment import Invitation


class StaffPanel(Panel):
    """The list of staff; Enter changes a person."""

    topics = frozenset({"users"})

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, translate("StaffPanel", "Staff and access"))
        self.table: DataTable[Staff] = DataTable(
            _columns(), key=lambda person: person.id, name=self.title, empty=self.tr("Nobody yet.")
        )
        self.table.opened.connect(self._change)
        self.table.picked.connect(self._picked)
        self.dialog: FormDialog | None = None
        self.add_button = button(self.tr("Add somebody"), kind="primary", icon="user-plus")
        self.change_button = button(self.tr("Change…"))
        self.reset_button = button(self.tr("Reset password…"))
        self.enrol_button = button(self.tr("One more workstation…"))
        self.enrol_button.setVisible(context.database.dialect_name == "postgresql")
        self.remove_button = button(self.tr("End access…"), kind="danger")
        self.head.addWidget(self.add_button)
        self.renew = RenewKeyNotice(context)
        self.renew.hide()
        card = Card(padding=0)
        card.body.addWidget(self.table)
        acts = FlowBox()  # in Kinyarwanda two lines on a narrow screen
        for act in (self.change_button, self.reset_button, self.enrol_button, self.remove_button):
            acts.add(act)
            act.setEnabled(False)
        self.code_button = button(self.tr("New recovery code…"))
        self.code_button.setVisible(context.can("security.renew_recovery_code"))
        self.code_button.clicked.connect(self._new_code)
        acts.add(self.code_button)
        self.body.addWidget(self.renew)
        self.body.addWidget(card, 1)
        self.body.addWidget(acts)
        self.add_button.clicked.connect(self._add)
        self.change_button.clicked.connect(self._change_chosen)
        self.reset_button.clicked.connect(self._reset)
        self.remove_button.clicked.connect(self._remove)
        self.enrol_button.clicked.connect(self._enrol)

    def load(self) -> None:
        """Load the staff."""
        self.context.read(queries.staff, self._show, owner=self, latest="staff")

    def help_text(self) -> str:
        """Return the line of help."""
        return self.tr("Enter changes a person. Who leaves is not deleted: the access ends, the record stays.")

    def _show(self, people: tuple[Staff, ...]) -> None:
        self.table.set_rows(sorted(people, key=lambda person: (not person.active, person.name)))
        self._picked(self.table.current_row())

    @Slot(object)
    def _picked(self, person: Staff | None) -> None:
        active = person is not None and person.active
        self.change_button.setEnabled(active)
        self.reset_button.setEnabled(active)
        self.enrol_button.setEnabled(active and person is not None and person.has_slot)
        self.remove_button.setEnabled(active and person is not None and person.id != self.context.actor.user_id)

    # -- acts ---------------------------------------------------------------------------------------------------

    @Slot()
    def _add(self) -> None:
        dialog = NewStaffDialog(self)
        dialog.submitted.connect(self._add_now)
        self.dialog = dialog
        dialog.open()

    @Slot()
    def _add_now(self) -> None:
        if isinstance(self.dialog, NewStaffDialog):
            self.context.act(
                "security.add_user",
                partial(_add_user, self.dialog.staff.entry()),
                self.dialog.done_with,
                owner=self.dialog,
                on_error=self.dialog.show_error,
            )

    @Slot()
    def _change_chosen(self) -> None:
        person = self.table.current_row()
        if person is not None:
            self._change(person)

    @Slot(object)
    def _change(self, person: Staff) -> None:
        if person.active:
            self.context.read(partial(_signature, person.id), partial(self._change_with, person), owner=self)

    def _change_with(self, person: Staff, signature: bytes | None) -> None:
        dialog = ChangeStaffDialog(person, signature, self)
        dialog.both = BothVersions(dialog, self.context, partial(_newest, person.id), dialog.versions, dialog.take)
        dialog.submitted.connect(self._change_now)
        self.dialog = dialog
        dialog.open()

    @Slot()
    def _change_now(self) -> None:
        if isinstance(self.dialog, ChangeStaffDialog):
            self.context.act(
                "security.change_user",
                self.dialog.verb(),
                self.dialog.done_with,
                owner=self.dialog,
                on_error=self.dialog.both.refused if self.dialog.both else self.dialog.show_error,
            )

    @Slot()
    def _reset(self) -> None:
        person = self.table.current_row()
        if person is not None:
            dialog = ResetPasswordDialog(person, self)
            dialog.submitted.connect(self._reset_now)
            self.dialog = dialog
            dialog.open()

    @Slot()
    def _reset_now(self) -> None:
        if isinstance(self.dialog, ResetPasswordDialog):
            verb = partial(_reset_password, self.dialog.person.id, self.dialog.password.text())
            self.context.act(
                "security.reset_password",
                verb,
                self.dialog.done_with,
                owner=self.dialog,
                on_error=self.dialog.show_error,
            )

    @Slot()
    def _enrol(self) -> None:
        """Make the paper by which somebody joins at one more workstation."""
        person = self.table.current_row()
        if person is not None:
            verb = partial(_invite, person.id)
            self.context.act("security.invite", verb, partial(self._invited, person), owner=self)

    def _invited(self, person: Staff, paper: Invitation) -> None:
        self.context.read(queries.clinic_profile, partial(self._open_paper, person, paper), owner=self)

    def _open_paper(self, person: Staff, paper: Invitation, profile: queries.ClinicProfile) -> None:
        sheet = Sheet(person.name, person.language, profile.name, self.context.actor.name, self.context.now())
        self.dialog = EnrolDialog(paper, sheet, self)
        self.dialog.open()

    @Slot()
    def _new_code(self) -> None:
        """Make the printed recovery code anew, for a paper that is lost or was seen."""
        text = self.tr(
            "For a code that is lost, was seen or never printed. The old code opens nothing any more from then on. "
            "Have a printer and an envelope ready."
        )
        if confirm(self, self.tr("Make a new recovery code?"), text, self.tr("Make a new code")):
            self.context.act("security.renew_recovery_code", service.renew_recovery_code, self._show_code, owner=self)

    def _show_code(self, code: str) -> None:
        self.context.read(queries.clinic_profile, partial(self._open_code, code), owner=self)

    def _open_code(self, code: str, profile: queries.ClinicProfile) -> None:
        self.dialog = NewRecoveryCode(code, profile.name, self)
        self.dialog.open()

    @Slot()
    def _remove(self) -> None:
        person = self.table.current_row()
        if person is None:
            return
        dialog = ReasonDialog(
            self.tr("End the access of {name}?").format(name=person.name),
            self.tr("End access"),
            self,
            danger=True,
            text=self.tr("The password opens nothing any more. What this person did and signed stays as it is."),
        )
        again = LookAgain(dialog, self.context, person, partial(_newest, person.id), _facts)
        dialog.submitted.connect(partial(self._remove_now, dialog, again))
        self.dialog = dialog
        dialog.open()

    def _remove_now(self, dialog: ReasonDialog, again: LookAgain[Staff]) -> None:
        verb = partial(_remove_user, again.now.id, again.now.version, dialog.text())
        done = partial(self._removed, dialog, again.now.name)
        self.context.act("security.remove_user", verb, done, owner=dialog, on_error=again.refused)

    def _removed(self, dialog: ReasonDialog, name: str, _nothing: object) -> None:
        dialog.accept()
        self.renew.offer(name)


class ChangeStaffDialog(FormDialog):
    """Change what is known of somebody, and the image of the signature."""

    def __init__(self, person: Staff, signature: bytes | None, parent: QWidget) -> None:
        super().__init__(
            person.name,
            translate("ChangeStaffDialog", "Save"),
            parent,
            text=translate("ChangeStaffDialog", "Login: {login}").format(login=person.login),
            width=720,
        )
        self._person = person
        self.both: BothVersions[Staff] | None = None
        self._signature = signature
        self.staff = StaffForm(new=False)
        self.form = self.staff
        self.staff.name.setText(person.name)
        self.staff.job_title.setText(person.job_title)
        self.staff.licence.setText(person.licence)
        self.staff.roles.set_value(person.roles)
        self.staff.language.setCurrentIndex(max(0, self.staff.language.findData(person.language)))
        self.staff.signature.set_value(signature)
        self.staff.signature.remove_button.hide()
        self.body.addWidget(self.staff)

    def check(self) -> bool:
        """Look at the form."""
        return self.staff.check()

    def verb(self) -> partial[None]:
        """Return the act that stores what was given."""
        entry = self.staff.entry()
        fresh = entry.signature if entry.signature != self._signature else None
        return partial(_change_user, self._person, entry, fresh)

    def versions(self, newest: Staff) -> list[Version]:
        """Return where the newest version differs from what is typed here."""
        mine = self.staff.entry().user
        pairs = {
            "name": (mine.name, newest.name),
            "job_title": (mine.job_title, newest.job_title),
            "licence": (mine.licence, newest.licence),
            "roles": (_roles(mine.roles), _roles(newest.roles)),
            "language": (LANGUAGES.get(mine.language, ""), LANGUAGES.get(newest.language, newest.language)),
        }
        return [
            Version(key, said_of(self.staff.row(key).label.text()).removesuffix(" *"), *pair)
            for key, pair in pairs.items()
            if pair[0] != pair[1]
        ]

    def take(self, newest: Staff, choice: dict[str, bool]) -> None:
        """Put what was chosen into the form; what is saved next changes the newest version."""
        self._person = newest
        theirs = {key for key, mine in choice.items() if not mine}
        for key in theirs & {"name", "job_title", "licence"}:
            field = self.staff.field(key)
            assert isinstance(field, QLineEdit)
            field.setText(getattr(newest, key))
        if "roles" in theirs:
            self.staff.roles.set_value(newest.roles)
        if "language" in theirs:
            self.staff.language.setCurrentIndex(max(0, self.staff.language.findData(newest.language)))


class ResetPasswordDialog(FormDialog):
    """Give somebody a new password, which its owner changes at the next sign-in."""

    def __init__(self, person: Staff, parent: QWidget) -> None:
        super().__init__(
            translate("ResetPasswordDialog", "New password for {name}").format(name=person.name),
            translate("ResetPasswordDialog", "Set password"),
            parent,
            text=translate("ResetPasswordDialog", "At the next sign-in, {name} must choose an own one.").format(
                name=person.name
            ),
        )
        self.person = person
        self.password, self.again = PasswordField(), PasswordField()
        self.form = Form(1)
        self.form.add("password", self.tr("New &password"), self.password, hint=password_hint())
        self.form.add("again", self.tr("New password &again"), self.again)
        self.body.addWidget(self.form)

    def check(self) -> bool:
        """Both must be the same."""
        if self.form is not None and self.password.text() != self.again.text():
            self.form.show_faults({"again": self.tr("This is not the same password.")})
            return False
        return True


def _columns() -> tuple[Column[Staff], ...]:
    return (
        Column(
            translate("StaffPanel", "Name"),
            lambda person: person.name,
            strong=True,
            detail=lambda person: person.job_title,
        ),
        Column(translate("StaffPanel", "Login"), lambda person: person.login, 120, quiet=True),
        Column(
            translate("StaffPanel", "Roles"), lambda person: ", ".join(role_words(role) for role in person.roles), 200
        ),
        Column(translate("StaffPanel", "Licence"), lambda person: person.licence or "—", 120, quiet=True),
        Column(translate("StaffPanel", "Signature"), _signature_words, 90, quiet=True),
        Column(
            translate("StaffPanel", "Access"),
            _access,
            120,
            tone=lambda person: (
                "ok" if person.active and person.has_slot else "warning" if person.active else "neutral"
            ),
        ),
    )


def _signature_words(person: Staff) -> str:
    return translate("StaffPanel", "on file") if person.has_signature else "—"


def _access(person: Staff) -> str:
    if not person.active:
        return translate("StaffPanel", "ended")
    if person.has_slot:
        return translate("StaffPanel", "active")
    return translate("StaffPanel", "no password")


def _add_user(entry: StaffEntry, uow: UnitOfWork) -> int:
    user_id = service.add_user(uow, request=entry.user)
    if entry.signature is not None:
        service.set_signature(uow, user_id=user_id, png=entry.signature)
    return user_id


def _change_user(person: Staff, entry: StaffEntry, signature: bytes | None, uow: UnitOfWork) -> None:
    user = entry.user
    service.change_user(
        uow,
        user_id=person.id,
        version=person.version,
        name=user.name,
        roles=user.roles,
        job_title=user.job_title,
        licence=user.licence,
        language=user.language,
    )
    if signature is not None:
        service.set_signature(uow, user_id=person.id, png=signature)


def _invite(user_id: int, uow: UnitOfWork) -> Invitation:
    from mhac.security import enrolment

    return enrolment.invite(uow, user_id=user_id)


def _newest(user_id: int, uow: UnitOfWork) -> Staff | None:
    return next((person for person in queries.staff(uow) if person.id == user_id), None)


def _facts(person: Staff) -> dict[str, str]:
    """What is known of somebody now: for who saw it otherwise."""
    return {
        translate("StaffPanel", "Name"): person.name,
        translate("StaffPanel", "Roles"): _roles(person.roles),
        translate("StaffPanel", "Job title"): person.job_title,
        translate("StaffPanel", "Licence"): person.licence,
        translate("StaffPanel", "Access"): _access(person),
    }


def _roles(roles: Iterable[str]) -> str:
    return ", ".join(role_words(role) for role in roles)


def _reset_password(user_id: int, password: str, uow: UnitOfWork) -> None:
    service.reset_password(uow, user_id=user_id, password=password)


def _remove_user(user_id: int, version: int, reason: str, uow: UnitOfWork) -> None:
    service.remove_user(uow, user_id=user_id, version=version, reason=reason)


def _signature(user_id: int, uow: UnitOfWork) -> bytes | None:
    return queries.signature_of(uow, user_id)
