"""What all parts of a template's schema share: strict entries, each with its source."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from mhac.protocols.domains import is_day

Mark = Literal["official", "secondary", "unverified"]


def _with_words(text: str) -> str:
    if text and not text.strip():
        raise ValueError("holds no words, only blanks")
    return text


Text = Annotated[str, Field(min_length=1), AfterValidator(_with_words)]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_+-]*$")]
Number = int | float
Amount = Annotated[Number, Field(gt=0)]
Named = Annotated[str, Field(pattern=r"^\$[a-z][a-z0-9_]*$")]  # a number that stands in the settings
Scalar = bool | int | float | str
Condition = Any  # checked against the vocabulary in `checks`, which knows file and line


def _on_the_calendar(day: str) -> str:
    if not is_day(day):
        raise ValueError("a day is written 2026-03-10")
    return day


Day = Annotated[str, AfterValidator(_on_the_calendar)]


def _said(condition: Any) -> Any:
    if condition is None:
        raise ValueError("a condition is missing")
    return condition


NeededCondition = Annotated[Any, AfterValidator(_said)]


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
