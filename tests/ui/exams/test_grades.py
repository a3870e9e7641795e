"""Grades in the window: proposed with their reasons, made worse with a reason, commented as the country asks."""

from typing import Any

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from mhac.exams.rules import ExamStatus
from mhac.protocols import service as protocols
from mhac.protocols.template import Template
from tests.clinic import PASSWORD, Clinic
from tests.mhac.exams.examined import read_exam
from tests.mhac.exams.graded import adopt_edition, fill_whole, graded_exam, graded_templates
from tests.ui.exams.exam_window import Opened, Settled, click, dialog
from ui.app.dialogs import PasswordDialog
from ui.exams.grades_editor import GradesEditor
from ui.exams.page import ExamPage


@pytest.fixture
def template() -> Template:
    return next(one for one in graded_templates() if one.country == "CA")


def words(page: ExamPage) -> str:
    shown = page.closing.classification.findChildren(QLabel)
    return " | ".join(label.text() for label in shown if label.isVisibleTo(page))


def editor(page: ExamPage) -> GradesEditor:
    found = page.closing.classification.grades
    assert found is not None
    return found


def tb_in_the_past(clinic: Clinic, exam_id: int) -> dict[str, dict[str, Any]]:
    """The answer that the person had TB."""
    sections = read_exam(clinic, exam_id).sections
    asked = ((one.section.key, field) for one in sections for field in one.section.fields)
    return next({key: {field.key: True}} for key, field in asked if field.fact == "tb_history")


def test_grades_wait_and_the_view_says_for_what(sqlite_clinic: Clinic, opened: Opened, template: Template) -> None:
    exam_id = graded_exam(sqlite_clinic, template)
    page = opened("physician", exam_id=exam_id, section="classification")
    assert "Waits" in words(page)
    assert template.items["chest_xray"].label in words(page)
    assert "No class" not in words(page)
    assert page.closing.classification.grades is None


def test_a_grade_made_worse_asks_for_one_text_and_is_signed(
    qtbot: QtBot, sqlite_clinic: Clinic, opened: Opened, settled: Settled, template: Template
) -> None:
    exam_id = graded_exam(sqlite_clinic, template)
    adopt_edition(sqlite_clinic, template)
    fill_whole(sqlite_clinic, exam_id)
    page = opened("physician", exam_id=exam_id, section="classification")
    view = page.closing.classification
    assert "Grade A" in words(page)
    line = editor(page).line("chest_xray")
    assert not line.text.isVisible()
    line.choice.choose("B")
    assert line.text.isVisible()
    assert not editor(page).why.isVisible()
    assert "why worse than proposed *" in words(page)
    click(qtbot, view.confirm_button)
    settled()
    assert "needs a comment" in words(page)
    assert read_exam(sqlite_clinic, exam_id).decided is None
    line.text.setPlainText("Scar in the right upper lobe")
    page.mark_stale()
    settled()
    assert editor(page).line("chest_xray").comment() == "Scar in the right upper lobe"
    click(qtbot, view.confirm_button)
    settled()
    decided = read_exam(sqlite_clinic, exam_id).decided
    assert decided is not None
    assert dict(decided.decided.grades)["chest_xray"] == "B"
    assert decided.reason == "Scar in the right upper lobe"
    assert "Decided against the proposal; the comment says why." in words(page)
    page.show_section("signature")
    settled()
    assert "Scar in the right upper lobe" in page.closing.signature.content.toPlainText()
    click(qtbot, page.closing.signature.sign_button)
    asked = dialog(page, "sign", PasswordDialog)
    asked.password.setText(PASSWORD)
    click(qtbot, asked.act_button)
    settled()
    assert read_exam(sqlite_clinic, exam_id).status is ExamStatus.SIGNED
    assert "grade B (Scar in the right upper lobe)" in page.signed.content.toPlainText()


def test_a_better_grade_cannot_be_chosen_and_says_why(
    sqlite_clinic: Clinic, opened: Opened, template: Template
) -> None:
    exam_id = graded_exam(sqlite_clinic, template)
    fill_whole(sqlite_clinic, exam_id, **tb_in_the_past(sqlite_clinic, exam_id))
    page = opened("physician", exam_id=exam_id, section="classification")
    line = editor(page).line("medical_exam")
    assert line.grade() == "B"
    assert not line.choice.button("A").isEnabled()
    assert "never better" in line.choice.button("A").toolTip()
    line.choice.choose("A")
    assert line.grade() == "B"


def test_a_nurse_sees_grades_and_gives_none(sqlite_clinic: Clinic, opened: Opened, template: Template) -> None:
    exam_id = graded_exam(sqlite_clinic, template)
    fill_whole(sqlite_clinic, exam_id)
    page = opened("nurse", exam_id=exam_id, section="classification")
    assert "Grade A" in words(page)
    assert page.closing.classification.grades is None
    assert "The physician confirms" in words(page)


def test_a_number_that_the_clinic_changed_is_told_beside_the_reason(
    sqlite_clinic: Clinic, opened: Opened, template: Template
) -> None:
    exam_id = graded_exam(sqlite_clinic, template)
    fill_whole(sqlite_clinic, exam_id, **tb_in_the_past(sqlite_clinic, exam_id))
    given = template.settings["contact_months"].value
    assert isinstance(given, int)
    with sqlite_clinic.act("physician", action="protocols.change_setting") as uow:
        protocols.change_setting(
            uow, country=template.country, edition=template.edition, digest=template.digest, key="contact_months",
            value=given + 7, reason="Contacts are asked for longer here",
        )  # fmt: skip
    page = opened("physician", exam_id=exam_id, section="classification")
    told = words(page)
    assert f"contact within {given + 7} months" in told
    assert f"changed by the clinic; the edition says {given}" in told
