"""Reading an exam with its person and current answers, in as few statements as the question needs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import bindparam, exists, func, inspect, select
from sqlalchemy.orm import defer

from mhac.exams import statements
from mhac.exams.assessing import CurrentAnswer, Standing, applicant_of, assess, basis_key
from mhac.exams.records import Answer, Exam, Signature
from mhac.exams.rules import ExamStatus
from mhac.exams.steps import StandingRequest, percent_of, summary_of
from mhac.exams.views import SignatureLine
from mhac.kernel.errors import NotFound, Refused
from mhac.kernel.records import NUMBERS, one_of
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.protocols import queries as protocol_queries
from mhac.protocols.assessment import Applicant
from mhac.protocols.template import Template
from mhac.registration.records import Person

_A: Any = Answer.__table__.c
_LATER: Any = Answer.__table__.alias("later")
_ANSWER = (
    _A.exam_id, _A.id, _A.section, _A.field, _A.number, _A.value, _A.how, _A.at, _A.by_id, _A.by_name,
)  # fmt: skip
_SUPERSEDED = exists().where(
    _LATER.c.exam_id == _A.exam_id, _LATER.c.section == _A.section, _LATER.c.field == _A.field,
    _LATER.c.number > _A.number,
)  # fmt: skip
# The kept summary is written at each change and read by none: it is not fetched.
_FOR_CHANGE = (
    select(Exam).where(Exam.id == bindparam("one")).with_for_update().options(defer(Exam.summary))
)  # fmt: skip
_N: Any = Person.__table__.c
_PERSON = select(
    _N.birth_earliest, _N.birth_latest, _N.sex, _N.citizenship, _N.birth_country
).where(_N.id == bindparam("one"))  # fmt: skip
_ANSWERS = select(*_ANSWER).where(one_of(_A.exam_id, bindparam("exams", type_=NUMBERS)), ~_SUPERSEDED)


def exam_for_change(uow: UnitOfWork, exam_id: int) -> Exam:
    """Return an exam, locked against other hands until the end of this act, and say whose it is."""
    fresh = {"populate_existing": True}
    exam = uow.session.scalars(_FOR_CHANGE, {"one": exam_id}, execution_options=fresh).one_or_none()
    if exam is None:
        raise NotFound("exams.not_found", exam=exam_id)
    uow.about(exam.person_id)
    return exam


def open_exam(uow: UnitOfWork, exam_id: int) -> Exam:
    """Return an exam that may be changed. Raises Refused on a signed or void one: signed means closed."""
    exam = exam_for_change(uow, exam_id)
    check_open(exam)
    return exam


def check_open(exam: Exam) -> None:
    """Raise Refused ("exams.signed", "exams.void") unless answers may be entered."""
    if exam.status == ExamStatus.VOID:
        raise Refused("exams.void", exam=exam.id)
    if not ExamStatus(exam.status).is_open:
        raise Refused("exams.signed", exam=exam.id)


def current_answers(uow: UnitOfWork, exam_id: int) -> dict[str, CurrentAnswer]:
    """Return the answer that counts for each field."""
    return answers_of(uow, (exam_id,)).get(exam_id, {})


def answers_of(uow: UnitOfWork, exam_ids: Iterable[int]) -> dict[int, dict[str, CurrentAnswer]]:
    """Return the current answers of several exams with one statement; of a field, the highest number counts."""
    found: dict[int, dict[str, CurrentAnswer]] = {}
    rows: Iterable[Any] = uow.rows(_ANSWERS, {"exams": list(exam_ids)})
    for exam_id, *rest in rows:
        answer = CurrentAnswer(*rest)
        found.setdefault(exam_id, {})[answer.field] = answer
    return found


def template_of(uow: UnitOfWork, exam: Exam | Any) -> Template:
    """Return the very edition that an exam is pinned to, shipped or the clinic's own."""
    return protocol_queries.template(uow, exam.country, exam.edition, exam.template_digest)


def can_follow(template: Template, country: str, category: str) -> bool:
    """Whether an exam pinned to this edition can go on when its case is corrected to this country and category."""
    return template.country == country and category in template.categories


def applicant_for(exam: Exam | Any, person: Person | Any) -> Applicant:
    """Return the examined person as the protocol sees him."""
    return applicant_of(
        category=exam.category,
        exam_date=exam.exam_date,
        exam_country=exam.exam_country,
        earliest=person.birth_earliest,
        latest=person.birth_latest,
        sex=person.sex,
        citizenship=person.citizenship,
        birth_country=person.birth_country,
    )


def standing_of(uow: UnitOfWork, exam: Exam, answers: Mapping[str, CurrentAnswer] | None = None) -> Standing:
    """Evaluate an exam as it stands now."""
    person = uow.rows(_PERSON, {"one": exam.person_id}).one()
    found = current_answers(uow, exam.id) if answers is None else answers
    return assess(template_of(uow, exam), applicant_for(exam, person), found, settings_of(uow, exam))


def settings_of(uow: UnitOfWork, exam: Exam | Any) -> Mapping[str, object]:
    """Return the clinic's own numbers that an exam is read by: today's, and once it is signed those of that moment."""
    at = None
    if exam.status == ExamStatus.SIGNED:
        at = uow.session.scalar(select(func.max(Signature.at)).where(Signature.exam_id == exam.id))
    return protocol_queries.overrides(uow, exam.country, exam.edition, at=at)


def keep_summary(uow: UnitOfWork, exam: Exam, standing: Standing) -> None:
    """Keep what the protocol says beside the exam, so that lists and the case file need not evaluate again."""
    kept = summary_values(standing)
    if inspect(exam).persistent:
        uow.derive(exam, **kept)
        return
    for name, value in kept.items():
        setattr(exam, name, value)


def summary_values(standing: Standing) -> dict[str, Any]:
    """Return the columns of an exam that hold what the protocol says."""
    return {
        "summary": summary_of(standing),
        "summary_key": basis_key(standing.template, standing.applicant, standing.settings),
        "percent": percent_of(standing),
        "held": bool(standing.assessment.holds),
    }


def signatures_of(uow: UnitOfWork, exam_ids: Collection[int]) -> dict[int, tuple[SignatureLine, ...]]:
    """Return the signatures of several exams with one statement, the first one first."""
    rows = uow.rows(statements.SIGNATURES, {"many": list(exam_ids)})
    found: dict[int, tuple[SignatureLine, ...]] = {}
    for row in rows:
        found[row.exam_id] = (*found.get(row.exam_id, ()), signature_line(row))
    return found


def signature_line(row: Signature | Any) -> SignatureLine:
    """Return one signature as screens show it."""
    return SignatureLine(
        row.seq,
        row.at,
        row.physician_name,
        row.licence,
        row.digest,
        row.reason,
        tuple(row.classes),
        row.cleared,
        row.valid_until,
        row.identity,
    )


def standing_requests(uow: UnitOfWork, exam_ids: Iterable[int]) -> dict[int, tuple[StandingRequest, ...]]:
    """Return the slips that stand, by exam."""
    rows = uow.rows(statements.REQUESTS, {"many": list(exam_ids)})
    found: dict[int, tuple[StandingRequest, ...]] = {}
    for row in rows:
        slip = StandingRequest(row.id, row.item, row.number, row.requested_at)
        found[row.exam_id] = (*found.get(row.exam_id, ()), slip)
    return found
