"""The departures page in the window: real clicks and keys on a real clinic."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from mhac.travel import service
from mhac.travel.rules import Condition, Outcome, State
from mhac.travel.views import NewDeparture
from tests.clinic import Clinic
from tests.mhac.travel.airport import DEPARTS, Airport, airport
from ui.app.context import AppContext
from ui.app.dialogs import ReasonDialog
from ui.travel.case_dialog import CaseDialog
from ui.travel.decision_dialog import DecisionDialog
from ui.travel.flight_dialog import FlightDialog
from ui.travel.needs import NeedsDialog
from ui.travel.page import DeparturesPage
from ui.travel.screening_dialog import ScreeningDialog
from ui.widgets.two_versions import TwoVersions

D = TypeVar("D", bound=QDialog)


# The completer's list is a window that the offscreen screen can neither raise nor give the keyboard to.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def words_in(widget: QWidget) -> str:
    return " | ".join(label.text() for label in widget.findChildren(QLabel) if label.text() and label.isVisible())


def is_gone(dialog: QDialog) -> bool:
    return not shiboken6.isValid(dialog) or not dialog.isVisible()


@dataclass
class Desk:
    """A page on the screen, with its clinic."""

    page: DeparturesPage
    here: Airport
    settled: Callable[[], None]
    context: AppContext

    def dialog(self, kind: type[D]) -> D:
        found = [each for each in self.page.findChildren(kind) if each.isVisible()]
        assert found, f"no {kind.__name__} is open"
        return found[-1]

    def pick(self, person_id: int) -> None:
        assert self.page.table.select_key(self.here.places[person_id])
        self.settled()


@pytest.fixture
def desk_of(qtbot: QtBot, sqlite_clinic: Clinic, context_for: Callable[..., AppContext],
            settled: Callable[[], None]) -> Iterator[Callable[..., Desk]]:
    """Opens the page as somebody: `desk_of("nurse")`."""
    here = airport(sqlite_clinic)
    pages: list[DeparturesPage] = []

    def make(*roles: str) -> Desk:
        context = context_for(*roles)
        page = DeparturesPage(context)
        qtbot.addWidget(page)
        page.resize(1180, 760)
        page.show()
        settled()
        pages.append(page)
        return Desk(page, here, settled, context)

    yield make
    for page in pages:
        page.close()


def test_it_shows_the_next_flight_with_figures_steps_and_states(desk_of):
    desk = desk_of("physician")
    page = desk.page
    assert [row.person.given_names for row in page.table.rows()] == ["Béatrice", "Jean", "Eric"]
    assert page.figures.flight.figure() == "ET807 · 12 Mar"
    assert page.figures.screened.figure() == "0 of 3"
    shown = words_in(page.panel)
    assert "MUKAMANA Béatrice" in shown
    assert "Pre-departure screening" in shown
    assert page.window_words() == "MUKAMANA Béatrice"
    assert "ET807" in page.flights.currentText()


def test_a_nurse_screens_by_keyboard(desk_of, qtbot):
    desk = desk_of("nurse")
    desk.pick(desk.here.people[1])
    QTest.keyClick(desk.page.table, Qt.Key.Key_Return)
    dialog = desk.dialog(ScreeningDialog)
    assert dialog.focusWidget() is dialog.questions["temperature"].editor
    for code, text in (("temperature", "38.4"), ("pulse", "88"), ("oxygen_saturation", "97")):
        QTest.keyClicks(dialog.questions[code].editor, text)
    first = next(each for each in dialog.questions.values() if each.field.kind == "yes_no" and not each.isHidden())
    first.editor.setFocus()
    for _ in range(40):
        focused = dialog.focusWidget()
        if focused is dialog.act_button:
            break
        QTest.keyClick(focused, Qt.Key.Key_N)
        if not any(each.editor is dialog.focusWidget() and each.field.kind == "yes_no"
                   for each in dialog.questions.values()):
            left = [each for each in dialog.questions.values()
                    if each.field.kind == "yes_no" and not each.isHidden() and each.value() is None]
            if not left:
                break
            left[0].editor.setFocus()
    assert "Fever at the screening" in words_in(dialog)
    qtbot.mouseClick(dialog.act_button, Qt.MouseButton.LeftButton)
    desk.settled()
    assert is_gone(dialog)
    assert desk.here.row(desk.here.people[1]).screening.answers["temperature"] == 38.4
    assert desk.page.figures.screened.figure() == "1 of 3"
    assert "38.4 °C" in [desk.page.table.model().index(row, 3).data() for row in range(3)]


def test_what_is_missing_or_impossible_is_said_beside_the_question_and_nothing_is_lost(desk_of, qtbot):
    desk = desk_of("nurse")
    desk.pick(desk.here.people[1])
    qtbot.mouseClick(desk.page.panel.next_button, Qt.MouseButton.LeftButton)
    dialog = desk.dialog(ScreeningDialog)
    QTest.keyClicks(dialog.questions["temperature"].editor, "367")
    qtbot.mouseClick(dialog.act_button, Qt.MouseButton.LeftButton)
    assert "outside" in words_in(dialog.questions["temperature"])
    assert dialog.questions["temperature"].sure.isVisible()
    dialog.questions["temperature"].sure.setChecked(True)
    qtbot.mouseClick(dialog.act_button, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    assert dialog.focusWidget() is dialog.questions["pulse"].editor, "the next question that cannot stand"
    assert dialog.questions["temperature"].value() == 367
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert is_gone(dialog)
    assert desk.here.row(desk.here.people[1]).state is State.NOT_SCREENED


def test_a_yes_brings_the_next_question(desk_of):
    desk = desk_of("nurse")
    desk.pick(desk.here.people[0])
    desk.page.panel.asked.emit("screen")
    dialog = desk.dialog(ScreeningDialog)
    assert dialog.questions["pregnancy_weeks"].isHidden()
    dialog.questions["pregnant"].editor.setFocus()
    QTest.keyClick(dialog.questions["pregnant"].editor, Qt.Key.Key_Y)
    assert not dialog.questions["pregnancy_weeks"].isHidden()
    assert dialog.focusWidget() is dialog.questions["pregnancy_weeks"].editor
    dialog.reject()


def test_a_physician_decides_with_conditions(desk_of, qtbot):
    desk = desk_of("physician")
    desk.here.screen(desk.here.people[1])
    desk.page.mark_stale()
    desk.settled()
    desk.pick(desk.here.people[1])
    QTest.keyClick(desk.page.table, Qt.Key.Key_Return)
    dialog = desk.dialog(DecisionDialog)
    qtbot.mouseClick(dialog.act_button, Qt.MouseButton.LeftButton)
    assert "Choose one of the four" in words_in(dialog)
    dialog.choices[Outcome.FIT_WITH_CONDITIONS].click()
    qtbot.mouseClick(dialog.act_button, Qt.MouseButton.LeftButton)
    desk.settled()
    assert "at least one condition" in words_in(dialog)
    QTest.keyClicks(dialog.needs.typed, "wchc")
    QTest.keyClick(dialog.needs.typed, Qt.Key.Key_Return)
    desk.settled()
    QTest.keyClicks(dialog.needs.typed, "Seat near the toilet")
    qtbot.mouseClick(dialog.act_button, Qt.MouseButton.LeftButton)
    desk.settled()
    row = desk.here.row(desk.here.people[1])
    assert row.decision.conditions == (Condition("WCHC"), Condition("", "Seat near the toilet"))
    shown = words_in(desk.page.panel)
    assert "Fit with conditions" in shown
    assert "Wheelchair to the cabin seat (WCHC)" in shown


def test_the_fields_follow_the_decision(desk_of):
    desk = desk_of("physician")
    desk.pick(desk.here.people[1])
    desk.page.panel.asked.emit("decide")
    dialog = desk.dialog(DecisionDialog)
    shown = {
        Outcome.FIT: set(), Outcome.FIT_WITH_CONDITIONS: {"conditions"},
        Outcome.TEMPORARILY_UNFIT: {"recheck_on", "reason"}, Outcome.UNFIT: {"reason"}}
    for outcome, fields in shown.items():
        dialog.choices[outcome].click()
        assert {name for name in dialog.form.names() if not dialog.form.row(name).isHidden()} == fields
    dialog.choices[Outcome.TEMPORARILY_UNFIT].click()
    dialog.reason.setPlainText("Chickenpox in the family")
    QTest.keyClicks(dialog.recheck, "11.3.2026")
    dialog.act_button.click()
    desk.settled()
    assert desk.here.row(desk.here.people[1]).state is State.TEMPORARILY_UNFIT
    assert "Recheck 11 Mar" in words_in(desk.page.panel)


def test_a_decision_that_somebody_else_made_meanwhile_is_not_written_over(desk_of):
    desk = desk_of("physician")
    desk.here.screen(desk.here.people[1])
    desk.page.mark_stale()
    desk.settled()
    desk.pick(desk.here.people[1])
    desk.page.panel.asked.emit("decide")
    dialog = desk.dialog(DecisionDialog)
    dialog.choices[Outcome.FIT].click()
    desk.here.decide(desk.here.people[1], Outcome.UNFIT, reason="Seen on the ward")
    dialog.act_button.click()
    desk.settled()
    assert "decided meanwhile" in words_in(dialog)
    dialog.reject()


def test_the_nurse_is_not_offered_the_decision_nor_reception_the_screening(desk_of):
    nurse = desk_of("nurse")
    assert not nurse.page.panel.decide_button.isVisible()
    assert nurse.page.panel.next_button.text() == "&Screen"
    reception = desk_of("receptionist")
    assert not reception.page.panel.next_button.isVisible()
    assert not reception.page.panel.screen_button.isVisible()
    assert set(reception.page.panel.entries) == {"casefile", "certificate", "remove"}


def test_a_flight_is_planned_and_a_family_added(desk_of, qtbot):
    desk = desk_of("receptionist")
    qtbot.mouseClick(desk.page.plan, Qt.MouseButton.LeftButton)
    dialog = desk.dialog(FlightDialog)
    QTest.keyClicks(dialog.flight, "qr 1388")
    QTest.keyClicks(dialog.route, "KGL-DOH-JFK")
    dialog.destination.setCurrentIndex(dialog.destination.findData("US"))
    qtbot.mouseClick(dialog.act_button, Qt.MouseButton.LeftButton)
    assert "Type the day" in words_in(dialog)
    QTest.keyClicks(dialog.day, "1 Mar 2026")
    QTest.keyClicks(dialog.time, "0905")
    qtbot.mouseClick(dialog.act_button, Qt.MouseButton.LeftButton)
    desk.settled()
    assert "lies in the past" in words_in(dialog)
    dialog.day.clear()
    QTest.keyClicks(dialog.day, "20 Mar 2026")
    qtbot.mouseClick(dialog.act_button, Qt.MouseButton.LeftButton)
    desk.settled()
    assert is_gone(dialog)
    assert desk.page.figures.flight.figure() == "QR1388 · 20 Mar"
    assert desk.page.table.rows() == ()

    qtbot.mouseClick(desk.page.add, Qt.MouseButton.LeftButton)
    families = desk.dialog(CaseDialog)
    QTest.keyClicks(families.search, "417")
    qtbot.waitUntil(lambda: families.results.count() == 1)
    desk.settled()
    assert len(families.chosen()) == 3
    QTest.keyClick(families.search, Qt.Key.Key_Return)
    QTest.keyClick(families.results, Qt.Key.Key_Return)
    desk.settled()
    assert "Take the person off that flight first" in words_in(families), "they are on ET807 already"
    families.reject()


def test_a_flight_needs_a_time_typed_in_any_form(desk_of):
    desk = desk_of("receptionist")
    desk.page.plan.click()
    dialog = desk.dialog(FlightDialog)
    QTest.keyClicks(dialog.flight, "KL535")
    QTest.keyClicks(dialog.route, "KGL-AMS-ORD")
    assert dialog.destination.currentData() == "", "with several countries none is chosen silently"
    dialog.destination.setCurrentIndex(dialog.destination.findData("US"))
    QTest.keyClicks(dialog.day, "31 Dec 2099")
    dialog.act_button.click()
    assert "Type the time" in words_in(dialog)  # midnight is never assumed
    QTest.keyClicks(dialog.time, "1830")
    assert "Type the time" not in words_in(dialog)
    assert dialog.request().departs_at.strftime("%H:%M") in ("16:30", "18:30")
    dialog.reject()


def test_flights_are_turned_by_keys_and_changed_with_a_reason(desk_of):
    desk = desk_of("receptionist")
    desk.page.change.click()
    dialog = desk.dialog(FlightDialog)
    assert dialog.flight.text() == "ET807"
    dialog.time.set_minutes((dialog.time.minutes() or 0) + 60)
    dialog.act_button.click()
    desk.settled()
    assert "Give the reason" in words_in(dialog)
    QTest.keyClicks(dialog.reason, "Airline moved it")
    dialog.act_button.click()
    desk.settled()
    assert desk.here.board().departure.departs_at == DEPARTS + timedelta(hours=1)


def test_a_flight_that_two_changed_is_chosen_field_by_field(desk_of):
    desk = desk_of("receptionist")
    desk.page.change.click()
    dialog = desk.dialog(FlightDialog)
    dialog.route.setText("KGL-ADD-IAD")
    QTest.keyClicks(dialog.reason, "Other route")
    row = desk.here.board().departure
    with desk.here.clinic.act("receptionist") as uow:  # from another workstation
        request = NewDeparture("ET809", row.departs_at, row.route, row.destination)
        service.change_flight(uow, departure_id=row.id, version=row.version, request=request, reason="Airline moved it")
    dialog.act_button.click()
    desk.settled()
    both = next(each for each in dialog.findChildren(TwoVersions) if each.isVisible())
    assert "ET809" in both.theirs_button.text()
    both.choose(0, mine=False)
    both.choose(1, mine=True)
    both.use_button.click()
    dialog.act_button.click()
    desk.settled()
    now = desk.here.board().departure
    assert (now.flight, now.route) == ("ET809", "KGL-ADD-IAD")


def test_needs_and_taking_off_the_flight(desk_of):
    desk = desk_of("nurse")
    desk.pick(desk.here.people[2])
    desk.page.panel.entries["needs"].trigger()
    needs = desk.dialog(NeedsDialog)
    QTest.keyClicks(needs.editor.typed, "STCR")
    QTest.keyClick(needs.editor.typed, Qt.Key.Key_Return)
    needs.act_button.click()
    desk.settled()
    assert "an escort is needed" in words_in(needs)
    needs.editor.add("ESCORT_NURSE")
    needs.act_button.click()
    desk.settled()
    assert len(desk.here.row(desk.here.people[2]).needs) == 2
    desk.page.panel.entries["remove"].trigger()
    reason = desk.dialog(ReasonDialog)
    reason.act_button.click()
    assert "say why" in words_in(reason)
    reason.reason.setPlainText("Visa was not issued")
    reason.act_button.click()
    desk.settled()
    assert [row.person.id for row in desk.page.table.rows()] == desk.here.people[:2]


def test_the_figures_open_the_people_behind_them(desk_of):
    desk = desk_of("physician")
    desk.here.screen(desk.here.people[1])
    desk.page.mark_stale()
    desk.settled()
    desk.page.figures.screened.setFocus()
    QTest.keyClick(desk.page.figures.screened, Qt.Key.Key_Return)
    assert [row.person.given_names for row in desk.page.table.rows()] == ["Béatrice", "Eric"]
    assert desk.page.filter_line.isVisible()
    QTest.keyClick(desk.page.figures.screened, Qt.Key.Key_Return)
    assert len(desk.page.table.rows()) == 3


def test_a_change_elsewhere_shows_and_the_chosen_traveller_stays(desk_of):
    from mhac.kernel.changes import Change

    desk = desk_of("physician")
    desk.pick(desk.here.people[2])
    desk.here.screen(desk.here.people[2])
    desk.context.bus.announce([Change("departures", (desk.here.departure_id,))])
    desk.settled()
    assert desk.page.table.current_row().person.id == desk.here.people[2]
    assert desk.page.table.current_row().state is State.TO_DECIDE


def test_a_narrow_window_keeps_the_columns_that_decide(desk_of):
    desk = desk_of("physician")
    desk.page.resize(900, 620)
    desk.settled()
    header = desk.page.table.horizontalHeader()
    assert sum(header.sectionSize(place) for place in range(header.count())
               if not desk.page.table.isColumnHidden(place)) <= desk.page.table.viewport().width()
    assert desk.page.table.isColumnHidden(1)


def test_without_a_flight_the_page_says_so_and_offers_the_plan(qtbot, context_for, settled):
    page = DeparturesPage(context_for("receptionist"))
    qtbot.addWidget(page)
    page.show()
    settled()
    assert "No departure is planned" in words_in(page)
    page.close()
