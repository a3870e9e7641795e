"""Rules of the entry at the authority: who may do what, when two entries say the same, when a sheet may go.

Pure values and functions. Which papers a country has, and what stands on them, is data in `resources/papers`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from mhac.kernel.errors import Invalid
from mhac.kernel.folding import fold

CLERKS = ("nurse", "physician", "administrator")
DECIDERS = ("physician", "administrator")

PERMISSIONS: dict[str, tuple[str, ...]] = {
    "submissions.read": CLERKS,
    "submissions.prepare": CLERKS,
    "submissions.renew": CLERKS,
    "submissions.attach_snapshot": CLERKS,
    "submissions.record_handed_out": CLERKS,
    "submissions.tick": CLERKS,
    "submissions.untick": CLERKS,
    "submissions.set_number": CLERKS,
    "submissions.rekey": CLERKS,
    "submissions.resolve": DECIDERS,
    "submissions.submit": CLERKS,
    "submissions.reopen": DECIDERS,
}

SHORTEST_REASON = 5
LONGEST_NUMBER = 40
LONGEST_TYPED = 400

EXTERNAL = "external"
"""The name of the line that holds the authority's own number."""


class RowState(StrEnum):
    """What a line of a sheet holds."""

    GIVEN = "given"
    """There is something to enter."""
    EMPTY = "empty"
    """Asked, and not recorded."""
    NOT_ASKED = "not_asked"
    """Not asked of this person, so it stays empty at the authority too."""


class Status(StrEnum):
    """How far a sheet is."""

    OPEN = "open"
    SUBMITTED = "submitted"


class TickHow(StrEnum):
    """What was done with a line."""

    ENTERED = "entered"
    NO_PLACE = "no_place"
    """The authority's screen has no place for it."""


class Resolution(StrEnum):
    """Who was right where the second person typed something else."""

    TYPING_SLIP = "typing_slip"
    """The second person mistyped; sheet and authority's screen are right."""
    CORRECTED_THERE = "corrected_there"
    """The authority's screen was wrong and has been corrected."""
    EXAM_WRONG = "exam_wrong"
    """The sheet itself is wrong: the exam must be amended, and nothing is submitted until it is."""


@dataclass(frozen=True)
class NumberFormat:
    """How the authority's number looks; a number of another form is taken with a doubt, never refused for its form."""

    label: str
    pattern: str
    example: str
    source: str
    confidence: str

    def fits(self, number: str) -> bool:
        """Whether a number has the form that is known."""
        return not self.pattern or re.fullmatch(self.pattern, plain_number(number)) is not None


SIGNS = " -_./:#()"
"""What stands in numbers beside letters and digits."""


def plain_number(number: str) -> str:
    """Return a number as it is kept: capitals, one space at most between its parts."""
    return " ".join(number.split()).upper()


def check_number(number: str) -> str:
    """Return a number as it is kept. Raises `Invalid` for one that cannot be a number, or is missing."""
    plain = plain_number(number)
    if not plain:
        raise Invalid("submissions.number_missing", field="number")
    strange = any(not letter.isalnum() and letter not in SIGNS for letter in plain)
    if len(plain) > LONGEST_NUMBER or not any(letter.isdigit() for letter in plain) or strange:
        raise Invalid("submissions.number_impossible", field="number", typed=number[:LONGEST_NUMBER])
    return plain


def number_from(answer: str) -> str:
    """Return the number that an answer of the form is; nothing where it cannot be one ("unknown")."""
    plain = plain_number(answer)
    return plain if len(plain) <= LONGEST_NUMBER and any(letter.isdigit() for letter in plain) else ""


def check_reason(reason: str) -> str:
    """Return a reason tidied; raise `Invalid` where it says nothing."""
    text = " ".join(reason.split())
    if len(text) < SHORTEST_REASON or not any(letter.isalpha() for letter in text):
        raise Invalid("submissions.reason_missing", field="reason")
    return text


def check_moment(moment: datetime, *, prepared_at: datetime, now: datetime) -> datetime:
    """Return when it was submitted. Raises `Invalid` for a moment in the future or before the sheet was there."""
    if moment > now:
        raise Invalid("submissions.time_in_future", field="submitted_at")
    if moment < prepared_at.replace(second=0, microsecond=0):
        raise Invalid("submissions.time_too_early", field="submitted_at")
    return moment


def says_the_same(kind: str, kept: str, copied: str, typed: str) -> bool:
    """Whether what was typed blind is what stands on the sheet; dates in the authority's form or any with one meaning.

    `kept` is the value as the exam has it (a date as ISO text), `copied` as it is copied to the authority's screen.
    """
    if kind == "date":
        day = as_day(typed)
        return typed.strip() == copied or (day is not None and day.isoformat() == kept)
    if kind == "number":
        return _as_number(typed) == _as_number(kept)
    tight = re.sub(r"[^a-z0-9]", "", fold(typed)) or " ".join(typed.split())
    return tight in {re.sub(r"[^a-z0-9]", "", fold(each)) or " ".join(each.split()) for each in (kept, copied)}


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def as_day(text: str) -> date | None:
    """Return the day of a date with a named month, or year first; 03/04/2026 says nothing certain, and so gives none.

    A date of digits only is understood where it can be read in one way only (25-12-2026).
    """
    parts = re.findall(r"\d+|[^\W\d_]+", fold(text))
    if len(parts) != 3:
        return None
    named = [at for at, part in enumerate(parts) if not part.isdigit()]
    try:
        if len(named) == 1:
            month = _MONTHS.index(parts[named[0]][:3]) + 1
            rest = [part for at, part in enumerate(parts) if at != named[0]]
            year, day = sorted(rest, key=len, reverse=True)
            return date(int(year), month, int(day)) if len(year) == 4 else None
        if named:
            return None
        if len(parts[0]) == 4:
            return date(int(parts[0]), int(parts[1]), int(parts[2]))
        first, second, year = (int(part) for part in parts)
        found = {(year, month, day) for month, day in ((first, second), (second, first)) if month <= 12}
        return date(*found.pop()) if len(found) == 1 else None
    except ValueError:
        return None


def _as_number(text: str) -> float | str:
    plain = text.strip().replace(",", ".").replace(" ", "")
    found = re.match(r"[-+]?\d+(\.\d+)?", plain)
    return float(found[0]) if found else plain


def tasks_left(rows: Mapping[str, RowState], ticked: Mapping[str, TickHow]) -> tuple[str, ...]:
    """Return the lines with something to enter that nobody has ticked."""
    return tuple(name for name, state in rows.items() if state is RowState.GIVEN and name not in ticked)


def code_of(exam_id: int, seq: int) -> str:
    """Return the number in the bars of a sheet: which exam, and which of its signed versions."""
    return f"EX{exam_id:06d}-{seq}"


def exam_of_code(text: str) -> int | None:
    """Return the exam of a scanned sheet; None for any other text."""
    found = re.fullmatch(r"EX(\d{6,9})-\d{1,3}", text.strip().upper())
    return int(found[1]) if found else None
