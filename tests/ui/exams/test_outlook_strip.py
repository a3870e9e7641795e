"""The case file says what will not last until the flight, or until a day that somebody asks for."""

import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from mhac.registration import service as registration
from mhac.registration.birth import on_day
from mhac.registration.rules import Joining, NewCase, NewPerson
from mhac.travel import service as travel
from mhac.travel.views import NewDeparture
from tests.clinic import Clinic
from tests.mhac.exams.examined import COUNTRY, Family, begin
from ui.app.context import AppContext
from ui.exams.casefile_page import CaseFilePage
from ui.exams.outlook_strip import DayDialog

Settled = Callable[[], None]
Opened = Callable[..., CaseFilePage]
FLIGHT = datetime(2026, 8, 12, 20, 0, tzinfo=UTC)


@pytest.fixture
def boy(sqlite_clinic: Clinic) -> Family:
    """A boy who turns 15 on 3 June 2026; his exam is of March."""
    with sqlite_clinic.act("receptionist", action="registration.register_person") as uow:
        one = registration.register_person(uow, request=NewPerson(
            family_name="Ndayisenga", given_names="Claude", sex="M", birth=on_day(date(2011, 6, 3)), citizenship="CD",
            birth_country="CD"))
        case = registration.open_case(
            uow, request=NewCase(country=COUNTRY, category="REF"), members=(Joining(one, "principal", principal=True),))
    household = Family(case, one, one)
    begin(sqlite_clinic, household, one)
    return household


@pytest.fixture
def opened(qtbot: QtBot, context_for: Callable[..., AppContext], settled: Settled) -> Opened:
    def make(role: str, **arguments: Any) -> CaseFilePage:
        page = CaseFilePage(context_for(role))
        qtbot.addWidget(page)
        page.resize(1232, 800)
        page.show_with(**arguments)
        page.show()
        settled()
        return page

    return make


def fly(clinic: Clinic, household: Family) -> None:
    with clinic.act("nurse", action="travel.plan_departure") as uow:
        flight = travel.plan_departure(uow, request=NewDeparture(
            flight="ET 801", departs_at=FLIGHT, route="KGL-ADD-IAD", destination="US"))
        travel.add_travellers(uow, departure_id=flight, case_id=household.case_id, person_ids=[household.mother])


def look(page: CaseFilePage, name: str) -> None:
    if folder := os.environ.get("LOOK"):
        page.grab().save(f"{folder}/{name}.png")


def test_a_birthday_before_the_flight_is_told(
    sqlite_clinic: Clinic, boy: Family, opened: Opened
) -> None:
    fly(sqlite_clinic, boy)
    page = opened("nurse", person_id=boy.mother)
    assert page.outlook.isVisible()
    told = page.outlook.words.text()
    assert "Before the flight on 12 Aug 2026" in told
    assert "turns 15 on 03 Jun 2026: Chest X-ray becomes required" in told
    look(page, "outlook-flight")
    page.resize(860, 640)
    look(page, "outlook-narrow")


def test_without_a_flight_a_day_can_be_asked(boy: Family, opened: Opened, settled: Settled, qtbot: QtBot) -> None:
    page = opened("physician", person_id=boy.mother)
    assert not page.outlook.isVisible()
    page.ahead_action.trigger()
    dialog = page.findChild(DayDialog)
    assert isinstance(dialog, DayDialog)
    dialog.act_button.click()
    assert dialog.isVisible()
    dialog.edit.set_day(date(2026, 5, 1))
    dialog.act_button.click()
    settled()
    assert page.outlook.words.text() == "Until 01 May 2026: nothing changes."
    look(page, "outlook-nothing")
    page.outlook.flight_button.click()
    settled()
    assert not page.outlook.isVisible()


def test_who_reads_no_clinical_record_is_told_nothing(sqlite_clinic: Clinic, boy: Family, opened: Opened) -> None:
    fly(sqlite_clinic, boy)
    page = opened("receptionist", person_id=boy.mother)
    assert not page.outlook.isVisible()
    assert not page.ahead_action.isVisible()
