"""A registration that is not finished: nothing typed is lost, by going back or by a crash; and unknown birth dates."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from mhac.registration import queries, service
from mhac.registration.birth import in_years
from mhac.registration.rules import NewCase
from tests.clinic import Clinic
from tests.mhac.registration.test_people import BEATRICE
from tests.mhac.registration.test_photos import file_of
from tests.ui.registration.desk import Settled, by_hand, everybody, save, type_into
from ui.app.context import AppContext
from ui.registration.page import PeoplePage
from ui.registration.registration_view import RegistrationView


def test_going_back_loses_nothing(qtbot: QtBot, page: PeoplePage, view: RegistrationView) -> None:
    by_hand(qtbot, view)
    qtbot.keyClick(view.form.given_names, Qt.Key.Key_Escape)
    assert page.stack.currentWidget() is page.browse
    assert page.browse.aside.isVisible()
    page.browse.continue_wanted.emit()
    assert page.stack.currentWidget() is view
    assert view.form.family_name.text() == "Mukamana"


def test_a_second_registration_does_not_overwrite_an_unfinished_one(
    qtbot: QtBot, page: PeoplePage, view: RegistrationView, settled: Settled
) -> None:
    by_hand(qtbot, view)
    qtbot.mouseClick(view.back_button, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(page.browse.register_button, Qt.MouseButton.LeftButton)
    assert view.form.family_name.text() == "Mukamana"
    qtbot.mouseClick(view.anew_button, Qt.MouseButton.LeftButton)
    settled()
    assert view.form.family_name.text() == ""
    assert not view.is_begun()


def test_what_was_typed_is_back_after_a_crash(
    qtbot: QtBot, page: PeoplePage, view: RegistrationView, settled: Settled, context_for: Callable[..., AppContext]
) -> None:
    by_hand(qtbot, view)
    view.form.birth.clear()
    type_into(qtbot, view.form.birth, "31 Feb 1990")
    qtbot.wait(700)
    settled()
    after = PeoplePage(context_for("receptionist"))
    qtbot.addWidget(after)
    after.show()
    qtbot.waitUntil(after.browse.aside.isVisible)
    assert after.stack.currentWidget() is after.browse
    after.browse.continue_wanted.emit()
    assert after.registration.form.family_name.text() == "Mukamana"
    assert after.registration.form.given_names.text() == "Béatrice"
    assert after.registration.form.birth.text() == "31 Feb 1990"


def test_photo_consent_and_case_are_back_after_a_crash(
    qtbot: QtBot, view: RegistrationView, settled: Settled, context_for: Callable[..., AppContext]
) -> None:
    by_hand(qtbot, view)
    view.photo.take_bytes(file_of())
    qtbot.waitUntil(lambda: view.photo.value() is not None)
    type_into(qtbot, view.form.languages, "kinyarwanda")
    type_into(qtbot, view.consent.decision, "g")
    type_into(qtbot, view.consent.interpreter, "Uwase")
    view.case.form.country.setCurrentIndex(view.case.form.country.findData("US"))
    view.case.form.category.setCurrentIndex(view.case.form.category.findData("REF"))
    type_into(qtbot, view.case.form.number, "KG-47")
    qtbot.wait(700)
    settled()
    after = PeoplePage(context_for("receptionist"))
    qtbot.addWidget(after)
    after.show()
    qtbot.waitUntil(after.browse.aside.isVisible)
    after.browse.continue_wanted.emit()
    again = after.registration
    assert again.photo.value() == view.photo.value()
    assert again.photo.box.has_picture()
    assert again.consent.value() == view.consent.value()
    assert again.consent.value() is not None
    assert again.consent.interpreter.text() == "Uwase"
    assert again.case.form.value() == NewCase("US", "REF", "KG-47")


def test_the_familys_case_is_joined_again_after_a_crash(
    qtbot: QtBot, page: PeoplePage, view: RegistrationView, settled: Settled, context_for: Callable[..., AppContext]
) -> None:
    by_hand(qtbot, view)
    view.case.form.country.setCurrentIndex(view.case.form.country.findData("US"))
    view.case.form.category.setCurrentIndex(view.case.form.category.findData("REF"))
    qtbot.mouseClick(view.next_button, Qt.MouseButton.LeftButton)
    settled()
    view.case.relationship.setCurrentIndex(view.case.relationship.findData("child"))
    view.case.travels.setChecked(False)
    qtbot.wait(500)
    settled()
    after = PeoplePage(context_for("receptionist"))
    qtbot.addWidget(after)
    after.show()
    qtbot.waitUntil(after.browse.aside.isVisible)
    after.browse.continue_wanted.emit()
    assert after.registration.case.joins() == view.case.joins()
    assert after.registration.form.family_name.text() == "Mukamana"


def test_long_typing_without_a_pause_is_kept_within_a_second(
    qtbot: QtBot, view: RegistrationView, sqlite_clinic: Clinic
) -> None:
    view.form.family_name.setFocus()
    for _letter in range(12):
        qtbot.keyClicks(view.form.family_name, "a")
        qtbot.wait(90)
    with sqlite_clinic.read("receptionist") as uow:
        kept = queries.draft(uow)
    assert kept is not None
    assert kept.person.family_name.startswith("aa")


@pytest.mark.parametrize("how", ["typed", "French", "button"])
def test_a_birth_date_that_nobody_knows(
    qtbot: QtBot, page: PeoplePage, view: RegistrationView, settled: Settled, sqlite_clinic: Clinic, how: str
) -> None:
    by_hand(qtbot, view)
    view.form.birth.clear()
    if how == "button":
        view.form.birth.unknown_action.trigger()
    else:
        type_into(qtbot, view.form.birth, "?" if how == "typed" else "inconnue")
    view.form.phone.setFocus()
    assert view.form.birth.text() == "not known"
    assert view.consent.form.row("guardian_name").isVisible()
    type_into(qtbot, view.consent.decision, "g")
    type_into(qtbot, view.consent.language, "kinyarwanda")
    save(qtbot, view, settled)
    (file,) = everybody(sqlite_clinic)
    assert file.facts.birth is None
    assert file.facts.birth_unknown
    qtbot.waitUntil(lambda: page.browse.preview.whole is not None)
    shown = " ".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())
    assert "birth date unknown" in shown
    assert "born birth" not in shown


def test_an_unknown_birth_date_is_corrected_to_a_year(
    qtbot: QtBot, page: PeoplePage, settled: Settled, sqlite_clinic: Clinic
) -> None:
    with sqlite_clinic.act("receptionist") as uow:
        person_id = service.register_person(uow, request=replace(BEATRICE, birth=None, birth_unknown=True))
    page.show_with(correct=person_id)
    settled()
    view = page.registration
    assert view.form.birth.text() == "not known"
    assert not view.is_begun()
    view.form.birth.clear()
    type_into(qtbot, view.form.birth, "1984")
    save(qtbot, view, settled)
    (file,) = everybody(sqlite_clinic)
    assert file.facts.birth == in_years(1984, 1984)
    assert not file.facts.birth_unknown


def test_an_unknown_birth_date_is_kept_in_the_draft(
    qtbot: QtBot, view: RegistrationView, settled: Settled, context_for: Callable[..., AppContext]
) -> None:
    by_hand(qtbot, view)
    view.form.birth.unknown_action.trigger()
    qtbot.wait(500)
    settled()
    after = PeoplePage(context_for("receptionist"))
    qtbot.addWidget(after)
    after.show()
    qtbot.waitUntil(after.browse.aside.isVisible)
    assert after.registration.form.birth.is_unknown()


def test_nothing_comes_back_once_the_person_is_registered(
    qtbot: QtBot, page: PeoplePage, view: RegistrationView, settled: Settled, sqlite_clinic: Clinic
) -> None:
    by_hand(qtbot, view)
    qtbot.wait(700)
    save(qtbot, view, settled)
    with sqlite_clinic.read("receptionist") as uow:
        assert queries.draft(uow) is None


