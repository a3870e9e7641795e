"""Journeys of the past: weekly flights, the screening before each, the physician's decision, and the paper."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from mhac.demo.answers import screening_answers
from mhac.demo.bulk import pour_with_ids
from mhac.demo.hands import Hands
from mhac.demo.past_papers import Decided, Papers
from mhac.demo.past_rows import Written
from mhac.kernel.canonical import canonical
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.travel.codes import travel_codes
from mhac.travel.forms import Subject, screening_form
from mhac.travel.records import Departure, FitnessDecision, Screening, Traveller
from mhac.travel.rules import Condition, Outcome

SOONEST, LATEST = 45, 150
"""Days from the exam to the flight."""
CONDITIONS = (
    (Condition("WCHR"),), (Condition("WCHC"), Condition("ESCORT_NURSE")), (Condition("MEDICINE_CABIN", "30"),),
    (Condition("BSCT"),), (Condition("OXYG", "2"), Condition("ESCORT_NURSE")))


@dataclass
class Journeys:
    """Puts families of the past on flights, as long as the wanted share is not reached."""

    hands: Hands
    chance: random.Random
    data: Mapping[str, Any]
    share: float
    papers: Papers
    seen: int = 0
    flown: int = 0
    flights: dict[tuple[str, date], int] = field(default_factory=dict)

    def write(self, uow: UnitOfWork, written: Sequence[Written]) -> int:
        """Write the journeys of a chunk; return how many people were screened."""
        families: dict[int, list[Written]] = {}
        for each in written:
            families.setdefault(each.family, []).append(each)
        going: list[tuple[Written, tuple[str, date]]] = []
        for family in families.values():
            self.seen += len(family)
            if self.flown + len(family) <= self.share * self.seen + 1 and all(each.cleared for each in family):
                flight = self._flight(family[0])
                going += [(each, flight) for each in family]
                self.flown += len(family)
        self._plan(uow, sorted({flight for _, flight in going if flight not in self.flights}, key=lambda f: f[1]))
        self._travel(uow, going)
        return len(going)

    def _flight(self, person: Written) -> tuple[str, date]:
        """Return one of the weekly flights in the time in which the exam is valid."""
        row = self.chance.choice(self.data["flights"])
        wanted = person.examined_on + timedelta(days=self.chance.randint(SOONEST, LATEST))
        weekday = self.data["flights"].index(row)
        return row["flight"], wanted + timedelta(days=(weekday - wanted.weekday()) % 7)

    def _departs(self, flight: tuple[str, date]) -> datetime:
        row = next(each for each in self.data["flights"] if each["flight"] == flight[0])
        return datetime.combine(flight[1], time(row["hour"], row["minute"]), tzinfo=self.hands.database.zone)

    def _plan(self, uow: UnitOfWork, flights: Sequence[tuple[str, date]]) -> None:
        routes = {each["flight"]: each["route"] for each in self.data["flights"]}
        ids = pour_with_ids(uow.session, Departure, [
            {"version": 1, "flight": flight[0], "departs_at": self._departs(flight), "route": routes[flight[0]],
             "destination": self.data["country"], "change_reason": "",
             "planned_at": self._departs(flight) - timedelta(days=30), "planned_by": self.hands.staff["reception"].name}
            for flight in flights])
        self.flights.update(zip(flights, ids, strict=True))

    def _travel(self, uow: UnitOfWork, going: Sequence[tuple[Written, tuple[str, date]]]) -> None:
        nurse, doctor = self.hands.staff["nurse"], self.hands.staff["doctor"]
        form, codes = screening_form(), travel_codes()
        decided = [self._decision(one) for one, _ in going]
        places = pour_with_ids(uow.session, Traveller, [
            {"version": 1, "departure_id": self.flights[flight], "person_id": one.person_id, "case_id": one.case_id,
             "needs": canonical([each.plain() for each in conditions]),
             "added_at": self._departs(flight) - timedelta(days=20), "added_by": self.hands.staff["reception"].name,
             "removed_at": None, "removed_by": "", "removed_reason": ""}
            for (one, flight), (_, conditions) in zip(going, decided, strict=True)])
        moments = [self._departs(flight) - timedelta(hours=self.chance.randint(24, 60)) for _, flight in going]
        screenings = pour_with_ids(uow.session, Screening, [
            {"traveller_id": place, "number": 1, "person_id": one.person_id, "screened_at": moment,
             "recorded_at": moment, "form_edition": form.edition, "form_digest": form.digest,
             "answers": canonical(self._answers(one, moment.date())), "by_id": nurse.user_id, "by_name": nurse.name,
             "voided_at": None, "voided_by": "", "voided_reason": ""}
            for place, (one, _), moment in zip(places, going, moments, strict=True)])
        hours = timedelta(hours=codes.defaults.certificate_hours)
        decisions = pour_with_ids(uow.session, FitnessDecision, [
            {"traveller_id": place, "number": 1, "person_id": one.person_id, "screening_id": screening,
             "outcome": outcome.value, "conditions": canonical([each.plain() for each in conditions]),
             "reason": "" if outcome.may_travel else "Admitted to hospital", "despite": "", "recheck_on": None,
             "flight": flight[0], "departs_at": self._departs(flight), "decided_at": moment + timedelta(minutes=25),
             "valid_until": moment + hours if outcome.may_travel else None, "physician_id": doctor.user_id,
             "physician_name": doctor.name, "physician_licence": doctor.licence, "supersedes_id": None,
             "supersede_reason": ""}
            for place, screening, (one, flight), moment, (outcome, conditions)
            in zip(places, screenings, going, moments, decided, strict=True)])
        self.papers.write(uow, [
            Decided(one, flight[0], self._departs(flight), self.data["country"], place, decision, outcome, conditions,
                    moment, moment + timedelta(minutes=25), moment + hours)
            for place, decision, (one, flight), moment, (outcome, conditions)
            in zip(places, decisions, going, moments, decided, strict=True) if outcome.may_travel])

    def _decision(self, one: Written) -> tuple[Outcome, tuple[Condition, ...]]:
        drawn = self.chance.random()
        old = one.person.age(one.examined_on) > 60
        if drawn < (0.35 if old else 0.05):
            return Outcome.FIT_WITH_CONDITIONS, self.chance.choice(CONDITIONS)
        return (Outcome.UNFIT, ()) if drawn > 0.995 else (Outcome.FIT, ())

    def _answers(self, one: Written, on: date) -> dict[str, Any]:
        return screening_answers(Subject(one.person.sex, one.person.age(on)), on, self.chance)
