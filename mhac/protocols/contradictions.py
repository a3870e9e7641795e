"""What is wrong with a template as a whole: a rule that can never fire, two that contradict, what nothing uses."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache
from itertools import combinations
from typing import Any

from mhac.kernel.paths import RESOURCES
from mhac.protocols.deciding import Decider

Where = Callable[..., str]
Row = Mapping[str, Any]


def contradictions(data: Mapping[str, Any], where: Where) -> Iterator[str]:
    """Rules that can never fire and rules that contradict; asked of a template whose words are all right."""
    decider = Decider(data)
    dead = {row["id"] for row in data["rules"] if not decider.possible(*_fires(row))}
    for row in data["rules"]:
        if row["id"] in dead:
            yield where("rule", row["id"], "can never fire: its conditions exclude each other", ("when",))
    for row in data["words"]:
        if row.get("asked_when") and not decider.possible((row["asked_when"], True)):
            yield where("word", row["name"], f"{row['name']} is asked of nobody: who is asked excludes each other")
    alive = [row for row in data["rules"] if row["id"] not in dead]
    yield from _forbidden(alive, decider, where)
    yield from _doses(alive, decider, where)
    yield from _validity(data["validity"], decider, where)
    yield from _ranges(data["form"]["fields"], decider, where)


def leftovers(data: Mapping[str, Any], own_settings: Collection[str], where: Where) -> Iterator[str]:
    """Settings and definitions of the template that nothing uses."""
    definitions = {row["name"]: row for row in data["definitions"]}
    used = _names({key: value for key, value in data.items() if key not in {"definitions", "settings", "lists"}})
    waiting = [name for name in definitions if name in used]
    reached: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            found = _names({key: value for key, value in definitions[name].items() if key not in {"name", "source"}})
            used |= found
            waiting += [other for other in definitions if other in found]
    for name in definitions:
        if name not in reached:
            yield where("definition", name, "nothing uses this definition")
    sentences = json.dumps([data["rules"], data["validity"], data["disabled"], data["outcome"]], ensure_ascii=False)
    for key in own_settings:
        if key not in used and f"{{{key}}}" not in sentences and key not in _read_elsewhere():
            yield where("setting", key, "nothing uses this setting")


def _fires(row: Row) -> tuple[tuple[object, bool], ...]:
    """What must hold for a rule to fire."""
    return ((row["when"], True), *(((row["unless"], False),) if row.get("unless") else ()))


def _forbidden(rules: list[Row], decider: Decider, where: Where) -> Iterator[str]:
    """An item is not asked for and forbidden at once, unless the prohibition says which rules it overrides."""
    asking = [row for row in rules if row["effect"] in {"require", "offer"}]
    for forbid in (row for row in rules if row["effect"] == "forbid"):
        overridden = forbid["more"].get("overrides", [])
        same = {row["id"]: row for row in asking if row["target"] == forbid["target"]}
        for name in overridden:
            if name not in same:
                why = f"{name} is no rule that requires or offers {forbid['target']}"
                yield where("rule", forbid["id"], why, ("overrides",))
        for name, row in same.items():
            if name not in overridden:
                if decider.possible(*_fires(row), *_fires(forbid)):
                    why = f"contradicts {name}, which asks for {forbid['target']} in cases that this rule forbids"
                    yield where("rule", forbid["id"], f"{why}; say unless, or overrides", ("when",))
            elif not any(decider.possible(*_fires(row), held) for held in _fails(forbid)):
                why = f"can never take effect: {forbid['id']} forbids {forbid['target']} in each of its cases"
                yield where("rule", name, why, ("when",))


def _fails(row: Row) -> tuple[tuple[object, bool], ...]:
    """Ways in which a rule does not fire."""
    return ((row["when"], False), *(((row["unless"], True),) if row.get("unless") else ()))


def _doses(rules: list[Row], decider: Decider, where: Where) -> Iterator[str]:
    """Two rules do not give different doses of one drug to the same person."""
    for one, other in combinations([row for row in rules if row["effect"] == "treat"], 2):
        differ = one["target"] == other["target"] and one["more"]["dose"] != other["more"]["dose"]
        if differ and decider.possible(*_fires(one), *_fires(other)):
            why = f"contradicts {one['id']}: another dose of {one['target']} in overlapping cases"
            yield where("rule", other["id"], why, ("when",))


def _validity(entries: list[Row], decider: Decider, where: Where) -> Iterator[str]:
    """Each entry has cases that the entries before it leave."""
    for place, row in enumerate(entries):
        before = [(earlier["when"], False) for earlier in entries[:place]]
        if not decider.possible((row["when"], True), *before):
            yield where("validity", row["id"], "can never be reached: entries before it cover its cases", ("when",))


def _ranges(fields: list[Row], decider: Decider, where: Where) -> Iterator[str]:
    """Each range of a question has cases that the ranges before it leave."""
    for field in fields:
        for place, row in enumerate(field["ranges"]):
            before = [(earlier["when"], False) for earlier in field["ranges"][:place]]
            if not decider.possible((row["when"], True), *before):
                why = "can never be reached: ranges before it cover its cases"
                yield where("field", field["key"], why, ("ranges", place))


def _names(data: object) -> set[str]:
    """Every word that something refers to, `$settings` and `@words` without their sign."""
    if isinstance(data, Mapping):
        found = {key.partition(".")[0] for key in data}
        return found.union(*(_names(value) for value in data.values()))
    if isinstance(data, list | tuple):
        return set().union(*(_names(value) for value in data))
    return {data.lstrip("$@").partition(".")[0]} if isinstance(data, str) else set()


@cache
def _read_elsewhere() -> frozenset[str]:
    """Settings that another room reads by their name."""
    rows = json.loads((RESOURCES / "codes" / "travel.json").read_text(encoding="utf-8"))["settings"]
    return frozenset(row["template_setting"] for row in rows if "template_setting" in row)
