"""Names of people: how they are shown, compared and written, in any script and for people with one name."""

from __future__ import annotations

import re
import unicodedata

from mhac.kernel.folding import fold
from mhac.registration.transliteration import transliterate

LONGEST = 200
# Invisible signs that turn or hide what stands beside a name. The joiners stay: Persian and Indian names need them.
_UNSEEN = dict.fromkeys((0x200B, 0x2060, 0xFEFF, 0x00AD, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))


def display(family_name: str, given_names: str) -> str:
    """Return a name as lists and banners show it: MUKAMANA Béatrice; a single name in capitals."""
    return " ".join(part for part in (family_name.upper(), given_names) if part) if family_name else given_names.upper()


def tidy(name: str) -> str:
    """Return a typed name without control and turning signs and surplus blanks, composed; its letters stay as typed."""
    seen = "".join(
        c if unicodedata.category(c) not in {"Cc", "Cs", "Co", "Cn"} else " "
        for c in unicodedata.normalize("NFC", name).translate(_UNSEEN)
    )
    return " ".join(seen.split())


def has_letters(name: str) -> bool:
    """Tell whether a name holds at least one letter of any script."""
    return any(unicodedata.category(c).startswith("L") for c in name)


def key(family_name: str, given_names: str) -> str:
    """Return what names are compared by: folded words, family name first."""
    return fold(f"{family_name} {given_names}")


def spelling_key(folded: str) -> str:
    """Return a folded name without the differences that clerks make in names of the Great Lakes region.

    y/i, l/r, c/k and s/z are written for each other, h and doubled letters come and go.
    """
    plain = folded.translate(str.maketrans("ylczh", "irks\x00")).replace("\x00", "")
    return re.sub(r"(\w)\1+", r"\1", plain)


def same_as_document(typed: str, document: str, *, truncated: bool = False) -> bool:
    """Tell whether a typed name is what a machine-readable zone says, which has no accents and may be cut short."""
    ours, theirs = transliterate(typed.replace("-", " ")), transliterate(document)
    if fold(typed.replace("-", " ")) == fold(document) or ours == theirs:
        return True
    return truncated and bool(theirs) and ours.startswith(theirs)
