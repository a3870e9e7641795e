"""The end of an examination in the window: sections, classification, signature, amendment, wrong person."""

from datetime import date

from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from mhac.exams import entry
from mhac.exams.rules import ExamStatus
from mhac.registration import queries as people
from mhac.registration import service as registration
from mhac.registration.birth import on_day
from mhac.registration.rules import Joining, NewCase, NewPerson
from mhac.security.queries import audit_lines
from tests.clinic import PASSWORD, Clinic
from tests.mhac.exams.examined import (
    COUNTRY,
    FILM_NORMAL,
    Family,
    adopt,
    begin,
    confirm,
    fill,
    fill_all,
    read_exam,
    sign,
)
from tests.ui.exams.exam_window import Key, Opened, Settled, click, dialog, measure, press
from ui.app.dialogs import PasswordDialog, ReasonDialog
from ui.exams.classification_view import OverrideDialog
from ui.exams.move_dialog import MoveDialog


def test_f7_and_f8_go_through_the_sections(qtbot: QtBot, exam_id: int, opened: Opened) -> None:
    page = opened("nurse", exam_id=exam_id, section="identity")
    press(qtbot, Key.Key_F8)
    assert page.current == "history"
    press(qtbot, Key.Key_F8, Key.Key_F7, Key.Key_F7, Key.Key_F7)
    assert page.current == "identity"


def test_a_double_click_signs_once(
    qtbot: QtBot, sqlite_clinic: Clinic, exam_id: int, opened: Opened, settled: Settled
) -> None:
    adopt(sqlite_clinic)
    fill_all(sqlite_clinic, exam_id)
    page = opened("physician", exam_id=exam_id)
    click(qtbot, page.closing.classification.confirm_button)
    settled()
    page.show_section("signature")
    settled()
    click(qtbot, page.closing.signature.sign_button)
    asked = dialog(page, "sign", PasswordDialog)
    asked.password.setText(PASSWORD)
    click(qtbot, asked.act_button)
    qtbot.keyClick(asked.password, Key.Key_Return)
    qtbot.keyClick(asked.password, Key.Key_Return)
    settled()
    with sqlite_clinic.read("administrator") as uow:
        signed = [line for line in audit_lines(uow) if line.action == "exams.sign_exam"]
    assert len(signed) == 1
    assert read_exam(sqlite_clinic, exam_id).status is ExamStatus.SIGNED


def test_classify_sign_and_amend_in_the_window(
    qtbot: QtBot, sqlite_clinic: Clinic, exam_id: int, opened: Opened, settled: Settled
) -> None:
    adopt(sqlite_clinic)
    fill_all(sqlite_clinic, exam_id)
    page = opened("physician", exam_id=exam_id)
    assert page.current == "classification"
    click(qtbot, page.closing.classification.confirm_button)
    settled()
    page.show_section("signature")
    settled()
    click(qtbot, page.closing.signature.sign_button)
    asked = dialog(page, "sign", PasswordDialog)
    asked.password.setText("not the password")
    click(qtbot, asked.act_button)
    settled()
    assert asked.problem.isVisible()
    assert read_exam(sqlite_clinic, exam_id).status is ExamStatus.DRAFT
    asked.password.setText(PASSWORD)
    click(qtbot, asked.act_button)
    settled()
    assert read_exam(sqlite_clinic, exam_id).status is ExamStatus.SIGNED
    assert page.middle.currentWidget() is page.signed
    assert not page.head.finish_button.isVisible()

    click(qtbot, page.head.amend_button)
    why = dialog(page, "amend", ReasonDialog)
    why.reason.setPlainText("The pulse was written down wrongly")
    click(qtbot, why.act_button)
    settled()
    assert read_exam(sqlite_clinic, exam_id).status is ExamStatus.AMENDED
    page.show_section("vitals")
    pulse = measure(page, "pulse")
    pulse.input.selectAll()
    qtbot.keyClicks(pulse.input, "66")
    page.finish()
    settled()
    confirm(sqlite_clinic, exam_id)
    sign(sqlite_clinic, exam_id)
    page.mark_stale()
    settled()
    versions = page.signed.versions()
    assert versions is not None
    assert "66" in page.signed.content.toPlainText()
    click(qtbot, versions.button("1"))
    settled()
    assert "66 /min" not in page.signed.content.toPlainText()


