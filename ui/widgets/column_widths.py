"""How wide the columns of a table are: as the page declared, then who has room to spare gives to who cuts words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LEAST_FLEXIBLE = 120
MOST_SQUEEZED = 0.6
WORTH = 2


@dataclass(frozen=True)
class Wish:
    """What one column asks for, in pixels.

    `declared` is the page's width, 0 for what is left over; `title` and `content` are what its title and its widest
    cell take; `first` is the same without the quiet second lines, which count only when the first ones are seen;
    `firm` is a width that is never touched: a state that is cut off may read as another one.
    """

    declared: int
    title: int
    content: int
    firm: int = 0
    first: int = 0

    @property
    def least(self) -> int:
        """Return how narrow it may become and still show everything."""
        return self.firm or max(self.title, self.content, 0 if self.declared else LEAST_FLEXIBLE)


def shared(wishes: Sequence[Wish], room: int) -> list[int]:
    """Return the width of each column in this room; nobody gives less than half of what another one lacks."""
    widths = _declared(wishes, room)
    spare = {place: widths[place] - wish.least for place, wish in enumerate(wishes) if widths[place] > wish.least}
    over = sum(widths) - room
    if over > 0:
        _take(widths, spare, min(over, sum(spare.values())))
    for wanted in ([wish.firm or wish.first for wish in wishes], [wish.least for wish in wishes]):
        for lack, place in sorted((wanted[place] - widths[place], place) for place in range(len(wishes))):
            given = min(lack, sum(spare.values()))
            if 0 < lack <= given * WORTH:
                _take(widths, spare, given)
                widths[place] += given
    return widths


def _declared(wishes: Sequence[Wish], room: int) -> list[int]:
    """Return what was declared; all give way on a narrow screen, none gets narrower than its title."""
    fixed = sum(wish.firm or wish.declared for wish in wishes)
    flexible = sum(1 for wish in wishes if not wish.declared)
    squeeze = min(1.0, max(MOST_SQUEEZED, (room - flexible * LEAST_FLEXIBLE) / fixed)) if fixed else 1.0
    widths = [wish.firm or max(int(wish.declared * squeeze), wish.title) if wish.declared else 0 for wish in wishes]
    share = max(LEAST_FLEXIBLE, (room - sum(widths)) // flexible) if flexible else 0
    return [width if wish.declared else share for width, wish in zip(widths, wishes, strict=True)]


def _take(widths: list[int], spare: dict[int, int], wanted: int) -> None:
    """Take so much from those who have some to spare, from each in proportion."""
    whole, left = sum(spare.values()), wanted
    for place in sorted(spare, key=lambda place: spare[place]):
        part = min(spare[place], left, -(-wanted * spare[place] // whole))
        widths[place] -= part
        spare[place] -= part
        left -= part
