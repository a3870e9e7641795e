"""The language in which a country's protocol is written, as strict models: what a template may say and must say.

Used only when templates are authored and checked; at run time the program reads the canonical JSON made from them.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from mhac.protocols.rules import FieldKind

Mark = Literal["official", "secondary", "unverified"]
Text = Annotated[str, Field(min_length=1)]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_+-]*$")]
Number = int | float
Scalar = bool | int | float | str
Condition = Any  # checked against the vocabulary in `checks`, which knows file and line

EFFECTS = (
    "require", "defer", "forbid", "offer", "class", "grade", "form", "warn", "hold", "block", "treat", "vaccinate",
)  # fmt: skip
NOTES = ("warn", "hold", "block")
DERIVATIONS = (
    "when", "lookup", "first_known", "day_of", "hours_between", "days_between", "months_between", "months_after",
    "days_since", "count_of",
)  # fmt: skip


class Entry(BaseModel):
    """A part of a template; unknown keys are mistakes."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Source(Entry):
    """Where an entry comes from, and how far it can be trusted."""

    text: Text
    mark: Mark


class Sourced(Entry):
    """An entry that says where it comes from."""

    source: Source


class Category(Sourced):
    """Who may be examined under the protocol."""

    label: Text
    flags: dict[Key, bool] = {}


class Setting(Sourced):
    """A number that may change."""

    label: Text
    value: Scalar
    unit: str = ""


class Word(Entry):
    """A word of the vocabulary: what may be said about a person, a case or a finding."""

    kind: Literal[
        "bool", "choice", "number", "date", "moment", "birth", "country", "countries", "words", "word", "text",
        "record", "dates_by_code",
    ]  # fmt: skip
    values: list[Text] = []
    when_screened: bool | list[str] | Literal["none"] | None = None
    asked_when: Condition = None
    otherwise: Scalar | None = None
    absent: Literal["none"] | None = None
    at_least: Number | None = None
    up_to: Number | None = None
    fields: dict[Key, Word] = {}


class Item(Sourced):
    """Something that may be asked for."""

    label: Text
    kind: Literal["examination", "imaging", "laboratory", "review", "paper", "report", "departure"]
    stage: Literal["examination", "departure"] = "examination"
    specimen: str = ""
    unit: str = ""
    loinc: list[str] = []
    results: list[str] = []
    not_results: dict[str, list[Scalar]] = {}
    done_when: Condition = None


class ItemUse(Entry):
    """How a template uses a shared item: the country's own code and paper."""

    local_code: str = ""
    where: str = ""
    label: str = ""


class LookupRow(Entry):
    """The countries (or other words) for which a look-up gives one value."""

    is_: Scalar = Field(alias="is")
    for_: list[Text] = Field(alias="for")


class Definition(Sourced):
    """A named value derived from others; exactly one of its kinds."""

    when: Condition = None
    lookup: str | None = None
    table: list[LookupRow] = []
    first_known: list[str] | None = None
    day_of: str | None = None
    hours_between: Annotated[list[str], Field(min_length=2, max_length=2)] | None = None
    days_between: Annotated[list[str], Field(min_length=2, max_length=2)] | None = None
    months_between: Annotated[list[str], Field(min_length=2, max_length=2)] | None = None
    months_after: str | None = None
    months: int | str | None = None
    days_since: str | None = None
    only: list[str] = []
    at: str | None = None
    count_of: str | None = None

    @property
    def kind(self) -> str:
        """Which of the kinds it is."""
        return next(kind for kind in DERIVATIONS if getattr(self, kind) is not None)

    @model_validator(mode="after")
    def one_kind(self) -> Definition:
        """Exactly one kind."""
        if sum(getattr(self, kind) is not None for kind in DERIVATIONS) != 1:
            raise ValueError(f"needs exactly one of {', '.join(DERIVATIONS)}")
        return self


class TabletBand(Entry):
    """So many tablets from a weight up to below another."""

    from_: Number = Field(alias="from")
    below: Number | None = None
    total: Number


