"""What the outcome waits for leads there: to the question itself, to the person's record, to the list of countries."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from mhac.exams import service
from mhac.exams.needs import Need
from mhac.protocols import library
from mhac.registration import service as registration
from mhac.registration.birth import on_day
from mhac.registration.rules import Joining, NewCase, NewPerson
from tests.clinic import Clinic
from tests.mhac.exams.examined import Family, begin, read_exam
from tests.mhac.exams.graded import fill_whole
from tests.ui.exams.exam_window import Opened, Settled
from ui.exams.page import ExamPage
from ui.exams.ways import LISTS, Way, way_to

MONTHS = "consecutive_months_in_high_tb_5y"


@pytest.fixture
def exam_id(sqlite_clinic: Clinic) -> int:
    """A woman of 51 without a citizenship in her record, bound for Australia."""
    with sqlite_clinic.act("receptionist", action="registration.register_person") as uow:
        birth = on_day(date(1975, 1, 5))
        person = registration.register_person(
            uow, request=NewPerson(family_name="Uwera", given_names="Alice", sex="F", birth=birth, birth_country="RW")
        )
        case_id = registration.open_case(
            uow,
            request=NewCase(country="AU", category="PERM"),
            members=(Joining(person, "principal", principal=True),),
        )
    made = begin(sqlite_clinic, Family(case_id, person, person), person)
    fill_whole(sqlite_clinic, made, visa={"occupation": "health"})
    with sqlite_clinic.act("physician", action="exams.save_section") as uow:  # the TB test is not done yet
        base = {"igra_result": read_exam(sqlite_clinic, made).answers["igra_result"].number}
        service.save_section(uow, exam_id=made, section="infection", values={"igra_result": None}, base=base)
    return made


def go(qtbot: QtBot, page: ExamPage, what: str) -> None:
    buttons = [one for one in page.findChildren(QPushButton) if one.isVisible() and what in one.accessibleName()]
    assert len(buttons) == 1, what
    qtbot.mouseClick(buttons[0], Qt.MouseButton.LeftButton)


def shown(page: ExamPage) -> str:
    return " | ".join(one.text() for one in page.closing.classification.findChildren(QLabel) if one.isVisible())


def test_a_fact_of_the_record_leads_to_the_record(
    qtbot: QtBot, sqlite_clinic: Clinic, opened: Opened, settled: Settled, exam_id: int
) -> None:
    page = opened("physician", exam_id=exam_id, section="classification")
    went: list[tuple[str, object]] = []
    page.context.navigation_requested.connect(lambda key, arguments: went.append((key, arguments)))
    assert "Citizenship (in the person's record)" in shown(page)
    go(qtbot, page, "Citizenship")
    assert went == [("people", {"correct": read_exam(sqlite_clinic, exam_id).banner.person_id})]
    page.show_section("signature")
    settled()
    go(qtbot, page, "Citizenship")
    assert len(went) == 2


def test_a_question_that_may_stay_empty_is_named_and_gets_the_cursor(
    qtbot: QtBot, opened: Opened, settled: Settled, exam_id: int
) -> None:
    page = opened("physician", exam_id=exam_id, section="classification")
    template = library.choose("AU", date(2026, 3, 10)).template
    (label,) = [row["label"] for row in template.data["form"]["fields"] if row["key"] == MONTHS]
    assert label in shown(page)
    go(qtbot, page, label)
    settled()
    assert page.current == "visa"
    field = page.form.question(MONTHS).first_field()
    focused = QApplication.focusWidget()
    assert focused is not None
    assert field is focused or field.isAncestorOf(focused) or field.focusProxy() is focused


def test_a_country_that_no_list_names_leads_to_the_lists() -> None:
    template = library.choose("AU", date(2026, 3, 10)).template
    name = next(iter(template.lists))
    assert way_to(Need(f"list.{name}.TV", template.lists[name].title, ""), template, ()) == Way(outside=LISTS)
    assert way_to(Need("some_fact", "Some fact", ""), template, ()) is None


def test_a_test_that_is_not_done_leads_to_its_section(sqlite_clinic: Clinic, exam_id: int) -> None:
    template = library.choose("AU", date(2026, 3, 10)).template
    sections = read_exam(sqlite_clinic, exam_id).sections
    assert way_to(Need("item.chest_xray", "Chest X-ray", ""), template, sections) == Way("xray")
    assert way_to(Need("item.igra", "TB screening test", ""), template, sections) == Way("infection")