def test_deciding_otherwise_asks_for_the_reason(
    qtbot: QtBot, sqlite_clinic: Clinic, exam_id: int, opened: Opened, settled: Settled
) -> None:
    fill_all(sqlite_clinic, exam_id)
    page = opened("physician", exam_id=exam_id, section="classification")
    click(qtbot, page.closing.classification.override_button)
    asked = dialog(page, "override", OverrideDialog)
    asked.box("B_OTHER").setChecked(True)
    click(qtbot, asked.act_button)
    assert read_exam(sqlite_clinic, exam_id).decided is None
    assert asked._reason_row.fault
    asked.reason.setPlainText("Hypertension known from the hospital card")
    assert not asked._reason_row.fault
    click(qtbot, asked.act_button)
    settled()
    decided = read_exam(sqlite_clinic, exam_id).decided
    assert decided is not None
    assert (decided.decided.classes, decided.overridden) == (("B_OTHER",), True)


def test_what_stands_in_the_way_is_named_and_leads_there(
    qtbot: QtBot, sqlite_clinic: Clinic, exam_id: int, opened: Opened, settled: Settled
) -> None:
    fill(sqlite_clinic, exam_id, "xray", FILM_NORMAL)
    page = opened("physician", exam_id=exam_id, section="classification")
    go = next(b for b in page.closing.classification.findChildren(QPushButton) if b.property("section") == "tb")
    click(qtbot, go)
    assert page.current == "tb"
    page.show_section("signature")
    settled()
    went: list[str] = []
    page.context.navigation_requested.connect(lambda key, arguments: went.append(f"{key} {arguments['edition']}"))
    click(qtbot, page.closing.signature.sign_button)
    assert page.findChild(PasswordDialog, "sign") is None
    adopt_button = next(b for b in page.closing.signature.findChildren(QPushButton) if "adopt" in b.text())
    click(qtbot, adopt_button)
    assert went == [f"protocols {read_exam(sqlite_clinic, exam_id).edition}"]


def test_the_page_without_person_without_exam_and_without_permission(
    sqlite_clinic: Clinic, household: Family, opened: Opened, settled: Settled
) -> None:
    page = opened("physician")
    assert page._state.isVisible()
    page.show_with(person_id=household.mother)
    settled()
    assert page._state.isVisible()
    exam_id = begin(sqlite_clinic, household)
    page.show_with(person_id=household.mother)
    settled()
    assert page.presenter is not None
    assert page.presenter.view.id == exam_id
    assert page.window_words() == "MUKAMANA Béatrice"
    reception = opened("receptionist", exam_id=exam_id)
    assert reception._state.isVisible()
    assert reception.presenter is None


def test_f6_shows_the_exam_of_the_person_whose_record_is_open(
    sqlite_clinic: Clinic, household: Family, opened: Opened, settled: Settled
) -> None:
    mother = begin(sqlite_clinic, household)
    child = begin(sqlite_clinic, household, household.child)
    page = opened("nurse", exam_id=mother)
    page.hide()
    page.context.active_person = household.child
    page.show()
    settled()
    assert page.presenter is not None
    assert page.presenter.view.id == child


def test_everything_stays_in_sight_on_a_small_screen(qtbot: QtBot, exam_id: int, opened: Opened) -> None:
    page = opened("physician", exam_id=exam_id, section="vitals")
    page.resize(896, 560)
    qtbot.wait(20)
    for shown in (page.head.finish_button, page.head.beside_button, page.sections, page.form):
        assert shown.isVisible()
        corner = shown.mapTo(page, shown.rect().bottomRight())
        assert page.rect().contains(corner)
    assert not page.beside.isVisible()
    click(qtbot, page.head.beside_button)
    assert page.beside.isVisible()
    assert not page.sections.isVisible()


