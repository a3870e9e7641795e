"""The arrival desk: scan, compare with the photo, ticket; families, doubts and people without an appointment."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from mhac.floor import queries
from mhac.floor.queries import VisitRow
from mhac.floor.records import Visit
from mhac.floor.rules import Outcome
from mhac.registration import service as registration
from mhac.scheduling.rules import Status, appointment_number
from tests.clinic import Clinic
from tests.mhac.scheduling.desk import TUESDAY, Desk, lay_down
from ui.app.context import AppContext
from ui.floor import identity_card
from ui.floor.arrival_dialog import PAUSE_MS, ArrivalDialog

Left = Qt.MouseButton.LeftButton


@pytest.fixture
def desk(sqlite_clinic: Clinic) -> Desk:
    return lay_down(sqlite_clinic)


@pytest.fixture(autouse=True)
def quick_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests press one key after the other; the moment that a look takes has tests of its own."""
    monkeypatch.setattr(identity_card, "LOOK_SECONDS", 0.0)


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


@pytest.mark.parametrize("look_seconds", [0.0, 0.5])
def test_each_press_confirms_one_face_that_was_in_sight(
    desk: Desk, opened: Callable[..., ArrivalDialog], settled: Callable[[], None], monkeypatch: pytest.MonkeyPatch,
    look_seconds: float, qtbot: QtBot,
) -> None:  # fmt: skip
    """An impatient hand, or a scanner that ends its line three times, lets nobody in unseen."""
    monkeypatch.setattr(identity_card, "LOOK_SECONDS", look_seconds)
    case_id, members = desk.family()
    for member in members:
        give_photo(desk, member)
    block = desk.book(*members, case_id=case_id)
    dialog = opened()
    scan(dialog, appointment_number(block.id), settled)
    qtbot.wait(int(look_seconds * 1000) + 20)
    for _ in range(3):
        QTest.keyClick(dialog.act_button, Qt.Key.Key_Return)
    settled()
    assert list(dialog._checked) == [members[0]]
    assert dialog.card.name.text() == "HABIMANA Jean"
    if look_seconds:
        same(dialog, settled)
        assert list(dialog._checked) == [members[0]], "the second card has only just come"
    qtbot.wait(int(look_seconds * 1000) + 20)
    for held_down in (True, False):
        key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "", held_down)
        QApplication.sendEvent(dialog.act_button, key)
        assert len(dialog._checked) == (1 if held_down else 2)


def test_what_was_compared_is_noted_as_it_was(
    desk: Desk, opened: Callable[..., ArrivalDialog], settled: Callable[[], None]
) -> None:
    case_id, members = desk.family()
    for member in members[:2]:
        give_photo(desk, member)
    block = desk.book(*members[:3], case_id=case_id)
    dialog = opened()
    scan(dialog, appointment_number(block.id), settled)
    for _ in range(3):
        same(dialog, settled)
    with desk.clinic.read("nurse") as uow:
        rows = uow.session.scalars(select(Visit).order_by(Visit.ticket)).all()
    assert [row.identity_means for row in rows] == ["photo", "photo", "paper"]


def test_the_number_is_read_before_the_window_goes(
    desk: Desk, opened: Callable[..., ArrivalDialog], settled: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    block = desk.book(desk.person("NSENGA", "Paul"))
    dialog = opened(appointment_id=block.id)
    same(dialog, settled)
    monkeypatch.setattr(identity_card, "LOOK_SECONDS", 60.0)
    same(dialog, settled)
    assert dialog.isVisible()
    monkeypatch.setattr(identity_card, "LOOK_SECONDS", 0.0)
    same(dialog, settled)
    assert not dialog.isVisible()


def ambiguous(desk: Desk) -> None:
    """Two families of one name."""
    for hour, given in ((9, ("Eric", "Odette")), (10, ("Yves", "Rose"))):
        desk.book(*(desk.person("NSENGA", each) for each in given), hour=hour)


def test_enter_in_the_list_takes_somebody_and_confirms_nobody(
    desk: Desk, opened: Callable[..., ArrivalDialog], settled: Callable[[], None]
) -> None:
    ambiguous(desk)
    dialog = opened()
    scan(dialog, "nsenga", settled)
    assert dialog.list.hasFocus()
    assert dialog.list.count() == 4
    QTest.keyClick(dialog.list, Qt.Key.Key_Return)
    settled()
    assert (visits(desk), dialog._checked) == ({}, {})
    assert dialog.act_button.hasFocus()
    assert dialog.list.count() == 2, "his own family"


@pytest.mark.parametrize("by_enter", [True, False])
def test_who_is_chosen_from_the_list_brings_the_family_too(
    desk: Desk, opened: Callable[..., ArrivalDialog], settled: Callable[[], None], by_enter: bool
) -> None:
    ambiguous(desk)
    dialog = opened()
    scan(dialog, "nsenga", settled)
    dialog.list.setCurrentRow(next(i for i, hit in enumerate(dialog._hits) if hit.person.given_names == "Yves"))
    settled()
    if by_enter:
        QTest.keyClick(dialog.list, Qt.Key.Key_Return)
        settled()
    same(dialog, settled)
    assert dialog.card.name.text() == "NSENGA Rose", "the other one of the appointment is asked for"
    assert dialog.tickets() == ()
    same(dialog, settled)
    assert [row.name for row in visits(desk).values()] == ["NSENGA Yves", "NSENGA Rose"]


def test_the_slip_of_another_day_says_which_and_lets_in_as_a_new_visit(
    desk: Desk, opened: Callable[..., ArrivalDialog], settled: Callable[[], None]
) -> None:
    person = desk.person("NSENGA", "Paul")
    block = desk.book(person, day=TUESDAY + timedelta(days=2))
    dialog = opened()
    scan(dialog, appointment_number(block.id), settled)
    assert dialog.card.name.text() == "NSENGA Paul"
    assert "This slip is for 12 Mar" in dialog.card.notice.words.text()
    assert "booked for 12 Mar" in dialog.list.item(0).text()
    assert dialog.card.walk_in.isVisible()
    same(dialog, settled)
    assert list(visits(desk)) == ["A-01"]
    assert desk.block(block.id).people[0].status is Status.BOOKED, "that one stays in the book"


def test_an_appointment_booked_for_somebody_inside_joins_the_visit(
    desk: Desk, opened: Callable[..., ArrivalDialog], settled: Callable[[], None]
) -> None:
    person = desk.person("OMBENI", "Kevin")
    first = desk.book(person)
    dialog = opened(appointment_id=first.id)
    same(dialog, settled)
    more = desk.book(person, hour=11, room="Exam 1", service="physical_exam")
    dialog = opened(appointment_id=more.id)
    said = "Already in the clinic with ticket A-01. This appointment joins the visit."
    assert dialog.card.notice.words.text() == said
    assert dialog.list.item(0).text().endswith("11:00 · Exam 1")
    same(dialog, settled)
    assert [ticket.ticket for ticket in dialog.tickets()] == ["A-01"]
    assert desk.block(more.id).status is Status.ARRIVED
    assert list(visits(desk)) == ["A-01"]
