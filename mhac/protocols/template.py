"""A protocol template as the program holds it: the checked data of one edition, ready to be asked.

It is made from canonical JSON only; YAML and the checks belong to the authoring side.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

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
    done_when: Mapping[str, object]
    source: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it does (`effect` on `target`), when, the sentence for people, and where it comes from."""

    id: str
    effect: str
    target: str
    when: object
    unless: object
    because: str
    source: str
    confidence: Confidence
    more: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OutcomeClass:
    """A class of the outcome, those that exclude it, and whether it holds travel."""

    code: str
    label: str
    excluded_by: tuple[str, ...]
    blocks_travel: bool
    hold: str


@dataclass(frozen=True, slots=True)
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
    rules: tuple[Rule, ...]
    classes: tuple[OutcomeClass, ...]
    data: Mapping[str, object]

    @property
    def name(self) -> str:
        """Country and edition in one word, as results and papers show it."""
        return f"{self.country}-{self.edition}"

    @classmethod
    def from_data(cls, data: Mapping[str, object], digest: str) -> Template:
        """Build from the parsed canonical JSON."""
        raise NotImplementedError
