"""The outline icons (Lucide, ISC licence), drawn by Qt's SVG module in the colours of the theme, sharp at any scale."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap

from mhac.kernel.paths import RESOURCES
from ui.app import theme

SMALL = 16
NORMAL = 20
GAP = 4
_SCALES = (1.0, 1.5, 2.0)


def icon(name: str, ink: str = "text", *, disabled: str = "muted") -> QIcon:
    """Return an icon in a theme colour; `name` is a file of `resources/icons`."""
    return _icon(name, theme.colour(ink).name(), theme.colour(disabled).name())


def beside_words(name: str, ink: str = "text", *, disabled: str = "muted") -> QIcon:
    """Return an icon with a gap at its right, for buttons that show an icon and words (size 20 x 16)."""
    return _icon(name, theme.colour(ink).name(), theme.colour(disabled).name(), GAP)


def pixmap(name: str, ink: str = "text", size: int = SMALL, *, scale: float = 1.0) -> QPixmap:
    """Return one picture of an icon, `size` logical pixels wide, for a screen of the given scale."""
    return _draw(name, theme.colour(ink).name(), size, scale)


@lru_cache(maxsize=256)
def _icon(name: str, colour: str, disabled: str, gap: int = 0) -> QIcon:
    result = QIcon()
    for size in (SMALL,) if gap else (SMALL, NORMAL):
        for scale in _SCALES:
            result.addPixmap(_draw(name, colour, size, scale, gap), QIcon.Mode.Normal)
            result.addPixmap(_draw(name, disabled, size, scale, gap), QIcon.Mode.Disabled)
    return result


@lru_cache(maxsize=128)
def _source(name: str) -> str:
    return (RESOURCES / "icons" / f"{name}.svg").read_text(encoding="utf-8")


def _draw(name: str, colour: str, size: int, scale: float, gap: int = 0) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer  # the first screen is painted without it

    text = _source(name).replace("currentColor", QColor(colour).name())
    renderer = QSvgRenderer(QByteArray(text.encode()))
    side = round(size * scale)
    picture = QPixmap(QSize(round((size + gap) * scale), side))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    picture.setDevicePixelRatio(scale)
    return picture
