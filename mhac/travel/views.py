"""What the travel room answers and takes: frozen values, never rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from mhac.registration.rules import PersonRow
from mhac.travel.codes import EarlyScreening
from mhac.travel.forms import Finding
from mhac.travel.rules import Concern, Condition, Outcome, State


@dataclass(frozen=True)
class NewDeparture:
    """A flight as it is planned, or as it is changed to."""

    flight: str
    departs_at: datetime
    route: str
    destination: str


@dataclass(frozen=True)
class DepartureRow:
    """One line of the list of departures."""

    id: int
    flight: str
    departs_at: datetime
    route: str
    destination: str
    settle_by: datetime
    window_opens: datetime
    version: int
    people: int
    screened: int
    fit: int
    settled: int


class StepState(StrEnum):
    """How far a step before the flight has come."""

    DONE = "done"
    OPEN = "open"
    NOT_YET = "not_yet"
    """Its time has not come."""
    LATE = "late"


class StepKind(StrEnum):
    """What must happen before a person flies; the certificate is added by whoever knows certificates."""

    EXAM = "exam"
    EARLY = "early"
    SCREENING = "screening"
    DECISION = "decision"
    CERTIFICATE = "certificate"


@dataclass(frozen=True)
class Step:
    """One step of one traveller: from when, by when, done when and by whom."""

    kind: StepKind
    state: StepState
    opens_at: datetime | None
    due_at: datetime
    done_at: datetime | None = None
    by: str = ""
    early: EarlyScreening | None = None


@dataclass(frozen=True)
class ScreeningEntry:
    """One screening as it is kept, with what its answers mean for this flight."""

    id: int
    number: int
    screened_at: datetime
    by: str
    answers: Mapping[str, Any]
    form_edition: str
    findings: tuple[Finding, ...]
    voided_reason: str = ""


@dataclass(frozen=True)
class DecisionEntry:
    """One decision as it was made."""

    id: int
    number: int
    outcome: Outcome
    conditions: tuple[Condition, ...]
    reason: str
    despite: str
    recheck_on: date | None
    flight: str
    departs_at: datetime
    decided_at: datetime
    valid_until: datetime | None
    physician: str
    licence: str
    supersedes_id: int | None
    supersede_reason: str
    screening_id: int | None


@dataclass(frozen=True)
class TravellerRow:
    """One line of a flight: who, where he stands, what he needs, what still has to happen."""

    traveller_id: int
    departure_id: int
    version: int
    person: PersonRow
    case_id: int
    case_number: str
    case_country: str
    case_category: str
    state: State
    waits_for_family: bool
    needs: tuple[Condition, ...]
    screening: ScreeningEntry | None
    decision: DecisionEntry | None
    why_not: str
    concerns: tuple[Concern, ...]
    steps: tuple[Step, ...]

    @property
    def holds(self) -> bool:
        """Whether a certificate may be issued from the decision as things stand."""
        return self.decision is not None and self.decision.outcome.may_travel and not self.why_not


@dataclass(frozen=True)
class Board:
    """One departure with everybody on it."""

    departure: DepartureRow
    rows: tuple[TravellerRow, ...]


@dataclass(frozen=True)
class TravellerView:
    """One traveller with his whole history of screenings and decisions on this flight."""

    departure: DepartureRow
    row: TravellerRow
    screenings: tuple[ScreeningEntry, ...]
    decisions: tuple[DecisionEntry, ...]


@dataclass(frozen=True)
class KeptScreening:
    """A screening that was being answered when the program ended: what stood in each question, and when."""

    content: Mapping[str, Any]
    saved_at: datetime


@dataclass(frozen=True)
class OpenStep:
    """Something that must still happen, of one traveller, for the lists of what to do."""

    traveller_id: int
    departure_id: int
    flight: str
    departs_at: datetime
    person: PersonRow
    step: Step


@dataclass(frozen=True)
class DecisionPaper:
    """What a certificate freezes of a decision; no diagnosis, no finding."""

    decision_id: int
    traveller_id: int
    person_id: int
    case_id: int
    case_number: str
    outcome: Outcome
    conditions: tuple[Condition, ...]
    flight: str
    departs_at: datetime
    route: str
    destination: str
    screened_at: datetime | None
    decided_at: datetime
    valid_until: datetime | None
    physician_id: int | None
    physician_name: str
    physician_licence: str
    holds: bool
    why_not: str
