"""How texts are compared at the clinic: case, accents and punctuation do not count. Pure, so that rules may use it."""

from __future__ import annotations

import unicodedata

_SPECIAL = str.maketrans({"ø": "o", "đ": "d", "ð": "d", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th",
                          "'": None, "’": None, "ʼ": None, "`": None})


def fold(text: str) -> str:
    """Return a text as it is compared: lower case, without accents, words apart by one space."""
    lowered = unicodedata.normalize("NFKD", text).casefold().translate(_SPECIAL)
    plain = "".join(c if c.isalnum() else " " for c in lowered if not unicodedata.combining(c))
    return " ".join(plain.split())
