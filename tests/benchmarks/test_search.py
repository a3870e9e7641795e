"""Search as you type among ten times the clinic's people: beside the raw statements, and beside itself at one tenth."""

import statistics
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from mhac.registration import queries
from tests.benchmarks.conftest import kept, quiet
from tests.benchmarks.crowd import fill
from tests.benchmarks.replay import Recorder, Twin
from tests.clinic import Clinic, _made
from tests.postgres import PostgresServer

CLINIC, CROWD = 18_700, 187_000
TYPED = ("muk", "mukama", "uwi", "jean", "niyo", "mana", "béat", "jean nsen", "mari uwa", "2018-0", "0004321",
         "mukamqna", "hqbimana jean")  # fmt: skip


class Crowd:
    """A clinic full of people, its twin for the raw statements, and how long a search takes in each."""

    def __init__(self, clinic: Clinic, twin: Twin) -> None:
        self.clinic, self.twin = clinic, twin

    def ours(self, typed: str) -> float:
        started = time.perf_counter()
        with self.clinic.read("receptionist") as uow:
            found = queries.search_people(uow, typed)
        assert len(found) <= 50
        return time.perf_counter() - started

    def raw(self, typed: str) -> float:
        recorder = Recorder(self.clinic.database)
        self.ours(typed)
        recorder.stop()
        statements = recorder.taken()
        started = time.perf_counter()
        self.twin.ask(statements)
        return time.perf_counter() - started

    def times(self) -> list[tuple[float, float]]:
        """For each text that is typed, how long ours and the raw statements take, in milliseconds."""
        found = []
        for typed in TYPED:
            times = [(self.ours(typed), self.raw(typed)) for _ in range(12)]
            found.append((quiet([t for t, _ in times]) * 1000, quiet([t for _, t in times]) * 1000))
        return found


def middle(times: list[tuple[float, float]]) -> tuple[float, float]:
    """The median over what is typed."""
    return statistics.median(ours for ours, _ in times), statistics.median(raw for _, raw in times)


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_search_as_you_type(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    measured = {}
    for people in (CLINIC, CROWD):
        folder = tmp_path / str(people)
        folder.mkdir()
        making = _made(engine, folder, request)
        clinic = next(making)
        fill(clinic.database, people)
        server: PostgresServer = request.getfixturevalue("postgres")
        clone = _clone(server, clinic) if engine == "postgresql" else None
        twin = Twin(clinic, folder, clone)
        measured[people] = Crowd(clinic, twin).times()
        twin.close()
        for _ in making:
            pass
    large, small = middle(measured[CROWD]), middle(measured[CLINIC])
    beside_raw = kept(f"search among {CROWD:,} people, {engine}", *large, aim=3)
    slowest = kept(f"search, the slowest of {len(TYPED)} texts, {engine}", *max(measured[CROWD]), aim=3)
    beside_small = kept(f"search: {CROWD:,} beside {CLINIC:,}, {engine}", large[0], small[0], aim=2)
    assert beside_raw.stands and slowest.stands
    assert beside_small.stands


def _clone(server: PostgresServer, clinic: Clinic) -> Callable[[], str]:
    """The raw statements only ask: they may go to the very same database."""
    url = clinic.database.engine.url.render_as_string(hide_password=False)
    return lambda: url
