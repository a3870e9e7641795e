"""The words of the waiting-room screen, as data: they change in turn and do not follow who is signed in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

from mhac.kernel.paths import RESOURCES


@dataclass(frozen=True)
class WallWords:
    """What the screen says in one language."""

    language: str
    called: str
    earlier: str
    nobody: str
    ask: str


@cache
def wall_words() -> tuple[WallWords, ...]:
    """The languages in their turn."""
    data = json.loads((RESOURCES / "codes" / "wall.json").read_text(encoding="utf-8"))
    return tuple(WallWords(code, **said) for code, said in data["languages"].items())
