"""Gathers everything about a set of travellers in a handful of statements, for the questions in `queries`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from mhac.exams.queries import clearances
from mhac.kernel import settings as clinic_settings
from mhac.kernel.clock import day_of
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.protocols import queries as protocol_queries
from mhac.registration.queries import people
from mhac.registration.records import Case
from mhac.registration.rules import PersonRow
from mhac.travel.codes import TravelSettings, travel_codes
from mhac.travel.forms import screening_form
from mhac.travel.records import Departure, FitnessDecision, Screening, Traveller
from mhac.travel.rules import (
    Concern,
    ExamStanding,
    Outcome,
    conditions_from,
    exam_concerns,
    holds_of,
    recheck_concerns,
    settled_by,
    state_of,
    window_concerns,
    window_opens,
)
from mhac.travel.steps import Progress, steps_before
from mhac.travel.views import DecisionEntry, DepartureRow, ScreeningEntry, TravellerRow, TravellerView

SETTINGS_KEY = "travel.settings"


@dataclass
class Gathered:
    """The raw answers of the database for a set of travellers."""

    people: Mapping[int, PersonRow]
    cases: Mapping[int, Case]
    exams: Mapping[int, ExamStanding]
    screenings: dict[int, list[Screening]] = field(default_factory=lambda: defaultdict(list))
    decisions: dict[int, list[FitnessDecision]] = field(default_factory=lambda: defaultdict(list))


def travel_settings(uow: UnitOfWork, country: str, on: date) -> TravelSettings:
    """Return the time limits for a journey: the clinic's own numbers, else the template's, else the shipped ones."""
    codes = travel_codes()
    given: dict[str, Any] = {}
    library = protocol_queries.library(uow)
    if country in library.countries():
        template = library.choose(country, on).template
        signed = protocol_queries.overrides(uow, country, template.edition)
        for name, theirs in codes.from_template.items():
            if theirs in template.settings:
                given[name] = signed.get(theirs, template.settings[theirs].value)
    return codes.settings(given | dict(clinic_settings.get(uow.session, SETTINGS_KEY, {})))


def settings_for(uow: UnitOfWork, flight: Departure) -> TravelSettings:
    """Return the time limits of one flight."""
    return travel_settings(uow, flight.destination, day_of(flight.departs_at, uow.zone))


def standings(uow: UnitOfWork, person_ids: Sequence[int]) -> dict[int, ExamStanding]:
    """Return what the medical exams of these people say about travelling."""
    return {
        person_id: ExamStanding(signed=each.signed, cleared=each.cleared, valid_until=each.valid_until,
                                classes=each.classes, amendment_open=each.amendment_open,
                                other_person=each.other_person, signed_under=(each.country, each.category))
        for person_id, each in clearances(uow, person_ids).items()
    }


def collect(uow: UnitOfWork, travellers: Sequence[Traveller]) -> Gathered:
    """Ask the database for everything about these travellers."""
    person_ids = sorted({each.person_id for each in travellers})
    ids = [each.id for each in travellers]
    cases = uow.session.scalars(select(Case).where(Case.id.in_({each.case_id for each in travellers})))
    found = Gathered(people(uow, person_ids), {each.id: each for each in cases}, standings(uow, person_ids))
    screened = select(Screening).where(Screening.traveller_id.in_(ids)).order_by(Screening.number)
    for screening in uow.session.scalars(screened):
        found.screenings[screening.traveller_id].append(screening)
    decided = select(FitnessDecision).where(FitnessDecision.traveller_id.in_(ids)).order_by(FitnessDecision.number)
    for decision in uow.session.scalars(decided):
        found.decisions[decision.traveller_id].append(decision)
    return found


def gather(uow: UnitOfWork, travellers: Sequence[Traveller], flights: Sequence[Departure], *,
           histories: dict[int, TravellerView] | None = None, of: int | None = None) -> tuple[TravellerRow, ...]:
    """Return a row for each traveller; the whole history of traveller `of` goes into `histories`."""
    if not travellers:
        return ()
    found = collect(uow, travellers)
    by_id = {each.id: each for each in flights}
    limits = {each.id: settings_for(uow, each) for each in flights}
    rows = tuple(_row(uow, each, by_id[each.departure_id], found, limits[each.departure_id]) for each in travellers)
    rows = tuple(replace(row, waits_for_family=_waits(row, rows)) for row in rows)
    if histories is not None and of is not None:
        row = next(each for each in rows if each.traveller_id == of)
        flight = by_id[row.departure_id]
        clinical = uow.may("travel.read_clinical")
        histories[of] = TravellerView(
            departure_row(uow, flight, rows), row,
            tuple(_screening(uow, each, flight) for each in found.screenings[of]) if clinical else (),
            tuple(_decision(each, clinical=clinical) for each in found.decisions[of]))
    return rows


def departure_row(uow: UnitOfWork, flight: Departure, rows: Sequence[TravellerRow]) -> DepartureRow:
    """Return a departure with its numbers."""
    limits = settings_for(uow, flight)
    departs = flight.departs_at
    return DepartureRow(
        flight.id, flight.flight, departs, flight.route, flight.destination,
        settle_by=settled_by(departs, limits.settle_hours),
        window_opens=window_opens(departs, limits.screening_window_hours), version=flight.version, people=len(rows),
        screened=sum(row.screening is not None for row in rows), fit=sum(row.holds for row in rows),
        settled=sum(row.state.is_settled and not row.waits_for_family for row in rows))


def why_not(decision: FitnessDecision | None, screening: Screening | None, flight: Departure,
            exam_holds: tuple[Concern, ...]) -> str:
    """Return why a decision no longer covers the journey; empty when it does."""
    if decision is None:
        return ""
    if (decision.flight, decision.departs_at) != (flight.flight, flight.departs_at):
        return "flight_changed"
    if Outcome(decision.outcome).may_travel and (screening is None or screening.id != decision.screening_id):
        return "screened_again" if screening is not None else "screening_voided"
    if not Outcome(decision.outcome).may_travel and screening is not None and screening.id != decision.screening_id:
        return "screened_again"
    return "exam" if exam_holds else ""


def _row(uow: UnitOfWork, one: Traveller, flight: Departure, found: Gathered, limits: TravelSettings) -> TravellerRow:
    departs_on = day_of(flight.departs_at, uow.zone)
    counted = [each for each in found.screenings[one.id] if each.voided_at is None]
    screening = counted[-1] if counted else None
    decision = found.decisions[one.id][-1] if found.decisions[one.id] else None
    exam = found.exams.get(one.person_id)
    case = found.cases[one.case_id]
    exam_holds = holds_of(exam_concerns(exam, departs_on, travels_under=(case.country, case.category)))
    reason = why_not(decision, screening, flight, exam_holds)
    concerns = exam_holds + window_concerns(
        screening.screened_at if screening else None, flight.departs_at, uow.now(), limits.screening_window_hours)
    concerns += recheck_concerns(decision.recheck_on if decision and not reason else None, departs_on)
    clinical = uow.may("travel.read_clinical")
    classes = exam.classes if exam else ()
    progress = Progress(
        flight.departs_at, bool(exam_holds), [(each.screened_at, each.by_name) for each in counted],
        decision.decided_at if decision else None, decision.physician_name if decision else "",
        decision is not None and not reason,
        [each for each in travel_codes().early if each.classes.intersection(classes)] if clinical else ())
    return TravellerRow(
        one.id, one.departure_id, one.version, found.people[one.person_id], case.id, case.number or "", case.country,
        case.category,
        state=state_of(outcome=Outcome(decision.outcome) if decision else None, exam_holds=bool(exam_holds),
                       screened=screening is not None, why_not=reason),
        waits_for_family=False, needs=conditions_from(one.needs),
        screening=_screening(uow, screening, flight) if screening else None,
        decision=_decision(decision, clinical=clinical) if decision else None, why_not=reason,
        concerns=concerns if clinical else tuple(replace(each, values=()) for each in concerns),
        steps=steps_before(progress, limits, uow.now()))


def _waits(row: TravellerRow, rows: Sequence[TravellerRow]) -> bool:
    """A person who is fit waits while somebody of the same case on the same flight may not fly."""
    return row.holds and any(
        other.case_id == row.case_id and other.departure_id == row.departure_id and not other.holds for other in rows)


def _screening(uow: UnitOfWork, screening: Screening, flight: Departure) -> ScreeningEntry:
    clinical = uow.may("travel.read_clinical")
    findings = screening_form().findings(
        screening.answers, screened_on=day_of(screening.screened_at, uow.zone),
        departs_on=day_of(flight.departs_at, uow.zone)) if clinical else ()
    return ScreeningEntry(
        screening.id, screening.number, screening.screened_at, screening.by_name, screening.answers if clinical else {},
        screening.form_edition, findings, screening.voided_reason)


def _decision(decision: FitnessDecision, *, clinical: bool) -> DecisionEntry:
    return DecisionEntry(
        decision.id, decision.number, Outcome(decision.outcome), conditions_from(decision.conditions),
        decision.reason if clinical else "", decision.despite if clinical else "", decision.recheck_on, decision.flight,
        decision.departs_at, decision.decided_at, decision.valid_until, decision.physician_name,
        decision.physician_licence, decision.supersedes_id, decision.supersede_reason if clinical else "",
        decision.screening_id)
