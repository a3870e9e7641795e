"""When a screening counts, what holds a traveller, and what each decision must say."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mhac.kernel.errors import Invalid
from mhac.travel.rules import (
    PERMISSIONS,
    Concern,
    Condition,
    ExamStanding,
    NewDecision,
    Outcome,
    Severity,
    State,
    check_decision,
    exam_concerns,
    holds_of,
    is_in_window,
    recheck_concerns,
    settled_by,
    state_of,
    window_concerns,
    window_opens,
)

DEPARTS = datetime(2026, 11, 26, 0, 55, tzinfo=UTC)
DEPARTS_ON = date(2026, 11, 26)
TODAY = date(2026, 11, 24)
CLEARED = ExamStanding(signed=True, cleared=True, valid_until=date(2027, 1, 10))
moments = st.integers(0, 730 * 86400).map(lambda after: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=after))
hours = st.integers(1, 240)


@given(departs=moments, window=hours, offset=st.integers(-3 * 86400, 3 * 86400))
def test_window_is_closed_at_both_ends_and_open_nowhere_else(departs, window, offset):
    opens = window_opens(departs, window)
    assert is_in_window(opens, departs, window)
    assert is_in_window(departs, departs, window)
    assert not is_in_window(opens - timedelta(seconds=1), departs, window)
    assert not is_in_window(departs + timedelta(seconds=1), departs, window)
    screened = opens + timedelta(seconds=offset)
    warned = window_concerns(screened, departs, now=screened, window_hours=window)
    assert bool(warned) != is_in_window(screened, departs, window)
    assert all(each.severity is Severity.WARNING for each in warned), "a window is warned of, it does not hold"


def test_window_does_not_move_with_summer_time():
    departs = datetime(2026, 3, 29, 12, 0, tzinfo=UTC)
    assert departs - window_opens(departs, 72) == timedelta(hours=72)
    assert departs - settled_by(departs, 12) == timedelta(hours=12)


@pytest.mark.parametrize(
    ("exam", "code"),
    [
        (None, "exam_missing"),
        (replace(CLEARED, signed=False), "exam_not_signed"),
        (replace(CLEARED, amendment_open=True), "exam_amended"),
        (replace(CLEARED, cleared=False), "exam_not_cleared"),
        (replace(CLEARED, cleared=None), "exam_not_decided"),
        (replace(CLEARED, valid_until=None), "exam_validity_unknown"),
        (replace(CLEARED, valid_until=date(2026, 11, 25)), "exam_expired"),
        (replace(CLEARED, cleared=False, holds=("tb_work_up",)), "exam_hold"),
    ],
)
def test_each_fault_of_the_exam_holds_and_is_named(exam, code):
    found = exam_concerns(exam, DEPARTS_ON)
    assert [each.code for each in found] == [code]
    assert holds_of(found) == found


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.integers(-400, 400))
def test_exam_is_valid_up_to_and_on_its_last_day(departs_on, days):
    exam = replace(CLEARED, valid_until=departs_on + timedelta(days=days))
    assert bool(exam_concerns(exam, departs_on)) == (days < 0)


def decide(
    outcome: Outcome,
    *,
    screened: bool = True,
    exam: ExamStanding | None = CLEARED,
    findings: tuple[str, ...] = (),
    today: date = TODAY,
    **more,
) -> None:
    request = NewDecision(traveller_id=1, outcome=outcome, **more)
    check_decision(
        request, today=today, screened=screened, exam_holds=exam_concerns(exam, DEPARTS_ON), finding_holds=findings
    )


def test_the_four_decisions_can_be_made():
    decide(Outcome.FIT)
    decide(Outcome.FIT_WITH_CONDITIONS, conditions=(Condition("WCHC"),))
    decide(Outcome.TEMPORARILY_UNFIT, reason="Fever 38.6", recheck_on=date(2026, 11, 25))
    decide(Outcome.UNFIT, reason="Unstable angina")
    assert len(Outcome) == 4


@pytest.mark.parametrize(
    ("outcome", "more", "field", "code"),
    [
        (Outcome.FIT_WITH_CONDITIONS, {}, "conditions", "travel.conditions_missing"),
        (Outcome.FIT_WITH_CONDITIONS, {"conditions": (Condition("", "  "),)}, "conditions", "travel.condition_empty"),
        (Outcome.FIT, {"conditions": (Condition("WCHC"),)}, "conditions", "travel.conditions_with_fit"),
        (
            Outcome.UNFIT,
            {"reason": "Unstable", "conditions": (Condition("WCHC"),)},
            "conditions",
            "travel.conditions_only_when_fit",
        ),
        (Outcome.TEMPORARILY_UNFIT, {"reason": "Fever today"}, "recheck_on", "travel.recheck_missing"),
        (
            Outcome.TEMPORARILY_UNFIT,
            {"reason": "Fever today", "recheck_on": TODAY},
            "recheck_on",
            "travel.recheck_not_future",
        ),
        (Outcome.TEMPORARILY_UNFIT, {"recheck_on": date(2026, 11, 25)}, "reason", "travel.reason_missing"),
        (Outcome.FIT, {"recheck_on": date(2026, 11, 25)}, "recheck_on", "travel.recheck_only_when_temporary"),
        (Outcome.UNFIT, {}, "reason", "travel.reason_missing"),
        (Outcome.UNFIT, {"reason": "...."}, "reason", "travel.reason_missing"),
        (Outcome.FIT, {"screened": False}, "outcome", "travel.not_screened"),
        (Outcome.FIT, {"exam": None}, "outcome", "travel.exam_holds"),
        (Outcome.FIT, {"findings": ("fever",)}, "despite", "travel.finding_holds"),
    ],
)
def test_what_a_decision_lacks_is_named_beside_its_field(outcome, more, field, code):
    with pytest.raises(Invalid) as refused:
        decide(outcome, **more)
    assert (refused.value.code, refused.value.field) == (code, field)


@pytest.mark.parametrize(
    ("outcome", "stands", "lacks"),
    [
        (Outcome.UNFIT, {"reason": "In hospital", "screened": False, "exam": None}, {"reason": ""}),
        (Outcome.TEMPORARILY_UNFIT,
         {"reason": "In hospital", "recheck_on": date(2026, 12, 1), "screened": False, "exam": None},
         {"recheck_on": None}),
        (Outcome.FIT, {"findings": ("fever",), "despite": "Normal on three later readings"}, {"despite": ""}),
    ],
    ids=["unfit without screening and exam", "temporarily unfit without them", "a finding overruled with a reason"],
)  # fmt: skip
def test_what_may_stand_stands_and_without_its_reason_it_does_not(outcome, stands, lacks):
    assert refusal(outcome, **stands) == ""
    assert refusal(outcome, **{**stands, **lacks}).startswith("travel.")


def refusal(outcome, **more):
    """Return the code with which a decision is refused; "" where it stands."""
    try:
        decide(outcome, **more)
    except Invalid as refused:
        return refused.code
    return ""


@given(st.dates(date(2026, 11, 25), date(2027, 3, 1)))
def test_recheck_is_warned_of_from_the_day_of_departure_on(recheck_on):
    decide(Outcome.TEMPORARILY_UNFIT, reason="Fever today", recheck_on=recheck_on)
    assert bool(recheck_concerns(recheck_on, DEPARTS_ON)) == (recheck_on >= DEPARTS_ON)


@pytest.mark.parametrize(
    ("outcome", "holds", "screened", "why_not", "state"),
    [
        (None, False, False, "", State.NOT_SCREENED),
        (None, False, True, "", State.TO_DECIDE),
        (None, True, True, "", State.HELD),
        (Outcome.FIT, False, True, "", State.FIT),
        (Outcome.FIT, True, True, "exam", State.HELD),
        (Outcome.FIT, False, True, "flight_changed", State.DECIDE_AGAIN),
        (Outcome.UNFIT, True, False, "exam", State.UNFIT),
        (Outcome.UNFIT, False, False, "flight_changed", State.DECIDE_AGAIN),
        (Outcome.TEMPORARILY_UNFIT, False, True, "screened_again", State.DECIDE_AGAIN),
    ],
)
def test_where_a_traveller_stands(outcome, holds, screened, why_not, state):
    assert state_of(outcome=outcome, exam_holds=holds, screened=screened, why_not=why_not) is state


def test_only_a_physician_decides():
    assert PERMISSIONS["travel.decide_fitness"] == ("physician",)
    assert set(PERMISSIONS["travel.record_screening"]) == {"nurse", "physician"}


def test_a_concern_keeps_its_values():
    found: Concern = exam_concerns(replace(CLEARED, valid_until=date(2026, 11, 25)), DEPARTS_ON)[0]
    assert found.value("valid_until") == date(2026, 11, 25)
    assert found.value("nothing") is None
