"""Whole evaluations beside the same rules written by hand in Python, which give the same assessment with its trace."""

import json
from collections.abc import Callable

import pytest

from mhac.protocols.cases import Case, read_case
from mhac.protocols.evaluation import evaluate
from tests.benchmarks.conftest import Ratio
from tests.benchmarks.us_by_hand import by_hand
from tests.mhac.protocols.expectations import cases_of, sent

AIM = 5


def covered() -> list[Case]:
    """The acceptance cases that the hand-written rules serve: examined, with a whole birth date."""
    cases = [read_case(json.loads(json.dumps(sent(one))), "") for one in cases_of(("US",))]
    return [
        case
        for case in cases
        if case.facts.get("screened") is True and case.applicant.birth_earliest == case.applicant.birth_latest
    ]


COVERED = covered()


def test_nearly_every_case_is_covered() -> None:
    assert len(COVERED) >= 136


@pytest.mark.parametrize("case", COVERED, ids=lambda case: case.id)
def test_the_floor_gives_the_same_assessment(case: Case) -> None:
    ours, floor = evaluate(case.template, case.applicant, case.facts), by_hand(case.applicant, case.facts)
    assert list(floor.trace) == list(ours.trace)
    assert floor == ours


def test_evaluate(beside: Callable[..., Ratio]) -> None:
    def ours() -> None:
        for case in COVERED:
            evaluate(case.template, case.applicant, case.facts)

    def floor() -> None:
        for case in COVERED:
            by_hand(case.applicant, case.facts)

    ratio = beside(f"{len(COVERED)} evaluations for the United States", ours, floor, aim=AIM, rounds=20)
    assert ratio.stands
