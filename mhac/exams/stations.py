"""Which stations of the floor still have something to do for a person, as the protocol asks it of the open exam."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from hashlib import blake2b
from typing import Any

from sqlalchemy import Text, select, type_coerce

from mhac.exams.records import Answer, Exam
from mhac.exams.rules import StepState
from mhac.floor.stations import stations
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.protocols import library

WANTED = {StepState.NEXT, StepState.PARTLY, StepState.REQUESTED}
MOST_KEPT = 2000
_SUMMARY: Any = type_coerce(Exam.__table__.c.summary, Text).label("summary")
_KINDS: dict[bytes, frozenset[str]] = {}


def stations_asked(uow: UnitOfWork, person_ids: Collection[int]) -> dict[int, frozenset[str]]:
    """Return, of those with an open exam, the stations that something is still wanted from.

    It names stations and no finding, and so it is no look into a record.
    """
    uow.require("exams.read_casefile")
    wanted = (
        select(Exam.id, Exam.person_id, Exam.country, Exam.edition, Exam.template_digest, _SUMMARY)
        .where(Exam.person_id.in_(person_ids), Exam.open_key.is_not(None))
        .order_by(Exam.exam_date, Exam.id)
    )
    rows = {row.person_id: row for row in uow.session.execute(wanted)}
    parts = {row.id: _sections_at_stations(row) for row in rows.values()}
    answered = _answered(uow, parts, {key for sections in parts.values() for key in sections})
    return {person_id: frozenset(_stations(row, parts[row.id], answered)) for person_id, row in rows.items()}


def _sections_at_stations(row: Any) -> dict[str, str]:
    """The parts of the form that are a station's own: their kinds by their keys."""
    kinds = {kind for each in stations() for kind in each.sections}
    form = library.pinned(row.country, row.edition, row.template_digest).data["form"]
    return {section["key"]: section["kind"] for section in form["sections"] if section["kind"] in kinds}


def _answered(uow: UnitOfWork, exam_ids: Iterable[int], sections: Iterable[str]) -> set[tuple[int, str]]:
    """The sections in which an answer stands; one that was withdrawn does not."""
    columns = (Answer.exam_id, Answer.section, Answer.field, Answer.value)
    rows = select(*columns).where(Answer.exam_id.in_([*exam_ids]), Answer.section.in_([*sections]))
    standing = {(row[0], row[1], row[2]): row[3] for row in uow.session.execute(rows.order_by(Answer.number))}
    return {(exam_id, section) for (exam_id, section, _), value in standing.items() if value is not None}


def _open_items(summary: str) -> frozenset[str]:
    """The kinds of items that are still wanted.

    The floor asks at every change, and summaries change seldom: what one says is kept by its digest, the kinds alone.
    """
    digest = blake2b(summary.encode(), digest_size=20).digest()
    kinds = _KINDS.get(digest)
    if kinds is None:
        if len(_KINDS) >= MOST_KEPT:
            _KINDS.clear()
        steps = json.loads(summary)["steps"]
        kinds = _KINDS[digest] = frozenset(step.get("kind", "") for step in steps if step["state"] in WANTED)
    return kinds


def _stations(row: Any, sections: dict[str, str], answered: Collection[tuple[int, str]]) -> Iterator[str]:
    open_items = _open_items(row.summary)
    untouched = {kind for key, kind in sections.items() if (row.id, key) not in answered}
    for each in stations():
        if each.concludes or each.items & open_items or each.sections & untouched:
            yield each.code
