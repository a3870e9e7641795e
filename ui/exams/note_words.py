"""What a warning is about, by name: the doses that do not count, the vaccines that a review leaves open."""

from __future__ import annotations

from datetime import date

from mhac.exams.views import Reason
from mhac.protocols.template import Template
from mhac.protocols.vaccine_names import vaccine_label
from ui.exams import words
from ui.widgets import formats

LEFT_OUT = "left_out"
VACCINE = "vaccine"


def named(template: Template, reason: Reason) -> str:
    """Return the doses and vaccines that a warning speaks of; "" where it speaks of none."""
    found: list[str] = []
    for term, value in reason.facts:
        definition = template.definitions.get(term)
        root, _, code = term.partition(".")
        if definition is not None and definition.kind == LEFT_OUT:
            found += [_dose(template, str(one)) for one in value]
        elif root == VACCINE and code and value is True:
            found.append(words.said(vaccine_label(template, code)))
    return words.joined(found)


def _dose(template: Template, told: str) -> str:
    code, _, day = told.partition(" ")
    return f"{words.said(vaccine_label(template, code))}, {formats.day(date.fromisoformat(day))}"
