"""The ring of the keyboard goes around a booking that lies there, and through no name."""

from collections.abc import Callable

from PySide6.QtGui import QImage

from tests.mhac.scheduling.desk import Desk
from tests.ui.scheduling.test_page import Window, desk, window
from ui.app import theme

__all__ = ["desk", "window"]  # the fixtures of the day


def lines_of_the_ring(shown: Window, block_id: int) -> list[int]:
    """At which heights of a booking the colour of the ring crosses its middle, from its upper edge."""
    area = shown.board.area_of(block_id)
    picture: QImage = shown.board.viewport().grab().toImage()
    scale = picture.devicePixelRatio()
    ring = theme.colour("accent").name()
    x = round((area.right() - 20) * scale)
    heights = range(area.top() - 2, area.bottom() + 4)
    return [y - area.top() for y in heights if picture.pixelColor(x, round(y * scale)).name() == ring]


def test_the_ring_is_around_the_whole_booking(desk: Desk, window: Callable[..., Window]) -> None:
    block = desk.book(desk.person("UWIMANA", "Marie"), hour=8)
    shown = window()
    shown.board.setFocus()
    assert shown.board.block() is None  # nothing is chosen yet: the keyboard stands on its first quarter hour
    found = lines_of_the_ring(shown, block.id)
    height = shown.board.area_of(block.id).height()
    assert found
    assert all(y <= 2 or y >= height - 3 for y in found), (found, height)
    assert found[0] <= 2
    assert found[-1] >= height - 3


def test_the_ring_of_a_free_quarter_is_as_high_as_that(desk: Desk, window: Callable[..., Window]) -> None:
    block = desk.book(desk.person("UWIMANA", "Marie"), hour=9)
    shown = window()
    shown.board.setFocus()
    assert lines_of_the_ring(shown, block.id) == []
