"""What screens ask about the entry at the authority: what waits, one exam's sheets, a sheet, its blind fields."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import exists, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from mhac.exams.loading import template_of
from mhac.exams.records import Exam, Signature
from mhac.exams.rules import ExamStatus
from mhac.kernel.canonical import canonical, digest
from mhac.kernel.errors import NotFound, Refused
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.protocols.template import Template
from mhac.registration.queries import birth_of, identifiers, people, photo
from mhac.registration.records import Case, Person, Photo
from mhac.registration.rules import PersonRow
from mhac.security.queries import clinic_profile
from mhac.submissions.content import rows_of
from mhac.submissions.gathering import content_of, last_signature
from mhac.submissions.papers import Paper, papers_of
from mhac.submissions.records import Submission, SubmissionCheck, SubmissionSnapshot, SubmissionTick
from mhac.submissions.rules import NumberFormat, Resolution, RowState, Status, TickHow, code_of
from mhac.submissions.views import (
    BlindField,
    Check,
    Earlier,
    Entry,
    PaperLine,
    Printable,
    Sheet,
    SheetPart,
    SheetRow,
    Tick,
    WaitingExam,
)

T = TypeVar("T")

# An examination holds at most twelve months at any authority: what was signed longer ago is entered by nobody.
LOOKED_BACK = timedelta(days=366)
MOST = 300
_WHY_NOT = {ExamStatus.AMENDED: "amendment_open", ExamStatus.VOID: "void", ExamStatus.DRAFT: "not_signed"}


def to_enter(uow: UnitOfWork, limit: int = MOST) -> tuple[WaitingExam, ...]:
    """Return the signed exams of which not every sheet is at the authority: the newest so many, oldest first.

    What has lapsed stands last and is marked, so that it does not vanish, until the person is examined anew.
    """
    uow.require("submissions.read")
    again = aliased(Exam)
    examined_anew = exists().where(
        again.person_id == Exam.person_id, again.id > Exam.id, again.status != ExamStatus.VOID.value
    )
    lapsed = func.coalesce(Signature.valid_until < uow.today(), false())
    signed = select(func.max(Signature.id)).where(Signature.at >= uow.now() - LOOKED_BACK).group_by(Signature.exam_id)
    rows = uow.session.execute(
        select(Exam.id, Exam.person_id, Exam.country, Exam.category, Exam.edition, Exam.template_digest,
               Signature.seq, Signature.at, Signature.valid_until)
        .join(Signature, Signature.exam_id == Exam.id)
        .where(Signature.id.in_(signed), Exam.status == ExamStatus.SIGNED.value)
        .where(or_(Signature.valid_until.is_(None), Signature.valid_until >= uow.today(), ~examined_anew))
        .order_by(lapsed, Signature.id.desc()).limit(limit * 4)
    )  # fmt: skip
    done = _papers_done(uow)
    known_papers: dict[tuple[str, ...], tuple[Paper, ...] | None] = {}
    waiting: list[tuple[Any, tuple[Paper, ...]]] = []
    for row in rows:
        pinned = (row.country, row.category, row.edition, row.template_digest)
        if pinned not in known_papers:
            known_papers[pinned] = _papers(uow, row)
        papers = known_papers[pinned]
        if papers is not None and {paper.key for paper in papers} - done.get((row.id, row.seq), set()):
            waiting.append((row, papers))
        if len(waiting) == limit:
            break
    known = people(uow, [row.person_id for row, _ in waiting])
    lines = _paper_lines(uow, [(row.id, row.seq) for row, _ in waiting])
    found = [_waiting(row, papers, known[row.person_id], lines, uow.today()) for row, papers in reversed(waiting)]
    return tuple(sorted(found, key=lambda one: one.lapsed))


def _waiting(
    row: Any, papers: Sequence[Paper], person: PersonRow, lines: Mapping[Any, PaperLine], today: date
) -> WaitingExam:
    return WaitingExam(
        exam_id=row.id,
        person_id=row.person_id,
        name=person.name,
        file_number=person.file_number,
        case_number=person.case_number,
        country=row.country,
        signed_at=row.at,
        papers=tuple(_line_of(paper, lines.get((row.id, row.seq, paper.key))) for paper in papers),
        valid_until=row.valid_until,
        lapsed=row.valid_until is not None and row.valid_until < today,
    )


def _papers(uow: UnitOfWork, exam: Any) -> tuple[Paper, ...] | None:
    """The sheets of an exam; None where the program no longer ships the text that it began with."""
    try:
        return papers_of(template_of(uow, exam), exam.category)
    except NotFound:
        return None


def _papers_done(uow: UnitOfWork) -> dict[tuple[int, int], set[str]]:
    rows = uow.session.execute(
        select(Submission.exam_id, Submission.seq, Submission.paper).where(Submission.status == Status.SUBMITTED.value)
    )
    found: dict[tuple[int, int], set[str]] = defaultdict(set)
    for row in rows:
        found[row.exam_id, row.seq].add(row.paper)
    return found


def _paper_lines(uow: UnitOfWork, exams: Collection[tuple[int, int]]) -> dict[tuple[int, int, str], PaperLine]:
    """How far the sheets of signed versions are, without reading what stands on them."""
    ticked = (
        select(func.count(SubmissionTick.id))
        .where(SubmissionTick.submission_id == Submission.id, SubmissionTick.withdrawn_at.is_(None))
        .scalar_subquery()
    )
    rows = uow.session.execute(
        select(Submission.id, Submission.exam_id, Submission.seq, Submission.paper, Submission.status,
               Submission.lines, Submission.number, Submission.submitted_at, ticked.label("ticked"))
        .where(Submission.exam_id.in_({exam for exam, _ in exams}))
    )  # fmt: skip
    return {
        (row.exam_id, row.seq, row.paper): PaperLine(
            row.paper, "", "", row.id, Status(row.status), row.lines, row.ticked, row.number, row.submitted_at
        )
        for row in rows
    }


def _line_of(paper: Paper, found: PaperLine | None) -> PaperLine:
    if found is None:
        return PaperLine(paper.key, paper.name, paper.title, None, None, 0, 0, "", None)
    return PaperLine(paper.key, paper.name, paper.title, found.submission_id, found.status, found.lines, found.ticked,
                     found.number, found.submitted_at)  # fmt: skip


def entry(uow: UnitOfWork, exam_id: int, paper: str | None = None) -> Entry:
    """Return the entry page of an exam with one of its sheets, the first open one by default; the reading is logged."""
    uow.require("submissions.read")
    exam = uow.get(Exam, exam_id)
    uow.log_read(exam.person_id, "submissions.entry")
    template = template_of(uow, exam)
    papers = papers_of(template, exam.category)
    signature = last_signature(uow, exam_id)
    lines = _paper_lines(uow, [(exam_id, signature.seq)]) if signature else {}
    shown = tuple(_line_of(one, lines.get((exam_id, signature.seq if signature else 0, one.key))) for one in papers)
    chosen = next((one for one in shown if one.key == paper), None) or next(
        (one for one in shown if one.status is not Status.SUBMITTED), shown[0])  # fmt: skip
    sheet_shown = sheet(uow, chosen.submission_id) if chosen.submission_id is not None else None
    person, case = uow.get(Person, exam.person_id), uow.get(Case, exam.case_id)
    category = template.categories.get(exam.category)
    return Entry(
        person_id=person.id,
        exam_id=exam.id,
        case_id=exam.case_id,
        family_name=person.family_name,
        given_names=person.given_names,
        sex=person.sex,
        facts={
            "birth": birth_of(person),
            "citizenship": person.citizenship,
            "file_number": person.file_number or "",
            "case_number": case.number or "",
            "identifiers": [(one.kind, one.value) for one in identifiers(uow, [person.id]).get(person.id, ())],
        },
        photo=photo(uow, person.id),
        country=exam.country,
        category_label=category.label if category else exam.category,
        exam_date=exam.exam_date,
        signed_at=signature.at if signature else None,
        physician=signature.physician_name if signature else "",
        may_enter=_WHY_NOT.get(ExamStatus(exam.status), ""),
        papers=shown,
        sheet=sheet_shown,
    )


def sheet(uow: UnitOfWork, submission_id: int) -> Sheet:
    """Return one sheet with ticks, blind checks, and what an earlier submission said otherwise."""
    uow.require("submissions.read")
    found = uow.get(Submission, submission_id)
    content = json.loads(found.frozen)
    exam = uow.get(Exam, found.exam_id)
    ticks = _ticks(uow, found.id)
    rows = {row["name"]: row for row in rows_of(content)}
    checks = _checks(uow, found, rows)
    before = _before(uow, found)
    by_row = {check.row: check for check in checks}
    paper = _paper_now(template_of(uow, exam), found.paper)
    return Sheet(
        submission_id=found.id,
        version=found.version,
        exam_id=found.exam_id,
        seq=found.seq,
        code=code_of(found.exam_id, found.seq),
        status=Status(found.status),
        paper_key=found.paper,
        name=content["paper"]["number"] or content["paper"]["title"],
        title=content["paper"]["title"],
        destination=content["paper"]["destination"],
        source=content["paper"]["source"],
        confidence=content["paper"]["confidence"],
        digest=found.digest,
        parts=tuple(
            SheetPart(part["key"], part["heading"], part["help"],
                      tuple(_row(row, ticks, by_row, before) for row in part["rows"]))
            for part in content["parts"]
        ),
        number=found.number,
        number_format=paper.external if paper else NumberFormat("", "", "", "", "unverified"),
        prepared_at=found.prepared_at,
        prepared_by=found.prepared_by,
        submitted_at=found.submitted_at,
        submitted_by=found.submitted_by,
        reopened_reason=found.reopened_reason,
        has_snapshot=_snapshot(uow, found, SubmissionSnapshot.id) is not None,
        outdated=_outdated(uow, found, exam),
        checks=checks,
        earlier=_earlier(uow, found),
        i_ticked=any(tick.by_id == uow.actor.user_id for tick in ticks.values()),
    )  # fmt: skip


def _row(row: Mapping[str, Any], ticks: Mapping[str, SubmissionTick], checks: Mapping[str, Check],
         before: Mapping[str, str] | None) -> SheetRow:  # fmt: skip
    tick = ticks.get(row["name"])
    said = before.get(row["name"], "") if before is not None else None
    return SheetRow(
        name=row["name"],
        label=row["label"],
        value=row["value"],
        copy=row["copy"],
        kind=row["kind"],
        flag=row["flag"],
        state=RowState(row["state"]),
        by=row["by"],
        at=datetime.fromisoformat(row["at"]) if row["at"] else None,
        critical=row["critical"],
        required=row["required"],
        tick=Tick(TickHow(tick.how), tick.at, tick.by_name) if tick else None,
        check=checks.get(row["name"]),
        before=said if said != row["value"] else None,
    )


def _ticks(uow: UnitOfWork, submission_id: int) -> dict[str, SubmissionTick]:
    standing = select(SubmissionTick).where(
        SubmissionTick.submission_id == submission_id, SubmissionTick.withdrawn_at.is_(None)
    )
    return {tick.row: tick for tick in uow.session.scalars(standing)}


def _checks(uow: UnitOfWork, found: Submission, rows: Mapping[str, Mapping[str, Any]]) -> tuple[Check, ...]:
    """What was typed blind last for each line that still says the same, in the order of the sheet."""
    made = uow.session.scalars(
        select(SubmissionCheck).where(SubmissionCheck.submission_id == found.id).order_by(SubmissionCheck.id)
    )
    said = {name: digest(row["copy"]) for name, row in rows.items()}
    last = {check.row: check for check in made if said.get(check.row) == check.line_digest}
    return tuple(
        Check(
            one.id, one.version, name, rows[name]["label"], rows[name]["value"], one.typed, one.agrees, one.at,
            one.by_name, one.by_id, Resolution(one.resolution) if one.resolution else None, one.reason,
            one.resolved_at, one.resolved_by,
        )
        for name in rows
        if (one := last.get(name)) is not None
    )  # fmt: skip


def _before(uow: UnitOfWork, found: Submission) -> dict[str, str] | None:
    """What the last submitted sheet of an earlier signed version said, by line; None where there is none."""
    earlier = (
        select(Submission.frozen)
        .where(Submission.exam_id == found.exam_id, Submission.paper == found.paper, Submission.seq < found.seq,
               Submission.status == Status.SUBMITTED.value)
        .order_by(Submission.seq.desc())
    )  # fmt: skip
    frozen = uow.session.scalar(earlier.limit(1))
    return {row["name"]: row["value"] for row in rows_of(json.loads(frozen))} if frozen else None


def _earlier(uow: UnitOfWork, found: Submission) -> tuple[Earlier, ...]:
    rows = uow.session.scalars(
        select(Submission)
        .where(Submission.exam_id == found.exam_id, Submission.paper == found.paper, Submission.id != found.id)
        .order_by(Submission.seq.desc())
    )
    return tuple(
        Earlier(one.id, one.seq, Status(one.status), one.number, one.submitted_at, one.submitted_by) for one in rows
    )


def _paper_now(template: Template, key: str) -> Paper | None:
    return next((paper for paper in papers_of(template) if paper.key == key), None)


def _outdated(uow: UnitOfWork, found: Submission, exam: Exam) -> str:
    """Why a sheet no longer says what is so; a submitted one stays what it was."""
    why = _WHY_NOT.get(ExamStatus(exam.status), "")
    if why:
        return why
    signature = last_signature(uow, exam.id)
    if signature is not None and signature.seq != found.seq:
        return "signed_again"
    if found.status == Status.SUBMITTED:
        return ""
    try:
        content, _ = content_of(uow, exam, found.paper, found.number)
    except Refused as refusal:
        return refusal.code.removeprefix("submissions.")
    return "" if digest(canonical(content)) == found.digest else "changed"


def blind_fields(uow: UnitOfWork, submission_id: int) -> tuple[BlindField, ...]:
    """Return the critical lines without their values, for the second person."""
    uow.require("submissions.read")
    found = uow.get(Submission, submission_id)
    uow.log_read(found.person_id, "submissions.blind_fields")
    return tuple(
        BlindField(row["name"], row["label"], row["kind"], part["heading"], tuple(row["options"]))
        for part in json.loads(found.frozen)["parts"]
        for row in part["rows"]
        if row["critical"]
    )


def printable(uow: UnitOfWork, submission_id: int) -> Printable:
    """Return what draws a sheet, and the snapshot where it was drawn before; the reading is logged."""
    uow.require("submissions.read")
    found = uow.get(Submission, submission_id)
    uow.log_read(found.person_id, "submissions.printable")
    content = json.loads(found.frozen)
    return Printable(
        submission_id=found.id,
        name=f"{content['paper']['number'] or content['paper']['title']} {code_of(found.exam_id, found.seq)}",
        content=content,
        frozen=found.frozen,
        digest=found.digest,
        code=code_of(found.exam_id, found.seq),
        photo=_picture(uow, found.person_id, content["person"]["photo"]),
        logo=clinic_profile(uow).logo,
        pdf=_snapshot(uow, found, SubmissionSnapshot.pdf),
    )


def _snapshot(uow: UnitOfWork, found: Submission, column: InstrumentedAttribute[T]) -> T | None:
    return uow.session.scalar(
        select(column).where(
            SubmissionSnapshot.submission_id == found.id, SubmissionSnapshot.content_digest == found.digest
        )
    )


def _picture(uow: UnitOfWork, person_id: int, mark: str) -> bytes | None:
    """The photo that the sheet was frozen with, also when it was replaced since."""
    if not mark:
        return None
    pictures = uow.session.scalars(select(Photo.jpeg).where(Photo.person_id == person_id).order_by(Photo.id.desc()))
    return next((picture for picture in pictures if digest(picture) == mark), None)


def exam_of_submission(uow: UnitOfWork, submission_id: int) -> tuple[int, str, PersonRow]:
    """Return whose sheet a scanned code or number is: the exam, the sheet, and the person."""
    uow.require("submissions.read")
    found = uow.get(Submission, submission_id)
    return found.exam_id, found.paper, people(uow, [found.person_id])[found.person_id]
