"""The slip that a family takes home: in its language, with the number that the arrival desk scans."""

import io
from dataclasses import replace

import pytest
from pypdf import PdfReader

from mhac.documents.content import AppointmentSlip
from mhac.documents.slips import draw_appointment_slip, draw_appointment_slips
from mhac.kernel.errors import NotFound, Refused
from mhac.registration import queries
from mhac.registration import service as registration
from mhac.scheduling import rules, service, slips
from tests.clinic import Clinic
from tests.mhac.scheduling.desk import TUESDAY, Desk, lay_down


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


def test_the_slips_of_a_day_stand_in_one_file_each_in_the_language_of_its_family(desk: Desk) -> None:
    case_id, members = desk.family()
    desk.book(*members, case_id=case_id, hour=10)
    early = desk.book(desk.person("NSENGA", "Paul"), hour=8)
    gone = desk.book(desk.person("UWERA", "Ange"), hour=14)
    with desk.clinic.act("receptionist") as uow:
        service.cancel(uow, appointment_id=gone.id, version=gone.version, reason="sick")
        found = queries.person_file(uow, members[0])
        registration.correct_person(
            uow, person_id=members[0], version=found.version, request=replace(found.facts, languages=("sw", "rw"))
        )
    with desk.clinic.read("receptionist") as uow:
        found_slips = slips.day_slips(uow, TUESDAY, "fr")
    assert [each.language for each in found_slips] == ["fr", "rw"]
    assert found_slips[0].barcode == rules.appointment_number(early.id)
    told: list[tuple[int, int]] = []
    pdf = draw_appointment_slips(found_slips, "slips", step=lambda done, total: told.append((done, total)))
    pages = PdfReader(io.BytesIO(pdf)).pages
    assert len(pages) == 2
    assert "NSENGA Paul" in pages[0].extract_text() and "MUKAMANA" in pages[1].extract_text()
    assert told == [(1, 2), (2, 2)]
    with pytest.raises(Refused, match="nothing_to_print"), desk.clinic.read("receptionist") as uow:
        slips.day_slips(uow, TUESDAY.replace(day=12), "en")
