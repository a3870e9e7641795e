"""What this desk remembers of its user's taste: language, light or dark, size of the window. Nothing of the clinic."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSettings

from mhac.kernel.paths import DataFolder


class Preferences:
    """A small file in the data folder."""

    def __init__(self, folder: DataFolder) -> None:
        self._store = QSettings(str(folder.root / "window.ini"), QSettings.Format.IniFormat)

    @property
    def language(self) -> str:
        """The code of the chosen language, "" when nobody chose."""
        return str(self._store.value("language", "") or "")

    @language.setter
    def language(self, code: str) -> None:
        self._store.setValue("language", code)

    @property
    def look(self) -> str:
        """`light`, `dark`, or `system`."""
        return str(self._store.value("look", "system") or "system")

    @look.setter
    def look(self, code: str) -> None:
        self._store.setValue("look", code)

    @property
    def geometry(self) -> QByteArray:
        """Where the window stood, empty at first."""
        kept = self._store.value("geometry")
        return kept if isinstance(kept, QByteArray) else QByteArray()

    @geometry.setter
    def geometry(self, place: QByteArray) -> None:
        self._store.setValue("geometry", place)
