"""Correcting one field leaves the others as they are on file, even where the form's lists do not know them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from mhac.registration import queries, service
from mhac.registration.records import Identifier, Person
from mhac.registration.rules import IdentifierEntry, PersonFile
from tests.clinic import Clinic
from tests.mhac.registration.test_people import BEATRICE
from tests.ui.registration.desk import Settled, type_into
from ui.app.context import AppContext
from ui.registration.page import PeoplePage

CARD = IdentifierEntry("refugee_id", "E6L1110RD", "RWA", date(2031, 10, 7))


def file_of(clinic: Clinic, person_id: int) -> PersonFile:
    with clinic.act("receptionist") as uow:
        return queries.person_file(uow, person_id)


def registered(clinic: Clinic, card: IdentifierEntry) -> int:
    with clinic.act("receptionist", action="registration.register_person") as uow:
        return service.register_person(uow, request=replace(BEATRICE, identifiers=(card,)))


@pytest.mark.parametrize(("typed", "kept"), [
    ("RW", "RWA"), ("RWA", "RWA"), ("D", "DEU"), ("RKS", "RKS"), ("XCE", "XCE"), ("UNO", "UNO"),
    (None, None), ("", None),
])  # fmt: skip
def test_an_issuer_is_kept_by_its_three_letters(clinic: Clinic, typed: str | None, kept: str | None) -> None:
    person_id = registered(clinic, replace(CARD, issuer=typed))
    assert file_of(clinic, person_id).facts.identifiers == (replace(CARD, issuer=kept),)


@pytest.mark.parametrize(("issuer", "shown", "kept"), [
    ("RW", "Rwanda", "RWA"), ("RWA", "Rwanda", "RWA"), ("XCE", "XCE", "XCE"), ("UTO", "Utopia (ICAO specimen)", "UTO"),
])  # fmt: skip
def test_correcting_a_name_keeps_who_issued_the_paper(
    issuer: str, shown: str, kept: str, clinic: Clinic, station_of: Callable[..., AppContext], qtbot: QtBot,
    settled: Settled,
) -> None:  # fmt: skip
    person_id = registered(clinic, CARD)
    with clinic.act("receptionist") as uow:
        uow.session.query(Identifier).one().issuer = issuer  # as an earlier version laid it down
    page = opened(person_id, station_of("receptionist"), qtbot, settled)
    view = page.registration
    assert view.form.numbers.lines()[0].issuer.text() == shown
    assert not view.is_begun()
    view.form.family_name.clear()
    type_into(qtbot, view.form.family_name, "Mukamanzi")
    qtbot.mouseClick(view.save_button, Qt.MouseButton.LeftButton)
    settled()
    facts = file_of(clinic, person_id).facts
    assert (facts.family_name, facts.identifiers) == ("Mukamanzi", (replace(CARD, issuer=kept),))


def test_the_issuer_that_no_list_knows_can_be_changed_and_taken_back(
    clinic: Clinic, station_of: Callable[..., AppContext], qtbot: QtBot, settled: Settled
) -> None:
    page = opened(registered(clinic, replace(CARD, issuer="XCE")), station_of("receptionist"), qtbot, settled)
    field = page.registration.form.numbers.lines()[0].issuer
    for typed, code in (("ken", "KEN"), ("xce", "XCE"), ("nobody", ""), ("", "")):
        field.clear()
        type_into(qtbot, field, typed)
        assert field.value() == code
        assert field.is_wrong() is (typed == "nobody")


@pytest.mark.parametrize("field", ["camp", "travel_status", "citizenship"])
def test_a_code_that_the_lists_have_no_more_is_not_lost_without_a_word(
    field: str, clinic: Clinic, station_of: Callable[..., AppContext], qtbot: QtBot, settled: Settled
) -> None:
    person_id = registered(clinic, CARD)
    with clinic.act("receptionist") as uow:
        setattr(uow.get(Person, person_id), field, "XQ")
    page = opened(person_id, station_of("receptionist"), qtbot, settled)
    assert getattr(page.registration.form.person(), field) == "XQ"
    qtbot.mouseClick(page.registration.save_button, Qt.MouseButton.LeftButton)
    settled()
    assert page.registration.form.row(field).fault
    assert getattr(file_of(clinic, person_id).facts, field) == "XQ"


def opened(person_id: int, context: AppContext, qtbot: QtBot, settled: Settled) -> PeoplePage:
    """The page with the person's form open, as "Correct" opens it."""
    page = PeoplePage(context)
    qtbot.addWidget(page)
    page.resize(1230, 840)
    page.show()
    settled()
    page.browse.table.selectRow(0)
    qtbot.waitUntil(lambda: page.browse.preview.whole is not None)
    qtbot.mouseClick(page.browse.preview.correct_button, Qt.MouseButton.LeftButton)
    settled()
    assert page.registration.corrects
    return page
