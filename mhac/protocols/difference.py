"""What changed between two editions, or two texts of one, in sentences for the physician who adopts the newer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mhac.protocols.condition_words import in_words
from mhac.protocols.rules import Confidence
from mhac.protocols.template import Rule, Template

PARTS = (
    "head", "categories", "settings", "lists", "items", "rules", "validity", "classes", "gradings", "definitions",
    "form",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that was added, removed or changed; `before` and `after` are sentences, "" where there is none."""

    part: str
    id: str
    kind: str
    before: str
    after: str
    source: str
    confidence: Confidence | None


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry in words: what it says, aspect by aspect."""

    says: Mapping[str, str]
    source: str = ""
    confidence: Confidence | None = None


def difference(old: Template, new: Template) -> tuple[Change, ...]:
    """Everything in which two templates differ, part by part in the order in which a template is read."""
    before, after = _entries(old), _entries(new)
    return tuple(change for part in PARTS for change in _changes(part, before[part], after[part]))


def _changes(part: str, old: Mapping[str, _Entry], new: Mapping[str, _Entry]) -> Iterator[Change]:
    for name in dict.fromkeys((*old, *new)):
        was, now = old.get(name), new.get(name)
        shown = now or was
        if shown is None or (was is not None and now is not None and was.says == now.says):
            continue
        if was is None:
            kind, before, after = "added", "", _said(shown.says.values())
        elif now is None:
            kind, before, after = "removed", _said(shown.says.values()), ""
        else:
            aspects = [a for a in dict.fromkeys((*was.says, *now.says)) if was.says.get(a) != now.says.get(a)]
            kind = "changed"
            before = _said(was.says.get(aspect, "") for aspect in aspects)
            after = _said(now.says.get(aspect, "") for aspect in aspects)
        yield Change(part, name, kind, before, after, shown.source, shown.confidence)


def _said(words: Iterable[str]) -> str:
    return " · ".join(word for word in words if word)


def _entries(template: Template) -> dict[str, dict[str, _Entry]]:
    return {
        "head": _head(template),
        "categories": {
            one.code: _Entry({"label": one.label, "flags": _flags(one.flags)}, one.source, one.confidence)
            for one in template.categories.values()
        },
        "settings": {
            one.key: _Entry(
                {"label": one.label, "value": f"{_yes_no(one.value)} {one.unit}".strip()}, one.source, one.confidence
            )
            for one in template.settings.values()
        },
        "lists": _lists(template),
        "items": {
            one.code: _Entry(
                {"label": one.label, "code": one.local_code, "specimen": one.specimen}, one.source, one.confidence
            )
            for one in template.items.values()
        },
        "rules": {rule.id: _rule(rule) for rule in (*template.rules, *template.disabled)},
        "validity": {rule.id: _rule(rule) for rule in template.all_rules if rule.effect == "validity"},
        "classes": {
            one.code: _Entry({"label": one.label, "hold": one.hold}, one.source, one.confidence)
            for one in template.classes
        },
        "gradings": {
            one.item: _Entry(
                {"order": ", ".join(one.order), "comments": _pairs(one.comments)}, one.source, one.confidence
            )
            for one in template.gradings
        },
        "definitions": {
            row["name"]: _Entry({"when": _definition(row)}, row["source"]["text"], Confidence(row["source"]["mark"]))
            for row in template.data["definitions"]
        },
        "form": _form(template),
    }


def _head(template: Template) -> dict[str, _Entry]:
    until = template.valid_to.isoformat() if template.valid_to else ""
    found = {"title": template.title, "authority": template.authority, "valid_from": template.valid_from.isoformat()}
    return {key: _Entry({key: words}) for key, words in {**found, "valid_to": until}.items() if words}


def _lists(template: Template) -> dict[str, _Entry]:
    """Each list with its date, and what it says of each country."""
    found: dict[str, _Entry] = {}
    for key, one in template.lists.items():
        whole = "complete" if one.complete else ""
        found[key] = _Entry(
            {"title": one.title, "as_of": one.as_of.isoformat(), "complete": whole}, one.source, one.confidence
        )
        for country, value in one.values.items():
            source, confidence = one.sources.get(country, (one.source, one.confidence))
            words = f"{country}: {_yes_no(value)} {one.unit}".strip()
            found[f"{key}.{country}"] = _Entry({"value": words}, source, confidence)
    return found


def _rule(rule: Rule) -> _Entry:
    says = {
        "effect": f"{rule.effect} {rule.target}",
        "text": rule.text,
        "because": rule.because,
        "when": f"When {in_words(rule.when)}",
        "more": _pairs(rule.more),
        "enabled": "" if rule.enabled else "disabled",
    }
    return _Entry(says, rule.source, rule.confidence)


def _definition(row: Mapping[str, Any]) -> str:
    if row["kind"] == "when":
        return in_words(row["when"])
    left_out = {"name", "kind", "source", "every", "only", "table"}
    kept = {key: value for key, value in row.items() if key not in left_out or (value and key in {"only", "table"})}
    return _pairs(kept)


def _form(template: Template) -> dict[str, _Entry]:
    """Sections and questions."""
    form = template.data["form"]
    found: dict[str, _Entry] = {}
    for section in form["sections"]:
        found[section["key"]] = _Entry({"label": section["label"], "asks": ", ".join(section["fields"])})
    for row in form["fields"]:
        choices = ", ".join(choice["label"] for choice in row["choices"])
        source = row["source"]
        found[f"{row['key']}?"] = _Entry(
            {"label": row["label"], "kind": row["kind"], "unit": row["unit"], "choices": choices},
            source["text"],
            Confidence(source["mark"]),
        )
    return found


def _flags(flags: Mapping[str, bool]) -> str:
    return ", ".join(key.replace("_", " ") for key, value in flags.items() if value)


def _pairs(pairs: Mapping[str, Any]) -> str:
    return ", ".join(f"{key.replace('_', ' ')} {_plain(value)}" for key, value in pairs.items())


def _plain(value: object) -> str:
    if isinstance(value, Mapping):
        return _pairs(value)
    return ", ".join(map(_plain, value)) if isinstance(value, list | tuple) else _yes_no(value)


def _yes_no(value: object) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
