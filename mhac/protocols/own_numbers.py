"""Which numbers behind a rule are the clinic's own: wherever a rule is shown, what the edition says stays in sight.

Pure: the template and the clinic's overrides are arguments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

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
