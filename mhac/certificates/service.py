"""What staff may do with issued papers: issue, replace, revoke, print until it is printed, hand out the public key."""

from __future__ import annotations

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from mhac.certificates.checking import write_public_keys
from mhac.certificates.code import Code, write_code, write_seal
from mhac.certificates.drafting import draft
from mhac.certificates.keys import current_key, key_named, new_key, private_half, public_keys
from mhac.certificates.queries import SUBJECT
from mhac.certificates.records import Certificate, CertificateCounter, CertificateFile, CertificatePicture, PrintJob
from mhac.certificates.rules import (
    OTHER_ON_FILE,
    WAITING,
    PrintState,
    Status,
    check_certifiable,
    check_conditions,
    check_reason,
    number_of,
)
from mhac.certificates.standing import other_on_file, why_not
from mhac.documents.content import CertificateContent, Paper, freeze
from mhac.documents.sealing import read_embedded, sealed_part, with_seal
from mhac.kernel import search
from mhac.kernel.canonical import digest
from mhac.kernel.errors import Refused
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.security.queries import clinic_profile
from mhac.travel.queries import decision_paper, waited_for
from mhac.travel.views import DecisionPaper

MOST_COPIES = 9
_ENDED = {Status.REVOKED: "certificates.is_revoked", Status.REPLACED: "certificates.is_replaced"}
LONGEST_ERROR = 300


def issue(uow: UnitOfWork, *, decision_id: int) -> int:
    """Freeze, number and sign a certificate of a decision; return its id. Drawing and printing come after.

    A certificate of an earlier decision about the same journey, or one that says something else of the person than
    the file does now, is replaced by it. Raises `Refused`:
    "certificates.not_fit", "certificates.decision_gone", "certificates.expired", "certificates.already_issued",
    "certificates.conditions_too_long", "certificates.waits_for_family" while somebody of the family may not fly.
    """
    uow.require("certificates.issue")
    paper = decision_paper(uow, decision_id=decision_id)
    serial = _next_serial(uow)
    standing = _standing(uow, paper.traveller_id)
    if standing is not None and standing.decision_id == decision_id and not other_on_file(uow, [standing]):
        raise Refused("certificates.already_issued", number=standing.number)
    family = waited_for(uow, traveller_id=paper.traveller_id)
    if family:
        raise Refused("certificates.waits_for_family", who=", ".join(family))
    return _issue(uow, paper, serial, standing, "")


def replace(uow: UnitOfWork, *, certificate_id: int, version: int, reason: str, decision_id: int | None = None) -> int:
    """Issue a certificate anew (a corrected name, a new decision) in the place of one that stands; return its id."""
    uow.require("certificates.replace")
    old = uow.get(Certificate, certificate_id)
    uow.check_version(old, version)
    _refuse_ended(old)
    why = check_reason(reason)
    paper = decision_paper(uow, decision_id=decision_id or old.decision_id)
    if paper.traveller_id != old.traveller_id:
        raise Refused("certificates.other_journey")
    return _issue(uow, paper, _next_serial(uow), old, why)


def revoke(uow: UnitOfWork, *, certificate_id: int, version: int, reason: str) -> None:
    """Declare that a certificate must not be relied on; waiting prints of it are withdrawn."""
    uow.require("certificates.revoke")
    found = uow.get(Certificate, certificate_id)
    uow.check_version(found, version)
    _refuse_ended(found)
    uow.about(found.person_id)
    _end(uow, found, Status.REVOKED, check_reason(reason))
    uow.announce("certificates", found.id)


def attach_file(uow: UnitOfWork, *, certificate_id: int, paper: Paper, pdf: bytes) -> bytes:
    """Seal a drawn certificate and keep it; return the sealed file. A file that is there already stays and is returned.

    Raises `ValueError` for a drawing of something else than the frozen content.
    """
    uow.require("certificates.attach_file")
    found = uow.get(Certificate, certificate_id)
    uow.about(found.person_id)
    kept = uow.session.scalar(select(CertificateFile).where(
        CertificateFile.certificate_id == certificate_id, CertificateFile.paper == paper.value))
    if kept is not None:
        return kept.pdf
    inside = read_embedded(pdf)
    if inside.payload != found.code or digest(inside.frozen) != found.digest:
        raise ValueError("this file was not drawn from the certificate's frozen content")
    key = key_named(uow, found.key_name)
    sealed = with_seal(pdf, write_seal(sealed_part(pdf), key.name, private_half(uow, key)))
    uow.add(CertificateFile(certificate_id=found.id, paper=paper.value, pdf=sealed, digest=digest(sealed),
                            drawn_at=uow.now()))
    return sealed


