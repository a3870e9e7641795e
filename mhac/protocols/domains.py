"""The values that one word can still have while conditions are put together: a span of numbers, or a set of words."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from mhac.protocols.conditions import ISO_DAY

OPPOSITE = {"from": "below", "below": "from", "over": "up_to", "up_to": "over"}
Value = tuple[bool, object]


def value_key(value: object) -> Value:
    """A value as a member of a set in which true is not 1."""
    return isinstance(value, bool), value


def is_day(text: str) -> bool:
    """Whether a text is a day of the calendar, written 2026-03-10."""
    try:
        return bool(ISO_DAY.match(text)) and date.fromisoformat(text) is not None
    except ValueError:
        return False


def number_of(value: object) -> float | None:
    """A number, or a day by its place on the calendar; None for anything else."""
    if isinstance(value, str):
        return float(date.fromisoformat(value).toordinal()) if is_day(value) else None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return None


@dataclass(frozen=True, slots=True)
class Span:
    """Numbers from `low` to `high`, without some; `whole` numbers only where a word counts."""

    low: float = -math.inf
    high: float = math.inf
    low_open: bool = False
    high_open: bool = False
    whole: bool = False
    without: frozenset[float] = frozenset()

    @property
    def empty(self) -> bool:
        """Whether no number is left."""
        low, high = self.limits
        if low > high or (low == high and (self.low_open or self.high_open) and not self.whole):
            return True
        if low == high:
            return low in self.without
        return (
            self.whole and high - low < 1000 and all(low + step in self.without for step in range(int(high - low) + 1))
        )

    @property
    def limits(self) -> tuple[float, float]:
        """The first and the last number; of whole numbers those that are within."""
        low, high = self.low, self.high
        if self.whole and math.isfinite(low):
            low = math.floor(low) + 1 if self.low_open else math.ceil(low)
        if self.whole and math.isfinite(high):
            high = math.ceil(high) - 1 if self.high_open else math.floor(high)
        return low, high

    def cut(self, operator: str, limit: float) -> Span:
        """What is left when a comparison holds."""
        if operator in {"from", "over"}:
            if limit > self.low:
                return replace(self, low=limit, low_open=operator == "over")
            return replace(self, low_open=True) if limit == self.low and operator == "over" else self
        if limit < self.high:
            return replace(self, high=limit, high_open=operator == "below")
        return replace(self, high_open=True) if limit == self.high and operator == "below" else self

    def keep(self, values: Iterable[object]) -> Span:
        """What is left when the number is one of some; several are kept as the span around them."""
        numbers = [number for number in map(number_of, values) if number is not None]
        if not numbers:
            return replace(self, low=math.inf, high=-math.inf)
        return self.cut("from", min(numbers)).cut("up_to", max(numbers))

    def drop(self, values: Iterable[object]) -> Span:
        """What is left when the number is none of some."""
        numbers = {number for number in map(number_of, values) if number is not None}
        return replace(self, without=self.without | numbers)

    def within(self, other: Span) -> bool:
        """Whether every number of this span lies in another."""
        above = self.low > other.low or (self.low == other.low and (self.low_open or not other.low_open))
        below = self.high < other.high or (self.high == other.high and (self.high_open or not other.high_open))
        return above and below and not other.without


@dataclass(frozen=True, slots=True)
class Choice:
    """Some values, or with `only` None any value; never those of `without`."""

    only: frozenset[Value] | None = None
    without: frozenset[Value] = frozenset()

    @property
    def empty(self) -> bool:
        """Whether no value is left."""
        return self.only is not None and not self.only - self.without

    def keep(self, values: Iterable[object]) -> Choice:
        """What is left when the value is one of some."""
        wanted = frozenset(map(value_key, values))
        return replace(self, only=wanted if self.only is None else self.only & wanted)

    def drop(self, values: Iterable[object]) -> Choice:
        """What is left when the value is none of some."""
        return replace(self, without=self.without | frozenset(map(value_key, values)))

    @property
    def left(self) -> tuple[object, ...] | None:
        """The values that are left; None where any may be."""
        return None if self.only is None else tuple(value for _, value in self.only - self.without)


Domain = Span | Choice


def of_values(*values: object) -> Choice:
    """A word that has one of these values."""
    return Choice(frozenset(map(value_key, values)))
