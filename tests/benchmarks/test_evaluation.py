"""Whole evaluations beside the same rules written by hand in Python, which give the same assessment with its trace."""

import time
from collections.abc import Callable

import pytest

from mhac.protocols import library
from mhac.protocols.cases import Case, read_case
from mhac.protocols.evaluation import evaluate
from tests.benchmarks.conftest import TABLE, Ratio, kept, quiet
from tests.benchmarks.us_by_hand import by_hand
from tests.benchmarks.us_words_by_hand import US
from tests.mhac.protocols.expectations import cases_of, sent

AIM = 5


def covered() -> list[Case]:
    """The acceptance cases that the hand-written rules serve: examined, with a whole birth date."""
    cases = [read_case(sent(one), "") for one in cases_of(("US",))]
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
    ours, floor = evaluate(US, case.applicant, case.facts), by_hand(case.applicant, case.facts)
    assert list(floor.trace) == list(ours.trace)
    assert floor == ours


def test_evaluate(beside: Callable[..., Ratio]) -> None:
    def ours() -> None:
        for case in COVERED:
            evaluate(US, case.applicant, case.facts)

    def floor() -> None:
        for case in COVERED:
            by_hand(case.applicant, case.facts)

    ratio = beside(f"{len(COVERED)} evaluations for the United States", ours, floor, aim=AIM, rounds=20)
    assert ratio.stands


@pytest.mark.parametrize("country", library.countries())
def test_each_country_beside_the_same_floor(country: str) -> None:
    """One evaluation under the edition in force, beside one by the hand-written rules: an order of magnitude only."""
    cases = [read_case(sent(one), "") for one in cases_of((country,))]
    whole = [case for case in cases if case.applicant.birth_earliest == case.applicant.birth_latest]

    def one(work: Callable[[], object], of: int) -> float:
        times = []
        for _ in range(12):
            started = time.perf_counter()
            work()
            times.append((time.perf_counter() - started) * 1000 / of)
        return quiet(times[2:])

    ours = one(lambda: [evaluate(case.template, case.applicant, case.facts) for case in whole], len(whole))
    floor = one(lambda: [by_hand(case.applicant, case.facts) for case in COVERED], len(COVERED))
    ratio = kept(f"one evaluation for {country}, beside one by hand (US)", ours, floor, AIM)
    assert ratio in TABLE
    assert ratio.stands
