"""The administration: staff, profile, hours, rooms, services, audit, backups, on a real encrypted clinic."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel
from pytestqt.qtbot import QtBot

from mhac.kernel.database import open_sqlite
from mhac.kernel.errors import Refused
from mhac.scheduling import queries as book
from mhac.scheduling import setup
from mhac.security import queries, service
from tests.clinic import KEY, PASSWORD, Clinic
from ui.admin.backup_panel import BackupPanel
from ui.admin.book_panels import HoursPanel, RoomsPanel, ServicesPanel
from ui.admin.holidays_dialog import HolidaysDialog
from ui.admin.page import AdminPage
from ui.admin.profile_panel import ProfilePanel
from ui.admin.recovery_code import NewRecoveryCode
from ui.admin.staff_panel import ChangeStaffDialog, ResetPasswordDialog, StaffPanel
from ui.app.bus import ChangeBus
from ui.app.context import AppContext
from ui.app.dialogs import FormDialog, ReasonDialog
from ui.app.ear import Ear
from ui.app.lanes import Lanes


@dataclass
class Office:
    """The administration page of somebody."""

    page: AdminPage
    context: AppContext
    clinic: Clinic
    settled: Callable[[], None]

    def open(self, part: str) -> None:
        self.page.show_with(part=part)
        self.settled()

    def words(self) -> str:
        return " | ".join(label.text() for label in self.page.findChildren(QLabel) if label.isVisible())


@pytest.fixture
def office_of(
    sqlite_clinic: Clinic, lanes: Lanes, settled: Callable[[], None], qtbot: QtBot
) -> Iterator[Callable[..., Office]]:
    pages: list[AdminPage] = []
    with sqlite_clinic.act("administrator") as uow:
        setup.install_defaults(uow)

    def make(*roles: str) -> Office:
        context = AppContext(
            sqlite_clinic.database, sqlite_clinic.actor(*roles), lanes, ChangeBus(), folder=sqlite_clinic.folder
        )
        page = AdminPage(context)
        context.problem.connect(lambda _owner, error: page.show_problem(error))
        context.database_renewed.connect(lambda database: setattr(sqlite_clinic, "database", database))
        pages.append(page)
        qtbot.addWidget(page)
        page.resize(1200, 760)
        page.show()
        settled()
        return Office(page, context, sqlite_clinic, settled)

    yield make
    for page in pages:
        for dialog in page.findChildren(QDialog):
            dialog.reject()
        page.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def office(office_of: Callable[..., Office]) -> Office:
    return office_of("administrator")


def staff_panel(office: Office) -> StaffPanel:
    office.open("staff")
    panel = office.page.panel("staff")
    assert isinstance(panel, StaffPanel)
    return panel


def staff(office: Office) -> dict[str, queries.Staff]:
    with office.clinic.read("administrator") as uow:
        return {person.login: person for person in queries.staff(uow)}


def choose(panel: StaffPanel, login: str) -> None:
    person = next(person for person in panel.table.rows() if person.login == login)
    panel.table.select_key(person.id)


def test_each_role_sees_the_parts_that_it_may_use(office_of: Callable[..., Office]) -> None:
    assert not office_of("physician").page._parts
    assert list(office_of("administrator").page._parts)[:2] == ["staff", "clinic"]


def test_somebody_is_added_and_can_sign_in(office: Office) -> None:
    panel = staff_panel(office)
    assert len(panel.table.rows()) == 4
    panel.add_button.click()
    dialog = panel.dialog
    assert dialog is not None
    form = dialog.staff  # type: ignore[attr-defined]
    form.name.setText("Eric Bahati")
    form.login.setText("eric")
    form.roles.box("nurse").click()
    form.password.setText("Inzozi nziza 26")
    form.again.setText("Inzozi nziza 26")
    dialog.act_button.click()
    office.settled()
    assert not dialog.isVisible()
    assert staff(office)["eric"].has_slot
    assert len(panel.table.rows()) == 5


def test_a_login_that_is_taken_is_said_beside_its_field(office: Office) -> None:
    panel = staff_panel(office)
    panel.add_button.click()
    dialog = panel.dialog
    assert dialog is not None
    form = dialog.staff  # type: ignore[attr-defined]
    form.name.setText("Somebody")
    form.login.setText("nurse")
    form.roles.box("nurse").click()
    form.password.setText("Inzozi nziza 26")
    form.again.setText("Inzozi nziza 26")
    dialog.act_button.click()
    office.settled()
    assert dialog.isVisible()
    assert "Somebody already has the login" in form.row("login").fault


def test_roles_and_licence_are_changed(office: Office) -> None:
    panel = staff_panel(office)
    choose(panel, "nurse")
    panel.change_button.click()
    office.settled()
    dialog = panel.dialog
    assert isinstance(dialog, ChangeStaffDialog)
    dialog.staff.roles.box("physician").click()
    dialog.staff.licence.setText("RMDC 9")
    dialog.act_button.click()
    office.settled()
    assert staff(office)["nurse"].roles == ("nurse", "physician")
    assert staff(office)["nurse"].licence == "RMDC 9"


def test_what_two_administrators_changed_is_chosen_field_by_field(office: Office) -> None:
    panel = staff_panel(office)
    choose(panel, "nurse")
    panel.change_button.click()
    office.settled()
    dialog = panel.dialog
    assert isinstance(dialog, ChangeStaffDialog)
    dialog.staff.job_title.setText("Head nurse")
    dialog.staff.name.setText("N. Ingabire")
    person = staff(office)["nurse"]
    with office.clinic.act("administrator") as uow:  # from another workstation
        service.change_user(
            uow, user_id=person.id, version=person.version, name="Noella Ingabire K.", roles=person.roles, licence="N 7"
        )
    dialog.act_button.click()
    office.settled()
    assert dialog.both is not None
    both = dialog.both.panel
    assert both.isVisible() and not both.use_button.isEnabled()
    assert staff(office)["nurse"].name == "Noella Ingabire K."
    for place, mine in enumerate((False, True, False)):  # name, job title, licence
        both.choose(place, mine=mine)
    both.use_button.click()
    dialog.act_button.click()
    office.settled()
    now = staff(office)["nurse"]
    assert (now.name, now.job_title, now.licence) == ("Noella Ingabire K.", "Head nurse", "N 7")


def test_the_last_administrator_stays_one(office: Office) -> None:
    panel = staff_panel(office)
    choose(panel, "admin")
    assert not panel.remove_button.isEnabled()
    panel.change_button.click()
    office.settled()
    dialog = panel.dialog
    assert isinstance(dialog, ChangeStaffDialog)
    dialog.staff.roles.set_value(("nurse",))
    dialog.act_button.click()
    office.settled()
    assert dialog.isVisible()
    assert "last administrator" in dialog.problem.text()


def test_a_password_is_reset_by_the_administrator(office: Office) -> None:
    panel = staff_panel(office)
    choose(panel, "nurse")
    panel.reset_button.click()
    dialog = panel.dialog
    assert isinstance(dialog, ResetPasswordDialog)
    dialog.password.setText("Umugezi munini")
    dialog.again.setText("another")
    dialog.act_button.click()
    assert dialog.isVisible()
    dialog.again.setText("Umugezi munini")
    dialog.act_button.click()
    office.settled()
    vault = office.clinic.database.vault
    assert vault.fits("nurse", "Umugezi munini")
    assert not vault.fits("nurse", PASSWORD)


def test_who_leaves_loses_the_access_and_a_new_key_is_offered(office: Office) -> None:
    panel = staff_panel(office)
    choose(panel, "nurse")
    panel.remove_button.click()
    dialog = panel.dialog
    assert isinstance(dialog, ReasonDialog)
    dialog.act_button.click()
    assert dialog.isVisible()
    dialog.reason.setPlainText("moved to Huye")
    dialog.act_button.click()
    office.settled()
    assert not staff(office)["nurse"].active
    assert panel.renew.isVisible()
    key = office.clinic.database.vault.content["database"]["key"]
    panel.renew.renew_button.click()
    office.settled()
    assert office.clinic.database.vault.content["database"]["key"] != key
    assert "new key" in panel.renew.words.text()
    panel.load()
    office.settled()
    assert any(not person.active for person in panel.table.rows())


def test_the_profile_is_changed_and_told(office: Office) -> None:
    office.open("clinic")
    panel = office.page.panel("clinic")
    assert isinstance(panel, ProfilePanel)
    told: list[queries.ClinicProfile] = []
    office.context.profile_changed.connect(told.append)
    assert not panel.save_button.isVisible()
    panel.form.name.setText("MHAC Huye")
    panel.form.name.textEdited.emit("MHAC Huye")
    assert panel.save_button.isVisible()
    panel.save_button.click()
    office.settled()
    assert told[0].name == "MHAC Huye"
    assert not panel.save_button.isVisible()
    with office.clinic.read("administrator") as uow:
        assert queries.clinic_profile(uow).name == "MHAC Huye"


def test_half_edited_fields_are_not_lost_by_a_change_elsewhere_and_can_be_undone(office: Office) -> None:
    office.open("clinic")
    panel = office.page.panel("clinic")
    assert isinstance(panel, ProfilePanel)
    panel.form.phone.setText("+250 788")
    panel.form.phone.textEdited.emit("+250 788")
    office.context.bus.changed.emit("clinic", ())
    office.settled()
    assert panel.form.phone.text() == "+250 788"
    left: list[int] = []
    office.page.settle(lambda: left.append(1))
    assert left == []
    assert "Save or undo" in office.words()
    panel.undo_button.click()
    office.settled()
    assert panel.form.phone.text() == ""
    office.page.settle(lambda: left.append(1))
    assert left == [1]


def test_opening_hours_and_closed_days(office: Office) -> None:
    office.open("hours")
    panel = office.page.panel("hours")
    assert isinstance(panel, HoursPanel)
    line = panel.editor._lines[5]
    line.open_box.click()
    line.closes.setText("12:00")
    panel.save_button.click()
    office.settled()
    panel.close_button.click()
    assert panel.closing.row("day").fault
    panel.day.set_day(date(2026, 12, 25))
    panel.reason.setText("Christmas")
    panel.close_button.click()
    office.settled()
    with office.clinic.read("administrator") as uow:
        frame = book.frame(uow)
    assert frame.hours[5].closes == 720
    assert [row.reason for row in panel.closures.rows()] == ["Christmas"]
    panel.closures.selectRow(0)
    panel.reopen_button.click()
    office.settled()
    assert panel.closures.rows() == ()


def test_rooms_are_renamed_added_and_taken_out_of_use(office: Office) -> None:
    office.open("rooms")
    panel = office.page.panel("rooms")
    assert isinstance(panel, RoomsPanel)
    first, last = panel.editor._lines[0], panel.editor._lines[-1]
    first.name.setText("Nurse A")
    first.name.textEdited.emit("Nurse A")
    assert last.used is not None
    last.used.click()
    panel.editor._add_new()
    panel.editor._lines[-1].name.setText("Exam 3")
    panel.save_button.click()
    office.settled()
    with office.clinic.read("administrator") as uow:
        rooms = {room.name: room.active for room in book.frame(uow).rooms}
    assert rooms["Nurse A"]
    assert not rooms["Vaccination"]
    assert rooms["Exam 3"]


def test_services_are_changed_and_added(office: Office) -> None:
    office.open("services")
    panel = office.page.panel("services")
    assert isinstance(panel, ServicesPanel)
    panel.editor._lines[0].minutes.setValue(45)
    panel.editor._add_new()
    panel.editor._lines[-1].name.setText("Dental check")
    panel.save_button.click()
    office.settled()
    with office.clinic.read("administrator") as uow:
        services = {service.code: service for service in book.frame(uow).services}
    assert services["assessment"].minutes == 45
    assert services["dental_check"].name == "Dental check"


def test_a_backup_is_made_read_back_and_listed(office: Office) -> None:
    office.open("backups")
    panel = office.page.panel("backups")
    assert isinstance(panel, BackupPanel)
    assert panel.table.rows() == ()
    made: list[object] = []
    office.context.backup_made.connect(made.append)
    panel.back_up(None)
    assert not panel.now_button.isEnabled()
    office.settled()
    assert len(panel.table.rows()) == 1
    assert "is read back" in panel.result.words.text()
    assert made


def test_a_backup_that_cannot_be_written_is_said_and_the_button_comes_back(office: Office) -> None:
    office.open("backups")
    panel = office.page.panel("backups")
    assert isinstance(panel, BackupPanel)
    blocked = office.clinic.folder.root / "not a folder"
    blocked.write_text("")
    panel.back_up(blocked)
    office.settled()
    assert panel.now_button.isEnabled()
    assert "could not be written" in panel.result.words.text()


def test_the_holidays_of_a_year_are_closed_by_the_administrators_word(office: Office) -> None:
    office.open("hours")
    panel: Any = office.page.panel("hours")
    QTest.mouseClick(panel.holidays_button, Qt.MouseButton.LeftButton)
    dialog = next(found for found in panel.findChildren(HolidaysDialog) if found.isVisible())
    dialog.year.setValue(2027)
    names = [holiday.code for holiday, _ in dialog.ticks]
    assert "easter_monday" in names
    dialog.ticks[0][1].setChecked(False)
    QTest.keyClicks(dialog.announced[0][1], "10 Mar 2027")
    QTest.mouseClick(dialog.act_button, Qt.MouseButton.LeftButton)
    office.settled()
    with office.clinic.read("administrator") as uow:
        closed = {closure.day: closure.reason for closure in book.frame(uow).closures}
    assert closed[date(2027, 3, 10)] == "Eid al-Fitr"
    assert closed[date(2027, 3, 29)] == "Easter Monday"
    assert date(2027, 1, 1) not in closed


def test_the_limit_of_a_half_hour_is_set_and_taken_away(office: Office) -> None:
    office.open("hours")
    panel: Any = office.page.panel("hours")
    for typed, kept in ((12, 12), (0, None)):
        panel.limit.setValue(typed)
        QTest.mouseClick(panel.limit_button, Qt.MouseButton.LeftButton)
        office.settled()
        with office.clinic.read("administrator") as uow:
            assert book.capacity(uow) == kept


def test_a_service_keeps_its_limit(office: Office) -> None:
    office.open("services")
    panel: Any = office.page.panel("services")
    panel.editor._lines[0].capacity.setValue(4)
    panel.save()
    office.settled()
    with office.clinic.read("administrator") as uow:
        code = panel.editor._lines[0].plan.code
        assert {service.code: service.capacity for service in book.frame(uow).services}[code] == 4


def test_a_new_recovery_code_is_made_typed_again_and_the_old_one_opens_nothing(office: Office, qtbot: QtBot) -> None:
    panel = staff_panel(office)
    vault = office.clinic.database.vault
    old = vault.new_recovery_code()

    def agree() -> None:
        next(each for each in panel.findChildren(FormDialog) if each.isVisible()).act_button.click()

    QTimer.singleShot(50, agree)
    panel.code_button.click()
    office.settled()
    dialog = panel.dialog
    assert isinstance(dialog, NewRecoveryCode)
    code = dialog.card._code
    assert code != old
    dialog.act_button.click()
    assert dialog.isVisible()  # not before it was typed again
    dialog.set_busy(False)
    QTest.keyClicks(dialog.card.again, code)
    dialog.act_button.click()
    assert not dialog.isVisible()
    with pytest.raises(Refused, match="recovery_wrong"):
        vault.open_by_recovery_code(old)
    vault.open_by_recovery_code(code)


def test_a_refused_new_key_leaves_the_window_with_its_database(office: Office, qtbot: QtBot) -> None:
    panel = staff_panel(office)
    context = office.context
    other = open_sqlite(office.clinic.folder.database, KEY, clock=office.clinic.clock, workstation="Desk 1")
    Ear(context, context)
    panel.renew.offer("Noella Ingabire")
    panel.renew.renew_button.click()
    office.settled()
    assert "Close all other windows" in panel.renew.words.text()
    panel.load()
    office.settled()
    assert len(panel.table.rows()) == 4
    qtbot.wait(1200)  # it listens again by then
    with (
        qtbot.waitSignal(context.bus.changed, timeout=3000),
        other.unit_of_work(office.clinic.actor("administrator"), action="security.set_clinic_profile") as uow,
    ):
        service.set_clinic_profile(uow, profile=queries.ClinicProfile(name="MHAC Huye"))
    other.close()
    context.database.close()
