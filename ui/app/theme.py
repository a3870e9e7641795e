"""How the program looks: the colours and sizes of every screen as data, light and dark.

One token set, one palette and one style sheet (`resources/styles/mhac.qss`). Widgets that paint themselves ask
`colour("accent")`; everything else is reached through properties in the style sheet. The operating system's own
dark mode does not recolour Fusion on every platform, so the palette is ours in both schemes.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from string import Template

from PySide6.QtCore import QDir
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from mhac.kernel.paths import RESOURCES

BODY_PX = 13
SMALL_PX = 11.5
TITLE_PX = 16
FIGURE_PX = 20
CONTROL_PX = 32
RADIUS_PX = 6


@dataclass(frozen=True)
class Tokens:
    """The named colours of one scheme, as #RRGGBB."""

    background: str
    surface: str
    raised: str
    line: str
    field_line: str
    text: str
    muted: str
    accent: str
    accent_strong: str
    accent_soft: str
    on_accent: str
    ok: str
    ok_soft: str
    warning: str
    warning_soft: str
    bad: str
    bad_soft: str
    hold: str
    hold_soft: str
    neutral_soft: str
    rail: str
    rail_text: str
    rail_muted: str
    rail_active: str
    rail_badge: str
    on_rail: str


LIGHT = Tokens(
    background="#F4F6F9",
    surface="#FFFFFF",
    raised="#F8FAFC",
    line="#DCE3EA",
    field_line="#D2DBE4",
    text="#16212C",
    muted="#5C6B7A",
    accent="#0B5FA5",
    accent_strong="#094E88",
    accent_soft="#E5F0FA",
    on_accent="#FFFFFF",
    ok="#166A3E",
    ok_soft="#E4F4EB",
    warning="#9A5B00",
    warning_soft="#FFF3DC",
    bad="#B3261E",
    bad_soft="#FCE8E6",
    hold="#6B4BA1",
    hold_soft="#EFE9F8",
    neutral_soft="#EAEEF2",
    rail="#10273C",
    rail_text="#C7D5E2",
    rail_muted="#9FB3C6",
    rail_active="#1B4265",
    rail_badge="#23405C",
    on_rail="#FFFFFF",
)
DARK = Tokens(
    background="#12181F",
    surface="#1A222B",
    raised="#202A34",
    line="#2C3742",
    field_line="#46535F",
    text="#E6EDF3",
    muted="#9AA8B5",
    accent="#5AA9E6",
    accent_strong="#7DBCEB",
    accent_soft="#17324A",
    on_accent="#0B141D",
    ok="#5CC08B",
    ok_soft="#17352A",
    warning="#E0A84A",
    warning_soft="#3A2D14",
    bad="#F28B82",
    bad_soft="#3F1F1D",
    hold="#B79CE6",
    hold_soft="#2D2540",
    neutral_soft="#26313B",
    rail="#0B141D",
    rail_text="#C7D5E2",
    rail_muted="#9FB3C6",
    rail_active="#17324A",
    rail_badge="#1D3347",
    on_rail="#FFFFFF",
)

# Every text colour with the grounds it is drawn on; the tests hold each pair to 4.5:1 in both schemes.
TEXT_ON_GROUND: tuple[tuple[str, str], ...] = (
    *(
        ("text", ground)
        for ground in (
            "background",
            "surface",
            "raised",
            "accent_soft",
            "neutral_soft",
            "ok_soft",
            "warning_soft",
            "bad_soft",
            "hold_soft",
        )
    ),
    *(("muted", ground) for ground in ("background", "surface", "raised", "accent_soft", "neutral_soft")),
    *(
        (tone, ground)
        for tone in ("accent", "ok", "warning", "bad", "hold")
        for ground in ("surface", "background", "raised", f"{tone}_soft")
    ),
    ("on_accent", "accent"),
    ("on_accent", "accent_strong"),
    ("on_accent", "bad"),
    ("accent", "accent_soft"),
    ("rail_text", "rail"),
    ("rail_muted", "rail"),
    ("on_rail", "rail"),
    ("on_rail", "rail_active"),
    ("rail_text", "rail_badge"),
    ("rail_text", "rail_active"),
)

TONES = ("neutral", "accent", "ok", "warning", "bad", "hold")


