"""A clinic moves from its file to a server and back: every row, every digest, and whole wherever it is stopped."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from mhac import rooms
from mhac.demo import making
from mhac.kernel import audit, copying, settings
from mhac.kernel.database import open_postgresql
from mhac.kernel.errors import NotAllowed, Refused, Unavailable
from mhac.kernel.paths import DataFolder
from mhac.security import moving, sign_in
from tests.postgres import PostgresServer
from ui.command_line import main

ADMIN, PEOPLE = "admin", 8
"""The demo clinic's administrator; who moves it must be one."""


@pytest.fixture
def clinic(tmp_path: Path) -> tuple[DataFolder, str]:
    """A small demo clinic in its file, and the administrator's password."""
    folder = DataFolder(tmp_path / "data")
    made = making.make(folder, people=PEOPLE, seed=3, progress=lambda *_: None)
    return folder, next(user.password for user in made.users if user.login == ADMIN)


def entered(folder: DataFolder, password: str) -> sign_in.SignedIn:
    return sign_in.sign_in(folder, login=ADMIN, password=password, granted=rooms.granted())


def content(folder: DataFolder, password: str) -> tuple[str, dict[str, tuple[int, str]]]:
    """Where the clinic opens, and what it holds but for who signed in."""
    signed_in = entered(folder, password)
    try:
        with signed_in.database.reading(signed_in.actor) as uow:
            assert audit.verify(uow.session).faults == ()
        found = copying.digests(signed_in.database)
        return signed_in.database.dialect_name, {k: v for k, v in found.items() if not k.startswith("audit_")}
    finally:
        signed_in.database.close()


def test_to_a_server_and_back_every_row_goes_along(
    clinic: tuple[DataFolder, str], postgres: PostgresServer
) -> None:
    folder, password = clinic
    before = content(folder, password)
    url, steps = postgres.database(), []
    there = moving.move(folder, login=ADMIN, password=password, server=url, progress=steps.append)
    assert steps == ["backup", "copy", "compare", "switch"]
    assert there.rows["person"] == before[1]["person"][0] > 0
    assert content(folder, password) == ("postgresql", before[1])
    signed_in = entered(folder, password)
    with signed_in.database.unit_of_work(signed_in.actor, action="test") as uow:
        uow.session.execute(text("UPDATE person SET phone = '+250 788 000 999' WHERE id = 1"))
        uow.add(settings.Setting(key="test.after", value=1))  # its number comes after those that were copied
    signed_in.database.close()
    back = moving.move(folder, login=ADMIN, password=password, server=None)
    assert back.rows["person"] == there.rows["person"]
    kind, now = content(folder, password)
    assert (kind, now["setting"][0]) == ("sqlite", before[1]["setting"][0] + 1)
    assert {k for k in now if now[k] != before[1][k]} == {"person", "setting"}
    postgres.drop(url)


def test_the_place_that_was_left_lets_nobody_in(clinic: tuple[DataFolder, str], postgres: PostgresServer) -> None:
    folder, password = clinic
    url = postgres.database()
    moving.move(folder, login=ADMIN, password=password, server=url)
    aside = next(folder.root.glob("before-move-*"))
    assert {path.name for path in aside.iterdir()} >= {"clinic.db", "vault.json"} and not folder.database.exists()
    with pytest.raises(Unavailable, match="storage.moved"):
        entered(DataFolder(aside), password)
    moving.move(folder, login=ADMIN, password=password, server=None)
    server = open_postgresql(url)
    with server.engine.connect() as connection:
        assert settings.standing(connection, settings.MOVED)["to"] == "sqlite"
        assert settings.standing(connection, settings.MOVING) is None
    server.close()
    postgres.drop(url)


