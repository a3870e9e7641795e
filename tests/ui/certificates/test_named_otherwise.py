"""A name corrected after the paper was issued: every screen says so, and the new paper takes the old one's place."""

import os
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from mhac.certificates import queries, service
from mhac.registration import queries as people
from mhac.registration import service as registration
from tests.clinic import Clinic
from tests.mhac.certificates.journeys import Journey, give_signature, journey
from ui.app.context import AppContext
from ui.app.dialogs import ReasonDialog
from ui.certificates.page import CertificatesPage
from ui.travel.page import DeparturesPage

PICTURES = os.environ.get("MHAC_TEST_PICTURES", "")

Settled = Callable[[], None]


@pytest.fixture
def made(clinic: Clinic) -> Journey:
    """A journey whose certificate is issued."""
    give_signature(clinic)
    made = journey(clinic, family_name="Hagos", given_names="Fitsum")
    with clinic.act("administrator", action="certificates.issue") as uow:
        service.issue(uow, decision_id=made.decision_id)
    return made


def correct(clinic: Clinic, made: Journey) -> None:
    with clinic.act("receptionist", action="registration.correct_person") as uow:
        file = people.person_file(uow, made.person_id)
        facts = replace(file.facts, family_name="Fitsume")
        registration.correct_person(uow, person_id=made.person_id, version=file.version, request=facts)


def shown(page: CertificatesPage | DeparturesPage, qtbot: QtBot, settled: Settled) -> None:
    qtbot.addWidget(page)
    page.resize(1230, 800)
    page.show()
    settled()


def words_in(widget: QWidget) -> str:
    return " | ".join(label.text() for label in widget.findChildren(QLabel) if label.text() and label.isVisible())


def test_the_certificates_page_offers_the_new_paper(
    made: Journey, clinic: Clinic, station_of: Callable[..., AppContext], qtbot: QtBot, settled: Settled
) -> None:
    page = CertificatesPage(station_of("administrator"))
    shown(page, qtbot, settled)
    assert not page.uncovered.isVisible()
    correct(clinic, made)
    page.context.bus.changed.emit("people", (made.person_id,))
    settled()
    assert page.uncovered.isVisible()
    (row,) = page.lists.ready.rows()
    page.lists.ready.selectRow(0)
    settled()
    assert row.name == "FITSUME Fitsum"
    assert f"Replaces | {row.replaces}" in words_in(page.panel)
    qtbot.mouseClick(page.lists.acts["issue"], Qt.MouseButton.LeftButton)
    settled()
    with clinic.read("administrator") as uow:
        assert [(each.name, each.stands) for each in queries.register(uow)] == [
            ("FITSUME Fitsum", True), ("HAGOS Fitsum", False)]  # fmt: skip
    assert not page.uncovered.isVisible()


def test_the_paper_says_why_and_can_be_replaced_there(
    made: Journey, clinic: Clinic, station_of: Callable[..., AppContext], qtbot: QtBot, settled: Settled
) -> None:
    correct(clinic, made)
    page = CertificatesPage(station_of("administrator"))
    shown(page, qtbot, settled)
    page._show_view("issued")
    page.lists.issued.selectRow(0)
    settled()
    assert "Not covered" in words_in(page.panel)
    assert "document was corrected on file since" in words_in(page.panel)
    picture(page, "named_otherwise")
    qtbot.mouseClick(page.panel.replace, Qt.MouseButton.LeftButton)
    dialog = page.findChild(ReasonDialog)
    assert dialog is not None
    qtbot.keyClicks(dialog.reason, "name corrected")
    qtbot.mouseClick(dialog.act_button, Qt.MouseButton.LeftButton)
    settled()
    with clinic.read("administrator") as uow:
        assert [(each.name, each.stands) for each in queries.register(uow)] == [
            ("FITSUME Fitsum", True), ("HAGOS Fitsum", False)]  # fmt: skip


def test_the_departures_page_asks_for_the_certificate_again(
    made: Journey, clinic: Clinic, station_of: Callable[..., AppContext], qtbot: QtBot, settled: Settled
) -> None:
    correct(clinic, made)
    page = DeparturesPage(station_of("administrator"))
    shown(page, qtbot, settled)
    assert page.table.select_key(made.traveller_id)
    settled()
    assert "not covered" in words_in(page.panel)
    assert "Issue it anew" in words_in(page.panel)
    picture(page, "departure_named_otherwise")
    assert page.panel.next_button.text() == "&Issue certificate"
    qtbot.mouseClick(page.panel.next_button, Qt.MouseButton.LeftButton)
    settled()
    with clinic.read("administrator") as uow:
        (mark,) = queries.certificates_of_travellers(uow, [made.traveller_id]).values()
    assert (mark.name, mark.stands) == ("FITSUME Fitsum", True)
    assert "Issue it anew" not in words_in(page)


def picture(page: QWidget, name: str) -> None:
    if PICTURES:
        QApplication.processEvents()
        page.window().grab().save(f"{PICTURES}/{name}.png")
