"""The language in which a country's protocol is written, as strict models: what a template may say and must say.

Used only when templates are authored and checked; at run time the program reads the canonical JSON made from them.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from mhac.protocols.schema_base import (
    Amount,
    Code,
    Condition,
    Day,
    Entry,
    Key,
    Named,
    NeededCondition,
    Number,
    Scalar,
    Source,
    Sourced,
    Text,
)
from mhac.protocols.schema_form import Form, FormField, Instrument
from mhac.protocols.schema_lists import CountryList

EFFECTS = (
    "require", "defer", "forbid", "offer", "spare", "class", "grade", "form", "warn", "hold", "block", "treat",
    "vaccinate",
)  # fmt: skip
NOTES = ("warn", "hold", "block")
DERIVATIONS = (
    "when", "lookup", "first_known", "day_of", "hours_between", "days_between", "months_between", "months_after",
    "days_since", "count_of", "counted", "left_out", "list_",
)  # fmt: skip


class Category(Sourced):
    """Who may be examined under the protocol."""

    label: Text
    flags: dict[Key, bool] = Field(default_factory=dict)


class Setting(Sourced):
    """A number that may change, and between what a clinic may change it: a guard against slips, no authority's rule."""

    label: Text
    value: Scalar
    unit: str = ""
    at_least: Number | None = None
    up_to: Number | None = None
    fractions: bool = False

    @model_validator(mode="after")
    def within_its_range(self) -> Setting:
        """A number lies in its range; a word or a switch has none."""
        low, high = self.at_least, self.up_to
        if (low is None) != (high is None):
            raise ValueError("at_least and up_to belong together")
        if isinstance(self.value, bool | str):
            if low is not None or self.fractions:
                raise ValueError("at_least, up_to and fractions belong to a number")
        elif low is not None and high is not None and not low <= self.value <= high:
            raise ValueError(f"{self.value} lies outside its range, from {low} to {high}")
        return self


class Word(Entry):
    """A word of the vocabulary: what may be said about a person, a case or a finding."""

    kind: Literal[
        "bool", "choice", "number", "date", "moment", "birth", "country", "countries", "words", "word", "text",
        "record", "dates_by_code",
    ]  # fmt: skip
    values: list[Text] = Field(default_factory=list)
    when_screened: bool | list[str] | Literal["none"] | None = None
    asked_when: Condition = None
    otherwise: Scalar | None = None
    absent: Literal["none"] | None = None
    at_least: Number | None = None
    up_to: Number | None = None
    fields: dict[Key, Word] = Field(default_factory=dict)


class Item(Sourced):
    """Something that may be asked for."""

    label: Text
    kind: Literal["examination", "imaging", "laboratory", "review", "paper", "report", "departure"]
    stage: Literal["examination", "departure"] = "examination"
    specimen: str = ""
    unit: str = ""
    loinc: list[str] = Field(default_factory=list)
    results: list[str] = Field(default_factory=list)
    not_results: dict[str, list[Scalar]] = Field(default_factory=dict)
    done_when: Condition = None


class ItemUse(Entry):
    """How a template uses a shared item: the country's own code, paper and source."""

    local_code: str = ""
    where: str = ""
    label: str = ""
    source: Source | None = None


class LookupRow(Entry):
    """The countries (or other words) for which a look-up gives one value."""

    is_: Scalar = Field(alias="is")
    for_: list[Text] = Field(alias="for")


class DoseStep(Entry):
    """What a dose must keep to count: an age, and days since the dose before (of the young: others) and the first."""

    from_days: Number | Named | None = None
    from_months: Number | Named | None = None
    from_years: Number | Named | None = None
    apart: Number | Named | None = None
    after_first: Number | Named | None = None
    young_below: Number | Named | None = None
    young_apart: Number | Named | None = None

    @model_validator(mode="after")
    def young_whole(self) -> DoseStep:
        """Who is young, and what holds for them, belong together."""
        if (self.young_below is None) != (self.young_apart is None):
            raise ValueError("young_below and young_apart belong together")
        return self


