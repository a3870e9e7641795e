"""A screening that is being answered is kept within a second and comes back after the program was killed."""

from collections.abc import Callable
from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from mhac.travel import queries
from mhac.travel.views import KeptScreening
from tests.clinic import Clinic
from tests.mhac.travel.airport import Airport, airport
from ui.app.context import AppContext
from ui.travel.page import DeparturesPage
from ui.travel.screening_dialog import ScreeningDialog

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


class Desk:
    """The departures page of a nurse, with a traveller to screen."""

    def __init__(self, qtbot: QtBot, here: Airport, context: AppContext, settled: Callable[[], None]) -> None:
        self.here, self.settled, self.context, self.qtbot = here, settled, context, qtbot
        self.traveller_id = here.places[here.people[1]]
        self.page = DeparturesPage(context)
        qtbot.addWidget(self.page)
        self.page.resize(1180, 760)
        self.page.show()
        settled()

    def open(self) -> ScreeningDialog:
        self.page.table.select_key(self.traveller_id)
        self.settled()
        self.page.panel.asked.emit("screen")
        self.settled()
        return next(each for each in self.page.findChildren(ScreeningDialog) if each.isVisible())

    def kept(self) -> KeptScreening | None:
        with self.here.clinic.read("nurse") as uow:
            return queries.screening_draft(uow, traveller_id=self.traveller_id)

    def until_kept(self, code: str, text: str) -> None:
        def there() -> bool:
            kept = self.kept()
            return kept is not None and kept.content["answers"].get(code) == text

        self.qtbot.waitUntil(there, timeout=1000)
        self.settled()


@pytest.fixture
def desk(qtbot: QtBot, sqlite_clinic: Clinic, context_for: Callable[..., AppContext],
         settled: Callable[[], None]) -> Desk:  # fmt: skip
    return Desk(qtbot, airport(sqlite_clinic), context_for("nurse"), settled)


def test_answers_are_kept_within_a_second_and_come_back(desk: Desk) -> None:
    dialog = desk.open()
    assert not dialog.restored.isVisible()
    QTest.keyClicks(dialog.questions["temperature"].editor, "38.4")
    QTest.keyClick(dialog.questions["cough"].editor, Qt.Key.Key_Y)
    desk.until_kept("cough", "yes")
    # the program is killed here: nothing tells the dialog
    dialog.blockSignals(True)
    dialog.close()
    again = desk.open()
    assert again is not dialog
    assert again.restored.isVisible()
    assert again.questions["temperature"].value() == 38.4
    assert again.questions["cough"].value() is True
    assert [each.code for each in again.findings()] == [each.code for each in dialog.findings()]
    again.reject()


def test_what_is_half_typed_comes_back_as_it_was(desk: Desk) -> None:
    dialog = desk.open()
    QTest.keyClicks(dialog.questions["temperature"].editor, "367")
    dialog.act_button.click()
    dialog.questions["temperature"].sure.setChecked(True)
    QTest.keyClicks(dialog.questions["pulse"].editor, "8o")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)  # left within the second: kept at once
    desk.settled()
    again = desk.open()
    assert again.questions["pulse"].value() == "8o"
    assert again.confirmed() == {"temperature"}
    again.reject()


def test_a_recorded_screening_leaves_no_draft(desk: Desk) -> None:
    desk.open().reject()
    desk.settled()
    assert desk.kept() is None  # nothing was typed
    dialog = desk.open()
    QTest.keyClicks(dialog.questions["temperature"].editor, "36.8")
    desk.until_kept("temperature", "36.8")
    for code, text in (("pulse", "88"), ("oxygen_saturation", "97")):
        QTest.keyClicks(dialog.questions[code].editor, text)
    for question in dialog.questions.values():
        if question.field.kind == "yes_no" and not question.isHidden():
            QTest.keyClick(question.editor, Qt.Key.Key_N)
    dialog.act_button.click()
    desk.settled()
    assert desk.here.row(desk.here.people[1]).screening is not None
    QTest.qWait(500)
    desk.settled()
    assert desk.kept() is None
    assert not desk.open().restored.isVisible()


def test_start_anew_forgets(desk: Desk) -> None:
    dialog = desk.open()
    QTest.keyClicks(dialog.questions["temperature"].editor, "38.4")
    dialog.reject()
    desk.settled()
    again = desk.open()
    again.anew_button.click()
    assert again.questions["temperature"].value() is None
    assert not again.restored.isVisible()
    desk.qtbot.waitUntil(lambda: desk.kept() is None, timeout=1000)
    again.reject()


def test_another_user_does_not_see_it(desk: Desk) -> None:
    dialog = desk.open()
    QTest.keyClicks(dialog.questions["temperature"].editor, "38.4")
    dialog.reject()
    desk.settled()
    kept = desk.kept()
    assert kept is not None
    assert isinstance(kept.saved_at, datetime)
    with desk.here.clinic.read("physician") as uow:
        assert queries.screening_draft(uow, traveller_id=desk.traveller_id) is None
