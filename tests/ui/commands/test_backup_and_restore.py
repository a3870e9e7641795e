"""`mhac backup` and `mhac restore` as processes of their own, as on the day after a dead disk."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mhac.demo.making import make, users
from mhac.kernel import copying
from mhac.kernel.errors import Unavailable
from mhac.kernel.paths import DataFolder
from mhac.security import backup
from mhac.security.sign_in import sign_in
from tests.clinic import Clinic
from ui.command_line import BAD_INPUT

PASSWORDS = {user.login: user.password for user in users()}
GRANTED = {"security.read_audit": ("administrator",)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    made = DataFolder(tmp_path_factory.mktemp("demo") / "clinic")
    make(made, people=4)
    return made


def mhac(folder: DataFolder, *words: str, user: str = "admin") -> subprocess.CompletedProcess[str]:
    secret = folder.root.parent / f"{user}.password"
    secret.write_text(PASSWORDS[user])
    command = [sys.executable, "-m", "ui.command_line", *words, "--data", str(folder.root)]
    return subprocess.run(
        [*command, "--user", user, "--password-file", str(secret)],
        check=False, capture_output=True, text=True, timeout=120,
    )


def window_backup(folder: DataFolder) -> backup.Backup:
    """The backup that the window makes by itself, with all rooms loaded."""
    entered = sign_in(folder, login="admin", password=PASSWORDS["admin"], granted=GRANTED)
    try:
        return backup.make_backup(folder, entered.database)
    finally:
        entered.database.close()


def test_the_programs_own_backup_comes_back_by_the_command(folder: DataFolder, tmp_path: Path) -> None:
    made = window_backup(folder)
    elsewhere = DataFolder(tmp_path / "elsewhere")
    done = mhac(elsewhere, "restore", str(made.folder))
    assert (done.returncode, done.stderr) == (0, "")
    assert f"Restored {made.rows} rows" in done.stdout
    entered = sign_in(elsewhere, login="admin", password=PASSWORDS["admin"], granted=GRANTED)
    try:
        assert copying.counts(entered.database)["person"] == 4
        with entered.database.reading(entered.actor) as uow:
            told = uow.session.connection().exec_driver_sql(
                "SELECT text FROM audit_entry WHERE action = 'security.restore'"
            )
            (entry,) = [json.loads(row.text) for row in told]
        assert entry["changes"][0]["name"] == made.folder.name
    finally:
        entered.database.close()


def test_the_commands_backup_counts_every_table(folder: DataFolder, tmp_path: Path) -> None:
    done = mhac(folder, "backup", "--to", str(tmp_path / "kept"))
    assert done.returncode == 0, done.stderr
    (manifest,) = (tmp_path / "kept").glob("*/manifest.json")
    counted = json.loads(manifest.read_text())["tables"]
    assert counted["person"] == 4
    assert set(counted) == {table.name for table in copying.tables()}


@pytest.mark.parametrize("user", ["reception", "nurse", "doctor"])
def test_who_is_no_administrator_takes_no_backup_and_brings_none_back(
    folder: DataFolder, tmp_path: Path, user: str
) -> None:
    made = window_backup(folder)
    before = sorted(path.name for path in folder.root.iterdir())
    for words in (("backup", "--to", str(tmp_path / "kept")), ("restore", str(made.folder), "--replace")):
        done = mhac(folder, *words, user=user)
        assert (done.returncode, done.stdout) == (BAD_INPUT, "")
        assert "role" in done.stderr
    assert not (tmp_path / "kept").exists()
    assert sorted(path.name for path in folder.root.iterdir()) == before


def test_a_table_that_no_record_describes_is_not_left_behind(clinic: Clinic) -> None:
    """Whatever part of the program was loaded: a copy is of all tables, or it is none."""
    with clinic.database.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE forgotten (id integer)")
        connection.exec_driver_sql("INSERT INTO forgotten VALUES (1)")
    assert copying.counts(clinic.database)["forgotten"] == 1
    with pytest.raises(RuntimeError, match="forgotten"):
        copying.copy_clinic(clinic.database, clinic.database)


def test_an_audit_that_was_changed_from_outside_is_named_and_nobody_writes_behind_it(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "clinic")
    make(folder, people=4)
    entered = sign_in(folder, login="admin", password=PASSWORDS["admin"], granted=GRANTED)
    with entered.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE audit_chain SET seq = 1")
    entered.database.close()
    done = mhac(folder, "audit", "verify")
    assert (done.returncode, done.stderr) == (1, "")
    assert "First bad entry" in done.stdout
    with pytest.raises(Unavailable, match="audit_broken"):
        sign_in(folder, login="admin", password=PASSWORDS["admin"], granted=GRANTED)


def test_an_audit_that_was_emptied_is_not_whole(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "clinic")
    make(folder, people=4)
    entered = sign_in(folder, login="admin", password=PASSWORDS["admin"], granted=GRANTED)
    with entered.database.engine.begin() as connection:
        for (name,) in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").all():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        for table in ("audit_entry", "audit_head", "audit_chain"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
    entered.database.close()
    done = mhac(folder, "audit", "verify")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout == "The audit was emptied: not even the entry of the clinic's founding is there.\n"


def test_a_demo_in_the_place_of_a_file_is_refused_in_words(tmp_path: Path) -> None:
    place = tmp_path / "file"
    place.write_text("something of somebody")
    command = [sys.executable, "-m", "ui.command_line", "demo", "--data", str(place), "--people", "4"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == BAD_INPUT
    assert "cannot be used" in done.stderr
    assert place.read_text() == "something of somebody"


def test_what_is_no_backup_is_called_so_and_leaves_no_folder_behind(folder: DataFolder, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    elsewhere = DataFolder(tmp_path / "elsewhere")
    for place in (tmp_path / "nowhere", empty):
        done = mhac(elsewhere, "restore", str(place))
        assert done.returncode == BAD_INPUT
        assert f"{place.name} is no backup" in done.stderr
    assert not elsewhere.root.exists()


def test_a_failed_restore_leaves_the_place_as_it_was(folder: DataFolder, tmp_path: Path) -> None:
    made = window_backup(folder)
    cut = tmp_path / "cut"
    shutil.copytree(made.folder, cut)
    with (cut / "clinic.db").open("r+b") as file:
        file.truncate(4096)
    elsewhere = DataFolder(tmp_path / "elsewhere")
    done = mhac(elsewhere, "restore", str(cut))
    assert done.returncode == BAD_INPUT
    assert "cut" in done.stderr
    assert not elsewhere.root.exists()
    kept = DataFolder(tmp_path / "kept")
    kept.root.mkdir()
    (kept.root / "notes.txt").write_text("mine")
    assert mhac(kept, "restore", str(cut)).returncode == BAD_INPUT
    assert [path.name for path in kept.root.iterdir()] == ["notes.txt"]


def test_a_password_file_may_begin_with_a_byte_order_mark(folder: DataFolder, tmp_path: Path) -> None:
    secret = tmp_path / "notepad.txt"
    secret.write_bytes(b"\xef\xbb\xbf" + PASSWORDS["admin"].encode() + b"\r\n")
    command = [sys.executable, "-m", "ui.command_line", "audit", "verify", "--data", str(folder.root)]
    done = subprocess.run(
        [*command, "--user", "admin", "--password-file", str(secret)],
        check=False, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
