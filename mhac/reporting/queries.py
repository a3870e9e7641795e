"""What waits today, asked of every room once: the Today page shows it in the order of the role."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import exists, select

from mhac.certificates import queries as certificates
from mhac.exams.records import Classification, Exam
from mhac.exams.rules import ExamStatus
from mhac.exams.stations import stations_asked
from mhac.floor import queries as floor
from mhac.floor.queries import VisitRow
from mhac.floor.rules import VisitStatus, is_passed_over
from mhac.floor.stations import stations
from mhac.kernel.audit import AuditEntry
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.registration.queries import people
from mhac.reporting.rules import Work, work_of
from mhac.reporting.urgency import EXAMS, First, first_of
from mhac.scheduling import queries as scheduling
from mhac.scheduling.rules import Status, is_late
from mhac.submissions import queries as submissions
from mhac.travel import queries as travel
from mhac.travel.views import DepartureRow, OpenStep, StepKind

SOON = timedelta(minutes=45)
FLIES_WITHIN = timedelta(days=4)
MOST = 200
NEARLY = 90
"""An exam without a gap has more than so many per cent: only the signature is missing."""
BACKUP = "security.backup"
VITAL_SIGNS, PHYSICIAN = "vital_signs", "physician"
NURSES_OTHER = ("laboratory", "imaging", "vaccination")


@dataclass(frozen=True)
class Waiting:
    """Somebody, or something, that waits: who, a short remark, since or until when, and where it opens."""

    name: str
    remark: str
    at: datetime | None
    page: str
    arguments: tuple[tuple[str, int], ...]
    pressing: bool = False
    person_id: int | None = None
    station: str = ""
    later: bool = False
    people: int = 1
    family: int = 0  # the number of the ticket that a family on the floor shares
    in_hands_of: str = ""  # who has called them already, if it is somebody else
    done_here: bool = False  # nothing more is wanted at this station: only to be sent on


@dataclass(frozen=True)
class Task:
    """One kind of work with everybody behind its number."""

    work: Work
    waiting: tuple[Waiting, ...]

    @property
    def count(self) -> int:
        """How many."""
        return len(self.waiting)


@dataclass(frozen=True)
class Today:
    """The day in figures, and what to do first."""

    day: date
    booked: int
    arrived: int
    in_clinic: int
    next_departure: DepartureRow | None
    backup_at: datetime | None
    tasks: tuple[Task, ...]
    first: tuple[First, ...] = ()


def today(uow: UnitOfWork) -> Today:
    """Return what the signed-in role should do first; only what it may see."""
    uow.require("reporting.today")
    day, now = uow.today(), uow.now()
    blocks = scheduling.day_view(uow, day)
    expected = [person.status for block in blocks for person in block.people if person.status is not Status.CANCELLED]
    departures = travel.departures(uow, since=now, until=now + timedelta(days=30))
    tasks = tuple(task for work in work_of(uow.actor.roles) if (task := _task(uow, work)) is not None)
    return Today(
        day=day, booked=len(expected), arrived=sum(status not in (Status.BOOKED, Status.MISSED) for status in expected),
        in_clinic=floor.in_clinic(uow, day), next_departure=departures[0] if departures else None,
        backup_at=_last_backup(uow), tasks=tasks, first=first_of(tasks, now, _flights(uow, tasks)))


def _flights(uow: UnitOfWork, tasks: Iterable[Task]) -> dict[int, datetime]:
    """When the people of the waiting exams fly, where that is within the next days and the role may see it."""
    if not uow.may("travel.read") or not any(task.work in EXAMS and task.waiting for task in tasks):
        return {}
    steps = travel.upcoming_steps(uow, until=uow.now() + FLIES_WITHIN)
    return {each.person.id: each.departs_at for each in reversed(steps)}


def _task(uow: UnitOfWork, work: Work) -> Task | None:
    """Return one kind of work; None where the role may not see it."""
    permission, ask = _ASKED[work]
    if not uow.may(permission):
        return None
    return Task(work, tuple(ask(uow))[:MOST])


# The book and the floor -----------------------------------------------------------------------------------------------

def _arrivals(uow: UnitOfWork) -> Iterable[Waiting]:
    now = uow.now()
    for block in scheduling.day_view(uow, uow.today()):
        booked = [person for person in block.people if person.status is Status.BOOKED]
        if booked and block.starts_at <= now + SOON and not is_late(Status.BOOKED, block.starts_at, now):
            yield Waiting(booked[0].name, _with_others(block.case_number, len(booked)), block.starts_at, "book",
                          (("appointment_id", block.id),), people=len(booked))


def _not_come(uow: UnitOfWork) -> Iterable[Waiting]:
    now = uow.now()
    for block in scheduling.day_view(uow, uow.today()):
        missing = [person for person in block.people
                   if person.status is Status.MISSED or is_late(person.status, block.starts_at, now)]
        if missing:
            yield Waiting(missing[0].name, _with_others(block.case_number, len(missing)), block.starts_at, "book",
                          (("appointment_id", block.id),), pressing=True, people=len(missing))


def _at_stations(*codes: str) -> Callable[[UnitOfWork], Iterable[Waiting]]:
    """Who stands at a station; of whom it wants nothing more, it is said that he waits to be sent on."""

    def ask(uow: UnitOfWork) -> Iterable[Waiting]:
        here = [visit for visit in floor.floor_view(uow, uow.today()).visits
                if visit.status is VisitStatus.OPEN and visit.station in codes]
        asked = stations_asked(uow, [visit.person_id for visit in here])
        for visit in here:
            wanted = asked.get(visit.person_id)
            done = wanted is not None and visit.station not in wanted and visit.station not in _desk()
            yield _on_the_floor(visit, uow, done_here=done)

    return ask


def _desk() -> tuple[str, str]:
    """Where a visit begins and ends: no protocol asks anything there, and still somebody has to send people on."""
    return stations()[0].code, stations()[-1].code


def _on_the_floor(visit: VisitRow, uow: UnitOfWork, *, done_here: bool) -> Waiting:
    elsewhere = visit.called_at is not None and visit.called_by_id != uow.actor.user_id
    return Waiting(visit.name, visit.ticket, visit.station_since, "floor", (("visit_id", visit.id),),
                   station=visit.station, later=is_passed_over(visit.skipped_until, uow.now()), family=visit.number,
                   in_hands_of=visit.called_by if elsewhere else "", done_here=done_here)


def _with_others(case_number: str, people_in_block: int) -> str:
    return f"{case_number} +{people_in_block - 1}".strip() if people_in_block > 1 else case_number


# Exams ----------------------------------------------------------------------------------------------------------------

def _open_exams(uow: UnitOfWork, keep: Callable[[Any, bool], bool]) -> Iterable[Waiting]:
    """Return the open exams that are wanted, the oldest first; `keep` sees the exam's row, and whether it is whole."""
    decided = exists().where(Classification.exam_id == Exam.id, Classification.revision == Exam.revision)
    wanted = (
        select(Exam.id, Exam.person_id, Exam.exam_date, Exam.begun_at, Exam.percent, Exam.held,
               decided.label("classified"))
        .where(Exam.status.in_((ExamStatus.DRAFT.value, ExamStatus.AMENDED.value)))
        .order_by(Exam.exam_date, Exam.id))
    rows = uow.session.execute(wanted).all()
    whole = _whole(uow, [row.id for row in rows if row.percent >= NEARLY and not row.classified])
    rows = [row for row in rows if keep(row, row.id in whole)]
    known = people(uow, [row.person_id for row in rows])
    for row in rows:
        person = known[row.person_id]
        yield Waiting(person.name, person.case_number, row.begun_at, "exam", (("exam_id", row.id),), pressing=row.held,
                      person_id=row.person_id)


