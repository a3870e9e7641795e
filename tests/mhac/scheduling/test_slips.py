"""The slip that a family takes home: in its language, with the number that the arrival desk scans."""

import io

import pytest
from pypdf import PdfReader

from mhac.documents.content import AppointmentSlip
from mhac.documents.slips import draw_appointment_slip
from mhac.kernel.errors import NotFound, Refused
from mhac.scheduling import rules, service, slips
from tests.clinic import Clinic
from tests.mhac.scheduling.desk import Desk, lay_down


@pytest.fixture
def desk(clinic: Clinic) -> Desk:
    return lay_down(clinic)


def slip(desk: Desk, number: int, language: str = "en") -> AppointmentSlip:
    with desk.clinic.read("receptionist") as uow:
        return slips.appointment_slip(uow, number, language)


def test_the_slip_says_who_when_where(desk: Desk) -> None:
    case_id, members = desk.family()
    block = desk.book(*members, case_id=case_id, note="Bring the X-ray of 2025")
    content = slip(desk, block.id, "fr")
    assert content.clinic.name == "MHAC Kigali"
    assert content.barcode == rules.appointment_number(block.id)
    assert content.starts_at.strftime("%d %H:%M") == "10 09:00"
    assert (content.service, content.room) == ("Évaluation de santé", "Nurse 1")
    assert (content.case_number, content.note) == ("KGL-2026-001", "Bring the X-ray of 2025")
    assert [person.name for person in content.people][:2] == ["MUKAMANA Béatrice", "HABIMANA Jean"]
    text = PdfReader(io.BytesIO(draw_appointment_slip(content))).pages[0].extract_text()
    assert "MUKAMANA Béatrice" in text
    assert content.barcode in text


def test_who_is_cancelled_is_not_on_the_slip(desk: Desk) -> None:
    case_id, members = desk.family()
    block = desk.book(*members, case_id=case_id)
    with desk.clinic.act("receptionist") as uow:
        service.cancel(uow, appointment_id=block.id, version=block.version, reason="sick", person_ids=[members[0]])
    assert slip(desk, block.id).people[0].name == "HABIMANA Jean"
    with desk.clinic.act("receptionist") as uow:
        service.cancel(uow, appointment_id=block.id, version=desk.block(block.id).version, reason="sick")
    with pytest.raises(Refused) as error:
        slip(desk, block.id)
    assert error.value.code == "scheduling.nothing_to_print"


def test_there_is_no_slip_for_nothing(desk: Desk) -> None:
    with pytest.raises(NotFound):
        slip(desk, 4711)
