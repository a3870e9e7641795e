"""Texts that people type into the book: one line, no sign that no paper shows, never longer than there is room."""

from mhac.kernel.errors import Invalid

LONGEST_LABEL = 80
LONGEST_NOTE = 300
LONGEST_WISH = 200
LONGEST_REASON = 120


def checked(text: str, longest: int, field: str) -> str:
    """Return a text as it is kept. Raises `Invalid` ("scheduling.note_too_long") at its field."""
    plain = "".join(c if c.isprintable() else " " for c in text).strip()
    if len(plain) > longest:
        raise Invalid("scheduling.note_too_long", field=field, longest=longest)
    return plain
