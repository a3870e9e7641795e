"""The typefaces of the paper: Noto Sans, shipped with the program so that a certificate does not depend on the desk.

Ethiopic (Amharic, Tigrinya) comes from a face of its own. Arabic letters must be joined, which the drawing library
cannot do; such a name is printed in its Latin form, as in the passport.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from mhac.kernel.paths import RESOURCES

REGULAR = "NotoSans-Regular"
BOLD = "NotoSans-Bold"
ITALIC = "NotoSans-Italic"
ETHIOPIC = "NotoSansEthiopic-Regular"
MISSING = "\N{REPLACEMENT CHARACTER}"

# Scripts whose letters change by their neighbours or run from right to left: never drawn letter by letter.
_NEEDS_SHAPING = ("ARABIC", "HEBREW", "SYRIAC", "THAANA", "NKO", "DEVANAGARI", "BENGALI", "MYANMAR", "KHMER", "SINHALA")


@lru_cache(maxsize=8)
def face(name: str) -> Any:
    """Return a face, reading its file at the first use only."""
    font = TTFont(name, str(RESOURCES / "fonts" / f"{name}.ttf"))
    pdfmetrics.registerFont(font)
    return font


@lru_cache(maxsize=8)
def _letters(name: str) -> frozenset[int]:
    return frozenset(code for code in face(name).face.charToGlyph if code >= 32)


def clean(text: str) -> str:
    """Return the text in composed form, in one line, without control characters."""
    composed = unicodedata.normalize("NFC", text)
    return " ".join("".join(c if c.isprintable() else " " for c in composed).split())


def can_draw(text: str) -> bool:
    """Tell whether every letter of the text comes out right."""
    plain, ethiopic = _letters(REGULAR), None
    for letter in clean(text):
        if ord(letter) in plain:
            if _is_shaped(letter):
                return False
            continue
        ethiopic = ethiopic or _letters(ETHIOPIC)
        if ord(letter) not in ethiopic:
            return False
    return True


def _is_shaped(letter: str) -> bool:
    return ord(letter) > 0x58F and unicodedata.name(letter, "").startswith(_NEEDS_SHAPING)


def printable_name(name: str, latin_name: str = "") -> str:
    """Return the name to print: as written where the faces have its letters, otherwise in its Latin form."""
    written, latin = clean(name), clean(latin_name)
    return latin if latin and (not written or not can_draw(written)) else written


def runs(text: str, name: str) -> list[tuple[str, str]]:
    """Split a text into (face, piece): letters that no face has become the replacement mark."""
    face(name)
    if text.isascii():
        return [(name, text)]
    letters = _letters(name)
    if all(ord(c) in letters and ord(c) < 0x590 for c in text):
        return [(name, text)]
    pieces: list[tuple[str, str]] = []
    for letter in text:
        chosen, drawn = _choose(letter, name, letters)
        if pieces and pieces[-1][0] == chosen:
            pieces[-1] = (chosen, pieces[-1][1] + drawn)
        else:
            pieces.append((chosen, drawn))
    return pieces


def _choose(letter: str, name: str, letters: frozenset[int]) -> tuple[str, str]:
    if ord(letter) in letters and not _is_shaped(letter):
        return name, letter
    if ord(letter) in _letters(ETHIOPIC):
        face(ETHIOPIC)
        return ETHIOPIC, letter
    return name, MISSING


def width(text: str, name: str, size: float) -> float:
    """Return how wide a text comes out, in points."""
    return float(sum(face(font).stringWidth(piece, size) for font, piece in runs(text, name)))


def wrap(text: str, name: str, size: float, limit: float) -> list[str]:
    """Break a text into lines not wider than the limit; a word too long for a line is broken within."""
    lines: list[str] = []
    line, used, gap = "", 0.0, width(" ", name, size)
    for word in clean(text).split():
        wide = width(word, name, size)
        if line and used + gap + wide <= limit:
            line, used = f"{line} {word}", used + gap + wide
            continue
        if line:
            lines.append(line)
        *whole, line = _break_word(word, name, size, limit) if wide > limit else [word]
        lines.extend(whole)
        used = width(line, name, size)
    return [*lines, line] if line else lines


def _break_word(word: str, name: str, size: float, limit: float) -> list[str]:
    parts, part = [], ""
    for letter in word:
        if part and width(part + letter, name, size) > limit:
            parts.append(part)
            part = ""
        part += letter
    return [*parts, part]


def fit(
    text: str, name: str, size: float, limit: float, *, lines: int = 1, smallest: float = 6.0
) -> tuple[float, list[str]]:
    """Return the largest size down to `smallest` at which the text takes at most so many lines, and those lines.

    Where even the smallest does not do, the last line ends in an ellipsis.
    """
    while True:
        broken = wrap(text, name, size, limit)
        if len(broken) <= lines:
            return size, broken
        if size <= smallest:
            return size, [*broken[: lines - 1], _shortened(broken[lines - 1], name, size, limit)]
        size = max(smallest, size - 0.5)


def _shortened(line: str, name: str, size: float, limit: float) -> str:
    while line and width(line + "…", name, size) > limit:
        line = line[:-1]
    return line + "…"
