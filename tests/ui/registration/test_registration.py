"""Registering through the real windows on a real database: by hand, by documents, with faults, twice, as a family."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from mhac.registration import queries, service
from mhac.registration.birth import in_years, on_day
from mhac.registration.rules import IdentifierEntry, NewPerson
from tests.clinic import Clinic
from tests.mhac.registration.test_mrz import TD1, TD1_LONG, TD2, TD3
from tests.mhac.registration.test_people import BEATRICE
from tests.mhac.registration.test_photos import file_of
from tests.ui.registration.desk import Settled, by_hand, everybody, save, scan, type_into
from ui.registration.page import PeoplePage
from ui.registration.registration_view import RegistrationView


def test_a_person_is_registered_by_hand(
    qtbot: QtBot, page: PeoplePage, view: RegistrationView, settled: Settled, sqlite_clinic: Clinic
) -> None:
    by_hand(qtbot, view)
    type_into(qtbot, view.form.citizenship, "COD")
    type_into(qtbot, view.form.phone, "+250 788 000 114")
    type_into(qtbot, view.form.languages, "kinyarwanda")
    line = view.form.numbers.lines()[0]
    line.kind.setCurrentIndex(line.kind.findData("unhcr"))
    type_into(qtbot, line.number, "148-00C03417")
    view.form.camp.setCurrentIndex(view.form.camp.findData("mahama"))
    view.form.needs_interpreter.setChecked(True)
    save(qtbot, view, settled)
    (file,) = everybody(sqlite_clinic)
    assert file.facts == NewPerson(
        family_name="Mukamana", given_names="Béatrice", sex="F", birth=on_day(date(1990, 3, 14)),
        phone="+250 788 000 114", camp="mahama", languages=("rw",), needs_interpreter=True, interpreter_language="rw",
        citizenship="CD", identifiers=(IdentifierEntry("unhcr", "148-00C03417"),))  # fmt: skip
    assert page.stack.currentWidget() is page.browse
    qtbot.waitUntil(lambda: page.browse.preview.whole is not None)
    assert page.browse.preview.whole is not None
    assert page.browse.preview.whole.row.id == file.id


@pytest.mark.parametrize(
    ("text", "number"),
    [(TD3, "L898902C3"), (TD2, "D23145890"), (TD1, "D23145890"), (TD1_LONG, "D23145890734")],
    ids=["TD3", "TD2", "TD1", "TD1 long"],
)
def test_a_scan_of_a_specimen_fills_the_form(
    qtbot: QtBot, view: RegistrationView, settled: Settled, sqlite_clinic: Clinic, text: str, number: str
) -> None:
    scan(qtbot, view, text)
    assert view.document.state.text() == "All check digits fit"
    save(qtbot, view, settled)
    (file,) = everybody(sqlite_clinic)
    assert file.name in {"ERIKSSON Anna Maria", "STEVENSON Peter John"}
    (paper,) = file.facts.identifiers
    assert (paper.value, paper.issuer) == (number, "UTO")
    assert file.facts.birth is not None
    assert file.facts.birth.is_exact


def test_a_scan_into_the_search_field_begins_a_registration(qtbot: QtBot, page: PeoplePage, settled: Settled) -> None:
    type_into(qtbot, page.browse.search, TD3.replace("\n", ""))
    qtbot.keyClick(page.browse.search, Qt.Key.Key_Return)
    settled()
    assert page.stack.currentWidget() is page.registration
    assert page.registration.form.family_name.text() == "Eriksson"


def test_a_double_click_and_a_double_enter_register_one_person(
    qtbot: QtBot, view: RegistrationView, sqlite_clinic: Clinic, settled: Settled
) -> None:
    by_hand(qtbot, view)
    qtbot.mouseClick(view.save_button, Qt.MouseButton.LeftButton)
    qtbot.mouseDClick(view.save_button, Qt.MouseButton.LeftButton)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    settled()
    qtbot.mouseClick(view.save_button, Qt.MouseButton.LeftButton)  # answered, but still the same double click
    settled()
    assert len(everybody(sqlite_clinic)) == 1


def test_a_bad_check_digit_is_named_and_its_value_not_taken(qtbot: QtBot, view: RegistrationView) -> None:
    scan(qtbot, view, TD3.replace("L898902C36", "L8989O2C36"))
    assert any("Document number" in sentence and "L898902C3" in sentence for sentence in view.document.remarks())
    assert view.form.numbers.value() == ()
    assert view.form.family_name.text() == "Eriksson"
    (take,) = [b for b in view.document.findChildren(type(view.save_button)) if b.text() == "Use L898902C3"]
    qtbot.mouseClick(take, Qt.MouseButton.LeftButton)
    assert view.form.numbers.value()[0].value == "L898902C3"


def test_what_was_typed_is_not_overwritten_before_both_were_shown(qtbot: QtBot, view: RegistrationView) -> None:
    by_hand(qtbot, view, "Ericson", "Anna Maria")
    scan(qtbot, view, TD3)
    assert view.form.family_name.text() == "Ericson"
    shown = [box.text() for box in view.differences.boxes]
    assert shown == [
        "Family name: typed Ericson, document Eriksson",
        "Birth date: typed 14 Mar 1990, document 12 Aug 1974",
    ]
    view.differences.boxes[1].setChecked(False)
    qtbot.mouseClick(view.differences.take_button, Qt.MouseButton.LeftButton)
    assert view.form.family_name.text() == "Eriksson"
    assert view.form.person().birth == on_day(date(1990, 3, 14))
    assert not view.differences.isVisible()


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ("31 Feb 1990", "birth_date", "not in the calendar"),
        ("hello there", "birth_date", "not understood"),
        ("2035", "birth_date", "future"),
    ],
)
def test_an_impossible_date_is_said_beside_the_field_and_nothing_is_lost(
    qtbot: QtBot, view: RegistrationView, settled: Settled, sqlite_clinic: Clinic, typed: str, field: str, words: str
) -> None:
    by_hand(qtbot, view)
    view.form.birth.clear()
    type_into(qtbot, view.form.birth, typed)
    save(qtbot, view, settled)
    assert words in view.form.row(field).fault
    assert view.form.family_name.text() == "Mukamana"
    assert everybody(sqlite_clinic) == []


def test_everything_that_is_missing_is_said_at_once(
    qtbot: QtBot, view: RegistrationView, settled: Settled, sqlite_clinic: Clinic
) -> None:
    type_into(qtbot, view.form.citizenship, "Atlantis")
    type_into(qtbot, view.form.phone, "call me")
    save(qtbot, view, settled)
    faulty = {name for name in view.form.names() if view.form.row(name).fault}
    assert faulty == {"family_name", "sex", "birth_date", "citizenship", "phone"}
    assert view.problem.isVisible()
    assert everybody(sqlite_clinic) == []


@pytest.mark.parametrize(
    ("family", "given"),
    [
        ("ተስፋዬ", "ሙሉ"),
        ("محمد", "علي"),
        ("O'Neil; DROP TABLE person;--", "Robert"),
        ("<b>Mukamana</b>", "<script>alert(1)</script>"),
        ("Щукин", "Илья"),
    ],
)
def test_names_of_any_script_and_any_sign_are_shown_as_typed(
    qtbot: QtBot, page: PeoplePage, view: RegistrationView, settled: Settled, family: str, given: str
) -> None:
    by_hand(qtbot, view, "", "")
    view.form.family_name.setText(family)
    view.form.given_names.setText(given)
    save(qtbot, view, settled)
    (row,) = page.browse.table.rows()
    assert (row.family_name, row.given_names) == (family, given)
    qtbot.waitUntil(lambda: page.browse.preview.whole is not None)


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"\xff\xd8" + b"\0" * 10_000_000, "10.0 MB"), (b"no picture at all", "not a picture"), (b"", "empty")],
    ids=["10 MB", "text", "empty"],
)
def test_a_bad_photo_is_refused_in_words_and_the_form_stays(
    qtbot: QtBot, view: RegistrationView, settled: Settled, tmp_path: Path, content: bytes, words: str
) -> None:
    by_hand(qtbot, view)
    file = tmp_path / "photo.jpg"
    file.write_bytes(content)
    view.photo.take_file(file)
    settled()
    assert words in view.photo.note.text()
    assert view.photo.value() is None
    assert view.form.family_name.text() == "Mukamana"


def test_a_photo_and_consent_are_kept_with_the_person(
    qtbot: QtBot, view: RegistrationView, settled: Settled, tmp_path: Path, sqlite_clinic: Clinic
) -> None:
    by_hand(qtbot, view)
    file = tmp_path / "photo.png"
    file.write_bytes(file_of((400, 500), "PNG"))
    view.photo.take_file(file)
    type_into(qtbot, view.form.languages, "rw")
    qtbot.keyClick(view.form.languages.choice, Qt.Key.Key_Tab)
    view.consent.decision.choose("given")
    settled()
    assert view.photo.value() is not None
    assert view.consent.language.value() == "rw"
    save(qtbot, view, settled)
    (person,) = everybody(sqlite_clinic)
    assert person.photo_id is not None
    assert [(entry.decision, entry.language) for entry in person.consents] == [("given", "rw")]


def test_a_minor_needs_a_guardian(
    qtbot: QtBot, view: RegistrationView, settled: Settled, sqlite_clinic: Clinic
) -> None:
    by_hand(qtbot, view)
    assert not view.consent.guardian.isVisible()
    view.form.birth.clear()
    type_into(qtbot, view.form.birth, "3.4.2015")
    view.consent.decision.choose("given")
    view.consent.language.set_value("rw")
    assert view.consent.guardian.isVisible()
    save(qtbot, view, settled)
    assert view.consent.form.row("guardian_name").fault
    view.consent.guardian.setText("Mukamana Béatrice")
    view.consent.relationship.setCurrentIndex(view.consent.relationship.findData("parent"))
    save(qtbot, view, settled)
    (file,) = everybody(sqlite_clinic)
    assert file.consents[0].guardian_name == "Mukamana Béatrice"


def test_somebody_on_file_is_shown_while_typing_and_taken_up(
    qtbot: QtBot, page: PeoplePage, settled: Settled, sqlite_clinic: Clinic
) -> None:
    with sqlite_clinic.act("receptionist") as uow:
        known = service.register_person(uow, request=BEATRICE)
    page.begin()
    view = page.registration
    by_hand(qtbot, view, "Mukamama", "Beatrise")
    type_into(qtbot, view.form.address, "Kicukiro")
    qtbot.waitUntil(lambda: len(view.duplicates.shown()) == 1)
    (same,) = [b for b in view.duplicates.findChildren(type(view.save_button)) if b.text() == "This is the same person"]
    qtbot.mouseClick(same, Qt.MouseButton.LeftButton)
    settled()
    assert view.corrects
    assert view.form.given_names.text() == "Béatrice"
    asked = [box.text() for box in view.differences.boxes]
    assert "Address: typed —, document Kicukiro" in asked
    for box in view.differences.boxes:
        box.setChecked("Kicukiro" in box.text())
    qtbot.mouseClick(view.differences.take_button, Qt.MouseButton.LeftButton)
    save(qtbot, view, settled)
    (file,) = everybody(sqlite_clinic)
    assert (file.id, file.facts.address, file.facts.family_name) == (known, "Kicukiro", "Mukamana")


def test_a_second_press_registers_nobody_twice(
    qtbot: QtBot, view: RegistrationView, settled: Settled, sqlite_clinic: Clinic
) -> None:
    by_hand(qtbot, view)
    view.save(add_member=False)
    view.save(add_member=False)
    settled()
    assert len(everybody(sqlite_clinic)) == 1


def test_enter_goes_on_and_control_enter_registers(
    qtbot: QtBot, view: RegistrationView, settled: Settled, sqlite_clinic: Clinic
) -> None:
    by_hand(qtbot, view)
    view.form.family_name.setFocus()
    qtbot.keyClick(view.form.family_name, Qt.Key.Key_Return)
    settled()
    assert everybody(sqlite_clinic) == []
    qtbot.keyClick(view.form.given_names, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settled()
    assert len(everybody(sqlite_clinic)) == 1


def test_a_family_is_registered_one_after_the_other(
    qtbot: QtBot, page: PeoplePage, view: RegistrationView, settled: Settled, sqlite_clinic: Clinic
) -> None:
    by_hand(qtbot, view)
    view.form.address.setText("Kicukiro")
    qtbot.mouseClick(view.next_button, Qt.MouseButton.LeftButton)
    settled()
    assert view.case.form.row("country").fault
    view.case.form.country.setCurrentIndex(view.case.form.country.findData("US"))
    view.case.form.category.setCurrentIndex(view.case.form.category.findData("REF"))
    view.case.form.number.setText("KG-4711")
    qtbot.mouseClick(view.next_button, Qt.MouseButton.LeftButton)
    settled()
    assert page.title == "Register a family member"
    assert view.form.family_name.text() == "Mukamana"
    assert view.form.address.text() == "Kicukiro"
    assert view.form.given_names.text() == ""
    type_into(qtbot, view.form.given_names, "Divine")
    type_into(qtbot, view.form.birth, "2.2.2012")
    type_into(qtbot, view.form.sex, "f")
    save(qtbot, view, settled)
    assert view.case.place.row("members").fault
    view.case.relationship.setCurrentIndex(view.case.relationship.findData("child"))
    save(qtbot, view, settled)
    with sqlite_clinic.act("receptionist") as uow:
        (case,) = [queries.case_file(uow, row.id) for row in queries.find_cases(uow, "KG-4711")]
    assert [(m.person.given_names, m.relationship, m.principal) for m in case.members] == [
        ("Béatrice", "principal", True),
        ("Divine", "child", False),
    ]


def test_a_case_number_that_is_taken_is_said_beside_the_field(
    qtbot: QtBot, page: PeoplePage, view: RegistrationView, settled: Settled, sqlite_clinic: Clinic
) -> None:
    for name in ("Béatrice", "Paul"):
        page.begin()
        by_hand(qtbot, view, "Mukamana", name)
        view.case.form.country.setCurrentIndex(view.case.form.country.findData("US"))
        view.case.form.category.setCurrentIndex(view.case.form.category.findData("IV"))
        view.case.form.number.setText("KG-4711")
        save(qtbot, view, settled)
    assert "already on file" in view.case.form.row("number").fault
    assert view.form.given_names.text() == "Paul"
    assert len(everybody(sqlite_clinic)) == 1


def test_a_change_by_somebody_else_is_shown_beside_ones_own(
    qtbot: QtBot, page: PeoplePage, settled: Settled, sqlite_clinic: Clinic
) -> None:
    with sqlite_clinic.act("receptionist") as uow:
        person_id = service.register_person(uow, request=BEATRICE)
    page.show_with(correct=person_id)
    settled()
    view = page.registration
    qtbot.waitUntil(lambda: view.corrects)
    view.form.address.setText("Kicukiro")
    with sqlite_clinic.act("nurse") as uow:
        version = queries.people(uow, [person_id])[person_id].version
        service.correct_person(
            uow, person_id=person_id, version=version, request=replace(BEATRICE, phone="+250 722 000 871")
        )
    save(qtbot, view, settled)
    shown = [box.text() for box in view.differences.boxes]
    assert "Telephone: typed +250 788 000 114, on file +250 722 000 871" in shown
    assert "Address: typed Kicukiro, on file —" in shown
    for box in view.differences.boxes:
        box.setChecked("Telephone" in box.text())
    qtbot.mouseClick(view.differences.take_button, Qt.MouseButton.LeftButton)
    save(qtbot, view, settled)
    (file,) = everybody(sqlite_clinic)
    assert (file.facts.phone, file.facts.address) == ("+250 722 000 871", "Kicukiro")


def test_partial_and_estimated_birth_dates_are_taken(
    qtbot: QtBot, view: RegistrationView, settled: Settled, sqlite_clinic: Clinic
) -> None:
    by_hand(qtbot, view)
    view.form.birth.clear()
    type_into(qtbot, view.form.birth, "about 1990")
    save(qtbot, view, settled)
    (file,) = everybody(sqlite_clinic)
    assert file.facts.birth == in_years(1990, 1990, estimated=True)
