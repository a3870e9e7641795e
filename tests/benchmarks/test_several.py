"""How soon another workstation hears of a change, beside a bare NOTIFY and LISTEN by the driver."""

import queue
from collections.abc import Callable

import psycopg

from mhac.kernel.changes import Change
from mhac.kernel.database import open_postgresql
from mhac.kernel.listening import Listener
from tests.benchmarks.conftest import Ratio
from tests.clinic import Clinic

AIM = 5
PATIENCE = 5.0


def test_how_soon_another_workstation_hears(server_clinic: Clinic, beside: Callable[..., Ratio]) -> None:
    clinic = server_clinic
    url = clinic.database.engine.url.render_as_string(hide_password=False)
    other = open_postgresql(url, clock=clinic.clock, workstation="Desk 2")
    news: queue.Queue[tuple[Change, ...]] = queue.Queue()
    states: queue.Queue[bool] = queue.Queue()
    Listener(other, news.put, states.put).start()
    assert states.get(timeout=PATIENCE)
    news.get(timeout=PATIENCE)

    def ours() -> None:
        with clinic.act("nurse", action="test") as uow:
            uow.announce("people", 4711)
        assert news.get(timeout=PATIENCE) == (Change("people", (4711,)),)

    bare = url.replace("+psycopg", "")
    with psycopg.connect(bare, autocommit=True) as says, psycopg.connect(bare, autocommit=True) as hears:
        hears.execute("LISTEN bare")

        def floor() -> None:
            says.execute("BEGIN")
            says.execute("SELECT pg_notify('bare', 'people 4711')")
            says.execute("COMMIT")
            assert next(hears.notifies(timeout=PATIENCE, stop_after=1)).payload == "people 4711"

        ratio = beside("a change heard at another workstation, postgresql", ours, floor, aim=AIM, rounds=40)
    other.close()
    assert ratio.stands
