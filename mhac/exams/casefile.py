"""The case file of one person: who this is, the family and how far each is, what the protocol asks, what was signed.

It spans registration, the appointment book, the floor and the exam, and is read in a fixed, small number of
statements with one entry in the audit. Who has no clinical permission sees only what is done and what is not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import and_, func, select

from mhac.exams import banner as banners
from mhac.exams import queries
from mhac.exams.assessing import CurrentAnswer, Standing, assess, plain_assessment
from mhac.exams.loading import answers_of, applicant_for, template_of
from mhac.exams.records import Classification, Exam, ExamEvent
from mhac.exams.rules import EventKind, ExamStatus
from mhac.exams.steps import masked, percent_of, requirements_of, verdict_of
from mhac.exams.views import Alert, CaseFile, Decided, EventLine, ExamLine, Member, SignatureLine, Visit
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.protocols import library
from mhac.protocols import queries as protocol_queries
from mhac.protocols.template import Template
from mhac.registration.queries import birth_of
from mhac.registration.records import Case, CaseMember, Person
from mhac.scheduling.records import Appointment, AppointmentPerson, Service

SHOWN_VISITS = 4

_EXAM = (
    Exam.id,
    Exam.version,
    Exam.status,
    Exam.revision,
    Exam.person_id,
    Exam.case_id,
    Exam.country,
    Exam.category,
    Exam.edition,
    Exam.template_digest,
    Exam.exam_date,
    Exam.exam_country,
    Exam.begun_by,
)


def casefile(uow: UnitOfWork, person_id: int, case_id: int | None = None) -> CaseFile:
    """Return everything that the case file page shows; the reading is logged, once."""
    uow.require("exams.read_casefile")
    clinical = uow.may("exams.read_clinical")
    uow.log_read(person_id, "case file")
    person = banners.person_row(uow, person_id)
    case = _case_of(uow, person_id, case_id)
    exams = uow.session.execute(select(*_EXAM).where(Exam.person_id == person_id).order_by(Exam.id.desc())).all()
    row = next(
        (one for one in exams if one.status != ExamStatus.VOID and (case is None or one.case_id == case.id)), None
    )
    template = template_of(row) if row else None
    adopted = bool(row) and protocol_queries.is_adopted(uow, row.country, row.edition, row.template_digest)
    signed = queries.latest_signatures(uow, [one.id for one in exams])
    standing = _standing(uow, row, person, template) if row and template else None
    members = _members(uow, case)
    steps = _requirements(uow, row, standing)
    said = plain_assessment(standing.assessment) if standing else {}
    return CaseFile(
        banner=banners.banner_of(person, banners.identifiers_of(uow, person_id), case, template or _template(case)),
        clinical=clinical,
        members=members,
        exam=_exam_line(row, signed.get(row.id)) if row else None,
        requirements=steps if clinical else tuple(masked(step) for step in steps),
        verdict=verdict_of(said) if clinical and standing else None,
        decided=_decided(uow, row, standing) if clinical and row and standing else None,
        edition_title=template.title if template else "",
        adopted=adopted,
        exams=tuple(_exam_line(one, signed.get(one.id)) for one in exams),
        signatures=queries.signatures_of(uow, row.id) if clinical and row and row.id in signed else (),
        events=_events(uow, [one.id for one in exams]) if clinical and exams else (),
        visits=_visits(uow, person_id),
        alerts=_alerts(person, standing if clinical else None),
    )


def _case_of(uow: UnitOfWork, person_id: int, case_id: int | None) -> Any:
    """The case asked for, or the person's newest open one."""
    member = and_(CaseMember.case_id == Case.id, CaseMember.person_id == person_id, CaseMember.left_at.is_(None))
    wanted = select(Case.id, Case.number, Case.country, Case.category, Case.programme).join(CaseMember, member)
    if case_id is not None:
        wanted = wanted.where(Case.id == case_id)
    return uow.session.execute(wanted.order_by(Case.closed_at.is_(None).desc(), Case.id.desc()).limit(1)).first()


def _template(case: Any) -> Template | None:
    """The newest edition of the case's country, for the words of its category before an exam began."""
    editions = library.editions(case.country) if case else ()
    return library.pinned(case.country, editions[-1].edition, editions[-1].digest) if editions else None


def _standing(uow: UnitOfWork, row: Any, person: Any, template: Template) -> Standing:
    answers: Mapping[str, CurrentAnswer] = answers_of(uow.session, (row.id,)).get(row.id, {})
    settings = protocol_queries.overrides(uow, row.country, row.edition)
    return assess(template, applicant_for(row, person), answers, settings)


