"""From the YAML that a physician can read to the canonical JSON that the program runs, checked on the way.

    python -m mhac.protocols.authoring            check every template and write `resources/protocols/compiled`
    python -m mhac.protocols.authoring release    and keep these texts for good, because exams will begin under them

A template that says something wrong is refused with file, line and reason. Pydantic and YAML are needed here only.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mhac.kernel.canonical import canonical, digest
from mhac.kernel.paths import RESOURCES
from mhac.protocols import checks
from mhac.protocols.schema import Item, SharedFile, TemplateFile, Word
from mhac.protocols.schema_base import Entry
from mhac.protocols.yaml_source import Document, WrongTemplate, read

SOURCES = RESOURCES / "protocols"
RELEASED = "released"
DROPPED = {"is_": "is", "for_": "for", "from_": "from", "copy_": "copy", "class_": "class"}


@dataclass(frozen=True)
class Compiled:
    """One edition ready for the shelf."""

    data: dict[str, Any]
    text: str
    digest: str

    @property
    def file(self) -> str:
        """The name of its file on the shelf."""
        return f"{self.data['country']}-{self.data['edition']}.json"

    @property
    def kept_as(self) -> str:
        """The name under which its text is kept for good once it is released."""
        return f"{RELEASED}/{self.data['country']}-{self.data['edition']}-{self.digest[:12]}.json"


def compile_template(path: Path, shared_folder: Path | None = None) -> Compiled:
    """Check one template and give its canonical form. Raises `WrongTemplate` with every fault found."""
    document = read(path)
    template: TemplateFile = document.checked(TemplateFile)
    _check_place(document, template)
    folder = shared_folder or path.parent.parent / "shared"
    shared = [_shared(folder / f"{name}.yaml") for name in template.shared]
    parts = _Parts(document, template, [doc for doc, _ in shared], [model for _, model in shared])
    data = parts.assembled()
    faults = checks.faults(data, parts.where)
    if faults:
        raise WrongTemplate(faults)
    text = canonical(data)
    return Compiled(json.loads(text), text, digest(text))


def compile_all(sources: Path = SOURCES) -> list[Compiled]:
    """Check every template under a folder, country by country. Raises `WrongTemplate` with all faults."""
    faults: list[str] = []
    found: list[Compiled] = []
    for path in sorted(sources.glob("[A-Z][A-Z]/*.yaml")):
        try:
            found.append(compile_template(path))
        except WrongTemplate as wrong:
            faults += wrong.faults
    if faults:
        raise WrongTemplate(list(dict.fromkeys(faults)))
    return found


def shelf_files(found: list[Compiled], released: list[Compiled]) -> dict[str, str]:
    """The files of the shelf: one for each edition, the released texts that were since changed, and the index."""
    current = {one.digest for one in found}
    superseded = [one for one in released if one.digest not in current]
    index = [_index_row(one, one.file) for one in found]
    index += [_index_row(one, one.kept_as) | {"superseded": True} for one in superseded]
    kept = {one.kept_as: one.text for one in released}
    return {one.file: one.text for one in found} | kept | {"index.json": canonical(index)}


def released_texts(shelf: Path) -> list[Compiled]:
    """The texts that were released: exams are pinned to them, and so they stay."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((shelf / RELEASED).glob("*.json"))]
    return [Compiled(json.loads(text), text, digest(text)) for text in texts]


def _index_row(one: Compiled, file: str) -> dict[str, Any]:
    head = ("country", "edition", "title", "authority", "valid_from", "valid_to")
    return {**{key: one.data[key] for key in head}, "digest": one.digest, "file": file}


def _check_place(document: Document, template: TemplateFile) -> None:
    """A template lies where its country and edition say."""
    if document.path.parent.name != template.country:
        raise WrongTemplate([document.fault(("country",), f"lies in the folder {document.path.parent.name}")])
    if document.path.stem != template.edition:
        raise WrongTemplate([document.fault(("edition",), f"stands in the file {document.path.name}")])


