"""What screens ask about an assessment: the exam to work on, what is still asked, what would be signed, what was."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import func, select

from mhac.exams import banner as banners
from mhac.exams.assessing import CurrentAnswer, Standing, raised_flags, unanswered
from mhac.exams.content import exam_content
from mhac.exams.loading import answers_of, can_follow, signature_line, signatures_of, standing_of, standing_requests
from mhac.exams.needs import needs_of
from mhac.exams.records import (
    Acknowledgement,
    Answer,
    Classification,
    Draft,
    Exam,
    ExamEvent,
    ExamRequest,
    Signature,
)
from mhac.exams.rules import EventKind, ExamStatus, decision_from, freeze, is_intact
from mhac.exams.steps import (
    alerts_of,
    day_of,
    missing_facts,
    requirements_of,
    summary_of,
    verdict_of,
    with_confirmed,
    with_requests,
)
from mhac.exams.views import (
    Alert,
    Clearance,
    Decided,
    DraftLine,
    ExamView,
    OpenFlag,
    Reading,
    Requirement,
    SectionView,
    SignatureLine,
    SignedVersion,
    Signing,
)
from mhac.floor.records import Visit
from mhac.kernel.errors import NotFound
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.protocols import queries as protocol_queries
from mhac.protocols.form import computed_answers, progress
from mhac.protocols.rules import FieldKind
from mhac.registration.records import Case, Person

READ = "exams.read_clinical"
SHOWN_READINGS = 5


def exam(uow: UnitOfWork, exam_id: int) -> ExamView:
    """Return one exam, whole, for the examination page; the reading is logged."""
    uow.require("exams.read_clinical")
    row = uow.get(Exam, exam_id)
    uow.log_read(row.person_id, "examination")
    answers = answers_of(uow, _same_person(uow, row))
    standing = standing_of(uow, row, answers.get(row.id, {}))
    case = uow.get(Case, row.case_id)
    person = banners.person_row(uow, row.person_id)
    signed = signatures_of(uow, (row.id,))
    words = standing.template if case.country == row.country else protocol_queries.newest(uow, case.country)
    who = banners.banner_of(person, banners.identifiers_of(uow, row.person_id), case, words)
    drafts = _drafts(uow, row.id)
    requests = standing_requests(uow, (row.id,)).get(row.id, ())
    summary = summary_of(standing)
    confirmed = protocol_queries.confirmed_rules(uow, row.country, row.edition, row.template_digest)
    visit = uow.session.scalar(select(Visit).where(Visit.open_person_id == row.person_id))
    return ExamView(
        id=row.id,
        version=row.version,
        status=ExamStatus(row.status),
        revision=row.revision,
        exam_date=row.exam_date,
        country=row.country,
        edition=row.edition,
        edition_title=standing.template.title,
        template_digest=row.template_digest,
        adopted=confirmed is not None,
        confirmed_rules=confirmed or frozenset(),
        applicant=standing.applicant,
        settings=standing.settings,
        banner=who,
        sections=tuple(
            SectionView(section, progress(section, standing.values), _others(drafts, section.key, uow))
            for section in standing.sections
        ),
        answers=standing.answers,
        drafts={
            draft.section: DraftLine(draft.section, draft.values, draft.base, draft.marks, draft.saved_at)
            for draft in drafts
            if draft.user_id == uow.actor.user_id
        },
        computed=computed_answers(standing.template, standing.applicant, standing.values),
        requirements=with_confirmed(with_requests(requirements_of(standing), requests), confirmed or ()),
        verdict=verdict_of(summary),
        decided=_decided(uow, row, standing.digest),
        flags=open_flags(uow, row, standing),
        signatures=signed.get(row.id, ()),
        previous=_previous(uow, row, standing, answers),
        case_can_be_followed=can_follow(standing.template, case.country, case.category),
        alerts=banners.case_alert(row, case, standing.template) + _alerts_of_person(uow, row, person, signed, summary),
        amendment_reason=amendment_reason(uow, row),
        identity_checked_at=visit.identity_at if visit else None,
        ticket=visit.ticket if visit else "",
    )


def _alerts_of_person(
    uow: UnitOfWork, row: Exam, person: Any, signed: Mapping[int, Sequence[SignatureLine]], summary: Any
) -> tuple[Alert, ...]:
    return (
        banners.signed_otherwise(person, row, signed)
        + banners.consent_alert(uow, row.person_id)
        + alerts_of(uow.get(Person, row.person_id), summary)
    )


def current_exam(uow: UnitOfWork, person_id: int) -> int:
    """Return a person's newest exam that is not void. Raises NotFound ("exams.none_begun")."""
    uow.require("exams.read_clinical")
    newest = select(func.max(Exam.id)).where(Exam.person_id == person_id, Exam.status != ExamStatus.VOID.value)
    found = uow.session.scalar(newest)
    if found is None:
        raise NotFound("exams.none_begun", person=person_id)
    return found


