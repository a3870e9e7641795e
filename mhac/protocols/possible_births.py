"""Which birth dates a partly known birth date must be tried with, so that no age limit of a template is missed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from mhac.protocols.applicant_facts import ApplicantFacts
from mhac.protocols.assessment import Applicant
from mhac.protocols.dates import add_months, completed_months
from mhac.protocols.template import Template


def births_to_try(template: Template, applicant: Applicant, settings: Mapping[str, object]) -> tuple[date, ...]:
    """The birth dates that a partial birth date must be tried with.

    The earliest and the latest day, and between them every day at which an age limit of the template is crossed.
    """
    earliest = applicant.birth_earliest
    latest = max(earliest, min(applicant.birth_latest, applicant.exam_date))
    days = {earliest, latest}
    if earliest == latest:
        return (earliest,)
    probe = ApplicantFacts(template, applicant, earliest, {}, settings)
    for term, operand in template.age_marks:
        limit = probe.operand(operand)
        days.update(day for day in _younger_from(term, limit, applicant.exam_date) if earliest < day < latest)
    return tuple(sorted(days))


def _younger_from(term: str, limit: object, exam_date: date) -> Iterator[date]:
    """The first births that have not reached an age limit, and not the next age after it (for `over` and `up_to`)."""
    if term == "birth_date":
        if isinstance(limit, str):
            day = date.fromisoformat(limit)
            yield from (day, day + timedelta(days=1))
    elif isinstance(limit, int | float) and not isinstance(limit, bool):
        for reached in (int(limit), int(limit) + 1):
            if term == "age_days":
                yield exam_date - timedelta(days=reached - 1)
            else:
                yield _not_yet(reached * (12 if term == "age" else 1), exam_date)


def _not_yet(months: int, exam_date: date) -> date:
    born = add_months(exam_date, -months) + timedelta(days=3)
    while completed_months(born, exam_date) < months:
        born -= timedelta(days=1)
    return born + timedelta(days=1)
