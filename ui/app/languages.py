"""The languages of the screens: English as written, French and Kinyarwanda from Qt Linguist files.

On a change of language the shell builds its pages anew, so a page sets its words in its constructor and nowhere else.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from mhac.kernel.paths import RESOURCES
from ui.widgets import formats

LANGUAGES = {"en": "English", "fr": "Français", "rw": "Ikinyarwanda"}


class _Installed:
    """The translators that are in use now."""

    code: str = "en"
    translators: tuple[QTranslator, ...] = ()


def current_language() -> str:
    """Return the code of the language of the screens."""
    return _Installed.code


def use_language(code: str) -> None:
    """Install the translations of a language, Qt's own buttons included; unknown codes mean English."""
    code = code if code in LANGUAGES else "en"
    app = QCoreApplication.instance()
    if app is None:
        return
    for old in _Installed.translators:
        app.removeTranslator(old)
    _Installed.code = code
    _Installed.translators = tuple(_loaded(code))  # English too: its file knows one from many
    for new in _Installed.translators:
        app.installTranslator(new)
    where = QLocale(code) if code != "en" else formats.ENGLISH
    QLocale.setDefault(where)
    formats.show_in(locale=where)


def _loaded(code: str) -> list[QTranslator]:
    qt, ours = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath), str(RESOURCES / "translations")
    found = []
    # Qt brings no Kinyarwanda of its own; ours comes last, because the last is asked first.
    for folder, name in ((qt, f"qtbase_{code}"), (ours, f"qtbase_{code}"), (ours, f"mhac_{code}")):
        translator = QTranslator()
        if translator.load(name, folder):
            found.append(translator)
    return found
