"""A person or a case corrected under a signed exam: what was signed holds no more, and every paper says so."""

from collections.abc import Callable
from datetime import date

import pytest

from mhac.certificates import queries, service
from mhac.exams import queries as exams
from mhac.exams.banner import identity_of
from mhac.exams.records import Signature
from mhac.kernel.errors import Refused
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.registration.records import Case, Person
from mhac.travel import queries as travel
from tests.clinic import Clinic
from tests.mhac.certificates.journeys import Journey, journey

Correction = Callable[[UnitOfWork, Journey], None]


def name(uow: UnitOfWork, made: Journey) -> None:
    uow.get(Person, made.person_id).given_names = "Pascaline"


def sex(uow: UnitOfWork, made: Journey) -> None:
    uow.get(Person, made.person_id).sex = "F"


def birth(uow: UnitOfWork, made: Journey) -> None:
    person = uow.get(Person, made.person_id)
    person.birth_earliest = person.birth_latest = date(2001, 4, 9)


def country(uow: UnitOfWork, made: Journey) -> None:
    case = uow.get(Case, made.case_id)
    case.country, case.category = "CA", "PR_ECON"


def category(uow: UnitOfWork, made: Journey) -> None:
    uow.get(Case, made.case_id).category = "IV"


@pytest.fixture
def made(clinic: Clinic) -> Journey:
    made = journey(clinic)
    with clinic.act("physician") as uow:  # the exam of these journeys is laid into the tables: so is whom it is for
        signature = uow.session.query(Signature).one()
        signature.identity = identity_of(uow.get(Person, made.person_id))
    return made


@pytest.mark.parametrize(
    ("correction", "code"),
    [(name, "exam_other_person"), (sex, "exam_other_person"), (birth, "exam_other_person"),
     (country, "exam_other_case"), (category, "exam_other_case")],
)  # fmt: skip
def test_what_was_signed_holds_for_whom_it_was_signed(
    clinic: Clinic, made: Journey, correction: Correction, code: str
) -> None:
    with clinic.act("administrator", action="certificates.issue") as uow:
        issued = service.issue(uow, decision_id=made.decision_id)
    with clinic.read("administrator") as uow:
        assert queries.uncovered(uow) == ()
    with clinic.act("receptionist", action="registration.correct_person") as uow:
        correction(uow, made)
    with clinic.read("physician") as uow:
        (row,) = travel.board(uow, departure_id=made.departure_id).rows
        assert (row.holds, row.why_not) == (False, "exam")
        assert [each.code for each in row.concerns] == [code]
        assert exams.clearances(uow, [made.person_id])[made.person_id].other_person == (code == "exam_other_person")
    with clinic.read("administrator") as uow:
        assert [each.id for each in queries.uncovered(uow)] == [issued]
        found = queries.certificate(uow, issued)
    with clinic.act("administrator", action="certificates.replace") as uow, pytest.raises(Refused):
        service.replace(uow, certificate_id=issued, version=found.version, reason="name corrected")


def test_a_phone_number_or_a_camp_is_no_other_person(clinic: Clinic, made: Journey) -> None:
    with clinic.act("receptionist", action="registration.correct_person") as uow:
        person = uow.get(Person, made.person_id)
        person.phone, person.camp = "+250788000999", "kiziba"
    with clinic.read("physician") as uow:
        (row,) = travel.board(uow, departure_id=made.departure_id).rows
    assert row.holds
