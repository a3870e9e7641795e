"""What was done in the book at this workstation, newest last, and how each act is taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mhac.kernel.unit_of_work import UnitOfWork

MOST = 20


@dataclass(frozen=True)
class Undo:
    """One act: its words, the block and its version after the act, and the verb that takes it back.

    The verb is given the version that this workstation left, so that what somebody else changed since is not undone
    unseen; it returns the version after.
    """

    text: str
    action: str
    appointment_id: int
    version: int
    verb: Callable[[int, UnitOfWork], int]


class UndoList:
    """The last acts; each can be taken back once, the newest first."""

    def __init__(self) -> None:
        self._acts: list[Undo] = []
        self._versions: dict[int, int] = {}

    def push(self, act: Undo) -> None:
        """Remember an act."""
        self._acts = [*self._acts, act][-MOST:]
        self._versions[act.appointment_id] = act.version

    def last(self) -> Undo | None:
        """The act that would be taken back next."""
        return self._acts[-1] if self._acts else None

    def pop(self) -> tuple[Undo, int] | None:
        """Take the newest act off the list, with the version that this workstation left its block in."""
        if not self._acts:
            return None
        act = self._acts.pop()
        return act, self._versions.get(act.appointment_id, act.version)

    def undone(self, act: Undo, version: int) -> None:
        """An act was taken back: the block has a new version, which this workstation knows."""
        self._versions[act.appointment_id] = version