class Dose(Entry):
    """The total amount of a drug; exactly one way to say it."""

    total_mg: Number | None = None
    mg_per_kg: Number | None = None
    tablets_by_weight: list[TabletBand] | None = None

    @model_validator(mode="after")
    def one_way(self) -> Dose:
        """Exactly one way, and bands that do not overlap."""
        if sum(way is not None for way in (self.total_mg, self.mg_per_kg, self.tablets_by_weight)) != 1:
            raise ValueError("needs exactly one of total_mg, mg_per_kg, tablets_by_weight")
        bands = self.tablets_by_weight or []
        for lower, upper in pairwise(bands):
            if lower.below is None or lower.below > upper.from_:
                raise ValueError(f"overlapping weight bands at {upper.from_}")
        return self


class Rule(Sourced):
    """One rule: exactly one effect, when it applies, and the sentence that people read."""

    id: Code
    require: str | None = None
    defer: str | None = None
    forbid: str | None = None
    offer: str | None = None
    class_: str | None = Field(default=None, alias="class")
    grade: dict[str, str] | None = None
    form: str | None = None
    warn: str | None = None
    hold: str | None = None
    block: str | None = None
    treat: str | None = None
    vaccinate: str | None = None
    when: Condition
    unless: Condition = None
    text: str = ""
    dose: Dose | None = None
    because: Text

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
        return self


class OutcomeClass(Entry):
    """A class of the outcome."""

    code: Code
    label: Text
    excluded_by: list[str] = []
    blocks_travel: bool = False
    hold: str = ""

    @model_validator(mode="after")
    def hold_said(self) -> OutcomeClass:
        """A class that holds travel says why."""
        if self.blocks_travel != bool(self.hold):
            raise ValueError("blocks_travel needs a hold text, and a hold text belongs to blocks_travel")
        return self


class Grading(Entry):
    """An item that is graded, best grade first."""

    item: str
    order: Annotated[list[Text], Field(min_length=2)]


class Outcome(Entry):
    """What the facts may come to."""

    classes: list[OutcomeClass] = []
    grades: list[Grading] = []


class Validity(Sourced):
    """How long the examination holds, and from which day."""

    id: Code
    when: Condition
    months: int | str
    first_known: list[str] = []
    earliest: list[str] = []
    because: Text

    @model_validator(mode="after")
    def one_base(self) -> Validity:
        """Exactly one way to find the day it counts from."""
        if bool(self.first_known) == bool(self.earliest):
            raise ValueError("needs exactly one of first_known, earliest")
        return self


class Choice(Entry):
    """One answer."""

    key: Text
    label: Text
    group: str = ""
    abnormal: bool = False


class RangeEntry(Entry):
    """Limits for those of whom `when` holds."""

    when: Condition
    plausible: Annotated[list[Number | None], Field(min_length=2, max_length=2)] | None = None
    normal: Annotated[list[Number | None], Field(min_length=2, max_length=2)] | None = None

    @model_validator(mode="after")
    def in_order(self) -> RangeEntry:
        """Low before high, normal within plausible."""
        for limits in (self.plausible, self.normal):
            if limits and limits[0] is not None and limits[1] is not None and limits[0] > limits[1]:
                raise ValueError(f"a range cannot go from {limits[0]} to {limits[1]}")
        return self


class Computed(Entry):
    """A value that follows from others."""

    bmi: Annotated[list[str], Field(min_length=2, max_length=2)]


class FormField(Sourced):
    """One question of the form."""

    label: Text
    kind: Literal[tuple(kind.value for kind in FieldKind)]  # type: ignore[valid-type]
    group: str = ""
    unit: str = ""
    decimals: Annotated[int, Field(ge=0, le=3)] = 0
    choices: list[Choice] = []
    required: bool = True
    entered_by: list[Literal["nurse", "physician"]] = []
    shown_when: Condition = None
    ranges: list[RangeEntry] = []
    range_source: Source | None = None
    note: bool = False
    help: str = ""
    fact: str = ""
    loinc: str = ""
    instrument: str = ""
    computed: Computed | None = None

    @model_validator(mode="after")
    def fits_its_kind(self) -> FormField:
        """Choices for a choice, an instrument for an instrument, each choice once."""
        if (self.kind in {"choice", "choices"}) != bool(self.choices):
            raise ValueError(f"{self.kind} and choices do not fit together")
        if (self.kind == "instrument") != bool(self.instrument):
            raise ValueError("kind instrument needs an instrument, and only it")
        keys = [choice.key for choice in self.choices]
        if len(keys) != len(set(keys)):
            raise ValueError("the same choice twice")
        return self


