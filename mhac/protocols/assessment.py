"""What an evaluation says about one applicant: each required, deferred or unknown thing with its reason and source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from mhac.protocols.rules import Confidence, ItemState, Stage


@dataclass(frozen=True, slots=True)
class Applicant:
    """Whom the protocol is asked about. `more` holds further words of the contract (stay_months, departure, ...)."""

    category: str
    exam_date: date
    birth_earliest: date
    birth_latest: date
    sex: str | None = None
    exam_country: str | None = None
    citizenship: str | None = None
    birth_country: str | None = None
    more: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trace:
    """Why something is so: the rule, its sentence for people, its source, and the facts that it rests on."""

    about: str
    rule: str
    outcome: str
    because: str
    source: str
    confidence: Confidence
    facts: tuple[tuple[str, object], ...] = ()
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemResult:
    """One thing that may be asked for, and what the protocol says about it for this person."""

    item: str
    label: str
    kind: str
    stage: Stage
    state: ItemState
    done: bool
    reasons: tuple[Trace, ...] = ()
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClassResult:
    """A class that the facts propose; a physician confirms it or overrides it with a reason."""

    code: str
    label: str
    blocks_travel: bool
    reasons: tuple[Trace, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A warning, or a reason why the person must not travel yet."""

    code: str
    text: str
    reason: Trace


@dataclass(frozen=True, slots=True)
class Dose:
    """A presumptive treatment that is due, with its total amount (`total_mg` or `total_tablets`)."""

    drug: str
    label: str
    amounts: tuple[tuple[str, float], ...]
    reason: Trace


@dataclass(frozen=True, slots=True)
class Assessment:
    """The whole answer. `classes` is None while it cannot be said yet; `class_needs` then names the missing facts.

    `decided_classes` holds those classes that are already certain, also while others are open.
    """

    country: str
    edition: str
    digest: str
    items: tuple[ItemResult, ...]
    classes: tuple[ClassResult, ...] | None
    decided_classes: tuple[ClassResult, ...]
    class_needs: Mapping[str, tuple[str, ...]]
    exam_needed: bool | None
    complete: bool | None
    cleared: bool | None
    valid_until: date | None
    warnings: tuple[Note, ...] = ()
    holds: tuple[Note, ...] = ()
    forms: tuple[str, ...] = ()
    grades: Mapping[str, str] = field(default_factory=dict)
    treatments: tuple[Dose, ...] = ()
    vaccines_due: tuple[str, ...] = ()
    unknown_doses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    trace: tuple[Trace, ...] = ()
    grade_needs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Graded items whose grade cannot be said yet, with what is missing."""

    @property
    def item_states(self) -> dict[str, ItemResult]:
        """Every item of the template by its code."""
        return {result.item: result for result in self.items}

    def in_state(self, state: ItemState) -> tuple[ItemResult, ...]:
        """The items in one state, in the order of the template."""
        return tuple(result for result in self.items if result.state == state)

    @property
    def required(self) -> tuple[ItemResult, ...]:
        """What is asked for now, whether or not it is done."""
        return self.in_state(ItemState.REQUIRED)

    @property
    def deferred(self) -> tuple[ItemResult, ...]:
        """What is put off."""
        return self.in_state(ItemState.DEFERRED)

    @property
    def optional(self) -> tuple[ItemResult, ...]:
        """What is offered."""
        return self.in_state(ItemState.OPTIONAL)

    @property
    def forbidden(self) -> tuple[ItemResult, ...]:
        """What must not be done."""
        return self.in_state(ItemState.FORBIDDEN)

    @property
    def unknown(self) -> tuple[ItemResult, ...]:
        """What cannot be said yet; `needs` names the missing facts."""
        return self.in_state(ItemState.UNKNOWN)

    @property
    def missing(self) -> tuple[ItemResult, ...]:
        """What is asked for at the examination and has not been done."""
        return tuple(r for r in self.required if not r.done and r.stage is Stage.EXAMINATION)
