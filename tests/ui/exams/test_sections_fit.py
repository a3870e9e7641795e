"""Every section of every country fits its pane: nothing of a question lies beyond the right edge, whatever is said."""

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import QCoreApplication, QPoint
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from mhac.kernel.errors import Invalid
from mhac.protocols import library
from mhac.protocols.form import FormSection, _section, judge
from mhac.protocols.form_answers import plan_of
from tests.tour.faults import faults_of
from tests.ui.exams.exam_window import Opened
from ui.app.languages import use_language
from ui.app.messages import words_of
from ui.exams.page import ExamPage
from ui.exams.questions import LineQuestion

PAGES = {1440: 1232, 1024: 960}
"""What the rail leaves of a window for the page."""
TODAY = date(2026, 11, 24)


@pytest.fixture(params=["en", "fr"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    use_language(request.param)
    yield request.param
    use_language("en")


def whole_form(country: str) -> Iterator[FormSection]:
    """Every section with every question, those together that no single person is asked together."""
    template = library.choose(country, TODAY).template
    for place, (row, _shown_when) in enumerate(plan_of(template).sections):
        yield _section(template, place, tuple((key, -1) for key in row["fields"]))


def beyond(page: ExamPage) -> Iterator[str]:
    """What of the section lies beyond the right edge of its pane."""
    form = page.form
    content = form.widget()
    assert content is not None
    edge = form.viewport().width()
    if content.minimumSizeHint().width() > edge:
        yield f"{content.minimumSizeHint().width() - edge} too wide"
    yield from faults_of(page, overlaid=True)
    for part in content.findChildren(QWidget):
        if part.isVisibleTo(content) and part.mapTo(content, QPoint(part.width(), 0)).x() > edge:
            yield f"{type(part).__name__} {part.accessibleName()}{part.text() if isinstance(part, QLabel) else ''}"


@pytest.mark.parametrize("window", [1440, pytest.param(1024, marks=pytest.mark.slow)])  # the wide one has less room
@pytest.mark.parametrize("country", library.countries())
def test_no_question_is_wider_than_its_pane(
    qtbot: QtBot, language: str, country: str, window: int, exam_id: int, opened: Opened
) -> None:
    page = opened("physician", exam_id=exam_id, section="identity")
    page.resize(PAGES[window], 640)
    qtbot.wait(10)
    found: dict[str, list[str]] = {}

    def look(section: FormSection, state: str) -> None:
        lost: list[str] = []
        for _ in range(10):  # what a row asks for reaches the page by events, and a bar to scroll by takes room again
            QCoreApplication.sendPostedEvents()
            if not (lost := list(beyond(page))):
                return
        found[f"{section.key}, {state}"] = lost[:4]

    for mine in (True, False):
        for section in whole_form(country):
            page.form.show_section(section, lambda _asked, mine=mine: mine)  # type: ignore[misc]
            page.form.show_answers({}, judge, {})
            look(section, "required" if mine else "of another role")
            for asked in section.fields if mine else ():
                question = page.form.question(asked.key)
                if isinstance(question, LineQuestion) and question.note is not None:
                    question.note.setVisible(True)
                question.set_fault(words_of(Invalid("exams.day_before_birth", label=asked.label)))
            if mine:
                look(section, "refused")
    assert not found
