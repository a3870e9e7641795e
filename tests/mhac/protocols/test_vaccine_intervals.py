"""Every vaccine rule of every template: a dose inside its shortest interval is too early, at the interval it is due.

The situations are looked for among all categories and ages, so that a new template is tested as it comes.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product

import pytest

from mhac.protocols import conditions, library
from mhac.protocols.applicant_facts import ApplicantFacts
from mhac.protocols.assessment import Applicant
from mhac.protocols.template import Rule, Template

EXAMINED = date(2026, 3, 10)
AGES = (50, 100, 200, 300, 400, 500, 700, 900, 1300, 1500, 2000, 3000, 4200, 5000, 6400, 9000, 20000, 26000)
OLD_ENOUGH = 400
# Ages in days at which somebody had a dose of everything, each long enough after the one before.
DOSES_AT = (60, 260, 460, 660, 900, 1462, 2600, 2700, 2900)
MORE = {
    "lived_in": ["RW"],
    "stay_months": 24,
    "weight_kg": 30,
    "visa_approved": True,
    "departure": "2026-05-01T10:00",
    "check_at": "2026-04-29T10:00",
}
TEMPLATES = [library.pinned(e.country, e.edition, e.digest) for e in library.editions()]


def spaced() -> Iterator[tuple[Template, Rule, str, int]]:
    """Each rule that keeps a distance from the last dose: template, rule, vaccine, days."""
    for template in TEMPLATES:
        for rule in template.rules:
            for term, operator, operand in conditions.tests_of(rule.when):
                if rule.effect == "vaccinate" and operator == "none_within":
                    key = operand[1:] if isinstance(operand, str) else ""
                    days = template.settings[key].value if key else operand
                    assert isinstance(days, int)
                    yield template, rule, term.partition(".")[2] or rule.target, days


SPACED = list(spaced())


def holds(template: Template, rule: Rule, category: str, age: int, vaccine: str, doses: list[int]) -> bool:
    """Whether a rule says that a dose is due, after doses so many days ago."""
    born = EXAMINED - timedelta(days=age)
    given = [EXAMINED - timedelta(days=days) for days in doses]
    if any(day < born for day in given):
        return False
    facts = {
        "screened": True, "pregnant": False, "flu_season": True, "dtap_counts": True,
        "vaccines_given": {vaccine: given} if given else {},
    }  # fmt: skip
    who = Applicant(category, EXAMINED, born, born, "F", "RW", "RW", "RW", MORE)
    return conditions.compile_condition(rule.when)(ApplicantFacts(template, who, born, facts, {})) is True


def after(last: int, earlier: int) -> list[int]:
    """Doses in the past: the last one so many days ago, others before it."""
    return [*(last + 200 * number for number in range(earlier, 0, -1)), last]


@pytest.mark.parametrize(
    ("template", "rule", "vaccine", "days"), SPACED, ids=[f"{row[0].country}-{row[1].id}" for row in SPACED]
)
def test_inside_at_and_after_the_interval(template: Template, rule: Rule, vaccine: str, days: int) -> None:
    found = False
    for category, age, earlier in product(template.categories, AGES, range(6)):
        if age < OLD_ENOUGH and days > 100:  # a dose so long ago lies below the age from which it counts
            continue
        if holds(template, rule, category, age, vaccine, after(days, earlier)):
            found = True
            assert not holds(template, rule, category, age, vaccine, after(days - 1, earlier)), (category, age, earlier)
            assert not holds(template, rule, category, age, vaccine, after(0, earlier)), (category, age, earlier)
    assert found, "nobody was found to whom this rule gives a dose at its interval"


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.name)
def test_a_series_ends(template: Template) -> None:
    """With many doses on record, each at its time, only what is given again and again is still due."""
    counted = [
        (rule, term.partition(".")[2] or rule.target)
        for rule in template.rules
        for term, operator, _ in conditions.tests_of(without_negations(rule.when))
        if rule.effect == "vaccinate" and operator == "fewer_than"
    ]
    for (rule, vaccine), category, age in product(counted, template.categories, AGES[8:]):
        many = [age - at for at in DOSES_AT if at < age]
        assert not holds(template, rule, category, age, vaccine, many), (rule.id, category, age)


def without_negations(data: object) -> object:
    """A condition without what must not hold: "not fewer than three" begins a booster and ends no series."""
    if isinstance(data, list):
        return [without_negations(part) for part in data]
    if isinstance(data, dict):
        return {key: without_negations(value) for key, value in data.items() if key != "not"}
    return data
