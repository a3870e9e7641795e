"""Files that somebody changed, a clock that was wrong, a second program, a full disk: refused, nothing lost."""

import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from mhac.kernel import schema
from mhac.kernel.database import open_sqlite
from mhac.kernel.errors import ClinicError, Invalid, Refused, Unavailable
from mhac.kernel.paths import DataFolder
from mhac.security import backup, front, rekey, service, sign_in, upgrade
from mhac.security.queries import ClinicProfile
from mhac.security.vault import Vault
from tests.clinic import CHEAP, PASSWORD, Clinic
from tests.mhac.security.test_sign_in import GRANTED, Place, found

HOLDER = """
import sys
from pathlib import Path
from mhac.kernel.database import open_sqlite
database = open_sqlite(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))
print("open", flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return found(tmp_path / "data")


def changed_slots(place: Place, change: dict[str, Any]) -> None:
    kept = json.loads(place.folder.slots.read_text())
    for path, value in change.items():
        at, last = kept, path.split("/")
        for step in last[:-1]:
            at = at[int(step)] if isinstance(at, list) else at[step]
        at[last[-1]] = value
    place.folder.slots.write_text(json.dumps(kept))


@pytest.mark.parametrize(
    "change",
    [
        {"cost/passes": 10**9},
        {"cost/memory_kib": 2**31},
        {"cost/lanes": 10**6},
        {"cost/passes": "3"},
        {"cost/passes": True},
        {"cost/passes": 0},
        {"cost": {"passes": 1, "memory_kib": 64, "lanes": 1, "more": 1}},
        {"slots/0/salt": ""},
        {"slots/0/public": "AAAA"},
        {"slots/0/private": "AAAA"},
        {"slots/0/sealed": "!!!!"},
        {"slots": [None]},
        {"slots": {"a": 1}},
        {"payload": ""},
        {"payload": 7},
        {"format": "1"},
    ],
    ids=str,
)
def test_a_slot_file_that_was_tampered_with_is_said_to_be_damaged(place: Place, change: dict[str, Any]) -> None:
    changed_slots(place, change)
    with pytest.raises(Unavailable, match=r"vault\.damaged"):
        place.enter()


def test_a_slot_file_of_ten_thousand_brackets_is_damaged(place: Place) -> None:
    place.folder.slots.write_text("[" * 100_000)
    with pytest.raises(Unavailable, match=r"vault\.damaged"):
        Vault.load(place.folder.slots)


def test_a_public_key_that_is_none_opens_nothing(place: Place) -> None:
    weak = "A" * 43 + "="  # the point of order one: the exchange with it is refused
    kept = json.loads(place.folder.slots.read_text())
    changed_slots(place, {f"slots/{n}/sealed": weak[:40] + "AAA" + "A" * 80 for n in range(len(kept["slots"]))})
    with pytest.raises(ClinicError):
        place.enter()


@pytest.mark.parametrize(
    "content", ["7", "[]", '{"name": 5, "place": null, "demo": 1, "logo": "!", "users": [1]}', "[" * 9000]
)
def test_a_front_that_was_tampered_with_is_no_reason_not_to_open(place: Place, content: str) -> None:
    (place.folder.root / front.FILE).write_text(content)
    assert front.read(place.folder) == front.Front()


def test_a_front_of_wrong_kinds_is_read_as_text(place: Place) -> None:
    odd = {"name": 5, "place": 7, "demo": False, "logo": None, "users": []}
    (place.folder.root / front.FILE).write_text(json.dumps(odd))
    assert front.read(place.folder) == front.Front("5", "7")


def test_a_lock_written_while_the_clock_was_wrong_ends(place: Place) -> None:
    place.clock.forward(days=400)
    for _ in range(5):
        with pytest.raises(Refused):
            place.enter(password="wrong word 1")
    with pytest.raises(Refused, match="locked_out"):
        place.enter()
    place.clock.forward(days=-400)
    place.enter().database.close()


def test_a_backup_from_the_future_does_not_end_the_daily_backup(place: Place) -> None:
    entered = place.enter()
    place.clock.forward(days=365)
    backup.make_backup(place.folder, entered.database)
    place.clock.forward(days=-365)
    assert backup.is_due(place.folder, place.clock())
    backup.make_backup(place.folder, entered.database)
    assert not backup.is_due(place.folder, place.clock())
    entered.database.close()


def test_a_clock_that_jumps_ahead_leaves_the_newest_backups(place: Place) -> None:
    entered = place.enter()
    for _ in range(5):
        place.clock.forward(days=1)
        backup.make_backup(place.folder, entered.database)
    place.clock.forward(days=200)
    backup.make_backup(place.folder, entered.database)
    entered.database.close()
    days = [kept.made_at.date() for kept in backup.list_backups(place.folder)]
    assert days[1:3] == [days[0] - timedelta(days=200), days[0] - timedelta(days=201)]


@pytest.mark.parametrize(
    "manifest",
    [
        "7",
        '["made_at", "sha256", "tables", "revision", "audit"]',
        "[" * 9000,
        '{"made_at": "soon", "sha256": "", "tables": {}, "revision": "0001", "audit": {}}',
        '{"made_at": "2026-03-10T08:00", "sha256": "", "tables": {}, "revision": "0001", "audit": {}}',
        '{"made_at": "2026-03-10T08:00+00:00", "sha256": "", "tables": [], "revision": "0001", "audit": {}}',
        '{"made_at": "2026-03-10T08:00+00:00", "sha256": "", "tables": {"a": "b"}, "revision": "1", "audit": {}}',
        '{"made_at": "2026-03-10T08:00+00:00", "sha256": "", "tables": {}, "revision": 1, "audit": {}}',
    ],
)
def test_what_is_no_backup_is_passed_over_and_not_restored(place: Place, tmp_path: Path, manifest: str) -> None:
    entered = place.enter()
    made = backup.make_backup(place.folder, entered.database)
    entered.database.close()
    odd = place.folder.backups / "holiday pictures"
    shutil.copytree(made.folder, odd)
    (odd / "manifest.json").write_text(manifest)
    assert [kept.folder for kept in backup.list_backups(place.folder)] == [made.folder]
    with pytest.raises(Unavailable, match="not_a_backup"):
        backup.restore(odd, DataFolder(tmp_path / "x"), login="admin", password=PASSWORD)
    assert not (tmp_path / "x" / "vault.json").exists()


def test_a_restore_that_fails_leaves_the_clinic_as_it_was(place: Place) -> None:
    entered = place.enter()
    made = backup.make_backup(place.folder, entered.database)
    entered.database.close()
    before = {path.name for path in place.folder.root.iterdir()}
    with (made.folder / "clinic.db").open("r+b") as file:
        file.seek(9000)
        file.write(b"changed")
    with pytest.raises(Unavailable, match=r"backup\.damaged"):
        backup.restore(made.folder, place.folder, login="admin", password=PASSWORD, replace=True)
    assert {path.name for path in place.folder.root.iterdir()} >= before - {"clinic.db-wal", "clinic.db-shm"}
    assert not list(place.folder.root.glob("before-restore-*"))
    place.enter().database.close()


@contextmanager
def another_program(place: Place, key: str) -> Iterator[None]:
    """A second program that has the clinic's file open and does nothing."""
    run = [sys.executable, "-c", HOLDER, str(place.folder.database), key]
    with subprocess.Popen(run, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        assert program.stdin is not None
        assert program.stdout.readline() == "open\n"
        yield
        program.stdin.write("end\n")
        program.stdin.close()
        assert program.wait(20) == 0


def test_the_file_is_not_replaced_under_a_second_program(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would go on writing into a file that is no longer the clinic's."""
    entered = place.enter()
    key = entered.database.vault.content["database"]["key"]
    made = backup.make_backup(place.folder, entered.database)
    with another_program(place, key):
        with pytest.raises(Unavailable, match=r"vault\.others_open"):
            rekey.rekey(place.folder, entered.database, entered.actor)
        entered.database.close()
        with pytest.raises(Unavailable, match=r"storage\.locked"):
            backup.restore(made.folder, place.folder, login="admin", password=PASSWORD, replace=True)
        database = open_sqlite(place.folder.database, bytes.fromhex(key))
        with database.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
        database.close()
        with pytest.raises(Unavailable, match=r"storage\.locked"):
            upgrade.upgrade(place.folder, login="admin", password=PASSWORD)
    assert Vault.load(place.folder.slots).fits("admin", PASSWORD)
    assert not list(place.folder.root.glob("before-restore-*"))
    database = open_sqlite(place.folder.database, bytes.fromhex(key))
    with database.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{schema.HEAD}'")
    database.close()
    entered = place.enter()
    rekey.rekey(place.folder, entered.database, entered.actor).close()


@pytest.fixture
def open_to_all() -> Iterator[None]:
    """A user whose new files everybody may read, unless the program says otherwise."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def modes(place: Place) -> dict[str, int]:
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in place.folder.root.glob("clinic.db*")}


def test_the_files_are_the_owners_alone_before_and_after_a_new_key(open_to_all: None, tmp_path: Path) -> None:
    place = found(tmp_path / "data")
    entered = place.enter()
    assert set(modes(place)) == {"clinic.db", "clinic.db-wal", "clinic.db-shm"}
    assert set(modes(place).values()) == {0o600}
    renewed = rekey.rekey(place.folder, entered.database, entered.actor)
    assert set(modes(place)) == {"clinic.db", "clinic.db-wal", "clinic.db-shm"}
    assert set(modes(place).values()) == {0o600}
    renewed.close()


FULL = """
import resource, sys
from pathlib import Path
from mhac.kernel.errors import Unavailable
from mhac.kernel.paths import DataFolder
from mhac.security import backup, rekey, sign_in
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
folder = DataFolder(Path(sys.argv[1]))
entered = sign_in.sign_in(folder, login="admin", password=sys.argv[2], granted={"security.rekey": ("administrator",)})
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
for act in (lambda: backup.make_backup(folder, entered.database),
            lambda: rekey.rekey(folder, entered.database, entered.actor)):
    try:
        act()
    except Unavailable as error:
        print(error.code)
"""


@pytest.mark.parametrize("room", [0, 4096, 70_000])
def test_a_disk_that_fills_up_in_the_middle_is_said_and_leaves_nothing(place: Place, room: int) -> None:
    run = [sys.executable, "-c", FULL, str(place.folder.root), PASSWORD, str(room)]
    ended = subprocess.run(run, check=False, capture_output=True, text=True, timeout=120)
    assert ended.returncode == 0, ended.stderr
    said = ended.stdout.split()
    assert len(said) == 2, ended.stdout + ended.stderr
    assert all(code.startswith(("storage.", "backup.")) for code in said)
    assert list(place.folder.backups.iterdir()) == []
    place.enter().database.close()


def test_the_audit_tells_that_the_recovery_code_was_used(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    founded = sign_in.found_clinic(
        folder, administrator=service.NewUser("admin", "Alain Nkusi", ("administrator",), PASSWORD),
        profile=ClinicProfile(), granted=GRANTED, cost=CHEAP,
    )
    founded.signed_in.database.close()
    entered = sign_in.recover(
        folder, recovery_code=founded.recovery_code, login="admin", new_password="Nyungwe 2027 x", granted=GRANTED
    )
    with entered.database.engine.connect() as connection:
        told = connection.exec_driver_sql("SELECT action FROM audit_entry ORDER BY id DESC LIMIT 2").scalars().all()
    entered.database.close()
    assert "security.recover" in told


def png(width: int, height: int) -> bytes:
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.new("1", (width, height)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    "image",
    [b"", b"\x89PNG\r\n\x1a\n", b"\x89PNG\r\n\x1a\n" + b"x" * 900, b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg'/>",
     png(200, 80)[:-30], png(9000, 9000)],
    ids=["empty", "head only", "rubbish", "gif", "svg", "cut", "enormous"],
)  # fmt: skip
def test_a_logo_or_signature_that_no_paper_can_show_is_refused(sqlite_clinic: Clinic, image: bytes) -> None:
    with sqlite_clinic.act("administrator") as uow:
        with pytest.raises(Invalid, match="signature_image"):
            service.set_signature(uow, user_id=sqlite_clinic.user_ids["physician"], png=image)
        with pytest.raises(Invalid, match="signature_image"):
            service.set_clinic_profile(uow, profile=replace(ClinicProfile(), logo=image))
        service.set_signature(uow, user_id=sqlite_clinic.user_ids["physician"], png=png(200, 80))
