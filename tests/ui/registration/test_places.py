"""The order of the Tab key, the room of a very long name, and what the page is called when one comes back to it."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from mhac.registration import service
from mhac.registration.rules import Joining, NewCase
from tests.clinic import Clinic
from tests.mhac.registration.test_people import BEATRICE
from tests.ui.registration.desk import Settled, type_into
from ui.app.context import AppContext
from ui.registration.page import PeoplePage
from ui.registration.person_preview import NameLink

ONE_WORD = "Umuhoza" * 10 + "Uwera"
MANY_WORDS = " ".join(["Marie-Chantal Immaculée"] * 7)


def names_of(shown: QWidget | None) -> str:
    return shown.accessibleName() if shown is not None else ""


@pytest.mark.parametrize("begun", [1, 2])
def test_tab_goes_through_the_papers_where_they_stand(begun: int, qtbot: QtBot, page: PeoplePage) -> None:
    for _ in range(begun):
        page._begin(None)
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    form = page.registration.form
    form.phone.setFocus()
    line = form.numbers.lines()[0]
    line.kind.setCurrentIndex(line.kind.findData("passport"))
    walked = walk(qtbot, 6)
    assert walked[:4] == [line.kind, line.number, line.issuer, line.expires]
    assert form.numbers.add_button in walked
    assert names_of(walked[4]) == "Take this number away"
    qtbot.mouseClick(form.numbers.add_button, Qt.MouseButton.LeftButton)
    second = form.numbers.lines()[1]
    assert QApplication.focusWidget() is second.kind
    line.expires.setFocus()
    second.kind.setCurrentIndex(second.kind.findData("passport"))
    walked = walk(qtbot, 7)
    assert walked[1:5] == [second.kind, second.number, second.issuer, second.expires]
    assert walked[6] is form.numbers.add_button


def test_tab_goes_through_further_names(qtbot: QtBot, page: PeoplePage) -> None:
    page._begin(None)
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    form = page.registration.form
    qtbot.mouseClick(form.other_names.add_button, Qt.MouseButton.LeftButton)
    line = form.other_names.lines()[0]
    form.needs_interpreter.setFocus()
    walked = walk(qtbot, 5)
    assert walked[:3] == [line.kind, line.family, line.given]
    assert walked[4] is form.other_names.add_button


def walk(qtbot: QtBot, steps: int) -> list[QWidget | None]:
    found: list[QWidget | None] = []
    for _ in range(steps):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        found.append(QApplication.focusWidget())
    return found


@pytest.mark.parametrize("width", [1230, 840])
def test_a_very_long_name_stays_inside_the_panel(
    width: int, clinic: Clinic, station_of: Callable[..., AppContext], qtbot: QtBot, settled: Settled
) -> None:
    with clinic.act("receptionist", action="registration.register_person") as uow:
        long = replace(BEATRICE, family_name=ONE_WORD, given_names=MANY_WORDS, identifiers=(), phone="")
        first = service.register_person(uow, request=long)
        second = service.register_person(uow, request=replace(BEATRICE, identifiers=(), phone=""))
        members = (Joining(first, "principal", principal=True), Joining(second, "spouse"))
        service.open_case(uow, request=NewCase("US", "REF"), members=members)
    page = PeoplePage(station_of("receptionist"))
    qtbot.addWidget(page)
    page.resize(width, 700)
    page.show()
    settled()

    def shown() -> int | None:
        return page.browse.preview.whole.row.id if page.browse.preview.whole else None

    for person_id in (first, second):
        page.browse.show_person(person_id)
        qtbot.waitUntil(partial(lambda wanted: shown() == wanted, person_id))
        settled()
        edge = page.browse.area.viewport().width()
        assert page.browse.preview.width() <= edge
        for pressed in page.browse.preview.findChildren(QPushButton):
            right = pressed.mapTo(page.browse.preview, QPoint(pressed.width(), 0)).x()
            assert right <= edge, pressed.accessibleName()
    page.browse.preview.grab()
    long_name, short_name = page.browse.preview.findChildren(NameLink)[-2:]
    assert long_name.toolTip().startswith(ONE_WORD.upper())
    assert short_name.width() >= short_name.sizeHint().width()
    assert short_name.toolTip() == ""


def test_going_on_with_a_family_member_keeps_the_title(
    clinic: Clinic, station_of: Callable[..., AppContext], qtbot: QtBot, settled: Settled
) -> None:
    with clinic.act("receptionist", action="registration.register_person") as uow:
        first = service.register_person(uow, request=BEATRICE)
        case_id = service.open_case(
            uow, request=NewCase("US", "REF"), members=(Joining(first, "principal", principal=True),))
    context = station_of("receptionist")
    page = PeoplePage(context)
    qtbot.addWidget(page)
    page.show()
    settled()
    page._register_member(case_id, first)
    settled()
    assert page.title == "Register a family member"
    type_into(qtbot, page.registration.form.given_names, "Aline")
    page.settle(lambda: None)
    settled()
    again = PeoplePage(context)  # as after a switch of the language: every page is built anew
    qtbot.addWidget(again)
    again.show()
    settled()
    (go_on,) = [each for each in again.browse.aside.findChildren(QPushButton) if each.text() == "Continue"]
    qtbot.mouseClick(go_on, Qt.MouseButton.LeftButton)
    assert again.registration.case.joined() == case_id
    assert again.title == "Register a family member"
    again.registration._start_anew()
    settled()
    again._put_aside()
    again._begin(None)
    assert again.title == "Register a person"
