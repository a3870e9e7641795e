"""The window: sign-in with real passwords, lock, sign-out, languages, look, and the way back by the recovery code."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from mhac import rooms
from mhac.kernel.errors import NotSignedIn
from mhac.kernel.paths import DataFolder
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.security import front, service, sign_in
from mhac.security.queries import ClinicProfile
from tests.clinic import CHEAP, PASSWORD
from tests.ui.app.desk import FOUNDER, PROFILE, Desk, make_shell, words_on
from ui.app import theme
from ui.app.door import Door
from ui.app.lanes import Lanes
from ui.app.languages import current_language
from ui.app.password_dialog import OwnPasswordDialog
from ui.app.preferences import Preferences
from ui.app.window import Window
from ui.widgets import formats


def test_the_sign_in_shows_the_clinic_and_the_right_password_opens_it(desk: Desk) -> None:
    assert "MHAC Kigali" in words_on(desk.screen)
    desk.sign_in()
    assert desk.window.windowTitle() == "Notes — MHAC Kigali"
    assert desk.shell.context.actor.name == "Alain Nkusi"
    assert desk.window._sign_in is None


def test_data_without_its_keys_is_no_new_clinic(tmp_path: Path, qtbot: QtBot, look: None) -> None:
    folder = DataFolder(tmp_path / "clinic")
    founded = sign_in.found_clinic(folder, administrator=FOUNDER, profile=PROFILE, granted=rooms.granted(), cost=CHEAP)
    founded.signed_in.database.close()
    folder.slots.unlink()
    window = Window(
        Door(folder, rooms.granted), make_shell, lambda _door, _lanes: QLabel("wizard"), Preferences(folder)
    )
    qtbot.addWidget(window)
    window.begin()
    window.show()
    said = words_on(window)
    assert "The file with the keys is missing. Restore it from a backup" in said
    assert "wizard" not in said
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=10_000)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_a_wrong_password_is_said_beside_the_field_and_the_login_stays(desk: Desk) -> None:
    desk.sign_in("not the password")
    form = desk.screen.sign_in_form
    assert "Login or password is not right" in form.form.row("password").fault
    assert form.login.text() == "admin"
    assert form.act_button.isEnabled()
    assert desk.window.shell is None


def test_empty_fields_are_named_before_anything_is_asked(desk: Desk) -> None:
    desk.screen.sign_in_form.submit()
    assert desk.screen.sign_in_form.form.row("login").fault
    assert desk.screen.sign_in_form.act_button.text() == "Sign in"


def test_after_five_failures_the_login_is_locked_with_the_time_that_is_left(desk: Desk) -> None:
    for _ in range(5):
        desk.sign_in("not the password")
    desk.sign_in()
    assert "another 5 min" in words_on(desk.screen.sign_in_form.problem)
    desk.clock.forward(minutes=6)
    desk.sign_in()
    assert desk.window.shell is not None


def test_caps_lock_is_noticed_from_what_is_typed(desk: Desk) -> None:
    form = desk.screen.sign_in_form
    form.password.caps_lock.emit(True)
    assert "Caps Lock" in words_on(form)
    form.password.caps_lock.emit(False)
    assert "Caps Lock" not in words_on(form)


def test_the_lock_hides_the_page_and_gives_it_back_as_it_was(desk: Desk) -> None:
    desk.sign_in()
    desk.qtbot.keyClicks(desk.line(), "HABIMANA")
    desk.shell.lock()
    desk.wait()
    assert desk.locked()
    assert not desk.shell.isVisible()
    assert "HABIMANA" not in desk.window.windowTitle()
    lock = desk.window._lock
    assert lock is not None
    desk.qtbot.keyClicks(lock.form.password, "not the password")
    desk.qtbot.keyClick(lock.form.password, Qt.Key.Key_Return)
    desk.wait()
    assert desk.locked()
    assert lock.form.form.row("password").fault
    desk.qtbot.keyClicks(lock.form.password, PASSWORD)
    desk.qtbot.keyClick(lock.form.password, Qt.Key.Key_Return)
    desk.wait()
    assert not desk.locked()
    assert desk.line().text() == "HABIMANA"


@pytest.mark.parametrize("found_before", [True, False])
def test_behind_the_lock_nobody_reads_what_was_found(desk: Desk, found_before: bool) -> None:
    desk.sign_in()
    box = desk.shell.top.find_box
    desk.qtbot.keyClicks(box, "HABIMANA")
    if found_before:
        desk.qtbot.waitUntil(box.popup.isVisible)
        box.popup.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)  # the mouse lies on the list: it keeps it open
    else:
        box._pause.stop()
        box._ask()
    desk.shell.lock()
    desk.wait()
    assert desk.locked()
    assert not box.popup.isVisible()


def test_the_keys_of_the_workspace_do_nothing_behind_the_lock(desk: Desk) -> None:
    desk.sign_in()
    desk.shell.lock()
    desk.wait()
    desk.qtbot.keyClick(desk.window, Qt.Key.Key_F2)
    desk.qtbot.keyClick(desk.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert desk.locked()
    assert not desk.shell.top.find_box.hasFocus()


def test_a_dialog_is_hidden_by_the_lock_and_comes_back(desk: Desk) -> None:
    desk.sign_in()
    desk.shell.password_requested.emit()
    dialog = desk.window.findChild(OwnPasswordDialog)
    assert isinstance(dialog, OwnPasswordDialog)
    desk.window.lock()
    desk.wait()
    assert not dialog.isVisible()
    assert desk.window._lock is not None
    desk.window._lock.form.password.setText(PASSWORD)
    desk.window._lock.form.submit()
    desk.wait()
    assert dialog.isVisible()


def test_a_dialog_does_not_keep_the_key_of_the_lock_to_itself(desk: Desk) -> None:
    desk.sign_in()
    desk.shell.password_requested.emit()
    dialog = desk.window.findChild(OwnPasswordDialog)
    assert isinstance(dialog, OwnPasswordDialog)
    line = dialog.findChildren(QLineEdit)[0]
    dialog.activateWindow()
    desk.qtbot.waitUntil(dialog.isActiveWindow)
    desk.qtbot.keyClicks(line, "half typed")
    desk.qtbot.keyClick(line, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    desk.wait()
    assert desk.locked()
    assert not dialog.isVisible()
    assert desk.window._lock is not None
    desk.window._lock.form.password.setText(PASSWORD)
    desk.window._lock.form.submit()
    desk.wait()
    assert dialog.isVisible()
    assert line.text() == "half typed"


def test_somebody_else_may_sign_in_from_the_lock(desk: Desk) -> None:
    desk.sign_in()
    desk.shell.lock()
    desk.wait()
    assert desk.window._lock is not None
    next(b for b in desk.window._lock.findChildren(QPushButton) if "somebody else" in b.text()).click()
    desk.wait()
    assert desk.window.shell is None
    assert desk.screen.isVisible()


def test_an_idle_desk_locks_itself(desk: Desk) -> None:
    desk.sign_in()
    assert desk.window._idle.counting
    desk.window._idle.idle.emit()
    desk.wait()
    assert desk.locked()
    assert not desk.window._idle.counting


def test_the_lock_is_in_the_audit(desk: Desk) -> None:
    desk.sign_in()
    desk.shell.lock()
    desk.wait()
    context = desk.window.context
    assert context is not None
    from mhac.security import queries

    with context.database.reading(context.actor) as uow:
        acts = [line.action for line in queries.audit_lines(uow)]
    assert acts[0] == "security.lock"
    assert "security.sign_in" in acts


def test_an_administrator_comes_back_by_the_recovery_code(desk: Desk) -> None:
    desk.screen.show_recovery()
    form = desk.screen.recovery_form
    form.code.setText(desk.recovery_code.lower().replace("-", " "))
    form.login.setText("admin")
    form.password.setText("Nyabarongo 2026")
    form.again.setText("Nyabarongo 2062")
    form.submit()
    assert form.form.row("again").fault
    form.again.setText("Nyabarongo 2026")
    form.submit()
    desk.wait()
    assert desk.window.shell is not None


def test_a_password_set_by_somebody_else_must_be_changed_first(desk: Desk) -> None:
    desk.sign_in()
    context = desk.window.context
    assert context is not None
    with context.database.unit_of_work(context.actor, action="security.add_user") as uow:
        rose = service.add_user(
            uow, request=service.NewUser("rose", "Rose Mutoni", ("receptionist",), "Inzozi nziza 26")
        )
    with context.database.unit_of_work(context.actor, action="security.reset_password") as uow:
        service.reset_password(uow, user_id=rose, password="Umugezi munini")
    desk.window.sign_out()
    desk.wait()
    desk.sign_in("Umugezi munini", "rose")
    assert desk.window.shell is None
    assert desk.screen.step_name() == "new_password"
    form = desk.screen.password_form
    form.password.setText("short")
    form.again.setText("short")
    form.submit()
    desk.wait()
    assert "at least 10" in form.form.row("password").fault
    for field in (form.password, form.again):
        field.setText("Ikirere cyiza")
    form.submit()
    desk.wait()
    assert desk.shell.context.actor.name == "Rose Mutoni"


def test_ones_own_password_is_changed_from_the_menu(desk: Desk) -> None:
    desk.sign_in()
    desk.shell.password_requested.emit()
    dialog = desk.window.findChild(OwnPasswordDialog)
    assert isinstance(dialog, OwnPasswordDialog)
    dialog.act_button.click()
    assert dialog.form is not None
    assert dialog.form.row("old").fault
    dialog.old.setText("not the password")
    dialog.new.setText("Ikirere cyiza")
    dialog.again.setText("Ikirere cyiza")
    dialog.act_button.click()
    desk.wait()
    assert dialog.isVisible()
    assert dialog.form.row("old").fault
    dialog.old.setText(PASSWORD)
    dialog.act_button.click()
    desk.wait()
    assert not dialog.isVisible()
    desk.window.sign_out()
    desk.wait()
    desk.sign_in("Ikirere cyiza")
    assert desk.window.shell is not None


def test_everybody_works_in_his_own_language_and_the_sign_in_speaks_the_workstations(desk: Desk) -> None:
    desk.screen.language_chosen.emit("rw")
    assert current_language() == "rw"
    desk.sign_in()
    assert current_language() == "en"  # as the administrator is on file
    desk.shell.status.language_chosen.emit("fr")
    desk.wait()
    desk.window.sign_out()
    desk.wait()
    assert current_language() == "rw"
    assert Preferences(desk.folder).language == "rw"
    desk.sign_in()
    assert current_language() == "fr"  # chosen once, kept with the person


def test_a_language_asked_for_on_the_command_line_holds_for_this_run(desk: Desk) -> None:
    desk.window._preferences.language_of_this_run = "fr"
    desk.sign_in()
    assert current_language() == "fr"
    assert Preferences(desk.folder).language == ""


def test_a_change_of_language_keeps_the_page_and_is_remembered(desk: Desk) -> None:
    desk.sign_in()
    before = desk.shell
    desk.shell.status.language_chosen.emit("fr")
    desk.wait()
    assert desk.shell is not before
    assert desk.shell.current()[0] == "notes"
    assert current_language() == "fr"
    assert Preferences(desk.folder).language == "", "the workstation's own language is another matter"


def test_a_change_of_look_is_applied_and_remembered(desk: Desk, qapp: QApplication) -> None:
    desk.sign_in()
    desk.shell.theme_chosen.emit("dark")
    desk.wait()
    assert theme.is_dark()
    assert Preferences(desk.folder).look == "dark"
    theme.apply(qapp, dark=False)


def test_a_demo_clinic_shows_its_users_and_fills_them_in(desk: Desk) -> None:
    demo = ClinicProfile(name="Demo", demo=True)
    front.keep(desk.folder, demo, (front.DemoUser("admin", PASSWORD, "Alain Nkusi", ("administrator",)),))
    desk.window.sign_out()
    desk.wait()
    assert PASSWORD in words_on(desk.screen)
    next(b for b in desk.screen.findChildren(QPushButton) if b.text() == "Use").click()
    desk.screen.sign_in_form.submit()
    desk.wait()
    assert desk.window.shell is not None


def test_without_a_clinic_the_wizard_comes_first(tmp_path: Path, qtbot: QtBot, look: None) -> None:
    from ui.admin.wizard import Wizard

    folder = DataFolder(tmp_path / "new")
    folder.make()
    window = Window(Door(folder, rooms.granted), make_shell, Wizard, Preferences(folder), lanes=Lanes())
    qtbot.addWidget(window)
    window.begin()
    window.show()
    qtbot.waitUntil(lambda: window.lanes.in_flight == 0, timeout=10_000)
    assert isinstance(window.findChild(Wizard), Wizard)
    window.close()


def test_files_of_the_frame_hold_no_password(desk: Desk) -> None:
    desk.sign_in()
    desk.wait()
    for path in desk.folder.root.rglob("*"):
        if path.is_file():
            assert PASSWORD.encode() not in path.read_bytes(), path.name


def test_whose_access_is_ended_elsewhere_comes_to_the_sign_in_with_the_reason(desk: Desk) -> None:
    desk.sign_in()
    admin = desk.shell.context
    with admin.database.unit_of_work(admin.actor, action="security.add_user") as uow:
        nurse = service.add_user(uow, request=service.NewUser("eric", "Eric Ndahiro", ("nurse",), PASSWORD))
    desk.window.sign_out()
    desk.wait()
    desk.sign_in(login="eric")
    other = sign_in.sign_in(desk.folder, login="admin", password=PASSWORD, granted=rooms.granted(), clock=desk.clock)
    desk.shell.lock()
    desk.wait()
    with other.database.unit_of_work(other.actor, action="security.remove_user") as uow:
        service.remove_user(uow, user_id=nurse, version=1, reason="left the clinic")
    desk.qtbot.waitUntil(lambda: desk.window.shell is None, timeout=5000)  # without an act: the news is enough
    desk.wait()
    assert "Your access has ended" in words_on(desk.screen)
    desk.sign_in(login="eric")
    assert desk.window.shell is None
    other.database.close()


def test_an_act_of_whose_roles_were_changed_leads_to_the_sign_in(desk: Desk) -> None:
    desk.sign_in()
    context = desk.shell.context
    problems: list[Exception] = []
    context.act("test", _put_out, print, owner=context, on_error=problems.append)
    desk.wait()
    assert [type(error) for error in problems] == [NotSignedIn]
    assert desk.window.shell is None
    assert "Your roles were changed" in words_on(desk.screen)


def _put_out(_uow: UnitOfWork) -> None:
    raise NotSignedIn("security.roles_changed")


def test_a_name_and_a_zone_that_were_changed_elsewhere_are_gone_by_at_once(desk: Desk) -> None:
    desk.sign_in()
    other = sign_in.sign_in(desk.folder, login="admin", password=PASSWORD, granted=rooms.granted(), clock=desk.clock)
    desk.qtbot.wait(1200)  # the window listens by then
    with other.database.unit_of_work(other.actor, action="security.set_clinic_profile") as uow:
        profile = replace(PROFILE, name="MHAC Addis", zone="Africa/Addis_Ababa")
        service.set_clinic_profile(uow, profile=profile)
    context = desk.shell.context
    desk.qtbot.waitUntil(lambda: context.zone.key == "Africa/Addis_Ababa", timeout=5000)
    assert context.now().hour == 9
    assert desk.window._entered is not None and desk.window._entered.profile.name == "MHAC Addis"
    other.database.close()
    formats.show_in(zone=formats.DEFAULT_ZONE)