class Definition(Sourced):
    """A named value derived from others; exactly one of its kinds."""

    when: Condition = None
    lookup: str | None = None
    table: list[LookupRow] = Field(default_factory=list)
    first_known: list[str] | None = None
    day_of: str | None = None
    hours_between: Annotated[list[str], Field(min_length=2, max_length=2)] | None = None
    days_between: Annotated[list[str], Field(min_length=2, max_length=2)] | None = None
    months_between: Annotated[list[str], Field(min_length=2, max_length=2)] | None = None
    months_after: str | None = None
    months: int | str | None = None
    days_since: str | None = None
    only: list[str] = Field(default_factory=list)
    at: str | None = None
    count_of: str | None = None
    counted: str | None = None
    steps: Annotated[list[DoseStep], Field(min_length=1)] | None = None
    left_out: Annotated[list[str], Field(min_length=1)] | None = None
    list_: Key | None = Field(default=None, alias="list")
    of: str | list[str] | None = None
    every: bool = False
    passes: dict[str, Scalar] | None = None

    @property
    def kind(self) -> str:
        """Which of the kinds it is."""
        return next(kind for kind in DERIVATIONS if getattr(self, kind) is not None).rstrip("_")

    @model_validator(mode="after")
    def one_kind(self) -> Definition:
        """Exactly one kind."""
        if sum(getattr(self, kind) is not None for kind in DERIVATIONS) != 1:
            raise ValueError(f"needs exactly one of {', '.join(DERIVATIONS).rstrip('_')}")
        if (self.list_ is None) != (not self.of):
            raise ValueError("list needs of: the words whose countries are looked up")
        if self.list_ is None and (self.every or self.passes):
            raise ValueError("every and passes belong to list")
        if (self.counted is None) != (self.steps is None) or (self.counted is not None and not self.only):
            raise ValueError("counted needs only and steps: the vaccines, and what each dose must keep")
        return self


class TabletBand(Entry):
    """So many tablets from a weight up to below another; each a number, or the name of a setting."""

    from_: Annotated[Number, Field(ge=0)] | Named = Field(alias="from")
    below: Number | Named | None = None
    total: Amount | Named


class Dose(Entry):
    """The total amount of a drug; exactly one way to say it."""

    total_mg: Amount | Named | None = None
    mg_per_kg: Amount | Named | None = None
    tablets_by_weight: Annotated[list[TabletBand], Field(min_length=1)] | None = None

    @model_validator(mode="after")
    def one_way(self) -> Dose:
        """Exactly one way; whether bands fit together is asked once their numbers are known."""
        if sum(way is not None for way in (self.total_mg, self.mg_per_kg, self.tablets_by_weight)) != 1:
            raise ValueError("needs exactly one of total_mg, mg_per_kg, tablets_by_weight")
        return self


class Rule(Sourced):
    """One rule: exactly one effect, when it applies, and the sentence that people read."""

    id: Code
    require: str | None = None
    defer: str | None = None
    forbid: str | None = None
    offer: str | None = None
    spare: str | None = None
    class_: str | None = Field(default=None, alias="class")
    grade: dict[str, str] | None = None
    form: str | None = None
    warn: str | None = None
    hold: str | None = None
    block: str | None = None
    treat: str | None = None
    vaccinate: str | None = None
    when: NeededCondition
    unless: Condition = None
    text: str = ""
    dose: Dose | None = None
    because: Text
    overrides: list[str] = Field(default_factory=list)
    enabled: bool = True

    @property
    def effect(self) -> str:
        """Which effect it has."""
        return next(effect for effect in EFFECTS if self.target_of(effect) is not None)

    def target_of(self, effect: str) -> str | dict[str, str] | None:
        """What an effect is about; None where the rule does not have it."""
        found: str | dict[str, str] | None = getattr(self, "class_" if effect == "class" else effect)
        return found

    @property
    def target(self) -> str:
        """What the rule is about."""
        found = self.target_of(self.effect)
        return next(iter(found)) if isinstance(found, dict) else str(found)

    @model_validator(mode="after")
    def one_effect(self) -> Rule:
        """Exactly one effect, with what belongs to it."""
        if sum(self.target_of(effect) is not None for effect in EFFECTS) != 1:
            raise ValueError(f"needs exactly one of {', '.join(EFFECTS)}")
        if self.effect in {*NOTES, "treat"} and not self.text:
            raise ValueError(f"{self.effect} needs a text for people")
        if (self.effect == "treat") != (self.dose is not None):
            raise ValueError("a dose belongs to treat, and treat needs one")
        if self.grade is not None and len(self.grade) != 1:
            raise ValueError("grade names one item")
        if self.overrides and self.effect != "forbid":
            raise ValueError("overrides belongs to forbid")
        return self


