"""Is this person here already? Compares what is being typed with people on file, and says why they look alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mhac.registration import names
from mhac.registration.birth import BirthDate, Precision

SHORTEST_NAME = 3
NAME_LIKE = 80.0
WORD_LIKE = 72.0
NAME_SAME = 97.0
NAME_ALONE = 88.0
LIKELY = 70.0


class Likeness(StrEnum):
    """Why two people look like one."""

    NUMBER = "number"
    SAME_NAME = "same_name"
    SIMILAR_NAME = "similar_name"
    SAME_BIRTH = "same_birth"
    POSSIBLE_BIRTH = "possible_birth"
    SWAPPED_BIRTH = "swapped_birth"
    NEAR_BIRTH = "near_birth"
    PHONE = "phone"


@dataclass(frozen=True)
class Draft:
    """What is known so far of the person being registered; numbers are in their compared form."""

    family_name: str = ""
    given_names: str = ""
    sex: str = ""
    birth: BirthDate | None = None
    phone: str = ""
    numbers: frozenset[str] = frozenset()
    exclude: int | None = None

    @property
    def name_key(self) -> str:
        """The name as it is compared."""
        return names.key(self.family_name, self.given_names)

    @property
    def is_worth_asking(self) -> bool:
        """Whether there is enough to look for."""
        return bool(self.numbers) or len(self.name_key.replace(" ", "")) >= SHORTEST_NAME


@dataclass(frozen=True)
class Known:
    """What is compared of a person on file."""

    name_keys: tuple[str, ...]
    sex: str
    birth: BirthDate | None
    phone: str = ""
    numbers: frozenset[str] = frozenset()


def name_likeness(a: str, b: str) -> float:
    """Return how alike two folded names are, 0 to 100: order of words does not count, regional spelling little."""
    from rapidfuzz import fuzz

    if not a or not b:
        return 0.0
    plain = fuzz.token_sort_ratio(a, b)
    respelled = fuzz.token_sort_ratio(names.spelling_key(a), names.spelling_key(b)) - 2
    shared = set(a.split()) & set(b.split())
    fewer = min(len(a.split()), len(b.split()))
    part = 92.0 if len(shared) >= 2 and len(shared) == fewer else 0.0
    whole = max(plain, respelled, part)
    return whole if _every_word_fits(a, b) else min(whole, NAME_LIKE - 1)


def _every_word_fits(a: str, b: str) -> bool:
    """Whether each word of the shorter name has its like in the longer: one shared given name is no likeness."""
    from rapidfuzz import fuzz

    shorter, longer = sorted((names.spelling_key(a).split(), names.spelling_key(b).split()), key=len)
    return all(max(fuzz.ratio(word, other) for other in longer) >= WORD_LIKE for word in shorter)


def birth_likeness(a: BirthDate | None, b: BirthDate | None) -> tuple[float, Likeness | None]:
    """Return how well two birth dates can be one person's, 0 to 1, and in which way."""
    if a is None or b is None:
        return 0.4, None
    if (a.earliest, a.latest) == (b.earliest, b.latest):
        return 1.0, Likeness.SAME_BIRTH
    if a.earliest <= b.latest and b.earliest <= a.latest:
        return 0.8, Likeness.POSSIBLE_BIRTH
    if a.precision is b.precision is Precision.DAY and _slip(a.earliest, b.earliest):
        return 0.9, Likeness.SWAPPED_BIRTH
    apart = min(abs((a.earliest - b.latest).days), abs((b.earliest - a.latest).days))
    if apart <= 366:
        return 0.5, Likeness.NEAR_BIRTH
    return 0.0, None


def _slip(a: date, b: date) -> bool:
    """Day and month exchanged, or one digit of the date mistyped."""
    if (a.year, a.month, a.day) == (b.year, b.day, b.month):
        return True
    return sum(x != y for x, y in zip(f"{a:%Y%m%d}", f"{b:%Y%m%d}", strict=True)) == 1


def likeness(draft: Draft, known: Known) -> tuple[float, tuple[Likeness, ...]]:
    """Return the score (0 to 100) of two being one person and the reasons; 0 where there is no ground to ask."""
    reasons: list[Likeness] = []
    by_number = bool(draft.numbers & known.numbers)
    if by_number:
        reasons.append(Likeness.NUMBER)
    name = max((name_likeness(draft.name_key, key) for key in known.name_keys), default=0.0)
    if name >= NAME_LIKE:
        reasons.append(Likeness.SAME_NAME if name >= NAME_SAME else Likeness.SIMILAR_NAME)
    birth, how = birth_likeness(draft.birth, known.birth)
    if how is not None:
        reasons.append(how)
    phone = _digits(draft.phone)
    if len(phone) >= 7 and phone[-9:] == _digits(known.phone)[-9:]:
        reasons.append(Likeness.PHONE)
    score = 0.62 * name + 30 * birth + (5 if Likeness.PHONE in reasons else 0) + _sex_weight(draft.sex, known.sex)
    if by_number:
        return max(95.0, min(100.0, score)), tuple(reasons)
    if name < NAME_LIKE or (how is None and (name < NAME_ALONE or None not in {draft.birth, known.birth})):
        return 0.0, ()
    return min(100.0, score), tuple(reasons)


def _sex_weight(a: str, b: str) -> float:
    if not a or not b or "X" in {a, b}:
        return 0.0
    return 5.0 if a == b else -12.0


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())
