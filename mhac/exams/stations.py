"""Which stations of the floor still have something to do for a person, as the protocol asks it of the open exam."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from sqlalchemy import Text, bindparam, select, type_coerce

from mhac.exams.records import Answer, Exam
from mhac.exams.rules import StepState
from mhac.floor.stations import stations
from mhac.kernel.errors import NotFound
from mhac.kernel.records import NUMBERS, WORDS, one_of
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.protocols import queries as protocol_queries

WANTED = {StepState.NEXT, StepState.PARTLY, StepState.REQUESTED}
MOST_KEPT = 2000
_X: Any = Exam.__table__.c
_A: Any = Answer.__table__.c
# The floor asks at every change: built once, and asked past the session.
_OPEN: Any = (
    select(_X.id, _X.person_id, _X.country, _X.edition, _X.template_digest, type_coerce(_X.summary, Text))
    .where(one_of(_X.person_id, bindparam("people", type_=NUMBERS)), _X.open_key.is_not(None))
    .order_by(_X.exam_date, _X.id)
)
_ANSWERS: Any = (
    select(_A.exam_id, _A.section, _A.field, type_coerce(_A.value, Text).is_not(None))
    .where(one_of(_A.exam_id, bindparam("exams", type_=NUMBERS)))
    .where(one_of(_A.section, bindparam("sections", type_=WORDS)))
    .order_by(_A.number)
)
_KINDS: dict[bytes, frozenset[str]] = {}
# By country, edition and digest: a digest names one text, and a clinic has few.
_PARTS: dict[tuple[str, str, str], dict[str, str]] = {}


def stations_asked(uow: UnitOfWork, person_ids: Collection[int]) -> dict[int, frozenset[str]]:
    """Return, of those with an open exam, the stations that something is still wanted from.

    It names stations and no finding, and so it is no look into a record. Nobody is named whose exam follows a text
    that this program does not have; he is sent on as his service says.
    """
    uow.require("exams.read_casefile")
    rows: Any = uow.rows(_OPEN, {"people": list(person_ids)}).all()
    exams = {row[1]: row for row in rows}
    known = {key: _sections_at_stations(uow, tuple(template)) for key, _, *template, _ in exams.values()}
    parts = {key: sections for key, sections in known.items() if sections is not None}
    answered = _answered(uow, parts, {key for sections in parts.values() for key in sections})
    asked = {}
    for person_id, (key, *_, summary) in exams.items():
        if key not in parts:
            continue
        untouched = frozenset(kind for section, kind in parts[key].items() if (key, section) not in answered)
        asked[person_id] = _stations(_open_items(summary), untouched)
    return asked


def _sections_at_stations(uow: UnitOfWork, pinned: tuple[str, str, str]) -> dict[str, str] | None:
    """The parts of the form that are a station's own: their kinds by their keys; None for a text we do not have."""
    found = _PARTS.get(pinned)
    if found is None:
        try:
            form = protocol_queries.template(uow, *pinned).data["form"]
        except NotFound:
            return None
        kinds = {kind for each in stations() for kind in each.sections}
        found = {section["key"]: section["kind"] for section in form["sections"] if section["kind"] in kinds}
        _PARTS[pinned] = found
    return found


def _answered(uow: UnitOfWork, exam_ids: Iterable[int], sections: Iterable[str]) -> set[tuple[int, str]]:
    """The sections in which an answer stands; one that was withdrawn does not."""
    rows: Any = uow.rows(_ANSWERS, {"exams": list(exam_ids), "sections": sorted(sections)}).all()
    standing = {(exam_id, section, field): said for exam_id, section, field, said in rows}
    return {(exam_id, section) for (exam_id, section, _), said in standing.items() if said}


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


@lru_cache(maxsize=1024)
def _stations(open_items: frozenset[str], untouched: frozenset[str]) -> frozenset[str]:
    return frozenset(
        each.code for each in stations() if each.concludes or each.items & open_items or each.sections & untouched
    )
