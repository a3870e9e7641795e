"""What is said of the tests' own server, which has no TLS and lets its superuser in; Debian's is in the slow part."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from mhac.kernel import settings
from mhac.kernel.clock import Clock, system_clock
from mhac.kernel.database import open_postgresql
from mhac.kernel.errors import Invalid
from mhac.security import server_check, server_roles
from tests.clinic import Clinic
from tests.postgres import PostgresServer
from ui.app.messages import SENTENCES
from ui.command_line import main

on_server = pytest.mark.parametrize("clinic", ["postgresql"], indirect=True)


def levels(clinic: Clinic, workstations: int = 3) -> dict[str, str]:
    found = server_check.examine(clinic.database, workstations=workstations, now=clinic.clock())
    assert {finding.code for finding in found} <= set(SENTENCES)
    return {finding.code: finding.level for finding in found}


@on_server
def test_a_superuser_near_a_server_without_tls(clinic: Clinic) -> None:
    found = levels(clinic)
    assert found["server.tls_off"] == server_check.NOTE  # nobody reaches it from elsewhere
    for code in ("role_too_strong", "role_owns", "audit_changeable", "no_backup", "disk_unknown", "not_durable"):
        assert found[f"server.{code}"] == server_check.MEND
    assert found["server.version"] == server_check.GOOD
    assert levels(clinic, workstations=500)["server.connections"] == server_check.MEND


@on_server
def test_a_guard_that_was_taken_away_is_missed(clinic: Clinic) -> None:
    assert "server.audit_unguarded" not in levels(clinic)
    with clinic.database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_no_change"))
    assert levels(clinic)["server.audit_unguarded"] == server_check.MEND


@on_server
def test_what_protects_the_disk_is_recorded_and_asked_again_after_a_year(clinic: Clinic) -> None:
    def record(disk: str, words: str = "LUKS") -> None:
        with clinic.act("administrator") as uow:
            server_check.record_protection(uow, disk=disk, words=words)

    with pytest.raises(Invalid, match="server.disk_kind"):
        record("perhaps")
    with pytest.raises(Invalid, match="reason_missing"):
        record("encrypted", " ")
    record("not_encrypted")
    assert levels(clinic)["server.disk_open"] == server_check.MEND
    record("encrypted")
    assert levels(clinic)["server.disk"] == server_check.GOOD
    clinic.clock.forward(days=366)
    assert levels(clinic)["server.disk_long_ago"] == server_check.MEND
    with clinic.read("administrator") as uow:
        assert settings.get(uow.session, server_check.PROTECTION)["by"] == "Alain Nkusi"


def test_an_empty_server_is_no_clinic_yet(
    postgres: PostgresServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = postgres.database()
    (tmp_path / "address").write_text(url)
    assert main(["server", "check", "--address-file", str(tmp_path / "address")]) == 1
    assert "The clinic's tables are not there yet." in capsys.readouterr().out
    assert main(["server", "prepare", "--app", "nobody_yet", "--address-file", str(tmp_path / "address")]) == 2
    assert "no login nobody_yet" in capsys.readouterr().err
    assert main(["server", "check"]) == 2
    server = open_postgresql(url)
    with server.engine.begin() as connection:
        connection.execute(text("CREATE ROLE prepared_app LOGIN"))
    assert server_roles.prepare(server, app="prepared_app") is None
    with server.engine.begin() as connection:
        may = connection.execute(text("SELECT has_table_privilege('prepared_app', 'audit_entry', 'UPDATE')"))
        assert may.scalar_one() is False
        connection.execute(text("DROP OWNED BY prepared_app"))
        connection.execute(text("DROP ROLE prepared_app"))
    server.close()
    postgres.drop(url)


@pytest.mark.parametrize("name", ["Clinic", "clinic; DROP ROLE x", "", "a-b", '"x"'])
def test_names_that_would_have_to_be_quoted_are_refused(name: str) -> None:
    with pytest.raises(Invalid, match="server.name"):
        server_roles.setup_sql(database=name)


@pytest.mark.parametrize(
    ("address", "near"),
    [
        ("postgresql://a@localhost/c", True), ("postgresql://a@127.0.0.1/c", True), ("postgresql://a@[::1]/c", True),
        ("postgresql:///c?host=/run/postgresql", True), ("postgresql://a@server/c", False),
        ("postgresql://a@192.0.2.7/c", False), ("postgresql://a@localhost.example.org/c", False),
    ],
)  # fmt: skip
def test_which_addresses_leave_this_machine(address: str, near: bool) -> None:
    assert server_check.is_near(make_url(address)) is near


def test_a_clock_that_differs_from_the_servers_is_told(server_clinic: Clinic) -> None:
    def codes(own: Clock) -> set[str]:
        found = server_check.examine(server_clinic.database, workstations=10, now=datetime.now(UTC), own=own)
        return {finding.code for finding in found}

    assert "server.clocks_differ" not in codes(system_clock)
    assert "server.clocks_differ" in codes(lambda: datetime.now(UTC) + timedelta(hours=3))
