"""The pages of the first run, each with what it asks and what it holds against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QRadioButton, QVBoxLayout, QWidget

from mhac.kernel.paths import DataFolder
from mhac.scheduling import setup
from mhac.security.queries import ClinicProfile
from mhac.security.rules import Role
from mhac.security.service import NewUser
from ui.admin.hours_editor import HoursEditor
from ui.admin.profile_form import ProfileForm
from ui.admin.recovery_code import RecoveryCode
from ui.admin.rooms_editor import RoomsEditor
from ui.admin.services_editor import ServicesEditor
from ui.admin.staff_form import NewStaffDialog, StaffEntry, StaffForm
from ui.app.roles import role_words
from ui.app.translation import translate
from ui.widgets.basics import Card, button, muted, row, words
from ui.widgets.fields import FieldRow
from ui.widgets.tables import Column, DataTable


class Step(QWidget):
    """A heading, one sentence, and a body."""

    changed = Signal()

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self.title = title
        self.body = QVBoxLayout()
        self.body.setSpacing(12)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(6)
        whole.addWidget(words(title, "title"))
        if text:
            whole.addWidget(muted(text, wrap=True))
        whole.addSpacing(6)
        whole.addLayout(self.body, 1)

    def begin(self) -> None:
        """The step comes to the front."""

    def check(self) -> bool:
        """Return whether one may go on; shows what is missing."""
        return True


class PlaceStep(Step):
    """Where the clinic's data lies."""

    def __init__(self, folder: DataFolder) -> None:
        super().__init__(
            translate("PlaceStep", "Place of the data"),
            translate("PlaceStep", "Only who signs in can open it."),
        )
        self.file = QRadioButton(self.tr("On this computer, in an encrypted file"))
        self.file.setChecked(True)
        self.server = QRadioButton(self.tr("On a PostgreSQL server, for several workstations"))
        self.url = QLineEdit()
        self.url.setPlaceholderText("postgresql://mhac@server/clinic")
        self.url.setEchoMode(QLineEdit.EchoMode.PasswordEchoOnEdit)  # it holds a password
        self._url_row = FieldRow(
            self.tr("&Address of the database"),
            self.url,
            required=True,
            hint=self.tr("from whoever runs the server; encryption of the server's disk is the server's matter"),
        )
        card = Card(padding=20, spacing=10)
        card.body.addWidget(self.file)
        place = muted(self.tr("Folder: {folder}").format(folder=folder.root), wrap=True)
        place.setContentsMargins(24, 0, 0, 0)
        card.body.addWidget(place)
        card.body.addSpacing(6)
        card.body.addWidget(self.server)
        self._url_row.setContentsMargins(24, 0, 0, 0)
        card.body.addWidget(self._url_row)
        self.body.addWidget(card)
        self.body.addStretch(1)
        self.server.toggled.connect(self._server_toggled)
        self._server_toggled(False)

    def postgresql_url(self) -> str | None:
        """Return the address of the server, None for the encrypted file."""
        return self.url.text().strip() if self.server.isChecked() else None

    def check(self) -> bool:
        """An address of a PostgreSQL database begins with its name."""
        url = self.postgresql_url()
        wrong = url is not None and not url.startswith(("postgresql://", "postgres://", "postgresql+psycopg://"))
        self._url_row.set_fault(self.tr("An address looks like postgresql://user@server/clinic") if wrong else "")
        return not wrong

    @Slot(bool)
    def _server_toggled(self, on: bool) -> None:
        self._url_row.setEnabled(on)


class ClinicStep(Step):
    """The clinic's profile."""

    def __init__(self) -> None:
        super().__init__(
            translate("ClinicStep", "The clinic"),
            translate("ClinicStep", "As it stands on the screens and on every paper."),
        )
        card = Card(padding=20)
        self.form = ProfileForm(ClinicProfile())
        card.body.addWidget(self.form)
        self.body.addWidget(card)
        self.body.addStretch(1)

    def begin(self) -> None:
        """Begin with the name."""
        self.form.name.setFocus()
        self.form.name.selectAll()

    def check(self) -> bool:
        """Look at the form."""
        return self.form.check()


class AdministratorStep(Step):
    """The first administrator."""

    def __init__(self) -> None:
        title = translate("AdministratorStep", "First administrator")
        super().__init__(
            title,
            translate(
                "AdministratorStep", "You, most likely. This person adds the others, and may have further roles."
            ),
        )
        card = Card(padding=20)
        self.form = StaffForm(new=True, with_signature=False)
        self.form.roles.set_value((Role.ADMINISTRATOR.value,))
        self.form.roles.box(Role.ADMINISTRATOR.value).setEnabled(False)
        card.body.addWidget(self.form)
        self.body.addWidget(card)
        self.body.addStretch(1)

    def user(self) -> NewUser:
        """Return the administrator, who chose the password himself."""
        return replace(self.form.entry().user, provisional=False)

    def begin(self) -> None:
        """Begin with the name."""
        self.form.name.setFocus()

    def check(self) -> bool:
        """Look at the form."""
        return self.form.check()


class RecoveryStep(Step):
    """The recovery code."""

    def __init__(self) -> None:
        super().__init__(translate("RecoveryStep", "Recovery code"), "")
        self.card: RecoveryCode | None = None

    def set_code(self, code: str, clinic: str) -> None:
        """Show the code of the clinic that was just founded."""
        if self.card is None:
            self.card = RecoveryCode(code, clinic)
            self.body.addWidget(self.card)
            self.body.addStretch(1)

    def begin(self) -> None:
        """Begin where it is typed again."""
        if self.card is not None:
            self.card.again.setFocus()

    def check(self) -> bool:
        """The code must have been typed again."""
        if self.card is None or self.card.is_confirmed():
            return True
        self.card.complain()
        return False


