"""A number that the clinic changes after a signature changes nothing of what was signed."""

from datetime import date
from typing import Any

from mhac.exams import casefile, queries
from mhac.exams.views import ExamView
from mhac.protocols import library
from mhac.protocols import service as protocols
from tests.clinic import Clinic
from tests.mhac.exams.examined import COUNTRY, begin, family, fill_all, read_exam, signed_exam

FLIGHT = date(2026, 5, 10)


def change(clinic: Clinic, **numbers: Any) -> None:
    edition = library.editions(COUNTRY)[-1]
    for key, value in numbers.items():
        with clinic.act("physician", action="protocols.change_setting") as uow:
            protocols.change_setting(uow, country=COUNTRY, edition=edition.edition, digest=edition.digest,
                                     key=key, value=value, reason="Decided by the panel physician")  # fmt: skip


def said(view: ExamView) -> Any:
    return view.verdict, view.settings, [(one.item, one.state) for one in view.requirements]


def test_a_signed_exam_is_read_by_the_numbers_it_was_signed_with(clinic: Clinic) -> None:
    household = family(clinic)
    change(clinic, syphilis_below=44)
    exam_id = signed_exam(clinic, household)
    signed = read_exam(clinic, exam_id)
    with clinic.read("physician") as uow:
        looked = casefile.casefile(uow, household.mother, until=FLIGHT).outlook
    clinic.clock.forward(minutes=5)
    change(clinic, syphilis_below=50, months_standard=4, gonorrhea_below=60)
    after = read_exam(clinic, exam_id)
    assert said(after) == said(signed)
    assert after.settings == {"syphilis_below": 44}
    with clinic.read("physician") as uow:
        assert casefile.casefile(uow, household.mother, until=FLIGHT).outlook == looked


def test_an_open_exam_follows_the_clinics_numbers(clinic: Clinic) -> None:
    household = family(clinic)
    exam_id = begin(clinic, household)
    fill_all(clinic, exam_id)
    before = read_exam(clinic, exam_id).verdict.valid_until
    change(clinic, months_standard=4)
    after = read_exam(clinic, exam_id).verdict.valid_until
    assert before is not None
    assert after is not None
    assert after < before
    with clinic.read("physician") as uow:
        assert queries.exam(uow, exam_id).settings == {"months_standard": 4}
