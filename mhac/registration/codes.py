"""The lists that registration chooses from: countries, travel-document codes, camps, languages, kinds of numbers.

They are data in `resources/codes`; nothing here decides anything about a country.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from mhac.kernel.folding import fold
from mhac.kernel.paths import RESOURCES
from mhac.registration.rules import Lists


@dataclass(frozen=True)
class Code:
    """An entry of a list: its code and its names by language."""

    code: str
    names: Mapping[str, str]
    also: tuple[str, ...] = ()

    def name(self, language: str = "en") -> str:
        """Return the name in a language, or in English where that language has none."""
        return self.names.get(language) or self.names["en"]

    def fits(self, folded: str) -> bool:
        """Tell whether a folded text begins the code, a name, or a word of a name, in any language."""
        texts = (self.code, *self.names.values(), *self.also)
        return any(f" {fold(text)}".find(f" {folded}") >= 0 for text in texts)


@dataclass(frozen=True)
class Camp:
    """A camp or transit centre; a closed one stays for the people registered there."""

    code: str
    name: str
    district: str
    open: bool


@dataclass(frozen=True)
class IdentifierKind(Code):
    """A kind of number: the form it usually has (only a hint), and what belongs to it."""

    pattern: str = ""
    has_issuer: bool = False
    expires: bool = False
    document_codes: tuple[str, ...] = ()
    one_person: bool = False

    def looks_usual(self, normal: str) -> bool:
        """Tell whether a number has the usual form of its kind."""
        return not self.pattern or re.search(self.pattern, normal) is not None


def _load(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((RESOURCES / "codes" / f"{name}.json").read_text(encoding="utf-8"))
    return content


@cache
def countries() -> dict[str, Code]:
    """Return the countries by their alpha-2 code, in the order of their English names."""
    return {
        row["alpha2"]: Code(row["alpha2"], row["names"], (row["alpha3"], *row.get("also", ())))
        for row in _load("countries")["countries"]
    }


@cache
def travel_codes() -> dict[str, Code]:
    """Return the codes that stand for no country in a travel document: stateless, organisations, specimen."""
    return {row["code"]: Code(row["code"], row["names"]) for row in _load("countries")["travel_codes"]}


@cache
def travel_statuses() -> dict[str, Code]:
    """Return those travel codes that say a person's status in place of a nationality."""
    wanted = {row["code"] for row in _load("countries")["travel_codes"] if row["kind"] == "status"}
    return {code: entry for code, entry in travel_codes().items() if code in wanted}


@cache
def _alpha2_of() -> dict[str, str]:
    content = _load("countries")
    found = {row["alpha3"]: row["alpha2"] for row in content["countries"]}
    return found | {row["code"]: row["alpha2"] for row in content["variants"]}


@cache
def alpha3_of(alpha2: str) -> str:
    """Return the three-letter code of a country, or the text itself."""
    entry = countries().get(alpha2)
    return entry.also[0] if entry else alpha2


def country_of(document_code: str) -> str | None:
    """Return the alpha-2 code for a three-letter code of a travel document (D for Germany, RKS for Kosovo), or None."""
    return _alpha2_of().get(document_code)


def issuer_code(code: str) -> str:
    """Return the three letters by which an issuer is kept; a code that no list knows stays as the paper has it."""
    return alpha3_of(country_of(code) or code)


def issuer_name(code: str, language: str = "en") -> str:
    """Return who issued a document: a country or an organisation; the code itself where it is unknown."""
    alpha2 = code if code in countries() else country_of(code)
    entry = countries().get(alpha2) if alpha2 else travel_codes().get(code)
    return entry.name(language) if entry else code


@cache
def camps() -> dict[str, Camp]:
    """Return the camps by code, open ones first."""
    return {row["code"]: Camp(**row) for row in _load("camps")["camps"]}


@cache
def languages() -> dict[str, Code]:
    """Return the languages by code, the most spoken first."""
    return {row["code"]: Code(row["code"], row["names"]) for row in _load("languages")["languages"]}


@cache
def relationships() -> dict[str, Code]:
    """Return the relationships to the principal applicant."""
    return {row["code"]: Code(row["code"], row["names"]) for row in _load("relationships")["relationships"]}


@cache
def identifier_kinds() -> dict[str, IdentifierKind]:
    """Return the kinds of numbers that people bring."""
    return {
        row["code"]: IdentifierKind(
            row["code"],
            row["names"],
            (),
            row["pattern"],
            row["issuer"],
            row["expires"],
            tuple(row["mrz"]),
            row.get("one_person", False),
        )
        for row in _load("identifiers")["kinds"]
    }


def kind_of_document(document_code: str, *, nationality: str = "") -> str:
    """Return the kind of number that a travel document's code stands for; a status instead of a nationality, and
    a passport layout, make it a travel document for people without that nationality."""
    kinds = identifier_kinds()
    exact = [code for code, kind in kinds.items() if document_code in kind.document_codes]
    if exact and not (document_code.startswith("P") and nationality in travel_statuses()):
        return exact[0]
    if document_code.startswith("P"):
        return "ctd" if nationality in travel_statuses() else "passport"
    first = [code for code, kind in kinds.items() if document_code[:1] in kind.document_codes]
    return first[0] if first else "other"


@cache
def lists() -> Lists:
    """Return the codes that a registration may use."""
    return Lists(
        countries=countries().keys(),
        statuses=travel_statuses().keys(),
        camps=camps().keys(),
        languages=languages().keys(),
        kinds=identifier_kinds().keys(),
        relationships=relationships().keys(),
    )
