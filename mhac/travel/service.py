"""What staff may do about a journey: plan the flight, put families on it, screen, and decide who is fit to fly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import Delete, delete, func, select
from sqlalchemy.exc import IntegrityError

from mhac.kernel.clock import day_of
from mhac.kernel.errors import Invalid, NotFound, Refused, StaleEdit
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.registration.birth import age_on
from mhac.registration.names import display
from mhac.registration.queries import case_file, people
from mhac.registration.records import Case
from mhac.travel.codes import travel_codes
from mhac.travel.forms import Subject, screening_form
from mhac.travel.gathering import settings_for, standings
from mhac.travel.records import Departure, FitnessDecision, Screening, ScreeningDraft, Traveller
from mhac.travel.rules import (
    Condition,
    NewDecision,
    check_decision,
    decision_valid_until,
    exam_concerns,
    is_reason,
)
from mhac.travel.views import NewDeparture

K = TypeVar("K", Departure, Traveller)
CLOCK_TOLERANCE = timedelta(minutes=5)


def plan_departure(uow: UnitOfWork, *, request: NewDeparture) -> int:
    """Plan a flight; return its id. The same flight at the same time is planned once."""
    uow.require("travel.plan_departure")
    wanted = _checked_flight(uow, request)
    _refuse_same_flight(uow, wanted, but=None)
    try:
        departure = uow.add(Departure(
            flight=wanted.flight, departs_at=wanted.departs_at, route=wanted.route, destination=wanted.destination,
            planned_at=uow.now(), planned_by=uow.actor.name))
    except IntegrityError:
        raise _planned_already(wanted) from None
    uow.announce("departures", departure.id)
    return departure.id


def change_flight(uow: UnitOfWork, *, departure_id: int, version: int, request: NewDeparture, reason: str) -> None:
    """Change flight number, time, route or destination.

    Decisions that were made for another flight or time no longer cover the journey; the physician decides again.
    """
    uow.require("travel.change_flight")
    departure = uow.get(Departure, departure_id)
    uow.check_version(departure, version)
    wanted = _checked_flight(uow, request)
    _need_reason(reason)
    _refuse_same_flight(uow, wanted, but=departure_id)
    departure.flight, departure.departs_at = wanted.flight, wanted.departs_at
    departure.route, departure.destination = wanted.route, wanted.destination
    departure.change_reason = reason.strip()
    uow.session.flush()
    uow.announce("departures", departure_id)


def add_travellers(uow: UnitOfWork, *, departure_id: int, case_id: int,
                   person_ids: Sequence[int] | None = None) -> tuple[int, ...]:
    """Put a case on a flight: everybody in it who travels, or the chosen people; return their places.

    Who is on the flight already is left as he is. Raises `Refused` when somebody is on another flight to come.
    """
    uow.require("travel.add_travellers")
    departure = _locked(uow, Departure, departure_id)
    case = case_file(uow, case_id)
    members = [each for each in case.members if each.travels]
    if person_ids is not None:
        members = [each for each in case.members if each.person.id in set(person_ids)]
        if len(members) != len(set(person_ids)):
            raise Invalid("travel.not_in_case", field="case", case=case.number)
    if not members:
        raise Invalid("travel.nobody_travels", field="case", case=case.number)
    if case.country != departure.destination:
        raise Refused("travel.other_country", field="case", case=case.number, country=case.country,
                      destination=departure.destination)
    places = tuple(_place(uow, departure, case_id, each.person.id) for each in members)
    uow.announce("departures", departure_id)
    return places


def set_needs(uow: UnitOfWork, *, traveller_id: int, version: int, needs: Sequence[Condition]) -> None:
    """Write down the help that a traveller needs on the way."""
    uow.require("travel.set_needs")
    traveller = _active(uow, traveller_id)
    uow.check_version(traveller, version)
    traveller.needs = [each.plain() for each in travel_codes().check_needs(needs)]
    uow.session.flush()
    uow.announce("departures", traveller.departure_id)


def remove_traveller(uow: UnitOfWork, *, traveller_id: int, version: int, reason: str) -> None:
    """Take a person off a flight, with the reason; screenings and decisions stay on record."""
    uow.require("travel.remove_traveller")
    traveller = _active(uow, traveller_id)
    uow.check_version(traveller, version)
    _need_reason(reason)
    traveller.removed_at, traveller.removed_by, traveller.removed_reason = uow.now(), uow.actor.name, reason.strip()
    uow.session.flush()
    uow.announce("departures", traveller.departure_id)


def record_screening(uow: UnitOfWork, *, traveller_id: int, answers: Mapping[str, Any],
                     screened_at: datetime | None = None, confirmed: frozenset[str] = frozenset()) -> int:
    """Record a pre-departure screening; return its id.

    A later screening reopens the decision. Raises `Invalid` with the question that cannot stand as answered.
    """
    uow.require("travel.record_screening")
    traveller = _active(uow, traveller_id)
    moment = screened_at or uow.now()
    if moment > uow.now() + CLOCK_TOLERANCE:
        raise Invalid("travel.screened_in_future", field="screened_at")
    day = day_of(moment, uow.zone)
    form = screening_form()
    kept = form.clean(answers, _subject(uow, traveller.person_id, day), on=day, confirmed=confirmed)
    last = uow.session.scalar(
        select(func.max(Screening.number)).where(Screening.traveller_id == traveller_id)) or 0
    screening = uow.add(Screening(
        traveller_id=traveller_id, number=last + 1, person_id=traveller.person_id, screened_at=moment,
        recorded_at=uow.now(), form_edition=form.edition, form_digest=form.digest, answers=kept,
        by_id=uow.actor.user_id, by_name=uow.actor.name))
    uow.session.execute(_own_draft(uow, traveller_id))
    uow.announce("departures", traveller.departure_id)
    return screening.id


def save_screening_draft(uow: UnitOfWork, *, traveller_id: int, content: Mapping[str, Any]) -> datetime:
    """Keep what is being answered of a screening that is not recorded yet; return when. Nothing typed: no draft."""
    uow.require("travel.save_screening_draft")
    at = uow.now()
    uow.session.execute(_own_draft(uow, traveller_id))
    if content and uow.actor.user_id is not None:
        uow.session.add(ScreeningDraft(
            traveller_id=traveller_id, user_id=uow.actor.user_id, content=dict(content), saved_at=at))
    return at


def void_screening(uow: UnitOfWork, *, screening_id: int, reason: str) -> None:
    """Void a screening that was written for the wrong person or is wrong; it stays readable."""
    uow.require("travel.void_screening")
    screening = uow.get(Screening, screening_id)
    traveller = uow.get(Traveller, screening.traveller_id)
    uow.about(screening.person_id)
    if screening.voided_at is not None:
        raise Refused("travel.screening_voided_already")
    _need_reason(reason)
    screening.voided_at, screening.voided_by, screening.voided_reason = uow.now(), uow.actor.name, reason.strip()
    uow.session.flush()
    uow.announce("departures", traveller.departure_id)


def decide_fitness(uow: UnitOfWork, *, request: NewDecision) -> int:
    """Decide whether a person is fit for this flight; return the decision's id.

    An earlier decision is never overwritten: the new one names it and says why. Raises `Invalid` with the field
    that is missing, `StaleEdit` when another decision was made meanwhile.
    """
    uow.require("travel.decide_fitness")
    traveller = _active(uow, request.traveller_id)
    departure = uow.get(Departure, traveller.departure_id)
    before = _last_decision(uow, traveller.id)
    if (before.id if before else None) != request.seen_decision_id:
        raise StaleEdit("travel.decided_meanwhile", physician=before.physician_name if before else "")
    if before is not None and not is_reason(request.supersede_reason):
        raise Invalid("travel.supersede_reason_missing", field="supersede_reason")
    screening = _last_screening(uow, traveller.id)
    _check(uow, request, traveller, departure, screening)
    limits = settings_for(uow, departure)
    decision = uow.add(FitnessDecision(
        traveller_id=traveller.id, number=(before.number if before else 0) + 1, person_id=traveller.person_id,
        screening_id=screening.id if screening else None, outcome=request.outcome.value,
        conditions=[each.plain() for each in request.conditions], reason=request.reason.strip(),
        despite=request.despite.strip(), recheck_on=request.recheck_on, flight=departure.flight,
        departs_at=departure.departs_at, decided_at=uow.now(),
        valid_until=decision_valid_until(screening.screened_at, limits.certificate_hours)
        if screening and request.outcome.may_travel else None,
        physician_id=uow.actor.user_id, physician_name=uow.actor.name, physician_licence=uow.actor.licence,
        supersedes_id=before.id if before else None, supersede_reason=request.supersede_reason.strip()))
    uow.announce("departures", departure.id)
    uow.announce("certificates")
    return decision.id


def _check(uow: UnitOfWork, request: NewDecision, traveller: Traveller, departure: Departure,
           screening: Screening | None) -> None:
    departs_on = day_of(departure.departs_at, uow.zone)
    exam = standings(uow, [traveller.person_id]).get(traveller.person_id)
    case = uow.get(Case, traveller.case_id)
    screened_on = day_of(screening.screened_at, uow.zone) if screening else departs_on
    answers = screening.answers if screening else {}
    found = screening_form().findings(answers, screened_on=screened_on, departs_on=departs_on)
    check_decision(request, today=uow.today(), screened=screening is not None,
                   exam_holds=exam_concerns(exam, departs_on, travels_under=(case.country, case.category)),
                   finding_holds=tuple(each.code for each in found if each.holds))
    travel_codes().check_needs(request.conditions)


def _checked_flight(uow: UnitOfWork, request: NewDeparture) -> NewDeparture:
    """Return the flight tidied ("ET807", capitals), or refuse what cannot be a flight."""
    flight = "".join(request.flight.split()).upper()
    if not 3 <= len(flight) <= 8 or not flight.isalnum() or not any(sign.isdigit() for sign in flight):
        raise Invalid("travel.flight_number", field="flight", typed=request.flight)
    if request.departs_at <= uow.now():
        raise Invalid("travel.departure_in_past", field="departs_at")
    destination = request.destination.strip().upper()
    if len(destination) != 2 or not destination.isalpha():
        raise Invalid("travel.destination_missing", field="destination")
    route = "-".join(part for part in request.route.upper().replace("–", "-").replace(" ", "-").split("-") if part)
    if not route:
        raise Invalid("travel.route_missing", field="route")
    return NewDeparture(flight, request.departs_at, route[:120], destination)


def _refuse_same_flight(uow: UnitOfWork, wanted: NewDeparture, *, but: int | None) -> None:
    found = uow.session.scalar(
        select(Departure.id).where(Departure.flight == wanted.flight, Departure.departs_at == wanted.departs_at))
    if found not in (None, but):
        raise _planned_already(wanted)


def _planned_already(wanted: NewDeparture) -> Refused:
    return Refused("travel.flight_planned_already", field="flight", flight=wanted.flight, departs_at=wanted.departs_at)


def _place(uow: UnitOfWork, departure: Departure, case_id: int, person_id: int) -> int:
    """Return the person's place on the flight, made or taken up again."""
    found = uow.session.scalar(
        select(Traveller).where(Traveller.departure_id == departure.id, Traveller.person_id == person_id))
    if found is not None and found.removed_at is None:
        return found.id
    _refuse_second_flight(uow, departure.id, person_id)
    if found is not None:
        found.case_id, found.removed_at, found.removed_by, found.removed_reason = case_id, None, "", ""
        found.added_at, found.added_by = uow.now(), uow.actor.name
        uow.session.flush()
        return found.id
    return uow.add(Traveller(
        departure_id=departure.id, person_id=person_id, case_id=case_id, needs=[], added_at=uow.now(),
        added_by=uow.actor.name)).id


