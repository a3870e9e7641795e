"""Which birth dates a partly known birth date must be tried with, so that no age limit of a template is missed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from mhac.protocols.assessment import Applicant
from mhac.protocols.dates import add_months, completed_months
from mhac.protocols.program import program_for
from mhac.protocols.template import Template

MONTHS = {"age": 12, "age_months": 1}


DAYS = {"age": 365, "age_months": 28, "age_days": 1}
BEYOND_ALL = 200 * 365  # an age that nobody reaches is not tried


def births_to_try(template: Template, applicant: Applicant, settings: Mapping[str, object]) -> tuple[date, ...]:
    """The birth dates that a partial birth date must be tried with.

    The earliest and the latest day, and between them every day at which an age limit of the template is crossed.
    """
    earliest = applicant.birth_earliest
    latest = max(earliest, min(applicant.birth_latest, applicant.exam_date))
    if earliest == latest:
        return (earliest,)
    days = {earliest, latest}
    for term, limit in program_for(template, applicant.category, settings).age_limits:
        day = _youngest_before(term, limit, applicant.exam_date)
        if earliest < day < latest:
            days.add(day)
    return tuple(sorted(days))


def _youngest_before(term: str, limit: object, exam_date: date) -> date:
    """The first birth that has not reached an age, or the first on the other side of a day of birth."""
    if isinstance(limit, str):
        return date.fromisoformat(limit)
    assert isinstance(limit, int)
    if limit * DAYS[term] > BEYOND_ALL:
        return date.min
    return exam_date - timedelta(days=limit - 1) if term == "age_days" else _not_yet(limit * MONTHS[term], exam_date)


def _not_yet(months: int, exam_date: date) -> date:
    born = add_months(exam_date, -months) + timedelta(days=3)
    while completed_months(born, exam_date) < months:
        born -= timedelta(days=1)
    return born + timedelta(days=1)
