"""How the lines of the find box read, and where each leads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from mhac.reporting import finding
from ui.app.navigation import SearchHit
from ui.widgets import formats

if TYPE_CHECKING:
    from mhac.kernel.unit_of_work import UnitOfWork
    from mhac.registration.rules import PersonRow


def hits(uow: UnitOfWork, text: str) -> Sequence[SearchHit]:
    """Return what fits, ready to be shown."""
    return tuple(_hit(found) for found in finding.find(uow, text))


def _hit(found: finding.Found) -> SearchHit:
    translate = QCoreApplication.translate
    if isinstance(found, finding.FoundPerson):
        person = found.person
        return SearchHit("casefile", (("person_id", person.id),), person.name, _facts(person), person.case_number)
    if isinstance(found, finding.FoundAppointment):
        where = (("appointment_id", found.id),)
        return SearchHit(
            "book", where, found.label, formats.moment(found.starts_at), translate("Find", "Appointment"),
            icon="calendar",
        )  # fmt: skip
    if isinstance(found, finding.FoundRequest):
        where = (("person_id", found.person.id),)
        return SearchHit(
            "exam", where, found.person.name, _facts(found.person), translate("Find", "Request"), icon="flask-conical"
        )
    if isinstance(found, finding.FoundCertificate):
        tone = "ok" if found.status == "issued" else "bad"
        where = (("certificate_id", found.id),)
        return SearchHit(
            "certificates", where, found.number, found.name, translate("Find", "Certificate"), tone, "award"
        )
    if isinstance(found, finding.FoundSheet):
        sheet = (("exam_id", found.exam_id), ("paper", found.paper))
        return SearchHit(
            "entry", sheet, found.person.name, _facts(found.person), translate("Find", "Sheet"), icon="clipboard-list"
        )
    return SearchHit(
        "certificates", (("text", found.text),), translate("Find", "Check this certificate"),
        translate("Find", "Signature and status"), icon="qr-code",
    )  # fmt: skip


def _facts(person: PersonRow) -> str:
    birth = person.birth
    born = QCoreApplication.translate("Find", "birth date unknown")
    if birth is not None:
        born = formats.partial_date(birth.earliest, birth.latest, birth.precision.value, estimated=birth.estimated)
    return " · ".join(part for part in (person.sex, born, person.file_number) if part)
