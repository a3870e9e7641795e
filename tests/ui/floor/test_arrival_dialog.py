"""The arrival desk: scan, compare with the photo, ticket; families, doubts and people without an appointment."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from mhac.floor import queries
from mhac.floor.queries import VisitRow
from mhac.floor.rules import Outcome
from mhac.registration import service as registration
from mhac.scheduling.rules import appointment_number
from tests.clinic import Clinic
from tests.mhac.scheduling.desk import TUESDAY, Desk, lay_down
from ui.app.context import AppContext
from ui.floor.arrival_dialog import PAUSE_MS, ArrivalDialog

Left = Qt.MouseButton.LeftButton


@pytest.fixture
def desk(sqlite_clinic: Clinic) -> Desk:
    return lay_down(sqlite_clinic)


@pytest.fixture
def opened(
    desk: Desk, context_for: Callable[..., AppContext], qtbot: QtBot, settled: Callable[[], None]
) -> Callable[..., ArrivalDialog]:
    def open_dialog(**more: Any) -> ArrivalDialog:
        dialog = ArrivalDialog(context_for("receptionist"), **more)
        qtbot.addWidget(dialog)
        dialog.open()
        qtbot.waitExposed(dialog)
        settled()
        return dialog

    return open_dialog


def visits(desk: Desk) -> dict[str, VisitRow]:
    with desk.clinic.read("nurse") as uow:
        return {visit.ticket: visit for visit in queries.floor_view(uow, TUESDAY).visits}


def give_photo(desk: Desk, person_id: int) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (300, 400), (150, 110, 90)).save(picture, "JPEG")
    with desk.clinic.act("receptionist") as uow:
        registration.add_photo(uow, person_id=person_id, image=picture.getvalue())


def scan(dialog: ArrivalDialog, text: str, settled: Callable[[], None]) -> None:
    QTest.keyClicks(dialog.search, text)
    QTest.keyClick(dialog.search, Qt.Key.Key_Return)
    settled()


def same(dialog: ArrivalDialog, settled: Callable[[], None]) -> None:
    QTest.keyClick(dialog.act_button, Qt.Key.Key_Return)
    settled()


def test_a_scan_and_one_key_give_the_ticket(
    desk: Desk, opened: Callable[..., ArrivalDialog], settled: Callable[[], None]
) -> None:
    person = desk.person("NSENGA", "Paul")
    give_photo(desk, person)
    block = desk.book(person)
    dialog = opened()
    scan(dialog, appointment_number(block.id), settled)
    assert dialog.card.name.text() == "NSENGA Paul"
    assert dialog.card.photo.has_picture()
    assert visits(desk) == {}
    same(dialog, settled)
    assert [ticket.ticket for ticket in dialog.tickets()] == ["A-01"]
    assert visits(desk)["A-01"].identity is Outcome.CONFIRMED
    same(dialog, settled)
    assert not dialog.isVisible()


def test_typing_never_steals_the_keyboard(
    desk: Desk, opened: Callable[..., ArrivalDialog], settled: Callable[[], None], qtbot: QtBot
) -> None:
    desk.book(desk.person("NSENGA", "Paul"))
    dialog = opened()
    QTest.keyClicks(dialog.search, "nsen")
    qtbot.wait(PAUSE_MS * 2)
    settled()
    assert dialog.card.name.text() == "NSENGA Paul"
    assert dialog.search.hasFocus()
    QTest.keyClicks(dialog.search, "ga")
    assert dialog.current() is None, "who was shown is gone as soon as something else is typed"
    assert not dialog.act_button.isVisible()
    qtbot.wait(PAUSE_MS * 2)
    settled()
    assert dialog.search.text() == "nsenga"
    assert visits(desk) == {}


def test_a_family_is_compared_one_by_one_and_gets_one_number(
    desk: Desk, opened: Callable[..., ArrivalDialog], settled: Callable[[], None]
) -> None:
    case_id, members = desk.family()
    block = desk.book(*members, case_id=case_id)
    dialog = opened()
    scan(dialog, appointment_number(block.id), settled)
    shown = []
    for _ in range(2):
        shown.append(dialog.card.name.text())
        same(dialog, settled)
    QTest.mouseClick(dialog.away_button, Left)
    settled()
    assert dialog.tickets() == ()
    same(dialog, settled)
    assert shown == ["MUKAMANA Béatrice", "HABIMANA Jean"]
    assert [ticket.ticket for ticket in dialog.tickets()] == ["A-01a", "A-01b", "A-01c"]
    assert [v.name for v in visits(desk).values()] == ["MUKAMANA Béatrice", "HABIMANA Jean", "HABIMANA Grâce"]


def test_a_name_brings_the_person_first_and_the_family_after(
    desk: Desk, opened: Callable[..., ArrivalDialog], settled: Callable[[], None]
) -> None:
    case_id, members = desk.family()
    desk.book(*members, case_id=case_id)
    dialog = opened()
    scan(dialog, "grace", settled)
    assert dialog.card.name.text() == "HABIMANA Grâce"
    assert dialog.list.count() == 4


def test_opened_from_the_book_the_people_are_there_at_once(
    desk: Desk, opened: Callable[..., ArrivalDialog], settled: Callable[[], None]
) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"))
    dialog = opened(appointment_id=block.id)
    assert dialog.card.name.text() == "NSENGA Paul"
    assert dialog.card.notice.isVisible(), "without a photo the paper must be compared"
    same(dialog, settled)
    assert list(visits(desk)) == ["A-01"]


def test_another_face_needs_a_reason_and_is_marked(
    desk: Desk, opened: Callable[..., ArrivalDialog], settled: Callable[[], None]
) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"))
    dialog = opened(appointment_id=block.id)
    QTest.mouseClick(dialog.different_button, Left)
    ask: Any = next(found for found in dialog.findChildren(QDialog) if found.isVisible())
    QTest.mouseClick(ask.act_button, Left)
    assert ask.isVisible()
    QTest.keyClicks(ask.reason, "The photo shows an older man")
    QTest.mouseClick(ask.act_button, Left)
    settled()
    (row,) = visits(desk).values()
    assert (row.identity, row.identity_reason) == (Outcome.NOT_CONFIRMED, "The photo shows an older man")


def test_who_is_inside_already_cannot_enter_twice(
    desk: Desk, opened: Callable[..., ArrivalDialog], settled: Callable[[], None]
) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"))
    first = opened(appointment_id=block.id)
    same(first, settled)
    first.reject()
    dialog = opened()
    scan(dialog, "nsenga", settled)
    assert not dialog.act_button.isVisible()
    assert "A-01" in dialog.card.notice.words.text()


def test_somebody_without_an_appointment_comes_in_as_a_walk_in(
    desk: Desk, opened: Callable[..., ArrivalDialog], settled: Callable[[], None]
) -> None:
    desk.person("NSENGA", "Paul")
    dialog = opened()
    scan(dialog, "nsenga", settled)
    assert dialog.card.walk_in.isVisible()
    dialog.card.service.setCurrentIndex(dialog.card.service.findText("Vaccination"))
    same(dialog, settled)
    (block,) = desk.day()
    assert (block.walk_in, block.room_id) == (True, desk.room("Vaccination"))
    assert list(visits(desk)) == ["A-01"]


def test_a_family_without_an_appointment_comes_in_together(
    desk: Desk, opened: Callable[..., ArrivalDialog], settled: Callable[[], None]
) -> None:
    desk.family()
    dialog = opened()
    scan(dialog, "mukamana", settled)
    QTest.mouseClick(dialog.family_button, Left)
    settled()
    for _ in range(4):
        same(dialog, settled)
    assert list(visits(desk)) == ["A-01a", "A-01b", "A-01c", "A-01d"]
    assert len(desk.day()) == 1


def test_a_full_clinic_says_so_and_nothing_is_half_done(
    desk: Desk, opened: Callable[..., ArrivalDialog], settled: Callable[[], None]
) -> None:
    desk.clinic.clock.set(desk.at(16, 50))
    desk.person("NSENGA", "Paul")
    dialog = opened()
    scan(dialog, "nsenga", settled)
    same(dialog, settled)
    assert dialog.problem.isVisible()
    assert dialog.problem.text()
    assert desk.day() == ()
    assert visits(desk) == {}
    assert dialog.act_button.isVisible()


def test_several_people_of_one_name_are_chosen_from_the_list(
    desk: Desk, opened: Callable[..., ArrivalDialog], settled: Callable[[], None]
) -> None:
    for hour, name in ((9, "Eric"), (10, "Yves")):
        desk.book(desk.person("NSENGA", name), hour=hour)
    dialog = opened()
    scan(dialog, "nsenga", settled)
    assert dialog.list.hasFocus()
    first = dialog.card.name.text()
    QTest.keyClick(dialog.list, Qt.Key.Key_Down)
    settled()
    assert {first, dialog.card.name.text()} == {"NSENGA Eric", "NSENGA Yves"}
    assert visits(desk) == {}


def test_nobody_found_says_what_to_do(
    desk: Desk, opened: Callable[..., ArrivalDialog], settled: Callable[[], None]
) -> None:
    dialog = opened()
    scan(dialog, "<b>zzz'; --", settled)
    assert "Register" in dialog._nobody.text()
    assert not dialog.act_button.isVisible()
