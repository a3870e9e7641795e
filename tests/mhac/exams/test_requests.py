"""Request slips: one standing request a test, a number that a scanner reads, and a paper that says why."""

import pytest

from mhac.documents.slips import draw_request_slip
from mhac.exams import queries, service
from mhac.exams.casefile import casefile
from mhac.exams.records import ExamRequest
from mhac.exams.rules import StepState
from mhac.exams.slips import request_slip
from mhac.kernel import search
from mhac.kernel.errors import NotAllowed, Refused
from tests.clinic import Clinic
from tests.documents.papers import codes
from tests.mhac.exams.examined import begin, family, fill


def ask(clinic: Clinic, exam_id: int, item: str, role: str = "nurse") -> int:
    with clinic.act(role, action="exams.request_item") as uow:
        return service.request_item(uow, exam_id=exam_id, item=item)


def test_a_request_is_on_its_way_until_the_result_is_there(clinic: Clinic) -> None:
    household = family(clinic)
    exam_id = begin(clinic, household)
    request_id = ask(clinic, exam_id, "syphilis")

    def state() -> tuple[StepState, str]:
        with clinic.read("nurse") as uow:
            step = next(s for s in casefile(uow, household.mother).requirements if s.item == "syphilis")
        return step.state, step.request_number

    with clinic.read("nurse") as uow:
        number = uow.get(ExamRequest, request_id).number
    assert state() == (StepState.REQUESTED, number)
    fill(clinic, exam_id, "syphilis", role="nurse")
    assert state() == (StepState.DONE, number)


def test_asking_twice_gives_the_standing_request_back(clinic: Clinic) -> None:
    exam_id = begin(clinic, family(clinic))
    first = ask(clinic, exam_id, "syphilis")
    assert ask(clinic, exam_id, "syphilis") == first
    with clinic.act("nurse", action="exams.withdraw_request") as uow:
        service.withdraw_request(uow, request_id=first, version=1, reason="Blood could not be drawn")
    second = ask(clinic, exam_id, "syphilis")
    assert second != first
    with clinic.read("nurse") as uow:
        assert uow.get(ExamRequest, first).number != uow.get(ExamRequest, second).number
        with pytest.raises(Refused, match="exams.request_withdrawn"):
            request_slip(uow, first)


def test_only_tests_are_requested_and_only_by_clinical_staff(clinic: Clinic) -> None:
    exam_id = begin(clinic, family(clinic))
    for item in ("medical_exam", "horoscope"):
        with pytest.raises(Refused, match="exams.not_requestable"):
            ask(clinic, exam_id, item)
    with pytest.raises(NotAllowed):
        ask(clinic, exam_id, "syphilis", role="receptionist")


def test_a_scanned_slip_leads_to_its_person(clinic: Clinic) -> None:
    household = family(clinic)
    request_id = ask(clinic, begin(clinic, household), "chest_xray")
    with clinic.read("receptionist") as uow:
        number = uow.get(ExamRequest, request_id).number
        assert search.find(uow.connection, number, subjects=("request",)) == [("request", request_id)]
        assert queries.person_of_request(uow, request_id) == household.mother


@pytest.mark.parametrize(("item", "kind"), [("syphilis", "laboratory"), ("chest_xray", "xray")])
def test_the_paper_carries_number_person_reason_and_source(clinic: Clinic, item: str, kind: str) -> None:
    household = family(clinic)
    request_id = ask(clinic, begin(clinic, household), item)
    with clinic.read("nurse") as uow:
        slip = request_slip(uow, request_id)
    assert (slip.kind, slip.person.name, slip.requested_by) == (kind, "MUKAMANA Béatrice", "Noella Ingabire")
    assert slip.country == "United States"
    assert slip.items[0].reason
    assert slip.items[0].source
    assert codes(draw_request_slip(slip))["Code128"] == {slip.number}