def test_what_hinders_a_move_is_said_and_nothing_is_moved(
    clinic: tuple[DataFolder, str], postgres: PostgresServer
) -> None:
    folder, password = clinic
    url = postgres.database()

    def refused(kind: type[Exception], code: str, **how: object) -> None:
        with pytest.raises(kind, match=code):
            moving.move(folder, **{"login": ADMIN, "password": password, "server": url, **how})  # type: ignore[arg-type]

    refused(Refused, "wrong_password", password="not this one")
    refused(Refused, "move.already_there", server=None)
    nurse = next(user for user in making.users() if "nurse" in user.roles)
    refused(NotAllowed, "not_allowed", login=nurse.login, password=nurse.password)
    signed_in = entered(folder, password)
    refused(Unavailable, "storage.locked")
    signed_in.database.close()
    refused(Unavailable, "nobody_answers", server="postgresql://nobody@127.0.0.1:9/none")
    other = open_postgresql(url)
    other.create_schema()
    with other.engine.begin() as connection:
        connection.execute(text("INSERT INTO audit_chain (chain, seq, hash) VALUES ('x', 1, 'y')"))
        connection.execute(text("CREATE TABLE alembic_version (version_num varchar(32))"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('0001')"))
    other.close()
    refused(Refused, "move.not_empty")
    assert content(folder, password)[0] == "sqlite"
    postgres.drop(url)


def test_the_command_moves_there_and_back_and_keeps_the_address_off_the_command_line(
    clinic: tuple[DataFolder, str], postgres: PostgresServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, password = clinic
    (tmp_path / "password").write_text(password)
    (tmp_path / "address").write_text(postgres.database())
    signing = ["--data", str(folder.root), "--user", ADMIN, "--password-file", str(tmp_path / "password")]
    address = ["--address-file", str(tmp_path / "address")]
    assert main(["move", "server", *signing, *address]) == 0
    assert "both places agree on" in capsys.readouterr().out
    assert main(["move", "server", *signing, *address]) == 2
    assert capsys.readouterr().err == "mhac: The clinic lies there already. Nothing was moved.\n"
    assert main(["move", "server", *signing, "--address-file", str(tmp_path / "none")]) == 2
    assert "cannot be read" in capsys.readouterr().err
    assert main(["move", "file", *signing]) == 0
    assert content(folder, password)[0] == "sqlite"


SCRIPT = """
import os, signal, sys
from pathlib import Path
from mhac import rooms
from mhac.kernel import settings
from mhac.kernel.paths import DataFolder
from mhac.security import moving, vault

place, password, server, at = sys.argv[1:]
reached = iter(range(100))
def step(*_):
    if next(reached) == int(at):
        os.kill(os.getpid(), signal.SIGKILL)
def around(home, name):
    plain = getattr(home, name)
    def wrapped(*given, **named):
        step()
        result = plain(*given, **named)
        step()
        return result
    setattr(home, name, wrapped)
for home, name in ((moving.copying, "copy_clinic"), (moving, "_compared"), (vault.Vault, "set_content"),
                   (moving, "_put_aside"), (settings, "forget")):
    around(home, name)
rooms.load_records()
moving.move(DataFolder(Path(place)), login="admin", password=password, server=server or None, progress=step)
"""


@pytest.mark.slow
@pytest.mark.parametrize("to_server", [True, False])
def test_killed_at_any_point_the_clinic_is_whole_at_one_place(
    clinic: tuple[DataFolder, str], postgres: PostgresServer, to_server: bool
) -> None:
    folder, password = clinic
    url = postgres.database()
    if not to_server:
        moving.move(folder, login=ADMIN, password=password, server=url)
    held = content(folder, password)[1]
    script, ended, places = folder.root.parent / "move.py", 0, set()
    script.write_text(SCRIPT)
    for at in range(40):
        target = url if to_server else ""
        done = subprocess.run(
            [sys.executable, str(script), str(folder.root), password, target, str(at)],
            env={**os.environ, "PYTHONPATH": os.getcwd()}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode in (0, -signal.SIGKILL), done.stderr
        kind, now = content(folder, password)
        assert {k: v for k, v in now.items() if k != "setting"} == {k: v for k, v in held.items() if k != "setting"}
        places.add(kind)
        if done.returncode == 0 or kind == ("postgresql" if to_server else "sqlite"):
            ended += 1
            break
    assert ended and len(places) == 2
    postgres.drop(url)
