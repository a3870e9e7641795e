"""What the clinic and its protocols call things is told in the language of the screen, wherever it stands."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from mhac.protocols import library
from mhac.scheduling.rules import appointment_number
from tests.clinic import Clinic
from tests.mhac.exams.examined import FILM_TB, begin, family, fill
from tests.mhac.scheduling.desk import lay_down
from ui.app.context import AppContext
from ui.app.languages import use_language
from ui.floor.arrival_dialog import ArrivalDialog
from ui.scheduling.series_dialog import SeriesDialog


@pytest.fixture(autouse=True)
def french() -> Iterator[None]:
    use_language("fr")
    yield
    use_language("en")


def test_the_arrival_desk_names_the_service_in_the_language_of_the_screen(
    sqlite_clinic: Clinic, context_for: Callable[..., AppContext], qtbot: QtBot, settled: Callable[[], None]
) -> None:
    desk = lay_down(sqlite_clinic)
    block = desk.book(desk.person("NSENGA", "Paul"))
    service = desk.frame.service(block.service_id)
    assert service is not None
    assert service.translations["fr"] != service.name
    dialog = ArrivalDialog(context_for("receptionist"))
    qtbot.addWidget(dialog)
    dialog.open()
    settled()
    QTest.keyClicks(dialog.search, appointment_number(block.id))
    QTest.keyClick(dialog.search, Qt.Key.Key_Return)
    settled()
    told = " ".join(label.text() for label in dialog.card.findChildren(QLabel))
    assert service.translations["fr"] in told
    assert service.name not in told


def test_the_reason_of_a_visit_that_is_due_is_told_in_the_language_of_the_screen(
    sqlite_clinic: Clinic, context_for: Callable[..., AppContext], qtbot: QtBot, settled: Callable[[], None]
) -> None:
    desk = lay_down(sqlite_clinic)
    household = family(desk.clinic)
    fill(desk.clinic, begin(desk.clinic, household), "xray", FILM_TB)
    dialog = SeriesDialog(context_for("nurse"), desk.frame, household.mother)
    qtbot.addWidget(dialog)
    dialog.open()
    settled()
    told = " ".join(label.text() for label in dialog.findChildren(QLabel))
    labels = library.labels("fr")
    reasons = {planned.visit.reason for planned, _tick in dialog.ticks}
    assert reasons
    for reason in reasons:
        assert labels[reason] in told
        assert reason not in told
