"""What two editions of a country say differently, in the language of the screens.

What differs says the room of the protocols; here each difference gets the words that the library shows of the entry.
Plain Python, no widgets.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mhac.protocols import library
from mhac.protocols.difference import Change, difference
from mhac.protocols.library import Edition
from mhac.protocols.template import Template
from ui.app.translation import translate
from ui.protocols import words
from ui.protocols.entries import Entry, Part, entries_of
from ui.protocols.tables import value_words
from ui.widgets import formats

Entries = dict[tuple[str, str], Entry]


@dataclass(frozen=True)
class Differing:
    """One entry that came, went or reads differently."""

    key: str
    part: str
    code: str
    kind: str
    tone: str
    before: str
    after: str
    source: str
    sought: str


def differing(before: Edition, after: Edition) -> tuple[Differing, ...]:
    """Return what changed from one edition to another."""
    old = library.pinned(before.country, before.edition, before.digest)
    new = library.pinned(after.country, after.edition, after.digest)
    return differing_templates(old, new)


def differing_templates(old: Template, new: Template) -> tuple[Differing, ...]:
    """Return what changed from one text to another."""
    was, now = _entries(old), _entries(new)
    return tuple(_one(change, was.get(_place(change)), now.get(_place(change))) for change in difference(old, new))


def _place(change: Change) -> tuple[str, str]:
    """Where the library shows what changed; of a list as a whole, nowhere."""
    code = f"list.{change.id}" if change.part == "lists" else change.id
    return change.part, code


def _entries(template: Template) -> Entries:
    """The entries as the library shows them, by part and code of a change."""
    found: Entries = {}
    for name, part in (("rules", Part.RULES), ("validity", Part.VALIDITY)):
        found |= {(name, one.code): one for one in reversed(entries_of(template, part, {}))}
    for name, part in (
        ("settings", Part.SETTINGS),
        ("lists", Part.LISTS),
        ("items", Part.ITEMS),
        ("categories", Part.CATEGORIES),
        ("classes", Part.OUTCOME),
    ):
        found |= {(name, one.key): one for one in entries_of(template, part, {})}
    graded = ((one.key.removeprefix("grade·"), one) for one in entries_of(template, Part.OUTCOME, {}))
    return found | {("gradings", item): one for item, one in graded}


def _one(change: Change, was: Entry | None, now: Entry | None) -> Differing:
    before = _words(was) if was is not None and change.before else words.said(change.before)
    after = _words(now) if now is not None and change.after else words.said(change.after)
    if before == after:  # the sentence is the same, and something behind it is not: as it is written
        before, after = change.before, change.after
    shown = now or was
    code = shown.code if shown is not None else head_words(change.id)
    if change.part == "head":
        before, after = _day(before), _day(after)
    kind, tone = _kind(change.kind)
    sought = " ".join((part_words(change.part), code, change.id, before, after, change.source)).casefold()
    return Differing(
        key=f"{change.part}:{change.id}",
        part=part_words(change.part),
        code=code,
        kind=kind,
        tone=tone,
        before=before or "—",
        after=after or "—",
        source=change.source,
        sought=sought,
    )


def head_words(name: str) -> str:
    """Return the name of a line of a template's head."""
    return {
        "title": translate("Differing", "title"),
        "authority": translate("Differing", "authority"),
        "valid_from": translate("Differing", "in force from"),
        "valid_to": translate("Differing", "in force until"),
    }.get(name, name)


def _day(text: str) -> str:
    """A day as it is read; anything else as it is."""
    try:
        return formats.day(date.fromisoformat(text))
    except ValueError:
        return text


def _kind(kind: str) -> tuple[str, str]:
    return {
        "added": (translate("Differing", "new"), "ok"),
        "removed": (translate("Differing", "gone"), "bad"),
        "changed": (translate("Differing", "changed"), "warning"),
    }[kind]


def _words(entry: Entry) -> str:
    value = value_words(entry) if entry.part in (Part.SETTINGS, Part.LISTS) else ""
    off = words.disabled()[0] if not entry.enabled else ""
    detail = "" if entry.part is Part.SETTINGS else entry.detail
    return words.joined(entry.text, detail, value, off)


def part_words(part: str) -> str:
    """Return the name of a part of a template."""
    return {
        "head": translate("Differing", "Title"),
        "rules": translate("Differing", "Rules"),
        "validity": translate("Differing", "Validity"),
        "settings": translate("Differing", "Numbers"),
        "lists": translate("Differing", "Lists"),
        "items": translate("Differing", "Items"),
        "classes": translate("Differing", "Classes"),
        "gradings": translate("Differing", "Grades"),
        "categories": translate("Differing", "Categories"),
        "definitions": translate("Differing", "Definitions"),
        "form": translate("Differing", "Form"),
    }[part]