def _whole(uow: UnitOfWork, exam_ids: Sequence[int]) -> set[int]:
    """Return the exams of which the protocol can say the class and misses nothing, as kept at the last change."""
    rows = uow.session.execute(select(Exam.id, Exam.summary).where(Exam.id.in_(exam_ids)))
    return {row.id for row in rows
            if row.summary["assessment"]["classes"] is not None and row.summary["assessment"]["complete"]}


def _to_classify(uow: UnitOfWork) -> Iterable[Waiting]:
    return _open_exams(uow, lambda row, whole: whole)


def _to_sign(uow: UnitOfWork) -> Iterable[Waiting]:
    return _open_exams(uow, lambda row, whole: bool(row.classified))


def _still_open(uow: UnitOfWork) -> Iterable[Waiting]:
    day = uow.today()
    return _open_exams(uow, lambda row, whole: row.exam_date < day and not whole and not row.classified)


# Journeys and papers --------------------------------------------------------------------------------------------------

def _steps(kind: StepKind) -> Callable[[UnitOfWork], Iterable[Waiting]]:
    def ask(uow: UnitOfWork) -> Iterable[Waiting]:
        steps = travel.upcoming_steps(uow, until=uow.now() + FLIES_WITHIN)
        unscreened = {each.traveller_id for each in steps if each.step.kind is StepKind.SCREENING}
        for each in steps:
            if each.step.kind is kind and (kind is not StepKind.DECISION or each.traveller_id not in unscreened):
                yield _step(each, uow.now())

    return ask


