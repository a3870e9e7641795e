"""From the YAML that a physician can read to the canonical JSON that the program runs, checked on the way.

    python -m mhac.protocols.authoring            check every template and write `resources/protocols/compiled`
    python -m mhac.protocols.authoring CA NZ      the same for these countries only
    python -m mhac.protocols.authoring release    and keep these texts for good, because exams will begin under them

A template that says something wrong is refused with file, line and reason. Pydantic and YAML are needed here only.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mhac.kernel.canonical import canonical, digest
from mhac.kernel.paths import RESOURCES
from mhac.protocols import checks
from mhac.protocols.assembling import Parts
from mhac.protocols.contradictions import contradictions, leftovers
from mhac.protocols.schema import SharedFile, TemplateFile
from mhac.protocols.schema_lists import CountryList
from mhac.protocols.sense import nonsense
from mhac.protocols.yaml_source import Document, WrongTemplate, read, read_text

SOURCES = RESOURCES / "protocols"
RELEASED = "released"
COUNTRY = re.compile(r"[A-Z]{2}")


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


def compile_template(path: Path, sources: Path | None = None) -> Compiled:
    """Check one template and give its canonical form. Raises `WrongTemplate` with every fault found.

    `sources` is the folder with the shared files and the country lists, where the template does not lie beside them.
    """
    document = read(path)
    template: TemplateFile = document.checked(TemplateFile)
    _check_place(document, template)
    return _compiled(document, template, sources or path.parent.parent)


def compile_file(path: Path, sources: Path = SOURCES) -> Compiled:
    """Check a template wherever it lies. Raises `WrongTemplate`."""
    document = read(path)
    return _compiled(document, document.checked(TemplateFile), sources)


def compile_text(content: bytes, name: str, sources: Path = SOURCES) -> Compiled:
    """Check a template that lies anywhere, with the shared files and lists of the program. Raises `WrongTemplate`."""
    document = read_text(content, Path(name))
    return _compiled(document, document.checked(TemplateFile), sources)


def _compiled(document: Document, template: TemplateFile, sources: Path) -> Compiled:
    shared = [_shared(sources / "shared" / f"{name}.yaml") for name in template.shared]

    def read_list(key: str) -> tuple[Document, CountryList] | None:
        path = sources / "lists" / f"{key}.yaml"
        if not path.is_file():
            return None
        found = read(path)
        return found, found.checked(CountryList)

    parts = Parts(document, template, [doc for doc, _ in shared], [model for _, model in shared], read_list)
    data = parts.assembled()
    faults = checks.faults(data, parts.where)
    if not faults:  # asked only of a template whose words are all right
        wholes = (contradictions(data, parts.where), leftovers(data, list(template.settings), parts.where))
        faults = [fault for found in (nonsense(data, parts.where), *wholes) for fault in found]
    if faults:
        raise WrongTemplate(faults)
    text = canonical(data)
    return Compiled(json.loads(text), text, digest(text))


def compile_all(sources: Path = SOURCES, only: Collection[str] = ()) -> list[Compiled]:
    """Check every template under a folder, or those of some countries. Raises `WrongTemplate` with all faults."""
    faults: list[str] = []
    found: list[Compiled] = []
    for path in sorted(sources.glob("[A-Z][A-Z]/*.yaml")):
        if only and path.parent.name not in only:
            continue
        try:
            found.append(compile_template(path))
        except WrongTemplate as wrong:
            faults += wrong.faults
    if faults:
        raise WrongTemplate(list(dict.fromkeys(faults)))
    return found


def shelf_files(found: list[Compiled], released: list[Compiled], *, release: bool = False) -> dict[str, str]:
    """The files of the shelf: one for each edition, the released texts that were since changed, and the index."""
    released = released + (found if release else [])
    current = {one.digest for one in found}
    superseded = [one for one in released if one.digest not in current]
    index = [_index_row(one, one.file) for one in found]
    index += [_index_row(one, one.kept_as) | {"superseded": True} for one in superseded]
    kept = {one.kept_as: one.text for one in released}
    return {one.file: one.text for one in found} | kept | {"index.json": canonical(index)}


def released_texts(shelf: Path) -> list[Compiled]:
    """The texts that were released: exams are pinned to them, and so they stay."""
    return _texts(shelf / RELEASED)


def _texts(folder: Path) -> list[Compiled]:
    paths = sorted(path for path in folder.glob("*.json") if path.name != "index.json")
    texts = [path.read_text(encoding="utf-8") for path in paths]
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


def write_shelf(sources: Path = SOURCES, *, release: bool = False, only: Collection[str] = ()) -> int:
    """Write the shelf beside its sources and return how many editions were compiled.

    Released texts are never removed. `only` names the countries to compile; the others keep the text that they have.
    """
    shelf = sources / "compiled"
    (shelf / RELEASED).mkdir(parents=True, exist_ok=True)
    found = compile_all(sources, only)
    kept = [one for one in _texts(shelf) if only and one.data["country"] not in only]
    files = shelf_files(sorted([*found, *kept], key=lambda one: one.file), released_texts(shelf), release=release)
    for old in shelf.glob("*.json"):
        if old.name not in files:
            old.unlink()
    for name, text in files.items():
        if not (shelf / name).is_file() or (shelf / name).read_bytes() != text.encode():
            (shelf / name).write_bytes(text.encode())
    return len(found)


def main(arguments: Sequence[str] | None = None) -> int:
    """Check templates and write the shelf; a fault is printed with file and line."""
    named = list(sys.argv[1:] if arguments is None else arguments)
    release = "release" in named
    only = [name for name in named if name != "release"]
    strange = [name for name in only if not (SOURCES / name).is_dir() or not COUNTRY.fullmatch(name)]
    if strange:
        sys.stderr.write(f"no such country: {', '.join(strange)}\n")
        return 2
    try:
        written = write_shelf(release=release, only=only)
    except WrongTemplate as wrong:
        sys.stderr.write(f"{wrong}\n")
        return 1
    sys.stdout.write(f"{written} editions compiled\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
