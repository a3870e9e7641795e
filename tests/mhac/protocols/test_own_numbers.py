"""The clinic's own numbers are named wherever a rule rests on them, with what the edition says."""

from datetime import date

import pytest

from mhac.protocols import library
from mhac.protocols.own_numbers import OwnNumber, every_own_number, own_numbers, settings_of
from mhac.protocols.template import Template

ON = date(2026, 3, 10)


@pytest.fixture
def template() -> Template:
    return library.choose("US", ON).template


def test_a_rule_names_the_numbers_of_its_condition_and_its_sentence(template: Template) -> None:
    rule = next(one for one in template.rules if one.id == "TB-03")
    assert {"igra_min_age", "igra_max_age"} <= set(settings_of(template, rule.id))


def test_numbers_behind_a_derived_value_are_found(template: Template) -> None:
    rule = next(one for one in template.rules if one.id == "TB-03")
    burden = [key for key in settings_of(template, rule.id) if "high" in key or "burden" in key]
    assert burden


def test_only_changed_numbers_are_told(template: Template) -> None:
    given = template.settings["igra_max_age"].value
    assert own_numbers(template, "TB-03", {}) == ()
    assert own_numbers(template, "TB-03", {"igra_max_age": given}) == ()
    assert own_numbers(template, "TB-03", {"syphilis_from": 16}) == ()
    (own,) = own_numbers(template, "TB-03", {"igra_max_age": 17})
    assert own == OwnNumber("igra_max_age", template.settings["igra_max_age"].label, "years", given, 17)


def test_every_own_number_names_lists_too(template: Template) -> None:
    listed = next(one for one in template.lists.values() if one.kind == "number")
    country = next(iter(listed.values))
    key = f"list.{listed.key}.{country}"
    found = every_own_number(template, {key: 12, "igra_max_age": 17, "gone": 3})
    assert [one.key for one in found] == ["igra_max_age", key]
    assert (found[1].given, found[1].own) == (listed.values[country], 12)


@pytest.mark.parametrize("country", library.countries())
def test_every_rule_of_every_country_can_be_asked(country: str) -> None:
    template = library.choose(country, ON).template
    for rule in template.all_rules:
        assert set(settings_of(template, rule.id)) <= template.settings.keys()
