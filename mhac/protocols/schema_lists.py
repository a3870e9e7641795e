"""The language of country lists: dated data with their source, a number or a membership for each country named."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from mhac.protocols.schema_base import Day, Number, Source, Sourced, Text

Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]


class CountryList(Sourced):
    """One list; a country that it does not name is unknown, unless it is a list of members that says it is complete."""

    title: Text
    as_of: Day
    kind: Literal["number", "membership"]
    unit: str = ""
    up_to: Number | None = None
    complete: bool = False
    values: dict[Country, Number] = Field(default_factory=dict)
    members: list[Country] = Field(default_factory=list)
    not_members: list[Country] = Field(default_factory=list)
    sources: dict[Country, Source] = Field(default_factory=dict)

    @model_validator(mode="after")
    def fits_its_kind(self) -> CountryList:
        """Numbers have a unit, members are listed once, and nobody is in and out."""
        if self.kind == "number":
            if self.members or self.not_members or self.complete:
                raise ValueError("a list of numbers has values, no members and no complete")
            if not self.unit or not self.values:
                raise ValueError("a list of numbers needs a unit and values")
            beyond = [
                country for country, value in self.values.items() if self.up_to is not None and value > self.up_to
            ]
            if beyond:
                raise ValueError(f"{', '.join(beyond)} lies above up_to, {self.up_to}")
        elif self.values or self.unit or self.up_to is not None:
            raise ValueError("a list of members has no values and no unit, and no up_to")
        named = [*self.members, *self.not_members]
        twice = sorted({country for country in named if named.count(country) > 1})
        if twice:
            raise ValueError(f"{', '.join(twice)} stands twice")
        if self.complete and self.not_members:
            raise ValueError("a complete list needs no not_members")
        strange = sorted(set(self.sources) - set(self.values) - set(named))
        if strange:
            raise ValueError(f"sources of {', '.join(strange)}, which the list does not name")
        return self

    @property
    def entries(self) -> dict[str, bool | Number]:
        """What the list says of each country that it names."""
        if self.kind == "number":
            return dict(self.values)
        return {**dict.fromkeys(self.members, True), **dict.fromkeys(self.not_members, False)}
