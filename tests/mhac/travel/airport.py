"""A clinic for travel tests: a family whose exams are signed, and a flight for it."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from mhac.exams.records import Exam, Signature
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.registration import service as registration
from mhac.registration.birth import on_day
from mhac.registration.rules import Joining, NewCase, NewPerson
from mhac.travel import queries, service
from mhac.travel.forms import Subject, screening_form
from mhac.travel.rules import Condition, NewDecision, Outcome
from mhac.travel.views import Board, NewDeparture, TravellerRow
from tests.clinic import Clinic

DEPARTS = datetime(2026, 3, 12, 0, 55, tzinfo=UTC)  # 02:55 in Kigali, 42 hours after the clinic's Tuesday began
FLIGHT = NewDeparture("ET807", DEPARTS, "KGL-ADD-ORD", "US")
FAMILY = (("MUKAMANA", "Béatrice", "F", date(1984, 5, 2)), ("HABIMANA", "Jean", "M", date(1980, 1, 9)),
          ("HABIMANA", "Eric", "M", date(2016, 7, 1)))  # fmt: skip


@dataclass
class Airport:
    """What a test has at hand."""

    clinic: Clinic
    people: list[int] = field(default_factory=list)
    case_id: int = 0
    departure_id: int = 0
    places: dict[int, int] = field(default_factory=dict)

    def row(self, person_id: int, role: str = "physician") -> TravellerRow:
        return next(row for row in self.board(role).rows if row.person.id == person_id)

    def board(self, role: str = "physician") -> Board:
        with self.clinic.read(role) as uow:
            return queries.board(uow, departure_id=self.departure_id)

    def screen(self, person_id: int, **found: Any) -> int:
        with self.clinic.act("nurse", action="travel.record_screening") as uow:
            return service.record_screening(uow, traveller_id=self.places[person_id], answers=well(**found))

    def decide(self, person_id: int, outcome: Outcome, **more: Any) -> int:
        with self.clinic.act("physician", action="travel.decide_fitness") as uow:
            return service.decide_fitness(
                uow, request=NewDecision(traveller_id=self.places[person_id], outcome=outcome, **more)
            )


def well(**found: Any) -> dict[str, Any]:
    """The answers of somebody who is well."""
    man = Subject("M", 40)
    answers: dict[str, Any] = {
        each.code: False
        for each in screening_form().fields
        if each.kind == "yes_no" and each.is_asked(man, {}, DEPARTS.date())
    }
    return answers | {"temperature": 36.7, "pulse": 72, "oxygen_saturation": 97} | found


def airport(clinic: Clinic, *, signed: bool = True, valid_until: date = date(2026, 6, 1)) -> Airport:
    """Register a family, sign its exams in the tables, plan the flight and put the family on it."""
    made = Airport(clinic)
    with clinic.act("receptionist", action="registration.open_case") as uow:
        for family, given, sex, born in FAMILY:
            made.people.append(
                registration.register_person(
                    uow, request=NewPerson(family_name=family, given_names=given, sex=sex, birth=on_day(born))
                )
            )
        kinds = ("principal", "spouse", "child")
        made.case_id = registration.open_case(
            uow,
            request=NewCase("US", "REF", "RW-2026-00417"),
            members=[
                Joining(each, kind, principal=kind == "principal")
                for each, kind in zip(made.people, kinds, strict=True)
            ],
        )
        for person_id in made.people if signed else ():
            add_signed_exam(uow, person_id, made.case_id, valid_until=valid_until)
    with clinic.act("receptionist", action="travel.plan_departure") as uow:
        made.departure_id = service.plan_departure(uow, request=FLIGHT)
        service.add_travellers(uow, departure_id=made.departure_id, case_id=made.case_id)
    made.places = {row.person.id: row.traveller_id for row in made.board().rows}
    return made


def add_signed_exam(
    uow: UnitOfWork,
    person_id: int,
    case_id: int,
    *,
    cleared: bool | None = True,
    valid_until: date | None = date(2026, 6, 1),
    classes: tuple[str, ...] = (),
) -> int:
    """Put a signed exam into the tables, as the exams room leaves it."""
    at = uow.now() - timedelta(days=30)
    exam = uow.add(
        Exam(
            person_id=person_id,
            case_id=case_id,
            country="US",
            category="REF",
            edition="test",
            template_digest="0" * 64,
            exam_date=at.date(),
            exam_country="RW",
            status="signed",
            revision=1,
            open_key=None,
            begun_at=at,
            begun_by="Test",
            summary={},
            summary_key="",
            percent=100,
            held=False,
        )
    )
    uow.add(
        Signature(
            exam_id=exam.id,
            seq=1,
            physician_id=None,
            physician_name="Dr Test",
            licence="",
            at=at,
            content="{}",
            digest="0" * 64,
            reason="",
            classes=list(classes),
            cleared=cleared,
            valid_until=valid_until,
        )
    )
    return exam.id


WHEELCHAIR = (Condition("WCHC"),)