def _refuse_second_flight(uow: UnitOfWork, departure_id: int, person_id: int) -> None:
    other = uow.session.execute(
        select(Departure.flight, Departure.departs_at)
        .join(Traveller, Traveller.departure_id == Departure.id)
        .where(Traveller.person_id == person_id, Traveller.removed_at.is_(None), Departure.id != departure_id,
               Departure.departs_at > uow.now())).first()
    if other is not None:
        person = people(uow, [person_id])[person_id]
        raise Refused("travel.on_another_flight", field="case", name=display(person.family_name, person.given_names),
                      flight=other.flight, departs_at=other.departs_at)


def _active(uow: UnitOfWork, traveller_id: int) -> Traveller:
    traveller = _locked(uow, Traveller, traveller_id)
    uow.about(traveller.person_id)
    if traveller.removed_at is not None:
        raise Refused("travel.traveller_removed")
    return traveller


def _locked(uow: UnitOfWork, kind: type[K], record_id: int) -> K:
    """Return a record that nobody else changes until this act ends, so that two hands act one after the other."""
    found = uow.session.get(kind, record_id, with_for_update=True)
    if found is None:
        raise NotFound("kernel.not_found", kind=kind.__name__)
    return found


def _subject(uow: UnitOfWork, person_id: int, day: Any) -> Subject:
    person = people(uow, [person_id])[person_id]
    age = age_on(person.birth, day)
    return Subject(person.sex, age.least if age and age.unit.value == "years" else (0 if age else None))


def _last_decision(uow: UnitOfWork, traveller_id: int) -> FitnessDecision | None:
    return uow.session.scalar(
        select(FitnessDecision).where(FitnessDecision.traveller_id == traveller_id)
        .order_by(FitnessDecision.number.desc()).limit(1))


def _last_screening(uow: UnitOfWork, traveller_id: int) -> Screening | None:
    return uow.session.scalar(
        select(Screening).where(Screening.traveller_id == traveller_id, Screening.voided_at.is_(None))
        .order_by(Screening.number.desc()).limit(1))


def _own_draft(uow: UnitOfWork, traveller_id: int) -> Delete:
    return delete(ScreeningDraft).where(
        ScreeningDraft.traveller_id == traveller_id, ScreeningDraft.user_id == uow.actor.user_id)


def _need_reason(reason: str) -> None:
    if not is_reason(reason):
        raise Invalid("travel.reason_missing", field="reason")
