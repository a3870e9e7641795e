"""Applicants and facts for tests of the protocol room, in the words of the contract."""

from datetime import date
from typing import Any

from mhac.protocols import library
from mhac.protocols.assessment import Applicant, Assessment
from mhac.protocols.evaluation import evaluate
from mhac.protocols.template import Template

EXAM = date(2026, 3, 10)
CLEAR = {"nontreponemal": "nonreactive", "treponemal": "nonreactive"}


def us() -> Template:
    """The edition in force on the test's examination day."""
    return library.choose("US", EXAM).template


def applicant(born: str, sex: str = "M", category: str = "REF", exam: date = EXAM, **more: Any) -> Applicant:
    """Somebody examined in Rwanda; `born` may be a year or a month only."""
    parts = [int(part) for part in born.split("-")]
    earliest = date(*([*parts, 1, 1][:3]))
    if len(parts) == 3:
        latest = earliest
    elif len(parts) == 2:
        latest = date(parts[0] + parts[1] // 12, parts[1] % 12 + 1, 1).replace(day=1)
        latest = date.fromordinal(latest.toordinal() - 1)
    else:
        latest = date(parts[0], 12, 31)
    return Applicant(
        category=category,
        exam_date=exam,
        birth_earliest=earliest,
        birth_latest=latest,
        sex=sex,
        exam_country=more.pop("exam_country", "RW"),
        more=more,
    )


def required(assessment: Assessment) -> set[str]:
    """The codes of what is required."""
    return {result.item for result in assessment.required}


def assess(who: Applicant, **facts: Any) -> Assessment:
    """The assessment under the US template."""
    return evaluate(us(), who, facts)
