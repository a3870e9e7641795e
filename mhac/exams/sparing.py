"""What is not asked where the protocol does not ask for the examination itself: one certificate alone, or none at all.

History, measurements, body and mind then stay away, but for the questions that the outcome still waits for, and those
that were answered already. Where no examination is needed at all, nothing has to be answered.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import replace

from mhac.exams.needs import fields_of
from mhac.protocols.assessment import Assessment
from mhac.protocols.form import FormSection
from mhac.protocols.rules import ItemState
from mhac.protocols.template import Template

NOT_ASKED = (ItemState.NOT_REQUIRED, ItemState.FORBIDDEN)
THE_EXAMINATION = ("history", "vitals", "systems")
PARTS = (*THE_EXAMINATION, "mental")


def asked_sections(
    template: Template, sections: tuple[FormSection, ...], found: Assessment, values: Mapping[str, object]
) -> tuple[FormSection, ...]:
    """Return the sections that are asked, each with the questions that are."""
    shown = _without_examination(template, sections, found, values) if _is_spared(sections, found) else sections
    return tuple(_nothing_required(one) for one in shown) if found.exam_needed is False else shown


def _is_spared(sections: Iterable[FormSection], found: Assessment) -> bool:
    """Whether the protocol says that history, measurements and body are not asked for."""
    states = found.item_states
    items = {item for section in sections if section.kind in THE_EXAMINATION for item in section.items}
    return bool(items) and all(states[item].state in NOT_ASKED for item in items)


def _without_examination(
    template: Template, sections: tuple[FormSection, ...], found: Assessment, values: Mapping[str, object]
) -> tuple[FormSection, ...]:
    needs = set(_needs(found))
    if any(_only_by_examining(template, need) for need in needs):
        return sections  # what waits can be said only once the person was examined
    wanted = {key for need in needs for key in fields_of(template, need)} | set(values)
    states = found.item_states
    shown = []
    for section in sections:
        own = any(states[item].state not in NOT_ASKED for item in section.items)
        asked = section if own or section.kind not in PARTS else _only(section, wanted)
        if asked.fields:
            shown.append(asked)
    return tuple(shown)


def _needs(found: Assessment) -> Iterator[str]:
    """Every fact that something still waits for."""
    for result in found.unknown:
        yield from result.needs
    for waiting in (found.class_needs, found.grade_needs, found.unknown_doses):
        for needs in waiting.values():
            yield from needs


def _only_by_examining(template: Template, fact: str) -> bool:
    """Whether no question gives a fact, and only the whole history and examination say that nothing was found."""
    word = template.words.get(fact)
    return word is not None and word.has_default and not fields_of(template, fact)


def _only(section: FormSection, wanted: Container[str]) -> FormSection:
    kept = tuple(asked for asked in section.fields if asked.key in wanted)
    return replace(section, fields=kept)


def _nothing_required(section: FormSection) -> FormSection:
    return replace(section, fields=tuple(replace(asked, required=False) for asked in section.fields))
