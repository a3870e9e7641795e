"""Where a missing fact is asked: the program says "Chest X-ray" and leads there, not `chest_xray`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from mhac.protocols.form import FormSection
from mhac.protocols.form_answers import words_in
from mhac.protocols.template import Template


@dataclass(frozen=True)
class Need:
    """A fact that is missing, in words, with the section of the form that asks for it ("" where none does).

    `questions` are those of the section that the outcome waits for, where they are few enough to be named.
    """

    fact: str
    label: str
    section: str
    questions: tuple[str, ...] = ()


FEW = 3


def needs_of(template: Template, sections: Sequence[FormSection], facts: Iterable[str]) -> tuple[Need, ...]:
    """Return where the missing facts are asked, each place once, in the order of the form."""
    found: dict[str, Need] = {}
    for fact in facts:
        need = _need(template, sections, fact)
        earlier = found.get(need.section or need.label)
        if earlier is not None:
            need = replace(earlier, questions=tuple(dict.fromkeys((*earlier.questions, *need.questions))))
        found[need.section or need.label] = need
    found = {
        place: need if len(need.questions) <= FEW else replace(need, questions=()) for place, need in found.items()
    }
    order = {section.key: place for place, section in enumerate(sections)}
    return tuple(sorted(found.values(), key=lambda need: order.get(need.section, len(order))))


def _need(template: Template, sections: Sequence[FormSection], fact: str) -> Need:
    homes = _homes_of(template, fact)
    for section in sections:
        if section.key in homes:
            asking = fields_of(template, fact)
            return Need(
                fact, section.label, section.key, tuple(one.label for one in section.fields if one.key in asking)
            )
    if fact.startswith("list."):  # a country that a list does not name: the clinic completes the list
        return Need(fact, template.lists[fact.split(".")[1]].title, "")
    item = template.items.get(template.fact_items.get(fact, "") or fact.removeprefix("item."))
    return Need(fact, item.label if item else _in_words(fact), "")


def _in_words(fact: str) -> str:
    words = fact.replace("_", " ").replace(".", ": ")
    return words[:1].upper() + words[1:]


@lru_cache(maxsize=1024)  # whatever the answers: the template alone says where a fact is asked
def _homes_of(template: Template, fact: str) -> frozenset[str]:
    """The sections that ask for a fact."""
    keys = fields_of(template, fact)
    return frozenset(row["key"] for row in template.data["form"]["sections"] if keys & {row["key"], *row["fields"]})


@lru_cache(maxsize=1024)
def fields_of(template: Template, fact: str) -> frozenset[str]:
    """The questions, or the sections, from whose answers a fact is put together; those not asked yet included."""
    form = template.data["form"]
    own = {row["key"] for row in form["fields"] if row["fact"] == fact or str(row["fact"]).startswith(f"{fact}.")}
    if own:
        return frozenset(own)
    behind: set[str] = set()
    for row in form["facts"]:
        if row["fact"] == fact or row["fact"].startswith(f"{fact}."):
            behind.update(words_in(row))
    return frozenset(behind)
