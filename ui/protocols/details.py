"""The chosen entry of an edition in full: sentence, source, mark, what the clinic changed, and the way back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from ui.protocols import words
from ui.protocols.entries import Entry, OwnChange
from ui.protocols.tables import given_words, mark_of, on_list, value_words
from ui.widgets import formats
from ui.widgets.basics import Pill, button, muted, row, small, strong
from ui.widgets.basics import words as label_words

HEIGHT = 132


class EntryDetails(QScrollArea):
    """Read-only for most; who may change a number finds the buttons here."""

    change_wanted = Signal(object)
    undo_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None, *, may_change: bool) -> None:
        super().__init__(parent)
        self._may_change = may_change
        self.entry: Entry | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName(self.tr("The chosen entry"))
        self._column = QVBoxLayout()
        self.change_button = button("")
        self.undo_button = button("")
        self.show_entry(None)

    def show_entry(self, entry: Entry | None) -> None:
        """Show an entry, or that none is chosen."""
        self.entry = entry
        inside = QWidget()
        inside.setProperty("ground", "clear")
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(14, 10, 14, 10)
        self._column.setSpacing(4)
        if entry is None:
            self._column.addWidget(muted(self.tr("Choose a line to read it in full, with its source."), wrap=True))
        else:
            self._fill(entry)
        self._column.addStretch(1)
        self.setWidget(inside)

    def _fill(self, entry: Entry) -> None:
        head = row(spacing=8)
        head.addWidget(strong(entry.text, wrap=True), 1)
        head.addWidget(Pill(*mark_of(entry)), 0, Qt.AlignmentFlag.AlignTop)
        self._column.addLayout(head)
        self._column.addWidget(muted(words.joined(entry.code, entry.detail), wrap=True))
        source = self.tr("Source: {source}").format(source=entry.source)
        self._column.addWidget(small(words.joined(source, words.confidence(entry.confidence)[0]), wrap=True))
        if entry.can_change:
            self._value(entry)
        if not entry.enabled:
            told = self.tr("Written down but switched off: its source leaves it open. It asks nothing of anybody.")
            self._column.addWidget(muted(told, wrap=True))

    def _value(self, entry: Entry) -> None:
        line = row(spacing=8)
        line.addWidget(label_words(self.tr("Counts here: {value}").format(value=value_words(entry)), "strong"))
        if entry.own is not None:
            line.addWidget(muted(self.tr("the edition says {value}").format(value=given_words(entry))))
        line.addStretch(1)
        if self._may_change:
            self.change_button = button(self.tr("C&hange…"), small=True)
            self.change_button.clicked.connect(self._change)
            line.addWidget(self.change_button)
            if entry.own is not None:
                self.undo_button = button(self.tr("Go &back to the edition…"), small=True)
                self.undo_button.clicked.connect(self._undo)
                line.addWidget(self.undo_button)
        self._column.addLayout(line)
        for change in entry.history:
            self._column.addWidget(small(self._told(entry, change), wrap=True))

    def _told(self, entry: Entry, change: OwnChange) -> str:
        """One line of the history of a number."""
        if change.value is None:
            what = self.tr("back to the edition")
        elif isinstance(change.value, bool) and entry.key.startswith("list."):
            what = on_list(change.value)
        else:
            what = words.value(change.value, entry.unit)
        return words.joined(formats.moment(change.at), change.by, what, change.reason)

    @Slot()
    def _change(self) -> None:
        if self.entry is not None:
            self.change_wanted.emit(self.entry)

    @Slot()
    def _undo(self) -> None:
        if self.entry is not None:
            self.undo_wanted.emit(self.entry)
