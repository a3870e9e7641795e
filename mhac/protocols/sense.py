"""What is written rightly and makes no sense: an amount below nothing, a weight in no band, an unknown vaccine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mhac.protocols.amounts import misfits, settings_in
from mhac.protocols.checks import countries
from mhac.protocols.deciding import Decider
from mhac.protocols.rules import LONGEST_MONTHS

Where = Callable[..., str]
Row = Mapping[str, Any]
DOSES_OF = "vaccines_given"
MOST_GIVEN = {"total_mg": 100_000, "mg_per_kg": 1_000, "total": 200}  # far above every dose that is given by mouth
BELOW_NOTHING = frozenset({"", "SD"})  # units in which a number may stand below nothing


def nonsense(data: Mapping[str, Any], where: Where) -> Iterator[str]:
    """Every number, span and name without sense; asked of a template whose words are all right."""
    yield from _head(data, where)
    yield from _settings(data, where)
    yield from _months(data, where)
    yield from _vaccines(data, where)
    decider = Decider(data)
    numbers = {row["key"]: row["value"] for row in data["settings"]}
    for row in (*data["rules"], *data["disabled"]):
        if row["effect"] == "treat":
            yield from _dose(row, decider, numbers, where)


def _head(data: Mapping[str, Any], where: Where) -> Iterator[str]:
    """The country is one that there is, and the edition does not end before it begins."""
    if data["country"] not in countries():
        yield where("", "", f"unknown country {data['country']}", ("country",))
    if data["valid_to"] is not None and data["valid_to"] < data["valid_from"]:
        yield where("", "", f"lies before valid_from, {data['valid_from']}", ("valid_to",))


def _settings(data: Mapping[str, Any], where: Where) -> Iterator[str]:
    """What is counted or measured is not below nothing."""
    for row in data["settings"]:
        value = row["value"]
        if not isinstance(value, bool | str) and value < 0 and row["unit"] not in BELOW_NOTHING:
            yield where("setting", row["key"], f"{value} {row['unit']} is below nothing", ("value",))


def _months(data: Mapping[str, Any], where: Where) -> Iterator[str]:
    """Months of validity are whole and at most 100 years; 0 only where it is written so: the day itself is the last."""
    numbers = {row["key"]: row["value"] for row in data["settings"]}
    spans = [("validity", row["id"], row["months"], 0) for row in data["validity"]]
    spans += [("definition", row["name"], row["months"], 1) for row in data["definitions"] if "months" in row]
    for part, name, written, least in spans:
        named = isinstance(written, str)
        value = numbers.get(written.removeprefix("$")) if named else written
        low = max(least, 1) if named else least
        if not isinstance(value, int | float) or value != int(value) or not low <= value <= LONGEST_MONTHS:
            why = f"{value} is no number of months; they are whole, from 1 to {LONGEST_MONTHS}"
            yield where(part, name, why, ("months",))


def _vaccines(data: Mapping[str, Any], where: Where) -> Iterator[str]:
    """A vaccine is due only where the form asks for its doses: else it would be due again for ever."""
    asked = {row["fact"].partition(".")[2] for row in data["form"]["facts"] if row["fact"].startswith(f"{DOSES_OF}.")}
    for row in data["rules"]:
        if row["effect"] == "vaccinate" and row["target"] not in asked:
            why = f"unknown vaccine {row['target']}: no fact {DOSES_OF}.{row['target']} of the form gives its doses"
            yield where("rule", row["id"], why, ("vaccinate",))


def _dose(row: Row, decider: Decider, numbers: Mapping[str, Any], where: Where) -> Iterator[str]:
    """The settings of a dose exist and say amounts; its bands fit together."""
    strange = False
    for name in settings_in(row["more"]["dose"]):
        value = numbers.get(name)
        if name not in numbers:
            strange = True
            yield where("rule", row["id"], f"unknown setting {name}", ("dose",))
        elif isinstance(value, bool | str) or value is None or value <= 0:
            strange = True
            yield where("rule", row["id"], f"{name} is no amount: {value}", ("dose",))
    for key, given in _amounts(row["more"]["dose"], numbers):
        if given > MOST_GIVEN[key]:
            strange = True
            yield where(
                "rule", row["id"], f"{given} is no dose that anybody is given: at most {MOST_GIVEN[key]}", ("dose",)
            )
    if not strange:
        yield from (where("rule", row["id"], why, ("dose",)) for why in misfits(row, decider, numbers))


def _amounts(dose: Row, numbers: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    """How much is given, in mg, mg for each kilogram, or tablets, as far as it can be said."""
    for part in (dose, *(dose.get("tablets_by_weight") or ())):
        for key in MOST_GIVEN:
            written = part.get(key)
            given = numbers.get(written[1:]) if isinstance(written, str) else written
            if isinstance(given, int | float) and not isinstance(given, bool):
                yield key, given
