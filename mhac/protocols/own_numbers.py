"""Which numbers behind a rule are the clinic's own: wherever a rule is shown, what the edition says stays in sight.

Pure: the template and the clinic's overrides are arguments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from mhac.protocols.amounts import misfits
from mhac.protocols.deciding import Decider
from mhac.protocols.rules import LONGEST_MONTHS
from mhac.protocols.template import Template

_NAMED = re.compile(r"\{([a-z][a-z0-9_]*)\}")


@dataclass(frozen=True, slots=True)
class OwnNumber:
    """A number that the clinic changed; `given` is what the edition says."""

    key: str
    label: str
    unit: str
    given: object
    own: object


def own_numbers(template: Template, rule_id: str, overrides: Mapping[str, object]) -> tuple[OwnNumber, ...]:
    """The clinic's own numbers on which a rule rests or of which it speaks."""
    if not overrides:
        return ()
    used = (key for key in settings_of(template, rule_id) if key in overrides)
    found = ((template.settings[key], overrides[key]) for key in used)
    return tuple(OwnNumber(one.key, one.label, one.unit, one.value, own) for one, own in found if own != one.value)


def every_own_number(template: Template, overrides: Mapping[str, object]) -> tuple[OwnNumber, ...]:
    """All numbers of an edition that the clinic changed, countries of lists included, in the order of the template."""
    found = [
        OwnNumber(key, one.label, one.unit, one.value, overrides[key])
        for key, one in template.settings.items()
        if key in overrides
    ]
    for key, own in overrides.items():
        name, _, country = key.removeprefix("list.").rpartition(".")
        listed = template.lists.get(name) if key.startswith("list.") else None
        if listed is not None:
            found.append(OwnNumber(key, f"{listed.title}: {country}", listed.unit, listed.of(country), own))
    return tuple(found)


def is_span_of_months(template: Template, key: str) -> bool:
    """Whether a number says how many months something holds."""
    return any(row.get("months") == f"${key}" for part in ("validity", "definitions") for row in template.data[part])


def may_be_months(value: object) -> bool:
    """Whether a number can say how long something holds."""
    return isinstance(value, int | float) and value == int(value) and 1 <= value <= LONGEST_MONTHS


def sensible_range(template: Template, key: str) -> tuple[float | None, float | None]:
    """Between what a clinic may change a number, or what a list says of a country; None where nothing is said."""
    if key in template.settings:
        setting = template.settings[key]
        return setting.at_least, setting.up_to
    listed = template.lists.get(key.removeprefix("list.").rpartition(".")[0])
    return (0, listed.up_to) if listed is not None and listed.kind == "number" else (None, None)


def silenced(template: Template, overrides: Mapping[str, object], key: str, value: object) -> tuple[str, ...]:
    """The rules that apply to somebody now, and with another value of a number could apply to nobody any more."""
    now = {one: own for one, own in overrides.items() if one in template.settings}
    before, after = _decider(template, now), _decider(template, {**now, key: value})
    rows = [row for row in template.data["rules"] if key in settings_of(template, row["id"])]
    return tuple(row["id"] for row in rows if _may_apply(before, row) and not _may_apply(after, row))


def unfitting(template: Template, overrides: Mapping[str, object], key: str, value: object) -> tuple[str, ...]:
    """The rules whose weight bands would leave a gap or overlap with another value of a number."""
    now = {one: own for one, own in overrides.items() if one in template.settings}
    numbers = {one.key: now.get(one.key, one.value) for one in template.settings.values()} | {key: value}
    decider = _decider(template, {**now, key: value})
    rows = [row for row in (*template.data["rules"], *template.data["disabled"]) if row["effect"] == "treat"]
    touched = [row for row in rows if key in settings_of(template, row["id"])]
    return tuple(row["id"] for row in touched if any(misfits(row, decider, numbers)))


def _decider(template: Template, overrides: Mapping[str, object]) -> Decider:
    rows = [{**row, "value": overrides.get(row["key"], row["value"])} for row in template.data["settings"]]
    return Decider({**template.data, "settings": rows})


def _may_apply(decider: Decider, row: Mapping[str, Any]) -> bool:
    return decider.possible((row["when"], True), *([(row["unless"], False)] if row.get("unless") else []))


@lru_cache(maxsize=4096)
def settings_of(template: Template, rule_id: str) -> tuple[str, ...]:
    """The numbers that a rule uses, derived values followed to what they are made of."""
    derived = {row["name"]: row for row in template.data["definitions"]}
    rows = [row for part in ("rules", "validity") for row in template.data[part] if row["id"] == rule_id]
    seen: set[str] = set()
    return tuple(dict.fromkeys(key for row in rows for key in _used(row, template, derived, seen)))


def _used(data: Any, template: Template, derived: Mapping[str, Any], seen: set[str]) -> Iterator[str]:
    if isinstance(data, Mapping):
        for key, value in data.items():
            yield from _used(str(key), template, derived, seen)
            yield from _used(value, template, derived, seen)
    elif isinstance(data, list | tuple):
        for each in data:
            yield from _used(each, template, derived, seen)
    elif isinstance(data, str):
        named = (data[1:],) if data.startswith("$") else _NAMED.findall(data)
        yield from (key for key in named if key in template.settings)
        if data in derived and data not in seen:
            seen.add(data)
            yield from _used(derived[data], template, derived, seen)
