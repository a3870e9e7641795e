"""A real clinic for a test: tables on the engine under test, an open vault, staff of every role, a clock to turn.

The fixture `clinic` runs a test once on encrypted SQLite and once on PostgreSQL; `sqlite_clinic` only on SQLite, for
tests of what does not depend on the engine (windows).
"""

import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from mhac import rooms
from mhac.kernel.database import Database, open_postgresql, open_sqlite
from mhac.kernel.paths import DataFolder
from mhac.kernel.unit_of_work import Actor, UnitOfWork
from mhac.security import service
from mhac.security.queries import ClinicProfile
from mhac.security.rules import Role, permissions_of
from mhac.security.vault import Cost, Vault
from tests.postgres import PostgresServer

T = TypeVar("T")
CHEAP = Cost(passes=1, memory_kib=64, lanes=1)  # a real Argon2id, without the wait
KEY = bytes(range(32))
PASSWORD = "Akagera 2026!"
STAFF = {
    Role.RECEPTIONIST: ("reception", "Rose Mutoni"),
    Role.NURSE: ("nurse", "Noella Ingabire"),
    Role.PHYSICIAN: ("physician", "Dr Claire Uwase"),
    Role.ADMINISTRATOR: ("admin", "Alain Nkusi"),
}


class TurnableClock:
    """A clock that stands until a test turns it."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def set(self, moment: datetime) -> None:
        self.moment = moment

    def forward(self, **by: float) -> None:
        self.moment += timedelta(**by)


class Clinic:
    """A clinic under test. Its Tuesday is 10 March 2026, 08:00 in Kigali."""

    def __init__(self, database: Database, clock: TurnableClock, folder: DataFolder) -> None:
        self.database = database
        self.clock = clock
        self.folder = folder
        self.granted = rooms.granted()
        self.user_ids: dict[str, int] = {}
        self._signed_in: dict[tuple[str, ...], Actor] = {}

    def actor(self, *roles: str) -> Actor:
        """Somebody with these roles, as signed in once."""
        if roles in self._signed_in:
            return self._signed_in[roles]
        name = STAFF[Role(roles[0])][1]
        licence = "RMDC 2231" if Role.PHYSICIAN in roles else ""
        granted = permissions_of(roles, self.granted)
        actor = Actor(self.user_ids[roles[0]], name, granted, frozenset(roles), licence)
        return self._signed_in.setdefault(roles, actor)

    def act(self, *roles: str, action: str = "test") -> AbstractContextManager[UnitOfWork]:
        """A unit of work of somebody with these roles; commits at its end."""
        return self.database.unit_of_work(self.actor(*roles), action=action)

    def read(self, *roles: str) -> AbstractContextManager[UnitOfWork]:
        """A reading unit of work of somebody with these roles."""
        return self.database.reading(self.actor(*roles))


def _new_tables(url: str) -> None:
    rooms.load_records()
    database = open_postgresql(url)
    database.create_schema()
    database.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An encrypted file with all tables, made once per worker and copied for each test."""
    rooms.load_records()
    path = tmp_path_factory.mktemp("template") / "clinic.db"
    database = open_sqlite(path, KEY, create=True)
    database.create_schema()
    with database.engine.connect() as connection:
        connection.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


def _opened(engine: str, folder: DataFolder, request: pytest.FixtureRequest, clock: TurnableClock) -> Database:
    if engine == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), folder.database)
        return open_sqlite(folder.database, KEY, clock=clock, workstation="Exam 2")
    server: PostgresServer = request.getfixturevalue("postgres")
    url = server.database(template="tables", fill=_new_tables)
    return open_postgresql(url, clock=clock, workstation="Exam 2")


def _made(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Clinic]:
    folder = DataFolder(tmp_path / "clinic")
    folder.make()
    clock = TurnableClock(datetime(2026, 3, 10, 6, 0, tzinfo=UTC))
    database = _opened(engine, folder, request, clock)
    place = {"kind": "sqlite", "key": KEY.hex()} if engine == "sqlite" else {"kind": "postgresql", "url": "test"}
    database.vault = Vault.create(folder.slots, {"database": place}, cost=CHEAP)
    clinic = Clinic(database, clock, folder)
    founder = Actor(None, "founder", permissions_of(["administrator"], clinic.granted))
    with database.unit_of_work(founder, action="security.found_clinic") as uow:
        service.set_clinic_profile(uow, profile=ClinicProfile(name="MHAC Kigali", place="Kigali, Rwanda"))
        for role, (login, name) in STAFF.items():
            licence = "RMDC 2231" if role is Role.PHYSICIAN else ""
            clinic.user_ids[role.value] = service.add_user(
                uow,
                request=service.NewUser(
                    login=login, name=name, roles=(role.value,), password=PASSWORD, licence=licence
                ),
            )
    yield clinic
    database.close()
    if engine == "postgresql":
        postgres: PostgresServer = request.getfixturevalue("postgres")
        postgres.drop(str(database.engine.url))


@pytest.fixture(params=["sqlite", "postgresql"])
def clinic(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Clinic]:
    """A clinic on each engine in turn."""
    yield from _made(request.param, tmp_path, request)


@pytest.fixture
def sqlite_clinic(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Clinic]:
    """A clinic on the encrypted file."""
    yield from _made("sqlite", tmp_path, request)


@pytest.fixture
def server_clinic(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Clinic]:
    """A clinic on PostgreSQL only, for what several workstations do."""
    yield from _made("postgresql", tmp_path, request)
