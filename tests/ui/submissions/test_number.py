"""The authority's number: an unusual one is kept when it is said twice, and it stands on the sheet once."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QLabel

from mhac.submissions.rules import Status
from tests.clinic import Clinic
from tests.mhac.submissions.abroad import signed_abroad
from tests.mhac.submissions.sheets import prepared, read_sheet, tick_all
from ui.submissions.dialogs import NumberDialog, SubmitDialog
from ui.submissions.page import EntryPage

Settled = Callable[[], None]


@pytest.fixture
def page(sqlite_clinic: Clinic, opened: Callable[..., EntryPage]) -> EntryPage:
    """A sheet for Canada whose number nobody knows yet, all lines entered."""
    exam_id = signed_abroad(sqlite_clinic, "CA", "REF_GAR", {})
    tick_all(sqlite_clinic, prepared(sqlite_clinic, exam_id, "emedical"))
    return opened("administrator", exam_id=exam_id, paper="emedical")


def words(shown: NumberDialog | SubmitDialog) -> str:
    return " | ".join(label.text() for label in shown.findChildren(QLabel) if label.isVisible())


def test_an_unusual_number_is_kept_when_it_is_said_twice(page: EntryPage, settled: Settled) -> None:
    page.panel.number_button.click()
    settled()
    shown = page.findChild(NumberDialog)
    assert shown is not None
    shown.number.setText("4711")
    assert "Unusual form; expected is one like 12345678" in words(shown)
    shown.act_button.click()
    settled()
    assert "Press the button again" in words(shown)
    assert page.sheet is not None
    assert page.sheet.number == ""
    shown.number.setText("471")
    shown.act_button.click()  # another one is asked about again
    settled()
    assert page.sheet.number == ""
    shown.act_button.click()
    settled()
    assert page.sheet.number == "471"
    (row,) = [one for one in page.sheet.rows if one.name == "external"]
    assert (row.value, row.tick is not None) == ("471", True)


def test_a_number_said_at_the_submission_is_on_the_sheet_and_in_the_snapshot(
    page: EntryPage, sqlite_clinic: Clinic, settled: Settled
) -> None:
    page.panel.submit_button.click()
    settled()
    shown = page.findChild(SubmitDialog)
    assert shown is not None
    shown.number.setText("12345678")
    shown.act_button.click()
    settled()
    assert page.sheet is not None
    done = read_sheet(sqlite_clinic, page.sheet.submission_id)
    assert (done.status, done.number, done.has_snapshot) == (Status.SUBMITTED, "12345678", True)
    assert [row.value for row in done.rows if row.name == "external"] == ["12345678"]
