"""What a request slip says, gathered from the exam, registration and the clinic's profile; drawn by documents."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from mhac.documents.content import Clinic, PartialDate, PersonLine, RequestItem, RequestSlip
from mhac.exams import banner as banners
from mhac.exams.loading import template_of
from mhac.exams.records import Exam, ExamRequest, RequestPrint
from mhac.exams.rules import ExamStatus
from mhac.exams.steps import steps_from
from mhac.kernel.errors import Refused
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.protocols import library
from mhac.protocols.rules import Confidence
from mhac.registration.codes import countries
from mhac.registration.names import display
from mhac.registration.records import Case
from mhac.security.queries import clinic_profile

PAPER_KINDS = {"imaging": "xray"}


def request_slip(uow: UnitOfWork, request_id: int, language: str = "en") -> RequestSlip:
    """Return the content of a slip in a language; the reading is logged.

    Raises `Refused` ("exams.request_withdrawn") for one that was taken back.
    """
    uow.require("exams.read_clinical")
    request = uow.get(ExamRequest, request_id)
    if request.withdrawn_at is not None:
        raise Refused("exams.request_withdrawn", number=request.number)
    exam = uow.get(Exam, request.exam_id)
    if exam.status == ExamStatus.VOID:
        raise Refused("exams.void", exam=exam.id)
    uow.log_read(exam.person_id, "request slip")
    item = template_of(uow, exam).items[request.item]
    said = next((step for step in steps_from(exam.summary) if step.item == request.item), None)
    reason = said.reasons[0] if said and said.reasons else None
    words = library.labels(language)
    profile = clinic_profile(uow)
    return RequestSlip(
        clinic=Clinic(name=profile.name, place=profile.place, phone=profile.phone, logo=profile.logo),
        kind=PAPER_KINDS.get(item.kind, item.kind),
        number=request.number,
        person=_person(uow, exam.person_id),
        case_number=uow.get(Case, exam.case_id).number or "",
        country=known.name(language) if (known := countries().get(exam.country)) else exam.country,
        requested_at=request.requested_at.astimezone(uow.zone),
        requested_by=request.requested_by,
        items=(
            RequestItem(
                code=item.local_code or item.code,
                name=words.get(item.label, item.label),
                specimen=words.get(item.specimen, item.specimen),
                reason=words.get(reason.because, reason.because) if reason else "",
                source=reason.source if reason else item.source,
                confirmed=(reason.confidence if reason else item.confidence) != Confidence.UNVERIFIED,
            ),
        ),
        language=language,
    )


def printed_slips(uow: UnitOfWork, request_ids: Collection[int]) -> frozenset[int]:
    """Return which of these slips have left the program, on paper or as a file."""
    uow.require("exams.read_casefile")
    wanted = select(RequestPrint.request_id).where(RequestPrint.request_id.in_(request_ids))
    return frozenset(uow.session.scalars(wanted))


def note_slip_printed(uow: UnitOfWork, *, request_id: int) -> None:
    """Note that a slip left the program, on paper or as a file."""
    uow.require("exams.note_slip_printed")
    exam = uow.get(Exam, uow.get(ExamRequest, request_id).exam_id)
    uow.about(exam.person_id)
    uow.add(RequestPrint(request_id=request_id, at=uow.now(), by_name=uow.actor.name))
    uow.announce("exams", exam.id)


def _person(uow: UnitOfWork, person_id: int) -> PersonLine:
    person = banners.person_row(uow, person_id)
    return PersonLine(
        name=display(person.family_name, person.given_names),
        birth=PartialDate.between(
            person.birth_earliest, person.birth_latest, person.birth_precision, person.birth_estimated
        ),
        sex=person.sex,
        number=person.file_number or "",
        photo=person.jpeg,
    )
