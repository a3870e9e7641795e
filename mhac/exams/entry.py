"""Writing answers: drafts, finished sections, and what is done when something stands under the wrong person.

An answer is never changed: the next one carries the next number and who, when and how.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import bindparam, delete, select

from mhac.exams.assessing import CurrentAnswer, Standing, assess, raised_flags
from mhac.exams.entries import checked, keys_of
from mhac.exams.loading import check_open, keep_summary, open_exam, standing_of
from mhac.exams.possible import check_possible
from mhac.exams.records import Acknowledgement, Answer, Draft, Exam, ExamEvent
from mhac.exams.rules import EventKind, How, is_reason
from mhac.exams.views import SectionSaved
from mhac.kernel.errors import Invalid, NotAllowed, NotFound, Refused, StaleEdit
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.protocols.form import FormField, FormSection, Progress, progress
from mhac.protocols.rules import FieldKind, SystemState

NOTHING: Mapping[str, str] = MappingProxyType({})
_D: Any = Draft.__table__
_DISCARD = delete(_D).where(
    _D.c.exam_id == bindparam("exam"), _D.c.user_id == bindparam("user"), _D.c.section == bindparam("part")
)


def save_draft(
    uow: UnitOfWork,
    *,
    exam_id: int,
    section: str,
    values: Mapping[str, Any],
    base: Mapping[str, int],
    marks: Mapping[str, str] = NOTHING,
    typed_at: datetime | None = None,
) -> datetime:
    """Keep what is being typed; called within a second of a pause. Returns when it was kept.

    What waited for the server since `typed_at` replaces nothing that was kept later.
    """
    uow.require("exams.save_draft")
    exam = uow.get(Exam, exam_id)
    check_open(exam)
    user_id, at = _user(uow), uow.now()
    found = uow.session.scalar(_own_draft(exam_id, user_id, section))
    if found is None:
        found = Draft(exam_id=exam_id, user_id=user_id, user_name=uow.actor.name, section=section)
        uow.session.add(found)
    elif typed_at is not None and found.saved_at >= typed_at:
        kept_later: datetime = found.saved_at
        return kept_later
    found.values, found.base, found.marks, found.saved_at = dict(values), dict(base), dict(marks), at
    return at


def discard_draft(uow: UnitOfWork, *, exam_id: int, section: str) -> None:
    """Throw away one's own unfinished typing in a section."""
    uow.require("exams.save_draft")
    wanted = {"exam": exam_id, "user": _user(uow), "part": section}
    uow.connection.execute(_DISCARD, wanted)


def save_section(
    uow: UnitOfWork,
    *,
    exam_id: int,
    section: str,
    values: Mapping[str, Any],
    base: Mapping[str, int],
    confirmed: frozenset[str] = frozenset(),
    rest_normal: frozenset[str] = frozenset(),
) -> SectionSaved:
    """Make what was typed in a section part of the exam; each changed answer supersedes the one before.

    `base` holds the numbers of the answers that were on screen: where somebody else answered meanwhile, nothing is
    written and `StaleEdit` names both. `confirmed` are implausible values that were checked; `rest_normal` are
    systems that the physician marked in one go. Raises `Invalid` beside the field.
    """
    uow.require("exams.save_section")
    exam = open_exam(uow, exam_id)
    standing = standing_of(uow, exam)
    asked = _section_of(standing, section)
    changed = _changes(uow, standing, asked, values, confirmed)
    _check_seen(standing, {key: value for key, value in changed.items() if key in values}, base)
    if rest_normal:
        _check_examined(uow, standing, asked, changed, rest_normal)
    how = {
        key: How.REST_NORMAL if key in rest_normal else How.CONFIRMED if key in confirmed else How.ENTERED
        for key in changed
    }
    answers = _write(uow, exam, section, standing.answers, changed, how)
    discard_draft(uow, exam_id=exam_id, section=section)
    after = _reassess(uow, exam, standing, answers)
    uow.announce("exams", exam.id)
    return _saved(uow, after, section)


def withdraw_section(uow: UnitOfWork, *, exam_id: int, section: str, reason: str) -> None:
    """Take back the answers of a section that were entered wrongly; they stay readable with the reason."""
    uow.require("exams.withdraw_section")
    check_reason(reason)
    exam = open_exam(uow, exam_id)
    standing = standing_of(uow, exam)
    mine = _answers_in(standing, section)
    answers = _write(uow, exam, section, standing.answers, dict.fromkeys(mine), dict.fromkeys(mine, How.WITHDRAWN))
    note_event(uow, exam, EventKind.SECTION_WITHDRAWN, reason, section=section)
    _reassess(uow, exam, standing, answers)
    uow.announce("exams", exam.id)


