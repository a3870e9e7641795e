"""Why something is so, as the screens and the kept summary have it: the rule's sentence, its source and its facts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mhac.exams.assessing import Standing, plain
from mhac.exams.views import Reason
from mhac.protocols.assessment import Trace
from mhac.protocols.own_numbers import OwnNumber, own_numbers


def reason(trace: Trace, standing: Standing) -> Reason:
    """Return a trace entry with the numbers behind it that the clinic changed."""
    facts = tuple((name, plain(value)) for name, value in trace.facts)
    own = own_numbers(standing.template, trace.rule, standing.settings)
    return Reason(trace.rule, trace.because, trace.source, trace.confidence.value, facts, own)


def mark_of(told: Reason) -> tuple[str, str, str]:
    """Return what tells two reasons apart."""
    return told.rule, told.because, repr(told.facts)


def kept_reason(told: Reason) -> dict[str, Any]:
    """Return a reason as plain data."""
    facts = [[name, value] for name, value in told.facts]
    return {
        "rule": told.rule, "because": told.because, "source": told.source, "confidence": told.confidence,
        "facts": facts, **({"own": plain(told.own)} if told.own else {}),
    }  # fmt: skip


def reason_of(kept: Mapping[str, Any]) -> Reason:
    """Return a reason from plain data."""
    return Reason(
        kept["rule"],
        kept["because"],
        kept["source"],
        kept["confidence"],
        tuple((name, value) for name, value in kept.get("facts", ())),
        tuple(OwnNumber(**row) for row in kept.get("own", ())),
    )
