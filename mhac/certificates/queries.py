"""What screens ask about papers: what is ready, what was issued, what waits for the printer, what a code says."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from mhac.certificates.checking import verify_bytes
from mhac.certificates.code import Verification, verify
from mhac.certificates.keys import public_keys
from mhac.certificates.records import Certificate, CertificateFile, CertificatePicture, PrintJob
from mhac.certificates.rules import WAITING, PrintState, Status
from mhac.certificates.standing import other_on_file, why_not
from mhac.certificates.views import CertificateRow, Checked, JobRow, Printable, ReadyRow
from mhac.documents.content import Paper, thaw
from mhac.kernel import search
from mhac.kernel.errors import NotFound
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.registration.names import display
from mhac.registration.queries import with_photo
from mhac.travel.queries import board, departures
from mhac.travel.views import TravellerRow

SUBJECT = "certificate"
# A flight that left a few hours ago may still need its paper printed again at the airport.
EARLIER = timedelta(hours=6)


def ready(uow: UnitOfWork) -> tuple[ReadyRow, ...]:
    """Return the decisions that may be certified now and have no certificate that agrees with the file.

    The next flight comes first. Who waits for somebody of the family is not among them.
    """
    uow.require("certificates.read")
    found: list[TravellerRow] = []
    for departure in departures(uow, since=uow.now() - EARLIER):
        rows = board(uow, departure_id=departure.id).rows
        found.extend(row for row in rows if row.holds and row.decision and not row.waits_for_family)
    standing = _standing(uow, [row.traveller_id for row in found])
    otherwise = other_on_file(uow, tuple(standing.values()))
    faces = with_photo(uow, [row.person.id for row in found])
    lines = []
    for row in found:
        decision, paper = row.decision, standing.get(row.traveller_id)
        if decision is None or (paper is not None and paper.decision_id == decision.id and paper.id not in otherwise):
            continue
        lines.append(ReadyRow(
            decision.id, row.traveller_id, row.person.id, display(row.person.family_name, row.person.given_names),
            row.person.file_number, row.case_number, decision.outcome.value, len(decision.conditions), decision.flight,
            decision.departs_at, decision.valid_until, paper.number if paper else "", row.person.id in faces))
    return tuple(sorted(lines, key=lambda line: (line.departs_at, line.case_number, line.name)))


def register(uow: UnitOfWork, text: str = "", *, status: Status | None = None, limit: int = 200
             ) -> tuple[CertificateRow, ...]:
    """Return issued certificates by any part of a name or number, the newest first."""
    uow.require("certificates.read")
    wanted = select(Certificate).order_by(Certificate.id.desc()).limit(limit)
    if text.strip():
        ids = [key for _, key in search.find(uow.connection, text, subjects=(SUBJECT,), limit=limit)]
        wanted = wanted.where(Certificate.id.in_(ids))
    if status is not None:
        wanted = wanted.where(Certificate.status == status.value)
    return _rows(uow, uow.session.scalars(wanted).all())


def uncovered(uow: UnitOfWork) -> tuple[CertificateRow, ...]:
    """Return certificates that still look valid although one must not rely on them: the journey, or the person."""
    uow.require("certificates.read")
    wanted = select(Certificate).where(Certificate.status == Status.ISSUED.value, Certificate.valid_until > uow.now())
    rows = _rows(uow, uow.session.scalars(wanted.order_by(Certificate.id.desc())).all())
    return tuple(row for row in rows if row.why_not)


def certificate(uow: UnitOfWork, certificate_id: int) -> CertificateRow:
    """Return one certificate with its status now."""
    uow.require("certificates.read")
    return _rows(uow, [uow.get(Certificate, certificate_id)])[0]


def certificates_of_travellers(uow: UnitOfWork, traveller_ids: Collection[int]) -> dict[int, CertificateRow]:
    """Return the newest certificate of each traveller, for the departures screen."""
    uow.require("certificates.read")
    wanted = select(Certificate).where(Certificate.traveller_id.in_(traveller_ids)).order_by(Certificate.id)
    return {row.traveller_id: row for row in _rows(uow, uow.session.scalars(wanted).all())}


def printable(uow: UnitOfWork, certificate_id: int, paper: Paper = Paper.A4) -> Printable:
    """Return the frozen content with its pictures, and the sealed file where it was drawn before."""
    uow.require("certificates.read")
    found = uow.get(Certificate, certificate_id)
    uow.log_read(found.person_id, "certificates.printable")
    frozen = json.loads(found.frozen)
    file = select(CertificateFile.pdf).where(
        CertificateFile.certificate_id == certificate_id, CertificateFile.paper == paper.value)
    return Printable(
        found.id, found.number, thaw(frozen, _pictures(uow, frozen)), found.code, found.frozen, paper,
        uow.session.scalar(file))


def print_queue(uow: UnitOfWork) -> tuple[JobRow, ...]:
    """Return the prints that are not done: waiting, running, failed; the oldest first."""
    uow.require("certificates.read")
    rows = uow.session.execute(
        select(PrintJob, Certificate.number, Certificate.name)
        .join(Certificate, Certificate.id == PrintJob.certificate_id)
        .where(PrintJob.state.in_(WAITING))
        .order_by(PrintJob.id))
    return tuple(
        JobRow(job.id, job.certificate_id, number, name, PrintState(job.state), job.printer, Paper(job.paper),
               job.copies, job.attempts, job.error, job.queued_at, job.queued_by, job.version)
        for job, number, name in rows)


def check_text(uow: UnitOfWork, text: str) -> Checked:
    """Check the scanned text of a QR, or look up a typed number; the signature and what the register says."""
    uow.require("certificates.check")
    number = "".join(text.split()).upper()
    found = uow.session.scalar(select(Certificate).where(Certificate.number == number)) if len(number) < 30 else None
    if found is not None:
        return Checked(Verification(False, "number_only"), _rows(uow, [found])[0], typed_number=True)
    return _checked(uow, verify(text, public_keys(uow)))


def check_file(uow: UnitOfWork, content: bytes) -> Checked:
    """Check a certificate's PDF, or a saved text."""
    uow.require("certificates.check")
    return _checked(uow, verify_bytes(content, public_keys(uow)))


