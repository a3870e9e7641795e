"""The examination page with real keys, real lanes and a real database."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from mhac.exams import entry
from mhac.exams.rules import How
from mhac.registration import service as registration
from mhac.registration.rules import NewConsent
from tests.clinic import Clinic
from tests.mhac.exams.examined import (
    Family,
    fill,
    read_exam,
)
from tests.ui.exams.exam_window import Key, Opened, Settled, click, dialog, measure, press, write
from ui.app.dialogs import ReasonDialog
from ui.exams.instrument import InstrumentBox
from ui.exams.page import ExamPage
from ui.exams.questions import LineQuestion, SystemRow
from ui.widgets.basics import Pill


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
    settled()
    assert "warning sign | Thoughts of death or self-harm" in looked_at(page)
    page.finish()
    settled()
    assert page.current == "mental"
    assert "Thoughts of death or self-harm" in looked_at(page)
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
    assert "Thoughts of death" not in looked_at(page)


def looked_at(page: ExamPage) -> str:
    """What stands beside the form under "Needs a second look"."""
    return " | ".join(label.text() for label in page.beside.findChildren(QLabel)).split("Tests")[0]


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


def test_enter_on_the_button_finishes_the_section(
    qtbot: QtBot, sqlite_clinic: Clinic, exam_id: int, opened: Opened, settled: Settled
) -> None:
    fill(sqlite_clinic, exam_id, "identity", role="nurse")
    page = opened("nurse", exam_id=exam_id, section="identity")
    page.head.finish_button.setFocus()
    press(qtbot, Key.Key_Return)
    settled()
    assert page.current != "identity"


def test_the_nurse_goes_on_to_her_own_next_section(
    qtbot: QtBot, sqlite_clinic: Clinic, exam_id: int, opened: Opened, settled: Settled
) -> None:
    fill(sqlite_clinic, exam_id, "vitals", role="nurse")
    page = opened("nurse", exam_id=exam_id, section="vitals")
    page.finish()
    settled()
    assert page.presenter is not None
    section = page.presenter.section(page.current)
    assert section is not None
    assert section.key not in ("vitals", "physical", "mental")
    assert any(page.presenter.may_enter(asked) for asked in section.fields)
    assert page.presenter.next_own("signature") == ""


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


def test_the_head_says_first_that_consent_was_withdrawn(
    sqlite_clinic: Clinic, household: Family, exam_id: int, opened: Opened
) -> None:
    def said(page: ExamPage) -> set[str]:
        return {pill.text() for pill in page.head.findChildren(Pill) if "onsent" in pill.text()}

    shown: dict[str, set[str]] = {
        "": {"Consent not recorded"}, "withdrawn": {"Consent refused or withdrawn"}, "given": set(),
    }  # fmt: skip
    for decision, words in shown.items():
        if decision:
            with sqlite_clinic.act("receptionist") as uow:
                registration.record_consent(uow, person_id=household.mother, request=NewConsent(decision, "rw"))
        assert said(opened("nurse", exam_id=exam_id)) == words


def test_the_section_that_is_open_stays_in_sight(opened: Opened, settled: Settled, exam_id: int) -> None:
    page = opened("physician", exam_id=exam_id, section="classification")
    page.resize(900, 460)
    settled()
    row = page.sections.visualRect(page.sections.currentIndex())
    assert page.sections.viewport().rect().contains(row)
