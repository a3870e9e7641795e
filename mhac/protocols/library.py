"""The shelf of protocol templates: which editions exist and which one serves an exam.

Templates are authored as YAML and shipped as canonical JSON; only the JSON is read at run time, and its digest is
compared with the index, so that an exam stays pinned to exactly the text it began with. Templates that a clinic wrote
itself stand beside the shipped ones in its `Library`; their texts come from its database and are known by their digest.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from mhac.kernel.errors import NotFound, Unavailable
from mhac.kernel.paths import RESOURCES
from mhac.protocols.template import Template
from mhac.protocols.template_data import template_from

SHELF = RESOURCES / "protocols" / "compiled"
LABELS = RESOURCES / "protocols" / "labels"


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition on the shelf."""

    country: str
    edition: str
    title: str
    authority: str
    valid_from: date
    valid_to: date | None
    digest: str
    file: str
    superseded: bool = False
    own: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """The edition that serves an exam date; `before_first` warns that the exam lies before the first edition known."""

    template: Template
    before_first: bool


@dataclass(frozen=True, slots=True)
class Library:
    """What a clinic may examine under: the shipped editions, and those of its own templates that are in force."""

    shelf: tuple[Edition, ...]

    def editions(self, country: str | None = None) -> tuple[Edition, ...]:
        """All editions of one country, or of all, oldest first; an own one after a shipped one of the same day."""
        return tuple(edition for edition in self.shelf if country in {None, edition.country})

    def countries(self) -> tuple[str, ...]:
        """The countries that have a template."""
        return tuple(sorted({edition.country for edition in self.shelf}))

    def choose(self, country: str, exam_date: date) -> Chosen:
        """The edition in force on the exam date; before the first edition known, the first. Raises NotFound."""
        found, before_first = _in_force(self.editions(country), country, exam_date)
        return Chosen(self.template(found), before_first)

    def template(self, edition: Edition) -> Template:
        """The template of an edition."""
        return _OWN[edition.digest] if edition.own else _load(SHELF, edition)

    def pinned(self, country: str, edition: str, digest: str) -> Template:
        """The very template that an exam began with, also one that is on the shelf no more. Raises NotFound."""
        return pinned(country, edition, digest)


# Own templates by the digest of their text: whatever clinic it is, a digest names one text.
_OWN: dict[str, Template] = {}


def library_with(own: Iterable[Edition]) -> Library:
    """The shipped editions and a clinic's own, whose texts have been remembered."""
    return Library(tuple(sorted((*editions(), *own), key=lambda one: (one.country, one.valid_from, one.own))))


def is_remembered(digest: str) -> bool:
    """Whether the text of an own template has been read already."""
    return digest in _OWN


def remember(text: str, digest: str) -> Template:
    """Make a template of an own text and keep it by its digest. Raises `Unavailable` where the text was changed."""
    found = _OWN.get(digest)
    if found is None:
        data = json.loads(text)
        if hashlib.sha256(text.encode()).hexdigest() != digest:
            raise Unavailable("protocols.own_template_changed", country=data["country"], edition=data["edition"])
        found = _OWN[digest] = template_from(data, digest)
    return found


def editions(country: str | None = None, shelf: Path = SHELF) -> tuple[Edition, ...]:
    """All editions of one country, or of all, oldest first; texts that were since changed are not among them."""
    return tuple(e for e in _index(shelf) if country in {None, e.country} and not e.superseded)


def countries(shelf: Path = SHELF) -> tuple[str, ...]:
    """The countries that have a template."""
    return tuple(sorted({edition.country for edition in _index(shelf)}))


def choose(country: str, exam_date: date, shelf: Path = SHELF) -> Chosen:
    """The edition in force on the exam date; before the first edition known, the first. Raises NotFound."""
    found, before_first = _in_force(editions(country, shelf), country, exam_date)
    return Chosen(_load(shelf, found), before_first)


def _in_force(known: Sequence[Edition], country: str, exam_date: date) -> tuple[Edition, bool]:
    """The last edition that had begun on a day, else the first, and whether the day lies before that."""
    if not known:
        raise NotFound("protocols.no_country", field="country", country=country)
    begun = [edition for edition in known if edition.valid_from <= exam_date]
    return (begun[-1], False) if begun else (known[0], True)


def pinned(country: str, edition: str, digest: str, shelf: Path = SHELF) -> Template:
    """The very template that an exam began with, shipped or an own one that has been read. Raises NotFound."""
    own = _OWN.get(digest)
    if own is not None and (own.country, own.edition) == (country, edition):
        return own
    for known in _index(shelf):
        if (known.country, known.edition, known.digest) == (country, edition, digest):
            return _load(shelf, known)
    raise NotFound("protocols.no_edition", field="edition", country=country, edition=edition)


def labels(language: str) -> Mapping[str, str]:
    """Translations of the templates' English words into a language ("fr", "rw"); empty for English.

    A word that is missing is shown in English: `labels(language).get(text, text)`.
    """
    return _labels(language)


@cache
def _labels(language: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for path in sorted((LABELS / language).glob("*.json")):
        found |= json.loads(path.read_text(encoding="utf-8"))["labels"]
    with_numbers = {english: words for english, words in found.items() if "{" in english}
    for edition in _index(SHELF):
        numbers = {key: setting.value for key, setting in _load(SHELF, edition).settings.items()}
        found |= _filled(with_numbers, numbers)
    return found


def _filled(sentences: Mapping[str, str], numbers: Mapping[str, object]) -> dict[str, str]:
    """Sentences with the numbers of one edition, for those that speak of its numbers only."""
    filled = {}
    for english, words in sentences.items():
        try:
            filled[english.format_map(numbers)] = words.format_map(numbers)
        except KeyError:
            continue
    return filled


@cache
def _index(shelf: Path) -> tuple[Edition, ...]:
    try:
        rows = json.loads((shelf / "index.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Unavailable("protocols.shelf_unreadable", folder=str(shelf)) from error
    found = [
        Edition(
            country=row["country"],
            edition=row["edition"],
            title=row["title"],
            authority=row["authority"],
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            digest=row["digest"],
            file=row["file"],
            superseded=row.get("superseded", False),
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda e: (e.country, e.valid_from)))


@cache
def _load(shelf: Path, edition: Edition) -> Template:
    """Read and check one template; the digest of the file must be the one in the index."""
    try:
        content = (shelf / edition.file).read_bytes()
    except OSError as error:
        raise Unavailable("protocols.shelf_unreadable", folder=str(shelf)) from error
    digest = hashlib.sha256(content).hexdigest()
    if digest != edition.digest:
        raise Unavailable("protocols.template_changed", country=edition.country, edition=edition.edition)
    return template_from(json.loads(content), digest)
