"""Joins a template with its shared files and country lists to one body of data that knows where each entry stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mhac.protocols.schema import Item, SharedFile, TemplateFile, Word
from mhac.protocols.schema_base import Entry
from mhac.protocols.schema_lists import CountryList
from mhac.protocols.yaml_source import Document, WrongTemplate

DROPPED = {"is_": "is", "for_": "for", "from_": "from", "copy_": "copy", "class_": "class", "list_": "list"}
ListReader = Callable[[str], "tuple[Document, CountryList] | None"]


class Parts:
    """A template with its shared files, joined to one body of data that remembers where each entry stands."""

    def __init__(
        self,
        document: Document,
        template: TemplateFile,
        documents: list[Document],
        shared: list[SharedFile],
        read_list: ListReader,
    ) -> None:
        self.document = document
        self.template = template
        self.documents = documents
        self.shared = shared
        self.read_list = read_list
        self._places: dict[tuple[str, str], tuple[Document, tuple[str | int, ...]]] = {}

    def where(self, part: str, name: str, why: str, inside: tuple[str | int, ...] = ()) -> str:
        """One line about a mistake in a named entry."""
        document, place = self._places.get((part, name), (self.document, ()))
        return document.fault((*place, *inside), why)

    def assembled(self) -> dict[str, Any]:
        """Everything in one body, ready for the canonical form."""
        template = self.template
        head = {key: getattr(template, key) for key in ("country", "edition", "title", "authority")}
        rules, off = self._rules()
        validity, off_validity = self._validity()
        return {
            **head,
            "valid_from": template.valid_from,
            "valid_to": template.valid_to,
            "source": plain(template.source),
            "words": self._words(),
            "categories": self._named("categories", "category", "code"),
            "settings": self._joined("settings", "setting", "key"),
            "items": self._items(),
            "definitions": self._definitions(),
            "lists": self._lists(),
            "rules": rules,
            "disabled": [*off, *off_validity],
            "outcome": self._outcome(),
            "validity": validity,
            "form": self._form(),
        }

    def _named(self, part: str, word: str, key: str) -> list[dict[str, Any]]:
        rows = []
        for name, entry in getattr(self.template, part).items():
            self._places[word, name] = (self.document, (part, name))
            rows.append({key: name, **plain(entry)})
        return rows

    def _joined(self, part: str, word: str, key: str) -> list[dict[str, Any]]:
        """Shared entries, overridden by the template's own of the same name."""
        found: dict[str, dict[str, Any]] = {}
        for document, shared in zip(self.documents, self.shared, strict=True):
            for name, entry in getattr(shared, part).items():
                self._places[word, name] = (document, (part, name))
                found[name] = {key: name, **plain(entry)}
        for name, entry in getattr(self.template, part).items():
            self._places[word, name] = (self.document, (part, name))
            found[name] = {key: name, **plain(entry)}
        return list(found.values())

    def _words(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        for document, shared in zip(self.documents, self.shared, strict=True):
            for place in ("person", "case", "facts"):
                rows += self._words_of(document, place, getattr(shared, place))
        return rows + self._words_of(self.document, "facts", self.template.facts)

    def _words_of(self, document: Document, place: str, words: dict[str, Word]) -> list[dict[str, Any]]:
        rows = []
        for name, word in words.items():
            self._places["word", name] = (document, (place, name))
            rows.append(_word(name, place, word))
            rows += [_word(f"{name}.{inner}", place, field) for inner, field in word.fields.items()]
        return rows

    def _items(self) -> list[dict[str, Any]]:
        shelf: dict[str, Item] = {}
        for document, shared in zip(self.documents, self.shared, strict=True):
            shelf |= shared.items
            self._places |= {("shared item", code): (document, ("items", code)) for code in shared.items}
        shelf |= self.template.own_items
        uses = {**self.template.items, **dict.fromkeys(self.template.own_items)}
        rows = []
        for code, use in uses.items():
            part = "own_items" if use is None else "items"
            self._places["item", code] = (self.document, (part, code))
            if code not in shelf:
                raise WrongTemplate([self.where("item", code, "unknown item")])
            row = {"code": code, "local_code": "", "where": "", **plain(shelf[code])}
            if use is not None:
                row |= {key: value for key, value in plain(use).items() if value}
            rows.append(row)
        return rows

    def _definitions(self) -> list[dict[str, Any]]:
        rows = self._named("definitions", "definition", "name")
        for row in rows:
            row["kind"] = self.template.definitions[row["name"]].kind
            if row["steps"] is not None:
                row["steps"] = [
                    {key: limit for key, limit in step.items() if limit is not None} for step in row["steps"]
                ]
        return [{key: value for key, value in row.items() if value is not None} for row in rows]

    def _lists(self) -> list[dict[str, Any]]:
        """The country lists that definitions name, each with what it says of every country."""
        template = self.template
        rows: dict[str, dict[str, Any]] = {}
        for name, definition in template.definitions.items():
            key = definition.list_
            if key is None or key in rows:
                continue
            if key in template.lists:
                self._places["list", key] = (self.document, ("lists", key))
                rows[key] = _list(key, template.lists[key])
                continue
            found = self.read_list(key)
            if found is None:
                raise WrongTemplate([self.where("definition", name, f"unknown list {key}", ("list",))])
            self._places["list", key] = (found[0], ())
            rows[key] = _list(key, found[1])
        for key in template.lists:
            if key not in rows:
                raise WrongTemplate([self.document.fault(("lists", key), "no definition uses this list")])
        return list(rows.values())

    def _rules(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """The rules that are asked, and those that are only shown."""
        rows: tuple[list[dict[str, Any]], list[dict[str, Any]]] = ([], [])
        for number, rule in enumerate(self.template.rules):
            self._places["rule", rule.id] = (self.document, ("rules", number))
            more: dict[str, Any] = {}
            if rule.grade is not None:
                more["grade"] = next(iter(rule.grade.values()))
            if rule.dose is not None:
                more["dose"] = {key: value for key, value in plain(rule.dose).items() if value is not None}
            if rule.overrides:
                more["overrides"] = list(rule.overrides)
            kept = {key: plain(getattr(rule, key)) for key in ("id", "when", "unless", "text", "because", "source")}
            rows[not rule.enabled].append({**kept, "effect": rule.effect, "target": rule.target, "more": more})
        return rows

    def _validity(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """How long the examination holds; what is only shown stands among the disabled rules in their form."""
        rows: tuple[list[dict[str, Any]], list[dict[str, Any]]] = ([], [])
        for number, entry in enumerate(self.template.validity):
            part = "validity" if entry.enabled else "rule"
            self._places[part, entry.id] = (self.document, ("validity", number))
            row = {key: value for key, value in plain(entry).items() if key not in {"enabled", "inclusive"}}
            if not entry.inclusive:
                row["inclusive"] = False
            if not entry.enabled:
                more = {key: row.pop(key) for key in ("months", "first_known", "earliest")}
                row.pop("inclusive", None)
                row |= {"unless": None, "text": "", "effect": "validity", "target": "valid_until", "more": more}
            rows[not entry.enabled].append(row)
        return rows

    def _outcome(self) -> dict[str, Any]:
        for number, outcome in enumerate(self.template.outcome.classes):
            self._places["class", outcome.code] = (self.document, ("outcome", "classes", number))
        for number, grading in enumerate(self.template.outcome.grades):
            self._places["grade", grading.item] = (self.document, ("outcome", "grades", number))
        found: dict[str, Any] = plain(self.template.outcome)
        return found

    def _form(self) -> dict[str, Any]:
        form = self.template.form
        used = {key for section in form.sections for key in section.fields}
        fields: dict[str, dict[str, Any]] = {}
        instruments: list[dict[str, Any]] = []
        for document, shared in zip(self.documents, self.shared, strict=True):
            default = plain(shared.range_source) if shared.range_source else None
            for key, entry in shared.fields.items():
                self._places["field", key] = (document, ("fields", key))
                fields[key] = {"key": key, **plain(entry), "range_source": plain(entry.range_source) or default}
                fields[key]["after"] = [other for other in entry.after if other in used]  # what this country asks
                fields[key]["below"] = entry.below if entry.below in used else ""
            for key, instrument in shared.instruments.items():
                self._places["instrument", key] = (document, ("instruments", key))
                instruments.append({"key": key, **plain(instrument)})
        for key, entry in form.fields.items():
            self._places["field", key] = (self.document, ("form", "fields", key))
            fields[key] = {"key": key, **plain(entry)}
        for number, section in enumerate(form.sections):
            self._places["section", section.key] = (self.document, ("form", "sections", number))
        for number, fact in enumerate(form.facts):
            self._places["fact of the form", fact.fact] = (self.document, ("form", "facts", number))
        return {
            "fields": [row for key, row in fields.items() if key in used],
            "unused": sorted(set(form.fields) - used),
            "sections": plain(form.sections),
            "facts": plain(form.facts),
            "instruments": instruments,
        }


def _list(key: str, found: CountryList) -> dict[str, Any]:
    kept = {
        name: plain(getattr(found, name)) for name in ("title", "as_of", "unit", "up_to", "kind", "complete", "source")
    }
    return {"key": key, **kept, "values": found.entries, "sources": plain(found.sources)}


def _word(name: str, place: str, word: Word) -> dict[str, Any]:
    row = plain(word)
    row.pop("fields")
    return {"name": name, "place": place, "has_default": word.when_screened is not None, **row}


def plain(value: Any) -> Any:
    """A model as plain data; names that Python does not allow get their YAML form back."""
    if isinstance(value, Entry):
        return {DROPPED.get(key, key): plain(getattr(value, key)) for key in type(value).model_fields}
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return value
