"""Country lists: who is not named is unknown, countries are joined with three values, a clinic completes a list."""

from collections.abc import Mapping
from typing import Any

import pytest

from mhac.protocols.applicant_facts import ApplicantFacts
from mhac.protocols.conditions import Unknown
from mhac.protocols.template import Template
from mhac.protocols.template_data import template_from
from tests.mhac.protocols.people import applicant, us

SOURCE = {"text": "A test", "mark": "official"}
LISTS = [
    {"key": "rate", "kind": "number", "complete": False, "values": {"RW": 55, "US": 3.1, "BI": 94}},
    {"key": "low", "kind": "membership", "complete": False, "values": {"US": True, "CA": True, "RW": False}},
    {"key": "loa", "kind": "membership", "complete": True, "values": {"CD": True}},
]
DEFINITIONS: dict[str, dict[str, Any]] = {
    "rate": {"list": "rate", "of": "exam_country"},
    "any_high": {"list": "rate", "of": ["lived_in"], "passes": {"from": "$tb_high_incidence"}},
    "all_high": {"list": "rate", "of": ["lived_in"], "passes": {"from": "$tb_high_incidence"}, "every": True},
    "any_low": {"list": "low", "of": ["citizenship", "lived_in"]},
    "all_low": {"list": "low", "of": ["citizenship", "lived_in"], "every": True},
    "loa": {"list": "loa", "of": ["birth_country", "lived_in"]},
}


def template() -> Template:
    """The shipped template of one country with the lists of this test."""
    lists = [{"title": "T", "as_of": "2026-01-01", "unit": "", "source": SOURCE, "sources": {}, **row} for row in LISTS]
    more = [{"name": n, "kind": "list", "source": SOURCE, "every": False, **row} for n, row in DEFINITIONS.items()]
    return template_from(dict(us().data) | {"lists": lists, "definitions": more}, "0" * 64)


def value(name: str, settings: Mapping[str, object] | None = None, **more: Any) -> object:
    who = applicant("1990-01-01", exam_country=more.pop("exam_country", "RW"), **more)
    found = ApplicantFacts(template(), who, who.birth_earliest, {}, settings or {}).value(name)
    return sorted(found.needs) if isinstance(found, Unknown) else found


CASES: list[tuple[str, dict[str, Any], object]] = [
    ("rate", {}, 55),
    ("rate", {"exam_country": "ZM"}, ["list.rate.ZM"]),
    ("any_high", {"lived_in": ["US", "RW"]}, True),
    ("any_high", {"lived_in": ["ZM", "RW"]}, True),
    ("any_high", {"lived_in": ["US"]}, False),
    ("any_high", {"lived_in": ["US", "ZM"]}, ["list.rate.ZM"]),
    ("any_high", {"lived_in": []}, False),
    ("any_high", {}, ["lived_in"]),
    ("all_high", {"lived_in": ["RW", "BI"]}, True),
    ("all_high", {"lived_in": ["US", "ZM"]}, False),
    ("all_high", {"lived_in": ["RW", "ZM"]}, ["list.rate.ZM"]),
    ("any_low", {"citizenship": "US"}, True),
    ("any_low", {"citizenship": "RW", "lived_in": ["RW", "CA"]}, True),
    ("any_low", {"citizenship": "RW", "lived_in": ["RW"]}, False),
    ("any_low", {"citizenship": "RW"}, ["lived_in"]),
    ("any_low", {"citizenship": "FR", "lived_in": ["DE"]}, ["list.low.DE", "list.low.FR"]),
    ("all_low", {"citizenship": "US", "lived_in": ["US", "CA"]}, True),
    ("all_low", {"citizenship": "FR", "lived_in": ["RW"]}, False),
    ("all_low", {"citizenship": "US", "lived_in": []}, True),
    ("loa", {"birth_country": "RW", "lived_in": ["BI"]}, False),
    ("loa", {"birth_country": "RW", "lived_in": ["BI", "CD"]}, True),
    ("loa", {"birth_country": "CD"}, True),
    ("loa", {"birth_country": "RW"}, ["lived_in"]),
]


@pytest.mark.parametrize(("name", "more", "expected"), CASES)
def test_a_list_is_asked_about_countries(name: str, more: dict[str, Any], expected: object) -> None:
    assert value(name, **more) == expected


def test_a_clinic_completes_and_corrects_a_list() -> None:
    assert value("rate", {"list.rate.ZM": 300}, exam_country="ZM") == 300
    assert value("rate", {"list.rate.RW": 12}) == 12
    assert value("any_high", {"list.rate.ZM": 300}, lived_in=["ZM"]) is True
    assert value("loa", {"list.loa.CD": False}, birth_country="CD", lived_in=[]) is False
    assert value("all_low", {"list.low.FR": True}, citizenship="FR", lived_in=["US"]) is True


def test_the_threshold_is_a_setting() -> None:
    assert value("any_high", {"tb_high_incidence": 60}, lived_in=["RW"]) is False


def test_a_list_tells_its_date_and_the_source_of_each_country() -> None:
    found = us().lists["loa_loa"]
    assert (found.kind, found.complete, found.as_of.year) == ("membership", True, 2017)
    assert found.of("RW") is False
    assert found.sources["CD"][1].value == "official"
    assert us().lists["tb_incidence"].of("ZM") is None