def _step(each: OpenStep, now: datetime) -> Waiting:
    return Waiting(each.person.name, each.flight, each.step.due_at, "departures",
                   (("departure_id", each.departure_id), ("traveller_id", each.traveller_id)),
                   pressing=now > each.step.due_at)


def _certificates(uow: UnitOfWork) -> Iterable[Waiting]:
    for row in certificates.ready(uow):
        yield Waiting(row.name, row.flight, row.departs_at, "certificates", (("decision_id", row.decision_id),))


def _prints(uow: UnitOfWork) -> Iterable[Waiting]:
    for row in certificates.print_queue(uow):
        yield Waiting(row.name, row.number, row.queued_at, "certificates", (("certificate_id", row.certificate_id),),
                      pressing=bool(row.error))


def _to_enter(uow: UnitOfWork) -> Iterable[Waiting]:
    for exam in submissions.to_enter(uow, MOST):
        yield Waiting(exam.name, exam.case_number, exam.signed_at, "entry", (("exam_id", exam.exam_id),),
                      pressing=exam.lapsed)


def _last_backup(uow: UnitOfWork) -> datetime | None:
    newest = select(AuditEntry.at).where(AuditEntry.action == BACKUP).order_by(AuditEntry.id.desc()).limit(1)
    return uow.session.scalar(newest)


_ASKED: dict[Work, tuple[str, Callable[[UnitOfWork], Iterable[Waiting]]]] = {
    Work.ARRIVALS: ("scheduling.see_book", _arrivals),
    Work.NOT_COME: ("scheduling.see_book", _not_come),
    Work.DESK: ("floor.see_floor", _at_stations(*_desk())),
    Work.VITALS: ("floor.see_floor", _at_stations(VITAL_SIGNS)),
    Work.STATIONS: ("floor.see_floor", _at_stations(*NURSES_OTHER)),
    Work.PHYSICIAN: ("floor.see_floor", _at_stations(PHYSICIAN)),
    Work.TO_CLASSIFY: ("exams.read_clinical", _to_classify),
    Work.TO_SIGN: ("exams.read_clinical", _to_sign),
    Work.STILL_OPEN: ("exams.read_clinical", _still_open),
    Work.TO_SCREEN: ("travel.read", _steps(StepKind.SCREENING)),
    Work.TO_DECIDE: ("travel.read", _steps(StepKind.DECISION)),
    Work.CERTIFICATES: ("certificates.read", _certificates),
    Work.PRINTS: ("certificates.read", _prints),
    Work.TO_ENTER: ("submissions.read", _to_enter),
}
