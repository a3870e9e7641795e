"""The audit chain under attack: every change, removal, insertion and exchange is found and named."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from mhac.kernel import audit, settings
from mhac.kernel.audit import Fault
from mhac.kernel.canonical import digest
from tests.clinic import Clinic

Attack = Callable[[Any], None]


def fill(clinic: Clinic, entries: int = 6) -> int:
    """Write entries and return the number of the first of them."""
    for number in range(entries):
        with clinic.act("nurse", action="test.fill") as uow:
            settings.put(uow, "test.value", number)
    with clinic.read("nurse") as uow:
        return audit.verify(uow.session).entries - entries + 1


def attack(clinic: Clinic, *statements: str) -> None:
    """Change the database as somebody would who has its key and drops the guards first."""
    with clinic.database.engine.begin() as connection:
        if clinic.database.dialect_name == "sqlite":
            for name in (
                connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
            ):
                connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            connection.execute(text("ALTER TABLE audit_entry DISABLE TRIGGER ALL"))
            connection.execute(text("ALTER TABLE audit_head DISABLE TRIGGER ALL"))
        for statement in statements:
            connection.execute(text(statement))


def faults(clinic: Clinic) -> tuple[Fault, ...]:
    with clinic.read("administrator") as uow:
        return audit.verify(uow.session).faults


def test_an_untouched_chain_holds(clinic: Clinic) -> None:
    fill(clinic)
    assert faults(clinic) == ()


@pytest.mark.parametrize(
    "verb",
    [
        "UPDATE audit_entry SET action = 'x'",
        "DELETE FROM audit_entry",
        "UPDATE audit_head SET day = 'x'",
        "DELETE FROM audit_head",
    ],
)
def test_the_database_refuses_to_change_the_audit(clinic: Clinic, verb: str) -> None:
    fill(clinic)
    with clinic.act("administrator") as uow:
        audit.close_day(uow.session, "2026-03-10")
    with pytest.raises(DBAPIError, match="append-only"), clinic.database.engine.begin() as connection:
        connection.execute(text(verb))
    assert faults(clinic) == ()


def test_a_changed_entry_is_named(clinic: Clinic) -> None:
    first = fill(clinic)
    attack(clinic, f"UPDATE audit_entry SET text = replace(text, 'test.fill', 'test.fall') WHERE seq = {first + 2}")
    assert faults(clinic) == (Fault("Exam 2", first + 2, "changed"),)


@pytest.mark.parametrize(
    "column",
    ["person_id = 77", "actor_id = 1 + coalesce(actor_id, 0)", "action = 'other'", "at = '2020-01-01 00:00:00+00'"],
)
def test_an_entry_hidden_from_who_looks_for_it_is_named(clinic: Clinic, column: str) -> None:
    first = fill(clinic)
    if clinic.database.dialect_name == "sqlite":
        column = column.replace("+00'", ".000000'")
    attack(clinic, f"UPDATE audit_entry SET {column} WHERE seq = {first + 2}")
    assert faults(clinic) == (Fault("Exam 2", first + 2, "changed"),)


def test_a_clock_that_was_wrong_for_a_day_is_no_tampering(clinic: Clinic) -> None:
    for day in ("2026-03-10", "2099-01-01", "2026-03-11"):
        fill(clinic, 1)
        with clinic.act("administrator") as uow:
            audit.close_day(uow.session, day)
    assert faults(clinic) == ()


def test_a_head_moved_to_another_day_is_named(clinic: Clinic) -> None:
    fill(clinic)
    with clinic.act("administrator") as uow:
        audit.close_day(uow.session, "2026-03-10")
    attack(clinic, "UPDATE audit_head SET day = '2026-03-09'")
    assert faults(clinic) == (Fault("daily heads", 1, "changed"),)


def test_nothing_is_put_in_the_place_of_an_entry(sqlite_clinic: Clinic) -> None:
    fill(sqlite_clinic)
    columns = "id, chain, seq, at, actor_id, action, person_id, text, previous_hash, hash"
    put = f"INSERT OR REPLACE INTO audit_entry ({columns}) SELECT {columns} FROM audit_entry WHERE seq = 2"
    with pytest.raises(DBAPIError, match="append-only"), sqlite_clinic.database.engine.begin() as connection:
        connection.execute(text(put))


def test_a_removed_entry_is_named(clinic: Clinic) -> None:
    first = fill(clinic)
    attack(clinic, f"DELETE FROM audit_entry WHERE seq = {first + 1}")
    assert faults(clinic) == (Fault("Exam 2", first + 1, "missing"),)


def test_exchanged_entries_are_named(clinic: Clinic) -> None:
    first = fill(clinic)
    attack(
        clinic,
        f"UPDATE audit_entry SET seq = -1 WHERE seq = {first + 1}",
        f"UPDATE audit_entry SET seq = {first + 1} WHERE seq = {first + 2}",
        f"UPDATE audit_entry SET seq = {first + 2} WHERE seq = -1",
    )
    assert faults(clinic)[0].seq == first + 1


def test_a_chain_cut_short_is_noticed(clinic: Clinic) -> None:
    first = fill(clinic)
    attack(clinic, f"DELETE FROM audit_entry WHERE seq > {first + 3}")
    assert faults(clinic) == (Fault("Exam 2", first + 4, "cut"),)


def test_a_forged_end_is_noticed_by_the_head_of_the_day(clinic: Clinic) -> None:
    """Whoever cuts the chain and mends its counter still meets the chained head of the day."""
    first = fill(clinic)
    with clinic.act("administrator") as uow:
        audit.close_day(uow.session, "2026-03-10")
    with clinic.database.engine.connect() as connection:
        own = connection.execute(text(f"SELECT hash FROM audit_entry WHERE seq = {first}")).scalar()
    attack(
        clinic, f"DELETE FROM audit_entry WHERE seq > {first}", f"UPDATE audit_chain SET seq = {first}, hash = '{own}'"
    )
    assert faults(clinic) == (Fault("Exam 2", first + 1, "cut"),)


def test_a_whole_chain_rewritten_after_the_day_was_closed_is_noticed(clinic: Clinic) -> None:
    first = fill(clinic)
    with clinic.act("administrator") as uow:
        audit.close_day(uow.session, "2026-03-10")
        rows = uow.session.execute(text("SELECT seq, text FROM audit_entry ORDER BY seq")).all()
    statements, previous = [], audit.START
    for seq, content in rows:
        changed = content.replace("test.fill", "test.fall") if seq == first else content
        own = digest(previous + changed)
        quoted = changed.replace("'", "''").replace(":", "\\:")
        statements.append(
            f"UPDATE audit_entry SET text = '{quoted}', previous_hash = '{previous}', hash = '{own}' WHERE seq = {seq}"
        )
        previous = own
    attack(clinic, *statements, f"UPDATE audit_chain SET hash = '{previous}'")
    assert faults(clinic)[0].what == "changed"


def test_an_act_and_its_entry_are_one_transaction(clinic: Clinic) -> None:
    before = fill(clinic)

    class Failing(Exception):
        pass

    with pytest.raises(Failing), clinic.act("nurse") as uow:
        settings.put(uow, "test.value", "never")
        raise Failing
    with clinic.read("nurse") as uow:
        assert settings.get(uow.session, "test.value") == 5
        assert audit.verify(uow.session).entries == before + 5


def test_the_entry_tells_who_when_where_and_what_before_and_after(clinic: Clinic) -> None:
    fill(clinic, 2)
    from mhac.security.queries import audit_lines

    with clinic.read("administrator") as uow:
        line = audit_lines(uow)[0]
    assert (line.actor, line.chain, line.action) == ("Noella Ingabire", "Exam 2", "test.fill")
    assert line.at == clinic.clock()
    [change] = line.content["changes"]
    assert (change["record"], change["before"], change["after"]) == ("setting", {"value": 0}, {"value": 1})


def test_a_read_of_a_record_is_logged_before_it_is_handed_out(clinic: Clinic) -> None:
    with clinic.read("nurse") as uow:
        uow.log_read(7, "case file")
    from mhac.security.queries import audit_lines

    with clinic.read("administrator") as uow:
        [line] = audit_lines(uow, person_id=7)
    assert (line.action, line.content["reads"]) == ("read", [[7, "case file"]])
