"""What cannot be, whoever confirms it: a test of tomorrow, a film from before the birth, a culture before its specimen.

Pure. Which days are past ones, which lie after which others, and which number is below which, says the form.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from mhac.kernel.errors import Invalid
from mhac.protocols.form import FormField
from mhac.protocols.template import Template


def check_possible(
    template: Template,
    fields: Iterable[FormField],
    values: Mapping[str, Any],
    changed: Collection[str],
    *,
    today: date,
    born: date,
) -> None:
    """Check the answers that changed, and those that stand beside one that changed.

    Raises `Invalid` beside the field: "exams.day_ahead", "exams.day_before_birth", "exams.day_before",
    "exams.not_below".
    """
    for field in fields:
        value = values.get(field.key)
        if value is None:
            continue
        if field.past and field.key in changed:
            _past(field, date.fromisoformat(value), today, born)
        for other in (*field.after, *((field.below,) if field.below else ())):
            beside = values.get(other)
            if beside is not None and not {field.key, other}.isdisjoint(changed):
                _beside(template, field, value, other, beside)


def _past(field: FormField, day: date, today: date, born: date) -> None:
    if day > today:
        raise Invalid("exams.day_ahead", field=field.key, label=field.label, day=day)
    if day < born:
        raise Invalid("exams.day_before_birth", field=field.key, label=field.label, day=day)


def _beside(template: Template, field: FormField, value: Any, other: str, beside: Any) -> None:
    name = next(row["label"] for row in template.data["form"]["fields"] if row["key"] == other)
    if other == field.below and value >= beside:
        raise Invalid("exams.not_below", field=field.key, label=field.label, other=name, value=beside)
    if other != field.below and value < beside:  # days as they are kept sort like days
        day = date.fromisoformat(beside)
        raise Invalid("exams.day_before", field=field.key, label=field.label, other=name, day=day)
