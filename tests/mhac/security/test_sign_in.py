"""From founding a clinic to signing in: real folders, real keys, lock-out, recovery, a new key, and back-ups."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mhac import rooms
from mhac.kernel import audit, schema, settings
from mhac.kernel.database import open_sqlite
from mhac.kernel.errors import Invalid, Refused, Unavailable
from mhac.kernel.paths import DataFolder
from mhac.security import backup, queries, rekey, service, sign_in
from mhac.security.journal import Journal
from mhac.security.rules import Attempt, locked_until
from mhac.security.sign_in import Founded, SignedIn
from mhac.security.vault import Vault
from tests.clinic import CHEAP, PASSWORD, TurnableClock
from tests.postgres import PostgresServer

ADMIN = service.NewUser(login="admin", name="Alain Nkusi", roles=("administrator",), password=PASSWORD)
GRANTED = rooms.granted()


class Place:
    """A folder where a clinic was founded, and how to get in again."""

    def __init__(self, folder: DataFolder, clock: TurnableClock, founded: Founded) -> None:
        self.folder, self.clock, self.founded = folder, clock, founded

    def enter(self, login: str = "admin", password: str = PASSWORD) -> SignedIn:
        return sign_in.sign_in(self.folder, login=login, password=password, granted=GRANTED, clock=self.clock)


def found(root: Path, url: str | None = None, administrator: service.NewUser = ADMIN) -> Place:
    folder, clock = DataFolder(root), TurnableClock(datetime(2026, 3, 10, 6, tzinfo=UTC))
    founded = sign_in.found_clinic(
        folder,
        administrator=administrator,
        profile=queries.ClinicProfile(name="MHAC Kigali"),
        granted=GRANTED,
        postgresql_url=url,
        clock=clock,
        cost=CHEAP,
    )
    founded.signed_in.database.close()
    return Place(folder, clock, founded)


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    postgres: PostgresServer = request.getfixturevalue("postgres")
    yield found(tmp_path / "data", postgres.database() if request.param == "postgresql" else None)


def put(signed_in: SignedIn, value: object) -> None:
    with signed_in.database.unit_of_work(signed_in.actor, action="test") as uow:
        settings.put(uow, "test.value", value)


def value(signed_in: SignedIn) -> object:
    with signed_in.database.reading(signed_in.actor) as uow:
        return settings.get(uow.session, "test.value")


def test_who_founded_the_clinic_gets_in_and_may_do_what_administrators_may(place: Place) -> None:
    entered = place.enter()
    assert entered.actor.name == "Alain Nkusi"
    assert "security.add_user" in entered.actor.permissions
    assert not any(p.startswith("exams.sign") for p in entered.actor.permissions)
    with entered.database.reading(entered.actor) as uow:
        assert queries.clinic_profile(uow).name == "MHAC Kigali"
        assert audit.verify(uow.session).faults == ()
        actions = [line.action for line in queries.audit_lines(uow)]
    assert actions[0] == "security.sign_in"
    assert actions[-1] == "security.found_clinic"
    entered.database.close()


def test_a_clinic_is_founded_once(place: Place) -> None:
    before = place.folder.slots.read_bytes()
    with pytest.raises(Refused, match="clinic_exists"):
        found(place.folder.root)
    assert place.folder.slots.read_bytes() == before


def test_a_bad_administrator_leaves_no_half_clinic(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="password_short"):
        found(tmp_path / "data", administrator=service.NewUser(**{**vars(ADMIN), "password": "short"}))
    assert not DataFolder(tmp_path / "data").slots.exists()
    assert not list((tmp_path / "data").glob("clinic.db*"))
    found(tmp_path / "data")


def test_five_failures_lock_for_minutes_and_the_audit_hears_of_them(place: Place) -> None:
    for _ in range(4):
        with pytest.raises(Refused, match="wrong_password"):
            place.enter(password="wrong one 1")
    with pytest.raises(Refused, match="locked_out") as caught:
        place.enter(password="wrong one 1")
    assert caught.value.values == {"minutes": 5}
    with pytest.raises(Refused, match="locked_out"):
        place.enter()
    place.clock.forward(minutes=5)
    entered = place.enter()
    with entered.database.reading(entered.actor) as uow:
        newest = queries.audit_lines(uow)[0].content
    entered.database.close()
    assert len(newest["changes"][0]["attempts"]) == 5
    place.enter().database.close()
    assert "admin" not in place.folder.journal.read_text()


def test_a_login_that_does_not_exist_is_answered_like_a_wrong_password(place: Place) -> None:
    for login in ("nobody", "", "x" * 500, "'; DROP TABLE user_account; --"):
        with pytest.raises(Refused, match="wrong_password"):
            place.enter(login=login)


def test_who_left_gets_no_further(place: Place) -> None:
    entered = place.enter()
    with entered.database.unit_of_work(entered.actor, action="test") as uow:
        nurse = service.add_user(uow, request=service.NewUser("noella", "Noella", ("nurse",), "Muhazi lake 7"))
    slots = place.folder.slots.read_bytes()
    with entered.database.unit_of_work(entered.actor, action="test") as uow:
        service.remove_user(uow, user_id=nurse, version=1, reason="left")
    entered.database.close()
    with pytest.raises(Refused, match="wrong_password"):
        place.enter("noella", "Muhazi lake 7")
    place.folder.slots.write_bytes(slots)  # an old copy of the slot file brought back
    with pytest.raises(Refused, match="no_access"):
        place.enter("noella", "Muhazi lake 7")


def test_the_printed_code_lets_an_administrator_back_in(place: Place) -> None:
    code = place.founded.recovery_code
    with pytest.raises(Invalid, match="password_short"):
        sign_in.recover(place.folder, recovery_code=code, login="admin", new_password="x", granted=GRANTED)
    with pytest.raises(Refused, match="recovery_administrator"):
        sign_in.recover(place.folder, recovery_code=code, login="someone", new_password="Nyungwe 2027", granted=GRANTED)
    entered = sign_in.recover(
        place.folder, recovery_code=code, login="admin", new_password="Nyungwe 2027", granted=GRANTED, clock=place.clock
    )
    entered.database.close()
    with pytest.raises(Refused, match="wrong_password"):
        place.enter()
    place.enter(password="Nyungwe 2027").database.close()


def test_the_locked_screen_opens_by_the_own_password_only(place: Place) -> None:
    entered = place.enter()
    sign_in.unlock(entered, place.folder, PASSWORD, clock=place.clock)
    with pytest.raises(Refused, match="wrong_password"):
        sign_in.unlock(entered, place.folder, "wrong one 1", clock=place.clock)
    entered.database.close()


def test_a_new_key_shuts_out_the_old_one_and_keeps_everything(place: Place) -> None:
    entered = place.enter()
    put(entered, "kept")
    old = entered.database.vault.content["database"].get("key")
    renewed = rekey.rekey(place.folder, entered.database, entered.actor)
    renewed.close()
    again = place.enter()
    assert value(again) == "kept"
    again.database.close()
    if old:
        with pytest.raises(Unavailable, match="wrong_key"):
            open_sqlite(place.folder.database, bytes.fromhex(old))


def test_a_new_key_that_is_refused_because_another_window_is_open_changes_nothing(tmp_path: Path) -> None:
    place = found(tmp_path / "data")
    entered, other = place.enter(), place.enter()
    put(other, "before")
    with pytest.raises(Unavailable, match="vault.others_open"):
        rekey.rekey(place.folder, entered.database, entered.actor)
    put(entered, "after")  # the window that asked goes on
    assert (value(entered), value(other)) == ("after", "after")
    other.database.close()
    renewed = rekey.rekey(place.folder, entered.database, entered.actor)
    with renewed.reading(entered.actor) as uow:
        assert settings.get(uow.session, "test.value") == "after"
    renewed.close()


@pytest.mark.parametrize("moment", ["before the swap", "after the swap"])
def test_a_power_cut_while_the_key_changes_loses_nothing(tmp_path: Path, moment: str) -> None:
    place = found(tmp_path / "data")
    entered = place.enter()
    put(entered, "kept")
    vault: Vault = entered.database.vault
    old, new = vault.content["database"]["key"], "cd" * 32
    rekey._export(place.folder, entered.database, new)
    vault.renew(database={"kind": "sqlite", "key": new, "key_before": old})
    entered.database.close()
    if moment == "after the swap":
        rekey._swap(place.folder)
    again = place.enter()
    assert value(again) == "kept"
    assert again.database.vault.content["database"] == {"kind": "sqlite", "key": new}
    again.database.close()


def test_a_database_of_a_newer_program_is_refused_untouched(place: Place) -> None:
    entered = place.enter()
    with entered.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    entered.database.close()
    with pytest.raises(Unavailable, match="storage.newer"):
        place.enter()


def test_a_backup_is_read_back_and_restored_elsewhere(place: Place, tmp_path: Path) -> None:
    entered = place.enter()
    put(entered, "saved")
    assert backup.is_due(place.folder, place.clock())
    made = backup.make_backup(place.folder, entered.database)
    assert not backup.is_due(place.folder, place.clock())
    put(entered, "later")
    assert [b.folder for b in backup.list_backups(place.folder)] == [made.folder]
    entered.database.close()
    other = DataFolder(tmp_path / "other")
    rows = backup.restore(made.folder, other, login="admin", password=PASSWORD)
    assert rows == made.rows
    restored = sign_in.sign_in(other, login="admin", password=PASSWORD, granted=GRANTED, clock=place.clock)
    assert value(restored) == "saved"
    assert restored.database.dialect_name == "sqlite"
    with restored.database.reading(restored.actor) as uow:
        assert audit.verify(uow.session).faults == ()
    put(restored, "works")
    restored.database.close()
    with pytest.raises(Refused, match="clinic_exists"):
        backup.restore(made.folder, other, login="admin", password=PASSWORD)
    backup.restore(made.folder, other, login="admin", password=PASSWORD, replace=True)
    assert list(other.root.glob("before-restore-*/clinic.db"))


def test_a_backup_that_is_not_whole_is_refused_each_in_its_words(tmp_path: Path) -> None:
    place = found(tmp_path / "data")
    entered = place.enter()
    made = backup.make_backup(place.folder, entered.database)
    entered.database.close()
    key = bytes.fromhex(entered.database.vault.content["database"]["key"])
    whole = (made.folder / "clinic.db").read_bytes()
    flipped = bytearray(whole)
    flipped[len(whole) // 2] ^= 1
    for content in (bytes(flipped), whole[:-4096]):
        (made.folder / "clinic.db").write_bytes(content)
        with pytest.raises(Unavailable, match="backup.damaged"):
            backup.read_back(made.folder, key)
    (made.folder / "clinic.db").write_bytes(whole)
    with pytest.raises(Unavailable, match="wrong_key"):
        backup.read_back(made.folder, bytes(32))
    with pytest.raises(Refused, match="wrong_password"):
        backup.restore(made.folder, DataFolder(tmp_path / "x"), login="admin", password="wrong one 1")
    (made.folder / "manifest.json").unlink()
    with pytest.raises(Unavailable, match="not_a_backup"):
        backup.read_back(made.folder, key)
    assert not (tmp_path / "x").exists()


def test_a_backup_on_a_full_disk_is_not_called_one(tmp_path: Path) -> None:
    place = found(tmp_path / "data")
    entered = place.enter()
    shutil.rmtree(place.folder.backups)
    place.folder.backups.write_text("a file where the folder should be")
    with pytest.raises(Unavailable, match="not_written"):
        backup.make_backup(place.folder, entered.database)
    entered.database.close()


def test_old_backups_are_thinned_to_one_a_month(tmp_path: Path) -> None:
    place = found(tmp_path / "data")
    entered = place.enter()
    for days in (0, 10, 10, 10, 10, 10):
        place.clock.forward(days=days)
        backup.make_backup(place.folder, entered.database)
    entered.database.close()
    kept = [b.made_at.date().isoformat() for b in backup.list_backups(place.folder)]
    assert kept == ["2026-04-29", "2026-04-19", "2026-04-09", "2026-03-10"]


def test_the_tables_are_what_the_records_say(tmp_path: Path) -> None:
    """`alembic check`: the migrations make exactly what the mapped classes describe."""
    from alembic import command

    place = found(tmp_path / "data")
    entered = place.enter()
    with entered.database.engine.begin() as connection:
        command.check(schema.config(connection))
    entered.database.close()


def test_the_known_head_is_the_newest_migration() -> None:
    from alembic.script import ScriptDirectory

    assert ScriptDirectory.from_config(schema.config()).get_current_head() == schema.HEAD


@given(
    gaps=st.lists(st.integers(0, 300), min_size=1, max_size=20),
    opened=st.lists(st.booleans(), min_size=20, max_size=20),
)
def test_lockout_counts_failures_in_a_row_only(gaps: list[int], opened: list[bool]) -> None:
    moment, attempts = datetime(2026, 3, 10, tzinfo=UTC), []
    for gap, good in zip(gaps, opened, strict=False):
        moment += timedelta(seconds=gap)
        attempts.append(Attempt(moment, "slot", good))
    row = 0
    for attempt in reversed(attempts):
        if attempt.opened:
            break
        row += 1
    until = locked_until(attempts, "slot")
    assert (until is not None) == (row >= 5)
    if until is not None:
        assert timedelta(minutes=5) <= until - attempts[-1].at <= timedelta(hours=1)
    assert locked_until(attempts, "other slot") is None


def test_a_damaged_line_of_the_journal_is_passed_over(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal")
    journal.add(Attempt(datetime(2026, 3, 10, tzinfo=UTC), "slot", opened=False))
    with journal.path.open("a") as out:
        out.write('{"at": "2026-0')
    assert len(journal.attempts()) == 1


def test_a_password_never_reaches_a_traceback(tmp_path: Path) -> None:
    """A crash while somebody signs in prints no secret."""
    found(tmp_path / "data")
    code = (
        "from mhac.security import sign_in\nfrom mhac.kernel.paths import DataFolder\nfrom pathlib import Path\n"
        "import sys\nsign_in.sign_in(DataFolder(Path(sys.argv[1])), login='admin', password=sys.argv[2], granted={})"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "data"), "Secret-word-77"],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(schema.MIGRATIONS.parent)},
    )
    assert done.returncode != 0
    assert "wrong_password" in done.stderr
    assert "Secret-word-77" not in done.stderr + done.stdout
