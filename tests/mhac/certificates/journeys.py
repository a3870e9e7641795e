"""A family whose journey was decided, made with the rooms' own verbs; the exam stands signed from the start."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from mhac.exams.records import Exam, Signature
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.registration import queries as people
from mhac.registration import service as registration
from mhac.registration.birth import on_day
from mhac.registration.rules import IdentifierEntry, Joining, NameEntry, NewCase, NewPerson
from mhac.security import service as security
from mhac.travel import service as travel
from mhac.travel.forms import Subject, screening_form
from mhac.travel.rules import Condition, NewDecision, Outcome
from mhac.travel.views import NewDeparture
from tests.clinic import Clinic
from tests.documents.papers import photo, signature

COUNTRY = "US"
OXYGEN = (Condition("", "In-flight oxygen 2 L/min"), Condition("", "Nurse escort for the whole journey"))


@dataclass(frozen=True)
class Journey:
    """Where the tests find the pieces of one decided journey."""

    person_id: int
    case_id: int
    departure_id: int
    traveller_id: int
    decision_id: int


def journey(
    clinic: Clinic,
    *,
    outcome: Outcome = Outcome.FIT_WITH_CONDITIONS,
    family_name: str = "Ndayishimiye",
    given_names: str = "Pascal",
    flight: str = "ET807",
    **person: Any,
) -> Journey:
    """Register, examine, put on a flight, screen and decide."""
    person_id = register(clinic, family_name, given_names, **person)
    with clinic.act("receptionist") as uow:
        case_id = registration.open_case(
            uow,
            request=NewCase(COUNTRY, "REF", number=f"RW-2026-{person_id:05d}"),
            members=(Joining(person_id, "principal", principal=True),),
        )
    with clinic.act("physician") as uow:
        sign_exam(uow, person_id, case_id)
    departs_at = clinic.clock() + timedelta(hours=40)
    with clinic.act("administrator") as uow:
        departure_id = travel.plan_departure(uow, request=NewDeparture(flight, departs_at, "KGL-ADD-ORD", COUNTRY))
        (traveller_id,) = travel.add_travellers(uow, departure_id=departure_id, case_id=case_id)
    screen(clinic, traveller_id)
    return Journey(person_id, case_id, departure_id, traveller_id, decide(clinic, traveller_id, outcome))


def register(clinic: Clinic, family_name: str, given_names: str, **person: Any) -> int:
    with clinic.read("receptionist") as uow:
        there = people.counts(uow).people
    passport = f"OP{904417 + there:07d}"
    facts: dict[str, Any] = {
        "sex": "M", "birth": on_day(date(1959, 5, 2)), "citizenship": "BI", "birth_country": "BI",
        "identifiers": (IdentifierEntry("unhcr", "88012C00391"), IdentifierEntry("passport", passport, "BDI")),
        "other_names": (NameEntry("document", "NDAYISHIMIYE", "PASCAL"),) if family_name == "Ndayishimiye" else (),
    }  # fmt: skip
    with clinic.act("receptionist") as uow:
        person_id = registration.register_person(
            uow, request=NewPerson(family_name=family_name, given_names=given_names, **{**facts, **person})
        )
        registration.add_photo(uow, person_id=person_id, image=photo((90 + person_id, 120, 150)))
    return person_id


def sign_exam(uow: UnitOfWork, person_id: int, case_id: int) -> None:
    """A signed exam that clears the journey: what this room is told of it is one line."""
    exam = uow.add(
        Exam(
            person_id=person_id,
            case_id=case_id,
            country=COUNTRY,
            category="REF",
            edition="2026",
            template_digest="0" * 64,
            exam_date=uow.today(),
            exam_country="RW",
            status="signed",
            revision=1,
            open_key=None,
            begun_at=uow.now(),
            begun_by=uow.actor.name,
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
            physician_id=uow.actor.user_id,
            physician_name=uow.actor.name,
            licence=uow.actor.licence,
            at=uow.now(),
            content="{}",
            digest="0" * 64,
            reason="",
            classes=[],
            cleared=True,
            valid_until=uow.today() + timedelta(days=180),
        )
    )


def screen(clinic: Clinic, traveller_id: int) -> int:
    """Screen a healthy man."""
    subject, day = Subject("M", 66), clinic.clock().date()
    answers: dict[str, Any] = {
        field.code: False
        for field in screening_form().fields
        if field.kind == "yes_no" and field.is_asked(subject, {}, day)
    }
    answers |= {"temperature": 36.7, "pulse": 72, "oxygen_saturation": 97}
    with clinic.act("nurse") as uow:
        return travel.record_screening(uow, traveller_id=traveller_id, answers=answers)


def decide(clinic: Clinic, traveller_id: int, outcome: Outcome, *, before: int | None = None) -> int:
    """Decide as the physician, a second time in the place of an earlier decision."""
    request = NewDecision(
        traveller_id, outcome, conditions=OXYGEN if outcome is Outcome.FIT_WITH_CONDITIONS else (),
        reason="" if outcome.may_travel else "needs treatment first",
        recheck_on=clinic.clock().date() + timedelta(days=7) if outcome is Outcome.TEMPORARILY_UNFIT else None,
        seen_decision_id=before, supersede_reason="seen again today" if before else "",
    )  # fmt: skip
    with clinic.act("physician") as uow:
        return travel.decide_fitness(uow, request=request)


def give_signature(clinic: Clinic) -> None:
    """Put the physician's signature image on file."""
    with clinic.act("administrator") as uow:
        security.set_signature(uow, user_id=clinic.user_ids["physician"], png=signature())