def queue_print(uow: UnitOfWork, *, certificate_id: int, printer: str, paper: Paper, copies: int = 1) -> int:
    """Put a certificate into the print queue; return the job's id. A job that waits already is taken over.

    Raises `Refused` for a certificate that was revoked, replaced, or is no longer covered by its decision.
    """
    uow.require("certificates.queue_print")
    found = uow.get(Certificate, certificate_id)
    _refuse_unprintable(uow, found)
    uow.about(found.person_id)
    job = uow.session.scalar(
        select(PrintJob).where(PrintJob.certificate_id == certificate_id, PrintJob.state.in_(WAITING)))
    if job is not None and job.state == PrintState.PRINTING:
        raise Refused("certificates.printing_now", number=found.number)
    if job is None:
        job = uow.add(PrintJob(
            certificate_id=certificate_id, state=PrintState.QUEUED.value, printer=printer, paper=paper.value,
            workstation=uow.workstation, queued_at=uow.now(), queued_by=uow.actor.name))
    job.printer, job.paper, job.copies = printer[:200], paper.value, min(max(copies, 1), MOST_COPIES)
    job.state, job.workstation = PrintState.QUEUED.value, uow.workstation
    uow.announce("certificates", found.id)
    return job.id


def start_print(uow: UnitOfWork, *, job_id: int) -> int:
    """Note that a print begins, before anything goes to the printer; return the certificate's id."""
    uow.require("certificates.start_print")
    job = uow.get(PrintJob, job_id)
    found = uow.get(Certificate, job.certificate_id)
    if job.state not in (PrintState.QUEUED, PrintState.FAILED):
        raise Refused("certificates.not_waiting", number=found.number)
    _refuse_unprintable(uow, found)
    uow.about(found.person_id)
    job.state, job.attempts, job.error = PrintState.PRINTING.value, job.attempts + 1, ""
    job.workstation = uow.workstation
    uow.announce("certificates", job.certificate_id)
    return job.certificate_id


def finish_print(uow: UnitOfWork, *, job_id: int) -> None:
    """Note that the printer took the paper."""
    uow.require("certificates.finish_print")
    job = _running(uow, job_id)
    job.state, job.finished_at = PrintState.DONE.value, uow.now()
    uow.announce("certificates", job.certificate_id)


def fail_print(uow: UnitOfWork, *, job_id: int, error: str) -> None:
    """Note that a print failed and why; it stays in the queue until it is tried again or withdrawn."""
    uow.require("certificates.fail_print")
    job = _running(uow, job_id)
    job.state, job.error = PrintState.FAILED.value, " ".join(error.split())[:LONGEST_ERROR]
    uow.announce("certificates", job.certificate_id)


def retry_print(uow: UnitOfWork, *, job_id: int, version: int, printer: str = "", paper: Paper | None = None) -> None:
    """Put a failed print back into the queue, on another printer where one is named."""
    uow.require("certificates.retry_print")
    job = uow.get(PrintJob, job_id)
    uow.check_version(job, version)
    found = uow.get(Certificate, job.certificate_id)
    if job.state != PrintState.FAILED:
        raise Refused("certificates.not_waiting", number=found.number)
    _refuse_unprintable(uow, found)
    job.state = PrintState.QUEUED.value
    job.printer, job.paper = printer[:200] or job.printer, paper.value if paper else job.paper
    uow.announce("certificates", job.certificate_id)


def withdraw_print(uow: UnitOfWork, *, job_id: int, version: int) -> None:
    """Take a waiting or failed print out of the queue: nobody needs the paper any more."""
    uow.require("certificates.withdraw_print")
    job = uow.get(PrintJob, job_id)
    uow.check_version(job, version)
    if job.state not in (PrintState.QUEUED, PrintState.FAILED):
        raise Refused("certificates.not_waiting", number=uow.get(Certificate, job.certificate_id).number)
    job.state, job.finished_at = PrintState.WITHDRAWN.value, uow.now()
    uow.announce("certificates", job.certificate_id)


def recover_prints(uow: UnitOfWork) -> int:
    """Mark prints that were running when the program stopped as failed, so that somebody looks; return how many."""
    uow.require("certificates.recover_prints")
    jobs = uow.session.scalars(
        select(PrintJob).where(PrintJob.state == PrintState.PRINTING.value,
                               PrintJob.workstation == uow.workstation)).all()
    for job in jobs:
        job.state, job.error = PrintState.FAILED.value, "interrupted"
        uow.announce("certificates", job.certificate_id)
    return len(jobs)


def record_saved(uow: UnitOfWork, *, certificate_id: int, paper: Paper) -> None:
    """Note in the audit that a certificate's file left the program."""
    uow.require("certificates.record_saved")
    found = uow.get(Certificate, certificate_id)
    uow.about(found.person_id)
    uow.note("certificate_saved", number=found.number, paper=paper.value)


