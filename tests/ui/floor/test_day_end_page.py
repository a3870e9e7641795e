"""The end of the day in its window: the list, its acts, and the paper."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from mhac.certificates import service as certificates
from mhac.exams import service as exams
from mhac.floor import queries, service
from mhac.floor.rules import IdentityCheck, Outcome, VisitStatus
from mhac.floor.service import Arriving
from mhac.reporting.day_end import Left
from mhac.scheduling.rules import Status
from tests.clinic import Clinic
from tests.mhac.certificates.journeys import give_signature, journey
from tests.mhac.scheduling.desk import TUESDAY, Desk, lay_down
from ui.app.context import AppContext
from ui.floor import day_end
from ui.floor.day_end_page import DayEndPage
from ui.floor.views import ViewLine
from ui.widgets.printing import PrintTarget

SAME = IdentityCheck(Outcome.CONFIRMED)


@pytest.fixture
def desk(sqlite_clinic: Clinic) -> Desk:
    return lay_down(sqlite_clinic)


def busy(desk: Desk) -> None:
    """One inside, and a family of four that did not come."""
    person = desk.person("NSENGA", "Paul")
    block = desk.book(person, room="Nurse 2", hour=8)
    with desk.clinic.act("receptionist", action="floor.arrive") as uow:
        service.arrive(uow, appointment_id=block.id, people=(Arriving(person, SAME),))
    case_id, members = desk.family()
    desk.book(*members, case_id=case_id, hour=8)
    desk.clinic.clock.set(desk.at(17))


@pytest.fixture
def page(
    desk: Desk, context_for: Callable[..., AppContext], qtbot: QtBot, settled: Callable[[], None]
) -> Callable[..., DayEndPage]:
    def make(*roles: str) -> DayEndPage:
        made = DayEndPage(context_for(*(roles or ("nurse",))))
        qtbot.addWidget(made)
        made.resize(1180, 800)
        made.show()
        qtbot.waitExposed(made)
        made.activateWindow()
        assert QTest.qWaitForWindowActive(made)
        settled()
        return made

    return make


def shown(page: DayEndPage) -> list[tuple[Left, str]]:
    return [(line.kind, line.name) for line in page.table.rows()]


def test_an_empty_list_says_so(page: Callable[..., DayEndPage]) -> None:
    made = page()
    assert not made.table.isVisible()
    assert made._state._title.text() == "Nothing is left open"
    ways = made.findChild(ViewLine)
    assert ways is not None
    assert ways.isVisible(), "the way to the other views"


def test_everybody_who_is_left_is_named_and_counted(desk: Desk, page: Callable[..., DayEndPage]) -> None:
    busy(desk)
    made = page()
    assert shown(made) == [(Left.INSIDE, "NSENGA Paul"), (Left.NOT_COME, "MUKAMANA Béatrice")]
    assert {kind: card.figure() for kind, card in made.figures.items()} == {
        Left.INSIDE: "1", Left.UNFINISHED: "0", Left.RESULTS: "0", Left.PRINTS: "0", Left.NOT_COME: "4",
    }  # fmt: skip
    QTest.mouseClick(made.figures[Left.NOT_COME], Qt.MouseButton.LeftButton)
    line = made.table.current_row()
    assert line is not None
    assert line.kind is Left.NOT_COME


def test_a_visit_is_finished_by_one_key(
    desk: Desk, page: Callable[..., DayEndPage], settled: Callable[[], None]
) -> None:
    busy(desk)
    made = page()
    QTest.keyClick(made.table, Qt.Key.Key_E)
    QTest.keyClick(made.table, Qt.Key.Key_E)
    settled()
    with desk.clinic.read("nurse") as uow:
        (row,) = queries.floor_view(uow, TUESDAY).visits
    assert row.status is VisitStatus.DONE
    assert not made._strip.isVisible(), "the second press did nothing"
    assert [kind for kind, _ in shown(made)] == [Left.NOT_COME]


def test_a_visit_is_ended_with_its_reason(
    desk: Desk, page: Callable[..., DayEndPage], settled: Callable[[], None]
) -> None:
    busy(desk)
    made = page()
    QTest.keyClick(made.table, Qt.Key.Key_L)
    dialog: Any = next(found for found in made.findChildren(QDialog) if found.isVisible())
    QTest.keyClicks(dialog.reason, "Went home at noon")
    QTest.mouseClick(dialog.act_button, Qt.MouseButton.LeftButton)
    settled()
    with desk.clinic.read("nurse") as uow:
        (row,) = queries.floor_view(uow, TUESDAY).visits
    assert (row.status, row.end_reason) == (VisitStatus.LEFT, "Went home at noon")


def test_who_did_not_come_is_noted_and_stays_to_be_booked_again(
    desk: Desk, page: Callable[..., DayEndPage], settled: Callable[[], None]
) -> None:
    busy(desk)
    made = page("receptionist")
    made.go_to(Left.NOT_COME)
    assert made.missed_button.isVisible()
    QTest.keyClick(made.table, Qt.Key.Key_N)
    settled()
    assert {person.status for block in desk.day() for person in block.people} >= {Status.MISSED}
    made.go_to(Left.NOT_COME)
    assert not made.missed_button.isVisible()


def test_enter_opens_where_it_is_worked_on(
    desk: Desk, page: Callable[..., DayEndPage], settled: Callable[[], None]
) -> None:
    busy(desk)
    made = page()
    went: list[str] = []
    made.context.navigation_requested.connect(lambda key, _arguments: went.append(key))
    QTest.keyClick(made.table, Qt.Key.Key_Return)
    made.go_to(Left.NOT_COME)
    made.open_line()
    assert went == ["floor", "book"]


def test_the_list_is_shown_as_it_is_printed(
    desk: Desk, page: Callable[..., DayEndPage], settled: Callable[[], None]
) -> None:
    busy(desk)
    made = page()
    QTest.keyClick(made.table, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    settled()
    dialog: Any = next(found for found in made.findChildren(QDialog) if found.isVisible())
    assert dialog.pdf.startswith(b"%PDF")
    dialog.reject()


@pytest.fixture
def slip(desk: Desk) -> int:
    """A laboratory slip of today that nobody has printed."""
    case_id, members = desk.family()
    with desk.clinic.act("physician", action="exams.begin_exam") as uow:
        exam = exams.begin_exam(uow, person_id=members[0], case_id=case_id, without_consent="On paper")
        return exams.request_item(uow, exam_id=exam, item="chest_xray")


def test_a_slip_that_nobody_printed_is_printed_from_the_list(
    desk: Desk, slip: int, page: Callable[..., DayEndPage], settled: Callable[[], None], tmp_path: Any
) -> None:
    made = page("nurse")
    made.go_to(Left.PRINTS)
    assert day_end.what(made.table.rows()[0]) == "request slip not printed: Imaging"
    assert made.line_button.isVisible()
    QTest.keyClick(made.table, Qt.Key.Key_P)
    settled()
    dialog: Any = next(found for found in made.findChildren(QDialog) if found.isVisible())
    dialog.choose_printer = lambda _parent: PrintTarget("File", "A4", 1, str(tmp_path / "slip.pdf"))
    QTest.mouseClick(dialog.act_button, Qt.MouseButton.LeftButton)
    settled()
    assert (tmp_path / "slip.pdf").stat().st_size > 1000
    made.refresh()
    settled()
    assert [line.kind for line in made.table.rows()] == [Left.RESULTS]


def test_who_may_not_read_the_slip_sees_the_line_without_its_act(slip: int, page: Callable[..., DayEndPage]) -> None:
    made = page("receptionist")
    assert [line.kind for line in made.table.rows()] == [Left.PRINTS]
    assert not made.line_button.isVisible()
    QTest.keyClick(made.table, Qt.Key.Key_P)
    assert [found for found in made.findChildren(QDialog) if found.isVisible()] == []


@pytest.mark.parametrize("left_early", [False, True])
def test_an_end_is_taken_back(
    desk: Desk, page: Callable[..., DayEndPage], settled: Callable[[], None], left_early: bool
) -> None:
    busy(desk)
    made = page()
    if left_early:
        QTest.keyClick(made.table, Qt.Key.Key_L)
        dialog: Any = next(found for found in made.findChildren(QDialog) if found.isVisible())
        QTest.keyClicks(dialog.reason, "Went home at noon")
        QTest.keyClick(dialog.reason, Qt.Key.Key_Return)
    else:
        QTest.keyClick(made.table, Qt.Key.Key_E)
    settled()
    assert made.done.undo_button.isVisible()
    made.activateWindow()
    assert QTest.qWaitForWindowActive(made)
    QTest.keyClick(made.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settled()
    with desk.clinic.read("nurse") as uow:
        (row,) = queries.floor_view(uow, TUESDAY).visits
    assert (row.status, row.station) == (VisitStatus.OPEN, "reception")
    assert shown(made)[0] == (Left.INSIDE, "NSENGA Paul")


def test_print_leads_to_the_page_of_certificates(desk: Desk, page: Callable[..., DayEndPage]) -> None:
    give_signature(desk.clinic)
    made = journey(desk.clinic)
    with desk.clinic.act("administrator", action="certificates.issue") as uow:
        number = certificates.issue(uow, decision_id=made.decision_id)
    shown_page = page("administrator")
    shown_page.go_to(Left.PRINTS)
    went: list[tuple[str, dict[str, object]]] = []
    shown_page.context.navigation_requested.connect(lambda key, arguments: went.append((key, arguments)))
    assert shown_page.line_button.isVisible()
    QTest.keyClick(shown_page.table, Qt.Key.Key_P)
    assert went == [("certificates", {"certificate_id": number})]
