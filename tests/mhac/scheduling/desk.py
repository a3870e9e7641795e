"""A reception desk for tests: the usual rooms, services and hours, and people to book."""

from dataclasses import dataclass
from datetime import date, datetime

from mhac.registration import service as registration
from mhac.registration.birth import on_day
from mhac.registration.rules import Joining, NewCase, NewPerson
from mhac.scheduling import queries, rules, service, setup
from mhac.scheduling.service import Booking
from mhac.scheduling.views import Block, Frame
from tests.clinic import Clinic

TUESDAY = date(2026, 3, 10)
FAMILY = (("MUKAMANA", "Béatrice", "F", date(1984, 5, 2)), ("HABIMANA", "Jean", "M", date(1980, 1, 9)),
          ("HABIMANA", "Eric", "M", date(2016, 7, 1)), ("HABIMANA", "Grâce", "F", date(2025, 4, 1)))  # fmt: skip


@dataclass(frozen=True)
class Desk:
    """The clinic with its book laid down."""

    clinic: Clinic
    frame: Frame

    def room(self, name: str) -> int:
        return next(room.id for room in self.frame.rooms if room.name == name)

    def service(self, code: str = "assessment") -> int:
        return next(found.id for found in self.frame.services if found.code == code)

    def at(self, hour: int, minute: int = 0, day: date = TUESDAY) -> datetime:
        return rules.at(day, hour * 60 + minute, self.clinic.database.zone)

    def person(self, family: str, given: str, sex: str = "M", born: date = date(1990, 3, 14), phone: str = "") -> int:
        with self.clinic.act("receptionist", action="registration.register_person") as uow:
            wanted = NewPerson(family_name=family, given_names=given, sex=sex, birth=on_day(born), phone=phone)
            return registration.register_person(uow, request=wanted)

    def family(self, number: str = "KGL-2026-001") -> tuple[int, tuple[int, ...]]:
        """A family of four with a case; the mother is the principal applicant."""
        members = tuple(self.person(*who) for who in FAMILY)
        with self.clinic.act("receptionist", action="registration.open_case") as uow:
            kinds = ("principal", "spouse", "child", "child")
            joining = [Joining(i, kind, principal=kind == "principal") for i, kind in zip(members, kinds, strict=True)]
            wanted = NewCase(country="US", category="refugee", number=number)
            return registration.open_case(uow, request=wanted, members=joining), members

    def booking(self, *people: int, room: str = "Nurse 1", hour: int = 9, minute: int = 0, **more: object) -> Booking:
        day = more.pop("day", TUESDAY)
        code = more.pop("service", "assessment")
        assert isinstance(day, date)
        return Booking(self.room(room), self.service(str(code)), self.at(hour, minute, day), people, **more)  # type: ignore[arg-type]

    def book(self, *people: int, **wanted: object) -> Block:
        with self.clinic.act("receptionist", action="scheduling.book") as uow:
            number = service.book(uow, request=self.booking(*people, **wanted))  # type: ignore[arg-type]
            found = queries.block(uow, number)
        assert found is not None
        return found

    def block(self, number: int) -> Block:
        with self.clinic.read("receptionist") as uow:
            found = queries.block(uow, number)
        assert found is not None
        return found

    def day(self, day: date = TUESDAY) -> tuple[Block, ...]:
        with self.clinic.read("receptionist") as uow:
            return queries.day_view(uow, day)


def lay_down(clinic: Clinic) -> Desk:
    """Give the clinic the rooms, services and hours that a new one starts with."""
    with clinic.act("administrator", action="scheduling.define_hours") as uow:
        setup.install_defaults(uow)
    with clinic.read("receptionist") as uow:
        return Desk(clinic, queries.frame(uow))
