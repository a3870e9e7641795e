"""What this desk remembers: the language of its sign-in, light or dark, size of the window. Nothing of the clinic."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSettings

from mhac.kernel.paths import DataFolder


class Preferences:
    """A small file in the data folder."""

    def __init__(self, folder: DataFolder) -> None:
        self._store = QSettings(str(folder.root / "window.ini"), QSettings.Format.IniFormat)
        self.language_of_this_run = ""
        """A language asked for on the command line: it holds for everybody until the program ends."""

    @property
    def language(self) -> str:
        """The code of the language of the sign-in, "" when nobody chose; who signs in has a language of his own."""
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

    @property
    def station(self) -> str:
        """The station of the floor that this desk works at, empty when nobody chose."""
        return str(self._store.value("station", "") or "")

    @station.setter
    def station(self, code: str) -> None:
        self._store.setValue("station", code)

    def room_of(self, user_id: int | None) -> str:
        """The room in which somebody sits at this desk, empty where he did not say it."""
        return str(self._store.value(f"rooms/{user_id or 0}", "") or "")

    def keep_room(self, user_id: int | None, name: str) -> None:
        """Keep the room of somebody."""
        self._store.setValue(f"rooms/{user_id or 0}", name)

    def columns_of(self, user_id: int | None) -> str:
        """What the columns of the appointment book are for somebody at this desk, empty where he did not say it."""
        return str(self._store.value(f"columns/{user_id or 0}", "") or "")

    def keep_columns(self, user_id: int | None, columns: str) -> None:
        """Keep what the columns of the book are for somebody."""
        self._store.setValue(f"columns/{user_id or 0}", columns)

    @property
    def wall_shown(self) -> bool:
        """Whether the waiting-room screen stands beside this desk."""
        return str(self._store.value("wall_shown", "")) == "yes"

    @wall_shown.setter
    def wall_shown(self, shown: bool) -> None:
        self._store.setValue("wall_shown", "yes" if shown else "")
