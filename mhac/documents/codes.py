"""Code 128 and QR as plain shapes: sharp at any size, read at arm's length, and quick to draw."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby

import segno
from barcode.codex import Code128

# Quiet zones that readers need: ten modules beside a Code 128, four around a QR.
CODE128_QUIET = 10
QR_QUIET = 4
LONGEST_CODE128 = 24


@lru_cache(maxsize=64)
def code128_bars(text: str) -> tuple[int, tuple[tuple[int, int], ...]]:
    """Return the width of a Code 128 in modules and its bars as (start, width).

    Raises `ValueError` for a text that is empty, longer than 24 characters or not plain ASCII.
    """
    if not text or len(text) > LONGEST_CODE128 or not (text.isascii() and text.isprintable()):
        raise ValueError("a Code 128 holds 1 to 24 plain characters")
    pattern = Code128(text).build()[0]
    return len(pattern), _ones(pattern)


@lru_cache(maxsize=16)
def qr_runs(text: str) -> tuple[int, tuple[tuple[int, int, int], ...]]:
    """Return the size of a QR code in modules and its dark runs as (column, row from the top, width).

    Error correction M: a fold or a stamp over 15 % of it leaves it readable.
    """
    matrix = segno.make_qr(text, error="m", boost_error=False).matrix
    return len(matrix), tuple(
        (start, row, wide) for row, line in enumerate(matrix) for start, wide in _ones("".join(map(str, line)))
    )


def _ones(pattern: str) -> tuple[tuple[int, int], ...]:
    found, at = [], 0
    for mark, group in groupby(pattern):
        wide = len(list(group))
        if mark == "1":
            found.append((at, wide))
        at += wide
    return tuple(found)
