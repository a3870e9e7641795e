"""What staff do with a sheet: prepare it, tick what is entered, check it blind, keep its snapshot, say it is gone.

Nothing here touches the signed exam; what is wrong in it is amended there, and then the sheet is prepared anew.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from mhac.documents.sealing import read_embedded
from mhac.exams.records import Exam
from mhac.kernel import search
from mhac.kernel.canonical import canonical, digest
from mhac.kernel.errors import Invalid, Refused
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.submissions.content import has_number, rows_of, with_number
from mhac.submissions.gathering import content_of
from mhac.submissions.records import Submission, SubmissionCheck, SubmissionSnapshot, SubmissionTick
from mhac.submissions.rules import (
    EXTERNAL,
    LONGEST_TYPED,
    Resolution,
    RowState,
    Status,
    TickHow,
    check_moment,
    check_number,
    check_reason,
    code_of,
    number_from,
    says_the_same,
    tasks_left,
)

SUBJECT = "submission"
TOPIC = "submissions"


def prepare(uow: UnitOfWork, *, exam_id: int, paper: str) -> int:
    """Freeze a sheet of a signed exam, to be entered; returns its id. One that is there already is given back.

    Raises `Refused`: "submissions.not_signed", "submissions.amendment_open", "submissions.altered".
    """
    uow.require("submissions.prepare")
    exam = uow.get(Exam, exam_id)
    uow.about(exam.person_id)
    uow.session.get(Exam, exam_id, with_for_update=True)
    known = _number_before(uow, exam, paper)
    content, signature = content_of(uow, exam, paper, known)
    standing = uow.session.scalar(select(Submission).where(
        Submission.exam_id == exam_id, Submission.paper == paper, Submission.seq == signature.seq))  # fmt: skip
    if standing is not None:
        return standing.id
    known = known or number_from(content["number"])
    frozen = canonical(with_number(content, known) if known else content)
    made = uow.add(Submission(
        exam_id=exam_id, person_id=exam.person_id, paper=paper, seq=signature.seq, frozen=frozen,
        digest=digest(frozen), lines=_lines(frozen), status=Status.OPEN.value, prepared_at=uow.now(),
        prepared_by=uow.actor.name, number=known))  # fmt: skip
    _index(uow, made)
    uow.announce(TOPIC, exam_id)
    return made.id


def renew(uow: UnitOfWork, *, submission_id: int, version: int) -> int:
    """Freeze an open sheet anew, because the person's data or the sheet were corrected; returns how many ticks went.

    Ticks stay where the line still says the same.
    """
    uow.require("submissions.renew")
    found = _open(uow, submission_id)
    uow.check_version(found, version)
    content, _ = content_of(uow, uow.get(Exam, found.exam_id), found.paper, found.number)
    frozen = canonical(content)
    before = {row["name"]: row["copy"] for row in rows_of(json.loads(found.frozen))}
    now = {row["name"]: row["copy"] for row in rows_of(content)}
    found.frozen, found.digest, found.lines = frozen, digest(frozen), _lines(frozen)
    gone = 0
    for tick in _standing_ticks(uow, found.id):
        if now.get(tick.row) != before.get(tick.row):
            tick.withdrawn_at, tick.withdrawn_by = uow.now(), uow.actor.name
            gone += 1
    uow.announce(TOPIC, found.exam_id)
    return gone


def tick(uow: UnitOfWork, *, submission_id: int, row: str, how: TickHow = TickHow.ENTERED) -> None:
    """Say that a line is entered, or that the authority's screen has no place for it."""
    uow.require("submissions.tick")
    found = _open(uow, submission_id)
    states = _states(found)
    if states.get(row) is not RowState.GIVEN:
        raise Refused("submissions.nothing_to_enter", row=row)
    standing = next((one for one in _standing_ticks(uow, found.id) if one.row == row), None)
    if standing is not None:
        if standing.how == how:
            return
        standing.withdrawn_at, standing.withdrawn_by = uow.now(), uow.actor.name
        uow.session.flush()
    uow.add(SubmissionTick(submission_id=found.id, row=row, how=how.value, at=uow.now(), by_id=uow.actor.user_id,
                           by_name=uow.actor.name))  # fmt: skip
    uow.announce(TOPIC, found.exam_id)


def untick(uow: UnitOfWork, *, submission_id: int, row: str) -> None:
    """Take a tick back; it stays known who had set it."""
    uow.require("submissions.untick")
    found = _open(uow, submission_id)
    for standing in _standing_ticks(uow, found.id):
        if standing.row == row:
            standing.withdrawn_at, standing.withdrawn_by = uow.now(), uow.actor.name
    uow.announce(TOPIC, found.exam_id)


