"""What the desk writes on a block of the book: the name that it gives the block, and the note for the slip."""

from mhac.kernel.unit_of_work import UnitOfWork
from mhac.scheduling import progress
from mhac.scheduling.records import Appointment
from mhac.scheduling.texts import LONGEST_LABEL, LONGEST_NOTE, checked


def change_note(uow: UnitOfWork, *, appointment_id: int, version: int, label: str, note: str) -> int:
    """Change the name or the note of a block; returns its new version.

    Raises `StaleEdit` when somebody changed the block meanwhile, `Invalid` ("scheduling.note_too_long").
    """
    uow.require("scheduling.change_note")
    appointment = uow.get(Appointment, appointment_id)
    uow.check_version(appointment, version)
    wanted = checked(label, LONGEST_LABEL, "label"), checked(note, LONGEST_NOTE, "note")
    people = progress.people_of(uow, appointment_id)
    appointment.label, appointment.note = wanted
    progress.touch(uow, appointment, people)
    return appointment.version
