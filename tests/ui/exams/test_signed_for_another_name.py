"""The page of a signed exam says that the person's name was corrected since, where the physician can amend."""

from datetime import date

from PySide6.QtWidgets import QLabel

from mhac.registration import queries as people
from mhac.registration import service as registration
from mhac.registration.birth import on_day
from mhac.registration.rules import NewPerson
from tests.clinic import Clinic
from tests.mhac.exams.examined import Family, signed_exam
from tests.ui.exams.exam_window import Opened, Settled
from ui.exams.page import ExamPage


def said(page: ExamPage) -> str:
    return " | ".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def test_a_corrected_name_is_said_on_the_signed_exam(
    sqlite_clinic: Clinic, household: Family, opened: Opened, settled: Settled
) -> None:
    exam_id = signed_exam(sqlite_clinic, household)
    page = opened("physician", exam_id=exam_id)
    assert "Signed for" not in said(page)
    with sqlite_clinic.act("receptionist", action="registration.correct_person") as uow:
        was = people.person_file(uow, household.mother)
        registration.correct_person(
            uow,
            person_id=household.mother,
            version=was.version,
            request=NewPerson(
                "Mukamanzi", "Béatrice", "F", on_day(date(1990, 3, 14)), citizenship="CD", birth_country="CD"
            ),
        )
    page.mark_stale()
    settled()
    assert "Signed for Mukamana Béatrice as recorded then: amend the exam" in said(page)
