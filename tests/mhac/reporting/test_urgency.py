"""What comes first on the Today page, and why."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mhac.reporting.queries import Task, Waiting
from mhac.reporting.rules import Work
from mhac.reporting.urgency import MOST_FIRST, Urgency, Why, first_of, weigh

NOW = datetime(2026, 3, 10, 8, 0, tzinfo=UTC)


def waiting(at: datetime | None, **more: object) -> Waiting:
    return Waiting("NSENGA Paul", "A-01", at, "floor", (("visit_id", 1),), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(("minutes", "urgency", "why"), [
    (19, Urgency.TODAY, Why.WAITS), (20, Urgency.SOON, Why.WAITS_LONGER), (39, Urgency.SOON, Why.WAITS_LONGER),
    (40, Urgency.NOW, Why.WAITS_TOO_LONG),
])  # fmt: skip
def test_a_wait_presses_by_the_thresholds_of_its_station(minutes: int, urgency: Urgency, why: Why) -> None:
    found = weigh(Work.STATIONS, waiting(NOW - timedelta(minutes=minutes), station="laboratory"), NOW, {})
    assert (found.urgency, found.why) == (urgency, why)


def test_who_is_passed_over_comes_last() -> None:
    found = weigh(Work.VITALS, waiting(NOW - timedelta(hours=2), station="vital_signs", later=True), NOW, {})
    assert (found.urgency, found.why) == (Urgency.LATER, Why.PASSED_OVER)


@pytest.mark.parametrize(("hours", "urgency", "why"), [
    (-1, Urgency.NOW, Why.LATE), (24, Urgency.SOON, Why.DUE), (25, Urgency.TODAY, Why.DUE),
])  # fmt: skip
def test_a_step_before_the_flight_presses_by_its_last_moment(hours: int, urgency: Urgency, why: Why) -> None:
    found = weigh(Work.TO_SCREEN, waiting(NOW + timedelta(hours=hours)), NOW, {})
    assert (found.urgency, found.why) == (urgency, why)


@pytest.mark.parametrize(("hours", "urgency"), [(24, Urgency.NOW), (48, Urgency.SOON), (49, Urgency.TODAY)])
def test_a_flight_presses_certificate_and_exam_alike(hours: int, urgency: Urgency) -> None:
    departs = NOW + timedelta(hours=hours)
    assert weigh(Work.CERTIFICATES, waiting(departs), NOW, {}).urgency is urgency
    exam = weigh(Work.TO_SIGN, waiting(NOW, person_id=7), NOW, {7: departs})
    assert (exam.urgency, exam.why, exam.moment) == (urgency, Why.FLIES, departs)


def test_an_exam_without_a_flight_has_its_own_reason() -> None:
    found = {
        work: weigh(work, waiting(NOW, person_id=8), NOW, {7: NOW})
        for work in (Work.TO_SIGN, Work.TO_CLASSIFY, Work.STILL_OPEN)
    }
    assert {work: each.why for work, each in found.items()} == {
        Work.TO_SIGN: Why.DECIDED, Work.TO_CLASSIFY: Why.WHOLE, Work.STILL_OPEN: Why.OPEN_SINCE,
    }  # fmt: skip
    assert weigh(Work.STILL_OPEN, waiting(NOW, pressing=True), NOW, {}).why is Why.HELD


def test_the_most_pressing_of_all_kinds_comes_first_and_the_list_is_short() -> None:
    calm = Task(Work.PHYSICIAN, tuple(
        waiting(NOW - timedelta(minutes=m), station="physician") for m in range(8)))  # fmt: skip
    late = Task(Work.TO_DECIDE, (waiting(NOW - timedelta(hours=1)),))
    long = Task(Work.VITALS, (waiting(NOW - timedelta(minutes=50), station="vital_signs"),))
    first = first_of((calm, late, long), NOW, {})
    assert [each.work for each in first[:3]] == [Work.TO_DECIDE, Work.VITALS, Work.PHYSICIAN]
    assert first[2].waiting.at == NOW - timedelta(minutes=7), "who has waited longest comes before the others"
    assert len(first) == MOST_FIRST


def test_a_family_that_stands_together_is_one_line() -> None:
    long_ago = NOW - timedelta(minutes=45)
    here = {"station": "physician", "family": 1}
    family = tuple(replace(waiting(long_ago, **here), remark=f"A-01{letter}") for letter in "abc")
    passed = waiting(long_ago, station="physician", family=1, later=True)
    alone = waiting(NOW - timedelta(minutes=41), station="physician", family=2)
    first = first_of((Task(Work.PHYSICIAN, (*family, passed, alone)),), NOW, {})
    assert [(each.waiting.remark, each.others, each.why) for each in first] == [
        ("A-01", 2, Why.WAITS_TOO_LONG), ("A-01", 0, Why.WAITS_TOO_LONG), ("A-01", 0, Why.PASSED_OVER),
    ]  # fmt: skip
    assert [each.waiting.family for each in first] == [1, 2, 1]


def test_who_is_in_a_colleagues_hands_comes_last() -> None:
    called = waiting(NOW - timedelta(hours=2), station="physician", in_hands_of="Dr Claire Uwase")
    found = weigh(Work.PHYSICIAN, called, NOW, {})
    assert (found.urgency, found.why) == (Urgency.LATER, Why.IN_HAND)
