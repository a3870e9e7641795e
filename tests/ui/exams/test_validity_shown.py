"""Until when an exam holds is said before it is decided and signed; one that rests on old results says so."""

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.clinic import Clinic
from tests.mhac.exams.examined import FILM_NORMAL, adopt, confirm, fill_all
from tests.ui.exams.exam_window import Opened, Settled
from ui.exams.page import ExamPage
from ui.widgets.basics import Notice

TOO_OLD = "The validity ended before the examination"


def said(page: ExamPage) -> str:
    """Everything that stands in the classification."""
    return "\n".join(label.text() for label in page.closing.classification.findChildren(QLabel))


@pytest.mark.parametrize(("film", "old"), [("2025-09-10", False), ("2025-07-01", True)])
def test_the_validity_stands_before_the_decision_and_the_signature(
    qtbot: QtBot, sqlite_clinic: Clinic, exam_id: int, opened: Opened, settled: Settled, film: str, old: bool
) -> None:
    adopt(sqlite_clinic)
    fill_all(sqlite_clinic, exam_id, xray={**FILM_NORMAL, "xray_on": film})
    page = opened("physician", exam_id=exam_id)
    page.show_section("classification")
    settled()
    assert ("valid until 01 Jan 2026" if old else "valid until 10 Mar 2026") in said(page)
    assert ("Not cleared for travel" if old else "Cleared for travel") in said(page)
    assert (TOO_OLD in said(page)) is old
    confirm(sqlite_clinic, exam_id)
    page.mark_stale()
    settled()
    page.show_section("signature")
    settled()
    strip = page.closing.signature.validity
    assert strip.isVisible()
    assert (TOO_OLD in strip.accessibleName()) is old
    assert (strip.property("strip") == "bad") is old


def test_an_exam_that_is_over_when_it_is_to_be_signed_says_so(
    qtbot: QtBot, sqlite_clinic: Clinic, exam_id: int, opened: Opened, settled: Settled
) -> None:
    adopt(sqlite_clinic)
    fill_all(sqlite_clinic, exam_id)
    confirm(sqlite_clinic, exam_id)
    sqlite_clinic.clock.forward(days=200)
    page = opened("physician", exam_id=exam_id, section="classification")
    settled()
    notices = [one.accessibleName() for one in page.closing.classification.findChildren(Notice)]
    assert any("The validity ended on 10 Sep 2026" in text for text in notices)
    page.show_section("signature")
    settled()
    assert "The validity ended on 10 Sep 2026" in page.closing.signature.validity.accessibleName()


def test_a_suicide_attempt_in_the_history_is_seen_and_questioned(
    qtbot: QtBot, sqlite_clinic: Clinic, exam_id: int, opened: Opened, settled: Settled
) -> None:
    fill_all(sqlite_clinic, exam_id, mental={"hx_suicide": True}, substances={"hx_dependence": True})
    page = opened("physician", exam_id=exam_id)
    page.show_section("classification")
    settled()
    assert "No class" in said(page)
    assert "The history tells of a suicide attempt" in said(page)
    assert "The history tells of drugs, alcohol or addiction" in said(page)
    assert page.presenter is not None
    assert {"Ever tried to end own life", "Addiction to or abuse of a controlled substance"} <= {
        label for label, _ in page.presenter.history()
    }


def test_a_dose_that_does_not_count_is_named(
    qtbot: QtBot, sqlite_clinic: Clinic, exam_id: int, opened: Opened, settled: Settled
) -> None:
    doses = {"vaccine_record": True, "vx_mmr_1": "2026-02-10", "vx_mmr_2": "2026-02-20"}
    fill_all(sqlite_clinic, exam_id, vaccination=doses)
    page = opened("physician", exam_id=exam_id)
    page.show_section("classification")
    settled()
    assert "A dose on record does not count" in said(page)
    assert "Measles, mumps and rubella, 20 Feb 2026" in said(page)
    assert "Measles, mumps and rubella, 10 Feb 2026" not in said(page)