class _Current:
    """The scheme that is applied now; the one piece of state of the look."""

    tokens: Tokens = LIGHT
    dark: bool = False
    fonts_loaded: bool = False


def tokens() -> Tokens:
    """Return the token set in use."""
    return _Current.tokens


def is_dark() -> bool:
    """Return whether the dark scheme is in use."""
    return _Current.dark


def colour(name: str) -> QColor:
    """Return a token as a colour to paint with."""
    return QColor(getattr(_Current.tokens, name))


def tone_colours(tone: str) -> tuple[QColor, QColor]:
    """Return text and ground of a tone ("ok", "warning", "bad", "hold", "accent", "neutral")."""
    if tone in ("neutral", "muted"):
        return colour("muted"), colour("neutral_soft")
    return colour(tone), colour(f"{tone}_soft")


def contrast(first: str, second: str) -> float:
    """Return the WCAG 2 contrast ratio of two #RRGGBB colours."""
    low, high = sorted((_luminance(first), _luminance(second)))
    return (high + 0.05) / (low + 0.05)


def _luminance(value: str) -> float:
    channels = [int(value[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def system_is_dark() -> bool:
    """Return whether the desk asks for dark windows."""
    from PySide6.QtCore import Qt

    return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark


def apply(app: QApplication, *, dark: bool) -> None:
    """Dress the whole program in one scheme: style, font, palette, style sheet."""
    _Current.tokens = DARK if dark else LIGHT
    _Current.dark = dark
    if app.style().objectName().lower() != "fusion" and not app.styleSheet():
        app.setStyle("Fusion")
    app.setFont(body_font())
    app.setPalette(palette(_Current.tokens))
    app.setStyleSheet(style_sheet())


def load_fonts() -> None:
    """Register the fonts that the program brings along, so that no screen depends on those of the desk."""
    _Current.fonts_loaded = True
    for weight in ("Regular", "Medium", "SemiBold"):
        QFontDatabase.addApplicationFont(str(RESOURCES / "fonts" / f"Inter-{weight}.ttf"))


def body_font(pixels: float = BODY_PX, *, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Return Inter with figures of equal width, so that columns of numbers stand under each other."""
    if not _Current.fonts_loaded:
        load_fonts()
    font = QFont("Inter")
    font.setPointSizeF(_points(pixels))
    font.setWeight(weight)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def _points(pixels: float) -> float:
    screen = QGuiApplication.primaryScreen()
    return pixels * 72 / (screen.logicalDotsPerInch() if screen else 96)


def palette(scheme: Tokens) -> QPalette:
    """Return the palette of a scheme, for everything the style sheet does not reach."""
    result = QPalette()
    role = QPalette.ColorRole
    for where, name in (
        (role.Window, "background"),
        (role.Base, "surface"),
        (role.AlternateBase, "raised"),
        (role.Button, "surface"),
        (role.WindowText, "text"),
        (role.Text, "text"),
        (role.ButtonText, "text"),
        (role.ToolTipBase, "surface"),
        (role.ToolTipText, "text"),
        (role.PlaceholderText, "muted"),
        (role.Highlight, "accent"),
        (role.HighlightedText, "on_accent"),
        (role.Link, "accent"),
        (role.LinkVisited, "accent"),
        (role.Accent, "accent"),
        (role.Mid, "line"),
        (role.Midlight, "line"),
        (role.Dark, "line"),
        (role.Light, "surface"),
    ):
        result.setColor(where, QColor(getattr(scheme, name)))
    for where in (role.WindowText, role.Text, role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, where, QColor(scheme.muted))
    return result


def style_sheet() -> str:
    """Return the style sheet with the tokens of the current scheme filled in."""
    QDir.setSearchPaths("controls", [str(RESOURCES / "icons" / "controls")])
    values = {field.name: str(getattr(_Current.tokens, field.name)) for field in fields(Tokens)}
    values["scheme"] = "dark" if _Current.dark else "light"
    for name, pixels in (
        ("tiny", 11.0),
        ("small", SMALL_PX),
        ("body", BODY_PX),
        ("lead", 14.0),
        ("title", TITLE_PX),
        ("figure", FIGURE_PX),
    ):
        values[f"{name}_size"] = f"{_points(pixels):.3f}pt"
    text = (RESOURCES / "styles" / "mhac.qss").read_text(encoding="utf-8")
    return Template(text).substitute(values)
