"""The vaccines that are due and the drugs that are given, with reason, source, day and next day.

Pure. They are kept beside the exam with the rest of what the protocol says, and frozen with the signature; the days to
the next dose are kept as a number, the day of the examination beside them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from mhac.exams.assessing import Asked, Standing
from mhac.exams.needs import needs_of
from mhac.exams.reasons import kept_reason, reason, reason_of
from mhac.exams.views import Due, Reason
from mhac.protocols.form import FormSection
from mhac.protocols.next_doses import next_doses
from mhac.protocols.template import Template
from mhac.protocols.vaccine_names import drug_label, vaccine_label

VACCINE, DRUG = "vaccine", "drug"


@dataclass(frozen=True, slots=True)
class _Question:
    asked: Asked
    sections: tuple[FormSection, ...]
    standing: Standing = field(compare=False)


def doses_of(standing: Standing) -> tuple[Due, ...]:
    """Return what is due now, then what comes within a year, then what waits for a fact; vaccines before drugs."""
    return _doses(_Question(standing.asked, standing.sections, standing))


@lru_cache(maxsize=32)  # most answers change no fact
def _doses(question: _Question) -> tuple[Due, ...]:
    found = list(_all(question.standing))
    return tuple(sorted(found, key=lambda due: (bool(due.needs), not due.now)))


def _all(standing: Standing) -> Iterator[Due]:
    assessment, template, on = standing.assessment, standing.template, standing.applicant.exam_date
    coming = next_doses(template, standing.applicant, standing.facts, standing.settings, assessment.vaccines_due)
    for code in assessment.vaccines_due:
        traces = [one for one in assessment.trace if (one.about, one.outcome) == (code, "vaccinate")]
        reasons = tuple(reason(one, standing) for one in traces)
        yield Due(VACCINE, code, vaccine_label(template, code), True, on, reasons, next_on=coming.get(code))
    for dose in assessment.treatments:
        yield Due(DRUG, dose.drug, dose.label, True, on, (reason(dose.reason, standing),), dose.amounts)
    for code, day in sorted(coming.items(), key=lambda one: one[1]):
        if code not in assessment.vaccines_due and code not in assessment.unknown_doses:
            yield Due(VACCINE, code, vaccine_label(template, code), False, on, next_on=day)
    for code, needs in assessment.unknown_doses.items():
        kind, label = _named(template, code)
        places = needs_of(template, standing.sections, needs)
        asked = [need for need in places if need.section]  # where it is asked says more than the word of a rule
        yield Due(kind, code, label, False, on, needs=tuple(need.label for need in asked or places))


def _named(template: Template, code: str) -> tuple[str, str]:
    drug = drug_label(template, code)
    return (DRUG, drug) if drug else (VACCINE, vaccine_label(template, code))


def kept_due(due: Due, places: Sequence[int]) -> dict[str, Any]:
    """Return one as plain data, its reasons by their places."""
    kept: dict[str, Any] = {"kind": due.kind, "code": due.code, "label": due.label, "on": due.on.isoformat()}
    more = {
        "now": due.now,
        "reasons": list(places),
        "amounts": [list(one) for one in due.amounts],
        "next_after": (due.next_on - due.on).days if due.next_on else 0,
        "needs": list(due.needs),
    }
    return kept | {name: value for name, value in more.items() if value}


def due_from(kept: Mapping[str, Any], reasons: Sequence[Reason]) -> Due:
    """Return one from plain data."""
    on, after = date.fromisoformat(kept["on"]), kept.get("next_after", 0)
    return Due(
        kept["kind"],
        kept["code"],
        kept["label"],
        kept.get("now", False),
        on,
        tuple(reasons[place] for place in kept.get("reasons", ())),
        tuple((name, amount) for name, amount in kept.get("amounts", ())),
        on + timedelta(days=after) if after else None,
        tuple(kept.get("needs", ())),
    )


def frozen_doses(standing: Standing) -> list[dict[str, Any]]:
    """Return what a signature freezes: what is due now, each with its own reasons."""
    return [
        {**kept_due(due, ()), "reasons": [kept_reason(one) for one in due.reasons]}
        for due in doses_of(standing)
        if due.now
    ]


def thawed(rows: Sequence[Mapping[str, Any]]) -> tuple[Due, ...]:
    """Return what a signature froze."""
    return tuple(_thawed(row) for row in rows)


def _thawed(row: Mapping[str, Any]) -> Due:
    reasons = [reason_of(one) for one in row["reasons"]]
    return due_from({**row, "reasons": range(len(reasons))}, reasons)
