"""A scanned appointment slip leads to its appointment, whoever is on it."""

from mhac.reporting import finding
from mhac.reporting.finding import FoundAppointment
from mhac.scheduling.rules import appointment_number
from tests.clinic import Clinic
from tests.mhac.scheduling.desk import lay_down


def test_a_slip_is_found_by_its_number(clinic: Clinic) -> None:
    desk = lay_down(clinic)
    case_id, members = desk.family()
    block = desk.book(*members, case_id=case_id)
    with clinic.read("nurse") as uow:
        assert finding.find(uow, appointment_number(block.id)) == (
            FoundAppointment(block.id, "MUKAMANA Béatrice + 3", desk.at(9)),
        )
        assert finding.find(uow, appointment_number(block.id + 1)) == ()
