"""What the appointment slip says, gathered from the book, registration and the clinic's profile; drawn by documents."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import select

from mhac.documents.content import AppointmentSlip, Clinic, PartialDate, PersonLine
from mhac.documents.words import LANGUAGES
from mhac.kernel import settings
from mhac.kernel.errors import NotFound, Refused
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.registration.names import display
from mhac.registration.records import Case, Person
from mhac.scheduling import queries, rules
from mhac.scheduling.progress import people_of
from mhac.scheduling.records import Appointment, Room, Service
from mhac.scheduling.rules import RELEASED, Status
from mhac.security.queries import clinic_profile
from mhac.security.records import User

BRING_KEY = "scheduling.bring"
BRING = ("passport", "photos", "vaccination_card", "glasses", "medicines", "reports")


def appointment_slip(uow: UnitOfWork, appointment_id: int, language: str) -> AppointmentSlip:
    """The content of the slip that a person or family takes home, in its language.

    Raises `Refused` ("scheduling.nothing_to_print") when nobody of the block is booked any more.
    """
    uow.require("scheduling.see_book")
    appointment = uow.session.get(Appointment, appointment_id)
    if appointment is None:
        raise NotFound("kernel.not_found", kind="Appointment")
    booked = [p.person_id for p in people_of(uow, appointment.id) if Status(p.status) not in RELEASED]
    if not booked:
        raise Refused("scheduling.nothing_to_print")
    room, service = uow.get(Room, appointment.room_id), uow.get(Service, appointment.service_id)
    case = uow.get(Case, appointment.case_id) if appointment.case_id is not None else None
    clinician = uow.get(User, appointment.clinician_id) if appointment.clinician_id is not None else None
    profile = clinic_profile(uow)
    return AppointmentSlip(
        clinic=Clinic(name=profile.name, place=profile.place, phone=profile.phone, logo=profile.logo),
        language=language,
        barcode=rules.appointment_number(appointment.id),
        starts_at=appointment.starts_at.astimezone(uow.zone),
        ends_at=appointment.ends_at.astimezone(uow.zone),
        service=rules.in_language(service.name, service.translations, language),
        room=room.name,
        case_number=(case.number or "") if case else "",
        people=_people(uow, booked),
        bring=tuple(settings.get(uow.session, BRING_KEY, list(BRING))),
        note=appointment.note,
        clinician=clinician.name if clinician else "",
    )


def day_slips(uow: UnitOfWork, day: date, language: str) -> tuple[AppointmentSlip, ...]:
    """The slips of everybody who is expected on a day, in order of time and room.

    Each is in the first of its people's languages in which slips are written, else in `language`. Raises `Refused`
    ("scheduling.nothing_to_print") on a day for which nobody is booked.
    """
    uow.require("scheduling.see_book")
    blocks = [block for block in queries.day_view(uow, day) if block.live]
    if not blocks:
        raise Refused("scheduling.nothing_to_print")
    ids = [person.person_id for block in blocks for person in block.live]
    spoken = {person.id: person.languages or () for person in uow.session.scalars(
        select(Person).where(Person.id.in_(ids)))}  # fmt: skip
    return tuple(
        appointment_slip(uow, block.id, _language_of((spoken[each.person_id] for each in block.live), language))
        for block in blocks
    )


def _language_of(spoken: Iterable[Sequence[str]], language: str) -> str:
    return next((code for codes in spoken for code in codes if code in LANGUAGES), language)


def _people(uow: UnitOfWork, person_ids: list[int]) -> tuple[PersonLine, ...]:
    found = {person.id: person for person in uow.session.scalars(select(Person).where(Person.id.in_(person_ids)))}
    return tuple(
        PersonLine(
            name=display(person.family_name, person.given_names),
            birth=PartialDate.between(
                person.birth_earliest, person.birth_latest, person.birth_precision, person.birth_estimated
            ),
            sex=person.sex,
            number=person.file_number or "",
        )
        for person in (found[i] for i in person_ids)
    )
