"""Invented people: always the same for a seed, named as in the region, plausible as families."""

import io
from datetime import date

import pytest
from PIL import Image

from mhac.demo.faces import HEIGHT, face
from mhac.demo.parts import FIRST
from mhac.demo.people import InventedFamily, Inventor, demo_data
from mhac.registration.birth import Precision
from mhac.registration.rules import Lists, person_problems

TODAY = date(2026, 11, 24)


def families(people: int = 400, seed: int = 1) -> list[InventedFamily]:
    return list(Inventor(seed, TODAY).families(people))


def test_the_same_seed_invents_the_same_people():
    assert families(120) == families(120)
    assert families(120) != families(120, seed=2)


def test_as_many_people_as_were_asked_for_and_one_family_of_nine():
    found = list(Inventor(1, TODAY).families(60, [size for _, size in FIRST]))
    assert sum(len(each.members) for each in found) == 60
    assert sum(size for _, size in FIRST) == 60, "the parts of the story are for the demo's usual size"
    assert max(len(each.members) for each in found) == 9
    assert len({each.number for each in found}) == len(found)


def test_every_family_has_one_principal_applicant_and_children_younger_than_their_parents():
    for family in families():
        assert [person.principal for person in family.members].count(True) == 1
        assert family.members[0].principal
        children = [person for person in family.members if person.relationship == "child"]
        parents = [person for person in family.members if person.relationship in ("principal", "spouse")]
        for child in children:
            assert min(person.age(TODAY) for person in parents) - child.age(TODAY) >= 15
        assert len({person.given_names for person in family.members}) == len(family.members)


def test_names_and_birth_dates_are_as_varied_as_at_the_desk():
    people = [person for family in families(1500) for person in family.members]
    assert any(person.given_names == "" for person in people), "people with one name"
    assert any(person.native_name for person in people), "names in their own script"
    assert any(not person.family_name.isascii() or not person.given_names.isascii() for person in people), "accents"
    assert {person.birth.precision for person in people} == {
        Precision.DAY,
        Precision.MONTH,
        Precision.YEAR,
        Precision.RANGE,
    }
    assert any(person.birth.estimated for person in people)
    assert {person.citizenship for person in people} == {"CD", "BI", "RW", "ER", "ET", "SS"}
    assert len({(person.family_name, person.given_names) for person in people}) > 1200


def test_all_categories_of_the_demo_occur():
    wanted = {each["category"] for each in demo_data("clinic")["cases"]}
    assert {family.category for family in families(1500)} == wanted


def test_every_invented_person_passes_the_desk():
    from mhac.demo.work import as_request
    from mhac.registration import codes

    lists: Lists = codes.lists()
    for family in families(300):
        for person in family.members:
            assert list(person_problems(as_request(person), TODAY, lists)) == []


@pytest.mark.parametrize(("sex", "age"), [("F", 30), ("M", 70), ("F", 5)])
def test_a_face_is_a_small_picture_and_always_the_same(sex, age):
    made = face(4711, sex, age)
    assert made == face(4711, sex, age)
    assert Image.open(io.BytesIO(made)).size == (HEIGHT * 3 // 4, HEIGHT)
    assert len(made) < 20_000
