"""A person or a case corrected under a signed exam: what was signed holds no more, and every paper says so."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from mhac.certificates import queries, service
from mhac.certificates.records import Certificate
from mhac.certificates.rules import Status
from mhac.documents.content import Paper
from mhac.exams import queries as exams
from mhac.exams.banner import identity_of
from mhac.exams.records import Signature
from mhac.kernel.errors import Refused
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.registration import queries as queries_of_people
from mhac.registration import service as registration
from mhac.registration.records import Case, Person
from mhac.registration.rules import IdentifierEntry, NameEntry
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


def document_name(uow: UnitOfWork, made: Journey) -> None:
    person = queries_of_people.person_file(uow, made.person_id)
    facts = replace(person.facts, other_names=(NameEntry("document", "NDAYISHIMIYE", "PASKAL"),))
    registration.correct_person(uow, person_id=made.person_id, version=person.version, request=facts)


def nationality(uow: UnitOfWork, made: Journey) -> None:
    uow.get(Person, made.person_id).citizenship = "RW"


def status(uow: UnitOfWork, made: Journey) -> None:
    uow.get(Person, made.person_id).travel_status = "XXB"


def document(uow: UnitOfWork, made: Journey) -> None:
    correct_papers(uow, made, IdentifierEntry("passport", "OP7777777", "BDI"))


@pytest.mark.parametrize("correction", [name, sex, birth, document_name, nationality, status, document])
def test_a_paper_that_says_something_else_of_the_person_is_issued_anew_after_the_exam_was_signed_again(
    clinic: Clinic, made: Journey, correction: Correction
) -> None:
    with clinic.act("administrator", action="certificates.issue") as uow:
        old = service.issue(uow, decision_id=made.decision_id)
    with clinic.act("receptionist", action="registration.correct_person") as uow:
        correction(uow, made)
    sign_again(clinic, made)
    with clinic.read("administrator") as uow:
        found = queries.certificate(uow, old)
        assert (found.why_not, found.stands) == ("other_on_file", False)
        assert [each.id for each in queries.uncovered(uow)] == [old]
        assert queries.certificates_of_travellers(uow, [made.traveller_id])[made.traveller_id].why_not
        (row,) = queries.ready(uow)
        assert (row.decision_id, row.replaces) == (made.decision_id, found.number)
        assert queries.check_text(uow, uow.get(Certificate, old).code).stands is False
    with clinic.act("administrator", action="certificates.queue_print") as uow, pytest.raises(Refused) as refused:
        service.queue_print(uow, certificate_id=old, printer="Desk", paper=Paper.A4)
    assert (refused.value.code, refused.value.values["number"]) == ("certificates.other_on_file", found.number)
    with clinic.act("administrator", action="certificates.issue") as uow:
        new = service.issue(uow, decision_id=row.decision_id)
    with clinic.read("administrator") as uow:
        assert queries.certificate(uow, old).status is Status.REPLACED
        assert queries.certificate(uow, new).stands
        assert queries.ready(uow) == ()
        assert queries.uncovered(uow) == ()
    with clinic.act("administrator", action="certificates.issue") as uow, pytest.raises(Refused) as refused:
        service.issue(uow, decision_id=made.decision_id)
    assert refused.value.code == "certificates.already_issued"


@pytest.mark.parametrize("added", [
    IdentifierEntry("laissez_passer", "LP000777", "RWA"), IdentifierEntry("other", "77", None)])  # fmt: skip
def test_a_further_document_is_no_correction(clinic: Clinic, made: Journey, added: IdentifierEntry) -> None:
    with clinic.act("administrator", action="certificates.issue") as uow:
        issued = service.issue(uow, decision_id=made.decision_id)
    with clinic.act("receptionist", action="registration.correct_person") as uow:
        on_file = queries_of_people.person_file(uow, made.person_id).facts.identifiers
        correct_papers(uow, made, added, *on_file)
    with clinic.read("administrator") as uow:
        assert queries.certificate(uow, issued).stands
        assert queries.ready(uow) == ()


def correct_papers(uow: UnitOfWork, made: Journey, *papers: IdentifierEntry) -> None:
    person = queries_of_people.person_file(uow, made.person_id)
    facts = replace(person.facts, identifiers=papers)
    registration.correct_person(uow, person_id=made.person_id, version=person.version, request=facts)


def test_the_paper_stands_again_when_the_correction_was_taken_back(clinic: Clinic, made: Journey) -> None:
    with clinic.act("administrator", action="certificates.issue") as uow:
        issued = service.issue(uow, decision_id=made.decision_id)
    with clinic.read("receptionist") as uow:
        was = queries_of_people.person_file(uow, made.person_id)
    for facts, stands in ((replace(was.facts, given_names="Pascaline"), False), (was.facts, True)):
        with clinic.act("receptionist", action="registration.correct_person") as uow:
            version = queries_of_people.person_file(uow, made.person_id).version
            registration.correct_person(uow, person_id=made.person_id, version=version, request=facts)
        with clinic.read("administrator") as uow:
            assert queries.certificate(uow, issued).stands is stands


def sign_again(clinic: Clinic, made: Journey) -> None:
    """What an amendment leaves behind: a second signature, for whom the file names now."""
    with clinic.act("physician") as uow:
        first = uow.session.query(Signature).one()
        uow.add(Signature(
            exam_id=first.exam_id, seq=2, physician_id=first.physician_id, physician_name=first.physician_name,
            licence=first.licence, at=uow.now(), content="{}", digest="1" * 64, reason="name corrected", classes=[],
            cleared=True, valid_until=first.valid_until, identity=identity_of(uow.get(Person, made.person_id))))


def test_a_phone_number_or_a_camp_is_no_other_person(clinic: Clinic, made: Journey) -> None:
    with clinic.act("receptionist", action="registration.correct_person") as uow:
        person = uow.get(Person, made.person_id)
        person.phone, person.camp = "+250788000999", "kiziba"
    with clinic.read("physician") as uow:
        (row,) = travel.board(uow, departure_id=made.departure_id).rows
    assert row.holds
