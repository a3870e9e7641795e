"""The first run, as a person would do it: from the place of the data to a clinic that opens."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from mhac import rooms
from mhac.kernel.errors import Refused
from mhac.kernel.paths import DataFolder
from mhac.scheduling import queries as book
from mhac.security import queries
from mhac.security.service import NewUser
from tests.clinic import CHEAP, PASSWORD
from tests.postgres import PostgresServer
from ui.admin.recovery_code import plain_code
from ui.admin.wizard import Wizard
from ui.app.door import Door, Entered
from ui.app.lanes import Lanes
from ui.widgets.picture_field import png_bytes


@dataclass
class FirstRun:
    """The wizard of a new clinic."""

    wizard: Wizard
    folder: DataFolder
    lanes: Lanes
    qtbot: QtBot

    def next(self) -> None:
        self.qtbot.mouseClick(self.wizard.next_button, Qt.MouseButton.LeftButton)
        self.qtbot.waitUntil(lambda: self.lanes.in_flight == 0, timeout=20_000)

    def title(self) -> str:
        return self.wizard.step.title

    def fill_clinic(self) -> None:
        form = self.wizard.clinic.form
        form.name.setText("MHAC Kigali")
        form.place.setText("Kigali, Rwanda")
        form.site_code.setText("KGL")

    def fill_administrator(self) -> None:
        form = self.wizard.administrator.form
        form.name.setText("Alain Nkusi")
        form.login.setText("alain")
        form.password.setText(PASSWORD)
        form.again.setText(PASSWORD)

    def found(self) -> None:
        self.next()
        self.fill_clinic()
        self.next()
        self.fill_administrator()
        self.next()

    def retype_code(self) -> None:
        card = self.wizard.recovery.card
        assert card is not None
        card.again.clear()
        self.qtbot.keyClicks(card.again, card._code.lower().replace("-", ""))


@pytest.fixture
def first_run(tmp_path: Path, lanes: Lanes, qtbot: QtBot) -> Iterator[FirstRun]:
    folder = DataFolder(tmp_path / "clinic")
    wizard = Wizard(Door(folder, rooms.granted, cost=CHEAP), lanes)
    qtbot.addWidget(wizard)
    wizard.resize(1024, 768)
    wizard.show()
    yield FirstRun(wizard, folder, lanes, qtbot)
    if wizard._entered is not None:
        wizard._entered.signed_in.database.close()
    wizard.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_a_clinic_is_founded_from_the_first_step_to_the_last(first_run: FirstRun) -> None:
    entered: list[Entered] = []
    wizard = first_run.wizard
    wizard.entered.connect(entered.append)
    first_run.found()
    assert first_run.title() == "Recovery code"
    assert first_run.folder.slots.exists()
    first_run.retype_code()
    for title in ("Opening hours", "Rooms", "Services", "Staff"):
        first_run.next()
        assert first_run.title() == title
    add_physician(first_run)
    first_run.next()
    assert first_run.title() == "Ready"
    first_run.next()
    signed_in = entered[0].signed_in
    with signed_in.database.reading(signed_in.actor) as uow:
        staff = {person.login: person for person in queries.staff(uow)}
        frame = book.frame(uow)
        profile = queries.clinic_profile(uow)
    signed_in.database.close()
    assert not signed_in.must_change_password
    claire = first_run.wizard._door.enter("claire", "Inzozi nziza 26")
    claire.signed_in.database.close()
    assert claire.signed_in.must_change_password  # somebody else chose it
    assert staff["claire"].roles == ("physician",)
    assert staff["claire"].licence == "RMDC 2231"
    assert staff["claire"].has_signature
    assert profile.name == "MHAC Kigali"
    assert profile.site_code == "KGL"
    assert len(frame.rooms) == 5
    assert sorted(frame.hours) == [0, 1, 2, 3, 4]
    assert first_run.wizard._door.front().name == "MHAC Kigali"


def test_enter_goes_on_and_on_a_button_presses_it(first_run: FirstRun) -> None:
    wizard, qtbot = first_run.wizard, first_run.qtbot
    wizard.activateWindow()
    qtbot.waitUntil(wizard.isActiveWindow)
    qtbot.keyClick(wizard.languages, Qt.Key.Key_Return)
    assert first_run.title() == "The clinic"
    first_run.fill_clinic()
    qtbot.keyClick(wizard.clinic.form.name, Qt.Key.Key_Return)
    assert first_run.title() == "First administrator"
    wizard.back_button.setFocus()
    qtbot.keyClick(wizard.back_button, Qt.Key.Key_Return)
    assert first_run.title() == "The clinic"


def add_physician(first_run: FirstRun) -> None:
    step = first_run.wizard.staff
    step.add_button.click()
    dialog = step.dialog
    assert dialog is not None
    dialog.act_button.click()
    assert dialog.staff.row("name").fault
    assert dialog.staff.row("roles").fault
    dialog.staff.name.setText("Dr Claire Uwase")
    dialog.staff.login.setText("claire")
    dialog.staff.roles.box("physician").click()
    dialog.staff.password.setText("Inzozi nziza 26")
    dialog.staff.again.setText("Inzozi nziza 26")
    dialog.act_button.click()
    assert dialog.staff.row("licence").fault
    dialog.staff.licence.setText("RMDC 2231")
    image = QImage(QSize(300, 100), QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    dialog.staff.signature.set_value(png_bytes(image))
    dialog.act_button.click()
    assert [entry.user.login for entry in step.entries()] == ["claire"]


def test_a_step_that_is_not_right_is_not_left(first_run: FirstRun) -> None:
    wizard = first_run.wizard
    wizard.place.server.setChecked(True)
    wizard.place.url.setText("not an address")
    first_run.next()
    assert first_run.title() == "Place of the data"
    wizard.place.file.setChecked(True)
    first_run.next()
    wizard.clinic.form.name.clear()
    wizard.clinic.form.site_code.setText("too long a code")
    first_run.next()
    assert first_run.title() == "The clinic"
    assert wizard.clinic.form.row("name").fault
    assert wizard.clinic.form.row("site_code").fault
    first_run.fill_clinic()
    first_run.next()
    first_run.fill_administrator()
    wizard.administrator.form.again.setText("something else")
    first_run.next()
    assert first_run.title() == "First administrator"
    assert wizard.administrator.form.row("again").fault
    assert not first_run.folder.slots.exists()


def test_the_recovery_code_must_be_typed_again(first_run: FirstRun) -> None:
    first_run.found()
    first_run.next()
    assert first_run.title() == "Recovery code"
    card = first_run.wizard.recovery.card
    assert card is not None
    first_run.qtbot.keyClicks(card.again, "0" * len(plain_code(card._code)))
    assert not card.is_confirmed()
    first_run.retype_code()
    assert card.is_confirmed()
    letters = "".join(c for c in PdfReader(BytesIO(card.paper())).pages[0].extract_text() if c.isalnum())
    assert plain_code(card._code) in letters


def test_hours_rooms_and_services_are_looked_at_before_they_are_kept(first_run: FirstRun) -> None:
    first_run.found()
    first_run.retype_code()
    first_run.next()
    hours = first_run.wizard.hours.editor
    hours._lines[0].closes.setText("7:00")
    first_run.next()
    assert first_run.title() == "Opening hours"
    assert hours.fault().startswith("Monday")
    hours._lines[0].closes.setText("17:00")
    first_run.next()
    rooms_editor = first_run.wizard.rooms.editor
    rooms_editor._lines[1].name.setText("nurse 1")
    first_run.next()
    assert first_run.title() == "Rooms"
    next(b for b in rooms_editor.findChildren(QPushButton) if b.accessibleName() == "Remove").click()
    assert len(rooms_editor.rooms()) == 4
    first_run.next()
    services = first_run.wizard.services.editor
    for line in services._lines:
        line.offered.setChecked(False)
    first_run.next()
    assert first_run.title() == "Services"
    services._lines[0].offered.setChecked(True)
    first_run.next()
    assert first_run.title() == "Staff"
    first_run.qtbot.mouseClick(first_run.wizard.back_button, Qt.MouseButton.LeftButton)
    assert first_run.title() == "Services"


def test_a_clinic_that_is_there_already_is_not_founded_over(first_run: FirstRun) -> None:
    first_run.folder.make()
    first_run.folder.slots.write_text("{}")
    first_run.found()
    assert first_run.title() == "First administrator"
    assert "There is a clinic here already" in first_run.wizard.problem.words.text()
    assert first_run.folder.slots.read_text() == "{}"


def test_the_language_is_chosen_on_the_first_step(first_run: FirstRun) -> None:
    chosen: list[str] = []
    first_run.wizard.language_chosen.connect(chosen.append)
    first_run.wizard.languages.setCurrentIndex(1)
    assert chosen == ["fr"]
    first_run.next()
    assert not first_run.wizard.languages.isEnabled()


def test_a_clinic_can_lie_on_a_postgresql_server(first_run: FirstRun, postgres: PostgresServer) -> None:
    url = postgres.database()
    first_run.wizard.place.server.setChecked(True)
    first_run.wizard.place.url.setText(url)
    first_run.found()
    assert first_run.title() == "Recovery code"
    entered = first_run.wizard._entered
    assert entered is not None
    assert entered.signed_in.database.dialect_name == "postgresql"
    assert not first_run.folder.database.exists()
    entered.signed_in.database.close()
    postgres.drop(url)


def test_a_server_that_does_not_answer_is_said_and_nothing_is_left_behind(first_run: FirstRun) -> None:
    first_run.wizard.place.server.setChecked(True)
    first_run.wizard.place.url.setText("postgresql://nobody@127.0.0.1:1/none")
    first_run.next()  # tried at once, before anything more is asked
    assert "At 127.0.0.1, port 1, no PostgreSQL answers" in first_run.wizard.problem.words.text()
    assert first_run.title() == "Place of the data"
    assert not first_run.folder.slots.exists()


def test_a_server_that_holds_a_clinic_is_joined_not_founded_over(
    first_run: FirstRun, postgres: PostgresServer, tmp_path: Path
) -> None:
    url = postgres.database()
    there = Door(DataFolder(tmp_path / "other"), rooms.granted, cost=CHEAP).found(
        NewUser("alain", "Alain Nkusi", ("administrator",), PASSWORD), queries.ClinicProfile(name="MHAC"), url
    )
    there.signed_in.database.close()
    place = first_run.wizard.place
    place.server.setChecked(True)
    place.url.setText(url)
    assert place.url.echoMode() is not QLineEdit.EchoMode.Normal
    first_run.next()
    assert "Join it with an enrolment paper" in first_run.wizard.problem.words.text()
    assert first_run.title() == "Place of the data"
    postgres.drop(url)


def test_a_first_run_that_was_broken_off_goes_on_with_a_new_code(first_run: FirstRun, qtbot: QtBot) -> None:
    first_run.found()
    wizard = first_run.wizard
    assert wizard.recovery.card is not None and wizard._entered is not None
    lost = wizard.recovery.card._code
    wizard._entered.signed_in.database.close()  # the power goes
    again = wizard._door.enter("alain", PASSWORD)
    assert again.signed_in.to_lay_out
    second = Wizard(wizard._door, first_run.lanes)
    qtbot.addWidget(second)
    second.show()
    second.go_on(again)
    resumed = FirstRun(second, first_run.folder, first_run.lanes, qtbot)
    qtbot.waitUntil(lambda: second.recovery.card is not None, timeout=5000)
    assert resumed.title() == "Recovery code"
    assert second.recovery.card is not None
    fresh = second.recovery.card._code
    assert fresh != lost
    resumed.next()
    assert resumed.title() == "Recovery code"  # it must be typed again
    resumed.retype_code()
    for _ in range(5):
        resumed.next()
    assert resumed.title() == "Ready"
    entered: list[Entered] = []
    second.entered.connect(entered.append)
    resumed.next()
    assert not entered[0].signed_in.to_lay_out
    again.signed_in.database.close()
    later = wizard._door.enter("alain", PASSWORD)
    assert not later.signed_in.to_lay_out
    with later.signed_in.database.reading(later.signed_in.actor) as uow:
        assert len(book.frame(uow).rooms) == 5
    later.signed_in.database.close()
    with pytest.raises(Refused, match="recovery_wrong"):
        wizard._door.recover(lost, "alain", "Nyungwe 2027!")
    wizard._door.recover(fresh, "alain", "Nyungwe 2027!").signed_in.database.close()
    second.close()
