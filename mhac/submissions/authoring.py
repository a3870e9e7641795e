"""From the YAML of a country's sheets to what the program reads, checked against the country's protocol on the way.

    python -m mhac.submissions.authoring              check all sheets and write `resources/papers/compiled`
    python -m mhac.submissions.authoring CA NZ        only those of these countries

A sheet that asks for a question, class, grade, item or vaccine that the protocol does not know is refused with file
and line; so is a country whose sheets have no line for a class or a grade, or leave out a question without saying why.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from mhac.kernel.canonical import canonical
from mhac.kernel.paths import RESOURCES
from mhac.protocols import library
from mhac.protocols.assembling import plain
from mhac.protocols.checks import Checker
from mhac.protocols.template import Template
from mhac.protocols.yaml_source import Document, WrongTemplate, read
from mhac.submissions.papers import SHELF
from mhac.submissions.schema import Line, PaperFile

SOURCES = RESOURCES / "papers"


def compile_country(folder: Path, templates: Iterable[Template]) -> str:
    """Check a country's sheets against its protocol; return their canonical text. Raises `WrongTemplate`."""
    known = tuple(templates)
    faults: list[str] = []
    found: list[tuple[Document, PaperFile]] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            document = read(path)
            paper: PaperFile = document.checked(PaperFile)
        except WrongTemplate as wrong:
            faults += wrong.faults
            continue
        faults += _faults(document, paper, folder.name, known)
        found.append((document, paper))
    found.sort(key=lambda each: each[1].order)
    if not faults:
        faults += [*_left_out(found, known), *_no_line(found, known)]
    if faults:
        raise WrongTemplate(faults)
    return canonical([_row(paper) for _, paper in found])


def templates_of(country: str) -> tuple[Template, ...]:
    """Return a country's editions as the program reads them; its protocols are compiled first."""
    return tuple(library.pinned(one.country, one.edition, one.digest) for one in library.editions(country))


def _row(paper: PaperFile) -> dict[str, Any]:
    row: dict[str, Any] = plain(paper)
    row.pop("order")
    for part, written in zip(row["parts"], paper.parts, strict=True):
        part["lines"] = [_line_row(line) for line in written.lines]
    return row


def _line_row(line: Line) -> dict[str, Any]:
    kept = ("label", "critical", "required", "flag", "left_out", "critical_fields")
    return {
        line.kind: getattr(line, line.kind),
        "name": line.own_name,
        **{key: getattr(line, key) for key in kept},
        "otherwise": plain(line.otherwise),
    }


def _faults(document: Document, paper: PaperFile, country: str, templates: tuple[Template, ...]) -> list[str]:
    """Everything in one sheet that the country's protocol does not know."""
    faults = []
    if paper.country != country:
        faults.append(document.fault(("country",), f"lies in the folder {country}"))
    served = [one for one in templates if not paper.editions or one.edition in paper.editions]
    if not served:
        faults.append(document.fault(("editions",), "no edition of the country's protocol has this sheet"))
    if paper.external.field and not all(paper.external.field in _fields(template) for template in served):
        faults.append(document.fault(("external", "field"), f"unknown question {paper.external.field}"))
    names: set[str] = set()
    for at, part in enumerate(paper.parts):
        for number, line in enumerate(part.lines):
            place = ("parts", at, "lines", number)
            if line.own_name in names:
                faults.append(document.fault(place, f"{line.own_name} stands twice; give one of them a name"))
            names.add(line.own_name)
            faults += [
                document.fault(place, f"{why} (edition {template.edition})")
                for template in served
                for why in _unknown(line, template)
            ]
    faults += [
        document.fault(("left_out", at), f"unknown question {one.field}")
        for at, one in enumerate(paper.left_out)
        if not any(one.field in _fields(template) for template in served)
    ]
    return faults


