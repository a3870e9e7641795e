"""Sheets of the demo clinic on their way to the authority: one exam entered whole, one half, with a difference."""

from __future__ import annotations

from mhac.demo.hands import Hands
from mhac.submissions import queries, service
from mhac.submissions.making import snapshot_pdf
from mhac.submissions.rules import RowState
from mhac.submissions.views import SheetRow, WaitingExam

CLERK, SECOND = "admin", "nurse"
NUMBER = "EM 260047"


def enter_some(hands: Hands) -> None:
    """Enter the two exams that wait longest: the first is submitted, of the second one sheet is half entered."""
    with hands.database.reading(hands.staff[CLERK]) as uow:
        waiting = [exam for exam in queries.to_enter(uow) if not exam.lapsed]
    for exam in waiting[:1]:
        for paper in exam.papers:
            _submit(hands, exam, paper.key)
    for exam in waiting[1:2]:
        _half(hands, exam)


def _submit(hands: Hands, exam: WaitingExam, paper: str) -> None:
    sheet_id = _prepare(hands, exam, paper)
    rows = _rows(hands, sheet_id)
    _tick(hands, sheet_id, rows)
    _rekey(hands, sheet_id, {row.name: row.copy for row in rows if row.critical})
    snapshot_pdf(hands.database, hands.staff[CLERK], sheet_id)
    with hands.act(CLERK, "submissions.submit") as uow:
        version = queries.sheet(uow, sheet_id).version
        service.submit(uow, submission_id=sheet_id, version=version, number=NUMBER)


def _half(hands: Hands, exam: WaitingExam) -> None:
    sheet_id = _prepare(hands, exam, exam.papers[0].key)
    rows = _rows(hands, sheet_id)
    _tick(hands, sheet_id, rows[: len(rows) // 2])
    typed = {row.name: row.copy for row in rows if row.critical}
    for name, text in list(typed.items())[:1]:
        typed[name] = text[:-2] + text[:-3:-1]  # the last two letters the wrong way round, as it happens
    _rekey(hands, sheet_id, typed)


def _prepare(hands: Hands, exam: WaitingExam, paper: str) -> int:
    with hands.act(CLERK, "submissions.prepare") as uow:
        return service.prepare(uow, exam_id=exam.exam_id, paper=paper)


def _rows(hands: Hands, sheet_id: int) -> list[SheetRow]:
    with hands.database.reading(hands.staff[CLERK]) as uow:
        return [row for row in queries.sheet(uow, sheet_id).rows if row.state is RowState.GIVEN]


def _tick(hands: Hands, sheet_id: int, rows: list[SheetRow]) -> None:
    with hands.act(CLERK, "submissions.tick") as uow:
        for row in rows:
            service.tick(uow, submission_id=sheet_id, row=row.name)


def _rekey(hands: Hands, sheet_id: int, typed: dict[str, str]) -> None:
    if typed:
        with hands.act(SECOND, "submissions.rekey") as uow:
            service.rekey(uow, submission_id=sheet_id, typed=typed)