class Section(Entry):
    """A part of the form."""

    key: Key
    label: Text
    kind: Literal["general", "history", "vitals", "systems", "mental", "results"]
    entered_by: Annotated[list[Literal["nurse", "physician"]], Field(min_length=1)]
    items: list[str] = []
    help: str = ""
    shown_when: Condition = None
    fields: Annotated[list[str], Field(min_length=1)]


class FactCase(Entry):
    """One way an answer becomes a fact: a fixed value, or the answer of a question."""

    when: Condition
    is_: Scalar | None = Field(default=None, alias="is")
    copy_: str | None = Field(default=None, alias="copy")

    @model_validator(mode="after")
    def one_value(self) -> FactCase:
        """Exactly one value."""
        if (self.is_ is None) == (self.copy_ is None):
            raise ValueError("needs exactly one of is, copy")
        return self


class FactFromForm(Entry):
    """How answers become a fact; exactly one way."""

    fact: str
    any_true: list[str] | None = None
    sections_whole: list[str] | None = None
    months_since: str | None = None
    cases: list[FactCase] | None = None

    @model_validator(mode="after")
    def one_way(self) -> FactFromForm:
        """Exactly one way."""
        ways = (self.any_true, self.sections_whole, self.months_since, self.cases)
        if sum(way is not None for way in ways) != 1:
            raise ValueError("needs exactly one of any_true, sections_whole, months_since, cases")
        return self


class Form(Entry):
    """The examination form in the country's own order."""

    fields: dict[Key, FormField] = {}
    sections: list[Section]
    facts: list[FactFromForm] = []


class ScaleValue(Entry):
    """One answer of an instrument's scale."""

    value: int
    label: Text


class SkipRule(Entry):
    """A question that is skipped, counting as 0, after an answer to another."""

    question: str
    is_: int = Field(alias="is")


class InstrumentQuestion(Entry):
    """One question of an instrument."""

    key: Text
    text: Text
    scored: bool = True
    asked_when_total_over: int | None = None
    skipped_when: SkipRule | None = None
    scale: list[ScaleValue] = []


class Band(Entry):
    """A range of totals."""

    low: int
    high: int
    key: Key
    label: Text


class InstrumentFlag(Entry):
    """What raises a flag."""

    key: Key
    question: str
    at_least: int
    sex: Literal["F", "M"] | None = None
    label: Text
    act: Text
    physician_only: bool


class Instrument(Sourced):
    """A questionnaire whose text may be shipped."""

    title: Text
    version: Text
    lead: Text
    scale: list[ScaleValue]
    minimum_age: int
    questions: Annotated[list[InstrumentQuestion], Field(min_length=1)]
    bands: list[Band]
    flags: list[InstrumentFlag]
    loinc: str = ""
    licence: Text

    @model_validator(mode="after")
    def bands_follow(self) -> Instrument:
        """Bands follow each other without gap or overlap."""
        for lower, upper in pairwise(self.bands):
            if upper.low != lower.high + 1:
                raise ValueError(f"overlapping or missing totals between {lower.high} and {upper.low}")
        return self


class SharedFile(Entry):
    """What several countries share."""

    person: dict[Key, Word] = {}
    case: dict[Key, Word] = {}
    facts: dict[Key, Word] = {}
    items: dict[Key, Item] = {}
    fields: dict[Key, FormField] = {}
    instruments: dict[Key, Instrument] = {}
    settings: dict[Key, Setting] = {}
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
    facts: dict[Key, Word] = {}
    categories: dict[Code, Category]
    settings: dict[Key, Setting] = {}
    items: dict[Key, ItemUse]
    own_items: dict[Key, Item] = {}
    definitions: dict[Key, Definition] = {}
    rules: list[Rule]
    outcome: Outcome
    validity: list[Validity]
    form: Form
