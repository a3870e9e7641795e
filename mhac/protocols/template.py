"""A protocol template as the program holds it: the checked data of one edition, compiled once and ready to be asked.

It is made from canonical JSON only; YAML and the checks belong to the authoring side.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from mhac.protocols.conditions import ValueTest
from mhac.protocols.rules import Confidence, Stage


@dataclass(frozen=True, slots=True)
class Category:
    """Who is examined under this protocol, with the flags that rules ask for."""

    code: str
    label: str
    flags: Mapping[str, bool]
    source: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Setting:
    """A number (or switch) that may change, so that a clinic can override it and sign for it."""

    key: str
    label: str
    value: float | int | bool | str
    unit: str
    source: str
    confidence: Confidence
    at_least: float | None = None
    up_to: float | None = None
    fractions: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """Something that may be asked for: an examination, a film, a test, a paper."""

    code: str
    label: str
    kind: str
    stage: Stage
    local_code: str
    specimen: str
    unit: str
    loinc: tuple[str, ...]
    results: tuple[str, ...]
    not_results: Mapping[str, tuple[object, ...]]
    done_when: object
    source: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it does (`effect` on `target`), when, and where it comes from.

    `because` is the sentence for people with the edition's own numbers, `sentence` the same with its {settings}.
    """

    id: str
    effect: str
    target: str
    when: object
    terms: tuple[str, ...]
    because: str
    sentence: str
    text: str
    source: str
    confidence: Confidence
    more: Mapping[str, Any]
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class OutcomeClass:
    """A class of the outcome, those that exclude it, and whether it holds travel."""

    code: str
    label: str
    excluded_by: tuple[str, ...]
    blocks_travel: bool
    hold: str
    waived_when: object
    source: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Grading:
    """An item that is graded, best grade first; `comments` says "required" or "forbidden" of a grade."""

    item: str
    order: tuple[str, ...]
    comments: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    confidence: Confidence = Confidence.UNVERIFIED

    def may_become(self, proposed: str, chosen: str) -> bool:
        """Whether a physician may give another grade: it may be made worse, never better."""
        return self.order.index(chosen) >= self.order.index(proposed)


@dataclass(frozen=True, slots=True)
class ValidityRule:
    """How long an examination holds: months from the first known, or the earliest, of some days.

    It holds on that day of the later month too if it is `inclusive`, else until the day before.
    """

    id: str
    when: object
    terms: tuple[str, ...]
    months: object
    first_known: tuple[str, ...]
    earliest: tuple[str, ...]
    because: str
    sentence: str
    source: str
    confidence: Confidence
    inclusive: bool = True


@dataclass(frozen=True, slots=True)
class Word:
    """One word of the vocabulary: a fact, or something about the person or the case."""

    name: str
    place: str
    kind: str
    values: tuple[object, ...]
    when_screened: object
    has_default: bool
    asked_when: object
    otherwise: object
    absent: object
    at_least: float | None
    up_to: float | None


@dataclass(frozen=True, slots=True)
class Definition:
    """A named value that a template derives: a condition, a day, a span; `test` is what numbers of a list must pass."""

    name: str
    kind: str
    data: Mapping[str, Any]
    test: ValueTest | None = None
    gives_number: bool = False


@dataclass(frozen=True, slots=True)
class CountryList:
    """A dated list of countries: a number for each or whether it is a member. Who is not named is unknown.

    A list of members that is `complete` is the exception: who is not named there is no member. `sources` are those
    of single countries where they differ from the list's.
    """

    key: str
    title: str
    as_of: date
    unit: str
    kind: str
    complete: bool
    values: Mapping[str, float | int | bool]
    source: str
    confidence: Confidence
    sources: Mapping[str, tuple[str, Confidence]]
    up_to: float | None = None

    def of(self, country: str) -> float | int | bool | None:
        """What the list says of a country; None where it does not say."""
        return self.values.get(country, False if self.complete else None)


@dataclass(frozen=True, slots=True, eq=False)
class Template:
    """One edition of one country's protocol."""

    country: str
    edition: str
    digest: str
    title: str
    authority: str
    valid_from: date
    valid_to: date | None
    categories: Mapping[str, Category]
    settings: Mapping[str, Setting]
    items: Mapping[str, Item]
    lists: Mapping[str, CountryList]
    rules: tuple[Rule, ...]
    disabled: tuple[Rule, ...]
    rules_for: Mapping[tuple[str, str], tuple[Rule, ...]]
    classes: tuple[OutcomeClass, ...]
    gradings: tuple[Grading, ...]
    validity: tuple[ValidityRule, ...]
    definitions: Mapping[str, Definition]
    words: Mapping[str, Word]
    fact_items: Mapping[str, str]
    age_marks: tuple[tuple[str, object], ...]
    data: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Country and edition in one word, as results and papers show it."""
        return f"{self.country}-{self.edition}"

    @property
    def rule_ids(self) -> frozenset[str]:
        """All rule ids, those of validity included."""
        return frozenset(rule.id for rule in self.rules) | frozenset(rule.id for rule in self.validity)

    @property
    def all_rules(self) -> tuple[Rule, ...]:
        """Every rule that a physician reads before adopting the edition, those of validity included."""
        return (*self.rules, *(_as_rule(rule) for rule in self.validity))

    @property
    def unverified_rules(self) -> tuple[Rule, ...]:
        """The rules that the panel physician confirms when adopting the edition."""
        return tuple(rule for rule in self.all_rules if rule.confidence is Confidence.UNVERIFIED)


def _as_rule(rule: ValidityRule) -> Rule:
    return Rule(
        id=rule.id,
        effect="validity",
        target="valid_until",
        when=rule.when,
        terms=rule.terms,
        because=rule.because,
        sentence=rule.sentence,
        text="",
        source=rule.source,
        confidence=rule.confidence,
        more={},
    )
