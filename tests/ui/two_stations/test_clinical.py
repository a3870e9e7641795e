"""What two workstations change at the same time in exams, sheets for the authorities and protocols."""

from collections.abc import Callable
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from mhac.exams import service as exams
from mhac.exams.rules import ExamStatus
from mhac.protocols import queries as protocols
from mhac.protocols import service as protocol_service
from mhac.submissions import service as submissions
from mhac.submissions.rules import Resolution
from tests.clinic import Clinic
from tests.mhac.exams.examined import Family, begin, family, fill, read_exam, signed_exam
from tests.mhac.submissions.sheets import blind_right, prepared, read_sheet, tick_all
from tests.ui.protocols.editions import import_own, later_states, shipped
from tests.ui.protocols.test_library import entry, panel_of
from tests.ui.two_stations.panels import Beside, both_of, closed, turned
from ui.app.context import AppContext
from ui.app.dialogs import FormDialog, ReasonDialog
from ui.app.page import Page
from ui.exams.casefile_page import CaseFilePage
from ui.exams.move_dialog import MoveDialog
from ui.protocols.edition_panel import EditionPanel
from ui.protocols.entries import Part
from ui.protocols.page import ProtocolsPage
from ui.protocols.value_dialog import ValueDialog
from ui.submissions.dialogs import DifferenceDialog, SubmitDialog
from ui.submissions.page import EntryPage

Settled = Callable[[], None]
SETTING = "syphilis_below"


@pytest.fixture
def household(clinic: Clinic) -> Family:
    return family(clinic)


@pytest.fixture
def opened(qtbot: QtBot, station_of: Callable[..., AppContext], settled: Settled) -> Callable[..., Any]:
    """Opens a page for somebody: `opened(CaseFilePage, "nurse", person_id=1)`."""

    def make(kind: type[Page], role: str, **arguments: Any) -> Page:
        page = kind(station_of(role))
        qtbot.addWidget(page)
        page.resize(1232, 812)
        page.show_with(**arguments)
        page.show()
        settled()
        return page

    return make


def dialog_of(page: Page, kind: type[FormDialog] = FormDialog) -> Any:
    return next(each for each in page.findChildren(kind) if each.isVisible())


def press(dialog: FormDialog, settled: Settled) -> None:
    dialog.act_button.click()
    settled()


# -- exams ----------------------------------------------------------------------------------------------------------


def test_who_voids_an_exam_sees_how_far_it_has_come_meanwhile(
    clinic: Clinic, household: Family, opened: Callable[..., Any], settled: Settled
) -> None:
    exam_id = begin(clinic, household)
    page = opened(CaseFilePage, "physician", person_id=household.mother)
    page.void_action.trigger()
    dialog = dialog_of(page, ReasonDialog)
    dialog.reason.setPlainText("Begun on the wrong person")
    fill(clinic, exam_id, "identity")
    press(dialog, settled)
    assert "Done: 0 % →" in turned(dialog)
    assert read_exam(clinic, exam_id).status is ExamStatus.DRAFT
    press(dialog, settled)
    assert read_exam(clinic, exam_id).status is ExamStatus.VOID
    assert closed(page, ReasonDialog)


def test_who_moves_an_exam_is_told_that_it_was_moved_already(
    clinic: Clinic, household: Family, opened: Callable[..., Any], settled: Settled, beside: Beside
) -> None:
    exam_id = begin(clinic, household)
    page = opened(CaseFilePage, "nurse", person_id=household.mother)
    page.move_action.trigger()
    dialog = dialog_of(page, MoveDialog)
    dialog.choice(household.child).setChecked(True)
    dialog.reason.setPlainText("The daughter sat in the chair")
    version = page.file.exam.version
    with beside("nurse") as uow:
        exams.move_exam(uow, exam_id=exam_id, version=version, to_person_id=household.child, reason="wrong chair")
    press(dialog, settled)
    assert "not there any more" in dialog.problem.text()
    assert read_exam(clinic, exam_id).banner.person_id == household.child


# -- sheets ---------------------------------------------------------------------------------------------------------


