"""What may stand in an answer: each kind of question with its form, so that nothing half typed becomes a fact."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import Any

from mhac.kernel.errors import Invalid
from mhac.protocols.form import FormField, FormSection, judge
from mhac.protocols.rules import FieldKind, Judgement, SystemState

LONGEST_TEXT = 10_000
NUMBERS = (FieldKind.NUMBER, FieldKind.INTEGER)


def keys_of(section: FormSection) -> dict[str, FormField]:
    """Return every answer key that a section takes, with the question it belongs to; notes have keys of their own."""
    found: dict[str, FormField] = {}
    for field in section.fields:
        if not field.computed:
            found[field.key] = field
        if field.note_key:
            found[field.note_key] = field
    return found


def checked(field: FormField, key: str, value: Any, *, confirmed: bool) -> Any:
    """Return a value as it is kept; None and blanks mean that there is no answer.

    Raises `Invalid`, naming the field: "exams.not_a_number", "exams.not_a_choice", "exams.not_a_date",
    "exams.text_too_long", "exams.impossible", and "exams.implausible" unless somebody confirmed the value.
    """
    if value is None or value in ("", [], {}):
        return None
    if key != field.key:
        return _text(key, value)
    if field.kind in NUMBERS:
        return _number(field, value, confirmed)
    return _CHECKS[field.kind](field, value)


def _number(field: FormField, value: Any, confirmed: bool) -> float | int:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise Invalid("exams.not_a_number", field=field.key, label=field.label)
    if field.kind is FieldKind.INTEGER and value != int(value):
        raise Invalid("exams.not_a_number", field=field.key, label=field.label)
    number = int(value) if field.kind is FieldKind.INTEGER else round(float(value), max(field.decimals, 0))
    if field.possible is not None and not field.possible.holds(number):
        raise Invalid(
            "exams.impossible",
            field=field.key,
            label=field.label,
            value=number,
            unit=field.unit,
            low=field.possible.low,
            high=field.possible.high,
        )
    if not confirmed and judge(field, number) is Judgement.IMPLAUSIBLE:
        reach = field.plausible
        raise Invalid(
            "exams.implausible",
            field=field.key,
            label=field.label,
            value=number,
            unit=field.unit,
            low=reach.low if reach else None,
            high=reach.high if reach else None,
        )
    return number


def _yes_or_no(field: FormField, value: Any) -> bool:
    if not isinstance(value, bool):
        raise Invalid("exams.not_a_choice", field=field.key, label=field.label)
    return value


def _choice(field: FormField, value: Any) -> str:
    if not isinstance(value, str) or value not in {choice.key for choice in field.choices}:
        raise Invalid("exams.not_a_choice", field=field.key, label=field.label)
    return value


def _choices(field: FormField, value: Any) -> list[str]:
    if not isinstance(value, list | tuple | set | frozenset):
        raise Invalid("exams.not_a_choice", field=field.key, label=field.label)
    chosen = {_choice(field, each) for each in value}
    return [choice.key for choice in field.choices if choice.key in chosen]


def _date(field: FormField, value: Any) -> str:
    try:
        return date.fromisoformat(value.isoformat() if isinstance(value, date) else str(value)).isoformat()
    except ValueError as error:
        raise Invalid("exams.not_a_date", field=field.key, label=field.label) from error


def _text(key: str, value: Any) -> str | None:
    if not isinstance(value, str):
        raise Invalid("exams.not_a_choice", field=key, label=key)
    text = value.replace("\x00", "").strip()
    if len(text) > LONGEST_TEXT:
        raise Invalid("exams.text_too_long", field=key, longest=LONGEST_TEXT)
    return text or None


def _system(field: FormField, value: Any) -> dict[str, str] | None:
    if not isinstance(value, Mapping) or str(value.get("state")) not in set(SystemState):
        raise Invalid("exams.not_a_choice", field=field.key, label=field.label)
    note = _text(field.key, value.get("note") or "") or ""
    return {"state": str(value["state"]), "note": note}


def _instrument(field: FormField, value: Any) -> dict[str, int]:
    questions = {question.key: question for question in field.instrument.questions} if field.instrument else {}
    if not isinstance(value, Mapping) or not set(value) <= set(questions):
        raise Invalid("exams.not_a_choice", field=field.key, label=field.label)
    for key, given in value.items():
        scale = {number for number, _ in questions[key].options}
        if isinstance(given, bool) or not isinstance(given, int) or given not in scale:
            raise Invalid("exams.not_a_choice", field=field.key, label=field.label)
    return dict(value)


def _country(field: FormField, value: Any) -> str:
    code = str(value)
    if not (len(code) == 2 and code.isascii() and code.isalpha() and code.isupper()):
        raise Invalid("exams.not_a_choice", field=field.key, label=field.label)
    return code


def _countries(field: FormField, value: Any) -> list[str]:
    if not isinstance(value, list | tuple | set | frozenset):
        raise Invalid("exams.not_a_choice", field=field.key, label=field.label)
    return sorted({_country(field, each) for each in value})


_CHECKS: dict[FieldKind, Any] = {
    FieldKind.BOOL: _yes_or_no,
    FieldKind.CHOICE: _choice,
    FieldKind.CHOICES: _choices,
    FieldKind.DATE: _date,
    FieldKind.TEXT: lambda field, value: _text(field.key, value),
    FieldKind.LONG_TEXT: lambda field, value: _text(field.key, value),
    FieldKind.SYSTEM: _system,
    FieldKind.INSTRUMENT: _instrument,
    FieldKind.COUNTRY: _country,
    FieldKind.COUNTRIES: _countries,
}
