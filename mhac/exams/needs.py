"""Where a missing fact is asked: the program says "Chest X-ray" and leads there, not `chest_xray`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mhac.protocols.form import FormSection
from mhac.protocols.template import Template


@dataclass(frozen=True)
class Need:
    """A fact that is missing, in words, with the section of the form that asks for it ("" where none does)."""

    fact: str
    label: str
    section: str


def needs_of(template: Template, sections: Sequence[FormSection], facts: Iterable[str]) -> tuple[Need, ...]:
    """Return the missing facts with their words; what is asked in one place is named once."""
    found: dict[tuple[str, str], Need] = {}
    for fact in facts:
        need = _need(template, sections, fact)
        found.setdefault((need.label, need.section), need)
    return tuple(found.values())


def _need(template: Template, sections: Sequence[FormSection], fact: str) -> Need:
    for section in sections:
        for field in section.fields:
            if field.fact and (field.fact == fact or field.fact.startswith(f"{fact}.")):
                return Need(fact, field.label, section.key)
    keys = set(_fields_behind(template, fact))
    for section in sections:
        if section.key in keys or any(field.key in keys for field in section.fields):
            return Need(fact, section.label, section.key)
    item = template.items.get(template.fact_items.get(fact, "") or fact.removeprefix("item."))
    return Need(fact, item.label if item else fact.replace("_", " ").replace(".", ": "), "")


def _fields_behind(template: Template, fact: str) -> Iterator[str]:
    """The questions, or the sections, from whose answers a fact is put together."""
    for row in template.data["form"]["facts"]:
        if row["fact"] == fact or row["fact"].startswith(f"{fact}."):
            yield from _words_in(row)


def _words_in(data: Any) -> Iterator[str]:
    if isinstance(data, Mapping):
        for key, value in data.items():
            yield str(key)
            yield from _words_in(value)
    elif isinstance(data, list | tuple):
        for each in data:
            yield from _words_in(each)
    elif isinstance(data, str):
        yield data