def set_number(uow: UnitOfWork, *, submission_id: int, version: int, number: str) -> str:
    """Keep the authority's own number of the case, on the sheet too; returns it as it is kept.

    Whoever reads it from the authority's screen has that line entered by this.
    """
    uow.require("submissions.set_number")
    found = _open(uow, submission_id)
    uow.check_version(found, version)
    _take_number(uow, found, check_number(number))
    uow.announce(TOPIC, found.exam_id)
    return found.number


def rekey(uow: UnitOfWork, *, submission_id: int, typed: Mapping[str, str]) -> tuple[int, int]:
    """Keep what a second person typed blind; returns how many lines agree and how many differ.

    Raises `Refused` ("submissions.same_person") for somebody who entered a line of this sheet, `Invalid`
    ("submissions.rekey_empty") where a line was left open.
    """
    uow.require("submissions.rekey")
    found = _open(uow, submission_id)
    if any(one.by_id == uow.actor.user_id for one in _standing_ticks(uow, found.id)):
        raise Refused("submissions.same_person")
    critical = {row["name"]: row for row in rows_of(json.loads(found.frozen)) if row["critical"]}
    open_lines = [name for name in critical if not typed.get(name, "").strip()]
    if open_lines:
        raise Invalid("submissions.rekey_empty", field=open_lines[0])
    agreeing = 0
    for name, row in critical.items():
        text = " ".join(typed[name].split())[:LONGEST_TYPED]
        agrees = says_the_same(row["kind"], row["kept"], row["copy"], text)
        agreeing += agrees
        uow.add(SubmissionCheck(
            submission_id=found.id, row=name, line_digest=digest(row["copy"]), typed=text, agrees=agrees, at=uow.now(),
            by_id=uow.actor.user_id, by_name=uow.actor.name))  # fmt: skip
    uow.announce(TOPIC, found.exam_id)
    return agreeing, len(critical) - agreeing


def resolve(uow: UnitOfWork, *, check_id: int, version: int, resolution: Resolution, reason: str) -> None:
    """Decide a difference; whoever typed it does not decide it.

    Raises `Refused`: "submissions.agrees", "submissions.own_difference".
    """
    uow.require("submissions.resolve")
    check = uow.get(SubmissionCheck, check_id)
    found = _open(uow, check.submission_id)
    uow.check_version(check, version)
    if check.agrees:
        raise Refused("submissions.agrees")
    if check.by_id == uow.actor.user_id:
        raise Refused("submissions.own_difference")
    check.resolution, check.reason = resolution.value, check_reason(reason)
    check.resolved_at, check.resolved_by = uow.now(), uow.actor.name
    uow.announce(TOPIC, found.exam_id)


def attach_snapshot(uow: UnitOfWork, *, submission_id: int, pdf: bytes) -> bytes:
    """Keep the drawn sheet as it is before it is submitted; one that is there already stays and is returned.

    Raises `ValueError` for a drawing of something else than the frozen content.
    """
    uow.require("submissions.attach_snapshot")
    found = uow.get(Submission, submission_id)
    uow.about(found.person_id)
    there = select(SubmissionSnapshot).where(
        SubmissionSnapshot.submission_id == submission_id, SubmissionSnapshot.content_digest == found.digest
    )
    kept = uow.session.scalar(there)
    if kept is not None:
        return kept.pdf
    inside = read_embedded(pdf)
    if inside.payload != code_of(found.exam_id, found.seq) or digest(inside.frozen) != found.digest:
        raise ValueError("this file was not drawn from the sheet's frozen content")
    uow.add(SubmissionSnapshot(submission_id=found.id, content_digest=found.digest, pdf=pdf, digest=digest(pdf),
                               drawn_at=uow.now()))  # fmt: skip
    uow.announce(TOPIC, found.exam_id)
    return pdf


def record_handed_out(uow: UnitOfWork, *, submission_id: int, how: str) -> None:
    """Note in the audit that a sheet was printed or saved as a file."""
    uow.require("submissions.record_handed_out")
    found = uow.get(Submission, submission_id)
    uow.about(found.person_id)
    uow.note("sheet_handed_out", exam=found.exam_id, paper=found.paper, how=how, digest=found.digest)


