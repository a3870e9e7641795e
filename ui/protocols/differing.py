"""What two editions of a country say differently, entry by entry, in the language of the screens.

Plain Python, no widgets.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mhac.protocols import library
from mhac.protocols.library import Edition
from mhac.protocols.template import Template
from ui.app.translation import translate
from ui.protocols import words
from ui.protocols.entries import Entry, Part, entries_of
from ui.protocols.tables import value_words

COMPARED = (Part.RULES, Part.VALIDITY, Part.SETTINGS, Part.LISTS, Part.ITEMS, Part.OUTCOME, Part.CATEGORIES)


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
    found: list[Differing] = []
    for part in COMPARED:
        mine = {one.key: one for one in entries_of(old, part, {})}
        theirs = {one.key: one for one in entries_of(new, part, {})}
        was, now = _raw(old, part), _raw(new, part)
        unlike = frozenset(key for key in (*was, *now) if was.get(key) != now.get(key))
        found += _of_part(_part_words(part), mine, theirs, unlike)
    return (*found, *_of_form(old, new))


def _of_part(
    part: str, old: Mapping[str, Entry], new: Mapping[str, Entry], unlike: Collection[str]
) -> Iterator[Differing]:
    for key in dict.fromkeys((*old, *new)):
        before, after = old.get(key), new.get(key)
        if before is None or after is None or _read(before) != _read(after) or key in unlike:
            yield _one(part, key, before, after)


def _read(entry: Entry) -> tuple[object, ...]:
    return entry.text, entry.detail, entry.given, entry.unit, entry.enabled, entry.source, entry.confidence


def _one(part: str, key: str, before: Entry | None, after: Entry | None) -> Differing:
    shown = after or before
    assert shown is not None
    kind, tone = _kind(before, after)
    was, now = _words(before), _words(after)
    if was and was == now:
        was, now = _what_else(before, after, was, now)
    sought = " ".join((part, shown.code, was, now, shown.source)).casefold()
    return Differing(f"{part}:{key}", part, shown.code, kind, tone, was or "—", now or "—", shown.source, sought)


def _kind(before: Entry | None, after: Entry | None) -> tuple[str, str]:
    if before is None:
        return translate("Differing", "new"), "ok"
    if after is None:
        return translate("Differing", "gone"), "bad"
    return translate("Differing", "changed"), "warning"


def _words(entry: Entry | None) -> str:
    if entry is None:
        return ""
    value = value_words(entry) if entry.part in (Part.SETTINGS, Part.LISTS) else ""
    off = words.disabled()[0] if not entry.enabled else ""
    return words.joined(entry.text, entry.detail, value, off)


def _what_else(before: Entry | None, after: Entry | None, was: str, now: str) -> tuple[str, str]:
    """The sentence is the same: the mark or the source changed, or when the rule applies."""
    assert before is not None
    assert after is not None
    if (before.source, before.confidence) != (after.source, after.confidence):
        return _sourced(before), _sourced(after)
    return was, words.joined(now, translate("Differing", "the condition changed"))


def _sourced(entry: Entry) -> str:
    return words.joined(entry.text, entry.source, words.confidence(entry.confidence)[0])


def _raw(template: Template, part: Part) -> dict[str, Any]:
    """What the program runs of each entry, to see changes that no sentence tells."""
    data = template.data
    if part is Part.RULES:
        rows = (*data["rules"], *data.get("disabled", ()))
        return {f"{row['id']}·{row['effect']}·{row['target']}": _run(row) for row in rows if "effect" in row}
    if part is Part.VALIDITY:
        return {f"{row['id']}·validity·valid_until": _run(row) for row in data["validity"]}
    if part is Part.CATEGORIES:
        return {row["code"]: row["flags"] for row in data["categories"]}
    return {}


def _run(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key not in ("source", "because", "text")}


def _of_form(old: Template, new: Template) -> Iterator[Differing]:
    """Questions of the form that came, went, or are asked otherwise."""
    part = translate("Differing", "Form")
    before = {row["key"]: row for row in old.data["form"]["fields"]}
    after = {row["key"]: row for row in new.data["form"]["fields"]}
    for key in dict.fromkeys((*before, *after)):
        was, now = before.get(key), after.get(key)
        if was == now:
            continue
        kind, tone = _form_kind(was, now)
        shown = now or was
        told = words.said(was["label"]) if was else "—", words.said(now["label"]) if now else "—"
        source = shown["source"]["text"] if shown else ""
        sought = " ".join((part, key, *told, source)).casefold()
        yield Differing(f"form:{key}", part, key, kind, tone, told[0], told[1], source, sought)


def _form_kind(was: object, now: object) -> tuple[str, str]:
    if was is None:
        return translate("Differing", "new"), "ok"
    if now is None:
        return translate("Differing", "gone"), "bad"
    return translate("Differing", "changed"), "warning"


def _part_words(part: Part) -> str:
    return {
        Part.RULES: translate("Differing", "Rules"),
        Part.VALIDITY: translate("Differing", "Validity"),
        Part.SETTINGS: translate("Differing", "Numbers"),
        Part.LISTS: translate("Differing", "Lists"),
        Part.ITEMS: translate("Differing", "Items"),
        Part.OUTCOME: translate("Differing", "Outcome"),
        Part.CATEGORIES: translate("Differing", "Categories"),
    }[part]