def test_a_number_that_two_gave_is_seen_before_it_is_kept(
    clinic: Clinic, household: Family, opened: Callable[..., Any], settled: Settled, beside: Beside
) -> None:
    exam_id = signed_exam(clinic, household)
    sheet = prepared(clinic, exam_id)
    page = opened(EntryPage, "administrator", exam_id=exam_id, paper="ds3030")
    page.panel.number_button.click()
    settled()
    dialog = dialog_of(page)
    dialog.form.field("number").setText("EM 0047")
    with beside("administrator") as uow:
        version = read_sheet(clinic, sheet).version
        submissions.set_number(uow, submission_id=sheet, version=version, number="EM 0048")
    press(dialog, settled)
    assert "EM 0048" in turned(dialog) and read_sheet(clinic, sheet).number == "EM 0048"
    press(dialog, settled)
    assert read_sheet(clinic, sheet).number == "EM 0047"


def test_who_submits_and_who_opens_again_see_what_became_of_the_sheet(
    clinic: Clinic, household: Family, opened: Callable[..., Any], settled: Settled, beside: Beside
) -> None:
    exam_id = signed_exam(clinic, household)
    sheet = prepared(clinic, exam_id)
    tick_all(clinic, sheet)
    page = opened(EntryPage, "administrator", exam_id=exam_id, paper="ds3030")
    page.panel.submit_button.click()
    settled()
    dialog = dialog_of(page, SubmitDialog)
    dialog.number.setText("EM 4711")
    with beside("administrator") as uow:
        version = read_sheet(clinic, sheet).version
        submissions.set_number(uow, submission_id=sheet, version=version, number="EM 4712")
    press(dialog, settled)
    assert "EM 4712" in turned(dialog) and read_sheet(clinic, sheet).submitted_at is None
    press(dialog, settled)
    assert read_sheet(clinic, sheet).number == "EM 4711"
    page.panel.reopen_button.click()
    settled()
    again = dialog_of(page, ReasonDialog)
    again.reason.setPlainText("The authority gave it back")
    with beside("administrator") as uow:
        version = read_sheet(clinic, sheet).version
        submissions.reopen(uow, submission_id=sheet, version=version, reason="the photo was missing")
    press(again, settled)
    assert "the photo was missing" in turned(again)
    press(again, settled)
    assert again.problem.isVisible()  # it is open already, the rule says
    assert read_sheet(clinic, sheet).reopened_reason == "the photo was missing"


def test_who_decides_a_difference_sees_what_was_decided_meanwhile(
    clinic: Clinic, household: Family, opened: Callable[..., Any], settled: Settled, beside: Beside
) -> None:
    exam_id = signed_exam(clinic, household)
    sheet = prepared(clinic, exam_id)
    with clinic.act("nurse") as uow:
        submissions.rekey(uow, submission_id=sheet, typed=blind_right(clinic, sheet, field__xray_result="Abnormal"))
    page = opened(EntryPage, "administrator", exam_id=exam_id, paper="ds3030")
    (check,) = page.sheet.differences
    page.panel.decide_buttons()[0].click()
    settled()
    dialog = dialog_of(page, DifferenceDialog)
    dialog.group.button(list(Resolution).index(Resolution.TYPING_SLIP)).setChecked(True)
    dialog.reason.setPlainText("Looked again at the film")
    with beside("administrator") as uow:
        submissions.resolve(
            uow, check_id=check.id, version=check.version, resolution=Resolution.EXAM_WRONG, reason="Film 2"
        )
    press(dialog, settled)
    assert "the exam must be amended" in turned(dialog)
    assert read_sheet(clinic, sheet).differences[0].resolution is Resolution.EXAM_WRONG
    press(dialog, settled)
    assert read_sheet(clinic, sheet).differences[0].resolution is Resolution.TYPING_SLIP


# -- protocols ------------------------------------------------------------------------------------------------------


def changed(beside: Beside, value: int | None, reason: str, seen: int = 0) -> None:
    edition = shipped("US")
    with beside("physician") as uow:
        protocol_service.change_setting(
            uow, country="US", edition=edition.edition, digest=edition.digest, key=SETTING, value=value, reason=reason,
            seen=seen,
        )  # fmt: skip