def _requirements(uow: UnitOfWork, row: Any, standing: Standing | None) -> tuple[Any, ...]:
    if row is None or standing is None:
        return ()
    requests = queries.standing_requests(uow, (row.id,)).get(row.id, ())
    return requirements_of(
        standing.template, plain_assessment(standing.assessment), standing.sections, standing.answers, requests
    )


def _decided(uow: UnitOfWork, row: Any, standing: Standing) -> Decided | None:
    columns = (
        Classification.proposed,
        Classification.decided,
        Classification.reason,
        Classification.at,
        Classification.by_name,
        Classification.outcome,
        Classification.assessment_digest,
    )
    made = uow.session.execute(
        select(*columns)
        .where(Classification.exam_id == row.id, Classification.revision == row.revision)
        .order_by(Classification.id.desc())
        .limit(1)
    ).first()
    if made is None:
        return None
    return queries.decided_line(made, row.status == ExamStatus.SIGNED or made.assessment_digest == standing.digest)


def _members(uow: UnitOfWork, case: Any) -> tuple[Member, ...]:
    """The family with how far each exam is: people, places and latest exams in one statement."""
    if case is None:
        return ()
    latest = (
        select(func.max(Exam.id))
        .where(Exam.case_id == case.id, Exam.person_id == CaseMember.person_id, Exam.status != ExamStatus.VOID.value)
        .correlate(CaseMember)
        .scalar_subquery()
    )
    rows = uow.session.execute(
        select(
            Person.id,
            Person.family_name,
            Person.given_names,
            Person.sex,
            Person.birth_earliest,
            Person.birth_latest,
            Person.birth_precision,
            Person.birth_estimated,
            CaseMember.relationship,
            CaseMember.principal,
            CaseMember.travels,
            Exam.id.label("exam_id"),
            Exam.status,
            Exam.assessment,
        )
        .join(Person, Person.id == CaseMember.person_id)
        .outerjoin(Exam, Exam.id == latest)
        .where(CaseMember.case_id == case.id, CaseMember.left_at.is_(None))
        .order_by(CaseMember.principal.desc(), Person.birth_earliest, Person.id)
    )
    return tuple(_member(row) for row in rows)


def _member(row: Any) -> Member:
    status = ExamStatus(row.status) if row.status else None
    return Member(
        person_id=row.id,
        family_name=row.family_name,
        given_names=row.given_names,
        sex=row.sex,
        birth=birth_of(row),
        relationship=row.relationship,
        principal=row.principal,
        travels=row.travels,
        exam_id=row.exam_id,
        status=status,
        percent=None if status is None else percent_of(row.assessment, status is ExamStatus.SIGNED),
        held=bool(row.assessment and row.assessment.get("holds")),
    )


def _exam_line(row: Any, signed: SignatureLine | None) -> ExamLine:
    return ExamLine(
        row.id,
        row.version,
        ExamStatus(row.status),
        row.revision,
        row.country,
        row.edition,
        row.exam_date,
        row.begun_by,
        signed.at if signed else None,
        signed.physician if signed else "",
    )


def _events(uow: UnitOfWork, exam_ids: Sequence[int]) -> tuple[EventLine, ...]:
    columns = (ExamEvent.kind, ExamEvent.reason, ExamEvent.at, ExamEvent.by_name, ExamEvent.detail)
    rows = uow.session.execute(select(*columns).where(ExamEvent.exam_id.in_(exam_ids)).order_by(ExamEvent.id.desc()))
    return tuple(EventLine(EventKind(row.kind), row.reason, row.at, row.by_name, row.detail) for row in rows)


def _visits(uow: UnitOfWork, person_id: int) -> tuple[Visit, ...]:
    """The last appointments with how each ended."""
    rows = uow.session.execute(
        select(Appointment.starts_at, Service.name, AppointmentPerson.status)
        .join(AppointmentPerson, AppointmentPerson.appointment_id == Appointment.id)
        .join(Service, Service.id == Appointment.service_id)
        .where(AppointmentPerson.person_id == person_id)
        .order_by(Appointment.starts_at.desc())
        .limit(SHOWN_VISITS)
    )
    return tuple(Visit(row.starts_at, row.name, row.status) for row in rows)


def _alerts(person: Any, standing: Standing | None) -> tuple[Alert, ...]:
    """What everybody who touches this person should know first; without clinical permission only the interpreter."""
    found = []
    if person.needs_interpreter:
        found.append(Alert("interpreter", person.interpreter_language or ""))
    if standing is not None:
        allergies = standing.facts.get("drug_allergy")
        if isinstance(allergies, list | tuple) and allergies:
            found.append(Alert("allergy", ", ".join(str(each) for each in allergies)))
        if standing.facts.get("pregnant") is True:
            weeks = standing.facts.get("pregnancy_weeks")
            found.append(Alert("pregnancy", str(weeks) if weeks is not None else ""))
    return tuple(found)
