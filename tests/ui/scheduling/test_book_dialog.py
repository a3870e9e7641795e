"""Booking in the dialog: find somebody, keep or drop family members, take one of the free times, Enter books."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from mhac.kernel.errors import Unavailable
from mhac.scheduling import queries, service, setup, waiting
from mhac.scheduling.service import Booking
from mhac.scheduling.waiting import Wish
from tests.clinic import Clinic
from tests.mhac.scheduling.desk import TUESDAY, Desk, lay_down
from ui.app.context import AppContext
from ui.scheduling import deeds
from ui.scheduling.book_dialog import BookDialog, Prefill

Left = Qt.MouseButton.LeftButton
PAUSE = 150  # longer than the picker waits for the next letter


@pytest.fixture
def desk(sqlite_clinic: Clinic) -> Desk:
    return lay_down(sqlite_clinic)


@pytest.fixture
def opened(
    desk: Desk, context_for: Callable[..., AppContext], qtbot: QtBot, settled: Callable[[], None]
) -> Callable[..., BookDialog]:
    def open_dialog(**prefill: Any) -> BookDialog:
        wanted = Prefill(prefill.pop("day", TUESDAY), **prefill)
        with desk.clinic.read("receptionist") as uow:
            frame = queries.frame(uow)
        dialog = BookDialog(context_for("receptionist"), frame, wanted)
        qtbot.addWidget(dialog)
        dialog.open()
        qtbot.waitExposed(dialog)
        settled()
        return dialog

    return open_dialog


def find(dialog: BookDialog, text: str, settled: Callable[[], None]) -> None:
    dialog.picker.setFocus()
    QTest.keyClicks(dialog.picker, text)
    QTest.keyClick(dialog.picker, Qt.Key.Key_Return)
    QTest.qWait(PAUSE)
    settled()


def test_a_whole_family_is_booked_by_keyboard_alone(
    desk: Desk, opened: Callable[..., BookDialog], settled: Callable[[], None], qtbot: QtBot
) -> None:
    case_id, members = desk.family()
    dialog = opened()
    find(dialog, "mukamana", settled)
    assert dialog.person_ids() == members
    with qtbot.waitSignal(dialog.booked) as signal:
        QTest.keyClick(dialog.picker, Qt.Key.Key_Return)
    number, request = signal.args or (0, None)
    block = desk.block(int(number))
    assert isinstance(request, Booking)
    assert [person.person_id for person in block.people] == list(members)
    assert (block.case_id, block.starts_at, block.ends_at) == (case_id, desk.at(8), desk.at(9, 15))
    assert not dialog.isVisible()


def test_the_time_that_was_clicked_is_proposed(desk: Desk, opened: Callable[..., BookDialog]) -> None:
    dialog = opened(room_id=desk.room("Exam 2"), starts_at=desk.at(14, 15))
    assert dialog.service.currentText() == "Physical examination · 30 min"
    assert dialog.time.currentData() == desk.at(14, 15)
    assert dialog.room.currentData() == desk.room("Exam 2")


def test_a_family_that_does_not_fit_gets_the_next_time_and_is_told(
    desk: Desk, opened: Callable[..., BookDialog], settled: Callable[[], None]
) -> None:
    desk.family()
    for room in ("Nurse 1", "Nurse 2"):
        desk.book(desk.person("NSENGA", room), hour=10, room=room)
    dialog = opened(room_id=desk.room("Nurse 1"), starts_at=desk.at(9))
    assert dialog.time.currentData() == desk.at(9)
    find(dialog, "mukamana", settled)
    assert dialog.time.currentData() == desk.at(10, 30)
    assert "09:00" in dialog.form.row("starts_at").field.accessibleDescription()  # type: ignore[union-attr]
    box = next(iter(dialog._boxes.values()))
    for each in list(dialog._boxes.values())[1:]:
        each.click()
    settled()
    assert box.isChecked()
    assert desk.at(9) in {dialog.time.itemData(i) for i in range(dialog.time.count())}


def test_only_free_times_are_offered(desk: Desk, opened: Callable[..., BookDialog]) -> None:
    for room in ("Nurse 1", "Nurse 2"):
        desk.book(desk.person("NSENGA", room), hour=8, room=room, minutes=240)
    dialog = opened()
    times = [dialog.time.itemText(place) for place in range(dialog.time.count())]
    assert (times[0], times[-1]) == ("13:00", "16:30")
    assert dialog.room.count() == 2


def test_a_closed_day_offers_no_time_and_says_so(desk: Desk, opened: Callable[..., BookDialog]) -> None:
    person = desk.person("NSENGA", "Paul")
    dialog = opened(day=date(2026, 3, 15), person_ids=(person,))
    assert dialog.time.count() == 0
    QTest.mouseClick(dialog.act_button, Left)
    assert dialog.form is not None
    assert dialog.form.row("starts_at").fault
    assert dialog.isVisible()


@pytest.mark.parametrize(("room", "said"), [("", "The clinic is closed from"), ("Nurse 1", "This room is closed from")])
def test_who_asks_for_a_closed_time_hears_why_and_gets_the_next(
    desk: Desk, opened: Callable[..., BookDialog], room: str, said: str
) -> None:
    room_id = desk.room(room) if room else None
    with desk.clinic.act("administrator") as uow:
        setup.close_day(uow, day=TUESDAY, reason="Power cut", room_id=room_id, times=(840, 960))
        if room:
            setup.close_day(uow, day=TUESDAY, reason="Painting", room_id=desk.room("Nurse 2"))
    dialog = opened(starts_at=desk.at(14), room_id=desk.room("Nurse 1"))
    assert dialog.time.currentText() == "16:00"
    assert dialog.form is not None
    doubt = dialog.form.row("starts_at").findChildren(QLabel)[-1].text()
    assert doubt.startswith(said)
    assert doubt.endswith("Power cut.")


def test_nobody_chosen_is_said_beside_the_field(opened: Callable[..., BookDialog]) -> None:
    dialog = opened()
    QTest.mouseClick(dialog.act_button, Left)
    assert dialog.form is not None
    assert dialog.form.row("people").fault
    assert dialog.request() is None


def test_somebody_was_quicker_and_the_dialog_stays(
    desk: Desk, opened: Callable[..., BookDialog], settled: Callable[[], None]
) -> None:
    paul, claudine = desk.person("NSENGA", "Paul"), desk.person("UWERA", "Claudine", "F")
    dialog = opened(person_ids=(paul,), room_id=desk.room("Nurse 1"), starts_at=desk.at(9))
    desk.book(claudine, hour=9)
    QTest.mouseClick(dialog.act_button, Left)
    settled()
    assert dialog.isVisible()
    assert "UWERA Claudine" in dialog.problem.text()
    assert dialog.act_button.isEnabled()
    assert [b.people[0].name for b in desk.day()] == ["UWERA Claudine"]
    QTest.mouseClick(dialog.act_button, Left)
    settled()
    assert len(desk.day()) == 2


def test_two_quick_presses_book_once(
    desk: Desk, opened: Callable[..., BookDialog], settled: Callable[[], None]
) -> None:
    dialog = opened(person_ids=(desk.person("NSENGA", "Paul"),))
    QTest.mouseClick(dialog.act_button, Left)
    QTest.mouseClick(dialog.act_button, Left)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    settled()
    assert len(desk.day()) == 1


def test_what_is_booked_already_is_shown(desk: Desk, opened: Callable[..., BookDialog]) -> None:
    person = desk.person("NSENGA", "Paul")
    block = desk.book(person, hour=9)
    gone = desk.book(person, hour=14)
    with desk.clinic.act("receptionist") as uow:
        service.cancel(uow, appointment_id=gone.id, version=gone.version, reason="x")
    dialog = opened(person_ids=(person,))
    assert dialog._coming.isVisible()
    assert dialog._coming.words.text().count("NSENGA Paul") == 1
    assert block.starts_at not in {dialog.time.itemData(i) for i in range(dialog.time.count())}


def test_people_of_different_cases_are_booked_together_without_a_case(
    desk: Desk, opened: Callable[..., BookDialog], settled: Callable[[], None]
) -> None:
    desk.family()
    desk.person("NSENGA", "Paul")
    dialog = opened()
    find(dialog, "nsenga", settled)
    find(dialog, "eric", settled)
    request = dialog.request()
    assert request is not None
    assert (len(request.person_ids), request.case_id) == (5, None)


def test_text_that_is_no_name_finds_nobody(
    desk: Desk, opened: Callable[..., BookDialog], settled: Callable[[], None]
) -> None:
    dialog = opened()
    find(dialog, "'; DROP TABLE person; --", settled)
    find(dialog, "", settled)
    assert dialog.person_ids() == ()
    assert dialog.isVisible()


def test_who_is_booked_for_what_he_waits_for_waits_no_more(
    desk: Desk, opened: Callable[..., BookDialog], settled: Callable[[], None], qtbot: QtBot
) -> None:
    person = desk.person("OMBENI", "Kevin")
    with desk.clinic.act("receptionist", action="scheduling.wait_for") as uow:
        entry = waiting.wait_for(uow, request=Wish(desk.service(), (person,), "no time was free"))
    dialog = opened()
    find(dialog, "ombeni", settled)
    with qtbot.waitSignal(dialog.booked) as signal:
        QTest.keyClick(dialog.picker, Qt.Key.Key_Return)
    number = int((signal.args or (0, None))[0])
    with desk.clinic.read("receptionist") as uow:
        assert waiting.waiting_list(uow) == ()
        assert waiting.entry_of(uow, appointment_id=number) == entry
    with desk.clinic.act("receptionist", action="scheduling.cancel") as uow:
        deeds.take_booking_back("by mistake", None, number, desk.block(number).version, uow)
    with desk.clinic.read("receptionist") as uow:
        assert [row.id for row in waiting.waiting_list(uow)] == [entry]


def test_a_lost_server_is_not_hidden_by_the_times_that_could_not_be_read(
    desk: Desk, opened: Callable[..., BookDialog], settled: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.person("OMBENI", "Kevin")
    dialog = opened()
    find(dialog, "ombeni", settled)

    def lost(*_arguments: object, **_more: object) -> None:
        raise Unavailable("storage.connection_lost")

    monkeypatch.setattr(desk.clinic.database, "unit_of_work", lost)
    monkeypatch.setattr(desk.clinic.database, "reading", lost)
    QTest.mouseClick(dialog.act_button, Left)
    settled()
    assert "Nothing was saved" in dialog.problem.text()
    monkeypatch.undo()
    QTest.mouseClick(dialog.act_button, Left)
    settled()
    assert len(desk.day()) == 1
