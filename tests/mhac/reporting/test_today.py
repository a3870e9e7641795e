"""What each role is told to do first, on both engines."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from mhac.exams import service as exams
from mhac.exams.records import Exam
from mhac.floor import calling
from mhac.floor import service as floor
from mhac.floor.records import Visit
from mhac.floor.rules import IdentityCheck
from mhac.floor.rules import Outcome as Identity
from mhac.floor.visits import Seen
from mhac.kernel.errors import NotAllowed
from mhac.kernel.unit_of_work import Actor
from mhac.reporting.queries import Today, today
from mhac.reporting.rules import FIRST, Work, work_of
from mhac.reporting.urgency import Urgency, Why
from mhac.scheduling import service as scheduling
from mhac.scheduling import setup
from mhac.scheduling.queries import frame
from mhac.scheduling.service import Booking
from mhac.travel.rules import Outcome
from tests.clinic import Clinic
from tests.mhac.exams.examined import fill
from tests.mhac.travel.airport import Airport, airport


@pytest.fixture
def here(clinic: Clinic) -> Airport:
    """A family on a flight, booked for nine o'clock today."""
    made = airport(clinic)
    with clinic.act("administrator") as uow:
        setup.install_defaults(uow)
    with clinic.act("receptionist") as uow:
        book = frame(uow)
        service = next(each for each in book.services if each.code == "assessment")
        room = next(each for each in book.rooms if each.kind == service.room_kind)
        scheduling.book(
            uow,
            request=Booking(
                room.id, service.id, uow.now() + timedelta(hours=1), tuple(made.people), case_id=made.case_id
            ),
        )
    return made


def told(clinic: Clinic, *roles: str) -> tuple[Today, dict[Work, list[str]]]:
    with clinic.read(*roles) as uow:
        found = today(uow)
    return found, {task.work: [each.name for each in task.waiting] for task in found.tasks}


def arrive(here: Airport, *stations: str) -> None:
    with here.clinic.act("receptionist") as uow:
        tickets = floor.arrive(
            uow,
            appointment_id=1,
            people=tuple(floor.Arriving(each, IdentityCheck(Identity.CONFIRMED)) for each in here.people[:2]),
        )
    for station in stations:
        with here.clinic.act("nurse") as uow:
            floor.hand_over(
                uow,
                visits=tuple(Seen(each.visit_id, uow.get(Visit, each.visit_id).version) for each in tickets),
                station_code=station,
            )


def test_reception_is_told_who_is_due_and_who_has_not_come(here):
    found, waiting = told(here.clinic, "receptionist")
    assert set(waiting) == set(FIRST["receptionist"])
    assert waiting[Work.ARRIVALS] == []
    here.clinic.clock.forward(minutes=20)
    assert told(here.clinic, "receptionist")[1][Work.ARRIVALS] == ["MUKAMANA Béatrice"]
    here.clinic.clock.forward(minutes=60)
    found, waiting = told(here.clinic, "receptionist")
    assert waiting[Work.ARRIVALS] == []
    assert waiting[Work.NOT_COME] == ["MUKAMANA Béatrice"]
    missing = next(task for task in found.tasks if task.work is Work.NOT_COME).waiting[0]
    assert (missing.pressing, missing.people) == (True, 3)
    assert (found.booked, found.arrived, found.in_clinic) == (3, 0, 0)


def test_the_nurse_sees_who_waits_for_vital_signs_and_the_physician_who_waits_for_him(here):
    here.clinic.clock.forward(hours=1)
    arrive(here, "vital_signs")
    found, waiting = told(here.clinic, "nurse")
    assert waiting[Work.VITALS] == ["MUKAMANA Béatrice", "HABIMANA Jean"]
    assert (found.arrived, found.in_clinic) == (2, 2)
    with here.clinic.act("nurse") as uow:
        visits = uow.session.scalars(select(Visit)).all()
        floor.hand_over(uow, visits=tuple(Seen(each.id, each.version) for each in visits), station_code="physician")
    assert told(here.clinic, "nurse")[1][Work.VITALS] == []
    assert told(here.clinic, "physician")[1][Work.PHYSICIAN] == ["MUKAMANA Béatrice", "HABIMANA Jean"]


def test_reception_is_told_who_stands_at_the_desk(here):
    here.clinic.clock.forward(hours=1)
    arrive(here)
    assert told(here.clinic, "receptionist")[1][Work.DESK] == ["MUKAMANA Béatrice", "HABIMANA Jean"]
    (first,) = [each for each in told(here.clinic, "receptionist")[0].first if each.work is Work.DESK]
    assert (first.waiting.name, first.others, first.waiting.remark) == ("MUKAMANA Béatrice", 1, "A-01")
    for station, stand in (("physician", 0), ("checkout", 2)):
        with here.clinic.act("nurse") as uow:
            visits = uow.session.scalars(select(Visit)).all()
            floor.hand_over(uow, visits=tuple(Seen(each.id, each.version) for each in visits), station_code=station)
        assert len(told(here.clinic, "receptionist")[1][Work.DESK]) == stand


