"""A list of lines that are edited in place: each line a few fields and "Remove", and one button to add a line."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ui.app.dialogs import icon_button
from ui.widgets.basics import button, section


class LineList(QWidget):
    """Holds lines of widgets under common headings."""

    changed = Signal()
    removed = Signal(int)
    add_requested = Signal()

    def __init__(self, heads: Sequence[tuple[str, int]], add: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[tuple[QWidget, ...]] = []
        self._next = 1
        inside = QWidget()
        inside.setProperty("ground", "clear")
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 8, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        for column, (head, stretch) in enumerate(heads):
            title = section(head)
            title.setWordWrap(True)
            title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)  # the fields make the width
            self._grid.addWidget(title, 0, column, Qt.AlignmentFlag.AlignBottom)
            self._grid.setColumnStretch(column, stretch)
        column_layout = QVBoxLayout(inside)
        column_layout.setContentsMargins(0, 0, 0, 0)
        column_layout.addLayout(self._grid)
        column_layout.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.add_button = button(add, icon="plus")
        self.add_button.clicked.connect(self.add_requested)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addWidget(scroll, 1)
        whole.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)

    def add_line(self, *fields: QWidget, removable: bool = True) -> None:
        """Add a line at the end."""
        place = self._next
        self._next += 1
        for column, field in enumerate(fields):
            self._grid.addWidget(field, place, column)
        parts = list(fields)
        if removable:
            remove = icon_button("trash-2", self.tr("Remove"))
            remove.clicked.connect(self._remove)
            self._grid.addWidget(remove, place, len(fields))
            parts.append(remove)
        self._rows.append(tuple(parts))

    def clear(self) -> None:
        """Remove all lines."""
        for row in self._rows:
            _drop(row)
        self._rows.clear()

    @Slot()
    def _remove(self) -> None:
        for place, row in enumerate(self._rows):
            if row[-1] is self.sender():
                _drop(row)
                del self._rows[place]
                self.removed.emit(place)
                self.changed.emit()
                return


def _drop(row: tuple[QWidget, ...]) -> None:
    for widget in row:
        widget.hide()
        widget.deleteLater()
