"""A field that finds one of very many things while typing, and holds the one that was chosen. Scanners may type too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.widgets.search_popup import PopupLine, SearchPopup

PAUSE_MS = 80


@dataclass(frozen=True)
class PickerRow:
    """One thing that can be chosen."""

    id: int
    title: str
    subtitle: str = ""
    tag: str = ""


Found = Callable[[Sequence[PickerRow]], None]


class Picker(QLineEdit):
    """Asks `search(text, found)` while typing and shows what `found` is given.

    `search` may answer later; answers to a text that is no longer there are ignored. Arrows move, Enter chooses
    (also before the list has come: a scanner is faster), Esc clears. `chosen` brings the row's id.
    """

    chosen = Signal(int)
    cleared = Signal()

    def __init__(
        self, search: Callable[[str, Found], None], *, nothing: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._search = search
        self._nothing = nothing or self.tr("Nothing is found by this.")
        self._row: PickerRow | None = None
        self._rows: tuple[PickerRow, ...] = ()
        self._answered = ""
        self._enter_waits = False
        self._popup = SearchPopup(self)
        self._popup.chosen.connect(self._choose)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self.setClearButtonEnabled(True)
        self.textEdited.connect(self._edited)

    def value(self) -> int | None:
        """Return the id of what is chosen."""
        return self._row.id if self._row else None

    def row(self) -> PickerRow | None:
        """Return what is chosen."""
        return self._row

    def rows(self) -> tuple[PickerRow, ...]:
        """Return what is offered now."""
        return self._rows

    def set_row(self, row: PickerRow | None) -> None:
        """Show a choice without telling anybody."""
        self._row = row
        self._rows = ()
        self.setText(row.title if row else "")
        self._popup.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move in the list, choose, or clear."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if step and self._popup.isVisible():
            self._popup.move_mark(step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.text().strip() and self._row is None:
            self._enter()
        elif event.key() == Qt.Key.Key_Escape and (self._popup.isVisible() or self.text()):
            self._drop()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The list goes away with the focus."""
        super().focusOutEvent(event)
        self._popup.hide()

    def hideEvent(self, event: QHideEvent) -> None:
        """The list goes away with its field."""
        self._popup.hide()
        super().hideEvent(event)

    @Slot(str)
    def _edited(self, text: str) -> None:
        if self._row is not None:
            self._row = None
            self.cleared.emit()
        self._enter_waits = False
        if text.strip():
            self._pause.start()
        else:
            self._pause.stop()
            self._rows = ()
            self._popup.hide()

    @Slot()
    def _ask(self) -> None:
        text = self.text()
        self._search(text, lambda rows: self._found(text, rows))

    def _found(self, text: str, rows: Sequence[PickerRow]) -> None:
        if text != self.text() or self._row is not None:
            return
        self._rows = tuple(rows)
        self._answered = text
        if self._enter_waits:
            self._enter_waits = False
            if self._rows:
                self._choose(0)
                return
        if not self.hasFocus():
            return
        self._popup.show_lines([PopupLine(r.title, r.subtitle, r.tag) for r in self._rows], self._nothing)
        self._popup.place_under(self)

    def _enter(self) -> None:
        if self._answered == self.text() and self._rows:
            self._choose(max(0, self._popup.marked()))
            return
        self._enter_waits = True
        self._pause.stop()
        self._ask()

    @Slot(int)
    def _choose(self, place: int) -> None:
        if 0 <= place < len(self._rows):
            row = self._rows[place]
            self.set_row(row)
            self.chosen.emit(row.id)

    def _drop(self) -> None:
        had = self._row is not None
        self.set_row(None)
        if had:
            self.cleared.emit()
