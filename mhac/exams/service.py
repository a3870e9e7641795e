"""What staff do with an assessment as a whole: begin, request, void, move, classify, sign, amend.

Writing answers stands in `entry`. Signed means closed: every verb here and there refuses a signed exam, save the
one that opens an amendment.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import select

from mhac.exams import grading
from mhac.exams.assessing import Standing, outcome_of, plain, plain_assessment, raised_flags, unanswered
from mhac.exams.banner import identity_of
from mhac.exams.entry import (
    acknowledge_flag,
    check_reason,
    discard_draft,
    move_section,
    note_event,
    save_draft,
    save_section,
    withdraw_section,
)
from mhac.exams.loading import can_follow, exam_for_change, keep_summary, open_exam, standing_of, template_of
from mhac.exams.needs import needs_of
from mhac.exams.queries import amendment_reason, content_to_sign, latest_classification
from mhac.exams.records import Acknowledgement, Classification, Draft, Exam, ExamRequest, Signature
from mhac.exams.rules import (
    Decision,
    EventKind,
    ExamStatus,
    decision_from,
    freeze,
    is_reason,
    open_key,
    request_number,
)
from mhac.exams.steps import missing_facts
from mhac.kernel import search
from mhac.kernel.errors import Invalid, NotAllowed, Refused, StaleEdit
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.protocols import queries as protocol_queries
from mhac.protocols.rules import ItemState
from mhac.registration.queries import last_consent
from mhac.registration.records import Case, CaseMember, Person
from mhac.registration.rules import Decision as Consented
from mhac.security.queries import clinic_profile
from mhac.security.service import Confirmation

__all__ = [
    "acknowledge_flag",
    "amend_exam",
    "begin_exam",
    "classify",
    "discard_draft",
    "follow_case",
    "move_exam",
    "move_section",
    "request_item",
    "save_draft",
    "save_section",
    "sign_exam",
    "void_exam",
    "withdraw_request",
    "withdraw_section",
]

PROOF_LASTS = timedelta(minutes=2)
REQUESTED_KINDS = ("laboratory", "imaging")


def begin_exam(
    uow: UnitOfWork, *, person_id: int, case_id: int, exam_date: date | None = None, without_consent: str = ""
) -> int:
    """Begin a person's exam in a case, under the edition in force on the exam date; returns its id.

    Raises `Refused` ("exams.already_open", value exam) where one is open, "exams.not_in_case",
    "exams.consent_refused" until another consent is recorded, "exams.consent_missing" where none is and
    `without_consent` does not say why the exam begins all the same (the exam's history keeps it); `Invalid`
    ("exams.date_in_future"), `NotFound` ("protocols.no_country").
    """
    uow.require("exams.begin_exam")
    uow.about(person_id)
    consent = last_consent(uow, person_id)
    if consent in (Consented.REFUSED, Consented.WITHDRAWN):
        raise Refused("exams.consent_refused")
    case = _case_with(uow, person_id, case_id)
    free = _free_open_key(uow, person_id, case_id)
    on = exam_date or uow.today()
    if on > uow.today():
        raise Invalid("exams.date_in_future", field="exam_date")
    if not consent and not is_reason(without_consent):
        raise Refused("exams.consent_missing", field="reason")
    template = protocol_queries.library(uow).choose(case.country, on).template
    exam = Exam(
        person_id=person_id,
        case_id=case_id,
        country=case.country,
        category=case.category,
        edition=template.edition,
        template_digest=template.digest,
        exam_date=on,
        exam_country=clinic_profile(uow).country,
        status=ExamStatus.DRAFT.value,
        revision=1,
        begun_at=uow.now(),
        begun_by=uow.actor.name,
        open_key=free,
    )
    keep_summary(uow, exam, standing_of(uow, exam, {}))
    uow.add(exam)
    note_event(uow, exam, EventKind.BEGUN, "" if consent else without_consent, edition=template.edition)
    uow.announce("exams", exam.id)
    return exam.id


def request_item(uow: UnitOfWork, *, exam_id: int, item: str) -> int:
    """Ask the laboratory or the X-ray room for something; returns the request's id. A standing request is given back.

    Raises `Refused`: "exams.not_requestable" for what is no test, "exams.forbidden" for what must not be done.
    """
    uow.require("exams.request_item")
    exam = open_exam(uow, exam_id)
    standing = standing_of(uow, exam)
    known = standing.template.items.get(item)
    if known is None or known.kind not in REQUESTED_KINDS:
        raise Refused("exams.not_requestable", item=item)
    if standing.assessment.item_states[item].state is ItemState.FORBIDDEN:
        raise Refused("exams.forbidden", item=known.label)
    requests = uow.session.scalars(select(ExamRequest).where(ExamRequest.exam_id == exam.id)).all()
    for request in requests:
        if request.item == item and request.withdrawn_at is None:
            return request.id
    request = uow.add(
        ExamRequest(
            exam_id=exam.id,
            item=item,
            number=request_number(exam.id, len(requests) + 1),
            requested_at=uow.now(),
            requested_by=uow.actor.name,
        )
    )
    search.replace_terms(uow.session, "request", request.id, names=(), numbers=(request.number,))
    uow.announce("exams", exam.id)
    return request.id


def withdraw_request(uow: UnitOfWork, *, request_id: int, version: int, reason: str) -> None:
    """Take a request back; its number stays known."""
    uow.require("exams.withdraw_request")
    check_reason(reason)
    request = uow.get(ExamRequest, request_id)
    exam = open_exam(uow, request.exam_id)
    uow.check_version(request, version)
    _withdraw(uow, request, reason)
    uow.announce("exams", exam.id)


def void_exam(uow: UnitOfWork, *, exam_id: int, version: int, reason: str) -> None:
    """Declare an exam void, for instance because it was begun on the wrong person; it stays readable."""
    uow.require("exams.void_exam")
    check_reason(reason)
    exam = open_exam(uow, exam_id)
    uow.check_version(exam, version)
    exam.status, exam.open_key = ExamStatus.VOID.value, None
    _withdraw_requests(uow, exam, reason)
    note_event(uow, exam, EventKind.VOIDED, reason)
    uow.announce("exams", exam.id)


def move_exam(
    uow: UnitOfWork, *, exam_id: int, version: int, to_person_id: int, to_case_id: int | None = None, reason: str
) -> None:
    """Move an exam that was entered on the wrong person to the right one.

    Raises `Refused`: "exams.same_person", "exams.was_signed" (what was signed for one person stays his: void it),
    "exams.already_open", "exams.not_in_case", "exams.other_country".
    """
    uow.require("exams.move_exam")
    check_reason(reason)
    exam = open_exam(uow, exam_id)
    uow.check_version(exam, version)
    if to_person_id == exam.person_id:
        raise Refused("exams.same_person")
    if exam.revision > 1:
        raise Refused("exams.was_signed")
    case = _case_with(uow, to_person_id, to_case_id or exam.case_id)
    if (case.country, case.category) != (exam.country, exam.category):
        raise Refused("exams.other_country")
    before = exam.person_id
    exam.open_key = _free_open_key(uow, to_person_id, case.id)
    exam.person_id, exam.case_id = to_person_id, case.id
    _withdraw_requests(uow, exam, reason)
    note_event(uow, exam, EventKind.MOVED, reason, from_person=before, to_person=to_person_id)
    keep_summary(uow, exam, standing_of(uow, exam))
    uow.announce("exams", exam.id)
    uow.announce("people", before, to_person_id)


def follow_case(uow: UnitOfWork, *, exam_id: int, version: int) -> None:
    """Go on under the category that the case was corrected to: what the protocol asks and proposes is worked out anew.

    Raises `Refused` ("exams.other_country") where the exam's edition does not know the case's country or category.
    """
    uow.require("exams.follow_case")
    exam = open_exam(uow, exam_id)
    uow.check_version(exam, version)
    case = uow.get(Case, exam.case_id)
    if not can_follow(template_of(uow, exam), case.country, case.category):
        raise Refused("exams.other_country")
    note_event(uow, exam, EventKind.CATEGORY_TAKEN_OVER, "", before=exam.category, after=case.category)
    exam.category = case.category
    keep_summary(uow, exam, standing_of(uow, exam))
    uow.announce("exams", exam.id)


def classify(uow: UnitOfWork, *, exam_id: int, decided: Decision, reason: str = "") -> int:
    """Confirm what the protocol proposes, or decide otherwise with a reason; both are kept. Returns its id; what was
    decided already, on the same facts and with the same reason, is given back. The comment that a country demands on
    a worse grade is the reason for it.

    Raises `Refused` ("exams.waits", value needs) while a fact is missing and "exams.case_changed", `Invalid`
    ("exams.override_reason", "exams.unknown_class", "exams.classes_exclude"), and what `grading.check` raises.
    """
    uow.require("exams.classify")
    exam = open_exam(uow, exam_id)
    _check_case(uow, exam)
    standing = standing_of(uow, exam)
    proposed = standing.proposed
    if proposed is None:
        raise Refused("exams.waits", needs=_needs(standing))
    known = {one.code for one in standing.template.classes}
    if not set(decided.classes) <= known:
        raise Invalid("exams.unknown_class", field="classes")
    _check_exclusions(standing, decided)
    grading.check(standing.template, proposed, decided)
    if not decided.agrees_with(proposed):
        reason = reason.strip() or grading.reason_in_comments(standing.template, proposed, decided)
        if not reason:
            raise Invalid("exams.override_reason", field="reason")
        check_reason(reason)
    before = latest_classification(uow, exam)
    if before is not None and _says(before) == (standing.digest, decided.plain(), reason.strip(), uow.actor.user_id):
        return before.id
    outcome = outcome_of(standing, decided)
    made = uow.add(
        Classification(
            exam_id=exam.id,
            revision=exam.revision,
            assessment=plain_assessment(standing.assessment),
            assessment_digest=standing.digest,
            proposed=proposed.plain(),
            decided=decided.plain(),
            outcome={
                "cleared": outcome.cleared,
                "valid_until": plain(outcome.valid_until),
                "holds": plain(outcome.holds),
            },
            reason=reason.strip(),
            at=uow.now(),
            by_id=uow.actor.user_id,
            by_name=uow.actor.name,
        )
    )
    uow.announce("exams", exam.id)
    return made.id


def _says(made: Classification) -> tuple[str, object, str, int | None]:
    return made.assessment_digest, made.decided, made.reason, made.by_id


def sign_exam(uow: UnitOfWork, *, exam_id: int, shown_digest: str, proof: Confirmation) -> int:
    """Sign what was shown, the password given again; the frozen content and its digest are kept. Returns the number.

    Raises `Refused`, saying what is missing: "exams.not_adopted", "exams.incomplete" (values items, questions),
    "exams.flags_open", "exams.drafts_left", "exams.waits", "exams.not_classified", "exams.case_changed"; `StaleEdit`
    ("exams.changed_since_shown") when something was changed after it was shown.
    """
    uow.require("exams.sign_exam")
    _check_proof(uow, proof)
    exam = open_exam(uow, exam_id)
    if not protocol_queries.is_adopted(uow, exam.country, exam.edition, exam.template_digest):
        raise Refused("exams.not_adopted", country=exam.country, edition=exam.edition)
    _check_case(uow, exam)
    standing = standing_of(uow, exam)
    _check_whole(uow, exam, standing)
    classified = _standing_classification(uow, exam, standing)
    content, shown = freeze(content_to_sign(uow, exam, standing, classified))
    if shown != shown_digest:
        raise StaleEdit("exams.changed_since_shown")
    decided = decision_from(classified.decided)
    until = classified.outcome["valid_until"]
    signature = uow.add(
        Signature(
            exam_id=exam.id,
            seq=exam.revision,
            physician_id=uow.actor.user_id,
            physician_name=uow.actor.name,
            licence=uow.actor.licence,
            at=uow.now(),
            content=content,
            digest=shown,
            reason=amendment_reason(uow, exam),
            classes=list(decided.classes),
            cleared=classified.outcome["cleared"],
            valid_until=date.fromisoformat(until) if until else None,
            identity=identity_of(uow.get(Person, exam.person_id)),
        )
    )
    exam.status, exam.open_key = ExamStatus.SIGNED.value, None
    note_event(uow, exam, EventKind.SIGNED, "", seq=signature.seq, digest=shown)
    uow.announce("exams", exam.id)
    return signature.seq


def amend_exam(uow: UnitOfWork, *, exam_id: int, reason: str) -> int:
    """Open a signed exam again, with a reason; what was signed stays as it is. Returns the new version's number."""
    uow.require("exams.amend_exam")
    check_reason(reason)
    exam = exam_for_change(uow, exam_id)
    if exam.status != ExamStatus.SIGNED:
        raise Refused("exams.not_signed", exam=exam.id)
    exam.open_key = _free_open_key(uow, exam.person_id, exam.case_id)
    exam.status, exam.revision = ExamStatus.AMENDED.value, exam.revision + 1
    note_event(uow, exam, EventKind.AMENDMENT_OPENED, reason, revision=exam.revision)
    keep_summary(uow, exam, standing_of(uow, exam))
    uow.announce("exams", exam.id)
    return exam.revision


def _case_with(uow: UnitOfWork, person_id: int, case_id: int) -> Case:
    case = uow.get(Case, case_id)
    member = (
        select(CaseMember.id)
        .where(CaseMember.case_id == case_id, CaseMember.person_id == person_id, CaseMember.left_at.is_(None))
        .with_for_update()
    )
    if uow.session.scalar(member) is None:
        raise Refused("exams.not_in_case", case=case.number or "")
    return case


def _free_open_key(uow: UnitOfWork, person_id: int, case_id: int) -> str:
    key = open_key(person_id, case_id)
    standing = uow.session.scalar(select(Exam.id).where(Exam.open_key == key))
    if standing is not None:
        raise Refused("exams.already_open", exam=standing)
    return key


def _withdraw(uow: UnitOfWork, request: ExamRequest, reason: str) -> None:
    request.withdrawn_at, request.withdrawn_by, request.withdrawn_reason = uow.now(), uow.actor.name, reason.strip()
    search.replace_terms(uow.session, "request", request.id, names=(), numbers=())


def _withdraw_requests(uow: UnitOfWork, exam: Exam, reason: str) -> None:
    standing = select(ExamRequest).where(ExamRequest.exam_id == exam.id, ExamRequest.withdrawn_at.is_(None))
    for request in uow.session.scalars(standing):
        _withdraw(uow, request, reason)


def _needs(standing: Standing) -> tuple[str, ...]:
    """Return the names of the facts that the proposal waits for."""
    missing = missing_facts(standing.assessment)
    return tuple(need.label for need in needs_of(standing.template, standing.sections, missing))


def _check_proof(uow: UnitOfWork, proof: Confirmation) -> None:
    age = uow.now() - datetime.fromisoformat(proof.at)
    if uow.actor.user_id is None or proof.user_id != uow.actor.user_id or not timedelta(0) <= age <= PROOF_LASTS:
        raise NotAllowed("exams.password_again")


def _check_case(uow: UnitOfWork, exam: Exam) -> None:
    """Nothing is decided or signed for a country or category that the case has no more."""
    case = uow.get(Case, exam.case_id)
    if (case.country, case.category) != (exam.country, exam.category):
        raise Refused("exams.case_changed")


def _check_whole(uow: UnitOfWork, exam: Exam, standing: Standing) -> None:
    """Nothing is signed while something is open: each refusal names what."""
    if standing.proposed is None:
        raise Refused("exams.waits", needs=_needs(standing))
    items = tuple(item.label for item in standing.assessment.missing)
    questions = tuple(field.label for fields in unanswered(standing).values() for field in fields)
    if items or questions:
        raise Refused("exams.incomplete", items=items, questions=questions)
    rows = uow.session.execute(
        select(Acknowledgement.answer_id, Acknowledgement.flag).where(Acknowledgement.exam_id == exam.id)
    )
    acknowledged = {(row.answer_id, row.flag) for row in rows}
    open_flags = tuple(
        each.flag.label for each in raised_flags(standing) if (each.answer_id, each.flag.key) not in acknowledged
    )
    if open_flags:
        raise Refused("exams.flags_open", flags=open_flags)
    drafts = select(Draft.section).where(Draft.exam_id == exam.id, Draft.user_id == uow.actor.user_id)
    if left := tuple(uow.session.scalars(drafts)):
        labels = {section.key: section.label for section in standing.sections}
        raise Refused("exams.drafts_left", sections=tuple(labels.get(key, key) for key in left))


def _check_exclusions(standing: Standing, decided: Decision) -> None:
    """Classes that exclude each other are not given together."""
    for one in standing.template.classes:
        if one.code in decided.classes and (other := set(one.excluded_by) & set(decided.classes)):
            labels = {each.code: each.label for each in standing.template.classes}
            raise Invalid("exams.classes_exclude", field="classes", first=one.label, second=labels[min(other)])


def _standing_classification(uow: UnitOfWork, exam: Exam, standing: Standing) -> Classification:
    found = latest_classification(uow, exam)
    if found is None or found.assessment_digest != standing.digest:
        raise Refused("exams.not_classified")
    return found