def test_a_section_of_the_wrong_person_is_moved_to_the_right_one(
    qtbot: QtBot, sqlite_clinic: Clinic, household: Family, opened: Opened, settled: Settled
) -> None:
    mother, child = begin(sqlite_clinic, household), begin(sqlite_clinic, household, household.child)
    with sqlite_clinic.act("nurse", action="exams.save_section") as uow:
        entry.save_section(uow, exam_id=mother, section="vitals", values={"weight_kg": 28.5}, base={})
    page = opened("nurse", exam_id=mother, section="vitals")
    page.wrong_person.move_action.trigger()
    settled()
    asked = dialog(page, "move_section", MoveDialog)
    asked.choice(household.child).setChecked(True)
    asked.reason.setPlainText("The daughter stood on the scales")
    click(qtbot, asked.act_button)
    settled()
    assert read_exam(sqlite_clinic, child).answers["weight_kg"].value == 28.5
    assert read_exam(sqlite_clinic, mother).answers["weight_kg"].value is None
    assert measure(page, "weight_kg").input.value() is None
    assert not page.wrong_person.move_action.isEnabled()


def test_a_section_is_moved_to_a_stranger_whose_face_was_shown(
    qtbot: QtBot, sqlite_clinic: Clinic, exam_id: int, opened: Opened, settled: Settled
) -> None:
    with sqlite_clinic.act("receptionist", action="test") as uow:
        stranger = registration.register_person(uow, request=NewPerson(
            "Nzabandora", "Charles", "M", on_day(date(1980, 5, 1)), citizenship="CD", birth_country="CD"))
        case_id = registration.open_case(
            uow, request=NewCase(COUNTRY, "REF"), members=[Joining(stranger, "principal", principal=True)])  # fmt: skip
        number = people.people(uow, [stranger])[stranger].file_number
    theirs = begin(sqlite_clinic, Family(case_id, stranger, stranger))
    with sqlite_clinic.act("nurse", action="exams.save_section") as uow:
        entry.save_section(uow, exam_id=exam_id, section="vitals", values={"weight_kg": 68.5}, base={})
    page = opened("nurse", exam_id=exam_id, section="vitals")
    page.wrong_person.move_action.trigger()
    settled()
    asked = dialog(page, "move_section", MoveDialog)
    asked.reason.setPlainText("The next ticket stood on the scales")
    click(qtbot, asked.act_button)
    assert asked.problem.text() == "Please choose the person."
    asked.elsewhere.picker.setFocus()
    qtbot.keyClicks(asked.elsewhere.picker, number)
    qtbot.keyClick(asked.elsewhere.picker, Key.Key_Return)  # as a scanner sends it
    settled()
    assert asked.elsewhere.banner.isVisible()
    assert asked.elsewhere.banner.name() == "NZABANDORA Charles"
    click(qtbot, asked.act_button)
    settled()
    assert read_exam(sqlite_clinic, theirs).answers["weight_kg"].value == 68.5
    assert read_exam(sqlite_clinic, exam_id).answers["weight_kg"].value is None


def test_a_section_is_taken_back_with_a_reason(
    qtbot: QtBot, sqlite_clinic: Clinic, exam_id: int, opened: Opened, settled: Settled
) -> None:
    fill(sqlite_clinic, exam_id, "vitals")
    page = opened("nurse", exam_id=exam_id, section="vitals")
    page.wrong_person.withdraw_action.trigger()
    asked = dialog(page, "withdraw", ReasonDialog)
    asked.reason.setPlainText("Measured on somebody else")
    click(qtbot, asked.act_button)
    settled()
    assert read_exam(sqlite_clinic, exam_id).answers["pulse"].value is None
