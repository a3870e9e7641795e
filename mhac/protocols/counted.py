"""Doses of a vaccine that count: from its lowest age on, and no sooner after the dose before than its interval.

The interval is kept to the dose before on record, also where that one does not count. Numbers are the template's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from mhac.protocols.conditions import NotDone, Unknown, constant
from mhac.protocols.dates import completed_months
from mhac.protocols.derived_terms import Deriving
from mhac.protocols.template import Definition

Step = Mapping[str, float]


def counting(days: Sequence[date], born: date, steps: Sequence[Step]) -> list[bool]:
    """Whether each dose counts, the earliest first. A step says what its dose must keep; the last serves all later."""
    kept: list[date] = []
    verdicts: list[bool] = []
    before: date | None = None
    for day in days:
        good = _old_enough(_step(steps, len(kept)), born, day)
        if before is not None:  # a first dose that does not count is kept away from like one that does
            step = _step(steps, max(len(kept), 1))
            good = good and (day - before).days >= _apart(step, born, day)
            good = good and (not kept or (day - kept[0]).days >= step.get("after_first", 0))
        verdicts.append(good)
        kept += [day] if good else []
        before = day
    return verdicts


def _step(steps: Sequence[Step], number: int) -> Step:
    return steps[min(number, len(steps) - 1)]


def _old_enough(step: Step, born: date, day: date) -> bool:
    months = completed_months(born, day)
    return (
        (day - born).days >= step.get("from_days", 0)
        and months >= step.get("from_months", 0)
        and months >= 12 * step.get("from_years", 0)
    )


def _apart(step: Step, born: date, day: date) -> float:
    young = completed_months(born, day) < 12 * step.get("young_below", 0)
    return step.get("young_apart" if young else "apart", 0)


def counted(env: Deriving, definition: Definition) -> object:
    """The days of the doses that count."""
    found = _judged(env, definition)
    return found if isinstance(found, Unknown | NotDone) else tuple(day for _, day, good in found if good)


def left_out(env: Deriving, definition: Definition) -> object:
    """The doses that do not count, of several vaccines: "mmr 2026-02-20"."""
    out: list[str] = []
    for name in definition.data["left_out"]:
        found = _judged(env, env.defined(name))
        if isinstance(found, Unknown | NotDone):
            return found
        out += [f"{code} {day.isoformat()}" for code, day, good in found if not good]
    return tuple(dict.fromkeys(out))


def _judged(env: Deriving, definition: Definition) -> list[tuple[str, date, bool]] | Unknown | NotDone:
    """Each dose of some vaccines with its code, the earliest first, and whether it counts."""
    given, born = env.value(definition.data["counted"]), env.value("birth_date")
    for one in (given, born):
        if isinstance(one, Unknown | NotDone):
            return one
    assert isinstance(given, Mapping)
    assert isinstance(born, date)
    doses = sorted(_doses(given, definition.data["only"]))
    steps = [{key: _number(env, limit) for key, limit in row.items()} for row in definition.data["steps"]]
    verdicts = counting([day for day, _ in doses], born, steps)
    return [(code, day, good) for (day, code), good in zip(doses, verdicts, strict=True)]


def _doses(given: Mapping[str, Any], codes: Sequence[str]) -> Iterator[tuple[date, str]]:
    for code in codes:
        for told in given.get(code, ()):
            day = constant(told)
            if isinstance(day, date):
                yield day, code


def _number(env: Deriving, limit: object) -> float:
    found = env.operand(limit)
    assert isinstance(found, int | float)
    return found
