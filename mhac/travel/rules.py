"""Rules of travel: who may do what, when a screening counts, what holds a traveller back, what a decision must say.

Pure values and functions. Numbers (72 hours, 12 hours) are settings of the template or of the clinic and come as
arguments; what must not fly stands in `resources/codes/screening.json`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from mhac.kernel.errors import Invalid

EVERYBODY = ("receptionist", "nurse", "physician", "administrator")
PLANNERS = ("receptionist", "nurse", "physician", "administrator")
CLINICAL = ("nurse", "physician")

PERMISSIONS: dict[str, tuple[str, ...]] = {
    "travel.read": EVERYBODY,
    "travel.read_clinical": CLINICAL,
    "travel.plan_departure": PLANNERS,
    "travel.change_flight": PLANNERS,
    "travel.add_travellers": PLANNERS,
    "travel.remove_traveller": PLANNERS,
    "travel.set_needs": CLINICAL,
    "travel.record_screening": CLINICAL,
    "travel.save_screening_draft": CLINICAL,
    "travel.void_screening": CLINICAL,
    "travel.decide_fitness": ("physician",),
}

SHORTEST_REASON = 5


class Outcome(StrEnum):
    """What a physician may decide. There is no fifth answer: escorts are needs, waiting is a state."""

    FIT = "fit"
    FIT_WITH_CONDITIONS = "fit_with_conditions"
    TEMPORARILY_UNFIT = "temporarily_unfit"
    UNFIT = "unfit"

    @property
    def may_travel(self) -> bool:
        """Whether a certificate may be issued from it."""
        return self in (Outcome.FIT, Outcome.FIT_WITH_CONDITIONS)


class State(StrEnum):
    """Where a traveller stands, as the departures list shows it."""

    HELD = "held"
    """The medical exam does not allow this journey."""
    NOT_SCREENED = "not_screened"
    TO_DECIDE = "to_decide"
    DECIDE_AGAIN = "decide_again"
    """A decision stands, but for another flight or an earlier screening."""
    FIT = "fit"
    FIT_WITH_CONDITIONS = "fit_with_conditions"
    TEMPORARILY_UNFIT = "temporarily_unfit"
    UNFIT = "unfit"

    @property
    def is_settled(self) -> bool:
        """Whether nothing more is expected of the clinic before the flight, the paper apart."""
        return self in (State.FIT, State.FIT_WITH_CONDITIONS, State.UNFIT)


class Severity(StrEnum):
    """How much a concern weighs."""

    HOLD = "hold"
    """Must not travel while it stands."""
    WARNING = "warning"
    """Shown, named, and left to the physician."""


@dataclass(frozen=True)
class Concern:
    """Something that stands against the journey, named by a code with the values of its sentence."""

    code: str
    severity: Severity
    values: tuple[tuple[str, Any], ...] = ()

    def value(self, name: str) -> Any:
        """Return one of the values, or None."""
        return dict(self.values).get(name)


def concern(code: str, severity: Severity, **values: Any) -> Concern:
    """Make a concern with its values in a fixed order."""
    return Concern(code, severity, tuple(sorted(values.items())))


@dataclass(frozen=True)
class ExamStanding:
    """What the medical exam says about travelling, as the exams room answers it."""

    signed: bool
    cleared: bool | None
    valid_until: date | None
    holds: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    amendment_open: bool = False
    other_person: bool = False
    signed_under: tuple[str, str] | None = None
    """Country and category that were examined for."""


@dataclass(frozen=True)
class Condition:
    """A condition of travel: a code of the travel needs, or free words where the code is empty."""

    code: str
    detail: str = ""

    def plain(self) -> dict[str, str]:
        """Return the condition as plain data, as records keep it."""
        return {"code": self.code, "detail": self.detail}


def conditions_from(plain: Iterable[dict[str, str]] | None) -> tuple[Condition, ...]:
    """Read conditions from what a record keeps."""
    return tuple(Condition(each["code"], each.get("detail", "")) for each in plain or ())


@dataclass(frozen=True)
class NewDecision:
    """What the physician decides, as the decision dialog sends it.

    `seen_decision_id` is the decision that stood on the screen: deciding again needs `supersede_reason`.
    `despite` says why a person flies although the screening found something that normally holds.
    """

    traveller_id: int
    outcome: Outcome
    conditions: tuple[Condition, ...] = ()
    reason: str = ""
    recheck_on: date | None = None
    seen_decision_id: int | None = None
    supersede_reason: str = ""
    despite: str = ""


def is_reason(text: str) -> bool:
    """A reason must say something: a few letters at least."""
    return len(text.strip()) >= SHORTEST_REASON and any(letter.isalpha() for letter in text)


# When -----------------------------------------------------------------------------------------------------------------

def window_opens(departs_at: datetime, window_hours: int) -> datetime:
    """Return the moment from which a screening counts for this departure."""
    return departs_at - timedelta(hours=window_hours)


def is_in_window(screened_at: datetime, departs_at: datetime, window_hours: int) -> bool:
    """Whether a screening lies between the opening of the window and the departure; both ends count."""
    return window_opens(departs_at, window_hours) <= screened_at <= departs_at


def settled_by(departs_at: datetime, settle_hours: int) -> datetime:
    """Return the moment by which everybody on the flight should be settled."""
    return departs_at - timedelta(hours=settle_hours)


def decision_valid_until(screened_at: datetime, certificate_hours: int) -> datetime:
    """Return until when a decision that rests on this screening holds."""
    return screened_at + timedelta(hours=certificate_hours)


# What stands against it -----------------------------------------------------------------------------------------------

def exam_concerns(
    exam: ExamStanding | None, departs_on: date, *, travels_under: tuple[str, str] | None = None
) -> tuple[Concern, ...]:
    """Name what in the medical exam holds the traveller: missing, unsigned, not cleared, or expired on that day.

    The exam is valid on its last day (US sheet, section 8: travel is allowed on the expiry date itself). It holds for
    the person, the country and the category that were signed; `travels_under` is what the case says now.
    """
    hold = Severity.HOLD
    if exam is None:
        return (concern("exam_missing", hold),)
    if exam.amendment_open:
        return (concern("exam_amended", hold),)
    if not exam.signed:
        return (concern("exam_not_signed", hold),)
    if exam.other_person:
        return (concern("exam_other_person", hold),)
    if travels_under is not None and exam.signed_under not in (None, travels_under):
        return (concern("exam_other_case", hold),)
    found = [concern("exam_hold", hold, hold=each) for each in exam.holds]
    if exam.cleared is None:
        found.append(concern("exam_not_decided", hold))
    elif not exam.cleared and not found:
        found.append(concern("exam_not_cleared", hold))
    if exam.cleared and exam.valid_until is None:
        found.append(concern("exam_validity_unknown", hold))
    elif exam.valid_until is not None and exam.valid_until < departs_on:
        found.append(concern("exam_expired", hold, valid_until=exam.valid_until))
    return tuple(found)


def window_concerns(screened_at: datetime | None, departs_at: datetime, now: datetime,
                    window_hours: int) -> tuple[Concern, ...]:
    """Warn of a screening outside its window, or of none while the time runs out."""
    if screened_at is None:
        if now > departs_at:
            return (concern("never_screened", Severity.WARNING),)
        return ()
    if screened_at < window_opens(departs_at, window_hours):
        return (concern("screened_too_early", Severity.WARNING, hours=window_hours,
                        opens=window_opens(departs_at, window_hours)),)
    if screened_at > departs_at:
        return (concern("screened_after_departure", Severity.WARNING),)
    return ()


def recheck_concerns(recheck_on: date | None, departs_on: date) -> tuple[Concern, ...]:
    """Warn of a recheck on the day of departure or later: the flight cannot be reached as planned."""
    if recheck_on is not None and recheck_on >= departs_on:
        return (concern("recheck_too_late", Severity.WARNING, recheck_on=recheck_on, departs_on=departs_on),)
    return ()


def holds_of(concerns: Iterable[Concern]) -> tuple[Concern, ...]:
    """Return only what must not fly."""
    return tuple(each for each in concerns if each.severity is Severity.HOLD)


# What a decision must say ---------------------------------------------------------------------------------------------

def check_decision(request: NewDecision, *, today: date, screened: bool, exam_holds: tuple[Concern, ...],
                   finding_holds: tuple[str, ...]) -> None:
    """Refuse a decision that does not say what its kind needs.

    Raises `Invalid` with the field that has to be filled.
    """
    if request.outcome.may_travel:
        _check_may_travel(request, screened=screened, exam_holds=exam_holds, finding_holds=finding_holds)
    elif request.conditions:
        raise Invalid("travel.conditions_only_when_fit", field="conditions")
    if request.outcome is Outcome.FIT_WITH_CONDITIONS and not request.conditions:
        raise Invalid("travel.conditions_missing", field="conditions")
    if request.outcome is Outcome.FIT and request.conditions:
        raise Invalid("travel.conditions_with_fit", field="conditions")
    if any(not each.code and not each.detail.strip() for each in request.conditions):
        raise Invalid("travel.condition_empty", field="conditions")
    _check_not_now(request, today)


def _check_may_travel(request: NewDecision, *, screened: bool, exam_holds: tuple[Concern, ...],
                      finding_holds: tuple[str, ...]) -> None:
    if exam_holds:
        raise Invalid("travel.exam_holds", field="outcome", hold=exam_holds[0].code, details=exam_holds[0].values)
    if not screened:
        raise Invalid("travel.not_screened", field="outcome")
    if finding_holds and not is_reason(request.despite):
        raise Invalid("travel.finding_holds", field="despite", findings=finding_holds)


def _check_not_now(request: NewDecision, today: date) -> None:
    if request.outcome is Outcome.TEMPORARILY_UNFIT:
        if request.recheck_on is None:
            raise Invalid("travel.recheck_missing", field="recheck_on")
        if request.recheck_on <= today:
            raise Invalid("travel.recheck_not_future", field="recheck_on", recheck_on=request.recheck_on)
    elif request.recheck_on is not None:
        raise Invalid("travel.recheck_only_when_temporary", field="recheck_on")
    if not request.outcome.may_travel and not is_reason(request.reason):
        raise Invalid("travel.reason_missing", field="reason")


def state_of(*, outcome: Outcome | None, exam_holds: bool, screened: bool, why_not: str) -> State:
    """Return where a traveller stands.

    A person found unfit stays so whatever the exam says; a hold of the exam comes before everything that would
    let him fly.
    """
    if outcome is Outcome.UNFIT and why_not in ("", "exam"):
        return State.UNFIT
    if exam_holds:
        return State.HELD
    if outcome is not None:
        return State(outcome.value) if not why_not else State.DECIDE_AGAIN
    return State.TO_DECIDE if screened else State.NOT_SCREENED
