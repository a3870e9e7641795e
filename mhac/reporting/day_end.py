"""What is left open when the clinic closes: who is still inside, what an exam still asks, and who did not come."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import exists, select

from mhac.certificates import queries as certificates
from mhac.certificates.records import Certificate, PrintJob
from mhac.certificates.rules import WAITING, PrintState, Status
from mhac.exams.loading import standing_requests
from mhac.exams.records import Exam
from mhac.exams.rules import StepState
from mhac.exams.slips import printed_slips
from mhac.exams.stations import stations_asked
from mhac.exams.steps import steps_from
from mhac.floor import queries as floor
from mhac.floor.records import Visit
from mhac.floor.rules import VisitStatus
from mhac.floor.stations import stations
from mhac.floor.visits import Seen
from mhac.kernel.audit import AuditEntry
from mhac.kernel.clock import day_of
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.registration.queries import people
from mhac.scheduling import queries as scheduling
from mhac.scheduling.rules import Status as Booked
from mhac.scheduling.rules import day_span

AWAITED = frozenset({StepState.NEXT, StepState.PARTLY, StepState.OPTIONAL, StepState.WAITING, StepState.REQUESTED})
SAVED = "certificates.record_saved"
FAR_BACK = 30
"""Visits of so many days are looked at: who was never checked out stays on the list until somebody says what became."""


class Left(StrEnum):
    """A kind of thing that is left open."""

    INSIDE = "inside"
    """Has arrived and was not checked out, today or on an earlier day."""
    UNFINISHED = "unfinished"
    """Was here today and has gone; the protocol still asks something that a station could have done."""
    RESULTS = "results"
    """A slip was made, and no result stands yet."""
    PRINTS = "prints"
    """A slip of today or a certificate is not on paper."""
    NOT_COME = "not_come"
    """Was booked for today, did not come, and has no later appointment."""


class Unprinted(StrEnum):
    """What is not on paper, and why."""

    SLIP = "slip"
    """Was asked today; the laboratory or the X-ray room has no slip."""
    QUEUED = "queued"
    """Waits for the printer, or failed there."""
    ISSUED = "issued"
    """A certificate was issued today, and neither printed nor saved."""
    READY = "ready"
    """Decided fit for a flight of today or tomorrow, and no certificate."""


@dataclass(frozen=True)
class OpenEnd:
    """One line: whom it concerns, a number, since when, which stations, and where it is worked on."""

    kind: Left
    name: str
    number: str
    at: datetime | None
    page: str
    arguments: tuple[tuple[str, int], ...]
    stations: tuple[str, ...] = ()
    detail: str = ""
    people: int = 1
    visits: tuple[Seen, ...] = ()
    missed: tuple[int, int] | None = None  # appointment and version, where "did not come" is still to be noted
    unprinted: Unprinted | None = None
    slip: int | None = None  # the request whose slip is not printed

    @property
    def key(self) -> tuple[object, ...]:
        """What makes the line the same line after a refresh."""
        return (self.kind, self.page, self.arguments, self.slip)


def day_end(uow: UnitOfWork) -> tuple[OpenEnd, ...]:
    """Return what is left open, kind by kind, as far as the role may see it."""
    uow.require("reporting.see_day_end")
    lines = [line for permission, ask in _ASKED if uow.may(permission) for line in ask(uow)]
    order = list(Left)
    return tuple(sorted(lines, key=lambda line: order.index(line.kind)))


def _inside(uow: UnitOfWork) -> Iterable[OpenEnd]:
    today = uow.today()
    ids = select(Visit.day).where(Visit.status == VisitStatus.OPEN.value).distinct().order_by(Visit.day)
    for day in uow.session.scalars(ids.limit(FAR_BACK)):
        visits = [each for each in floor.floor_view(uow, day).visits if each.status is VisitStatus.OPEN]
        asked = stations_asked(uow, [each.person_id for each in visits])
        for each in visits:
            page = (
                ("floor", (("visit_id", each.id),)) if day == today else ("casefile", (("person_id", each.person_id),))
            )
            yield OpenEnd(
                Left.INSIDE, each.name, each.ticket, each.station_since, *page,
                stations=_in_words_order(asked.get(each.person_id, ())), detail=each.station,
                visits=(Seen(each.id, each.version),))  # fmt: skip


def _unfinished(uow: UnitOfWork) -> Iterable[OpenEnd]:
    day = uow.today()
    visits = [each for each in floor.floor_view(uow, day).visits if each.status in {VisitStatus.DONE, VisitStatus.LEFT}]
    asked = stations_asked(uow, [each.person_id for each in visits])
    page = "exam" if uow.may("exams.read_clinical") else "casefile"
    for each in visits:
        wanted = _in_words_order(asked.get(each.person_id, ()))
        if wanted:
            yield OpenEnd(
                Left.UNFINISHED, each.name, each.ticket, each.ended_at, page, (("person_id", each.person_id),),
                stations=wanted, detail=each.end_reason)  # fmt: skip


def _slips(uow: UnitOfWork) -> Iterable[OpenEnd]:
    """Slips without a result: those of today that nobody printed, and the others, which wait for the result."""
    rows: list[Any] = list(
        uow.session.execute(
            select(Exam.id, Exam.person_id, Exam.summary).where(Exam.open_key.is_not(None)).order_by(Exam.id)
        )
    )
    requests = standing_requests(uow, [row.id for row in rows])
    known = people(uow, [row.person_id for row in rows if row.id in requests])
    today = uow.today()
    fresh = [slip.id for each in requests.values() for slip in each if day_of(slip.requested_at, uow.zone) == today]
    unprinted = set(fresh) - printed_slips(uow, fresh)
    page = "exam" if uow.may("exams.read_clinical") else "casefile"
    lines = []
    for row in rows:
        if row.id not in requests:
            continue
        kinds = {step.item: step.kind for step in steps_from(row.summary) if step.state in AWAITED}
        for slip in requests[row.id]:
            if slip.item in kinds:
                person = known[row.person_id]
                arguments = (("exam_id", row.id),) if page == "exam" else (("person_id", row.person_id),)
                lacking = slip.id in unprinted
                lines.append(OpenEnd(
                    Left.PRINTS if lacking else Left.RESULTS, person.name, slip.number, slip.requested_at, page,
                    arguments, stations=(kinds[slip.item],), detail=slip.number,
                    unprinted=Unprinted.SLIP if lacking else None, slip=slip.id))  # fmt: skip
    return sorted(lines, key=lambda line: (line.at, line.number))


def _prints(uow: UnitOfWork) -> Iterable[OpenEnd]:
    for job in certificates.print_queue(uow):
        yield OpenEnd(Left.PRINTS, job.name, job.number, job.queued_at, "certificates",
                      (("certificate_id", job.certificate_id),), detail=job.error,
                      unprinted=Unprinted.QUEUED)  # fmt: skip
    begins = day_span(uow.today(), uow.zone).starts_at
    done = exists().where(PrintJob.certificate_id == Certificate.id, PrintJob.state.in_((*WAITING, PrintState.DONE)))
    saved = exists().where(AuditEntry.action == SAVED, AuditEntry.person_id == Certificate.person_id,
                           AuditEntry.at >= Certificate.issued_at)  # fmt: skip
    fresh = (
        select(Certificate.id, Certificate.name, Certificate.number, Certificate.issued_at)
        .where(Certificate.status == Status.ISSUED.value, Certificate.issued_at >= begins, ~done, ~saved)
        .order_by(Certificate.id)
    )
    for row in uow.session.execute(fresh):
        yield OpenEnd(Left.PRINTS, row.name, row.number, row.issued_at, "certificates",
                      (("certificate_id", row.id),), unprinted=Unprinted.ISSUED)  # fmt: skip
    ends = day_span(uow.today() + timedelta(days=1), uow.zone).ends_at
    for found in certificates.ready(uow):
        if found.departs_at < ends:
            yield OpenEnd(Left.PRINTS, found.name, found.flight, found.departs_at, "certificates",
                          (("decision_id", found.decision_id),), unprinted=Unprinted.READY)  # fmt: skip


def _not_come(uow: UnitOfWork) -> Iterable[OpenEnd]:
    now = uow.now()
    for block in scheduling.day_view(uow, uow.today()):
        if block.starts_at > now:
            continue
        away = [person for person in block.people if person.status in {Booked.BOOKED, Booked.MISSED}]
        if away:
            to_note = any(person.status is Booked.BOOKED for person in away)
            yield OpenEnd(
                Left.NOT_COME, away[0].name, block.case_number, block.starts_at, "book",
                (("appointment_id", block.id),), people=len(away),
                missed=(block.id, block.version) if to_note else None)  # fmt: skip


def _in_words_order(codes: Iterable[str]) -> tuple[str, ...]:
    wanted = set(codes)
    return tuple(here.code for here in stations() if here.code in wanted)


_ASKED: tuple[tuple[str, Callable[[UnitOfWork], Iterable[OpenEnd]]], ...] = (
    ("floor.see_floor", _inside),
    ("exams.read_casefile", _unfinished),
    ("exams.read_casefile", _slips),
    ("certificates.read", _prints),
    ("scheduling.see_book", _not_come),
)
