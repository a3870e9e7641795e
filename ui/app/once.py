"""One click, one record: the same act of the same owner is done once, however fast a key or a button is pressed twice.

The same act is the same verb with the same arguments: two appointments dragged one after the other are two acts, two
clicks on "Book" are one.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import count
from types import FunctionType, MethodType
from typing import Any

import shiboken6
from PySide6.QtCore import QObject

DOUBLE_CLICK_SECONDS = 0.3
"""After an act was done, the same again within this time is still the second click of a double click."""


@dataclass
class _Act:
    owner: QObject
    action: str
    verb: Callable[..., Any]
    done_at: float | None = None


class Once:
    """Knows which acts are under way, or were done just now."""

    def __init__(self) -> None:
        self._acts: dict[int, _Act] = {}
        self._numbers = count(1)

    def begin(self, owner: QObject, action: str, verb: Callable[..., Any]) -> int | None:
        """Return a number for this act, or None where it is being done already."""
        self._forget_old()
        for act in self._acts.values():
            if act.owner is owner and act.action == action and same(act.verb, verb):
                return None
        number = next(self._numbers)
        self._acts[number] = _Act(owner, action, verb)
        return number

    def end(self, number: int, *, done: bool) -> None:
        """The act was done, or refused: what was refused may be tried again at once."""
        act = self._acts.get(number)
        if act is not None and done:
            act.done_at = time.monotonic()
        else:
            self._acts.pop(number, None)

    def _forget_old(self) -> None:
        now = time.monotonic()
        for number, act in list(self._acts.items()):
            late = act.done_at is not None and now - act.done_at > DOUBLE_CLICK_SECONDS
            if late or not shiboken6.isValid(act.owner):
                del self._acts[number]


def same(one: Any, other: Any) -> bool:
    """Tell whether two verbs would do the same: the same function with equal arguments."""
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    if isinstance(one, partial):
        return same(one.func, other.func) and one.args == other.args and one.keywords == other.keywords
    if isinstance(one, MethodType):
        return one.__self__ is other.__self__ and one.__func__ is other.__func__
    if isinstance(one, FunctionType):
        return one.__code__ is other.__code__ and one.__defaults__ == other.__defaults__ and _held(one) == _held(other)
    return bool(one == other)


def _held(function: FunctionType) -> list[Any]:
    """What a function made inside another one took along."""
    return [cell.cell_contents for cell in function.__closure__ or ()]