def move_section(uow: UnitOfWork, *, exam_id: int, section: str, to_exam_id: int, reason: str) -> None:
    """Move a section that was entered under the wrong person into the right person's open exam.

    Raises `Refused`: "exams.section_filled" where answers stand there already, "exams.section_differs" where the
    right person is not asked one of the questions.
    """
    uow.require("exams.move_section")
    check_reason(reason)
    if exam_id == to_exam_id:
        raise Refused("exams.same_exam")
    target = open_exam(uow, to_exam_id)
    exam = open_exam(uow, exam_id)
    here, there = standing_of(uow, exam), standing_of(uow, target)
    moving = {key: answer.value for key, answer in _answers_in(here, section).items()}
    asked = _section_of(there, section)
    if any(key in there.values for key in moving):
        raise Refused("exams.section_filled", section=asked.label)
    if not set(moving) <= set(keys_of(asked)):
        raise Refused("exams.section_differs", section=asked.label)
    arrived = _write(uow, target, section, there.answers, moving, dict.fromkeys(moving, How.MOVED))
    left = _write(uow, exam, section, here.answers, dict.fromkeys(moving), dict.fromkeys(moving, How.WITHDRAWN))
    note_event(uow, exam, EventKind.SECTION_MOVED, reason, section=section, to_exam=target.id)
    note_event(uow, target, EventKind.SECTION_MOVED, reason, section=section, from_exam=exam.id)
    _reassess(uow, exam, here, left)
    _reassess(uow, target, there, arrived)
    uow.announce("exams", exam.id, target.id)


def acknowledge_flag(uow: UnitOfWork, *, exam_id: int, field: str, flag: str, action: str) -> None:
    """Say what was done about a warning sign. Raises `Invalid` ("exams.action_missing") without words."""
    uow.require("exams.acknowledge_flag")
    if not is_reason(action):
        raise Invalid("exams.action_missing", field="action")
    exam = open_exam(uow, exam_id)
    raised = [each for each in raised_flags(standing_of(uow, exam)) if each.field == field and each.flag.key == flag]
    if not raised:
        raise Refused("exams.no_such_flag")
    uow.add(
        Acknowledgement(
            exam_id=exam.id,
            answer_id=raised[0].answer_id,
            flag=flag,
            action=action.strip(),
            at=uow.now(),
            by_id=uow.actor.user_id,
            by_name=uow.actor.name,
        )
    )
    uow.announce("exams", exam.id)


def note_event(uow: UnitOfWork, exam: Exam, kind: EventKind, reason: str, **detail: Any) -> None:
    """Write a line into the exam's own history."""
    uow.add(
        ExamEvent(
            exam_id=exam.id,
            kind=kind.value,
            reason=reason.strip(),
            detail=detail,
            at=uow.now(),
            by_id=uow.actor.user_id,
            by_name=uow.actor.name,
        )
    )


def check_reason(reason: str) -> None:
    """Raise `Invalid` ("kernel.reason_missing") unless the reason says something."""
    if not is_reason(reason):
        raise Invalid("kernel.reason_missing", field="reason")


def _user(uow: UnitOfWork) -> int:
    if uow.actor.user_id is None:
        raise NotAllowed("security.not_allowed", permission="exams.save_draft")
    return uow.actor.user_id


def _own_draft(exam_id: int, user_id: int, section: str) -> Any:
    return select(Draft).where(Draft.exam_id == exam_id, Draft.user_id == user_id, Draft.section == section)


def _section_of(standing: Standing, key: str) -> FormSection:
    found = standing.section_entered(key)
    if found is None:
        raise NotFound("exams.no_section", section=key)
    return found


def _answers_in(standing: Standing, section: str) -> dict[str, CurrentAnswer]:
    found = {
        key: answer
        for key, answer in standing.answers.items()
        if answer.section == section and answer.value is not None
    }
    if not found:
        raise Refused("exams.section_empty")
    return found