def test_who_is_done_at_a_station_waits_to_be_sent_on(here):
    here.clinic.clock.forward(hours=1)
    arrive(here, "vital_signs")
    with here.clinic.act("nurse") as uow:
        exam_id = exams.begin_exam(uow, person_id=here.people[0], case_id=here.case_id, without_consent="On paper")
    here.clinic.clock.forward(minutes=31)

    def said() -> dict[str, Why]:
        found = told(here.clinic, "nurse")[0].first
        return {each.waiting.name: each.why for each in found if each.work is Work.VITALS}

    assert said() == {"MUKAMANA Béatrice": Why.WAITS_TOO_LONG}, "with her husband, one line"
    fill(here.clinic, exam_id, "vitals", role="nurse")
    assert said() == {"HABIMANA Jean": Why.WAITS_TOO_LONG, "MUKAMANA Béatrice": Why.TO_SEND_ON}


def test_who_is_called_is_first_for_the_caller_only(here):
    here.clinic.clock.forward(hours=1)
    arrive(here, "vital_signs")
    here.clinic.clock.forward(minutes=31)
    with here.clinic.act("physician") as uow:
        visits = uow.session.scalars(select(Visit)).all()
        calling.call(uow, visits=tuple(Seen(each.id, each.version) for each in visits), room="Nurse 1")

    def first(*roles: str) -> tuple[Why, Urgency]:
        found = told(here.clinic, *roles)[0].first
        return next((each.why, each.urgency) for each in found if each.work is Work.VITALS)

    assert first("nurse") == (Why.IN_HAND, Urgency.LATER)
    assert first("physician", "nurse") == (Why.WAITS_TOO_LONG, Urgency.NOW)


def test_the_flight_brings_screening_then_decision_then_certificate(here):
    assert len(told(here.clinic, "nurse")[1][Work.TO_SCREEN]) == 3
    here.screen(here.people[1])
    assert told(here.clinic, "physician")[1][Work.TO_DECIDE] == ["HABIMANA Jean"]
    assert "HABIMANA Jean" not in told(here.clinic, "nurse")[1][Work.TO_SCREEN]
    here.decide(here.people[1], Outcome.FIT)
    assert told(here.clinic, "physician")[1][Work.TO_DECIDE] == []
    assert told(here.clinic, "administrator")[1][Work.CERTIFICATES] == [], "he waits for his family"
    for person_id, more in ((here.people[0], {"pregnant": False}), (here.people[2], {})):
        here.screen(person_id, **more)
        here.decide(person_id, Outcome.FIT)
    found, waiting = told(here.clinic, "administrator")
    assert "HABIMANA Jean" in waiting[Work.CERTIFICATES]
    assert len(waiting[Work.CERTIFICATES]) == 3
    assert found.next_departure is not None
    assert found.next_departure.flight == "ET807"


def exam(here: Airport, person_id: int, on: date, *, percent: int, whole: bool) -> None:
    with here.clinic.act("physician") as uow:
        uow.add(
            Exam(
                person_id=person_id,
                case_id=here.case_id,
                country="US",
                category="REF",
                edition="test",
                template_digest="0" * 64,
                exam_date=on,
                exam_country="RW",
                status="draft",
                revision=1,
                open_key=f"{person_id}:x",
                begun_at=uow.now(),
                begun_by="Test",
                percent=percent,
                held=False,
                summary_key="",
                summary={"assessment": {"classes": [] if whole else None, "complete": whole}},
            )
        )


def test_the_physician_sees_what_is_whole_and_what_stays_open(here):
    exam(here, here.people[0], date(2026, 3, 9), percent=98, whole=True)
    exam(here, here.people[1], date(2026, 3, 2), percent=97, whole=False)
    exam(here, here.people[2], date(2026, 3, 10), percent=40, whole=False)
    _, waiting = told(here.clinic, "physician")
    assert waiting[Work.TO_CLASSIFY] == ["MUKAMANA Béatrice"]
    assert waiting[Work.STILL_OPEN] == ["HABIMANA Jean"], "what was begun today is not late"
    assert waiting[Work.TO_SIGN] == []


def test_every_line_leads_somewhere(here):
    here.clinic.clock.forward(hours=1)
    for role in FIRST:
        with here.clinic.read(role) as uow:
            lines = [line for task in today(uow).tasks for line in task.waiting]
        assert all(line.page and line.arguments for line in lines)


def test_two_roles_see_the_work_of_both_once():
    both = work_of(["administrator", "physician"])
    assert len(both) == len(set(both))
    assert set(both) == set(FIRST["physician"]) | set(FIRST["administrator"])
    assert both[0] is FIRST["physician"][0], "the order of the rooms, not of the argument"


def test_who_has_no_permission_is_told_nothing(clinic):
    nobody = Actor(None, "Nobody", frozenset(), frozenset({"nurse"}))
    with clinic.database.reading(nobody) as uow, pytest.raises(NotAllowed):
        today(uow)
    half = Actor(
        None,
        "Half",
        frozenset({"reporting.today", "scheduling.see_book", "floor.see_floor", "travel.read", "exams.read_casefile"}),
        frozenset({"physician"}),
    )
    with clinic.database.reading(half) as uow:
        assert {task.work for task in today(uow).tasks} == {Work.PHYSICIAN, Work.TO_DECIDE}


def test_the_days_backup_is_known_from_the_audit(clinic):
    assert told(clinic, "administrator")[0].backup_at is None
    with clinic.act("administrator", action="security.backup") as uow:
        uow.note("backup made and read back")
        moment = uow.now()
    assert told(clinic, "administrator")[0].backup_at == moment
