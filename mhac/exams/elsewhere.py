"""Whose exam is open, found by any name or number: for an entry that was made on the wrong person."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from mhac.exams import banner as banners
from mhac.exams.loading import template_of
from mhac.exams.records import Exam
from mhac.exams.rules import ExamStatus
from mhac.exams.views import Banner
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.registration.queries import search_people
from mhac.registration.records import Case
from mhac.registration.rules import PersonRow

SOUGHT = 60
SHOWN = 9
_OPEN = [status.value for status in ExamStatus if status.is_open]


@dataclass(frozen=True)
class OpenExam:
    """An exam that is open, its person, and the number of the case that it stands in."""

    exam_id: int
    person: PersonRow
    case_number: str


def open_exams(uow: UnitOfWork, text: str, *, apart_from: int) -> tuple[OpenExam, ...]:
    """Return the open exams of the people who fit a text, best first, without one exam."""
    uow.require("exams.move_section")
    if not text.strip():
        return ()
    people = {person.id: person for person in search_people(uow, text, SOUGHT)}
    wanted = (
        select(Exam.id, Exam.person_id, Case.number)
        .join(Case, Case.id == Exam.case_id)
        .where(Exam.person_id.in_(people), Exam.status.in_(_OPEN), Exam.id != apart_from)
        .order_by(Exam.id)
    )
    rows = uow.session.execute(wanted).all()
    best = sorted(rows, key=lambda row: list(people).index(row.person_id))
    return tuple(OpenExam(row.id, people[row.person_id], row.number or "") for row in best[:SHOWN])


def whose(uow: UnitOfWork, exam_id: int) -> Banner:
    """Return whose exam it is, with the face: whoever moves an entry there sees the person first. It is logged."""
    uow.require("exams.move_section")
    exam = uow.get(Exam, exam_id)
    uow.log_read(exam.person_id, "identity")
    return banners.banner_of(
        banners.person_row(uow, exam.person_id), banners.identifiers_of(uow, exam.person_id),
        uow.get(Case, exam.case_id), template_of(uow, exam),
    )  # fmt: skip
