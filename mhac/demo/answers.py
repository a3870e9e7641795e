"""Answers of invented people to the examination form of any protocol: normal, unless a finding says otherwise.

Nothing here knows a question by its country; a finding names field keys, and those stand in `resources/demo`.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from mhac.demo.people import demo_data
from mhac.protocols.form import FormField, FormSection, is_answered
from mhac.protocols.rules import FieldKind, SystemState
from mhac.travel.forms import Answers, Subject, screening_form

WEIGHT, HEIGHT = "29463-7", "8302-2"  # LOINC: body weight, body height


@dataclass
class Answering:
    """Answers one person's form; `given` are the answers of his finding."""

    chance: random.Random
    subject: Subject
    on: date
    countries: tuple[str, ...]
    given: Mapping[str, Any]

    def section(self, section: FormSection, known: Mapping[str, Any], results: frozenset[str]) -> dict[str, Any]:
        """Return answers to what a section still asks: required questions, measures, awaited results, what was found.
        """
        found: dict[str, Any] = {}
        for field in section.fields:
            if field.computed or is_answered(field, known.get(field.key)):
                continue
            if field.required or section.kind == "vitals" or field.fact in results or field.key in self.given:
                value = self.given[field.key] if field.key in self.given else self._value(field)
                if value is not None:
                    found[field.key] = value
            if field.note_key in self.given:
                found[field.note_key] = self.given[field.note_key]
        return found

    def _value(self, field: FormField) -> Any:
        if field.kind in (FieldKind.NUMBER, FieldKind.INTEGER):
            number = self._number(field)
            return round(number) if field.kind is FieldKind.INTEGER else round(number, field.decimals)
        if field.kind is FieldKind.INSTRUMENT:
            return self._instrument(field)
        if field.kind is FieldKind.TEXT and (digits := demo_data("clinic")["numbers"].get(field.key)):
            return str(self.chance.randrange(10 ** (digits - 1), 10**digits))
        if field.kind in (FieldKind.CHOICE, FieldKind.CHOICES):
            normal = next((each.key for each in field.choices if not each.abnormal), None)
            return [normal] if field.kind is FieldKind.CHOICES and normal else normal
        return {
            FieldKind.BOOL: self._agrees(field),
            FieldKind.SYSTEM: {"state": SystemState.NORMAL.value, "note": ""},
            FieldKind.DATE: self.on.isoformat(),
            FieldKind.COUNTRY: self.countries[0],
            FieldKind.COUNTRIES: list(self.countries),
        }.get(field.kind, "None")

    def _agrees(self, field: FormField) -> bool:
        """The formalities of an examination were done; of illnesses there are none."""
        return field.key in ("identity_checked", "consent_given")

    def _number(self, field: FormField) -> float:
        if field.loinc in (WEIGHT, HEIGHT):
            return self._body(field)
        bounds = field.normal or field.plausible
        low = bounds.low if bounds and bounds.low is not None else 0.0
        high = bounds.high if bounds and bounds.high is not None else low + 10
        return low + (high - low) * self.chance.uniform(0.35, 0.75)

    def _body(self, field: FormField) -> float:
        """A body of about the usual size for the age, within what the form takes for possible."""
        age = self.subject.age if self.subject.age is not None else 30
        if age < 18:
            size = 72 + 6.3 * age if field.loinc == HEIGHT else 8.5 + 2.6 * age
        else:
            man = self.subject.sex == "M"
            size = (171 if man else 160) if field.loinc == HEIGHT else (66 if man else 60)
        size *= self.chance.uniform(0.95, 1.06)
        bounds = field.plausible
        if bounds:
            size = max(size, bounds.low if bounds.low is not None else size)
            size = min(size, bounds.high if bounds.high is not None else size)
        return size

    def _instrument(self, field: FormField) -> dict[str, int] | None:
        if field.instrument is None:
            return None
        return {each.key: min(number for number, _ in each.options) for each in field.instrument.questions}


def screening_answers(subject: Subject, on: date, chance: random.Random, **found: Any) -> dict[str, Any]:
    """Return the screening of somebody who is well, with what was found."""
    answers: dict[str, Any] = {}
    usual: Answers = {
        "temperature": round(chance.uniform(36.1, 37.2), 1), "oxygen_saturation": chance.randint(96, 99),
        "pulse": chance.randint(64, 88) if (subject.age or 30) > 11 else chance.randint(84, 112),
    }
    for field in screening_form().fields:
        if field.is_asked(subject, answers | found, on):
            if field.code in found:
                answers[field.code] = found[field.code]
            elif field.code in usual:
                answers[field.code] = usual[field.code]
            elif field.kind == "yes_no":
                answers[field.code] = False
    return answers
