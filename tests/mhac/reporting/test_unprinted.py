"""The end of the day names each certificate that is not on paper, and why; on both engines."""

from mhac.certificates import service
from mhac.documents.content import Paper
from mhac.reporting.day_end import Left, OpenEnd, Unprinted, day_end
from tests.clinic import Clinic
from tests.mhac.certificates.journeys import Journey, give_signature, journey


def lines(clinic: Clinic) -> list[OpenEnd]:
    with clinic.read("administrator") as uow:
        return [line for line in day_end(uow) if line.kind is Left.PRINTS]


def issued(clinic: Clinic, made: Journey) -> int:
    with clinic.act("administrator", action="certificates.issue") as uow:
        return service.issue(uow, decision_id=made.decision_id)


def queued(clinic: Clinic, certificate_id: int) -> int:
    with clinic.act("administrator", action="certificates.queue_print") as uow:
        return service.queue_print(uow, certificate_id=certificate_id, printer="Lobby", paper=Paper.A4)


def test_a_certificate_is_followed_until_it_is_on_paper(clinic: Clinic) -> None:
    give_signature(clinic)
    clinic.clock.forward(hours=2)
    made = journey(clinic)  # flies in 40 hours
    assert lines(clinic) == [], "the night after tomorrow"
    clinic.clock.forward(hours=14)
    (line,) = lines(clinic)
    assert (line.unprinted, line.number, dict(line.arguments)) == (
        Unprinted.READY, "ET807", {"decision_id": made.decision_id},
    )  # fmt: skip
    paper = issued(clinic, made)
    (line,) = lines(clinic)
    assert (line.unprinted, line.page, dict(line.arguments)) == (
        Unprinted.ISSUED, "certificates", {"certificate_id": paper},
    )  # fmt: skip
    job = queued(clinic, paper)
    (line,) = lines(clinic)
    assert line.unprinted is Unprinted.QUEUED
    with clinic.act("administrator") as uow:
        service.start_print(uow, job_id=job)
        service.finish_print(uow, job_id=job)
    assert lines(clinic) == []


def test_one_that_was_saved_as_a_file_is_done(clinic: Clinic) -> None:
    give_signature(clinic)
    paper = issued(clinic, journey(clinic))
    with clinic.act("administrator", action="certificates.record_saved") as uow:
        service.record_saved(uow, certificate_id=paper, paper=Paper.A4)
    assert lines(clinic) == []


def test_yesterdays_are_not_asked_for_again(clinic: Clinic) -> None:
    give_signature(clinic)
    issued(clinic, journey(clinic))
    assert len(lines(clinic)) == 1
    clinic.clock.forward(hours=20)
    assert lines(clinic) == []
