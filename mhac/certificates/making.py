"""The way from an issued certificate to its sealed file: read what is frozen, draw it, seal and keep it."""

from __future__ import annotations

from mhac.certificates.queries import printable
from mhac.certificates.service import attach_file
from mhac.certificates.views import Printable
from mhac.documents.content import Paper
from mhac.kernel.database import Database
from mhac.kernel.unit_of_work import Actor


def drawn(found: Printable) -> bytes:
    """Draw a certificate from its frozen content; no database, for the document lane. Loaded only when it is needed."""
    from mhac.documents.certificate import draw_certificate

    return draw_certificate(found.content, found.code, found.frozen, found.paper)


def sealed_pdf(database: Database, actor: Actor, certificate_id: int, paper: Paper = Paper.A4) -> bytes:
    """Return the sealed file of a certificate; drawn the first time, afterwards the same bytes."""
    with database.reading(actor, action="certificates.printable") as uow:
        found = printable(uow, certificate_id, paper)
    if found.pdf is not None:
        return found.pdf
    pdf = drawn(found)
    with database.unit_of_work(actor, action="certificates.attach_file") as uow:
        return attach_file(uow, certificate_id=certificate_id, paper=paper, pdf=pdf)
