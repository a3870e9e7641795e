"""The visits that are still needed, in their dialog: reasons shown, booked in one go, a clash said by its visit."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from mhac.scheduling import queries
from tests.clinic import Clinic
from tests.mhac.exams.examined import FILM_TB, Family, begin, family, fill
from tests.mhac.scheduling.desk import TUESDAY, Desk, lay_down
from ui.app.context import AppContext
from ui.scheduling.series_dialog import SeriesDialog

Left = Qt.MouseButton.LeftButton


@pytest.fixture
def desk(sqlite_clinic: Clinic) -> Desk:
    return lay_down(sqlite_clinic)


@pytest.fixture
def household(desk: Desk) -> Family:
    found = family(desk.clinic)
    fill(desk.clinic, begin(desk.clinic, found), "xray", FILM_TB)
    return found


@pytest.fixture
def opened(
    desk: Desk, context_for: Callable[..., AppContext], qtbot: QtBot, settled: Callable[[], None]
) -> Callable[[int], SeriesDialog]:
    def make(person_id: int) -> SeriesDialog:
        dialog = SeriesDialog(context_for("nurse"), desk.frame, person_id)
        qtbot.addWidget(dialog)
        dialog.open()
        settled()
        return dialog

    return make


def said(dialog: SeriesDialog) -> list[str]:
    return [tick.text().split(":")[0] for planned, tick in dialog.ticks if planned.visit.what in ("sputum", "culture")]


def keep_sputum(dialog: SeriesDialog) -> None:
    for planned, tick in dialog.ticks:
        tick.setChecked(planned.visit.what == "sputum")


def test_the_visits_stand_with_their_reasons_and_are_booked_in_one_go(
    desk: Desk, household: Family, opened: Callable[[int], SeriesDialog], settled: Callable[[], None]
) -> None:
    dialog = opened(household.mother)
    assert said(dialog) == [
        "Sputum specimen 1 of 3", "Sputum specimen 2 of 3", "Sputum specimen 3 of 3", "Result of the culture",
    ]  # fmt: skip
    words = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "from memory" in words.lower()
    keep_sputum(dialog)
    QTest.mouseClick(dialog.act_button, Left)
    settled()
    assert not dialog.isVisible()
    with desk.clinic.read("nurse") as uow:
        rows = queries.appointments_of(uow, household.mother)
    assert sorted(row.starts_at for row in rows) == [desk.at(8, day=TUESDAY + timedelta(days=n)) for n in range(3)]


def test_a_clash_names_the_visit_and_books_nothing(
    desk: Desk, household: Family, opened: Callable[[int], SeriesDialog], settled: Callable[[], None]
) -> None:
    dialog = opened(household.mother)
    keep_sputum(dialog)
    desk.book(desk.person("GASANA", "Eric"), hour=8, day=TUESDAY + timedelta(days=1))
    QTest.mouseClick(dialog.act_button, Left)
    settled()
    assert dialog.problem.text().startswith("Sputum specimen 2 of 3: Nurse 1 is taken")
    with desk.clinic.read("nurse") as uow:
        assert queries.appointments_of(uow, household.mother) == ()
    keep_sputum(dialog)
    QTest.mouseClick(dialog.act_button, Left)
    settled()
    with desk.clinic.read("nurse") as uow:
        assert len(queries.appointments_of(uow, household.mother)) == 3


def test_somebody_without_an_exam_needs_nothing_more(desk: Desk, opened: Callable[[int], SeriesDialog]) -> None:
    dialog = opened(desk.person("NSENGA", "Paul"))
    assert "no further visit" in dialog.who.text()
    assert not dialog.act_button.isEnabled()


def test_a_clinician_is_asked_for_in_the_visits_that_she_takes(
    desk: Desk, household: Family, opened: Callable[[int], SeriesDialog], settled: Callable[[], None]
) -> None:
    nurse = desk.clinic.user_ids["nurse"]
    for days in range(3):  # her mornings begin at nine
        desk.book(
            desk.person("GASANA", f"Eric {days}"), hour=8, minutes=60, room="Nurse 2",
            day=TUESDAY + timedelta(days=days), clinician_id=nurse,
        )  # fmt: skip
    dialog = opened(household.mother)
    dialog.clinician.choose(nurse)
    settled()
    keep_sputum(dialog)
    assert all("09:00" in tick.text() for _, tick in dialog.ticks if tick.isChecked())
    assert "with Noella Ingabire" in dialog.ticks[0][1].text()
    QTest.mouseClick(dialog.act_button, Left)
    settled()
    with desk.clinic.read("nurse") as uow:
        rows = queries.appointments_of(uow, household.mother)
        named = {queries.block(uow, row.id).clinician_id for row in rows}  # type: ignore[union-attr]
    assert named == {nurse}
    assert len(rows) == 3


def test_visits_that_are_booked_are_not_offered_again(
    desk: Desk, household: Family, opened: Callable[[int], SeriesDialog], settled: Callable[[], None]
) -> None:
    dialog = opened(household.mother)
    QTest.mouseClick(dialog.act_button, Left)
    settled()
    again = opened(household.mother)
    assert again.ticks
    assert all("booked already: " in tick.text() and not tick.isEnabled() for _, tick in again.ticks)
    assert again.requests() == ()
    assert not again.act_button.isEnabled()
