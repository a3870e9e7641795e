"""The audit in the administration: read, narrowed, verified, and what is said where it is not whole."""

from collections.abc import Callable

import pytest

from mhac import rooms
from tests.ui.admin.test_panels import Office, office_of
from ui.admin.audit_panel import AuditPanel
from ui.admin.audit_words import ACTS

__all__ = ["office_of"]


@pytest.fixture
def office(office_of: Callable[..., Office]) -> Office:
    return office_of("administrator")


def test_the_audit_is_read_narrowed_and_verified(office: Office) -> None:
    office.open("audit")
    panel = office.page.panel("audit")
    assert isinstance(panel, AuditPanel)
    assert panel.table.rows()
    panel.filter.setText("clinic founded")
    office.settled()
    assert panel.table.model().index(0, 2).data() == "Clinic founded"
    assert {entry.line.action for entry in panel.table.rows()} == {"security.found_clinic"}
    panel.table.selectRow(0)
    assert "user" in panel.details.toPlainText()
    panel.verify_button.click()
    office.settled()
    assert panel.result.words.text().startswith("The chain holds")


def test_every_act_that_changes_something_has_its_words() -> None:
    asks_only = {"read", "see", "search", "list", "check", "today", "find", "person", "save_draft", "discard_draft"}
    acts = {name for name in rooms.granted() if not any(name.partition(".")[2].startswith(ask) for ask in asks_only)}
    assert {name for name in acts if name not in ACTS} <= {"travel.save_screening_draft"}


def test_a_changed_entry_is_named(office: Office) -> None:
    with office.clinic.database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_entry_no_update")
        connection.exec_driver_sql("UPDATE audit_entry SET text = replace(text, 'Rose', 'Lily') WHERE seq = 1")
    office.open("audit")
    panel = office.page.panel("audit")
    assert isinstance(panel, AuditPanel)
    panel.verify_button.click()
    office.settled()
    assert "first bad entry is number 1" in panel.result.words.text()


def test_an_audit_that_was_emptied_is_said_plainly(office: Office) -> None:
    office.open("audit")
    panel = office.page.panel("audit")
    assert isinstance(panel, AuditPanel)
    with office.clinic.database.engine.begin() as connection:
        for (name,) in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").all():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        for table in ("audit_entry", "audit_head", "audit_chain"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
    panel.verify_button.click()
    office.settled()
    assert panel.result.words.text().startswith("The audit was emptied")
