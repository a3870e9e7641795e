"""The examination page with real keys, real lanes and a real database."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from mhac.exams import entry
from mhac.exams.rules import ExamStatus, How
from tests.clinic import PASSWORD, Clinic
from tests.mhac.exams.examined import (
    FILM_NORMAL,
    Family,
    adopt,
    begin,
    confirm,
    family,
    fill,
    fill_all,
    read_exam,
    sign,
)
from ui.app.context import AppContext
from ui.app.dialogs import PasswordDialog, ReasonDialog
from ui.exams.classification_view import OverrideDialog
from ui.exams.instrument import InstrumentBox
from ui.exams.move_dialog import MoveDialog
from ui.exams.page import ExamPage
from ui.exams.questions import LineQuestion, MeasureCell, SystemRow

Settled = Callable[[], None]
Opened = Callable[..., ExamPage]
Key = Qt.Key


@pytest.fixture
def household(sqlite_clinic: Clinic) -> Family:
    return family(sqlite_clinic)


@pytest.fixture
def exam_id(sqlite_clinic: Clinic, household: Family) -> int:
    return begin(sqlite_clinic, household)


@pytest.fixture
def opened(qtbot: QtBot, context_for: Callable[..., AppContext], settled: Settled) -> Iterator[Opened]:
    """Opens the page for somebody: `opened("nurse", exam_id=1, section="vitals")`."""

    def make(role: str, **arguments: Any) -> ExamPage:
        page = ExamPage(context_for(role))
        qtbot.addWidget(page)
        page.resize(1232, 800)
        page.show_with(**arguments)
        page.show()
        page.activateWindow()
        qtbot.waitActive(page)
        settled()
        return page

    yield make


def press(qtbot: QtBot, key: Qt.Key, *more: Qt.Key, modifier: Any = Qt.KeyboardModifier.NoModifier) -> None:
    """Press keys where the cursor is."""
    for one in (key, *more):
        target = QApplication.focusWidget()
        assert target is not None
        qtbot.keyClick(target, one, modifier)


def write(qtbot: QtBot, text: str) -> None:
    """Type where the cursor is."""
    target = QApplication.focusWidget()
    assert target is not None
    qtbot.keyClicks(target, text)


def measure(page: ExamPage, key: str) -> MeasureCell:
    question = page.form.question(key)
    assert isinstance(question, MeasureCell)
    return question


def click(qtbot: QtBot, button: QPushButton) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def dialog(page: QWidget, name: str, kind: type[Any]) -> Any:
    found = page.findChild(kind, name)
    assert found is not None
    return found


def test_vital_signs_by_keyboard_from_field_to_field(
    qtbot: QtBot, sqlite_clinic: Clinic, exam_id: int, opened: Opened, settled: Settled
) -> None:
    page = opened("nurse", exam_id=exam_id, section="vitals")
    for text in ("162", "58,4", "142", "91", "78", "16", "36.8"):
        write(qtbot, text)
        press(qtbot, Key.Key_Return)
    assert measure(page, "bmi").input.value() == 22.3
    assert measure(page, "bp_systolic").input.property("state") == "warning"
    press(qtbot, Key.Key_Return, modifier=Qt.KeyboardModifier.ControlModifier)
    settled()
    answers = read_exam(sqlite_clinic, exam_id).answers
    assert (answers["weight_kg"].value, answers["bp_systolic"].value, answers["pulse"].value) == (58.4, 142, 78)
    assert answers["pulse"].by_name == "Noella Ingabire"
    assert page.current != "vitals"
    assert page.head.saved.text() == "Saved 08:00"


def test_an_implausible_value_is_questioned_and_can_be_confirmed(
    qtbot: QtBot, sqlite_clinic: Clinic, exam_id: int, opened: Opened, settled: Settled
) -> None:
    page = opened("nurse", exam_id=exam_id, section="vitals")
    pulse = measure(page, "pulse")
    pulse.input.setFocus()
    write(qtbot, "300")
    assert pulse._sure.isVisible()
    page.finish()
    settled()
    assert "pulse" not in read_exam(sqlite_clinic, exam_id).answers
    assert pulse.input.property("state") == "bad"
    pulse._sure.setFocus()
    press(qtbot, Key.Key_Space)
    page.finish()
    settled()
    assert read_exam(sqlite_clinic, exam_id).answers["pulse"].how == How.CONFIRMED


def test_systems_by_their_letters_with_words_where_something_is_found(
    qtbot: QtBot, sqlite_clinic: Clinic, exam_id: int, opened: Opened, settled: Settled
) -> None:
    page = opened("physician", exam_id=exam_id, section="physical")
    press(qtbot, Key.Key_N, Key.Key_A)
    write(qtbot, "Wax in the left ear")
    press(qtbot, Key.Key_Return, Key.Key_X)
    write(qtbot, "No light")
    press(qtbot, Key.Key_Return)
    row = page.form.question("sys_mouth")
    assert isinstance(row, SystemRow)
    assert row.segments.hasFocus()
    page.finish()
    settled()
    answers = read_exam(sqlite_clinic, exam_id).answers
    assert answers["sys_general"].value == {"state": "normal", "note": ""}
    assert answers["sys_hearing"].value == {"state": "abnormal", "note": "Wax in the left ear"}
    assert answers["sys_eyes"].value == {"state": "not_done", "note": "No light"}
    assert page.current == "physical"


def test_the_rest_is_marked_normal_after_examining_only(
    qtbot: QtBot, sqlite_clinic: Clinic, exam_id: int, opened: Opened, settled: Settled
) -> None:
    page = opened("physician", exam_id=exam_id, section="physical")
    page.form.rest_normal_wanted.emit()
    assert page._strip.isVisible()
    press(qtbot, Key.Key_N)
    page.form.rest_normal_wanted.emit()
    page.finish()
    settled()
    answers = read_exam(sqlite_clinic, exam_id).answers
    assert answers["sys_general"].how == How.ENTERED
    assert {answers[key].how for key in ("sys_skin", "sys_lungs", "sys_nervous")} == {How.REST_NORMAL}


def test_a_nurse_is_not_offered_to_mark_the_rest_and_cannot_enter_systems(exam_id: int, opened: Opened) -> None:
    page = opened("nurse", exam_id=exam_id, section="physical")
    assert not [b for b in page.form.findChildren(QPushButton) if "rest normal" in b.text()]
    row = page.form.question("sys_heart")
    assert isinstance(row, SystemRow)
    assert not row.segments.isEnabled()


def test_a_questionnaire_scores_itself_and_its_warning_sign_wants_an_action(
    qtbot: QtBot, sqlite_clinic: Clinic, exam_id: int, opened: Opened, settled: Settled
) -> None:
    page = opened("physician", exam_id=exam_id, section="mental")
    box = page.form.question("phq9")
    assert isinstance(box, InstrumentBox)
    page.form.focus_on(box)
    for digit in "1120000012":
        write(qtbot, digit)
    assert box._total.text() == "5 / 27"
    assert box._band.text() == "Mild"
    page.finish()
    settled()
    assert page.current == "mental"
    box = page.form.question("phq9")
    assert isinstance(box, InstrumentBox)
    click(qtbot, next(b for b in box.findChildren(QPushButton) if b.property("flag") == "phq9_self_harm"))
    asked = dialog(page, "acknowledge", ReasonDialog)
    asked.reason.setPlainText("No plan; sister informed; seen again on Thursday")
    click(qtbot, asked.act_button)
    settled()
    flag = read_exam(sqlite_clinic, exam_id).flags[0]
    assert not flag.is_open
    assert flag.action.startswith("No plan")


def test_results_of_film_and_blood_by_keyboard(
    qtbot: QtBot, sqlite_clinic: Clinic, exam_id: int, opened: Opened, settled: Settled
) -> None:
    page = opened("physician", exam_id=exam_id, section="xray")
    press(qtbot, Key.Key_T)
    write(qtbot, "10.3.2026")
    press(qtbot, Key.Key_Return, Key.Key_N)
    page.finish()
    settled()
    page.show_section("syphilis")
    write(qtbot, "10 Mar 2026")
    press(qtbot, Key.Key_Return, Key.Key_N, Key.Key_N)
    page.finish()
    settled()
    answers = read_exam(sqlite_clinic, exam_id).answers
    assert (answers["xray_on"].value, answers["xray_result"].value) == ("2026-03-10", "normal")
    assert answers["syphilis_treponemal"].value == "nonreactive"


def test_the_words_of_a_score_stand_apart_from_its_number(exam_id: int, opened: Opened) -> None:
    page = opened("physician", exam_id=exam_id, section="mental")
    legends = [label.text() for label in page.form.question("phq9").findChildren(QLabel)]
    assert any("0\u00a0= Not at all" in legend for legend in legends), legends


def test_an_answer_opens_the_next_question_without_losing_the_cursor(
    qtbot: QtBot, exam_id: int, opened: Opened
) -> None:
    page = opened("nurse", exam_id=exam_id, section="tb")
    contact = page.form.question("tb_contact")
    page.form.focus_on(contact)
    press(qtbot, Key.Key_Y)
    assert isinstance(page.form.question("tb_contact_family"), LineQuestion)
    assert isinstance(contact, LineQuestion)
    assert contact.note is not None
    assert contact.note.hasFocus()
    page.form.focus_on(contact)
    press(qtbot, Key.Key_N)
    with pytest.raises(KeyError):
        page.form.question("tb_contact_family")


def test_the_question_with_the_cursor_stays_in_view_when_rows_come_before_it(
    qtbot: QtBot, exam_id: int, opened: Opened, settled: Settled
) -> None:
    page = opened("nurse", exam_id=exam_id, section="history")
    page.resize(1024, 560)
    asked = [key for key in page.form._rows if page.form.question(key).may_enter]
    page.form.focus_on(page.form.question(asked[0]))
    for _ in range(24):
        press(qtbot, Key.Key_N)
        qtbot.wait(5)
        settled()
        held = QApplication.focusWidget()
        assert held is not None
        assert not held.visibleRegion().isEmpty(), held.accessibleName()


def test_finishing_leads_to_the_first_question_that_is_missing(
    qtbot: QtBot, exam_id: int, opened: Opened, settled: Settled
) -> None:
    page = opened("nurse", exam_id=exam_id, section="identity")
    press(qtbot, Key.Key_Y)
    page.form.focus_on(page.form.question("interpreter_used"))
    press(qtbot, Key.Key_N, Key.Key_Return, modifier=Qt.KeyboardModifier.NoModifier)
    click(qtbot, page.head.finish_button)
    settled()
    qtbot.wait(10)
    assert page.current == "identity"
    held = QApplication.focusWidget()
    assert held is not None
    assert "consents" in held.accessibleName()


def test_where_nothing_is_typed_the_cursor_waits_in_the_list_of_sections(
    qtbot: QtBot, exam_id: int, opened: Opened
) -> None:
    page = opened("nurse", exam_id=exam_id, section="vitals")
    press(qtbot, Key.Key_F8)
    assert page.current == "physical"
    assert page.sections.hasFocus()
    page.show_section("classification")
    assert page.sections.hasFocus()


def test_typing_is_kept_within_a_second_and_comes_back_after_a_crash(
    qtbot: QtBot, sqlite_clinic: Clinic, exam_id: int, opened: Opened, settled: Settled
) -> None:
    page = opened("nurse", exam_id=exam_id, section="history")
    page.form.focus_on(page.form.question("hx_medicines"))
    for letter in "metformin 500":
        write(qtbot, letter)
        qtbot.wait(60)  # nobody pauses
    qtbot.wait(450)
    settled()
    assert read_exam(sqlite_clinic, exam_id, "nurse").drafts["history"].values["hx_medicines"] == "metformin 500"
    assert page.head.saved.text() == "Draft saved 08:00"

    again = opened("nurse", exam_id=exam_id)
    assert again.current == "history"
    assert again.restored_strip.isVisible()
    assert again.presenter is not None
    assert again.presenter.values["hx_medicines"] == "metformin 500"
    assert "hx_medicines" not in read_exam(sqlite_clinic, exam_id).answers


def test_leaving_the_page_waits_for_the_draft(
    qtbot: QtBot, sqlite_clinic: Clinic, exam_id: int, opened: Opened, settled: Settled
) -> None:
    page = opened("nurse", exam_id=exam_id, section="vitals")
    write(qtbot, "162")
    gone: list[bool] = []
    page.settle(lambda: gone.append(True))
    assert gone == []
    settled()
    assert gone == [True]
    assert read_exam(sqlite_clinic, exam_id, "nurse").drafts["vitals"].values == {"height_cm": 162.0}
    page.settle(lambda: gone.append(True))
    assert gone == [True, True]


@pytest.mark.parametrize("mine", [True, False])
def test_two_answers_to_one_question_are_shown_side_by_side(
    qtbot: QtBot, sqlite_clinic: Clinic, exam_id: int, opened: Opened, settled: Settled, mine: bool
) -> None:
    page = opened("nurse", exam_id=exam_id, section="vitals")
    measure(page, "pulse").input.setFocus()
    write(qtbot, "78")
    with sqlite_clinic.act("physician", action="exams.save_section") as uow:
        entry.save_section(uow, exam_id=exam_id, section="vitals", values={"pulse": 90}, base={})
    page.finish()
    settled()
    assert page.stale_strip.isVisible()
    assert "78" in page.stale_strip.mine_button.text()
    assert "90" in page.stale_strip.theirs_button.text()
    click(qtbot, page.stale_strip.mine_button if mine else page.stale_strip.theirs_button)
    settled()
    assert read_exam(sqlite_clinic, exam_id).answers["pulse"].value == (78 if mine else 90)
    assert measure(page, "pulse").input.value() == (78 if mine else 90)


def test_f7_and_f8_go_through_the_sections(qtbot: QtBot, exam_id: int, opened: Opened) -> None:
    page = opened("nurse", exam_id=exam_id, section="identity")
    press(qtbot, Key.Key_F8)
    assert page.current == "history"
    press(qtbot, Key.Key_F8, Key.Key_F7, Key.Key_F7, Key.Key_F7)
    assert page.current == "identity"


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
    asked.reason.setPlainText("Hypertension known from the hospital card")
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
    assert went == [f"administration {read_exam(sqlite_clinic, exam_id).edition}"]


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
