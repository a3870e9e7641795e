"""The amounts of a drug with the numbers that hold in a clinic: totals, amounts by weight, and bands of weights.

Bands follow each other: nobody who is treated stands in two of them or in none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, NamedTuple

from mhac.protocols.deciding import Decider

Numbers = Mapping[str, Any]
Row = Mapping[str, Any]


class Band(NamedTuple):
    """So many tablets from a weight up to below another."""

    from_: float
    below: float | None
    total: float


def amount(written: Any, numbers: Numbers) -> Any:
    """A number as it stands in a dose, or the one that a setting says."""
    return numbers[written[1:]] if isinstance(written, str) else written


def bands(dose: Row, numbers: Numbers) -> tuple[Band, ...]:
    """The bands of a dose, the lightest first; none where it does not go by bands."""
    rows = dose.get("tablets_by_weight") or ()
    return tuple(Band(*(amount(row[key], numbers) for key in ("from", "below", "total"))) for row in rows)


def settings_in(dose: Row) -> Iterator[str]:
    """The names of the settings that a dose is made of."""
    rows = [dose, *(dose.get("tablets_by_weight") or ())]
    yield from (value[1:] for row in rows for value in row.values() if isinstance(value, str))


def misfits(row: Row, decider: Decider, numbers: Numbers) -> Iterator[str]:
    """What is wrong with the bands of a rule: a band without a weight, an overlap, a weight in none."""
    found = bands(row["more"]["dose"], numbers)
    wrong = [*_empty(found), *_overlaps(found)]
    yield from wrong or _gaps(row, found, decider)


def _empty(found: tuple[Band, ...]) -> Iterator[str]:
    for band in found:
        if band.below is not None and band.below <= band.from_:
            yield f"no weight lies from {band.from_} and below {band.below}"


def _overlaps(found: tuple[Band, ...]) -> Iterator[str]:
    for lower, upper in pairwise(found):
        if lower.below is None or lower.below > upper.from_:
            yield f"overlapping weight bands at {upper.from_}"


def _gaps(row: Row, found: tuple[Band, ...], decider: Decider) -> Iterator[str]:
    """Whoever is treated by weight stands in a band."""
    if not found:
        return
    gaps: list[tuple[str, dict[str, Any]]] = [
        (f"from {lower.below} and below {upper.from_}", {"from": lower.below, "below": upper.from_})
        for lower, upper in pairwise(found)
    ]
    gaps.append((f"below {found[0].from_}", {"below": found[0].from_}))
    if found[-1].below is not None:
        gaps.append((f"from {found[-1].below}", {"from": found[-1].below}))
    guards = [(row["when"], True), *([(row["unless"], False)] if row.get("unless") else [])]
    for said, gap in gaps:
        if decider.possible(*guards, ({"weight_kg": gap}, True)):
            yield f"who weighs {said} kg stands in no band"
