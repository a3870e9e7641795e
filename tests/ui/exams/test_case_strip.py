"""A case that the desk corrects while its exam is open is told above the form, and the exam can go on with it."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from mhac.registration import service as registration
from mhac.registration.records import Case
from mhac.registration.rules import Joining, NewCase
from tests.clinic import Clinic
from tests.mhac.exams.examined import Family, read_exam
from tests.ui.exams.exam_window import Opened, Settled


def recase(clinic: Clinic, household: Family, country: str, category: str) -> None:
    with clinic.act("receptionist", action="registration.correct_case") as uow:
        registration.correct_case(
            uow, case_id=household.case_id, version=uow.get(Case, household.case_id).version,
            request=NewCase(country=country, category=category),
            members=[Joining(household.mother, "principal", principal=True), Joining(household.child, "child")],
        )  # fmt: skip


def test_the_exam_goes_on_under_the_category_of_the_case(
    qtbot: QtBot, opened: Opened, exam_id: int, household: Family, sqlite_clinic: Clinic, settled: Settled
) -> None:
    page = opened("nurse", exam_id=exam_id, section="history")
    assert not page.case_strip.isVisible()
    recase(sqlite_clinic, household, "US", "IV")
    page.mark_stale()
    settled()
    assert page.case_strip.isVisible()
    said = page.case_strip.words.text()
    assert "is now for United States · Immigrant visa" in said
    assert "begun for Refugee" in said
    qtbot.mouseClick(page.case_strip.follow_button, Qt.MouseButton.LeftButton)
    settled()
    page.mark_stale()
    settled()
    assert not page.case_strip.isVisible()
    assert read_exam(sqlite_clinic, exam_id).applicant.category == "IV"


def test_another_country_is_no_way_on(opened: Opened, exam_id: int, household: Family, sqlite_clinic: Clinic) -> None:
    recase(sqlite_clinic, household, "CA", "PR_ECON")
    page = opened("nurse", exam_id=exam_id, section="history")
    assert page.case_strip.isVisible()
    assert not page.case_strip.follow_button.isVisible()
    said = page.case_strip.words.text()
    assert "PR_ECON" not in said
    assert "Void this exam" in said
