"""The log of reads tells who looked at whom: a page that asks again because of others' work is no second look."""

from collections.abc import Callable
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from mhac.exams import entry
from mhac.security.queries import audit_lines
from tests.clinic import Clinic
from tests.mhac.exams.examined import Family
from tests.ui.exams.exam_window import Settled
from ui.app.context import AppContext
from ui.app.page import Page
from ui.exams.casefile_page import CaseFilePage
from ui.exams.page import ExamPage


def reads(clinic: Clinic, person_id: int) -> int:
    with clinic.read("administrator") as uow:
        return sum(bool(line.content.get("reads")) for line in audit_lines(uow, person_id=person_id))


@pytest.fixture(params=[ExamPage, CaseFilePage])
def page(
    request: pytest.FixtureRequest, qtbot: QtBot, context_for: Callable[..., AppContext], household: Family,
    exam_id: int, settled: Settled,
) -> Page:  # fmt: skip
    made: Page = request.param(context_for("nurse"))
    qtbot.addWidget(made)
    asked: dict[str, Any] = {"exam_id": exam_id} if request.param is ExamPage else {"person_id": household.mother}
    made.show_with(**asked)
    made.show()
    settled()
    return made


def news(page: Page, settled: Settled) -> None:
    """Something was committed at another window."""
    page.context.bus.changed.emit("exams", ())
    settled()


def test_news_of_others_are_no_reading_of_this_record(
    page: Page, sqlite_clinic: Clinic, household: Family, settled: Settled
) -> None:
    assert reads(sqlite_clinic, household.mother) == 1
    for _ in range(3):
        news(page, settled)
    assert reads(sqlite_clinic, household.mother) == 1


def test_what_changed_is_read_anew(
    page: Page, sqlite_clinic: Clinic, household: Family, exam_id: int, settled: Settled
) -> None:
    with sqlite_clinic.act("nurse", action="exams.save_section") as uow:
        entry.save_section(uow, exam_id=exam_id, section="vitals", values={"weight_kg": 58.5}, base={})
    news(page, settled)
    assert reads(sqlite_clinic, household.mother) == 2


def test_a_page_that_was_left_is_a_new_look(
    page: Page, sqlite_clinic: Clinic, household: Family, settled: Settled
) -> None:
    page.hide()
    page.context.bus.changed.emit("exams", ())
    page.show()
    settled()
    assert reads(sqlite_clinic, household.mother) == 2
