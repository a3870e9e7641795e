"""Every country and category at every age: an answer without contradiction, every part of it with the rule behind it.

Every day, a day around each age limit of the template; in the slow part every day from birth to 110 years.
"""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from mhac.protocols import library
from mhac.protocols.assessment import Applicant, Assessment
from mhac.protocols.dates import add_months
from mhac.protocols.evaluation import evaluate
from mhac.protocols.rules import DECIDED, ItemState
from mhac.protocols.template import Template

EXAMINED = date(2026, 3, 10)
OLDEST = add_months(EXAMINED, -110 * 12)
TEMPLATES = {e.country: library.pinned(e.country, e.edition, e.digest) for e in library.editions()}
CATEGORIES = [(country, category) for country, template in TEMPLATES.items() for category in template.categories]
HEALTHY = {"screened": True, "pregnant": False, "chest_xray": "normal", "igra": "negative", "vaccines_given": {}}
CONTEXT = {"stay_months": 24, "lived_in": ["RW"], "weight_kg": 30}
TRACED = {ItemState.REQUIRED, ItemState.DEFERRED, ItemState.OPTIONAL, ItemState.FORBIDDEN, ItemState.UNKNOWN}


def assessed(template: Template, category: str, born: date, sex: str) -> Assessment:
    who = Applicant(
        category=category, exam_date=EXAMINED, birth_earliest=born, birth_latest=born, sex=sex, exam_country="RW",
        citizenship="RW", birth_country="RW", more=CONTEXT,
    )  # fmt: skip
    return evaluate(template, who, HEALTHY)


def look_at(template: Template, found: Assessment) -> None:
    """No contradiction, and a rule of the template behind everything."""
    for result in found.items:
        if result.state in TRACED:
            assert result.reasons, (result.item, result.state)
    known = {*template.rule_ids, DECIDED}
    assert {entry.rule for entry in found.trace} <= known
    given = {result.code for result in found.decided_classes}
    for outcome in template.classes:
        assert outcome.code not in given or not given & set(outcome.excluded_by), outcome.code
    for grading in template.gradings:
        assert found.grades.get(grading.item, grading.order[0]) in grading.order
    drugs = [dose.drug for dose in found.treatments]
    assert len(drugs) == len(set(drugs))
    assert len(found.vaccines_due) == len(set(found.vaccines_due))
    assert not set(drugs) & set(found.unknown_doses)
    assert found.cleared is not True or found.complete is True


def births_around(template: Template) -> Iterator[date]:
    """The births of those who reached an age limit today, tomorrow, yesterday; and the limit after it."""
    for term, operand in template.age_marks:
        key = operand[1:] if isinstance(operand, str) and operand.startswith("$") else None
        limit = template.settings[key].value if key else operand
        if not isinstance(limit, int) or isinstance(limit, bool) or term == "birth_date":
            continue
        for reached in (limit, limit + 1):
            day = EXAMINED - timedelta(days=reached)
            if term != "age_days":
                day = add_months(EXAMINED, -reached * (12 if term == "age" else 1))
            yield from (born for shift in (-1, 0, 1) if OLDEST <= (born := day + timedelta(days=shift)) <= EXAMINED)


@pytest.mark.parametrize(("country", "category"), CATEGORIES)
def test_a_day_around_each_age_limit(country: str, category: str) -> None:
    template = TEMPLATES[country]
    births = sorted({*births_around(template), EXAMINED, OLDEST})
    assert len(births) > 12
    for born in births:
        for sex in ("F", "M"):
            look_at(template, assessed(template, category, born, sex))


@pytest.mark.slow
@pytest.mark.parametrize(("country", "category"), CATEGORIES)
def test_every_day_from_birth_to_110_years(country: str, category: str) -> None:
    template = TEMPLATES[country]
    for days in range((EXAMINED - OLDEST).days + 1):
        born = EXAMINED - timedelta(days=days)
        look_at(template, assessed(template, category, born, "M" if days % 2 else "F"))
