"""What must still happen before a person flies, and by when: pure, from where the traveller stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from mhac.travel.codes import EarlyScreening, TravelSettings
from mhac.travel.rules import is_in_window, settled_by, window_opens
from mhac.travel.views import Step, StepKind, StepState


@dataclass(frozen=True)
class Progress:
    """Where a traveller stands, as far as his steps depend on it."""

    departs_at: datetime
    exam_holds: bool
    screenings: Sequence[tuple[datetime, str]]
    """The moments of the screenings that count, with who did them, oldest first."""
    decided_at: datetime | None
    decided_by: str
    decision_stands: bool
    early: Sequence[EarlyScreening] = ()


def steps_before(progress: Progress, settings: TravelSettings, now: datetime) -> tuple[Step, ...]:
    """Return the steps of one traveller in the order in which they come."""
    departs = progress.departs_at
    opens, due = window_opens(departs, settings.screening_window_hours), settled_by(departs, settings.settle_hours)
    steps = [_early(each, progress, opens, now) for each in progress.early]
    steps.append(_step(StepKind.EXAM, None, due, now, done=not progress.exam_holds))
    counted = [each for each in progress.screenings if is_in_window(each[0], departs, settings.screening_window_hours)]
    last = counted[-1] if counted else None
    steps.append(_step(StepKind.SCREENING, opens, due, now, done=last is not None,
                       done_at=last[0] if last else None, by=last[1] if last else ""))
    stands = progress.decision_stands
    steps.append(_step(StepKind.DECISION, opens, due, now, done=stands,
                       done_at=progress.decided_at if stands else None, by=progress.decided_by if stands else ""))
    return tuple(steps)


def _early(early: EarlyScreening, progress: Progress, opens: datetime, now: datetime) -> Step:
    """A screening weeks before counts from its own day up to the opening of the last window."""
    starts = progress.departs_at - timedelta(days=early.days_before)
    found = next((each for each in progress.screenings if starts <= each[0] < opens), None)
    step = _step(StepKind.EARLY, starts, opens, now, done=found is not None,
                 done_at=found[0] if found else None, by=found[1] if found else "")
    return Step(step.kind, step.state, step.opens_at, step.due_at, step.done_at, step.by, early)


def _step(kind: StepKind, opens: datetime | None, due: datetime, now: datetime, *, done: bool,
          done_at: datetime | None = None, by: str = "") -> Step:
    if done:
        state = StepState.DONE
    elif now > due:
        state = StepState.LATE
    elif opens is not None and now < opens:
        state = StepState.NOT_YET
    else:
        state = StepState.OPEN
    return Step(kind, state, opens, due, done_at, by)
