"""The name and the note that the desk writes on a block."""

import pytest

from mhac.kernel.errors import Invalid, NotAllowed, StaleEdit
from mhac.scheduling import notes
from tests.clinic import Clinic
from tests.mhac.scheduling.desk import Desk, lay_down


@pytest.fixture
def desk(clinic: Clinic) -> Desk:
    return lay_down(clinic)


def test_name_and_note_are_changed_in_one_new_version(desk: Desk) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"), note="old")
    with desk.clinic.act("nurse") as uow:
        told = notes.change_note(uow, appointment_id=block.id, version=block.version, label=" Paul ", note=" by bus ")
    now = desk.block(block.id)
    assert (now.label, now.note, now.version) == ("Paul", "by bus", block.version + 1)
    assert told == now.version


def test_what_cannot_stand_changes_nothing(desk: Desk) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"), note="old")
    with pytest.raises(Invalid, match="note_too_long"), desk.clinic.act("nurse") as uow:
        notes.change_note(uow, appointment_id=block.id, version=block.version, label="", note="x" * 301)
    with pytest.raises(StaleEdit), desk.clinic.act("nurse") as uow:
        notes.change_note(uow, appointment_id=block.id, version=block.version + 1, label="", note="new")
    with pytest.raises(NotAllowed), desk.clinic.act("administrator") as uow:
        notes.change_note(uow, appointment_id=block.id, version=block.version, label="", note="new")
    assert desk.block(block.id).note == "old"
