"""The examination at 1024 x 768 in French and Kinyarwanda, whose words are longer than the English ones."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot

from tests.clinic import Clinic
from tests.mhac.exams.examined import fill_all
from tests.tour.drawn import heard, lost_words
from tests.ui.exams.exam_window import Opened, click, dialog, measure
from ui.app.languages import use_language
from ui.exams.classification_view import OverrideDialog
from ui.exams.page import ExamPage

WIDTH, HEIGHT = 960, 640  # what rail, top and bottom leave of 1024 x 768


@pytest.fixture(params=["fr", "rw"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    use_language(request.param)
    yield request.param
    use_language("en")


def narrow(qtbot: QtBot, page: ExamPage) -> ExamPage:
    page.resize(WIDTH, HEIGHT)
    qtbot.waitUntil(lambda: page.head.beside_button.isVisible())
    qtbot.wait(50)
    return page


def test_the_birth_date_is_read_whole(qtbot: QtBot, language: str, exam_id: int, opened: Opened) -> None:
    page = narrow(qtbot, opened("nurse", exam_id=exam_id, section="vitals"))
    page.head.show_saved(datetime.now(UTC), draft=True)
    qtbot.wait(50)
    with heard() as shortened:
        page.head.grab()
    assert not list(lost_words(shortened))
    assert all("1990" in shown for text, shown in shortened if "1990" in text)


def test_the_longest_title_of_a_measure_pushes_no_field_down_alone(
    qtbot: QtBot, language: str, exam_id: int, opened: Opened
) -> None:
    page = narrow(qtbot, opened("nurse", exam_id=exam_id, section="vitals"))
    places = {
        key: measure(page, key).input.mapTo(page, QPoint(0, 0)).y()
        for key in ("height_cm", "weight_kg", "bmi", "bp_systolic", "bp_diastolic")
    }
    assert len(set(places.values())) == 1, places


def test_the_classes_to_choose_from_fit_their_dialog(
    qtbot: QtBot, language: str, sqlite_clinic: Clinic, exam_id: int, opened: Opened
) -> None:
    fill_all(sqlite_clinic, exam_id)
    page = narrow(qtbot, opened("physician", exam_id=exam_id, section="classification"))
    click(qtbot, page.closing.classification.override_button)
    asked = dialog(page, "override", OverrideDialog)
    asked.resize(asked.minimumWidth(), 480)
    area = asked.findChild(QScrollArea)
    assert area is not None
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0)
    assert area.horizontalScrollBar().maximum() == 0
