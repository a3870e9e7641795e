"""What two workstations change about a traveller at the same time."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from mhac.travel import service
from mhac.travel.rules import Condition, NewDecision, Outcome
from tests.clinic import Clinic
from tests.mhac.travel.airport import airport
from tests.ui.travel.test_page import Desk
from tests.ui.two_stations.panels import Beside, both_of, closed, turned
from ui.app.context import AppContext
from ui.app.dialogs import ReasonDialog
from ui.travel.decision_dialog import DecisionDialog
from ui.travel.needs import NeedsDialog
from ui.travel.page import DeparturesPage

# The completer's list is a window that the offscreen screen can neither raise nor give the keyboard to.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
WHEELCHAIR, NURSE = Condition("WCHC"), Condition("ESCORT_NURSE")


@pytest.fixture
def desk_of(
    qtbot: QtBot, clinic: Clinic, station_of: Callable[..., AppContext], settled: Callable[[], None]
) -> Callable[..., Desk]:
    here = airport(clinic)

    def make(*roles: str) -> Desk:
        context = station_of(*roles)
        page = DeparturesPage(context)
        qtbot.addWidget(page)
        page.resize(1180, 760)
        page.show()
        settled()
        return Desk(page, here, settled, context)

    return make


def outcome(desk: Desk, person: int) -> Outcome | None:
    decision = desk.here.row(person).decision
    return decision.outcome if decision else None


def test_needs_that_two_wrote_are_chosen_one_by_one(desk_of: Callable[..., Desk], beside: Beside) -> None:
    desk = desk_of("nurse")
    person = desk.here.people[2]
    row = desk.here.row(person)
    desk.pick(person)
    desk.page.panel.entries["needs"].trigger()
    dialog = desk.dialog(NeedsDialog)
    dialog.editor.add("WCHC")
    with beside("nurse") as uow:
        service.set_needs(uow, traveller_id=row.traveller_id, version=row.version, needs=[NURSE])
    dialog.act_button.click()
    desk.settled()
    both = both_of(dialog)
    assert desk.here.row(person).needs == (NURSE,)
    both.choose(0, mine=True)  # the wheelchair that was added here stays
    both.choose(1, mine=False)  # and so does the escort that was added there
    both.use_button.click()
    dialog.act_button.click()
    desk.settled()
    assert set(desk.here.row(person).needs) == {WHEELCHAIR, NURSE}
    assert closed(desk.page, NeedsDialog)


def test_who_takes_off_the_flight_sees_what_was_written_meanwhile(desk_of: Callable[..., Desk], beside: Beside) -> None:
    desk = desk_of("nurse")
    person = desk.here.people[2]
    row = desk.here.row(person)
    desk.pick(person)
    desk.page.panel.entries["remove"].trigger()
    dialog = desk.dialog(ReasonDialog)
    dialog.reason.setPlainText("Visa was not issued")
    with beside("nurse") as uow:
        service.set_needs(uow, traveller_id=row.traveller_id, version=row.version, needs=[NURSE])
    dialog.act_button.click()
    desk.settled()
    assert "Needs: \u2014 \u2192" in turned(dialog)
    assert len(desk.here.board().rows) == 3
    dialog.act_button.click()
    desk.settled()
    assert len(desk.here.board().rows) == 2


def test_a_physician_sees_the_decision_that_was_made_meanwhile(desk_of: Callable[..., Desk], beside: Beside) -> None:
    desk = desk_of("physician")
    person = desk.here.people[1]
    desk.here.screen(person)
    desk.page.mark_stale()
    desk.settled()
    desk.pick(person)
    desk.page.acts.do("decide", desk.here.row(person), desk.page._shown)
    dialog = desk.dialog(DecisionDialog)
    dialog.choices[Outcome.FIT].click()
    with beside("physician") as uow:
        wanted = NewDecision(traveller_id=desk.here.places[person], outcome=Outcome.UNFIT, reason="Fever again")
        service.decide_fitness(uow, request=wanted)
    dialog.act_button.click()
    desk.settled()
    assert "Decision: \u2014 \u2192 Unfit, Dr Claire Uwase" in turned(dialog)
    assert outcome(desk, person) is Outcome.UNFIT
    dialog.supersede.setText("The fever was measured on somebody else")
    dialog.act_button.click()
    desk.settled()
    assert outcome(desk, person) is Outcome.FIT
