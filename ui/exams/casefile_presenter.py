"""What the case file page shows and which services it calls; plain Python, no widgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from mhac.exams import banner, casefile, service
from mhac.exams.rules import ExamStatus, StepState
from mhac.exams.views import CaseFile, Due, ExamLine, Member, Requirement
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.travel import queries as travel
from ui.exams import doses_words

CLOSING = "classification_and_signature"
DUE = "due:"


def has_open_exam(file: CaseFile) -> bool:
    """Whether an exam can be continued."""
    return file.exam is not None and file.exam.status.is_open


def can_begin(file: CaseFile) -> bool:
    """Whether an exam can be begun: the person has a case, and no exam of it is open."""
    return file.banner.case_id is not None and not has_open_exam(file)


def closing_step(file: CaseFile) -> Requirement | None:
    """Return the last line of the requirements: classification and signature."""
    if file.exam is None:
        return None
    still = StepState.NEXT if file.clinical else StepState.NOT_DONE
    state = StepState.DONE if file.exam.status is ExamStatus.SIGNED else still
    return Requirement(item=CLOSING, label="", kind="closing", stage="examination", state=state,
                       section="classification", done_at=file.exam.signed_at, done_by=file.exam.signed_by)


def rows_of(file: CaseFile) -> Sequence[Requirement]:
    """Return the lines of the requirements, the vaccines and drugs, and the conclusion."""
    last = closing_step(file)
    lines = (*file.requirements, *(due_step(one) for one in due_of(file)))
    return (*lines, last) if last else lines


def due_of(file: CaseFile) -> tuple[Due, ...]:
    """Return the vaccines and drugs that the protocol gives; none for those who may not read the exam."""
    return file.verdict.due if file.verdict is not None else ()


def due_step(due: Due) -> Requirement:
    """Return a vaccine or a drug as a line of the requirements."""
    state = StepState.WAITING if due.needs else StepState.NEXT if due.now else StepState.OPTIONAL
    told = "" if due.needs else doses_words.state(due)[0]
    return Requirement(item=f"{DUE}{due.code}", label=doses_words.label(due), kind=due.kind, stage="examination",
                       state=state, reasons=due.reasons, needs=due.needs, result=told)


def due_behind(file: CaseFile, step: Requirement) -> Due | None:
    """Return the vaccine or drug of a line; None for every other line."""
    return next((one for one in due_of(file) if f"{DUE}{one.code}" == step.item), None)


def others(file: CaseFile) -> tuple[Member, ...]:
    """Return the other members of the case, to whom an exam may belong."""
    return tuple(member for member in file.members if member.person_id != file.banner.person_id)


def load(person_id: int, case_id: int | None, until: date | None = None) -> Any:
    """The question for the case file; `until` is a day to look ahead to, else that of the next flight."""
    return partial(_load, person_id=person_id, case_id=case_id, until=until)


def _load(uow: UnitOfWork, *, person_id: int, case_id: int | None, until: date | None) -> CaseFile:
    flies = travel.next_flight_day(uow, person_id=person_id) if uow.may("travel.read") else None
    file = casefile.casefile(uow, person_id, case_id, until=until or flies)
    return replace(file, alerts=banner.consent_alert(uow, person_id) + file.alerts)


def begin_act(person_id: int, case_id: int, without_consent: str = "") -> Any:
    """The act that begins an exam; without a recorded consent it needs the reason."""
    return partial(_begin, person_id=person_id, case_id=case_id, without_consent=without_consent)


def _begin(uow: UnitOfWork, *, person_id: int, case_id: int, without_consent: str) -> int:
    return service.begin_exam(uow, person_id=person_id, case_id=case_id, without_consent=without_consent)


def request_act(exam_id: int, item: str) -> Any:
    """The act that asks the laboratory or the X-ray room."""
    return partial(_request, exam_id=exam_id, item=item)


def _request(uow: UnitOfWork, *, exam_id: int, item: str) -> int:
    return service.request_item(uow, exam_id=exam_id, item=item)


def newest(person_id: int, case_id: int | None, exam_id: int) -> Any:
    """The question for the file of an exam as it is now; nothing where the exam is not this person's any more."""
    return partial(_newest, person_id=person_id, case_id=case_id, exam_id=exam_id)


def _newest(uow: UnitOfWork, *, person_id: int, case_id: int | None, exam_id: int) -> CaseFile | None:
    file = casefile.casefile(uow, person_id, case_id)
    line = next((line for line in file.exams if line.id == exam_id), None)
    return None if line is None else replace(file, exam=line)


def percent_of(file: CaseFile) -> int:
    """Return how far the person's exam is."""
    return next((one.percent or 0 for one in file.members if one.person_id == file.banner.person_id), 0)


def void_act(line: ExamLine, reason: str) -> Any:
    """The act that voids an exam."""
    return partial(_void, exam_id=line.id, version=line.version, reason=reason)


def _void(uow: UnitOfWork, *, exam_id: int, version: int, reason: str) -> None:
    service.void_exam(uow, exam_id=exam_id, version=version, reason=reason)


def move_act(line: ExamLine, to_person: int, reason: str) -> Any:
    """The act that moves an exam to the right person."""
    return partial(_move, exam_id=line.id, version=line.version, to_person_id=to_person, reason=reason)


def _move(uow: UnitOfWork, *, exam_id: int, version: int, to_person_id: int, reason: str) -> None:
    service.move_exam(uow, exam_id=exam_id, version=version, to_person_id=to_person_id, reason=reason)
