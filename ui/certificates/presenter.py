"""What the certificates screen asks and does, as plain functions over values: they run in the lanes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mhac.certificates import making, queries, service
from mhac.certificates.rules import Status
from mhac.certificates.views import CertificateRow, Checked, JobRow, Printable, ReadyRow
from mhac.documents.content import Paper
from mhac.kernel.errors import ClinicError
from mhac.kernel.folding import fold
from mhac.kernel.paths import write_durably
from mhac.kernel.unit_of_work import UnitOfWork
from ui.widgets.printing import PrintFailed, PrintTarget, print_pdf

REGISTER_LIMIT = 300


@dataclass(frozen=True)
class Shown:
    """Everything on the page."""

    ready: tuple[ReadyRow, ...] = ()
    issued: tuple[CertificateRow, ...] = ()
    queue: tuple[JobRow, ...] = ()
    uncovered: int = 0
    """How many papers look valid although nobody should rely on them."""


@dataclass(frozen=True)
class Queued:
    """What came of asking for prints: the jobs, and what was refused."""

    jobs: tuple[int, ...]
    refused: tuple[ClinicError, ...] = ()


UNCOVERED = "uncovered"


def load(text: str, chosen: str, uow: UnitOfWork) -> Shown:
    """Load the three lists; the filter text narrows each of them, the chosen status the register."""
    ready = tuple(
        row for row in queries.ready(uow) if _fits(text, row.name, row.case_number, row.file_number, row.flight))
    queue = tuple(row for row in queries.print_queue(uow) if _fits(text, row.name, row.number))
    uncovered = queries.uncovered(uow)
    if chosen == UNCOVERED:
        issued = tuple(row for row in uncovered if _fits(text, row.name, row.number, row.flight))
    else:
        issued = queries.register(uow, text, status=Status(chosen) if chosen else None, limit=REGISTER_LIMIT)
    return Shown(ready, issued, queue, len(uncovered))


def _fits(text: str, *values: str) -> bool:
    words = fold(text).split()
    whole = fold(" ".join(values))
    return all(word in whole for word in words)


def find(certificate_id: int, uow: UnitOfWork) -> CertificateRow:
    """Return one certificate."""
    return queries.certificate(uow, certificate_id)


def printable(certificate_id: int, paper: Paper, uow: UnitOfWork) -> Printable:
    """Return what is drawn or was drawn of a certificate."""
    return queries.printable(uow, certificate_id, paper)


def pdf_of(found: Printable) -> bytes:
    """Return the sealed file where there is one, else draw; for the document lane."""
    return found.pdf if found.pdf is not None else making.drawn(found)


def attach(found: Printable, pdf: bytes, uow: UnitOfWork) -> bytes:
    """Seal and keep a drawn certificate."""
    return service.attach_file(uow, certificate_id=found.certificate_id, paper=found.paper, pdf=pdf)


def check(text: str, uow: UnitOfWork) -> Checked:
    """Check a scanned text or look up a number."""
    return queries.check_text(uow, text)


def check_file(content: bytes, uow: UnitOfWork) -> Checked:
    """Check a file."""
    return queries.check_file(uow, content)


# Verbs ---------------------------------------------------------------------------------------------------------


def issue(decision_id: int, uow: UnitOfWork) -> int:
    """Issue the certificate of a decision."""
    return service.issue(uow, decision_id=decision_id)


def revoke(row: CertificateRow, reason: str, uow: UnitOfWork) -> None:
    """Revoke a certificate."""
    service.revoke(uow, certificate_id=row.id, version=row.version, reason=reason)


def replace(row: CertificateRow, reason: str, uow: UnitOfWork) -> int:
    """Issue a certificate anew in the place of this one, of the decision that stands now."""
    newest = next((each.decision_id for each in queries.ready(uow) if each.traveller_id == row.traveller_id), None)
    return service.replace(uow, certificate_id=row.id, version=row.version, reason=reason, decision_id=newest)


def queue_many(certificate_ids: Sequence[int], target: PrintTarget, uow: UnitOfWork) -> Queued:
    """Ask for prints, all in one act, so that none is forgotten should the program stop; name what is refused."""
    jobs, refused = [], []
    for certificate_id in certificate_ids:
        try:
            jobs.append(service.queue_print(uow, certificate_id=certificate_id, printer=target.printer,
                                            paper=Paper(target.paper), copies=target.copies))
        except ClinicError as error:
            refused.append(error)
    return Queued(tuple(jobs), tuple(refused))


def start(job_id: int, uow: UnitOfWork) -> int:
    """Begin a print."""
    return service.start_print(uow, job_id=job_id)


def finish(job_id: int, reason: str, uow: UnitOfWork) -> None:
    """End a print: done, or failed for a reason."""
    if reason:
        service.fail_print(uow, job_id=job_id, error=reason)
    else:
        service.finish_print(uow, job_id=job_id)


def withdraw(rows: Sequence[JobRow], uow: UnitOfWork) -> None:
    """Take prints out of the queue."""
    for row in rows:
        service.withdraw_print(uow, job_id=row.id, version=row.version)


def recover(uow: UnitOfWork) -> int:
    """Mark prints that the program did not finish last time."""
    return service.recover_prints(uow)


def saved(found: Printable, uow: UnitOfWork) -> None:
    """Note that a file left the program."""
    service.record_saved(uow, certificate_id=found.certificate_id, paper=found.paper)


def export_keys(uow: UnitOfWork) -> str:
    """Return the text of the public keys."""
    return service.export_public_keys(uow)


def printed(pdf: bytes, target: PrintTarget) -> str:
    """Print in the document lane; return "" or the reason why not."""
    try:
        print_pdf(pdf, target)
    except PrintFailed as failed:
        return failed.reason
    return ""


def write_file(folder: Path, number: str, pdf: bytes) -> Path:
    """Write a certificate's file; its name tells the number and nobody's name."""
    path = folder / f"{number}.pdf"
    write_durably(path, pdf)
    return path


def write_text(path: Path, text: str) -> None:
    """Write the public keys to the place that was chosen."""
    write_durably(path, text.encode("utf-8"))
