"""The open exams that a new edition touches: told with what would differ, opened from the list, never moved."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from mhac.exams import touched
from mhac.kernel.audit import AuditEntry
from mhac.kernel.errors import NotAllowed
from mhac.protocols import queries
from mhac.protocols.rules import ItemState
from tests.clinic import Clinic
from tests.mhac.exams.examined import Family, begin, family, fill_all, read_exam, signed_exam
from tests.ui.protocols.conftest import Opened
from tests.ui.protocols.editions import import_own, later_states
from ui.protocols.touched_view import differences_words

Settled = Callable[[], None]


@pytest.fixture
def household(clinic: Clinic) -> Family:
    return family(clinic)


def later(clinic: Clinic, **numbers: int) -> str:
    """Import a later edition and return its digest."""
    import_own(clinic, later_states(**numbers))
    with clinic.read("physician") as uow:
        return next(one.digest for one in queries.library(uow).editions("US") if one.own)


def found(clinic: Clinic, digest: str) -> tuple[touched.TouchedExam, ...]:
    with clinic.read("physician") as uow:
        return touched.touched_by(uow, "US", "2026-03", digest)


def test_an_open_exam_is_told_with_what_would_differ(clinic: Clinic, household: Family) -> None:
    mother, child = begin(clinic, household), begin(clinic, household, household.child)
    pinned = read_exam(clinic, mother).edition
    digest = later(clinic, syphilis_below=30)
    rows = {one.exam_id: one for one in found(clinic, digest)}
    assert rows.keys() == {mother, child}
    syphilis = next(one for one in rows[mother].items if one.item == "syphilis")
    assert syphilis.before is ItemState.REQUIRED
    assert syphilis.after is ItemState.UNKNOWN  # no longer for all of her age; history and signs may still ask for it
    assert not rows[child].differs
    assert read_exam(clinic, mother).edition == pinned


def test_an_outcome_that_would_differ_is_told(clinic: Clinic, household: Family) -> None:
    exam_id = begin(clinic, household)
    fill_all(clinic, exam_id)
    digest = later(clinic, syphilis_below=30)
    (row,) = found(clinic, digest)
    assert row.outcome_before == row.outcome_after == ()
    assert row.differs


def test_signed_exams_and_those_of_the_edition_itself_are_not_touched(clinic: Clinic, household: Family) -> None:
    signed_exam(clinic, household)
    digest = later(clinic, syphilis_below=30)
    begin(clinic, household, household.child)  # begins under the new edition
    assert found(clinic, digest) == ()


def test_only_clinical_staff_sees_it_and_the_reading_is_logged(clinic: Clinic, household: Family) -> None:
    begin(clinic, household)
    digest = later(clinic, syphilis_below=30)
    with pytest.raises(NotAllowed), clinic.read("receptionist") as uow:
        touched.touched_by(uow, "US", "2026-03", digest)
    found(clinic, digest)
    with clinic.read("administrator") as uow:
        texts = uow.session.scalars(select(AuditEntry.text)).all()
    assert any("open exams of another edition" in text for text in texts)


def test_the_list_opens_the_case_file(qtbot: QtBot, sqlite_clinic: Clinic, opened: Opened, settled: Settled) -> None:
    household = family(sqlite_clinic)
    exam_id = begin(sqlite_clinic, household)
    digest = later(sqlite_clinic, syphilis_below=30)
    page = opened("nurse", view="touched", digest=digest)
    view = page.touched
    (row,) = view.table.rows()
    assert row.exam_id == exam_id
    assert "Syphilis" in differences_words(row)
    assert "would be asked something else" in view.told.words.text()
    went: list[tuple[str, dict[str, object]]] = []
    page.context.navigation_requested.connect(lambda key, arguments: went.append((key, arguments)))
    assert not view.open_button.isEnabled()
    view.table.selectRow(0)
    qtbot.mouseClick(view.open_button, Qt.MouseButton.LeftButton)
    qtbot.keyClick(view.table, Qt.Key.Key_Return)
    assert went == [("casefile", {"person_id": household.mother})] * 2


def test_an_edition_that_touches_nobody_says_so(opened: Opened) -> None:
    page = opened("physician", view="touched")
    assert page.touched.table.rows() == ()
    assert not page.touched.told.isVisible()


def test_reception_has_no_list_of_open_exams(opened: Opened) -> None:
    page = opened("receptionist")
    assert not page.touched.allowed
    assert {choice.value for choice in page.view._choices} == {"library", "asked"}
