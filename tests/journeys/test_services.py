"""The same way through the services alone, on both engines: quick enough to be asked after every change."""

from datetime import timedelta
from pathlib import Path

from mhac.certificates import queries as certificates
from mhac.certificates import service as certifying
from mhac.certificates.checking import read_public_keys, verify_file
from mhac.certificates.making import sealed_pdf
from mhac.certificates.rules import Status
from mhac.documents.content import Paper
from mhac.exams.queries import clearances
from mhac.floor import queries as floor
from mhac.floor import service as arriving
from mhac.floor.rules import IdentityCheck, Means, Outcome
from mhac.floor.service import Arriving
from mhac.floor.visits import Seen
from mhac.kernel import audit
from mhac.scheduling import queries as book
from mhac.scheduling import service as booking
from mhac.scheduling import setup
from mhac.scheduling.free_times import next_free
from mhac.scheduling.service import Booking
from mhac.travel import rules as travelling
from mhac.travel import service as travel
from mhac.travel.views import NewDeparture
from tests.clinic import Clinic
from tests.mhac.certificates.journeys import decide, give_signature
from tests.mhac.exams.examined import COUNTRY, Family, adopt, begin, confirm, family, fill_all, sign
from tests.mhac.travel.airport import well


def test_a_family_from_the_desk_to_the_certificate(clinic: Clinic, tmp_path: Path) -> None:
    household = family(clinic)
    visits = book_and_let_in(clinic, household)
    adopt(clinic)
    exam_id = begin(clinic, household)
    with clinic.act("nurse", action="floor.hand_over") as uow:
        arriving.hand_over(uow, visits=visits, station_code="vital_signs")
    fill_all(clinic, exam_id)
    confirm(clinic, exam_id)
    sign(clinic, exam_id)
    with clinic.read("physician") as uow:
        assert clearances(uow, (household.mother,))[household.mother].cleared is True

    clinic.clock.forward(days=2)
    decision = travels(clinic, household)
    give_signature(clinic)
    with clinic.act("administrator", action="certificates.issue") as uow:
        certificate = certifying.issue(uow, decision_id=decision)
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(sealed_pdf(clinic.database, clinic.actor("administrator"), certificate, Paper.A4))
    with clinic.act("administrator", action="certificates.export_public_keys") as uow:
        keys = read_public_keys(certifying.export_public_keys(uow))
    assert verify_file(paper, keys).holds
    paper.write_bytes(paper.read_bytes().replace(b"%%EOF", b"%%EOf"))
    assert not verify_file(paper, keys).holds

    with clinic.act("administrator", action="certificates.revoke") as uow:
        row = certificates.certificate(uow, certificate)
        certifying.revoke(uow, certificate_id=certificate, version=row.version, reason="The flight was cancelled")
    with clinic.read("administrator") as uow:
        assert certificates.certificate(uow, certificate).status is Status.REVOKED
        assert audit.verify(uow.session).faults == ()


def book_and_let_in(clinic: Clinic, household: Family) -> tuple[Seen, ...]:
    """Book mother and daughter in one go, and let them in with their faces compared."""
    people = (household.mother, household.child)
    with clinic.act("administrator", action="clinic.lay_down") as uow:
        setup.install_defaults(uow)
    with clinic.act("receptionist", action="scheduling.book") as uow:
        service = next(each for each in book.frame(uow).services if each.code == "assessment")
        free = next_free(uow, service_id=service.id, persons=2, after=uow.now(), person_ids=people)[0]
        assert free.span.starts_at.astimezone(uow.zone).strftime("%d %H:%M") == f"{uow.today():%d} 08:00"
        appointment = booking.book(uow, request=Booking(
            free.room_id, service.id, free.span.starts_at, people, household.case_id))  # fmt: skip
    same = IdentityCheck(Outcome.CONFIRMED, Means.PAPER)
    with clinic.act("receptionist", action="floor.arrive") as uow:
        tickets = arriving.arrive(
            uow, appointment_id=appointment, people=tuple(Arriving(each, same) for each in people))  # fmt: skip
        assert [ticket.ticket for ticket in tickets] == ["A-01a", "A-01b"]
    with clinic.read("nurse") as uow:
        return tuple(Seen(visit.id, visit.version) for visit in floor.floor_view(uow, uow.today()).visits)


def travels(clinic: Clinic, household: Family) -> int:
    """Plan the mother's journey, screen her, decide; returns the decision."""
    with clinic.act("receptionist", action="travel.plan_departure") as uow:
        flight = NewDeparture("ET807", clinic.clock() + timedelta(hours=40), "KGL-ADD-ORD", COUNTRY)
        departure = travel.plan_departure(uow, request=flight)
        (traveller,) = travel.add_travellers(
            uow, departure_id=departure, case_id=household.case_id, person_ids=(household.mother,))  # fmt: skip
    answers = {**well(), "pregnant": False, "recent_birth": False}
    with clinic.act("nurse", action="travel.record_screening") as uow:
        asked = {code: value for code, value in answers.items() if code in asked_of_her()}
        travel.record_screening(uow, traveller_id=traveller, answers=asked)
    return decide(clinic, traveller, travelling.Outcome.FIT)


def asked_of_her() -> set[str]:
    """The questions of the screening that a woman of 35 is asked."""
    from datetime import date

    from mhac.travel.forms import Subject, screening_form

    return {each.code for each in screening_form().fields if each.is_asked(Subject("F", 35), {}, date(2026, 3, 12))}