def requirements(uow: UnitOfWork, exam_id: int) -> tuple[Requirement, ...]:
    """Return what the protocol still asks of a person, each with its reason, source, confidence and state."""
    uow.require("exams.read_clinical")
    row = uow.get(Exam, exam_id)
    uow.log_read(row.person_id, "requirements")
    standing = standing_of(uow, row)
    requests = standing_requests(uow, (row.id,)).get(row.id, ())
    return with_requests(requirements_of(standing), requests)


def signing(uow: UnitOfWork, exam_id: int) -> Signing:
    """Return what would be signed now, with its digest, and everything that stands in the way."""
    uow.require("exams.read_clinical")
    row = uow.get(Exam, exam_id)
    uow.log_read(row.person_id, "content to sign")
    standing = standing_of(uow, row)
    case = uow.get(Case, row.case_id)
    made = latest_classification(uow, row)
    current = made if made is not None and made.assessment_digest == standing.digest else None
    content = content_to_sign(uow, row, standing, current) if current else None
    labels = {section.key: section.label for section in standing.sections}
    open_questions = unanswered(standing)
    return Signing(
        content=content,
        digest=freeze(content)[1] if content else "",
        adopted=protocol_queries.is_adopted(uow, row.country, row.edition, row.template_digest),
        needs=needs_of(standing.template, standing.sections, missing_facts(standing.assessment)),
        items=tuple(item.label for item in standing.assessment.missing),
        questions=tuple((labels[key], field.label) for key, fields in open_questions.items() for field in fields),
        flags=tuple(flag for flag in open_flags(uow, row, standing) if flag.is_open),
        drafts=tuple(
            labels.get(draft.section, draft.section)
            for draft in _drafts(uow, row.id)
            if draft.user_id == uow.actor.user_id
        ),
        classified=current is not None,
        same_case=(case.country, case.category) == (row.country, row.category),
    )


def signed_content(uow: UnitOfWork, exam_id: int, seq: int) -> SignedVersion:
    """Return a signed version as it was shown and signed; the reading is logged."""
    uow.require("exams.read_clinical")
    row = uow.get(Exam, exam_id)
    uow.log_read(row.person_id, f"signed version {seq}")
    found = uow.session.scalar(select(Signature).where(Signature.exam_id == exam_id, Signature.seq == seq))
    if found is None:
        raise NotFound("exams.no_version", seq=seq)
    return SignedVersion(signature_line(found), json.loads(found.content), is_intact(found.content, found.digest))


def answer_history(uow: UnitOfWork, exam_id: int, field: str) -> tuple[CurrentAnswer, ...]:
    """Return every answer that a question ever had, the newest first."""
    uow.require("exams.read_clinical")
    row = uow.get(Exam, exam_id)
    uow.log_read(row.person_id, "answers")
    found = uow.session.scalars(
        select(Answer).where(Answer.exam_id == exam_id, Answer.field == field).order_by(Answer.number.desc())
    )
    return tuple(
        CurrentAnswer(a.id, a.section, a.field, a.number, a.value, a.how, a.at, a.by_id, a.by_name) for a in found
    )