def _unknown(line: Line, template: Template) -> Iterator[str]:
    """What a line refers to and a protocol does not have."""
    known: dict[str, Iterable[str]] = {
        "field": _fields(template),
        "section": [row["key"] for row in template.data["form"]["sections"]],
        "item": template.items,
        "reasons": template.items,
        "classes": [one.code for one in template.classes],
        "no_class": [one.code for one in template.classes],
        "class_reasons": [one.code for one in template.classes],
        "grade": [one.item for one in template.gradings],
        "vaccine": _targets(template, "vaccinate"),
        "vaccine_here": _targets(template, "vaccinate"),
        "treatment": _targets(template, "treat"),
    }
    of = getattr(line, line.kind)
    if line.kind in known and of is not True:
        yield from (f"unknown {line.kind} {each}" for each in ([of] if isinstance(of, str) else of)
                    if each not in known[line.kind])  # fmt: skip
    named = (*line.left_out, *line.critical_fields)
    yield from (f"unknown question {each}" for each in named if each not in _fields(template))
    flags = {flag for category in template.categories.values() for flag in category.flags}
    if line.flag and line.flag not in flags:
        yield f"unknown flag {line.flag}"
    if line.field and line.otherwise:
        row = next((row for row in template.data["form"]["fields"] if row["key"] == line.field), None)
        offered = {choice["key"] for choice in row["choices"]} if row else set()
        yield from (f"{one.is_} is no answer to {line.field}" for one in line.otherwise if one.is_ not in offered)
    checker = Checker(template.data, lambda _part, _name, why, _inside=(): why)
    for when in (line.when, *(one.when for one in line.otherwise)):
        yield from checker.condition(("line", line.name, ()), when)


def _targets(template: Template, effect: str) -> set[str]:
    return {rule.target for rule in template.rules if rule.effect == effect}


def _fields(template: Template) -> set[str]:
    return {row["key"] for row in template.data["form"]["fields"]}


def _left_out(found: list[tuple[Document, PaperFile]], templates: tuple[Template, ...]) -> list[str]:
    """Questions that stand on no sheet, though nobody says why."""
    faults = []
    for template in templates:
        papers = [each for each in found if not each[1].editions or template.edition in each[1].editions]
        sections = {row["key"]: row["fields"] for row in template.data["form"]["sections"]}
        standing = {one.field for _, paper in papers for one in paper.left_out}
        for _, paper in papers:
            for line in (line for part in paper.parts for line in part.lines):
                if line.field or line.external:
                    standing.add(line.field or paper.external.field)
                if line.section:
                    standing |= set(sections.get(line.section, ())) - set(line.left_out)
                standing |= _days_of(template, line.vaccine or line.vaccine_here)
        missing = [row["key"] for row in template.data["form"]["fields"] if not row["computed"]]
        faults += [
            papers[0][0].fault((), f"question {key} stands on no sheet (edition {template.edition})")
            for key in missing
            if papers and key not in standing
        ]
    return faults


def _days_of(template: Template, vaccine: str | None) -> set[str]:
    """The questions whose answers are the days of a vaccine."""
    facts = template.data["form"]["facts"]
    return {key for row in facts if vaccine and row["fact"].endswith(f".{vaccine}") for key in row["dates"] or ()}


def _no_line(found: list[tuple[Document, PaperFile]], templates: tuple[Template, ...]) -> list[str]:
    """Classes and grades that a protocol gives and no sheet says."""
    faults = []
    for template in templates:
        papers = [each for each in found if not each[1].editions or template.edition in each[1].editions]
        lines = [line for _, paper in papers for part in paper.parts for line in part.lines]
        said = {code for line in lines for code in line.classes or ()} | {line.grade for line in lines}
        said |= {one.code for one in template.classes} if any(line.class_list for line in lines) else set()
        wanted = {one.code: "class" for one in template.classes} | {one.item: "grade" for one in template.gradings}
        faults += [
            papers[0][0].fault((), f"{word} {code} stands on no sheet (edition {template.edition})")
            for code, word in wanted.items()
            if papers and code not in said
        ]
    return faults


def write_shelf(countries: Iterable[str] = (), sources: Path = SOURCES, shelf: Path = SHELF) -> int:
    """Write the sheets of the named countries, or of all that have some; return how many countries."""
    wanted = sorted(countries) or sorted(path.name for path in sources.glob("[A-Z][A-Z]") if any(path.glob("*.yaml")))
    shelf.mkdir(parents=True, exist_ok=True)
    for country in wanted:
        text = compile_country(sources / country, templates_of(country))
        (shelf / f"{country}.json").write_bytes(text.encode())
    return len(wanted)


def main() -> int:
    """Check sheets and write what the program reads; a fault is printed with file and line."""
    try:
        written = write_shelf(sys.argv[1:])
    except WrongTemplate as wrong:
        sys.stderr.write(f"{wrong}\n")
        return 1
    sys.stdout.write(f"sheets of {written} countries written\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
