"""Presumptive treatments with their doses, and vaccines that are due; what waits for an unknown fact is never given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mhac.protocols.amounts import amount, bands
from mhac.protocols.applicant_facts import ApplicantFacts
from mhac.protocols.assessment import Dose, Trace
from mhac.protocols.conditions import Unknown, any_of
from mhac.protocols.template import Rule

Open = dict[str, tuple[str, ...]]


def treatments_due(known: ApplicantFacts) -> tuple[tuple[Dose, ...], Open]:
    """The drugs that are due with their amounts, and for those that cannot be said yet the missing facts."""
    due: list[Dose] = []
    open_drugs: Open = {}
    for drug, rules in known.program.doses["treat"].items():
        found = known.verdicts(rules)
        truth = any_of([truth for _, truth in found])
        if isinstance(truth, Unknown):
            open_drugs[drug] = tuple(sorted(truth.needs))
        elif truth:
            planned = next(planned for planned, holds in found if holds is True)
            assert isinstance(planned.rule, Rule)
            amounts = _amounts(known, planned.rule.more["dose"])
            if isinstance(amounts, Unknown):
                open_drugs[drug] = tuple(sorted(amounts.needs))
            else:
                due.append(Dose(drug, planned.text, amounts, known.reason(planned, drug, "treat")))
    return tuple(due), open_drugs


def vaccines_due(known: ApplicantFacts) -> tuple[tuple[str, ...], tuple[Trace, ...], Open]:
    """The vaccines that are due or offered now, why, and for those that cannot be said yet the missing facts."""
    due: list[str] = []
    traces: list[Trace] = []
    open_vaccines: Open = {}
    for vaccine, rules in known.program.doses["vaccinate"].items():
        found = known.verdicts(rules)
        truth = any_of([truth for _, truth in found])
        if isinstance(truth, Unknown):
            open_vaccines[vaccine] = tuple(sorted(truth.needs))
        elif truth:
            due.append(vaccine)
            traces += [known.reason(planned, vaccine, "vaccinate") for planned, holds in found if holds is True]
    return tuple(due), tuple(traces), open_vaccines


def _amounts(known: ApplicantFacts, dose: Mapping[str, Any]) -> tuple[tuple[str, float], ...] | Unknown:
    numbers = known.program.numbers
    if "total_mg" in dose:
        return (("total_mg", amount(dose["total_mg"], numbers)),)
    weight = known.value("weight_kg")
    if isinstance(weight, Unknown):
        return weight
    assert isinstance(weight, int | float)
    if "mg_per_kg" in dose:
        return (("total_mg", round(amount(dose["mg_per_kg"], numbers) * weight, 2)),)
    for band in bands(dose, numbers):
        if band.from_ <= weight and (band.below is None or weight < band.below):
            return (("total_tablets", band.total),)
    return Unknown(frozenset({"weight_kg"}))
