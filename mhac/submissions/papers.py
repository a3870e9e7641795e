"""Which sheets a country has and what stands on them, as the program reads them: canonical JSON, checked when made.

A country without papers of its own gets one sheet: its examination form, section by section.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from mhac.kernel.canonical import canonical, digest
from mhac.kernel.errors import NotFound, Unavailable
from mhac.kernel.paths import RESOURCES
from mhac.protocols.template import Template
from mhac.submissions.rules import NumberFormat

SHELF = RESOURCES / "papers" / "compiled"
DEFAULT = "entry_sheet"
KINDS = (
    "person", "identifier", "exam", "physician", "clinic", "field", "section", "item", "reasons", "when", "classes",
    "no_class", "class_list", "class_reasons", "grade", "vaccine", "vaccine_here", "treatment", "external",
)  # fmt: skip
"""What a line can refer to."""


@dataclass(frozen=True)
class Line:
    """One line of a sheet: what it refers to, how the authority calls it, and whether a second person re-keys it."""

    kind: str
    of: Any
    name: str
    label: str = ""
    critical: bool = False
    required: bool = False
    flag: str = ""
    """Only people whose category has this flag are asked."""
    left_out: tuple[str, ...] = ()
    """Of a whole section of the form: the questions that stand elsewhere, or nowhere."""
    critical_fields: tuple[str, ...] = ()
    """Of a whole section: the questions that a second person re-keys."""
    otherwise: tuple[tuple[str, Any], ...] = ()
    """Of a question that nobody answered: the answers that follow of themselves, each with its condition."""


@dataclass(frozen=True)
class Part:
    """A part of a sheet under its heading."""

    key: str
    heading: str
    lines: tuple[Line, ...]
    flag: str = ""
    help: str = ""


@dataclass(frozen=True)
class Paper:
    """One sheet of a country, in the order of the authority's form or screen."""

    country: str
    key: str
    number: str
    title: str
    destination: str
    layout: str
    dates: str
    """How dates are copied: YYYY, MM, DD, MON with what stands between them."""
    parts: tuple[Part, ...]
    source: str
    confidence: str
    external: NumberFormat
    external_field: str = ""
    """The question of the form whose answer is that number, where it is known before."""
    flag: str = ""
    editions: tuple[str, ...] = ()
    left_out: Mapping[str, str] = field(default_factory=dict)
    digest: str = ""

    @property
    def lines(self) -> Iterator[Line]:
        """Every line, from the first part to the last."""
        return (line for part in self.parts for line in part.lines)

    @property
    def name(self) -> str:
        """How it is called on a tab: its number, else its title."""
        return self.number or self.title


def papers_of(template: Template, category: str = "", shelf: Path = SHELF) -> tuple[Paper, ...]:
    """Return the sheets of an edition, in the order of the country's data; those for other categories left out."""
    found = _shelf(shelf).get(template.country, ())
    here = tuple(one for one in found if not one.editions or template.edition in one.editions)
    flags = template.categories[category].flags if category in template.categories else None
    fitting = tuple(one for one in here if not one.flag or flags is None or flags.get(one.flag, False))
    return fitting or (default_paper(template),)


def paper_of(template: Template, key: str, shelf: Path = SHELF) -> Paper:
    """Return one sheet of an edition. Raises NotFound."""
    for paper in papers_of(template, shelf=shelf):
        if paper.key == key:
            return paper
    raise NotFound("submissions.no_paper", paper=key, country=template.country)


def paper_from(row: Mapping[str, Any]) -> Paper:
    """Return a sheet from its plain data."""
    external = row["external"]
    return Paper(
        country=row["country"],
        key=row["key"],
        number=row["number"],
        title=row["title"],
        destination=row["destination"],
        layout=row["layout"],
        dates=row["dates"],
        parts=tuple(_part(part) for part in row["parts"]),
        source=row["source"]["text"],
        confidence=row["source"]["mark"],
        external=NumberFormat(
            external["label"], external["pattern"], external["example"], external["source"]["text"],
            external["source"]["mark"],
        ),
        external_field=external["field"],
        flag=row["flag"],
        editions=tuple(row["editions"]),
        left_out={one["field"]: one["why"] for one in row["left_out"]},
        digest=digest(canonical(row)),
    )  # fmt: skip


def _part(row: Mapping[str, Any]) -> Part:
    return Part(row["key"], row["heading"], tuple(_line(each) for each in row["lines"]), row["flag"], row["help"])


def _line(row: Mapping[str, Any]) -> Line:
    kind = next(kind for kind in KINDS if kind in row)
    return Line(
        kind=kind,
        of=row[kind],
        name=row["name"],
        label=row["label"],
        critical=row["critical"],
        required=row["required"],
        flag=row["flag"],
        left_out=tuple(row["left_out"]),
        critical_fields=tuple(row["critical_fields"]),
        otherwise=tuple((each["is"], each["when"]) for each in row["otherwise"]),
    )


def default_paper(template: Template) -> Paper:
    """Return the sheet of a country that declares none: who, the form in its own order, the outcome, the physician."""
    identity = (
        ("family_name", True), ("given_names", True), ("sex", False), ("birth_date", True), ("citizenship", False),
        ("document_number", True), ("case_number", False),
    )  # fmt: skip
    who = tuple(Line("person", word, f"person.{word}", critical=critical) for word, critical in identity)
    sections = tuple(
        Part(row["key"], row["label"], (Line("section", row["key"], f"section.{row['key']}"),))
        for row in template.data["form"]["sections"]
    )
    outcome = [Line("grade", grading.item, f"grade.{grading.item}", critical=True) for grading in template.gradings]
    if template.classes:
        outcome.append(Line("class_list", True, "class_list", critical=True))
    outcome += [
        Line("exam", "exam_date", "exam.exam_date", critical=True),
        Line("exam", "valid_until", "exam.valid_until"),
        Line("physician", "name", "physician.name"),
        Line("physician", "licence", "physician.licence"),
    ]
    made = Paper(
        country=template.country,
        key=DEFAULT,
        number="",
        title="Entry sheet",
        destination=template.authority,
        layout=template.edition,
        dates="DD MON YYYY",
        parts=(Part("applicant", "Applicant", who), *sections, Part("outcome", "Outcome", tuple(outcome))),
        source=f"Derived from the examination form of {template.title}",
        confidence="unverified",
        external=NumberFormat("Number given by the authority", "", "", "", "unverified"),
    )
    return Paper(**{**vars(made), "digest": digest(canonical([template.digest, DEFAULT]))})


@cache
def _shelf(shelf: Path) -> Mapping[str, tuple[Paper, ...]]:
    found = {}
    try:
        for path in sorted(shelf.glob("[A-Z][A-Z].json")):
            rows = json.loads(path.read_text(encoding="utf-8"))
            found[path.stem] = tuple(paper_from(row) for row in rows)
    except (OSError, ValueError, KeyError) as error:
        raise Unavailable("submissions.papers_unreadable", folder=str(shelf)) from error
    return found
