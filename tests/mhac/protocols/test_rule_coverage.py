"""How many rules of each template are reached: by the acceptance cases alone, and with the situations made for rules.

A rule is reached where an answer rests on it; who reads the figure sees how much the acceptance cases leave to others.
"""

from collections.abc import Callable

import pytest

from mhac.protocols import library
from tests.mhac.protocols.conftest import FIGURE
from tests.mhac.protocols.expectations import cases_of, sent
from tests.mhac.protocols.test_rules_fire import MADE, case, fired

LEAST = 0.3  # of the rules, by the acceptance cases alone; with the made situations it is all of them


@pytest.mark.parametrize("country", library.countries())
def test_the_rules_that_are_reached(country: str, record_property: Callable[[str, object], None]) -> None:
    rules = {
        rule
        for edition in library.editions(country)
        for rule in library.pinned(edition.country, edition.edition, edition.digest).rule_ids
    }
    by_cases = fired([sent(one) for one in cases_of((country,))]) & rules
    with_made = by_cases | fired([case(country, changes) for of, _, changes in MADE if of == country]) & rules
    record_property(
        FIGURE, f"{country} {len(with_made)} of {len(rules)}, {len(by_cases)} of them by the acceptance cases"
    )
    assert len(by_cases) >= LEAST * len(rules)
    assert with_made == rules