def _changes(
    uow: UnitOfWork, standing: Standing, section: FormSection, values: Mapping[str, Any], confirmed: frozenset[str]
) -> dict[str, Any]:
    """Return what differs from the current answers, checked against the form as these answers make it.

    A question that the new answers take away loses the answer that it had.
    """
    now, old_keys = standing.values, keys_of(section)
    after = assess(standing.template, standing.applicant, standing.answers, standing.settings, values)
    shown = after.section_entered(section.key)
    keys = keys_of(shown) if shown else {}
    changed: dict[str, Any] = {key: None for key in old_keys if key not in keys and key in now}
    for key, value in values.items():
        field = keys.get(key)
        if field is None:
            if value is not None and key not in old_keys:
                raise Invalid("exams.unknown_field", field=key)
            continue
        kept = checked(field, key, value, confirmed=key in confirmed)
        if kept != now.get(key):
            _check_role(uow, field)
            changed[key] = kept
    check_possible(
        standing.template,
        [field for key, field in keys.items() if key == field.key],
        {**now, **changed},
        changed,
        today=uow.today(),
        born=standing.applicant.birth_earliest,
    )
    return changed


def _check_role(uow: UnitOfWork, field: FormField) -> None:
    if field.entered_by and not uow.actor.roles & set(field.entered_by):
        raise NotAllowed("exams.not_your_field", field=field.key, label=field.label)


def _check_seen(standing: Standing, changed: Mapping[str, Any], base: Mapping[str, int]) -> None:
    """Nobody writes over an answer that he has not seen."""
    for key, value in changed.items():
        current = standing.answers.get(key)
        if current is not None and current.number != base.get(key, 0):
            raise StaleEdit(
                "exams.answer_changed",
                field=key,
                yours=value,
                theirs=current.value,
                by=current.by_name,
                at=current.at,
                number=current.number,
            )


def _check_examined(
    uow: UnitOfWork, standing: Standing, section: FormSection, changed: Mapping[str, Any], rest_normal: frozenset[str]
) -> None:
    """`Mark the rest normal` belongs to the physician, once he has examined: at least one system by his own hand."""
    uow.require("exams.mark_rest_normal")
    systems = {field.key for field in section.fields if field.kind is FieldKind.SYSTEM}
    for key in rest_normal:
        if key not in systems or (changed.get(key) or {}).get("state") != SystemState.NORMAL or key in standing.values:
            raise Refused("exams.rest_not_open", field=key)
    by_hand = any(key in changed and key not in rest_normal for key in systems) or any(
        answer.by_id == uow.actor.user_id and answer.how != How.REST_NORMAL
        for key, answer in standing.answers.items()
        if key in systems and answer.value is not None
    )
    if not by_hand:
        raise Refused("exams.examine_first")


def _write(
    uow: UnitOfWork,
    exam: Exam,
    section: str,
    current: Mapping[str, CurrentAnswer],
    changed: Mapping[str, Any],
    how: Mapping[str, How],
) -> dict[str, CurrentAnswer]:
    """Write the answers that changed; return all answers as they then are."""
    at, by = uow.now(), uow.actor
    written = [
        {
            "exam_id": exam.id,
            "revision": exam.revision,
            "section": section,
            "field": key,
            "number": current[key].number + 1 if key in current else 1,
            "value": value,
            "how": (How.WITHDRAWN if value is None else how[key]).value,
            "at": at,
            "by_id": by.user_id,
            "by_name": by.name,
        }
        for key, value in changed.items()
    ]
    fresh = (
        CurrentAnswer(own, section, row["field"], row["number"], row["value"], row["how"], at, by.user_id, by.name)
        for own, row in zip(uow.insert(Answer, written), written, strict=True)
    )
    return {**current, **{answer.field: answer for answer in fresh}}


def _reassess(uow: UnitOfWork, exam: Exam, before: Standing, answers: Mapping[str, CurrentAnswer]) -> Standing:
    standing = assess(before.template, before.applicant, answers, before.settings)
    keep_summary(uow, exam, standing)
    return standing


def _saved(uow: UnitOfWork, standing: Standing, section: str) -> SectionSaved:
    numbers = {key: answer.number for key, answer in standing.answers.items() if answer.section == section}
    flags = tuple(flag for flag in raised_flags(standing) if flag.section == section)
    shown = standing.section_entered(section)
    far = progress(shown, standing.values) if shown else Progress(0, 0, ())
    return SectionSaved(section, uow.now(), numbers, far, flags)
