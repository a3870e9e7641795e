"""Questions that the departures screen, Today and the certificates ask about journeys.

Findings and the reasons of a hold are clinical: who may not read them gets the state alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select

from mhac.kernel.errors import NotFound
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.registration.names import display
from mhac.travel.gathering import departure_row, gather
from mhac.travel.records import Departure, FitnessDecision, Screening, ScreeningDraft, Traveller
from mhac.travel.rules import Outcome, conditions_from
from mhac.travel.views import (
    Board,
    DecisionPaper,
    DepartureRow,
    KeptScreening,
    OpenStep,
    StepState,
    TravellerRow,
    TravellerView,
)

EARLIER = timedelta(hours=6)


def departures(uow: UnitOfWork, *, since: datetime, until: datetime | None = None) -> tuple[DepartureRow, ...]:
    """Return the departures from a moment on, the next one first, each with how many are screened and settled."""
    uow.require("travel.read")
    wanted = select(Departure).where(Departure.departs_at >= since).order_by(Departure.departs_at, Departure.id)
    if until is not None:
        wanted = wanted.where(Departure.departs_at < until)
    flights = uow.session.scalars(wanted).all()
    rows = gather(uow, _on(uow, [each.id for each in flights]), flights)
    return tuple(departure_row(uow, each, [row for row in rows if row.departure_id == each.id]) for each in flights)


def board(uow: UnitOfWork, *, departure_id: int) -> Board:
    """Return one departure with everybody on it, families together."""
    uow.require("travel.read")
    flight = uow.get(Departure, departure_id)
    rows = gather(uow, _on(uow, [departure_id]), [flight])
    return Board(departure_row(uow, flight, rows), rows)


def traveller(uow: UnitOfWork, *, traveller_id: int) -> TravellerView:
    """Return one traveller with all screenings and decisions; his clinical record is read, which is logged."""
    uow.require("travel.read")
    found = uow.get(Traveller, traveller_id)
    flight = uow.get(Departure, found.departure_id)
    everybody = _on(uow, [found.departure_id]) if found.removed_at is None else [found]
    history: dict[int, TravellerView] = {}
    rows = gather(uow, everybody, [flight], histories=history, of=traveller_id)
    if uow.may("travel.read_clinical"):
        uow.log_read(found.person_id, "travel.traveller")
    view = history[traveller_id]
    return TravellerView(departure_row(uow, flight, rows), view.row, view.screenings, view.decisions)


def screening_draft(uow: UnitOfWork, *, traveller_id: int) -> KeptScreening | None:
    """Return what this user was answering about a traveller and did not record, if anything."""
    uow.require("travel.save_screening_draft")
    kept = uow.session.scalar(select(ScreeningDraft).where(
        ScreeningDraft.traveller_id == traveller_id, ScreeningDraft.user_id == uow.actor.user_id))
    return KeptScreening(kept.content, kept.saved_at) if kept is not None else None


def upcoming_steps(uow: UnitOfWork, *, until: datetime) -> tuple[OpenStep, ...]:
    """Return what must still happen for the flights up to a moment, most urgent first."""
    uow.require("travel.read")
    wanted = select(Departure).where(Departure.departs_at >= uow.now() - EARLIER, Departure.departs_at < until)
    flights = uow.session.scalars(wanted).all()
    by_id = {each.id: each for each in flights}
    rows = gather(uow, _on(uow, list(by_id)), flights)
    found = [
        OpenStep(row.traveller_id, row.departure_id, by_id[row.departure_id].flight,
                 by_id[row.departure_id].departs_at, row.person, step)
        for row in rows if not (row.state.is_settled and not row.why_not)
        for step in row.steps if step.state in (StepState.OPEN, StepState.LATE)
    ]
    return tuple(sorted(found, key=lambda each: (each.step.due_at, each.departs_at, each.person.family_name)))


def departure_of(uow: UnitOfWork, *, traveller_id: int) -> int:
    """Return the flight of a traveller."""
    uow.require("travel.read")
    return uow.get(Traveller, traveller_id).departure_id


def next_flight_day(uow: UnitOfWork, *, person_id: int) -> date | None:
    """Return the day of the next flight on which a person has a place, in the clinic's zone."""
    uow.require("travel.read")
    wanted = (
        select(Departure.departs_at)
        .join(Traveller, Traveller.departure_id == Departure.id)
        .where(Traveller.person_id == person_id, Traveller.removed_at.is_(None), Departure.departs_at >= uow.now())
        .order_by(Departure.departs_at)
        .limit(1)
    )
    found = uow.session.scalars(wanted).first()
    return found.astimezone(uow.zone).date() if found else None


