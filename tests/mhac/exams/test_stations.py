"""Where on the floor something is still wanted: the protocol says it of the open exam."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update

from mhac.exams import service, stations
from mhac.exams.records import Exam
from mhac.exams.stations import stations_asked
from mhac.protocols import library as shelf
from tests.clinic import Clinic
from tests.mhac.exams.examined import FILM_NORMAL, Family, begin, family, fill, fill_all, signed_exam
from tests.mhac.protocols.test_own_templates import begin as begin_own
from tests.mhac.protocols.test_own_templates import forgetful as forgetful  # noqa: PLC0414 - the fixture: a program just opened
from tests.mhac.protocols.test_own_templates import import_it


def asked(clinic: Clinic, here: Family) -> Mapping[int, frozenset[str]]:
    with clinic.read("receptionist") as uow:
        return stations_asked(uow, [here.mother, here.child])


def test_who_has_no_exam_is_sent_as_the_service_says(clinic: Clinic) -> None:
    assert asked(clinic, family(clinic)) == {}


def test_a_station_is_wanted_until_its_part_is_done(clinic: Clinic) -> None:
    here = family(clinic)
    exam_id = begin(clinic, here)
    assert {"vital_signs", "imaging", "laboratory", "physician"} <= asked(clinic, here)[here.mother]
    fill(clinic, exam_id, "vitals", role="nurse")
    assert "vital_signs" not in asked(clinic, here)[here.mother]
    fill(clinic, exam_id, "xray", FILM_NORMAL)
    assert "imaging" not in asked(clinic, here)[here.mother]
    assert "laboratory" in asked(clinic, here)[here.mother]


def test_what_was_withdrawn_is_wanted_again(clinic: Clinic) -> None:
    here = family(clinic)
    exam_id = begin(clinic, here)
    fill(clinic, exam_id, "vitals", role="nurse")
    with clinic.act("nurse", action="exams.withdraw_section") as uow:
        service.withdraw_section(uow, exam_id=exam_id, section="vitals", reason="Measured on the sister")
    assert "vital_signs" in asked(clinic, here)[here.mother]


def test_a_whole_exam_wants_only_the_physician_until_it_is_signed(clinic: Clinic) -> None:
    here = family(clinic)
    exam_id = begin(clinic, here)
    answers: dict[str, Any] = {"xray": FILM_NORMAL}
    fill_all(clinic, exam_id, **answers)
    assert asked(clinic, here)[here.mother] <= {"physician", "vaccination"}


def test_a_signed_exam_asks_for_nothing(clinic: Clinic) -> None:
    here = family(clinic)
    signed_exam(clinic, here)
    assert asked(clinic, here) == {}


def test_a_workstation_that_never_saw_an_own_template_shows_the_floor(clinic: Clinic) -> None:
    import_it(clinic)
    begin_own(clinic)
    with clinic.read("receptionist") as uow:
        people = list(uow.session.scalars(select(Exam.person_id)))
    stations._PARTS.clear()
    shelf._OWN.clear()  # another workstation, just started
    with clinic.read("receptionist") as uow:
        assert "physician" in stations_asked(uow, people)[people[0]]


def test_an_exam_of_an_edition_that_this_program_does_not_bring_leaves_the_others_alone(clinic: Clinic) -> None:
    """A program that was brought up to date, or an older one beside it, still shows everybody who is inside."""
    here = family(clinic)
    exam_id = begin(clinic, here)
    begin(clinic, here, here.child)
    with clinic.database.engine.begin() as connection:
        connection.execute(update(Exam).where(Exam.id == exam_id).values(template_digest="0" * 64))
    assert here.mother not in asked(clinic, here), "she is sent on as the service says"
    assert "physician" in asked(clinic, here)[here.child]