def _shared(path: Path) -> tuple[Document, SharedFile]:
    document = read(path)
    return document, document.checked(SharedFile)


class _Parts:
    """A template with its shared files, joined to one body of data that remembers where each entry stands."""

    def __init__(
        self, document: Document, template: TemplateFile, documents: list[Document], shared: list[SharedFile]
    ) -> None:
        self.document = document
        self.template = template
        self.documents = documents
        self.shared = shared
        self._places: dict[tuple[str, str], tuple[Document, tuple[str | int, ...]]] = {}

    def where(self, part: str, name: str, why: str, inside: tuple[str | int, ...] = ()) -> str:
        """One line about a mistake in a named entry."""
        document, place = self._places.get((part, name), (self.document, ()))
        return document.fault((*place, *inside), why)

    def assembled(self) -> dict[str, Any]:
        """Everything in one body, ready for the canonical form."""
        template = self.template
        head = {key: getattr(template, key) for key in ("country", "edition", "title", "authority")}
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
            "rules": self._rules(),
            "outcome": self._outcome(),
            "validity": self._listed("validity", "validity"),
            "form": self._form(),
        }

    def _named(self, part: str, word: str, key: str) -> list[dict[str, Any]]:
        rows = []
        for name, entry in getattr(self.template, part).items():
            self._places[word, name] = (self.document, (part, name))
            rows.append({key: name, **plain(entry)})
        return rows

    def _listed(self, part: str, word: str) -> list[dict[str, Any]]:
        rows = []
        for number, entry in enumerate(getattr(self.template, part)):
            self._places[word, entry.id] = (self.document, (part, number))
            rows.append(plain(entry))
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
        return [{key: value for key, value in row.items() if value is not None} for row in rows]

    def _rules(self) -> list[dict[str, Any]]:
        rows = []
        for number, rule in enumerate(self.template.rules):
            self._places["rule", rule.id] = (self.document, ("rules", number))
            more: dict[str, Any] = {}
            if rule.grade is not None:
                more["grade"] = next(iter(rule.grade.values()))
            if rule.dose is not None:
                more["dose"] = {key: value for key, value in plain(rule.dose).items() if value is not None}
            kept = {key: plain(getattr(rule, key)) for key in ("id", "when", "unless", "text", "because", "source")}
            rows.append({**kept, "effect": rule.effect, "target": rule.target, "more": more})
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
        fields: dict[str, dict[str, Any]] = {}
        instruments: list[dict[str, Any]] = []
        for document, shared in zip(self.documents, self.shared, strict=True):
            default = plain(shared.range_source) if shared.range_source else None
            for key, entry in shared.fields.items():
                self._places["field", key] = (document, ("fields", key))
                fields[key] = {"key": key, **plain(entry), "range_source": plain(entry.range_source) or default}
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
        used = {key for section in form.sections for key in section.fields}
        return {
            "fields": [row for key, row in fields.items() if key in used],
            "unused": sorted(set(form.fields) - used),
            "sections": plain(form.sections),
            "facts": plain(form.facts),
            "instruments": instruments,
        }


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


def write_shelf(sources: Path = SOURCES, *, release: bool = False) -> int:
    """Write the shelf beside its sources and return how many editions it has; released texts are never removed."""
    shelf = sources / "compiled"
    (shelf / RELEASED).mkdir(parents=True, exist_ok=True)
    found = compile_all(sources)
    files = shelf_files(found, released_texts(shelf) + (found if release else []))
    for old in shelf.glob("*.json"):
        if old.name not in files:
            old.unlink()
    for name, text in files.items():
        (shelf / name).write_bytes(text.encode())
    return len(found)


def main() -> int:
    """Check every template and write the shelf; a fault is printed with file and line."""
    try:
        written = write_shelf(release=sys.argv[1:] == ["release"])
    except WrongTemplate as wrong:
        sys.stderr.write(f"{wrong}\n")
        return 1
    sys.stdout.write(f"{written} editions written\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