def screened_on(uow: UnitOfWork, *, person_id: int) -> date | None:
    """Return the day of the last screening that stands for the next flight of a person, in the clinic's zone."""
    uow.require("travel.read")
    wanted = (
        select(Screening.screened_at, Departure.departs_at)
        .join(Traveller, Traveller.id == Screening.traveller_id)
        .join(Departure, Departure.id == Traveller.departure_id)
        .where(
            Traveller.person_id == person_id,
            Traveller.removed_at.is_(None),
            Departure.departs_at >= uow.now(),
            Screening.voided_at.is_(None),
        )
        .order_by(Departure.departs_at, Screening.number.desc())
        .limit(1)
    )
    row = uow.session.execute(wanted).first()
    return row.screened_at.astimezone(uow.zone).date() if row else None


def decision_paper(uow: UnitOfWork, *, decision_id: int) -> DecisionPaper:
    """Return what a certificate freezes of a decision, and whether the decision still covers the journey."""
    uow.require("travel.read")
    return decision_papers(uow, decision_ids=[decision_id])[decision_id]


def decision_papers(uow: UnitOfWork, *, decision_ids: Sequence[int]) -> dict[int, DecisionPaper]:
    """Return the same for many decisions at once.

    Raises `NotFound` when one of them does not exist.
    """
    uow.require("travel.read")
    wanted = select(FitnessDecision).where(FitnessDecision.id.in_(decision_ids))
    decisions = {each.id: each for each in uow.session.scalars(wanted)}
    if len(decisions) != len(set(decision_ids)):
        raise NotFound("travel.no_such_decision")
    people = uow.session.scalars(
        select(Traveller).where(Traveller.id.in_({each.traveller_id for each in decisions.values()}))).all()
    flights = uow.session.scalars(
        select(Departure).where(Departure.id.in_({each.departure_id for each in people}))).all()
    rows = {row.traveller_id: row for row in gather(uow, people, flights)}
    gone = {each.id for each in people if each.removed_at is not None}
    return {key: _paper(each, rows[each.traveller_id], flights, gone) for key, each in decisions.items()}


def waited_for(uow: UnitOfWork, *, traveller_id: int) -> tuple[str, ...]:
    """Return the names of the family on the same flight who may not fly, and for whom a traveller waits."""
    uow.require("travel.read")
    found = uow.get(Traveller, traveller_id)
    rows = board(uow, departure_id=found.departure_id).rows
    if not any(row.traveller_id == traveller_id and row.waits_for_family for row in rows):
        return ()
    return tuple(
        display(row.person.family_name, row.person.given_names)
        for row in rows if row.case_id == found.case_id and not row.holds)


def _paper(decision: FitnessDecision, row: TravellerRow, flights: Sequence[Departure], gone: set[int]) -> DecisionPaper:
    flight = next(each for each in flights if each.id == row.departure_id)
    if row.traveller_id in gone:
        why_not = "traveller_removed"
    elif row.decision is None or row.decision.id != decision.id:
        why_not = "superseded"
    else:
        why_not = row.why_not
    entry = row.decision if row.decision and row.decision.id == decision.id else None
    may_travel = entry is not None and entry.outcome.may_travel
    return DecisionPaper(
        decision.id, row.traveller_id, row.person.id, row.case_id, row.case_number,
        outcome=Outcome(decision.outcome), conditions=conditions_from(decision.conditions), flight=decision.flight,
        departs_at=decision.departs_at, route=flight.route, destination=flight.destination,
        screened_at=row.screening.screened_at if row.screening and row.screening.id == decision.screening_id else None,
        decided_at=decision.decided_at, valid_until=decision.valid_until, physician_id=decision.physician_id,
        physician_name=decision.physician_name, physician_licence=decision.physician_licence,
        holds=may_travel and not why_not, why_not=why_not)


def _on(uow: UnitOfWork, departure_ids: Sequence[int]) -> Sequence[Traveller]:
    wanted = select(Traveller).where(Traveller.departure_id.in_(departure_ids), Traveller.removed_at.is_(None))
    return uow.session.scalars(wanted.order_by(Traveller.case_id, Traveller.id)).all()