# -- rows ---------------------------------------------------------------------------------------------------------


def _checked(uow: UnitOfWork, verification: Verification) -> Checked:
    """Add what the register says; a signed digest that is not the one on file is not this register's paper."""
    code = verification.code
    found = uow.session.scalar(select(Certificate).where(Certificate.number == code.number)) if code else None
    if found is None or code is None or found.digest != code.digest:
        return Checked(verification, None)
    return Checked(verification, _rows(uow, [found])[0])


def _standing(uow: UnitOfWork, traveller_ids: Collection[int]) -> dict[int, Certificate]:
    wanted = select(Certificate).where(
        Certificate.traveller_id.in_(traveller_ids), Certificate.status == Status.ISSUED.value)
    return {each.traveller_id: each for each in uow.session.scalars(wanted)}


def _pictures(uow: UnitOfWork, frozen: dict[str, Any]) -> dict[str, bytes]:
    content = frozen["content"]
    marks = (content["clinic"]["logo"], content["person"]["photo"], content["physician"]["signature"])
    wanted = {mark["sha256"] for mark in marks if mark}
    rows = uow.session.execute(
        select(CertificatePicture.digest, CertificatePicture.picture).where(CertificatePicture.digest.in_(wanted)))
    found = {row.digest: bytes(row.picture) for row in rows}
    if wanted - found.keys():
        raise NotFound("certificates.picture_missing")
    return found


def _rows(uow: UnitOfWork, found: Sequence[Certificate]) -> tuple[CertificateRow, ...]:
    if not found:
        return ()
    ids = [each.id for each in found]
    jobs = _jobs(uow, ids)
    why = why_not(uow, found)
    later = {each.replaced_by_id for each in found if each.replaced_by_id}
    numbered = select(Certificate.id, Certificate.number).where(Certificate.id.in_(later))
    numbers = {row.id: row.number for row in uow.session.execute(numbered)} if later else {}
    return tuple(
        _row(uow, each, jobs.get(each.id, ()), why.get(each.id, ""), numbers.get(each.replaced_by_id or 0, ""))
        for each in found)


def _row(uow: UnitOfWork, found: Certificate, jobs: Iterable[PrintJob], reason: str, replaced_by: str
         ) -> CertificateRow:
    content = json.loads(found.frozen)["content"]
    waiting = [job for job in jobs if job.state in WAITING]
    return CertificateRow(
        found.id, found.number, found.person_id, found.traveller_id, found.decision_id, found.name,
        decision=content["decision"], destination=content["journey"]["destination"],
        flight=content["journey"]["flight"], departs_on=content["journey"]["departs_on"] or "",
        status=Status(found.status), why_not=reason, issued_at=found.issued_at, issued_by=found.issued_by,
        valid_until=found.valid_until, expired=found.valid_until <= uow.now(),
        prints=sum(job.state == PrintState.DONE for job in jobs),
        waiting=PrintState(waiting[-1].state) if waiting else None, error=waiting[-1].error if waiting else "",
        ended_at=found.ended_at, ended_by=found.ended_by, ended_reason=found.ended_reason, replaced_by=replaced_by,
        version=found.version)


def _jobs(uow: UnitOfWork, ids: Sequence[int]) -> dict[int, list[PrintJob]]:
    jobs: dict[int, list[PrintJob]] = defaultdict(list)
    wanted = select(PrintJob).where(PrintJob.certificate_id.in_(ids)).order_by(PrintJob.id)
    for job in uow.session.scalars(wanted):
        jobs[job.certificate_id].append(job)
    return jobs
