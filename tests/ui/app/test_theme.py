"""The look: every text can be read on its ground, in both schemes, and figures stand under each other."""

from dataclasses import fields
from pathlib import Path

import pytest
from PySide6.QtGui import QFontInfo, QFontMetricsF
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from mhac.kernel.paths import RESOURCES
from ui.app import icons, theme
from ui.app.theme import DARK, LIGHT, TEXT_ON_GROUND, Tokens


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_every_text_has_a_contrast_of_at_least_four_and_a_half(scheme: Tokens) -> None:
    weak = {
        (text, ground): round(theme.contrast(getattr(scheme, text), getattr(scheme, ground)), 2)
        for text, ground in TEXT_ON_GROUND
        if theme.contrast(getattr(scheme, text), getattr(scheme, ground)) < 4.5
    }
    assert not weak


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_the_edge_of_a_field_is_seen_better_than_a_dividing_line(scheme: Tokens) -> None:
    assert theme.contrast(scheme.field_line, scheme.surface) > theme.contrast(scheme.line, scheme.surface) * 1.05


def test_contrast_is_the_wcag_ratio() -> None:
    assert theme.contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert theme.contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_the_style_sheet_holds_no_colour_of_its_own_but_the_mark() -> None:
    text = (RESOURCES / "styles" / "mhac.qss").read_text(encoding="utf-8")
    literal = [line for line in text.splitlines() if "#" in line.split("/*")[0] and "background: #" in line]
    assert [line for line in literal if 'mark="true"' not in line] == []


def test_every_token_of_the_style_sheet_is_known(look: None) -> None:
    assert "$" not in theme.style_sheet()
    assert {field.name for field in fields(Tokens)} >= {"text", "surface", "accent"}


def test_figures_have_equal_width_even_through_the_style_sheet(qtbot: QtBot, look: None) -> None:
    for widget in (QLabel("1111"), QPushButton("1111")):
        qtbot.addWidget(widget)
        widget.ensurePolished()
        metrics = QFontMetricsF(widget.font())
        assert QFontInfo(widget.font()).family() == "Inter"
        assert metrics.horizontalAdvance("1111") == metrics.horizontalAdvance("0000")


def test_both_schemes_can_be_put_on(qapp: QApplication, look: None) -> None:
    theme.apply(qapp, dark=True)
    assert theme.is_dark()
    assert theme.colour("surface").name().upper() == DARK.surface
    theme.apply(qapp, dark=False)
    assert theme.colour("surface").name().upper() == LIGHT.surface


@pytest.mark.parametrize("path", sorted((RESOURCES / "icons").glob("*.svg")), ids=lambda path: path.stem)
def test_every_icon_can_be_drawn(path: Path, look: None) -> None:
    picture = icons.pixmap(path.stem, "text", 20, scale=2.0).toImage()
    assert picture.width() == 40
    assert any(picture.pixelColor(x, y).alpha() for x in range(0, 40, 2) for y in range(0, 40, 2))