class OutcomeClass(Sourced):
    """A class of the outcome."""

    code: Code
    label: Text
    excluded_by: list[str] = Field(default_factory=list)
    blocks_travel: bool = False
    hold: str = ""
    waived_when: Condition = None

    @model_validator(mode="after")
    def hold_said(self) -> OutcomeClass:
        """A class that holds travel says why."""
        if self.blocks_travel != bool(self.hold):
            raise ValueError("blocks_travel needs a hold text, and a hold text belongs to blocks_travel")
        if self.waived_when is not None and not self.blocks_travel:
            raise ValueError("waived_when belongs to blocks_travel")
        return self


class Grading(Entry):
    """An item that is graded, best grade first; `comment` says with which grades one is demanded or refused."""

    item: str
    order: Annotated[list[Text], Field(min_length=2)]
    comment: dict[Text, Literal["required", "forbidden"]] = Field(default_factory=dict)
    source: Source | None = None

    @model_validator(mode="after")
    def comments_of_grades(self) -> Grading:
        """Comments are spoken of for grades that there are, and each grade stands once."""
        if len(set(self.order)) != len(self.order):
            raise ValueError("the same grade twice")
        strange = [grade for grade in self.comment if grade not in self.order]
        if strange:
            raise ValueError(f"{', '.join(strange)} is no grade of {self.item}")
        return self


class Outcome(Entry):
    """What the facts may come to."""

    classes: list[OutcomeClass] = Field(default_factory=list)
    grades: list[Grading] = Field(default_factory=list)


class Validity(Sourced):
    """How long the examination holds, and from which day."""

    id: Code
    when: NeededCondition
    months: int | str
    first_known: list[str] = Field(default_factory=list)
    earliest: list[str] = Field(default_factory=list)
    because: Text
    inclusive: bool = True
    enabled: bool = True

    @model_validator(mode="after")
    def one_base(self) -> Validity:
        """Exactly one way to find the day it counts from."""
        if bool(self.first_known) == bool(self.earliest):
            raise ValueError("needs exactly one of first_known, earliest")
        return self


class SharedFile(Entry):
    """What several countries share."""

    person: dict[Key, Word] = Field(default_factory=dict)
    case: dict[Key, Word] = Field(default_factory=dict)
    facts: dict[Key, Word] = Field(default_factory=dict)
    items: dict[Key, Item] = Field(default_factory=dict)
    fields: dict[Key, FormField] = Field(default_factory=dict)
    instruments: dict[Key, Instrument] = Field(default_factory=dict)
    settings: dict[Key, Setting] = Field(default_factory=dict)
    range_source: Source | None = None


class TemplateFile(Sourced):
    """One edition of one country's protocol."""

    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    edition: Code
    title: Text
    authority: Text
    valid_from: Day
    valid_to: Day | None = None
    shared: list[Key]
    facts: dict[Key, Word] = Field(default_factory=dict)
    categories: dict[Code, Category]
    settings: dict[Key, Setting] = Field(default_factory=dict)
    lists: dict[Key, CountryList] = Field(default_factory=dict)
    items: dict[Key, ItemUse]
    own_items: dict[Key, Item] = Field(default_factory=dict)
    definitions: dict[Key, Definition] = Field(default_factory=dict)
    rules: list[Rule]
    outcome: Outcome
    validity: list[Validity]
    form: Form
