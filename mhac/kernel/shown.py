"""What stands on a screen already: the log of reads tells of people who looked, not of programs that asked."""

from __future__ import annotations

from typing import Any


class Shown:
    """What one screen shows of somebody's record, from the moment it is opened until it is left.

    The record is asked for again whenever something changed anywhere. Answered the same, nobody saw anything new, and
    it is no second reading: the log of reads tells who looked at whom, not how often a program asked. Another answer
    is a reading of its own, and so is the screen that is left and opened again.
    """

    def __init__(self) -> None:
        self._answers: list[Any] = []

    def has(self, answer: Any) -> bool:
        """Tell whether this stands on the screen already; from now on it does."""
        before, self._answers = self._answers, [answer]
        return before == [answer]
