"""Entering a sheet at the window: keys, ticks, the clipboard, the blind check, the submission, and the list."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from mhac.registration import service as registration
from mhac.registration.queries import person_file
from mhac.submissions import service
from mhac.submissions.making import snapshot_pdf
from mhac.submissions.rules import Resolution, RowState, Status, TickHow
from tests.clinic import Clinic
from tests.mhac.exams.examined import Family
from tests.mhac.submissions.sheets import blind_right, prepared, read_sheet, tick_all
from ui.app.context import AppContext
from ui.app.dialogs import FormDialog, ReasonDialog
from ui.exams.casefile_page import CaseFilePage
from ui.submissions.dialogs import BlindDialog, DifferenceDialog, SubmitDialog
from ui.submissions.page import EntryPage
from ui.submissions.sheet_list import SheetList, copy_mark, tick_box
from ui.submissions.snapshot_dialog import SnapshotDialog
from ui.today.page import TodayPage
from ui.widgets.printing import PrintTarget

Key = Qt.Key
Opened = Callable[..., EntryPage]
Settled = Callable[[], None]


def board() -> str:
    return QGuiApplication.clipboard().text()


def press(qtbot: QtBot, page: EntryPage, settled: Settled, *keys: Qt.Key) -> None:
    for key in keys:
        qtbot.keyClick(page.lines, key)
        settled()


def names(lines: SheetList) -> list[str]:
    return [row.name for row in lines.rows()]


def ticked(page: EntryPage) -> dict[str, TickHow]:
    assert page.sheet is not None
    return {row.name: row.tick.how for row in page.sheet.rows if row.tick}


def dialog(page: EntryPage, kind: type[Any]) -> Any:
    found = page.findChild(kind)
    assert found is not None
    return found


@pytest.fixture
def entry(sqlite_clinic: Clinic, exam_id: int, opened: Opened) -> EntryPage:
    """The TB worksheet, begun."""
    prepared(sqlite_clinic, exam_id)
    return opened("administrator", exam_id=exam_id, paper="ds3030")


def test_a_sheet_is_begun_with_one_key(exam_id, opened, qtbot, settled):
    page = opened("administrator", exam_id=exam_id)
    assert page.begin_button.hasFocus()
    qtbot.keyClick(page.begin_button, Key.Key_Space)
    settled()
    assert page.lines.hasFocus()
    assert page.progress.text() == f"0 of {page.sheet.to_enter} lines"
    assert page.window_words() == "MUKAMANA Béatrice"
    assert page.title == "Enter DS-2054"


def test_enter_copies_and_moves_on_and_ticks_the_line_before(entry, qtbot, settled):
    rows = entry.lines.rows()
    assert entry.lines.current_row().name == rows[0].name == "person.family_name"
    press(qtbot, entry, settled, Key.Key_Return)
    assert board() == "Mukamana"
    assert entry.lines.current_row().name == "person.given_names"
    assert ticked(entry) == {}
    press(qtbot, entry, settled, Key.Key_Return)
    assert board() == "Béatrice"
    assert ticked(entry) == {"person.family_name": TickHow.ENTERED}
    press(qtbot, entry, settled, Key.Key_Enter)
    assert board() == "03-14-1990"
    assert entry.progress.text() == f"2 of {entry.sheet.to_enter} lines"


def test_the_whole_sheet_is_entered_by_enter_alone(entry, qtbot, settled):
    for _ in range(entry.sheet.to_enter + 1):
        press(qtbot, entry, settled, Key.Key_Return)
    assert entry.sheet.entered == entry.sheet.to_enter
    assert entry.bar.value() == entry.bar.maximum()


def test_space_ticks_n_says_no_place_and_both_are_taken_back(entry, qtbot, settled):
    press(qtbot, entry, settled, Key.Key_Space)
    assert ticked(entry) == {"person.family_name": TickHow.ENTERED}
    press(qtbot, entry, settled, Key.Key_N)
    assert ticked(entry) == {"person.family_name": TickHow.NO_PLACE}
    press(qtbot, entry, settled, Key.Key_N)
    assert ticked(entry) == {}


def test_the_mouse_copies_and_ticks_where_the_signs_are(entry, qtbot, settled):
    def at(name: str, place: Callable[..., Any]) -> QPoint:
        entry.lines.choose(name)
        area = entry.lines.visualRect(entry.lines.currentIndex())
        return place(area).center()

    left = Qt.MouseButton.LeftButton
    qtbot.mouseClick(entry.lines.viewport(), left, pos=at("person.document_number", tick_box))
    settled()
    assert ticked(entry) == {}  # nothing is recorded there
    qtbot.mouseClick(entry.lines.viewport(), left, pos=at("person.given_names", copy_mark))
    assert board() == "Béatrice"
    assert entry.lines.copied == "person.given_names"
    qtbot.mouseClick(entry.lines.viewport(), left, pos=at("person.given_names", tick_box))
    settled()
    assert list(ticked(entry)) == ["person.given_names"]


def test_leaving_or_locking_empties_the_clipboard(entry, qtbot, settled):
    press(qtbot, entry, settled, Key.Key_Return)
    settled_by_frame = []
    entry.settle(lambda: settled_by_frame.append(True))
    assert board() == ""
    assert settled_by_frame == [True]
    assert entry.lines.copied == ""
    press(qtbot, entry, settled, Key.Key_Return)
    assert board() != ""
    entry.show_with()
    assert board() == ""


def test_what_is_not_asked_is_shown_on_demand(entry):
    assert "field.igra_result" not in names(entry.lines)
    assert "field.xray_remarks" in names(entry.lines)
    entry.whole.click()
    assert "field.igra_result" in names(entry.lines)
    assert names(entry.lines) == [row.name for row in entry.sheet.rows]


def test_the_sheets_are_changed_by_their_tabs(entry, qtbot, settled):
    entry.tabs.choose("ds2054")
    settled()
    assert entry.middle.currentWidget() is entry.unprepared
    entry.tabs.choose("ds3030")
    settled()
    assert entry.sheet.paper_key == "ds3030"


def test_another_desks_tick_appears_and_the_chosen_line_stays(entry, exam_id, sqlite_clinic, settled):
    entry.lines.choose("field.xray_on")
    sheet = entry.sheet.submission_id
    with sqlite_clinic.act("nurse", action="submissions.tick") as uow:
        service.tick(uow, submission_id=sheet, row="person.family_name")
    entry.context.bus.changed.emit("submissions", (exam_id,))
    settled()
    assert list(ticked(entry)) == ["person.family_name"]
    assert entry.lines.current_row().name == "field.xray_on"


def test_the_line_below_says_who_recorded_and_who_entered(entry, qtbot, settled):
    entry.lines.choose("field.xray_on")
    press(qtbot, entry, settled, Key.Key_Space)
    entry.lines.choose("field.xray_state")
    entry.lines.choose("field.xray_on")
    text = entry.detail.text()
    assert "copied as 03-10-2026" in text
    assert "recorded: Dr Claire Uwase" in text
    assert "entered: Alain Nkusi" in text


# -- the second person ------------------------------------------------------------------------------------------------


def fill(shown: BlindDialog, typed: dict[str, str]) -> None:
    assert shown.form is not None
    for field in shown.fields:
        place = shown.form.field(field.row)
        text = typed[field.row]
        if isinstance(place, QComboBox):
            place.setCurrentText(text)
        elif isinstance(place, QLineEdit):
            place.setText(text)


def test_a_second_person_rekeys_blind_and_differences_stand_side_by_side(sqlite_clinic, exam_id, opened, settled):
    sheet = prepared(sqlite_clinic, exam_id)
    page = opened("nurse", exam_id=exam_id, paper="ds3030")
    page.panel.rekey_button.click()
    settled()
    shown = dialog(page, BlindDialog)
    words = " ".join(label.text() for label in shown.findChildren(type(page.detail)))
    assert "Mukamana" not in words
    assert "10 Mar 2026" not in words
    shown.act_button.click()
    settled()
    assert shown.isVisible()  # every line is asked
    fill(shown, blind_right(sqlite_clinic, sheet, field__xray_result="Abnormal"))
    shown.act_button.click()
    settled()
    assert page.findChild(BlindDialog) is None
    (check,) = page.sheet.differences
    assert (check.on_sheet, check.typed) == ("Normal", "Abnormal")
    assert page.panel.decide_buttons() == []  # a nurse does not decide
    deciding = opened("administrator", exam_id=exam_id, paper="ds3030")
    deciding.panel.decide_buttons()[0].click()
    settled()
    decision = dialog(deciding, DifferenceDialog)
    decision.act_button.click()
    assert decision.problem.text() == "Say which side is right."
    decision.group.button(list(Resolution).index(Resolution.TYPING_SLIP)).setChecked(True)
    decision.reason.setPlainText("Looked again at the film")
    decision.act_button.click()
    settled()
    assert deciding.sheet.differences[0].resolution is Resolution.TYPING_SLIP
    assert deciding.panel.decide_buttons() == []


def test_who_entered_is_told_that_another_must_check(entry, qtbot, settled):
    press(qtbot, entry, settled, Key.Key_Space)
    entry.panel.rekey_button.click()
    settled()
    assert entry.findChild(BlindDialog) is None
    assert "second person" in entry._strip.accessibleName()


# -- snapshot and submission ------------------------------------------------------------------------------------------


def test_the_snapshot_is_shown_kept_and_printed(entry, exam_id, sqlite_clinic, settled, tmp_path):
    entry.panel.snapshot_button.click()
    settled()
    shown = dialog(entry, SnapshotDialog)
    assert shown.pdf.startswith(b"%PDF")
    kept = snapshot_pdf(sqlite_clinic.database, sqlite_clinic.actor("administrator"), entry.sheet.submission_id)
    assert kept == shown.pdf
    printed = tmp_path / "sheet.pdf"
    shown.choose_printer = lambda _parent: PrintTarget("File", "A4", 1, str(printed))
    shown.act_button.click()
    settled()
    assert printed.stat().st_size > 1000
    assert entry.sheet.has_snapshot


def test_a_sheet_is_submitted_with_number_and_time(entry, sqlite_clinic, settled):
    entry.panel.submit_button.click()
    settled()
    early = dialog(entry, SubmitDialog)
    early.number.setText("EM 4711")
    early.act_button.click()
    settled()
    assert "lines are not ticked yet" in early.problem.text()
    early.reject()
    tick_all(sqlite_clinic, entry.sheet.submission_id)
    entry.mark_stale()
    settled()
    entry.panel.submit_button.click()
    settled()
    shown = next(one for one in entry.findChildren(SubmitDialog) if one.isVisible())
    shown.act_button.click()
    settled()
    assert shown.form.row("number").fault
    shown.number.setText("em 4711")
    shown.time.setText("7:59")
    shown.act_button.click()
    settled()
    assert shown.form.row("submitted_at").fault  # the sheet was not there yet
    shown.time.setText("8:00")
    shown.act_button.click()
    settled()
    done = read_sheet(sqlite_clinic, entry.sheet.submission_id)
    assert (done.status, done.number, done.has_snapshot) == (Status.SUBMITTED, "EM 4711", True)
    assert not entry.panel.submit_button.isVisible()
    entry.lines.choose("field.xray_on")
    entry.lines.setFocus()


def test_a_submitted_sheet_takes_no_tick_and_is_opened_again_with_a_reason(entry, sqlite_clinic, qtbot, settled):
    test_a_sheet_is_submitted_with_number_and_time(entry, sqlite_clinic, settled)
    before = ticked(entry)
    press(qtbot, entry, settled, Key.Key_Space, Key.Key_N)
    assert ticked(entry) == before
    entry.panel.reopen_button.click()
    settled()
    shown = dialog(entry, ReasonDialog)
    shown.reason.setPlainText("The office gave the case back")
    shown.act_button.click()
    settled()
    assert entry.sheet.status is Status.OPEN


def test_the_number_is_kept_before_the_submission(entry, settled):
    entry.panel.number_button.click()
    settled()
    shown = next(one for one in entry.findChildren(FormDialog) if one.objectName() == "number")
    field = shown.form.field("number")
    assert isinstance(field, QLineEdit)
    field.setText("em 0047")
    shown.act_button.click()
    settled()
    assert entry.sheet.number == "EM 0047"


def test_a_corrected_person_asks_to_freeze_anew(entry, sqlite_clinic, household: Family, settled):
    with sqlite_clinic.act("receptionist", action="registration.correct_person") as uow:
        file = person_file(uow, household.mother)
        request = type(file.facts)(**{**vars(file.facts), "given_names": "Béatrice Uwera"})
        registration.correct_person(uow, person_id=household.mother, version=file.version, request=request)
    entry.mark_stale()
    settled()
    assert entry.renew_button.isVisible()
    entry.renew_button.click()
    settled()
    assert not entry.notice.isVisible()
    assert next(row for row in entry.sheet.rows if row.name == "person.given_names").value == "Béatrice Uwera"


# -- the list, and the ways here --------------------------------------------------------------------------------------


def test_the_list_opens_an_exam_by_enter_and_narrows_by_typing(exam_id, opened, qtbot, settled):
    page = opened("administrator")
    wanted: list[tuple[str, dict[str, object]]] = []
    page.context.navigation_requested.connect(lambda key, arguments: wanted.append((key, arguments)))
    assert page.list.table.hasFocus()
    assert [row.exam_id for row in page.list.table.rows()] == [exam_id]
    page.list.filter.setText("nobody")
    assert page.list.table.rows() == ()
    page.list.filter.setText("mukamana")
    qtbot.keyClick(page.list.table, Key.Key_Return)
    assert wanted == [("entry", {"exam_id": exam_id})]


def test_an_empty_list_says_so(opened):
    page = opened("administrator")
    assert "Nothing waits" in page._state._title.text()


def test_the_reception_may_not(exam_id, opened):
    assert opened("receptionist", exam_id=exam_id)._state._title.text() == "Not for your role"


def test_an_unsigned_exam_says_what_is_missing(sqlite_clinic, household, opened):
    from tests.mhac.exams.examined import begin

    page = opened("administrator", exam_id=begin(sqlite_clinic, household))
    assert page.unprepared_words.text() == "The exam is not signed yet."
    assert not page.begin_button.isVisible()


@pytest.mark.parametrize("role", ["administrator", "physician"])
def test_the_case_file_leads_here(role, exam_id, household, qtbot, context_for, settled):
    context: AppContext = context_for(role)
    wanted: list[tuple[str, dict[str, object]]] = []
    context.navigation_requested.connect(lambda key, arguments: wanted.append((key, arguments)))
    page = CaseFilePage(context)
    qtbot.addWidget(page)
    page.show_with(person_id=household.mother)
    page.show()
    settled()
    if role == "administrator":
        page.enter_button.click()
    else:
        page.enter_action.trigger()
    assert page.enter_button.isVisible() == (role == "administrator")
    assert wanted == [("entry", {"exam_id": exam_id})]


def test_today_tells_the_administrator_what_is_to_be_entered(exam_id, qtbot, context_for, settled):
    page = TodayPage(context_for("administrator"))
    qtbot.addWidget(page)
    page.show()
    settled()
    card = next(card for card in page.cards if card.task.work.value == "to_enter")
    assert [line.waiting.arguments for line in card.lines] == [(("exam_id", exam_id),)]


def test_a_long_name_and_a_narrow_window_cut_no_line_off(sqlite_clinic, household, exam_id, opened, settled):
    with sqlite_clinic.act("receptionist", action="registration.correct_person") as uow:
        file = person_file(uow, household.mother)
        long = {"family_name": "Nyirahabimana Ntawukuriryayo Mukandayisenga", "given_names": "Marie Immaculée " * 4}
        request = type(file.facts)(**{**vars(file.facts), **long})
        registration.correct_person(uow, person_id=household.mother, version=file.version, request=request)
    prepared(sqlite_clinic, exam_id)
    page = opened("administrator", exam_id=exam_id, paper="ds3030")
    page.resize(776, 640)
    settled()
    page.lines.choose("person.given_names")
    long_line = page.lines.visualRect(page.lines.currentIndex())
    page.lines.choose("person.age")
    assert long_line.height() > page.lines.visualRect(page.lines.currentIndex()).height()
    assert page.lines.verticalScrollBar().maximum() > 0
    assert page.minimumSizeHint().width() <= 776


def test_help_says_how(exam_id, opened):
    assert "Enter copies" in opened("administrator", exam_id=exam_id).help_text()
    assert "Enter opens" in opened("administrator").help_text()


def test_a_line_is_spoken_with_label_value_and_state(entry):
    entry.lines.choose("person.birth_date")
    index = entry.lines.currentIndex()
    spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("Birth date (mm-dd-yyyy): 14 Mar 1990 · copied as 03-14-1990")
    assert not entry.lines.model().index(0, 0).flags()  # a heading is no stop
    assert entry.lines.rows()[0].state is RowState.GIVEN
