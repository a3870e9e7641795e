"""The vaccines and drugs that are due, and that no examination is needed, in the windows where somebody looks."""

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from mhac.exams import queries
from tests.clinic import Clinic
from tests.mhac.exams.examined import adopt, begin, confirm, fill, fill_all, sign
from tests.mhac.exams.test_doses import PROGRAMME, child
from tests.ui.exams.exam_window import Opened, Settled
from ui.app.context import AppContext
from ui.exams.casefile_page import CaseFilePage
from ui.exams.frozen_view import FrozenView

GIVEN = {"vaccine_record": True, "vx_polio_1": "2026-03-01"}


def read(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if not label.isHidden())


def test_the_nurse_reads_the_vaccines_beside_their_section(
    sqlite_clinic: Clinic, opened: Opened, settled: Settled
) -> None:
    exam_id = begin(sqlite_clinic, child(sqlite_clinic, "IV", date(2025, 3, 10)))
    page = opened("nurse", exam_id=exam_id, section="vaccination")
    assert "Waits for: Vaccination review" in read(page.beside)
    fill(sqlite_clinic, exam_id, "vaccination", GIVEN)
    page.refresh()
    settled()
    told = read(page.beside)
    assert "Vaccines and drugs on 10 Mar 2026" in told
    for words in ("Hepatitis A", "VI-HEPA", "the next dose is due from 06 Sep 2026", "from 29 Mar 2026"):
        assert words in told
    page.show_section("vitals")
    settled()
    assert "Hepatitis A" not in read(page.beside)


def test_what_is_typed_counts_at_once(sqlite_clinic: Clinic, opened: Opened, settled: Settled) -> None:
    exam_id = begin(sqlite_clinic, child(sqlite_clinic, "IV", date(2025, 3, 10)))
    fill(sqlite_clinic, exam_id, "vaccination", GIVEN)
    page = opened("nurse", exam_id=exam_id, section="vaccination")
    assert "VI-HEPA" in read(page.beside)
    page.form.typed.emit("vx_hepa_1", "2026-03-10", "")
    settled()
    assert "VI-HEPA" not in read(page.beside)
    assert "from 06 Sep 2026" in read(page.beside)


def test_the_physician_reads_drugs_with_amounts_at_the_classification(sqlite_clinic: Clinic, opened: Opened) -> None:
    exam_id = begin(sqlite_clinic, child(sqlite_clinic, "REF", date(2016, 3, 10)))
    fill_all(sqlite_clinic, exam_id, **PROGRAMME)
    told = read(opened("physician", exam_id=exam_id, section="classification").closing.classification)
    for words in ("Praziquantel · 996 mg", "Albendazole · 400 mg", "PT-ALB", "12 tablets", "Td or Tdap"):
        assert words in told


def test_the_case_file_lists_them_under_what_is_asked(
    qtbot: QtBot, sqlite_clinic: Clinic, context_for: Callable[..., AppContext], settled: Settled
) -> None:
    who = child(sqlite_clinic, "REF", date(2016, 3, 10))
    fill_all(sqlite_clinic, begin(sqlite_clinic, who), **PROGRAMME)
    for role, seen in (("nurse", True), ("receptionist", False)):
        page = CaseFilePage(context_for(role))
        qtbot.addWidget(page)
        page.show_with(person_id=who.mother)
        page.show()
        settled()
        assert page.requirements.choose("due:praziquantel") is seen
        settled()
        assert ("Praziquantel · 996 mg" in read(page.why)) is seen
        assert ("PT-PZQ" in read(page.why)) is seen


def test_a_frozen_exam_shows_what_was_due_when_it_was_signed(qtbot: QtBot, sqlite_clinic: Clinic) -> None:
    who = child(sqlite_clinic, "REF", date(2016, 3, 10))
    adopt(sqlite_clinic)
    exam_id = begin(sqlite_clinic, who)
    fill_all(sqlite_clinic, exam_id, **PROGRAMME)
    confirm(sqlite_clinic, exam_id)
    sign(sqlite_clinic, exam_id)
    view = FrozenView()
    qtbot.addWidget(view)
    with sqlite_clinic.read("physician") as uow:
        view.show_content(queries.signed_content(uow, exam_id, 1).content)
    assert "Praziquantel · 996 mg" in view.toPlainText()


def test_the_window_says_that_no_examination_is_needed_and_why(
    sqlite_clinic: Clinic, opened: Opened, settled: Settled
) -> None:
    exam_id = begin(sqlite_clinic, child(sqlite_clinic, "TR_VISITOR", date(1990, 1, 1), "CA"))
    page = opened("nurse", exam_id=exam_id, section="application")
    assert "No examination is needed" not in read(page.beside)
    page.form.typed.emit("stay_months", 3, "")
    settled()
    assert "No examination is needed" in read(page.beside)
    assert "CA-X-SHORT" in read(page.beside)
    page.finish()
    settled()
    page = opened("physician", exam_id=exam_id)
    assert page.current == "classification"
    assert "No examination is needed." in read(page.closing.classification)
    assert "CA-X-SHORT" in read(page.closing.classification)
    assert "No examination needed" in read(page.head)
    page.show_section("signature")
    settled()
    assert "Questions without an answer" not in read(page.closing.signature)
