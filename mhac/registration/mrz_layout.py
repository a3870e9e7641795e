"""Where each field of a machine-readable zone stands, and how check digits are counted (ICAO Doc 9303, parts 3-7)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

FILLER = "<"
ALPHABET = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<")


class Layout(StrEnum):
    """The layouts of a machine-readable zone."""

    TD1 = "TD1"
    TD2 = "TD2"
    TD3 = "TD3"
    MRV_A = "MRV-A"
    MRV_B = "MRV-B"


SHAPES = {Layout.TD1: (3, 30), Layout.TD2: (2, 36), Layout.TD3: (2, 44), Layout.MRV_A: (2, 44), Layout.MRV_B: (2, 36)}


@dataclass(frozen=True)
class Slot:
    """Where a field stands: line, first and last position, counted from 1 as the standard does."""

    line: int
    first: int
    last: int


def _two_lines(width: int, optional: Slot, *, composite: bool) -> dict[str, Slot]:
    slots = {
        "document_code": Slot(1, 1, 2),
        "issuer": Slot(1, 3, 5),
        "names": Slot(1, 6, width),
        "number": Slot(2, 1, 9),
        "number_check": Slot(2, 10, 10),
        "nationality": Slot(2, 11, 13),
        "birth_date": Slot(2, 14, 19),
        "birth_date_check": Slot(2, 20, 20),
        "sex": Slot(2, 21, 21),
        "expiry": Slot(2, 22, 27),
        "expiry_check": Slot(2, 28, 28),
        "optional": optional,
    }
    return slots | ({"composite_check": Slot(2, width, width)} if composite else {})


SLOTS: dict[Layout, dict[str, Slot]] = {
    Layout.TD3: _two_lines(44, Slot(2, 29, 42), composite=True) | {"optional_check": Slot(2, 43, 43)},
    Layout.TD2: _two_lines(36, Slot(2, 29, 35), composite=True),
    Layout.MRV_A: _two_lines(44, Slot(2, 29, 44), composite=False),
    Layout.MRV_B: _two_lines(36, Slot(2, 29, 36), composite=False),
    Layout.TD1: {
        "document_code": Slot(1, 1, 2),
        "issuer": Slot(1, 3, 5),
        "number": Slot(1, 6, 14),
        "number_check": Slot(1, 15, 15),
        "optional": Slot(1, 16, 30),
        "birth_date": Slot(2, 1, 6),
        "birth_date_check": Slot(2, 7, 7),
        "sex": Slot(2, 8, 8),
        "expiry": Slot(2, 9, 14),
        "expiry_check": Slot(2, 15, 15),
        "nationality": Slot(2, 16, 18),
        "optional_2": Slot(2, 19, 29),
        "composite_check": Slot(2, 30, 30),
        "names": Slot(3, 1, 30),
    },
}
COMPOSITE: dict[Layout, tuple[Slot, ...]] = {
    Layout.TD1: (Slot(1, 6, 30), Slot(2, 1, 7), Slot(2, 9, 15), Slot(2, 19, 29)),
    Layout.TD2: (Slot(2, 1, 10), Slot(2, 14, 20), Slot(2, 22, 35)),
    Layout.TD3: (Slot(2, 1, 10), Slot(2, 14, 20), Slot(2, 22, 43)),
}
NUMERIC = frozenset(
    {"birth_date", "birth_date_check", "expiry", "expiry_check", "optional_check", "composite_check", "number_check"}
)
LETTERS = frozenset({"issuer", "nationality", "names"})


def check_digit(text: str) -> str:
    """Return the check digit of a text: weights 7, 3, 1; letters count 10 to 35, the filler nothing."""
    return str(sum(_worth(c) * (7, 3, 1)[i % 3] for i, c in enumerate(text)) % 10)


def _worth(character: str) -> int:
    if character == FILLER:
        return 0
    return int(character, 36)
