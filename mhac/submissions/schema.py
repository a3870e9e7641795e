"""The language in which a country's sheets are written: parts under their headings, lines that refer to the exam."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from mhac.protocols.schema_base import Condition, Entry, Key, NeededCondition, Source, Sourced, Text
from mhac.submissions.papers import KINDS
from mhac.submissions.words import CLINIC, EXAM, PERSON, PHYSICIAN

WORDS = {"person": PERSON, "exam": EXAM, "physician": PHYSICIAN, "clinic": CLINIC}
LABELLED = (
    "identifier", "reasons", "when", "classes", "no_class", "class_reasons", "item", "vaccine", "vaccine_here",
)  # fmt: skip


class Otherwise(Entry):
    """An answer that follows of itself where nobody gave one."""

    is_: Annotated[str, Field(alias="is")]
    when: NeededCondition


class Line(Entry):
    """One line; exactly one thing that it refers to."""

    person: str | None = None
    identifier: str | list[str] | None = None
    exam: str | None = None
    physician: str | None = None
    clinic: str | None = None
    field: str | None = None
    section: str | None = None
    item: str | None = None
    reasons: str | None = None
    when: Condition = None
    classes: list[str] | None = None
    no_class: Literal[True] | list[str] | None = None
    class_list: Literal[True] | None = None
    class_reasons: list[str] | None = None
    grade: str | None = None
    vaccine: str | None = None
    vaccine_here: str | None = None
    treatment: str | None = None
    external: Literal[True] | None = None
    name: str = ""
    label: str = ""
    critical: bool = False
    required: bool = False
    flag: str = ""
    left_out: list[str] = Field(default_factory=list)
    critical_fields: list[str] = Field(default_factory=list)
    otherwise: list[Otherwise] = Field(default_factory=list)
    source: Source | None = None

    @model_validator(mode="after")
    def one_thing(self) -> Line:
        """Exactly one thing; a whole section has no label of its own, everything that is no question has one."""
        said = [kind for kind in KINDS if getattr(self, kind) is not None]
        if len(said) != 1:
            raise ValueError(f"needs exactly one of {', '.join(KINDS)}")
        kind = said[0]
        if kind in WORDS and getattr(self, kind) not in WORDS[kind]:
            raise ValueError(f"unknown word {getattr(self, kind)} of the {kind}; known are {', '.join(WORDS[kind])}")
        if kind == "section" and (self.label or self.critical or self.name):
            raise ValueError("a whole section has no label, name or blind check of its own")
        if kind != "section" and (self.left_out or self.critical_fields):
            raise ValueError("only a whole section has left_out and critical_fields")
        if kind in LABELLED and not self.label:
            raise ValueError(f"{kind} needs a label")
        if kind == "when" and not self.name:
            raise ValueError("a condition needs a name")
        if kind != "field" and self.otherwise:
            raise ValueError("only a question has an answer that follows otherwise")
        return self

    @property
    def kind(self) -> str:
        """What the line refers to."""
        return next(kind for kind in KINDS if getattr(self, kind) is not None)

    @property
    def own_name(self) -> str:
        """The name under which ticks and blind checks are kept."""
        of: Any = getattr(self, self.kind)
        if self.name:
            return self.name
        if isinstance(of, bool):
            return self.kind
        return f"{self.kind}.{of if isinstance(of, str) else '+'.join(of)}"


class Part(Entry):
    """A part of the sheet."""

    key: Key
    heading: Text
    help: str = ""
    flag: str = ""
    source: Source | None = None
    lines: Annotated[list[Line], Field(min_length=1)]


class External(Sourced):
    """The number that the authority gives, or finds the case by."""

    label: Text
    pattern: str = ""
    example: str = ""
    field: str = ""

    @model_validator(mode="after")
    def readable(self) -> External:
        """The pattern is one, and the example fits it."""
        try:
            pattern = re.compile(self.pattern)
        except re.error as error:
            raise ValueError(f"pattern: {error}") from error
        if self.pattern and self.example and not pattern.fullmatch(self.example):
            raise ValueError("the example does not fit the pattern")
        return self


class LeftOut(Entry):
    """A question of the exam that stands on no sheet of the country, and why."""

    field: Text
    why: Text


class PaperFile(Sourced):
    """One sheet of one country."""

    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    key: Key
    order: int
    number: str = ""
    title: Text
    destination: Text
    layout: Text
    dates: Annotated[str, Field(pattern=r"^[YMDON/. -]+$")]
    editions: list[str] = Field(default_factory=list)
    flag: str = ""
    external: External
    left_out: list[LeftOut] = Field(default_factory=list)
    parts: Annotated[list[Part], Field(min_length=1)]

    @model_validator(mode="after")
    def whole_dates(self) -> PaperFile:
        """A date is copied with its year, month and day, each once."""
        rest = self.dates.replace("YYYY", "", 1).replace("MON", "", 1).replace("MM", "", 1).replace("DD", "", 1)
        if any(letter.isalpha() for letter in rest) or len(self.dates) - len(rest) < len("YYYYMMDD"):
            raise ValueError(f"dates: {self.dates} does not name year, month and day once each")
        return self
