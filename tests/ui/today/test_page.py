"""The Today page in the window: figures, work in the order of the role, and the way to each person."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from mhac.kernel.changes import Change
from mhac.reporting.rules import Work
from mhac.travel.rules import Outcome
from tests.clinic import Clinic
from tests.mhac.travel.airport import Airport, airport
from ui.app.context import AppContext
from ui.today.page import TodayPage


def words_in(widget: QWidget) -> str:
    return " | ".join(label.text() for label in widget.findChildren(QLabel) if label.text() and label.isVisible())


@pytest.fixture
def here(sqlite_clinic: Clinic) -> Airport:
    return airport(sqlite_clinic)


@pytest.fixture
def page_of(qtbot, here: Airport, context_for: Callable[..., AppContext], settled):
    def make(*roles: str) -> TodayPage:
        page = TodayPage(context_for(*roles))
        qtbot.addWidget(page)
        page.resize(1180, 760)
        page.show()
        settled()
        return page

    return make


def test_the_nurse_is_led_to_the_person_who_must_be_screened(page_of, here):
    page = page_of("nurse")
    went: list[tuple[str, dict]] = []
    page.context.navigation_requested.connect(lambda key, arguments: went.append((key, arguments)))
    card = next(each for each in page.cards if each.task.work is Work.TO_SCREEN)
    assert len(card.lines) == 3
    QTest.keyClick(card.lines[0], Qt.Key.Key_Space)
    QTest.mouseClick(card.lines[1], Qt.MouseButton.LeftButton)
    assert [key for key, _ in went] == ["departures", "departures"]
    assert went[0][1]["traveller_id"] in here.places.values()
    assert went[0][1]["departure_id"] == here.departure_id


def test_figures_open_the_people_behind_them(page_of, here):
    page = page_of("physician")
    went: list[tuple[str, dict]] = []
    page.context.navigation_requested.connect(lambda key, arguments: went.append((key, arguments)))
    for card in (page.expected, page.inside, page.flight):
        card.setFocus()
        QTest.keyClick(card, Qt.Key.Key_Return)
    assert went == [("book", {}), ("floor", {}), ("departures", {"departure_id": here.departure_id})]
    assert page.flight.figure() == "ET807 · 12 Mar"
    assert not page.backup.isVisible()


def test_the_administrator_sees_the_backup_and_the_certificates(page_of, here):
    for person in here.people:  # the family flies together: nobody's paper before the last one is decided
        here.screen(person, **({"pregnant": False} if person == here.people[0] else {}))
        here.decide(person, Outcome.FIT)
    page = page_of("administrator")
    assert page.backup.isVisible()
    assert page.backup.figure() == "None yet"
    assert "Certificates to issue" in words_in(page)
    assert "HABIMANA Jean" in words_in(page)


def test_nothing_to_do_is_said(page_of):
    page = page_of("receptionist")
    assert page.cards == []
    assert "Nothing waits for you." in words_in(page)
    assert "Have not come" in words_in(page)


def test_a_change_elsewhere_shows_at_once(page_of, here, settled):
    page = page_of("physician")
    assert all(card.task.work is not Work.TO_DECIDE for card in page.cards)
    here.screen(here.people[1])
    page.context.bus.announce([Change("departures", (here.departure_id,))])
    settled()
    assert any(card.task.work is Work.TO_DECIDE for card in page.cards)


def test_a_long_list_is_cut_and_says_how_many_more(qtbot, look):
    from mhac.reporting.queries import Task, Waiting
    from ui.today.task_card import TaskCard

    now = datetime(2026, 3, 10, 6, 0, tzinfo=UTC)
    waiting = tuple(Waiting(f"PERSON {place}", "A-1", now, "exam", (("exam_id", place),)) for place in range(9))
    card = TaskCard(Task(Work.TO_SIGN, waiting), now)
    qtbot.addWidget(card)
    assert len(card.lines) == 6
    assert card.more_button is not None
    assert card.more_button.text() == "and 3 more"
    card.more_button.click()
    assert len(card.lines) == 9
    card.show_all()
    assert len(card.lines) == 9
    floor_card = TaskCard(Task(Work.VITALS, waiting), now)
    qtbot.addWidget(floor_card)
    went: list[str] = []
    floor_card.opened.connect(lambda page, _arguments: went.append(page))
    assert floor_card.all_button is not None
    floor_card.all_button.click()
    assert went == ["floor"]


def test_a_number_opens_what_comes_first_and_the_reason_is_said(page_of, here):
    page = page_of("nurse")
    went: list[tuple[str, dict]] = []
    page.context.navigation_requested.connect(lambda key, arguments: went.append((key, arguments)))
    assert [line.found.work for line in page.first.lines] == [Work.TO_SCREEN] * 3
    said = page.first.lines[0].accessibleName()
    assert said.startswith("1, ")
    assert "To screen before the flight" in said
    assert "due" in said
    page.activateWindow()
    assert QTest.qWaitForWindowActive(page)
    QTest.keyClick(page, Qt.Key.Key_2)
    QTest.keyClick(page, Qt.Key.Key_9)
    assert len(went) == 1
    assert went[0][0] == "departures"
    assert went[0][1] == dict(page.first.lines[1].found.waiting.arguments)


def test_every_reason_and_urgency_has_words(look):
    from mhac.reporting.queries import Waiting
    from mhac.reporting.urgency import First, Urgency, Why
    from ui.today import words
    from ui.today.first_card import FirstLine

    now = datetime(2026, 3, 10, 6, 0, tzinfo=UTC)
    waiting = Waiting("NSENGA Paul", "A-01", now, "floor", (("visit_id", 1),), station="laboratory")
    said = {words.reason(First(Work.VITALS, waiting, Urgency.NOW, why, now), now) for why in Why}
    assert len(said) == len(Why)
    family = First(Work.DESK, waiting, Urgency.NOW, Why.WAITS, now, others=2)
    assert "NSENGA Paul +2" in FirstLine(1, family, now).accessibleName()
    assert not any("{" in text for text in said)
    assert len({words.urgency(step) for step in Urgency}) == 4
