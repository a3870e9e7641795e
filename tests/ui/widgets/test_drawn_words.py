"""Words that boards paint: broken between words, and never without the number of people."""

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication

from ui.app import theme
from ui.widgets.drawn_words import in_lines


@pytest.mark.parametrize(
    ("title", "as_wide_as", "most", "lines"),
    [
        ("HABIMANA Jean", "HABIMANA Jean", 2, ["HABIMANA Jean"]),
        ("HABIMANA Jean", "HABIMANA", 2, ["HABIMANA", "Jean"]),
        ("HABIMANA Jean", "HABIMANA", 1, ["HABIMANA Jean"]),
        ("BAHATI family · 6", "BAHATI family", 2, ["BAHATI", "family · 6"]),
        ("IRADUKUNDA Jeanne Marie Claire", "IRADUKUNDA Jeanne", 2, ["IRADUKUNDA Jeanne", "Marie Claire"]),
        ("IRADUKUNDA Jeanne Marie", "IRA", 3, ["IRADUKUNDA", "Jeanne", "Marie"]),
        ("IRADUKUNDA", "IRA", 2, ["IRADUKUNDA"]),
        ("", "x", 2, [""]),
    ],
)
def test_a_title_is_broken_between_words(
    qapp: QApplication, title: str, as_wide_as: str, most: int, lines: list[str]
) -> None:
    font = theme.body_font(12.5)
    assert in_lines(title, font, QFontMetrics(font).horizontalAdvance(as_wide_as), most) == lines