def held(clinic: Clinic) -> dict[str, object]:
    with clinic.read("physician") as uow:
        return dict(protocols.overrides(uow, "US", shipped("US").edition))


def settings_of(page: ProtocolsPage, settled: Settled) -> EditionPanel:
    return panel_of(page, settled, shipped("US"), Part.SETTINGS)


@pytest.mark.parametrize("mine", [True, False])
def test_a_number_of_the_clinic_that_two_gave_is_chosen(
    clinic: Clinic, opened: Callable[..., Any], settled: Settled, beside: Beside, mine: bool
) -> None:
    page = opened(ProtocolsPage, "physician")
    panel = settings_of(page, settled)
    panel._change(entry(panel, SETTING))
    dialog = panel.dialog
    assert isinstance(dialog, ValueDialog)
    dialog.number.setText("50")
    dialog.reason.setPlainText("The ministry asks for it")
    changed(beside, 40, "A study says so")
    press(dialog, settled)
    both = both_of(dialog)
    assert held(clinic) == {SETTING: 40}
    assert "40" in both.theirs_button.text() and "A study says so" in both.theirs_button.text()
    both.choose(0, mine=mine)
    press(dialog, settled)
    assert held(clinic) == {SETTING: 50 if mine else 40}


def test_who_goes_back_to_the_edition_sees_the_change_that_came_meanwhile(
    clinic: Clinic, opened: Callable[..., Any], settled: Settled, beside: Beside
) -> None:
    changed(beside, 40, "A study says so")
    page = opened(ProtocolsPage, "physician")
    panel = settings_of(page, settled)
    first = entry(panel, SETTING)
    panel._undo(first)
    dialog = panel.dialog
    assert isinstance(dialog, ReasonDialog)
    dialog.reason.setPlainText("The letter was withdrawn")
    changed(beside, 42, "A better study", seen=first.history[0].id)
    press(dialog, settled)
    assert "40" in turned(dialog) and "A better study" in turned(dialog)
    assert held(clinic) == {SETTING: 42}
    press(dialog, settled)
    assert held(clinic) == {}


def test_who_withdraws_an_adoption_sees_that_it_was_withdrawn(
    clinic: Clinic, opened: Callable[..., Any], settled: Settled, beside: Beside
) -> None:
    edition = shipped("US")
    with clinic.act("physician") as uow:
        adoption = protocol_service.adopt_edition(
            uow, country="US", edition=edition.edition, digest=edition.digest, confirmed_rules=()
        )
    page = opened(ProtocolsPage, "physician")
    panel = settings_of(page, settled)
    panel._withdraw()
    dialog = panel.dialog
    assert isinstance(dialog, ReasonDialog)
    dialog.reason.setPlainText("A new edition comes")
    with beside("physician") as uow:
        protocol_service.withdraw_adoption(uow, adoption_id=adoption, version=1, reason="Two rules are wrong")
    press(dialog, settled)
    assert "Two rules are wrong" in turned(dialog)
    press(dialog, settled)
    assert dialog.problem.isVisible()  # withdrawn already, the rule says


def test_who_retires_a_template_sees_that_it_was_retired(
    clinic: Clinic, opened: Callable[..., Any], settled: Settled, beside: Beside
) -> None:
    own = import_own(clinic, later_states(syphilis_below=30))
    page = opened(ProtocolsPage, "administrator")
    assert page.library.editions.select_key(next(row.key for row in page.library.editions.rows() if row.own))
    settled()
    page.library.own.retire_button.click()
    dialog = page.library.own.dialog
    assert isinstance(dialog, ReasonDialog)
    dialog.reason.setPlainText("The programme ended")
    with beside("administrator") as uow:
        protocol_service.retire_template(uow, template_id=own, version=1, reason="A better one was imported")
    press(dialog, settled)
    assert "A better one was imported" in turned(dialog)
    press(dialog, settled)
    assert dialog.problem.isVisible()  # retired already, the rule says
