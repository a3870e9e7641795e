"""Writes whole exams of the past at once: answered and evaluated by the protocol's own rules, stored in one act.

The rows are those that the exams room itself would have written, one after the other, with every question's answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert

from mhac.demo.answers import Answering
from mhac.exams.assessing import CurrentAnswer, Standing, assess, outcome_of, plain, plain_assessment
from mhac.exams.banner import identity_of
from mhac.exams.loading import applicant_for, keep_summary, template_of
from mhac.exams.queries import content_to_sign
from mhac.exams.records import Answer, Classification, Exam, ExamEvent, Signature
from mhac.exams.rules import EventKind, ExamStatus, How, freeze, open_key
from mhac.kernel.unit_of_work import Actor, UnitOfWork
from mhac.protocols import library
from mhac.protocols.assessment import Applicant
from mhac.protocols.form import FormSection
from mhac.protocols.rules import ItemState
from mhac.protocols.template import Template
from mhac.registration.records import Case, Person

ROUNDS = 6
"""An answer may bring further questions; so many times the form is walked through."""


def answered(template: Template, applicant: Applicant, answering: Answering, staff: Mapping[str, Actor],
             at: datetime) -> Standing:
    """Answer a whole form; return how the exam then stands."""
    answers: dict[str, CurrentAnswer] = {}
    standing = assess(template, applicant, answers, {})
    for _ in range(ROUNDS):
        fresh = {
            key: _answer(section.key, key, value, section.entered_by, staff, at + timedelta(minutes=3 * place))
            for place, section in enumerate(standing.sections)
            for key, value in answers_now(standing, section, answering).items()
        }
        if not fresh:
            break
        answers = answers | fresh
        standing = assess(template, applicant, answers, {})
    return standing


def answers_now(standing: Standing, section: FormSection, answering: Answering) -> dict[str, Any]:
    """Return the answers to a section as far as they can be given now: no result of a test that is not required."""
    results = awaited(standing, section.items)
    if section.kind == "results" and section.items and not _required(standing, section.items):
        return {}
    return answering.section(section, standing.values, results)


def awaited(standing: Standing, items: tuple[str, ...]) -> frozenset[str]:
    """Return the facts that the required items of a section are to give."""
    return frozenset(result for item in _required(standing, items) for result in standing.template.items[item].results)


def _required(standing: Standing, items: tuple[str, ...]) -> tuple[str, ...]:
    states = standing.assessment.item_states
    return tuple(item for item in items if item in states and states[item].state is ItemState.REQUIRED)


def _answer(section: str, key: str, value: Any, entered_by: tuple[str, ...], staff: Mapping[str, Actor],
            at: datetime) -> CurrentAnswer:
    who = staff["nurse" if "nurse" in entered_by else "doctor"]
    return CurrentAnswer(0, section, key, 1, value, How.ENTERED.value, at, who.user_id, who.name)


def write_exam(uow: UnitOfWork, *, person_id: int, case_id: int, at: datetime, answering: Answering,
               staff: Mapping[str, Actor], exam_country: str, signed_at: datetime | None, classified: bool) -> int:
    """Write an exam with all its answers, classified and signed where wanted; return its id."""
    case, person = uow.get(Case, case_id), uow.get(Person, person_id)
    template = library.choose(case.country, answering.on).template
    nurse = staff["nurse"]
    exam = Exam(
        person_id=person_id, case_id=case_id, country=case.country, category=case.category, edition=template.edition,
        template_digest=template.digest, exam_date=answering.on, exam_country=exam_country,
        status=ExamStatus.DRAFT.value, revision=1, begun_at=at, begun_by=nurse.name,
        open_key=open_key(person_id, case_id))
    standing = answered(template_of(uow, exam), applicant_for(exam, person), answering, staff, at)
    keep_summary(uow, exam, standing)
    uow.add(exam)
    _event(uow, exam, EventKind.BEGUN, at, nurse, edition=template.edition)
    uow.session.execute(insert(Answer), [
        {"exam_id": exam.id, "revision": 1, "section": each.section, "field": each.field, "number": 1,
         "value": each.value, "how": each.how, "at": each.at, "by_id": each.by_id, "by_name": each.by_name}
        for each in standing.answers.values()])
    uow.note("answers of an invented exam", exam=exam.id, answers=len(standing.answers))
    if (classified or signed_at) and standing.proposed is not None:
        made = _classify(uow, exam, standing, signed_at or at, staff["doctor"])
        if signed_at is not None:
            _sign(uow, exam, standing, made, signed_at)
    return exam.id


def _classify(uow: UnitOfWork, exam: Exam, standing: Standing, at: datetime, doctor: Actor) -> Classification:
    proposed = standing.proposed
    assert proposed is not None
    outcome = outcome_of(standing, proposed)
    return uow.add(Classification(
        exam_id=exam.id, revision=1, assessment=plain_assessment(standing.assessment),
        assessment_digest=standing.digest, proposed=proposed.plain(), decided=proposed.plain(),
        outcome={"cleared": outcome.cleared, "valid_until": plain(outcome.valid_until), "holds": plain(outcome.holds)},
        reason="", at=at, by_id=doctor.user_id, by_name=doctor.name))


def _sign(uow: UnitOfWork, exam: Exam, standing: Standing, made: Classification, at: datetime) -> None:
    """Freeze and sign as the physician at work in this act."""
    content, shown = freeze(content_to_sign(uow, exam, standing, made))
    outcome = outcome_of(standing, standing.proposed) if standing.proposed else standing.assessment
    uow.add(Signature(
        exam_id=exam.id, seq=1, physician_id=uow.actor.user_id, physician_name=uow.actor.name,
        licence=uow.actor.licence, at=at, content=content, digest=shown, reason="",
        classes=list(made.decided["classes"]), cleared=outcome.cleared, valid_until=outcome.valid_until,
        identity=identity_of(uow.get(Person, exam.person_id))))
    exam.status, exam.open_key = ExamStatus.SIGNED.value, None
    _event(uow, exam, EventKind.SIGNED, at, uow.actor, seq=1, digest=shown)


def _event(uow: UnitOfWork, exam: Exam, kind: EventKind, at: datetime, who: Actor, **detail: Any) -> None:
    uow.add(ExamEvent(exam_id=exam.id, kind=kind.value, reason="", detail=detail, at=at, by_id=who.user_id,
                      by_name=who.name))
