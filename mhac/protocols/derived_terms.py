"""What a derived value may ask of the applicant whom it is derived for."""

from __future__ import annotations

from typing import Protocol

from mhac.protocols.template import Definition


class Deriving(Protocol):
    """Where a derived value finds the values that it is made of."""

    def value(self, term: str) -> object:
        """The value of a term, `Unknown`, or `NOT_DONE`."""

    def given(self, term: str) -> object:
        """The value of a term if it has been given, else None."""

    def setting(self, key: str) -> object:
        """A number of the settings."""

    def operand(self, operand: object) -> object:
        """A number, or the setting that it names."""

    def listed(self, key: str, country: str) -> object:
        """What a country list says of a country, or `Unknown`."""

    def defined(self, name: str) -> Definition:
        """The definition of a derived value."""
