"""A clinic on Debian's own PostgreSQL, with TLS and the two logins that `mhac server setup` makes."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy import make_url, text

from mhac import rooms
from mhac.demo import making
from mhac.kernel.database import Database, open_postgresql, translated_errors
from mhac.kernel.errors import Refused, Unavailable
from mhac.kernel.paths import DataFolder
from mhac.security import backup, enrolment, moving, queries, rekey, server_check, server_roles, service, sign_in
from mhac.security.queries import ClinicProfile
from tests.clinic import CHEAP, PASSWORD
from tests.debian_postgres import DebianServer
from ui.command_line import main

pytestmark = pytest.mark.slow
OWNERS, APPS = "owner-secret", "app-secret"
FOUNDER = service.NewUser("admin", "Alain Nkusi", ("administrator",), PASSWORD)


def set_up(server: DebianServer, database: str, *, workstations: int = 10) -> tuple[str, str]:
    """A database with its two logins, as the guide says; returns the owner's and the clinic's address."""
    owner, app = f"{database}_owner", f"{database}_app"
    script = server_roles.setup_sql(database=database, owner=owner, app=app, workstations=workstations)
    for role, password in ((owner, OWNERS), (app, APPS)):
        script = script.replace(f"\\password {role}\n", f"ALTER ROLE {role} PASSWORD '{password}';\n")
    server.sql(script)
    return server.url(owner, OWNERS, database), server.url(app, APPS, database)


def founded(folder: DataFolder, url: str) -> sign_in.SignedIn:
    return sign_in.found_clinic(
        folder, administrator=FOUNDER, profile=ClinicProfile(name="MHAC Kigali"), granted=rooms.granted(),
        postgresql_url=url, cost=CHEAP,
    ).signed_in  # fmt: skip


def to_mend(database: Database, workstations: int = 10) -> set[str]:
    found = server_check.examine(database, workstations=workstations, now=datetime.now(UTC))
    return {finding.code for finding in found if finding.level == server_check.MEND}


def test_a_server_set_up_by_the_guide_has_nothing_to_mend(debian_server: DebianServer, tmp_path: Path) -> None:
    rooms.load_records()
    owner, app = set_up(debian_server, "guide")
    preparing = open_postgresql(owner)
    assert server_roles.prepare(preparing, app="guide_app") is None
    preparing.close()
    folder = DataFolder(tmp_path / "workstation 1")
    entered = founded(folder, app)
    database = entered.database
    assert to_mend(database) == {"server.no_backup", "server.disk_unknown"}
    backup.tell(database, entered.actor, backup.make_backup(folder, database))
    with database.unit_of_work(entered.actor, action="security.record_server") as uow:
        server_check.record_protection(uow, disk="encrypted", words="LUKS; the director holds the key")
    assert to_mend(database) == set()
    codes = {finding.code for finding in server_check.examine(database, workstations=10, now=datetime.now(UTC))}
    assert {"server.tls", "server.role", "server.connections", "server.disk"} <= codes
    assert to_mend(database, workstations=40) == {"server.connections"}
    database.close()


def test_the_clinics_login_can_neither_change_the_audit_nor_the_tables(
    debian_server: DebianServer, tmp_path: Path
) -> None:
    rooms.load_records()
    owner, app = set_up(debian_server, "rights")
    preparing = open_postgresql(owner)
    server_roles.prepare(preparing, app="rights_app")
    assert server_roles.prepare(preparing, app="rights_app") is not None  # again is no harm
    preparing.close()
    entered = founded(DataFolder(tmp_path / "one"), app)
    for forbidden in (
        "UPDATE audit_entry SET text = ''", "DELETE FROM audit_head", "TRUNCATE audit_entry", "DROP TABLE person",
        "CREATE TABLE mine (id int)", "ALTER TABLE audit_entry DISABLE TRIGGER ALL",
        "UPDATE alembic_version SET version_num = '0001'",
    ):  # fmt: skip
        with (
            pytest.raises(Unavailable, match="storage.not_permitted"),
            translated_errors(),
            entered.database.engine.begin() as connection,
        ):
            connection.execute(text(forbidden))
    entered.database.close()


def test_what_is_wrong_with_a_careless_server_is_said(debian_server: DebianServer, tmp_path: Path) -> None:
    debian_server.sql(
        "CREATE ROLE careless LOGIN SUPERUSER PASSWORD 'careless';"
        "CREATE DATABASE careless OWNER careless; ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();"
    )
    hba = debian_server.data / "pg_hba.conf"
    before = hba.read_text()
    hba.write_text(before + "host all all 10.0.0.0/8 md5\n")
    url = debian_server.url("careless", "careless", "careless", mode="require")
    try:
        entered = founded(DataFolder(tmp_path / "one"), url)
        found = to_mend(entered.database, workstations=10)
        entered.database.close()
    finally:
        hba.write_text(before)
        debian_server.sql("ALTER SYSTEM RESET fsync; SELECT pg_reload_conf();")
    assert found >= {
        "server.role_too_strong", "server.role_owns", "server.role_may_create", "server.open_to_all",
        "server.audit_changeable", "server.door_without_tls", "server.door_weak", "server.no_idle_timeout",
        "server.not_durable", "server.no_backup", "server.disk_unknown",
    }  # fmt: skip


def test_who_is_not_the_server_or_comes_without_tls_is_refused(debian_server: DebianServer, tmp_path: Path) -> None:
    set_up(debian_server, "strict")
    with pytest.raises(Unavailable) as caught:
        open_postgresql(debian_server.url("strict_app", APPS, "strict", mode="disable"))
    assert caught.value.code == "storage.refused"
    other = tmp_path / "other.crt"
    from tests.debian_postgres import certificate

    certificate(tmp_path)
    (tmp_path / "server.crt").rename(other)
    url = debian_server.url("strict_app", APPS, "strict").replace(str(debian_server.ca), str(other))
    with pytest.raises(Unavailable):
        open_postgresql(url)
    with pytest.raises(Unavailable, match="storage.refused"):
        open_postgresql(debian_server.url("strict_app", "wrong", "strict"))


def test_a_new_key_shuts_the_other_workstations_out(debian_server: DebianServer, tmp_path: Path) -> None:
    rooms.load_records()
    owner, app = set_up(debian_server, "keys")
    preparing = open_postgresql(owner)
    server_roles.prepare(preparing, app="keys_app")
    preparing.close()
    here = founded(DataFolder(tmp_path / "1"), app)
    with here.database.unit_of_work(here.actor, action="test") as uow:
        service.add_user(uow, request=service.NewUser("nurse", "Noella Ingabire", ("nurse",), PASSWORD))
    there = joined(here, tmp_path / "2")
    renewed = rekey.rekey(DataFolder(tmp_path / "1"), here.database, here.actor)
    with pytest.raises(Unavailable, match="storage.refused"), there.database.reading(there.actor) as uow:
        queries.clinic_profile(uow)
    there.database.close()
    with pytest.raises(Unavailable, match="storage.refused"):
        sign_in.sign_in(DataFolder(tmp_path / "2"), login="nurse", password=PASSWORD, granted=rooms.granted())
    with pytest.raises(Unavailable, match="storage.refused"):
        open_postgresql(app)
    again = sign_in.SignedIn(renewed, here.actor, here.user_id, here.login, "en", must_change_password=False)
    joined(again, tmp_path / "2").database.close()
    renewed.close()


def joined(administrator: sign_in.SignedIn, root: Path) -> sign_in.SignedIn:
    """The nurse at one more workstation."""
    with administrator.database.unit_of_work(administrator.actor, action="test") as uow:
        nurse = next(person.id for person in queries.staff(uow) if person.login == "nurse")
        paper = enrolment.invite(uow, user_id=nurse)
    return enrolment.join(
        DataFolder(root), file=paper.file, code=paper.code, login="nurse", password=PASSWORD, granted=rooms.granted()
    )


def test_the_guide_word_by_word(
    debian_server: DebianServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The commands of resources/guides/small_office.md, one after the other."""
    assert main(["server", "setup", "--database", "office", "--owner", "office_owner", "--app", "office_app"]) == 0
    script = capsys.readouterr().out
    assert "PASSWORD" not in script.upper().replace("\\PASSWORD", "")
    owner, app = set_up(debian_server, "office")
    (tmp_path / "owner.txt").write_text(owner)
    (tmp_path / "app.txt").write_text(app)
    (tmp_path / "password").write_text(PASSWORD)
    assert main(["server", "prepare", "--app", "office_app", "--address-file", str(tmp_path / "owner.txt")]) == 0
    first = DataFolder(tmp_path / "one")
    entered = founded(first, app)
    with entered.database.unit_of_work(entered.actor, action="test") as uow:
        service.add_user(uow, request=service.NewUser("nurse", "Noella Ingabire", ("nurse",), PASSWORD))
    entered.database.close()
    signing = ["--data", str(first.root), "--user", "admin", "--password-file", str(tmp_path / "password")]
    assert main(["server", "check", *signing]) == 1
    assert "2 to mend" in capsys.readouterr().out
    assert main(["server", "record", "encrypted", "--words", "LUKS", *signing]) == 0
    assert main(["backup", *signing]) == 0
    capsys.readouterr()
    assert main(["server", "check", *signing]) == 0
    assert "Nothing to mend." in capsys.readouterr().out
    paper = tmp_path / "nurse.enrol"
    assert main(["server", "invite", "--for", "nurse", "--to", str(paper), *signing]) == 0
    told = capsys.readouterr().out
    (tmp_path / "code").write_text(told.split("travel with the file: ")[1].split()[0])
    second = ["--data", str(tmp_path / "two"), "--user", "nurse", "--password-file", str(tmp_path / "password")]
    assert main(["server", "join", str(paper), "--code-file", str(tmp_path / "code"), *second]) == 0
    assert "Noella Ingabire can sign in here now." in capsys.readouterr().out
    assert main(["server", "join", str(paper), "--code-file", str(tmp_path / "code"), *second]) == 2
    assert "used already" in capsys.readouterr().err
    assert main(["server", "check", "--address-file", str(tmp_path / "app.txt")]) == 0


