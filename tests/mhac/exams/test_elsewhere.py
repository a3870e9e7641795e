"""Finding whose exam is open, by name or number, among everybody: what an entry on the wrong person needs."""

import pytest

from mhac.exams import elsewhere
from mhac.kernel.errors import NotAllowed
from mhac.security.queries import audit_lines
from tests.clinic import Clinic
from tests.mhac.exams.examined import begin, family, signed_exam


def test_only_open_exams_are_found_and_never_the_exam_itself(clinic: Clinic) -> None:
    household = family(clinic)
    mother = begin(clinic, household)
    child = begin(clinic, household, household.child)
    with clinic.read("nurse") as uow:
        found = elsewhere.open_exams(uow, "Habimana", apart_from=mother)
        assert [(each.exam_id, each.person.name) for each in found] == [(child, "HABIMANA Divine")]
        assert elsewhere.open_exams(uow, found[0].person.file_number, apart_from=mother) == found
        assert elsewhere.open_exams(uow, "Habimana", apart_from=child) == ()
        assert elsewhere.open_exams(uow, "  ", apart_from=child) == ()


def test_a_signed_exam_is_not_offered(sqlite_clinic: Clinic) -> None:
    household = family(sqlite_clinic)
    signed_exam(sqlite_clinic, household)
    with sqlite_clinic.read("nurse") as uow:
        assert elsewhere.open_exams(uow, "Mukamana", apart_from=0) == ()


def test_who_is_shown_is_logged_and_reception_may_not_ask(clinic: Clinic) -> None:
    household = family(clinic)
    child = begin(clinic, household, household.child)
    with clinic.read("nurse") as uow:
        assert elsewhere.whose(uow, child).given_names == "Divine"
    with clinic.read("administrator") as uow:
        assert "identity" in str(audit_lines(uow, person_id=household.child)[0])
    with clinic.read("receptionist") as uow, pytest.raises(NotAllowed):
        elsewhere.whose(uow, child)