def export_public_keys(uow: UnitOfWork) -> str:
    """Return the text file with which anybody can check the clinic's certificates; the first key is made if needed."""
    uow.require("certificates.export_public_keys")
    current_key(uow)
    profile = clinic_profile(uow)
    clinic = ", ".join(part for part in (profile.name, profile.place) if part)
    return write_public_keys(clinic, public_keys(uow), uow.zone.key)


def renew_key(uow: UnitOfWork) -> str:
    """Sign with a new key from now on; return its name. What the earlier ones signed stays good."""
    uow.require("certificates.renew_key")
    old = current_key(uow)
    old.retired_at = uow.now()
    uow.session.flush()
    uow.announce("certificates")
    return new_key(uow).name


# -- parts --------------------------------------------------------------------------------------------------------


def _issue(uow: UnitOfWork, paper: DecisionPaper, serial: int, old: Certificate | None, reason: str) -> int:
    check_certifiable(paper.outcome.value, holds=paper.holds, why_not=paper.why_not, valid_until=paper.valid_until,
                      now=uow.now())
    key = current_key(uow)
    number = number_of(clinic_profile(uow).site_code, uow.today().year, serial)
    content, initials, birth_year = draft(uow, paper, number=number, key_name=key.name)
    check_conditions(content.conditions)
    frozen = freeze(content)
    code = write_code(
        Code(number, key.name, content.valid_until, initials, birth_year, content.decision, digest(frozen)),
        private_half(uow, key))
    if old is not None:
        _end(uow, old, Status.REPLACED, reason)
        uow.session.flush()
    _keep_pictures(uow, content)
    issued = uow.add(Certificate(
        number=number, year=uow.today().year, serial=serial, person_id=paper.person_id,
        traveller_id=paper.traveller_id, decision_id=paper.decision_id, name=content.person.name, frozen=frozen,
        digest=digest(frozen), code=code, key_name=key.name, status=Status.ISSUED.value, issued_at=uow.now(),
        issued_by=uow.actor.name, issued_by_id=uow.actor.user_id, valid_until=content.valid_until))
    if old is not None:
        old.replaced_by_id = issued.id
        uow.announce("certificates", old.id)
    search.replace_terms(uow.session, SUBJECT, issued.id, names=[content.person.name, content.person.latin_name],
                         numbers=[number, content.person.case_number])
    uow.about(paper.person_id)
    uow.announce("certificates", issued.id)
    return issued.id


def _next_serial(uow: UnitOfWork) -> int:
    """Count up the year's serial and hold it until the commit: issuing goes one after the other."""
    year = uow.today().year
    counter = CertificateCounter
    one_up = update(counter).where(counter.year == year).values(last=counter.last + 1).returning(counter.last)
    serial = uow.session.scalar(one_up)
    if serial is None:
        try:
            with uow.session.begin_nested():
                uow.session.execute(insert(counter).values(year=year, last=1))
            return 1
        except IntegrityError:  # another workstation issued the year's first certificate at this moment
            serial = uow.session.scalars(one_up).one()
    return serial


def _standing(uow: UnitOfWork, traveller_id: int) -> Certificate | None:
    return uow.session.scalar(select(Certificate).where(
        Certificate.traveller_id == traveller_id, Certificate.status == Status.ISSUED.value))


def _end(uow: UnitOfWork, found: Certificate, status: Status, reason: str) -> None:
    found.status, found.ended_reason = status.value, reason
    found.ended_at, found.ended_by = uow.now(), uow.actor.name
    waiting = select(PrintJob).where(
        PrintJob.certificate_id == found.id, PrintJob.state.in_((PrintState.QUEUED.value, PrintState.FAILED.value)))
    for job in uow.session.scalars(waiting):
        job.state, job.finished_at = PrintState.WITHDRAWN.value, uow.now()


def _keep_pictures(uow: UnitOfWork, content: CertificateContent) -> None:
    pictures = content.pictures()
    known = set(uow.session.scalars(
        select(CertificatePicture.digest).where(CertificatePicture.digest.in_(pictures))))
    for mark, picture in pictures.items():
        if mark not in known:
            uow.add(CertificatePicture(digest=mark, picture=picture))


def _refuse_ended(found: Certificate) -> None:
    if found.status != Status.ISSUED:
        raise Refused(_ENDED[Status(found.status)], number=found.number)


def _refuse_unprintable(uow: UnitOfWork, found: Certificate) -> None:
    """Refuse to print a paper that must not be relied on; it is revoked or replaced first."""
    _refuse_ended(found)
    why = why_not(uow, [found]).get(found.id, "")
    if why == OTHER_ON_FILE:
        raise Refused("certificates.other_on_file", number=found.number)
    if why:
        raise Refused("certificates.decision_gone", why=why)


def _running(uow: UnitOfWork, job_id: int) -> PrintJob:
    job = uow.get(PrintJob, job_id)
    if job.state != PrintState.PRINTING:
        raise Refused("certificates.not_printing")
    uow.about(uow.get(Certificate, job.certificate_id).person_id)
    return job