def submit(
    uow: UnitOfWork, *, submission_id: int, version: int, number: str, submitted_at: datetime | None = None
) -> None:
    """Say that a sheet is at the authority, under which number and since when; from then on it is closed.

    A number that is not on the sheet yet is put there first, and so it needs a snapshot that shows it.

    Raises `Refused`: "submissions.lines_left", "submissions.differences_open", "submissions.no_snapshot",
    "submissions.signed_again", "submissions.changed", "submissions.amendment_open"; `Invalid` for number or time.
    """
    uow.require("submissions.submit")
    found = _open(uow, submission_id)
    uow.check_version(found, version)
    plain = check_number(number)
    at = check_moment(submitted_at or uow.now(), prepared_at=found.prepared_at, now=uow.now())
    _take_number(uow, found, plain)
    content, signature = content_of(uow, uow.get(Exam, found.exam_id), found.paper, plain)
    if signature.seq != found.seq:
        raise Refused("submissions.signed_again")
    if digest(canonical(content)) != found.digest:
        raise Refused("submissions.changed")
    left = tasks_left(_states(found), {one.row: TickHow(one.how) for one in _standing_ticks(uow, found.id)})
    if left:
        raise Refused("submissions.lines_left", count=len(left))
    if _open_differences(uow, found):
        raise Refused("submissions.differences_open")
    has_snapshot = select(SubmissionSnapshot.id).where(
        SubmissionSnapshot.submission_id == found.id, SubmissionSnapshot.content_digest == found.digest
    )
    if uow.session.scalar(has_snapshot) is None:
        raise Refused("submissions.no_snapshot")
    found.submitted_at, found.status = at, Status.SUBMITTED.value
    found.submitted_by, found.submitted_by_id = uow.actor.name, uow.actor.user_id
    uow.announce(TOPIC, found.exam_id)


def reopen(uow: UnitOfWork, *, submission_id: int, version: int, reason: str) -> None:
    """Open a submitted sheet again, because the authority gave the case back; the reason is kept."""
    uow.require("submissions.reopen")
    found = uow.get(Submission, submission_id)
    uow.about(found.person_id)
    uow.check_version(found, version)
    if found.status != Status.SUBMITTED:
        raise Refused("submissions.not_submitted")
    found.reopened_reason, found.status = check_reason(reason), Status.OPEN.value
    found.submitted_at, found.submitted_by, found.submitted_by_id = None, "", None
    uow.announce(TOPIC, found.exam_id)


# -- parts --------------------------------------------------------------------------------------------------------


def _open(uow: UnitOfWork, submission_id: int) -> Submission:
    """Return a sheet that can still be worked on, held against other hands until the end of the act."""
    found = uow.session.get(Submission, submission_id, with_for_update=True) or uow.get(Submission, submission_id)
    uow.about(found.person_id)
    if found.status != Status.OPEN:
        raise Refused("submissions.is_submitted")
    return found


def _take_number(uow: UnitOfWork, found: Submission, number: str) -> None:
    """Keep the authority's number and write it into its line of the sheet, which is entered by that."""
    if number == found.number:
        return
    found.number = number
    _index(uow, found)
    content = json.loads(found.frozen)
    if not has_number(content):
        return
    frozen = canonical(with_number(content, number))
    found.frozen, found.digest, found.lines = frozen, digest(frozen), _lines(frozen)
    for standing in _standing_ticks(uow, found.id):
        if standing.row == EXTERNAL:
            standing.withdrawn_at, standing.withdrawn_by = uow.now(), uow.actor.name
    uow.session.flush()
    uow.add(SubmissionTick(submission_id=found.id, row=EXTERNAL, how=TickHow.ENTERED.value, at=uow.now(),
                           by_id=uow.actor.user_id, by_name=uow.actor.name))  # fmt: skip


def _states(found: Submission) -> dict[str, RowState]:
    return {row["name"]: RowState(row["state"]) for row in rows_of(json.loads(found.frozen))}


def _lines(frozen: str) -> int:
    return sum(row["state"] == RowState.GIVEN for row in rows_of(json.loads(frozen)))


def _standing_ticks(uow: UnitOfWork, submission_id: int) -> list[SubmissionTick]:
    standing = select(SubmissionTick).where(
        SubmissionTick.submission_id == submission_id, SubmissionTick.withdrawn_at.is_(None)
    )
    return list(uow.session.scalars(standing))


def _open_differences(uow: UnitOfWork, found: Submission) -> bool:
    """Whether the last blind check of a line left a difference that nobody decided, or that the exam must answer."""
    now = {row["name"]: digest(row["copy"]) for row in rows_of(json.loads(found.frozen))}
    made = uow.session.scalars(
        select(SubmissionCheck).where(SubmissionCheck.submission_id == found.id).order_by(SubmissionCheck.id)
    )
    last = {check.row: check for check in made if now.get(check.row) == check.line_digest}
    return any(not one.agrees and one.resolution in ("", Resolution.EXAM_WRONG.value) for one in last.values())


def _number_before(uow: UnitOfWork, exam: Exam, paper: str) -> str:
    """The number under which the authority knows the case already: of this sheet before, else of a sister sheet."""
    known = (
        select(Submission.number)
        .where(Submission.exam_id == exam.id, Submission.number != "")
        .order_by((Submission.paper == paper).desc(), Submission.id.desc())
    )
    return uow.session.scalar(known.limit(1)) or ""


def _index(uow: UnitOfWork, found: Submission) -> None:
    numbers = [code_of(found.exam_id, found.seq), *([found.number] if found.number else [])]
    search.replace_terms(uow.session, SUBJECT, found.id, names=(), numbers=numbers)
