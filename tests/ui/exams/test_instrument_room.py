"""A questionnaire keeps room for its words: a warning about suicide can be read whole, whatever appears above it."""

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.ui.exams.exam_window import Key, Opened, Settled, press
from ui.exams.instrument import InstrumentBox
from ui.exams.page import ExamPage


def squeezed(page: ExamPage) -> list[str]:
    """The words of the form that have less room than they need, or lie over others."""
    shown = [one for one in page.form._content.findChildren(QLabel) if one.isVisible() and one.text()]
    found = [one.text() for one in shown if one.height() < one.heightForWidth(one.width())]
    places = [(one.text(), QRect(one.mapTo(page.form._content, QPoint()), one.size())) for one in shown]
    return found + [
        f"{a} | {b}" for n, (a, at) in enumerate(places) for b, other in places[n + 1 :] if at.intersects(other)
    ]


@pytest.mark.parametrize(("width", "height"), [(1232, 812), (830, 690)])
def test_a_warning_that_appears_squeezes_nothing(
    qtbot: QtBot, opened: Opened, settled: Settled, exam_id: int, width: int, height: int
) -> None:
    page = opened("physician", exam_id=exam_id, section="mental")
    page.resize(width, height)
    settled()
    assert squeezed(page) == []
    for key in ("phq9", "gad7"):
        box = page.form.question(key)
        assert isinstance(box, InstrumentBox)
        page.form.focus_on(box)
        press(qtbot, *(Key.Key_3 for _ in [one for one in box.rows if one.question.scored]))
        settled()
        qtbot.waitUntil(lambda: squeezed(page) == [], timeout=1000)
    page.finish()
    settled()
    page.show_section("tb")
    settled()
    page.show_section("mental")
    settled()
    qtbot.waitUntil(lambda: squeezed(page) == [], timeout=1000)


def test_a_strip_above_the_form_squeezes_nothing(qtbot: QtBot, opened: Opened, settled: Settled, exam_id: int) -> None:
    page = opened("physician", exam_id=exam_id, section="substances")
    box = next(one for one in page.form._rows.values() if isinstance(one, InstrumentBox))
    page.form.focus_on(box)
    press(qtbot, *(Key.Key_3 for _ in box.rows))
    settled()
    page.stale_strip.show()
    settled()
    qtbot.waitUntil(lambda: squeezed(page) == [], timeout=1000)
