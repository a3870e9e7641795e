"""Invents people and families with names as they occur in the region; the same seed invents the same people.

Nobody is meant: names are put together by chance from `resources/demo/names.json`.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from mhac.kernel.paths import RESOURCES
from mhac.registration import codes
from mhac.registration.birth import BirthDate, Precision, in_month, in_years, on_day

FOLDER = RESOURCES / "demo"
YEAR = 365.25
FAMILY_SIZES = ((1, 30), (2, 14), (3, 14), (4, 13), (5, 10), (6, 8), (7, 5), (8, 4), (9, 2))
ALPHANUMERIC = "0123456789ABCDEFGHJKLMNPRSTUVWXYZ"


Paper = tuple[str, str, str | None, date | None]
"""Kind, number, issuer and last day of a paper."""


@dataclass(frozen=True)
class InventedPerson:
    """One invented person as the reception desk would write him down."""

    family_name: str
    given_names: str
    native_name: str
    sex: str
    birth: BirthDate
    citizenship: str
    birth_country: str
    travel_status: str | None
    camp: str | None
    phone: str
    languages: tuple[str, ...]
    needs_interpreter: bool
    relationship: str
    principal: bool
    identifiers: tuple[Paper, ...]
    face: int

    def age(self, on: date) -> int:
        """Return the completed years on a day, by the latest day of birth."""
        born = self.birth.latest
        return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


@dataclass(frozen=True)
class InventedFamily:
    """A case: one person, or a family that travels together."""

    number: str
    country: str
    category: str
    programme: str
    group: str
    members: tuple[InventedPerson, ...]


@lru_cache(maxsize=2)
def demo_data(name: str) -> Mapping[str, Any]:
    """Return a file of the demo's data: "names" or "clinic"."""
    content: Mapping[str, Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return content


def certain(family: InventedFamily, limits: Sequence[int], first: date, last: date) -> InventedFamily:
    """Return the family with a birth date known to the day where the protocol would else have to wait for it.

    `limits` are the ages at which something else is asked; the exam lies between the two days.
    """
    return replace(family, members=tuple(_certain(person, limits, first, last) for person in family.members))


def _certain(person: InventedPerson, limits: Sequence[int], first: date, last: date) -> InventedPerson:
    if person.birth.is_exact:
        return person
    oldest = replace(person, birth=on_day(person.birth.earliest)).age(last)
    passed = [limit for limit in limits if person.age(first) < limit <= oldest]
    return replace(person, birth=on_day(person.birth.latest, estimated=person.birth.estimated)) if passed else person


@dataclass
class Inventor:
    """Invents families one after the other; `today` is the day on which they come to the clinic first."""

    seed: int
    today: date
    serial: int = 0
    chance: random.Random = field(init=False)
    _given: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Begin the chain of chances."""
        self.chance = random.Random(self.seed)  # noqa: S311 - invented people, no secret
        self.names = demo_data("names")
        self.clinic = demo_data("clinic")

    def families(self, people: int, sizes: Sequence[int] = ()) -> Iterator[InventedFamily]:
        """Yield families until so many people are invented; the first ones have the given sizes."""
        left, wanted = people, list(sizes)
        while left > 0:
            size = min(left, wanted.pop(0) if wanted else self.size())
            yield self.family(size)
            left -= size

    def size(self) -> int:
        """Return how many a family has, as families at the clinic have."""
        size: int = self._weighted(FAMILY_SIZES)
        return size

    def family(self, size: int, on: date | None = None) -> InventedFamily:
        """Invent one case of so many people, as of a day."""
        if on is not None:
            self.today = on
        self.serial += 1
        kind = self._weighted([(each, each["weight"]) for each in self.clinic["cases"]])
        groups = [each for each in self.names["groups"] if each["code"] in kind["groups"]]
        group = self._weighted([(each, each["weight"]) for each in groups])
        refugee = "refugee_id" if group["camps"] else "passport"
        camp = self.chance.choice(group["camps"]) if group["camps"] and self.chance.random() < 0.8 else None
        self._given = set()
        members = tuple(self._member(group, refugee, camp, place) for place in self._places(size))
        number = f"{self.clinic['case_prefix']}-{self.today.year}-{self.serial:05d}"
        return InventedFamily(number, self.clinic["country"], kind["category"], kind["programme"], group["code"],
                              members)

    def _places(self, size: int) -> list[tuple[str, str, float, str]]:
        """Return (relationship, sex, age in years, father's name) of each member, principal applicant first."""
        head = self.chance.choice("MF")
        age = self.chance.uniform(20, 62)
        father = self._father()
        places = [("principal", head, age, "")]
        couple = size > 1 and self.chance.random() < 0.72
        if couple:
            places.append(("spouse", "F" if head == "M" else "M", max(18.5, age + self.chance.uniform(-8, 4)), ""))
        mother = min(each[2] for each in places)
        oldest = int(min(20, mother - 17))
        births = self.chance.sample(range(oldest), min(oldest, size - len(places))) if oldest > 0 else []
        for _ in range(size - len(places)):
            if not births or (size > 6 and self.chance.random() < 0.08):
                kin = self.chance.choice(("sibling", "niece_nephew", "parent"))
                years = age + self.chance.uniform(20, 30) if kin == "parent" else self.chance.uniform(6, 30)
                places.append((kin, self.chance.choice("MF"), min(years, 92.0), ""))
            else:
                years = births.pop() + self.chance.uniform(0.05, 0.35)
                places.append(("child", self.chance.choice("MF"), years, father))
        return places[:2 if couple else 1] + sorted(places[2 if couple else 1:], key=lambda each: -each[2])

    def _father(self) -> str:
        return str(self.chance.randrange(1_000_000))

    def _member(self, group: Mapping[str, Any], paper: str, camp: str | None,
                place: tuple[str, str, float, str]) -> InventedPerson:
        relationship, sex, age, father = place
        chance = self.chance
        family_name, given = self._name(group, sex, father)
        if chance.randrange(self.names["one_name_in"]) == 0:
            family_name, given = (family_name or given), ""
        birth = self._birth(age)
        here = group.get("born_here_from")
        born_here = here is not None and birth.earliest.year >= here and chance.random() < 0.8
        languages = tuple(group["languages"][:chance.choice((1, 1, 2, 2, 3))])
        return InventedPerson(
            family_name, given, self._native(given), sex, birth, group["citizenship"],
            self.names["born_here"] if born_here else group["birth_country"],
            "XXB" if camp and chance.random() < 0.4 else None, camp,
            f"+2507{chance.choice('2389')}{chance.randrange(10_000_000):07d}" if age > 17 else "",
            languages, age > 6 and languages[0] not in ("rw", "rn") and chance.random() < 0.6, relationship,
            relationship == "principal", self._identifiers(group, paper), chance.randrange(1 << 16))

    def _name(self, group: Mapping[str, Any], sex: str, father: str) -> tuple[str, str]:
        """Return family name and given names by the custom of the group.

        In Rwanda and Burundi a child has a name of its own; in Eritrea and Ethiopia the father's name follows; in
        South Sudan those of father and grandfather.
        """
        chance = self.chance
        given = self._new_given(group["given_f" if sex == "F" else "given_m"])
        kin = random.Random(int(father)) if father else chance  # noqa: S311 - invented people, no secret
        naming = group["naming"]
        if naming == "own_and_father":
            return kin.choice(group["father"]), given
        if naming == "own_and_forefathers":
            first, second = kin.choice(group["father"]), kin.choice(group["father"])
            return second, f"{given} {first}"
        if naming == "family_and_given":
            family = (kin if kin.random() < 0.7 else chance).choice(group["family"])
            return family, f"{chance.choice(group['post'])} {given}" if chance.random() < 0.35 else given
        return chance.choice(group["family"]), given

    def _new_given(self, table: Sequence[str]) -> str:
        """Return a given name that nobody else in this family has."""
        given = self.chance.choice(table)
        while given in self._given:
            given = self.chance.choice(table)
        self._given.add(given)
        return given

    def _native(self, given: str) -> str:
        for table in self.names["native"].values():
            if given in table:
                return str(table[given])
        return ""

    def _birth(self, age: float) -> BirthDate:
        """Return a birth date, now and then one that is not known to the day."""
        born = self.today - timedelta(days=max(3, round(age * YEAR)))
        known = self.chance.random()
        if age < 4 or known < 0.82:
            return on_day(born)
        if known < 0.90:
            return BirthDate(date(born.year, 1, 1), date(born.year, 1, 1), Precision.DAY, estimated=True)
        if known < 0.94:
            return in_month(born.year, born.month)
        if known < 0.98:
            return in_years(born.year, born.year, estimated=True)
        return in_years(born.year - 1, born.year + 1, estimated=True)

    def _identifiers(self, group: Mapping[str, Any], paper: str) -> tuple[Paper, ...]:
        chance = self.chance
        issuer = codes.issuer_code("RW" if paper == "refugee_id" else group["citizenship"])
        number = "".join(chance.choice(ALPHANUMERIC) for _ in range(9))
        found: list[Paper] = [(paper, number, issuer, self.today + timedelta(days=chance.randrange(200, 2500)))]
        if paper == "refugee_id":
            unhcr = f"{chance.randrange(100, 999)}{chance.randrange(10, 26)}C{chance.randrange(100_000):05d}"
            found.append(("unhcr", unhcr, None, None))
        return tuple(found)

    def _weighted(self, table: Sequence[tuple[Any, int]]) -> Any:
        return self.chance.choices([each for each, _ in table], [weight for _, weight in table])[0]
