"""Measuring beside the floor: what the program does, and the least that the same rows, page or window can cost.

Both are timed in turn in the same run, so that a busy machine slows both; what counts is the ratio of the quiet
quarters: the time that a quarter of the rounds stayed below, so that rounds which something interrupted do not decide.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

TABLE: list["Ratio"] = []
GROSS = 2.5  # an aim missed on a busy machine is told in the table; missed by this factor, it is a defect
Work = Callable[[], object]


@dataclass(frozen=True)
class Ratio:
    """What came out of one measurement; times in milliseconds, `aim` is the largest ratio we want."""

    name: str
    ours: float
    floor: float
    aim: float

    @property
    def ratio(self) -> float:
        return self.ours / self.floor

    @property
    def stands(self) -> bool:
        """Whether the aim is met, or missed by less than the noise of a shared machine."""
        return self.ratio <= GROSS * self.aim

    def line(self) -> str:
        verdict = "" if not self.aim else f"aim {self.aim:g}" + ("" if self.ratio <= self.aim else "  MISSED")
        return f"{self.name:<58} {self.ours:>10.2f} {self.floor:>10.2f} {self.ratio:>7.2f}  {verdict}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here is slow."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.slow)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print the table of ratios."""
    if TABLE:
        terminalreporter.section("beside the floor (ms, quiet quarter of the rounds)")
        terminalreporter.write_line(f"{'what':<58} {'ours':>10} {'floor':>10} {'ratio':>7}")
        for ratio in TABLE:
            terminalreporter.write_line(ratio.line())


@pytest.fixture
def beside(benchmark: Any) -> Callable[..., Ratio]:
    """`beside(name, ours, floor, aim=3)`: time both in turn and keep the ratio; `floor` may be made anew each round."""

    def measure(name: str, ours: Work, floor: Work, *, aim: float = 0, rounds: int = 15) -> Ratio:
        floors: list[float] = []

        def before() -> None:
            started = time.perf_counter()
            floor()
            floors.append((time.perf_counter() - started) * 1000)

        benchmark.pedantic(ours, setup=before, rounds=rounds, warmup_rounds=2)
        return kept(name, benchmark.stats.stats.q1 * 1000, quiet(floors[2:]), aim)

    return measure


def quiet(times: list[float]) -> float:
    """The time that a quarter of the rounds stayed below."""
    return statistics.quantiles(times, n=4)[0]


def kept(name: str, ours: float, floor: float, aim: float = 0) -> Ratio:
    """Put a measurement into the table and return it."""
    ratio = Ratio(name, ours, floor, aim)
    TABLE.append(ratio)
    return ratio


@pytest.fixture(autouse=True)
def real_bytecode(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Programs started from here keep their compiled form, as an installed program has it."""
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    yield
