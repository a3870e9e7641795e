"""The shelf of protocol templates that ship with the program: which editions exist and which one serves an exam.

Templates are authored as YAML and shipped as canonical JSON; only the JSON is read at run time, and its digest is
compared with the index, so that an exam stays pinned to exactly the text it began with.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
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


@dataclass(frozen=True, slots=True)
class Chosen:
    """The edition that serves an exam date; `before_first` warns that the exam lies before the first edition known."""

    template: Template
    before_first: bool


def editions(country: str | None = None, shelf: Path = SHELF) -> tuple[Edition, ...]:
    """All editions of one country, or of all, oldest first; texts that were since changed are not among them."""
    return tuple(e for e in _index(shelf) if country in {None, e.country} and not e.superseded)


def countries(shelf: Path = SHELF) -> tuple[str, ...]:
    """The countries that have a template."""
    return tuple(sorted({edition.country for edition in _index(shelf)}))


def choose(country: str, exam_date: date, shelf: Path = SHELF) -> Chosen:
    """The edition in force on the exam date; before the first edition known, the first. Raises NotFound."""
    known = editions(country, shelf)
    if not known:
        raise NotFound("protocols.no_country", field="country", country=country)
    in_force = [e for e in known if e.valid_from <= exam_date]
    return Chosen(_load(shelf, (in_force or list(known))[-1 if in_force else 0]), not in_force)


def pinned(country: str, edition: str, digest: str, shelf: Path = SHELF) -> Template:
    """The very template that an exam began with. Raises NotFound where this program does not ship that text."""
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
