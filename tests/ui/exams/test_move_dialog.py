"""To whom a wrong entry belongs: two of one name are told apart, and the dialog begins where the person is chosen."""

from datetime import date

from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from mhac.exams import entry
from mhac.registration import queries as people
from mhac.registration import service as registration
from mhac.registration.birth import on_day
from mhac.registration.rules import Joining, NewCase, NewPerson
from tests.clinic import Clinic
from tests.mhac.exams.examined import COUNTRY, Family, begin
from tests.ui.exams.exam_window import Key, Opened, Settled, dialog, press
from ui.exams.move_dialog import MoveDialog


def namesakes(clinic: Clinic) -> tuple[Family, dict[int, str]]:
    """A sister and an aunt of the principal applicant who bear her name, each with an open exam; with file numbers."""
    born = {
        "principal": on_day(date(1990, 1, 1)),
        "sibling": on_day(date(1990, 1, 1)),
        "aunt_uncle": on_day(date(1971, 2, 3)),
    }
    with clinic.act("receptionist", action="test") as uow:
        who = [
            registration.register_person(
                uow, request=NewPerson("Uwimana", "Marie", "F", birth, citizenship="RW", birth_country="RW")
            )
            for birth in born.values()
        ]
        joining = [Joining(one, place, principal=place == "principal") for one, place in zip(who, born, strict=True)]
        case_id = registration.open_case(uow, request=NewCase(COUNTRY, "REF"), members=joining)
        numbers = {one: row.file_number for one, row in people.people(uow, who).items()}
    return Family(case_id, who[0], who[1]), numbers


def asked_to_move(clinic: Clinic, exam_id: int, opened: Opened, settled: Settled) -> MoveDialog:
    """Enter a weight on somebody, and say that it is of another person."""
    with clinic.act("nurse", action="exams.save_section") as uow:
        entry.save_section(uow, exam_id=exam_id, section="vitals", values={"weight_kg": 58.5}, base={})
    page = opened("nurse", exam_id=exam_id, section="vitals")
    page.wrong_person.move_action.trigger()
    settled()
    found: MoveDialog = dialog(page, "move_section", MoveDialog)
    return found


def test_two_of_one_name_are_told_apart(sqlite_clinic: Clinic, opened: Opened, settled: Settled) -> None:
    household, numbers = namesakes(sqlite_clinic)
    principal, sister, aunt = numbers
    exams = [begin(sqlite_clinic, household, one) for one in numbers]
    asked = asked_to_move(sqlite_clinic, exams[1], opened, settled)
    assert asked.choice(principal).text() == asked.choice(aunt).text() == "UWIMANA Marie"
    shown = [label.text() for label in asked.findChildren(QLabel) if label.isVisible()]
    assert any(numbers[sister] in text for text in shown)  # whose entry it is
    theirs = {one: next(text for text in shown if numbers[one] in text) for one in (principal, aunt)}
    assert theirs[principal].endswith(f"born 01 Jan 1990 · {numbers[principal]} · principal applicant")
    assert theirs[aunt].startswith("F · 5")
    assert f"born 03 Feb 1971 · {numbers[aunt]}" in theirs[aunt]
    assert asked.choice(aunt).accessibleDescription() == theirs[aunt]


def test_the_dialog_begins_on_the_first_person(
    qtbot: QtBot, sqlite_clinic: Clinic, opened: Opened, settled: Settled
) -> None:
    household, numbers = namesakes(sqlite_clinic)
    principal, sister, _ = numbers
    begin(sqlite_clinic, household, principal)
    asked = asked_to_move(sqlite_clinic, begin(sqlite_clinic, household, sister), opened, settled)
    assert QApplication.focusWidget() is asked.choice(principal)
    press(qtbot, Key.Key_Space)
    assert asked.person_id() == principal


def test_alone_in_the_case_the_dialog_begins_in_the_search(
    sqlite_clinic: Clinic, exam_id: int, opened: Opened, settled: Settled
) -> None:
    asked = asked_to_move(sqlite_clinic, exam_id, opened, settled)
    assert asked.elsewhere is not None
    assert QApplication.focusWidget() is asked.elsewhere.picker