def test_a_certificate_that_does_not_fit_is_said_with_the_place_where_it_is_looked_for(
    debian_server: DebianServer, tmp_path: Path
) -> None:
    _owner, app = set_up(debian_server, "unverified")
    missing = tmp_path / "server.crt"
    url = make_url(app).update_query_dict({"sslmode": "verify-full", "sslrootcert": str(missing)})
    with pytest.raises(Unavailable, match="storage.certificate") as caught:
        open_postgresql(url.render_as_string(hide_password=False))
    assert caught.value.values == {"file": str(missing)}


def test_a_certificate_that_is_not_valid_by_this_clock_is_said_with_its_days(
    debian_server: DebianServer, tmp_path: Path
) -> None:
    _owner, app = set_up(debian_server, "outdated")
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "office")])
    begins = datetime.now(UTC).replace(microsecond=0) + timedelta(days=2)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, begins, begins + timedelta(days=9))
    file = tmp_path / "server.crt"
    file.write_bytes(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    url = make_url(app).update_query_dict({"sslmode": "verify-full", "sslrootcert": str(file)})
    with pytest.raises(Unavailable) as caught:
        open_postgresql(url.render_as_string(hide_password=False))
    assert caught.value.code == "storage.certificate_time"
    assert caught.value.values["begins"] == begins.date()


def test_a_move_that_was_broken_off_goes_on_after_the_owner_took_its_copy_away(
    debian_server: DebianServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rooms.load_records()
    owner, app = set_up(debian_server, "broken")
    address = tmp_path / "owner.txt"
    address.write_text(owner)
    prepare = ["server", "prepare", "--address-file", str(address), "--app", "broken_app"]
    assert main(prepare) == 0
    folder = DataFolder(tmp_path / "data")
    made = making.make(folder, people=4, seed=3, progress=lambda *_: None)
    password = next(user.password for user in made.users if user.login == "admin")

    def broken_off(step: str) -> None:
        if step == "switch":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        moving.move(folder, login="admin", password=password, server=app, progress=broken_off)
    with pytest.raises(Refused, match="move.unfinished_copy"):
        moving.move(folder, login="admin", password=password, server=app)
    assert main(prepare) == 0
    with pytest.raises(Refused, match="move.unfinished_copy"):
        moving.move(folder, login="admin", password=password, server=app)
    assert main([*prepare, "--drop-unfinished"]) == 0
    assert moving.move(folder, login="admin", password=password, server=app).rows["person"] > 0
    capsys.readouterr()
    sign_in.sign_in(folder, login="admin", password=password, granted=rooms.granted()).database.close()
    assert main([*prepare, "--drop-unfinished"]) == 2  # a clinic that works there is no unfinished copy
    assert "nothing was taken away" in capsys.readouterr().err
    there = open_postgresql(owner)
    with there.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM person")).scalar_one() > 0
    there.close()


def test_a_superuser_reads_and_the_clinics_login_is_judged(debian_server: DebianServer, tmp_path: Path) -> None:
    rooms.load_records()
    owner, app = set_up(debian_server, "judged")
    preparing = open_postgresql(owner)
    server_roles.prepare(preparing, app="judged_app")
    preparing.close()
    folder = DataFolder(tmp_path / "one")
    entered = founded(folder, app)
    backup.tell(entered.database, entered.actor, backup.make_backup(folder, entered.database))
    with entered.database.unit_of_work(entered.actor, action="security.record_server") as uow:
        server_check.record_protection(uow, disk="encrypted", words="LUKS; the director holds the key")
    entered.database.close()
    debian_server.sql("CREATE ROLE reader LOGIN SUPERUSER PASSWORD 'reader-secret';")
    address = tmp_path / "superuser.txt"
    address.write_text(debian_server.url("reader", "reader-secret", "judged"))
    looks = open_postgresql(address.read_text())
    try:
        now = datetime.now(UTC)
        found = server_check.examine(looks, workstations=10, now=now, login="judged_app")
        assert {each.code for each in found if each.level == server_check.MEND} == set()
        assert "server.doors_unseen" not in {each.code for each in found}
        mine = server_check.examine(looks, workstations=10, now=now)
        assert "server.role_too_strong" in {each.code for each in mine}
        unknown = server_check.examine(looks, workstations=10, now=now, login="nobody_app")
        assert [each.code for each in unknown] == ["server.no_role"]
    finally:
        looks.close()
    assert main(["server", "check", "--address-file", str(address), "--app", "judged_app"]) == 0
    debian_server.sql("GRANT UPDATE ON audit_entry TO judged_app", database="judged")
    assert main(["server", "check", "--address-file", str(address), "--app", "judged_app"]) == 1
