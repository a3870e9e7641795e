"""The case file of one person: who this is, the family and how far each is, what the protocol asks, what was signed.

It spans registration, the floor and the exam, and is read in a fixed, small number of statements with one entry in
the audit. Who has no clinical permission sees only what is done and what is not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from mhac.exams import banner as banners
from mhac.exams import queries, statements
from mhac.exams.assessing import assess, basis_key
from mhac.exams.loading import answers_of, applicant_for, settings_of, signatures_of, standing_requests, template_of
from mhac.exams.rules import EventKind, ExamStatus
from mhac.exams.steps import (
    Kept,
    alerts_of,
    masked,
    read_kept,
    summary_of,
    with_confirmed,
    with_requests,
)
from mhac.exams.views import CaseFile, Decided, EventLine, ExamLine, Member, SignatureLine, Visit
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.protocols import queries as protocol_queries
from mhac.protocols.outlook import Outlook, outlook
from mhac.protocols.template import Template
from mhac.registration.queries import birth_of


class CaseLine(NamedTuple):
    """The case that is looked at."""

    id: int
    number: str | None
    country: str
    category: str
    programme: str


def casefile(uow: UnitOfWork, person_id: int, case_id: int | None = None, *, until: date | None = None) -> CaseFile:
    """Return everything that the case file page shows; the reading is logged, once.

    `until` is the day of the flight, if one is known: the file then says what will not last until that day.
    """
    uow.require("exams.read_casefile")
    clinical = uow.may("exams.read_clinical")
    uow.log_read(person_id, "case file")
    person = banners.person_row(uow, person_id)
    family = uow.rows(statements.MEMBERS, {"one": person_id, "case": case_id}).all()
    case = _case_of(family)
    exams = uow.rows(statements.EXAMS, {"one": person_id}).all()
    row = _current(exams, case)
    template = template_of(uow, row) if row else _newest(uow, case)
    confirmed, settings = _protocol(uow, row)
    kept = _kept(uow, row, person, settings) if row else None
    ever_signed = [one.id for one in exams if one.status == ExamStatus.SIGNED or one.revision > 1]
    signed = signatures_of(uow, ever_signed) if ever_signed else {}
    requests = standing_requests(uow, (row.id,)).get(row.id, ()) if row else ()
    steps = with_confirmed(with_requests(kept.steps, requests), confirmed or ()) if kept else ()
    return CaseFile(
        banner=banners.banner_of(person, banners.identifiers_of(uow, person_id), case, _of_case(uow, case, template)),
        clinical=clinical,
        members=tuple(_member(each) for each in family),
        exam=_exam_line(row, signed.get(row.id, ())) if row else None,
        requirements=steps if clinical else masked(steps),
        verdict=kept.verdict if clinical and kept else None,
        decided=_decided(row) if clinical and row else None,
        edition_title=template.title if template else "",
        adopted=confirmed is not None,
        exams=tuple(_exam_line(one, signed.get(one.id, ())) for one in exams),
        signatures=signed.get(row.id, ()) if clinical and row else (),
        events=_events(uow, [one.id for one in exams]) if clinical and exams else (),
        visits=_visits(uow, person_id),
        alerts=(banners.case_alert(row, case, template) if row and template else ())
        + banners.signed_otherwise(person, row, signed)
        + alerts_of(person, kept.summary if clinical and kept else None),
        outlook=_outlook(uow, row, person, until) if clinical and row and until else None,
    )


def _current(exams: Sequence[Any], case: CaseLine | None) -> Any:
    """The exam that counts: the newest one of the case that is not void."""
    return next(
        (one for one in exams if one.status != ExamStatus.VOID and (case is None or one.case_id == case.id)), None
    )


def _protocol(uow: UnitOfWork, row: Any) -> tuple[frozenset[str] | None, Mapping[str, object]]:
    """What the clinic decided about the edition of the exam that counts."""
    return protocol_queries.decided(uow, row.country, row.edition, row.template_digest) if row else (None, {})


def _kept(uow: UnitOfWork, row: Any, person: Any, settings: Mapping[str, object]) -> Kept:
    """What is kept beside the exam, or evaluated anew where the person or a setting was changed since."""
    template, applicant = template_of(uow, row), applicant_for(row, person)
    if row.status == ExamStatus.SIGNED or row.summary_key == basis_key(template, applicant, settings):
        return read_kept(row.summary)
    answers = answers_of(uow, (row.id,)).get(row.id, {})
    return Kept.of(summary_of(assess(template, applicant, answers, settings)))


def _outlook(uow: UnitOfWork, row: Any, person: Any, until: date) -> Outlook | None:
    """What changes between the examination and a later day, while nothing new is found."""
    if until <= row.exam_date:
        return None
    answers = answers_of(uow, (row.id,)).get(row.id, {})
    settings = settings_of(uow, row)
    standing = assess(template_of(uow, row), applicant_for(row, person), answers, settings)
    return outlook(standing.template, standing.applicant, standing.facts, end=until, settings=settings)


def _case_of(family: Sequence[Any]) -> CaseLine | None:
    """The case whose members were read."""
    row = next(iter(family), None)
    return CaseLine(row.case_id, row.number, row.country, row.category, row.programme) if row else None


def _newest(uow: UnitOfWork, case: CaseLine | None) -> Template | None:
    """The newest edition of the case's country, for the words of its category before an exam began."""
    return protocol_queries.newest(uow, case.country) if case else None


def _of_case(uow: UnitOfWork, case: CaseLine | None, template: Template | None) -> Template | None:
    """The edition that has words for the case's category: the exam's own, unless the case went to another country."""
    return template if case is None or template is None or template.country == case.country else _newest(uow, case)


def _decided(row: Any) -> Decided | None:
    return None if row.proposed is None else queries.decided_line(row, row.status == ExamStatus.SIGNED)


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
        percent=100 if status is ExamStatus.SIGNED else row.percent,
        held=bool(row.held),
        file_number=row.file_number or "",
    )


def _exam_line(row: Any, signed: Sequence[SignatureLine]) -> ExamLine:
    last = signed[-1] if signed else None
    return ExamLine(
        row.id,
        row.version,
        ExamStatus(row.status),
        row.revision,
        row.country,
        row.edition,
        row.exam_date,
        row.begun_by,
        last.at if last else None,
        last.physician if last else "",
    )


def _events(uow: UnitOfWork, exam_ids: Sequence[int]) -> tuple[EventLine, ...]:
    rows = uow.rows(statements.EVENTS, {"many": list(exam_ids)})
    return tuple(EventLine(EventKind(row.kind), row.reason, row.at, row.by_name, row.detail) for row in rows)


def _visits(uow: UnitOfWork, person_id: int) -> tuple[Visit, ...]:
    """The last visits with their tickets."""
    rows = uow.rows(statements.VISITS, {"one": person_id})
    return tuple(Visit(row.arrived_at, row.ticket, row.status) for row in rows)
