"""The fixed words of the protocol room: states, kinds of fields, degrees of confidence, and who may do what.

Nothing here knows a country; whatever differs between countries is data in `resources/protocols`.
"""

from __future__ import annotations

from enum import StrEnum

PERMISSIONS: dict[str, tuple[str, ...]] = {
    "protocols.read": ("receptionist", "nurse", "physician", "administrator"),
    "protocols.adopt_edition": ("physician",),
    "protocols.withdraw_adoption": ("physician",),
    "protocols.change_setting": ("physician",),
    "protocols.import_template": ("physician", "administrator"),
    "protocols.retire_template": ("physician", "administrator"),
}

# No age, span, amount or threshold is greater; what is, was written in error.
LARGEST_NUMBER = 1_000_000_000
# No examination holds longer.
LONGEST_MONTHS = 1200

# The trace of a class that no rule gives but a physician decided.
DECIDED = "decided"
BY_WORD = "Decided by the physician."

# The warning of an examination whose last day lies before it is made: something that it rests on is too old.
OVER = "validity_over"
OVER_BEFORE = "The validity ended before the examination: what it rests on is too old and must be done again."


class Confidence(StrEnum):
    """How far an entry of a template can be trusted."""

    OFFICIAL = "official"
    SECONDARY = "secondary"
    UNVERIFIED = "unverified"


class ItemState(StrEnum):
    """What the protocol says about one item (a test, a film, a paper) for one person today."""

    REQUIRED = "required"
    DEFERRED = "deferred"
    OPTIONAL = "optional"
    FORBIDDEN = "forbidden"
    UNKNOWN = "unknown"
    NOT_REQUIRED = "not_required"


class Stage(StrEnum):
    """When an item is done; only the examination counts for completeness of the examination."""

    EXAMINATION = "examination"
    DEPARTURE = "departure"


class FieldKind(StrEnum):
    """How a question of the form is answered; the screen picks its widget by this word.

    The stored answer: bool true/false; choice a key; choices a list of keys; number and integer a number; date an ISO
    date; text and long_text a string; system {"state": "normal"|"abnormal"|"not_done", "note": text};
    instrument {question key: number}; country an ISO 3166-1 alpha-2 code; countries a list of them.
    """

    BOOL = "bool"
    CHOICE = "choice"
    CHOICES = "choices"
    NUMBER = "number"
    INTEGER = "integer"
    DATE = "date"
    TEXT = "text"
    LONG_TEXT = "long_text"
    SYSTEM = "system"
    INSTRUMENT = "instrument"
    COUNTRY = "country"
    COUNTRIES = "countries"


class SystemState(StrEnum):
    """How one body system was found; keys N, A and X on the examination screen."""

    NORMAL = "normal"
    ABNORMAL = "abnormal"
    NOT_DONE = "not_done"


class Judgement(StrEnum):
    """What a measured value is against its ranges."""

    NORMAL = "normal"
    LOW = "low"
    HIGH = "high"
    SEVERELY_LOW = "severely_low"
    SEVERELY_HIGH = "severely_high"
    IMPLAUSIBLE = "implausible"
    IMPOSSIBLE = "impossible"
    NOT_JUDGED = "not_judged"