class HoursStep(Step):
    """The opening hours."""

    def __init__(self) -> None:
        super().__init__(
            translate("HoursStep", "Opening hours"),
            translate("HoursStep", "The appointment book offers no time outside them."),
        )
        card = Card(padding=20)
        self.editor = HoursEditor()
        self.editor.set_week(setup.defaults().hours)
        card.body.addWidget(self.editor)
        self.body.addWidget(card)
        self.body.addStretch(1)

    def check(self) -> bool:
        """Look at the times."""
        return not self.editor.fault()


class RoomsStep(Step):
    """The rooms."""

    def __init__(self) -> None:
        super().__init__(
            translate("RoomsStep", "Rooms"),
            translate("RoomsStep", "The columns of the appointment book, in this order."),
        )
        card = Card(padding=20)
        self.editor = RoomsEditor()
        self.editor.set_rooms(setup.defaults().rooms)
        card.body.addWidget(self.editor)
        self.body.addWidget(card, 1)

    def check(self) -> bool:
        """Look at the names."""
        return not self.editor.fault()


class ServicesStep(Step):
    """The services."""

    def __init__(self) -> None:
        super().__init__(
            translate("ServicesStep", "Services"),
            translate("ServicesStep", "What can be booked, and how long it takes."),
        )
        card = Card(padding=20)
        self.editor = ServicesEditor()
        self.editor.set_services(setup.defaults().services)
        card.body.addWidget(self.editor)
        self.body.addWidget(card, 1)

    def check(self) -> bool:
        """Look at the names."""
        return not self.editor.fault()


class StaffStep(Step):
    """The others who work here."""

    def __init__(self) -> None:
        super().__init__(
            translate("StaffStep", "Staff"),
            translate("StaffStep", "Each person gets an own login; whoever gets a first password changes it later."),
        )
        self._entries: list[StaffEntry] = []
        self.dialog: NewStaffDialog | None = None
        self._table: DataTable[StaffEntry] = DataTable(
            _staff_columns(),
            name=self.tr("Staff"),
            empty=self.tr("Nobody yet. You can add people now or later in Administration."),
            sortable=False,
        )
        self.add_button = button(self.tr("Add somebody"), icon="user-plus")
        self.add_button.clicked.connect(self._add)
        self.remove_button = button(self.tr("Remove"), kind="quiet")
        self.remove_button.clicked.connect(self._remove)
        card = Card(padding=0)
        card.body.addWidget(self._table)
        self.body.addWidget(card, 1)
        line = row()
        line.addWidget(self.add_button)
        line.addWidget(self.remove_button)
        line.addStretch(1)
        self.body.addLayout(line)

    def entries(self) -> tuple[StaffEntry, ...]:
        """Return the people that were added."""
        return tuple(self._entries)

    def add_entry(self, entry: StaffEntry) -> None:
        """Add somebody to the list."""
        self._entries.append(entry)
        self._table.set_rows(self._entries)

    @Slot()
    def _add(self) -> None:
        self.dialog = NewStaffDialog(self)
        self.dialog.submitted.connect(self._added)
        self.dialog.open()

    @Slot()
    def _added(self) -> None:
        if self.dialog is None:
            return
        entry = self.dialog.staff.entry()
        if any(known.user.login.casefold() == entry.user.login.strip().casefold() for known in self._entries):
            self.dialog.set_busy(False)
            self.dialog.staff.show_faults({"login": self.tr("Somebody already has this login.")})
            return
        self.add_entry(entry)
        self.dialog.accept()

    @Slot()
    def _remove(self) -> None:
        chosen = self._table.current_row()
        if chosen is not None:
            self._entries.remove(chosen)
            self._table.set_rows(self._entries)


def _staff_columns() -> Sequence[Column[StaffEntry]]:
    return (
        Column(translate("StaffStep", "Name"), lambda entry: entry.user.name, strong=True),
        Column(translate("StaffStep", "Login"), lambda entry: entry.user.login, 120, quiet=True),
        Column(
            translate("StaffStep", "Roles"), lambda entry: ", ".join(role_words(role) for role in entry.user.roles), 220
        ),
        Column(translate("StaffStep", "Licence"), lambda entry: entry.user.licence or "—", 120, quiet=True),
        Column(
            translate("StaffStep", "Signature"),
            lambda entry: translate("StaffStep", "yes") if entry.signature else "—",
            90,
            quiet=True,
        ),
    )


class DoneStep(Step):
    """All is laid down."""

    def __init__(self) -> None:
        super().__init__(translate("DoneStep", "Ready"), "")
        self._words = words("", wrap=True)
        card = Card(padding=20)
        card.body.addWidget(self._words)
        card.body.addWidget(
            muted(
                self.tr(
                    "Before the first signature, the panel physician adopts the protocol edition "
                    "of each country on the page Protocols."
                ),
                wrap=True,
            )
        )
        self.body.addWidget(card)
        self.body.addStretch(1)

    def say(self, name: str, rooms: int, people: int) -> None:
        """Sum up."""
        self._words.setText(
            self.tr("{name} has {rooms} and {people}.").format(
                name=name,
                rooms=self.tr("%n rooms", "", rooms),
                people=self.tr("%n members of staff", "", people),
            )
        )
