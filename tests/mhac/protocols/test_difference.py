"""What changed between two texts of a template is said in sentences, and conditions are read like sentences."""

from pathlib import Path
from typing import Any

import pytest

from mhac.protocols.condition_words import in_words
from mhac.protocols.difference import Change, difference
from mhac.protocols.own import check_template
from mhac.protocols.template import Template
from tests.mhac.protocols.people import us

YAML = Path(__file__).with_name("united_kingdom.yaml").read_text(encoding="utf-8")


def made(text: str) -> Template:
    checked = check_template(text.encode(), "uk.yaml")
    assert checked.template is not None, checked.problems
    return checked.template


def changes(old: str, new: str) -> list[Change]:
    assert YAML.count(old) == 1
    return list(difference(made(YAML), made(YAML.replace(old, new))))


def test_the_same_text_has_no_difference() -> None:
    assert difference(us(), us()) == ()
    assert difference(made(YAML), made(YAML.replace("# The clinic imports", "# A clinic imports"))) == ()


CASES = [
    ("value: 11, unit: years, at_least: 1,", "value: 5, unit: years, at_least: 1,", "settings",
     "xray_from", "11 years", "5 years"),
    ("members: [RW]", "members: [RW, BI]", "lists", "uk_tb_listed.BI", "", "BI: yes"),
    ("members: [RW]", "members: [BI]", "lists", "uk_tb_listed.RW", "RW: yes", ""),
    ("as_of: 2013-12-31", "as_of: 2026-01-01", "lists", "uk_tb_listed", "2013-12-31", "2026-01-01"),
    ("From the age of {xray_from} everybody", "From {xray_from} years on everybody", "rules", "UK-2",
     "From the age of 11 everybody has a chest X-ray.", "From 11 years on everybody has a chest X-ray."),
    ("when: {called: true, pregnant: true, chest_xray: declined}", "when: {called: true, pregnant: true}", "rules",
     "UK-4-PREGNANT", "When called and chest xray is declined and pregnant", "When called and pregnant"),
    ("    enabled: false\n", "", "rules", "UK-6", "disabled", ""),
    ("{local_code: CXR,", "{local_code: X,", "items", "chest_xray", "CXR", "X"),
    ("label: Active tuberculosis\n", "label: Active TB\n", "classes", "ACTIVE_TB", "Active tuberculosis", "Active TB"),
    ("label: Visitor\n", "label: Visitors\n", "categories", "VISITOR", "Visitor", "Visitors"),
    ("authority: UK Visas and Immigration", "authority: Home Office", "head", "authority", "UK Visas and Immigration",
     "Home Office"),
    ("label: Physical examination,", "label: Body,", "form", "physical", "Physical examination", "Body"),
    ("months: $contact_months", "months: 4", "validity", "UK-V-CONTACT", None, None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "part", "name", "before", "after"), CASES, ids=[f"{c[2]} {c[3]}" for c in CASES]
)
def test_a_change_is_named_in_words(
    old: str, new: str, part: str, name: str, before: str | None, after: str | None
) -> None:
    if before is None:
        new_text = YAML.replace(old, new).replace("{contact_months} months for", "4 months for")
        new_text = "".join(line for line in new_text.splitlines(keepends=True) if "contact_months:" not in line)
        found = list(difference(made(YAML), made(new_text)))
        assert [(c.part, c.id, c.kind) for c in found] == [
            ("settings", "contact_months", "removed"), ("validity", "UK-V-CONTACT", "changed"),
        ]  # fmt: skip
        return
    found = [change for change in changes(old, new) if change.id == name]
    assert [(change.part, change.before, change.after) for change in found] == [(part, before, after)]


def test_every_change_of_a_rule_has_its_source() -> None:
    (change,) = changes("From the age of {xray_from} everybody", "From {xray_from} years on everybody")
    assert change.source.startswith("drarshadhealthassociates.com")
    assert change.confidence is not None
    assert change.kind == "changed"


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (True, "always"),
        (False, "never"),
        ({"age": {"from": "$xray_min_age", "below": 45}}, "age from xray min age and below 45"),
        ({"tb_contact": True, "pregnant": False}, "tb contact and no pregnant"),
        ({"chest_xray": ["declined", "deferred"]}, "chest xray is declined or deferred"),
        ({"any": [{"a": True}, {"b": {"known": False}}]}, "(a or b is not given)"),
        ({"x": True, "any": [{"a": True}, {"b": 1, "c": 2}]}, "x and (a or (b is 1 and c is 2))"),
        ({"not": {"drug_allergy": {"includes": "ivermectin"}}}, "not drug allergy includes ivermectin"),
        ({"departure_day": {"over": "@valid_until"}}, "departure day over valid until"),
        ({"gaps": {"some": {"over": 0, "below": 28}}}, "gaps some over 0 and below 28"),
        ({"mental.disorder": {"other_than": ["none", ""]}}, "mental: disorder is other than none or empty"),
    ],
)
def test_a_condition_is_read_like_a_sentence(condition: Any, words: str) -> None:
    assert in_words(condition) == words
