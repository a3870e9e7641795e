"""Who read or changed whose record: the audit names the person on file and is narrowed by his name or number."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from pytestqt.qtbot import QtBot

from mhac.registration import queries as people
from mhac.registration import service as registration
from mhac.registration.birth import on_day
from mhac.registration.rules import NewPerson
from tests.clinic import Clinic
from ui.admin import audit_panel
from ui.admin.audit_panel import AuditPanel
from ui.app.context import AppContext

ACT, PERSON = 2, 3


@pytest.fixture
def files(sqlite_clinic: Clinic) -> dict[str, str]:
    """Two people on file, each read once by a nurse; their file numbers."""
    found = {}
    for family, given in (("Tekle", "Salam"), ("Hagos", "Fitsum")):
        new = NewPerson(family, given, "M", on_day(date(1990, 1, 2)), citizenship="ER", birth_country="ER")
        with sqlite_clinic.act("receptionist", action="registration.register_person") as uow:
            person_id = registration.register_person(uow, request=new)
        with sqlite_clinic.read("nurse") as uow:
            found[family] = people.person_file(uow, person_id).file_number
    return found


@pytest.fixture
def panel(
    qtbot: QtBot, files: dict[str, str], context_for: Callable[..., AppContext], settled: Callable[[], None]
) -> Iterator[AuditPanel]:
    made = AuditPanel(context_for("administrator"))
    qtbot.addWidget(made)
    made.resize(1100, 700)
    made.show()
    made.load()
    settled()
    yield made


def column(panel: AuditPanel, place: int) -> list[str]:
    model = panel.table.model()
    return [str(model.data(model.index(row, place))) for row in range(model.rowCount())]


def test_the_person_of_an_entry_is_named(panel: AuditPanel, files: dict[str, str]) -> None:
    assert column(panel, PERSON).count(f"TEKLE Salam · {files['Tekle']}") == 2  # registered, and read
    assert f"HAGOS Fitsum · {files['Hagos']}" in column(panel, PERSON)


@pytest.mark.parametrize("by_number", [True, False])
def test_who_read_the_file_of_somebody(
    panel: AuditPanel, files: dict[str, str], settled: Callable[[], None], by_number: bool
) -> None:
    panel.filter.setText(files["Tekle"] if by_number else "salam tek")
    settled()
    assert set(column(panel, PERSON)) == {f"TEKLE Salam · {files['Tekle']}"}
    assert len(column(panel, ACT)) == 2
    panel.filter.setText("no such person")
    settled()
    assert column(panel, PERSON) == []


def test_an_old_entry_of_a_person_is_found_behind_newer_ones(
    panel: AuditPanel, files: dict[str, str], settled: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_panel, "MOST", 2)  # the newest two are of the other person
    panel.filter.setText("TEKLE")
    settled()
    assert set(column(panel, PERSON)) == {f"TEKLE Salam · {files['Tekle']}"}
    panel.filter.setText("Registered")
    settled()
    assert not any("TEKLE" in one for one in column(panel, PERSON))


def test_what_was_read_is_said_with_the_name(
    panel: AuditPanel, files: dict[str, str], settled: Callable[[], None]
) -> None:
    panel.filter.setText(files["Hagos"])
    settled()
    panel._show_line(panel.table.rows()[0])
    assert f"registration (HAGOS Fitsum · {files['Hagos']})" in panel.details.toPlainText()
