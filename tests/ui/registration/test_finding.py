"""Finding people, looking at a family and arranging its case, through the real windows."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from mhac.registration import queries, service
from mhac.registration.birth import on_day
from mhac.registration.rules import Joining, NewCase, NewPerson
from tests.clinic import Clinic
from tests.mhac.registration.test_people import BEATRICE
from ui.app.context import AppContext
from ui.app.dialogs import ReasonDialog
from ui.registration.page import PeoplePage

Settled = Callable[[], None]


@pytest.fixture
def family(sqlite_clinic: Clinic) -> list[int]:
    with sqlite_clinic.act("receptionist") as uow:
        mother = service.register_person(uow, request=BEATRICE)
        child = NewPerson("Habimana", "Divine", "F", on_day(date(2012, 1, 1)))
        ids = [mother, service.register_person(uow, request=child)]
        service.register_person(uow, request=replace(child, given_names="Eric", sex="M"))
        members = [Joining(mother, "principal", principal=True), Joining(ids[1], "child")]
        service.open_case(uow, request=NewCase("US", "REF", "RW-417"), members=members)
    return ids


@pytest.fixture
def page(qtbot: QtBot, context_for: Callable[..., AppContext], family: list[int], settled: Settled) -> PeoplePage:
    made = PeoplePage(context_for("receptionist"))
    qtbot.addWidget(made)
    made.resize(1230, 840)
    made.show()
    settled()
    return made


def find(qtbot: QtBot, page: PeoplePage, text: str, settled: Settled) -> None:
    page.browse.search.clear()
    qtbot.keyClicks(page.browse.search, text)
    qtbot.wait(120)
    settled()


@pytest.mark.parametrize("text", ["mukam", "beatrice muk", "mukamna", "148-00C0", "RW-417 bea", "788000114"])
def test_people_are_found_while_typing(qtbot: QtBot, page: PeoplePage, settled: Settled, text: str) -> None:
    find(qtbot, page, text, settled)
    assert [row.name for row in page.browse.table.rows()] == ["MUKAMANA Béatrice"]


def test_the_preview_shows_person_and_family(qtbot: QtBot, page: PeoplePage, settled: Settled) -> None:
    find(qtbot, page, "mukam", settled)
    qtbot.waitUntil(lambda: page.browse.preview.whole is not None)
    whole = page.browse.preview.whole
    assert whole is not None
    assert whole.row.name == "MUKAMANA Béatrice"
    assert [member.person.name for member in whole.cases[0].members] == ["MUKAMANA Béatrice", "HABIMANA Divine"]
    assert page.window_words() == "MUKAMANA Béatrice"


def test_the_arrows_move_in_the_list_and_enter_opens_the_case_file(
    qtbot: QtBot, page: PeoplePage, settled: Settled, family: list[int]
) -> None:
    opened: list[tuple[str, dict[str, object]]] = []
    page.context.navigation_requested.connect(lambda key, arguments: opened.append((key, arguments)))
    find(qtbot, page, "habimana", settled)
    qtbot.keyClick(page.browse.search, Qt.Key.Key_Down)
    chosen = page.browse.table.current_row()
    assert chosen is not None
    qtbot.keyClick(page.browse.search, Qt.Key.Key_Return)
    settled()
    assert opened == [("casefile", {"person_id": chosen.id})]


def test_a_search_without_hits_says_so(qtbot: QtBot, page: PeoplePage, settled: Settled) -> None:
    find(qtbot, page, "xyzzyx", settled)
    assert page.browse.table.rows() == ()
    assert page.browse.preview.whole is None


def test_a_case_is_arranged_anew(
    qtbot: QtBot, page: PeoplePage, settled: Settled, sqlite_clinic: Clinic, family: list[int]
) -> None:
    page.show_with(person_id=family[0])
    settled()
    qtbot.waitUntil(lambda: page.browse.preview.whole is not None)
    whole = page.browse.preview.whole
    assert whole is not None
    page.browse.case_wanted.emit(whole.cases[0], whole.row)
    case = page.case
    qtbot.keyClicks(case.picker, "habimana eric")
    qtbot.waitUntil(lambda: len(case.picker.rows()) == 1)
    qtbot.keyClick(case.picker, Qt.Key.Key_Return)
    assert [line.person.given_names for line in case.lines()] == ["Béatrice", "Divine", "Eric"]
    qtbot.mouseClick(case.save_button, Qt.MouseButton.LeftButton)
    assert case.fault.isVisible()
    eric = case.lines()[2]
    eric.relationship.setCurrentIndex(eric.relationship.findData("sibling"))
    case.lines()[1].travels.setChecked(False)
    qtbot.mouseClick(case.save_button, Qt.MouseButton.LeftButton)
    settled()
    with sqlite_clinic.act("receptionist") as uow:
        (kept,) = queries.cases_of(uow, family[0])
    assert [(m.person.given_names, m.relationship, m.travels) for m in kept.members] == [
        ("Béatrice", "principal", True),
        ("Divine", "child", False),
        ("Eric", "sibling", True),
    ]


def test_somebody_leaves_a_case_with_a_reason_and_another_becomes_principal(
    qtbot: QtBot, page: PeoplePage, settled: Settled, sqlite_clinic: Clinic, family: list[int]
) -> None:
    page.show_with(person_id=family[0])
    settled()
    qtbot.waitUntil(lambda: page.browse.preview.whole is not None)
    whole = page.browse.preview.whole
    assert whole is not None
    page.browse.case_wanted.emit(whole.cases[0], whole.row)
    case = page.case
    mother, child = case.lines()
    child.principal.setChecked(True)
    assert (child.value().relationship, mother.value().relationship) == ("principal", "")
    mother.removed.emit(mother)
    (dialog,) = case.findChildren(ReasonDialog)
    dialog.reason.setPlainText("stays behind")
    qtbot.mouseClick(dialog.act_button, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(case.save_button, Qt.MouseButton.LeftButton)
    settled()
    with sqlite_clinic.act("receptionist") as uow:
        (kept,) = queries.cases_of(uow, family[1])
        assert queries.cases_of(uow, family[0]) == ()
    assert [(m.person.id, m.principal) for m in kept.members] == [(family[1], True)]


def test_a_case_is_closed_with_a_reason(
    qtbot: QtBot, page: PeoplePage, settled: Settled, sqlite_clinic: Clinic, family: list[int]
) -> None:
    with sqlite_clinic.act("receptionist") as uow:
        (case,) = queries.cases_of(uow, family[0])
        row = queries.people(uow, [family[0]])[family[0]]
    page.browse.case_wanted.emit(case, row)
    qtbot.mouseClick(page.case.close_button, Qt.MouseButton.LeftButton)
    (dialog,) = page.case.findChildren(ReasonDialog)
    dialog.reason.setPlainText("withdrawn")
    qtbot.mouseClick(dialog.act_button, Qt.MouseButton.LeftButton)
    settled()
    with sqlite_clinic.act("receptionist") as uow:
        assert queries.case_file(uow, case.id).closed_at is not None


def test_without_permission_the_page_says_so(qtbot: QtBot, context_for: Callable[..., AppContext]) -> None:
    context = context_for("receptionist")
    context.actor = replace(context.actor, permissions=frozenset())
    made = PeoplePage(context)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: not made.browse.isVisible())