def person_of_request(uow: UnitOfWork, request_id: int) -> int:
    """Return whose request a scanned slip is."""
    uow.require("exams.read_casefile")
    person_id = uow.session.scalar(
        select(Exam.person_id).join(ExamRequest, ExamRequest.exam_id == Exam.id).where(ExamRequest.id == request_id)
    )
    if person_id is None:
        raise NotFound("kernel.not_found", kind="ExamRequest")
    return person_id


def clearances(uow: UnitOfWork, person_ids: Collection[int]) -> dict[int, Clearance]:
    """Return, for travel, how each person's latest exam stands: two statements, however many people.

    Whoever may see a case file may know whether its people may fly; travel shows the classes to clinical staff only.
    """
    uow.require("exams.read_casefile")
    latest = (
        select(func.max(Exam.id))
        .where(Exam.person_id.in_(person_ids), Exam.status != ExamStatus.VOID.value)
        .group_by(Exam.person_id)
    )
    rows = uow.session.execute(
        select(
            Exam.id,
            Exam.person_id,
            Exam.case_id,
            Exam.country,
            Exam.category,
            Exam.edition,
            Exam.exam_date,
            Exam.status,
            Person.family_name,
            Person.given_names,
            Person.sex,
            Person.birth_earliest,
            Person.birth_latest,
        )
        .join(Person, Person.id == Exam.person_id)
        .where(Exam.id.in_(latest))
    ).all()
    signed = signatures_of(uow, [row.id for row in rows])
    return {row.person_id: _clearance(row, signed[row.id][-1] if row.id in signed else None) for row in rows}


def _clearance(row: Any, line: SignatureLine | None) -> Clearance:
    status = ExamStatus(row.status)
    return Clearance(
        exam_id=row.id,
        person_id=row.person_id,
        case_id=row.case_id,
        country=row.country,
        category=row.category,
        edition=row.edition,
        exam_date=row.exam_date,
        status=status,
        signed=line is not None and status is ExamStatus.SIGNED,
        signed_at=line.at if line else None,
        physician=line.physician if line else "",
        licence=line.licence if line else "",
        digest=line.digest if line else "",
        seq=line.seq if line else None,
        classes=line.classes if line else (),
        cleared=line.cleared if line else None,
        valid_until=line.valid_until if line else None,
        amendment_open=status is ExamStatus.AMENDED,
        other_person=line is not None and not line.is_for(banners.identity_of(row)),
    )


def latest_classification(uow: UnitOfWork, row: Exam) -> Classification | None:
    """Return the classification of the version that is being worked on."""
    uow.require("exams.read_clinical")
    latest = select(Classification).where(Classification.exam_id == row.id, Classification.revision == row.revision)
    return uow.session.scalar(latest.order_by(Classification.id.desc()).limit(1))


def _decided(uow: UnitOfWork, row: Exam, digest: str) -> Decided | None:
    made = latest_classification(uow, row)
    return decided_line(made, made.assessment_digest == digest) if made else None


def decided_line(made: Classification | Any, current: bool) -> Decided:
    """Return a classification as the screens show it."""
    return Decided(
        proposed=decision_from(made.proposed),
        decided=decision_from(made.decided),
        reason=made.reason,
        at=made.at,
        by=made.by_name,
        current=current,
        cleared=made.outcome["cleared"],
        valid_until=day_of(made.outcome["valid_until"]),
    )


def open_flags(uow: UnitOfWork, row: Exam, standing: Standing) -> tuple[OpenFlag, ...]:
    """Return the warning signs that the answers raise, with what was done about each."""
    uow.require("exams.read_clinical")
    raised = raised_flags(standing)
    if not raised:
        return ()
    done = {
        (a.answer_id, a.flag): a
        for a in uow.session.scalars(
            select(Acknowledgement).where(Acknowledgement.exam_id == row.id).order_by(Acknowledgement.id)
        )
    }
    found = []
    for each in raised:
        section = standing.section(each.section)
        field = next((one for one in section.fields if one.key == each.field), None) if section else None
        seen = done.get((each.answer_id, each.flag.key))
        found.append(
            OpenFlag(
                each,
                section.label if section else each.section,
                field.label if field else each.field,
                seen.action if seen else "",
                seen.by_name if seen else "",
                seen.at if seen else None,
            )
        )
    return tuple(found)


