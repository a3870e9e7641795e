"""What stands side by side on the board of a day: the rooms, or the clinicians with those who are nobody's yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from PySide6.QtCore import QCoreApplication

from mhac.scheduling.views import Block, Frame
from ui.scheduling.deeds import Place

translate = QCoreApplication.translate

NOBODY = 0
MOST_UNITS = 4


class By(StrEnum):
    """What the columns of a day are."""

    ROOMS = "rooms"
    CLINICIANS = "clinicians"


@dataclass(frozen=True)
class Column:
    """One column: a room, a clinician, or nobody in particular."""

    by: By
    key: int
    title: str
    units: int = 1
    """How wide it is: blocks without a clinician may stand side by side."""
    mine: bool = False
    left: bool = False

    @property
    def room_id(self) -> int | None:
        """The room that it stands for."""
        return self.key if self.by is By.ROOMS else None

    @property
    def clinician_id(self) -> int | None:
        """The clinician whom it stands for."""
        return self.key if self.by is By.CLINICIANS and self.key != NOBODY else None

    def holds(self, block: Block) -> bool:
        """Whether a block stands in it."""
        return block.room_id == self.key if self.by is By.ROOMS else (block.clinician_id or NOBODY) == self.key

    def place(self, block: Block, starts_at: datetime, minutes: int | None = None) -> Place:
        """Where a block goes that is put down in it: to the room, or to the clinician and in its own room."""
        if self.by is By.ROOMS:
            return Place(self.key, starts_at, minutes)
        return Place(block.room_id, starts_at, minutes, self.clinician_id)


def columns_of(by: By, frame: Frame, blocks: Iterable[Block], me: int | None) -> list[Column]:
    """The columns of a day, with everything that is booked in one of them; who looks at clinicians stands first."""
    shown = list(blocks)
    if by is By.ROOMS:
        used = {block.room_id for block in shown}
        return [Column(by, room.id, room.name) for room in frame.rooms if room.active or room.id in used]
    used = {block.clinician_id for block in shown if block.clinician_id is not None}
    here = {each.id for each in frame.clinicians()}
    people = [each for each in frame.staff if each.id in here or each.id in used]
    people.sort(key=lambda each: (each.id != me, each.id not in here))
    nobody = _at_once([block for block in shown if block.clinician_id is None])
    return [
        Column(by, NOBODY, translate("Book", "Nobody yet"), units=max(1, min(MOST_UNITS, nobody))),
        *(
            Column(by, each.id, clinician_name(frame, each.id), mine=each.id == me, left=not each.active)
            for each in people
        ),
    ]


def clinician_name(frame: Frame, clinician_id: int | None) -> str:
    """A clinician's name, and that he left where he did; empty for nobody."""
    found = frame.clinician(clinician_id)
    if found is None:
        return ""
    return found.name if found.active else translate("Book", "{name} (no longer here)").format(name=found.name)


def initials(name: str) -> str:
    """A name in two letters, for where there is no room: its last two words, so that a title does not count."""
    return "".join(word[0].upper() for word in name.split()[-2:])


def _at_once(blocks: list[Block]) -> int:
    """How many blocks stand beside each other at the fullest moment."""
    return max((sum(o.starts_at <= b.starts_at < o.ends_at for o in blocks) for b in blocks), default=1)
