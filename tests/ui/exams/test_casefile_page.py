"""The case file page with real lanes and a real database."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from mhac.exams.rules import ExamStatus, StepState
from mhac.exams.slips import printed_slips
from mhac.registration import service as registration
from mhac.registration.birth import in_years
from mhac.registration.rules import NewConsent, NewPerson
from tests.clinic import Clinic
from tests.documents.papers import codes
from tests.mhac.exams.examined import FILM_TB, Family, begin, family, fill, read_exam, signed_exam
from ui.app.context import AppContext
from ui.app.dialogs import ReasonDialog
from ui.app.request_slip import RequestSlipDialog
from ui.exams.casefile_page import CaseFilePage
from ui.exams.move_dialog import MoveDialog
from ui.widgets.basics import Pill
from ui.widgets.printing import PrintTarget

Settled = Callable[[], None]
Opened = Callable[..., CaseFilePage]


@pytest.fixture
def household(sqlite_clinic: Clinic) -> Family:
    return family(sqlite_clinic)


@pytest.fixture
def went() -> list[tuple[str, dict[str, Any]]]:
    """Where the page led to."""
    return []


@pytest.fixture
def opened(
    qtbot: QtBot, context_for: Callable[..., AppContext], settled: Settled, went: list[tuple[str, dict[str, Any]]]
) -> Iterator[Opened]:
    """Opens the page for somebody: `opened("nurse", person_id=1)`."""

    def make(role: str, **arguments: Any) -> CaseFilePage:
        context = context_for(role)
        page = CaseFilePage(context)
        context.navigation_requested.connect(lambda key, given: went.append((key, given)))
        qtbot.addWidget(page)
        page.resize(1232, 800)
        page.show_with(**arguments)
        page.show()
        settled()
        return page

    yield make


def tabs_of(page: CaseFilePage) -> list[str]:
    return [page.tabs.tabText(place) for place in range(page.tabs.count())]


def words_beside(page: CaseFilePage) -> str:
    return " ".join(label.text() for label in page.why.findChildren(type(page._side_head)) if label.text())


def consents(clinic: Clinic, person_id: int) -> None:
    with clinic.act("receptionist") as uow:
        registration.record_consent(uow, person_id=person_id, request=NewConsent("given", "rw"))


def test_without_a_recorded_consent_the_exam_begins_with_a_reason_only(
    qtbot: QtBot, household: Family, opened: Opened, settled: Settled, went: list[tuple[str, dict[str, Any]]]
) -> None:
    page = opened("nurse", person_id=household.mother)
    qtbot.mouseClick(page.exam_button, Qt.MouseButton.LeftButton)
    settled()
    asked = page.findChild(ReasonDialog, "without_consent")
    assert isinstance(asked, ReasonDialog)
    qtbot.mouseClick(asked.act_button, Qt.MouseButton.LeftButton)
    settled()
    assert went == []
    asked.reason.setPlainText("The form is on paper")
    qtbot.mouseClick(asked.act_button, Qt.MouseButton.LeftButton)
    settled()
    assert [key for key, _ in went] == ["exam"]
    assert "The form is on paper" in [line.reason for line in page.events.rows()]


def test_an_exam_is_begun_from_the_case_file(
    qtbot: QtBot, sqlite_clinic: Clinic, household: Family, opened: Opened, settled: Settled,
    went: list[tuple[str, dict[str, Any]]],
) -> None:  # fmt: skip
    consents(sqlite_clinic, household.mother)
    page = opened("nurse", person_id=household.mother)
    assert tabs_of(page) == ["Requirements"]
    assert page.exam_button.text().replace("&", "") == "Begin exam"
    qtbot.mouseClick(page.exam_button, Qt.MouseButton.LeftButton)
    settled()
    assert [key for key, _ in went] == ["exam"]
    assert read_exam(sqlite_clinic, went[0][1]["exam_id"]).banner.person_id == household.mother
    assert page.exam_button.text().replace("&", "").startswith("Continue exam")
    assert tabs_of(page) == ["Requirements", "Exams and signatures", "History"]


def test_pressed_twice_or_by_two_people_one_exam_is_begun(
    qtbot: QtBot, sqlite_clinic: Clinic, household: Family, opened: Opened, settled: Settled,
    went: list[tuple[str, dict[str, Any]]],
) -> None:  # fmt: skip
    consents(sqlite_clinic, household.mother)
    page = opened("nurse", person_id=household.mother)
    for _ in range(2):
        qtbot.mouseClick(page.exam_button, Qt.MouseButton.LeftButton)
    settled()
    assert len({arguments["exam_id"] for _, arguments in went}) == 1
    assert len(page.exams.rows()) == 1


def test_the_banner_and_the_window_say_whose_file_it_is(household: Family, opened: Opened) -> None:
    page = opened("physician", person_id=household.mother)
    assert page.banner.name() == "MUKAMANA Béatrice"
    assert page.window_words() == "MUKAMANA Béatrice"
    assert any("Refugee" in tag for tag in page.banner.tags())
    assert page.context.active_person == household.mother


def test_a_requirement_says_why_and_leads_to_its_section(
    qtbot: QtBot, sqlite_clinic: Clinic, household: Family, opened: Opened, went: list[tuple[str, dict[str, Any]]]
) -> None:
    exam_id = begin(sqlite_clinic, household)
    page = opened("physician", person_id=household.mother)
    assert page.requirements.choose("syphilis")
    step = page.requirements.current_step()
    assert step is not None
    assert step.reasons[0].because in words_beside(page)
    assert step.reasons[0].source in words_beside(page)
    page.requirements.setFocus()
    qtbot.keyClick(page.requirements, Qt.Key.Key_Return)
    assert went == [("exam", {"exam_id": exam_id, "section": "syphilis"})]


def test_what_is_not_known_yet_names_what_it_waits_for(
    sqlite_clinic: Clinic, household: Family, opened: Opened
) -> None:
    begin(sqlite_clinic, household)
    page = opened("physician", person_id=household.mother)
    waiting = next(step for step in page.requirements.steps() if step.state is StepState.WAITING)
    page.requirements.choose(waiting.item)
    assert all(need in words_beside(page) for need in waiting.needs)


def test_a_request_prints_a_slip_with_its_barcode(
    qtbot: QtBot, sqlite_clinic: Clinic, household: Family, opened: Opened, settled: Settled, tmp_path: Path
) -> None:
    begin(sqlite_clinic, household)
    page = opened("nurse", person_id=household.mother)
    page.requirements.choose("syphilis")
    ask = next(b for b in page.why.findChildren(QPushButton) if b.text().replace("&", "") == "Request…")
    qtbot.mouseClick(ask, Qt.MouseButton.LeftButton)
    settled()
    slip = page.findChild(RequestSlipDialog, "slip")
    assert isinstance(slip, RequestSlipDialog)
    assert slip.preview.page_count == 1
    step = next(step for step in page.requirements.steps() if step.item == "syphilis")
    assert step.state is StepState.REQUESTED
    assert codes(slip.pdf)["Code128"] == {step.request_number}
    slip.choose_printer = lambda _parent: None
    qtbot.mouseClick(slip.act_button, Qt.MouseButton.LeftButton)
    settled()
    assert printed(sqlite_clinic, step.request_id) is False, "nothing left the program"
    slip.choose_printer = lambda _parent: PrintTarget("File", "A4", 1, str(tmp_path / "slip.pdf"))
    qtbot.mouseClick(slip.act_button, Qt.MouseButton.LeftButton)
    settled()
    assert (tmp_path / "slip.pdf").stat().st_size > 1000
    assert printed(sqlite_clinic, step.request_id) is True


def printed(clinic: Clinic, request_id: int | None) -> bool:
    assert request_id is not None
    with clinic.read("nurse") as uow:
        return request_id in printed_slips(uow, [request_id])


def test_the_family_is_one_click_away(
    qtbot: QtBot, sqlite_clinic: Clinic, household: Family, opened: Opened, went: list[tuple[str, dict[str, Any]]]
) -> None:
    page = opened("nurse", person_id=household.mother)
    members = page.family.members()
    assert [member.given_names for member in members] == ["Béatrice", "Divine"]
    place = page.family.visualRect(page.family.model().index(1, 0)).center()
    qtbot.mouseClick(page.family.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert went == [("casefile", {"person_id": household.child, "case_id": household.case_id})]


def test_a_receptionist_sees_done_and_not_done_and_no_way_into_the_exam(
    sqlite_clinic: Clinic, household: Family, opened: Opened, went: list[tuple[str, dict[str, Any]]]
) -> None:
    exam_id = begin(sqlite_clinic, household)
    fill(sqlite_clinic, exam_id, "history", {"hx_diabetes": True})
    fill(sqlite_clinic, exam_id, "xray", FILM_TB)
    page = opened("receptionist", person_id=household.mother)
    assert {step.state for step in page.requirements.steps()} <= {StepState.DONE, StepState.NOT_DONE}
    assert not page.exam_button.isVisible()
    assert not page.more_button.isVisible()
    assert not [b for b in page.why.findChildren(QPushButton) if not b.isHidden()]
    page.requirements.opened.emit(page.requirements.steps()[0])
    assert went == []
    assert tabs_of(page) == ["Requirements", "Exams and signatures"]


def test_an_exam_on_the_wrong_person_is_moved_with_a_reason(
    qtbot: QtBot, sqlite_clinic: Clinic, household: Family, opened: Opened, settled: Settled
) -> None:
    exam_id = begin(sqlite_clinic, household)
    page = opened("nurse", person_id=household.mother)
    page.move_action.trigger()
    asked = page.findChild(MoveDialog, "move")
    assert isinstance(asked, MoveDialog)
    qtbot.mouseClick(asked.act_button, Qt.MouseButton.LeftButton)
    assert asked.problem.isVisible()
    asked.choice(household.child).setChecked(True)
    asked.reason.setPlainText("The daughter sat in the chair")
    qtbot.mouseClick(asked.act_button, Qt.MouseButton.LeftButton)
    settled()
    assert read_exam(sqlite_clinic, exam_id).banner.person_id == household.child
    assert page.file is not None
    assert page.file.exam is None


def test_an_exam_is_voided_with_a_reason_and_stays_in_the_list(
    qtbot: QtBot, sqlite_clinic: Clinic, household: Family, opened: Opened, settled: Settled
) -> None:
    exam_id = begin(sqlite_clinic, household)
    page = opened("physician", person_id=household.mother)
    page.void_action.trigger()
    asked = page.findChild(ReasonDialog, "void")
    assert isinstance(asked, ReasonDialog)
    qtbot.mouseClick(asked.act_button, Qt.MouseButton.LeftButton)
    assert read_exam(sqlite_clinic, exam_id).status is ExamStatus.DRAFT
    asked.reason.setPlainText("Begun on the wrong person")
    qtbot.mouseClick(asked.act_button, Qt.MouseButton.LeftButton)
    settled()
    assert read_exam(sqlite_clinic, exam_id).status is ExamStatus.VOID
    assert [line.status for line in page.exams.rows()] == [ExamStatus.VOID]
    assert "Begun on the wrong person" in [line.reason for line in page.events.rows()]
    assert page.exam_button.text().replace("&", "") == "Begin exam"


def test_a_signed_exam_shows_its_signature_and_validity(
    sqlite_clinic: Clinic, household: Family, opened: Opened
) -> None:
    signed_exam(sqlite_clinic, household)
    page = opened("physician", person_id=household.mother)
    assert [line.seq for line in page.signatures.rows()] == [1]
    assert page._side_note.text().startswith("valid until 10 Sep")
    assert page.requirements.steps()[-1].state is StepState.DONE
    assert page.exam_button.text().replace("&", "").startswith("Read exam")
    assert not page.move_action.isVisible()


def test_somebody_without_a_case_and_nobody_at_all(sqlite_clinic: Clinic, opened: Opened, settled: Settled) -> None:
    page = opened("nurse")
    assert page._state.isVisible()
    with sqlite_clinic.act("receptionist", action="test") as uow:
        alone = registration.register_person(
            uow, request=NewPerson(family_name="Uwase", sex="F", birth=in_years(1985, 1988)))  # fmt: skip
    page.show_with(person_id=alone)
    settled()
    assert page.banner.name() == "UWASE"
    page.open_exam()
    assert page._strip.isVisible()


def test_a_change_by_somebody_else_appears_by_itself(
    qtbot: QtBot, sqlite_clinic: Clinic, household: Family, opened: Opened, settled: Settled
) -> None:
    exam_id = begin(sqlite_clinic, household)
    page = opened("nurse", person_id=household.mother)
    fill(sqlite_clinic, exam_id, "vitals", role="nurse")
    page.context.bus.changed.emit("exams", (exam_id,))
    settled()
    qtbot.waitUntil(lambda: any(step.section == "vitals" and step.state is StepState.DONE
                                for step in page.requirements.steps()))  # fmt: skip


def test_a_missing_or_refused_consent_stands_above_everything(
    sqlite_clinic: Clinic, household: Family, opened: Opened, settled: Settled
) -> None:
    def said(page: CaseFilePage) -> set[str]:
        return {pill.text() for pill in page.banner.findChildren(Pill)}

    assert "Consent not recorded" in said(opened("nurse", person_id=household.mother))
    for decision, words in (("refused", "Consent refused or withdrawn"), ("given", "")):
        with sqlite_clinic.act("receptionist") as uow:
            registration.record_consent(uow, person_id=household.mother, request=NewConsent(decision, "rw"))
        assert {each for each in said(opened("nurse", person_id=household.mother)) if "onsent" in each} <= {words}
