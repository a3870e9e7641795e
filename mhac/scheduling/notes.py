"""What the desk writes on a block of the book: the name that it gives the block, and the note for the slip."""

from mhac.kernel.errors import Invalid
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.scheduling import progress
from mhac.scheduling.records import Appointment

LONGEST_LABEL = 80
LONGEST_NOTE = 300


def change_note(uow: UnitOfWork, *, appointment_id: int, version: int, label: str, note: str) -> int:
    """Change the name or the note of a block; returns its new version.

    Raises `StaleEdit` when somebody changed the block meanwhile, `Invalid` ("scheduling.note_too_long").
    """
    uow.require("scheduling.change_note")
    appointment = uow.get(Appointment, appointment_id)
    uow.check_version(appointment, version)
    for name, text, longest in (("label", label, LONGEST_LABEL), ("note", note, LONGEST_NOTE)):
        if len(text.strip()) > longest:
            raise Invalid("scheduling.note_too_long", field=name, longest=longest)
    people = progress.people_of(uow, appointment_id)
    appointment.label, appointment.note = label.strip(), note.strip()
    progress.touch(uow, appointment, people)
    return appointment.version