def content_to_sign(uow: UnitOfWork, row: Exam, standing: Standing, made: Classification) -> dict[str, Any]:
    """Return the content that a signature of the person at the screen would freeze."""
    uow.require("exams.read_clinical")
    case = uow.get(Case, row.case_id)
    who = banners.banner_of(
        banners.person_row(uow, row.person_id), banners.identifiers_of(uow, row.person_id), case, standing.template
    )
    return exam_content(
        exam={
            "id": row.id,
            "country": row.country,
            "category": row.category,
            "exam_date": row.exam_date.isoformat(),
            "exam_country": row.exam_country,
            "version": row.revision,
            "amendment_reason": amendment_reason(uow, row),
        },
        person=banners.frozen_person(who),
        standing=standing,
        classification={
            "proposed": made.proposed,
            "decided": made.decided,
            "reason": made.reason,
            "outcome": made.outcome,
            "by": made.by_name,
            "at": made.at.isoformat(),
        },
        acknowledgements=[
            {
                "question": flag.field_label,
                "flag": flag.raised.flag.label,
                "action": flag.action,
                "by": flag.acknowledged_by,
                "at": flag.acknowledged_at.isoformat() if flag.acknowledged_at else None,
            }
            for flag in open_flags(uow, row, standing)
        ],
        physician={"id": uow.actor.user_id, "name": uow.actor.name, "licence": uow.actor.licence},
    )


def amendment_reason(uow: UnitOfWork, row: Exam) -> str:
    """Return why the exam was opened again last; empty before the first signature."""
    uow.require("exams.read_clinical")
    if row.revision == 1:
        return ""
    reasons = select(ExamEvent.reason).where(
        ExamEvent.exam_id == row.id, ExamEvent.kind == EventKind.AMENDMENT_OPENED.value
    )
    return uow.session.scalar(reasons.order_by(ExamEvent.id.desc()).limit(1)) or ""


def _drafts(uow: UnitOfWork, exam_id: int) -> Sequence[Draft]:
    return uow.session.scalars(select(Draft).where(Draft.exam_id == exam_id)).all()


def _others(drafts: Sequence[Draft], section: str, uow: UnitOfWork) -> tuple[str, ...]:
    return tuple(d.user_name for d in drafts if d.section == section and d.user_id != uow.actor.user_id)


def _same_person(uow: UnitOfWork, row: Exam) -> tuple[int, ...]:
    """This exam and the person's earlier ones that hold, for the readings beside the form."""
    earlier = select(Exam.id).where(
        Exam.person_id == row.person_id,
        Exam.id != row.id,
        Exam.status != ExamStatus.VOID.value,
        Exam.exam_date <= row.exam_date,
    )
    return row.id, *uow.session.scalars(earlier.order_by(Exam.exam_date.desc()).limit(SHOWN_READINGS))


def _previous(
    uow: UnitOfWork, row: Exam, standing: Standing, answers: Mapping[int, Mapping[str, CurrentAnswer]]
) -> tuple[Reading, ...]:
    """Return the measured values of the person's earlier exams, the newest first."""
    measured = {
        field.key
        for section in standing.sections
        for field in section.fields
        if field.kind in (FieldKind.NUMBER, FieldKind.INTEGER) and not field.computed
    }
    rows = uow.session.execute(select(Exam.id, Exam.exam_date).where(Exam.id.in_([*answers])))
    dates = {row.id: row.exam_date for row in rows}
    found = [
        Reading(dates[exam_id], {key: a.value for key, a in given.items() if key in measured and a.value is not None})
        for exam_id, given in answers.items()
        if exam_id != row.id
    ]
    return tuple(sorted((one for one in found if one.values), key=lambda one: one.exam_date, reverse=True))
