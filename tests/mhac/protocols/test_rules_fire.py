"""Every rule of every shipped template fires somewhere: in an acceptance case, or in a situation made for it.

The situations stand in `fires_<country>.py`: `BASE` is a whole case, `MADE` says for a rule what is changed in it.
"""

import importlib
import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from mhac.protocols import library
from mhac.protocols.cases import evaluate_text
from tests.mhac.protocols.expectations import cases_of, sent

SITUATIONS = {
    path.stem.removeprefix("fires_").upper(): importlib.import_module(f"tests.mhac.protocols.{path.stem}")
    for path in sorted(Path(__file__).parent.glob("fires_*.py"))
}
MADE = [(country, *row) for country, module in SITUATIONS.items() for row in module.MADE]


def case(country: str, changes: dict[str, Any]) -> dict[str, Any]:
    """The country's base case, changed at dotted paths; None takes something away."""
    made: dict[str, Any] = deepcopy(SITUATIONS[country].BASE)
    for path, value in changes.items():
        *places, last = path.split(".")
        at = made
        for place in places:
            at = at.setdefault(place, {})
        if value is None:
            at.pop(last, None)
        else:
            at[last] = value
    return made


def fired(cases: list[dict[str, Any]]) -> set[str]:
    """The rules that the answers to some cases rest on."""
    results = json.loads(evaluate_text(json.dumps(cases)))
    rows = [row for result in results for row in result["trace"] if "rule" in row]
    return {row["rule"] for row in rows if row["outcome"] != "unknown"}


@pytest.mark.parametrize(("country", "rule", "changes"), MADE, ids=[f"{row[0]}-{row[1]}" for row in MADE])
def test_a_rule_fires_where_it_should(country: str, rule: str, changes: dict[str, Any]) -> None:
    assert rule in fired([case(country, changes)])
    assert rule not in fired([case(country, {})])


@pytest.mark.parametrize("country", library.countries())
def test_every_rule_fires_somewhere(country: str) -> None:
    made = [case(country, changes) for made_for, _, changes in MADE if made_for == country]
    everywhere = fired([sent(one) for one in cases_of((country,))] + made)
    for edition in library.editions(country):
        template = library.pinned(edition.country, edition.edition, edition.digest)
        assert sorted(template.rule_ids - everywhere) == [], template.name
