"""The words of the protocol pages: those of the templates in the language of the screens, and names for effects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mhac.protocols import library
from mhac.protocols.own_numbers import OwnNumber
from mhac.protocols.rules import Confidence, ItemState
from mhac.protocols.template import CountryList, Template
from mhac.registration import codes
from ui.app.languages import current_language
from ui.app.translation import translate
from ui.widgets import formats

DISABLED = "disabled"


def said(text: str) -> str:
    """Return a text of a protocol in the language of the screens; without a translation, in English."""
    return library.labels(current_language()).get(text, text)


def country(alpha2: str | None) -> str:
    """Return the name of a country in the language of the screens."""
    found = codes.countries().get(alpha2 or "")
    return found.name(current_language()) if found else alpha2 or ""


def countries() -> list[tuple[str, str]]:
    """Return all countries as choices, in the order of their names."""
    named = [(code, country(code)) for code in codes.countries()]
    return sorted(named, key=lambda one: one[1].casefold())


def joined(*parts: str) -> str:
    """Return parts with a middle dot between, empty ones left out."""
    return " · ".join(part for part in parts if part)


def confidence(value: Confidence) -> tuple[str, str]:
    """Return words and tone for how far an entry can be trusted."""
    return {
        Confidence.OFFICIAL: (translate("Protocols", "official"), "ok"),
        Confidence.SECONDARY: (translate("Protocols", "read in a copy"), "neutral"),
        Confidence.UNVERIFIED: (translate("Protocols", "to be confirmed"), "warning"),
    }[value]


def disabled() -> tuple[str, str]:
    """Return words and tone of a rule that is written down and does not count."""
    return translate("Protocols", "disabled"), "neutral"


def confirmed_words() -> tuple[str, str]:
    """Return words and tone of an entry that the panel physician confirmed when adopting the edition."""
    return translate("Protocols", "confirmed"), "accent"


def effect(name: str) -> str:
    """Return what a rule does, in few words."""
    return {
        "require": translate("Protocols", "asks for"),
        "defer": translate("Protocols", "puts off"),
        "forbid": translate("Protocols", "forbids"),
        "offer": translate("Protocols", "offers"),
        "spare": translate("Protocols", "does not ask for"),
        "class": translate("Protocols", "gives the class"),
        "grade": translate("Protocols", "grades"),
        "form": translate("Protocols", "needs the form"),
        "warn": translate("Protocols", "warns"),
        "hold": translate("Protocols", "holds travel"),
        "block": translate("Protocols", "keeps from being cleared"),
        "treat": translate("Protocols", "gives"),
        "vaccinate": translate("Protocols", "vaccinates"),
        "validity": translate("Protocols", "sets the validity"),
    }.get(name, name)


def state(value: ItemState) -> tuple[str, str]:
    """Return words and tone for what the protocol says of an item."""
    return {
        ItemState.REQUIRED: (translate("Protocols", "Asked for"), "accent"),
        ItemState.DEFERRED: (translate("Protocols", "Put off"), "hold"),
        ItemState.OPTIONAL: (translate("Protocols", "Offered"), "neutral"),
        ItemState.FORBIDDEN: (translate("Protocols", "Must not be done"), "bad"),
        ItemState.UNKNOWN: (translate("Protocols", "Not known yet"), "warning"),
        ItemState.NOT_REQUIRED: (translate("Protocols", "Not asked for"), "neutral"),
    }[value]


def value(given: object, unit: str = "") -> str:
    """Return a number, a switch or a word of a protocol as it is read."""
    if isinstance(given, bool):
        return yes() if given else no()
    if isinstance(given, int | float):
        text = formats.number(given) if isinstance(given, int) else formats.locale().toString(given, "g", 6)
        return " ".join(part for part in (text, said(unit)) if part)
    return said(str(given)) if given is not None else "—"


def yes() -> str:
    """Return "Yes"."""
    return translate("Protocols", "Yes")


def no() -> str:
    """Return "No"."""
    return translate("Protocols", "No")


def target(template: Template, code: str) -> str:
    """Return the name of what a rule is about."""
    item = template.items.get(code)
    if item is not None:
        return said(item.label)
    found = next((one.label for one in template.classes if one.code == code), None)
    return said(found) if found else said(code.replace("_", " "))


def not_beside(others: str) -> str:
    """Return that a class is not given together with others."""
    return translate("Protocols", "not together with: {others}").format(others=others)


def grading(order: Sequence[str], comments: Mapping[str, str]) -> str:
    """Return how an item is graded: the grades, best first, and where a comment stands."""
    rules = {
        "required": translate("Protocols", "comment demanded on {grade}"),
        "forbidden": translate("Protocols", "no comment on {grade}"),
    }
    asked = [rules[comments[grade]].format(grade=grade) for grade in order if comments.get(grade) in rules]
    return joined(", ".join(order), *asked)


def confidence_name(value: str) -> str:
    """Return the words of a mark."""
    return confidence(Confidence(value))[0]


def own_number(one: OwnNumber) -> str:
    """Return that the clinic changed a number of the protocol, with what the edition says."""
    return translate("Protocols", "{what}: {own} here, changed by the clinic; the edition says {given}").format(
        what=said(one.label), own=value(one.own, one.unit), given=value(one.given, one.unit)
    )


def mark(confidence_of: Confidence, *, confirmed: bool) -> tuple[str, str]:
    """Return words and tone of a rule's mark; the panel physician's word stands for a source that is not verified."""
    return confirmed_words() if confirmed and confidence_of is Confidence.UNVERIFIED else confidence(confidence_of)


def list_reach(listed: CountryList) -> str:
    """Return the date of a list, how many countries it names, and what holds for the others."""
    dated = translate("Protocols", "as of {day}").format(day=formats.day(listed.as_of))
    named = translate("Protocols", "countries named: {count}").format(count=len(listed.values))
    others = (
        translate("Protocols", "who is not named is not on it")
        if listed.complete
        else translate("Protocols", "who is not named is unknown")
    )
    return joined(dated, named, others)
