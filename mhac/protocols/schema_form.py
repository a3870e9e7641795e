"""The language in which an examination form is written: questions, choices, ranges, sections, instruments."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field, model_validator

from mhac.protocols.growth import Measure
from mhac.protocols.rules import FieldKind
from mhac.protocols.schema_base import Condition, Entry, Key, NeededCondition, Number, Scalar, Source, Sourced, Text


class Choice(Entry):
    """One answer."""

    key: Text
    label: Text
    group: str = ""
    abnormal: bool = False


class RangeEntry(Entry):
    """Limits for those of whom `when` holds."""

    when: NeededCondition
    plausible: Annotated[list[Number | None], Field(min_length=2, max_length=2)] | None = None
    normal: Annotated[list[Number | None], Field(min_length=2, max_length=2)] | None = None
    severe: Annotated[list[Number | None], Field(min_length=2, max_length=2)] | None = None

    @model_validator(mode="after")
    def in_order(self) -> RangeEntry:
        """Low before high; what lies beyond severe limits is not normal either."""
        for limits in (self.plausible, self.normal, self.severe):
            if limits and limits[0] is not None and limits[1] is not None and limits[0] > limits[1]:
                raise ValueError(f"a range cannot go from {limits[0]} to {limits[1]}")
        if self.severe and not self.normal:
            raise ValueError("severe needs normal")
        for place, sign in enumerate((1, -1)):
            mild, far = (self.normal or [None, None])[place], (self.severe or [None, None])[place]
            if far is not None and (mild is None or sign * far > sign * mild):
                raise ValueError(f"severe from {far}, which is normal still")
        return self


class Computed(Entry):
    """A value that follows from others: the body mass index, or a z-score of the WHO growth standards."""

    bmi: Annotated[list[str], Field(min_length=2, max_length=2)] | None = None
    growth: dict[Literal[tuple(one.value for one in Measure)], list[str]] | None = None  # type: ignore[valid-type]

    @model_validator(mode="after")
    def one_way(self) -> Computed:
        """Exactly one value, from as many measurements as it needs."""
        if (self.bmi is None) == (self.growth is None):
            raise ValueError("needs exactly one of bmi, growth")
        for measure, fields in (self.growth or {}).items():
            if len(fields) != (2 if measure == Measure.WEIGHT_FOR_HEIGHT else 1):
                raise ValueError(f"{measure} follows from another number of measurements")
        if self.growth is not None and len(self.growth) != 1:
            raise ValueError("growth is one measure")
        return self


class FormField(Sourced):
    """One question of the form."""

    label: Text
    kind: Literal[tuple(kind.value for kind in FieldKind)]  # type: ignore[valid-type]
    group: str = ""
    unit: str = ""
    decimals: Annotated[int, Field(ge=0, le=3)] = 0
    choices: list[Choice] = Field(default_factory=list)
    required: bool = True
    entered_by: list[Literal["nurse", "physician"]] = Field(default_factory=list)
    shown_when: Condition = None
    ranges: list[RangeEntry] = Field(default_factory=list)
    range_source: Source | None = None
    possible: Annotated[list[Number], Field(min_length=2, max_length=2)] | None = None
    below: str = ""
    past: bool = False
    after: list[str] = Field(default_factory=list)
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
        if (self.possible or self.below) and self.kind not in {"number", "integer"}:
            raise ValueError("possible and below belong to a number")
        if self.possible and self.possible[0] >= self.possible[1]:
            raise ValueError(f"nothing lies from {self.possible[0]} to {self.possible[1]}")
        if (self.past or self.after) and self.kind != "date":
            raise ValueError("past and after belong to a date")
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
    items: list[str] = Field(default_factory=list)
    help: str = ""
    shown_when: Condition = None
    fields: Annotated[list[str], Field(min_length=1)]


class FactCase(Entry):
    """One way an answer becomes a fact: a fixed value, or the answer of a question."""

    when: NeededCondition
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
    any_abnormal: list[str] | None = None
    dates: list[str] | None = None
    once: str | None = None
    sections_whole: list[str] | None = None
    months_since: str | None = None
    cases: list[FactCase] | None = None

    @model_validator(mode="after")
    def one_way(self) -> FactFromForm:
        """Exactly one way."""
        ways = (self.any_true, self.any_abnormal, self.dates, self.sections_whole, self.months_since, self.cases)
        if sum(way is not None for way in ways) != 1:
            raise ValueError("needs exactly one of any_true, any_abnormal, dates, sections_whole, months_since, cases")
        if (self.dates is None) != (self.once is None):
            raise ValueError("dates needs once: the question that says that they are all there")
        return self


class Form(Entry):
    """The examination form in the country's own order."""

    fields: dict[Key, FormField] = Field(default_factory=dict)
    sections: list[Section]
    facts: list[FactFromForm] = Field(default_factory=list)


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
    scale: list[ScaleValue] = Field(default_factory=list)


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
